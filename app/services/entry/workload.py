"""How far the work is: counts for the first screen and, later, the weekly report."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.books import BOOKS
from app.models.store.tables import Decision, Entry, Volume
from app.models.words.states import EntryState
from app.services.entry import discrepancies, entries

_NOT_YET = (EntryState.DRAFT, EntryState.PARKED)


@dataclass(frozen=True, slots=True)
class BookCounts:
    """One type of book: acts to enter, acts entered, and the branches of the persons decided."""

    todo: int
    done: int
    branches: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the first screen counts."""

    states: Mapping[EntryState, int]
    items: int
    books: Mapping[str, BookCounts]
    last_draft: str


def overview(session: Session, *, uid: str) -> Overview:
    """Count entries, open items and progress; ``last_draft`` is the officer's newest unfinished entry."""
    draft = session.scalars(
        select(Entry.id)
        .where(Entry.state == EntryState.DRAFT, Entry.created_by == uid)
        .order_by(Entry.changed_at.desc())
        .limit(1)
    ).first()
    return Overview(
        states=entries.counts(session),
        items=discrepancies.count(session),
        books={key: _book(session, key) for key in BOOKS},
        last_draft=draft or "",
    )


def _book(session: Session, key: str) -> BookCounts:
    todo = session.scalar(
        select(func.sum(func.coalesce(Volume.closing_total, 0) - Volume.already_electronic)).where(
            Volume.book_type == key
        )
    )
    done = session.scalar(
        select(func.count()).select_from(Entry).where(Entry.book_type == key, Entry.state.not_in(_NOT_YET))
    )
    branches = session.execute(
        select(Decision.branch, func.count())
        .join(Entry, Entry.id == Decision.entry_id)
        .where(Entry.book_type == key, Decision.active.is_(True))
        .group_by(Decision.branch)
    )
    return BookCounts(max(0, todo or 0), done or 0, {str(branch): int(count) for branch, count in branches})

"""Counts of entries, items and progress for the first screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.books import BOOKS
from app.models.store.tables import Decision, Entry
from app.models.words.states import EntryState
from app.services.entry import discrepancies, entries, inventory
from app.services.entry.inventory import Counts


@dataclass(frozen=True, slots=True)
class BookCounts:
    """Counts of one type of book: acts to enter, entered and left, and decisions by branch."""

    todo: int
    done: int
    left: int
    branches: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts of the first screen."""

    states: Mapping[EntryState, int]
    items: int
    books: Mapping[str, BookCounts]
    last_draft: str

    @property
    def done(self) -> int:
        """Return how many acts of all books are entered."""
        return sum(book.done for book in self.books.values())


def overview(session: Session, *, uid: str) -> Overview:
    """Count entries, open items and progress of each type of book on the shelf.

    ``last_draft`` is the officer's newest unfinished entry.
    """
    draft = session.scalars(
        select(Entry.id)
        .where(Entry.state == EntryState.DRAFT, Entry.created_by == uid)
        .order_by(Entry.changed_at.desc())
        .limit(1)
    ).first()
    shelves = inventory.read(session)
    there = {shelf.book_type for shelf in shelves.shelves if shelf.volumes}
    return Overview(
        states=entries.counts(session),
        items=discrepancies.count(session),
        books={key: _book(session, key, shelves.of_book(key)) for key in BOOKS if key in there},
        last_draft=draft or "",
    )


def _book(session: Session, key: str, counts: Counts) -> BookCounts:
    branches = session.execute(
        select(Decision.branch, func.count())
        .join(Entry, Entry.id == Decision.entry_id)
        .where(Entry.book_type == key, Decision.active.is_(True))
        .group_by(Decision.branch)
    )
    return BookCounts(
        todo=counts.todo,
        done=counts.entered,
        left=counts.left,
        branches={str(branch): int(count) for branch, count in branches},
    )

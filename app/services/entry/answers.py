"""What the police said of entries: answers about persons, and why an entry was sent back."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.books import BOOKS
from app.models.store.tables import Answer, Entry, StateChange, Volume
from app.models.words.codes import NUMBERED, AnswerStanding, ReturnCode
from app.models.words.states import SEALED, EntryState
from app.services.entry import entries

_NO_LONGER_BACK = (EntryState.SENT_BACK, EntryState.ENTERED)


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer; ``aside`` is the reason why it was not applied, or empty."""

    entry_id: str
    version: int
    section: str
    code: str
    personal_id: str
    message: str
    aside: str
    at: str


@dataclass(frozen=True, slots=True)
class ListedAnswer:
    """An answer with what a list shows of its entry; that is empty where the entry is not here.

    ``person_role`` ("Mẹ") is empty for whom the act is about.
    """

    id: int
    said: AnswerView
    standing: AnswerStanding
    book_type: str = ""
    book_no: str = ""
    opened_year: str = ""
    place: str = ""
    page_no: str = ""
    registration_no: str = ""
    person_role: str = ""
    person_name: str = ""

    @property
    def code(self) -> ReturnCode:
        """Return the code of the answer."""
        return ReturnCode(self.said.code)


def of_entry(session: Session, entry_id: str) -> list[AnswerView]:
    """Return the answers to an entry, the oldest first."""
    rows = session.scalars(select(Answer).where(Answer.entry_id == entry_id).order_by(Answer.id))
    return [_view(row) for row in rows]


def in_force(said: Iterable[AnswerView], entry: entries.EntryView) -> tuple[AnswerView, ...]:
    """Return the applied answers that count for an entry: to what left, else to what left last."""
    applied = [answer for answer in said if not answer.aside]
    newest = max((answer.version for answer in applied), default=0)
    wanted = entry.version if entry.state in SEALED else newest
    return tuple(answer for answer in applied if answer.version == wanted)


def sent_back_for(session: Session, entry_id: str) -> str:
    """Return why the police sent an entry back; empty once it was finished again."""
    moved = (
        select(StateChange.after, StateChange.reason)
        .where(
            StateChange.subject == "entry",
            StateChange.subject_id == entry_id,
            StateChange.after.in_(_NO_LONGER_BACK),
        )
        .order_by(StateChange.id.desc())
        .limit(1)
    )
    last = session.execute(moved).first()
    if last is None or last.after != EntryState.SENT_BACK or last.reason == entries.REWORK:
        return ""
    return str(last.reason)


def inbox(session: Session) -> list[ListedAnswer]:
    """Return every answer that came, the newest first."""
    query = (
        select(Answer, Entry, Volume)
        .outerjoin(Entry, Entry.id == Answer.entry_id)
        .outerjoin(Volume, Volume.id == Entry.volume_id)
        .order_by(Answer.id.desc())
    )
    return [_listed(*row) for row in session.execute(query)]


def to_handle(session: Session) -> int:
    """Count the acts with an answer that asks for work which nobody has begun."""
    acts = (
        select(func.count(Entry.id.distinct()))
        .join(Answer, (Answer.entry_id == Entry.id) & (Answer.version == Entry.version))
        .where(Entry.state == EntryState.RETURNED, Answer.aside == "", Answer.code.not_in(NUMBERED))
    )
    return session.scalar(acts) or 0


def _view(row: Answer) -> AnswerView:
    return AnswerView(
        row.entry_id, row.version, row.section, row.code, row.personal_id, row.message, row.aside, row.at
    )


def _listed(row: Answer, entry: Entry | None, volume: Volume | None) -> ListedAnswer:
    said = _view(row)
    if entry is None or volume is None:
        return ListedAnswer(row.id, said, AnswerStanding.ASIDE)
    values = entries.values_of(entry)
    book = BOOKS[entry.book_type].for_entry(values)
    section = next((one for one in book.persons if one.key == row.section), None)
    named = values.get(section.name_field) if section else None
    return ListedAnswer(
        id=row.id,
        said=said,
        standing=_standing(row, entry),
        book_type=entry.book_type,
        book_no=volume.book_no,
        opened_year=volume.opened_year,
        place=volume.place,
        page_no=entry.page_no,
        registration_no=entry.registration_no,
        person_role=section.title if section and section not in book.mains else "",
        person_name=named.text if named else "",
    )


def _standing(row: Answer, entry: Entry) -> AnswerStanding:
    if row.aside:
        return AnswerStanding.ASIDE
    if row.code in NUMBERED:
        return AnswerStanding.NUMBER
    if row.version == entry.version:
        return AnswerStanding.TO_HANDLE
    return AnswerStanding.SENT_AGAIN if entry.state in SEALED else AnswerStanding.IN_HAND

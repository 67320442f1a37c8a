"""What stands in two entries: a person who can stand there once, a number of a volume, a whole act.

Books repeat numbers and people register again, so nothing here is forbidden for good: it is said, with the
other entry, and where a person can stand only once a reason is asked for and kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models.books import BOOKS
from app.models.declaration.act import Once, Registration
from app.models.declaration.book import BookType, Problem
from app.models.store.tables import Decision, Entry, Volume
from app.models.words.partial_date import parse
from app.models.words.registration_number import RegistrationNumber
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.services.entry import entries, volume_names
from app.services.entry.entries import EntryView
from app.texts import Text

_BORN = "birth_date"


class Same(StrEnum):
    """What two entries have in common."""

    NUMBER = "number"
    ACT = "act"
    PERSON = "person"


_SHORT = {Same.NUMBER: "trùng số", Same.ACT: "đã nhập?", Same.PERSON: "trùng người"}


@dataclass(frozen=True, slots=True)
class Repeat:
    """Something of an entry that stands in another one too.

    ``field`` is where it is said, ``title`` the section in which the person stands there. ``open`` tells that
    nobody has said yet why the person may stand in both; ``reason`` is what was said.
    """

    what: Same
    field: str
    other_id: str
    where: Text
    title: str = ""
    once: Once = Once.FREE
    open: bool = False
    reason: str = ""

    @property
    def said(self) -> Text:
        """Return the sentence for the officer."""
        if self.what == Same.NUMBER:
            return Text("Trùng số đăng ký trong quyển: {0}. Ctrl+O mở.", self.where)
        if self.what == Same.ACT:
            return Text("Có thể đã nhập trường hợp này: {0}. Ctrl+O mở.", self.where)
        if self.reason:
            return Text(
                "Người này còn ở mục “{0}” của {1}; lý do: “{2}”.", Text(self.title), self.where, self.reason
            )
        return Text("Người này còn ở mục “{0}” của {1}.", Text(self.title), self.where)

    @property
    def refusal(self) -> Text:
        """Return the sentence that stops a decision about the person, and what to do."""
        if self.once == Once.EVER:
            return Text(
                "Chưa ghi kết luận. {0} Mỗi người chỉ được đăng ký một lần: Ctrl+O xem trường hợp kia. Nếu "
                "một trong hai là đăng ký lại: chọn loại “Đăng ký lại”, hoặc bấm Ctrl+I ghi lý do rồi kết "
                "luận.",
                self.said,
            )
        return Text("Chưa ghi kết luận. {0} Bấm Ctrl+I ghi vì sao được đăng ký lần nữa.", self.said)


def of_entry(session: Session, entry: EntryView, row: Entry | None = None) -> tuple[Repeat, ...]:
    """Return the entries of the same volume with its number, and those of its book with its act.

    ``row`` is that of an entry which is not stored yet.
    """
    row = row or session.get_one(Entry, entry.id)
    return (*_numbers(session, entry, row), *_acts(session, entry, row))


def of_person(
    session: Session,
    entry: EntryView,
    section_key: str,
    personal_id: str,
    kept: Mapping[str, object] | None = None,
) -> tuple[Repeat, ...]:
    """Return the other entries of the book in which a person of the registry stands, where that is once only.

    ``kept`` is what this entry's own decision says of it (``Decision.again``), if it is in force.
    """
    section = entry.book.section(section_key)
    if section.once == Once.FREE:
        return ()
    query = (
        select(Decision, Entry)
        .join(Entry, Entry.id == Decision.entry_id)
        .where(Decision.personal_id == personal_id, Decision.active.is_(True))
        .where(Entry.book_type == entry.book.key, Entry.id != entry.id)
        .where(Entry.state != EntryState.DISCARDED)
        .order_by(Decision.id)
    )
    found = []
    for decision, row in session.execute(query):
        values = entries.values_of(row)
        there = BOOKS[row.book_type].for_entry(values).section(decision.section)
        if there.once == Once.FREE:
            continue
        own, others = _reason_for(kept or {}, row.id), _reason_for(decision.again, entry.id)
        again = entry.book.is_again(entry.values) or entry.book.is_again(values)
        found.append(
            Repeat(
                Same.PERSON,
                section.name_field,
                row.id,
                _where(session, row, values),
                title=there.title,
                once=section.once,
                open=not (again or own or others),
                reason=own or others,
            )
        )
    return tuple(found)


def of_decided(session: Session, entry: EntryView) -> tuple[Repeat, ...]:
    """Return the repeats of every person of an entry that a decision in force names."""
    return tuple(
        repeat
        for section, decision in entries.active_decisions(session, entry.id).items()
        if decision.personal_id
        for repeat in of_person(session, entry, section, decision.personal_id, decision.again)
    )


def kept_as(reason: str, found: Iterable[Repeat]) -> dict[str, object]:
    """Return what a decision keeps of why its person stands in these entries too; empty without a reason."""
    others = sorted(repeat.other_id for repeat in found if repeat.open)
    return {"reason": reason, "entries": others} if reason and others else {}


def problems(found: Sequence[Repeat]) -> list[Problem]:
    """Return each as a problem at its field."""
    return [Problem(repeat.field, repeat.said, short=Text(_SHORT[repeat.what])) for repeat in found]


def _reason_for(kept: Mapping[str, object], entry_id: str) -> str:
    named = kept.get("entries")
    return str(kept.get("reason", "")) if isinstance(named, list) and entry_id in named else ""


def _numbers(session: Session, entry: EntryView, row: Entry) -> list[Repeat]:
    """Return the entries of the volume with the same number; in another year it is another act."""
    field = entry.book.field_of(Registration.NUMBER)
    own = RegistrationNumber.parse(row.registration_no).dated(row.registered_year)
    if not field or own.number is None:
        return []
    volume = entry.volume_id
    like = func.instr(Entry.registration_no, str(own.number)) > 0  # read in the index, without the rows
    return [
        Repeat(Same.NUMBER, field, other.id, _where(session, other, entries.values_of(other)))
        for other in _others(session, entry, Entry.volume_id == volume, like)
        if RegistrationNumber.parse(other.registration_no).dated(other.registered_year).same_as(own)
    ]


def _acts(session: Session, entry: EntryView, row: Entry) -> list[Repeat]:
    """Return the entries of the book about the same people on the same day."""
    if not row.main_name:
        return []
    field = next(s.name_field for s in (*entry.book.mains, *entry.book.persons) if s.name_field)
    same = _others(session, entry, Entry.book_type == entry.book.key, Entry.names == row.names)
    return [
        Repeat(Same.ACT, field, other.id, _where(session, other, values))
        for other in same
        if is_same_act(entry.book, entry.values, values := entries.values_of(other))
    ]


def _others(session: Session, entry: EntryView, *conditions: ColumnElement[bool]) -> Sequence[Entry]:
    kept = Entry.state != EntryState.DISCARDED
    query = select(Entry).where(*conditions, Entry.id != entry.id, kept)
    query = query.order_by(Entry.volume_id, Entry.position)
    return session.scalars(query).all()


def is_same_act(book: BookType, one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    """Tell whether two acts about people of the same names are one, typed twice.

    One day of registration is enough where no date of birth speaks against it; else every main person was
    born on one known day. A first registration beside its second is no slip.
    """
    if book.is_again(one) != book.is_again(other):
        return False
    day = book.field_of(Registration.DATE)
    born = [key for section in book.mains if (key := section.field_for(_BORN))]
    births = [(_iso(one, key), _iso(other, key)) for key in born]
    if any(not a.startswith(b) and not b.startswith(a) for a, b in births):  # 1999 may be 1999-10-28
        return False
    registered = _iso(one, day)
    return bool(registered and registered == _iso(other, day)) or (
        bool(births) and all(a == b and len(a) == len("1999-10-28") for a, b in births)
    )


def _iso(values: Mapping[str, Value], key: str) -> str:
    """Return a date as it was understood, else its words; empty for none."""
    text = values.get(key, Value()).text
    understood = parse(text)
    if understood is None or understood.impossible or not understood.iso():
        return text
    return f"{understood.iso()}{'L' if understood.lunar else ''}"


def _where(session: Session, row: Entry, values: Mapping[str, Value]) -> Text:
    """Say where an entry stands on the shelf."""
    volume = volume_names.read(session).number(session.get_one(Volume, row.volume_id))
    book = BOOKS[row.book_type]
    number = book.registered(values, Registration.NUMBER) or "…"
    return Text("{0} quyển {1}, số {2}, {3}", Text(book.short), volume, number, row.main_name or "…")

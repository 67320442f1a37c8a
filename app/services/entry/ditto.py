"""Readings of the ditto marks of a stored entry: the person above, or the previous entry of the volume."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.matching import identity, text
from app.matching.ditto import Readings, Written, readings, resolved
from app.models.books import BOOKS
from app.models.declaration.book import BookType, Section
from app.models.store.tables import Entry
from app.models.words.registration_number import RegistrationNumber, writings
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.services.entry import entries
from app.services.people.lookup import UNREAD

Above = Sequence[Written]
"""The people of the previous entry, with its own ditto marks already replaced."""
Marks = Mapping[str, Readings]
"""The readings of the marks in each person section; empty for a section without marks."""

_PAGE = 10  # entries: clerks start a new column of marks on every page of a book
_PARENTS: dict[tuple[str, ...], str] = {("father_name",): "cha", ("mother_name",): "mẹ"}
_SPOUSE = ("spouse_name",)
_SPOUSES = {"Nam": "chồng", "Nữ": "vợ"}
_EITHER = "personal_id_or_cmnd"


def of(session: Session, entry: entries.EntryView) -> Marks:
    """Return the readings of the marks of a stored entry."""
    if not any(_has_marks(person) for person in _written(entry.book, entry.values)):
        return {section.key: {} for section in entry.book.persons}
    return marks(entry.book, entry.values, above(session, entry.id))


def marks(book: BookType, values: Mapping[str, Value], before: Above = ()) -> Marks:
    """Return the readings of the marks in these values; ``before`` comes from ``above``.

    The readings keep the words of the book: a mark may have several readings, and some may not fit.
    """
    written = _written(book, values)
    found = readings(written, before)
    people = book.for_entry(values).persons
    return {section.key: _by_column(own) for section, own in zip(people, found, strict=True)}


def above(session: Session, entry_id: str) -> Above:
    """Return the people of the previous entry of the volume; empty when there is none.

    The marks of that entry are read from the entries before it, at most one page back.
    """
    return above_row(session, session.get(Entry, entry_id))


def above_row(session: Session, row: Entry | None) -> Above:
    """Return the same for the row of an entry, which need not be stored yet."""
    chain: list[Entry] = []
    while row is not None and len(chain) < _PAGE and (row := _before(session, row)) is not None:
        chain.append(row)
        if not any(_has_marks(person) for person in _said(row)):
            break
    told: Above = ()
    for row in reversed(chain):
        written = _said(row)
        read = readings(written, told)
        told = [w._replace(words=resolved(w.words, own)) for w, own in zip(written, read, strict=True)]
    return told


def _before(session: Session, row: Entry) -> Entry | None:
    """Find the previous entry: by number where there is one, since clerks fill gaps later."""
    number = _number(row)
    kept = (Entry.volume_id == row.volume_id, Entry.state != EntryState.DISCARDED)
    previous = session.scalar(select(func.max(Entry.position)).where(*kept, Entry.position < row.position))
    asked = Entry.position == previous
    if number.number is not None:
        begins = (
            Entry.registration_no.startswith(written)
            for above in {number.number - 1, number.number}  # 12a stands below 12
            for written in writings(str(above))
        )
        asked = or_(asked, *begins)
    query = select(Entry).where(*kept, Entry.id != row.id, asked)
    near = sorted(session.scalars(query), key=lambda other: abs(other.position - row.position))
    for other in near:
        unknown = number.number is None or _number(other).number is None
        if unknown and other.position == previous:
            return other
    above = [other for other in near if number.follows(_number(other))]
    return max(above, key=lambda other: _number(other).counted, default=None)


def _number(row: Entry) -> RegistrationNumber:
    """Return the number of an entry, with a missing year taken from the date of the act."""
    return RegistrationNumber.parse(row.registration_no).dated(row.registered_year)


def _said(row: Entry) -> list[Written]:
    return _written(BOOKS[row.book_type], entries.values_of(row))


def _has_marks(person: Written) -> bool:
    return any(text.is_ditto(word) for word in person.words.values())


def _written(book: BookType, values: Mapping[str, Value]) -> list[Written]:
    people = book.for_entry(values).persons
    return [Written(s.declared_key, _words(s, values), _called(s, people)) for s in people]


def _called(section: Section, people: Sequence[Section]) -> tuple[str, ...]:
    """Return how a mark may name a person: cha, mẹ, chồng or vợ; empty when it cannot."""
    named = (r for other in people for r in other.relatives if r.name == section.name_field)
    words = (
        _SPOUSES.get(section.sex) if r.relation.columns == _SPOUSE else _PARENTS.get(r.relation.columns)
        for r in named
    )
    return tuple(dict.fromkeys(word for word in words if word))


def _words(section: Section, values: Mapping[str, Value]) -> dict[str, str]:
    """Return the words of a section by the registry columns that its fields declare."""
    found: dict[str, str] = {}
    for key, column in section.compared:
        value = values.get(key, Value())
        if value.text and value.mark not in UNREAD:
            found.setdefault(column, value.text)
    return found


def _by_column(own: Readings) -> Readings:
    """Move a mark for a number to the column of the number it repeats."""
    found = {column: words for column, words in own.items() if column != _EITHER}
    for word in own.get(_EITHER, ()):
        column = identity.column_of(word)
        if column and not {"personal_id", "cmnd"} & found.keys():
            found[column] = (word,)
    return found

"""One fact, one item to see to: the same slip shows on a child's record, on the mother's own, in two books.

A fact is what one person of the registry is told of in a book and in the registry: the same person, field,
words in the book and words in the registry. It is derived from the decisions whenever it is asked for, so it
does not depend on the order of typing, and falls apart again as soon as one entry says something else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.matching import identity, text
from app.models.books import BOOKS
from app.models.declaration.book import row_key, split_key
from app.models.store.tables import Decision, Discrepancy, Entry
from app.models.words import ages
from app.models.words.states import ItemState
from app.models.words.written_date import read as read_date

_RELATIVES: Mapping[str, str] = {
    "father_name": "father_id",
    "mother_name": "mother_id",
    "spouse_name": "spouse_id",
}
"""The columns of a row that name a relative, and where the row has the relative's number."""
_NAME = "full_name"
_NUMBERS = frozenset({"personal_id", "cmnd"})
_MOST = 500  # numbers in one question to the store


class FactKey(NamedTuple):
    """What makes two items one fact.

    ``subject`` is the number of the person the words are about; where nobody knows it of a relative, the row
    and column that name the relative. ``book`` and ``registry`` are free of their writing: case, place of
    the tone, form of a date. ``result`` is how they agree, which decides how they can be handled.
    """

    subject: str
    column: str
    book: str
    registry: str
    result: str


class _ItemWords(NamedTuple):
    """What an item tells of its fact by itself."""

    id: int
    entry_id: str
    decision_id: int
    field: str
    book_text: str
    registry_text: str
    result: str
    personal_id: str | None
    book_type: str
    registered_year: str
    state: str


def keys(session: Session, *, states: Iterable[ItemState] = (), like: str = "") -> dict[int, FactKey]:
    """Return the fact of each item that no later decision closed, by the item's number.

    ``states`` leaves out the others, ``like`` those of columns that cannot be of one fact with this one.
    """
    query = (
        select(
            Discrepancy.id,
            Discrepancy.entry_id,
            Discrepancy.decision_id,
            Discrepancy.field,
            Discrepancy.book_text,
            Discrepancy.registry_text,
            Discrepancy.result,
            Decision.personal_id,
            Entry.book_type,
            Entry.registered_year,
            Discrepancy.state,
        )
        .join(Decision, Decision.id == Discrepancy.decision_id)
        .join(Entry, Entry.id == Discrepancy.entry_id)
        .where(Discrepancy.state != ItemState.CLOSED)
    )
    if like:
        names = (_NAME, *_RELATIVES)
        query = query.where(Discrepancy.field.in_(names if like in names else (like,)))
    rows = [_ItemWords._make(row) for row in session.execute(query)]
    lines = _Lines(session, [row for row in rows if row.field in _RELATIVES or text.is_ditto(row.book_text)])
    keyed = {row.id: _key(row, lines) for row in rows}
    known = _known(rows, keyed)
    wanted = set(states)
    return {
        row.id: key._replace(
            subject=key.subject or known.get(_cell(row, key)) or f"{row.personal_id} {row.field}"
        )
        for row in rows
        if not wanted or row.state in wanted
        for key in (keyed[row.id],)
    }


def of_item(session: Session, item: Discrepancy) -> list[Discrepancy]:
    """Return all items of the fact of one, itself among them, oldest first."""
    found = keys(session, like=item.field)
    ids = [number for number, key in found.items() if key == found[item.id]]
    query = select(Discrepancy).where(Discrepancy.id.in_(ids)).order_by(Discrepancy.id)
    return list(session.scalars(query))


class _Lines:
    """The compared lines behind some items, the rows they are of, and who was decided on in their entries.

    Only names of relatives and ditto marks need them; the rest of the items tells all by itself.
    """

    def __init__(self, session: Session, rows: Sequence[_ItemWords]) -> None:
        self._lines: dict[
            tuple[int, str], Mapping[str, str]
        ] = {}  # as stored: a whole Line takes long to make
        self._values: dict[int, Mapping[str, str]] = {}
        self._decided: dict[tuple[str, str], tuple[str, str]] = {}
        wanted = (Decision.id, Decision.lines, Decision.registry_values)
        for some in _pieces({row.decision_id for row in rows}):
            for number, stored, values in session.execute(select(*wanted).where(Decision.id.in_(some))):
                self._values[number] = values
                for line in stored:
                    self._lines.setdefault((number, line["field"]), line)
        kin = {row.entry_id for row in rows if row.field in _RELATIVES}
        there = (Decision.entry_id, Decision.section, Decision.personal_id, Decision.registry_values)
        for some in _pieces(kin):
            asked = select(*there).where(Decision.entry_id.in_(some), Decision.active.is_(True))
            for entry_id, section, number, values in session.execute(asked):
                if number:
                    self._decided[entry_id, section] = number, values.get("cmnd", "")

    def said(self, row: _ItemWords) -> str:
        """Return what the book says; of a ditto mark, the words it was read as."""
        line = self._lines.get((row.decision_id, row.field), {})
        return line.get("read_as") or row.book_text

    def relative(self, row: _ItemWords) -> str:
        """Return who a relative's name is about: the number in the row, else who was decided on in the entry.

        Empty where neither is known.
        """
        field = self._lines.get((row.decision_id, row.field), {}).get("book_field", row.field)
        own = self._values.get(row.decision_id, {}).get(_RELATIVES[row.field], "").strip()
        decided = self._decided.get((row.entry_id, _named_by(row.book_type, field)), ("", ""))
        if own and own not in decided:
            return own
        return decided[0]


@lru_cache(maxsize=1024)
def _named_by(book_type: str, field: str) -> str:
    """Return the key of the section whose person a field names; empty without one."""
    declared, row = split_key(field)
    for section in BOOKS[book_type].persons:
        if section.name_field == declared:
            return row_key(section.key, row)
    return ""


def _cell(row: _ItemWords, key: FactKey) -> tuple[object, ...]:
    """Return which words of a book are held against which cell of the registry."""
    return row.personal_id, row.field, key[1:]


def _known(rows: Sequence[_ItemWords], keyed: Mapping[int, FactKey]) -> dict[tuple[object, ...], str]:
    """Return whom a cell names, where one of its entries knows it and no other knows better."""
    found: dict[tuple[object, ...], set[str]] = {}
    for row in rows:
        if keyed[row.id].subject:
            found.setdefault(_cell(row, keyed[row.id]), set()).add(keyed[row.id].subject)
    return {cell: subjects.pop() for cell, subjects in found.items() if len(subjects) == 1}


def _key(row: _ItemWords, lines: _Lines) -> FactKey:
    """Return the key of an item; the subject is empty for a relative whom nobody knows."""
    related = row.field in _RELATIVES
    subject = lines.relative(row) if related else row.personal_id or ""
    column = _NAME if related else row.field
    said = _plain(column, lines.said(row), row.registered_year)
    return FactKey(subject, column, said, _plain(column, row.registry_text), row.result)


def _plain(column: str, words: str, year: str = "") -> str:
    """Return words free of their writing; what counts from its act together with the year of the act."""
    if column in _NUMBERS:
        return identity.digits(words) or text.canon(words)
    if not column.endswith("_date"):
        return text.canon(words)
    if ages.needs_the_act(words):
        return f"{text.canon(words)} {year}"
    found = read_date(words)
    if found is None or found.impossible or not found.iso():
        return text.canon(words)
    return f"{found.iso()}{' lunar' if found.lunar else ''}{' leap' if found.leap_month else ''}"


def _pieces(numbers: Iterable[Any]) -> Iterator[list[Any]]:
    every = sorted(numbers)
    for at in range(0, len(every), _MOST):
        yield every[at : at + _MOST]

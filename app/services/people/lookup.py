"""Look-up of the people of an entry in the registry snapshot by the words typed so far."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from app.matching import act_years, identity, record, text
from app.matching.act_years import ActYears
from app.matching.ditto import Readings
from app.matching.household import Kin
from app.matching.letters import legacy
from app.matching.result import Search
from app.models.declaration import amendments
from app.models.declaration.book import BookType
from app.models.registry.reading import Registry
from app.models.words import ages, written_date
from app.models.words.values import Mark, Value
from app.services.people.finder import find, never_stop

UNREAD = frozenset({Mark.ILLEGIBLE, Mark.TORN, Mark.BLANK_IN_BOOK, Mark.UNKNOWN_IN_BOOK, Mark.NOT_IN_FORM})
"""Marks of a field whose words, if any, are not the book's."""
_NO_MARKS: Readings = {}
_NO_SECTION: Mapping[str, Readings] = {}
_SPOUSE = "spouse"
_AGE_SLIP = 5  # years of error in a stated age
_MOST_NAMED = 2  # years of one name: more are no evidence
_NUMBERS = frozenset({"personal_id", "cmnd", "personal_id_or_cmnd"})
_COUNTED = frozenset({9, 12})  # digits of the old number and of the new
_WHOLE = _COUNTED | {8, 11}  # with other words around, it may be a number that lacks a digit
_HALF_A_DATE = re.compile(r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]?")


def search(
    registry: Registry,
    book: BookType,
    section_key: str,
    values: Mapping[str, Value],
    *,
    commune: str = "",
    more: bool = False,
    marks: Mapping[str, Readings] = _NO_SECTION,
) -> Search:
    """Look up the person of one section, together with the others of the entry; see ``search_entry``."""
    book.section(section_key)
    return search_entry(registry, book, values, commune=commune, more=more, marks=marks)[section_key]


def search_entry(
    registry: Registry,
    book: BookType,
    values: Mapping[str, Value],
    *,
    commune: str = "",
    more: bool = False,
    marks: Mapping[str, Readings] = _NO_SECTION,
    stop: Callable[[], bool] = never_stop,
) -> dict[str, Search]:
    """Look up every person of an entry together, by section.

    ``commune`` is the workstation's own; ``more`` lists up to 30 people each; ``marks`` gives the readings of
    ditto marks by section. A person with nothing to search by gets an empty ``query``; this is not the answer
    "not found". StoreProblem when the search failed; Stopped when ``stop`` returns true.
    """
    values = amendments.counting(book, values).values  # the registry knows what counts
    said = _in_unicode(values)
    book = book.for_entry(values)
    rows = {s.key: query_row(book, s.key, said, marks.get(s.key, _NO_MARKS)) for s in book.persons}
    return find(registry, rows, kin_of(book), commune=commune, more=more, stop=stop)


def _in_unicode(values: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the values of an entry with text of an older encoding converted to Unicode.

    Only the search converts: the store keeps the words, and the comparison shows them.
    """
    words = {key: value.text for key, value in values.items()}
    said = legacy.repair_entry((words,))[0]
    if said == words:
        return values
    return {key: replace(value, text=said[key]) for key, value in values.items()}


def kin_of(book: BookType) -> list[Kin]:
    """Return the kinships between the persons of an entry of this book.

    The parents of a child count as a couple, though the book does not state it.
    """
    named = {section.name_field: section.key for section in book.persons}
    found: list[Kin] = []
    for section in book.persons:
        for relative in (r for r in section.relatives if r.name in named):
            columns = [column.removesuffix("_name") for column in relative.relation.columns]
            for column in columns:
                sure, guess = relative.relation.sure, len(columns) > 1
                found.append(Kin(section.key, column, named[relative.name], sure=sure, guess=guess))
    for owner in dict.fromkeys(link.owner for link in found if link.column != _SPOUSE):
        parents = [link.relative for link in found if link.owner == owner and not link.guess]
        if len(parents) == 2 and not any(link.owner in parents for link in found):
            one, other = parents
            found += [Kin(one, _SPOUSE, other, sure=False), Kin(other, _SPOUSE, one, sure=False)]
    return found


def query_row(
    book: BookType, section_key: str, values: Mapping[str, Value], marks: Readings = _NO_MARKS
) -> dict[str, str]:
    """Return the words of a section under the registry's columns.

    The likeliest reading in ``marks`` replaces a ditto mark; without a reading the mark is left out.
    """
    section = book.section(section_key)
    row: dict[str, str] = {}
    for key, declared in section.compared:
        value = values.get(key, Value())
        written = "" if value.mark in UNREAD else value.text.strip()
        if text.is_ditto(written):
            columns = ("personal_id", "cmnd") if declared == "personal_id_or_cmnd" else (declared,)
            written = next((marks[column][0] for column in columns if marks.get(column)), "")
        if not written or text.is_blank(written):
            continue
        if declared in _NUMBERS and len(identity.digits(written)) not in (_WHOLE if row else _COUNTED):
            continue  # half-typed: nobody has half a number
        if declared.endswith("_date") and _HALF_A_DATE.fullmatch(written):
            continue  # half-typed: "2/1" of 2/10/1950
        column = identity.column_of(written) or "cmnd" if declared == "personal_id_or_cmnd" else declared
        row.setdefault(column, written)
    if row:
        row |= implied(row, act_years.of(book, section, values))
    if section.sex and row:
        row.setdefault("sex", section.sex)
    return row


def implied(row: Mapping[str, str], years: ActYears) -> dict[str, str]:
    """Return what the years of the act imply for a person: extra keys of record.py.

    An age or a year named by can and chi gives years of birth, the earliest year of the act the last possible
    one. A later date in the book itself is kept: the year of the act may be the mistyped one.
    """
    told = _by_age(row.get("birth_date", ""), years)
    if (act := years.first) is None:
        return told
    last = act - (record.GROWN_UP if years.role == record.GROWN else 0)
    if lived := told.get(record.LIVED):
        last -= int(lived) - _AGE_SLIP
    born = written_date.read(row.get("birth_date", ""), years.registered)
    by = max(last, born.year) if born is not None and born.year else last
    told[record.BORN_BY] = str(by)
    if years.registered is not None:
        told |= {record.ENTERED: str(years.registered), record.ROLE: str(years.role)}
    return told


def _by_age(birth: str, years: ActYears) -> dict[str, str]:
    """Return the years of birth by an age, or by a year named by can and chi."""
    told: dict[str, str] = {}
    if about := years.born_by_age(birth):
        told[record.ABOUT] = " ".join(map(str, about))
    elif years.to_death and not years.counted_to and (age := ages.at_death(birth)) is not None:
        told[record.LIVED] = str(age)
    named = years.born_by_name(birth)
    if 0 < len(named) <= _MOST_NAMED:
        told[record.NAMED] = " ".join(map(str, named))
    return told

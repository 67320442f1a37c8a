"""Blocking keys: small numbers that two writings of one person are likely to share (matching §3).

A change of what a key is made of, here or in text.py, raises models.registry.KEYS_VERSION.
"""

from collections.abc import Iterator
from zlib import crc32

from app.matching.record import Record, WrittenName
from app.models.partial_date import PartialDate

_ENOUGH = 3  # with fewer keys than this a query also asks by single fields
_BIAS = 2**31


def key_of(kind: str, *values: str) -> int:
    """Return the signed 32-bit number of a key; stable everywhere, unlike hash()."""
    return crc32("|".join((kind, *values)).encode()) - _BIAS


def keys_of(record: Record) -> list[int]:
    """Return the keys under which a row of the registry is found, without repeats."""
    found = [*_keys(record), *_single_keys(record), *identity_keys(record), *_relative_keys(record)]
    if record.mother is None and record.father is not None and (day := _day(record)):
        found.append(key_of("H", day, record.father.given))
    return list(dict.fromkeys(found))


def query_keys(record: Record, commune: str = "") -> list[int]:
    """Return the keys to ask by, identity numbers apart; ``commune`` is the folded one of the workstation.

    Rows have H only where they know no mother, which a query cannot know: it asks by H and J.
    """
    found = list(_keys(record, commune))
    if record.father is not None and (day := _day(record)):
        found.append(key_of("H", day, record.father.given))
    if len(found) < _ENOUGH:
        found += _single_keys(record)
    return list(dict.fromkeys(found))


def relatives_key(personal_id: str) -> int:
    """Return the key under which the rows stand that name this person as father, mother or spouse."""
    return key_of("R", personal_id)


def couple_key(father: WrittenName, mother: WrittenName) -> int:
    """Return the key under which the children of a couple stand."""
    return key_of("M", _head(father), _head(mother))


def _relative_keys(record: Record) -> Iterator[int]:
    """Yield the numbers of the relatives a row names, each once."""
    numbers = record.father_id, record.mother_id, record.spouse_id
    yield from (key_of("R", number) for number in dict.fromkeys(numbers) if number)


def identity_keys(record: Record) -> list[int]:
    """Return the keys of the numbers."""
    return [key_of("I", number) for number in (record.personal_id, record.cmnd) if number]


def counts_of(record: Record) -> list[tuple[str, str]]:
    """Return what a row adds to the frequencies: (kind, word) pairs, as score.py weighs them."""
    found: list[tuple[str, str]] = []
    if record.name is not None:
        found = [
            ("surname", record.name.surname),
            (f"middle {record.sex}", record.name.middle),
            ("given", record.name.given),
        ]
    if record.born is not None and record.born.year:
        found.append(("year", str(record.born.year)))
    if record.died is not None and record.died.year:
        found.append(("death_year", str(record.died.year)))
    if record.ethnicity:
        found.append(("ethnicity", record.ethnicity))
    return found + [("commune", place) for place in record.communes[:1]]


def _day(record: Record) -> str:
    """Write the full date of birth with day and month in no order, so that a swap costs nothing."""
    return _full(record.born)


def _full(day: PartialDate | None) -> str:
    """Write a full date for a key; empty when a part is unknown."""
    if day is None or day.year is None or day.month is None or day.day is None:
        return ""
    return f"{day.year} {_unordered(day.day, day.month)}"


def _unordered(day: int, month: int) -> str:
    return f"{min(day, month)} {max(day, month)}"


def _head(name: WrittenName) -> str:
    """Return surname and given name: the middle is dropped or changed most."""
    return f"{name.surname} {name.given}"


def _keys(record: Record, commune: str = "") -> Iterator[int]:
    """Yield the keys of name, date, places and relatives together."""
    yield from _name_keys(record, tuple(dict.fromkeys((*record.communes, *((commune,) if commune else ())))))
    name, father, mother, day = record.name, record.father, record.mother, _day(record)
    if name is not None and day:
        yield key_of("K", day, name.sound_surname)
    if name is not None and father is not None:
        yield key_of("E", _head(name), father.given)
    if name is not None and mother is not None:
        yield key_of("F", name.given, _head(mother))
    if name is not None and record.spouse is not None:
        yield key_of("G", _head(name), _head(record.spouse))
    if father is not None and mother is not None:
        yield couple_key(father, mother)
    if mother is not None and day:
        yield key_of("J", day, mother.given)
    if name is not None and (died := _full(record.died)):
        yield key_of("X", died, name.sound_surname)


def _name_keys(record: Record, communes: tuple[str, ...]) -> Iterator[int]:
    """Yield the keys of the name with the year, with day and month, and with each place."""
    name, born = record.name, record.born
    if name is None:
        return
    heads = name.sound_surname, name.sound_given
    years = [str(year) for year in _years(record)]
    for year in years:
        yield key_of("A", name.sound, year)
        yield key_of("B", *heads, year)
        yield key_of("T", name.surname, "".join(sorted(set(name.given))), year)
    if born is not None and born.month and born.day:
        yield key_of("C", name.sound_given, _unordered(born.day, born.month))
    for place in communes:
        yield key_of("P", name.sound, place)
        for year in years:
            yield key_of("Q", *heads, year, place)


def _years(record: Record) -> tuple[int, ...]:
    """Return the year of birth; by age the three it may be, for clerks count from conception or from Tết."""
    if record.born is not None and record.born.year:
        return (record.born.year,)
    return (record.about - 1, record.about, record.about + 1) if record.about else ()


def _single_keys(record: Record) -> Iterator[int]:
    """Yield the keys of one field alone, for a form of which only that is typed yet."""
    if day := _day(record):
        yield key_of("D", day)
    relatives = ("father", record.father), ("mother", record.mother), ("spouse", record.spouse)
    for role, relative in relatives:
        if relative is not None:
            yield key_of("V", role, relative.sound)

"""Blocking keys: 32-bit numbers that two writings of one person are likely to share (matching §3).

Raise models.registry.KEYS_VERSION whenever the parts of a key change, because an older file lacks the new
keys. Keys depend on this module, rows.py and record.py, and on the modules that these use: text, names,
name_around, dates, identity, ethnic, places (with place_known, place_text, place_keys, place_meaning,
gazetteer, communes), matching/data, and in models vietnamese, written_date, partial_date, date_words, can_chi
and lunar. A test pins the keys of some hundred rows.
"""

from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from app.matching.record import Record, WrittenName
from app.models.words.partial_date import PartialDate

_ENOUGH = 3  # a query with fewer keys also uses keys of single fields
_BIAS = 2**31


class KeyedRow(NamedTuple):
    """The parts of a registry row that keys are made of, named as in Record."""

    name: WrittenName | None
    father: WrittenName | None
    mother: WrittenName | None
    spouse: WrittenName | None
    sex: str
    born: PartialDate | None
    died: PartialDate | None
    ethnicity: str
    communes: tuple[str, ...]
    personal_id: str
    cmnd: str
    father_id: str
    mother_id: str
    spouse_id: str
    born_also: tuple[PartialDate, ...] = ()
    about: tuple[int, ...] = ()


Said = Record | KeyedRow


class _Born(NamedTuple):
    """A date of birth, and the years that keys take it for."""

    day: PartialDate | None
    years: tuple[int, ...]


def key_of(kind: str, *values: str) -> int:
    """Return the signed 32-bit number of a key, the same in every process, unlike hash()."""
    return crc32("|".join((kind, *values)).encode()) - _BIAS


def _numbers(keys: list[str]) -> list[int]:
    """Return the distinct numbers of keys given as joined text."""
    return [crc32(key.encode()) - _BIAS for key in dict.fromkeys(keys)]


def keys_of(record: Said) -> list[int]:
    """Return the distinct keys of a registry row."""
    day = _full(record.born)
    found = _keys(record, _born(record), record.communes) + _single_keys(record, day)
    found += [f"I|{number}" for number in (record.personal_id, record.cmnd) if number]
    found += [f"R|{n}" for n in (record.father_id, record.mother_id, record.spouse_id) if n]
    if record.mother is None and record.father is not None and day:
        found.append(f"H|{day}|{record.father.given}")
    return _numbers(found)


def query_keys(record: Record, own: tuple[str, ...] = ()) -> list[int]:
    """Return the keys of a query except identity numbers; ``own`` are the workstation's communes, folded.

    A date of birth that may mean several days gives the keys of each. Only rows without a mother have the key
    H. A query cannot tell these rows, so it uses H and J.
    """
    communes = tuple(dict.fromkeys((*record.asked_communes, *own)))
    found = _keys(record, _born(record), communes)
    for other in record.born_also:
        found += _keys(record, _Born(other, (other.year,) if other.year else ()), communes)
    day = _full(record.born)
    if record.father is not None and day:
        found.append(f"H|{day}|{record.father.given}")
    if len(found) < _ENOUGH:
        found += _single_keys(record, day)
    return _numbers(found)


def identity_keys(record: Said) -> list[int]:
    """Return the keys of the identity numbers."""
    return [key_of("I", number) for number in (record.personal_id, record.cmnd) if number]


def relatives_key(personal_id: str) -> int:
    """Return the key of the rows that name this person as father, mother or spouse."""
    return key_of("R", personal_id)


def couple_key(father: WrittenName, mother: WrittenName) -> int:
    """Return the key of the rows of a couple's children."""
    return key_of("M", _head(father), _head(mother))


def counts_of(record: Said) -> list[tuple[str, str]]:
    """Return the (kind, word) pairs of a row that the frequencies count for score.py."""
    found: list[tuple[str, str]] = []
    if (name := record.name) is not None:
        found += (("surname", name.surname), (f"middle {record.sex}", name.middle), ("given", name.given))
    if record.born is not None and record.born.year:
        found.append(("year", str(record.born.year)))
    if record.died is not None and record.died.year:
        found.append(("death_year", str(record.died.year)))
    if record.ethnicity:
        found.append(("ethnicity", record.ethnicity))
    if record.father_id:
        found.append(("linked", "father"))
    if record.mother_id:
        found.append(("linked", "mother"))
    if record.spouse_id:
        found.append(("linked", "spouse"))
    if record.communes:
        found.append(("commune", record.communes[0]))
    return found


def _born(record: Said) -> _Born:
    """Return the likeliest date of birth.

    An age gives three years around each that it may mean, because clerks count from conception or from Tết.
    """
    if record.born is not None and record.born.year:
        return _Born(record.born, (record.born.year,))
    around = (year + step for year in record.about for step in (-1, 0, 1))
    return _Born(record.born, tuple(dict.fromkeys(around)))


def _full(day: PartialDate | None) -> str:
    """Return a full date for a key, with day and month sorted so that a swap is harmless; else empty."""
    if day is None or day.year is None or day.month is None or day.day is None:
        return ""
    return f"{day.year} {_unordered(day.day, day.month)}"


def _unordered(day: int, month: int) -> str:
    return f"{day} {month}" if day < month else f"{month} {day}"


def _head(name: WrittenName) -> str:
    """Return surname and given name, because clerks mostly drop or change the middle name."""
    return f"{name.surname} {name.given}"


def _keys(record: Said, born: _Born, communes: tuple[str, ...]) -> list[str]:
    """Return the keys of name, date of birth, places and relatives together."""
    name, father, mother = record.name, record.father, record.mother
    day = _full(born.day)
    found: list[str] = []
    if name is not None:
        found = _name_keys(name, born, communes)
        if name.other is not None:
            found += _name_keys(name.other, born, communes)
        if day:
            found.append(f"K|{day}|{name.sound_surname}")
        if father is not None:
            found.append(f"E|{_head(name)}|{father.given}")
        if mother is not None:
            found.append(f"F|{name.given}|{_head(mother)}")
        if record.spouse is not None:
            found.append(f"G|{_head(name)}|{_head(record.spouse)}")
        if died := _full(record.died):
            found.append(f"X|{died}|{name.sound_surname}")
    if father is not None and mother is not None:
        found.append(f"M|{_head(father)}|{_head(mother)}")
    if mother is not None and day:
        found.append(f"J|{day}|{mother.given}")
    return found


def _name_keys(name: WrittenName, born: _Born, communes: tuple[str, ...]) -> list[str]:
    """Return the keys of the name with the year, with day and month, and with each place."""
    (day, years), sound = born, _sorted(name.sound)
    heads = f"{name.sound_surname}|{name.sound_given}"
    found: list[str] = []
    for year in years:
        found += (
            f"A|{sound}|{year}",
            f"B|{heads}|{year}",
            f"T|{name.surname}|{_letters(name.given)}|{year}",
        )
    if day is not None and day.month and day.day:
        found.append(f"C|{name.sound_given}|{_unordered(day.day, day.month)}")
    for place in communes:
        found.append(f"P|{sound}|{place}")
        found += [f"Q|{heads}|{year}|{place}" for year in years]
    return found


@lru_cache(maxsize=16384)
def _sorted(sound: str) -> str:
    """Return the words of a name sorted, so that their order is harmless."""
    return " ".join(sorted(sound.split()))


@lru_cache(maxsize=4096)
def _letters(given: str) -> str:
    """Return the sorted distinct letters of a given name, so that swaps and doublings are harmless."""
    return "".join(sorted(set(given)))


def _single_keys(record: Said, day: str) -> list[str]:
    """Return the keys of single fields, for a form with only one field typed."""
    found = [f"D|{day}"] if day else []
    relatives = ("father", record.father), ("mother", record.mother), ("spouse", record.spouse)
    return found + [f"V|{role}|{_sorted(name.sound)}" for role, name in relatives if name is not None]

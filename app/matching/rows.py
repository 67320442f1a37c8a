"""Fast parsing of registry rows for keys and counts only: an import has a million rows.

It gives the same values as record.read, but only those that keys need.
"""

from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter

from app.matching import blocking, identity, record, text
from app.matching.blocking import KeyedRow
from app.matching.places import place_keys
from app.matching.record import WrittenName
from app.models.registry.person import PERSON_COLUMNS
from app.models.words.partial_date import PartialDate


def _columns(*columns: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Return a function that picks these columns from the words of a row."""
    return itemgetter(*map(PERSON_COLUMNS.index, columns))


_names = _columns("full_name", "father_name", "mother_name", "spouse_name", "other_name")
_details = _columns(
    *("sex", "birth_date", "death_date", "ethnicity"),
    *("birth_place", "birth_registration_place", "permanent_residence"),
)
_numbers = _columns("personal_id", "cmnd", "father_id", "mother_id", "spouse_id")


def index(words: tuple[str, ...]) -> tuple[list[int], list[tuple[str, str]], str]:
    """Return the keys and counts of a registry row (blocking.py), and the folded name.

    ``words`` are those under PERSON_COLUMNS.
    """
    said = _read(words)
    return blocking.keys_of(said), blocking.counts_of(said), said.name.fold if said.name is not None else ""


def _read(words: tuple[str, ...]) -> KeyedRow:
    """Parse a row like record.of."""
    full, father, mother, spouse, also = _names(words)
    sex, born, died, ethnicity, born_at, registered, lives = _details(words)
    number, other, father_id, mother_id, spouse_id = map(_number, _numbers(words))
    number, other = identity.sorted_out(number, other)
    return KeyedRow(
        _with_other(full, also) if also else _name(full),
        _name(father),
        _name(mother),
        _name(spouse),
        _sex(sex),
        _day(born),
        _day(died),
        _ethnicity(ethnicity),
        _communes(_commune(born_at) or _commune(registered), _commune(lives)),
        number,
        other,
        father_id,
        mother_id,
        spouse_id,
    )


def _said(value: str) -> str:
    """Return the words; empty for a blank or a ditto mark."""
    return value if text.says(value) else ""


def _number(value: str) -> str:
    if not value:
        return value
    return identity.digits(value if value.isascii() and value.isdecimal() else _said(value))


@lru_cache(maxsize=16384)
def _name(written: str) -> WrittenName | None:
    return record.written(said) if (said := _said(written)) else None


def _with_other(written: str, other_name: str) -> WrittenName | None:
    """Parse a name together with the person's other name."""
    return record.read({"full_name": written, "other_name": other_name}).name


@lru_cache(maxsize=65536)
def _day(value: str) -> PartialDate | None:
    return record.day_of(_said(value))


def _commune(place: str) -> tuple[str, ...]:
    return place_keys.of_row(_said(record.without_hamlet(place)))


@lru_cache(maxsize=4096)
def _communes(born_in: tuple[str, ...], lives_in: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*born_in, *lives_in)))


@lru_cache(maxsize=64)
def _sex(value: str) -> str:
    return record.sex_of(_said(value))


@lru_cache(maxsize=1024)
def _ethnicity(value: str) -> str:
    return record.ethnic_key(_said(value))

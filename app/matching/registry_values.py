"""Values of the registry as programs write them, brought into the registry's form where that is certain."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.matching import identity, text, understood
from app.matching.record import sex_of
from app.models.words import machine_dates
from app.models.words.machine_dates import EPOCHS, Habit

Row = Mapping[str, str]

_NOTHING = frozenset({"NULL", "null", "(null)", "<NULL>", "None", "NaN", "nan", "NaT", "\\N", "N/A", "n/a"})
"""What programs write for a blank."""
_ONE_SIDED = 50  # times as many values show one order of day and month as show the other
_MOST_FIT = 0.8  # of the dates in numbers that fit the years in the personal numbers; registries err too
_TWO_ZEROS = re.compile(r"[12468][0-9]{9}")  # 001 Hà Nội, 002, 004, 006, 008 (TT 59/2021/TT-BCA)
_CMND_WITHOUT_ZERO = re.compile(r"[1-9][0-9]{7}")
_PLAIN_WORDS = re.compile(
    # no letter of Vietnamese, nor a capital in a word: of an old encoding, perhaps
    "(?!.*[a-zß-ÿ][A-ZÀ-Þ])"
    "[^\\W\\d_][^0-9\ufffd?#<>{}=@|^$\\\\~%&*+_\u00a1-\u00bfÄÅÆÇËÎÏÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ]*"
).fullmatch
_PLAIN = {
    **dict.fromkeys(understood.NUMBERS, re.compile("0[0-9]{11}").fullmatch),
    **dict.fromkeys(
        understood.DATES,
        re.compile("(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|1[0-9]|2[0-8]))?)?").fullmatch,
    ),
    "cmnd": re.compile("[0-9]{9}").fullmatch,
    "sex": re.compile("Nam|Nữ").fullmatch,
}
"""The commonest writings of each column; other columns have ``_PLAIN_WORDS``."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What the rows of a file show together: the order of its dates, and whether numbers lost their zeros."""

    dates: Mapping[str, Habit] = field(default_factory=dict)
    zeros_lost: bool = False


def learn(rows: Sequence[Row]) -> Habits:
    """Return what the first rows of a file show."""
    epoch = _epoch(rows)
    dates = {
        column: Habit(_day_first(row.get(column, "") for row in rows), epoch) for column in understood.DATES
    }
    numbers = [identity.written_digits(row.get("personal_id", "")) for row in rows]
    zeros = _one_sided(
        sum(len(number) in {10, 11} and number[0] != "0" for number in numbers),
        sum(number.startswith("0") for number in numbers),
    )
    return Habits(dates, zeros_lost=zeros is True)


def is_plain(column: str, written: str) -> bool:
    """Tell fast whether a value needs no reading, as most do."""
    plain = _PLAIN.get(column, _PLAIN_WORDS)
    return plain(written) is not None and written not in _NOTHING


def value_of(column: str, written: str, habits: Habits) -> str | None:
    """Return a value in the registry's form, empty for a blank; None when it is not understood."""
    if is_plain(column, written):
        return written
    form = _FORMS.get(column)
    if written in _NOTHING or (text.is_blank(written) and "?" not in written):
        return ""
    found = written if form is None else form(column, written, habits)
    return found if found == "" or understood.in_registry(column, found) else None


def _date(column: str, written: str, habits: Habits) -> str:
    return _iso(written, habits.dates.get(column, Habit())) or written


@lru_cache(maxsize=65536)
def _iso(written: str, habit: Habit) -> str:
    return machine_dates.iso(written, habit)


def _number(column: str, written: str, habits: Habits) -> str:
    found = identity.digits(written)
    if habits.zeros_lost and column != "cmnd" and _TWO_ZEROS.fullmatch(found):
        return f"00{found}"
    if habits.zeros_lost and column == "cmnd" and _CMND_WITHOUT_ZERO.fullmatch(found):
        return f"0{found}"
    return found or written


def _sex(_column: str, written: str, _habits: Habits) -> str:
    """Return Nam or Nữ; the code 0 says that nothing is known (QCVN 109:2017/BTTTT)."""
    return "" if written.strip() == "0" else sex_of(written) or written


_FORMS: dict[str, Callable[[str, str, Habits], str]] = {
    **dict.fromkeys(understood.DATES, _date),
    **dict.fromkeys(understood.NUMBERS, _number),
    "sex": _sex,
}


def _day_first(values: Iterable[str]) -> bool | None:
    """Tell in which order a column writes day and month; None when nothing shows it, or both orders occur."""
    shown = [order for value in values if value and (order := machine_dates.shows_order(value)) is not None]
    return _one_sided(sum(shown), len(shown) - sum(shown))


def _one_sided(for_it: int, against: int) -> bool | None:
    if for_it and for_it >= _ONE_SIDED * against:
        return True
    return False if against and against >= _ONE_SIDED * for_it else None


def _epoch(rows: Sequence[Row]) -> int | None:
    """Return the epoch by which the births in numbers fit the years in the personal numbers."""
    fits = dict.fromkeys(EPOCHS, 0)
    numbers = 0
    for row in rows:
        days = machine_dates.serial(row.get("birth_date", ""))
        year = identity.birth_year(identity.digits(row.get("personal_id", "")))
        if days and year is not None:
            numbers += 1
            for epoch, day in days.items():
                fits[epoch] += day.year == year
    best = max(fits, key=lambda epoch: fits[epoch])
    return best if numbers and fits[best] >= _MOST_FIT * numbers else None

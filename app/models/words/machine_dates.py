"""Dates as programs write them: with a time of day, as days counted by Excel, with the month first."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.models.words.partial_date import LAST_BOOK_YEAR, PartialDate, parse

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DAY, _MONTH, _YEAR = r"([0-9]{1,2})", r"([0-9]{1,2})", r"([0-9]{4})"
_YEAR_FIRST = re.compile(rf"{_YEAR}([-/.]){_MONTH}\2{_DAY}|{_YEAR}[-/]{_MONTH}|{_YEAR}()(?:[.,]0+)?")
_YEAR_LAST = re.compile(rf"{_DAY}([-/.]){_MONTH}\2{_YEAR}")
_NO_DAY = re.compile(rf"{_MONTH}[-/.]{_YEAR}")
_TOGETHER = re.compile(r"([0-9]{8})(?:[.,]0+)?")
_NAMES = {
    name: month
    for month, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTHS = 12
_NAMED = re.compile(r"(?i)(?:([0-9]{1,2})[- ]([a-z]{3})[- ,]+|([a-z]{3}) +([0-9]{1,2}),? +)([0-9]{4})")
# only midnight: another hour may have been counted in another zone, and so be of another day
_MIDNIGHT = re.compile(
    r"(?i)(?:T|\s+)(?:0{1,2}:00(?::00(?:[.,]0+)?)?(Z|[+-]0[0-9]:?00)?|12:00(?::00(?:[.,]0+)?)?\s*(AM|SA))"
)
_SERIAL = re.compile(r"([0-9]{4,5})(?:[.,]0+)?")
_FIRST_SERIAL = 2200  # a smaller number is a year
_LAST_DAY = date(LAST_BOOK_YEAR + 1, 12, 31)
EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
"""The days from which Excel counts, by the names of its two systems (ECMA-376 Part 1, 18.17.4.1)."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How a column writes what may mean two dates; None where nothing shows it."""

    day_first: bool | None = None  # 03/12/1998
    epoch: int | None = None  # 35866


def is_iso(written: str) -> bool:
    """Tell whether a text is a date of the registry: YYYY-MM-DD, YYYY-MM or YYYY, and in the calendar."""
    found = _ISO.fullmatch(written)
    day = _date(found[1], found[2], found[3]) if found else None
    return day is not None and day.iso() == written


def iso(written: str, habit: Habit) -> str:
    """Return a date of a program in the registry's form; empty when it cannot mean just one date."""
    if is_iso(written):
        return written
    bare, _ = _without_time(written.strip())
    found = _year_first(bare) or _year_last(bare, habit) or _named(bare) or _in_words(bare)
    if found is None and habit.epoch is not None and (day := serial(bare).get(habit.epoch)):
        found = PartialDate(day.year, day.month, day.day)
    return found.iso() if found is not None else ""


def plain(written: str) -> str:
    """Return a date of a program as people write dates; the same text where its order is not certain.

    "3/12/1998 12:00:00 AM" stays: English programs write the month first, but not all of them.
    """
    if certain := iso(written, Habit()):
        return certain
    bare, mark = _without_time(written.strip())
    return written if mark.upper() == "AM" else bare


def serial(written: str) -> dict[int, date]:
    """Return the days that a number of Excel may mean, by epoch; empty when it is none."""
    found = _SERIAL.fullmatch(written.strip())
    if found is None or int(found[1]) < _FIRST_SERIAL:
        return {}
    days = {name: first + timedelta(days=int(found[1])) for name, first in EPOCHS.items()}
    return {name: day for name, day in days.items() if day <= _LAST_DAY}


def shows_order(written: str) -> bool | None:
    """Tell whether a date can only be written with the day first, or the month first; else None."""
    bare, mark = _without_time(written.strip())
    found = _YEAR_LAST.fullmatch(bare)
    if found is None or found[2] == ".":
        return None
    first, second = int(found[1]), int(found[3])
    if max(first, second) > _MONTHS:
        return first > _MONTHS
    return True if mark.upper() == "SA" else None


def _without_time(written: str) -> tuple[str, str]:
    """Return the date and the mark of its midnight (AM, SA), without midnight the text."""
    found = _MIDNIGHT.search(written)
    if found is None or found.end() != len(written):
        return written, ""
    return written[: found.start()], found[2] or ""


def _year_first(bare: str) -> PartialDate | None:
    if found := _YEAR_FIRST.fullmatch(bare):
        year, month = found[1] or found[5] or found[7], found[3] or found[6]
        return _date(year, month, found[4])
    if (together := _TOGETHER.fullmatch(bare)) is None:
        return None
    digits = together[1]
    return _date(digits[:4], digits[4:6], digits[6:]) or _date(digits[4:], digits[2:4], digits[:2])


def _year_last(bare: str, habit: Habit) -> PartialDate | None:
    if found := _NO_DAY.fullmatch(bare):
        return _date(found[2], found[1], None)
    found = _YEAR_LAST.fullmatch(bare)
    if found is None:
        return None
    first, second = found[1], found[3]
    day_first = True if found[2] == "." or int(first) == int(second) else habit.day_first
    if max(int(first), int(second)) > _MONTHS:
        day_first = int(first) > _MONTHS
    if day_first is None:
        return None
    return _date(found[4], second, first) if day_first else _date(found[4], first, second)


def _named(bare: str) -> PartialDate | None:
    """Read "12-Mar-1998" and "Mar 12 1998"."""
    found = _NAMED.fullmatch(bare)
    month = _NAMES.get((found[2] or found[3]).lower()) if found else None
    return _date(found[5], str(month), found[1] or found[4]) if found and month else None


def _in_words(bare: str) -> PartialDate | None:
    """Read "ngày 12 tháng 3 năm 1998"."""
    found = parse(bare, this_year=None) if "năm" in bare.casefold() else None
    return found if found and found.year and not (found.lunar or found.impossible) else None


def _date(year: str, month: str | None, day: str | None) -> PartialDate | None:
    """Return a date of the calendar; zeros mean unknown, but nothing follows an unknown month."""
    found = PartialDate(int(year), int(month or 0) or None, int(day or 0) or None)
    known = 1800 <= int(year) < 2200 and not found.impossible
    return found if known and (found.month or not found.day) else None

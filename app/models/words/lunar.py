"""The lunar calendar of Vietnam and the days of the solar one.

Until 1967 the North counted by the meridian of UTC+8, since 1968 by UTC+7 (QĐ 121-CP of 8/8/1967); the South
kept UTC+8 until 1975 (Hồ Ngọc Đức, Lịch Việt Nam). Where a new moon or a solar term falls near midnight the
two differ by a day, seldom by a month. Days are reckoned by Hồ Ngọc Đức's algorithm (lunar-vn).
"""

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from lunar_vn import convert_lunar_to_solar, convert_solar_to_lunar

from app.models.words.partial_date import PartialDate

NORTH_CHANGED, SOUTH_CHANGED = 1968, 1976
"""The first lunar years counted by UTC+7."""
_UTC7, _UTC8 = 7.0, 8.0
_MONTHS_INTO_NEXT_YEAR = 11
"""The first lunar month that may end in the next solar year."""
_FIRST, _LAST = 1900, 2099  # the years of the library
_DAY = timedelta(days=1)


def is_reckoned(year: int) -> bool:
    """Tell whether the days of a lunar year can be reckoned."""
    return _FIRST <= year <= _LAST


def to_solar(lunar: PartialDate) -> date | None:
    """Convert a full lunar date; None when partial or when the lunar calendar has no such day."""
    return next(iter(_days(lunar)), None)


def by_the_south(lunar: PartialDate) -> date | None:
    """Convert a full lunar date of 1968 to 1975 by the calendar of the South, where that is another day."""
    found = _days(lunar)
    later = lunar.year is not None and lunar.year + lunar.eve >= NORTH_CHANGED
    return found[1] if later and len(found) > 1 else None


def may_be(lunar: PartialDate) -> tuple[date, ...]:
    """Return the solar days that a full lunar date may mean, the likeliest first.

    Before 1968 it may be a day off either way, because people counted by either calendar. The eve of Tết in a
    year may be that before the year or that at its end.
    """
    found = _days(lunar)
    if lunar.year is not None and lunar.year + lunar.eve < NORTH_CHANGED:
        found = (*found, *(day + step for day in found[:1] for step in (-_DAY, _DAY)))
    if lunar.year is not None and lunar.eve:
        found = (*found, *_days(replace(lunar, year=lunar.year + 1)))
    return tuple(dict.fromkeys(found))


def month_of(lunar: PartialDate) -> tuple[tuple[date, date], ...]:
    """Return the first and last solar days that a lunar month without a day may mean, the likeliest first.

    The leap month of the same number may be meant; the last two months may be called by the number of the
    solar year in which they end. Before 1968 a month may begin and end a day off. Empty when the year cannot
    be reckoned.
    """
    years = [lunar.year or 0, (lunar.year or 0) - 1][: 1 + ((lunar.month or 0) >= _MONTHS_INTO_NEXT_YEAR)]
    leaps = (True,) if lunar.leap_month else (False, True)
    months = (replace(lunar, year=year, leap_month=leap) for year in years for leap in leaps)
    return tuple(span for month in months if (span := _span(month)))


def _span(lunar: PartialDate) -> tuple[date, date] | None:
    """Return the first and last solar days of a lunar month; None when the year has no such month."""
    starts = may_be(replace(lunar, day=1))
    ends = may_be(replace(lunar, day=29)) + may_be(replace(lunar, day=30))
    return (min(starts), max(ends)) if starts else None


def of_solar(day: date) -> PartialDate | None:
    """Convert a solar day by the calendar of the North; None before 1900 and after 2100."""
    try:
        found = convert_solar_to_lunar(
            day.day, day.month, day.year, _UTC8 if day.year < NORTH_CHANGED else _UTC7
        )
    except ValueError:
        return None
    return PartialDate(found.year, found.month, found.day, lunar=True, leap_month=found.leap)


@lru_cache(maxsize=8192)
def _days(lunar: PartialDate) -> tuple[date, ...]:
    """Return the days of a full lunar date by the calendars in force, that of the North first."""
    if lunar.year is None or lunar.month is None or lunar.day is None or lunar.impossible:
        return ()
    begins = lunar.year + lunar.eve  # an eve is counted back from the next year
    own = _UTC8 if begins < NORTH_CHANGED else _UTC7
    zones = (own, _UTC8, _UTC7) if begins < SOUTH_CHANGED else (own,)
    found = (_day(lunar, zone) for zone in zones)
    return tuple(dict.fromkeys(day for day in found if day is not None))


def _day(lunar: PartialDate, zone: float) -> date | None:
    """Convert a full lunar date by one calendar; None when this calendar has no such day."""
    if lunar.eve:
        new_year = _day(PartialDate((lunar.year or 0) + 1, 1, 1, lunar=True), zone)
        return new_year - _DAY if new_year is not None else None
    parts = lunar.day or 0, lunar.month or 0, lunar.year or 0
    try:
        day = convert_lunar_to_solar(*parts, int(lunar.leap_month), zone)
        back = convert_solar_to_lunar(day.day, day.month, day.year, zone)
    except ValueError:
        return None
    # the library accepts the 30th of a short month and a leap month of a common year
    return day if (back.day, back.month, back.year, back.leap) == (*parts, lunar.leap_month) else None

"""The comparison of a book's date with a registry date, by the parts that both have."""

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from app.matching.result import Result, Span
from app.matching.verdict import Verdict
from app.models.words import ages, can_chi, lunar, machine_dates
from app.models.words.can_chi import CanChi
from app.models.words.moments import day_words
from app.models.words.partial_date import PartialDate, parse
from app.models.words.vietnamese import clean
from app.models.words.written_date import read

IMPOSSIBLE = "ngày không có trong lịch"
BY_EXCEL = "số ngày của Excel"
_PARTS = ("year", "month", "day")
_WORDS = {"year": "khác năm", "month": "khác tháng", "day": "khác ngày"}
_RUN_TOGETHER = {6: (0, 2, 6), 8: (0, 2, 4, 8)}  # MMyyyy, ddMMyyyy
# words used for both calendars, but more for lunar days
_PERHAPS_LUNAR = re.compile(r"(?i)m[ồùô]ng|giêng|chạp|gieng|chap")


def shown(iso: str) -> str:
    """Return a registry date in the form of officers: 06/09/2020 for 2020-09-06, 03/1956 for 1956-03."""
    return "/".join(reversed(iso.split("-"))) if re.fullmatch(r"\d{4}(-\d{2}){0,2}", iso) else iso


@lru_cache(maxsize=8192)
def days_of(written: str, year_by: int | None = None, named: tuple[int, ...] = ()) -> tuple[PartialDate, ...]:
    """Return the solar dates that a written one may mean, the likeliest first; empty when it is not read.

    ``year_by`` as in written_date.read; ``named`` are the years that a year by can and chi may be, without
    which it says nothing. A partial lunar date keeps its year only.
    """
    found = read(written, year_by)
    if found is None:
        return ()
    if found.can_chi is None and found.precision == "day" and _perhaps_lunar(written):
        return tuple(dict.fromkeys((*_solar(found), *_solar(replace(found, lunar=True)))))
    if found.can_chi is None:
        return _solar(found)
    years = (replace(found, year=year, can_chi=None) for year in named)
    return tuple(dict.fromkeys(day for one in years for day in _in_either(one)))


def _perhaps_lunar(written: str) -> bool:
    """Tell whether a date without a sign of the calendar may be lunar: by its words, or a year named too."""
    if _PERHAPS_LUNAR.search(written):
        return True
    named = can_chi.take(clean(written).lower())[1]
    return (
        named is not None and parse(written) is not None
    )  # a second date in brackets has the other calendar


def _in_either(found: PartialDate) -> tuple[PartialDate, ...]:
    """Return the solar dates of one in a named year, which is lunar unless no lunar day is so called."""
    if found.lunar or found.precision != "day":
        return _solar(replace(found, lunar=True))
    return (*_solar(replace(found, lunar=True)), found)


def _solar(found: PartialDate) -> tuple[PartialDate, ...]:
    if not found.lunar:
        return (found,)
    if found.precision == "day" and lunar.is_reckoned(found.year or 0):
        return tuple(_of(day) for day in lunar.may_be(found))
    return (PartialDate(found.year),) if found.year is not None else ()


def compare(book: str, registry: str) -> Verdict:
    """Compare the book's written date with the registry's date; neither is blank.

    Spans refer to the book's text and to ``shown(registry)``.
    """
    theirs = parse(registry) if machine_dates.is_iso(registry) else None
    if theirs is None:
        return Verdict(Result.UNREAD, "chưa đọc được ngày trong CSDL")
    # a two-digit year is compared with the last two digits of the registry's year
    ours = read(book, theirs.year)
    if ours is None:
        return _not_a_date(book, theirs)
    if ours.impossible:
        return Verdict(Result.DIFFERENT, _impossible(ours, theirs), ((0, len(book)),))
    return _compare_dates(book, registry, ours, theirs)


def _compare_dates(book: str, registry: str, ours: PartialDate, theirs: PartialDate) -> Verdict:
    """Compare a possible date with a registry date that has a year."""
    if ours.can_chi is not None:
        return _compare_named(book, registry, ours, theirs, ours.can_chi)
    if ours.lunar:
        return _compare_lunar(book, registry, ours, theirs)
    verdict = _compare_parts(book, registry, ours, theirs)
    if verdict.result is Result.DIFFERENT and _perhaps_lunar(book):
        other = _compare_lunar(book, registry, replace(ours, lunar=True), theirs)
        return verdict if other.result is Result.DIFFERENT else other
    return verdict


def _not_a_date(book: str, theirs: PartialDate) -> Verdict:
    """Return the verdict of a book's words without a date: an age, a day counted by Excel, else unread."""
    if ages.read(book) is not None:
        return Verdict(Result.BOOK_PARTIAL, "sổ ghi tuổi, không ghi ngày")
    if theirs.year is not None and ages.year_ending(book) == theirs.year % 100:
        return Verdict(Result.BOOK_PARTIAL, "sổ chỉ ghi hai chữ số của năm")
    days = machine_dates.serial(book)
    if (day := theirs.as_date()) is not None and day in days.values():
        return Verdict(Result.EQUAL_FORMAT, f"{BY_EXCEL}: {day_words(day)}")
    perhaps = f": {day_words(days[1900])} nếu là số ngày của Excel" if days else ""
    return Verdict(Result.UNREAD, f"chưa đọc được ngày ghi trong sổ{perhaps}")


def _compare_named(
    book: str, registry: str, ours: PartialDate, theirs: PartialDate, named: CanChi
) -> Verdict:
    """Compare a date in a named year with a registry date that has a year."""
    years = years_named(theirs)
    if ours.day is not None:  # the last lunar days of a year
        years = (*years, (theirs.year or 0) - 1)
    if ours.eve:  # "30 Tết Kỷ Tỵ" before that year, or at its end
        years = (*years, (theirs.year or 0) - 2)
    year = next((year for year in years if named.fits(year)), None)
    if year is None:
        other = f"khác năm ({named.name} là {named.nearest(theirs.year or 0)})"
        spans = ((0, len(book)),), _part_spans(shown(registry), theirs, ["year"])
        return Verdict(Result.DIFFERENT, other, *spans)
    said = f"năm {named.name} là {year}"
    ours = replace(ours, year=year, can_chi=None)
    if ours.month is None:
        return Verdict(Result.BOOK_PARTIAL, said)
    verdict = _compare_lunar(book, registry, replace(ours, lunar=True), theirs)
    if verdict.result is Result.DIFFERENT and not ours.lunar:
        solar = _compare_parts("", registry, replace(ours, year=theirs.year), theirs)
        verdict = verdict if solar.result is Result.DIFFERENT else solar
    return replace(verdict, detail=f"{said}; {verdict.detail}" if verdict.detail else said)


def years_named(solar: PartialDate) -> tuple[int, ...]:
    """Return the years after whose can and chi a solar date may be named, the likeliest first.

    Tết comes in January or February: the days before it belong to the lunar year before, though people may
    call them by the number of the solar year.
    """
    year = solar.year
    if year is None:
        return ()
    day = solar.as_date()
    own = lunar.of_solar(day) if day is not None else None
    if own is not None and own.year is not None:
        return tuple(dict.fromkeys((own.year, year)))
    return (year, year - 1) if (solar.month or 1) <= 2 else (year,)


def _compare_parts(book: str, registry: str, ours: PartialDate, theirs: PartialDate) -> Verdict:
    """Compare two solar dates part by part."""
    apart = [p for p in _PARTS if None not in (a := _both(ours, theirs, p)) and a[0] != a[1]]
    if apart:
        spans = _part_spans(book, ours, apart), _part_spans(shown(registry), theirs, apart)
        return Verdict(Result.DIFFERENT, _apart_words(ours, theirs, apart), *spans)
    if ours.year is None:
        return Verdict(Result.BOOK_PARTIAL, "sổ không ghi năm")
    if _known(ours) == _known(theirs):
        same = book in (shown(registry), registry)
        return Verdict(Result.EQUAL if same else Result.EQUAL_FORMAT)
    if _known(ours) < _known(theirs):
        only = "sổ chỉ ghi năm" if ours.month is None else "sổ chỉ ghi tháng, năm"
        default = ", CSDL mặc định 01/01" if _is_default(theirs) else ""
        return Verdict(Result.BOOK_PARTIAL, only + default)
    return Verdict(Result.EQUAL_VARIANT, "CSDL ghi thiếu")


def _both(ours: PartialDate, theirs: PartialDate, part: str) -> tuple[int | None, int | None]:
    """Return one part of both dates as a pair."""
    return getattr(ours, part), getattr(theirs, part)


def _known(value: PartialDate) -> int:
    """Count the known parts."""
    return sum(getattr(value, p) is not None for p in _PARTS)


def _is_default(value: PartialDate) -> bool:
    """Tell whether a date looks like a filled-in default: 1 January."""
    return (value.day, value.month) == (1, 1)


def _apart_words(ours: PartialDate, theirs: PartialDate, apart: list[str]) -> str:
    """Return the difference of two dates in an officer's words; a default 1 January is named as such."""
    words = ", ".join(_WORDS[p] for p in ("day", "month", "year") if p in apart)
    if "year" not in apart and len(apart) == 2 and (ours.day, ours.month) == (theirs.month, theirs.day):
        return "đảo ngày và tháng"
    if _is_default(ours) == _is_default(theirs) or apart == ["year"]:
        return words
    if _known(ours) == _known(theirs) == 3:
        return "mặc định 01/01" + (", khác năm" if "year" in apart else "")
    return f"{words}, {'CSDL' if _is_default(theirs) else 'sổ'} mặc định 01/01"


def _impossible(ours: PartialDate, theirs: PartialDate) -> str:
    """Return what is wrong with a day that the calendar lacks; as a lunar one it may be the registry's."""
    day = lunar.to_solar(replace(ours, lunar=True))
    if day is None or day != theirs.as_date():
        return IMPOSSIBLE
    return f"{IMPOSSIBLE}; nếu là âm lịch thì là {day_words(day)} dương lịch, khớp CSDL"


def _part_spans(written: str, value: PartialDate, parts: list[str]) -> tuple[Span, ...]:
    """Return the spans of the parts in a written date; the whole span when they cannot be located."""
    numbers = [m.span() for m in re.finditer(r"\d+", written)]
    if len(numbers) == 1 and (cuts := _RUN_TOGETHER.get(numbers[0][1] - numbers[0][0])):
        start = numbers[0][0]
        numbers = [(start + a, start + b) for a, b in pairwise(cuts)]
    order = [p for p in ("day", "month", "year") if getattr(value, p) is not None]
    if re.match(r"^\s*\d{4}-", written):
        order.reverse()
    if len(numbers) != len(order):
        return ((0, len(written)),)
    places = dict(zip(order, numbers, strict=True))
    return tuple(sorted(places[p] for p in parts))


def _compare_lunar(book: str, registry: str, ours: PartialDate, theirs: PartialDate) -> Verdict:
    """Compare a lunar date: a full one through the solar calendar, a partial one by the year only."""
    if ours.precision != "day" or not lunar.is_reckoned(ours.year or 0):
        return _compare_lunar_year(book, registry, ours, theirs)
    solar = lunar.to_solar(ours)
    if solar is None:
        return Verdict(Result.DIFFERENT, IMPOSSIBLE, ((0, len(book)),))
    said = f"âm lịch, là {day_words(solar)} dương lịch"
    verdict = _compare_parts("", registry, _of(solar), theirs)
    if verdict.result is Result.EQUAL_VARIANT:
        return Verdict(Result.EQUAL_VARIANT, f"{said}, CSDL ghi thiếu")
    if verdict.result is not Result.DIFFERENT:
        return Verdict(Result.EQUAL_FORMAT, said)
    day = theirs.as_date()
    southern = day is not None and lunar.by_the_south(ours) == day
    if day is not None and not southern and (other := _other_day(ours, day, said)):
        return Verdict(Result.EQUAL_VARIANT, other)
    if day is not None and southern:
        said = f"lệch một ngày ({said}; theo lịch miền Nam trước năm 1976 là {day_words(day)})"
    elif (ours.year, ours.month, ours.day) == (theirs.year, theirs.month, theirs.day):
        said = "CSDL ghi ngày âm lịch như dương lịch"
    else:
        said = f"{verdict.detail} ({said})"
    return Verdict(Result.DIFFERENT, said, ((0, len(book)),), verdict.registry_spans)


def _of(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def _other_day(ours: PartialDate, theirs: date, said: str) -> str:
    """Return why a lunar date may mean another day than its own, which is ``said``; empty when it may not."""
    if theirs in lunar.may_be(ours):
        if abs(theirs - (lunar.to_solar(ours) or theirs)).days <= 1:
            return f"{said}; âm lịch trước năm 1968 có thể lệch một ngày"
        if ours.eve:
            return f"âm lịch, ba mươi Tết là {day_words(theirs)} dương lịch"
        return f"{said}; theo lịch múi giờ 7 là {day_words(theirs)}"
    if theirs in lunar.may_be(replace(ours, leap_month=True)):
        return f"âm lịch, tháng nhuận, là {day_words(theirs)} dương lịch"
    return ""


def _compare_lunar_year(book: str, registry: str, ours: PartialDate, theirs: PartialDate) -> Verdict:
    """Compare by year and month only; the last lunar months belong to the next solar year."""
    if ours.year is None:
        return Verdict(Result.BOOK_PARTIAL, "sổ không ghi năm")
    late = ours.month is None or ours.month >= 11
    early_part = theirs.month is None or theirs.month <= 2
    if theirs.year != ours.year and not (late and early_part and theirs.year == ours.year + 1):
        spans = _part_spans(book, ours, ["year"]), _part_spans(shown(registry), theirs, ["year"])
        return Verdict(Result.DIFFERENT, "khác năm", *spans)
    months = lunar.month_of(ours) if ours.precision == "month" and lunar.is_reckoned(ours.year) else ()
    known = theirs.earliest(), theirs.latest()
    if months and None not in known and not any(_meet(month, known) for month in months):
        first, last = map(day_words, months[0])
        said = f"khác tháng (âm lịch, từ {first} đến {last} dương lịch)"
        return Verdict(
            Result.DIFFERENT, said, ((0, len(book)),), _part_spans(shown(registry), theirs, ["month"])
        )
    lacking = "không đổi được ra dương lịch" if ours.precision == "day" else "thiếu ngày"
    return Verdict(Result.BOOK_PARTIAL, f"âm lịch, {lacking}")


def _meet(one: tuple[date, date], other: tuple[date | None, date | None]) -> bool:
    """Tell whether two spans of days share a day."""
    first, last = other
    return first is not None and last is not None and one[0] <= last and first <= one[1]

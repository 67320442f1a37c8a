"""The comparison of a book's date with a registry date, by the parts that both have."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from lunar_vn import convert_lunar_to_solar, convert_solar_to_lunar

from app.matching import machine_dates
from app.matching.result import Result, Span
from app.matching.verdict import Verdict
from app.models.words import date_words
from app.models.words.partial_date import PartialDate, parse
from app.models.words.vietnamese import clean, fold

IMPOSSIBLE = "ngày không có trong lịch"
_PARTS = ("year", "month", "day")
_WORDS = {"year": "khác năm", "month": "khác tháng", "day": "khác ngày"}
_RUN_TOGETHER = {6: (0, 2, 6), 8: (0, 2, 4, 8)}  # MMyyyy, ddMMyyyy
_AGE = re.compile(r"(?i)\b(\d{1,3})\s*(?:tuổi|tuoi|t\b)|\b(?:tuổi|tuoi)\s*:?\s*(\d{1,3})\b")
_INFANT = re.compile(r"\b(\d{1,2}) (?:thang|ngay|tuan)(?: tuoi| sau khi sinh)\b")
_AGE_IN_WORDS = re.compile(r"\b([a-z ]+?) tuoi\b")
_OLDEST = 120
_TWO_DIGITS = re.compile(r"[1-6]\d")
_EITHER = re.compile(r"\s*[,;(\[\-–]*\s*\b(?:tức|nhằm)\b(?=.*\d)", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(\[].*")
# "quý III năm 1960", "cuối năm 1960": a part of a year gives no month
_PART_OF_YEAR = re.compile(r"(?i)\bquý\s+(?:iv|i{1,3}|[1-4])\b\s*/?|\b(?:đầu|giữa|cuối)\s+(?=năm)")
# words used for both calendars, but more for lunar days
_PERHAPS_LUNAR = re.compile(r"(?i)m[ồùô]ng|giêng|chạp|gieng|chap")
# "3h15 ngày 3/5/1960", "10 giờ 30 phút, ngày …": the hour of a death or a birth before its day
_CLOCK = re.compile(
    r"(?i)^\W*(?:(?:lúc|vào|hồi|khoảng)\s+)*\d{1,2}\s*(?:giờ|h|g|:)\s*(?:\d{1,2}\s*(?:phút|ph|p|')?)?"
    r"\s*(?:sáng|trưa|chiều|tối|đêm)?\s*[,;.\-]?\s*(?=\d|ngày)"
)
_IN_WORDS = re.compile(r"(?i)[(\[](?![^)\]]*(?:âm|\bal\b|âl|nhuận))[^)\]\d]*[)\]]?")
_CAN_CHI = re.compile(
    r"(?i)\b(?:giáp|ất|bính|đinh|mậu|kỷ|kỉ|canh|tân|nhâm|quý|quí)\s+"
    r"(?:tý|tí|sửu|dần|mão|mẹo|thìn|tỵ|tị|ngọ|mùi|thân|dậu|tuất|hợi)\b"
)


def shown(iso: str) -> str:
    """Return a registry date in the form of officers: 06/09/2020 for 2020-09-06, 03/1956 for 1956-03."""
    return "/".join(reversed(iso.split("-"))) if re.fullmatch(r"\d{4}(-\d{2}){0,2}", iso) else iso


@lru_cache(maxsize=8192)
def read(written: str, year_by: int | None = None) -> PartialDate | None:
    """Parse a date with the additions of clerks: hour, age, can-chi year, the day in words.

    ``year_by`` is the last possible year, as the year of registration; it gives two digits their century.
    Without it a year that two centuries share ("05") stays unknown. "15/3/1956 tức 4/2 âm lịch" gives its
    first date.
    """
    found = parse(written, this_year=year_by)
    if found is not None:
        return found
    if (plain := machine_dates.plain(clean(written))) != written:  # other scripts' digits, a time of day
        return read(plain, year_by)
    first = _EITHER.split(written)[0]
    if first != written:
        return read(first, year_by)
    first = _BRACKET.sub("", written)
    if first != written and (found := parse(first, this_year=year_by)) and found.precision == "day":
        return found
    bare = _CAN_CHI.sub(" ", _IN_WORDS.sub(" ", _CLOCK.sub("", unicodedata.normalize("NFC", written))))
    bare = _PART_OF_YEAR.sub(" ", _AGE.sub(" ", bare))
    return parse(bare.strip(" ?"), this_year=year_by)


def age_of(written: str) -> int | None:
    """Return the age written instead of a date ("32 tuổi", "ba mươi hai tuổi") in years, or None.

    Infants of some days or months are 0 years old.
    """
    if found := _AGE.search(unicodedata.normalize("NFC", written)):
        years: int | None = int(found[1] or found[2])
    else:
        plain = re.sub(r"[^a-z0-9]+", " ", fold(written))
        if infant := _INFANT.search(plain):
            return int(infant[1]) // 12 if "thang" in infant.group() else 0
        words = _AGE_IN_WORDS.search(plain)
        years = date_words.number(words[1].split()) if words else None
    return years if years is not None and years <= _OLDEST else None


def year_by_age(written: str, in_year: int) -> int | None:
    """Return the year of birth by a written age ("32 tuổi"), give or take two; None for a date."""
    age = age_of(written) if read(written) is None else None
    return None if age is None else in_year - age


def bare_age(written: str) -> int | None:
    """Return two digits without other words as an age; old books have a column for the parents' age.

    They may also end a year, so they are no evidence against a date.
    """
    return int(written) if _TWO_DIGITS.fullmatch(written.strip()) else None


def year_ending(written: str) -> int | None:
    """Return two digits without other words, which may end a year."""
    return int(written) if re.fullmatch(r"\s*[0-9]{2}\s*", written) else None


def says_age(written: str) -> bool:
    """Tell whether a birth date may be an age at the date of the act."""
    return bare_age(written) is not None or (read(written) is None and age_of(written) is not None)


def to_solar(lunar: PartialDate) -> date | None:
    """Convert a full lunar date; None when partial or when the lunar calendar has no such day."""
    if lunar.year is None or lunar.month is None or lunar.day is None or lunar.impossible:
        return None
    try:
        day = convert_lunar_to_solar(lunar.day, lunar.month, lunar.year, int(lunar.leap_month))
        back = convert_solar_to_lunar(day.day, day.month, day.year)
    except ValueError:
        return None
    # the library accepts the 30th of a short month and a leap month of a common year
    same = (back.day, back.month, back.year, back.leap)
    return day if same == (lunar.day, lunar.month, lunar.year, lunar.leap_month) else None


def lunar_numbers(solar: date) -> tuple[int, int, int]:
    """Return year, month and day of a date by the lunar calendar."""
    lunar = convert_solar_to_lunar(solar.day, solar.month, solar.year)
    return lunar.year, lunar.month, lunar.day


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
        return Verdict(Result.DIFFERENT, IMPOSSIBLE, ((0, len(book)),))
    if ours.lunar:
        return _compare_lunar(book, registry, ours, theirs)
    verdict = _compare_parts(book, registry, ours, theirs)
    if verdict.result is Result.DIFFERENT and _PERHAPS_LUNAR.search(book):
        lunar = _compare_lunar(book, registry, replace(ours, lunar=True), theirs)
        return verdict if lunar.result is Result.DIFFERENT else lunar
    return verdict


def _not_a_date(book: str, theirs: PartialDate) -> Verdict:
    """Return the verdict of a book's words without a date: an age, a day counted by Excel, else unread."""
    if age_of(book) is not None:
        return Verdict(Result.BOOK_PARTIAL, "sổ ghi tuổi, không ghi ngày")
    if theirs.year is not None and year_ending(book) == theirs.year % 100:
        return Verdict(Result.BOOK_PARTIAL, "sổ chỉ ghi hai chữ số của năm")
    days = machine_dates.serial(book)
    if theirs.as_date() in days.values():
        return Verdict(Result.EQUAL_FORMAT, f"số ngày của Excel: {theirs.as_date():%d/%m/%Y}")
    perhaps = f": {days[1900]:%d/%m/%Y} nếu là số ngày của Excel" if days else ""
    return Verdict(Result.UNREAD, f"chưa đọc được ngày ghi trong sổ{perhaps}")


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
    return Verdict(Result.EQUAL_VARIANT, "CSDL ghi ít hơn")


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
    """Return the difference of two dates in an officer's words."""
    if "year" not in apart:
        if len(apart) == 2 and (ours.day, ours.month) == (theirs.month, theirs.day):
            return "đảo ngày và tháng"
        if _known(ours) == _known(theirs) == 3 and _is_default(ours) != _is_default(theirs):
            return "mặc định 01/01"
    return ", ".join(_WORDS[p] for p in ("day", "month", "year") if p in apart)


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
    if ours.precision != "day":
        return _compare_lunar_year(book, registry, ours, theirs)
    solar = to_solar(ours)
    if solar is None:
        return Verdict(Result.DIFFERENT, IMPOSSIBLE, ((0, len(book)),))
    day = PartialDate(solar.year, solar.month, solar.day)
    said = f"âm lịch, là {solar:%d/%m/%Y} dương lịch"
    verdict = _compare_parts("", registry, day, theirs)
    if verdict.result is Result.EQUAL_VARIANT:
        return Verdict(Result.EQUAL_VARIANT, f"{said}, CSDL ghi ít hơn")
    if verdict.result is not Result.DIFFERENT:
        return Verdict(Result.EQUAL_FORMAT, said)
    leap = to_solar(PartialDate(ours.year, ours.month, ours.day, lunar=True, leap_month=True))
    if leap is not None and leap == theirs.as_date():
        return Verdict(Result.EQUAL_VARIANT, f"âm lịch, tháng nhuận, là {leap:%d/%m/%Y} dương lịch")
    if (ours.year, ours.month, ours.day) == (theirs.year, theirs.month, theirs.day):
        said = "CSDL ghi ngày âm lịch như dương lịch"
    else:
        said = f"{verdict.detail} ({said})"
    return Verdict(Result.DIFFERENT, said, ((0, len(book)),), verdict.registry_spans)


def _compare_lunar_year(book: str, registry: str, ours: PartialDate, theirs: PartialDate) -> Verdict:
    """Compare by year only; the last lunar months belong to the next solar year."""
    if ours.year is None:
        return Verdict(Result.BOOK_PARTIAL, "sổ không ghi năm")
    late = ours.month is None or ours.month >= 11
    early_part = theirs.month is None or theirs.month <= 2
    if theirs.year == ours.year or (late and early_part and theirs.year == ours.year + 1):
        return Verdict(Result.BOOK_PARTIAL, "âm lịch, thiếu ngày")
    spans = _part_spans(book, ours, ["year"]), _part_spans(shown(registry), theirs, ["year"])
    return Verdict(Result.DIFFERENT, "khác năm", *spans)

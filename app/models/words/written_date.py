"""Dates with the additions of clerks: a second calendar, an age, the day in words, a bracket."""

import re
import unicodedata
from functools import lru_cache

from app.models.words import machine_dates
from app.models.words.partial_date import PartialDate, parse
from app.models.words.vietnamese import clean

_AGE = re.compile(
    r"(?i)(?:\b(?:(?:hưởng|thượng|đại)\s+)?(?:thọ|dương)\s*:?\s*)?"
    r"(?:\b\d{1,3}\s*(?:tuổi|tuoi|t\b)|\b(?:tuổi|tuoi)\s*:?\s*\d{1,3}\b)"
)
_EITHER = re.compile(r"\s*[,;(\[\-–]*\s*\b(?:tức|nhằm)\b(?=.*\d)", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(\[].*")
# "quý III năm 1960", "cuối năm 1960": a part of a year gives no month
_PART_OF_YEAR = re.compile(r"(?i)\bquý\s+(?:iv|i{1,3}|[1-4])\b\s*/?|\b(?:đầu|giữa|cuối)\s+(?=năm)")
_IN_WORDS = re.compile(r"(?i)[(\[](?![^)\]]*(?:âm|\bal\b|âl|nhuận))[^)\]\d]*[)\]]?")

# the hour of a birth or a death: "7 giờ 30 ngày 3/5/1960", "giờ Tý ngày rằm", "đêm 30 Tết", "3/5/1960 lúc 5h"
_PART_OF_DAY = "(?:buổi |ban )?(?:rạng sáng|sáng sớm|sáng|trưa|chiều|tối|nửa đêm|đêm|khuya)"
_MINUTES = r"(?:[0-9]{1,2}(?![0-9]|\s*[/.]|-[0-9])\s*(?:phút|ph|p|')?)?"
_TIME = rf"(?:(?:lúc|vào|hồi|khoảng)\s+)*[0-9]{{1,2}}\s*(?:giờ|h|g)\s*{_MINUTES}\s*(?:{_PART_OF_DAY})?"
_HOUR = re.compile(
    r"(?i)^[^/0-9]*(?:[0-9]{1,2}\s*)?\b(?:giờ|gio)\b[^/]*?(?=\b(?:ngày|ngay|mồng|mùng|rằm|ram)\b)"
    rf"|^\W*(?:{_TIME}|[0-9]{{1,2}}:[0-9]{{2}})\s*[,;.\-]?\s*(?=[0-9]|ngày|ngay|mồng|mùng|rằm)"
    rf"|^\W*(?:vào |hồi )?{_PART_OF_DAY}\s+(?=\w)"
    rf"|[,;\s]\s*(?:{_TIME}|{_PART_OF_DAY}|giờ\s+\w+)\W*$"
)

_WEEKDAY = re.compile(
    r"(?i)^\W*(?:ngày\s+)?(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật|cn)\b\W*(?=\d|ngày)"
)


@lru_cache(maxsize=8192)
def read(written: str, year_by: int | None = None) -> PartialDate | None:
    """Parse a date with the additions of clerks: hour, age, the day in words, a second calendar.

    ``year_by`` is the last possible year, as the year of registration; it gives two digits their century.
    Without it a year that two centuries share ("05") stays unknown. "15/3/1956 tức 4/2 âm lịch" gives its
    first date, "4/2 Bính Thân tức 15/3/1956" the one with a year in digits.
    """
    found = parse(written, this_year=year_by)
    if found is not None:
        return found
    if (plain := machine_dates.plain(clean(written))) != written:  # other scripts' digits, a time of day
        return read(plain, year_by)
    first, *others = _EITHER.split(written)
    if others:
        dates = [read(part.strip(" ()[]"), year_by) for part in (first, *others)]
        with_year = next((date for date in dates if date is not None and date.year), None)
        return dates[0] if with_year is None and None not in dates else with_year
    first = _BRACKET.sub("", written)
    if first != written and (found := parse(first, this_year=year_by)) and found.precision == "day":
        return found
    bare = _WEEKDAY.sub("", _HOUR.sub(" ", unicodedata.normalize("NFC", written)))
    bare = _IN_WORDS.sub(" ", bare)
    bare = _PART_OF_YEAR.sub(" ", _AGE.sub(" ", bare))
    return parse(bare.strip(" ?,;-–()[]"), this_year=year_by)

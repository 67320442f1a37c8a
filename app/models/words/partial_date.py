"""Dates of books: partial, impossible or lunar; the verbatim text is stored beside the parsed parts."""

import calendar
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from app.models.words import can_chi, date_words
from app.models.words.can_chi import CanChi


@dataclass(frozen=True, slots=True)
class PartialDate:
    """The parsed parts of a written date; any may be None, and an impossible day as 30/02 is kept.

    ``can_chi`` is the name of a year that is not written otherwise. An ``eve`` is the 30th of the 12th lunar
    month as people call it ("ba mươi Tết"), also in a year in which that month has 29 days.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    lunar: bool = False
    leap_month: bool = False
    can_chi: CanChi | None = None
    eve: bool = False

    @property
    def impossible(self) -> bool:
        """Tell whether the known parts form no day of the calendar (31/4, 30/02, month 13)."""
        if self.month is not None and not 1 <= self.month <= 12:
            return True
        if self.day is None:
            return False
        if self.lunar or self.month is None:
            return not 1 <= self.day <= (30 if self.lunar else 31)
        longest = calendar.monthrange(self.year or 2000, self.month)[1]
        return not 1 <= self.day <= longest

    @property
    def precision(self) -> str:
        """Name the known parts: "day", "month", "year", or "none"."""
        if self.year is None:
            return "none"
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    def iso(self) -> str:
        """Write YYYY-MM-DD, YYYY-MM or YYYY; empty when no year is known. Impossible days are written too."""
        if self.year is None:
            return ""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
            if self.day is not None:
                text += f"-{self.day:02d}"
        return text

    def as_date(self) -> date | None:
        """Return the solar calendar day, or None when partial, impossible or lunar."""
        if self.precision != "day" or self.lunar or self.impossible:
            return None
        return date(self.year or 1, self.month or 1, self.day or 1)

    def earliest(self) -> date | None:
        """Return the first solar day this can mean; None when unknown, lunar or impossible."""
        if self.year is None or self.lunar or self.impossible or not 1 <= self.year <= 9999:
            return None
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date | None:
        """Return the last solar day this can mean; None when unknown, lunar or impossible."""
        if self.earliest() is None or self.year is None:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


_EVE = 30
_EARLIEST, _LATEST = 1800, 2199  # a year outside is a slip of the clerk or the typist
LAST_BOOK_YEAR = 2026
"""The last full year of paper books: from 01/03/2027 the electronic register has legal value (Luật Hộ tịch).

No date in a book is later, in whatever year the book is typed, so two digits after 26 mean 19xx.
"""
_PLAIN = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")

_NOT_IN_WORD = r"(?<![^\W\d_]){}(?![^\W\d_])"
_LUNAR = re.compile(
    _NOT_IN_WORD.format(
        r"(?:âm\s*lịch|am\s+lich|lịch\s*âm|lich\s+am|lịch\s+ta|lich\s+ta|âm|âl|â\.\s*l\.?|al|a\.\s*l\.?|ta)"
    )
    + r"[.:]?"
)
_LEAP = re.compile(_NOT_IN_WORD.format("(?:nhuận|nhuan)"))
_WORDS = re.compile(
    _NOT_IN_WORD.format(
        "(?:dương lịch|lịch dương|lịch tây|tây|dl|ngày|ngay|tháng|thang|năm sinh|năm|nam|sinh|sn|mồng|mùng"
        "|mong|mung|ng|th|hồi|khoảng|chừng|độ|theo)"
    )
    + r"\s*[.:]?|\bt(?=\.?\s?[0-9])\.?"  # T3/1956
)
_UNSURE = re.compile(_NOT_IN_WORD.format("(?:không rõ|không nhớ|không biết|ko rõ|k rõ|o rõ)"))
_MONTHS = {"giêng": "1", "chạp": "12", "tư": "4"}
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_UNKNOWN = re.compile(r"[\s.\-_…?xX]*")
# "năm" means year and five: "tháng năm năm 1956", but "ngày 1 tháng … năm 1956"
_MAY = re.compile(r"tháng\s+năm\s+(?=năm)")
# the printed word before a blank month is "ngày": after "mồng" it is the month
_MAY_OF_LUNAR = re.compile(r"(\b(?:mồng|mùng)\s+\w+\s+tháng\s+)năm(?=\s)(?!\s+năm)")
_LASTED = re.compile(r"\b(?:tháng|thang)\s+\w+\s+(?:ngày|ngay)\W*$")  # "1 tháng 5 ngày" is an age
_FIFTH = re.compile(r"(ngày|mồng|mùng)\s+năm\s+(?=tháng)")
_NO_MONTH = re.compile(r"tháng\s+(?=năm\s+[0-9])")
_SHORT = re.compile(r"\W*([0-9]{2})\W*")
_SHORT_YEAR = re.compile(r"(?:năm|sn|sinh)\s*:?\s*['’]?([0-9]{2})")
_ROMAN = {
    word: str(month)
    for month, word in enumerate(
        ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), 1
    )
}
# a lone X means October only after a known day; in "xx/X/1956" it is unknown
_ROMAN_MONTH = re.compile(
    r"(?:(?<=[/.\- ])|^)(VI{0,3}|XI{1,2}|I{1,3}|I[VX]|(?<=[0-9][/.\- ])X)(?=\s*[/.\- ])"
)
_LIKE_DIGITS = re.compile(r"(?<![^\W_])(?=[0-9OolI]*[0-9])[0-9OolI]*[OolI][0-9OolI]*(?![^\W_])")
_DIGIT_OF = str.maketrans("OolI", "0011")


def parse(text: str, *, this_year: int | None = LAST_BOOK_YEAR) -> PartialDate | None:
    """Parse a written date; None when no part of it is a date.

    Takes ``12031998``, ``120398``, ``12/3/98``, ``3/1998``, ``1998``, ``12.03.1998``, ``1998-03-12``,
    ``../../1992``, ``00/00/1992``, ``ngày 12 tháng 3 năm 1998``, ``mồng 5 tháng giêng năm 1968``, ``12/3/1968
    âl``, ``12/3 nhuận 1968 âl``, ``12/3`` (no year), ``12/III/1998``, ``O5/03/1998``, ``ngày rằm tháng
    giêng năm Giáp Thìn``, ``30 Tết 1968`` and dates in words, in full-width digits too. A two-digit year
    after ``this_year`` means the century before; with None a year that two centuries share (00 to
    LAST_BOOK_YEAR) stays unknown. Impossible days are parsed as written (30/02), unknown parts are None.
    """
    if found := _plain(text):
        return found
    plain = unicodedata.normalize("NFKC", text)  # full-width digits, the month as one sign (Ⅲ)
    plain = _LIKE_DIGITS.sub(lambda digits: digits.group().translate(_DIGIT_OF), plain)
    plain = _ROMAN_MONTH.sub(lambda month: _ROMAN[month[1]], plain).lower()
    plain = _MAY_OF_LUNAR.sub(r"\g<1>5", plain)
    if _LASTED.search(plain):
        return None
    without, named = can_chi.take(plain)
    return _numbered(plain, this_year) if named is None else _named(plain, without, named, this_year)


def _named(plain: str, without: str, named: CanChi, this_year: int | None) -> PartialDate | None:
    """Parse a date with a year that is named by can and chi, and perhaps written in digits as well."""
    if short := _SHORT.fullmatch(without):  # "Giáp Thìn 64"
        return next(
            (PartialDate(y) for y in named.years(_EARLIEST, _LATEST) if y % 100 == int(short[1])), None
        )
    found = _numbered(without.strip(" -/,.;:()[]"), this_year)
    if found is not None and found.year:
        late = found.month is not None and found.month >= 11 and named.fits(found.year - 1)
        # the last lunar months of a year fall into the next solar one: "20/12 Giáp Thìn (1965)"
        return (
            replace(found, year=found.year - 1, lunar=True) if late and not named.fits(found.year) else found
        )
    stand_in = named.nearest(LAST_BOOK_YEAR)
    found = _numbered(can_chi.take(plain, f" năm {stand_in} ")[0], this_year)
    if found is None or not found.year:
        return None
    return replace(found, year=None, can_chi=named if found.year == stand_in else named.before())


def _numbered(plain: str, this_year: int | None) -> PartialDate | None:
    """Parse a date in lower-case text whose year, if any, is a number."""
    plain = _FIFTH.sub(r"\1 5 ", _MAY.sub("tháng 5 ", _NO_MONTH.sub("tháng ? ", plain)))
    leap = bool(_LEAP.search(plain))
    lunar = leap or bool(_LUNAR.search(plain))
    if short := _SHORT_YEAR.fullmatch(plain.strip(" .")):
        return _dated([], _year(short[1], this_year, alone=False), lunar=lunar, leap=leap)
    pieces = _pieces(plain)
    if len(pieces) == 1 and re.fullmatch(r"[0-9]{6}|[0-9]{8}", pieces[0]):
        pieces = _cut(pieces[0])
    if len(pieces) > 1 and re.fullmatch(r"[0-9]{4}", pieces[0]):
        pieces.reverse()  # the year first: 1998-03-12
    if len(pieces) == 2 and (day_month := _without_year(pieces)):
        return PartialDate(None, day_month[1], day_month[0], lunar, leap)
    if 1 <= len(pieces) <= 3:
        year = _year(pieces[-1], this_year, alone=len(pieces) == 1)
        found = _dated([_small(piece) for piece in pieces[:-1]], year, lunar=lunar, leap=leap)
        if found is not None:
            return found
    return _in_words(plain, this_year, lunar=lunar, leap=leap)


def _plain(text: str) -> PartialDate | None:
    """Parse the two commonest writings fast: 1998-03-12 and 12/03/1998."""
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    year, month, day = found[1] or found[6], found[2] or found[5], found[3] or found[4]
    if not _EARLIEST <= int(year) <= _LATEST:
        return None
    return PartialDate(int(year), int(month) or None, int(day) or None)


def _dated(numbers: list[int | None], year: int | None, *, lunar: bool, leap: bool) -> PartialDate | None:
    """Build a date from day, month and year; None when one of them is invalid."""
    if year is None or None in numbers:
        return None
    month, day = [*reversed([number or None for number in numbers]), None, None][:2]
    if not (year or month or day):
        return None
    return PartialDate(year or None, month, day, lunar, leap)


def _in_words(plain: str, this_year: int | None, *, lunar: bool, leap: bool) -> PartialDate | None:
    """Parse a date with a part written out in words."""
    said = date_words.read(plain) if re.search(r"[a-z]", plain) else None
    if said is None:
        return None
    year = _year(said.year, this_year, alone=False) if said.year else 0
    found = _dated([said.day or 0, said.month or 0], year, lunar=lunar or said.lunar, leap=leap)
    if found is None or not said.before_tet:
        return found
    return replace(found, year=found.year - 1 if found.year else None, eve=found.day == _EVE)


def _pieces(plain: str) -> list[str]:
    """Split at / . - and spaces into day, month, year as written; empty when no part is left."""
    gone = (_LUNAR, " "), (_LEAP, " "), (_UNSURE, " ? "), (_WORDS, " "), (_DASHES, "-")
    for pattern, put in gone:
        plain = pattern.sub(put, plain)
    plain = re.sub(r"[()\[\],;]", " ", plain)
    plain = re.sub(r"(?<=[0-9])\s*\.(?=\s*[0-9])", "/", plain).strip()
    plain = re.sub(r"\s*([/\-])\s*", r"\1", plain)
    plain = re.sub(r"(?<=[^/\s\-])-(?=[^/\s\-])", "/", plain)
    plain = re.sub(r"\s+", "/", re.sub(r"(?<=[0-9])\.$", "", plain))
    if _UNKNOWN.fullmatch(plain.replace("/", "")):
        return []
    return [_MONTHS.get(piece, piece) for piece in plain.split("/")]


def _cut(digits: str) -> list[str]:
    """Split a run of digits: ddMMyyyy, or yyyyMMdd where only that is a day; MMyyyy, or ddMMyy."""
    if len(digits) == 8:
        usual = [digits[:2], digits[2:4], digits[4:]]
        other = [digits[6:], digits[4:6], digits[:4]]
        likely = _EARLIEST <= int(digits[4:]) <= _LATEST
        return usual if likely or not _EARLIEST <= int(digits[:4]) <= _LATEST else other
    if _EARLIEST <= int(digits[2:]) <= _LATEST:
        return [digits[:2], digits[2:]]
    return [digits[:2], digits[2:4], digits[4:]]


def _without_year(pieces: list[str]) -> tuple[int, int] | None:
    """Take "12/3" as day and month: a last part up to 12 is no two-digit year."""
    day, month = (int(p) if re.fullmatch(r"[0-9]{1,2}", p) else 0 for p in pieces)
    return (day, month) if day and 1 <= month <= 12 else None


def _year(piece: str, this_year: int | None, *, alone: bool) -> int | None:
    """Parse a year; 0 when two digits leave its century open, None when it is no year."""
    if re.fullmatch(r"[0-9]{4}", piece):
        return int(piece) if _EARLIEST <= int(piece) <= _LATEST else None
    if alone or not re.fullmatch(r"[0-9]{2}", piece):
        return None
    if this_year is None:
        return 1900 + int(piece) if 2000 + int(piece) > LAST_BOOK_YEAR else 0
    return int(piece) + (2000 if 2000 + int(piece) <= this_year else 1900)


def _small(piece: str) -> int | None:
    """Parse a day or month; 0 when it is unknown (dots, dashes, 00), None when it is neither."""
    if re.fullmatch(r"[0-9]{1,2}", piece):
        return int(piece)
    return 0 if _UNKNOWN.fullmatch(piece) else None


def understood(value: PartialDate) -> str:
    """Return the parsed date in Vietnamese, as shown beside the field."""
    if value.impossible:
        return "ngày không có trong lịch"
    tail = " âm lịch" if value.lunar else ""
    if value.year is None and value.can_chi is None:
        known = f"tháng {value.month}" if value.day is None else f"{value.day}/{value.month}"
        return f"{known}{tail}, thiếu năm"
    year = str(value.year) if value.can_chi is None else _may_be(value.can_chi)
    if value.month is None:
        return ("chỉ có năm" if value.can_chi is None else year) + tail
    leap = " nhuận" if value.leap_month else ""
    day = "" if value.day is None else f"{value.day} "
    return f"{day}tháng {value.month}{leap}, {year}{tail}"


def _may_be(named: CanChi) -> str:
    """Return a named year with the years it may mean: "năm Giáp Thìn (1904, 1964, 2024)"."""
    years = ", ".join(str(year) for year in reversed(named.years(1900, LAST_BOOK_YEAR)))
    return f"năm {named.name} ({years})"

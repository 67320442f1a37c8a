"""Dates as books write them: partial, impossible, lunar; kept verbatim beside what was understood."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PartialDate:
    """What was understood of a written date: any part may be None; ``impossible`` as 30/02 is kept."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    lunar: bool = False
    leap_month: bool = False

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


_EARLIEST, _LATEST = 1800, 2199  # a year outside is a slip of the pen or of the fingers

_NOT_IN_WORD = r"(?<![^\W\d_]){}(?![^\W\d_])"
_LUNAR = re.compile(_NOT_IN_WORD.format(r"(?:âm\s*lịch|âl|â\.\s*l\.?|al|a\.\s*l\.?)") + r"\.?")
_LEAP = re.compile(_NOT_IN_WORD.format("nhuận"))
_WORDS = re.compile(
    _NOT_IN_WORD.format("(?:dương lịch|dl|ngày|tháng|năm|sinh|mồng|mùng|ng|th|hồi|khoảng)") + r"\.?"
)
_UNSURE = re.compile(_NOT_IN_WORD.format("(?:không rõ|không nhớ|không biết|ko rõ|k rõ|o rõ)"))
_MONTHS = {"giêng": "1", "chạp": "12", "tư": "4"}
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_UNKNOWN = re.compile(r"[\s.\-_…?xX]*")


def parse(text: str, *, this_year: int = 2026) -> PartialDate | None:
    """Understand a written date; None when nothing of it is a date.

    Takes ``12031998``, ``120398``, ``12/3/98``, ``3/1998``, ``1998``, ``12.03.1998``, ``1998-03-12``,
    ``../../1992``, ``00/00/1992``, ``ngày 12 tháng 3 năm 1998``, ``mồng 5 tháng giêng năm 1968``,
    ``12/3/1968 âl``, ``12/3 nhuận 1968 âl``, ``12/3`` (no year). A two-digit year after ``this_year`` means
    the century before. Impossible days are understood as written (30/02), unknown parts are None.
    """
    plain = unicodedata.normalize("NFC", text).lower()
    leap = bool(_LEAP.search(plain))
    lunar = leap or bool(_LUNAR.search(plain))
    pieces = _pieces(plain)
    if len(pieces) == 1 and re.fullmatch(r"[0-9]{6}|[0-9]{8}", pieces[0]):
        pieces = _cut(pieces[0])
    if len(pieces) > 1 and len(pieces[0]) == 4 and pieces[0].isdecimal():
        pieces.reverse()  # the year first: 1998-03-12
    if not 1 <= len(pieces) <= 3:
        return None
    if len(pieces) == 2 and (short := _without_year(pieces)):
        return PartialDate(None, short[1], short[0], lunar, leap)
    year = _year(pieces[-1], this_year, alone=len(pieces) == 1)
    numbers = [_small(piece) for piece in pieces[:-1]]
    if year is None or any(number is None for number in numbers):
        return None
    month, day = [*reversed([number or None for number in numbers]), None, None][:2]
    return PartialDate(year, month, day, lunar, leap)


def _pieces(plain: str) -> list[str]:
    """Divide at / . - and spaces into day, month, year as written; empty when nothing is left."""
    for pattern, put in ((_LUNAR, " "), (_LEAP, " "), (_UNSURE, " ? "), (_WORDS, " "), (_DASHES, "-")):
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
    """Cut digits typed in one go: ddMMyyyy, or yyyyMMdd where only that is a day; MMyyyy, or ddMMyy."""
    if len(digits) == 8:
        usual = [digits[:2], digits[2:4], digits[4:]]
        other = [digits[6:], digits[4:6], digits[:4]]
        likely = _EARLIEST <= int(digits[4:]) <= _LATEST
        return usual if likely or not _EARLIEST <= int(digits[:4]) <= _LATEST else other
    if _EARLIEST <= int(digits[2:]) <= _LATEST:
        return [digits[:2], digits[2:]]
    return [digits[:2], digits[2:4], digits[4:]]


def _without_year(pieces: list[str]) -> tuple[int, int] | None:
    """Read "12/3" as day and month: a last part up to 12 is no year of two digits."""
    day, month = (int(p) if re.fullmatch(r"[0-9]{1,2}", p) else 0 for p in pieces)
    return (day, month) if day and 1 <= month <= 12 else None


def _year(piece: str, this_year: int, *, alone: bool) -> int | None:
    if re.fullmatch(r"[0-9]{4}", piece):
        return int(piece) if _EARLIEST <= int(piece) <= _LATEST else None
    if alone or not re.fullmatch(r"[0-9]{2}", piece):
        return None
    return int(piece) + (2000 if 2000 + int(piece) <= this_year else 1900)


def _small(piece: str) -> int | None:
    """Read a day or month: 0 when it is unknown (dots, dashes, 00), None when it is something else."""
    if re.fullmatch(r"[0-9]{1,2}", piece):
        return int(piece)
    return 0 if _UNKNOWN.fullmatch(piece) else None


def understood(value: PartialDate) -> str:
    """Say in Vietnamese what was understood, as shown beside the field."""
    if value.impossible:
        return "ngày không có trong lịch"
    tail = " âm lịch" if value.lunar else ""
    if value.precision == "none":
        return f"{value.day}/{value.month}{tail}, thiếu năm"
    if value.precision == "year":
        return "chỉ có năm" + tail
    leap = " nhuận" if value.leap_month else ""
    if value.precision == "month":
        return f"tháng {value.month}{leap}, {value.year}{tail}"
    return f"{value.day} tháng {value.month}{leap}, {value.year}{tail}"

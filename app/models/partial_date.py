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


_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_DIGITS = re.compile(r"^\d+$")
_LUNAR = re.compile(r"(?i)\b(âl|a\.?l\.?|âm\s*lịch|â\.l\.?)\b\.?")
_WORDS = re.compile(r"(?i)\b(ngày|tháng|năm|sinh|ng|th)\b\.?")
_UNKNOWN = re.compile(r"^[\s.\-_…?xX]*$")


def parse(text: str, *, this_year: int = 2026) -> PartialDate | None:
    """Understand a written date; None when nothing of it is a date.

    Takes ``12031998``, ``12/3/98``, ``3/1998``, ``1998``, ``12.03.1998``, ``1998-03-12``, ``../../1992``,
    ``ngày 12 tháng 3 năm 1998``, ``12/3/1968 âl``, ``12/3 nhuận 1968 âl``. A two-digit year after
    ``this_year`` means the century before.
    """
    plain = unicodedata.normalize("NFC", text).strip().lower()
    lunar = bool(_LUNAR.search(plain)) or "nhuận" in plain
    leap = "nhuận" in plain
    plain = _LUNAR.sub(" ", plain).replace("nhuận", " ").replace("(", " ").replace(")", " ")
    plain = _WORDS.sub(" ", plain).strip()
    if not plain or _UNKNOWN.match(plain):
        return None
    if iso := _ISO.match(plain):
        parts = [int(g) if g else None for g in iso.groups()]
        return PartialDate(parts[0], parts[1], parts[2], lunar, leap)
    if _DIGITS.match(plain):
        return _from_digits(plain, lunar=lunar, leap=leap)
    return _from_parts(plain, lunar=lunar, leap=leap, this_year=this_year)


def _from_digits(digits: str, *, lunar: bool, leap: bool) -> PartialDate | None:
    """Read ddMMyyyy, MMyyyy or yyyy."""
    if len(digits) == 8:
        return PartialDate(int(digits[4:]), int(digits[2:4]), int(digits[:2]), lunar, leap)
    if len(digits) == 6:
        return PartialDate(int(digits[2:]), int(digits[:2]), None, lunar, leap)
    if len(digits) == 4:
        return PartialDate(int(digits), None, None, lunar, leap)
    return None


def _from_parts(plain: str, *, lunar: bool, leap: bool, this_year: int) -> PartialDate | None:
    """Read parts divided by / . - or spaces; dots, dashes or letters x stand for an unknown part."""
    raw = [p.strip() for p in re.split(r"[/\-]|(?<=\d)\.(?=\d|$)|\s+", plain) if p is not None]
    pieces = [p for p in raw if p] if "/" not in plain else raw
    numbers: list[int | None] = []
    for piece in pieces:
        if re.fullmatch(r"\d{1,4}", piece):
            numbers.append(int(piece))
        elif _UNKNOWN.match(piece):
            numbers.append(None)
        else:
            return None
    if not 2 <= len(numbers) <= 3 or numbers[-1] is None:
        # "12/3" without a year: nothing can be looked up by it, yet it was understood
        if lunar and len(numbers) == 2:
            return PartialDate(None, numbers[1], numbers[0], lunar, leap)
        return None
    year = numbers[-1]
    if len(numbers) == 2 and lunar and year <= 12:
        return PartialDate(None, year, numbers[0], lunar, leap)
    if len(pieces[-1]) <= 2:
        year += 2000 if 2000 + year <= this_year else 1900
    month = numbers[-2]
    day = numbers[0] if len(numbers) == 3 else None
    return PartialDate(year, month, day, lunar, leap)


def understood(value: PartialDate) -> str:
    """Say in Vietnamese what was understood, as shown beside the field."""
    if value.impossible:
        return "ngày không có trong lịch"
    tail = " âm lịch" if value.lunar else ""
    if value.precision == "none":
        return f"{value.day}/{value.month}{tail}, thiếu năm"
    if value.precision == "year":
        return "chỉ có năm" + tail
    if value.precision == "month":
        return f"tháng {value.month}, {value.year}{tail}"
    return f"{value.day} tháng {value.month}, {value.year}{tail}"

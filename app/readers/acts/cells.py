"""What one cell says of a field: its words, how they were converted, and what only a person can know."""

import datetime as dt
import re
from typing import NamedTuple

from app.errors import BadInput
from app.matching import identity
from app.matching.record import sex_of
from app.models.declaration.book import Field, Kind
from app.models.declaration.enums import SEX
from app.models.words import incoming, machine_dates
from app.models.words.partial_date import parse
from app.models.words.vietnamese import fold
from app.models.words.written_date import read
from app.readers.acts.told import HowRead, Reason, Trouble
from app.readers.rows import CellKind, Told


class Said(NamedTuple):
    """What a cell says: text, what was converted, or why only a person can say it."""

    text: str
    what: HowRead | None = None
    reason: Reason | None = None


DATES = frozenset({Kind.DATE_PARTIAL})
_LISTED = frozenset({Kind.ENUM, Kind.ETHNICITY, Kind.NATIONALITY})
_NUMBERS = frozenset({Kind.PERSONAL_ID, Kind.ID_NUMBER})
_PID, _CMND, _TWO_ZEROS_LOST, _ONE_ZERO_LOST = 12, 9, 10, 8
_NO_VALUE = re.compile(r"[\s,;]*[,;][\s,;]*")
_WHOLE = re.compile(r"(-?[0-9]+)[.,]0+")
_DIGITS = re.compile(r"[0-9]+")
_LONG_DIGITS = re.compile(r"[0-9]{5}(?:[.,]0+)?")
_YEARS = range(1800, 2200)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# odd spaces, the hyphen and joiners that nobody sees, letters of Iceland in place of ours
_ODD_SIGNS = {
    **dict.fromkeys((0x00A0, 0x2007, 0x2009, 0x202F, 0x3000), " "),
    **dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), ""),
    0x00D0: "Đ",
    0x0189: "Đ",
    0x00F0: "đ",
    0x0256: "đ",
}
_HAS_ODD = re.compile("[" + "".join(map(chr, _ODD_SIGNS)) + "]")


def say(field: Field, text: str, told: Told | None, epoch: int | None) -> Said:
    """Return what a cell that is not blank says of a field.

    ``text`` is its text in Unicode, ``told`` its kind in a workbook, ``epoch`` the day from which the program
    of the file counts days (1900, 1904; None when it does not tell).
    """
    if told is not None and told.kind is not CellKind.MERGED:
        return _of_kind(field, text, told, epoch)
    plain = text.strip()
    if not plain:
        return Said("")
    if _HAS_ODD.search(plain):
        plain = " ".join(plain.translate(_ODD_SIGNS).split(" ")).strip()
        found = _written(field, plain)
        return found if found.what or found.reason else Said(found.text, HowRead.SIGNS)
    return _written(field, plain)


def _of_kind(field: Field, text: str, told: Told, epoch: int | None) -> Said:
    """Read a cell of a workbook that is no text."""
    if told.kind is CellKind.FORMULA:
        return Said("", reason=Reason(field.key, Trouble.FORMULA))
    if told.kind is CellKind.ERROR:
        return Said("", reason=Reason(field.key, Trouble.ERROR, text))
    if told.kind is CellKind.DATE:
        return _date_cell(field, text, told.format)
    return _number_cell(field, text, epoch)


def _date_cell(field: Field, text: str, shape: str) -> Said:
    """Read a cell that Excel holds as a day; ``shape`` is the format in which it shows it."""
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:  # a time of day alone
        odd = Reason(field.key, Trouble.ODD_NUMBER, text)
        return Said(text[:5]) if field.kind is Kind.TIME_PARTIAL else Said("", reason=odd)
    shown = _shown(shape)
    whole = _day(day)
    if field.kind not in DATES and not (field.kind is Kind.YEAR and shown == {"y"}):
        return Said("", reason=Reason(field.key, Trouble.MADE_DATE, whole, _as_typed(day, shown)))
    if shown and "y" not in shown:
        return Said("", reason=Reason(field.key, Trouble.NO_YEAR, f"{day.day:02d}/{day.month:02d}"))
    if shown == {"y"} and (day.day == day.month == 1 or field.kind is Kind.YEAR):
        return Said(f"{day.year:04d}", HowRead.DATE_CELL)
    if shown == {"m", "y"} and day.day == 1:
        return Said(f"{day.month:02d}/{day.year:04d}", HowRead.MONTH_CELL)
    return Said(whole, HowRead.DATE_CELL)


def _day(day: dt.date) -> str:
    """Write a day as people do."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _shown(shape: str) -> frozenset[str]:
    """Return which of day, month and year a number format shows; nothing is known of an empty one."""
    return frozenset(_QUOTED.sub("", shape).lower()) & frozenset("dmy")


def _as_typed(day: dt.date, shown: frozenset[str]) -> str:
    """Return what somebody may have typed that Excel made this day of: "01/1999", "2/1"."""
    if "y" not in shown and shown:
        return f"{day.day:02d}/{day.month:02d}"
    if "d" not in shown and day.day == 1:
        return f"{day.month:02d}/{day.year:04d}"
    return _day(day)


def _number_cell(field: Field, text: str, epoch: int | None) -> Said:
    plain = _WHOLE.sub(r"\1", text)
    if field.kind in DATES:
        return _number_as_date(field, plain, epoch)
    if field.kind in _NUMBERS:
        return _number(field, plain, lost=True)
    if field.kind in _LISTED:
        return _listed(field, plain)
    if field.kind is Kind.ADMIN_UNIT and len(plain) == 1:
        return Said(plain.zfill(2), HowRead.ZEROS)
    if identity.is_rounded(plain) and "E" in plain.upper():
        return Said("", reason=Reason(field.key, Trouble.ROUNDED, text))
    return Said(plain) if plain == text else Said(plain, HowRead.POINT)


def _number_as_date(field: Field, plain: str, epoch: int | None) -> Said:
    """Read a number in a date's cell: a year, or a day counted from the epoch of the workbook."""
    if _DIGITS.fullmatch(plain) and int(plain) in _YEARS:
        return Said(plain)
    day = machine_dates.serial(plain).get(epoch or 0) if epoch else None
    if day is not None:
        return Said(_day(day), HowRead.SERIAL)
    found = parse(plain)
    if found is not None and found.year is not None and not found.impossible:
        return Said(plain)
    return Said("", reason=Reason(field.key, Trouble.ODD_NUMBER, plain))


def _written(field: Field, text: str) -> Said:
    """Read a text of a cell."""
    if _NO_VALUE.fullmatch(text):
        return Said("", HowRead.COMMAS)
    try:
        kept = incoming.accepted(text, field.room)
    except BadInput:
        return Said("", reason=Reason(field.key, Trouble.LETTERS))
    if field.kind in DATES:
        return _date(field, kept)
    if field.kind in _NUMBERS:
        return _number(field, kept, lost=False)
    return _listed(field, kept) if field.kind in _LISTED else Said(kept)


def _date(field: Field, text: str) -> Said:
    """Read a date in letters: as it is written, but without the midnight of a program."""
    if _LONG_DIGITS.fullmatch(text) and (days := machine_dates.serial(text)):
        day = days.get(1900) or days[1904]
        return Said("", reason=Reason(field.key, Trouble.SERIAL_TEXT, text, _day(day)))
    if parse(text) is not None:
        return Said(text)
    plain = machine_dates.plain(text)
    if plain != text and (found := read(plain)) is not None and found.year is not None:
        said = "/".join(
            part
            for part, there in (
                (f"{found.day or 0:02d}", found.day),
                (f"{found.month or 0:02d}", found.month),
                (f"{found.year:04d}", found.year),
            )
            if there
        )
        return Said(said, HowRead.MIDNIGHT)
    return Said(text)


def _number(field: Field, text: str, *, lost: bool) -> Said:
    """Read a number of a paper; ``lost`` tells that a cell of numbers may have lost its zeros."""
    if identity.is_rounded(text):
        return Said("", reason=Reason(field.key, Trouble.ROUNDED, text))
    bare = _DIGITS.fullmatch(text)
    found = identity.digits(text)
    if bare and len(text) == _PID - 1 and found:
        return Said(found, HowRead.ZEROS)
    if lost and bare and len(text) == _TWO_ZEROS_LOST and field.kind is Kind.PERSONAL_ID:
        return Said(text.zfill(_PID), HowRead.ZEROS)
    if lost and bare and len(text) == _ONE_ZERO_LOST:
        return Said(text.zfill(_CMND), HowRead.ZEROS)
    if found != text and found.isdecimal() and re.fullmatch(r"[0-9.,]+(?:[eE]\+?[0-9]+)?", text):
        return Said(found, HowRead.POINT)
    return Said(text)


def _listed(field: Field, text: str) -> Said:
    """Read a choice by its code or its words; other words stay as they are."""
    bare = _WHOLE.sub(r"\1", text)
    if _DIGITS.fullmatch(bare):
        by_number = {int(code): label for code, label in field.options if code.isdecimal()}
        if label := by_number.get(int(bare)):
            return Said(label, HowRead.CODE)
        return Said("", reason=Reason(field.key, Trouble.CODE, text))
    plain = _key(text)
    for code, label in field.options:
        if _key(label) == plain:
            return Said(label)
        if code.isalpha() and code == text.upper():
            return Said(label, HowRead.CODE)
    return Said((sex_of(text) if field.options == SEX else "") or text)


def _key(words: str) -> str:
    """Return words for comparison: "Đăng kí" is "Đăng ký"."""
    return fold(words).replace("y", "i")

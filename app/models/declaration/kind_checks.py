"""What looks odd in the words of one field, by its kind; an officer looks at the book again."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.models.declaration.book import Field, Kind
from app.models.declaration.lists import PROVINCE_PREFIXES
from app.models.words import ages
from app.models.words.partial_date import LAST_BOOK_YEAR
from app.models.words.written_date import read

_BORN = "birth_date"
_LONGEST_NAME = 80  # with an alias; a longer one is a text pasted by mistake
_SIGNS_OF_BOOKS = frozenset("№°")
_NO_WORDS = re.compile(r"[\s\"'“”‘’″〃.…,?_–—-]*")  # dashes, dots and ditto marks stand for words
_IN_NAMES = re.compile(r"[@#$%^*<>{}\[\]|\\~=!]")


class Odd(NamedTuple):
    """What is odd: a whole sentence, and a few words for the chip at the field."""

    words: str
    short: str


Check = Callable[[Field, str], Odd | None]


def strange(text: str) -> Odd | None:
    """Find a sign that no pen writes: a pictogram, or a letter of no script."""
    signs = (sign for sign in text if sign not in _SIGNS_OF_BOOKS)
    if any(unicodedata.category(sign) in ("So", "Cn", "Co") for sign in signs):
        return Odd("có ký tự lạ (hình vẽ, biểu tượng); xem lại chữ vừa gõ.", "ký tự lạ")
    return None


def _free(_field: Field, _text: str) -> None:
    return None


def _name(_field: Field, text: str) -> Odd | None:
    if any(sign.isdecimal() for sign in text):
        return Odd("có chữ số trong tên.", "có chữ số")
    if _IN_NAMES.search(text):
        return Odd("có dấu lạ trong tên.", "ký tự lạ")
    if len(text) > _LONGEST_NAME:
        return Odd("tên dài bất thường; xem có dán nhầm không.", "quá dài")
    if not _NO_WORDS.fullmatch(text) and not any(sign.isalpha() for sign in text):
        return Odd("không có chữ nào.", "không có chữ")
    return None


def _day(field: Field, text: str) -> Odd | None:
    understood = read(text, LAST_BOOK_YEAR)
    if understood is None and field.compare == _BORN and ages.needs_the_act(text):
        return None  # an age; the rules of the book look at it
    if understood is None:
        return Odd("không đọc ra ngày; giữ nguyên như sổ.", "chưa hiểu ngày")
    return Odd("ngày không có trong lịch; giữ nguyên như sổ.", "sai ngày") if understood.impossible else None


def _choice(field: Field, text: str) -> Odd | None:
    labels = {label.lower() for _, label in field.options}
    known = text.lower() in labels
    return None if known else Odd("không có trong danh sách; giữ nguyên như sổ.", "mục lạ")


def _personal_id(_field: Field, text: str) -> Odd | None:
    digits = text.replace(" ", "").replace(".", "")
    if not re.fullmatch(r"[0-9]{12}", digits):
        return Odd("số định danh gồm 12 chữ số.", "cần 12 số")
    known = digits[:3] in PROVINCE_PREFIXES
    return None if known else Odd("ba số đầu không phải mã tỉnh nào.", "mã tỉnh lạ")


def _pattern(pattern: str, odd: Odd) -> Check:
    return lambda _field, text: None if re.fullmatch(pattern, text) else odd


KIND_CHECKS: Mapping[Kind, Check] = {
    Kind.TEXT: _free,
    Kind.TEXT_SUGGEST: _free,
    Kind.NOTE: _free,
    Kind.NAME: _name,
    Kind.PLACE: _free,
    Kind.ADMIN_UNIT: _free,
    Kind.DATE_PARTIAL: _day,
    Kind.TIME_PARTIAL: _pattern(
        r"(?s)\D*([01]?[0-9]|2[0-4])(?![0-9])(?!\s*[:.h]\s*[6-9][0-9]).*",
        Odd("không đọc ra giờ.", "chưa hiểu giờ"),
    ),
    Kind.YEAR: _pattern(r"(1[89]|20)[0-9]{2}", Odd("năm gồm 4 chữ số.", "cần 4 số")),
    Kind.INT: _pattern(r"[0-9]{1,3}", Odd("cần một số.", "cần số")),
    Kind.ENUM: _choice,
    Kind.ETHNICITY: _free,
    Kind.NATIONALITY: _free,
    Kind.PERSONAL_ID: _personal_id,
    Kind.ID_NUMBER: _free,  # passports and old papers hold letters
}
"""Checks by kind: each returns what is odd in unusual words."""

"""Dates in words, with or without diacritics: "ngày rằm tháng bảy năm một nghìn chín trăm năm mươi sáu"."""

import re
import unicodedata
from dataclasses import dataclass, replace

from app.models.words.vietnamese import fold

_UNITS = {
    word: value
    for value, words in enumerate(
        ("khong", "mot", "hai", "ba", "bon tu", "nam lam nham", "sau", "bay", "tam", "chin")
    )
    for word in words.split()
}
_TENS, _HUNDREDS, _ZERO_TENS = frozenset({"muoi", "chuc"}), "tram", frozenset({"linh", "le"})
_SHORT_TENS = {"ham": ("hai", "muoi"), "bam": ("ba", "muoi")}  # hăm hai is 22, băm hai 32
_THOUSANDS = frozenset({"nghin", "ngan"})
_MONTHS = {"gieng": 1, "chap": 12, "mot": 1, "tu": 4}
_NOISE = frozenset(
    {
        "ngay",
        "mong",
        "mung",
        "hom",
        "sinh",
        "vao",
        "khoang",
        "duong",
        "lich",
        "dl",
        "tay",
        "am",
        "al",
        "ta",
        "nhuan",
    }
    | {"hoi", "luc", "ve", "theo", "dem"}
)
# feasts by their day; all but the first are lunar
_FEASTS = (
    (re.compile(r"\b(?:mong |mung )?(?:mot |1 )?tet (?:duong lich|tay|dl)\b"), "1 thang 1"),
    (re.compile(r"\b(?:tet )?(?:doan ngo|doan duong)\b"), "5 thang 5 am"),
    (re.compile(r"\b(?:ram |tet )?trung thu\b"), "15 thang 8 am"),
    (re.compile(r"\b(?:ram |tet )?nguyen tieu\b"), "15 thang 1 am"),
    (re.compile(r"\b(?:ram |le )?vu lan\b"), "15 thang 7 am"),
    (re.compile(r"\btet han thuc\b"), "3 thang 3 am"),
    (re.compile(r"\b(?:tet |ngay )?ong (?:cong ong )?tao\b"), "23 thang 12 am"),
    (re.compile(r"\b(?:dem )?giao thua(?: tet)?\b"), "30 tet"),
    (re.compile(r"\b(?:tet )?nguyen dan\b"), "tet"),
    (re.compile(r"\bram (?=\d|gieng|chap)"), "ram thang "),
)
_AFTER_TET = 20  # "mồng 5 Tết" is in the first month, "28 Tết" in the last of the year before
_AFTER = re.compile(r"(?i)(?<!m[ồùôo]ng )\bsau\s+t[eế]t\b")  # no sixth day
_UNSURE = re.compile(r"\bkhong (?:ro|nho|biet)\b")


@dataclass(frozen=True, slots=True)
class Words:
    """The parts of a date in words; None for an unknown part. The year has four digits, or the last two.

    With ``before_tet`` the year is the one after the date: "30 Tết 1968".
    """

    day: int | None
    month: int | None
    year: str | None
    lunar: bool = False
    before_tet: bool = False


def read(text: str) -> Words | None:
    """Parse a date with a part in words; None when any word is no part of a date.

    Tết, rằm and the names of feasts are lunar days.
    """
    if _AFTER.search(unicodedata.normalize("NFC", text)):
        return None
    plain = _UNSURE.sub(" ", re.sub(r"[^a-z0-9]+", " ", fold(text))).strip()
    for pattern, words in _FEASTS:
        plain = pattern.sub(words, plain)
    lunar = re.search(r"\b(?:am|al|ta|ram|tet)\b", plain) is not None
    tokens = [token for token in plain.split() if token not in _NOISE]
    if "tet" in tokens:
        at = tokens.index("tet")
        return _by_tet(tokens[:at], tokens[at + 1 :])
    if "thang" in tokens:
        at = tokens.index("thang")
        return _with_month(tokens[:at], tokens[at + 1 :], lunar=lunar)
    year = _year(tokens)
    return Words(None, None, year) if year and tokens[0] not in _TENS else None


def _by_tet(before: list[str], after: list[str]) -> Words | None:
    """Parse a day named by Tết: of the first lunar month, or of the last of the year before."""
    found = _with_month(before, ["gieng", *after], lunar=True)
    if found is None or found.day is None or found.day < _AFTER_TET:
        return found
    return replace(found, month=12, before_tet=True)


def _with_month(before: list[str], after: list[str], *, lunar: bool) -> Words | None:
    """Parse the day before the word for the month, then the month, then the year."""
    day = 15 if before == ["ram"] else _small(before, 31) if before else None
    if before and day is None:
        return None
    if after[:1] == ["nam"] and len(after) == 2 and after[1].isdigit():
        return Words(day, None, after[1], lunar)  # "tháng … năm 1956"
    for size in (2, 1):
        month = _MONTHS.get(after[0]) if size == 1 and after else None
        month = month or _small(after[:size], 12)
        rest = after[size:]
        if len(after) < size or month is None:
            continue
        if not rest:
            return Words(day, month, None, lunar)
        if year := _year(rest):
            return Words(day, month, year, lunar)
    return None


def _small(tokens: list[str], most: int) -> int | None:
    """Read a number from 1 to ``most``."""
    value = number(tokens)
    return value if value is not None and 1 <= value <= most else None


def _year(tokens: list[str]) -> str | None:
    """Read a year: of four digits, or of two after the word for it ("năm chín mươi")."""
    for named in (True, False):
        if named and tokens[:1] != ["nam"]:
            continue
        value = number(tokens[1:] if named else tokens)
        if value is not None and (1000 <= value <= 9999 or (named and 10 <= value <= 99)):
            return str(value)
    return None


def number(tokens: list[str]) -> int | None:
    """Parse a number below ten thousand in folded words or digits; None when none or ambiguous."""
    tokens = [part for token in tokens for part in _SHORT_TENS.get(token, (token,))]
    if len(tokens) == 1 and tokens[0].isdigit():
        return int(tokens[0])
    if len(tokens) == 4 and all(token in _UNITS for token in tokens):  # "một chín năm sáu"
        return int("".join(str(_UNITS[token]) for token in tokens))
    at = next((i for i, token in enumerate(tokens) if token in _THOUSANDS), None)
    if at is None:
        return _below_thousand(tokens, whole=True)
    thousands = _UNITS.get(tokens[0]) if at == 1 else None
    rest = _below_thousand(tokens[at + 1 :], whole=False) if tokens[at + 1 :] else 0
    return thousands * 1000 + rest if thousands and rest is not None else None


def _below_thousand(tokens: list[str], *, whole: bool) -> int | None:
    """Parse hundreds, tens and units; after a thousand they must be complete (``whole`` is false)."""
    if _HUNDREDS in tokens:
        hundreds = _UNITS.get(tokens[0]) if tokens.index(_HUNDREDS) == 1 else None
        rest = _below_hundred(tokens[2:], after=True) if tokens[2:] else 0
        return hundreds * 100 + rest if hundreds is not None and rest is not None else None
    if not whole and tokens[0] not in _ZERO_TENS:
        return None  # "một nghìn chín" may be 1900 or 1009
    return _below_hundred(tokens, after=not whole)


def _below_hundred(tokens: list[str], *, after: bool) -> int | None:
    """Read tens and units; ``after`` hundreds a lone unit needs its "linh" ("chín trăm năm" may be 950)."""
    if not tokens:
        return None
    if tokens[0] in _ZERO_TENS:
        return _UNITS.get(tokens[1]) if len(tokens) == 2 and after else None
    at = next((i for i, token in enumerate(tokens) if token in _TENS), None)
    if at is None:
        values = [_UNITS.get(token) for token in tokens]
        if None in values or len(values) != (2 if after or len(values) == 2 else 1):
            return None
        return int("".join(map(str, values)))  # "sáu tư" is 64
    tens = 1 if at == 0 else _UNITS.get(tokens[0]) if at == 1 else None
    rest = tokens[at + 1 :]
    unit = 0 if not rest else _UNITS.get(rest[0]) if len(rest) == 1 else None
    return None if tens is None or unit is None else tens * 10 + unit

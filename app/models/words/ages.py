"""Ages that books write instead of a date: "32 tuổi", "hưởng thọ bảy mươi hai tuổi", "3 tháng tuổi"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.models.words import date_words
from app.models.words.vietnamese import clean, fold
from app.models.words.written_date import read as read_date

OLDEST = 120
_TOKENS = re.compile(r"[0-9]+|[a-z]+")
_INFANT = re.compile(r"\b([a-z]+|[0-9]{1,2}) (thang|ngay|tuan)(?: tuoi| sau khi sinh| [a-z0-9]+ ngay)\b")
_HALF = re.compile(r"(?<=[0-9])[.,][0-9]+(?=\s*(?:tuổi|tuoi|t\b))")  # "1,5 tuổi"
_NEWBORN = re.compile(r"\b(?:so|moi) sinh\b")
_LIVED = re.compile(r"\b(?:(?:huong|thuong|dai) )?tho\b|\bhuong duong\b")
_BY_TET = re.compile(rf"{_LIVED.pattern}|\btuoi (?:ta|am)\b|\bmu\b")
SLIP = 2
"""The years by which an age may be off, since late births, counting from conception and late entry add up."""
_SLIPS = (
    (re.compile(r"\b(?:ngoài|trên|hơn|ngoai|tren|hon)\b"), 10),
    (re.compile(r"\b(?:khoảng|chừng|độ|tầm|gần|dưới|khoang|chung|gan|duoi)\b"), 5),
)
_BETWEEN = frozenset({"mu", "ta", "tay", "am", "duong", "tron", "duoc", "la", "chua", "den", "khoang"})
_LONGEST = 6  # words of a number: "một trăm hai mươi"
_TWO_DIGITS = re.compile(r"[1-9]\d")
_OLD_PARENT = 55


@dataclass(frozen=True, slots=True)
class StatedAge:
    """A written age in years, which may be off by ``slip`` years.

    ``by_tet`` counts the year of birth as the first and one more at every Tết (tuổi mụ), as after "hưởng
    thọ".
    """

    years: int
    by_tet: bool = False
    slip: int = SLIP

    def born(self, year: int) -> int:
        """Return the likeliest year of birth of a person of this age in ``year``."""
        return year - self.years + self.by_tet


@lru_cache(maxsize=4096)
def read(written: str) -> StatedAge | None:
    """Parse a written age ("32 tuổi", "ba mươi hai tuổi"); None for none, or one beyond OLDEST.

    Infants of some days or months are 0 years old.
    """
    plain = " ".join(_TOKENS.findall(fold(_HALF.sub("", clean(written)))))
    years = _years(plain)
    if years is None or years > OLDEST:
        return None
    low = clean(written).lower()
    slip = next((slip for words, slip in _SLIPS if words.search(low)), SLIP)
    return StatedAge(years, _BY_TET.search(plain) is not None, slip)


def instead_of_date(written: str) -> StatedAge | None:
    """Return the age that a field for a date holds instead of one; None for a date."""
    return read(written) if read_date(written) is None else None


def bare(written: str) -> int | None:
    """Return two digits without other words as an age; old books have a column for the parents' age.

    They may also end a year, so they are no evidence against a date.
    """
    return int(written) if _TWO_DIGITS.fullmatch(written.strip()) else None


def stated(written: str, *, to_death: bool = False) -> StatedAge | None:
    """Return the age in a field for a date, also of two bare digits; None for a date or the end of a year."""
    digits = bare(written)
    if digits is None:
        return instead_of_date(written)
    return StatedAge(digits) if to_death or digits <= _OLD_PARENT else None


def year_ending(written: str) -> int | None:
    """Return two digits without other words, which may end a year."""
    return int(written) if re.fullmatch(r"\s*[0-9]{2}\s*", written) else None


def born(written: str, years: Sequence[int], *, to_death: bool = False) -> tuple[int, ...]:
    """Return the likely years of birth by an age in one of these years, the likeliest first.

    Empty for a date. Two bare digits are an age; beyond that of most parents they end a year ("68" is 1968),
    but not of the dead (``to_death``).
    """
    digits = bare(written)
    if digits is not None and digits > _OLD_PARENT and not to_death:
        return (1900 + digits,)
    age = stated(written, to_death=to_death)
    return tuple(dict.fromkeys(age.born(year) for year in years)) if age is not None else ()


def needs_the_act(written: str) -> bool:
    """Tell whether a date of birth is an age or a year named by can and chi, which only the act dates."""
    found = read_date(written)
    if found is not None:
        return found.can_chi is not None
    return bare(written) is not None or read(written) is not None


def at_death(written: str) -> int | None:
    """Return the years from birth to death by an age written instead of a date; None for a date."""
    return next((-year for year in born(written, (0,), to_death=True)), None)


def _years(plain: str) -> int | None:
    """Return the number of years in folded words."""
    if found := _INFANT.search(plain):
        months = date_words.number([found[1]])
        return None if months is None else months // 12 if found[2] == "thang" else 0
    if _NEWBORN.search(plain):
        return 0
    tokens = plain.split()
    for at, word in enumerate(tokens):
        if word == "tuoi" or (word == "t" and _ends_digits(tokens, at)):
            years = _before(tokens[:at])
            years = _after(tokens[at + 1 :]) if years is None else years
            if years is not None:
                return years
    lived = _LIVED.search(plain)
    return _after(plain[lived.end() :].split()) if lived else None


def _ends_digits(tokens: list[str], at: int) -> bool:
    """Tell whether a "t" after digits is short for the word for years: "32t", but not "26T17:00"."""
    return at > 0 and tokens[at - 1].isdigit() and not any(map(str.isdigit, tokens[at + 1 :]))


def _before(tokens: list[str]) -> int | None:
    """Return the number that ends a text."""
    ends = (tokens[-size:] for size in range(min(_LONGEST, len(tokens)), 0, -1))
    return next((years for end in ends if (years := _number(end)) is not None), None)


def _after(tokens: list[str]) -> int | None:
    """Return the number that begins a text."""
    while tokens and tokens[0] in _BETWEEN:
        tokens = tokens[1:]
    begins = (tokens[:size] for size in range(min(_LONGEST, len(tokens)), 0, -1))
    return next((years for begin in begins if (years := _number(begin)) is not None), None)


def _number(tokens: list[str]) -> int | None:
    return date_words.number(tokens) if tokens[0] != "khong" else None  # "không rõ tuổi"

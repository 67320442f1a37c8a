"""The ways in which clerks write one place: marks, signs, order, diacritics, hamlets, short forms."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.matching.places.communes import Commune, provinces
from app.models.words.vietnamese import unmarked

_CITIES = frozenset({"Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"})
_SHORT = {
    "xã": "X.",
    "phường": "P.",
    "thị trấn": "TT.",
    "đặc khu": "Đặc khu ",
    "huyện": "H.",
    "quận": "Q.",
    "thị xã": "TX.",
    "thành phố": "TP.",
    "tỉnh": "T.",
}
_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "ùy": "uỳ", "úy": "uý", "ủy": "uỷ"}


class Level(NamedTuple):
    """One level of a place: its word and its name."""

    word: str
    name: str

    @property
    def full(self) -> str:
        """Return the name with its word."""
        return f"{self.word.capitalize()} {self.name}"

    @property
    def short(self) -> str:
        """Return the name after its letter."""
        return f"{_SHORT[self.word]}{self.name}"

    @property
    def plain(self) -> str:
        """Return the name alone; a number keeps its word."""
        return self.full if self.name.isdigit() else self.name


Levels = tuple[Level, ...]
"""The levels of a place, the commune first."""


def levels_of(unit: Commune) -> Levels:
    """Return the levels of a commune of June 2025."""
    (june,) = unit.provinces
    district = unit.districts[0]
    return Level(unit.word, unit.name), Level(district.word, district.name), _province(june)


def today(unit: Commune, became: Commune) -> str:
    """Write what a commune of June 2025 became, as the registry does."""
    (june,) = unit.provinces
    return f"{Level(became.word, became.name).full}, {_province(provinces()[june]).full}"


def _province(name: str) -> Level:
    return Level("thành phố" if name in _CITIES else "tỉnh", name)


def full(place: Levels) -> str:
    """Write a place with all words."""
    return ", ".join(level.full for level in place)


def plain(place: Levels, between: str = ", ") -> str:
    """Write a place without words."""
    return between.join(level.plain for level in place)


def bare(written: str) -> str:
    """Remove all diacritics; case is kept."""
    return " ".join(unmarked(word) for word in written.split(" "))


def _old_tones(written: str) -> str:
    return re.sub("|".join(_TONES), lambda found: _TONES[found.group()], written)


WAYS: Mapping[str, Callable[[Levels], str]] = {
    "all words": full,
    "small letters": lambda p: full(p).lower(),
    "capitals": lambda p: full(p).upper(),
    "no words": plain,
    "dashes": lambda p: plain(p, " - "),
    "tight commas": lambda p: plain(p, ","),
    "letters": lambda p: ", ".join(level.short for level in p),
    "letters, spaces only": lambda p: " ".join(level.short for level in p),
    "no diacritics": lambda p: bare(full(p)),
    "no diacritics, no words": lambda p: bare(plain(p)),
    "province first": lambda p: full(p[::-1]),
    "province first, dashes": lambda p: plain(p[::-1], " - "),
    "district first": lambda p: full((p[1], p[0], p[2])),
    "a hamlet": lambda p: f"Thôn 3, {full(p)}",
    "a hamlet, no words": lambda p: f"Lương Ngọc, {plain(p)}",
    "decomposed letters": lambda p: unicodedata.normalize("NFC", unicodedata.normalize("NFD", full(p))),
    "spaces only": lambda p: " ".join(level.full for level in p),
    "old tones": lambda p: _old_tones(full(p)),
    "the office": lambda p: f"UBND {p[0].full.lower()}, {full(p[1:])}",
    "no province": lambda p: full(p[:2]),
}
"""Seventeen ways and three more, each a function of the levels."""

"""Names of provinces at every time, their other writings and short forms."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from app.matching import text
from app.matching.places.communes import TWO_LEVELS
from app.models.words.vietnamese import clean, fold

_DATA = Path(__file__).parents[1] / "data" / "places.json"
_ALWAYS = (0, 999912)

_NOUGHT_FIRST = re.compile(r"\b0+(?=\d)")
_DIGIT_AFTER_LETTER = re.compile(r"(?<=[^\W\d_])\d+")


@dataclass(frozen=True, slots=True)
class Province:
    """A province at one time: its name, its first and last month (198912), its provinces of June 2025.

    ``sure`` is false where nobody has checked what became of it. It is ``today``'s since 01/7/2025.
    """

    name: str
    first: int
    last: int
    june: frozenset[str]
    sure: bool = True
    today: bool = False

    def at(self, window: tuple[int, int]) -> bool:
        """Tell whether the province existed between two months."""
        return self.first <= window[1] and window[0] <= self.last


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Canonical names: provinces at every time, districts of the own province, other writings."""

    provinces: frozenset[str]
    old_provinces: frozenset[str]  # now names of districts and communes too
    cities: frozenset[str]
    districts: frozenset[str]  # districts of the own province
    short: dict[str, str]
    spellings: dict[str, str]  # another writing: the name
    unmarked: dict[str, str]  # a name without any diacritics: the name
    writings: tuple[tuple[str, str], ...]  # short forms and other writings as they are, each with the name
    times: dict[str, tuple[Province, ...]]  # by canonical name


@cache
def gazetteer() -> Gazetteer:
    """Read the table of provinces."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    every = list(_provinces(data))
    times: dict[str, tuple[Province, ...]] = {}
    for province in every:
        canon = text.canon(province.name)
        times[canon] = (*times.get(canon, ()), province)
    old = frozenset(text.canon(row[0]) for row in data["history"] if row[5])
    names = [province.name for province in every]
    writings = [*data["short"].items(), *((w, name) for name, ws in data["spellings"].items() for w in ws)]
    return Gazetteer(
        frozenset(times) - old,
        old,
        frozenset(map(text.canon, data["cities"])),
        frozenset(map(text.canon, data["districts"])),
        {key.casefold(): text.canon(name) for key, name in data["short"].items()},
        {text.canon(word): text.canon(name) for name, words in data["spellings"].items() for word in words},
        _by_fold([*names, *data["districts"], *data["spellings"]]),
        tuple((writing, text.canon(name)) for writing, name in writings),
        times,
    )


@cache
def changed_districts(kind: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the districts that were divided or went to another province, as places.json says."""
    return tuple(map(tuple, json.loads(_DATA.read_text(encoding="utf-8"))[kind]))


def _provinces(data: Mapping[str, Any]) -> Iterator[Province]:
    """Yield the provinces of June 2025, of today and of before."""
    merged: dict[str, set[str]] = {}
    for _, june, today in data["provinces"]:
        merged.setdefault(today, set()).add(june)
        yield Province(june, _ALWAYS[0], TWO_LEVELS - 1, frozenset({june}))
    for today, parts in merged.items():
        yield Province(today, TWO_LEVELS, _ALWAYS[1], frozenset(parts), today=True)
    for name, first, last, parts, sure, _ in data["history"]:
        months = int(first or 0) * 100, int(last) * 100 + 12
        yield Province(name, *months, frozenset(parts), sure)


def _by_fold(names: Iterable[str]) -> dict[str, str]:
    """Return the names by folded name, where a folded name has only one."""
    found = {(fold(name), text.canon(name)) for name in names}
    only = Counter(fold for fold, _ in found)
    return {fold: canon for fold, canon in found if only[fold] == 1}


def name_of(piece: str, *, bare: bool) -> str:
    """Return the canonical name of a piece without its marker; resolve short forms and other writings."""
    known = gazetteer()
    low = _NOUGHT_FIRST.sub("", clean(piece).casefold())
    name = known.short.get(low.replace(".", "").replace(" ", "")) or ".".join(map(text.canon, low.split(".")))
    name = known.spellings.get(name, name)
    return known.unmarked.get(name, name) if bare else name


def folded(canon: str) -> str:
    """Return a canonical name without tones and hats; the number of a ward ("phường 3") stays."""
    return fold(_DIGIT_AFTER_LETTER.sub("", canon))


@lru_cache(maxsize=1024)
def spelled_out(reading: str, *, bare: bool = False) -> str | None:
    """Return the only province that fits a dotted short form ("t.hoa4"); None for none or several.

    ``bare`` is true for a text without diacritics: "t.hoa".
    """
    if "." not in reading or reading.endswith("."):
        return None
    fitting = [n for n in gazetteer().provinces if abbreviates(reading, folded(n) if bare else n)]
    return fitting[0] if len(fitting) == 1 else None


def initials(piece: str) -> tuple[str, ...]:
    """Return "CT" as initials ("c.t."); the full stop distinguishes them from Cần Thơ's short form "CT"."""
    return (".".join(piece.lower()) + ".",) if re.fullmatch(r"[A-ZĐ]{2,3}", piece) else ()


@lru_cache(maxsize=1024)
def initials_of_province(reading: str) -> bool:
    """Tell whether initials ("h.b.") fit some province, and no district of the own province."""
    known = gazetteer()
    return any(abbreviates(reading, n) for n in known.provinces) and not any(
        abbreviates(reading, n) for n in known.districts
    )


def abbreviates(short: str, name: str) -> bool:
    """Tell whether "c.luong" is short for "cam3 luong": each dotted part begins a word."""
    if "." not in short:
        return False
    words, parts = name.split(), [p for p in re.split(r"[.\s]+", short) if p]
    return len(words) == len(parts) and all(
        part == word or (len(folded(part)) <= 2 and fold(word).startswith(folded(part)))
        for part, word in zip(parts, words, strict=True)
    )

"""Names of provinces and districts, their other writings, and the successors of places."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from app.matching import text
from app.models.words.vietnamese import clean, fold

_DATA = Path(__file__).parent / "data" / "places.json"
_WITHOUT_DISTRICTS = "2025-07-01"  # from this day there are provinces and communes only

_NOUGHT_FIRST = re.compile(r"\b0+(?=\d)")
_DIGIT_AFTER_LETTER = re.compile(r"(?<=[^\W\d_])\d+")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Canonical names: provinces and their successors, districts, other writings."""

    provinces: frozenset[str]
    old_provinces: frozenset[str]  # of the South before 1976: now names of districts and communes too
    cities: frozenset[str]
    districts: frozenset[str]  # districts of the own province
    short: dict[str, str]
    spellings: dict[str, str]  # another writing: the name
    unmarked: dict[str, str]  # a name without any diacritics: the name
    province_renames: frozenset[tuple[str, str]]  # old, new
    province_renames_before: frozenset[tuple[str, str]]  # renames before 2025, when there were districts
    commune_renames: frozenset[tuple[str, str, str]]  # (district, old, new); the new one has no district
    merged_before: frozenset[tuple[str, str, str]]  # (district, old, new); both belong to the district


@cache
def gazetteer() -> Gazetteer:
    """Read the table of places."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    merged = [(name, successor) for _, name, successor in data["provinces"]]
    earlier = [(old, new) for old, new in data["former"]]
    earlier += [(old, new) for old, parts in data["split"] for new in parts]
    pairs = merged + earlier
    southern = [(old, new) for old, parts in data["before_1976"] for new in parts]
    dated = [(day, text.canon(d), text.canon(a), text.canon(b)) for day, _, d, a, b in data["communes"]]
    late = {row[1:] for row in dated if row[0] >= _WITHOUT_DISTRICTS}
    early = {row[1:] for row in dated if row[0] < _WITHOUT_DISTRICTS}
    late |= {(d, a, new) for d, a, b in early for e, old, new in late if (d, b) == (e, old)}
    every = [
        *chain.from_iterable(pairs),
        *data["districts"],
        *chain.from_iterable(r[3:] for r in data["communes"]),
    ]
    return Gazetteer(
        frozenset(text.canon(name) for name in chain.from_iterable(pairs)),
        frozenset(text.canon(old) for old, _ in southern),
        frozenset(map(text.canon, data["cities"])),
        frozenset(map(text.canon, data["districts"])),
        {key.casefold(): text.canon(name) for key, name in data["short"].items()},
        {text.canon(word): text.canon(name) for name, words in data["spellings"].items() for word in words},
        _by_fold([*every, *data["spellings"]]),
        _onward(pairs + southern),
        _onward(earlier + southern),
        frozenset(late),
        frozenset(early),
    )


def _onward(renames: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Add successors over two steps: Hà Sơn Bình, then Hà Tây, then Hà Nội."""
    once = {(text.canon(old), text.canon(new)) for old, new in renames if old != new}
    twice = {(old, newest) for old, new in once for middle, newest in once if middle == new}
    return frozenset((old, new) for old, new in once | twice if old != new)


def _by_fold(names: Iterable[str]) -> dict[str, str]:
    """Return the names by folded name, where a folded name has only one."""
    found = {(fold(name), text.canon(name)) for name in names}
    only = Counter(fold for fold, _ in found)
    return {fold: canon for fold, canon in found if only[fold] == 1}


def name_of(piece: str, *, bare: bool) -> str:
    """Return the canonical name of a piece without its marker; resolve short forms and other writings."""
    known = gazetteer()
    low = _NOUGHT_FIRST.sub("", clean(piece).casefold())
    name = known.short.get(low.replace(".", "").replace(" ", "")) or text.canon(low)
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
        part == word or (len(fold(part)) <= 2 and fold(word).startswith(fold(part)))
        for part, word in zip(parts, words, strict=True)
    )

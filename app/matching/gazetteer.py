"""The names of provinces, their short forms, and what became of provinces and communes."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.matching import text

_DATA = Path(__file__).parent / "data" / "places.json"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What is known of names: provinces and their successors, short forms, merged communes."""

    provinces: frozenset[str]
    cities: frozenset[str]
    short: dict[str, str]
    province_renames: frozenset[tuple[str, str]]  # old, new
    commune_renames: frozenset[tuple[str, str, str]]  # district, old, new


@cache
def gazetteer() -> Gazetteer:
    """Read the table of places."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    pairs = [(name, successor) for _, name, successor in data["provinces"]] + [
        tuple(p) for p in data["former"]
    ]
    pairs += [(old, new) for old, parts in data["split"] for new in parts]
    names = {text.canon(n) for pair in pairs for n in pair}
    renames = frozenset((text.canon(old), text.canon(new)) for old, new in pairs if old != new)
    communes = frozenset(
        (text.canon(d), text.canon(old), text.canon(new)) for _, _, d, old, new in data["communes"]
    )
    short = {key.casefold(): text.canon(name) for key, name in data["short"].items()}
    return Gazetteer(frozenset(names), frozenset(map(text.canon, data["cities"])), short, renames, communes)

"""Given names of Vietnam: of two writings a letter apart, both may be names."""

import json
from pathlib import Path

from app.models.words.vietnamese import fold

_DATA = json.loads((Path(__file__).parents[1] / "data" / "given_names.json").read_text(encoding="utf-8"))
_FOLDED = frozenset(fold(word) for line in _DATA["names"] for word in line.split())


def is_given_name(folded: str) -> bool:
    """Tell whether people bear a folded word as their given name."""
    return folded in _FOLDED

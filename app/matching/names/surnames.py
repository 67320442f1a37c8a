"""Surnames of Vietnam, for the order of the words of a name."""

import json
from pathlib import Path

from app.models.words.vietnamese import fold

_DATA = json.loads((Path(__file__).parents[1] / "data" / "surnames.json").read_text(encoding="utf-8"))


def _listed(kind: str) -> frozenset[str]:
    return frozenset(word for line in _DATA[kind] for word in line.split())


COMMON = _listed("common")
"""The commonest surnames in small letters; none is an honorific."""
SURNAMES = COMMON | _listed("others")
"""All surnames, rare ones and those of the highlands, the Khmer and the Chăm included."""
_RARELY_GIVEN = _listed("rarely_given")
_FOLDED, _FOLDED_COMMON = frozenset(map(fold, SURNAMES)), frozenset(map(fold, COMMON))
_FOLDED_RARELY_GIVEN = frozenset(map(fold, _RARELY_GIVEN))


def is_common(word: str) -> bool:
    """Tell whether a word, also one without marks, is one of the commonest surnames."""
    low = word.casefold()
    return low in COMMON or (low.isascii() and low in _FOLDED_COMMON)


def is_surname(word: str) -> bool:
    """Tell whether a word, also one without marks, is a surname."""
    low = word.casefold()
    return low in SURNAMES or (low.isascii() and low in _FOLDED)


def is_hardly_given(word: str) -> bool:
    """Tell whether a word, also one without marks, is a surname and hardly ever a given name."""
    low = word.casefold()
    return low in _RARELY_GIVEN or (low.isascii() and low in _FOLDED_RARELY_GIVEN)

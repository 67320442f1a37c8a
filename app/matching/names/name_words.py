"""The words of a name in one shape and order: run together, hyphened, with an apostrophe, surname behind."""

import re
from functools import lru_cache
from itertools import pairwise

from app.matching.letters.syllables import taken_apart
from app.matching.names.surnames import COMMON, is_hardly_given, is_surname

_HYPHEN = re.compile(r"(?<=[^\W\d_])\s?-\s?(?=[^\W\d_])")
_MARKER = re.compile(r"(?i)(?<![^\W\d_])([hy])'\s*(?=[^\W\d_])")  # H'Hen, Y'Bhăm
_GLUED = re.compile(r"(?i)(?<![^\W\d_])([bcdđgklmnpqrstvx])'\s*(?=[^\W\d_])")  # K'Brếp, R'Com
MARKERS = frozenset({"y", "h"})
"""Words before a given name of the Ê Đê and their neighbours: Y of a man, H' of a woman."""
_CHILD_OF = frozenset({"bin", "binti", "bint", "binte"})
_MIDDLES = frozenset({"thị", "thi", "văn", "van"})


def apart(name: str) -> list[str]:
    """Split a name into words: "NguyễnVăn-Hùng" into three, "H'Hen" into H and Hen, "K' Brếp" into one.

    The words between the names of a Chăm and of the father (bin, binti) are left out.
    """
    said = _GLUED.sub(r"\1", _MARKER.sub(r"\1 ", _HYPHEN.sub(" ", _at_capitals(name))))
    words = [piece for word in said.split() for piece in _pieces(word)]
    if len(words) > 2 and words[0].casefold() not in COMMON:
        words = [words[0], *(w for w in words[1:-1] if w.casefold() not in _CHILD_OF), words[-1]]
    if len(words) > 1 and words[0].casefold() == "k":
        words = ["".join(words[:2]), *words[2:]]
    return words


@lru_cache(maxsize=16384)
def _pieces(word: str) -> tuple[str, ...]:
    """Split a run of syllables, and a marker from the name: "nguyễnvănhùng", "HHen", "YBhăm"."""
    if not word.isalpha():
        return (word,)
    marked = word[0].casefold() in MARKERS and word[1:2].isupper() and not word.isupper()
    return (word[0], word[1:]) if marked else taken_apart(word)


def _at_capitals(name: str) -> str:
    """Write a space before each capital inside a word: "NguyễnVăn"."""
    inner = (" " if before.islower() and char.isupper() else "" for before, char in pairwise(f" {name}"))
    return "".join(f"{space}{char}" for space, char in zip(inner, name, strict=True))


def pieces(word: str) -> list[str]:
    """Split a word that is several words of a name written as one."""
    return [piece for part in _at_capitals(word).split() for piece in _pieces(part)]


def is_whole(word: str) -> bool:
    """Tell whether a word of letters is one word of a name."""
    return len(pieces(word)) == 1


def turn(words: list[str]) -> tuple[int, bool]:
    """Return the place of a surname that stands behind, and whether that is sure; 0 for the usual order.

    "Khánh Ngân Lê Thị" is sure, as Thị ends no name; "Sỹ Quảng Lê" is not.
    """
    if len(words) < 2 or (len(words) == 2 and words[-1].casefold() in _MIDDLES):
        return 0, False
    first = is_surname(words[0])
    last = words[-1].casefold()
    if last in _MIDDLES and is_surname(words[-2]) and words[-2].casefold() not in _MIDDLES:
        return len(words) - 2, not first or last in {"thị", "thi"}
    if first or words[0].casefold() in MARKERS or words[1].casefold() in _MIDDLES:
        return 0, False
    found = [n for n, word in enumerate(words) if n and is_hardly_given(word)]
    return (found[0], False) if len(found) == 1 else (0, False)

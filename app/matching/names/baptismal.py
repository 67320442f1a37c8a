"""Baptismal names before a person's own: "Maria", "Giuse", "Gioan Baotixita", in their many spellings."""

import json
import re
from functools import lru_cache
from pathlib import Path

from app.matching.letters.syllables import is_syllable
from app.matching.names import surnames
from app.models.words.vietnamese import fold

_DATA = json.loads((Path(__file__).parents[1] / "data" / "saints.json").read_text(encoding="utf-8"))
_LONGEST = 5  # words of one: "Bao Ti Xi Ta"
_WORD = re.compile(r"[^\s,;:()\[\]]*[^\W\d_][^\s,;:()\[\]]*")
_LABEL = re.compile(r"(?i)\s*[(\[]?\s*(?:(?:tên\s+)?thánh\s*:?\s+)?")
_AFTER = re.compile(r"[\s,;:)\].–—\-]*")
_LEFT = 2  # words of the name that must follow: "Maria Lan" is a name
_SOUNDS = (
    *(("ph", "f"), ("th", "t"), ("ch", "k"), ("kh", "k"), ("j", "gi"), ("y", "i"), ("c", "k"), ("q", "k")),
    *(("x", "s"), ("z", "s"), ("w", "v")),
)


@lru_cache(maxsize=4096)
def _key(word: str) -> str:
    """Return a word by its sound, without spaces, hyphens and doubled letters."""
    said = re.sub(r"[^a-z]", "", fold(word))
    for written, sound in _SOUNDS:
        said = said.replace(written, sound)
    return re.sub(r"(.)\1+", r"\1", said)


_WRITTEN = frozenset(word for line in _DATA["names"] for word in line.split())
_NAMES, _FOLDED = frozenset(map(_key, _WRITTEN)), frozenset(map(fold, _WRITTEN))
_BEGINNINGS = frozenset(name[:n] for name in _NAMES for n in range(1, len(name) + 1))
_SHORT = frozenset(_DATA["short"].split())


def may_begin(word: str) -> bool:
    """Tell quickly whether a baptismal name may begin with this word."""
    return word in {"tên", "thánh"} or _key(word) in _BEGINNINGS


def find(written: str, surname: str = "") -> tuple[int, str]:
    """Return where the name behind baptismal names begins, and these; 0 and "" without any.

    ``surname`` is the first word of the registry: a name that begins there with a saint's is left whole.
    """
    label = _LABEL.match(written)
    start = label.end() if label else 0
    words = list(_WORD.finditer(written, start))
    taken = _taken([word.group() for word in words])
    if not taken or (surname and _key(surname) == _key(words[0].group())):
        return 0, ""
    after = _AFTER.match(written, words[taken - 1].end())
    return after.end() if after else 0, written[start : words[taken - 1].end()]


def _taken(words: list[str]) -> int:
    """Count the leading words that are baptismal names."""
    taken = 0
    while length := _length(words[taken:]):
        taken += length
    return taken


def _length(words: list[str]) -> int:
    """Count the words of one baptismal name; 0 when the words may be the person's own name."""
    for count in range(min(_LONGEST, len(words)), 0, -1):
        own, rest = words[:count], words[count:]
        short = count == 1 and own[0].endswith(".") and fold(own[0]).replace(".", "") in _SHORT
        if not short and not _is_one(own):
            continue
        doubtful = short or all(map(is_syllable, own))  # "An Na", "Vinh Sơn", "Luy"
        sure = not doubtful or own[0].casefold() == "gioan"  # a syllable, and nobody's own name
        if len(rest) >= _LEFT and (sure or _begins_name(rest) or _length(rest)):
            return count
    return 0


def _is_one(words: list[str]) -> bool:
    """Tell whether words make a baptismal name; syllables must be spelled as it is: "Vi Tơ" is no Vitô."""
    said = "".join(words).casefold()
    if len(words) > 1 and _key(said) == _key("".join(words[:-1])):
        return False  # "Anna A Páo"
    if all(map(is_syllable, words)):
        return said in _WRITTEN or (said.isascii() and said in _FOLDED)
    return _key(said) in _NAMES


def _begins_name(words: list[str]) -> bool:
    """Tell whether words clearly begin with a surname."""
    low = words[0].casefold()
    clear = (low in surnames.COMMON and low != "văn") or surnames.is_hardly_given(low)
    return clear or (surnames.is_surname(low) and low != "văn" and words[1].casefold() in {"thị", "văn"})

"""A written place as words: where signs part them, and the phrases for levels, hamlets and buildings."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.matching.places.communes import joined
from app.models.words.vietnamese import fold

_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ`´][^\W\d_]+)*|\d+")
_LONGEST = 7  # words of a name: Quảng Nam - Đà Nẵng has four, Phường Nguyễn Thị Minh Khai five
_PARTS = re.compile(r"[,;/\n()\[\]]")
_DASHES = re.compile(r"[-–—]")


class Phrases(NamedTuple):
    """Phrases of up to three words, each with what it says; the same without diacritics."""

    marked: dict[tuple[str, ...], str]
    bare: dict[tuple[str, ...], str]

    @staticmethod
    def of(words: str, says: str = "") -> "Phrases":
        """Make phrases from words between bars."""
        phrases = [tuple(phrase.split()) for phrase in words.split("|")]
        return Phrases(dict.fromkeys(phrases, says), {tuple(map(fold, phrase)): says for phrase in phrases})

    def plus(self, other: "Phrases") -> "Phrases":
        """Return both."""
        return Phrases(self.marked | other.marked, self.bare | other.bare)


MARKERS: dict[str, Phrases] = {
    "province": Phrases.of("tỉnh|t|thành phố|tp"),
    "district": Phrases.of("huyện|h|quận|q|thị xã|tx|thành phố|tp"),
    "commune": Phrases.of("xã|x", "x")
    .plus(Phrases.of("phường|p|f", "p"))
    .plus(Phrases.of("thị trấn|tt|ttr|t trấn", "t"))
    .plus(Phrases.of("đặc khu|đk", "k")),
}
LEVEL_WORDS = Phrases.of("xã|phường|huyện|quận|tỉnh|thị trấn|x|p|h|q|t|tt|tx|tp")
SURE_HAMLETS = Phrases.of("thôn|xóm|khu phố|kp|tổ dân phố|tdp")
"""Those that begin no name of a commune without diacritics, as "ban", "lang", "to" and "duong" do."""
HAMLETS = SURE_HAMLETS.plus(Phrases.of("bản|làng|ấp|buôn|khu|tổ|đội|tiểu khu"))
ADDRESSES = Phrases.of("số|số nhà|đường|ngõ")
BESIDE = HAMLETS.plus(ADDRESSES)
FACILITIES = Phrases.of("ubnd|ủy ban|uỷ ban|công an|trạm|tyt|nhà hộ sinh")
HOSPITALS = Phrases.of("bệnh viện|bv|bvđk|trung tâm|ttyt|phòng khám")
COUNTRY = Phrases.of("việt nam|vn")


_URBAN = frozenset({"quận", "quan", "q"})
_ORDINALS = {  # the districts of Sài Gòn before 1976
    **dict.fromkeys(("nhất", "nhứt", "nhat", "nhut"), "1"),
    **dict.fromkeys(("nhì", "nhi", "hai"), "2"),
    **{word: str(n) for n, word in enumerate(("ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"), 3)},
}


class Token(NamedTuple):
    """A word or number of a place; ``parted`` after a sign that parts units, ``dashed`` after a dash."""

    start: int
    end: int
    low: str
    key: str
    parted: bool
    dashed: bool

    @property
    def apart(self) -> bool:
        """Tell whether a sign stands before the word."""
        return self.parted or self.dashed


Tokens = tuple[Token, ...]


def tokens_of(written: str) -> Tokens:
    """Return the words and numbers of an NFC place."""
    found: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(written):
        between = written[last : match.start()]
        last = match.end()
        word = match.group()
        low = word.lower()
        key = (word.lstrip("0") or "0") if word.isdecimal() else joined(word)
        if found and found[-1].low in _URBAN:
            key = _ORDINALS.get(low, key)
        parted = bool(found) and _PARTS.search(between) is not None
        dashed = bool(found) and _DASHES.search(between) is not None
        found.append(Token(match.start(), match.end(), low, key, parted, dashed))
    return tuple(found)


def is_apart(between: str) -> bool:
    """Tell whether the text between two words holds a sign that parts units, or a dash."""
    return _PARTS.search(between) is not None or _DASHES.search(between) is not None


def run(tokens: Tokens, *, end: bool) -> int:
    """Return how many words from the first may be one name: up to a sign that parts them."""
    for n, token in enumerate(tokens[:_LONGEST]):
        if end and token.parted:
            return n + 1
        if not end and n and token.parted:
            return n
    return min(_LONGEST, len(tokens))


def phrase(tokens: Sequence[Token], phrases: Phrases, *, bare: bool, end: bool = False) -> int:
    """Return how many words of one of these phrases begin (or end) the tokens; 0 for none."""
    known = phrases.bare if bare else phrases.marked
    for size in range(min(3, len(tokens)), 0, -1):
        words = tokens[len(tokens) - size :] if end else tokens[:size]
        if tuple([word.low for word in words]) in known:
            return size
    return 0

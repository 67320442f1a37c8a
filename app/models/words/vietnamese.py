"""The table of Vietnamese letters, and functions that normalise writings for comparison.

The stored text keeps the original writing (domain §5.1–5.2).
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

TONES: tuple[str, ...] = ("ngang", "huyền", "hỏi", "ngã", "sắc", "nặng")

VOWELS: tuple[tuple[str, str, str], ...] = (
    ("a", "", "aàảãáạ"),
    ("a", "trăng", "ăằẳẵắặ"),
    ("a", "mũ", "âầẩẫấậ"),
    ("e", "", "eèẻẽéẹ"),
    ("e", "mũ", "êềểễếệ"),
    ("i", "", "iìỉĩíị"),
    ("o", "", "oòỏõóọ"),
    ("o", "mũ", "ôồổỗốộ"),
    ("o", "móc", "ơờởỡớợ"),
    ("u", "", "uùủũúụ"),
    ("u", "móc", "ưừửữứự"),
    ("y", "", "yỳỷỹýỵ"),
)
"""One row a vowel: its base letter, its hat, and the six tones in the order of TONES."""


class Letter(NamedTuple):
    """A lower-case letter taken apart: base "o", hat "móc", tone number into TONES."""

    base: str
    hat: str
    tone: int


LETTERS: Mapping[str, Letter] = {
    char: Letter(base, hat, tone) for base, hat, row in VOWELS for tone, char in enumerate(row)
} | {"đ": Letter("d", "gạch", 0)}
"""Every small letter that may bear a mark: the vowels with all tones, and đ."""
TONELESS_VOWELS = "".join(row[0] for _, _, row in VOWELS)
COMBINING = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
"""The sign of each tone in decomposed text, in the order of TONES."""
_ROWS = {row[0]: row for _, _, row in VOWELS}
_TONELESS = str.maketrans({char: row[0] for row in _ROWS.values() for char in row})
_BASES = str.maketrans({c: one.base for c, one in LETTERS.items()}) | str.maketrans(
    {c.upper(): one.base.upper() for c, one in LETTERS.items()}
)

# Capitals of other scripts that look Latin; their small letters are mapped too, so that case does not matter.
_FOREIGN = ("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS"), ("ΑΒΕΖΗΙΚΝΟΡΤΥΧ", "ABEZHIKNOPTYX")
_DIGIT_ROWS = (0x0660, 0x06F0, 0x0966, 0x0E50, 0x0ED0, 0x1040, 0x17E0)  # 0 to 9 of Arabic, Thai, Khmer …
# Look-alikes met in pasted text: Eth and African D for Đ, apostrophes, dashes, spaces, full-width signs.
_LOOKALIKES: dict[int, str] = (
    {ord(c): "Đ" for c in "ÐƉ"}
    | {ord(c): "đ" for c in "ðɖ"}
    | {ord(c): t for row in _FOREIGN for c, t in zip(*row, strict=True)}
    | {ord(c.lower()): t.lower() for row in _FOREIGN for c, t in zip(*row, strict=True)}
    | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {zero + digit: str(digit) for zero in _DIGIT_ROWS for digit in range(10)}
    | {0x1D7CE + code: str(code % 10) for code in range(50)}
    | dict.fromkeys((0x2018, 0x2019, 0x02BC, 0x02B9, 0x00B4, 0x0060, 0xFF07, 0xFF40), "'")
    | dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-")
    | dict.fromkeys((0x00A0, 0x202F, 0x2007, 0x2009), " ")
)
# Invisible signs: bidi marks, joiners, variation selectors, tags (Default_Ignorable_Code_Point), and lone
# surrogates.
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Signs that need no cleaning: ASCII without the backtick, Latin letters without the look-alikes of Đ.
_PLAIN = re.compile(r"[\x00-_a-\x7f\u00c0-\u00cf\u00d1-\u00ef\u00f1-\u0188\u018a-\u0255\u1ea0-\u1ef9]*")


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """Return NFC text with look-alikes replaced, invisible signs removed, spaces collapsed; case is kept."""
    normal = unicodedata.normalize("NFC", text)
    if not _PLAIN.fullmatch(normal):
        apart = unicodedata.normalize("NFD", _INVISIBLE.sub("", normal))  # foreign letters may have marks
        normal = unicodedata.normalize("NFC", apart.translate(_LOOKALIKES))
    return " ".join(normal.split())


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Return lower-case text without tones, hats and the bar of đ, for keys."""
    low = clean(clean(text).casefold())  # casefold may add an apostrophe (ŉ)
    if low.isascii():
        return low
    return " ".join(" ".join(map(unmarked, low.split())).split())


@lru_cache(maxsize=16384)
def unmarked(word: str) -> str:
    """Return NFC text without tones, hats and the bar of đ; case and spaces are kept.

    The cache holds words, because names consist of few syllables.
    """
    plain = word.translate(_BASES)
    # foreign letters ("é" is in the table, "ñ" is not) lose their marks where they decompose
    bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)


def letter(char: str) -> Letter:
    """Return the parts of a letter of either case; a foreign letter is its own base."""
    low = char.lower()
    return LETTERS.get(low) or Letter(low, "", 0)


def toned(char: str, tone: int) -> str:
    """Return a letter of either case with a tone in place of its own; no vowel stays as it is."""
    low = char.lower()
    row = _ROWS.get(low.translate(_TONELESS))
    if row is None:
        return char
    return row[tone].upper() if low != char else row[tone]


def tone_of(word: str) -> int:
    """Return the tone of a syllable as an index into TONES; the first of two."""
    return next((letter(c).tone for c in clean(word) if letter(c).tone), 0)


def toneless(word: str) -> str:
    """Return a lower-case syllable without its tone but with its hats."""
    return clean(word).casefold().translate(_TONELESS)

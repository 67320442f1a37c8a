"""Vietnamese letters taken apart: folding, tones, canonical syllables, what differs between two words.

Nothing here changes what is stored; it only makes two writings comparable (domain §5.1–5.2).
"""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from app.matching.result import Span

TONES: tuple[str, ...] = ("ngang", "huyền", "hỏi", "ngã", "sắc", "nặng")

# One row a vowel: its base letter, its hat, and the six tones in the order of TONES.
_VOWELS: tuple[tuple[str, str, str], ...] = (
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


class Letter(NamedTuple):
    """A lower-case letter taken apart: base "o", hat "móc", tone number into TONES."""

    base: str
    hat: str
    tone: int


_LETTERS: dict[str, Letter] = {
    char: Letter(base, hat, tone) for base, hat, row in _VOWELS for tone, char in enumerate(row)
} | {"đ": Letter("d", "gạch", 0)}
_TONELESS: dict[str, str] = {char: row[0] for _, _, row in _VOWELS for char in row}

# Letters of other scripts that look Latin as capitals, with their small ones: lower case must not part them.
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
# what shows nothing: bidi marks, joiners, variation selectors, tags (Default_Ignorable_Code_Point), and the
# halves of a character that came apart
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
# "nt", "-nt-", "//", a quotation mark, "như trên": the clerk means the line above (domain §5.4)
_DITTO = re.compile(
    r"^[\s\-.]*(n\s*[./]?\s*t|như (?:trên|cha|bố|mẹ|chồng|vợ)|nhu tren|//+|[\"”“〃]+|'')[\s\-.]*$"
)
_BLANK = re.compile(r"^[\s.\-_…?/x]*$")
_OF_WHAT = "họ tên|tên|ngày tháng|ngày|ngày sinh|năm sinh|nơi sinh|thông tin|gì|ai"
_UNKNOWN = re.compile(  # "Ông: không rõ", "Dân tộc không rõ": a printed label may stand before
    r"không|(?:(?:ông|bà|cha|bố|mẹ|họ tên|tên|dân tộc|quốc tịch|số)[\s:.)]+)?"
    r"(?:(?:không|ko|kg|k|o|chưa)[\s./]*r[õỏ]"
    r"(?:\s+(?:" + _OF_WHAT + r"))?"
    r"|(?:không|ko|chưa) (?:còn )?(?:biết|nhớ|ghi|khai|có|được cấp|cấp|xác định|đặt tên)(?: rõ)?"
    r"(?:\s+(?:" + _OF_WHAT + r"))?"
    r"|khong(?: (?:ro|biet|nho|ghi|khai|co))?|(?:ko|chua) (?:ro|biet|cap)"  # typed without diacritics
    r"|(?:bỏ |để )?trống|đã (?:chết|mất))"
)
_UNREADABLE = re.compile(
    r"(?:chữ |bị )?(?:mờ|nhòe|nhoè|rách|tẩy xóa|tẩy xoá|mất chữ)"
    r"|(?:(?:mờ|rách),? )?(?:không|khó) đọc(?: được| rõ)?"
)
_ROUND = " .()[]:-"
# nothing to settle: ASCII but for the backtick, Latin letters but for the look-alikes of Đ
_PLAIN = re.compile(r"[\x00-_a-\x7f\u00c0-\u00cf\u00d1-\u00ef\u00f1-\u0188\u018a-\u0255\u1ea0-\u1ef9]*")


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """Return NFC text with look-alikes settled, invisible signs out and spaces collapsed; case is kept."""
    settled = unicodedata.normalize("NFC", text)
    if not _PLAIN.fullmatch(settled):
        apart = unicodedata.normalize("NFD", _INVISIBLE.sub("", settled))  # foreign letters bear marks too
        settled = unicodedata.normalize("NFC", apart.translate(_LOOKALIKES))
    return " ".join(settled.split())


def letter(char: str) -> Letter:
    """Take one letter apart, of either case; a letter that is not Vietnamese is its own base."""
    low = char.lower()
    return _LETTERS.get(low) or Letter(low, "", 0)


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Return lower-case text without tones, hats and the bar of đ: what keys are made of."""
    low = clean(clean(text).casefold())  # casefold may bring an apostrophe of its own (ŉ)
    if low.isascii():
        return low
    return " ".join(" ".join(map(_fold_word, low.split())).split())


@lru_cache(maxsize=16384)
def _fold_word(word: str) -> str:
    """Fold one lower-case word; names are made of few syllables."""
    plain = "".join(_LETTERS[c].base if c in _LETTERS else c for c in word)
    # foreign letters ("é" is in the table, "ñ" is not): whatever decomposes loses its marks
    bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=16384)
def canon(text: str) -> str:
    """Return the name with every syllable as letters and tone number, so that hoà and hòa are one.

    "Hoà" gives "hoa1"; a level tone adds nothing. Case, NFD, spaces and look-alikes are settled.
    """
    return " ".join(_canon_word(word) for word in clean(text).casefold().split())


@lru_cache(maxsize=16384)
def _canon_word(word: str) -> str:
    """Write one lower-case syllable as letters without tone, then its tones."""
    letters = "".join(_TONELESS.get(c, c) for c in word)
    return letters + "".join(str(letter(c).tone) for c in word if letter(c).tone)


def tone_of(word: str) -> int:
    """Return the tone of a syllable as a number into TONES; the first one when a slip wrote two."""
    return next((letter(c).tone for c in clean(word) if letter(c).tone), 0)


def toneless(word: str) -> str:
    """Return a lower-case syllable without its tone, hats kept."""
    return "".join(_TONELESS.get(c, c) for c in clean(word).casefold())


_INITIALS: tuple[tuple[str, str], ...] = (
    ("ngh", "ng"),
    ("gh", "g"),
    ("tr", "ch"),
    ("ph", "f"),
    ("x", "s"),
    ("r", "d"),
    ("v", "d"),
    ("qu", "ku"),
    ("q", "k"),
)
_FINALS: tuple[tuple[str, str], ...] = (
    ("nh", "n"),
    ("ng", "n"),
    ("m", "n"),
    ("ch", "t"),
    ("c", "t"),
    ("p", "t"),
)


@lru_cache(maxsize=16384)
def phonetic(token: str) -> str:
    """Return how one syllable sounds to a clerk (matching §3): l/n, ch/tr, s/x, d/gi/r/v fall together."""
    word = re.sub(r"(.)\1+", r"\1", fold(token)).replace("y", "i")
    if word.startswith("gi"):
        word = "d" + (word[2:] if word[2:3] in tuple("aeou") else word[1:])
    for old, new in _INITIALS:
        if word.startswith(old):
            word = new + word[len(old) :]
            break
    if word.startswith("n") and not word.startswith(("ng", "nh")):
        word = "l" + word[1:]
    if word.startswith("c") and not word.startswith("ch"):
        word = "k" + word[1:]
    for old, new in _FINALS:
        if len(word) > len(old) and word.endswith(old):
            word = word[: -len(old)] + new
            break
    return re.sub(r"(.)\1+", r"\1", word)


def phonetic_name(name: str) -> str:
    """Return the phonetic tokens of a whole name, joined by spaces."""
    return " ".join(phonetic(word) for word in clean(name).split())


def is_ditto(text: str) -> bool:
    """Tell whether the clerk wrote that the field above holds ("nt", "như trên", a quotation mark)."""
    return bool(_DITTO.match(clean(text).casefold()))


def is_blank(text: str) -> bool:
    """Tell whether the words say nothing: empty, dots, a dash, "không rõ", "không biết"."""
    low = clean(text).casefold()
    words = low.strip(_ROUND)
    return bool(_BLANK.match(low) or _UNKNOWN.fullmatch(words) or _UNREADABLE.fullmatch(words))


# First words of what says nothing, and of what may stand before it; other beginnings say something.
_MAY_SAY_NOTHING = re.compile(
    r"x*|không|ko|kg|chưa|khong|chua|như|nhu|nt|bỏ|để|trống|đã|ông|bà|cha|bố|mẹ|họ|tên|dân|quốc|số"
    r"|chữ|bị|mờ|nhòe|nhoè|rách|tẩy|mất|khó"
)


def says(text: str) -> bool:
    """Tell whether the words say something themselves: neither blank nor a ditto mark."""
    return _begins_to_say(text.partition(" ")[0]) or _says(text)


@lru_cache(maxsize=4096)
def _begins_to_say(word: str) -> bool:
    """Tell whether what begins with the word says something: most texts begin with one of a few surnames."""
    first = clean(word)
    return len(first) > 1 and first.isalnum() and not _MAY_SAY_NOTHING.fullmatch(first.casefold())


@lru_cache(maxsize=4096)
def _says(text: str) -> bool:
    return not is_blank(text) and not is_ditto(text)


def is_unreadable(text: str) -> bool:
    """Tell whether the typist wrote that the words cannot be read ("mờ", "rách", "không đọc được")."""
    return bool(_UNREADABLE.fullmatch(clean(text).casefold().strip(_ROUND)))


_I_OR_Y = re.compile(r"^((?:qu)|[^aăâeêioôơuưy]*)[iy]$")


def is_i_or_y(one: str, other: str) -> bool:
    """Tell whether two syllables differ by i/y alone where spelling allows both (Lý/Lí, Quý/Quí)."""
    left, right = toneless(one), toneless(other)
    if left == right or tone_of(one) != tone_of(other):
        return False
    heads = [m.group(1) if (m := _I_OR_Y.match(w)) else None for w in (left, right)]
    return heads[0] is not None and heads[0] == heads[1]


_LONGEST = 300  # letters


def letters_apart(one: str, other: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the spans of the letters that differ in two texts, case aside; NFC indexes."""
    left = [c.lower() for c in one]
    right = [c.lower() for c in other]
    if len(left) == len(right):
        spans = join_spans([(i, i + 1) for i, (a, b) in enumerate(zip(left, right, strict=True)) if a != b])
        return spans, spans
    if max(len(left), len(right)) > _LONGEST:  # a page pasted into a field would take minutes
        return ((0, len(left)),) if left else (), ((0, len(right)),) if right else ()
    book: list[Span] = []
    registry: list[Span] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal":
            book += [(i1, i2)] if i2 > i1 else []
            registry += [(j1, j2)] if j2 > j1 else []
    return join_spans(book), join_spans(registry)


def join_spans(spans: list[Span], by: int = 0) -> tuple[Span, ...]:
    """Move spans by an offset and join those that touch."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and joined[-1][1] == start + by:
            joined[-1] = (joined[-1][0], end + by)
        else:
            joined.append((start + by, end + by))
    return tuple(joined)

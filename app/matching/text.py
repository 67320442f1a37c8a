"""Text for comparison: canonical and phonetic syllables, blanks, ditto marks, differing letters.

The stored text keeps the original writing (domain §5.1–5.2).
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from app.matching.result import Span
from app.models.words.vietnamese import TONELESS_VOWELS, clean, fold, letter, tone_of, toned, toneless

# "nt", "-nt-", "//", a quotation mark, "như trên" mean the line above (domain §5.4)
_DITTO = re.compile(
    r"^[\s\-.]*(n\s*[./]?\s*t|như (?:trên|cha|bố|mẹ|chồng|vợ)|nhu tren|//+|[\"”“〃]+|'')[\s\-.]*$"
)
_BLANK = re.compile(r"^[\s.,;:\-_…?/x]*$")
_OF_WHAT = "họ tên|tên|ngày tháng|ngày|ngày sinh|năm sinh|nơi sinh|thông tin|gì|ai|cha|bố|mẹ|chồng|vợ"
_UNKNOWN = re.compile(  # "Ông: không rõ", "Dân tộc không rõ": a printed label may come first
    r"không|(?:(?:ông|bà|cha|bố|mẹ|họ tên|tên|dân tộc|quốc tịch|số)[\s:.)]+)?"
    r"(?:(?:không|ko|kg|k|o|chưa)[\s./]*r[õỏ]"
    r"(?:\s+(?:" + _OF_WHAT + r"))?"
    r"|(?:không|ko|chưa) (?:còn )?(?:biết|nhớ|ghi|khai|có|được cấp|cấp|xác định|đặt tên)(?: rõ)?"
    r"(?:\s+(?:" + _OF_WHAT + r"))?"
    r"|khong(?: (?:ro|biet|nho|ghi|khai|co))?|(?:ko|chua) (?:ro|biet|cap)"  # typed without diacritics
    r"|(?:bỏ |để )?trống|đã (?:chết|mất)|(?:con )?ngoài giá thú)"
)
_UNREADABLE = re.compile(
    r"(?:chữ |bị )?(?:mờ|nhòe|nhoè|rách|tẩy xóa|tẩy xoá|mất chữ)"
    r"|(?:(?:mờ|rách),? )?(?:không|khó) đọc(?: được| rõ)?"
)
_ROUND = " .()[]:-"


@lru_cache(maxsize=16384)
def canon(text: str) -> str:
    """Return the name with every syllable as letters and tone number, so that hoà equals hòa.

    "Hoà" gives "hoa1"; a level tone adds nothing. Case, NFD, spaces and look-alikes are normalised.
    """
    return " ".join(_canon_word(word) for word in clean(text).casefold().split())


@lru_cache(maxsize=16384)
def _canon_word(word: str) -> str:
    """Return a lower-case syllable as its letters without tone, then its tones."""
    return "".join(toned(c, 0) for c in word) + "".join(str(letter(c).tone) for c in word if letter(c).tone)


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


# One word in the south and in the north, as a taboo or the ear changed it
_SOUTHERN = {
    "phước": "phúc",
    "nhơn": "nhân",
    "tánh": "tính",
    "sanh": "sinh",
    "chánh": "chính",
    "cang": "cương",
    "phụng": "phượng",
    "huê": "hoa",
    "bửu": "bảo",
    "ngãi": "nghĩa",
    "quới": "quý",
    "tòng": "tùng",
    "kiểng": "cảnh",
    "nguơn": "nguyên",
    "mạng": "mệnh",
    "lãnh": "lĩnh",
}
_SOUTHERN_SURNAMES = {  # different families in law, and often confused
    "võ": "vũ",
    "huỳnh": "hoàng",
    "châu": "chu",
    "khưu": "khâu",
    "lữ": "lã",
    "vo": "vũ",
    "huynh": "hoàng",
    "chau": "chu",
    "khuu": "khâu",
}


@lru_cache(maxsize=16384)
def phonetic(token: str) -> str:
    """Return one syllable by its sound to a clerk (matching §3): l/n, ch/tr, s/x, d/gi/r/v are equal.

    Words that differ by region only (Phước and Phúc) have one sound.
    """
    low = clean(token).casefold()
    word = re.sub(r"(.)\1+", r"\1", fold(_SOUTHERN.get(low, low))).replace("y", "i")
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


@lru_cache(maxsize=4096)
def phonetic_surname(surname: str) -> str:
    """Return a surname by its sound; the surnames of north and south (Vũ and Võ) have one."""
    words = clean(surname).casefold().split()
    return " ".join(phonetic(_SOUTHERN_SURNAMES.get(word, word)) for word in words)


def is_ditto(text: str) -> bool:
    """Tell whether the text is a ditto mark ("nt", "như trên", a quotation mark)."""
    return bool(_DITTO.match(clean(text).casefold()))


def is_blank(text: str) -> bool:
    """Tell whether the text states no value: empty, dots, a dash, "không rõ", "không biết"."""
    low = clean(text).casefold()
    words = low.strip(_ROUND)
    return bool(_BLANK.match(low) or _UNKNOWN.fullmatch(words) or _UNREADABLE.fullmatch(words))


# First words of blank texts and of labels before them; a text with another first word is not blank.
_MAY_SAY_NOTHING = re.compile(
    r"x*|không|ko|kg|chưa|khong|chua|như|nhu|nt|bỏ|để|trống|đã|ông|bà|cha|bố|mẹ|họ|tên|dân|quốc|số"
    r"|con|ngoài|chữ|bị|mờ|nhòe|nhoè|rách|tẩy|mất|khó"
)


def says(text: str) -> bool:
    """Tell whether the text states a value: neither blank nor a ditto mark."""
    return _begins_to_say(text.partition(" ")[0]) or _says(text)


@lru_cache(maxsize=4096)
def _begins_to_say(word: str) -> bool:
    """Tell whether a text with this first word states a value; cached for the few surnames."""
    first = clean(word)
    return len(first) > 1 and first.isalnum() and not _MAY_SAY_NOTHING.fullmatch(first.casefold())


@lru_cache(maxsize=4096)
def _says(text: str) -> bool:
    return not is_blank(text) and not is_ditto(text)


def is_unreadable(text: str) -> bool:
    """Tell whether the text states that the words are unreadable ("mờ", "rách", "không đọc được")."""
    return bool(_UNREADABLE.fullmatch(clean(text).casefold().strip(_ROUND)))


_I_OR_Y = re.compile(rf"^((?:qu)|[^{TONELESS_VOWELS}]*)[iy]$")


def is_i_or_y(one: str, other: str) -> bool:
    """Tell whether two syllables differ only by i/y where spelling allows both (Lý/Lí, Quý/Quí)."""
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
    if max(len(left), len(right)) > _LONGEST:  # comparing a whole pasted page would take minutes
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

"""How the peers read and compare what a book or a registry says: plain, and the same for every peer.

The peers only link persons; these few functions stand for what a careful analyst would write around them.
They share nothing with the client's own matching.
"""

import re
import unicodedata
from functools import cache

UNKNOWN = frozenset(
    {
        "",
        "-",
        "--",
        "/",
        "?",
        "không",
        "không rõ",
        "không biết",
        "không nhớ",
        "chưa rõ",
        "khong ro",
        "khong biet",
    }
    | {"ko rõ", "ko biết", "k.rõ", "tại nhà"}
)
DITTO = frozenset(
    {"nt", "-nt-", "n/t", "n.t", "như trên", "nhu tren", '"', "''", "〃", "″", "”", "“", "-//-", "//"}
)
SAME = {"vn": "việt nam", "v.nam": "việt nam", "gái": "nữ", "trai": "nam", "h'mông": "mông", "hmông": "mông"}
ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "xi": 11,
    "xii": 12,
}
NAMES = ("full_name", "father_name", "mother_name", "spouse_name")
DATES = ("birth_date", "death_date")
PLACES = ("birth_place", "home_origin")
WORDS = ("sex", "ethnicity", "nationality")
ALL = (*NAMES, *DATES, *PLACES, *WORDS, "cmnd")

Date = tuple[int | None, int | None, int | None]
"""Year, month, day; what is not known is None."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_HONORIFIC = re.compile(r"^(ông|bà|cụ|anh|chị|cháu|ô\.|b\.)\s+")
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]|[,;-]?\s*\b(tức|tự|bí danh|còn gọi là)\b.*$")
_UNITS = re.compile(r"\b(xã|phường|thị trấn|huyện|thị xã|thành phố|quận|tỉnh|tt|tx|tp|x|h|t|p|q)\b\.?\s*")
_STATION = re.compile(r"^(trạm y tế|trạm xá|bệnh viện( đa khoa)?|nhà hộ sinh)\s*")
_HAMLET = re.compile(r"\b(thôn|làng|xóm|bản|tổ|khu|đội|ấp)\b")
_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$")
_AGE = re.compile(r"^(?:tuổi\s*)?(\d{1,3})\s*(?:t|tuổi)?$")


@cache
def plain(value: str | None) -> str:
    """Compose, lower the case and collapse spaces; unknown words give an empty string."""
    text = " ".join(unicodedata.normalize("NFC", value or "").casefold().split()).strip(" .,;")
    return "" if text in UNKNOWN else text


def is_ditto(value: str | None) -> bool:
    """Tell whether a field only points at the one above it."""
    return (value or "").strip().casefold() in DITTO


@cache
def name(value: str | None) -> str:
    """Clean a person's name: no title, no aside; a syllable is letters, then tone: hoà is hòa."""
    text = _ASIDE.sub("", _HONORIFIC.sub("", plain(value))).strip(" .,;-")
    return " ".join(_syllable(word) for word in text.split())


@cache
def _syllable(word: str) -> str:
    marks = unicodedata.normalize("NFD", word)
    tone = "".join(mark for mark in marks if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)) + tone


@cache
def fold(value: str) -> str:
    """Drop every mark: đình and dinh are one."""
    bare = "".join(c for c in unicodedata.normalize("NFD", value) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


@cache
def date(value: str | None, written_in: int | None = None) -> Date:
    """Read a date in digits; an age counts back from the year of the book; lunar gives the year."""
    text = plain(value)
    if iso := _ISO.match(text):
        return int(iso[1]), _part(iso[2], 12), _part(iso[3], 31)
    if (age := _AGE.match(text)) and written_in and int(age[1]) < 120:
        return written_in - int(age[1]), None, None
    text = re.sub(r"(?<=[./-])([ivx]+)(?=[./-])", lambda m: str(ROMAN.get(m[1], 10)), text)
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    if len(numbers) == 3 and numbers[2] < 100:
        numbers[2] += 2000 if numbers[2] + 2000 <= (written_in or 2000) else 1900
    year = next((n for n in numbers if 1850 <= n <= 2100), None)
    if year is None:
        return None, None, None
    before = numbers[: numbers.index(year)][-2:]
    if re.search(r"âm|âl|\bal\b", text) or not before:
        return year, None, None
    day = before[0] if len(before) == 2 else None
    return year, _part(str(before[-1]), 12), _part(str(day or ""), 31)


def _part(text: str | None, most: int) -> int | None:
    return int(text) if text and 1 <= int(text) <= most else None


@cache
def levels(value: str | None) -> tuple[str, ...]:
    """Split a place into its levels as written, without kinds of unit and hamlets."""
    parts = (part.strip() for part in re.split(r"[,;]|\s[-–—]\s", plain(value)))
    named = (_UNITS.sub("", _STATION.sub("", part)) for part in parts if not _HAMLET.search(part))
    return tuple(name("thanh hóa" if part == "th" else part) for part in named if part)


@cache
def place(value: str | None) -> frozenset[str]:
    """Split a place into its levels in no order."""
    return frozenset(levels(value))


@cache
def parts(value: str | None) -> tuple[str, ...] | None:
    """Give the levels of a place without marks, in alphabetical order; None when there are none."""
    return tuple(sorted(fold(level) for level in place(value))) or None


@cache
def word(value: str | None) -> str:
    """Clean a sex, an ethnic group or a nationality."""
    text = re.sub(r"^(dân tộc|dt)\b[:.]?\s*|\(.*\)", "", plain(value)).strip()
    return name(SAME.get(text, text))


@cache
def number(value: str | None) -> str:
    """Keep the digits of a number; only nine (old card) or twelve (personal number) are one."""
    digits = re.sub(r"\D", "", value or "")
    return digits if len(digits) in {9, 12} else ""


def differing(book: dict[str, str], registry: dict[str, str], written_in: int | None = None) -> list[str]:
    """Name the fields known on both sides that are not equal once cleaned."""
    found = [field for field in ALL if _differs(field, book.get(field), registry.get(field), written_in)]
    if "cmnd" in found and number(book.get("cmnd")) == number(registry.get("personal_id")):
        found.remove("cmnd")
    return found


def _differs(field: str, ours: str | None, theirs: str | None, written_in: int | None) -> bool:
    if not plain(ours) or not plain(theirs):
        return False
    if field in DATES:
        both = [(a, b) for a, b in zip(date(ours, written_in), date(theirs), strict=True) if a and b]
        if _AGE.match(plain(ours)):
            return any(abs(a - b) > 1 for a, b in both)
        return any(a != b for a, b in both)
    if field in PLACES:
        here, there = place(ours), place(theirs)
        return not (here <= there or there <= here)
    clean = name if field in NAMES else number if field == "cmnd" else word
    return bool(clean(ours)) and bool(clean(theirs)) and clean(ours) != clean(theirs)

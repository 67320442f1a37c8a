"""Text around a name: labels, honorifics, baptismal names, aliases, notes; found to cut out the name."""

import re
from dataclasses import dataclass

from app.matching.names import baptismal
from app.matching.names.surnames import is_common

HONORIFICS = frozenset({"ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ"})
_BARE_HONORIFICS = frozenset({"ong", "ba", "anh", "chi"})  # of a hand without marks; others are surnames too
ENDS = ' .…,;:-*?"“”„«»'  # punctuation around a name
# words before a name, in any case, that are no surname
_RELATIONS = (
    r"(?:bố|mẹ|cha)\s+(?:đẻ|nuôi|kế)|(?:ông|bà)\s+(?:nội|ngoại)|ông\s+bà|vợ\s+chồng|con\s+(?:trai|gái|nuôi)"
    r"|cháu\s+(?:trai|gái|nội|ngoại)|bố|mẹ|vợ|chồng|cháu|liệt\s+s[ĩỹ]|ls|đ/c"
)
_SMALL_RELATIONS = r"cha|em|bé|con|cố|đồng\s+chí"  # these only in small letters, or with a mark after them
_TITLE = re.compile(
    r"(?i)^[\s(\[]*(?:(?P<number>\d{1,2}\s*[.)])\s*"
    r"|(?P<label>họ(?:\s+và)?\s+tên(?:[^:\d]{0,16}:|\s)|tên[^:\d]{0,16}:)\s*"
    r"|(?P<initial>ô|b)\.\s+(?=\S+\s+\S)(?!văn\s|thị\s)"
    r"|(?P<relation>" + _RELATIONS + r")[\s.:)\]]+"
    r"|(?P<honorific>" + "|".join(sorted(HONORIFICS)) + r")(?:\s*[.:)\]]+\s*|\s+)"
    r"|(?P<bare>" + "|".join(sorted(_BARE_HONORIFICS)) + r")(?:\s*[.:)\]]+\s*|\s+)"
    r"|(?P<small>" + _SMALL_RELATIONS + r")(?:\s*[.:)\]]+\s*|\s+))(?=\S)"
)
_MARKS = frozenset(".:)]")
_MIDDLE = frozenset({"thị", "văn", "thi", "van"})
_LONGEST = 300  # letters: a longer text is no name, and the patterns could take unbounded time
_CALLED = (
    r"(?:tức|tuc(?=\s+la\s)|(?-i:tuc)|(?:b[íi]|pháp|biệt|bút)\s+danh|tên\s+(?:thường\s+)?gọi(?:\s+khác)?|tên\s+khác|gọi(?=\s+là)"
    r"|(?:hay\s+)?(?:còn|thường)\s+gọi|hay\s+gọi)(?:\s+l[àa](?=\s))?"
)
_ALIAS = re.compile(
    r"(?i)\s*(?:[(\[](?:\s*(?:" + _CALLED + r"|tự|hay)(?![^\W\d_])\s*:?)?(?P<bracket>[^)\]]*)[)\]]?"
    r"|[\s,;\-–—]+" + _CALLED + r"\s*:?\s+(?P<plain>.+)"
    r"|(?<=\s)(?-i:tự|hay)\s+(?!còn\s|thường\s|gọi\s)(?P<own>\S.*)"
    r"|\s[\"“”](?P<quoted>[^\"“”]+)[\"“”]?|\s*/\s*(?P<slash>[^/]+))\s*$"
)
_KIN = (  # what a person is to another; behind a dash or a comma, since each word may be a name
    r"(?:con|cháu)\s+(?:nuôi|đẻ|riêng|chung|rể|dâu|trai|gái|nội|ngoại|cả|út|trưởng|thứ(?:\s+\S+)?|một"
    r"|ngoài\s+giá\s+thú)(?:\s+(?:ông|bà|của)\s.*)?"
    r"|(?:mẹ|bố|cha|ông|bà)\s+(?:đẻ|nuôi|kế|nội|ngoại)|(?:vợ|chồng)\s+(?:cả|hai|kế|trước|sau)"
)
_NOTE = re.compile(
    r"(?i)\s*(?:[(\[]\s*(?:(?:đã\s+)?(?:chết|mất|l[yi]\s+(?:hôn|dị|thân)|hy\s+sinh)|liệt\s+s[ĩỹ]|mồ\s+côi"
    r"|(?:mẹ|bố|cha|vợ|chồng|con|ông|bà|anh|chị|em|cháu)(?:\s+(?:đẻ|nuôi|kế|ruột|cả|hai|trai|gái|nội|ngoại))?\s*[)\]]"
    r"|(?:" + _KIN + r")\s*[)\]]|[^)\]]*[\d?])[^)\]]*[)\]]?"
    r"|(?<=\s)(?-i:con\s+(?:nuôi|riêng|đẻ))(?:\s+(?:ông|bà|của)\s.*)?"
    r"|(?:[,;\-–—]\s*|(?<=\s))(?:đã\s+(?:chết|mất|l[yi]\s+hôn|hy\s+sinh)|sinh\s+(?:năm|ngày)[\s:]*[\d.…_?]|sn[\s:]*\d"
    r"|(?:năm\s+)?(?:1[89]|20)\d\d(?!\d)|\d{1,3}\s*tuổi|(?:con|vợ|chồng|cháu)\s+(?:ông|bà|của)\s).*"
    r"|[,;\-–—]\s*(?:chết|mất|liệt\s+s[ĩỹ]|sinh[\s:]+\d.*|sinh\s+(?:năm|ngày)|" + _KIN + r"))\s*$"
)
# fast path for most names: letters only, no word of FIRST in front, none of LATER anywhere
FIRST = (
    HONORIFICS
    | _BARE_HONORIFICS
    | frozenset(
        {"bố", "mẹ", "vợ", "chồng", "cháu", "liệt", "ls", "cha", "em", "bé", "con", "cố", "đồng", "họ", "tên"}
    )
)
LATER = frozenset(
    {"tức", "tuc", "gọi", "danh", "khác", "tự", "hay", "đã", "sinh", "con", "vợ", "chồng", "cháu"}
)


@dataclass(frozen=True, slots=True)
class Around:
    """The span of the name in a text, and the parts around it."""

    start: int
    end: int
    said: tuple[str, ...] = ()  # words before the name, in small letters
    alias: str = ""
    note: bool = False
    saint: str = ""  # the baptismal names before the name


def find(written: str, surname: str = "") -> Around:
    """Find the name in a text; ``surname``, the registry's first word, is never an honorific here."""
    if len(written) > _LONGEST:
        return Around(0, len(written))
    words = written.casefold().split()
    if not words or ("".join(words).isalpha() and not _has_more(words)):
        return Around(0, len(written))
    start, said = 0, []
    while title := _title(written[start:], surname):
        said += [word for group, word in title.groupdict().items() if word and group != "number"]
        start += title.end()
    own, saint = baptismal.find(written[start:], surname)
    start += own
    rest = written[start:]
    end, noted = _without_note(rest)
    end, alias = _without_alias(rest[:end])
    end, again = _without_note(rest[:end])
    return Around(
        start,
        start + end,
        tuple(" ".join(w.casefold().strip(" :").split()) for w in said),
        alias,
        noted or again,
        saint,
    )


def _has_more(words: list[str]) -> bool:
    """Tell quickly whether words of letters may have more than a name among them."""
    return words[0] in FIRST or not LATER.isdisjoint(words) or baptismal.may_begin(words[0])


def _title(written: str, surname: str) -> re.Match[str] | None:
    """Find one word before a name; "Ông Thắng" may have the surname Ông, "ông Thắng" does not."""
    title = _TITLE.match(written)
    if title is None or title["number"] or title["label"]:
        return title
    if title["bare"]:
        return title if _is_before_bare_name(written, written[title.end() :]) else None
    word = title["relation"] or title["honorific"] or title["small"] or title["initial"]
    if word.casefold() == surname:
        return None
    if title["relation"] or title["initial"]:
        return title
    if word.islower() or not _MARKS.isdisjoint(title.group()):
        return title
    rest = written[title.end() : title.end() + _without_alias(written[title.end() :])[0]].casefold().split()
    turned = len(rest) == 2 and rest[1] in _MIDDLE  # "Anh Lê Thị" is Lê Thị Anh
    return title if title["honorific"] and len(rest) > 1 and not turned else None


def _is_before_bare_name(written: str, rest: str) -> bool:
    """Tell whether a whole name without marks follows: "Ong Le Van Dao", not "Ba Dung" nor "Anh Le Thi"."""
    words = rest[: _without_alias(rest)[0]].casefold().split()
    whole = len(words) > 1 and is_common(words[0]) and _MIDDLE.isdisjoint((words[0], words[-1]))
    return written.isascii() and whole


def _without_note(written: str) -> tuple[int, bool]:
    """Return the start of a final note ("(đã chết)", "con ông …") that leaves some name."""
    note = _NOTE.search(written)
    return (note.start(), True) if note and written[: note.start()].strip(ENDS) else (len(written), False)


def _without_alias(written: str) -> tuple[int, str]:
    """Return the start of a final alias and the alias: "(tức Bình)", "tức Bình", "(Tý)", "tự Bình"."""
    alias = _ALIAS.search(written)
    if alias is None or not (before := written[: alias.start()].strip()):
        return len(written), ""
    own = alias["own"]
    if own and not (own[0].isupper() and len(before.split()) > 1):  # "tự" and "hay" may be a part of the name
        return len(written), ""
    other = alias["bracket"] or alias["plain"] or own or alias["quoted"] or alias["slash"] or ""
    return alias.start(), other.strip()

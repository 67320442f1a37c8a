"""The parser of a written place: pieces and markers of levels, without hospitals and hamlets."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from app.matching.places import place_known
from app.matching.places.gazetteer import (
    abbreviates,
    gazetteer,
    initials,
    initials_of_province,
    name_of,
    spelled_out,
)
from app.matching.places.place import LEVELS, Place, Unit
from app.matching.result import Span
from app.models.words.vietnamese import clean, unmarked

# Marker words before a name; "city" may be of the province's or the district's level.
_MARKERS: tuple[tuple[str, str], ...] = (
    (
        "hamlet",
        r"thôn|xóm|bản|làng|ấp|buôn|khu phố|kp|tổ dân phố|tdp|tổ|khu|đội|tiểu khu",
    ),
    ("address", r"số nhà|đường|ngõ"),
    ("commune", r"xã|phường|thị trấn|t\. ?trấn|ttr|tt|x|p|f|đặc khu|đk"),
    ("district", r"huyện|quận|thị xã|tx|h|q"),
    ("city", r"thành phố|tp"),
    ("province", r"tỉnh|t"),
)
_GROUPS = "|".join(rf"(?P<{level}>{words})" for level, words in _MARKERS)
_MARKER_TEXT = rf"(?i)^(?:(?:{_GROUPS})(?:\s*\.\s*|\s+)(?=\S)|(?P<ward>[pf])(?=\d)|(?P<quarter>q)(?=\d))"
# buildings in a commune or district where children are born; they are not compared
_FACILITY_TEXT = (
    r"(?i)^(?:tại\s+)?(?:trạm y tế|trạm xá|tyt|nhà hộ sinh|ubnd|ủy ban nhân dân|uỷ ban nhân dân|công an|"
    r"(?P<hospital>trung tâm y tế|ttyt|phòng khám|bệnh viện|bvđk|bv))"
    r"(?:\s+(?:đa khoa|phụ sản|sản nhi|nhi|quân y|khu vực|trung ương|tw))*(?:\s+(?P<rest>.*))?$"
)
_LEFT_OUT_TEXT = (
    r"(?i)^(?:tại nhà|tại gia đình|ở nhà|nhà riêng|việt nam|vn|nay (?:là|thuộc) .*"
    r"|xã|phường|thị trấn|huyện|tỉnh|thành phố)$"
)
_LEVEL_BEGINS_TEXT = (  # "xã Cẩm Lương huyện Cẩm Thủy": the marker of the next level separates too
    r"(?<!thị)(?<!trạm)(?<!^)\s+(?=(?:xã|phường|thị\s+trấn|huyện|quận|thị\s+xã|tỉnh|thành\s+phố)\s+\S)"
)
_MARK_BEGINS = (  # "X.Cẩm Thạch H.Cẩm Thủy", but not in "thị trấn T.Xuân"
    r"(?<!trấn)(?<!xã)(?<!phường)(?<!huyện)(?<!tỉnh)(?<!phố)(?<!thôn)(?<!bản)(?<!làng)(?<!xóm)(?<!^)"
    r"\s+(?=(?:x|tt|p|f|h|q|tx|tp|t)\.\s*\S|tphcm)"
)
_SEPARATOR = r"(?i)(?=[\s,;–—/])(?:\s*[,;]\s*|\s+[-–—]\s+|\s*[–—]\s*|\s*/\s*(?=[^\W\d])|"


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns for texts with diacritics, or for texts without any."""

    marker: re.Pattern[str]
    facility: re.Pattern[str]
    left_out: re.Pattern[str]
    parting: re.Pattern[str]


_MARKED = _Patterns(
    re.compile(_MARKER_TEXT),
    re.compile(_FACILITY_TEXT),
    re.compile(_LEFT_OUT_TEXT),
    re.compile(_SEPARATOR + _LEVEL_BEGINS_TEXT + "|" + _MARK_BEGINS + ")"),
)
# "ban", "lang", "to", "duong" also begin names of communes (Ban Công, Lang Chánh), so they mark no hamlet
_BARE = _Patterns(
    re.compile(
        unmarked(_MARKER_TEXT.replace("|bản|làng|ấp|", "|").replace("|tổ|", "|").replace("|đường|ngõ", ""))
    ),
    re.compile(unmarked(_FACILITY_TEXT)),
    re.compile(unmarked(_LEFT_OUT_TEXT)),
    re.compile(unmarked(_SEPARATOR + _LEVEL_BEGINS_TEXT + "|" + _MARK_BEGINS + ")")),
)
_TIGHT = re.compile(r"\s*-\s*")
# "(nay là xã …)", "(cũ)": notes on the successor are not part of the place
_NOTE = re.compile(
    r"(?i)[(\[]\s*(?:nay|cũ|trước|xưa|tức|hiện|đổi|sáp nhập)\b[^)\]]*[)\]]?|[(\[][^)\]]*\bcũ\s*[)\]]"
)
_SAME = re.compile(r"(?i)[,\s]*\bcùng (?:huyện|quận|thị xã|thành phố|tỉnh)\b")
_STOPPED = re.compile(r"(?i)(?<![\w.])t\.\s?([pxt])(?![\w])")  # T.P, T.X, T.T
_BRACKETS = str.maketrans("()[]", ",,,,")


@lru_cache(maxsize=16384)
def parse(written: str) -> Place:
    """Parse a place in either order of levels; spans are indexes into its NFC form. Never fails."""
    plain = unicodedata.normalize("NFC", written)
    if "(" in plain or "[" in plain:
        plain = _NOTE.sub(lambda note: " " * len(note.group()), plain).translate(_BRACKETS)
    plain = _SAME.sub(lambda said: " " * len(said.group()), plain)
    plain = _STOPPED.sub(lambda mark: f"T{mark[1]}".ljust(len(mark.group())), plain)
    bare = plain.isascii()
    patterns = _BARE if bare else _MARKED
    known = place_known.read(plain, bare=bare)
    if known is not None:
        return known
    units = [
        u for start, end in _pieces(plain, patterns) if (u := _unit(plain, start, end, patterns)) is not None
    ]
    hamlet = next((u for u in units if u.level == "hamlet"), None)
    units = [u for u in units if u.level not in {"hamlet", "address"}]
    if len(units) > 1 and _is_province(units[0]) and not _is_province(units[-1]):
        units.reverse()
    return replace(_levelled(units, bare=bare), hamlet=hamlet)


def _pieces(written: str, patterns: _Patterns) -> list[Span]:
    """Split a place at commas and spaced dashes; at tight dashes and spaces only between known names."""
    spans = _cut(written, patterns.parting)
    if len(spans) == 1:
        return _tight(written, spans[0], patterns)
    joined: list[Span] = []
    for start, end in spans:
        whole = (joined[-1][0], end) if joined else (start, end)
        # Bà Rịa - Vũng Tàu
        if (
            joined
            and "-" in written[slice(*whole)]
            and _is_known(patterns.marker.sub("", written[slice(*whole)]))
        ):
            joined[-1] = whole
        else:
            joined.append((start, end))
    return joined


def _tight(written: str, span: Span, patterns: _Patterns) -> list[Span]:
    """Split a text without separators at dashes, or at spaces before known names."""
    piece = written[slice(*span)]
    if patterns.facility.match(piece) or patterns.left_out.match(clean(piece)) or _is_known(piece):
        return [span]
    parts = [(span[0] + start, span[0] + end) for start, end in _cut(piece, _TIGHT)]
    words = [len(written[start:end].split()) for start, end in parts]
    if len(parts) > 1 and (min(words) > 1 or _is_known(written[slice(*parts[-1])])):
        return parts
    return _spaced(written, span) if len(parts) == 1 and not patterns.marker.match(piece) else [span]


def _is_known(piece: str) -> bool:
    """Tell whether a piece is the name of a province."""
    return name_of(piece, bare=piece.isascii()) in gazetteer().provinces


def _spaced(written: str, span: Span) -> list[Span]:
    """Split "Cẩm Thạch Cẩm Thủy Thanh Hóa": known names from the end, or the province at the start."""
    words = [(span[0] + m.start(), span[0] + m.end()) for m in re.finditer(r"\S+", written[slice(*span)])]
    known = gazetteer()
    last: list[Span] = []
    for names in (known.provinces, known.districts):
        size = _known_at_end(written, words, names)
        if size:
            last.insert(0, (words[-size][0], words[-1][1]))
            words = words[:-size]
    if not last and (
        size := next((n for n in (2, 3) if len(words) > n and _is_known(_of(written, words[:n]))), 0)
    ):
        first, rest = (words[0][0], words[size - 1][1]), (words[size][0], span[1])
        return [first, *_halves(words[size:], rest)]
    return [*_halves(words, (words[0][0], words[-1][1])), *last] if last else [span]


def _of(written: str, words: list[Span]) -> str:
    return written[words[0][0] : words[-1][1]]


def _known_at_end(written: str, words: list[Span], names: frozenset[str]) -> int:
    """Return the number of words of the known name at the end; 0 for none, or when no word is left."""
    for size in (3, 2):
        if len(words) > size:
            piece = _of(written, words[-size:])
            if name_of(piece, bare=written.isascii()) in names:
                return size
    return 0


def _halves(words: list[Span], whole: Span) -> list[Span]:
    """Split four words into two names of two words, the most common length."""
    return [(whole[0], words[1][1]), (words[2][0], whole[1])] if len(words) == 4 else [whole]


def _cut(written: str, separator: re.Pattern[str]) -> list[Span]:
    """Return the non-empty spans between separators, without outer spaces and full stops."""
    spans: list[Span] = []
    start = 0
    for end, after in [*(m.span() for m in separator.finditer(written)), (len(written), len(written))]:
        piece = written[start:end]
        left = len(piece) - len(piece.lstrip(" .\t\u00a0"))
        stripped = piece.strip(" .\t\u00a0")
        if stripped:
            spans.append((start + left, start + left + len(stripped)))
        start = after
    return spans


def _unit(written: str, start: int, end: int, patterns: _Patterns) -> Unit | None:
    """Parse the marker and the name of one piece; None when it names no place."""
    bare = patterns is _BARE
    facility = patterns.facility.match(written[start:end])
    if facility:
        start = start + facility.start("rest") if facility["rest"] else end
    piece = written[start:end]
    if not piece.strip() or patterns.left_out.match(clean(piece)):
        return None
    marker = patterns.marker.match(piece)
    if marker is None:
        name = name_of(piece, bare=bare)
        # a hospital's name (Bạch Mai, Cẩm Thủy) has no level, except the name of a province
        if facility and facility["hospital"] and name not in gazetteer().provinces:
            return None
        return Unit((_whole(name, bare=bare), *initials(piece)), (start, end), bare=bare)
    return _marked(piece, marker, start, bare=bare)


def _whole(name: str, *, bare: bool) -> str:
    """Return the province of a short form without diacritics: "T.Hoa"."""
    return (spelled_out(name, bare=True) or name) if bare else name


def _marked(piece: str, marker: re.Match[str], start: int, *, bare: bool) -> Unit:
    """Parse a piece with a marker, or as a whole name: "T.Hoá", "Quan Hoa" without diacritics."""
    level = {"ward": "commune", "quarter": "district"}.get(str(marker.lastgroup), str(marker.lastgroup))
    name = name_of(piece[marker.end() :], bare=bare)
    if level == "city":
        level = "province" if name in gazetteer().cities else "district"
    dotted = re.match(r"^\w\.", piece) is not None
    whole: tuple[str, ...] = ()
    if dotted or (bare and level != "hamlet"):
        whole = (_whole(name_of(piece, bare=bare), bare=bare),)
    if level == "province":
        short = initials(piece[marker.end() :])
        known = name in gazetteer().provinces or name in gazetteer().old_provinces
        if (dotted or bare) and not known and not any(map(initials_of_province, short)):
            level, short = "", ()
        whole += short
    if dotted and name not in gazetteer().districts and any(map(spelled_out, whole)):
        level = ""  # "H.Bình" is Hòa Bình rather than a district, "Q.Ninh" no urban one
    kind = _kind(marker.group()) if level == "commune" else ""
    return Unit((name, *whole), (start + marker.end(), start + len(piece)), level, bare, kind)


def _kind(marker: str) -> str:
    """Return the kind of commune that a marker says, as in communes.py."""
    first = unmarked(marker.strip().lower())
    return {"d": "k", "f": "p"}.get(first[0], first[0])


def _is_province(unit: Unit) -> bool:
    """Tell whether a unit is or may be a province."""
    if unit.level:
        return unit.level == "province"
    known = gazetteer().provinces
    return any(reading in known or spelled_out(reading) is not None for reading in unit.readings)


def _is_province_last(unit: Unit, count: int) -> bool:
    """Tell whether the last of several units is a province that alone would be unclear: "Lạc Sơn, HB"."""
    if unit.level:
        return False
    known = gazetteer()
    third = count == len(LEVELS) and (
        unit.readings[0] in known.old_provinces
        or any(abbreviates(reading, name) for reading in unit.readings for name in known.provinces)
    )
    return third or any(reading.endswith(".") and initials_of_province(reading) for reading in unit.readings)


def _told_apart(units: list[Unit]) -> list[Unit]:
    """Remove a level that a dotted letter gives to two units: "P.Túc, P.Xuyên" are not two wards."""
    twice = Counter(unit.level for unit in units if "." in unit.readings[-1])
    return [replace(unit, level="") if twice[unit.level] > 1 else unit for unit in units]


def _in_order(units: list[Unit]) -> list[Unit]:
    """Remove a level that a dotted letter gives to another's place in "H.Phú, T.D.Một, B.Dương"."""
    dotted = [_is_dotted(unit) for unit in units]
    if len(units) != len(LEVELS) or not any(dotted) or any(" " in u.readings[0] for u in units if u.level):
        return units
    placed = zip(units, dotted, reversed(LEVELS), strict=True)
    return [
        replace(u, level="", readings=u.readings[-1:]) if letter and u.level != name else u
        for u, letter, name in placed
    ]


def _is_dotted(unit: Unit) -> bool:
    """Tell whether a unit is short for its words: "B.Dương", or a province without diacritics, "Q.Nam"."""
    return "." in unit.readings[-1] or (len(unit.readings) > 1 and unit.readings[-1] in gazetteer().provinces)


def _levelled(units: list[Unit], *, bare: bool) -> Place:
    """Assign levels to the units, starting at the province; unclear units are loose."""
    units = _in_order(units)
    levels: dict[str, Unit] = {}
    rest: list[Unit] = []
    if len(units) > 1 and _is_province_last(units[-1], len(units)):
        levels["province"] = units.pop()
    if any("." in unit.readings[-1] for unit in units):
        units = _told_apart(units)
    for unit in reversed(units):
        if unit.level and unit.level not in levels:
            levels[unit.level] = unit
        elif not unit.level and "province" not in levels and not rest and not levels and _is_province(unit):
            levels["province"] = unit
        elif not unit.level:
            rest.append(unit)
    if len(rest) > 1 or (rest and levels.keys() & {"district", "commune"}):
        for unit in list(rest):  # the unit next to the province first
            free = next((name for name in LEVELS[1:] if name not in levels), None)
            if free:
                levels[free] = unit
            rest.remove(unit)
    return Place(levels.get("province"), levels.get("district"), levels.get("commune"), tuple(rest), bare)

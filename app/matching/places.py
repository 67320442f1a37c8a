"""Places as books write them, level by level: commune, district, province; the hamlet is dropped."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.matching import text
from app.matching.gazetteer import gazetteer
from app.matching.result import Result, Span
from app.matching.verdict import Verdict

LEVELS: tuple[str, ...] = ("province", "district", "commune")
_LEVEL_WORDS = {"province": "tỉnh", "district": "huyện", "commune": "xã"}

# Marker words before a name; "city" may be of the province's or the district's level.
_MARKERS: tuple[tuple[str, str], ...] = (
    ("hamlet", r"thôn|xóm|bản|làng|ấp|buôn|khu phố|kp|tổ dân phố|tdp|tổ|khu|đội|tiểu khu|số nhà|đường|ngõ"),
    ("commune", r"xã|phường|thị trấn|t\. ?trấn|ttr|tt|x(?=\.)|p(?=\.)"),
    ("district", r"huyện|quận|thị xã|tx|h(?=\.)|q(?=\.)"),
    ("city", r"thành phố|tp"),
    ("province", r"tỉnh|t(?=\.)"),
)
_MARKER = re.compile(
    r"(?i)^(?:" + "|".join(rf"(?P<{level}>{words})" for level, words in _MARKERS) + r")(?:\s*\.\s*|\s+)(?=\S)"
)
# where a child was born inside a commune or district: only the place itself is compared
_FACILITY = re.compile(
    r"(?i)^(?:tại\s+)?(?:trạm y tế|trạm xá|tyt|nhà hộ sinh|ubnd|u[ỷỶ] ban nhân dân|ủy ban nhân dân|công an|"
    r"(?P<hospital>trung tâm y tế|ttyt|phòng khám|bệnh viện|bvđk|bv))"
    r"(?:\s+(?:đa khoa|phụ sản|sản nhi|nhi|quân y|khu vực|trung ương|tw))*(?:\s+(?P<rest>.*))?$"
)
_LEFT_OUT = re.compile(
    r"(?i)^(?:tại nhà|ở nhà|nhà riêng|việt nam|vn|nay (?:là|thuộc) .*"
    r"|xã|phường|thị trấn|huyện|tỉnh|thành phố)$"
)
# "(nay là xã …)", "(cũ)": what became of a place is not where it is
_NOTE = re.compile(
    r"(?i)[(\[]\s*(?:nay|cũ|trước|xưa|tức|hiện|đổi|sáp nhập)\b[^)\]]*[)\]]?|[(\[][^)\]]*\bcũ\s*[)\]]"
)
_LEVEL_BEGINS = (  # "xã Cẩm Lương huyện Cẩm Thủy": the next level's word parts them too
    r"(?<!thị)(?<!^)\s+(?=(?:xã|phường|thị\s+trấn|huyện|quận|thị\s+xã|tỉnh|thành\s+phố)\s+\S)"
)
_SPACED = re.compile(r"(?i)\s*[,;]\s*|\s+[-–—]\s+|\s*[–—]\s*|\s*/\s*(?=[^\W\d])|" + _LEVEL_BEGINS)
_TIGHT = re.compile(r"\s*-\s*")


@dataclass(frozen=True, slots=True)
class Unit:
    """One administrative unit in a written place: its readings as canonical names, and where it stands.

    Several readings hold when a mark is ambiguous: "T.Hoá" is "tỉnh Hoá" or "T… Hoá".
    """

    readings: tuple[str, ...]
    span: Span
    level: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a written place says at each level; ``loose`` are names whose level is not told."""

    province: Unit | None = None
    district: Unit | None = None
    commune: Unit | None = None
    loose: tuple[Unit, ...] = ()

    def level(self, name: str) -> Unit | None:
        """Return the unit at one of LEVELS."""
        return {"province": self.province, "district": self.district, "commune": self.commune}[name]


@lru_cache(maxsize=16384)
def parse(written: str) -> Place:
    """Read a place in either order of levels; spans are indexes into the text. Never fails."""
    plain = _NOTE.sub(lambda note: " " * len(note.group()), written)
    plain = plain.translate({ord(sign): "," for sign in "()[]"})
    units = [u for start, end in _pieces(plain) if (u := _unit(plain, start, end)) is not None]
    units = [u for u in units if u.level != "hamlet"]
    if len(units) > 1 and _is_province(units[0]) and not _is_province(units[-1]):
        units.reverse()
    return _levelled(units)


def _pieces(written: str) -> list[Span]:
    """Cut a written place at commas and spaced dashes; at tight dashes when a province ends it."""
    spans = _cut(written, _SPACED)
    if len(spans) == 1:
        tight = _cut(written, _TIGHT)
        if len(tight) > 1 and _name(written[slice(*tight[-1])]) in gazetteer().provinces:
            return tight
    joined: list[Span] = []
    for start, end in spans:
        whole = (joined[-1][0], end) if joined else (start, end)
        bare = _MARKER.sub("", written[slice(*whole)])
        if joined and text.canon(bare) in gazetteer().provinces:  # Bà Rịa - Vũng Tàu
            joined[-1] = whole
        else:
            joined.append((start, end))
    return joined


def _cut(written: str, separator: re.Pattern[str]) -> list[Span]:
    """Return the spans between separators, outer spaces and full stops off, empty ones left out."""
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


def _name(piece: str) -> str:
    """Return the canonical name of a bare piece, short forms of provinces written out."""
    low = text.clean(piece).casefold()
    return gazetteer().short.get(low.replace(".", "").replace(" ", ""), text.canon(low))


def _unit(written: str, start: int, end: int) -> Unit | None:
    """Read one piece: its marker, its name; None when it names no place."""
    facility = _FACILITY.match(written[start:end])
    if facility:
        start = start + facility.start("rest") if facility["rest"] else end
    piece = written[start:end]
    if not piece.strip() or _LEFT_OUT.match(text.clean(piece)):
        return None
    marker = _MARKER.match(piece)
    if marker is None:
        name = _name(piece)
        # a hospital's own name (Bạch Mai, Cẩm Thủy) tells no level, unless it is a province's
        if facility and facility["hospital"] and name not in gazetteer().provinces:
            return None
        # "CT": the last full stop tells initials from a province's short form (CT is Cẩm Thủy, not Cần Thơ)
        initials = (".".join(piece.lower()) + ".",) if re.fullmatch(r"[A-ZĐ]{2,3}", piece) else ()
        return Unit((name, *initials), (start, end))
    level = str(marker.lastgroup)
    name = _name(piece[marker.end() :])
    if level == "city":
        level = "province" if name in gazetteer().cities else "district"
    dotted = re.match(r"^\w\.", piece) is not None
    readings = (name, text.canon(piece)) if dotted else (name,)
    if dotted and level == "province" and name not in gazetteer().provinces:
        level = ""
    return Unit(readings, (start + marker.end(), end), level)


def _is_province(unit: Unit) -> bool:
    """Tell whether a unit is, or may well be, a province."""
    if unit.level:
        return unit.level == "province"
    known = gazetteer().provinces
    return any(reading in known or _spelled_out(reading) is not None for reading in unit.readings)


@lru_cache(maxsize=1024)
def _spelled_out(reading: str) -> str | None:
    """Return the one province a dotted short form stands for ("t.hoa4"); None when none or several."""
    if "." not in reading or reading.endswith("."):
        return None
    fitting = [name for name in gazetteer().provinces if _abbreviates(reading, name)]
    return fitting[0] if len(fitting) == 1 else None


def _levelled(units: list[Unit]) -> Place:
    """Give the units their levels, from the province's end; what stays unclear is loose."""
    levels: dict[str, Unit] = {}
    rest: list[Unit] = []
    for unit in reversed(units):
        if unit.level and unit.level not in levels:
            levels[unit.level] = unit
        elif not unit.level and "province" not in levels and not rest and not levels and _is_province(unit):
            levels["province"] = unit
        elif not unit.level:
            rest.append(unit)
    if len(rest) > 1 or (rest and levels.keys() & {"district", "commune"}):
        for unit in list(rest):  # nearest the province first
            free = next((name for name in LEVELS[1:] if name not in levels), None)
            if free:
                levels[free] = unit
            rest.remove(unit)
    return Place(levels.get("province"), levels.get("district"), levels.get("commune"), tuple(rest))


def compare(book: str, registry: str) -> Verdict:
    """Compare two places at every level both give; neither is blank."""
    if book == registry:
        return Verdict(Result.EQUAL)
    read = parse(book), parse(registry)
    ours, theirs = _from_hamlet(*read), _from_hamlet(*reversed(read))
    apart: list[str] = []
    renamed = False
    book_spans: list[Span] = []
    registry_spans: list[Span] = []
    for name in LEVELS:
        b, r = ours.level(name), theirs.level(name)
        if b is None or r is None or _same(b, r):
            continue
        if _renamed(name, ours, theirs):
            renamed = True
            continue
        apart.append(f"khác {_LEVEL_WORDS[name]}")
        book_spans.append(b.span)
        registry_spans.append(r.span)
    if not apart and not (_loose_fits(ours, theirs) and _loose_fits(theirs, ours)):
        apart.append("khác nơi")
        book_spans, registry_spans = [_finest(ours)], [_finest(theirs)]
    if apart:
        spans = tuple(sorted(book_spans)), tuple(sorted(registry_spans))
        return Verdict(Result.DIFFERENT, ", ".join(apart), *spans)
    return _agreeing(ours, theirs, renamed=renamed)


def _from_hamlet(place: Place, other: Place) -> Place:
    """Read "Kim Mẫm, Cẩm Lương" as hamlet and commune where the other place says that this is a commune."""
    upper, lower = place.district, place.commune
    if upper is None or lower is None or upper.level or lower.level:
        return place
    if other.commune is None or other.district is None:
        return place
    if _same(upper, other.commune) and not _same(upper, other.district):
        return Place(place.province, None, upper, place.loose)
    return place


def _agreeing(ours: Place, theirs: Place, *, renamed: bool) -> Verdict:
    """Say how two places agree: wholly, under another name, or as far as one of them goes."""
    if renamed:
        return Verdict(Result.EQUAL_VARIANT, "đổi tên địa giới")
    mine, other = ([p.level(name) is not None for name in LEVELS] for p in (ours, theirs))
    if ours.loose or any(r and not b for b, r in zip(mine, other, strict=True)):
        return Verdict(Result.BOOK_PARTIAL, "sổ ghi ít cấp hơn")
    if theirs.loose or any(b and not r for b, r in zip(mine, other, strict=True)):
        return Verdict(Result.EQUAL_VARIANT, "CSDL ghi ít hơn")
    return Verdict(Result.EQUAL_FORMAT)


def _same(one: Unit, other: Unit) -> bool:
    """Tell whether two units bear the same name, short forms allowed."""
    return any(
        a == b or _abbreviates(a, b) or _abbreviates(b, a) for a in one.readings for b in other.readings
    )


def _abbreviates(short: str, name: str) -> bool:
    """Tell whether "c.luong" is short for "cam3 luong": every dotted letter begins a word."""
    if "." not in short:
        return False
    words, parts = name.split(), [p for p in re.split(r"[.\s]+", short) if p]
    return len(words) == len(parts) and all(
        part == word or (len(text.fold(part)) <= 2 and text.fold(word).startswith(text.fold(part)))
        for part, word in zip(parts, words, strict=True)
    )


def _renamed(level: str, ours: Place, theirs: Place) -> bool:
    """Tell whether two names at a level are one unit before and after a dated change."""
    return _became(level, ours, theirs) or _became(level, theirs, ours)


def _became(level: str, old: Place, new: Place) -> bool:
    """Tell whether the unit of the first place was merged into that of the second.

    Since 01/07/2025 there are no districts: a place that names one is written in the old way, and its
    commune or province is not yet the successor, which often bore the same name before.
    """
    known = gazetteer()
    before = old.level(level)
    after = new.level(level) or next(iter(new.loose), None)
    if before is None or after is None:
        return False
    pairs = [(a, b) for a in before.readings for b in after.readings]
    if level == "province":
        settled = new.district is None or (old.district is not None and _same(old.district, new.district))
        return settled and any(pair in known.province_renames for pair in pairs)
    if level == "commune" and old.district is not None and new.district is None:
        return any((d, *pair) in known.commune_renames for d in old.district.readings for pair in pairs)
    return False


def _loose_fits(place: Place, other: Place) -> bool:
    """Tell whether the name of untold level agrees with some level of the other, or cannot be judged."""
    if not place.loose:
        return True
    others = [u for name in LEVELS[1:] if (u := other.level(name)) is not None]
    others += other.loose
    return not others or any(_same(place.loose[0], u) for u in others) or _became("commune", other, place)


def _finest(place: Place) -> Span:
    """Return where the finest unit of a place stands."""
    units = [*place.loose, *(u for name in reversed(LEVELS) if (u := place.level(name)) is not None)]
    return units[0].span

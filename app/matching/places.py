"""The comparison of a book's place with a registry place by level, without the hamlet."""

import re
from functools import lru_cache

from app.matching.gazetteer import abbreviates, folded, gazetteer
from app.matching.place_text import LEVELS, Place, Unit, parse
from app.matching.result import Result, Span
from app.matching.verdict import Verdict

__all__ = ["LEVELS", "Place", "Unit", "compare", "parse"]

_VOWEL = re.compile(r"(?i)[aeiouy]")
_LEVEL_WORDS = {"province": "tỉnh", "district": "huyện", "commune": "xã"}


def compare(book: str, registry: str) -> Verdict:
    """Compare two NFC places at every level that both have; neither is blank."""
    if book == registry:
        return Verdict(Result.EQUAL)
    read = parse(book), parse(registry)
    read = _from_hamlet(*read), _from_hamlet(*reversed(read))
    ours, theirs = _from_initials(*read), _from_initials(*reversed(read))
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
    verdict = _agreeing(ours, theirs, renamed=renamed)
    if verdict.result is Result.EQUAL_FORMAT and ours.bare != theirs.bare:
        bare = book if ours.bare else registry
        return Verdict(Result.EQUAL_FORMAT, "không dấu" if _VOWEL.search(bare) else "")  # "TP. HCM"
    return verdict


def _from_hamlet(place: Place, other: Place) -> Place:
    """Take "Kim Mẫm, Cẩm Lương" as hamlet and commune where the other place has it as commune."""
    upper, lower = place.district, place.commune
    if upper is None or lower is None or upper.level or lower.level:
        return place
    if other.commune is None or other.district is None:
        return place
    if _same(upper, other.commune) and not _same(upper, other.district):
        return Place(place.province, None, upper, place.loose)
    return place


def _from_initials(place: Place, other: Place) -> Place:
    """Take "BL" in "xã Hùng Sơn, BL" as the other place's district, not as Bạc Liêu."""
    last = place.province
    if last is None or last.level or not last.readings[-1].endswith(".") or place.district is not None:
        return place
    if other.district is None or not _same(last, other.district):
        return place
    if other.province is not None and (_same(last, other.province) or _renamed("province", place, other)):
        return place
    commune = place.commune or next(iter(place.loose), None)
    return Place(None, last, commune, () if place.commune is None else place.loose, place.bare)


def _agreeing(ours: Place, theirs: Place, *, renamed: bool) -> Verdict:
    """Return the verdict of agreeing places: whole, renamed, or only the levels of one of them."""
    if renamed:
        return Verdict(Result.EQUAL_VARIANT, "đổi tên địa giới")
    mine, other = ([p.level(name) is not None for name in LEVELS] for p in (ours, theirs))
    if ours.loose or any(r and not b for b, r in zip(mine, other, strict=True)):
        return Verdict(Result.BOOK_PARTIAL, "sổ ghi ít cấp hơn")
    if theirs.loose or any(b and not r for b, r in zip(mine, other, strict=True)):
        return Verdict(Result.EQUAL_VARIANT, "CSDL ghi ít hơn")
    return Verdict(Result.EQUAL_FORMAT)


def _same(one: Unit, other: Unit) -> bool:
    """Tell whether two units have one name, short forms allowed; folded when a text has no diacritics."""
    mine, theirs = one.readings, other.readings
    if mine == theirs:
        return True
    if any(a == b or abbreviates(a, b) or abbreviates(b, a) for a in mine for b in theirs):
        return True
    if one.bare == other.bare:
        return False
    left, right = [*map(folded, mine)], [*map(folded, theirs)]
    return any(a == b or abbreviates(a, b) or abbreviates(b, a) for a in left for b in right)


def _renamed(level: str, ours: Place, theirs: Place) -> bool:
    """Tell whether a dated change turned one unit into the other, in either order."""
    return _became(level, ours, theirs) or _became(level, theirs, ours)


def _became(level: str, old: Place, new: Place) -> bool:
    """Tell whether the unit of the first place was merged into that of the second.

    Since 01/07/2025 there are no districts. A place with a district is older, so its commune or province is
    not yet a successor of that day, which often had the same name before.
    """
    before = old.level(level) or next(iter(old.loose), None)
    after = new.level(level) or next(iter(new.loose), None)
    if before is None or after is None:
        return False
    if level == "province":
        same = new.district is None or (old.district is not None and _same(old.district, new.district))
        successors = _successors(before.readings, before_2025=not same)
        return any(_bears(after.readings, name) for name in successors)
    if level != "commune" or (new.district is None and new.province is None):
        return False  # a commune alone may be older than 2025
    units = [place.district for place in (old, new) if place.district is not None]
    return any(
        _bears(after.readings, name) and all(_bears(unit.readings, district) for unit in units)
        for district, name in _merged(before.readings, since_2025=new.district is None)
    )


@lru_cache(maxsize=4096)
def _successors(readings: tuple[str, ...], *, before_2025: bool) -> tuple[str, ...]:
    """Return the successors of the provinces with these names; before 2025 fewer had merged."""
    known = gazetteer()
    renames = known.province_renames_before if before_2025 else known.province_renames
    return tuple(new for old, new in renames if _bears(readings, old))


@lru_cache(maxsize=4096)
def _merged(readings: tuple[str, ...], *, since_2025: bool) -> tuple[tuple[str, str], ...]:
    """Return district and successor of the communes with these names."""
    known = gazetteer()
    merged = known.commune_renames if since_2025 else known.merged_before
    return tuple((district, new) for district, old, new in merged if _bears(readings, old))


def _bears(readings: tuple[str, ...], name: str) -> bool:
    """Tell whether a unit has this name, short forms allowed: "C.Phong"."""
    return any(reading == name or abbreviates(reading, name) for reading in readings)


def _loose_fits(place: Place, other: Place) -> bool:
    """Tell whether a unit of unknown level agrees with some level of the other, or is unclear."""
    if not place.loose:
        return True
    others = [u for name in LEVELS[1:] if (u := other.level(name)) is not None]
    others += other.loose
    return not others or any(_same(place.loose[0], u) for u in others) or _renamed("commune", place, other)


def _finest(place: Place) -> Span:
    """Return the span of the finest unit of a place."""
    units = [*place.loose, *(u for name in reversed(LEVELS) if (u := place.level(name)) is not None)]
    return units[0].span

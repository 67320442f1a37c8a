"""The comparison of two written places by their names alone, for what the table of units does not know."""

from app.matching.places import place_meaning
from app.matching.places.gazetteer import abbreviates, folded
from app.matching.places.place import LEVELS, Place, Unit
from app.matching.result import Span

_WORDS = {"province": "tỉnh", "district": "huyện", "commune": "xã"}


def apart(ours: Place, theirs: Place) -> tuple[str, tuple[Span, ...], tuple[Span, ...]]:
    """Return the levels at which the names differ in words ("khác xã"), and the spans; empty without one."""
    found = [name for name in LEVELS if _differs(name, ours, theirs)]
    said = ", ".join(f"khác {_WORDS[name]}" for name in found)
    units = [(ours.level(name), theirs.level(name)) for name in found]
    spans = [(b.span, r.span) for b, r in units if b is not None and r is not None]
    if not spans and not (_loose_fits(ours, theirs) and _loose_fits(theirs, ours)):
        said, spans = "khác nơi", [(finest(ours), finest(theirs))]
    return said, tuple(sorted(b for b, _ in spans)), tuple(sorted(r for _, r in spans))


def _differs(level: str, ours: Place, theirs: Place) -> bool:
    """Tell whether both places have a level, under names that do not belong together."""
    one, other = ours.level(level), theirs.level(level)
    if one is None or other is None or same(one, other):
        return False
    return level != "province" or not _june(ours) & _june(theirs)


def _june(place: Place) -> frozenset[str]:
    """Return the provinces of June 2025 in a place's province; one with a district is from before that."""
    window = place_meaning.BEFORE if place.district is not None else place_meaning.ANY
    return frozenset().union(*(one.june for one in place_meaning.provinces(place, window)))


def provinces_differ(ours: Place, theirs: Place) -> bool:
    """Tell whether two places name provinces that do not belong together."""
    return _differs("province", ours, theirs)


def provinces_differ_in_name(ours: Place, theirs: Place) -> bool:
    """Tell whether two places write a province under two names."""
    return (
        ours.province is not None and theirs.province is not None and not same(ours.province, theirs.province)
    )


def less(place: Place, other: Place) -> bool:
    """Tell whether a place has fewer levels than another, or one of an unknown level."""
    mine, others = ([p.level(name) is not None for name in LEVELS] for p in (place, other))
    return bool(place.loose) or any(there and not here for here, there in zip(mine, others, strict=True))


def same(one: Unit, other: Unit) -> bool:
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


def from_hamlet(place: Place, other: Place) -> Place:
    """Take "Kim Mẫm, Cẩm Lương" as hamlet and commune where the other place has it as commune."""
    upper, lower = place.district, place.commune
    if upper is None or lower is None or upper.level or lower.level:
        return place
    if other.commune is None:
        return place
    if same(upper, other.commune) and not (other.district is not None and same(upper, other.district)):
        return Place(place.province, None, upper, place.loose, place.bare, lower)
    return place


def from_initials(place: Place, other: Place) -> Place:
    """Take "BL" in "xã Hùng Sơn, BL" as the other place's district, not as Bạc Liêu."""
    last = place.province
    if last is None or last.level or not last.readings[-1].endswith(".") or place.district is not None:
        return place
    if other.district is None or not same(last, other.district):
        return place
    if other.province is not None and (same(last, other.province) or _june(place) & _june(other)):
        return place
    commune = place.commune or next(iter(place.loose), None)
    return Place(None, last, commune, () if place.commune is None else place.loose, place.bare, place.hamlet)


def _loose_fits(place: Place, other: Place) -> bool:
    """Tell whether a unit of unknown level agrees with some level of the other, or is unclear."""
    if not place.loose:
        return True
    others = [u for name in LEVELS[1:] if (u := other.level(name)) is not None]
    others += other.loose
    return not others or any(same(place.loose[0], u) for u in others)


def finest(place: Place) -> Span:
    """Return the span of the finest unit of a place."""
    units = [*place.loose, *(u for name in reversed(LEVELS) if (u := place.level(name)) is not None)]
    return units[0].span

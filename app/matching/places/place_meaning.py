"""The units that a written place may mean at a time, and whether dated changes lead from one to another."""

from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from app.matching import text
from app.matching.places import communes, place_moved
from app.matching.places.communes import TODAY, TWO_LEVELS, Commune, District, joined, spelled
from app.matching.places.gazetteer import Province, abbreviates, folded, gazetteer
from app.matching.places.place import Place, Unit

Window = tuple[int, int]
"""The first and the last month (202507) in which words may have been written."""
ANY: Window = (0, 999912)
BEFORE: Window = (0, TWO_LEVELS - 1)
SINCE: Window = (TWO_LEVELS, 999912)
# what makes a meaning less likely: a commune of another district, a unit of another time than the act,
# levels of two times, another kind
_ELSEWHERE, _OTHER_TIME, _MIXED, _OTHER_KIND = 16, 8, 4, 1


class Link(IntEnum):
    """How one meaning is connected with another, the closest first."""

    SAME = 0
    LED = 1  # one became the other
    MAYBE = 2  # one was divided, and may have become the other
    LESS = 3  # the first is the district or province of the second
    MORE = 4


class Meaning(NamedTuple):
    """What a place may mean: a commune, else a district, else a province, with the province as written.

    A ``moved`` unit lies in another district or province than the one written, and may have lain in that.
    """

    june: frozenset[str]  # provinces of June 2025
    named: Province | None
    district: District | None = None
    commune: Commune | None = None
    moved: bool = False


@lru_cache(maxsize=32768)
def meanings(place: Place, window: Window, around: frozenset[str] = frozenset()) -> tuple[Meaning, ...]:
    """Return the likeliest meanings of a place; none when a name is not in the table.

    ``around`` holds provinces of June 2025, for a place that names no province.
    """
    named = provinces(place, window)
    if place.province is not None and not named:
        return ()
    found: list[tuple[int, Meaning]] = []
    for province in named or (None,):
        june = province.june if province is not None else around
        for commune, district in _divisions(place):
            wider = june | place_moved.moved_to(province.name, district) if province and district else june
            if commune is not None:
                found += _communes(commune, district, wider, province, window)
            elif district is not None:
                found += _districts(district, wider, province, window)
            elif province is not None:
                found.append((0, Meaning(june, province)))
    least = min((cost for cost, _ in found), default=0)
    return tuple(dict.fromkeys(meaning for cost, meaning in found if cost == least))


def _divisions(place: Place) -> Iterator[tuple[Unit | None, Unit | None]]:
    """Yield (commune, district); a unit of unknown level may be either."""
    if not place.loose or place.commune or place.district:
        yield place.commune or next(iter(place.loose), None), place.district
        return
    yield place.loose[0], None
    yield None, place.loose[0]


def provinces(place: Place, window: Window) -> tuple[Province, ...]:
    """Return the provinces that a place names, of the time of the act where there are any."""
    if place.province is None:
        return ()
    times = gazetteer().times
    readings = place.province.readings
    names = [name for name in times if any(abbreviates(reading, name) for reading in readings)]
    found = [one for name in dict.fromkeys((*readings, *names)) for one in times.get(name, ())]
    found.sort(key=lambda one: -one.last)
    return tuple(one for one in found if one.at(window)) or tuple(found)


@lru_cache(maxsize=8192)
def june_of(place: Place) -> frozenset[str]:
    """Return the provinces of June 2025 that a place may lie in; none without a province or district."""
    found: frozenset[str] = frozenset().union(*(one.june for one in provinces(place, ANY)))
    unit = place.district
    if found or place.province is not None or unit is None:
        return found
    known = (pair for reading in unit.readings for pair in communes.districts(joined(folded(reading))))
    return frozenset(province for name, province in known if _bears(unit, text.canon(name)))


def _communes(
    unit: Unit, district: Unit | None, june: frozenset[str], province: Province | None, window: Window
) -> Iterator[tuple[int, Meaning]]:
    """Yield the communes of this name, each with what speaks against it."""
    for one in _named(unit, june):
        moved = district is not None and not any(_bears(district, text.canon(n)) for n in one.district_names)
        if moved and not (district and place_moved.may_have_lain(district, one)):
            continue
        cost = _against(province, window, today=one.time == TODAY) + _ELSEWHERE * moved
        if one.time == TODAY and district is not None:
            cost += _MIXED
        if unit.kind and unit.kind != one.kind:
            cost += _OTHER_KIND
        moved = moved or (province is not None and not one.provinces & province.june)
        yield cost, Meaning(one.provinces & june, province, None, one, moved)


def _against(province: Province | None, window: Window, *, today: bool) -> int:
    """Return what speaks against a unit of today, or of before, under this province at this time."""
    lives = SINCE if today else BEFORE
    cost = 0 if lives[0] <= window[1] and window[0] <= lives[1] else _OTHER_TIME
    return cost + (_MIXED if province is not None and province.today != today else 0)


def _named(unit: Unit, june: frozenset[str]) -> list[Commune]:
    """Return the communes that a written unit may name, short forms allowed: "C.Phong"."""
    found: dict[Commune, None] = {}
    for reading in unit.readings:
        if "." in reading:
            found |= dict.fromkeys(one for one in _every(june) if _bears(unit, one.canon))
        else:
            for one in communes.named(joined(folded(reading)), june):
                if unit.bare or one.folded or spelled(reading) == spelled(one.canon):
                    found[one] = None
    return list(found)


@lru_cache(maxsize=64)
def _every(june: frozenset[str]) -> tuple[Commune, ...]:
    """Return all communes of these provinces."""
    known = communes.provinces()
    blocks = [communes.block(today) for today in dict.fromkeys(known[name] for name in june)]
    every = (one for block in blocks for same in block.communes.values() for one in same)
    return tuple(one for one in every if one.provinces & june)


def _districts(
    unit: Unit, june: frozenset[str], province: Province | None, window: Window
) -> Iterator[tuple[int, Meaning]]:
    """Yield the districts of this name."""
    known = communes.provinces()
    for today in dict.fromkeys(known[name] for name in june):
        for one in communes.block(today).districts:
            if one.province in june and any(_bears(unit, text.canon(name)) for name in one.names):
                cost = _against(province, window, today=False)
                moved = province is not None and one.province not in province.june
                yield cost, Meaning(frozenset({one.province}), province, one, None, moved)


def _bears(unit: Unit, canon: str) -> bool:
    """Tell whether a written unit has this canonical name, short forms allowed."""
    if unit.bare:
        canon = folded(canon)
        readings = tuple(folded(reading) for reading in unit.readings)
    else:
        readings = unit.readings
    name = spelled(canon)
    return any(spelled(reading) == name or abbreviates(reading, canon) for reading in readings)


def districts_of(meaning: Meaning) -> tuple[District, ...]:
    """Return the districts in which a meaning lies or lay."""
    if meaning.commune is not None:
        return meaning.commune.districts
    return () if meaning.district is None else (meaning.district,)


def link(one: Meaning, other: Meaning) -> Link | None:
    """Return how two meanings are connected; None when they are different places."""
    ours, theirs = one.commune, other.commune
    if ours is not None and theirs is not None:
        return _led(ours, theirs)
    if ours is not None:
        return Link.MORE if _inside(ours, other) else None
    if theirs is not None:
        return Link.LESS if _inside(theirs, one) else None
    return _wider_led(one, other)


def _wider_led(one: Meaning, other: Meaning) -> Link | None:
    """Return how two districts or provinces are connected."""
    if one.district is not None and other.district is not None:
        return _districts_led(one.district, other.district)
    if not one.june & other.june:
        return None
    if one.district is None and other.district is None:
        return _provinces_led(one, other)
    return Link.LESS if one.district is None else Link.MORE


def _led(ours: Commune, theirs: Commune) -> Link | None:
    if ours is theirs:
        return Link.SAME
    for old, new in ((ours, theirs), (theirs, ours)):
        if new in old.onward:
            return Link.LED if old.onward[new] else Link.MAYBE
    return None


def _districts_led(ours: District, theirs: District) -> Link | None:
    if ours is theirs:
        return Link.SAME
    for old, new in ((ours, theirs), (theirs, ours)):
        if new in old.into:
            return Link.LED if len(old.into) == 1 else Link.MAYBE
    return None


def _inside(commune: Commune, wider: Meaning) -> bool:
    """Tell whether a commune lies, or lay, in a district or province."""
    if wider.district is None:
        return bool(commune.provinces & wider.june)
    return wider.district in commune.districts


def _provinces_led(one: Meaning, other: Meaning) -> Link:
    """Return how two provinces with a part in common are connected."""
    ours, theirs = one.named, other.named
    if ours is None or theirs is None or ours.name == theirs.name:
        return Link.SAME
    if not (ours.sure and theirs.sure):
        return Link.MAYBE
    wide, narrow = (one, other) if other.june <= one.june else (other, one)
    whole = narrow.june <= wide.june and (
        len(wide.june) == 1 or (wide.named is not None and wide.named.today)
    )
    return Link.LED if whole else Link.MAYBE

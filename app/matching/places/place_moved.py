"""Communes that once lay in another district than in the table, which begins with 2019.

Towns grew, districts were divided and renamed. Such a commune is found by its name, and is never sure.
"""

from functools import cache

from rapidfuzz.distance import OSA

from app.matching.places import communes
from app.matching.places.communes import TODAY, Commune, District, joined
from app.matching.places.gazetteer import changed_districts, folded
from app.matching.places.place import Unit

_GROW = frozenset({"thành phố", "thị xã", "quận"})
"""Districts that took in communes of those around them."""
_SLIP = 2
"""Letters by which a misspelled district is apart from its name at most."""


def may_have_lain(district: Unit, commune: Commune) -> bool:
    """Tell whether a commune of another district may have lain in one of this name.

    So may one of a town, of a district divided from this one, or any where nothing is known of the name.
    """
    if commune.time == TODAY or any("." in reading for reading in district.readings):
        return False  # initials are the name of no district
    written = {joined(folded(reading)) for reading in district.readings}
    if any(_is_known(key, commune) for key in written):
        return any(
            one.word in _GROW or (one.province, key, joined(one.name)) in _divided()
            for one in commune.districts
            for key in written
        )
    return not any(
        OSA.distance(key, joined(name)) <= _SLIP for key in written for name in commune.district_names
    )


def _is_known(key: str, commune: Commune) -> bool:
    """Tell whether a district of this name is, or was, in the commune's province."""
    return any(province in commune.provinces for _, province in communes.districts(key)) or any(
        (province, key) in _olds() for province in commune.provinces
    )


@cache
def _olds() -> frozenset[tuple[str, str]]:
    """Return (province of June 2025, key of a district that was divided)."""
    return frozenset((province, old) for province, old, _ in _divided())


@cache
def _divided() -> frozenset[tuple[str, str, str]]:
    """Return (province of June 2025, key of a district, key of one divided from it)."""
    rows = changed_districts("divided_districts")
    return frozenset(
        (province, joined(old), joined(new)) for province, old, *others in rows for new in others
    )


@cache
def _left() -> dict[tuple[str, str], str]:
    """Return the province of June 2025 by that which a district left, and the key of the district."""
    return {(old, joined(district)): june for old, district, june in changed_districts("moved_districts")}


def moved_to(province: str, district: Unit) -> frozenset[str]:
    """Return the province of June 2025 to which a district of this name went from another one."""
    keys = {(province, joined(folded(reading))) for reading in district.readings}
    return frozenset(_left()[key] for key in keys if key in _left())


def said(written: tuple[str, str], now: District) -> str:
    """Return the change in words from district and province as written: "Thạch Hà → thành phố Hà Tĩnh"."""
    district, province = written
    if joined(district) in map(joined, now.names):
        return f"{province} → {now.province}"
    return f"{district} → {now.word} {now.name}"

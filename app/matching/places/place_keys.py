"""The names of a place's commune by which people are found: the written one, and those of its successors.

A row under an old name also stands under the names of today, marked as such. A query asks for its own name,
for rows that bear the names of today, and, where it may itself bear one, for rows whose commune became it. So
a merged office finds its people by either name, and not those of every commune that became part of it.
"""

from functools import lru_cache
from typing import NamedTuple

from app.matching.places import place_meaning
from app.matching.places.communes import TODAY
from app.matching.places.gazetteer import folded
from app.matching.places.place_text import parse
from app.models.words.vietnamese import fold

_BECAME = ">"


class _Names(NamedTuple):
    """The folded names of a commune: the written one, those of today; whether it may be a unit of today."""

    own: tuple[str, ...]
    today: tuple[str, ...] = ()
    is_today: bool = True


@lru_cache(maxsize=32768)
def _names(place: str) -> _Names:
    """Return the names; a commune that may be any of several has only the written one."""
    found = parse(place) if place else None
    unit = (found.commune or next(iter(found.loose), None)) if found is not None else None
    if found is None or unit is None:
        return _Names(())
    known = place_meaning.meanings(found, place_meaning.ANY, place_meaning.june_of(found))
    communes = [meaning.commune for meaning in known if meaning.commune is not None]
    names = {one.name for one in communes}
    only = names.pop() if len(names) == 1 and not communes[0].folded else ""
    own = fold(only) if only else folded(unit.readings[0])
    if len(communes) != 1:
        return _Names((own,))
    today = tuple(fold(later.name) for later in communes[0].onward if later.time == TODAY)
    return _Names((own,), tuple(name for name in today if name != own), communes[0].time == TODAY)


def commune(place: str) -> str:
    """Return the folded commune of a written place; its only name when the level is unknown."""
    return next(iter(_names(place).own), "")


def of_row(place: str) -> tuple[str, ...]:
    """Return the names under which a row of the registry stands."""
    names = _names(place)
    return (*names.own, *(f"{_BECAME}{name}" for name in names.today))


def asked(place: str) -> tuple[str, ...]:
    """Return the names that a query asks for."""
    names = _names(place)
    became = (f"{_BECAME}{name}" for name in names.own) if names.is_today else ()
    return (*names.own, *names.today, *became)

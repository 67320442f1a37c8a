"""The places of registration whose books an office of today keeps, as they were called in a year."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from app.matching import text
from app.matching.places import communes
from app.matching.places.communes import EARLIER, JUNE, TODAY, TWO_LEVELS, Commune, District
from app.matching.places.gazetteer import gazetteer
from app.matching.places.place_meaning import SINCE, meanings
from app.matching.places.place_text import parse
from app.models.words.vietnamese import fold

_LAST_JUNE = TWO_LEVELS - 1
_ISLAND = "k"
_YEAR = re.compile(r"\d{4}")
_BESIDE = "Hà Nội"
"""The province that was there beside those of which parts came to it."""


@lru_cache(maxsize=64)
def of_office(office: str, year: int | None) -> tuple[str, ...]:
    """Return the communes that went into an office's commune of today, with district and province of a year.

    Units that are gone come first; in a year of change both are there, without a year those of June 2025.
    Units of which only folded letters are known are left out. Empty for an office that the table does not
    know. What a unit was called before 2019 is known of few: these are places to choose from, never sure.
    """
    found = (one.commune for one in meanings(parse(office), SINCE) if one.commune is not None)
    today = [commune for commune in found if commune.time == TODAY]
    places = chain.from_iterable(_of(commune, year) for commune in today)
    return tuple(dict.fromkeys(places))


def _of(today: Commune, year: int | None) -> Iterator[str]:
    """Yield the places of one commune of today: those that are gone, those of June 2025, its own."""
    if year is None or year <= TWO_LEVELS // 100:
        before = [one for one in _every(today) if today in one.onward and not one.folded]
        before.sort(key=lambda one: fold(one.name))
        for time in (EARLIER, JUNE):
            for one in before:
                if one.time == time and (time == JUNE or _was(one, year)):
                    yield from _written(one, year)
    if year is None or year >= TWO_LEVELS // 100:
        for june in sorted(today.provinces):
            yield _joined(_unit(today), _province(communes.provinces()[june]))


def _every(today: Commune) -> Iterator[Commune]:
    """Yield the communes at every time of the provinces that became the province of a commune."""
    known = communes.provinces()
    blocks = [communes.block(name) for name in dict.fromkeys(known[june] for june in today.provinces)]
    yield from chain.from_iterable(same for block in blocks for same in block.communes.values())


def _was(commune: Commune, year: int | None) -> bool:
    """Tell whether a commune that is gone may still have been there in a year."""
    return year is not None and year <= max(map(int, _YEAR.findall(commune.ended)), default=0)


def _written(commune: Commune, year: int | None) -> Iterator[str]:
    """Yield a commune with its district and its province of a year; with each where it may be of several."""
    for june in sorted(commune.provinces):
        for province in _provinces(june, year):
            district = _district(commune.districts[0], year)
            # an island that was a district had no communes
            unit = () if commune.kind == _ISLAND else (_unit(commune),)
            yield _joined(*unit, district, _province(province))


def _district(district: District, year: int | None) -> str:
    later = [(day, name) for name, day in district.earlier if year is not None and year < int(day[:4])]
    return min(later)[1] if later else f"{district.word} {district.name}"


def _provinces(june: str, year: int | None) -> list[str]:
    """Return what a province of June 2025 was called, or a part of, at the beginning of a year."""
    if year is None:
        return [june]
    month = year * 100 + 1
    same = [one for one in chain.from_iterable(gazetteer().times.values()) if june in one.june]
    then = [one.name for one in same if one.at((month, month)) and one.last < _LAST_JUNE]
    return list(dict.fromkeys([june, *then] if june == _BESIDE or not then else then))


def _province(name: str) -> str:
    return f"{'thành phố' if text.canon(name) in gazetteer().cities else 'tỉnh'} {name}"


def _unit(commune: Commune) -> str:
    return f"{commune.word} {commune.name}"


def _joined(*parts: str) -> str:
    return ", ".join(parts)

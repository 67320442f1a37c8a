"""The comparison of a book's place with a registry place: by the dated table of units, else by names."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from app.matching import countries
from app.matching.places import place_changes, place_levels, place_meaning, place_moved
from app.matching.places.communes import TODAY, TWO_LEVELS
from app.matching.places.gazetteer import folded
from app.matching.places.place import LEVELS, Place, Unit
from app.matching.places.place_meaning import ANY, BEFORE, Link, Meaning, Window
from app.matching.places.place_text import parse
from app.matching.result import Result
from app.matching.verdict import Verdict

__all__ = [
    "ANY",
    "LEVELS",
    "Place",
    "Unit",
    "Window",
    "compare",
    "may_be_one",
    "one_district",
    "one_place",
    "parse",
]

_VOWEL = re.compile(r"(?i)[aeiouy]")
_RENAMED = "đổi tên địa giới"
_LESS_IN_BOOK = "sổ ghi thiếu cấp"
_LESS_IN_REGISTRY = "CSDL ghi thiếu"
_OTHER_HAMLET = "khác thôn"
_NAMESAKE = "thiếu cấp huyện: có thể là xã khác, trùng tên"
_NOWHERE: frozenset[str] = frozenset()


@lru_cache(maxsize=32768)
def compare(book: str, registry: str, window: Window = ANY) -> Verdict:
    """Compare two NFC places; neither is blank.

    ``window`` is when the book was written: its names are those of that time. A registry's are of any time.
    Hamlets were merged and renamed without a public table: two different ones are shown, no difference.
    """
    if book == registry and not _may_have_moved_on(parse(book), window):
        return Verdict(Result.EQUAL)
    if abroad := countries.compare_abroad(book, registry):
        return abroad
    pair = _Pair.of(book, registry)
    verdict = _by_table(pair, window) or _by_names(pair)
    if book == registry and verdict.result is Result.EQUAL_FORMAT:
        return Verdict(Result.EQUAL)
    if verdict.result is Result.DIFFERENT or not _other_hamlet(pair):
        return verdict
    said = f"{verdict.detail}; {_OTHER_HAMLET}" if verdict.detail else _OTHER_HAMLET
    partial = verdict.result is Result.BOOK_PARTIAL
    return Verdict(Result.BOOK_PARTIAL if partial else Result.EQUAL_VARIANT, said)


@lru_cache(maxsize=8192)
def one_place(one: str, other: str) -> bool:
    """Tell whether two writings may name one unit; what a unit became is another one."""
    if one == other:
        return True
    pair = _Pair.of(unicodedata.normalize("NFC", one), unicodedata.normalize("NFC", other))
    mine, theirs = _meanings(pair.ours, pair.theirs, ANY), _meanings(pair.theirs, pair.ours, ANY)
    if mine and theirs:
        return any(place_meaning.link(a, b) is Link.SAME for a in mine for b in theirs)
    return not place_levels.apart(pair.ours, pair.theirs)[0]


def may_be_one(one: str, other: str) -> bool:
    """Tell whether two different places may be one, written wrongly: not both in the table, one province."""
    pair = _Pair.of(one, other)
    known = _meanings(pair.ours, pair.theirs, ANY) and _meanings(pair.theirs, pair.ours, ANY)
    return not known and not place_levels.provinces_differ(pair.ours, pair.theirs)


def one_district(one: str, other: str) -> bool:
    """Tell whether two places lie, or lay, in one district."""
    pair = _Pair.of(one, other)
    mine, theirs = _meanings(pair.ours, pair.theirs, ANY), _meanings(pair.theirs, pair.ours, ANY)
    if mine and theirs:
        ours = set(chain.from_iterable(map(place_meaning.districts_of, mine)))
        return not ours.isdisjoint(chain.from_iterable(map(place_meaning.districts_of, theirs)))
    units = pair.ours.district, pair.theirs.district
    if units[0] is None or units[1] is None or not place_levels.same(units[0], units[1]):
        return False
    return not place_levels.provinces_differ(pair.ours, pair.theirs)


class _Pair(NamedTuple):
    """Two places as written and taken apart."""

    book: str
    registry: str
    ours: Place
    theirs: Place

    @staticmethod
    def of(book: str, registry: str) -> "_Pair":
        """Take two places apart; what one leaves unclear follows from the other."""
        read = parse(book), parse(registry)
        return _Pair(book, registry, _cleared(*read), _cleared(*reversed(read)))


def _cleared(place: Place, other: Place) -> Place:
    """Return a place; one that the table does not know may be made clear by the other."""
    if _meanings(place, other, ANY):
        return place
    return place_levels.from_initials(place_levels.from_hamlet(place, other), other)


def _by_table(pair: _Pair, window: Window) -> Verdict | None:
    """Compare by the dated table; None when a name of either place is not in it."""
    ours, theirs = pair.ours, pair.theirs
    mine = _meanings(ours, theirs, window)
    other = _meanings(theirs, ours, _registry_window(theirs)) if mine else ()
    if not mine or not other:
        return None
    links = [
        (found, one, two)
        for one in mine
        for two in other
        if (found := place_meaning.link(one, two)) is not None
    ]
    if not links:
        return _maybe_copied(pair, mine) or _apart(pair, mine, other)
    best, one, two = min(links, key=lambda found: found[0])
    said = place_changes.renamed(one, two, (_finest(pair.book, ours), _finest(pair.registry, theirs)))
    said = said or _district_renamed(pair, one) or _moved(pair, one, two)
    told = len({link[1] for link in links}) == len(mine), len({link[2] for link in links}) == len(other)
    unclear = best is Link.MAYBE or one.moved or two.moved or not told[0] or (said and not told[1])
    if unclear or best is Link.LESS or _lacks(ours, theirs, one):
        return Verdict(Result.BOOK_PARTIAL, f"có thể {_RENAMED}: {said}" if said else _LESS_IN_BOOK)
    if said:
        return Verdict(Result.EQUAL_VARIANT, f"{_RENAMED}: {said}")
    if best is Link.MORE or not told[1] or _lacks(theirs, ours, two):
        return Verdict(Result.EQUAL_VARIANT, _LESS_IN_REGISTRY)
    return _one_place(pair)


def _may_have_moved_on(place: Place, window: Window) -> bool:
    """Tell whether a place of before the two levels lacks its district: it may mean another unit now."""
    return _is_two_levels(place) and window[1] < TWO_LEVELS


def _maybe_copied(pair: _Pair, mine: Sequence[Meaning]) -> Verdict | None:
    """Return "less precise" where a registry's two levels may be a book's, copied without the district.

    They are those of today for certain only where their words name nothing that the book may mean.
    """
    unit = pair.theirs.commune
    if unit is None or not (_is_two_levels(pair.ours) and _is_two_levels(pair.theirs)):
        return None
    before = [
        two
        for two in _meanings(pair.theirs, pair.ours, BEFORE)
        if two.commune is not None and unit.kind in ("", two.commune.kind)
    ]
    if any(place_meaning.link(one, two) is Link.SAME for one in mine for two in before):
        return Verdict(Result.BOOK_PARTIAL, _NAMESAKE)
    return None


def _is_two_levels(place: Place) -> bool:
    """Tell whether a place names a commune and a province without a district, as since 1 July 2025."""
    return place.province is not None and place.district is None and place.commune is not None


def _meanings(place: Place, other: Place, window: Window) -> Sequence[Meaning]:
    """Return what a place may mean; one without a province is looked for around the other."""
    around = (
        place_meaning.june_of(place) or place_meaning.june_of(other) if place.province is None else _NOWHERE
    )
    return place_meaning.meanings(place, window, around)


def _district_renamed(pair: _Pair, meaning: Meaning) -> str:
    """Return the change of the district's name when the two places write it differently; else empty."""
    one, other = pair.ours.district, pair.theirs.district
    if one is None or other is None or place_levels.same(one, other):
        return ""
    return place_changes.district_renamed(
        meaning, pair.book[slice(*one.span)], pair.registry[slice(*other.span)]
    )


def _moved(pair: _Pair, one: Meaning, two: Meaning) -> str:
    """Return the change of a district that the table does not tell; empty without one."""
    for meaning, place, text_ in ((one, pair.ours, pair.book), (two, pair.theirs, pair.registry)):
        units = place.district or next(iter(place.loose), None), place.province
        now = next(iter(place_meaning.districts_of(meaning)), None)
        if meaning.moved and now is not None:
            written = [text_[slice(*unit.span)] if unit is not None else "" for unit in units]
            return place_moved.said((written[0], written[1]), now)
    return ""


def _registry_window(place: Place) -> Window:
    """Return when a registry's place was written: a commune and a province alone are units of today."""
    return place_meaning.SINCE if _is_two_levels(place) else ANY


def _lacks(place: Place, other: Place, meaning: Meaning) -> bool:
    """Tell whether a place leaves out the province, or the district that a commune before 2025 had."""
    if place.province is None and other.province is not None:
        return True
    if place.district is not None or other.district is None:
        return False
    return meaning.commune is not None and meaning.commune.time != TODAY


def _apart(pair: _Pair, mine: Sequence[Meaning], other: Sequence[Meaning]) -> Verdict:
    """Return a difference that the table shows, also where no name differs."""
    said, *spans = place_levels.apart(pair.ours, pair.theirs)
    if said:
        return Verdict(Result.DIFFERENT, said, *spans)
    namesakes = mine[0].commune is not None and other[0].commune is not None
    finest = place_levels.finest(pair.ours), place_levels.finest(pair.theirs)
    said = "khác xã, trùng tên" if namesakes else "khác huyện"
    return Verdict(Result.DIFFERENT, said, (finest[0],), (finest[1],))


def _by_names(pair: _Pair) -> Verdict:
    """Compare the names at every level that both places have."""
    said, *spans = place_levels.apart(pair.ours, pair.theirs)
    if said:
        return Verdict(Result.DIFFERENT, said, *spans)
    if place_levels.provinces_differ_in_name(pair.ours, pair.theirs):
        return Verdict(Result.EQUAL_VARIANT, _RENAMED)
    if place_levels.less(pair.ours, pair.theirs):
        return Verdict(Result.BOOK_PARTIAL, _LESS_IN_BOOK)
    if place_levels.less(pair.theirs, pair.ours):
        return Verdict(Result.EQUAL_VARIANT, _LESS_IN_REGISTRY)
    return _one_place(pair)


def _one_place(pair: _Pair) -> Verdict:
    """Return the verdict of two writings of one place."""
    if pair.ours.bare == pair.theirs.bare:
        return Verdict(Result.EQUAL_FORMAT)
    bare = pair.book if pair.ours.bare else pair.registry
    return Verdict(Result.EQUAL_FORMAT, "không dấu" if _VOWEL.search(bare) else "")  # "TP. HCM"


def _finest(written: str, place: Place) -> str:
    return written[slice(*place_levels.finest(place))]


def _other_hamlet(pair: _Pair) -> bool:
    """Tell whether two places name hamlets, and different ones."""
    ours, theirs = pair.ours.hamlet, pair.theirs.hamlet
    if ours is None or theirs is None:
        return False
    return _hamlet_key(ours) != _hamlet_key(theirs)


def _hamlet_key(hamlet: Unit) -> str:
    """Return a folded hamlet for comparison, without noughts before a number and the dots of short forms."""
    words = folded(hamlet.readings[0]).replace(".", " ").split()
    return " ".join(word.lstrip("0") if word.isdecimal() else word for word in words)

"""The reading of a place by the table of names: for names with words of levels or dashes, in any order.

"Xã Tứ Xã", "Bản Qua, Bát Xát", "Phước Tỉnh - Long Đất", "Lâm Viên-Đà Lạt": where every name is known, the
table decides where one ends, not the words and signs between them.
"""

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from app.matching import text
from app.matching.places import communes
from app.matching.places.communes import TODAY, TWO_LEVELS, joined, spelled
from app.matching.places.gazetteer import folded, gazetteer
from app.matching.places.place import Place, Unit
from app.matching.places.place_tokens import (
    ADDRESSES,
    BESIDE,
    COUNTRY,
    FACILITIES,
    HAMLETS,
    HOSPITALS,
    LEVEL_WORDS,
    MARKERS,
    SURE_HAMLETS,
    Tokens,
    is_apart,
    phrase,
    run,
    tokens_of,
)
from app.models.words.vietnamese import fold


class _Spelling(NamedTuple):
    """How a name is spelled, as by ``spelled``; ``folded`` where only its letters without marks are known."""

    said: str
    dashed: bool
    folded: bool = False


_Names = Callable[[str], dict[str, _Spelling]]
"""A look-up of names by key: the canonical names and their spelling."""


class _Match(NamedTuple):
    """A known name at the end or the start of some words: how many words it takes with its marker."""

    level: str
    size: int
    span: tuple[int, int]
    names: frozenset[str]  # canonical
    kind: str
    marked: bool


class _Ranked(NamedTuple):
    """A reading, how good it is, and whether it has commune and district."""

    place: Place
    rank: tuple[int, ...]
    whole: bool


def read(written: str, *, bare: bool) -> Place | None:
    """Read an NFC place whose names are all in the table; None when one is not.

    ``bare`` is true for a text without diacritics.
    """
    tokens = tokens_of(written)
    if country := phrase(tokens, COUNTRY, bare=bare, end=True):
        tokens = tokens[:-country]
    if not tokens or len(tokens) > 30:
        return None
    reader = _PlaceReader(written, tokens, bare=bare)
    found: list[_Ranked] = []
    for one in reader.readings(tokens):
        if one.rank[:2] == _BEST:
            return one.place
        found.append(one)
    return max(found, key=lambda one: one.rank).place if found else None


_BEST = (0, 7)
"""The rank of a reading of commune, district and a province of today or 2025, none run together."""


class _PlaceReader:
    """Reads one text: takes known names from its ends until nothing but a hamlet is left."""

    def __init__(self, written: str, tokens: Tokens, *, bare: bool) -> None:
        self._written = written
        self._bare = bare
        self._apart = {t.start: "," if t.parted else "-" if t.dashed else "" for t in tokens}

    def readings(self, tokens: Tokens) -> Iterator[_Ranked]:
        """Yield the readings in which every name is known, likely ones first."""
        whole = False
        for match, rest in self._provinces(tokens):
            first = bool(rest) and match.span[0] < rest[0].start
            for one in self._rest(rest, match, from_end=not first):
                whole |= one.whole
                yield one
        if not whole:
            yield from self._rest(tokens, None, from_end=True)

    def _provinces(self, tokens: Tokens) -> Iterator[tuple[_Match, Tokens]]:
        """Yield the provinces at the end, at the start and between signs, with the other words."""
        for match in self._at_end(tokens, "province", _province_names):
            yield match, tokens[: -match.size]
        for match in self._at_start(tokens, "province", _province_names):
            yield match, tokens[match.size :]
        for at in range(1, len(tokens) - 1):
            if tokens[at].apart:
                for match in self._at_start(tokens[at:], "province", _province_names):
                    after = tokens[at + match.size :]
                    if after and after[0].apart:
                        yield match, (*tokens[:at], *after)

    def _rest(self, tokens: Tokens, province: _Match | None, *, from_end: bool) -> Iterator[_Ranked]:
        """Yield the readings of the words beside the province in which every name is known.

        The levels go on from the province: from the end, or from the start where it stands first.
        """
        june = _june(province.names) if province is not None else None
        for end in (from_end, not from_end):
            for taken, left in self._taken(tokens, june, (), end=end):
                if province is not None or any(match.level == "district" for match in taken):
                    place = self._place(taken, left, province, end=end)
                    if place is not None:
                        yield _Ranked(place, self._rank(taken, left, province), len(taken) > 1)

    def _rank(self, taken: tuple[_Match, ...], left: Tokens, province: _Match | None) -> tuple[int, ...]:
        """Return how good a reading is: few units run together, many levels, many markers, few words left."""
        units = sorted((*taken, province) if province is not None else taken, key=lambda one: one.span)
        signs = [self._sign(one.span[1], other.span[0]) for one, other in pairwise(units)]
        # a dash among commas may be a name's own: Phường Xuân Trường - Đà Lạt, Lâm Đồng
        weak = {"", "-"} if "," in signs else {""}
        joined_on = sum(not one.marked and sign in weak for one, sign in zip(units[1:], signs, strict=True))
        levels = 2 * len(taken) + (0 if province is None else 3 if _is_current(province.names) else 1)
        if province is None and self._is_mixed(taken):
            levels -= 2
        return -joined_on, levels, sum(one.marked for one in taken), -len(left)

    def _is_mixed(self, taken: tuple[_Match, ...]) -> bool:
        """Tell whether a commune of today stands beside a district, as in "Quận 1, Sài Gòn"."""
        units = {match.level: match for match in taken}
        if len(units) < 2:
            return False
        commune, june = units["commune"], _provinces_with(units["district"].names)
        found = communes.named(joined(self._written[slice(*commune.span)]), june)
        return all(one.time == TODAY for one in found if one.canon in commune.names)

    def _sign(self, end: int, start: int) -> str:
        """Return the strongest sign between two units: a comma, a dash or none."""
        signs = {sign for at, sign in self._apart.items() if end <= at <= start}
        return "," if "," in signs else "-" if "-" in signs else ""

    def _taken(
        self, tokens: Tokens, june: frozenset[str] | None, taken: tuple[_Match, ...], *, end: bool
    ) -> Iterator[tuple[tuple[_Match, ...], Tokens]]:
        """Yield the ways to take district and commune from one end, with the words that are left."""
        levels = {match.level for match in taken}
        found = self._at_end if end else self._at_start
        if "district" not in levels:
            for match in found(tokens, "district", lambda key: _district_names(key, june)):
                rest = tokens[: -match.size] if end else tokens[match.size :]
                inside = june if june is not None else _provinces_with(match.names)
                if not all(self._lies_in(commune, match, inside) for commune in taken):
                    continue
                yield from self._taken(rest, inside, (*taken, match), end=end)
        if "commune" not in levels and june is not None:
            district = next((match.names for match in taken if match.level == "district"), None)
            for match in found(tokens, "commune", lambda key: _commune_names(key, june, district)):
                rest = tokens[: -match.size] if end else tokens[match.size :]
                yield from self._taken(rest, june, (*taken, match), end=end)
        yield taken, tokens

    def _lies_in(self, commune: _Match, district: _Match, june: frozenset[str]) -> bool:
        """Tell whether a commune that was taken before its district is one of that district."""
        key = "".join(token.key for token in tokens_of(self._written[slice(*commune.span)]))
        return not commune.names.isdisjoint(_commune_names(key, june, district.names))

    def _at_end(self, tokens: Tokens, level: str, names: _Names) -> Iterator[_Match]:
        """Yield the known names at the end of the words, the longest first."""
        for size in range(run(tokens[::-1], end=True), 0, -1):
            words = tokens[-size:]
            if not (found := self._named(words, names)):
                continue
            before = tokens[:-size]
            marker = phrase(before, MARKERS[level], bare=self._bare, end=True)
            if marker:
                kind = self._kind(before[len(before) - marker :], level)
                yield self._match(level, words, size + marker, found, kind, marked=True)
            if not words[0].key.isdecimal() and (not marker or self._bare):  # "phường 3", but no "3" alone
                yield self._match(level, words, size, found, "", marked=False)

    def _at_start(self, tokens: Tokens, level: str, names: _Names) -> Iterator[_Match]:
        """Yield the known names at the start of the words, the longest first."""
        marker = phrase(tokens, MARKERS[level], bare=self._bare)
        for before in (marker, 0) if marker else (0,):
            inner = tokens[before:]
            if not before and inner and inner[0].key.isdecimal():
                continue
            for size in range(run(inner, end=False), 0, -1):
                if found := self._named(inner[:size], names):
                    kind = self._kind(tokens[:before], level)
                    yield self._match(level, inner[:size], size + before, found, kind, marked=bool(before))

    def _match(
        self, level: str, words: Tokens, size: int, names: frozenset[str], kind: str, *, marked: bool
    ) -> _Match:
        return _Match(level, size, (words[0].start, words[-1].end), names, kind, marked)

    def _kind(self, marker: Tokens, level: str) -> str:
        """Return the kind that a marker says; empty without one."""
        phrases = MARKERS[level]
        words = tuple(word.low for word in marker)
        return (phrases.bare if self._bare else phrases.marked).get(words, "")

    def _named(self, words: Tokens, names: _Names) -> frozenset[str]:
        """Return the names that these words spell; a dash inside must be the name's own."""
        found = names("".join([word.key for word in words]))
        if not found:
            return frozenset()
        dashed = any(word.dashed for word in words[1:])
        if not self._bare:
            said = words[0].key  # a number, perhaps in words: "quận Nhất"
            if len(words) > 1 or not said.isdecimal():
                said = spelled(text.canon(self._written[words[0].start : words[-1].end]))
            found = {name: s for name, s in found.items() if s.folded or said == s.said}
        return frozenset(name for name, s in found.items() if not dashed or s.dashed)

    def _place(
        self, taken: tuple[_Match, ...], left: Tokens, province: _Match | None, *, end: bool
    ) -> Place | None:
        """Return the place, unless the words that are left may name another unit."""
        if left and not self._beside(taken, left, province, end=end):
            return None
        hamlet = None if not left or self._is_building(left) else self._hamlet(left)
        units = {match.level: self._unit(match) for match in taken}
        top = self._unit(province) if province is not None else None
        if len(taken) == 1 and not taken[0].marked:
            return Place(top, None, None, tuple(units.values()), self._bare, hamlet)
        return Place(top, units.get("district"), units.get("commune"), (), self._bare, hamlet)

    def _beside(self, taken: tuple[_Match, ...], left: Tokens, province: _Match | None, *, end: bool) -> bool:
        """Tell whether the words that are left name no unit: a building before it, or a hamlet."""
        nearest = taken[-1] if taken else province
        if phrase(left, HOSPITALS, bare=self._bare):  # its own name need not be a place's: Bạch Mai
            named = nearest is not None and (nearest.marked or nearest is province)
            return end and named and not any(self._is_level(left[n:]) for n in range(len(left)))
        if self._is_building(left):
            return end
        if not any(match.level == "commune" for match in taken):
            return False
        if len(taken) == 1 and self._may_be_commune(taken[0], left, province):
            return False
        return self._is_hamlet(left, nearest, end=end, whole=len(taken) > 1)

    def _is_building(self, left: Tokens) -> bool:
        """Tell whether words begin with a building's: "trạm y tế", "bệnh viện"."""
        return any(phrase(left, known, bare=self._bare) for known in (FACILITIES, HOSPITALS))

    def _may_be_commune(self, match: _Match, left: Tokens, province: _Match | None) -> bool:
        """Tell whether an unmarked name beside one that is a district's too may be an unknown commune's."""
        if match.marked or phrase(left, SURE_HAMLETS if self._bare else BESIDE, bare=self._bare):
            return False
        key = joined(self._written[slice(*match.span)])
        return bool(_district_names(key, None if province is None else _june(province.names)))

    def _is_hamlet(self, left: Tokens, nearest: _Match | None, *, end: bool, whole: bool) -> bool:
        """Tell whether the words beside a commune are a hamlet's: marked, or parted from the commune."""
        if any(self._is_level(left[n:]) for n, token in enumerate(left) if n == 0 or token.apart):
            return False
        if phrase(left, SURE_HAMLETS if self._bare else BESIDE, bare=self._bare):
            return True
        if not end:
            return whole and left[0].apart  # without a district it may be one
        after = self._written[left[-1].end : nearest.span[0] if nearest else None]
        return is_apart(after)

    def _is_level(self, words: Tokens) -> bool:
        """Tell whether words begin with a level's word."""
        return phrase(words, LEVEL_WORDS, bare=self._bare) > 0

    def _hamlet(self, left: Tokens) -> Unit | None:
        """Return the hamlet's name without its marker; None for a house or a street."""
        begins = [n for n, token in enumerate(left) if n == 0 or token.apart]
        ends = [*begins[1:], len(left)]
        pieces = [left[start:stop] for start, stop in zip(begins, ends, strict=True)]
        pieces = [p for p in pieces if not phrase(p, ADDRESSES, bare=self._bare)]
        if not pieces:
            return None
        marked = [p for p in pieces if phrase(p, HAMLETS, bare=self._bare)]
        piece = (marked or pieces)[-1]
        name = piece[phrase(piece, HAMLETS, bare=self._bare) :] or piece
        span = name[0].start, name[-1].end
        return Unit((text.canon(self._written[slice(*span)]),), span, "hamlet", self._bare)

    def _unit(self, match: _Match) -> Unit:
        """Return a unit of a match; several names of one folded writing are told apart later."""
        one = next(iter(match.names)) if len(match.names) == 1 else ""
        written = self._written[slice(*match.span)]
        reading = one or (fold(written) if self._bare else text.canon(written))
        return Unit((reading,), match.span, match.level if match.marked else "", self._bare, match.kind)


@lru_cache(maxsize=512)
def _june(names: frozenset[str]) -> frozenset[str]:
    """Return the provinces of June 2025 in provinces of these canonical names."""
    return frozenset().union(*(one.june for name in names for one in gazetteer().times[name]))


def _is_current(names: frozenset[str]) -> bool:
    """Tell whether one of these canonical names was a province's in June 2025 or is one's today."""
    return any(one.last >= TWO_LEVELS - 1 for name in names for one in gazetteer().times[name])


@cache
def _provinces() -> dict[str, dict[str, _Spelling]]:
    """Return the provinces by the key of each writing."""
    known = gazetteer()
    found: dict[str, dict[str, _Spelling]] = {}
    writings = [(province.name, name) for name, times in known.times.items() for province in times]
    writings += known.writings
    for writing, name in writings:
        if name in known.provinces or name in known.old_provinces:
            said = _Spelling(spelled(text.canon(writing)), dashed="-" in writing)
            found.setdefault(joined(writing), {}).setdefault(name, said)
    return found


def _province_names(key: str) -> dict[str, _Spelling]:
    return _provinces().get(key, {})


@lru_cache(maxsize=4096)
def _district_names(key: str, june: frozenset[str] | None) -> dict[str, _Spelling]:
    """Return the districts with this key in these provinces; anywhere for None."""
    return {
        text.canon(name): _Spelling(spelled(text.canon(name)), dashed="-" in name)
        for name, province in communes.districts(key)
        if june is None or province in june
    }


@lru_cache(maxsize=4096)
def _provinces_with(districts: frozenset[str]) -> frozenset[str]:
    """Return the provinces of June 2025 with a district of one of these canonical names."""
    return frozenset(
        province
        for canon in districts
        for name, province in communes.districts(joined(folded(canon)))
        if text.canon(name) == canon
    )


@lru_cache(maxsize=16384)
def _commune_names(key: str, june: frozenset[str], districts: frozenset[str] | None) -> dict[str, _Spelling]:
    """Return the communes with this key in these provinces, and in a district of these names if told."""
    return {
        one.canon: _Spelling(spelled(one.canon), dashed="-" in one.name, folded=one.folded)
        for one in communes.named(key, june)
        if districts is None or any(text.canon(name) in districts for name in one.district_names)
    }

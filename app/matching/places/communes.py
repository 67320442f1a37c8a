"""The dated table of communes: those of June 2025, what they became, and what they had been.

The file (data/communes.txt, which names its sources) is read by the province of today, when a place of that
province is first met.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from app.matching import text
from app.models.words.vietnamese import fold

_DATA = Path(__file__).parents[1] / "data" / "communes.txt"
TWO_LEVELS = 202507
"""The month from which there are provinces and communes only."""
EARLIER, JUNE, TODAY = range(3)
"""The times of a commune: before a change of 2019–2025, in June 2025, since 01/7/2025."""
_WORDS = {"x": "xã", "p": "phường", "t": "thị trấn", "k": "đặc khu"}
_KINDS = ("Thành phố", "Thị xã", "Huyện", "Quận", "Tỉnh")
_HEADS = re.compile(r"(?m)^(?:[=+~-].*|[<?].*\|.*)$")
_SPLIT = re.compile(r"[^a-z0-9]")
_ALIKE = str.maketrans("yk", "ic")
_DECIDED = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@lru_cache(maxsize=65536)
def joined(name: str) -> str:
    """Return the key of a name: folded, joined, without i/y and k/c ("M'Drắk" and "MDrăc": "mdrac")."""
    return _SPLIT.sub("", fold(name)).translate(_ALIKE)


@lru_cache(maxsize=65536)
def spelled(canon: str) -> str:
    """Return a canonical name joined like ``joined``, but with its hats and tones."""
    return re.sub(r"[^\w]", "", canon).translate(_ALIKE)


@dataclass(slots=True, eq=False)
class District:
    """A district of June 2025 with its earlier names, each with the day of the change; or one that is gone.

    The communes of one that is gone came to the districts ``into``.
    """

    name: str
    word: str  # huyện, quận, thị xã, thành phố
    province: str  # of June 2025
    earlier: list[tuple[str, str]] = field(default_factory=list)
    communes: list["Commune"] = field(default_factory=list)
    into: set["District"] = field(default_factory=set)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the name and the earlier names."""
        return (self.name, *(name for name, _ in self.earlier))


@dataclass(slots=True, eq=False)
class Commune:
    """A commune at one time.

    ``onward`` holds every later commune it led to, with True where it went there as a whole. ``folded`` is
    true where only the joined letters of the name are known. ``ended`` says when an earlier commune changed.
    """

    name: str
    kind: str  # a key of _WORDS
    time: int
    provinces: frozenset[str]  # of June 2025
    districts: tuple[District, ...]
    folded: bool = False
    ended: str = ""
    onward: dict["Commune", bool] = field(default_factory=dict)
    _canon: str = ""

    @property
    def word(self) -> str:
        """Return the level's word: xã, phường, thị trấn, đặc khu."""
        return _WORDS[self.kind]

    @property
    def canon(self) -> str:
        """Return the canonical name; parsed on first use, because most communes are never met."""
        if not self._canon:
            self._canon = text.canon(self.name)
        return self._canon

    @property
    def district_names(self) -> tuple[str, ...]:
        """Return the names of its district then and before."""
        return tuple(chain.from_iterable(district.names for district in self.districts))


@dataclass(frozen=True, slots=True)
class Block:
    """The communes of one province of today at every time, by the key of their names."""

    communes: Mapping[str, list[Commune]]
    districts: tuple[District, ...]


@dataclass(frozen=True, slots=True)
class _Index:
    """Where each block is in the file, and the names of districts."""

    blocks: Mapping[str, tuple[int, int]]  # by the province of today
    provinces: Mapping[str, str]  # of June 2025: that of today
    districts: Mapping[str, frozenset[tuple[str, str]]]  # key of a name: (name, province of June 2025)


@cache
def _text() -> str:
    return _DATA.read_text(encoding="utf-8")


@cache
def _index() -> _Index:
    """Read the provinces and districts of the table, not its communes."""
    starts: dict[str, int] = {}
    provinces: dict[str, str] = {}
    districts: dict[str, set[tuple[str, str]]] = {}
    today = june = ""
    for found in _HEADS.finditer(_text()):
        line = found.group()
        if line[0] == "=":
            today = _named(line[1:])[1]
            starts[today] = found.end()
        elif line[0] == "+":
            june = _named(line[1:])[1]
            provinces[june] = today
        else:
            written = line[1:] if line[0] == "-" else line.partition(" ")[2]
            name = _named(written.rpartition("|")[2])[1]
            districts.setdefault(joined(name), set()).add((name, june))
    ends = [*list(starts.values())[1:], len(_text())]
    spans = zip(starts.values(), ends, strict=True)
    return _Index(
        dict(zip(starts, spans, strict=True)),
        provinces,
        {key: frozenset(found) for key, found in districts.items()},
    )


def _named(written: str) -> tuple[str, str]:
    """Return the level's word in small letters and the name of a district or province."""
    kind = next((kind for kind in _KINDS if written.startswith(f"{kind} ")), "")
    return kind.lower(), written.removeprefix(kind).strip()


def provinces() -> Mapping[str, str]:
    """Return the provinces of June 2025 with those of today."""
    return _index().provinces


def districts(name: str) -> frozenset[tuple[str, str]]:
    """Return (name, province of June 2025) of the districts with this joined name, now or earlier."""
    return _index().districts.get(name, frozenset())


@cache
def block(today: str) -> Block:
    """Read the communes of a province of today."""
    start, end = _index().blocks[today]
    builder = _Builder()
    for line in _text()[start:end].splitlines():
        builder.add(line)
    return builder.block()


@lru_cache(maxsize=16384)
def named(key: str, june: frozenset[str]) -> tuple[Commune, ...]:
    """Return the communes with this joined name, at any time, in these provinces of June 2025."""
    known = provinces()
    blocks = dict.fromkeys(known[name] for name in june if name in known)
    found = chain.from_iterable(block(today).communes.get(key, ()) for today in blocks)
    return tuple(one for one in found if one.provinces & june)


class _Builder:
    """Makes the communes of a block from its lines."""

    def __init__(self) -> None:
        self._found: dict[str, list[Commune]] = {}
        self._today: dict[str, Commune] = {}
        self._before: dict[tuple[str, District, str], Commune] = {}
        self._districts: list[District] = []
        self._gone: dict[tuple[str, str], District] = {}
        self._untold: list[tuple[District, Commune]] = []
        self._province = ""
        self._last: Commune | None = None

    def add(self, line: str) -> None:
        """Take one line of the file."""
        sign, rest = line[:1], line[1:]
        if sign == "+":
            self._province = _named(rest)[1]
        elif sign == "-":
            word, name = _named(rest)
            self._districts.append(District(name, word, self._province))
        elif sign == "~":
            day, _, written = rest.partition(" ")
            self._districts[-1].earlier.append((_named(written)[1], day))
        elif sign in ("<", "?"):
            self._add_earlier(*rest.split(" ", 1), told=sign == "<")
        elif sign in _WORDS:
            self._add_june(line)

    def block(self) -> Block:
        """Return the communes; those that led nobody knows where may have led to any of their district."""
        for district, commune in self._untold:
            for other in district.communes:
                commune.onward |= dict.fromkeys((other, *other.onward), False)
        return Block(self._found, (*self._districts, *self._gone.values()))

    def _add_june(self, line: str) -> None:
        written, _, after = line.partition(">")
        commune = self._made(written, JUNE, self._districts[-1])
        became = after.split(";") if after else [written]
        for name in became:
            commune.onward[self._of_today(name.removesuffix("*"))] = len(became) == 1
        self._districts[-1].communes.append(commune)
        self._last = commune

    def _of_today(self, written: str) -> Commune:
        commune = self._today.get(written)
        if commune is None:
            commune = self._today[written] = self._made(written, TODAY)
        district = self._districts[-1]
        commune.provinces |= {district.province}
        if district not in commune.districts:
            commune.districts += (district,)
        return commune

    def _add_earlier(self, ended: str, written: str, *, told: bool) -> None:
        name, _, other = written.partition("|")
        place = (name, self._districts[-1], other)
        commune = self._before.get(place)
        if commune is None:
            district = self._gone_district(other) if other else self._districts[-1]
            commune = self._before[place] = self._made(name, EARLIER, district)
            commune.ended = ended
        elif told:
            commune.onward = dict.fromkeys(commune.onward, False)  # it went into several communes
        if not told:
            self._untold.append((self._districts[-1], commune))
        elif self._last is not None:
            whole = not commune.onward
            commune.onward |= {self._last: whole}
            commune.onward |= {u: whole and sure for u, sure in self._last.onward.items()}

    def _gone_district(self, written: str) -> District:
        """Return the district from which communes came into the one at hand."""
        found = self._gone.get((self._province, written))
        if found is None:
            word, name = _named(written)
            found = self._gone[self._province, written] = District(name, word, self._province)
        found.into.add(self._districts[-1])
        if self._last is not None:
            for commune in (self._last, *self._last.onward):
                if found not in commune.districts:
                    commune.districts += (found,)
        return found

    def _made(self, written: str, time: int, *districts: District) -> Commune:
        kind, name = written[0], written[1:]
        folded = name.startswith("~")
        name = name.removeprefix("~") or districts[0].name  # an island district had no communes
        commune = Commune(name, kind, time, frozenset({self._province}), districts, folded=folded)
        self._found.setdefault(joined(name), []).append(commune)
        return commune


def said_when(commune: Commune) -> str:
    """Return when a commune changed into a later one: "từ 1/12/2019", "từ 2023–2025"."""
    return "từ 1/7/2025" if commune.time == JUNE else said_from(commune.ended)


def said_from(when: str) -> str:
    """Return a day or years of the table in words."""
    day = _DECIDED.fullmatch(when)
    if day is None:
        return f"từ {when.replace('-', '–')}"
    year, month, date = map(int, day.groups())
    return f"từ {date}/{month}/{year}"

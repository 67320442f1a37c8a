"""The people: families of a district over four generations, 1895 to 2025."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.bench.cases.names import Names
from tests.bench.cases.places import FAR_AWAY, HERE, Commune, Place

LAST_YEAR = 2025
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_INFANT_DEATHS = ((1946, 0.14), (1960, 0.10), (1980, 0.06), (1995, 0.035), (2100, 0.012))
_CHILDREN = ((1946, 3, 9), (1962, 3, 8), (1978, 2, 7), (1990, 2, 5), (2003, 1, 3), (2100, 1, 3))

Day = tuple[int, int, int]


class Person:
    """One human being as the world knows it; what registry and books say of it may differ."""

    __slots__ = (
        "adopted",
        "birth",
        "born_at",
        "children",
        "cmnd",
        "death",
        "ethnic",
        "father",
        "gone",
        "hamlet",
        "home",
        "marriages",
        "mother",
        "name",
        "origin",
        "parent_names",
        "pid",
        "row",
        "second",
        "sex",
        "surname",
        "twin",
    )  # fmt: skip

    def __init__(self, name: str, surname: str, sex: str, birth: Day, ethnic: str, home: Commune) -> None:
        self.name, self.surname, self.sex, self.birth, self.ethnic = name, surname, sex, birth, ethnic
        self.home = self.born_at = home
        self.hamlet = home.hamlets[0]
        self.father: Person | None = None
        self.mother: Person | None = None
        self.parent_names: tuple[str, str] = ("", "")
        self.marriages: list[Marriage] = []
        self.children: list[Person] | None = None
        self.death: Day | None = None
        self.gone = 0
        self.origin: Place | None = None
        self.adopted: tuple[Person, Person] | None = None
        self.twin: Person | None = None
        self.pid = ""
        self.second = ""
        self.cmnd = ""
        self.row: Any = None

    @property
    def birth_place(self) -> Place:
        return self.origin or self.born_at.place

    @property
    def home_origin(self) -> Place:
        return self.origin or (self.father.birth_place if self.father else self.born_at.place)

    def parent_name(self, which: int) -> str:
        """Return the father's (0) or mother's (1) name, or ''."""
        parent = self.mother if which else self.father
        return parent.name if parent else self.parent_names[which]

    def alive_in(self, year: int) -> bool:
        return self.death is None or self.death[0] >= year


@dataclass(slots=True, eq=False)
class Marriage:
    """A marriage: the couple, the day, the commune that registered it and how it ended."""

    husband: Person
    wife: Person
    day: Day
    commune: Commune
    divorced: int = 0


def _by_year(table: tuple[tuple[float, ...], ...]) -> dict[int, tuple[float, ...]]:
    """Spread a table of (first year no longer meant, values…) over the years."""
    return {year: next(row[1:] for row in table if year < row[0]) for year in range(1890, LAST_YEAR + 1)}


_INFANT_DEATHS_OF = _by_year(_INFANT_DEATHS)
_CHILDREN_OF = _by_year(_CHILDREN)


@dataclass
class District:
    """Grows the people of some neighbouring communes."""

    rng: random.Random
    names: Names
    communes: list[Commune]
    people: list[Person] = field(default_factory=list)
    _grooms: dict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))
    _brides: dict[tuple[int, int], list[Person]] = field(default_factory=lambda: defaultdict(list))

    def grow(self, founders: int) -> list[Person]:
        """Return everybody who ever lived here, from ``founders`` people of 1895–1924."""
        rng = self.rng
        for i in range(founders):
            commune = self.communes[i // 2 % len(self.communes)]
            self._enter(self._stranger("Nam" if i % 2 else "Nữ", 1895 + int(rng.random() * 30), commune))
        for year in range(1895, 2008):
            for man in self._grooms.pop(year, ()):
                self._court(man, year)
            for commune in self.communes:
                for woman in self._brides.pop((commune.number, year - 8), ()):
                    self._left_over(woman)
        return self.people

    def day(self, year: int) -> Day:
        """Draw a day of a year."""
        month = int(self.rng.random() * 12)
        return year, month + 1, 1 + int(self.rng.random() * _DAYS[month])

    def _people_of(self, commune: Commune) -> str:
        at = self.rng.random() * sum(commune.peoples.values())
        for people, weight in commune.peoples.items():
            at -= weight
            if at <= 0:
                return people
        return next(iter(commune.peoples))

    def _stranger(self, sex: str, year: int, commune: Commune) -> Person:
        rng, ethnic = self.rng, self._people_of(commune)
        surname = self.names.surname(rng, ethnic)
        person = Person(
            self.names.full(rng, ethnic, surname, sex, year), surname, sex, self.day(year), ethnic, commune
        )
        person.parent_names = (
            self.names.full(rng, ethnic, surname, "Nam", year - 27),
            self.names.full(rng, ethnic, self.names.surname(rng, ethnic), "Nữ", year - 24),
        )
        self._fate(person, can_die_young=False)
        return person

    def _fate(self, person: Person, *, can_die_young: bool = True) -> None:
        """Settle how long the person lives and whether it leaves the province."""
        rng, year = self.rng, person.birth[0]
        if can_die_young and rng.random() < _INFANT_DEATHS_OF[year][0]:
            age = int(rng.random() ** 2 * 6)
        elif person.sex == "Nam" and 1940 <= year <= 1957 and rng.random() < 0.06:
            age = max(18, 1965 + int(rng.random() * 11) - year)
        else:
            age = max(int(79 * (-math.log(1 - rng.random())) ** (1 / 6.0)), 0 if can_die_young else 45)
        died = year + age
        if died <= LAST_YEAR:
            day = self.day(died)
            person.death = day if day >= person.birth else (died, 12, 28)
        commune = person.home
        person.hamlet = commune.hamlets[int(rng.random() * len(commune.hamlets))]
        if age > 25 and rng.random() < (0.15 if 1968 <= year <= 2004 else 0.06):
            person.gone = year + 18 + int(rng.random() * 8)

    def _enter(self, person: Person) -> None:
        """Count the person in, and among those who may marry."""
        self.people.append(person)
        year = person.birth[0]
        if not person.alive_in(year + 20) or (person.gone and self.rng.random() < 0.75):
            return
        if person.sex == "Nam":
            self._grooms[year].append(person)
        else:
            self._brides[person.home.number, year].append(person)

    def _court(self, man: Person, year: int) -> None:
        rng = self.rng
        wed = year + 19 + int(rng.expovariate(0.22))
        if wed > LAST_YEAR or not man.alive_in(wed) or rng.random() < 0.05:
            return
        marriage = self._marry(man, self._bride(man, year), wed)
        wife = marriage.wife
        if wed > 1985 and rng.random() < 0.06:
            marriage.divorced = min(LAST_YEAR, wed + 2 + int(rng.random() * 12))
        ends = marriage.divorced or (wife.death[0] if wife.death else 9999)
        self._have_children(man, wife, wed, min(ends, 9999))
        again = ends + 1 + int(rng.random() * 3)
        if ends < year + 55 and again <= LAST_YEAR and man.alive_in(again) and rng.random() < 0.45:
            second = self._bride(man, max(year, again - 36))
            self._have_children(man, self._marry(man, second, again).wife, again, 9999)

    def _bride(self, man: Person, year: int) -> Person:
        """Find a bride at home or next door, or let one come from elsewhere."""
        rng, home = self.rng, man.home
        commune = home if rng.random() < 0.84 else self.communes[int(rng.random() * len(self.communes))]
        if rng.random() > 0.04:
            for _ in range(5):
                pool = self._brides.get((commune.number, year - 1 + int(rng.random() * 7)))
                if pool:
                    at = int(rng.random() * len(pool))
                    woman = pool[at]
                    if woman.father is None or woman.father is not man.father:
                        pool[at] = pool[-1]
                        pool.pop()
                        return woman
        woman = self._stranger("Nữ", year + int(rng.random() * 5), home)
        woman.origin = self._elsewhere()
        self.people.append(woman)
        return woman

    def _elsewhere(self) -> Place:
        rng = self.rng
        if rng.random() < 0.4:
            return FAR_AWAY[int(rng.random() * len(FAR_AWAY))]
        district = list(HERE.districts)[int(rng.random() * len(HERE.districts))]
        names = HERE.districts[district]
        return Place("", names[int(rng.random() * len(names))], district, HERE.province)

    def _marry(self, man: Person, wife: Person, wed: int) -> Marriage:
        rng = self.rng
        young = max(man.birth[0], wife.birth[0]) + 18
        marriage = Marriage(man, wife, self.day(min(max(wed, young), LAST_YEAR)), man.home)
        man.marriages.append(marriage)
        wife.marriages.append(marriage)
        wife.home, wife.hamlet = man.home, man.hamlet
        gone = man.gone or wife.gone
        if not gone and wed > 1975 and rng.random() < 0.05:
            gone = wed + int(rng.random() * 8)
        man.gone = wife.gone = max(gone, wed) if gone else 0
        return marriage

    def _have_children(self, man: Person, wife: Person, wed: int, ends: int) -> None:
        rng = self.rng
        low, high = _CHILDREN_OF[wed]
        wanted = low + int(rng.random() * (high - low + 1))
        middle = self.names.middle(rng, "Nam", wed) if rng.random() < 0.45 else ""
        year = wed + int(rng.random() * 2)
        last = min(wife.birth[0] + 46, ends, LAST_YEAR, man.gone or 9999)
        for parent in (man, wife):
            if parent.death:
                last = min(last, parent.death[0])
        gap = 1.4 if wed < 1985 else 3.0
        children: list[Person] = []
        while wanted > 0 and year <= last:
            child = self._child(man, wife, year, middle, children)
            wanted -= 1
            if rng.random() < 0.012:
                twin = self._child(man, wife, year, middle, children)
                twin.birth, child.twin, twin.twin = child.birth, twin, child
                twin.death = max(twin.death, twin.birth) if twin.death else None
            year += 1 + int(rng.expovariate(1 / gap))
        for child in children:
            self._enter(child)
        man.children = [*(man.children or ()), *children]
        wife.children = [*(wife.children or ()), *children]

    def _child(self, man: Person, wife: Person, year: int, middle: str, siblings: list[Person]) -> Person:
        rng, ethnic = self.rng, man.ethnic if self.rng.random() < 0.97 else wife.ethnic
        sex = "Nam" if rng.random() < 0.52 else "Nữ"
        dead = [
            s
            for s in siblings
            if s.sex == sex and s.death and s.death[0] <= year and s.death[0] - s.birth[0] < 6
        ]
        if dead and rng.random() < (0.4 if year < 1985 else 0.2):
            name = dead[-1].name
        else:
            surname = man.surname
            own = middle if sex == "Nam" else ""
            name = self.names.full(rng, ethnic, surname, sex, year, own)
            given = {s.name.rpartition(" ")[2] for s in siblings}
            for _ in range(4):
                if name.rpartition(" ")[2] not in given:
                    break
                name = self.names.full(rng, ethnic, surname, sex, year, own)
        child = Person(name, man.surname, sex, self.day(year), ethnic, man.home)
        child.father, child.mother = man, wife
        self._fate(child)
        if man.gone and man.gone < year + 18:
            child.gone = max(man.gone, year)
        siblings.append(child)
        return child

    def _left_over(self, woman: Person) -> None:
        """Give a woman who found nobody here a husband from elsewhere, a child of her own, or neither."""
        rng, year = self.rng, woman.birth[0]
        chance = rng.random()
        if chance < 0.3:
            man = self._stranger("Nam", year - int(rng.random() * 6), woman.home)
            man.origin = self._elsewhere()
            self.people.append(man)
            wed = year + 24
            if wed <= LAST_YEAR and man.alive_in(wed) and woman.alive_in(wed):
                self._marry(man, woman, wed)
                self._have_children(man, woman, wed, 9999)
        elif chance < 0.4 and year + 28 <= LAST_YEAR and woman.alive_in(year + 28):
            born = year + 28
            sex = "Nam" if rng.random() < 0.5 else "Nữ"
            name = self.names.full(rng, woman.ethnic, woman.surname, sex, born)
            child = Person(name, woman.surname, sex, self.day(born), woman.ethnic, woman.home)
            child.mother = woman
            self._fate(child)
            self._enter(child)
            woman.children = [child]

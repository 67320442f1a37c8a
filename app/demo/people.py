"""An invented registry: households of the old communes of one office, with the flaws of a real registry.

Nobody in it exists. Personal numbers follow the law but end in 99xxxx, so that nobody takes them for real
ones. The same seed gives the same people.
"""

import csv
import functools
import io
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app import atomic
from app.models.registry.person import PERSON_COLUMNS, Person

COMMUNE = "xã Cẩm Tú, tỉnh Thanh Hóa"
"""The office of today; since 01/7/2025 it keeps the books of four old communes, one of its own name."""
LUONG, QUY, TU, GIANG = OLD_COMMUNES = tuple(
    f"xã {name}, huyện Cẩm Thủy, tỉnh Thanh Hóa" for name in ("Cẩm Lương", "Cẩm Quý", "Cẩm Tú", "Cẩm Giang")
)
LAST_DAY = date(2023, 6, 30)  # the registry is of the summer when the campaign began
_NEIGHBOURS = ("xã Cẩm Thạch", "xã Cẩm Thành", "xã Cẩm Liên", "xã Cẩm Bình")
_HAMLETS = {
    **dict.fromkeys(("Lương Hòa", "Lương Ngọc", "Lương Thuận", "Kim Mẫm", "Xủ Xuyên", "Lương Thành"), LUONG),
    **dict.fromkeys(("Quý Thanh", "Quý Hòa"), QUY),
    **dict.fromkeys(("Tú Trung", "Tú Thành"), TU),
    **dict.fromkeys(("Giang Hồng", "Giang Sơn"), GIANG),
}
"""Each hamlet with its old commune."""
_NAMES = Path(__file__).resolve().parents[2] / "resources" / "data" / "names.json"


def people(count: int, seed: int) -> list[Person]:
    """Invent ``count`` people in families of up to four generations; parents come before their children."""
    village = _Village(random.Random(seed), count)  # noqa: S311 invented data, no secret
    while not village.full:
        for couple in [village.found() for _ in range(max(1, count // 20))]:
            village.raise_children(*couple)
        for _ in range(3):
            for pair in village.pairs():
                village.raise_children(*pair)
    village.age()
    return [member.person for member in village.members[:count]]


def origin_of(place: str) -> str:
    """Return a place as home origins are written: "Cẩm Lương, Cẩm Thủy, Thanh Hóa"."""
    return place.replace("xã ", "").replace("huyện ", "").replace("tỉnh ", "")


def write_csv(persons: Sequence[Person], path: Path) -> None:
    """Write the rows as ``desk snapshot`` reads them: UTF-8, a header of the registry's columns."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(PERSON_COLUMNS)
    writer.writerows([getattr(person, column) for column in PERSON_COLUMNS] for person in persons)
    atomic.write(path, text.getvalue().encode())


@dataclass
class _Member:
    """A person while the village grows."""

    person: Person
    born: date
    hamlet: str
    family: int  # one number for the children of a couple: they do not marry each other
    spouse: "_Member | None" = None


@functools.cache
def _lists() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_NAMES.read_text(encoding="utf-8"))
    return found


class _Village:
    """The people so far, and the dice."""

    def __init__(self, dice: random.Random, count: int) -> None:
        self.dice = dice
        self.count = count
        self.members: list[_Member] = []
        self._families = 0
        self._numbers: dict[str, int] = {}
        self._tried: set[int] = set()

    @property
    def full(self) -> bool:
        return len(self.members) >= self.count

    def found(self) -> tuple[_Member, _Member]:
        """Add a couple whose parents are known by name only."""
        born = date(1926, 1, 1) + timedelta(days=self.dice.randrange(9500))
        ethnicity = self.dice.choices(("Mường", "Kinh", "Dao", "HMông"), (66, 27, 4, 3))[0]
        man = self._newcomer("Nam", born, ethnicity)
        woman = self._newcomer("Nữ", born + timedelta(days=self.dice.randrange(-900, 2500)), ethnicity)
        self._marry(man, woman)
        return man, woman

    def pairs(self) -> list[tuple[_Member, _Member]]:
        """Marry young people of different families, except a few; return the new couples."""
        free = [
            m
            for m in self.members
            if m.spouse is None and m.born.year <= 2002 and id(m) not in self._tried and m.person.father_id
        ]
        women = sorted((m for m in free if m.person.sex == "Nữ"), key=lambda m: m.born)
        couples = []
        for man in free:
            self._tried.add(id(man))
            if man.person.sex != "Nam" or self.dice.random() < 0.15:
                continue
            fit = [w for w in women if w.family != man.family and -2 <= w.born.year - man.born.year <= 6]
            if fit:
                wife = fit[self.dice.randrange(min(len(fit), 8))]
                women.remove(wife)
                self._marry(man, wife)
                couples.append((man, wife))
        return couples

    def raise_children(self, father: _Member, mother: _Member) -> None:
        """Add the children of a couple, seldom twins, some of the mother alone."""
        self._families += 1
        alone = self.dice.random() < 0.05
        born = mother.born + timedelta(days=365 * 20 + self.dice.randrange(2200))
        for _ in range(self.dice.choices(range(7), (3, 12, 28, 25, 17, 10, 5))[0]):
            if self.full or born > LAST_DAY or born.year - mother.born.year > 43:
                return
            for _ in range(2 if self.dice.random() < 0.012 else 1):
                if not self.full:
                    self._bear(None if alone else father, mother, born)
            born += timedelta(days=500 + self.dice.randrange(1500))

    def age(self) -> None:
        """Add deaths of old people, and the flaws of a real registry."""
        for member in self.members:
            self._end(member)
        for member in self.members:
            member.person = replace(member.person, **self._flaws(member))

    def _newcomer(self, sex: str, born: date, ethnicity: str) -> _Member:
        self._families += 1
        surname = self._surname(ethnicity)
        member = self._member(
            sex,
            born,
            self.dice.choice(list(_HAMLETS)),
            full_name=self._name(surname, sex, born.year, ethnicity),
            ethnicity=ethnicity,
            father_name=self._name(surname, "Nam", born.year - 28, ethnicity),
            mother_name=self._name(self._surname(ethnicity), "Nữ", born.year - 25, ethnicity),
        )
        if sex == "Nữ" and self.dice.random() < 0.2:  # from a neighbouring commune
            place = f"{self.dice.choice(_NEIGHBOURS)}, huyện Cẩm Thủy, tỉnh Thanh Hóa"
            member.person = replace(
                member.person, birth_registration_place=place, home_origin=origin_of(place)
            )
        return member

    def _bear(self, father: _Member | None, mother: _Member, born: date) -> None:
        sex = "Nam" if self.dice.random() < 0.515 else "Nữ"
        known = father or mother
        surname = known.person.full_name.split()[0]
        ethnicity = known.person.ethnicity
        self._member(
            sex,
            born,
            known.hamlet,
            full_name=self._name(surname, sex, born.year, ethnicity, like=self._namesake(sex, born, surname)),
            ethnicity=ethnicity,
            father_name=father.person.full_name if father else "",
            father_id=father.person.personal_id if father else "",
            mother_name=mother.person.full_name,
            mother_id=mother.person.personal_id,
        )

    def _member(self, sex: str, born: date, hamlet: str, **columns: str) -> _Member:
        commune = _HAMLETS[hamlet]
        person = Person(
            personal_id=self._number(sex, born.year),
            sex=sex,
            birth_date=born.isoformat(),
            birth_place=f"Thôn {hamlet}, {commune}" if born.year < 1985 else f"Trạm y tế {commune}",
            nationality="Việt Nam",
            marital_status="Chưa kết hôn",
            life_status="Còn sống",
            permanent_residence=f"Thôn {hamlet}, {commune}",
            **{"birth_registration_place": commune, "home_origin": origin_of(commune), **columns},
        )
        member = _Member(person, born, hamlet, self._families)
        self.members.append(member)
        return member

    def _marry(self, man: _Member, woman: _Member) -> None:
        man.spouse, woman.spouse = woman, man
        woman.hamlet = man.hamlet
        woman.person = replace(woman.person, permanent_residence=man.person.permanent_residence)
        for one, other in ((man, woman), (woman, man)):
            one.person = replace(
                one.person,
                spouse_name=other.person.full_name,
                spouse_id=other.person.personal_id,
                marital_status="Đã kết hôn",
            )

    def _number(self, sex: str, year: int) -> str:
        digit = 2 * (year // 100 - 19) + (sex == "Nữ")
        if self.dice.random() < 0.004:
            digit ^= 1  # a number for the wrong sex: some exist and wait to be cancelled
        stem = f"038{digit}{year % 100:02d}99"
        turn = self._numbers[stem] = self._numbers.get(stem, 17 * year) + 1
        return f"{stem}{turn * 7919 % 10000:04d}"  # 7919 is prime: no number comes twice

    def _surname(self, ethnicity: str) -> str:
        if ethnicity == "HMông":
            return str(self.dice.choice(_lists()["hmong"]["surnames"]))
        return self._pick(_lists()["surnames"])

    def _name(self, surname: str, sex: str, year: int, ethnicity: str, like: str = "") -> str:
        if like:
            return like
        side = "male" if sex == "Nam" else "female"
        if ethnicity == "HMông":
            middle = "A" if sex == "Nam" else "Thị"
            return f"{surname} {middle} {self.dice.choice(_lists()['hmong'][f'given_{side}'])}"
        middles = {m: w for m, w, first, last in _lists()[f"middle_{side}"] if first <= year <= last}
        if year < 1970 and self.dice.random() < 0.7:
            given = self.dice.choice(_lists()[f"given_{side}_old"])
        else:
            given = self._pick(_lists()[f"given_{side}"])
        return f"{surname} {self._pick(middles)} {given}"

    def _namesake(self, sex: str, born: date, surname: str) -> str:
        """Return, seldom, the name of a child of the same sex and year in another family."""
        if self.dice.random() >= 0.02:
            return ""
        recent = self.members[-600:]
        return next(
            (
                m.person.full_name
                for m in recent
                if m.person.sex == sex
                and m.born.year == born.year
                and m.family != self._families
                and m.person.full_name.startswith(f"{surname} ")
            ),
            "",
        )

    def _pick(self, weights: dict[str, float]) -> str:
        return self.dice.choices(list(weights), list(weights.values()))[0]

    def _end(self, member: _Member) -> None:
        age = LAST_DAY.year - member.born.year
        chance = 0.96 if age > 92 else 0.6 if age > 78 else 0.15 if age > 60 else 0.015
        if age < 1 or self.dice.random() >= chance:
            return
        lived = self.dice.randrange(max(1, age - 25), age) if age > 60 else self.dice.randrange(age)
        died = min(
            member.born + timedelta(days=365 * max(lived, 1) + self.dice.randrange(360)),
            LAST_DAY - timedelta(days=self.dice.randrange(1, 60)),
        )
        if member.spouse:  # no death before the last child
            died = max(died, member.born + timedelta(days=365 * 48 + self.dice.randrange(700)))
        if died >= LAST_DAY:
            return
        member.person = replace(member.person, life_status="Đã chết", death_date=died.isoformat())
        if member.spouse:
            member.spouse.person = replace(member.spouse.person, marital_status="Góa")

    def _flaws(self, member: _Member) -> dict[str, str]:
        """Return the columns with flaws: blanks, defaults, slips."""
        dice, found = self.dice, dict[str, str]()
        if member.born.year < 2000 and dice.random() < 0.6:
            found["cmnd"] = f"1799{dice.randrange(100_000):05d}"
        if member.born.year < 1965 and dice.random() < 0.25:
            year = str(member.born.year)
            found["birth_date"] = f"{year}-01-01" if dice.random() < 0.7 else year
        if dice.random() < 0.35:
            found["birth_place"] = ""  # the registry has this column only since the law of 2023
        if dice.random() < 0.05:
            found["birth_registration_place"] = ""
        if dice.random() < 0.02:
            found["other_name"] = dice.choice(("Tý", "Bình", "Cún", "Hiền", "Tơ"))
        return found

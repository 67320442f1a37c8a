"""What the police registry holds of the people, with its own mistakes, and the CSV file of it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from lunar_vn import convert_solar_to_lunar

from tests.bench.cases.names import new_placement
from tests.bench.cases.places import ETHNIC_SPELLINGS, HERE, PROVINCE, SUCCESSOR, Place, official, today_of
from tests.bench.cases.slips import in_year, name_slip, number_slip
from tests.bench.cases.world import LAST_YEAR, Day, Person

COLUMNS = (
    "personal_id", "full_name", "sex", "birth_date", "birth_place", "home_origin", "ethnicity",
    "nationality", "religion",
    "marital_status", "father_name", "father_id", "mother_name", "mother_id", "spouse_name", "spouse_id",
    "permanent_residence", "death_date", "cmnd",
)  # fmt: skip
_DULL = (("Mường", "Kinh"), ("Kinh", "Mường"), ("Thái", "Mường"), ("Dao", "Kinh"), ("Mông", "Thái"))
_OTHER_PEOPLE = dict(_DULL)
_FOREIGN_CODES = {
    "Nghệ An": "040",
    "Ninh Bình": "037",
    "Hòa Bình": "017",
    "Sơn La": "014",
    "Nam Định": "036",
    "Đắk Lắk": "066",
    "Hà Nội": "001",
}


class Row:
    """A row: its clean values by field, its text in the file's order, and the kinds of its mistakes."""

    __slots__ = ("kinds", "person", "text", "values")

    def __init__(
        self, person: Person, values: dict[str, Any], text: list[str], kinds: dict[str, str] | None
    ) -> None:
        self.person, self.values, self.text, self.kinds = person, values, text, kinds


class Numbers:
    """Hands out personal numbers and CMND numbers; never one twice."""

    def __init__(self, seed: int) -> None:
        self._next: dict[str, int] = {}
        self._shift = seed % 900_001
        self._cmnd = 0

    def personal_id(self, person: Person, *, wrong_sex: bool = False) -> str:
        year = person.birth[0]
        digit = 2 * (year // 100 - 19) + ((person.sex == "Nữ") != wrong_sex)
        code = _FOREIGN_CODES.get(person.origin.province, "038") if person.origin else "038"
        head = f"{code}{max(digit, 0)}{year % 100:02d}"
        count = self._next.get(head, 0)
        self._next[head] = count + 1
        return f"{head}{(count * 618_031 + self._shift) % 1_000_000:06d}"

    def cmnd(self) -> str:
        self._cmnd += 1
        return f"17{(self._cmnd * 3_618_031 + self._shift) % 10_000_000:07d}"


def enrol(rng: random.Random, people: list[Person], numbers: Numbers, wanted: int) -> list[Person]:
    """Number the people the registry knows; return them in the file's order, at most ``wanted`` rows."""
    known: list[Person] = []
    others: list[Person] = []
    for person in people:
        if person.gone:
            keep = rng.random() < 0.05
        elif person.death:
            died = person.death[0]
            keep = rng.random() < (
                0.88 if died >= 2014 else 0.5 if died >= 2006 else 0.06 if died >= 1994 else 0.0
            )
        else:
            keep = rng.random() < 0.99
        (known if keep else others).append(person)
    if len(known) < wanted:
        known += [p for p in others if not p.death][: wanted - len(known)]
    rng.shuffle(known)
    twice = min(len(known), wanted) // 400
    known = known[: wanted - twice]
    for person in known:
        person.pid = numbers.personal_id(person, wrong_sex=rng.random() < 0.0015)
        if person.birth[0] <= LAST_YEAR - 16 and (not person.death or person.death[0] > person.birth[0] + 18):
            person.cmnd = numbers.cmnd()
    for person in known[:: max(1, len(known) // max(twice, 1))][:twice]:
        person.second = numbers.personal_id(person)
    return known


def _birth(rng: random.Random, birth: Day) -> tuple[Day, str]:
    year, month, day = birth
    chance = rng.random()
    blank, jan1 = (
        (0.22, 0.34)
        if year < 1950
        else (0.1, 0.18)
        if year < 1965
        else (0.02, 0.06)
        if year < 1985
        else (0.001, 0.006)
    )
    if chance < blank:
        return (year, 0, 0), ""
    if chance < jan1:
        return (year, 1, 1), "registry_jan1"
    if chance > 0.993 and day <= 12 and day != month:
        return (year, day, month), "registry_swap"
    if chance > 0.988:
        return in_year(birth, year + (1 if chance > 0.9905 else -1)), "registry_year1"
    if chance > 0.982 and 1901 < year < 1990:
        lunar = convert_solar_to_lunar(day, month, year)
        return (lunar.year, lunar.month, lunar.day), "registry_lunar"
    return birth, ""


def day_text(day: Day | None) -> str:
    """Write a day as ISO, down to what is known; '' for None."""
    if not day:
        return ""
    year, month, date = day
    return f"{year}-{month:02d}-{date:02d}" if date else f"{year}-{month:02d}" if month else str(year)


@lru_cache(maxsize=16384)
def _official(place: Place, *, moved: bool) -> str:
    text = official(place)
    return new_placement(text) if moved else text


@lru_cache(maxsize=4096)
def _short(place: Place, *, moved: bool) -> str:
    text = ", ".join(p for p in place[1:] if p) if place.commune else official(place)
    return new_placement(text) if moved else text


def _as_known(rng: random.Random, place: Place, year: int) -> Place:
    """Return the place as the row names it: today's name, an old one, blank or coarse for the old."""
    chance = rng.random()
    if HERE.today:
        return (
            Place() if chance > (0.8 if year < 1950 else 0.92 if year < 1975 else 0.99) else today_of(place)
        )
    if chance < 0.14 and place.district == "Cẩm Thủy":
        return Place("", SUCCESSOR[place.commune], "", PROVINCE)
    if chance > (0.8 if year < 1950 else 0.92 if year < 1975 else 0.99):
        return Place()
    if chance > 0.97 and year < 1985:
        return place._replace(commune="")
    return place


def _spouse(person: Person) -> tuple[str, Person | None]:
    if not person.marriages:
        return "Chưa kết hôn", None
    last = person.marriages[-1]
    other = last.wife if last.husband is person else last.husband
    if last.divorced and (not person.death or person.death[0] > last.divorced):
        return "Ly hôn", None
    return ("Góa" if other.death and not person.death else "Đã kết hôn"), other


def make_row(rng: random.Random, person: Person, personal_id: str) -> Row:
    """Make a person's row."""
    kinds: dict[str, str] = {}
    year = person.birth[0]
    name, sex = person.name, person.sex
    chance = rng.random()
    if chance < 0.012:
        name, slip = name_slip(rng, name, sex)
        kinds["full_name"] = f"registry_{slip}"
    elif chance > 0.9975:
        sex = "Nam" if sex == "Nữ" else "Nữ"
        kinds["sex"] = "registry_other"
    birth, slip = _birth(rng, person.birth)
    if slip:
        kinds["birth_date"] = slip
    birth_place = _as_known(rng, person.birth_place, year)
    origin = _as_known(rng, person.home_origin, year)
    ethnic = person.ethnic
    if rng.random() < 0.008:
        ethnic = _OTHER_PEOPLE[ethnic]
        kinds["ethnicity"] = "registry_other"
    names, ids = _parents(rng, person, kinds)
    status, spouse = _spouse(person)
    spouse_name = spouse.name if spouse and rng.random() < (0.9 if year > 1960 else 0.7) else ""
    spouse_id = spouse.pid if spouse and spouse_name and rng.random() < 0.8 else ""
    if spouse_name and rng.random() < 0.012:
        spouse_name, slip = name_slip(rng, spouse_name, "Nữ" if sex == "Nam" else "Nam")
        kinds["spouse_name"] = f"registry_{slip}"
    death = person.death if person.death and rng.random() < 0.9 else None
    cmnd = person.cmnd if rng.random() < 0.72 else ""
    if cmnd and rng.random() < 0.006:
        cmnd = number_slip(rng, cmnd)
        kinds["cmnd"] = "registry_digit"
    nationality = "Việt Nam" if year > 1950 or rng.random() < 0.9 else ""
    values = {
        "personal_id": personal_id, "full_name": name, "sex": sex, "birth_date": birth,
        "birth_place": birth_place, "home_origin": origin,
        "ethnicity": ethnic, "nationality": nationality, "father_name": names[0],
        "mother_name": names[1], "spouse_name": spouse_name,
        "death_date": death, "cmnd": cmnd, "father_id": ids[0], "mother_id": ids[1], "spouse_id": spouse_id,
    }  # fmt: skip
    moved = rng.random() < 0.2
    shown = new_placement(name) if moved else name
    home = person.home.place._replace(hamlet=person.hamlet)
    if HERE.today:
        home = today_of(home)
    elif rng.random() < 0.3 and home.district == "Cẩm Thủy":
        home = Place(home.hamlet, SUCCESSOR[home.commune], "", PROVINCE)
    people = rng.choice(ETHNIC_SPELLINGS[ethnic]) if ethnic in ETHNIC_SPELLINGS else ethnic
    text = [
        personal_id, shown, sex, day_text(birth), _official(birth_place, moved=moved),
        _short(origin, moved=moved), people, nationality,
        "Không", status, names[0], ids[0], names[1], ids[1], spouse_name, spouse_id,
        _official(home, moved=moved), day_text(death), cmnd,
    ]  # fmt: skip
    return Row(person, values, text, kinds or None)


def _parents(rng: random.Random, person: Person, kinds: dict[str, str]) -> tuple[list[str], list[str]]:
    year = person.birth[0]
    known = 0.98 if year > 1990 else 0.92 if year > 1960 else 0.7
    linked = 0.8 if year > 1995 else 0.5 if year > 1975 else 0.22
    names, ids = ["", ""], ["", ""]
    for i, parent in enumerate(person.adopted or (person.father, person.mother)):
        name = parent.name if parent else person.parent_names[i]
        if not name or rng.random() > known:
            continue
        field = ("father_name", "mother_name")[i]
        if person.adopted:
            kinds[field] = "adopted"
        if rng.random() < 0.016:
            name, slip = name_slip(rng, name, ("Nam", "Nữ")[i])
            kinds[field] = f"registry_{slip}"
        names[i] = name
        if parent and parent.pid and rng.random() < linked:
            ids[i] = parent.pid
    return names, ids


def rows(rng: random.Random, known: Iterable[Person]) -> Iterable[Row]:
    """Yield the rows, a second one for those entered twice; each person keeps its first."""
    for person in known:
        person.row = row = make_row(rng, person, person.pid)
        yield row
        if person.second:
            yield make_row(rng, person, person.second)

"""Which columns a volume has, and what a clerk means to write in them for one person."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from lunar_vn import convert_solar_to_lunar

from tests.bench.cases import slips
from tests.bench.cases.clerk import (
    UNKNOWN,
    Clerk,
    age_text,
    date_text,
    ethnic_text,
    name_text,
    nationality_text,
    number_text,
    place_text,
    sex_text,
)
from tests.bench.cases.events import Act
from tests.bench.cases.names import plain
from tests.bench.cases.places import FAR_AWAY, HERE, Place
from tests.bench.cases.registry import Numbers
from tests.bench.cases.truth import Said
from tests.bench.cases.world import Day, Person

_OTHER_PEOPLE = {"Mường": "Kinh", "Kinh": "Mường", "Thái": "Mường", "Dao": "Kinh", "Mông": "Thái"}
_BASIC = {
    "full_name": 1.0,
    "birth_date": 1.0,
    "ethnicity": 0.9,
    "nationality": 0.8,
    "permanent_residence": 0.9,
}
_CHILD = {
    "full_name": 1.0, "sex": 0.97, "birth_date": 1.0, "birth_place": 0.85, "home_origin": 0.75,
    "ethnicity": 0.9,
    "nationality": 0.85, "father_name": 1.0, "mother_name": 1.0, "permanent_residence": 0.3,
}  # fmt: skip
# The share of volumes that have the column; the first year it exists at all is in _SINCE.
COLUMNS: Mapping[str, Mapping[str, float]] = {
    "birth.child": _CHILD | {"personal_id": 0.25},
    "birth.father": _BASIC,
    "birth.mother": _BASIC,
    "marriage.husband": _BASIC | {"cmnd": 0.75, "spouse_name": 0.5},
    "marriage.wife": _BASIC | {"cmnd": 0.75, "spouse_name": 0.5},
    "death.deceased": _BASIC | {"sex": 0.95, "death_date": 1.0, "cmnd": 0.4, "spouse_name": 0.2},
    "death.spouse": {"full_name": 1.0, "birth_date": 0.3},
    "death.declarant": {"full_name": 1.0, "birth_date": 0.15, "cmnd": 0.4, "permanent_residence": 0.6},
    "adoption.child": _CHILD,
    "adoption.adoptive_father": _BASIC | {"cmnd": 0.4},
    "adoption.adoptive_mother": _BASIC | {"cmnd": 0.4},
    "adoption.giver": {"full_name": 1.0, "birth_date": 0.6, "permanent_residence": 0.7},
    "parent_recognition.child": _CHILD | {"home_origin": 0.2},
    "parent_recognition.father": _BASIC | {"cmnd": 0.6},
    "marital_confirm.person": _BASIC | {"sex": 0.9, "cmnd": 0.8, "father_name": 0.15, "mother_name": 0.15},
}
_SINCE = {"cmnd": 1979, "personal_id": 2016, "home_origin": 1962}
_COUNTS_FROM_ONE = 0.4  # the share of ages by Vietnamese count, one more than by the calendar
_NEVER_BLANK = frozenset({"full_name", "spouse_name"})
_SLIPS = {
    "full_name": 0.075, "father_name": 0.06, "mother_name": 0.06, "spouse_name": 0.06,
    "birth_date": 0.055, "death_date": 0.03,
    "birth_place": 0.03, "home_origin": 0.03, "ethnicity": 0.022, "sex": 0.006, "cmnd": 0.03,
    "personal_id": 0.01,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """A volume's columns by ``book_type.role``, and how it gives births of all but the first person."""

    columns: Mapping[str, tuple[str, ...]]
    births: str
    old_births: str


def lay_out(rng: random.Random, year: int, *, harsh: bool) -> Layout:
    """Draw a volume's columns; parents come with a whole date, a year, an age or nothing but the name."""
    if year >= 2016:
        births = rng.choices(("full", "year", "none"), (50, 45, 5))[0]
    elif year >= 1999:
        births = rng.choices(("full", "year", "age", "none"), (10, 60, 15, 15))[0]
    else:
        births = rng.choices(("year", "age", "none"), (30, 38, 32))[0]
    share = 1.0 if harsh else 1.1
    columns = {
        key: tuple(f for f, p in wanted.items() if rng.random() < p * share and year >= _SINCE.get(f, 0))
        for key, wanted in COLUMNS.items()
    }
    return Layout(columns, births, "full" if year > 1976 else rng.choice(("full", "year", "age")))


class Pen:
    """Writes the fields of one volume."""

    def __init__(
        self, rng: random.Random, clerk: Clerk, layout: Layout, numbers: Numbers, *, harsh: bool
    ) -> None:
        self.rng, self.clerk, self.layout, self.numbers, self.harsh = rng, clerk, layout, numbers, harsh

    def write(self, name: str, act: Act, role: str, person: Person) -> Said | None:
        """Say one field of a person as the clerk would; None where the field cannot be (no number yet)."""
        rng, clerk = self.rng, self.clerk
        if name not in _NEVER_BLANK and rng.random() < (
            clerk.blank * 0.3 if name != "birth_date" else clerk.unknown
        ):
            return Said(None, rng.choice(UNKNOWN) if self.harsh else rng.choice(("", "không rõ")))
        wrong = rng.random() < _SLIPS.get(name, 0.0) * clerk.care
        if name.endswith("_name"):
            return self._name(name, act, role, person, wrong=wrong)
        if name.endswith("_date"):
            return self._date(name, act, role, person, wrong=wrong)
        if name in {"birth_place", "home_origin", "permanent_residence"}:
            return self._place(name, act, person, wrong=wrong)
        if name in {"cmnd", "personal_id"}:
            return self._number(name, act, person, wrong=wrong)
        return self._word(name, person, wrong=wrong)

    def _word(self, name: str, person: Person, *, wrong: bool) -> Said:
        rng, clerk, kind = self.rng, self.clerk, "other" if wrong else ""
        if name == "sex":
            sex = person.sex if not wrong else "Nam" if person.sex == "Nữ" else "Nữ"
            return Said(sex, sex_text(rng, clerk, sex), kind)
        if name == "ethnicity":
            ethnic = _OTHER_PEOPLE[person.ethnic] if wrong else person.ethnic
            return Said(ethnic, ethnic_text(rng, clerk, ethnic), kind)
        return Said("Việt Nam", nationality_text(rng, clerk))

    def _name(self, name: str, act: Act, role: str, person: Person, *, wrong: bool) -> Said | None:
        if name == "full_name":
            true, sex = person.name, person.sex
        elif name == "spouse_name":
            if not act.marriage:
                return None
            other = act.marriage.wife if act.marriage.husband is person else act.marriage.husband
            true, sex, role = other.name, other.sex, "spouse"
        else:
            which = name == "mother_name"
            true, sex, role = (
                person.parent_name(which),
                "Nữ" if which else "Nam",
                "mother" if which else "father",
            )
        if not true:
            return Said(None, "")
        meant, kind = self._slipped(true, sex, wrong=wrong)
        return Said(meant, name_text(self.rng, self.clerk, meant, sex, role), kind)

    def _slipped(self, name: str, sex: str, *, wrong: bool) -> tuple[str, str]:
        """Return what the clerk takes the name to be: a slip, his dialect, a word left out, or the name."""
        rng, clerk = self.rng, self.clerk
        meant, kind = slips.name_slip(rng, name, sex) if wrong else (name, "")
        if not kind and clerk.hoi_nga and rng.random() < clerk.hoi_nga:
            meant, kind = slips.hoi_nga(rng, name, sex), "hoi_nga"
        if meant == name and clerk.dialect and rng.random() < 0.12:
            meant, kind = slips.initial(name, slips.DIALECTS[clerk.dialect], rng), "spelling"
        if meant == name and clerk.drops_middle and rng.random() < clerk.drops_middle:
            meant, kind = slips.thi_dropped(rng, name, sex), "middle_omitted"
        if meant == name and clerk.i_y and rng.random() < clerk.i_y:
            meant, kind = slips.i_y(rng, name, sex), "i_y"
        if meant == name:
            kind = ""
        if clerk.no_marks:
            return plain(meant), kind or "no_marks"
        return meant, kind

    def _date(self, name: str, act: Act, role: str, person: Person, *, wrong: bool) -> Said | None:
        rng, clerk = self.rng, self.clerk
        if name == "death_date":
            assert person.death
            true, how = person.death, "full"
        else:
            first = role in {"child", "husband", "wife", "deceased", "person"}
            true, how = (
                person.birth,
                "full" if role == "child" else self.layout.old_births if first else self.layout.births,
            )
            if role == "deceased" and how == "full" and (true[0] < 1945 or rng.random() < 0.1):
                how = (
                    rng.choice(("full", "year", "year", "age"))
                    if self.harsh
                    else rng.choice(("full", "full", "year"))
                )
            if how == "full" and clerk.age and not first and rng.random() < clerk.age * 0.3:
                how = "year"
            if how == "none":
                return None
        kind = ""
        if how == "full" and rng.random() < (0.03 if true[0] < 1975 else 0.004):
            true = (true[0], true[1], 0)
        if how in {"year", "age"}:
            true = (true[0], 0, 0)
        elif true[2] and true[0] > 1901 and rng.random() < clerk.lunar:
            return self._lunar(true)
        if wrong:
            true, kind = slips.date_slip(rng, true) if how != "age" else (slips.age_slip(rng, true), "age")
        if how == "age":
            age = max(1, act.day[0] - true[0] + (rng.random() < _COUNTS_FROM_ONE))
            return Said((act.day[0] - age, 0, 0), age_text(rng, age), "age", age=True)
        return Said(true, date_text(rng, clerk, true), kind)

    def _lunar(self, day: Day) -> Said:
        moon = convert_solar_to_lunar(day[2], day[1], day[0])
        if not moon.leap and self.rng.random() < 0.8:
            return Said(day, date_text(self.rng, self.clerk, day, lunar=True), lunar=True)
        meant = (moon.year, moon.month, moon.day)
        return Said(meant, date_text(self.rng, self.clerk, meant), "lunar_unmarked")

    def _place(self, name: str, act: Act, person: Person, *, wrong: bool) -> Said:
        rng, birth = self.rng, name == "birth_place"
        hamlet = person.hamlet
        if name == "permanent_residence":
            true = person.home.place
        elif birth:
            true = person.birth_place
            if act.book_type == "birth" and act.day[0] > 1994 and not wrong and rng.random() < 0.2:
                true = true._replace(commune="")
        else:
            true = person.home_origin
        kind = ""
        if wrong:
            true, kind = self._other_place(true), "other_place"
        return Said(true, place_text(rng, self.clerk, true, hamlet, birth=birth), kind)

    def _other_place(self, place: Place) -> Place:
        near = [c for c in HERE.districts.get(place.district, ()) if c != place.commune]
        if near and self.rng.random() < 0.7:
            return place._replace(commune=self.rng.choice(near))
        return self.rng.choice([p for p in FAR_AWAY if p != place])

    def _number(self, name: str, act: Act, person: Person, *, wrong: bool) -> Said | None:
        rng, year = self.rng, act.day[0]
        if not person.pid and not person.second:
            person.second = self.numbers.personal_id(person)
        number = person.pid or person.second
        if name == "cmnd" and rng.random() > (0.85 if year >= 2021 else 0.35 if year >= 2016 else 0.0):
            if year < person.birth[0] + 15:
                return None
            person.cmnd = person.cmnd or self.numbers.cmnd()
            number = person.cmnd
        kind = ""
        if wrong:
            number, kind = slips.number_slip(rng, number), "digit"
        text = number_text(rng, self.clerk, number) if name == "cmnd" else number
        return Said(number, text, kind)

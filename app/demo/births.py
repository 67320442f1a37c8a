"""Invented volumes of births, with most of the hard cases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.demo.cases import (
    Act,
    Case,
    Change,
    DemoVolume,
    Entry,
    Span,
    Writer,
    bind,
    look_alike,
    lunar_day,
    marked,
    other_year,
    put,
    swapped,
    with_cases,
    without_middle,
)
from app.demo.clerk import Clerk, move_tones, other_tone
from app.models.registry.person import Person
from app.models.words.values import Mark, Value

_NATIONALITY_SINCE = 1980  # older forms have no column for it


def births(persons: Sequence[Person], seed: int, span: Span, clerk: Clerk) -> DemoVolume:
    """Write a volume of births with every case that fits its people."""
    writer = Writer(persons, seed, clerk)
    born = [
        p
        for p in persons
        if p.mother_id
        and span.holds(p.birth_date)
        and (p.birth_registration_place or p.permanent_residence).endswith(span.place)
    ]
    writer.dice.shuffle(born)
    acts = list(_twins(writer, born)) + list(_namesakes(writer, born, persons))
    used = {act.person for act in acts}
    strangers = [p for p in writer.strangers if p.mother_id and span.holds(p.birth_date)]
    acts += [_birth(writer, p, Case.STRANGER, "") for p in strangers[:3]]
    if elder := next((p for p in born if p.father_id and int(p.birth_date[:4]) > span.first + 2), None):
        died = replace(elder, birth_date=f"{span.first}-05-1{writer.dice.randrange(10)}", personal_id="")
        act = _birth(writer, died, Case.DEAD_SIBLING, "")
        act.values["remarks"] = Value.of(f"Đã chết năm {span.first}")
        acts.append(act)
    free = [p for p in born if p.personal_id not in used]
    acts += with_cases(writer, free, _birth, _CASES, span.size - len(acts))
    return bind("khai_sinh", span, "Đăng ký đúng hạn", clerk, acts)


def _birth(writer: Writer, child: Person, case: Case, person: str) -> Act:
    """Write the birth of a child as a careful clerk would."""
    clerk = writer.clerk
    born = date.fromisoformat(child.birth_date)
    texts = {
        "child_name": clerk.name(child.full_name),
        "child_sex": child.sex,
        "child_birth_date": clerk.date(child.birth_date),
        "child_birth_place": clerk.place(child.birth_place),
        "child_home_origin": clerk.place(child.home_origin),
        "child_ethnicity": child.ethnicity,
        "child_birth_kind": "Đã xác định được cả cha lẫn mẹ"
        if child.father_name
        else "Chưa xác định được cha",
    }
    if born.year >= 2016:  # forms since TT 15/2015 have the number
        texts["child_personal_id"] = child.personal_id
    entry = {key: Value.of(text) for key, text in texts.items() if text}
    entry["child_nationality"] = Value.of("Việt Nam")
    for prefix, number in (("mother", child.mother_id), ("father", child.father_id)):
        if parent := writer.relative(number):
            entry |= writer.party(prefix, parent, year_only=born.year < 2016)
    if born.year < _NATIONALITY_SINCE:
        for who in ("child", "mother", "father"):
            entry[f"{who}_nationality"] = Value("", Mark.NOT_IN_FORM)
    residence = entry.get("father_residence")
    if residence is not None and residence == entry.get("mother_residence") and not clerk.capitals:
        entry["father_residence"] = Value.of("nt")  # "như trên", short as in books
    declarant = child.father_name or child.mother_name
    entry["declarant_name"] = Value.of(clerk.name(declarant))
    entry["declarant_relation"] = Value.of("Cha" if child.father_name else "Mẹ")
    return Act(case, writer.day_after(born), entry, person)


def _twins(writer: Writer, born: Sequence[Person]) -> Iterator[Act]:
    """Write the first pair of twins, one after the other."""
    seen: dict[tuple[str, str], Person] = {}
    for child in born:
        key = child.mother_id, child.birth_date
        if other := seen.get(key):
            first, second = (_birth(writer, p, Case.TWINS, p.personal_id) for p in (other, child))
            yield first
            yield replace(second, day=first.day)
            return
        seen[key] = child


def _namesakes(writer: Writer, born: Sequence[Person], persons: Sequence[Person]) -> Iterator[Act]:
    """Write a child by name and year alone, where two children have that name and year."""
    shared: dict[tuple[str, str, str], list[Person]] = {}
    for person in persons:
        shared.setdefault((person.full_name, person.sex, person.birth_date[:4]), []).append(person)
    for child in born:
        if len(shared[child.full_name, child.sex, child.birth_date[:4]]) > 1:
            act = _birth(writer, child, Case.NAMESAKES, child.personal_id)
            act.values["child_birth_date"] = Value.of(child.birth_date[:4])
            for key in list(act.values):
                if key.startswith(
                    ("mother_", "father_", "declarant_", "child_personal_id", "child_birth_place")
                ):
                    act.values[key] = Value("", Mark.TORN)
            yield act
            return


def _thirtieth_of_february(writer: Writer, entry: Entry, person: Person) -> bool:
    if person.birth_date[5:7] != "03":
        return False
    year = int(person.birth_date[:4])
    entry["child_birth_date"] = Value.of(writer.clerk.dates.format(d=30, m=2, y=year))
    return True


def _age_of_mother(writer: Writer, entry: Entry, person: Person) -> bool:
    mother = writer.relative(person.mother_id)
    if mother is None:
        return False
    age = int(person.birth_date[:4]) - int(mother.birth_date[:4])
    entry["mother_birth_date"] = Value.of(f"{age} tuổi")
    return True


def _alias(_writer: Writer, entry: Entry, person: Person) -> bool:
    if not person.other_name:
        return False
    entry["child_name"] = Value.of(f"{entry['child_name'].text} (tức {person.other_name})")
    return True


def _no_father(_writer: Writer, _entry: Entry, person: Person) -> bool:
    return not person.father_name


def _father_by_name(writer: Writer, entry: Entry, person: Person) -> bool:
    namesakes = [p for p in writer.by_id.values() if p.full_name == person.father_name]
    if len(namesakes) < 3 or not person.father_id:
        return False
    for key in [key for key in entry if key.startswith("father_") and key != "father_name"]:
        del entry[key]
    entry["father_ethnicity"] = Value.of("nt")
    for key in [key for key in entry if key.startswith("mother_")]:
        entry[key] = Value("", Mark.TORN)  # the wife's name would tell him from his namesakes
    return True


def _parents_by_year(_writer: Writer, entry: Entry, person: Person) -> bool:
    return bool(person.father_id) and len(entry["mother_birth_date"].text) == 4


_CASES: Mapping[Case, Change] = {
    Case.TONE: put("mother_name", other_tone),
    Case.TONE_PLACEMENT: put("child_name", move_tones),
    Case.MIDDLE_NAME: put("mother_name", without_middle),
    Case.OTHER_YEAR: other_year("child_birth_date"),
    Case.SWAPPED_DATE: swapped("child_birth_date"),
    Case.ILLEGIBLE: marked("mother_birth_date", Mark.ILLEGIBLE),
    Case.IMPOSSIBLE_DATE: _thirtieth_of_february,
    Case.LUNAR_DATE: lunar_day("child_birth_date"),
    Case.AGE: _age_of_mother,
    Case.ALIAS: _alias,
    Case.HMONG: put("child_ethnicity", lambda words: "H\u2019Mông" if words == "HMông" else ""),
    Case.NO_FATHER: _no_father,
    Case.FATHER_BY_NAME: _father_by_name,
    Case.LOOK_ALIKE: put("child_name", look_alike),
    Case.WRONG_NUMBER: put("child_personal_id", lambda n: n[:-1] + str((int(n[-1]) + 1) % 10)),
    Case.YEAR_ONLY: _parents_by_year,
}

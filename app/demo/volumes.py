"""Invented volumes of the twelve books, from the invented registry, with every hard case."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.demo.births import births
from app.demo.cases import (
    Act,
    Case,
    Change,
    DemoVolume,
    Entry,
    Span,
    Writer,
    bind,
    lunar_day,
    marked,
    other_year,
    put,
    swapped,
    with_cases,
    without_middle,
)
from app.demo.clerk import Clerk, other_tone
from app.demo.other_books import other_books
from app.demo.people import QUY, TU
from app.models.registry.person import Person
from app.models.words.values import Mark, Value

_OLD = Clerk("Phạm Văn Thuần", "T/M UBND xã", "Bùi Văn Chiến", "{d}-{m}-{y}", " - ", modern_tones=True)
_MIDDLE = Clerk("Trương Công Lực", "Phó Chủ tịch", "Cao Thị Nhàn", "{d}/{m}/{y}")
_NEW = Clerk("Lê Đình Thắng", "Chủ tịch", "Cao Thị Nhàn", capitals=True)


def volumes(persons: Sequence[Person], seed: int) -> list[DemoVolume]:
    """Write volumes of the twelve books, three of them "01/1998" of births in three old communes.

    The same people and seed give the same words.
    """
    return [
        births(persons, seed + 1, Span("01/1974", 1974, 1979, 40), _OLD),
        births(persons, seed + 2, Span("01/1998", 1998, 2000, 44), _MIDDLE),
        births(persons, seed + 3, Span("01/2016", 2016, 2019, 40), _NEW),
        _marriages(persons, seed + 4, Span("01/2001", 2001, 2004, 30), _MIDDLE),
        _adoptions(persons, seed + 5, Span("01/2011", 2011, 2018, 8), _MIDDLE),
        _deaths(persons, seed + 6, Span("01/2008", 2008, 2014, 24), _MIDDLE),
        _deaths(persons, seed + 7, Span("01/2015", 2015, 2022, 24), _NEW),
        births(persons, seed + 8, Span("01/1998", 1998, 1999, 8, QUY), _MIDDLE),
        births(persons, seed + 9, Span("01/1998", 1998, 1999, 8, TU), _OLD),
        *other_books(persons, seed + 10, _MIDDLE),
    ]


def _marriages(persons: Sequence[Person], seed: int, span: Span, clerk: Clerk) -> DemoVolume:
    """Write a volume of marriages of couples who were young in those years."""
    writer = Writer(persons, seed, clerk)
    oldest, youngest = span.first - 32, span.first - 21
    grooms = [p for p in persons if p.sex == "Nam" and p.spouse_id and _born(p, oldest, youngest)]
    grooms = [p for p in grooms if _born(writer.by_id[p.spouse_id], oldest, span.first - 19)]
    writer.dice.shuffle(grooms)

    def write(by: Writer, groom: Person, case: Case, person: str) -> Act:
        bride = by.relative(groom.spouse_id)
        assert bride is not None, "couples point at each other"
        entry = by.party("husband", groom) | by.party("wife", bride)
        for prefix, one in (("husband", groom), ("wife", bride)):
            if one.cmnd:
                entry[f"{prefix}_id_kind"] = Value.of("CMND")
                entry[f"{prefix}_id_number"] = Value.of(one.cmnd)
        day = date(span.first, 1, 8) + timedelta(
            days=by.dice.randrange(365 * (span.last - span.first + 1) - 20)
        )
        return Act(case, by.day_after(day, 10), entry, person)

    strangers = [p for p in writer.strangers if p.sex == "Nam" and _born(p, oldest, youngest) and p.spouse_id]
    acts = [write(writer, groom, Case.STRANGER, "") for groom in strangers[:2]]
    acts += with_cases(writer, grooms, write, _MARRIAGE_CASES, span.size - len(acts))
    return bind("ket_hon", span, "Đăng ký lần đầu", clerk, acts)


def _adoptions(persons: Sequence[Person], seed: int, span: Span, clerk: Clerk) -> DemoVolume:
    """Write a volume of adoptions; the registry already has the new parents."""
    writer = Writer(persons, seed, clerk)
    children = [p for p in persons if p.father_id and span.holds(p.birth_date)]
    writer.dice.shuffle(children)

    def write(by: Writer, child: Person, case: Case, person: str) -> Act:
        giver = by.dice.choice(by.strangers)
        entry = {
            "adopted_name": Value.of(clerk.name(child.full_name)),
            "adopted_sex": Value.of(child.sex),
            "adopted_birth_date": Value.of(clerk.date(child.birth_date)),
            "adopted_ethnicity": Value.of(child.ethnicity),
            "adopted_nationality": Value.of(child.nationality),
            "adopted_home_origin": Value.of(clerk.place(child.home_origin)),
            "giver_name": Value.of(clerk.name(giver.full_name)),
            "giver_relation": Value.of("Mẹ đẻ" if giver.sex == "Nữ" else "Cha đẻ"),
        }
        for prefix, number in (("adoptive_father", child.father_id), ("adoptive_mother", child.mother_id)):
            if parent := by.relative(number):
                entry |= by.party(prefix, parent)
        return Act(case, by.day_after(date.fromisoformat(child.birth_date), 300), entry, person)

    strangers = [p for p in writer.strangers if p.father_id and span.holds(p.birth_date)]
    acts = [write(writer, child, Case.STRANGER, "") for child in strangers[:1]]
    acts += with_cases(writer, children, write, _ADOPTION_CASES, span.size - len(acts))
    return bind("nuoi_con_nuoi", span, "Đăng ký mới", clerk, acts)


def _deaths(persons: Sequence[Person], seed: int, span: Span, clerk: Clerk) -> DemoVolume:
    """Write a volume of deaths, one of them unknown to the registry."""
    writer = Writer(persons, seed, clerk)
    dead = [p for p in persons if span.holds(p.death_date)]
    old = [p for p in persons if p.life_status == "Còn sống" and _born(p, 1925, 1940)]
    writer.dice.shuffle(dead)

    def write(by: Writer, person: Person, case: Case, number: str) -> Act:
        entry: Entry = by.party("deceased", person)
        entry["deceased_sex"] = Value.of(person.sex)
        entry["death_date"] = Value.of(clerk.date(person.death_date))
        entry["death_cause"] = Value.of(by.dice.choice(("Tuổi già", "Bệnh", "Già yếu", "Tai nạn", "Ốm đau")))
        entry["death_place"] = Value.of(clerk.place(person.permanent_residence))
        entry["declarant_relation"] = Value.of(by.dice.choice(("Con", "Cháu", "Vợ", "Em")))
        if by.dice.random() < 0.4:
            entry["death_time"] = Value.of(
                f"{by.dice.randrange(1, 24):02d} giờ {by.dice.randrange(60):02d} phút"
            )
        return Act(case, by.day_after(date.fromisoformat(person.death_date), 20), entry, number)

    passed = f"{span.first + 1}-0{writer.dice.randrange(1, 10)}-15"
    acts = [
        write(writer, replace(p, death_date=passed), Case.ALIVE, p.personal_id)
        for p in writer.dice.sample(old, min(2, len(old)))
    ]
    strangers = [p for p in writer.strangers if span.holds(p.death_date)]
    acts += [write(writer, p, Case.STRANGER, "") for p in strangers[:2]]
    acts += with_cases(writer, dead, write, _DEATH_CASES, span.size - len(acts))
    return bind("khai_tu", span, "Đăng ký đúng hạn", clerk, acts)


def _born(person: Person, first: int, last: int) -> bool:
    return first <= int(person.birth_date[:4]) <= last


def _age_at_death(_writer: Writer, entry: Entry, person: Person) -> bool:
    age = int(person.death_date[:4]) - int(person.birth_date[:4]) + 1  # age in the old count: one at birth
    entry["deceased_birth_date"] = Value.of(f"hưởng thọ {age} tuổi")
    return age > 60


def _year_of_birth(_writer: Writer, entry: Entry, person: Person) -> bool:
    entry["deceased_birth_date"] = Value.of(person.birth_date[:4])
    return len(person.birth_date) == 10


_MARRIAGE_CASES: Mapping[Case, Change] = {
    Case.TONE: put("wife_name", other_tone),
    Case.MIDDLE_NAME: put("wife_name", without_middle),
    Case.OTHER_YEAR: other_year("husband_birth_date"),
    Case.SWAPPED_DATE: swapped("husband_birth_date"),
    Case.LUNAR_DATE: lunar_day("husband_birth_date"),
    Case.ILLEGIBLE: marked("wife_birth_date", Mark.ILLEGIBLE),
}

_ADOPTION_CASES: Mapping[Case, Change] = {
    Case.TONE: put("adoptive_mother_name", other_tone),
    Case.OTHER_YEAR: other_year("adopted_birth_date"),
}

_DEATH_CASES: Mapping[Case, Change] = {
    Case.AGE: _age_at_death,
    Case.YEAR_ONLY: _year_of_birth,
    Case.LUNAR_DATE: lunar_day("death_date", "death_date"),
    Case.OTHER_YEAR: other_year("deceased_birth_date"),
}

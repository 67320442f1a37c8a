"""What a commune's books recorded, in volumes: acts of one kind and year, in order of their day."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.bench.cases.places import Commune
from tests.bench.cases.world import LAST_YEAR, Day, Marriage, Person

FIRST_BOOK = 1956
_SHARES = (
    ("birth", 0.6),
    ("marriage", 0.15),
    ("death", 0.14),
    ("marital_confirm", 0.05),
    ("adoption", 0.03),
    ("parent_recognition", 0.03),
)


@dataclass(slots=True, eq=False)
class Act:
    """One act: who stands in it in which role, the day it was entered, and the marriage it is about."""

    book_type: str
    day: Day
    people: list[tuple[str, Person]]
    marriage: Marriage | None = None


@dataclass(slots=True)
class Volume:
    """A run of acts of one kind and year in one commune."""

    book_type: str
    year: int
    commune: Commune
    number: int
    acts: list[Act]


def acts_of(
    rng: random.Random, commune: Commune, people: Iterable[Person]
) -> dict[tuple[str, int], list[Act]]:
    """Gather a commune's acts by book type and year."""
    found: dict[tuple[str, int], list[Act]] = defaultdict(list)
    adults: list[Person] = []
    for person in people:
        if person.born_at is commune and not person.origin:
            act = _birth(rng, person)
            found["birth", act.day[0]].append(act)
            if person.father and rng.random() < 0.004:
                day = _later(rng, person, 1, 12)
                found["parent_recognition", day[0]].append(
                    Act("parent_recognition", day, [("child", person), ("father", person.father)])
                )
        if person.home is commune:
            if person.sex == "Nam":
                for marriage in person.marriages:
                    found["marriage", marriage.day[0]].append(_wedding(marriage))
                    adults.append(person)
            if (
                person.death
                and not person.gone
                and rng.random() < (0.5 if person.death[0] < person.birth[0] + 6 else 0.9)
            ):
                found["death", person.death[0]].append(_death(rng, person))
            if person.birth[0] > 1960 and rng.random() < 0.05:
                day = _later(rng, person, 18, 34)
                if not person.marriages or person.marriages[0].day > day:
                    found["marital_confirm", day[0]].append(Act("marital_confirm", day, [("person", person)]))
    _adoptions(rng, commune, found, adults)
    return found


def _later(rng: random.Random, person: Person, low: int, high: int) -> Day:
    year = person.birth[0] + low + int(rng.random() * (high - low))
    return (year, 1 + int(rng.random() * 12), 1 + int(rng.random() * 28))


def _birth(rng: random.Random, person: Person) -> Act:
    people = [("child", person)]
    if person.father:
        people.append(("father", person.father))
    if person.mother:
        people.append(("mother", person.mother))
    year, month, day = person.birth
    chance = rng.random()
    if chance < 0.82 or person.death:
        entered = (year, min(12, month + int(rng.random() * 2)), day)
    elif chance < 0.96 or year > 1988:
        entered = (year + 1 + int(rng.random() * 9), month, day)
    else:
        entered = (2004 + int(rng.random() * 14), month, day)
    return Act("birth", entered, people)


def _wedding(marriage: Marriage) -> Act:
    return Act("marriage", marriage.day, [("husband", marriage.husband), ("wife", marriage.wife)], marriage)


def _death(rng: random.Random, person: Person) -> Act:
    assert person.death
    people = [("deceased", person)]
    died = person.death[0]
    if person.marriages:
        last = person.marriages[-1]
        other = last.wife if last.husband is person else last.husband
        if not last.divorced and rng.random() < 0.45:
            people.append(("spouse", other))
    grown = [c for c in person.children or () if c.birth[0] + 18 < died and c.alive_in(died) and not c.gone]
    if grown and rng.random() < 0.5:
        people.append(("declarant", rng.choice(grown)))
    year, month, day = person.death
    return Act("death", (year, month, day), people, person.marriages[-1] if person.marriages else None)


def _adoptions(
    rng: random.Random, commune: Commune, found: dict[tuple[str, int], list[Act]], adults: list[Person]
) -> None:
    children = [a.people[0][1] for (kind, _), acts in list(found.items()) if kind == "birth" for a in acts]
    for child in children:
        if rng.random() > 0.006 or not child.mother or not child.alive_in(child.birth[0] + 10) or not adults:
            continue
        man = rng.choice(adults)
        wife = man.marriages[-1].wife
        if not 22 <= child.birth[0] - man.birth[0] <= 50 or man is child.father:
            continue
        day = _later(rng, child, 0, 9)
        people = [("child", child), ("adoptive_father", man), ("adoptive_mother", wife)]
        if rng.random() < 0.6:
            people.append(("giver", child.mother if rng.random() < 0.6 or not child.father else child.father))
        if rng.random() < 0.5:
            child.adopted = (man, wife)
        found["adoption", day[0]].append(Act("adoption", day, people))


def _kept(kind: str, year: int) -> float:
    """Weigh a year: late books are thicker and better kept, deaths long went unentered."""
    if kind == "death":
        return 4.0 if year > 2005 else 1.0 if year > 1990 else 0.4
    return 1.5 if year > 1990 else 1.0 if year > 1975 else 0.45


def volumes(rng: random.Random, commune: Commune, people: Iterable[Person], entries: int) -> Iterator[Volume]:
    """Yield volumes of a commune with about ``entries`` acts in all, mixed as communes' shelves are."""
    found = acts_of(rng, commune, people)
    for kind, share in _SHARES:
        wanted = max(1, round(entries * share))
        years = [y for k, y in found if k == kind and FIRST_BOOK <= y <= LAST_YEAR]
        drawn = {year: rng.random() ** (1 / _kept(kind, year)) for year in years}
        years.sort(key=lambda year: -drawn[year])
        for number, year in enumerate(years):
            if wanted <= 0:
                break
            acts = sorted(found[kind, year], key=lambda act: act.day)
            start = int(rng.random() * max(1, len(acts) - 40))
            run = acts[start : start + min(wanted, 20 + int(rng.random() * 60))]
            wanted -= len(run)
            yield Volume(kind, year, commune, 1 + number % 4, run)

"""Those who share name and year of birth with the first candidate, and what tells them apart."""

from dataclasses import replace

from app.matching import blocking, record
from app.matching.result import Candidate, Circumstances, Finding, Search
from app.models.registry.person import Person
from app.models.registry.reading import Registry

_CHILDREN = 20
_ASKED = frozenset({"full_name", "birth_date"})


def with_namesakes(registry: Registry, search: Search) -> Search:
    """Return a search with the number of namesakes; while one has to be chosen, with their circumstances.

    StoreProblem when the registry cannot be read.
    """
    asked = dict(search.query).keys() >= _ASKED
    if search.finding is Finding.NOT_FOUND or not search.candidates or not asked:
        return search
    first = search.candidates[0]
    name, year = _name_and_year(first.person)
    others = registry.bearers(name, year) - 1 - bool(first.same_as) if name and year else 0
    if others < 1:
        return search

    def told(one: Candidate) -> Candidate:
        same = _name_and_year(one.person) == (name, year)
        return replace(one, circumstances=_circumstances(registry, one.person)) if same else one

    choose = search.finding is Finding.CHECK
    candidates = tuple(map(told, search.candidates)) if choose else search.candidates
    return replace(search, candidates=candidates, namesakes=others)


def _name_and_year(person: Person) -> tuple[str, str]:
    """Return the folded name and the year of birth; empty when unknown."""
    name = record.written(person.full_name)
    return name.fold if name is not None else "", person.birth_date[:4]


def _circumstances(registry: Registry, person: Person) -> Circumstances:
    numbers = registry.block([blocking.relatives_key(person.personal_id)], limit=_CHILDREN, best=_CHILDREN)
    relatives = registry.persons(numbers)
    children = [one for one in relatives if person.personal_id in (one.father_id, one.mother_id)]
    children.sort(key=lambda child: child.birth_date)
    hamlet = person.permanent_residence.partition(",")[0].strip()
    return Circumstances(hamlet, person.spouse_name, tuple(child.full_name for child in children))

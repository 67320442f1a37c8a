"""Whose number a book has: of the person found, or of another one in the registry."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.matching import identity
from app.matching.dates import shown
from app.matching.result import Candidate, Line, Result
from app.models.registry.person import Person

_NUMBERS = frozenset({"personal_id", "cmnd"})


def owner(number: str, candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the first candidate who bears a written number; None for nobody, or for a number not whole."""
    if not identity.is_whole(number):
        return None
    digits = identity.digits(number)
    return next((c for c in candidates if digits in (c.person.personal_id, c.person.cmnd)), None)


def judged(lines: tuple[Line, ...], person: Person, candidates: Sequence[Candidate]) -> tuple[Line, ...]:
    """Return the lines with a number that another candidate bears as different, whatever the row has.

    Another row of the same person is no other person.
    """
    own = {person.personal_id, *(c.same_as for c in candidates if c.person.personal_id == person.personal_id)}
    others = [c for c in candidates if c.person.personal_id not in own and c.same_as != person.personal_id]
    return tuple(_judged(line, others) if line.field in _NUMBERS else line for line in lines)


def _judged(line: Line, others: Sequence[Candidate]) -> Line:
    if line.result in (Result.EQUAL, Result.EQUAL_FORMAT, Result.EQUAL_VARIANT):
        return line
    found = owner(line.book, others)
    if found is None:
        return line
    said = f"là số của {called(found)}"
    return replace(line, result=Result.DIFFERENT, detail=said, book_spans=((0, len(line.book)),))


def called(candidate: Candidate) -> str:
    """Return name and date of birth: "Hà Văn Lợi, 06/05/1971"."""
    person = candidate.person
    return ", ".join(word for word in (person.full_name, shown(person.birth_date)) if word)

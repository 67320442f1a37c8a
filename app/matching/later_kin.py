"""Relatives in a row whom the book cannot know yet: a later spouse, parents by adoption or recognition.

Another spouse or parent is explained where dates leave no doubt: somebody who was a child at the act was not
married then, and whoever was a child, or dead, at a birth is no parent by birth.
"""

from collections.abc import Mapping

from app.matching.levels import NAME_DIFFERS
from app.matching.record import GROWN, GROWN_UP, Record
from app.matching.score import Scored

_PARENTS = {"father_name": ("father_id", "cha"), "mother_name": ("mother_id", "mẹ")}
_WAS_DEAD = {"father_name": 1, "mother_name": 0}  # years after a death in which a child may be born


def explained(query: Record, row: Record, scored: Scored, people: Mapping[str, Record | None]) -> list[str]:
    """Return why relatives in a row differ from the book's, as far as dates tell; ``people`` by number."""
    found = [_later_spouse(query, row, scored, people)]
    found += [_not_by_birth(column, row, scored, people) for column in _PARENTS]
    return [words for words in found if words]


def _later_spouse(query: Record, row: Record, scored: Scored, people: Mapping[str, Record | None]) -> str:
    spouse = people.get(row.spouse_id)
    if scored.levels.get("spouse_name", "") not in NAME_DIFFERS or spouse is None or query.born_by is None:
        return ""
    act = query.born_by + (GROWN_UP if query.role == GROWN else 0)
    born = spouse.born.year if spouse.born is not None else None
    return "vợ/chồng trong CSDL là của lần kết hôn sau" if born and act - born < GROWN_UP else ""


def _not_by_birth(column: str, row: Record, scored: Scored, people: Mapping[str, Record | None]) -> str:
    number, word = _PARENTS[column]
    parent = people.get(getattr(row, number))
    child = row.born.year if row.born is not None else None
    if scored.levels.get(column, "") not in NAME_DIFFERS or parent is None or not child:
        return ""
    born = parent.born.year if parent.born is not None else None
    died = parent.died.year if parent.died is not None else None
    young = born is not None and child - born < GROWN_UP
    dead = died is not None and child - died > _WAS_DEAD[column]
    return f"{word} trong CSDL là do nhận nuôi hoặc nhận con, không phải {word} đẻ" if young or dead else ""

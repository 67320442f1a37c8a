"""Rows of one person in the registry: no rivals, and shown as such.

Two numbers may stand for one person. The rows agree in name and full date of birth, and in a parent, the
spouse or the old number; nothing differs between them.
"""

from collections.abc import Sequence

from app.matching.levels import NAME_AGREES, name_level
from app.matching.record import Record, WrittenName

_ALSO_AGREES = frozenset({"exact", "tone"})


def groups(records: Sequence[Record]) -> list[int]:
    """Return for each row the index of the first row of the same person, its own for most."""
    found: list[int] = []
    for n, record in enumerate(records):
        found.append(next((found[m] for m in range(n) if same_person(records[m], record)), n))
    return found


def same_person(one: Record, other: Record) -> bool:
    """Tell whether two rows of the registry are of one person."""
    if one.born is None or one.born != other.born or one.born.precision != "day":
        return False
    if not _agree(one.name, other.name, _ALSO_AGREES) or (one.sex and other.sex and one.sex != other.sex):
        return False
    relatives = (one.father, other.father), (one.mother, other.mother), (one.spouse, other.spouse)
    known = [(ours, theirs) for ours, theirs in relatives if ours is not None and theirs is not None]
    if any(not _agree(ours, theirs, NAME_AGREES) for ours, theirs in known):
        return False
    if one.cmnd and other.cmnd:
        return one.cmnd == other.cmnd
    return bool(known)


def _agree(one: WrittenName | None, other: WrittenName | None, levels: frozenset[str]) -> bool:
    return one is not None and other is not None and name_level(one, other) in levels

"""Rows of one person in the registry: no rivals, and shown as such.

Two numbers may stand for one person. The rows agree in name and full date of birth, and in a parent, the
spouse or the old number; nothing differs between them.
"""

from collections.abc import Sequence

from app.matching.levels import NAME_AGREES, name_level
from app.matching.record import Record, WrittenName


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
    if not _one_name(one.name, other.name) or (one.sex and other.sex and one.sex != other.sex):
        return False
    relatives = (one.father, other.father), (one.mother, other.mother), (one.spouse, other.spouse)
    known = [(ours, theirs) for ours, theirs in relatives if ours is not None and theirs is not None]
    if any(name_level(ours, theirs) not in NAME_AGREES for ours, theirs in known):
        return False
    if one.cmnd and other.cmnd:
        return one.cmnd == other.cmnd
    return bool(known)


def _one_name(one: WrittenName | None, other: WrittenName | None) -> bool:
    """Tell whether two names are one, up to marks before the given name: twins are Hân and Hần."""
    if one is None or other is None or one.fold != other.fold:
        return False
    return one.canon.split()[-1] == other.canon.split()[-1]

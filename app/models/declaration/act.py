"""Declarations about an act and its people: registration, age, relations, implied status."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Registration(StrEnum):
    """What a field states about the act; a book may lack any of them."""

    NUMBER = "number"
    VOLUME = "volume"  # the number of the volume
    OPENED = "opened"  # the year in which the volume was opened
    PAGE = "page"
    DATE = "date"  # the year of the act: ages count from it
    PLACE = "place"
    KIND = "kind"  # in time, late, or again


class Age(StrEnum):
    """How old a person of an act is likely to be."""

    ANY = ""
    CHILD = "child"
    GROWN = "grown"
    DECEASED = "deceased"


class Once(StrEnum):
    """How often one person of the registry may stand in a section of a book."""

    FREE = ""
    REASON = "reason"  # again only for a reason: a second marriage
    EVER = "ever"  # once in a life, unless the act was registered again


class Relation(StrEnum):
    """The relation of one person of an act to another, whose registry row names the first."""

    FATHER = "father"
    MOTHER = "mother"
    PARENT = "parent"  # father or mother, by the sex in the book
    ADOPTIVE_FATHER = "adoptive_father"
    ADOPTIVE_MOTHER = "adoptive_mother"
    SPOUSE = "spouse"
    CO_PARENT = "co_parent"  # adopters together count as a couple, though the book does not state it

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the registry columns that may hold the name."""
        return _NAMED_IN[self]

    @property
    def sure(self) -> bool:
        """Tell whether the row must name the person; a row may hold only the parents by birth."""
        return self not in _MAY_BE


_MAY_BE = frozenset({Relation.ADOPTIVE_FATHER, Relation.ADOPTIVE_MOTHER, Relation.CO_PARENT})
_NAMED_IN: Mapping[Relation, tuple[str, ...]] = {
    Relation.FATHER: ("father_name",),
    Relation.MOTHER: ("mother_name",),
    Relation.PARENT: ("father_name", "mother_name"),
    Relation.ADOPTIVE_FATHER: ("father_name",),
    Relation.ADOPTIVE_MOTHER: ("mother_name",),
    Relation.SPOUSE: ("spouse_name",),
    Relation.CO_PARENT: ("spouse_name",),
}
PARENT_BY_SEX: Mapping[str, Relation] = {"nam": Relation.FATHER, "nữ": Relation.MOTHER}


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative of a section's person; ``name`` and ``sex`` are the keys of fields of the book.

    ``sex`` is needed for a PARENT only.
    """

    relation: Relation
    name: str
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Implied:
    """A status that the act implies: the registry's ``column`` should not read ``unless``."""

    column: str
    says: str
    unless: str

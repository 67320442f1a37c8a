"""The vocabulary of book declarations: BookType, Section, Field, Kind.

A declaration feeds form, checks, look-up, comparison, PDF, Excel and package keys.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.models.words.values import Value


class Kind(StrEnum):
    """What kind of words a field holds (domain books.json: types)."""

    TEXT = "text"
    TEXT_SUGGEST = "text_suggest"
    NOTE = "note"
    NAME = "name"
    PLACE = "place"
    ADMIN_UNIT = "admin_unit"
    DATE_PARTIAL = "date_partial"
    TIME_PARTIAL = "time_partial"
    YEAR = "year"
    INT = "int"
    ENUM = "enum"
    ETHNICITY = "ethnicity"
    NATIONALITY = "nationality"
    PERSONAL_ID = "personal_id"
    ID_NUMBER = "id_number"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a book.

    ``key`` and ``excel_key`` are those of the domain's books.json; ``compare`` names the registry column
    (Person) it is compared with, on the row of the section's own person; ``options`` are (code, label)
    pairs of an enum, or suggestions; what is stored is always the words, for an enum its label as typed.
    ``label`` is short enough for the form, ``hint`` the official wording where that is longer. ``basic``
    tells basic civil-status information from other (Luật Hộ tịch Đ.14).
    """

    key: str
    label: str
    kind: Kind
    required: bool = False
    compare: str = ""
    excel_key: str = ""
    options: tuple[tuple[str, str], ...] = ()
    sticky: bool = False
    basic: bool = True
    hint: str = ""

    @property
    def official(self) -> str:
        """Return the wording of the printed book."""
        return self.hint or self.label


@dataclass(frozen=True, slots=True)
class Section:
    """A group of fields; with ``person`` it is someone to look up in the registry.

    ``father``, ``mother``, ``spouse`` name the fields of the same book that hold the relative's name: they
    are compared with father_name, mother_name, spouse_name of this person's own registry row.
    ``elsewhere`` pairs further fields of the book with registry columns of this person (the place of
    registration of a birth book). ``sex`` is the sex the role implies ("Nam", "Nữ" or empty). ``folded``
    sections start closed. ``short`` stands for the title where there is little room.
    """

    key: str
    title: str
    fields: tuple[Field, ...]
    person: bool = False
    father: str = ""
    mother: str = ""
    spouse: str = ""
    elsewhere: tuple[tuple[str, str], ...] = ()
    sex: str = ""
    folded: bool = False
    short: str = ""

    @property
    def name_field(self) -> str:
        """Return the key of the field compared with full_name; empty when there is none."""
        return next((f.key for f in self.fields if f.compare == "full_name"), "")

    @property
    def borrowed(self) -> tuple[tuple[str, str], ...]:
        """Return (field key, registry column) of fields elsewhere in the book compared with this person."""
        relatives = (
            (self.father, "father_name"),
            (self.mother, "mother_name"),
            (self.spouse, "spouse_name"),
        )
        return (*((key, column) for key, column in relatives if key), *self.elsewhere)

    @property
    def compared(self) -> tuple[tuple[str, str], ...]:
        """Return (field key, registry column) of every field compared with this person, its own first."""
        return (*((f.key, f.compare) for f in self.fields if f.compare), *self.borrowed)

    @property
    def compared_keys(self) -> tuple[str, ...]:
        """Return the keys of every field compared with this person, its own first."""
        return tuple(key for key, _column in self.compared)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an officer should look at in typed values; a value, never an exception."""

    field: str
    text: str
    blocking: bool = False


Rule = Callable[[Mapping[str, Value]], list[Problem]]


@dataclass(frozen=True)
class BookType:
    """One type of book: everything the product knows of it."""

    key: str
    title: str
    short: str
    file_prefix: str
    priority: int
    version: int
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...] = ()
    main: str = ""  # section key of the person the act is about, shown first in lists
    fields: Mapping[str, Field] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index the fields by key; a key twice is a mistake of the declaration."""
        index: dict[str, Field] = {}
        for item in self.all_fields():
            if item.key in index:
                raise ValueError(f"{self.key}: field {item.key} declared twice")
            index[item.key] = item
        object.__setattr__(self, "fields", index)

    def all_fields(self) -> Iterator[Field]:
        """Iterate over the fields in the order of the form."""
        for section in self.sections:
            yield from section.fields

    @property
    def persons(self) -> tuple[Section, ...]:
        """Return the sections that are people, in the order of the form."""
        return tuple(s for s in self.sections if s.person)

    def section(self, key: str) -> Section:
        """Return the section with this key; KeyError when the book has none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

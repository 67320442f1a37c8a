"""The vocabulary of book declarations: BookType, Section, Field, Kind.

A declaration feeds form, checks, look-up, comparison, PDF, Excel and package keys.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from app.models.declaration.act import PARENT_BY_SEX, Age, Implied, Once, Registration, Relation, Relative
from app.models.declaration.enums import AGAIN
from app.models.words import incoming
from app.models.words.incoming import Room
from app.models.words.oddities import OddityKind
from app.models.words.values import Value
from app.texts import Text


class Kind(StrEnum):
    """The kind of words in a field (domain books.json: types)."""

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
    (Person) it is compared with, on the row of the section's own person; ``options`` are (code, label) pairs
    of an enum, or suggestions; what is stored is always the words, for an enum its label as typed. ``label``
    is short enough for the form, ``hint`` the official wording where that is longer. ``basic`` tells basic
    civil-status information from other (Luật Hộ tịch Đ.14). ``registration`` names the fact about the act
    that the field holds.
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
    registration: Registration | None = None

    @property
    def room(self) -> Room:
        """Return how much the field may hold; only a note has several lines."""
        return incoming.NOTE if self.kind is Kind.NOTE else incoming.FIELD

    @property
    def official(self) -> str:
        """Return the wording of the printed book."""
        return self.hint or self.label


LEADS = frozenset({Registration.PAGE, Registration.DATE})
"""What an officer looks for in the book before reading an act; it changes from act to act."""
MOST_ROWS = 99
_ROW_KEY = re.compile(r"([a-z][a-z0-9_]*?)__(0[2-9]|[1-9][0-9])")  # a key of the package formats


def row_key(key: str, row: int) -> str:
    """Return the key of a field or section in a row: ``x`` in the first, then ``x__02``."""
    return key if row == 1 else f"{key}__{row:02d}"


def split_key(key: str) -> tuple[str, int]:
    """Return the declared key and the row of a key."""
    found = _ROW_KEY.fullmatch(key)
    return (found[1], int(found[2])) if found else (key, 1)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of fields; with ``person`` it describes a person to look up in the registry.

    ``relatives`` are compared with father_name, mother_name, spouse_name of this person's own registry row.
    ``elsewhere`` pairs further fields of the book with registry columns of this person (the place of
    registration of a birth book). The role implies ``sex`` ("Nam", "Nữ" or empty) and a likely ``age``, the
    act the status ``implied``. ``age_at`` names the fields whose dates a written age may count to, the
    likeliest first; without any it counts to the registration. ``folded`` sections start closed. ``short``
    stands for the title where there is little room. ``once`` says how often one person of the registry may
    stand here, in any section of the book that says so.

    ``rows`` names a group that an entry may repeat ("change", "child"): sections of the same name repeat
    together. ``row`` counts them; the first has the declared keys.
    """

    key: str
    title: str
    fields: tuple[Field, ...]
    person: bool = False
    relatives: tuple[Relative, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    sex: str = ""
    age: Age = Age.ANY
    age_at: tuple[str, ...] = ()
    implied: tuple[Implied, ...] = ()
    folded: bool = False
    short: str = ""
    once: Once = Once.FREE
    rows: str = ""
    row: int = 1

    @property
    def declared_key(self) -> str:
        """Return the key under which the book declares the section, the same in every row."""
        return split_key(self.key)[0]

    @property
    def name_field(self) -> str:
        """Return the key of the field compared with full_name; empty when there is none."""
        return self.field_for("full_name")

    @property
    def typed(self) -> tuple[Field, ...]:
        """Return the fields in the order in which they are typed: what leads to the act in the book first."""
        return tuple(sorted(self.fields, key=lambda field: field.registration not in LEADS))

    def field_for(self, column: str) -> str:
        """Return the key of the field compared with a registry column, a relative's too; empty if none."""
        return next((key for key, compared in self.compared if compared == column), "")

    @property
    def borrowed(self) -> tuple[tuple[str, str], ...]:
        """Return (field key, registry column) of fields elsewhere in the book compared with this person.

        A parent who may be father or mother has no column yet.
        """
        sure = ((r.name, r.relation.columns) for r in self.relatives)
        return (*((name, columns[0]) for name, columns in sure if len(columns) == 1), *self.elsewhere)

    @property
    def compared(self) -> tuple[tuple[str, str], ...]:
        """Return (field key, registry column) of every compared field of this person, own fields first."""
        return (*((f.key, f.compare) for f in self.fields if f.compare), *self.borrowed)

    @property
    def compared_keys(self) -> tuple[str, ...]:
        """Return the keys of every field a comparison of this person rests on, its own first."""
        own = (f.key for f in self.fields if f.compare)
        relatives = (key for r in self.relatives for key in (r.name, r.sex) if key)
        return (*own, *relatives, *(key for key, _ in self.elsewhere))


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in typed values that an officer should look at; it is never raised.

    ``short`` says it in the little room beside a field, ``kind`` under what it is listed with others.
    """

    field: str
    said: Text
    blocking: bool = False
    short: Text | None = None
    kind: OddityKind = OddityKind.WORDS

    @property
    def text(self) -> str:
        """Return the words to show."""
        return str(self.said)


Rule = Callable[["BookType", Mapping[str, Value]], list[Problem]]
"""Looks for problems in the values of an entry, under the keys that its book declares."""


class MarginNotes(NamedTuple):
    """The notes in the margin of a book: the section of one, by the others, and what looks odd in them."""

    section: Callable[[Sequence[Section]], Section]
    problems: Rule


@dataclass(frozen=True)
class BookType:
    """One type of book with its whole declaration.

    ``main`` is the section of the person the act is about, shown first in lists. An entry may fill more
    sections than are declared; ``for_entry`` returns the book with them. A note of the ``margin`` is a row of
    a section that is there only while something stands in it. ``in_annex`` is its row and name in the annex
    of every commune's plan, (0, "") where that has none; ``called`` are further names in lists, in the fold.
    """

    key: str
    title: str
    short: str
    file_prefix: str
    priority: int
    version: int
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...] = ()
    main: str = ""
    in_annex: tuple[int, str] = (0, "")
    called: tuple[str, ...] = ()
    margin: MarginNotes | None = None
    declared: "BookType | None" = field(default=None, repr=False, compare=False)
    fields: Mapping[str, Field] = field(init=False, repr=False)
    _filled: dict[object, "BookType"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the fields; refuse a declaration with a repeated key or a carried field in a row."""
        index: dict[str, Field] = {}
        for item in self.all_fields():
            if item.key in index:
                raise ValueError(f"{self.key}: field {item.key} declared twice")
            if "__" in item.key and self.declared is None:
                raise ValueError(f"{self.key}: field {item.key} looks like a row")
            index[item.key] = item
        for section in self.sections:
            if section.rows and any(f.sticky for f in section.fields):
                raise ValueError(f"{self.key}: {section.key} repeats, so nothing of it carries over")
        object.__setattr__(self, "fields", index)

    def all_fields(self) -> Iterator[Field]:
        """Iterate over the fields in the order of the form."""
        for section in self.sections:
            yield from section.fields

    @property
    def persons(self) -> tuple[Section, ...]:
        """Return the sections that are people, in the order of the form."""
        return tuple(s for s in self.sections if s.person)

    @property
    def mains(self) -> tuple[Section, ...]:
        """Return the sections of the persons the act is about; without ``main`` the first person."""
        persons = self.persons
        return tuple(s for s in persons if s.declared_key == self.main) or persons[:1]

    def section(self, key: str) -> Section:
        """Return the section with this key, in any row it may repeat in; KeyError when there is none."""
        for section in self.sections:
            if section.key == key:
                return section
        base, row = split_key(key)
        for section in self._declared_sections:
            if section.key == base and (section.rows or row == 1):
                return self._in_row(section, row)
        raise KeyError(key)

    def field_at(self, key: str) -> Field:
        """Return the field with this key, in any row it may repeat in; KeyError when there is none."""
        if key in self.fields:
            return self.fields[key]
        base, row = split_key(key)
        for section in self._declared_sections:
            for item in section.fields:
                if item.key == base and (section.rows or row == 1):
                    return _field_in_row(item, row)
        raise KeyError(key)

    def field_of(self, what: Registration) -> str:
        """Return the key of the field for a fact about the act; empty when the book has none."""
        return next((f.key for f in self.all_fields() if f.registration is what), "")

    def registered(self, values: Mapping[str, Value], what: Registration) -> str:
        """Return the entry's words for a fact about the act; empty when it has none."""
        return values.get(self.field_of(what), Value()).text

    def is_again(self, values: Mapping[str, Value]) -> bool:
        """Tell whether the act was registered again: its first entry is lost or void."""
        return self.registered(values, Registration.KIND).strip().casefold() == AGAIN.casefold()

    def counted_to(self, section: Section) -> tuple[str, ...]:
        """Return the keys of the dates to which an age written for a section's person may count."""
        return section.age_at or tuple(filter(None, (self.field_of(Registration.DATE),)))

    @property
    def is_of_births(self) -> bool:
        """Tell whether its acts are births: about a child, once in a life."""
        return any(section.age is Age.CHILD and section.once is Once.EVER for section in self.mains)

    def main_name(self, values: Mapping[str, Value]) -> str:
        """Return the name of the person an entry is about; the first known name while that is empty."""
        people = (*self.mains, *self.persons)
        names = (values[s.name_field].text for s in people if s.name_field in values)
        return next((name for name in names if name), "")

    def for_entry(self, *values: Mapping[str, Value], more: Mapping[str, int] | None = None) -> "BookType":
        """Return the book with the rows that these values fill, at least one of each.

        ``more`` gives, by the name of the rows, an empty row to show. A parent whose sex is written becomes
        father or mother.
        """
        if self.declared is not None:
            return self.declared.for_entry(*values, more=more)
        filled = {split_key(key) for entry in values for key, v in entry.items() if not v.is_empty}
        rows: dict[str, set[int]] = {s.rows: set() for s in self.sections if s.rows}
        for section in self.sections:
            if section.rows:
                own = {item.key for item in section.fields}
                rows[section.rows] |= {row for key, row in filled if key in own}
        notes = self._margin.rows if self._margin else ""
        noted = {f.key for f in self._margin.fields} if self._margin else set[str]()
        noted_in = {row for key, row in filled if key in noted}
        for name, row in (more or {}).items():
            (noted_in if name == notes else rows[name]).add(row)
        wanted = [
            (_with_parents(section, values), row)
            for section in self.sections
            for row in (sorted(rows[section.rows]) or (1,) if section.rows else (1,))
        ]
        if (
            not noted_in
            and len(wanted) == len(self.sections)
            and all(
                row == 1 and section is declared
                for (section, row), declared in zip(wanted, self.sections, strict=True)
            )
        ):
            return self
        key = (*sorted(noted_in), *((s.key, row, *(r.relation for r in s.relatives)) for s, row in wanted))
        if key not in self._filled:
            sections = self._with_notes([self._in_row(section, row) for section, row in wanted], noted_in)
            self._filled.setdefault(key, replace(self, sections=sections, declared=self))
        return self._filled[key]

    def open_to_notes(self) -> "BookType":
        """Return the book with an empty note in the margin to show, unless it has one."""
        notes = self._margin
        if notes is None or any(section.rows == notes.rows for section in self.sections):
            return self
        if (opened := self._filled.get("")) is None:
            sections = self._with_notes(self.sections, {1})
            opened = self._filled.setdefault(
                "", replace(self, sections=sections, declared=self.declared or self)
            )
        return opened

    @cached_property
    def _margin(self) -> Section | None:
        """Return the section of the first note in the margin; None when the book takes no notes."""
        return self.margin.section((self.declared or self).sections) if self.margin else None

    @property
    def _declared_sections(self) -> tuple[Section, ...]:
        return (*(self.declared or self).sections, *((self._margin,) if self._margin else ()))

    def _with_notes(self, sections: Sequence[Section], rows: set[int]) -> tuple[Section, ...]:
        """Return sections with these notes of the margin, which may be about any field of the others."""
        notes = self.margin.section(sections) if self.margin and rows else None
        return (*sections, *(self._in_row(notes, row) for row in sorted(rows) if notes))

    def next_row(self, rows: str) -> int:
        """Return the number of the row after the last; 0 when no more rows fit."""
        last = max(s.row for s in self.sections if s.rows == rows)
        return last + 1 if last < MOST_ROWS else 0

    def _in_row(self, section: Section, row: int) -> Section:
        """Return a declared section with the keys of a row, also in its references to the same rows."""
        if row == 1:
            return section
        sections = (self.declared or self).sections
        together = {f.key for s in sections if s.rows == section.rows for f in s.fields}

        def moved(key: str) -> str:
            return row_key(key, row) if key in together else key

        return replace(
            section,
            key=row_key(section.key, row),
            title=f"{section.title} {row}",
            short=f"{section.short or section.title} {row}",
            fields=tuple(_field_in_row(item, row) for item in section.fields),
            relatives=tuple(replace(r, name=moved(r.name), sex=moved(r.sex)) for r in section.relatives),
            elsewhere=tuple((moved(key), column) for key, column in section.elsewhere),
            age_at=tuple(map(moved, section.age_at)),
            row=row,
        )


def _field_in_row(item: Field, row: int) -> Field:
    excel = row_key(item.excel_key, row) if item.excel_key else ""
    return item if row == 1 else replace(item, key=row_key(item.key, row), excel_key=excel)


def _with_parents(section: Section, values: tuple[Mapping[str, Value], ...]) -> Section:
    """Return a section with each parent as father or mother, where the values give the sex."""
    if all(relative.relation is not Relation.PARENT for relative in section.relatives):
        return section

    def known(relative: Relative) -> Relative:
        sex = values[-1].get(relative.sex, Value()).text.strip().casefold() if values else ""
        parent = relative.relation is Relation.PARENT
        return replace(relative, relation=PARENT_BY_SEX[sex]) if parent and sex in PARENT_BY_SEX else relative

    return replace(section, relatives=tuple(map(known, section.relatives)))

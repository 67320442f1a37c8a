"""The hard cases of the invented volumes, and the changes that make a faithful act one of them."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.demo.clerk import Clerk, lunar
from app.demo.people import LUONG, people
from app.models.books import BOOKS
from app.models.declaration.act import Registration
from app.models.registry.person import Person
from app.models.words.codes import Branch
from app.models.words.values import Mark, Value

Entry = dict[str, Value]


class Case(StrEnum):
    """The hard case of an entry."""

    CONSISTENT = "consistent"
    TONE = "tone"  # Thuỷ – Thuý
    TONE_PLACEMENT = "tone_placement"  # hoà – hòa
    MIDDLE_NAME = "middle_name"  # "Thị" left out
    OTHER_YEAR = "other_year"
    SWAPPED_DATE = "swapped_date"  # 5/3 for 3/5
    YEAR_ONLY = "year_only"
    ILLEGIBLE = "illegible"
    IMPOSSIBLE_DATE = "impossible_date"  # 30/02
    LUNAR_DATE = "lunar_date"
    AGE = "age"  # "25 tuổi"
    ALIAS = "alias"  # "tức Bình"
    TWINS = "twins"
    DEAD_SIBLING = "dead_sibling"  # an elder child of the same name, dead before there was a registry
    NAMESAKES = "namesakes"
    HMONG = "hmong"
    NO_FATHER = "no_father"
    FATHER_BY_NAME = "father_by_name"  # only a name that others have too: the child's row identifies him
    STRANGER = "stranger"  # not in the registry at all
    LOOK_ALIKE = "look_alike"  # Ð (eth) for Đ
    WRONG_NUMBER = "wrong_number"
    ALIVE = "alive"  # registered dead, alive in the registry


BRANCHES: dict[Case, Branch] = {
    Case.CONSISTENT: Branch.MATCH,
    Case.TONE: Branch.MISMATCH_OTHER,
    Case.TONE_PLACEMENT: Branch.MATCH,
    Case.MIDDLE_NAME: Branch.MISMATCH_OTHER,
    Case.OTHER_YEAR: Branch.MISMATCH_BASIC,
    Case.SWAPPED_DATE: Branch.MISMATCH_BASIC,
    Case.YEAR_ONLY: Branch.MATCH,
    Case.ILLEGIBLE: Branch.MATCH,
    Case.IMPOSSIBLE_DATE: Branch.MISMATCH_BASIC,
    Case.LUNAR_DATE: Branch.MATCH,
    Case.AGE: Branch.MATCH,
    Case.ALIAS: Branch.MATCH,
    Case.TWINS: Branch.MATCH,
    Case.DEAD_SIBLING: Branch.NOT_FOUND,
    Case.NAMESAKES: Branch.AMBIGUOUS,
    Case.HMONG: Branch.MATCH,
    Case.NO_FATHER: Branch.MATCH,
    Case.FATHER_BY_NAME: Branch.MATCH,
    Case.STRANGER: Branch.NOT_FOUND,
    Case.LOOK_ALIKE: Branch.MATCH,
    Case.WRONG_NUMBER: Branch.MISMATCH_BASIC,
    Case.ALIVE: Branch.MISMATCH_OTHER,
}
"""The right branch for the person of the act."""


@dataclass(frozen=True, slots=True)
class DemoVolume:
    """A volume: the words of its cover, its entries in order, and the case of each.

    ``persons`` has the personal number of the person of each act, empty for one outside the registry.
    """

    book_key: str
    book_no: str
    year: str
    last_year: str
    place: str
    entries: list[Entry]
    cases: list[Case]
    persons: list[str]


@dataclass(frozen=True, slots=True)
class Span:
    """The number of a volume, its first and last year, how many acts to write, and its old commune."""

    book_no: str
    first: int
    last: int
    size: int
    place: str = LUONG

    def holds(self, iso: str) -> bool:
        """Tell whether a full date is within the years of the volume."""
        return len(iso) == 10 and self.first <= int(iso[:4]) <= self.last


@dataclass(frozen=True, slots=True)
class Act:
    """One act before it is numbered."""

    case: Case
    day: date
    values: Entry
    person: str


class Writer:
    """Write the acts of one volume from the registry, with dice, in the hand of a clerk."""

    def __init__(self, persons: Sequence[Person], seed: int, clerk: Clerk) -> None:
        self.dice = random.Random(seed)  # noqa: S311 invented data, no secret
        self.clerk = clerk
        self.by_id = {person.personal_id: person for person in persons}
        known = {(p.full_name, p.birth_date[:4]) for p in persons}
        elsewhere = people(400, seed + 7919)
        self.strangers = [p for p in elsewhere if (p.full_name, p.birth_date[:4]) not in known]
        self.elsewhere = {person.personal_id: person for person in elsewhere}

    def relative(self, personal_id: str) -> Person | None:
        """Return a person of the registry, or a stranger, by number."""
        return self.by_id.get(personal_id) or self.elsewhere.get(personal_id)

    def day_after(self, born: date, days: int = 40) -> date:
        """Return a working day soon after."""
        day = born + timedelta(days=self.dice.randrange(3, days))
        return day + timedelta(days=1) if day.weekday() == 6 else day

    def party(self, prefix: str, person: Person, *, year_only: bool = False) -> Entry:
        """Write the fields of an adult."""
        born = person.birth_date[:4] if year_only else self.clerk.date(person.birth_date)
        texts = {
            f"{prefix}_name": self.clerk.name(person.full_name),
            f"{prefix}_birth_date": born,
            f"{prefix}_ethnicity": person.ethnicity,
            f"{prefix}_nationality": person.nationality,
            f"{prefix}_residence": self.clerk.place(person.permanent_residence),
        }
        return {key: Value.of(text) for key, text in texts.items() if text}


Change = Callable[[Writer, Entry, Person], bool]
"""Changes a faithful act into a case; False for a person without the words for it."""

Write = Callable[[Writer, Person, Case, str], Act]
"""Writes the act about a person for a case; the number is empty for a stranger."""


def with_cases(
    writer: Writer, persons: Sequence[Person], write: Write, cases: Mapping[Case, Change], size: int
) -> Iterator[Act]:
    """Write ``size`` acts: one for every case, then faithful ones."""
    waiting = list(persons)
    left = size
    for case, change in cases.items():
        for person in waiting:
            act = write(writer, person, case, person.personal_id)
            if change(writer, act.values, person):
                yield act
                waiting.remove(person)
                left -= 1
                break
    yield from (write(writer, p, Case.CONSISTENT, p.personal_id) for p in waiting[: max(left, 0)])


def bind(book_key: str, span: Span, kind: str, clerk: Clerk, acts: Iterable[Act]) -> DemoVolume:
    """Sort the acts, number them by year, and fill in the fields common to all acts."""
    ordered = sorted(acts, key=lambda act: act.day)
    numbers: dict[int, int] = {}
    book, entries = BOOKS[book_key], []
    for position, act in enumerate(ordered):
        # clerks sometimes skip a number or use one twice
        step = {9: 2, 17: 0}.get(position, 1)
        number = numbers[act.day.year] = max(1, numbers.get(act.day.year, 0) + step)
        head = {
            "registration_no": f"{number:02d}/{act.day.year}",
            "book_no": span.book_no,
            "book_opened_year": str(span.first),
            "page_no": str(1 + position // 2),
            "registration_date": clerk.date(act.day.isoformat()),
            "registration_kind": kind,
            book.field_of(Registration.PLACE): span.place,
            "signer_name": clerk.signer,
            "signer_title": clerk.title,
            "officer_name": clerk.officer,
        }
        written = {key: Value.of(text) for key, text in head.items() if key in book.fields}
        entry = {**written, **act.values}
        for field in book.all_fields():
            if field.required and field.key not in entry:
                entry[field.key] = Value("", Mark.BLANK_IN_BOOK)
        entries.append(entry)
    return DemoVolume(
        book_key,
        span.book_no,
        str(span.first),
        str(span.last),
        span.place,
        entries,
        [act.case for act in ordered],
        [act.person for act in ordered],
    )


def put(key: str, make: Callable[[str], str]) -> Change:
    """Make a change: rewrite the words of one field; False for no words or the same words."""

    def change(_writer: Writer, entry: Entry, _person: Person) -> bool:
        before = entry.get(key, Value()).text
        after = make(before) if before else ""
        if not after or after == before:
            return False
        entry[key] = Value.of(after)
        return True

    return change


def other_year(key: str, by: int = -1) -> Change:
    """Make a change: the year of birth is off."""

    def change(writer: Writer, entry: Entry, person: Person) -> bool:
        if len(person.birth_date) != 10 or person.birth_date.endswith("02-29"):
            return False
        year = int(person.birth_date[:4]) + by
        entry[key] = Value.of(writer.clerk.date(f"{year}{person.birth_date[4:]}"))
        return True

    return change


def swapped(key: str) -> Change:
    """Make a change: day and month are swapped."""

    def change(writer: Writer, entry: Entry, person: Person) -> bool:
        if len(person.birth_date) != 10:
            return False
        year, month, day = person.birth_date.split("-")
        if day == month or int(day) > 12:
            return False
        entry[key] = Value.of(writer.clerk.date(f"{year}-{day}-{month}"))
        return True

    return change


def lunar_day(key: str, column: str = "birth_date") -> Change:
    """Make a change: the day is written by the lunar calendar."""

    def change(_writer: Writer, entry: Entry, person: Person) -> bool:
        written = lunar(getattr(person, column))
        if not written:
            return False
        entry[key] = Value.of(written)
        return True

    return change


def marked(key: str, mark: Mark) -> Change:
    """Make a change: the field cannot be read."""

    def change(_writer: Writer, entry: Entry, _person: Person) -> bool:
        entry[key] = Value("", mark)
        return True

    return change


def without_middle(name: str) -> str:
    """Leave out "Thị" or "Văn"."""
    words = name.split()
    return " ".join(w for w in words if w not in ("Thị", "Văn", "THỊ", "VĂN")) if len(words) == 3 else name


def look_alike(name: str) -> str:
    """Write Đ with the Icelandic letter that looks the same."""
    return name.replace("Đ", "\u00d0")

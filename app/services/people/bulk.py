"""Bulk linking of flat records: look up the persons of an entry together, then compare each field."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from app.matching import act_years, compare, ditto, text
from app.matching.ditto import Readings, Written
from app.matching.places import places, written_at
from app.matching.result import Candidate, Finding, Line, Result, Search
from app.models.books import BOOKS
from app.models.declaration.act import Age, Registration
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.registry.person import PERSON_LABELS, Person
from app.models.registry.reading import Registry
from app.models.words import written_date
from app.models.words.registration_number import RegistrationNumber
from app.models.words.values import Value
from app.services.people import lookup
from app.services.people.couples import Couples, Lent
from app.services.people.finder import find
from app.services.people.findings import DECISION
from app.services.people.flat_kin import Entry, kin_of
from app.services.people.old_letters import Above, Guessed, in_unicode

COMPARED: tuple[str, ...] = (
    "full_name",
    "sex",
    "birth_date",
    "birth_place",
    "home_origin",
    "ethnicity",
    "nationality",
    "father_name",
    "mother_name",
    "spouse_name",
    "death_date",
    "cmnd",
    "personal_id",
)
"""The fields that decide; residence, marital status and life status do not."""


def _flat(role: Age) -> BookType:
    """Declare flat records of a role as a book, so that they are compared as entries are."""
    words = tuple(Field(c, PERSON_LABELS[c], Kind.TEXT, compare=c) for c in COMPARED)
    act = (
        Field("event", "Ngày xảy ra", Kind.DATE_PARTIAL),
        Field("entered", "Ngày đăng ký", Kind.DATE_PARTIAL, registration=Registration.DATE),
    )
    age_at = ("event",) if role == Age.DECEASED else ("event", "entered")
    sections = (
        Section("person", "Người", words, person=True, age=role, age_at=age_at),
        Section("act", "Việc", act),
    )
    return BookType(
        "flat", "Bản ghi", "Bản ghi", "BG", priority=0, version=1, sections=sections, main="person"
    )


_FLAT = {role: _flat(role) for role in Age}
_SEXES = {"mother": "Nữ", "wife": "Nữ", "bride": "Nữ", "father": "Nam", "husband": "Nam", "groom": "Nam"}
_CALLED = {"father": ("cha",), "mother": ("mẹ",), "husband": ("chồng",), "wife": ("vợ",)}
_PARENTS = frozenset({"father", "mother"})
_BIRTHS = frozenset({"", "birth", *(key for key, book in BOOKS.items() if book.is_of_births)})
_ADULTS = frozenset({*_SEXES, "spouse", "parent", "declarant", "giver", "guardian", "witness"})
PLACE = "register_place"
VOLUME = ("book_type", PLACE, "book_no")
"""The columns that identify a volume."""
EVENT_DATE, REGISTRATION_DATE = ACT_DATES = ("event_date", "registration_date")
"""The columns for the dates of the act: what happened (a birth, a death), and its entry in the book."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")  # of a book ("04/2020") or of a death
_ACT_LABELS = {PLACE: "Nơi đăng ký", EVENT_DATE: "Ngày xảy ra", REGISTRATION_DATE: "Ngày đăng ký"}
_SEARCHED = (*COMPARED, "permanent_residence")
_WORDS = frozenset({*_SEARCHED, PLACE, *ACT_DATES})
"""The columns of a book's words; numbers of records, entries and books are left letter by letter."""


class LinkAnswer(StrEnum):
    """What a record came to; with ``TO_CHECK`` somebody has to look, and nobody is named."""

    CONSISTENT = "consistent"
    MISMATCH = "mismatch"
    NOT_FOUND = "not_found"
    TO_CHECK = "check"


@dataclass(frozen=True, slots=True)
class Linked:
    """The answer to a record, and the reason."""

    record_id: str
    decision: LinkAnswer
    personal_id: str | None
    differing_fields: tuple[str, ...]
    candidates: tuple[str, ...]
    score: float
    reason: str


class _Act(NamedTuple):
    """The declaration of a record by its role, and the dates of its act as values of that."""

    book: BookType
    dates: Mapping[str, Value]


class _One(NamedTuple):
    """One record of an entry with what a job tells of it, and its act."""

    written: Mapping[str, str]
    marks: Readings
    lent: Lent
    guessed: Guessed
    act: _Act


class EntryJob(NamedTuple):
    """An entry in Unicode, and per record the readings of its ditto marks, lent and guessed words."""

    entry: Entry
    marks: Sequence[Readings]
    lent: Sequence[Lent]
    guessed: Sequence[Guessed]


def jobs(entries: Iterable[Entry]) -> Iterator[EntryJob]:
    """Yield a job per entry, in the order of the book: marks need the previous entry, couples all before."""
    before: Entry = ()
    above: list[Written] = []
    couples, letters_above = Couples(), Above()
    for one in entries:
        entry, guessed = in_unicode(one, _WORDS)
        written = _written(entry)
        marks = ditto.readings(written, above if _follows(entry, before) else ())
        guessed = letters_above.through_marks(entry, marks, guessed)
        above = [
            w._replace(words=ditto.resolved(w.words, own)) for w, own in zip(written, marks, strict=True)
        ]
        before = entry
        first = entry[0]
        where = f"số {first.get('entry_no', '')}, quyển {first.get('book_no', '')}"
        act = _act(first, entry)
        year = act_years.of(act.book, act.book.section("person"), act.dates).first
        lent = couples.lend(above, place=first.get("register_place", ""), year=year, where=where)
        yield EntryJob(entry, marks, lent, guessed)


def _follows(entry: Entry, before: Entry) -> bool:
    """Tell whether an entry is right below another one in the same volume."""
    if not before or not same_volume(entry[0], before[0]):
        return False
    above, below = (RegistrationNumber.parse(written[0].get("entry_no", "")) for written in (before, entry))
    return above.number is None or below.number is None or below.follows(above)


def same_volume(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Tell whether two records stand in one volume, however its place is written."""
    if any(one.get(key, "") != other.get(key, "") for key in VOLUME if key != PLACE):
        return False
    places_ = one.get(PLACE, ""), other.get(PLACE, "")
    return (
        any(map(text.is_ditto, places_)) or (all(places_) and places.one_place(*places_)) or not any(places_)
    )


def link(registry: Registry, job: EntryJob) -> list[Linked]:
    """Link the persons of one entry; StoreProblem when the search failed."""
    each = [_One(*person, _act(person[0], job.entry)) for person in zip(*job, strict=True)]
    rows = {str(n): _query(one) for n, one in enumerate(each)}
    place = next((w for written in job.entry if (w := written.get("register_place", ""))), "")
    found = find(registry, rows, kin_of(job.entry), commune=place, typing=False)
    return [_linked(one, found[str(n)]) for n, one in enumerate(each)]


def _written(entry: Entry) -> list[Written]:
    roles = [written.get("role", "") for written in entry]
    return [
        Written(role, {c: w[c] for c in _SEARCHED if w.get(c)}, _CALLED.get(role.rpartition("_")[2], ()))
        for role, w in zip(roles, entry, strict=True)
    ]


def _query(one: _One) -> dict[str, str]:
    """Return the words to search by, under the registry's columns."""
    written, marks, lent, _, act = one
    row = ditto.resolved({column: written[column] for column in _SEARCHED if written.get(column)}, marks)
    row |= lent.words
    role, place = written.get("role", ""), written.get("register_place", "")
    if role == "child" and place:
        row["birth_registration_place"] = place
    if row and (sex := _SEXES.get(role.rpartition("_")[2])):
        row.setdefault("sex", sex)
    if row:
        row |= lookup.implied(row, act_years.of(act.book, act.book.section("person"), act.dates))
    return row


def _act(written: Mapping[str, str], entry: Entry) -> _Act:
    """Return the act of a record: an age counts to a death, a birth, else to the event of the file.

    Of parents it counts to the birth of the child in the books of births only.
    """
    role = _role(written.get("role", "").rpartition("_")[2])
    event = written.get("death_date", "") if role == Age.DECEASED else ""
    event = event or written.get(EVENT_DATE, "")
    of_birth = written.get("book_type", "") in _BIRTHS or not _entered(written)
    if not event and written.get("role") in _PARENTS and of_birth:
        event = next((w.get("birth_date", "") for w in entry if w.get("role") == "child"), "")
    return _Act(_FLAT[role], {"event": Value.of(event), "entered": Value.of(_entered(written) or event)})


def _role(word: str) -> Age:
    """Return the likely age of a role of the files; "person" may be of any age."""
    ages = {"deceased": Age.DECEASED, "child": Age.CHILD, "adoptee": Age.CHILD}
    return Age.GROWN if word in _ADULTS else ages.get(word, Age.ANY)


def _entered(written: Mapping[str, str]) -> str:
    """Return when a record was entered: the date of registration, else the last year of the book."""
    registered = written.get(REGISTRATION_DATE, "")
    if (found := written_date.read(registered)) is not None and found.year:
        return registered
    years = _YEAR.findall(written.get("book_no", ""))
    return str(years[-1]) if years else ""


def _written_at(written: Mapping[str, str]) -> places.Window:
    """Return when a record was written: from its event to its registration, else in the year of the book."""
    return written_at.between(written.get(EVENT_DATE, "") or written.get("death_date", ""), _entered(written))


def _linked(one: _One, found: Search) -> Linked:
    """Decide on one record and compare it with the person that was found."""
    answer = _answer(one, found)
    if not one.guessed:
        return answer
    if answer.decision is LinkAnswer.NOT_FOUND and answer.candidates:
        answer = replace(answer, decision=LinkAnswer.TO_CHECK)
    words = ", ".join(f"{_label(column)} “{written}”" for column, written in one.guessed.items())
    return replace(answer, reason=f"{answer.reason}; đổi từ mã cũ có chữ phải đoán, xem lại sổ: {words}")


def _label(column: str) -> str:
    """Return the name of a column of words for use in a sentence."""
    label = _ACT_LABELS.get(column) or PERSON_LABELS[column]
    return label[:1].lower() + label[1:]


def _answer(one: _One, found: Search) -> Linked:
    """Return the answer to one record; words that were guessed count as unread."""
    number = one.written["record_id"]
    ids = tuple(c.person.personal_id for c in found.candidates)
    if not found.candidates:
        why = "không có ai gần giống" if found.query else "bản ghi không có gì để tra cứu"
        return Linked(number, LinkAnswer.NOT_FOUND, None, (), (), 0.0, why)
    best = found.candidates[0]
    chance = round(_chance_of_row(found.candidates), 4)
    if found.finding is Finding.NOT_FOUND:
        why = f"chưa đủ căn cứ nhận người gần nhất: {best.reason}"
        return Linked(number, LinkAnswer.NOT_FOUND, None, (), ids, chance, why)
    if found.finding is Finding.CHECK or best.household_only:
        return Linked(number, LinkAnswer.TO_CHECK, None, (), ids, chance, _to_check(found.candidates))
    lines = _lines(one, best.person)
    differing = tuple(line.book_field for line in lines if line.result is Result.DIFFERENT)
    said = compare.summary(lines)
    if not differing and any(line.result is Result.UNREAD for line in lines):
        return Linked(number, LinkAnswer.TO_CHECK, None, (), ids, chance, f"cần xem: {said}")
    decision = LinkAnswer.MISMATCH if differing else LinkAnswer.CONSISTENT
    if one.lent.words:
        said += f"; ngày sinh, số giấy tờ theo mục {one.lent.said_in} của cùng cha mẹ"
    return Linked(number, decision, best.person.personal_id, differing, ids, chance, said)


def _lines(one: _One, person: Person) -> tuple[Line, ...]:
    """Return the fields of a record beside a row of the registry."""
    values = {column: Value.of(one.written.get(column, "")) for column in COMPARED}
    dated, at = {**values, **one.act.dates}, _written_at(one.written)
    lines = compare.compare(one.act.book, "person", dated, person, one.marks, at)
    return tuple(
        replace(line, result=Result.UNREAD) if line.field in one.guessed else line
        for line in lines
        if line.book_field
    )


def _chance_of_row(candidates: Sequence[Candidate]) -> float:
    """Return the chance that the first number is the one meant; rows of one person share the person's."""
    best = candidates[0]
    others = sum(c.same_as == best.person.personal_id for c in candidates)
    return best.probability / (others + 1 if best.same_as else 1)


def _to_check(candidates: Sequence[Candidate]) -> str:
    """Return why somebody has to look: several fit equally, only the family speaks, or little is written."""
    best = candidates[0]
    people = [c for c in candidates if c is best or c.same_as != best.person.personal_id]
    alike = [c for c in people if c.probability > best.probability * DECISION["alike"]]
    if len(alike) > 1:
        return f"cần xem: {len(alike)} người phù hợp như nhau, không chọn được ai: {best.reason}"
    if best.household_only or best.same_as:
        return f"cần xem: {best.reason}"
    if not best.grounded:
        return f"cần xem: trùng họ tên, chưa có số giấy tờ, người thân hay ngày sinh đầy đủ: {best.reason}"
    return f"cần xem, chưa đủ căn cứ nhận người gần nhất: {best.reason}"

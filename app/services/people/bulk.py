"""Bulk linking of flat records: look up the persons of an entry together, then compare each field."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.matching import act_years, compare, ditto, record, text
from app.matching.ditto import Readings, Written
from app.matching.household import Kin
from app.matching.levels import NAME_AGREES, name_level
from app.matching.places import places, written_at
from app.matching.result import Candidate, Finding, Result, Search
from app.models.declaration.act import Age, Registration
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.registry.person import PERSON_LABELS
from app.models.registry.reading import Registry
from app.models.words import written_date
from app.models.words.registration_number import RegistrationNumber
from app.models.words.values import Value
from app.services.people import lookup
from app.services.people.couples import Couples, Lent
from app.services.people.finder import find
from app.services.people.findings import DECISION

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
_MAIN = ("child", "adoptee", "deceased", "person")
_ADULTS = frozenset({*_SEXES, "spouse", "parent", "declarant", "giver", "guardian", "witness"})
_MOST = 20  # persons of an entry: a longer one is a list of unrelated people
PLACE = "register_place"
VOLUME = ("book_type", PLACE, "book_no")
"""The columns that identify a volume."""
EVENT_DATE, REGISTRATION_DATE = ACT_DATES = ("event_date", "registration_date")
"""The columns for the dates of the act: what happened (a birth, a death), and its entry in the book."""
_COUPLES = {"husband": "wife", "groom": "bride", "wife": "husband", "bride": "groom"}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")  # of a book ("04/2020") or of a death
_SEARCHED = (*COMPARED, "permanent_residence")


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


Entry = Sequence[Mapping[str, str]]
"""The records of one entry, under the names of formats §3."""


class _Act(NamedTuple):
    """The declaration of a record by its role, and the dates of its act as values of that."""

    book: BookType
    dates: Mapping[str, Value]


class EntryJob(NamedTuple):
    """An entry, and per record the readings of its ditto marks and the words lent by other entries."""

    entry: Entry
    marks: Sequence[Readings]
    lent: Sequence[Lent]


def jobs(entries: Iterable[Entry]) -> Iterator[EntryJob]:
    """Yield a job per entry, in the order of the book: marks need the previous entry, couples all before."""
    before: Entry = ()
    above: list[Written] = []
    couples = Couples()
    for entry in entries:
        written = _written(entry)
        marks = ditto.readings(written, above if _follows(entry, before) else ())
        above = [
            w._replace(words=ditto.resolved(w.words, own)) for w, own in zip(written, marks, strict=True)
        ]
        before = entry
        first = entry[0]
        where = f"số {first.get('entry_no', '')}, quyển {first.get('book_no', '')}"
        act = _act(first, entry)
        year = act_years.of(act.book, act.book.section("person"), act.dates).first
        lent = couples.lend(above, place=first.get("register_place", ""), year=year, where=where)
        yield EntryJob(entry, marks, lent)


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
    each = [(*person, _act(person[0], job.entry)) for person in zip(*job, strict=True)]
    rows = {str(n): _query(*person) for n, person in enumerate(each)}
    place = next((w for written in job.entry if (w := written.get("register_place", ""))), "")
    found = find(registry, rows, kin_of(job.entry), commune=place, typing=False)
    return [_linked(*person, found[str(n)]) for n, person in enumerate(each)]


def _written(entry: Entry) -> list[Written]:
    roles = [written.get("role", "") for written in entry]
    return [
        Written(role, {c: w[c] for c in _SEARCHED if w.get(c)}, _CALLED.get(role.rpartition("_")[2], ()))
        for role, w in zip(roles, entry, strict=True)
    ]


def _query(written: Mapping[str, str], marks: Readings, lent: Lent, act: _Act) -> dict[str, str]:
    """Return the words to search by, under the registry's columns."""
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
    """Return the act of a record: an age counts to a death, a birth, else to the event of the file."""
    role = _role(written.get("role", "").rpartition("_")[2])
    event = written.get("death_date", "") if role == Age.DECEASED else ""
    event = event or written.get(EVENT_DATE, "")
    if not event and written.get("role") in _PARENTS:
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


def kin_of(entry: Entry) -> list[Kin]:
    """Return the kinships between the records, from their roles and the relatives' names they give."""
    if not 2 <= len(entry) <= _MOST:
        return []
    found = _by_roles(entry)
    told = {(link.owner, link.column) for link in found}
    found += [link for link in _by_names(entry) if (link.owner, link.column) not in told]
    return found + list(_guessed(entry, found))


def _guessed(entry: Entry, found: Sequence[Kin]) -> Iterator[Kin]:
    """Yield possible kinships of persons whose role names none: child, parent, spouse."""
    related = {key for link in found for key in (link.owner, link.relative)}
    for n in range(len(entry)):
        if str(n) not in related:
            for m in range(len(entry)):
                for owner, relative in ((n, m), (m, n)) if n != m else ():
                    for column in ("father", "mother", "spouse"):
                        yield Kin(str(owner), column, str(relative), guess=True)


def _by_names(entry: Entry) -> list[Kin]:
    """Find relatives: one record gives the name that another record bears."""
    found: list[Kin] = []
    for n, owner in enumerate(entry):
        for column in ("father", "mother", "spouse"):
            named = record.written(owner.get(f"{column}_name", ""))
            for m, relative in enumerate(entry):
                name = record.written(relative.get("full_name", ""))
                if n != m and named and name and name_level(named, name) in NAME_AGREES:
                    found.append(Kin(str(n), column, str(m)))
    return found


def _by_roles(entry: Entry) -> list[Kin]:
    """Find relatives by their roles: father and mother of the main person, husband and wife."""
    roles = {str(n): written.get("role", "") for n, written in enumerate(entry)}
    mains = [key for key, role in roles.items() if role.rpartition("_")[2] in _MAIN]
    found: list[Kin] = []
    parents: dict[str, list[str]] = {}
    for key, role in roles.items():
        whose, _, what = role.rpartition("_")
        owners = [k for k, r in roles.items() if whose and r == whose] or mains
        if what in {"father", "mother"}:
            found += [Kin(owner, what, key, sure=whose != "adoptive") for owner in owners if owner != key]
            parents.setdefault(whose, []).append(key)
        elif what == "spouse":
            found += [Kin(a, "spouse", b) for m in owners for a, b in ((m, key), (key, m))]
        elif other := _COUPLES.get(what):
            found += [Kin(key, "spouse", k) for k, r in roles.items() if r == other]
    for couple in parents.values():
        if len(couple) == 2:
            one, other = couple
            found += [Kin(one, "spouse", other, sure=False), Kin(other, "spouse", one, sure=False)]
    return found


def _linked(written: Mapping[str, str], marks: Readings, lent: Lent, act: _Act, found: Search) -> Linked:
    """Decide on one record and compare it with the person that was found."""
    number = written["record_id"]
    ids = tuple(c.person.personal_id for c in found.candidates)
    if not found.candidates:
        why = "không có ai gần giống" if found.query else "bản ghi không có gì để tra cứu"
        return Linked(number, LinkAnswer.NOT_FOUND, None, (), (), 0.0, why)
    best = found.candidates[0]
    chance = round(best.probability, 4)
    if found.finding is Finding.NOT_FOUND:
        why = f"chưa đủ căn cứ nhận người gần nhất: {best.reason}"
        return Linked(number, LinkAnswer.NOT_FOUND, None, (), ids, chance, why)
    if found.finding is Finding.CHECK or best.household_only:
        return Linked(number, LinkAnswer.TO_CHECK, None, (), ids, chance, _to_check(found.candidates))
    values = {column: Value.of(written.get(column, "")) for column in COMPARED}
    dated = {**values, **act.dates}
    lines = compare.compare(act.book, "person", dated, best.person, marks, _written_at(written))
    lines = tuple(line for line in lines if line.book_field)
    differing = tuple(line.book_field for line in lines if line.result is Result.DIFFERENT)
    if not differing and any(line.result is Result.UNREAD for line in lines):
        return Linked(
            number, LinkAnswer.TO_CHECK, None, (), ids, chance, f"cần xem: {compare.summary(lines)}"
        )
    decision = LinkAnswer.MISMATCH if differing else LinkAnswer.CONSISTENT
    said = compare.summary(lines)
    if lent.words:
        said += f"; ngày sinh, số giấy tờ theo mục {lent.said_in} của cùng cha mẹ"
    return Linked(number, decision, best.person.personal_id, differing, ids, chance, said)


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

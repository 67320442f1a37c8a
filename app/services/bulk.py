"""Linking flat records in bulk: each one looked up as on screen, then compared field by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.matching import compare
from app.matching.result import Result
from app.models.book import BookType, Field, Kind, Section
from app.models.person import PERSON_LABELS
from app.models.registry import Registry
from app.models.values import Value
from app.services import lookup

ACCEPT = 0.5  # more likely this person than anyone else or nobody
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
)
"""The fields a decision rests on; residence, marital status and life status never decide here."""

_FLAT = BookType(
    key="flat",
    title="Bản ghi",
    short="Bản ghi",
    file_prefix="BG",
    priority=0,
    version=1,
    main="person",
    sections=(
        Section(
            "person",
            "Người",
            tuple(Field(c, PERSON_LABELS[c], Kind.TEXT, compare=c) for c in COMPARED),
            person=True,
        ),
    ),
)
_SEXES = {"mother": "Nữ", "wife": "Nữ", "father": "Nam", "husband": "Nam"}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")  # of a book ("04/2020") or of a death
_SEARCHED = (*COMPARED, "personal_id", "permanent_residence")


@dataclass(frozen=True, slots=True)
class Linked:
    """What a record came to: consistent, mismatch or not_found, and why."""

    decision: str
    personal_id: str | None
    differing_fields: tuple[str, ...]
    candidates: tuple[str, ...]
    score: float
    reason: str


def link(registry: Registry, written: Mapping[str, str]) -> Linked:
    """Link one record, its words under the names of formats §3; StoreProblem when the search failed."""
    row = {column: written[column] for column in _SEARCHED if written.get(column)}
    place = written.get("register_place", "")
    if written.get("role") == "child" and place:
        row["birth_registration_place"] = place
    if sex := _SEXES.get(written.get("role", "").removeprefix("adoptive_")):
        row.setdefault("sex", sex)
    if year := _YEAR.search(written.get("death_date", "") or written.get("book_no", "")):
        row |= lookup.about(row.get("birth_date", ""), int(year.group()))
    found = lookup.search_row(registry, row, commune=place)
    ids = tuple(c.person.personal_id for c in found.candidates)
    if not found.candidates:
        return Linked("not_found", None, (), (), 0.0, "không có ai gần giống")
    best = found.candidates[0]
    chance = round(best.probability, 4)
    if best.probability < ACCEPT:
        return Linked("not_found", None, (), ids, chance, best.reason)
    values = {column: Value.of(written.get(column, "")) for column in COMPARED}
    lines = [line for line in compare.compare(_FLAT, "person", values, best.person) if line.book_field]
    differing = tuple(line.book_field for line in lines if line.result is Result.DIFFERENT)
    decision = "mismatch" if differing else "consistent"
    return Linked(decision, best.person.personal_id, differing, ids, chance, compare.summary(lines))

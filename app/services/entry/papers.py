"""Papers from the store's values: made by those who may, and recorded when made, printed or saved."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.crypto import chain
from app.documents.discrepancy_list import DiscrepancyPerson, DiscrepancyRow
from app.documents.kinds import DISCREPANCY_LIST
from app.documents.page import Letterhead
from app.documents.paper import Paper
from app.models.words.codes import RESOLUTION_LABELS, Resolution
from app.models.words.moments import day_of
from app.models.words.states import ITEM_STATE_LABELS, ItemState
from app.models.words.vietnamese import fold
from app.services.entry.discrepancies import Item
from app.services.entry.fact_list import Fact
from app.services.entry.volume_names import VolumeNames
from app.services.office import audit, office_settings, permissions
from app.services.office.accounts import Officer
from app.services.office.office_settings import OfficeSetting

C = TypeVar("C")
_BASES: Mapping[str, OfficeSetting] = {DISCREPANCY_LIST.id: office_settings.LIST_BASIS}
_RECIPIENTS: Mapping[str, OfficeSetting] = {DISCREPANCY_LIST.id: office_settings.LIST_RECIPIENTS}
_COMMITTEE = fold("Ủy ban nhân dân")
_TO_FILL_IN = "Căn cứ: " + "." * 40


class PaperStep(StrEnum):
    """What became of a paper, as the audit names it."""

    MADE = "paper_made"
    PRINTED = "paper_printed"
    SAVED = "paper_saved"


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper in memory, and how many rows it has."""

    paper: Paper[Any]
    data: bytes
    items: int


def make(session: Session, paper: Paper[C], content: C, *, by: Officer, at: datetime) -> MadePaper:
    """Make a paper and record it; Refused, with nothing recorded, when the officer may not.

    At its foot stands the last event before it: a mark of the audit chain that lies outside the PC
    (``anchors.printed``).
    """
    permissions.require(by, paper.action)
    paper = _of_day(session, paper, day_of(at))
    data = paper.render(paper, content, _letterhead(session, paper, at), at)
    made = MadePaper(paper, data, paper.count(content))
    record(session, made, PaperStep.MADE, by=by, at=at)
    return made


def record(session: Session, made: MadePaper, step: PaperStep, *, by: Officer, at: datetime) -> None:
    """Record what became of a paper that was made."""
    audit.record(
        session,
        step,
        subject=made.paper.id,
        by=by.uid,
        at=at,
        data={"items": made.items, "sha256": hashlib.sha256(made.data).hexdigest()},
    )


def persons_of(facts: Sequence[Fact], names: VolumeNames) -> list[DiscrepancyPerson]:
    """Return the persons of the discrepancy list: one row per fact, a person's cells shared.

    A fact stands at its head; the row names the other acts in which it shows.
    """
    return [
        _person(list(group), names)
        for _key, group in groupby(facts, key=lambda fact: (fact.head.entry_id, fact.head.section))
    ]


def _of_day(session: Session, paper: Paper[C], on: date) -> Paper[C]:
    """Return the paper with the recipients that the office names for the day."""
    setting = _RECIPIENTS.get(paper.id)
    if setting is None:
        return paper
    return replace(paper, recipients=tuple(office_settings.value(session, setting, on=on)))


def _letterhead(session: Session, paper: Paper[Any], at: datetime) -> Letterhead:
    """Return the heading with the values of the paper's day."""
    on = day_of(at)
    lines = tuple(office_settings.value(session, office_settings.HEADER_LINES, on=on))
    commune = office_settings.value(session, office_settings.COMMUNE, on=on)
    place = office_settings.value(session, office_settings.PLACE, on=on) or _without_level(commune)
    last = audit.checkpoint(session)
    own = _own_lines(lines)
    return Letterhead(
        agency_lines=lines[own:],
        superior_lines=lines[:own],
        number=f"Số: ……/{paper.symbol}" if paper.symbol else "",
        place=place,
        date=on,
        basis=_basis(session, paper, on),
        foot=f"Nhật ký: {last.seq} bước, mốc {chain.printed(last.h)}",
    )


def _own_lines(lines: Sequence[str]) -> int:
    """Return where the office's own name begins: its last line, and the bare "Ủy ban nhân dân" above it."""
    at = max(0, len(lines) - 1)
    return at - 1 if at and fold(lines[at - 1]) == _COMMITTEE else at


def _without_level(commune: str) -> str:
    """Return "Cẩm Lương" for "xã Cẩm Lương, tỉnh Thanh Hóa"."""
    name = commune.split(",", maxsplit=1)[0].strip()
    for level in ("xã ", "phường ", "đặc khu ", "thị trấn "):
        if name.casefold().startswith(level):
            return name[len(level) :].strip()
    return name


def _basis(session: Session, paper: Paper[Any], on: date) -> str:
    """Return what a paper rests on that day; a line to fill in by hand where no law is known any more."""
    setting = _BASES.get(paper.id)
    return (office_settings.value(session, setting, on=on) or _TO_FILL_IN) if setting else ""


def _act(item: Item, names: VolumeNames) -> str:
    act = (
        ("Số", item.registration_no),
        ("Q.", item.book_no),
        ("tr.", item.page_no),
        ("", names.place(item)),
    )
    return ", ".join(f"{what} {number}".strip() for what, number in act if number)


def _person(facts: list[Fact], names: VolumeNames) -> DiscrepancyPerson:
    first = facts[0].head
    return DiscrepancyPerson(
        entry_id=first.entry_id,
        book=first.book_short,
        act=_act(first, names),
        name=first.person_name,
        birth=first.birth_date,
        personal_id=first.personal_id,
        rows=tuple(_row(fact, names) for fact in facts),
        role="" if first.is_main else first.section_title.lower(),
        father=first.father_name,
        mother=first.mother_name,
    )


def _standing(fact: Fact) -> str:
    label = ITEM_STATE_LABELS[fact.state]
    return f"{label}: {fact.end_reason}" if fact.end_reason else label


def _also(fact: Fact, names: VolumeNames) -> str:
    """Name the other acts in which a fact shows, with their own words where these are written otherwise."""
    head = fact.head
    told = (
        f"{one.book_short}, {_act(one, names)}" + (f" (ghi “{one.book}”)" if one.book != head.book else "")
        for one in fact.others
        if one.entry_id != head.entry_id or one.book != head.book
    )
    also = "; ".join(dict.fromkeys(told))
    return f"Còn ở: {also}" if also else ""


def _row(fact: Fact, names: VolumeNames) -> DiscrepancyRow:
    item = fact.head
    resolution = RESOLUTION_LABELS[Resolution(fact.resolution)] if fact.resolution else ""
    return DiscrepancyRow(
        book_value=item.book,
        registry_value=item.registry,
        field_label=item.label,
        detail="\n".join(filter(None, (item.amended.vietnamese if item.amended else "", item.detail))),
        resolution_label=resolution,
        state_label=_standing(fact),
        ended=fact.state == ItemState.ENDED,
        note="\n".join(filter(None, (fact.note, _also(fact, names)))),
        book_spans=item.book_spans,
        registry_spans=item.registry_spans,
    )

"""The list of discrepancies as a paper, and the audit event for a printed or saved paper."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from sqlalchemy.orm import Session

from app.documents.discrepancy_list import DiscrepancyPerson, DiscrepancyRow, ListHead, render
from app.documents.page import Letterhead, Signature
from app.models.words.codes import RESOLUTION_LABELS, Resolution
from app.models.words.states import ITEM_STATE_LABELS
from app.services.entry.discrepancies import Item
from app.services.office import audit, dated_settings
from app.services.office.accounts import Officer

SIGNATURES = (
    Signature(("CÔNG CHỨC TƯ PHÁP - HỘ TỊCH",), "(ký, ghi rõ họ tên)"),
    Signature(("CÔNG AN XÃ",), "(ký, ghi rõ họ tên)"),
    Signature(("TM. ỦY BAN NHÂN DÂN",), "(ký tên, đóng dấu)"),
)


def discrepancy_list(session: Session, items: Sequence[Item], *, at: datetime, on: date) -> bytes:
    """Draw the follow-up list: one row per differing field, with shared cells per person."""
    lines = tuple(dated_settings.get(session, "header_lines", on=on, default=[]))
    commune = dated_settings.get(session, "commune", on=on)
    place = dated_settings.get(session, "place", on=on) or commune.split(",")[0].removeprefix("xã ").strip()
    header = Letterhead(agency_lines=lines[-1:], superior_lines=lines[:-1], place=place, date=on)
    persons = [_person(list(group)) for _key, group in groupby(items, key=lambda i: (i.entry_id, i.section))]
    return render(ListHead(header, SIGNATURES), persons, at=at)


def record_issue(session: Session, kind: str, items: int, *, by: Officer, at: datetime) -> None:
    """Record that a paper with personal data was printed or saved."""
    audit.record(session, kind, subject="danh_sach_sai_lech", by=by.uid, at=at, data={"items": items})


def _person(items: list[Item]) -> DiscrepancyPerson:
    first = items[0]
    act = (("Số", first.registration_no), ("Q.", first.book_no), ("tr.", first.page_no))
    return DiscrepancyPerson(
        book=first.book_short,
        act=", ".join(f"{what} {number}" for what, number in act if number),
        name=first.person_name,
        birth=first.birth_date,
        personal_id=first.personal_id,
        rows=tuple(_row(item) for item in items),
        role="" if first.is_main else first.section_title.lower(),
        father=first.father_name,
        mother=first.mother_name,
    )


def _row(item: Item) -> DiscrepancyRow:
    resolution = RESOLUTION_LABELS[Resolution(item.resolution)] if item.resolution else ""
    return DiscrepancyRow(
        book_value=item.book,
        registry_value=item.registry,
        field_label=item.label,
        detail=item.detail,
        resolution_label=resolution,
        state_label=ITEM_STATE_LABELS[item.state],
        note=item.note,
        book_spans=item.book_spans,
        registry_spans=item.registry_spans,
    )

"""The follow-up list: one item per differing field."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from app.errors import Refused
from app.matching.result import DecidedLine, Line, Span, is_of_words
from app.models.books import BOOKS
from app.models.store.tables import Decision, Discrepancy, Entry, StateChange, Volume
from app.models.words import incoming
from app.models.words.codes import Resolution
from app.models.words.registration_number import RegistrationNumber
from app.models.words.roles import Action
from app.models.words.states import FOLLOWED, ITEM_MOVES, ITEM_STATE_LABELS, SEALED, EntryState, ItemState
from app.models.words.values import Value
from app.services.entry import entries
from app.services.entry.item_moves import move_item
from app.services.entry.volumes import shelf_order
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require
from app.texts import Text


@dataclass(frozen=True, slots=True)
class Item:
    """A differing field with everything that a list or a paper shows of it.

    ``amended`` says how notes in the margin changed the words of the book.
    """

    id: int
    entry_id: str
    book_type: str
    book_short: str
    file_prefix: str
    book_no: str
    opened_year: str
    place: str
    page_no: str
    registration_no: str
    section: str
    section_title: str
    is_main: bool
    person_name: str
    birth_date: str
    personal_id: str
    father_name: str
    mother_name: str
    field: str
    label: str
    book: str
    registry: str
    detail: str
    resolution: str
    note: str
    evidence: str
    state: ItemState
    opened_at: str
    end_reason: str = ""
    book_spans: tuple[Span, ...] = ()
    registry_spans: tuple[Span, ...] = ()
    amended: Text | None = None


@dataclass(frozen=True, slots=True)
class ItemStep:
    """One step in an item's history."""

    at: str
    by: str
    before: str
    after: str
    reason: str


def every(session: Session) -> list[Item]:
    """Return all items that no later decision closed, by book, volume, year and number, oldest first.

    Those whose follow-up ended are among them, each with the reason.
    """
    query = (
        select(Discrepancy, Decision, Entry, Volume)
        .join(Decision, Decision.id == Discrepancy.decision_id)
        .join(Entry, Entry.id == Discrepancy.entry_id)
        .join(Volume, Volume.id == Entry.volume_id)
        .where(Discrepancy.state != ItemState.CLOSED)
        .order_by(Entry.position, Discrepancy.id)
    )
    rows = sorted(session.execute(query), key=lambda row: (*shelf_order(row.Volume), _number(row.Entry)))
    reasons = _end_reasons(session)
    return [_item(*row, reasons.get(str(row.Discrepancy.id), "")) for row in rows]


def count(session: Session) -> int:
    """Count the items that are followed."""
    query = select(func.count()).select_from(Discrepancy).where(Discrepancy.state.in_(FOLLOWED))
    return session.scalar(query) or 0


def resolve(
    session: Session,
    item_id: int,
    resolution: Resolution,
    *,
    by: Officer,
    at: datetime,
    note: str = "",
    evidence: str = "",
) -> None:
    """Set which side is right; choosing against the book needs a reason (Luật Hộ tịch Đ.60.2).

    Refused while the entry is approved or has left, because the signature covers how each difference is
    handled.
    """
    require(by, Action.FOLLOW_UP)
    note, evidence = (incoming.accepted(text, incoming.NOTE) for text in (note, evidence))
    row = _followed(session, item_id)
    entry = entries.get(session, row.entry_id)
    if entry.state == EntryState.APPROVED:
        raise Refused("Trường hợp đã được Công an duyệt và chờ xuất: hãy nhờ Công an trả lại trước khi đổi.")
    if entry.state in SEALED:
        raise Refused(
            "Trường hợp đã rời máy với chữ ký của Công an nên cách xử lý không đổi được nữa. Chờ Công an hỏi "
            "lại, mở lại trường hợp rồi đổi. Chưa thay đổi gì."
        )
    if resolution == Resolution.CORRECT_BOOK and not (note.strip() or evidence.strip()):
        raise Refused("Kết luận sổ sai cần ghi lý do hoặc chứng cứ (NĐ 123/2015, Điều 7).")
    if resolution == Resolution.FORMAT_ONLY and not is_of_words(row.field):
        raise Refused("Mục {0} khác nhau không phải do cách viết. Hãy chọn cách xử lý khác.", Text(row.label))
    row.resolution, row.note, row.evidence = resolution, note, evidence
    lines = _update_decision(session, row, resolution, note)
    target = ItemState.VERIFYING if resolution == Resolution.VERIFY else ItemState.DECIDED
    move_item(session, row, target, by=by.uid, at=at, reason=resolution)
    audit.record(
        session,
        "item_resolved",
        subject=str(item_id),
        by=by.uid,
        at=at,
        data={
            "entry": row.entry_id,
            "resolution": str(resolution),
            "lines_sha256": audit.digest(lines),
            "words_sha256": audit.digest([note, evidence]),
        },
    )


def advance(
    session: Session, item_id: int, target: ItemState, *, by: Officer, at: datetime, reason: str = ""
) -> None:
    """Move an item that is followed: verifying, decided, guided, corrected.

    ValueError for ENDED and CLOSED, which have a reason or a decision of their own.
    """
    require(by, Action.FOLLOW_UP)
    if target not in FOLLOWED:
        raise ValueError(target)
    reason = incoming.accepted(reason, incoming.NOTE)
    row = _followed(session, item_id)
    if target in (ItemState.GUIDED, ItemState.CORRECTED) and not row.resolution:
        raise Refused("Chưa kết luận bên nào đúng.")
    move_item(session, row, target, by=by.uid, at=at, reason=reason)
    audit.record(session, "item_moved", subject=str(item_id), by=by.uid, at=at, data={"state": str(target)})


def end(session: Session, item_id: int, reason: str, *, by: Officer, at: datetime) -> None:
    """End the follow-up of a concluded item, for a reason; it stays on the list and on the paper."""
    row, reason = _for_reason(session, item_id, reason, by)
    if ItemState.ENDED not in ITEM_MOVES[ItemState(row.state)]:
        raise Refused(
            "Mục đang “{0}”, chưa kết thúc theo dõi được: hãy ghi kết luận (M, rồi Ctrl+S) trước.",
            Text(ITEM_STATE_LABELS[ItemState(row.state)]),
        )
    _move_recorded(session, row, ItemState.ENDED, "item_ended", reason, by=by, at=at)


def reopen(session: Session, item_id: int, reason: str, *, by: Officer, at: datetime) -> None:
    """Follow an ended item again, for a reason, from where it stood."""
    row, reason = _for_reason(session, item_id, reason, by)
    if row.state != ItemState.ENDED:
        raise Refused("Mục này đang được theo dõi, không cần mở lại.")
    before = [step.before for step in history(session, item_id) if step.after == ItemState.ENDED]
    _move_recorded(session, row, ItemState(before[-1]), "item_reopened", reason, by=by, at=at)


def _for_reason(session: Session, item_id: int, reason: str, by: Officer) -> tuple[Discrepancy, str]:
    require(by, Action.FOLLOW_UP)
    return _row(session, item_id), incoming.reason(reason)


def _move_recorded(
    session: Session,
    row: Discrepancy,
    target: ItemState,
    kind: str,
    reason: str,
    *,
    by: Officer,
    at: datetime,
) -> None:
    move_item(session, row, target, by=by.uid, at=at, reason=reason)
    data = {"entry": row.entry_id, "state": str(target), "words_sha256": audit.digest([reason])}
    audit.record(session, kind, subject=str(row.id), by=by.uid, at=at, data=data)


def history(session: Session, item_id: int) -> list[ItemStep]:
    """Return an item's steps, oldest first."""
    query = (
        select(StateChange)
        .where(StateChange.subject == "discrepancy", StateChange.subject_id == str(item_id))
        .order_by(StateChange.id)
    )
    return [ItemStep(r.at, r.by, r.before, r.after, r.reason) for r in session.scalars(query)]


def _update_decision(
    session: Session, row: Discrepancy, resolution: Resolution, note: str
) -> list[dict[str, Any]]:
    """Write the item's resolution and note into the line of its decision, and return its lines."""
    decision = session.get_one(Decision, row.decision_id)
    if not decision.active:
        return decision.lines
    decided = map(DecidedLine.from_json, decision.lines)
    decision.lines = [
        (replace(one, resolution=resolution, note=note) if one.line.field == row.field else one).to_json()
        for one in decided
    ]
    return decision.lines


def _row(session: Session, item_id: int) -> Discrepancy:
    row = session.get(Discrepancy, item_id)
    if row is None or row.state == ItemState.CLOSED:
        raise Refused("Mục sai lệch này đã đóng.")
    return row


def _followed(session: Session, item_id: int) -> Discrepancy:
    row = _row(session, item_id)
    if row.state == ItemState.ENDED:
        raise Refused("Mục này đã kết thúc theo dõi. Mở lại (phím K) rồi làm tiếp.")
    return row


def _end_reasons(session: Session) -> dict[str, str]:
    """Return why the follow-up of each ended item ended last, by the item's number as text."""
    ended = select(cast(Discrepancy.id, String)).where(Discrepancy.state == ItemState.ENDED)
    query = (
        select(StateChange.subject_id, StateChange.reason)
        .where(
            StateChange.subject == "discrepancy",
            StateChange.after == ItemState.ENDED,
            StateChange.subject_id.in_(ended),
        )
        .order_by(StateChange.id)
    )
    return {row.subject_id: row.reason for row in session.execute(query)}


def _number(entry: Entry) -> tuple[object, ...]:
    """Return the sort key of an entry in its volume; the position keeps an entry's items together."""
    number = RegistrationNumber.parse(entry.registration_no).dated(entry.registered_year)
    return number.sort_key, entry.position


def _item(row: Discrepancy, decision: Decision, entry: Entry, volume: Volume, end_reason: str) -> Item:
    values = entries.values_of(entry)
    book = BOOKS[entry.book_type].for_entry(values)
    section = book.section(row.section)
    line = _line(decision, row.field)

    def text(column: str) -> str:
        return values.get(section.field_for(column), Value()).text

    return Item(
        id=row.id,
        entry_id=row.entry_id,
        book_type=book.key,
        book_short=book.short,
        file_prefix=book.file_prefix,
        book_no=volume.book_no,
        opened_year=volume.opened_year,
        place=volume.place,
        page_no=entry.page_no,
        registration_no=entry.registration_no,
        section=row.section,
        section_title=section.title,
        is_main=section in book.mains,
        person_name=text("full_name"),
        birth_date=text("birth_date"),
        personal_id=decision.personal_id or "",
        father_name=text("father_name"),
        mother_name=text("mother_name"),
        field=row.field,
        label=row.label,
        book=row.book_text,
        registry=row.registry_text,
        detail=row.detail,
        resolution=row.resolution,
        note=row.note,
        evidence=row.evidence,
        state=ItemState(row.state),
        opened_at=row.opened_at,
        end_reason=end_reason,
        book_spans=line.book_spans if line else (),
        registry_spans=line.registry_spans if line else (),
        amended=line.history if line else None,
    )


def _line(decision: Decision, field: str) -> Line | None:
    decided = map(DecidedLine.from_json, decision.lines)
    return next((one.line for one in decided if one.line.field == field), None)

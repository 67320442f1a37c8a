"""The follow-up list: every differing field is an item until it is settled."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Refused
from app.matching.result import DecidedLine, Line, Span
from app.models.books import BOOKS
from app.models.store.tables import Decision, Discrepancy, Entry, StateChange, Volume
from app.models.store.times import stamp
from app.models.words.codes import Resolution
from app.models.words.roles import Role
from app.models.words.states import ITEM_STATE_LABELS, EntryState, ItemState, can_move_item
from app.services.entry import entries
from app.services.office import audit
from app.services.office.accounts import Officer, require


@dataclass(frozen=True, slots=True)
class Item:
    """A differing field with all a list or a paper shows of it."""

    id: int
    entry_id: str
    book_type: str
    book_short: str
    file_prefix: str
    book_no: str
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
    book_spans: tuple[Span, ...] = ()
    registry_spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemStep:
    """One step in an item's history."""

    at: str
    by: str
    before: str
    after: str
    reason: str


def every(session: Session) -> list[Item]:
    """Return all items that are not closed, by book, volume, page and number, oldest first."""
    query = (
        select(Discrepancy, Decision, Entry, Volume)
        .join(Decision, Decision.id == Discrepancy.decision_id)
        .join(Entry, Entry.id == Discrepancy.entry_id)
        .join(Volume, Volume.id == Entry.volume_id)
        .where(Discrepancy.state != ItemState.CLOSED)
        .order_by(Volume.book_type, Volume.id, Entry.position, Discrepancy.id)
    )
    items = [_item(*row) for row in session.execute(query)]
    return sorted(items, key=lambda i: BOOKS[i.book_type].priority)


def count(session: Session) -> int:
    """Count the items that are not closed."""
    query = select(func.count()).select_from(Discrepancy).where(Discrepancy.state != ItemState.CLOSED)
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
    """Say which side is right; the opposite of "the book rules" needs a reason (Luật Hộ tịch Đ.60.2).

    Refused once the entry is approved: what was signed says how each difference is handled.
    """
    require(by, Role.JUSTICE)
    row = _row(session, item_id)
    entry = entries.get(session, row.entry_id)
    if entry.state == EntryState.APPROVED:
        raise Refused("Bản ghi đã được Công an duyệt và chờ xuất: hãy nhờ Công an trả lại trước khi đổi.")
    if resolution == Resolution.CORRECT_BOOK and not (note.strip() or evidence.strip()):
        raise Refused("Kết luận sổ sai cần ghi lý do hoặc chứng cứ (NĐ 123/2015, Điều 7).")
    row.resolution, row.note, row.evidence = resolution, note, evidence
    _retell(session, row, resolution, note)
    target = ItemState.VERIFYING if resolution == Resolution.VERIFY else ItemState.DECIDED
    _move(session, row, target, by=by.uid, at=at, reason=resolution)
    audit.record(
        session,
        "item_resolved",
        subject=str(item_id),
        by=by.uid,
        at=at,
        data={"entry": row.entry_id, "resolution": str(resolution)},
    )


def advance(
    session: Session, item_id: int, target: ItemState, *, by: Officer, at: datetime, reason: str = ""
) -> None:
    """Move an item on: guided, corrected, closed."""
    require(by, Role.JUSTICE)
    row = _row(session, item_id)
    if target in (ItemState.GUIDED, ItemState.CORRECTED) and not row.resolution:
        raise Refused("Chưa kết luận bên nào đúng.")
    _move(session, row, target, by=by.uid, at=at, reason=reason)
    audit.record(session, "item_moved", subject=str(item_id), by=by.uid, at=at, data={"state": str(target)})


def history(session: Session, item_id: int) -> list[ItemStep]:
    """Return an item's steps, oldest first."""
    query = (
        select(StateChange)
        .where(StateChange.subject == "discrepancy", StateChange.subject_id == str(item_id))
        .order_by(StateChange.id)
    )
    return [ItemStep(r.at, r.by, r.before, r.after, r.reason) for r in session.scalars(query)]


def _retell(session: Session, row: Discrepancy, resolution: Resolution, note: str) -> None:
    """Keep the decision's own lines telling the same as the item."""
    decision = session.get(Decision, row.decision_id)
    if decision is None or not decision.active:
        return
    decided = map(DecidedLine.from_json, decision.lines)
    decision.lines = [
        (replace(one, resolution=resolution, note=note) if one.line.field == row.field else one).to_json()
        for one in decided
    ]


def _move(
    session: Session, row: Discrepancy, target: ItemState, *, by: str, at: datetime, reason: str
) -> None:
    if not can_move_item(ItemState(row.state), target):
        raise Refused(
            f"Mục đang “{ITEM_STATE_LABELS[ItemState(row.state)]}”, "
            f"không chuyển sang “{ITEM_STATE_LABELS[target]}” được."
        )
    if row.state != target:
        session.add(
            StateChange(
                subject="discrepancy",
                subject_id=str(row.id),
                before=row.state,
                after=target,
                reason=reason,
                by=by,
                at=stamp(at),
            )
        )
        row.state = target
    session.flush()


def _row(session: Session, item_id: int) -> Discrepancy:
    row = session.get(Discrepancy, item_id)
    if row is None or row.state == ItemState.CLOSED:
        raise Refused("Mục sai lệch này đã đóng.")
    return row


def _item(row: Discrepancy, decision: Decision, entry: Entry, volume: Volume) -> Item:
    book = BOOKS[entry.book_type]
    section = book.section(row.section)
    line = _line(decision, row.field)

    def text(key: str) -> str:
        return entries.value_of(entry.values.get(key)).text

    birth = next((f.key for f in section.fields if f.compare == "birth_date"), "")
    return Item(
        id=row.id,
        entry_id=row.entry_id,
        book_type=book.key,
        book_short=book.short,
        file_prefix=book.file_prefix,
        book_no=volume.book_no,
        page_no=entry.page_no,
        registration_no=entry.registration_no,
        section=row.section,
        section_title=section.title,
        is_main=book.persons[0].key == section.key,
        person_name=text(section.name_field),
        birth_date=text(birth) if birth else "",
        personal_id=decision.personal_id or "",
        father_name=text(section.father) if section.father else "",
        mother_name=text(section.mother) if section.mother else "",
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
        book_spans=line.book_spans if line else (),
        registry_spans=line.registry_spans if line else (),
    )


def _line(decision: Decision, field: str) -> Line | None:
    decided = map(DecidedLine.from_json, decision.lines)
    return next((one.line for one in decided if one.line.field == field), None)

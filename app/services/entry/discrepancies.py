"""The follow-up list: one item per differing field; what is done to one is done to all items of its fact."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, select
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
from app.services.entry import entries, facts
from app.services.entry.item_moves import move_item
from app.services.entry.volumes import shelf_order
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require
from app.texts import Text

_APPROVED = "Trường hợp đã được Công an duyệt và chờ xuất: hãy nhờ Công an trả lại trước khi đổi."
_LEFT = (
    "Trường hợp đã rời máy với chữ ký của Công an nên cách xử lý không đổi được nữa. Chờ Công an hỏi lại, mở "
    "lại trường hợp rồi đổi. Chưa thay đổi gì."
)


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
    """Count the facts that are followed."""
    return len(set(facts.keys(session, states=FOLLOWED).values()))


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

    The signature covers how each difference is handled: Refused while an entry of the fact is approved or has
    left with another resolution, or when every one is; one that left with this resolution stays as it is.
    """
    require(by, Action.FOLLOW_UP)
    note, evidence = (incoming.accepted(text, incoming.NOTE) for text in (note, evidence))
    followed = _followed(session, item_id)
    rows = _unsigned(session, followed, resolution)
    row = followed[0]
    if resolution == Resolution.CORRECT_BOOK and not (note.strip() or evidence.strip()):
        raise Refused("Kết luận sổ sai cần ghi lý do hoặc chứng cứ (NĐ 123/2015, Điều 7).")
    if resolution == Resolution.FORMAT_ONLY and not is_of_words(row.field):
        raise Refused("Mục {0} khác nhau không phải do cách viết. Hãy chọn cách xử lý khác.", Text(row.label))
    target = ItemState.VERIFYING if resolution == Resolution.VERIFY else ItemState.DECIDED
    for row in rows:
        row.resolution, row.note, row.evidence = resolution, note, evidence
        lines = _update_decision(session, row, resolution, note)
        move_item(session, row, target, by=by.uid, at=at, reason=resolution)
        audit.record(
            session,
            "item_resolved",
            subject=str(row.id),
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
    """Move what is followed of a fact: verifying, decided, guided, corrected; an item that is further stays.

    ValueError for ENDED and CLOSED, which have a reason or a decision of their own.
    """
    require(by, Action.FOLLOW_UP)
    if target not in FOLLOWED:
        raise ValueError(target)
    reason = incoming.accepted(reason, incoming.NOTE)
    rows = _followed(session, item_id)
    if target in (ItemState.GUIDED, ItemState.CORRECTED) and not all(row.resolution for row in rows):
        raise Refused("Chưa kết luận bên nào đúng.")
    behind = [row for row in rows if (target, row.state) != (ItemState.GUIDED, ItemState.CORRECTED)]
    for row in behind or rows:
        move_item(session, row, target, by=by.uid, at=at, reason=reason)
        audit.record(
            session, "item_moved", subject=str(row.id), by=by.uid, at=at, data={"state": str(target)}
        )


def end(session: Session, item_id: int, reason: str, *, by: Officer, at: datetime) -> None:
    """End the follow-up of a concluded fact, for a reason; it stays on the list and on the paper."""
    rows, reason = _for_reason(session, item_id, reason, by)
    followed = [row for row in rows if row.state in FOLLOWED] or rows
    stuck = next((row for row in followed if ItemState.ENDED not in ITEM_MOVES[ItemState(row.state)]), None)
    if stuck is not None:
        raise Refused(
            "Mục đang “{0}”, chưa kết thúc theo dõi được: hãy ghi kết luận (M, rồi Ctrl+S) trước.",
            Text(ITEM_STATE_LABELS[ItemState(stuck.state)]),
        )
    for row in followed:
        _move_recorded(session, row, ItemState.ENDED, "item_ended", reason, by=by, at=at)


def reopen(session: Session, item_id: int, reason: str, *, by: Officer, at: datetime) -> None:
    """Follow an ended fact again, for a reason, each item from where it stood."""
    rows, reason = _for_reason(session, item_id, reason, by)
    if any(row.state in FOLLOWED for row in rows):
        raise Refused("Mục này đang được theo dõi, không cần mở lại.")
    for row in rows:
        before = [step.before for step in _steps(session, [row]) if step.after == ItemState.ENDED]
        _move_recorded(session, row, ItemState(before[-1]), "item_reopened", reason, by=by, at=at)


def _for_reason(session: Session, item_id: int, reason: str, by: Officer) -> tuple[list[Discrepancy], str]:
    require(by, Action.FOLLOW_UP)
    return _fact(session, item_id), incoming.reason(reason)


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
    """Return the steps of a fact by one of its items, oldest first; what was done to several stands once."""
    row = session.get(Discrepancy, item_id)
    closed = row is None or row.state == ItemState.CLOSED
    return _steps(session, [row] if row is not None and closed else _fact(session, item_id) if row else [])


def _steps(session: Session, rows: Sequence[Discrepancy]) -> list[ItemStep]:
    numbers = [str(row.id) for row in rows]
    query = (
        select(StateChange)
        .where(StateChange.subject == "discrepancy", StateChange.subject_id.in_(numbers))
        .order_by(StateChange.id)
    )
    found: dict[tuple[object, ...], ItemStep] = {}
    times: Counter[tuple[object, ...]] = Counter()
    for r in session.scalars(query):
        done = r.at, r.by, r.after, r.reason
        times[r.subject_id, done] += 1
        found.setdefault((done, times[r.subject_id, done]), ItemStep(r.at, r.by, r.before, r.after, r.reason))
    return list(found.values())


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


def _fact(session: Session, item_id: int) -> list[Discrepancy]:
    """Return the items of a fact by one of them, that one first."""
    row = session.get(Discrepancy, item_id)
    if row is None or row.state == ItemState.CLOSED:
        raise Refused("Mục sai lệch này đã đóng.")
    return [row, *(other for other in facts.of_item(session, row) if other.id != item_id)]


def _followed(session: Session, item_id: int) -> list[Discrepancy]:
    rows = [row for row in _fact(session, item_id) if row.state in FOLLOWED]
    if not rows:
        raise Refused("Mục này đã kết thúc theo dõi. Mở lại (phím K) rồi làm tiếp.")
    return rows


def _unsigned(session: Session, rows: Sequence[Discrepancy], resolution: Resolution) -> list[Discrepancy]:
    """Return the items that no signature covers; Refused when one is signed otherwise, or all are signed."""
    states = {row.id: entries.get(session, row.entry_id).state for row in rows}
    signed = [row for row in rows if states[row.id] in (EntryState.APPROVED, *SEALED)]
    other = [row for row in signed if row.resolution != resolution]
    if not other and len(signed) < len(rows):
        return [row for row in rows if row not in signed]
    row = (other or signed)[0]
    why = Text(_APPROVED if states[row.id] == EntryState.APPROVED else _LEFT)
    if len(rows) == 1:
        raise Refused("{0}", why)
    entry = session.get_one(Entry, row.entry_id)
    book_no = session.get_one(Volume, entry.volume_id).book_no
    raise Refused("Nơi ghi ở quyển {0}, số {1}: {2}", book_no, entry.registration_no or "…", why)


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
    return next((DecidedLine.from_json(one).line for one in decision.lines if one["field"] == field), None)

"""Put away an entry that was opened or typed by mistake, and take it back; nothing of it is lost."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refused
from app.models.store.tables import Approval, Entry
from app.models.words import incoming
from app.models.words.roles import Action
from app.models.words.states import EntryState
from app.models.words.values import Source, Value
from app.services.entry import answers, changing, entries
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require

EMPTY = "trường hợp trống"
"""The reason that is kept for an entry in which nothing was typed."""


def is_empty(values: Mapping[str, Value]) -> bool:
    """Tell whether nothing was typed: whatever stands there was carried from the entry before."""
    return all(value.is_empty or value.source == Source.CARRIED for value in values.values())


def discard(session: Session, entry_id: str, reason: str, *, by: Officer, at: datetime) -> None:
    """Put an entry away; an empty one needs no reason.

    Decisions about its persons end, and what was followed up of it is closed. Refused, with the way there is
    to change it, for an entry that was ever approved.
    """
    require(by, Action.TYPE_ENTRIES)
    entry = _row(session, entry_id)
    _refuse(session, entry)
    reason = incoming.accepted(reason, incoming.NOTE).strip()
    if not reason and not is_empty(entries.values_of(entry)):
        raise Refused("Trường hợp này đã có chữ: cần ghi lý do bỏ. Chưa thay đổi gì.")
    for section in entries.active_decisions(session, entry_id):
        entries.retire(session, entry_id, section, by=by, at=at)
    entry.note = reason or EMPTY
    entries.move(session, entry, EntryState.DISCARDED, by=by.uid, at=at, reason=entry.note)
    _record(session, "entry_discarded", entry, by=by, at=at)


def take_back(session: Session, entry_id: str, *, by: Officer, at: datetime) -> None:
    """Open an entry that was put away as a draft again; why the police sent it back is told again."""
    require(by, Action.TYPE_ENTRIES)
    entry = _row(session, entry_id)
    if entry.state != EntryState.DISCARDED:
        raise Refused("Trường hợp này không nằm trong số đã bỏ. Chưa thay đổi gì.")
    entries.move(session, entry, EntryState.DRAFT, by=by.uid, at=at, reason="lấy lại trường hợp đã bỏ")
    entry.note = answers.sent_back_for(session, entry_id)
    _record(session, "entry_taken_back", entry, by=by, at=at)


def _refuse(session: Session, entry: Entry) -> None:
    """Refuse an entry that was approved once, whatever became of it since."""
    changing.refuse_closed(EntryState(entry.state))
    signed = select(Approval.id).where(Approval.entry_id == entry.id).limit(1)
    if session.scalar(signed) is not None:
        raise Refused(
            "Trường hợp này từng được Công an duyệt nên không bỏ được: chữ ký đã phủ lên nó. Sửa cho đúng sổ "
            "rồi đưa duyệt lại; không có trong sổ thì để lại (F10) kèm lý do. Chưa thay đổi gì."
        )


def _row(session: Session, entry_id: str) -> Entry:
    row = session.get(Entry, entry_id)
    if row is None:
        raise Refused("Không có trường hợp này.")
    return row


def _record(session: Session, kind: str, entry: Entry, *, by: Officer, at: datetime) -> None:
    audit.record(session, kind, subject=entry.id, by=by.uid, at=at, data={"version": entry.version})

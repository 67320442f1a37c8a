"""Entries as they are printed to be read against the book."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.reading_sheet import EntryToRead
from app.errors import Refused
from app.models.declaration.act import Registration
from app.models.store.tables import Entry, Volume
from app.models.words.registration_number import RegistrationNumber
from app.models.words.states import EntryState
from app.models.words.values import MARK_LABELS, Value
from app.services.entry import entries, volume_names
from app.services.entry.field_names import name_of


def of_entries(session: Session, ids: Sequence[str]) -> list[EntryToRead]:
    """Return what is kept of these entries; Refused when nothing was typed in one."""
    return [_to_read(session, one) for one in ids]


def page_of(session: Session, entry_id: str) -> list[str]:
    """Return the ids of the entries on the page of an entry, by number; the entry alone without a page."""
    own = session.get_one(Entry, entry_id)
    page = RegistrationNumber.parse(own.page_no)
    kept = select(Entry).where(Entry.volume_id == own.volume_id, Entry.state != EntryState.DISCARDED)
    found = [row for row in session.scalars(kept) if page.same_as(RegistrationNumber.parse(row.page_no))]
    found.sort(key=lambda row: (RegistrationNumber.parse(row.registration_no).sort_key, row.position))
    return [row.id for row in found] or [entry_id]


def _to_read(session: Session, entry_id: str) -> EntryToRead:
    entry = entries.get(session, entry_id)
    volume = volume_names.read(session).number(session.get_one(Volume, entry.volume_id))
    number = entry.book.registered(entry.values, Registration.NUMBER) or "…"
    filled = [f.key for f in entry.book.all_fields() if not entry.values.get(f.key, Value()).is_empty]
    fields = [(name_of(entry.book, key).vietnamese, _words(entry.values[key])) for key in filled]
    if not fields:
        raise Refused("Trường hợp số {0} chưa có chữ nào để in.", number)
    return EntryToRead(f"{entry.book.short}, quyển {volume}, số {number}", tuple(fields))


def _words(value: Value) -> str:
    if value.mark is None:
        return value.text
    return f"{value.text} [{MARK_LABELS[value.mark]}]".strip()

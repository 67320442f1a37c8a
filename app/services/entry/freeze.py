"""The canonical bytes of an entry, which the police officer signs and the package carries."""

from typing import Any

from sqlalchemy.orm import Session

from app.crypto import canonical
from app.matching.result import DecidedLine
from app.models.declaration import amendments
from app.models.declaration.book import Kind
from app.models.store.tables import Decision, Volume
from app.models.words.partial_date import parse
from app.services.entry import entries

SCHEMA = "vn.hotich.muc/1"


def entry_bytes(session: Session, entry_id: str) -> bytes:
    """Return the entry as canonical JSON (formats: Entry), without approval, scans and returned numbers."""
    return canonical.dumps(entry_data(session, entry_id))


def entry_data(session: Session, entry_id: str) -> dict[str, Any]:
    """Return the entry as plain data."""
    entry = entries.get(session, entry_id)
    volume = session.get(Volume, entry.volume_id)
    assert volume is not None, "an entry without volume"
    decisions = entries.active_decisions(session, entry_id)
    return {
        "schema": SCHEMA,
        "entry_id": entry.id,
        "version": entry.version,
        "book_type": entry.book.key,
        "book_version": entry.book.version,
        "origin": str(entry.origin),
        "volume": {
            "book_no": volume.book_no,
            "book_opened_year": volume.opened_year,
            "registration_place": volume.place,
        },
        "values": _values(entry),
        "amendments": amendments.records(entry.book, entry.values),
        "persons": [_person(decisions[s.key]) for s in entry.book.persons if s.key in decisions],
        "typed_by": entries.typists(session, entry_id),
        "decided_by": entries.deciders(session, entry_id),
    }


def _values(entry: entries.EntryView) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for field in entry.book.all_fields():
        value = entry.values.get(field.key)
        if value is None or value.is_empty or amendments.is_of_margin(field.key):
            continue
        stored: dict[str, Any] = dict(entries.plain(value))
        understood = parse(value.text) if field.kind == Kind.DATE_PARTIAL else None
        if understood and understood.iso() and not understood.impossible:
            stored["parsed"] = {
                "date": understood.iso(),
                "calendar": "lunar" if understood.lunar else "solar",
            }
            if understood.leap_month:
                stored["parsed"]["leap_month"] = True
        out[field.key] = stored
    return out


def _person(decision: Decision) -> dict[str, Any]:
    again = {"again": decision.again} if decision.again else {}
    return {
        "section": decision.section,
        "branch": decision.branch,
        "personal_id": decision.personal_id,
        "provisional_id": decision.provisional_id,
        "snapshot_id": decision.snapshot_id,
        "search": decision.search,
        "lines": [_line(DecidedLine.from_json(stored)) for stored in decision.lines],
        **again,
    }


def _line(decided: DecidedLine) -> dict[str, str]:
    line = decided.line
    first = {"written": line.written} if line.amended else {}
    return {
        "field": line.field,
        "book": line.book,
        "registry": line.registry,
        "result": str(line.result),
        "detail": line.detail,
        "resolution": str(decided.resolution or ""),
        "note": decided.note,
        **first,
    }

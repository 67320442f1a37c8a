"""What a package of results holds: entries as approved, open items, audit events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto import canonical
from app.documents.excel import write_book
from app.matching.result import DecidedLine
from app.models.books import BOOKS
from app.models.declaration import amendments
from app.models.store.tables import Decision, Discrepancy, Package
from app.models.store.times import stamp
from app.models.words.purpose import Purpose
from app.models.words.states import ItemState
from app.services.entry import entries, facts
from app.services.office import audit, dated_settings


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a package, its entries with their versions, and its numbers of rows."""

    files: list[tuple[str, bytes]]
    entry_versions: list[tuple[str, int]]
    counts: dict[str, int]


def gather(
    session: Session,
    rows: Sequence[entries.EntryRow],
    records: Sequence[Mapping[str, Any]],
    *,
    events_after: int,
    at: datetime,
) -> Content:
    """Gather what leaves with entries; ``records`` are their signed words, in the order of ``rows``."""
    books: dict[str, list[Mapping[str, Any]]] = {}
    for row, record in zip(rows, records, strict=True):
        books.setdefault(row.book_type, []).append(record)
    versions = [(row.id, row.version) for row in rows]
    files = [
        (f"data/{book}.jsonl", b"".join(canonical.dumps(r) + b"\n" for r in records))
        for book, records in books.items()
    ]
    files += [(f"data/{book}.xlsx", _excel(book, records)) for book, records in books.items()]
    ids = [row.id for row in rows]
    items = [canonical.dumps(item) + b"\n" for item in _items(session, ids)]
    events = [canonical.dumps(event) + b"\n" for event in audit.since(session, events_after)]
    mark = audit.checkpoint(session)
    point = {"store_id": dated_settings.store_id(session), "seq": mark.seq, "h": mark.h, "ts": stamp(at)}
    files += [
        ("data/sai_lech.jsonl", b"".join(items)),
        ("data/audit.jsonl", b"".join(events)),
        ("data/audit_checkpoint.json", canonical.dumps(point)),
    ]
    counts = {book: len(records) for book, records in books.items()}
    return Content(
        sorted(files), versions, {**counts, "sai_lech": len(items), "audit": len(events), "scans": 0}
    )


def events_sent(session: Session, receiver_id: str, *, before: int = 0) -> int:
    """Return the last audit event that a receiver was sent; ``before`` leaves out a number and later ones.

    Each receiver gets the chain whole, without the gaps that packages to others would make.
    """
    sent = select(Package).where(Package.purpose == Purpose.RESULTS, Package.receiver_id == receiver_id)
    if before:
        sent = sent.where(Package.package_no < before)
    last = session.scalars(sent.order_by(Package.id.desc()).limit(1)).first()
    return int(last.counts.get("audit_seq", 0)) if last else 0


def _excel(book: str, records: Sequence[Mapping[str, Any]]) -> bytes:
    """Write the ministry's layout from the approved bytes, not from the store's present values."""
    rows = [
        {k: entries.value_of(v) for k, v in record["values"].items()}
        | amendments.of_records(record["amendments"])
        for record in records
    ]
    return write_book(BOOKS[book], rows)


def _items(session: Session, entry_ids: Sequence[str]) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Discrepancy, Decision)
        .join(Decision, Decision.id == Discrepancy.decision_id)
        .where(Discrepancy.entry_id.in_(entry_ids), Discrepancy.state != ItemState.CLOSED)
        .order_by(Discrepancy.id)
    )
    keys, gathered = facts.keys(session), dict[facts.FactKey, list[tuple[Discrepancy, Decision]]]()
    for row, decision in rows:
        gathered.setdefault(keys[row.id], []).append((row, decision))
    return [_fact(found) for found in gathered.values()]


def _fact(found: Sequence[tuple[Discrepancy, Decision]]) -> dict[str, Any]:
    """Return a fact: its oldest item, then every item of these entries in which it shows."""
    row, decision = found[0]
    shows = [
        {"item_id": one.id, "entry_id": one.entry_id, "section": one.section, "field": one.field}
        for one, _decision in found
    ]
    return {**_item(row), **_written_first(decision, row.field), "items": shows}


def _written_first(decision: Decision, field: str) -> dict[str, str]:
    """Return the words first written, where notes in the margin changed them."""
    lines = (DecidedLine.from_json(stored).line for stored in decision.lines)
    return next(({"written": line.written} for line in lines if line.field == field and line.amended), {})


def _item(row: Discrepancy) -> dict[str, Any]:
    return {
        "item_id": row.id,
        "entry_id": row.entry_id,
        "section": row.section,
        "field": row.field,
        "book": row.book_text,
        "registry": row.registry_text,
        "result": row.result,
        "detail": row.detail,
        "resolution": row.resolution,
        "note": row.note,
        "evidence": row.evidence,
        "state": row.state,
        "opened_at": row.opened_at,
    }

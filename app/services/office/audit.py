"""The audit chain: one event per completed step, written in the transaction of what it records."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto import canonical, chain
from app.models.store.tables import AuditEvent
from app.models.store.times import stamp


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last link of the chain; a copy outside the store is an anchor."""

    seq: int
    h: str


BEGINNING = Checkpoint(0, chain.GENESIS)


def record(
    session: Session, kind: str, *, subject: str, by: str, at: datetime, data: Mapping[str, Any] | None = None
) -> int:
    """Append an event and return its seq; ``data`` holds ids, counts and hashes, never names."""
    last = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).first()
    seq = last.seq + 1 if last else 1
    prev = last.h if last else chain.GENESIS
    ts = stamp(at)
    event = AuditEvent(
        seq=seq,
        ts=ts,
        kind=kind,
        uid=by,
        subject=subject,
        data=dict(data or {}),
        clock_back=int(last is not None and ts < last.ts),
        prev=prev,
        h="",
    )
    event.h = chain.event_hash(prev, fields_of(event))
    session.add(event)
    session.flush()
    return seq


def fields_of(event: AuditEvent) -> dict[str, Any]:
    """Return the fields that the hash of an event covers."""
    return {
        "seq": event.seq,
        "ts": event.ts,
        "kind": event.kind,
        "uid": event.uid,
        "subject": event.subject,
        "data": event.data,
        "clock_back": event.clock_back,
    }


def checkpoint(session: Session) -> Checkpoint:
    """Return the last link; seq 0 and the genesis hash for an empty chain."""
    last = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).first()
    return Checkpoint(last.seq, last.h) if last else BEGINNING


def since(session: Session, seq: int) -> list[dict[str, Any]]:
    """Return the events after ``seq`` in the form of a package."""
    events: Iterable[AuditEvent] = session.scalars(
        select(AuditEvent).where(AuditEvent.seq > seq).order_by(AuditEvent.seq)
    )
    return [{**fields_of(e), "prev": e.prev, "h": e.h} for e in events]


def first_broken(session: Session) -> int | None:
    """Verify the whole chain; return the first seq that does not fit, or None."""
    return next(broken(session), None)


def broken(session: Session, *, after: Checkpoint = BEGINNING) -> Iterator[int]:
    """Verify the chain after a known link; yield each seq that does not fit."""
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.seq > after.seq).order_by(AuditEvent.seq)
    ).yield_per(1000)
    return chain.faults(((e.seq, e.prev, fields_of(e), e.h) for e in events), after=after.seq, h=after.h)


def mark(session: Session, seq: int) -> dict[str, Any]:
    """Return what a package keeps of the last event that left in it: an anchor of the chain."""
    event = session.get(AuditEvent, seq)
    return {"audit_seq": seq, "audit_h": event.h if event else chain.GENESIS}


def last_version(session: Session, entry_id: str) -> int:
    """Return the highest version of an entry that an event tells; 0 when none does."""
    told = session.scalars(select(AuditEvent.data).where(AuditEvent.subject == entry_id))
    return max((data["version"] for data in told if "version" in data), default=0)


def digest(value: Any) -> str:
    """Return the SHA-256 of a value in canonical JSON: how an event tells what was decided."""
    return hashlib.sha256(canonical.dumps(value)).hexdigest()

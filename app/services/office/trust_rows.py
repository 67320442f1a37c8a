"""What a store trusts, and which certificates ended: each row with the event that tells of it.

A row that nothing in the audit chain tells of was not put there by the program, and an event without its row
tells of one that was taken away.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto.certificate import fingerprint, groups, load
from app.errors import AppError
from app.models.store.tables import AuditEvent, Revocation, Trusted
from app.models.store.times import read
from app.models.words.moments import day_told
from app.services.office import audit
from app.texts import Text

TRUSTED, ENDED = "trusted", "certificate_ended"
"""The kinds of events that tell of a pinned certificate and of the end of one."""
_HASH = "row"


@dataclass(frozen=True, slots=True)
class _Told:
    """What an event tells of a row."""

    kind: str
    subject: str
    by: str
    at: str
    data: str


def add(session: Session, row: Trusted | Revocation) -> None:
    """Add a row and the event that tells of it."""
    session.add(row)
    session.flush()
    kind, subject, data = _event_of(row)
    audit.record(session, kind, subject=subject, by=row.added_by, at=read(row.added_at), data=data)


def strangers(session: Session) -> Iterator[tuple[str, Text]]:
    """Yield the rows that no event tells of, each with a key of what it says and a sentence."""
    rows = [*session.scalars(select(Trusted).order_by(Trusted.id))]
    ends = [*session.scalars(select(Revocation).order_by(Revocation.id))]
    subjects = {_event_of(row)[1] for row in (*rows, *ends)}
    # by subject: this is asked after each sign-in, and only the subject is indexed
    told = _told(session, AuditEvent.subject.in_(subjects))
    for row in (*rows, *ends):
        one = _found(told, row)
        if told[one] < 1:
            yield _key("row", row.id, one), _stranger(row)
        told[one] -= 1


def missing(session: Session) -> Iterator[tuple[str, Text]]:
    """Yield the events whose row is gone, as ``strangers`` does; every event is looked through."""
    rows = [*session.scalars(select(Trusted)), *session.scalars(select(Revocation))]
    gone = _told(session)
    for row in rows:
        gone[_found(gone, row)] -= 1
    for one, count in gone.items():
        for number in range(count):
            yield _key("gone", number, one), _MISSING[one.kind](one)


def _told(session: Session, *which: Any) -> Counter[_Told]:
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.kind.in_((TRUSTED, ENDED)), *which).order_by(AuditEvent.seq)
    )
    return Counter(_Told(e.kind, e.subject, e.uid, e.ts, _text(e.data)) for e in events)


def _found(told: Counter[_Told], row: Trusted | Revocation) -> _Told:
    """Return what an event tells of a row; those of before schema 4 hold no hash of it."""
    whole = _of_row(row)
    kind, subject, data = _event_of(row)
    early = _text({key: value for key, value in data.items() if key != _HASH})
    older = _Told(kind, subject, row.added_by, row.added_at, early)
    return older if told[whole] < 1 <= told[older] else whole


def _of_row(row: Trusted | Revocation) -> _Told:
    kind, subject, data = _event_of(row)
    return _Told(kind, subject, row.added_by, row.added_at, _text(data))


def _event_of(row: Trusted | Revocation) -> tuple[str, str, dict[str, Any]]:
    """Return kind, subject and data of the event of a row; ``row`` is the hash of what holds names."""
    data: dict[str, Any]
    if isinstance(row, Trusted):
        data = {"kind": row.kind, "confirmed_by": row.confirmed_by}
        return TRUSTED, _fingerprint(row), data | _row(row.party_id, row.name, row.mandate)
    data = {"since": row.since, "compromised": row.compromised}
    return ENDED, row.cert_sha256, data | _row(row.uid, row.reason)


def _row(*values: Any) -> dict[str, str]:
    return {_HASH: hashlib.sha256(_text(values).encode()).hexdigest()}


def _fingerprint(row: Trusted) -> str:
    """Return the fingerprint of a pinned certificate; empty for what is none."""
    try:
        return fingerprint(load(row.certificate_pem))
    except AppError:
        return ""


def _text(value: Any) -> str:
    """Return a value as one text, whatever was put into the row."""
    return json.dumps(value, sort_keys=True, default=str)


def _key(what: str, number: int, told: _Told) -> str:
    """Return the key of a finding: it stays the same until the row says something else."""
    said = _text({"kind": told.kind, "of": told.subject, "by": told.by, "at": told.at, "data": told.data})
    return f"{what}:{told.kind}:{number}:{hashlib.sha256(said.encode()).hexdigest()}"


def _stranger(row: Trusted | Revocation) -> Text:
    if isinstance(row, Trusted):
        return Text(
            "Chứng thư đang tin “{0}” (thêm ngày {1}, vân tay {2}) không có trong nhật ký: có người sửa kho "
            "ngoài phần mềm.",
            row.name,
            day_told(row.added_at),
            groups(_fingerprint(row)) or "–",
        )
    return Text(
        "Việc chấm dứt chứng thư {0} (ghi ngày {1}) không có trong nhật ký: có người sửa kho ngoài phần mềm.",
        groups(row.cert_sha256),
        day_told(row.added_at),
    )


def _gone_trust(told: _Told) -> Text:
    return Text(
        "Chứng thư {0} được tin ngày {1} theo nhật ký, nay không còn như đã ghi trong kho: có người sửa kho "
        "ngoài phần mềm.",
        groups(told.subject),
        day_told(told.at),
    )


def _gone_end(told: _Told) -> Text:
    return Text(
        "Chứng thư {0} đã chấm dứt theo nhật ký ngày {1}, nay kho không còn ghi như vậy: có người sửa kho "
        "ngoài phần mềm.",
        groups(told.subject),
        day_told(told.at),
    )


_MISSING: Mapping[str, Callable[[_Told], Text]] = {TRUSTED: _gone_trust, ENDED: _gone_end}

"""The audit chain against its anchors: what was changed, cut or written anew, and who explained it.

An anchor is a link of the chain that is also kept elsewhere: in a package that left, in a receipt of the
police, at the foot of a paper. A chain whose hashes were all made anew, or whose end was cut, is whole by
itself; an anchor tells.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInput, Refused
from app.models.store.tables import AuditEvent, Package
from app.models.store.times import read
from app.models.words import incoming
from app.models.words.moments import day_told, day_words
from app.models.words.roles import Action
from app.services.office import audit, trust_rows
from app.services.office.accounts import Officer
from app.services.office.audit import BEGINNING, Checkpoint
from app.services.office.permissions import require
from app.texts import Text

WHOLE_EVERY = timedelta(days=7)
"""How often the whole chain is read again; in between only what follows the last anchor that fits."""

_CHECKED, _EXPLAINED = "audit_checked", "audit_explained"
_SUBJECT = "audit"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of the chain that is kept elsewhere: its number and hash, in which file and since when."""

    seq: int
    h: str
    file_name: str
    at: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The words of a leader about findings, confirmed by a police officer."""

    reason: str
    by: str
    police: str
    at: str


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """A place where the chain is not what it was; ``key`` stays the same until it changes again."""

    key: str
    words: Text
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class AuditState:
    """The result of a check: the last link, the last anchor that fits, and what was found."""

    last: Checkpoint
    anchor: Anchor | None
    findings: tuple[AuditFinding, ...]
    whole: bool

    @property
    def open(self) -> tuple[AuditFinding, ...]:
        """Return the findings that nobody has explained."""
        return tuple(one for one in self.findings if one.explanation is None)


def known(session: Session) -> list[Anchor]:
    """Return the anchors, the oldest first."""
    rows = session.scalars(select(Package).order_by(Package.id))
    found = [
        Anchor(int(row.counts["audit_seq"]), str(row.counts["audit_h"]), row.file_name, row.at)
        for row in rows
        if row.counts.get("audit_h")
    ]
    return sorted(found, key=lambda anchor: anchor.seq)


def check(session: Session, *, whole: bool = False) -> AuditState:
    """Compare every anchor, and verify the events after the last one that fits, or the ``whole`` chain.

    What is trusted is held against the events that tell of it.
    """
    last = audit.checkpoint(session)
    anchors = known(session)
    hashes = _hashes(session, [anchor.seq for anchor in anchors])
    fitting = [anchor for anchor in anchors if hashes.get(anchor.seq) == anchor.h]
    start = Checkpoint(fitting[-1].seq, fitting[-1].h) if fitting and not whole else BEGINNING
    explained = _explanations(session)
    found = [_unlike(anchor, fitting, last) for anchor in anchors if anchor not in fitting]
    found += [_broken(session, seq) for seq in audit.broken(session, after=start)]
    found += [AuditFinding(*one) for one in trust_rows.strangers(session)]
    if start == BEGINNING:
        found += [AuditFinding(*one) for one in trust_rows.missing(session)]
    findings = tuple(AuditFinding(one.key, one.words, explained.get(one.key)) for one in found)
    return AuditState(last, fitting[-1] if fitting else None, findings, whole or not fitting)


def printed(session: Session, words: str) -> Checkpoint | None:
    """Return the link whose mark stands at the foot of a paper; None when no event has it.

    BadInput for what is no mark.
    """
    digits = "".join(words.split()).lower()
    if not re.fullmatch("[0-9a-f]{12,64}", digits):
        raise BadInput("Mốc nhật ký là 12 chữ số 0–9, a–f, in ở chân tờ giấy. Hãy gõ lại đủ 12 chữ số.")
    found = session.scalars(select(AuditEvent).where(AuditEvent.h.startswith(digits))).first()
    return Checkpoint(found.seq, found.h) if found else None


def due(session: Session, *, at: datetime) -> bool:
    """Tell whether the whole chain has not been read for a week."""
    last = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject == _SUBJECT, AuditEvent.kind == _CHECKED)
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    ).first()
    return last is None or not timedelta(0) <= at - read(last.ts) < WHOLE_EVERY


def record_check(session: Session, state: AuditState, *, by: Officer, at: datetime) -> None:
    """Record that the whole chain was read: what was seen, whoever had signed in."""
    data = {"seq": state.last.seq, "h": state.last.h, "findings": len(state.findings)}
    audit.record(session, _CHECKED, subject=_SUBJECT, by=by.uid, at=at, data=data)


def explain(
    session: Session, state: AuditState, reason: str, *, by: Officer, police: Officer, at: datetime
) -> None:
    """Record why the chain is not what it was; it stays shown, as explained.

    A leader gives the reason and a police officer confirms it; Refused for one person, and without words.
    """
    require(by, Action.EXPLAIN_AUDIT)
    require(police, Action.COUNTERSIGN)
    if by.uid == police.uid:
        raise Refused("Giải thích nhật ký cần hai người khác nhau: lãnh đạo và Công an.")
    words = incoming.reason(reason)
    data = {"reason": words, "police": police.uid, "findings": [one.key for one in state.open]}
    audit.record(session, _EXPLAINED, subject=_SUBJECT, by=by.uid, at=at, data=data)


def of_receipt(said: object) -> dict[str, Any]:
    """Return the anchor in a receipt of the police: the last event of ours that they hold; {} without one."""
    if not isinstance(said, dict):
        return {}
    seq, h = said.get("audit_seq"), said.get("audit_h")
    if type(seq) is not int or not isinstance(h, str):
        return {}
    return {"audit_seq": seq, "audit_h": h}


def require_explained(session: Session) -> None:
    """Refuse to send anything out while a finding is unexplained."""
    state = check(session)
    if state.open:
        raise Refused(
            "{0} Chưa xuất gì và không mất gì. Trước khi xuất, lãnh đạo cùng Công an ghi giải thích ở "
            "Hôm nay.",
            state.open[0].words,
        )


def _hashes(session: Session, numbers: list[int]) -> dict[int, str]:
    query = select(AuditEvent.seq, AuditEvent.h).where(AuditEvent.seq.in_(numbers))
    return {row.seq: row.h for row in session.execute(query)}


def _unlike(anchor: Anchor, fitting: list[Anchor], last: Checkpoint) -> AuditFinding:
    before = max((one.seq for one in fitting if one.seq < anchor.seq), default=0)
    day = day_words(read(anchor.at))
    if anchor.seq > last.seq:
        words = Text(
            "Nhật ký thiếu các bước từ {0} đến {1}, đã ghi trong tệp {2} ngày {3}: phần cuối bị cắt, hoặc "
            "kho là bản phục hồi cũ hơn.",
            last.seq + 1,
            anchor.seq,
            anchor.file_name,
            day,
        )
    else:
        words = Text(
            "Nhật ký không khớp mốc đã ghi trong tệp {0} ngày {1}: có bước từ {2} đến {3} bị viết lại.",
            anchor.file_name,
            day,
            before + 1,
            anchor.seq,
        )
    return AuditFinding(f"anchor:{anchor.seq}:{anchor.h}", words)


def _broken(session: Session, seq: int) -> AuditFinding:
    event = session.get(AuditEvent, seq)
    if event is None:
        return AuditFinding(f"event:{seq}:", Text("Nhật ký mất bước {0}.", seq))
    # what it says now is part of the key: another change of the same event is another finding
    said: dict[str, Any] = {**audit.fields_of(event), "prev": event.prev, "h": event.h}
    key = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    words = Text("Bước {0} của nhật ký ({1}) bị sửa sau khi ghi.", seq, day_told(event.ts))
    return AuditFinding(f"event:{seq}:{key}", words)


def _explanations(session: Session) -> dict[str, Explanation]:
    rows = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject == _SUBJECT, AuditEvent.kind == _EXPLAINED)
        .order_by(AuditEvent.seq)
    )
    return {
        key: Explanation(str(row.data["reason"]), row.uid, str(row.data["police"]), row.ts)
        for row in rows
        for key in row.data["findings"]
    }

"""Answers of the police: numbers, refusals, questions. The book's words are never overwritten."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto.package import PackageProblem
from app.errors import BadInput
from app.models.books import BOOKS
from app.models.store.store import Store
from app.models.store.tables import Answer, Entry, PackageEntry
from app.models.store.times import stamp
from app.models.words.codes import ReturnCode
from app.models.words.purpose import Purpose
from app.models.words.roles import Role
from app.models.words.states import EntryState
from app.progress import Progress
from app.services.entry import entries
from app.services.exchange import packages
from app.services.office import audit
from app.services.office.accounts import Officer, require

PURPOSE = Purpose.ANSWERS
ACKNOWLEDGED = Purpose.RECEIPT
ROWS = "data/tra_loi.jsonl"
NUMBERED = (ReturnCode.NUMBER_ASSIGNED, ReturnCode.ALREADY_HAS_NUMBER)
_KEYS = {"entry_id", "version", "section", "code", "personal_id", "message"}


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """What the answer did: rows applied, rows kept aside with the reason, entries moved on."""

    applied: int
    aside: tuple[str, ...]
    entries: int


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer as it stands beside an entry."""

    entry_id: str
    section: str
    code: str
    personal_id: str
    message: str
    aside: str
    at: str


def receive(
    store: Store,
    source: Path,
    *,
    by: Officer,
    now: Callable[[], datetime],
    progress: Progress,
    demo: bool,
) -> AnswerReport:
    """Take an answer package in; what does not fit is kept aside and shown, never applied silently."""
    require(by, Role.POLICE, Role.JUSTICE)
    # an acknowledgement takes the same road: it only moves the chain on
    package = packages.open_from_police(store, source, purpose=None, at=now(), progress=progress, demo=demo)
    if package.manifest["purpose"] not in (PURPOSE, ACKNOWLEDGED):
        raise PackageProblem("PURPOSE", package.checks)
    rows = [_checked(row) for row in package.records(ROWS)]
    with store.write() as session:
        package_id = packages.keep_received(
            session, package, source, {"answers": len(rows)}, by=by.uid, at=now()
        )
        aside = [reason for row in rows if (reason := _apply(session, row, package_id, at=now()))]
        moved = sum(
            _move_by_answers(session, entry_id, by=by, at=now())
            for entry_id in sorted({r["entry_id"] for r in rows})
        )
        report = AnswerReport(len(rows) - len(aside), tuple(aside), moved)
        audit.record(
            session,
            "answers_imported",
            subject=package.manifest["package_id"],
            by=by.uid,
            at=now(),
            data={"applied": report.applied, "aside": len(aside)},
        )
    return report


def of_entry(session: Session, entry_id: str) -> list[AnswerView]:
    """Return the answers to an entry, the oldest first."""
    return _views(session, Answer.entry_id == entry_id)


def _checked(row: dict[str, Any]) -> dict[str, Any]:
    texts = _KEYS - {"version"}
    if (
        set(row) != _KEYS
        or not isinstance(row["version"], int)
        or any(not isinstance(row[k], str) for k in texts)
    ):
        raise BadInput("Gói trả lời có dòng không đúng định dạng. Chưa thay đổi gì; hãy xin gói khác.")
    if row["code"] not in set(ReturnCode):
        raise BadInput(
            "Gói trả lời có mã mà phần mềm này không biết. Chưa thay đổi gì; hãy cập nhật phần mềm."
        )
    return row


def _apply(session: Session, row: dict[str, Any], package_id: int, *, at: datetime) -> str:
    aside = _misfit(session, row)
    session.add(Answer(package_id=package_id, aside=aside, at=stamp(at), **row))
    session.flush()
    return aside


def _misfit(session: Session, row: dict[str, Any]) -> str:
    """Say why an answer cannot be applied; empty when it fits."""
    entry = session.get(Entry, row["entry_id"])
    if entry is None:
        return "Không có bản ghi này trên máy."
    sent = session.scalars(
        select(PackageEntry.version).where(
            PackageEntry.entry_id == entry.id, PackageEntry.version == row["version"]
        )
    ).first()
    if sent is None or entry.version != row["version"]:
        return "Trả lời cho một lần gửi khác của bản ghi."
    if row["section"] not in {s.key for s in BOOKS[entry.book_type].persons}:
        return "Không có người này trong bản ghi."
    return _contradiction(session, entry.id, row)


def _contradiction(session: Session, entry_id: str, row: dict[str, Any]) -> str:
    """Say what an answer contradicts: its own code, an earlier answer, or the person decided on."""
    number, numbered = row["personal_id"], row["code"] in NUMBERED
    if numbered and not (len(number) == 12 and number.isdigit()):
        return "Báo đã có số nhưng số định danh không đủ 12 chữ số."
    first = session.scalars(
        select(Answer)
        .where(Answer.entry_id == entry_id, Answer.section == row["section"], Answer.aside == "")
        .order_by(Answer.id.desc())
    ).first()
    if first and (first.code, first.personal_id) != (row["code"], number):
        return "Khác với trả lời trước cho cùng người này."
    decided = entries.active_decisions(session, entry_id).get(row["section"])
    if decided and decided.personal_id and numbered and decided.personal_id != number:
        return "Số trả về khác số của người đã đối chiếu."
    return ""


def _move_by_answers(session: Session, entry_id: str, *, by: Officer, at: datetime) -> bool:
    """Move an entry on by its answers; return whether it moved."""
    entry = session.get(Entry, entry_id)
    if entry is None or entry.state not in (EntryState.EXPORTED, EntryState.RETURNED):
        return False
    answers = {
        a.section: a
        for a in session.scalars(select(Answer).where(Answer.entry_id == entry_id, Answer.aside == ""))
    }
    if not answers:
        return False
    wanted = set(entries.active_decisions(session, entry_id))
    numbered = {s for s, a in answers.items() if a.code in NUMBERED}
    target = EntryState.NUMBER_ASSIGNED if wanted <= numbered else EntryState.RETURNED
    if entry.state == target:
        return False
    entries.move(session, entry, target, by=by.uid, at=at)
    return True


def _views(session: Session, condition: Any) -> list[AnswerView]:
    rows = session.scalars(select(Answer).where(condition).order_by(Answer.id))
    return [AnswerView(r.entry_id, r.section, r.code, r.personal_id, r.message, r.aside, r.at) for r in rows]

"""Answers of the police: numbers, refusals, questions. They never overwrite the book's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.crypto import canonical
from app.crypto.package import OpenedPackage, PackageProblem
from app.errors import BadInput
from app.models.store.store import Store
from app.models.store.tables import Answer, Entry, Package, PackageEntry
from app.models.store.times import stamp
from app.models.words import incoming
from app.models.words.codes import NUMBERED, ReturnCode
from app.models.words.purpose import Purpose
from app.models.words.roles import Action
from app.models.words.states import EntryState
from app.progress import Progress
from app.services.entry import entries
from app.services.exchange import packages, sealed_files
from app.services.office import anchors, audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require

ROWS = "data/tra_loi.jsonl"
ARRIVED = "data/xac_nhan.json"
_OLDER = "Công an đã nhận bản làm trước của gói này; bản làm lại không còn dùng, đừng gửi."
KEYS = {"entry_id", "version", "section", "code", "personal_id", "message"}
_ROOMS = {"message": incoming.NOTE}


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """The effect of an answer package: rows applied, rows kept aside with the reason, entries moved.

    ``acknowledged`` is the number of our package that arrived; 0 when none is named.
    """

    applied: int
    aside: tuple[str, ...]
    entries: int
    acknowledged: int = 0


def receive(
    store: Store,
    source: Path,
    *,
    by: Officer,
    now: Callable[[], datetime],
    progress: Progress,
    demo: bool,
    agreement: packages.Agreement | None = None,
) -> AnswerReport:
    """Import an answer package; keep aside and report the rows that do not fit.

    The kept files of packages that are acknowledged or answered by it are removed. Raises ChainBreak as
    ``packages.open_from_police``.
    """
    require(by, Action.RECEIVE_ANSWERS)
    # an acknowledgement is the same kind of package: it extends the chain and names the package that arrived
    with packages.open_from_police(
        store, source, purpose=None, at=now(), progress=progress, demo=demo, agreement=agreement
    ) as package:
        return _taken(store, package, source, by=by, now=now, agreement=agreement)


def _taken(
    store: Store,
    package: OpenedPackage,
    source: Path,
    *,
    by: Officer,
    now: Callable[[], datetime],
    agreement: packages.Agreement | None,
) -> AnswerReport:
    if package.manifest["purpose"] not in (Purpose.ANSWERS, Purpose.RECEIPT):
        raise PackageProblem("PURPOSE", package.checks)
    rows = [_checked(row, line) for line, row in enumerate(package.records(ROWS), 1)]
    with store.write() as session:
        arrived, attempt, unknown = _acknowledged(session, package)
        counts: dict[str, Any] = {"answers": len(rows)}
        if arrived:
            said = canonical.loads(package.files[ARRIVED])
            counts = {
                packages.ACKNOWLEDGED_NO: arrived,
                packages.ACKNOWLEDGED_ATTEMPT: attempt,
                **anchors.of_receipt(said),
            }
        package_id = packages.keep_received(
            session, package, source, counts, by=by.uid, at=now(), agreement=agreement
        )
        aside = [reason for row in rows if (reason := _apply(session, row, package_id, at=now()))]
        moved = sum(
            _move_by_answers(session, entry_id, by=by, at=now())
            for entry_id in sorted({r["entry_id"] for r in rows})
        )
        report = AnswerReport(len(rows) - len(aside), (*unknown, *aside), moved, arrived)
        audit.record(
            session,
            "answers_imported",
            subject=package.manifest["package_id"],
            by=by.uid,
            at=now(),
            data={
                "applied": report.applied,
                "aside": len(aside),
                "manifest_sha256": package.manifest_sha256,
            },
        )
    sealed_files.settle(store, at=now())
    return report


def is_answer(row: Mapping[str, Any]) -> bool:
    """Tell whether a row has the form of an answer (formats: Answer), with texts that come in."""
    return (
        set(row) == KEYS
        and type(row["version"]) is int  # a bool is an int, but not a version
        and 0 <= row["version"] <= canonical.MAX_INT
        and all(
            isinstance(row[k], str) and incoming.is_accepted(row[k], _ROOMS.get(k, incoming.NAME))
            for k in KEYS - {"version"}
        )
    )


def _checked(row: dict[str, Any], line: int) -> dict[str, Any]:
    """Return an answer whose texts come in; BadInput names the line of another one."""
    if not is_answer(row):
        raise BadInput(
            "Dòng {0} của gói trả lời không đúng định dạng. Chưa thay đổi gì; hãy xin gói khác.", line
        )
    if row["code"] not in set(ReturnCode):
        raise BadInput(
            "Dòng {0} của gói trả lời có mã mà phần mềm này không biết. Chưa thay đổi gì; hãy cập nhật "
            "phần mềm.",
            line,
        )
    return row


def _acknowledged(session: Session, package: OpenedPackage) -> tuple[int, int, tuple[str, ...]]:
    """Return number and attempt of our acknowledged package, and what does not fit in it."""
    if package.manifest["purpose"] != Purpose.RECEIPT:
        return 0, 0, ()
    said = canonical.loads(package.files.get(ARRIVED, b"null"))
    ours = select(Package).where(
        Package.sender_id == package.manifest["receiver_id"],
        Package.receiver_id == package.manifest["sender_id"],
    )
    rows = list(session.scalars(ours.order_by(Package.attempt)))
    newest = {row.package_no: row.attempt for row in rows}
    for row in rows:
        named = {"package_no": row.package_no, "manifest_sha256": row.manifest_sha256}
        if isinstance(said, dict) and named.items() <= said.items():
            older = row.attempt < newest[row.package_no]
            return row.package_no, row.attempt, (_OLDER,) if older else ()
    return 0, 0, ("Xác nhận một gói mà máy này chưa gửi.",)


def _apply(session: Session, row: dict[str, Any], package_id: int, *, at: datetime) -> str:
    aside = _misfit(session, row)
    session.add(Answer(package_id=package_id, aside=aside, at=stamp(at), **row))
    session.flush()
    return aside


def _misfit(session: Session, row: dict[str, Any]) -> str:
    """Return why an answer cannot be applied; empty when it can."""
    entry = session.get(Entry, row["entry_id"])
    if entry is None:
        return "Không có trường hợp này trên máy."
    sent = session.scalars(
        select(PackageEntry.version).where(
            PackageEntry.entry_id == entry.id, PackageEntry.version == row["version"]
        )
    ).first()
    if sent is None or entry.version != row["version"]:
        return "Trả lời cho một lần gửi khác của trường hợp."
    if row["section"] not in {s.key for s in entries.get(session, entry.id).book.persons}:
        return "Không có người này trong trường hợp."
    return _contradiction(session, entry, row)


def _contradiction(session: Session, entry: Entry, row: dict[str, Any]) -> str:
    """Return what an answer contradicts: its own code, an earlier answer, or the decision."""
    number, numbered = row["personal_id"], row["code"] in NUMBERED
    if numbered and not (len(number) == 12 and number.isascii() and number.isdigit()):
        return "Báo đã có số nhưng số định danh không đủ 12 chữ số."
    first = session.scalars(_applied(entry).where(Answer.section == row["section"])).first()
    if first and (first.code, first.personal_id) != (row["code"], number):
        return "Khác với trả lời trước cho cùng người này."
    decided = entries.active_decisions(session, entry.id).get(row["section"])
    if decided and decided.personal_id and numbered and decided.personal_id != number:
        return "Số trả về khác số của người đã đối chiếu."
    return ""


def _applied(entry: Entry) -> Select[Answer]:
    """Select the answers applied to the present version; several about one person agree."""
    return select(Answer).where(
        Answer.entry_id == entry.id, Answer.version == entry.version, Answer.aside == ""
    )


def _move_by_answers(session: Session, entry_id: str, *, by: Officer, at: datetime) -> bool:
    """Move an entry to the state that its answers give; return whether it moved."""
    entry = session.get(Entry, entry_id)
    if entry is None or entry.state not in (EntryState.EXPORTED, EntryState.RETURNED):
        return False
    answers = {a.section: a for a in session.scalars(_applied(entry))}
    if not answers:
        return False
    wanted = set(entries.active_decisions(session, entry_id))
    numbered = {s for s, a in answers.items() if a.code in NUMBERED}
    target = EntryState.NUMBER_ASSIGNED if wanted <= numbered else EntryState.RETURNED
    if entry.state == target:
        return False
    entries.move(session, entry, target, by=by.uid, at=at)
    return True

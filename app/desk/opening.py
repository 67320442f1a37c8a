"""Opening the results of a commune."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from app import atomic, outside
from app.crypto import canonical, chain
from app.crypto.package import OpenedPackage, open_package
from app.desk import auditing, breaks
from app.desk.approvals import ApprovalCheck
from app.desk.auditing import AuditMark, AuditProblem
from app.desk.breaks import BreakAccepted
from app.desk.home import DeskHome
from app.desk.received import Entries, Received
from app.errors import BadInput
from app.models.books import BOOKS
from app.models.store.times import stamp
from app.models.words import incoming
from app.models.words.purpose import Purpose
from app.texts import tr

_EVENTS, _MARK = "data/audit.jsonl", "data/audit_checkpoint.json"
_KNOWN = frozenset(
    {_EVENTS, _MARK, "data/sai_lech.jsonl"}
    | {f"data/{key}.{ending}" for key in BOOKS for ending in ("jsonl", "xlsx")}
)
_SCAN = re.compile(r"scans/([0-9a-f]{64})\.jpg")


def open_result(
    home: DeskHome,
    source: Path,
    out: Path,
    *,
    now: Callable[[], datetime],
    audit_reason: str = "",
    accepted: BreakAccepted | None = None,
) -> dict[str, int]:
    """Open and verify a result package into a folder; every file and every approval is checked again.

    A package that does not go on from the last one, or has an entry with other words than before, is refused
    unless a break is ``accepted``; audit events that do not go on, unless ``audit_reason`` says why.
    """
    with open_package(
        source,
        key_pem=home.receiver_key(),
        certificate_pem=home.receiver_certificate(),
        trust=home.trust(),
        me=home.desk_id(),
        purpose=Purpose.RESULTS,
        chain=None,
        at=now(),
    ) as package:
        breaks.check_new(home, package)
        return _taken(home, package, out, audit_reason, accepted, at=now())


def _taken(
    home: DeskHome,
    package: OpenedPackage,
    out: Path,
    audit_reason: str,
    accepted: BreakAccepted | None,
    *,
    at: datetime,
) -> dict[str, int]:
    partner = home.partner(package.manifest["sender_id"])
    _check_files(package.manifest["files"])
    approvals = ApprovalCheck(home, partner.store_id)
    for key in BOOKS:
        for number, (row, frozen) in enumerate(package.approved(f"data/{key}.jsonl"), 1):
            approvals.check(key, number, row, frozen)
    approvals.finish()
    reason = incoming.reason(audit_reason) if audit_reason.strip() else ""
    _check_audit(package, partner.store_id, approvals.entries)
    found = breaks.arrival(home, package, approvals.entries)
    if accepted is None:
        breaks.require_none(found)
    mark, problem = _audit(home, partner.store_id, package, reason)
    break_note = breaks.decide(found, accepted) if accepted else None
    _write_files(package, out)
    home.take(
        partner.store_id,
        Received(found.no, found.manifest_sha256, stamp(at), found.restored),
        mark,
        approvals.entries,
        notes={
            "audit_accepted": {"code": problem.code, "reason": reason} if problem else None,
            "breaks_accepted": break_note,
        },
    )
    for check in package.checks:
        print(f"✓ {check.label}: {check.detail}" if check.detail else f"✓ {check.label}")
    print(f"✓ {len(approvals.entries)} chữ ký duyệt của Công an đúng")
    print(f"✓ nhật ký của xã đến bước {mark.seq}, mốc {chain.printed(mark.h)}")
    if problem:
        print(tr("! {0} Đã mở theo lý do: {1}").format(problem.words, reason))
    print("".join(f"! {sentence}\n" for sentence in breaks.notices(found)), end="")
    print(f"Đã mở {len(approvals.entries)} trường hợp vào {out}")
    return dict(package.manifest["counts"])


def _write_files(package: OpenedPackage, out: Path) -> None:
    """Write the files below a folder, through no link; BadInput when that is not possible."""
    try:
        atomic.make_folder(out)
        for name in package.files:
            with atomic.writing(out / name, below=out) as file:
                file.writelines(package.files.chunks(name))
    except OSError as error:
        raise outside.not_written(error) from error


def _check_files(files: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a file that the format does not name, and a scan whose name is not its hash."""
    for file in files:
        scan = _SCAN.fullmatch(file["name"])
        if not (file["sha256"] == scan[1] if scan else file["name"] in _KNOWN):
            raise BadInput("Gói có tệp lạ: {0}. Không mở gói.", file["name"])


def _check_audit(package: OpenedPackage, store_id: str, entries: Entries) -> None:
    """Check that the audit can be read, ends where the signed manifest says, and voids no approval."""
    bad = BadInput("Nhật ký trong gói thiếu, hỏng hoặc khác với danh mục đã ký. Không mở gói.")
    last: tuple[Any, Any] | None = None
    for event in package.records(_EVENTS):
        last = (event.get("seq"), event.get("h"))
        _check_stands(event, entries)
    try:
        point = canonical.fields(
            canonical.loads(package.files.get(_MARK, b"")), store_id=str, seq=int, h=str, ts=str
        )
    except BadInput as error:
        raise bad from error
    mark = (point["seq"], point["h"])
    if point["store_id"] != store_id or last != mark:
        raise bad
    if package.manifest.get("audit") != {"seq": point["seq"], "h": point["h"]}:
        raise bad


def _check_stands(event: Mapping[str, Any], entries: Entries) -> None:
    """Refuse an entry that is approved in an older version than the one that an event is about."""
    subject, data = event.get("subject"), event.get("data")
    version = data.get("version") if isinstance(data, dict) else None
    if isinstance(subject, str) and subject in entries and type(version) is int:
        approved, _sha256 = entries[subject]
        if version > approved:
            raise BadInput(
                "Trường hợp {0} gửi ở bản {1}, nhưng nhật ký của xã ghi lần duyệt đó đã bị hủy. "
                "Không mở gói.",
                subject,
                approved,
            )


def _audit(
    home: DeskHome, store_id: str, package: OpenedPackage, reason: str
) -> tuple[AuditMark, AuditProblem | None]:
    """Return the last event of a result, and what does not go on when there is a reason to take it."""
    try:
        return auditing.check(package, home.audit_mark(store_id)), None
    except AuditProblem as problem:
        if not reason:
            raise
        return problem.mark, problem

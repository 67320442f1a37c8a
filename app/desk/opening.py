"""Opening the results of a commune."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app import atomic
from app.crypto.package import OpenedPackage, open_package
from app.desk import auditing
from app.desk.auditing import AuditMark, AuditProblem
from app.desk.home import DeskHome
from app.errors import BadInput
from app.models.books import BOOKS
from app.models.words.purpose import Purpose
from app.texts import tr


def open_result(
    home: DeskHome, source: Path, out: Path, *, now: Callable[[], datetime], audit_reason: str = ""
) -> dict[str, int]:
    """Open and verify a result package into a folder; every approval is checked again.

    Audit events that do not go on from the last ones are refused, unless ``audit_reason`` says why.
    """
    sender = home.sender_of(source)
    package = open_package(
        source,
        key_pem=home.receiver_key(),
        certificate_pem=home.receiver_certificate(),
        trust=home.trust(),
        me=home.desk_id(),
        purpose=Purpose.RESULTS,
        chain=home.chain(sender, out_going=False) if sender else None,
        at=now(),
    )
    partner = home.partner(package.manifest["sender_id"])
    entries = [
        row
        for key in BOOKS
        if f"data/{key}.jsonl" in package.files
        for row in package.records(f"data/{key}.jsonl")
    ]
    if any("approval" not in row for row in entries):
        raise BadInput("Gói có bản ghi chưa được Công an duyệt. Không mở gói.")
    home.check_approvals(partner.store_id, entries)
    mark = _audit(home, partner.store_id, package, audit_reason.strip(), at=now())
    out.mkdir(parents=True, exist_ok=True)
    for name, content in package.files.items():
        target = out / name
        target.parent.mkdir(exist_ok=True)
        atomic.write(target, content)
    home.advance(
        partner.store_id, package.manifest["package_no"], package.manifest_sha256, out_going=False, audit=mark
    )
    for check in package.checks:
        print(f"✓ {check.label}: {check.detail}" if check.detail else f"✓ {check.label}")
    print(f"✓ {len(entries)} chữ ký duyệt của Công an đúng")
    print(f"✓ nhật ký của xã đến bước {mark.seq}, mốc {mark.h[:12]}")
    print(f"Đã mở {len(entries)} bản ghi vào {out}")
    return dict(package.manifest["counts"])


def _audit(home: DeskHome, store_id: str, package: OpenedPackage, reason: str, *, at: datetime) -> AuditMark:
    try:
        return auditing.check(package, home.audit_mark(store_id))
    except AuditProblem as problem:
        if not reason:
            raise
        home.note_audit(store_id, package.manifest["package_no"], problem.code, reason, at=at)
        print(tr("! {0} Đã mở theo lý do: {1}").format(problem.words, reason))
        return problem.mark

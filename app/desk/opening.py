"""Opening the results of a commune."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app import atomic, outside
from app.crypto.package import open_package
from app.desk.home import DeskHome
from app.errors import BadInput
from app.models.books import BOOKS
from app.models.words.purpose import Purpose


def open_result(home: DeskHome, source: Path, out: Path, *, now: Callable[[], datetime]) -> dict[str, int]:
    """Open and verify a result package into a folder; every approval is checked again."""
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
    atomic.make_folder(out)
    for name, content in package.files.items():
        outside.write(out / name, content, below=out)
    home.advance(partner.store_id, package.manifest["package_no"], package.manifest_sha256, out_going=False)
    for check in package.checks:
        print(f"✓ {check.label}: {check.detail}" if check.detail else f"✓ {check.label}")
    print(f"✓ {len(entries)} chữ ký duyệt của Công an đúng")
    print(f"Đã mở {len(entries)} bản ghi vào {out}")
    return dict(package.manifest["counts"])

"""Opening the results of a commune."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from app import atomic
from app.crypto.package import OpenedPackage, open_package
from app.desk.home import DeskHome
from app.errors import BadInput
from app.models.books import BOOKS
from app.models.words.purpose import Purpose


def open_result(home: DeskHome, source: Path, out: Path, *, now: Callable[[], datetime]) -> dict[str, int]:
    """Open and verify a result package into a folder; every approval is checked again."""
    sender = home.sender_of(source)
    with open_package(
        source,
        key_pem=home.receiver_key(),
        certificate_pem=home.receiver_certificate(),
        trust=home.trust(),
        me=home.desk_id(),
        purpose=Purpose.RESULTS,
        chain=home.chain(sender, out_going=False) if sender else None,
        at=now(),
    ) as package:
        return _taken(home, package, out)


def _taken(home: DeskHome, package: OpenedPackage, out: Path) -> dict[str, int]:
    partner = home.partner(package.manifest["sender_id"])
    count = home.check_approvals(partner.store_id, _entries(package))
    out.mkdir(parents=True, exist_ok=True)
    for name in package.files:
        target = out / name
        target.parent.mkdir(exist_ok=True)
        with atomic.writing(target) as file:
            file.writelines(package.files.chunks(name))
    home.advance(partner.store_id, package.manifest["package_no"], package.manifest_sha256, out_going=False)
    for check in package.checks:
        print(f"✓ {check.label}: {check.detail}" if check.detail else f"✓ {check.label}")
    print(f"✓ {count} chữ ký duyệt của Công an đúng")
    print(f"Đã mở {count} bản ghi vào {out}")
    return dict(package.manifest["counts"])


def _entries(package: OpenedPackage) -> Iterator[dict[str, Any]]:
    """Yield the entries one by one: a year of a commune does not fit into the memory at once."""
    for key in BOOKS:
        for row in package.records(f"data/{key}.jsonl"):
            if "approval" not in row:
                raise BadInput("Gói có bản ghi chưa được Công an duyệt. Không mở gói.")
            yield row

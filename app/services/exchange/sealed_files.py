"""The sealed bytes of sent packages: kept in the store's folder until they arrived, copied to media."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app import atomic
from app.crypto import medium
from app.errors import Refused, StoreProblem
from app.held_folder import FolderId
from app.models.store.store import Store, file_sha256
from app.models.store.tables import Package, PackageCopy
from app.models.store.times import stamp
from app.models.words.roles import Action
from app.progress import Progress
from app.services.exchange import deliveries
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require

FOLDER = "packages"  # within the store's folder; the files in it are encrypted to their receivers
SUFFIX = ".htpkg"


@dataclass(frozen=True, slots=True)
class WrittenCopy:
    """A copy of a package on a medium."""

    path: Path
    package_no: int
    manifest_sha256: str
    size: int


def new_file(folder: Path, random: Callable[[int], bytes]) -> Path:
    """Return where the next sealed package goes; StoreProblem when the folder cannot be made."""
    try:
        atomic.make_folder(folder / FOLDER)
    except OSError as error:
        raise StoreProblem(
            "Không tạo được thư mục giữ gói trong kho dữ liệu (ổ đĩa đầy hoặc chỉ đọc). Chưa thay đổi gì."
        ) from error
    return folder / FOLDER / f"{random(16).hex()}{SUFFIX}"


def settle(store: Store, *, at: datetime) -> None:
    """Remove sealed files that no package needs: left by a stopped export, or of a package that arrived.

    Not while a package is made. A file that cannot be removed now is removed the next time.
    """
    files = list((store.folder / FOLDER).glob(f"*{SUFFIX}*"))
    if not files:
        return
    with store.read() as session:
        kept = select(Package).where(Package.sealed_name.in_([path.name for path in files]))
        rows = list(session.scalars(kept))
        found = deliveries.history(session, at=at, only={row.id for row in rows})
    needed = {package.id for package in found if package.kept}
    names = {row.sealed_name for row in rows if row.id in needed}
    for path in files:
        if path.name not in names:
            with contextlib.suppress(OSError):
                path.unlink()


def write_again(
    store: Store,
    package: int,
    target_folder: Path,
    *,
    by: Officer,
    now: Callable[[], datetime],
    progress: Progress,
    chosen: FolderId | None = None,
    removable: bool = False,
) -> WrittenCopy:
    """Copy the kept bytes of a package to a medium, read them back there, and record the copy.

    ``chosen`` is the identity of the folder when it was chosen: no other one is written to. ``removable``
    tells whether it is known to lie on a medium that can be taken out. Refused when the package is not open
    or its kept file is missing or damaged, BadInput when the medium fails; the package stays as it was.
    """
    require(by, Action.EXPORT)
    if not target_folder.is_dir():
        raise Refused("Không thấy thư mục đích. Cắm lại USB rồi chọn lại thư mục.")
    with store.read() as session:
        found = deliveries.one(session, package, at=now())
        if found is None or not found.kept:
            raise Refused("Gói này không còn giữ trong máy: Công an đã nhận, hoặc đã làm lại gói khác.")
        row = session.get_one(Package, package)
    kept = store.folder / FOLDER / row.sealed_name
    _check(kept, row.file_sha256)
    target = target_folder / row.file_name
    medium.copy_whole(kept, target, row.file_sha256, progress, chosen=chosen)
    with store.write() as session:
        copy = PackageCopy(package_id=package, file_name=target.name, by=by.uid, at=stamp(now()))
        copy.removable = removable
        session.add(copy)
        audit.record(session, "package_written", subject=row.package_id, by=by.uid, at=now())
    return WrittenCopy(target, row.package_no, row.manifest_sha256, kept.stat().st_size)


def _check(kept: Path, sha256: str) -> None:
    try:
        same = file_sha256(kept) == sha256
    except OSError as error:
        raise Refused(
            "Tệp gói giữ trong máy không còn hoặc không đọc được. Trường hợp vẫn nguyên trong kho: "
            "hãy dùng Làm lại gói."
        ) from error
    if not same:
        raise Refused(
            "Tệp gói giữ trong máy đã hỏng nên không ghi ra USB. Trường hợp vẫn nguyên trong kho: "
            "hãy dùng Làm lại gói."
        )

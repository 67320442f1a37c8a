"""Registry snapshots: imported whole from a signed package; forgetting its key wipes an old one."""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto.package import OpenedPackage
from app.errors import BadInput, Refused
from app.held_folder import is_plain
from app.models.registry.person import PERSON_COLUMNS
from app.models.registry.reading import KEYS_VERSION, Registry
from app.models.store.store import Store
from app.models.store.tables import Snapshot
from app.models.store.times import read, stamp
from app.models.words import incoming, moments
from app.models.words.purpose import Purpose
from app.models.words.roles import Action
from app.progress import Progress
from app.readers.columns import MOST
from app.services.exchange import packages
from app.services.office import audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require
from app.services.people import registry_file
from app.services.people.registry_door import NOTHING_MET, Door, DoorReport
from app.texts import Text, tr

SCHEMA = "vn.hotich.dan_cu/1"
ROWS = "data/dan_cu.jsonl"
_FILE_NAME = re.compile(r"registry-\d+\.db")
_MOST_DROPPED = 1000  # unknown columns that the report names


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """The snapshot in force."""

    snapshot_id: str
    issuer: str
    scope: str
    issued_at: str
    expires_at: str
    row_count: int
    imported_at: str

    def age_days(self, now: datetime) -> int:
        """Return how many days ago it was issued, by the calendar."""
        return max(0, (moments.day_of(now) - moments.day_of(read(self.issued_at))).days)

    def age_words(self, now: datetime) -> Text:
        """Return how old it is in words."""
        return moments.age_words(self.age_days(now))

    def expired(self, now: datetime) -> bool:
        """Tell whether it may no longer be used."""
        return now > read(self.expires_at)


@dataclass(frozen=True, slots=True)
class SnapshotReport:
    """The result of an import: the number of people, the columns that were ignored, what the door met."""

    snapshot_id: str
    row_count: int
    dropped: tuple[str, ...]
    met: DoorReport = NOTHING_MET


def receive(
    store: Store,
    folder: Path,
    source: Path,
    *,
    by: Officer,
    now: Callable[[], datetime],
    random: Callable[[int], bytes],
    progress: Progress,
    demo: bool,
    agreement: packages.Agreement | None = None,
) -> SnapshotReport:
    """Import a snapshot package: verify it, build a new file, switch to the file in one write.

    Stopping, a bad row or a full disk leaves the snapshot in force as it was. Raises ChainBreak as
    ``packages.open_from_police``.
    """
    require(by, Action.RECEIVE_SNAPSHOT)
    with packages.open_from_police(
        store,
        source,
        purpose=Purpose.SNAPSHOT,
        at=now(),
        progress=progress,
        demo=demo,
        agreement=agreement,
    ) as package:
        taking = _Taking(folder, source, by, now, random, progress, agreement)
        return _taken(store, package, taking)


@dataclass(frozen=True, slots=True)
class _Taking:
    """What the import of an opened package needs."""

    folder: Path
    source: Path
    by: Officer
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    progress: Progress
    agreement: packages.Agreement | None


def _taken(store: Store, package: OpenedPackage, taking: _Taking) -> SnapshotReport:
    folder, by, now = taking.folder, taking.by, taking.now
    info = _info(package)
    number = _next_number(store)
    path = folder / f"registry-{number}.db"
    key = taking.random(32)
    dropped: set[str] = set()
    door = Door()
    meta = {"snapshot_id": info["id"], "issuer": info["issuer"], "issued_at": info["issued_at"]}
    try:
        people = door.let_in(enumerate(_people(package, dropped), 1), tr("bản sao CSDL trong gói"))
        count = registry_file.build(path, key, people, meta, taking.progress)
        met = door.report()
        if count + met.left_out != info["rows"]:
            raise BadInput(
                "Gói nói có {0} người nhưng đọc được {1}. Bản sao cũ vẫn dùng như trước.", info["rows"], count
            )
        report = SnapshotReport(str(info["id"]), count, tuple(sorted(dropped)), met)
        with store.write() as session:
            before = _switch(
                session,
                info,
                report,
                path=path,
                key=key,
                manifest_sha256=package.manifest_sha256,
                by=by,
                at=now(),
            )
            counts, agreement = {"people": count}, taking.agreement
            packages.keep_received(
                session, package, taking.source, counts, by=by.uid, at=now(), agreement=agreement
            )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    for name in before:
        with contextlib.suppress(OSError):  # Windows: still open; nobody can read it without its key
            (folder / name).unlink(missing_ok=True)
    return report


def rebuild(
    store: Store, folder: Path, *, by: Officer, now: Callable[[], datetime], progress: Progress
) -> int:
    """Key the people of the active snapshot anew and return how many there are; 0 without a snapshot.

    Stopping or a full disk leaves the file as it was; errors as ``registry_file.rebuild``. Any signed-in
    officer may do it, because it neither imports nor shows people.
    """
    with store.read() as session:
        row = _active(session)
        if row is None or row.key is None:
            return 0
        snapshot_id, path, key = row.snapshot_id, folder / row.file_name, row.key
    count = registry_file.rebuild(path, key, progress)
    with store.write() as session:
        audit.record(
            session,
            "snapshot_rebuilt",
            subject=snapshot_id,
            by=by.uid,
            at=now(),
            data={"rows": count, "keys_version": KEYS_VERSION},
        )
    return count


def in_force(session: Session) -> SnapshotView | None:
    """Return the active snapshot, also when it has expired; None when there is none."""
    row = _active(session)
    if row is None:
        return None
    return SnapshotView(
        row.snapshot_id,
        row.issuer,
        row.scope,
        row.issued_at,
        row.expires_at,
        row.row_count,
        row.imported_at,
    )


def open_registry(session: Session, folder: Path, *, at: datetime) -> Registry | None:
    """Open the active snapshot's file; None when there is none or it has expired.

    KeyedOtherwise when the file must be rebuilt first, another StoreProblem when it cannot be read.
    """
    row = _active(session)
    if row is None or row.key is None or at > read(row.expires_at):
        return None
    return Registry.open(folder / row.file_name, row.key)


def sweep(session: Session, folder: Path) -> None:
    """Remove the files that no snapshot names: a killed import leaves one, and so does an open file replaced.

    Only before any import runs: its file has no row yet.
    """
    named = {row.file_name for row in session.scalars(select(Snapshot).where(Snapshot.key.is_not(None)))}
    for path in folder.glob("registry-*.db"):
        if _FILE_NAME.fullmatch(path.name) and path.name not in named and is_plain(path.lstat()):
            with contextlib.suppress(OSError):  # Windows: still open
                path.unlink()


def _info(package: OpenedPackage) -> dict[str, str | int]:
    info = package.manifest.get("snapshot")
    needed = {
        "id": str,
        "issuer": str,
        "scope": str,
        "issued_at": str,
        "expires_at": str,
        "rows": int,
        "schema": str,
    }
    if not isinstance(info, dict) or any(type(info.get(k)) is not t for k, t in needed.items()):
        raise BadInput(
            "Gói thiếu thông tin của bản sao CSDL (nơi cấp, thời hạn, số người). Chưa thay đổi gì."
        )
    try:
        for key in ("issued_at", "expires_at"):
            moments.told(str(info[key]))
    except ValueError as error:
        raise BadInput("Gói ghi thời hạn của bản sao CSDL không đúng dạng. Chưa thay đổi gì.") from error
    if not all(incoming.is_accepted(str(info[k]), incoming.NAME) for k in ("id", "issuer", "scope")):
        raise BadInput(
            "Gói ghi nơi cấp hoặc phạm vi của bản sao CSDL bằng ký tự ẩn, hoặc dài quá. Chưa thay đổi gì."
        )
    if info["schema"] != SCHEMA:
        raise BadInput("Bản sao CSDL thuộc phiên bản khác, phần mềm này không đọc được. Chưa thay đổi gì.")
    return info


def _people(package: OpenedPackage, dropped: set[str]) -> Iterator[dict[str, str]]:
    """Yield the people; BadInput names the line of one whose values are no texts, or far too long."""
    known = frozenset(PERSON_COLUMNS)
    for line, row in enumerate(package.records(ROWS), 1):
        unknown = row.keys() - known
        if len(dropped) < _MOST_DROPPED:
            dropped |= unknown
        person = {key: value for key, value in row.items() if key not in unknown and value is not None}
        if not all(isinstance(value, str) and len(value) <= MOST for value in person.values()):
            raise BadInput(
                "Dòng {0} của bản sao CSDL có giá trị không phải là chữ, hoặc dài quá {1} ký tự. "
                "Bản sao cũ vẫn dùng như trước; hãy xin gói khác.",
                line,
                MOST,
            )
        yield person


def _next_number(store: Store) -> int:
    with store.read() as session:
        last = session.scalars(select(Snapshot.id).order_by(Snapshot.id.desc()).limit(1)).first()
    return (last or 0) + 1


def _switch(
    session: Session,
    info: dict[str, str | int],
    report: SnapshotReport,
    *,
    path: Path,
    key: bytes,
    manifest_sha256: str,
    by: Officer,
    at: datetime,
) -> list[str]:
    """Switch to the new file, forget the keys of the older files and return the names of these."""
    old = list(session.scalars(select(Snapshot).where(Snapshot.key.is_not(None))))
    if any(o.snapshot_id == report.snapshot_id for o in old):
        raise Refused("Bản sao CSDL này đang dùng rồi; không cần nạp lại.")
    for row in old:
        row.active, row.key = False, None
    session.add(
        Snapshot(
            snapshot_id=report.snapshot_id,
            issuer=str(info["issuer"]),
            scope=str(info["scope"]),
            issued_at=str(info["issued_at"]),
            expires_at=str(info["expires_at"]),
            row_count=report.row_count,
            file_name=path.name,
            key=key,
            report={"dropped": list(report.dropped), **_kept(report.met)},
            active=True,
            imported_by=by.uid,
            imported_at=stamp(at),
        )
    )
    audit.record(
        session,
        "snapshot_imported",
        subject=report.snapshot_id,
        by=by.uid,
        at=at,
        data={"rows": report.row_count, "replaced": len(old), "manifest_sha256": manifest_sha256},
    )
    return [row.file_name for row in old]


def _kept(met: DoorReport) -> dict[str, dict[str, int]]:
    """Return how much was unread by column; no word of a person stays in a report."""
    return {"unread": {one.column: one.count for one in met.unread}} if met.unread else {}


def _active(session: Session) -> Snapshot | None:
    return session.scalars(select(Snapshot).where(Snapshot.active.is_(True))).first()

"""The store beside the bare disk, in one run: a backup of 1 GB beside copying and hashing it, a commit beside
a bare fsync.

The backup does more than its peer: it encrypts, checks every page and table, reads back from the medium.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from sqlalchemy import text

from app.crypto.key_file import KeyFile
from app.crypto.stretching import FLOOR_KIB, Kdf, stretch
from app.models.store.store import Store, driver
from app.models.store.tables import FieldChange, Meta, StateChange
from app.models.store.times import stamp
from app.models.words.values import Value
from app.process import stick as stick_files
from app.progress import silent
from app.services.entry import entries, volumes
from app.services.office import accounts, backing_up, unlocking
from tests.bench.figures import Figures
from tests.conftest import AT, COMMUNE, JUSTICE, KEY, LEADER, OFFICERS, Clock, numbered

SIZE = 1 << 30
QUICK = 100 << 20
ROUNDS = 3
COMMITS = 300
_PIECE = 1 << 20
_ROWS = 2000  # of a transaction that fills the store


def main(size: int = SIZE) -> None:
    """Print both figures and add them to bench-results.json."""
    figures = Figures("store")
    with tempfile.TemporaryDirectory(prefix="bench-store-") as folder:
        store = _made(Path(folder) / "kho")
        try:
            _measure_commits(store, Path(folder), figures)
            _fill(store, size)
            _measure_backup(store, Path(folder) / "usb", figures)
        finally:
            store.close()


def quick() -> None:
    """Measure the same with a tenth of the store."""
    main(QUICK)


def _made(folder: Path) -> Store:
    folder.mkdir()
    store = Store(folder, KEY, create=True)
    with store.write() as session:
        session.add(Meta(key="store_id", value="a" * 32))
        for officer in OFFICERS:
            accounts.add(session, officer, by=LEADER.uid, at=AT)
    random = numbered("bench")
    keys = KeyFile.create(folder / unlocking.KEY_FILE, store_id="a" * 32, store_key=KEY)
    secret = stretch("một hai ba bốn", kdf=Kdf(m_kib=FLOOR_KIB, t=2), random=random)
    keys.add_officer("nhan", secret, store_key=KEY, signing_key=None, at=AT, random=random)
    keys.save()
    return store


def _measure_commits(store: Store, folder: Path, figures: Figures) -> None:
    """Leave fields of an entry, each beside an fsync of as many bytes appended to a file."""
    with store.write() as session:
        view = volumes.VolumeView(0, "khai_sinh", "01/1998", "1998", COMMUNE)
        volume_id = volumes.add(session, view, by=JUSTICE, at=AT)
        entry_id = entries.create(session, volume_id, by=JUSTICE, at=AT, random=numbered("entry"))
    wal = store.path.with_name(store.path.name + "-wal")
    ours, bare = [], []
    with (folder / "bare").open("ab") as file:
        for number in range(COMMITS):
            before = wal.stat().st_size
            with store.write() as session:
                word = Value.of(f"Phạm Văn {number}")
                entries.save(session, entry_id, "child_name", word, by=JUSTICE, at=AT)
                session.flush()
                start = perf_counter()  # what follows is the commit alone
            ours.append(perf_counter() - start)
            piece = bytes(max(4096, wal.stat().st_size - before))
            start = perf_counter()
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            bare.append(perf_counter() - start)
    took, peer = (sorted(times)[int(COMMITS * 0.95)] * 1000 for times in (ours, bare))
    print(f"commit of a field, p95: {took:.2f} ms; write and fsync {peer:.2f} ms; {took / peer:.2f} times")
    figures.ours_by_peer("commit_p95", took, peer, "write and fsync of as many bytes", "ms, p95")


def _fill(store: Store, size: int) -> None:
    """Add history until the file has its size, in two tables: a real store has more, none over a half."""
    random = numbered("filling")
    with store.read() as session:
        entry_id = session.execute(text("SELECT id FROM entry")).scalar_one()
    while store.path.stat().st_size < size:
        with store.write() as session:
            for _ in range(_ROWS):
                words = {"before": {"text": random(800).hex()}, "after": {"text": random(800).hex()}}
                change = FieldChange(entry_id=entry_id, version=1, field="child_name", **words)
                change.by, change.at = JUSTICE.uid, stamp(AT)
                session.add(change)
                moved = {"subject": "entry", "subject_id": entry_id, "before": "draft", "after": "draft"}
                reason = words["before"]["text"] + words["after"]["text"]
                session.add(StateChange(reason=reason, by=JUSTICE.uid, at=stamp(AT), **moved))
        with store.read() as session:
            raw = driver(session)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _measure_backup(store: Store, stick: Path, figures: Figures) -> None:
    def ours() -> None:
        backing_up.back_up(
            store,
            stick,
            by=JUSTICE,
            store_key=KEY,
            medium="bench",
            now=Clock(),
            random=numbered("backup"),
            progress=silent,
        )

    def peer() -> None:
        with store.path.open("rb") as source, (stick / "copy").open("wb") as copy:
            shutil.copyfileobj(source, copy, _PIECE)
            copy.flush()
            os.fsync(copy.fileno())
        stick_files.digest_on_medium(stick / "copy", lambda _size: None)

    took, bare = _best({"ours": ours, "peer": peer}, stick)
    megabytes = store.path.stat().st_size >> 20
    print(f"backup of {megabytes} MB: {took:.1f} s; copied and hashed {bare:.1f} s; {took / bare:.2f} times")
    figures.ours_by_peer(
        "backup_1gb", took, bare, "copy, fsync and SHA-256 of what the medium holds", f"s for {megabytes} MB"
    )


def _best(ways: dict[str, Callable[[], None]], stick: Path) -> list[float]:
    """Take turns, so that a busy machine is busy for both; keep each one's best time."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, way in ways.items():
            stick.mkdir()
            start = perf_counter()
            way()
            best[name] = min(best[name], perf_counter() - start)
            shutil.rmtree(stick)
    return list(best.values())


if __name__ == "__main__":
    sys.exit(main())

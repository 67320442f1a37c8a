"""The office of today beside a plain count: 300 volumes of four old communes and 50,000 entries.

Each screen that shows the inventory (Sổ, Hôm nay, the annex) is opened as an officer opens it, and held
against ``SELECT count(*)`` per volume in the same run. The worst of them is the figure.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import insert, text

from app.models.store.store import Store
from app.models.store.tables import Decision, Entry, Meta, StateChange
from app.models.store.times import stamp
from app.services.entry import volumes
from app.services.office import accounts
from app.settings import Settings
from app.workspace import Workspace
from tests.bench.figures import Figures
from tests.conftest import AT, JUSTICE, KEY, LEADER, OFFICERS, Clock, numbered

VOLUMES, ENTRIES, ROUNDS, MOST = 300, 50_000, 7, 10.0
QUICK_ENTRIES = 5_000
COMMUNES = tuple(
    f"UBND xã {name}, huyện Cẩm Thủy, tỉnh Thanh Hóa"
    for name in ("Cẩm Giang", "Cẩm Liên", "Cẩm Quý", "Cẩm Tú")
)
TYPES = ("khai_sinh", "ket_hon", "khai_tu", "xac_nhan_hon_nhan", "nhan_cha_me_con")
_COUNT = text("SELECT volume_id, count(*) FROM entry GROUP BY volume_id")


def main(count: int = ENTRIES) -> None:
    """Print how long each screen takes beside the plain count, and keep the worst."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # noqa: TID251 of this process alone
    figures = Figures("office")
    with tempfile.TemporaryDirectory(prefix="bench-office-") as folder:
        store = _filled(Path(folder), count)
        try:
            _measure(_workspace(Path(folder), store), figures)
        finally:
            store.close()


def quick() -> None:
    """Measure the same with a tenth of the entries."""
    main(QUICK_ENTRIES)


def _measure(work: Workspace, figures: Figures) -> None:
    from PySide6.QtWidgets import QApplication

    from app.ui.kit import theme
    from app.ui.today.screen import TodayScreen
    from app.ui.volumes.screen import VolumesScreen

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, "light")
    today, shelves = TodayScreen(work), VolumesScreen(work)
    for screen in (today, shelves):
        screen.resize(1366, 698)
        screen.show()
        application.processEvents()

    def shown(refresh: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            refresh()
            application.processEvents()

        return run

    def annex() -> None:
        dialog = shelves.papers.annex_dialog()
        dialog.show()
        application.processEvents()
        dialog.close()
        dialog.deleteLater()

    def plain() -> None:
        with work.store.read() as session:
            session.execute(_COUNT).all()

    screens = {"Sổ": shown(shelves.refresh), "Hôm nay": shown(today.refresh), "phụ lục": annex}
    times: dict[str, list[float]] = {name: [] for name in (*screens, "count")}
    for _ in range(ROUNDS):
        for name, run in (*screens.items(), ("count", plain)):
            start = perf_counter()
            run()
            times[name].append((perf_counter() - start) * 1000)
    took = {name: median(of) for name, of in times.items()}
    peer = took.pop("count")
    for name, ours in took.items():
        print(
            f"{name}: {ours:.1f} ms; count(*) per volume {peer:.1f} ms; {ours / peer:.2f} times ({MOST:.0f})"
        )
    worst = max(took.values())
    figures.ours_by_peer(
        "inventory_300", worst, peer, "SELECT count(*) per volume", "ms, median, worst screen"
    )


def _workspace(folder: Path, store: Store) -> Workspace:
    made = Workspace(folder, store, JUSTICE, Settings(), Clock(), numbered("office"))
    made.commune = "xã Cẩm Tú, tỉnh Thanh Hóa"
    return made


def _filled(folder: Path, count: int) -> Store:
    store = Store(folder, KEY, create=True)
    with store.write() as session:
        session.add(Meta(key="store_id", value="a" * 32))
        for officer in OFFICERS:
            accounts.add(session, officer, by=LEADER.uid, at=AT)
        ids = [volumes.add(session, _volume(at, count), by=JUSTICE, at=AT) for at in range(VOLUMES)]
    for first in range(0, count, 1_000):
        with store.write() as session:
            made = range(first, min(first + 1_000, count))
            session.execute(insert(Entry), [_entry(at, ids[at % VOLUMES]) for at in made])
            session.execute(insert(StateChange), [_finished(at) for at in made])
            session.execute(insert(Decision), [_decision(at) for at in made])
    with store.write() as session:
        session.execute(text("UPDATE entry SET state = 'checked' WHERE position % 10 < 9"))
    return store


def _volume(at: int, count: int) -> volumes.VolumeView:
    year = str(1950 + at // (len(COMMUNES) * len(TYPES)))
    place, book = COMMUNES[at % len(COMMUNES)], TYPES[at // len(COMMUNES) % len(TYPES)]
    return volumes.VolumeView(0, book, "01", year, place, closing_total=count // VOLUMES + 20, keeper="tủ 2")


def _entry(at: int, volume: int) -> dict[str, object]:
    name = f"Phạm Thị Thu Hương {at}"
    words = {
        key: {"text": f"{name} {key}"} for key in ("child_name", "mother_name", "father_name", "remarks")
    }
    return {
        "id": f"{at:036d}",
        "book_type": TYPES[(volume - 1) // len(COMMUNES) % len(TYPES)],
        "book_version": 1,
        "volume_id": volume,
        "position": at // VOLUMES + 1,
        "state": "draft",
        "values": words,
        "amendments": [],
        "registration_no": str(at // VOLUMES + 1),
        "registered_year": "1998",
        "main_name": name,
        "names": "\n".join([name.lower()] * 3),
        "created_at": stamp(AT),
        "created_by": JUSTICE.uid,
        "changed_at": stamp(AT),
    }


def _finished(at: int) -> dict[str, object]:
    told = {"subject": "entry", "subject_id": f"{at:036d}", "before": "draft", "after": "entered"}
    return {**told, "by": JUSTICE.uid, "at": stamp(AT)}


def _decision(at: int) -> dict[str, object]:
    return {
        "entry_id": f"{at:036d}",
        "version": 1,
        "section": "child",
        "branch": ("match", "not_found")[at % 2],
        "book_values": {},
        "registry_values": {},
        "search": {},
        "lines": [],
        "again": {},
        "active": True,
        "by": JUSTICE.uid,
        "at": stamp(AT),
    }

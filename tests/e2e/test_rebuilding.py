"""An older registry file is keyed anew behind the window: typing goes on, and it can be stopped any time."""

import contextlib
import multiprocessing
import shutil
import threading

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.demo import commune as demo
from app.matching.rows import index
from app.models.registry import pairs
from app.models.registry.reading import KEYS_VERSION
from app.models.store.cipher_file import prepare
from app.models.store.tables import Snapshot
from app.models.words.codes import Branch
from app.process.supervisor import LOCKED
from app.services.entry import entries
from app.services.exchange import snapshots
from app.services.office import audit
from app.services.people import registry_file
from app.settings import DEMO_PASSWORD
from tests.conftest import Clock, numbered
from tests.e2e.conftest import LATER
from tests.e2e.officer import open_store
from tests.ui.keys import type_text

CHUNK, HELD_AT = 1000, 2500
AGE = "Bản sao CSDL: cập nhật 1 ngày trước"
FIELD = "child_home_origin"


class Disk:
    """Keys rows as always, but waits at one of them until it may go on."""

    def __init__(self):
        self.go_on = threading.Event()
        self.rows = 0
        self.error = None

    def index(self, words):
        self.rows += 1
        if self.rows == HELD_AT and not self.go_on.wait(timeout=30):
            raise TimeoutError("the test never let the disk go on")
        if self.error is not None:
            raise self.error
        return index(words)


@pytest.fixture
def disk(monkeypatch):
    """A disk that stands still half-way through the people, after two reports."""
    made = Disk()
    monkeypatch.setattr(pairs, "_CHUNK", CHUNK)
    monkeypatch.setattr(registry_file, "index", made.index)
    yield made
    made.go_on.set()


@contextlib.contextmanager
def writable(home):
    """Open the registry file of a closed store for writing."""
    store = open_store(home)
    with store.read() as session:
        row = session.scalars(select(Snapshot).where(Snapshot.active.is_(True))).one()
        path, key = home / row.file_name, row.key
    store.close()
    connection = sqlcipher.connect(str(path), isolation_level=None)
    prepare(connection, key)
    yield connection
    connection.close()


@pytest.fixture
def older(home):
    """The registry file as another version of matching keyed it."""
    with writable(home) as connection:
        connection.execute("UPDATE meta SET value = '4' WHERE key = 'keys_version'")
    return next(home.glob("registry-*.db"))


@pytest.fixture
def held(start, older, disk, qtbot):
    """An officer signed in, and the rebuild standing still half-way."""
    application = start()
    sign_in(application, qtbot)
    qtbot.waitUntil(lambda: application.desk_top._rebuilding.percent == 40, timeout=20000)
    return application


def sign_in(application, qtbot):
    """Sign in without waiting for what begins then."""
    application.sign_in.password_given.emit("nhan.ct", DEMO_PASSWORD)
    qtbot.waitUntil(lambda: application.desk_top is not None, timeout=20000)


def bar(application):
    label = application.window.top_bar._age
    return label.text(), label.toolTip()


def events(store, kind="snapshot_rebuilt"):
    with store.read() as session:
        return [event for event in audit.since(session, 0) if event["kind"] == kind]


def opened(application, qtbot):
    """Wait until the snapshot is open and nobody is looked up any more."""
    qtbot.waitUntil(lambda: not application.window.jobs.busy, timeout=20000)
    qtbot.waitUntil(lambda: not application.desk_top.entry.persons.searching, timeout=20000)
    assert application.workspace.registry is not None


def test_typing_goes_on_without_the_snapshot_until_it_is_rebuilt(held, disk, qtbot, entry_id):
    work, screen = held.workspace, held.desk_top.entry
    assert (work.registry, work.snapshot, work.older) == (None, None, True)
    assert bar(held)[0] == "Đang chuẩn bị bản sao CSDL… 40 %"
    held.window.show_page("entry")
    screen.open_entry(entry_id)
    refused = []
    screen.persons.refused.connect(refused.append)
    assert screen.persons.undo()
    assert screen.persons.likely == Branch.NOT_COMPARED
    for branch in (Branch.NOT_FOUND, Branch.MATCH):
        assert not screen.persons.decide(branch)
    assert refused[0].startswith("Phải tìm trong bản sao CSDL")
    assert not screen.persons.candidates.table.table_model.rows

    screen.form.focus_field(FIELD, 0)
    field = QApplication.focusWidget()
    type_text(field, "Cẩm")
    before = (field.text(), field.cursorPosition())
    disk.go_on.set()
    opened(held, qtbot)
    assert QApplication.focusWidget() is field
    assert (field.text(), field.cursorPosition()) == before
    assert bar(held)[0] == AGE
    assert not work.older
    assert screen.persons.first_candidate is not None
    assert screen.persons.candidates.table.table_model.rows
    assert screen.persons.likely != Branch.NOT_COMPARED
    screen.save_current()
    with work.store.read() as session:
        assert entries.get(session, entry_id).values[FIELD].text == before[0]
    [event] = events(work.store)
    assert event["uid"] == work.account.uid
    assert event["subject"] == work.snapshot.snapshot_id
    assert event["data"] == {"rows": demo.PEOPLE, "keys_version": KEYS_VERSION}


def test_enter_presses_no_decision_that_was_not_there(held, disk, qtbot, entry_id):
    """The only button, “not compared”, goes when the snapshot comes: the focus must not slip to another."""
    screen = held.desk_top.entry
    held.window.show_page("entry")
    screen.open_entry(entry_id)
    assert screen.persons.undo()
    screen.persons.decision.setFocus()
    assert screen.persons.decision.isAncestorOf(QApplication.focusWidget())
    disk.go_on.set()
    opened(held, qtbot)
    focus = QApplication.focusWidget()
    assert screen.persons.candidates in (focus, focus.parentWidget())


def test_the_first_screen_says_so_and_is_counted_anew(held, disk, qtbot):
    def due():
        return held.desk_top.today._snapshot_due()

    said = []
    set_due = held.desk_top.today.panel.set_due
    held.desk_top.today.panel.set_due = lambda rows: (said.append(rows), set_due(rows))
    assert due().value == "đang chuẩn bị"
    disk.go_on.set()
    opened(held, qtbot)
    [rows] = said  # once
    assert rows[0] == due()
    assert [row.key for row in rows[1:]] == ["backup"]
    assert due().value == "cập nhật 1 ngày trước"


@pytest.mark.parametrize("leave", ["close", "lock"])
def test_leaving_stops_it_and_the_next_sign_in_begins_anew(
    held, older, disk, start, qapp, qtbot, home, leave
):
    before = older.read_bytes()
    assert len(list(home.glob(f"{older.name}.*.part"))) == 1
    held.desk_top._rebuilding._job._stop = disk.go_on  # the disk goes on once it is to stop
    if leave == "close":
        held.window.close()
    else:
        QTimer.singleShot(0, held.lock)
        assert qapp.exec() == LOCKED
    assert held.workspace is None
    assert not held.window.jobs._thread.isRunning()
    assert multiprocessing.active_children() == []
    assert [p.name for p in home.glob("registry-*")] == [older.name]
    assert older.read_bytes() == before
    qapp.processEvents()  # what the thread said last is heard by nobody
    assert bar(held)[0] != AGE

    again = start()
    sign_in(again, qtbot)
    opened(again, qtbot)
    assert bar(again)[0] == AGE
    assert len(events(again.workspace.store)) == 1
    assert older.read_bytes() != before


def test_what_was_done_when_one_leaves_stays_done(held, disk, qapp, qtbot, home):
    """The thread has ended its work, the window has not heard of it yet and is closed."""
    done = threading.Event()
    job = held.desk_top._rebuilding._job
    job.succeeded.connect(lambda _count: done.set(), Qt.ConnectionType.DirectConnection)
    disk.go_on.set()
    assert done.wait(30)
    held.window.close()
    qapp.processEvents()
    assert held.workspace is None
    store = open_store(home)
    with store.read() as session:
        snapshots.open_registry(session, home, at=LATER).close()
    assert len(events(store)) == 1
    store.close()


def test_what_cannot_be_rebuilt_is_told_in_the_bar(older, home, start, qtbot, entry_id):
    with writable(home) as connection:
        connection.execute("ALTER TABLE person RENAME COLUMN cmnd TO old_number")
    before = older.read_bytes()
    application = start()
    sign_in(application, qtbot)
    qtbot.waitUntil(lambda: not application.window.jobs.busy, timeout=20000)
    words, tip = bar(application)
    assert words == "Chưa dùng được bản sao CSDL: nạp lại gói bản sao"
    assert tip.startswith("Không mở được bản sao CSDL dân cư")
    assert application.desk_top.today._snapshot_due().value == "chưa dùng được"
    assert older.read_bytes() == before
    screen = application.desk_top.entry
    application.window.show_page("entry")
    screen.open_entry(entry_id)
    screen.form.focus_field(FIELD, 0)
    type_text(QApplication.focusWidget(), "Cẩm")
    screen.save_current()
    with application.workspace.store.read() as session:
        assert entries.get(session, entry_id).values[FIELD].text.startswith("Cẩm")
    assert events(application.workspace.store) == []
    assert bar(application) == (words, tip)  # also after counting


def test_a_bug_is_logged_and_typing_goes_on(held, disk, older, qtbot, entry_id):
    held.window.show_page("entry")
    held.desk_top.entry.open_entry(entry_id)
    before, disk.error = older.read_bytes(), ValueError("row")
    with qtbot.captureExceptions() as caught:
        disk.go_on.set()
        qtbot.waitUntil(lambda: not held.window.jobs.busy, timeout=20000)
    assert [str(value) for _kind, value, _trace in caught] == ["row"]
    assert bar(held) == ("Chưa dùng được bản sao CSDL: nạp lại gói bản sao", "Lỗi ngoài dự kiến.")
    words = held.desk_top.entry.persons.candidates._said.words
    assert words == "Chưa dùng được bản sao CSDL: nhập trước, đối chiếu sau."
    assert older.read_bytes() == before
    assert not older.with_name(f"{older.name}.part").exists()


def test_an_import_meanwhile_comes_after_it_and_replaces_it(held, disk, older, demo_store, tmp_path, qtbot):
    folders = demo.DemoFolders.under(tmp_path / "desk")
    made = demo.DemoFolders.under(demo_store.parent)
    shutil.copytree(made.desk, folders.desk, dirs_exist_ok=True)
    package = demo.snapshot_package(folders, now=Clock(LATER), random=numbered("second"))
    transfer, results = held.desk_top.transfer, []
    transfer.finished.connect(results.append)
    before = events(held.workspace.store, "snapshot_imported")
    transfer.take_snapshot(package, DEMO_PASSWORD)
    assert held.workspace.registry is None
    disk.go_on.set()
    qtbot.waitUntil(lambda: bool(results), timeout=30000)
    opened(held, qtbot)
    [report] = results
    assert isinstance(report, snapshots.SnapshotReport)
    assert held.workspace.snapshot.snapshot_id == report.snapshot_id
    assert held.workspace.registry.meta["snapshot_id"] == report.snapshot_id
    assert not older.exists()
    kinds = events(held.workspace.store), events(held.workspace.store, "snapshot_imported")[len(before) :]
    [[rebuilt], [imported]] = kinds
    assert rebuilt["seq"] < imported["seq"]
    assert bar(held)[0] == "Bản sao CSDL: cập nhật hôm nay"


def test_what_a_killed_import_left_goes_with_the_next_sign_in(start, qtbot, home):
    left = home / "registry-7.db"
    left.write_bytes(b"x")
    application = start()
    sign_in(application, qtbot)
    assert not left.exists()
    assert bar(application)[0] == AGE

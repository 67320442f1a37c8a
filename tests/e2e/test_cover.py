"""From the lock until the next window a process without keys covers the place and takes every key."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.process import covering
from app.process.covering import COVER, COVER_FILE, CoveredPlace
from app.process.supervisor import LOCKED
from app.ui.kit import theme
from app.ui.shell.covering import CoverWindow
from tests.e2e.officer import sign_in
from tests.e2e.test_lock import until_ended
from tests.ui.driver import says

ROOT = Path(__file__).parents[2]
WHERE = CoveredPlace(20, 30, 640, 480, "dark")


def wait(condition):
    until = time.monotonic() + 60
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def test_a_lock_ends_only_when_the_place_is_covered_and_the_next_window_uncovers_it(
    start, qapp, qtbot, home, monkeypatch
):
    monkeypatch.setattr(covering, "_PATIENCE", 60.0)  # a busy machine starts a process slowly
    application = start(cover=True)
    sign_in(application, qtbot)
    place = application.window.geometry()
    assert until_ended(qapp, application.lock) == LOCKED
    assert application.workspace is None, "nothing is open while it waits"
    shown = covering.place(home)
    assert (shown.x, shown.y, shown.width, shown.height) == place.getRect()
    assert shown.shown
    again = start()
    qtbot.waitUntil(lambda: covering.place(home) is None)
    assert again.window.isActiveWindow()
    assert again.window.geometry() == place
    assert application.cover.wait(60) == 0


def test_the_covering_process_ends_when_the_next_window_is_there(tmp_path, themed):
    (tmp_path / COVER_FILE).unlink(missing_ok=True)
    covering._keep(tmp_path, WHERE)
    run = subprocess.Popen([sys.executable, "main.py", COVER, str(tmp_path)], cwd=ROOT)
    try:
        assert wait(lambda: (covering.place(tmp_path) or WHERE).shown)
        assert run.poll() is None
        covering.uncover(tmp_path)
        assert run.wait(60) == 0
    finally:
        run.kill()


def test_without_a_place_nothing_is_covered(tmp_path):
    run = subprocess.run([sys.executable, "main.py", COVER, str(tmp_path)], cwd=ROOT, timeout=60, check=False)
    assert run.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_cover_that_cannot_start_does_not_keep_the_keys(tmp_path):
    """The lock goes on without it after three seconds."""
    began = time.monotonic()
    covering.cover(tmp_path, WHERE, main=tmp_path / "missing.py").wait(60)
    assert time.monotonic() - began < 30
    assert not covering.place(tmp_path).shown


@pytest.mark.parametrize("content", ["[]", "{", '{"x": "1"}', '{"x": 1, "y": 2, "width": 3}'])
def test_a_file_that_somebody_changed_is_no_place(tmp_path, content):
    (tmp_path / COVER_FILE).write_text(content)
    assert covering.place(tmp_path) is None


@pytest.fixture
def cover(themed, tmp_path, qtbot):
    covering._keep(tmp_path, WHERE)
    made = CoverWindow(tmp_path, WHERE)
    qtbot.addWidget(made)
    made.begin()
    yield made
    covering.uncover(tmp_path)
    made._timer.stop()


def test_it_lies_where_the_window_was_and_says_that_the_screen_is_locked(cover, tmp_path, qtbot):
    assert cover.geometry().getRect() == (20, 30, 640, 480)
    assert says(cover, "Đang khóa")
    qtbot.waitUntil(lambda: covering.place(tmp_path).shown)


def test_it_takes_no_key_and_cannot_be_closed(cover):
    before = cover.grab().toImage()
    for key in (Qt.Key.Key_A, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F12, Qt.Key.Key_Tab):
        QTest.keyClick(cover, key)
    QTest.keyClick(cover, Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier)
    cover.close()
    assert cover.isVisible()
    assert cover.grab().toImage() == before
    assert all(w.focusPolicy() == Qt.FocusPolicy.NoFocus for w in cover.findChildren(QWidget))
    assert QApplication.focusWidget() is None
    assert theme.tokens().name == "light"


def test_it_ends_by_itself_when_no_window_comes(cover, qtbot):
    cover._left = 100
    qtbot.waitUntil(lambda: not cover.isVisible())

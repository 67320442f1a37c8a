"""An unexpected exception leaves its type and place, never its words."""

import sys

import pytest
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from app.ui.shell.bug_log import LOG_NAME, BugLog
from tests.conftest import Clock, numbered


@pytest.fixture
def seen(themed, qtbot):
    """The words of every dialog that comes up; each is closed."""
    words = []

    def close():
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QMessageBox) and box.isVisible():
                words.append(f"{box.text()} {box.informativeText()}")
                box.reject()

    timer = QTimer()
    timer.timeout.connect(close)
    timer.start(5)
    yield words
    timer.stop()


def test_type_and_place_are_kept_and_the_words_are_not(tmp_path, qtbot, seen):
    window = QWidget()
    qtbot.addWidget(window)
    bugs = BugLog(tmp_path, window, Clock(), numbered("bug"))
    try:
        raise ValueError("Nguyễn Thị Lan 001099000001")
    except ValueError:
        bugs.caught(*sys.exc_info())
    line = (tmp_path / LOG_NAME).read_text(encoding="utf-8")
    assert "ValueError test_bug_log.py:" in line
    assert "Lan" not in line + seen[0]
    assert "001099" not in line + seen[0]
    assert line.split()[1] in seen[0]


def test_after_the_window_has_gone_it_is_logged_and_shown_to_nobody(tmp_path, seen):
    window = QWidget()
    bugs = BugLog(tmp_path, window, Clock(), numbered("bug"))
    shiboken6.delete(window)
    try:
        raise ValueError
    except ValueError:
        bugs.caught(*sys.exc_info())
    assert "ValueError test_bug_log.py:" in (tmp_path / LOG_NAME).read_text(encoding="utf-8")
    assert seen == []

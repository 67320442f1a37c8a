"""A key held down or typed ahead is no answer."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from app.ui.kit.held_keys import HeldEnter, Hotkey, Seen
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column

Key, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier


def held(widget, key, text=""):
    """Hold a key: one press, then its repeats."""
    for again in (False, True, True):
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, NONE, text, again))


@pytest.fixture
def guard(qapp):
    made = HeldEnter()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_a_held_enter_is_pressed_once(guard, qtbot, key):
    line = QLineEdit()
    qtbot.addWidget(line)
    pressed = []
    line.returnPressed.connect(lambda: pressed.append(1))
    held(line, key, "\r")
    assert len(pressed) == 1


def test_other_keys_repeat(guard, qtbot):
    line = QLineEdit()
    qtbot.addWidget(line)
    held(line, Key.Key_A, "a")
    assert line.text() == "aaa"


def test_a_hotkey_does_what_it_does_once_while_it_is_held(qtbot):
    line = QLineEdit()
    qtbot.addWidget(line)
    heard = []
    hotkey = Hotkey("Ctrl+N", line, lambda: heard.append(1))
    hotkey.activated.emit()
    assert heard == [1]
    assert not hotkey.autoRepeat()


@pytest.mark.parametrize(("key", "signal"), [(Key.Key_Return, "opened"), (Key.Key_Space, "marked")])
def test_a_row_is_opened_and_marked_once(themed, qtbot, key, signal):
    table = Table((Column("Tên", Cell),), name="bảng", key=str)
    qtbot.addWidget(table)
    table.show_rows(["An", "Bình"])
    table.choose(0)
    heard = []
    getattr(table, signal).connect(heard.append)
    held(table, key, " ")
    assert heard == ["An"]


def test_what_was_just_shown_is_not_seen_yet(qtbot):
    seen = Seen(30)
    assert seen.long_enough
    seen.show("An")
    assert not seen.long_enough
    qtbot.waitUntil(lambda: seen.long_enough)
    seen.show("An")
    assert seen.long_enough
    seen.show("Bình")
    assert not seen.long_enough


def test_without_a_time_everything_is_seen():
    seen = Seen(0)
    seen.show("An")
    assert seen.long_enough

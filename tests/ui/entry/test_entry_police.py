"""While the police look at an entry: what is shown as a key works, and nothing types or decides."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.words.codes import Branch
from tests.ui.desk import decision

Key, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def key(which, modifiers=NONE):
    QTest.keyClick(QApplication.focusWidget(), which, modifiers)


@pytest.fixture
def strip(screen):
    """The strip opened over an entry whose child was decided about."""
    assert screen.persons.decide(Branch.MATCH)
    screen.show_strip()
    assert screen.strip.panel.password.hasFocus()
    return screen.strip


def caps(screen):
    shown = screen.keys()
    return [cap for cap, _words in shown]


def test_the_bar_shows_the_keys_of_the_strip_and_those_that_still_work(screen, strip):
    moves = ["Ctrl+O", "Alt+← →", "F6", "Shift+F6"]
    assert caps(screen) == ["Ctrl+Enter", "Ctrl+Backspace", "Esc", *moves, "Shift+F1", "F1"]
    key(Key.Key_Escape)
    assert strip.isHidden()
    assert {"F2", "F8", "F9"} <= set(caps(screen))


@pytest.mark.parametrize(
    ("which", "modifiers"),
    [(Key.Key_Z, CONTROL), (Key.Key_F8, NONE), (Key.Key_F9, NONE), (Key.Key_F10, NONE)],
    ids=["undo", "not_found", "next", "park"],
)
def test_no_key_types_or_decides_under_the_strip(work, screen, strip, which, modifiers):
    shown = screen.entry_id
    key(which, modifiers)
    key(which, modifiers)
    assert decision(work, screen).branch == Branch.MATCH
    assert (screen.entry_id, strip.isHidden(), screen.ask.isHidden()) == (shown, False, True)
    assert strip.panel.password.hasFocus()


def test_the_police_turn_to_the_other_persons_by_key(screen, strip):
    key(Key.Key_Right, ALT)
    assert screen.persons.section == "mother"
    assert strip.panel.password.hasFocus(), "what is typed on is the password"


def test_after_the_strip_every_key_works_again(work, screen, strip):
    key(Key.Key_Escape)
    key(Key.Key_F6)
    key(Key.Key_Z, CONTROL)
    assert decision(work, screen) is None

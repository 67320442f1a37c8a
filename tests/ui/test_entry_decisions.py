"""Whom a key decides about on the entry screen, where the focus goes then, and what is asked before."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.codes import Branch
from tests.ui.desk import CHILD_TYPED, decision, entry, field
from tests.ui.keys import type_text

Key, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PARENTS = {"father_name": "Tráng A Của", "mother_name": "Sùng Thị Lạ Kỳ"}


def key(which, modifiers=NONE):
    """Press a key where the focus is, as a keyboard does."""
    QTest.keyClick(QApplication.focusWidget(), which, modifiers)


def branches(work, screen):
    found = {s: decision(work, screen, s) for s in ("child", "mother", "father")}
    return {section: row.branch for section, row in found.items() if row is not None}


@pytest.fixture
def family(work, screen, qtbot):
    """A child that is found, and parents who are not."""
    screen.open_entry(entry(work, **CHILD_TYPED, **PARENTS))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    return screen


def shows(screen, section):
    return (screen.persons.section, screen.persons.candidates.section) == (section, section)


@pytest.mark.parametrize("way", ["F6", "Shift+F6", "tab", "click"])
def test_the_panel_shows_whose_field_the_focus_comes_back_to(family, way):
    field(family, "father_name")
    assert shows(family, "father")
    key(Key.Key_F6)
    family.persons.candidates._select("child")
    assert shows(family, "child")
    if way == "tab":
        family.persons.decision.setFocus()
        family.form.setFocus(Qt.FocusReason.TabFocusReason)
    elif way == "click":
        family.form.focus_field("father_birth_date", None)
    else:
        steps = 3 if way == "F6" else 1
        for _ in range(steps):
            key(Key.Key_F6, NONE if way == "F6" else SHIFT)
    assert family.form.isAncestorOf(QApplication.focusWidget())
    assert shows(family, "father")


def test_a_key_in_the_form_decides_about_the_person_at_the_caret(work, family):
    field(family, "father_name")
    family.persons.candidates._select("mother")  # a click on the tab takes no focus
    key(Key.Key_F8)
    assert branches(work, family) == {"father": Branch.NOT_FOUND}
    assert shows(family, "father")


def test_where_the_caret_is_in_nobodys_field_no_key_decides(work, family):
    field(family, "registration_no")
    key(Key.Key_F8)
    assert branches(work, family) == {}
    assert "ô này không thuộc về ai" in family.messages.words


def test_a_decision_from_the_form_leaves_the_caret_where_it_was(work, family):
    editor = field(family, "father_name")
    key(Key.Key_F8)
    assert branches(work, family) == {"father": Branch.NOT_FOUND}
    assert QApplication.focusWidget() is editor
    type_text(QApplication.focusWidget(), "m n")
    assert editor.text() == PARENTS["father_name"] + "m n"
    assert family.persons._in_hand.resolutions == {}


def test_a_decision_from_the_panel_goes_on_to_the_next_person(work, family):
    field(family, "father_name")
    key(Key.Key_F6, SHIFT)
    assert family.persons.decision.isAncestorOf(QApplication.focusWidget())
    key(Key.Key_Space)
    assert branches(work, family) == {"father": Branch.NOT_FOUND}
    assert family.persons.isAncestorOf(QApplication.focusWidget())
    assert shows(family, "child")
    assert family.form.current()[0] == "father_name", "the focus must not have passed through the form"


def test_the_decision_row_decides_about_the_person_shown_after_coming_back(work, family):
    field(family, "father_name")
    key(Key.Key_F8)
    key(Key.Key_PageUp)
    assert shows(family, "mother")
    key(Key.Key_F6)
    key(Key.Key_F6, SHIFT)
    assert shows(family, "mother")
    key(Key.Key_F8)
    assert branches(work, family) == dict.fromkeys(("father", "mother"), Branch.NOT_FOUND)

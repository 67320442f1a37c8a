"""The keys of the entry screen: what is shown is what works, and persons are turned to by key."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.words.codes import Branch, Resolution
from app.ui.entry import shortcuts
from app.ui.entry.panels import candidates, comparison, decision
from app.ui.form import book_form
from tests.ui.desk import CHILD_TYPED, entry, field
from tests.ui.desk import decision as decided_in
from tests.ui.driver import button, focused, messages_of, words

Key, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
PRESSED = {
    "F2": [(Key.Key_F2, NONE)],
    "F3": [(Key.Key_F3, NONE)],
    "F4": [(Key.Key_F4, NONE)],
    "Enter": [(Key.Key_Return, NONE), (Key.Key_Enter, NONE)],
    "Tab": [(Key.Key_Tab, NONE)],
    "Shift+Tab": [(Key.Key_Backtab, SHIFT)],
    "↑ ↓": [(Key.Key_Down, NONE), (Key.Key_Up, NONE)],
    "PgUp PgDn": [(Key.Key_PageDown, NONE), (Key.Key_PageUp, NONE)],
    "Ctrl+Enter": [(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)],
    "Ctrl+T": [(Key.Key_T, Qt.KeyboardModifier.ControlModifier)],
    "1 … 9": [(Key.Key_1, NONE), (Key.Key_9, NONE)],
    "Space": [(Key.Key_Space, NONE)],
    "← →": [(Key.Key_Right, NONE), (Key.Key_Left, NONE)],
    "M": [(Key.Key_M, NONE)],
    "N": [(Key.Key_N, NONE)],
}
OF_SOME_FIELDS = {"Alt+↓", "→", "Shift+Enter"}  # of lists, suggestions, notes: tests/ui/form/test_editors.py


def key(which, modifiers=NONE):
    QTest.keyClick(QApplication.focusWidget(), which, modifiers)


@pytest.fixture
def family(work, screen, qtbot):
    """A child who is found and differs from the book, a father who is found, a mother who is not."""
    parents = {"father_name": "Phạm Văn Lực", "father_birth_date": "3/2/1972", "mother_name": "Sùng Thị Lạ"}
    screen.open_entry(entry(work, **CHILD_TYPED | parents | {"child_ethnicity": "Dao"}))
    field(screen, "child_name")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    return screen


@pytest.mark.parametrize(
    ("area", "cap"),
    [
        (area, cap)
        for area, keys in (
            ("form", book_form.KEYS),
            ("candidates", candidates.KEYS),
            ("comparison", comparison.KEYS),
            ("decision", decision.KEYS),
        )
        for cap, _words in keys
        if cap not in OF_SOME_FIELDS
    ],
)
def test_each_key_shown_for_an_area_is_taken_there(family, area, cap):
    if area == "form":
        field(family, "child_sex")
    else:
        getattr(family.persons, area).setFocus()
    for which, modifiers in PRESSED[cap]:
        event = QKeyEvent(QEvent.Type.KeyPress, which, modifiers, " " if which == Key.Key_Space else "")
        QApplication.sendEvent(QApplication.focusWidget(), event)
        assert event.isAccepted()


def test_the_bar_shows_help_and_no_key_twice(screen):
    shown = screen.keys()
    caps = [cap for cap, _words in shown]
    assert {"F1", "F8", "F12", "Alt+← →"} <= set(caps)
    assert len(caps) == len(set(caps))
    assert all(words for _cap, words in shown)


def test_a_shortcut_without_a_slot_is_an_error(screen):
    with pytest.raises(KeyError):
        shortcuts.make(screen, {})


def test_alt_and_an_arrow_goes_to_the_next_person_with_the_caret(family):
    field(family, "registration_no")
    for wanted in ("child_name", "mother_name", "father_name", "father_name"):
        key(Key.Key_Right, ALT)
        assert family.form.current()[0] == wanted
    assert family.persons.section == "father"
    key(Key.Key_Left, ALT)
    assert (family.form.current()[0], family.persons.section) == ("mother_name", "mother")
    field(family, "registration_no")
    key(Key.Key_Left, ALT)
    assert family.form.current()[0] == "registration_no"


def test_alt_and_an_arrow_turns_the_panel_and_leaves_the_list_in_focus(family):
    family.persons.candidates.setFocus()
    for wanted in ("mother", "father", "father"):
        key(Key.Key_Right, ALT)
        assert (family.persons.section, family.persons.candidates.section) == (wanted, wanted)
        assert family.persons.candidates.hasFocus()


def test_the_focus_goes_where_the_person_turned_to_goes_on(family):
    """A button that had the focus would decide something else about the next person."""
    persons = family.persons
    persons.select("father")
    assert persons.likely == Branch.MATCH
    persons.decision.setFocus()
    assert focused() is button(family, "Thống nhất")
    key(Key.Key_Left, ALT)
    assert (persons.section, persons.likely) == ("mother", Branch.NOT_FOUND)
    assert focused() is button(family, "Không tìm thấy")
    key(Key.Key_Left, ALT)
    assert persons.section == "child"
    assert persons.model.open_lines()[0] == "ethnicity"
    assert focused() is button(family, "Có sai lệch"), "among the lines letters are commands"
    assert persons.comparison.table.current().line.field == "ethnicity"


def test_the_key_between_persons_is_shown_where_there_are_several(family):
    assert "Alt+← →" in words(family.persons.candidates)
    family.persons.candidates.set_persons([("deceased", "Người chết")])
    assert "Alt+← →" not in words(family.persons.candidates)


def test_shift_f8_decides_that_the_person_differs(work, family):
    """From the form too, about the person of the caret."""
    family.persons.select("child")
    family.persons.candidates._choose(0)
    for column in family.persons.model.open_lines():
        family.persons.model.resolve(column, Resolution.FIX_POPULATION)
    field(family, "child_name")
    key(Key.Key_F8, SHIFT)
    assert Branch(decided_in(work, family).branch).is_mismatch


def test_shift_f8_says_what_is_still_open(work, family):
    family.persons.select("child")
    family.persons.candidates._choose(0)
    field(family, "child_name")
    key(Key.Key_F8, SHIFT)
    assert decided_in(work, family) is None
    assert "Chưa chọn cách xử lý" in messages_of(family)


def test_after_a_digit_chose_a_candidate_enter_goes_on(family):
    family.persons.select("father")
    family.persons.candidates.setFocus()
    key(Key.Key_1)
    assert family.persons.model.person("father") is not None
    key(Key.Key_Return)
    assert family.persons.decision.isAncestorOf(focused()), "the lines agree: the decision is next"

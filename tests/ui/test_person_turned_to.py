"""Turning to another person of the entry: no key goes on about the one before, none chooses unseen."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.words.codes import Branch
from tests.ui.desk import CHILD_TYPED, decision, entry, field, rows
from tests.ui.keys import press, type_text

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
PARENTS = {
    "mother_name": "Sùng Thị Lạ",
    "mother_birth_date": "1/1/1975",
    "father_name": "Phạm Văn Lực",
    "child_ethnicity": "Dao",
}


@pytest.fixture
def family(work, screen, qtbot):
    """A child who differs from the book, a mother who is not found, a father who has namesakes."""
    screen.open_entry(entry(work, **CHILD_TYPED | PARENTS))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    return screen


def click(screen, section):
    QTest.mouseClick(screen.persons.candidates._tabs[section], LEFT)


def pressed(which, text=""):
    press(QApplication.focusWidget(), which, text=text)


def decided(work, screen):
    return {s for s in ("child", "mother", "father") if decision(work, screen, s) is not None}


@pytest.mark.parametrize("which", [Key.Key_Return, Key.Key_Space], ids=["enter", "space"])
def test_a_click_on_a_tab_takes_the_focus_off_the_button(work, family, which):
    persons = family.persons
    click(family, "mother")
    persons.decision.setFocus()
    assert persons.decision._buttons[Branch.NOT_FOUND].hasFocus()
    click(family, "father")
    assert persons.section == "father"
    assert persons.candidates.hasFocus()
    pressed(which)
    assert decided(work, family) == set()
    assert not any(row.chosen for row in rows(family)), "nobody looked at, nobody chosen"


def test_a_click_on_a_tab_takes_the_focus_off_the_lines(family):
    persons = family.persons
    click(family, "child")
    persons.focus_lines()
    assert persons.comparison.table.hasFocus()
    click(family, "mother")
    assert persons.candidates.hasFocus()
    click(family, "child")
    before = persons.model.open_lines()
    assert before
    pressed(Key.Key_M, "m")
    assert persons.model.open_lines() == before


def test_a_note_stays_with_the_person_it_was_begun_for(family):
    persons = family.persons
    click(family, "child")
    persons.focus_lines()
    pressed(Key.Key_N, "n")
    type_text(QApplication.focusWidget(), "xem giay to")
    click(family, "father")
    assert persons.comparison._note_bar.isHidden()
    assert persons.model.choices.notes == {"child": {"ethnicity": "xem giay to"}}


def test_where_nobody_is_chosen_nothing_agrees_or_differs(family):
    persons, buttons = family.persons, family.persons.decision._buttons
    click(family, "child")
    assert all(button.isEnabled() for button in buttons.values())
    click(family, "mother")
    assert [b for b, button in buttons.items() if not button.isEnabled()] == [
        Branch.MATCH,
        Branch.MISMATCH_BASIC,
    ]
    persons.decision.setFocus()
    pressed(Key.Key_Left)
    assert buttons[Branch.NOT_FOUND].hasFocus(), "the arrows pass over what is closed"


def test_the_arrows_stay_in_the_row_of_decisions(family):
    buttons = family.persons.decision._buttons
    click(family, "child")
    buttons[Branch.NOT_FOUND].setFocus()
    for which, wanted in ((Key.Key_Right, Branch.MATCH), (Key.Key_Left, Branch.NOT_FOUND)):
        pressed(which)
        assert buttons[wanted].hasFocus()


def test_a_button_that_closes_hands_the_focus_to_no_other(work, family, qtbot):
    """Type another name while "differs" has the focus: Qt would go on to "not found"."""
    persons = family.persons
    click(family, "child")
    persons.decision._buttons[Branch.MISMATCH_BASIC].setFocus()
    persons.typed({**persons.model.values, "child_name": persons.model.values["mother_name"]})
    qtbot.waitUntil(lambda: not persons.searching)
    assert not persons.decision._buttons[Branch.MISMATCH_BASIC].isEnabled()
    assert persons.candidates.hasFocus()
    pressed(Key.Key_Return)
    assert decided(work, family) == set()


def test_a_line_looked_at_is_not_looked_at_for_the_next_person(family):
    persons = family.persons
    click(family, "father")
    persons.candidates.setFocus()
    pressed(Key.Key_Down)
    assert persons.candidates.table.current() is not None
    pressed(Key.Key_Left)
    pressed(Key.Key_Right)
    assert persons.section == "father"
    assert persons.candidates.table.current() is None
    pressed(Key.Key_Return)
    assert not any(row.chosen for row in rows(family))


def test_a_tab_tells_whether_its_person_is_decided_about(work, family):
    persons = family.persons
    tabs = persons.candidates._tabs
    click(family, "mother")
    persons.decision.setFocus()
    pressed(Key.Key_Return)
    assert decided(work, family) == {"mother"}
    assert [s for s, tab in tabs.items() if tab._done.isVisible()] == ["mother"]
    assert "đã kết luận" in tabs["mother"].accessibleName()
    assert persons.undo()
    assert not any(tab._done.isVisible() for tab in tabs.values())


def test_a_key_held_down_decides_about_one_person(work, screen, qtbot):
    screen.open_entry(entry(work, **CHILD_TYPED, mother_name="Sùng Thị Lạ", mother_birth_date="1/1/1975"))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    click(screen, "child")
    screen.persons.decision.setFocus()
    for again in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", again)
        QApplication.sendEvent(QApplication.focusWidget(), event)
    assert decided(work, screen) == {"child"}
    assert screen.persons.decision._buttons[Branch.NOT_FOUND].hasFocus()
    pressed(Key.Key_Return)
    assert decided(work, screen) == {"child", "mother"}


def test_whom_was_decided_on_stays_shown(work, family):
    persons = family.persons
    click(family, "father")
    pressed(Key.Key_1, "1")
    persons.decision.setFocus()
    pressed(Key.Key_Return)
    assert decided(work, family) == {"father"}
    click(family, "father")
    before, lines = persons.model.choices.person("father"), persons.model.lines("child")
    said = len(family.refusals)
    pressed(Key.Key_1, "1")
    assert len(family.refusals) == said, "the same person again asks nothing"
    pressed(Key.Key_2, "2")
    assert family.refusals[-1] == "Đã kết luận “Thống nhất”. Bấm Ctrl+Z bỏ kết luận rồi chọn người."
    assert (persons.model.choices.person("father"), persons.model.lines("child")) == (before, lines)


def test_enter_takes_no_decision_back_after_turning_to_its_person(work, family):
    persons = family.persons
    click(family, "mother")
    persons.decision.setFocus()
    pressed(Key.Key_Return)
    persons.focus_lines()
    persons.select("father")
    persons.step_person(-1)
    assert persons.section == "mother"
    pressed(Key.Key_Return)
    assert decided(work, family) == {"mother"}


def test_the_keys_of_the_lines_are_shown_while_they_work(family):
    persons = family.persons
    click(family, "child")
    row = persons.decision
    assert (row._hints.isVisible(), row._summary.isVisible()) == (False, True)
    persons.focus_lines()
    assert (row._hints.isVisible(), row._summary.isVisible()) == (True, False)
    row.setFocus()
    assert (row._hints.isVisible(), row._summary.isVisible()) == (False, True)


def test_a_field_that_was_left_shows_its_beginning_and_keeps_the_caret(family):
    long = "Trạm y tế xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa, Việt Nam"
    editor = field(family, "child_birth_place")
    type_text(editor, long)
    editor.setCursorPosition(len(long) - 8)
    field(family, "child_name")
    assert editor.cursorPosition() == 0
    editor.setFocus(Qt.FocusReason.OtherFocusReason)
    assert editor.cursorPosition() == len(long) - 8


def test_how_many_fields_were_wanting_is_not_said_after_the_next_was_filled(family):
    assert family.complete()
    assert "ô bắt buộc" in family.messages.words
    type_text(field(family, "registration_no"), "1")
    assert "ô bắt buộc" in family.messages.words, "while it is typed nothing moves"
    field(family, "child_name")
    assert family.messages.words == ""


def test_a_changed_value_ends_what_was_said_of_complete_decisions(work, screen, qtbot):
    required = {"registration_no": "1", "registration_date": "1/11/1999", "child_nationality": "Việt Nam"}
    kinds = {"registration_kind": "Đăng ký đúng hạn", "child_birth_kind": "Chưa xác định được cả cha lẫn mẹ"}
    kinds |= {"book_no": "01/1998", "book_opened_year": "1998", "registration_place": "xã Cẩm Lương"}
    screen.open_entry(entry(work, **CHILD_TYPED | required | kinds))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert screen.complete() == []
    assert screen.persons.decide(Branch.MATCH)
    assert "Đã kết luận đủ" in screen.messages.words
    type_text(field(screen, "child_name"), "n")
    field(screen, "child_sex")
    assert decided(work, screen) == set()
    assert screen.messages.words == ""

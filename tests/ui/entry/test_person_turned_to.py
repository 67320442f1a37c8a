"""Turning to another person of the entry: no key goes on about the one before, none chooses unseen."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.models.words.codes import Branch
from tests.ui.desk import CHILD_TYPED, decision, entry, field, rows
from tests.ui.driver import button, focused, icons_of, says, tab, tabs, turn_to
from tests.ui.keys import press, type_text

Key = Qt.Key
NOT_FOUND, MATCH, DIFFERS = "Không tìm thấy", "Thống nhất", "Có sai lệch"
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


def closed(screen, name):
    """Tell whether a button of the decisions cannot be pressed."""
    return not button(screen, name).isEnabled()


def ticked(screen):
    """Return whose tabs have the tick of what is decided."""
    return [one.key for one in tabs(screen) if "check-circle" in icons_of(one)]


def pressed(which, text=""):
    press(focused(), which, text=text)


def decided(work, screen):
    return {s for s in ("child", "mother", "father") if decision(work, screen, s) is not None}


@pytest.mark.parametrize("which", [Key.Key_Return, Key.Key_Space], ids=["enter", "space"])
def test_a_click_on_a_tab_takes_the_focus_off_the_button(work, family, which):
    persons = family.persons
    turn_to(family, "Mẹ")
    persons.decision.setFocus()
    assert focused() is button(family, NOT_FOUND)
    turn_to(family, "Cha")
    assert persons.section == "father"
    assert persons.candidates.hasFocus()
    pressed(which)
    assert decided(work, family) == set()
    assert not any(row.chosen for row in rows(family)), "nobody looked at, nobody chosen"


def test_a_click_on_a_tab_takes_the_focus_off_the_lines(family):
    persons = family.persons
    turn_to(family, "Con")
    persons.focus_lines()
    assert persons.comparison.table.hasFocus()
    turn_to(family, "Mẹ")
    assert persons.candidates.hasFocus()
    turn_to(family, "Con")
    before = persons.model.open_lines()
    assert before
    pressed(Key.Key_M, "m")
    assert persons.model.open_lines() == before


def test_a_note_stays_with_the_person_it_was_begun_for(family):
    persons = family.persons
    turn_to(family, "Con")
    persons.focus_lines()
    pressed(Key.Key_N, "n")
    type_text(focused(), "xem giay to")
    turn_to(family, "Cha")
    assert not says(persons.comparison, "Ghi chú")
    assert persons.model.choices.notes == {"child": {"ethnicity": "xem giay to"}}


def test_where_nobody_is_chosen_nothing_agrees_or_differs(family):
    persons = family.persons
    turn_to(family, "Con")
    assert [closed(family, name) for name in (MATCH, DIFFERS, NOT_FOUND)] == [False, False, False]
    turn_to(family, "Mẹ")
    assert [closed(family, name) for name in (MATCH, DIFFERS, NOT_FOUND)] == [True, True, False]
    persons.decision.setFocus()
    pressed(Key.Key_Left)
    assert focused() is button(family, NOT_FOUND), "the arrows pass over what is closed"


def test_the_arrows_stay_in_the_row_of_decisions(family):
    turn_to(family, "Con")
    button(family, NOT_FOUND).setFocus()
    for which, wanted in ((Key.Key_Right, MATCH), (Key.Key_Left, NOT_FOUND)):
        pressed(which)
        assert focused() is button(family, wanted)


def test_a_button_that_closes_hands_the_focus_to_no_other(work, family, qtbot):
    """Type another name while "differs" has the focus: Qt would go on to "not found"."""
    persons = family.persons
    turn_to(family, "Con")
    button(family, DIFFERS).setFocus()
    persons.typed({**persons.model.values, "child_name": persons.model.values["mother_name"]})
    qtbot.waitUntil(lambda: not persons.searching)
    assert closed(family, DIFFERS)
    assert persons.candidates.hasFocus()
    pressed(Key.Key_Return)
    assert decided(work, family) == set()


def test_a_line_looked_at_is_not_looked_at_for_the_next_person(family):
    persons = family.persons
    turn_to(family, "Cha")
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
    turn_to(family, "Mẹ")
    persons.decision.setFocus()
    pressed(Key.Key_Return)
    assert decided(work, family) == {"mother"}
    assert ticked(family) == ["mother"]
    assert "đã kết luận" in tab(family, "Mẹ").accessibleName()
    assert persons.undo()
    assert ticked(family) == []


def test_a_key_held_down_decides_about_one_person(work, screen, qtbot):
    strangers = {"child_name": "Sùng A Sử", "child_birth_date": "2/3/1990", "mother_name": "Sùng Thị Lạ"}
    screen.open_entry(entry(work, **CHILD_TYPED | strangers, mother_birth_date="1/1/1975"))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    turn_to(screen, "Con")
    screen.persons.decision.setFocus()
    for again in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", again)
        QApplication.sendEvent(focused(), event)
    assert decided(work, screen) == {"child"}
    assert focused() is button(screen, NOT_FOUND)
    pressed(Key.Key_Return)
    assert decided(work, screen) == {"child", "mother"}


def test_whom_was_decided_on_stays_shown(work, family):
    persons = family.persons
    turn_to(family, "Cha")
    pressed(Key.Key_1, "1")
    persons.decision.setFocus()
    pressed(Key.Key_Return)
    assert decided(work, family) == {"father"}
    turn_to(family, "Cha")
    before, lines = persons.model.choices.person("father"), persons.model.lines("child")
    said = len(family.refusals)
    pressed(Key.Key_1, "1")
    assert len(family.refusals) == said, "the same person again asks nothing"
    pressed(Key.Key_2, "2")
    assert family.refusals[-1] == "Đã kết luận “Thống nhất”. Bấm Ctrl+Z bỏ kết luận rồi chọn người."
    assert (persons.model.choices.person("father"), persons.model.lines("child")) == (before, lines)


def test_enter_takes_no_decision_back_after_turning_to_its_person(work, family):
    persons = family.persons
    turn_to(family, "Mẹ")
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
    turn_to(family, "Con")
    row = persons.decision
    assert (says(row, "cách xử lý"), says(row, "khác")) == (False, True)
    persons.focus_lines()
    assert (says(row, "cách xử lý"), says(row, "khác")) == (True, False)
    row.setFocus()
    assert (says(row, "cách xử lý"), says(row, "khác")) == (False, True)


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
    screen.take_back()
    type_text(field(screen, "child_name"), "n")
    field(screen, "child_sex")
    assert decided(work, screen) == set()
    assert screen.messages.words == ""

"""Turning to another person of the entry: no key goes on about the one before, none chooses unseen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.codes import Branch
from tests.ui.desk import CHILD_TYPED, decision, entry, rows
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
    before = persons.open_lines()
    assert before
    pressed(Key.Key_M, "m")
    assert persons.open_lines() == before


def test_a_note_stays_with_the_person_it_was_begun_for(family):
    persons = family.persons
    click(family, "child")
    persons.focus_lines()
    pressed(Key.Key_N, "n")
    type_text(QApplication.focusWidget(), "xem giay to")
    click(family, "father")
    assert persons.comparison._note_bar.isHidden()
    assert persons._in_hand.notes == {"child": {"ethnicity": "xem giay to"}}


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
    persons.typed({**persons._values, "child_name": persons._values["mother_name"]})
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

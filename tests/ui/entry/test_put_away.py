"""An entry is put away and taken back by keys; a closed one says how it can be changed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.words.states import EntryState
from app.services.entry import changing, entries
from tests.conftest import TYPIST
from tests.ui.desk import entry, field
from tests.ui.driver import chips, messages_of, sees
from tests.ui.keys import press, type_text

CONTROL = Qt.KeyboardModifier.ControlModifier
CLOSED = tuple(state for state in EntryState if changing.way(state))


def state_of(work, entry_id):
    with work.store.read() as session:
        return entries.get(session, entry_id).state


def put_away(screen, reason=""):
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_D, CONTROL)
    if reason:
        type_text(screen.focusWidget(), reason)
        press(screen.focusWidget(), Qt.Key.Key_Return)


def opened_as(work, screen, state):
    """Give the entry shown a state, past the program, and open it again."""
    entry_id = screen.entry_id
    with work.store.write() as session:
        connection = session.connection()
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS entry_needs_approval")
        connection.exec_driver_sql("UPDATE entry SET state = ? WHERE id = ?", (state.value, entry_id))
    screen.open_entry(entry_id)


def test_an_entry_with_words_is_put_away_for_a_reason(screen, work):
    put_away(screen, "nhập nhầm quyển")
    assert state_of(work, screen.entry_id) == EntryState.DISCARDED
    assert "Đã bỏ: nhập nhầm quyển" in chips(screen)
    assert screen.form.frozen
    assert "Ctrl+R" in messages_of(screen)


def test_enter_without_a_reason_puts_nothing_away_and_escape_leaves(screen, work):
    put_away(screen)
    for _ in range(3):
        press(screen.focusWidget(), Qt.Key.Key_Return)
    assert state_of(work, screen.entry_id) == EntryState.DRAFT
    press(screen.focusWidget(), Qt.Key.Key_Escape)
    assert not sees(screen, "Bỏ trường hợp này vì sao?")
    assert state_of(work, screen.entry_id) == EntryState.DRAFT


def test_an_empty_entry_is_put_away_at_once(screen, work):
    made = entry(work)
    screen.open_entry(made)
    put_away(screen)
    assert state_of(work, made) == EntryState.DISCARDED


def test_ctrl_r_takes_it_back_to_be_typed_on(screen, work):
    put_away(screen, "nhập nhầm quyển")
    assert sees(screen, "Lấy lại")
    QTest.keyClick(screen.focusWidget() or screen, Qt.Key.Key_R, CONTROL)
    assert state_of(work, screen.entry_id) == EntryState.DRAFT
    assert not screen.form.frozen
    assert not sees(screen, "Lấy lại")
    type_text(field(screen, "child_home_origin"), "Cẩm Lương")
    screen.save_current()
    with work.store.read() as session:
        assert entries.get(session, screen.entry_id).values["child_home_origin"].text == "Cẩm Lương"


@pytest.mark.parametrize("state", CLOSED)
def test_what_is_closed_says_how_it_is_changed_when_it_is_opened_and_when_it_is_tried(screen, work, state):
    opened_as(work, screen, state)
    assert messages_of(screen) == changing.way(state)
    assert screen.form.frozen
    for key, modifier in ((Qt.Key.Key_D, CONTROL), (Qt.Key.Key_F10, Qt.KeyboardModifier.NoModifier)):
        screen.messages.clear()
        QTest.keyClick(screen.focusWidget() or screen, key, modifier)
        assert messages_of(screen) == changing.way(state)
    assert state_of(work, screen.entry_id) == state


@pytest.mark.parametrize("state", [state for state in EntryState if state not in CLOSED])
def test_what_is_open_says_nothing_of_the_kind(screen, work, state):
    opened_as(work, screen, state)
    assert not any(words in messages_of(screen) for words in changing.WAYS.values())
    assert not screen.form.frozen


def test_who_may_not_type_puts_nothing_away(screen, work, qtbot):
    from dataclasses import replace

    work.account = replace(TYPIST, roles=frozenset())
    put_away(screen)
    assert not sees(screen, "Bỏ trường hợp này vì sao?")
    assert state_of(work, screen.entry_id) == EntryState.DRAFT


@pytest.mark.parametrize("asked", [(Qt.Key.Key_D, CONTROL), (Qt.Key.Key_F10, Qt.KeyboardModifier.NoModifier)])
def test_a_question_about_one_entry_is_closed_when_another_is_opened(screen, work, asked):
    first, second = screen.entry_id, entry(work, child_name="Lê Văn Ba")
    QTest.keyClick(screen.focusWidget(), *asked)
    line = screen.focusWidget()
    screen.open_entry(second)
    assert not line.isVisible()
    type_text(line, "nhập nhầm quyển")
    press(line, Qt.Key.Key_Return)
    assert [state_of(work, one) for one in (first, second)] == [EntryState.DRAFT] * 2


def test_a_question_is_closed_too_when_the_next_entry_is_begun(screen, work):
    put_away(screen)
    line = screen.focusWidget()
    screen.new_entry(1)
    assert not line.isVisible()

"""An entry that was only opened leaves nothing behind; its first words store it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.words.states import EntryState
from app.services.entry import entries
from tests.ui.desk import entry, field
from tests.ui.driver import messages_of
from tests.ui.keys import press, type_text

CONTROL = Qt.KeyboardModifier.ControlModifier


def stored(work):
    with work.store.read() as session:
        return entries.of_volume(session, 1)


@pytest.fixture
def begun(screen, work):
    """The screen with the next entry of the volume begun, after the one of the fixture."""
    screen.before = stored(work)
    screen.new_entry(1)
    return screen


def test_a_volume_that_was_only_opened_has_no_draft_more(begun, work):
    assert begun.entry_id not in {row.id for row in begun.before}
    begun.save_current()
    begun.leave()
    begun.refresh()
    assert stored(work) == begun.before


def test_passing_carried_fields_by_enter_stores_nothing(begun, work):
    begun.form.focus_field("registration_no", None)
    for _ in range(4):
        press(begun.focusWidget(), Qt.Key.Key_Return)
    assert stored(work) == begun.before


def test_the_first_words_store_it_once_with_what_was_carried(begun, work, qtbot):
    told = []
    begun.changed.connect(lambda: told.append(len(stored(work))))
    for key, words in (("child_name", "Lê Thị Thuỷ"), ("child_sex", "Nữ")):
        type_text(field(begun, key), words)
        begun.save_current()
    (row,) = stored(work)[len(begun.before) :]
    assert (row.id, row.main_name, row.state) == (begun.entry_id, "Lê Thị Thuỷ", EntryState.DRAFT)
    with work.store.read() as session:
        values = entries.get(session, row.id).values
    assert values["child_sex"].text == "Nữ"
    assert told == [len(begun.before) + 1]


def test_a_mark_alone_stores_it_too(begun, work):
    press(field(begun, "child_name"), Qt.Key.Key_F3)
    begun.save_current()
    assert len(stored(work)) == len(begun.before) + 1


def test_words_that_the_store_refuses_store_nothing_and_stay_in_the_field(begun, work):
    line = field(begun, "child_name")
    line.setText("Lê\x01Thuỷ")
    begun.save_current()
    assert stored(work) == begun.before
    assert messages_of(begun)
    line = field(begun, "child_name")
    line.setText("Lê Thuỷ")
    begun.save_current()
    assert len(stored(work)) == len(begun.before) + 1


@pytest.mark.parametrize(
    ("key", "modifier", "words"),
    [
        (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier, "chưa có chữ nào"),
        (Qt.Key.Key_S, CONTROL, "chưa có chữ nào"),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier, "chưa có gì để duyệt"),
        (Qt.Key.Key_D, CONTROL, "không cần bỏ"),
    ],
)
def test_keys_that_need_an_entry_say_that_nothing_was_typed(begun, work, key, modifier, words):
    if key == Qt.Key.Key_F12:
        begun.call_police()  # the key is the window's
    else:
        QTest.keyClick(begun.focusWidget(), key, modifier)
    assert words in messages_of(begun)
    assert stored(work) == begun.before
    assert begun.strip.isHidden()


def test_putting_it_aside_is_refused_without_words(begun, work):
    QTest.keyClick(begun.focusWidget(), Qt.Key.Key_F10)
    type_text(begun.focusWidget(), "chờ")
    press(begun.focusWidget(), Qt.Key.Key_Return)
    assert "chưa có chữ nào" in messages_of(begun)
    assert stored(work) == begun.before


def test_the_place_before_a_lock_is_its_volume_until_it_is_stored(begun, work):
    place = begun.place()
    assert (place.entry_id, place.volume_id) == ("", 1)
    type_text(field(begun, "child_name"), "Lê Thị")
    place = begun.place()
    assert (place.entry_id, place.unkept["child_name"].text) == ("", "Lê Thị")
    begun.save_current()
    place = begun.place()
    assert place.entry_id == begun.entry_id


def test_coming_back_after_a_lock_puts_the_words_into_a_new_entry_of_the_volume(begun, work, qtbot):
    type_text(field(begun, "child_name"), "Lê Thị")
    place = begun.place()
    from app.ui.entry.screen import EntryScreen

    again = EntryScreen(work)
    qtbot.addWidget(again)
    again.show()
    again.new_entry(1, place)
    assert again.form.values()["child_name"].text == "Lê Thị"
    again.save_current()
    assert [row.main_name for row in stored(work)[len(begun.before) :]] == ["Lê Thị"]


def test_going_to_another_number_works_from_an_entry_that_is_not_stored(begun, work):
    with work.store.write() as session:
        from app.models.words.values import Value
        from tests.conftest import AT, JUSTICE

        entries.save(session, begun.before[0].id, "registration_no", Value.of("45"), by=JUSTICE, at=AT)
    from tests.ui.desk import go_to

    go_to(begun, "45")
    assert begun.entry_id == begun.before[0].id
    assert len(stored(work)) == len(begun.before)


def test_from_the_other_entry_ctrl_o_leads_back_to_one_that_is_not_stored(screen, work):
    other = entry(work, registration_no="46")
    entry(work, registration_no="45")
    screen.new_entry(1)
    assert screen.form.values()["registration_no"].text == "46"
    field(screen, "registration_no")
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_O, CONTROL)
    assert screen.entry_id == other
    QTest.keyClick(screen.focusWidget() or screen, Qt.Key.Key_O, CONTROL)
    assert screen.form.values()["registration_no"].text == "46"
    assert (screen.place().entry_id, screen.form.current()[0]) == ("", "registration_no")

"""After the last decision: where the focus is, what a key does there, and what changes a concluded entry."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.words.codes import Branch
from app.models.words.states import EntryState
from app.models.words.values import Mark, Value
from app.services.entry import entries
from tests.conftest import AT, JUSTICE
from tests.ui.desk import CHILD_TYPED, decision, entry, field
from tests.ui.driver import button, buttons_of, focused, name_of
from tests.ui.entry.test_entry_decisions import key
from tests.ui.keys import press, type_text

Key, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NEXT = "Trường hợp tiếp"


def whole(work, **typed):
    """Make an entry whose every required field has words or a mark."""
    made = entry(work, **CHILD_TYPED, registration_no="12", **typed)
    with work.store.write() as session:
        view = entries.get(session, made)
        for one in view.book.all_fields():
            if one.required and one.key not in view.values:
                entries.save(session, made, one.key, Value("", Mark.BLANK_IN_BOOK), by=JUSTICE, at=AT)
    return made


def state(work, entry_id):
    with work.store.read() as session:
        return entries.get(session, entry_id).state


def value(work, screen, name):
    with work.store.read() as session:
        return entries.get(session, screen.entry_id).values.get(name, Value())


@pytest.fixture
def birth(work, screen, qtbot):
    """A whole birth with a child who is found, in mid-form."""
    screen.open_entry(whole(work))
    field(screen, "child_ethnicity")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    return screen


@pytest.fixture
def concluded(work, birth, qtbot):
    """The same, finished and decided by keys, from mid-form."""
    key(Key.Key_F9)
    key(Key.Key_Return)
    assert state(work, birth.entry_id) == EntryState.CHECKED
    return birth


def send(kind, which, text="", again=False):
    QApplication.sendEvent(focused(), QKeyEvent(kind, which, NONE, text, again))


def on_next():
    return name_of(focused()) == NEXT


# -- the focus --------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["enter", "space", "mouse", "F8"])
def test_after_the_last_decision_the_focus_is_at_one_place(work, birth, way):
    key(Key.Key_F9)
    if way == "mouse":
        QTest.mouseClick(button(birth.persons.decision, "Thống nhất"), Qt.MouseButton.LeftButton)
    elif way == "F8":
        key(Key.Key_F8)
        key(Key.Key_F8)
    else:
        key(Key.Key_Return if way == "enter" else Key.Key_Space)
    assert decision(work, birth) is not None
    assert on_next()


def test_a_decision_from_the_form_goes_there_too_once_the_entry_is_concluded(work, birth):
    birth.complete()
    field(birth, "child_ethnicity")
    key(Key.Key_F8)
    key(Key.Key_F8)
    assert state(work, birth.entry_id) == EntryState.CHECKED
    assert on_next()


def test_while_somebody_is_undecided_there_is_no_next(work, screen, qtbot):
    screen.open_entry(whole(work, mother_name="Bùi Thị Thuỷ", mother_birth_date="15/8/1975"))
    field(screen, "child_name")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    key(Key.Key_F9)
    key(Key.Key_Return)
    assert decision(work, screen) is not None
    assert NEXT not in buttons_of(screen.persons)
    assert not on_next()
    key(Key.Key_Return)
    assert on_next()
    key(Key.Key_Z, CONTROL)
    assert NEXT not in buttons_of(screen.persons)


def test_letters_after_f9_in_mid_form_go_nowhere(work, birth):
    """What harmed: the ethnic group became "1", a note was written, "như nhau" was set."""
    before = dict(birth.form.values())
    type_text(focused(), "1")
    press(focused(), Key.Key_Backspace)
    key(Key.Key_F9)
    for letter in "1mn 2nm":
        type_text(focused(), letter.strip() or "x")
    key(Key.Key_Return)
    assert on_next()
    first = birth.entry_id
    for letter in "1mnxm2":
        type_text(focused(), letter)
    assert on_next()
    assert birth.entry_id == first
    assert birth.form.values() == before
    assert birth.persons.model.choices.resolutions == {}
    assert birth.persons.model.choices.notes.get("child", {}) == {}
    assert state(work, first) == EntryState.CHECKED


# -- the key on "next entry" ------------------------------------------------------------------------


@pytest.mark.parametrize("which", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_a_key_goes_on_when_it_is_released(concluded, which):
    first = concluded.entry_id
    send(QEvent.Type.KeyPress, which)
    assert concluded.entry_id == first
    send(QEvent.Type.KeyRelease, which)
    assert concluded.entry_id != first
    assert concluded.form.isAncestorOf(focused())


def test_the_key_that_decided_does_not_go_on(work, birth):
    key(Key.Key_F9)
    first = birth.entry_id
    send(QEvent.Type.KeyPress, Key.Key_Return)
    assert on_next()
    for _ in range(30):
        send(QEvent.Type.KeyPress, Key.Key_Return, again=True)
        send(QEvent.Type.KeyRelease, Key.Key_Return, again=True)
    assert birth.entry_id == first
    send(QEvent.Type.KeyRelease, Key.Key_Return)
    assert birth.entry_id == first
    key(Key.Key_Return)
    assert birth.entry_id != first


def test_a_key_that_went_down_there_and_was_released_elsewhere_does_nothing(concluded):
    first = concluded.entry_id
    send(QEvent.Type.KeyPress, Key.Key_Return)
    field(concluded, "child_name")
    concluded.persons.focus_next()
    send(QEvent.Type.KeyRelease, Key.Key_Return)
    assert concluded.entry_id == first


def test_an_enter_typed_ahead_does_not_go_on(work, screen, qtbot):
    """The dead time after a decision counts here too."""
    screen.open_entry(whole(work))
    field(screen, "child_name")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    first = screen.entry_id
    screen.persons._seen._timer.setInterval(60)
    key(Key.Key_F9)
    qtbot.waitUntil(lambda: screen.persons._seen.long_enough)
    for _ in range(3):
        key(Key.Key_Return)
    assert screen.entry_id == first
    assert "Vừa kết luận xong" in screen.messages.words
    qtbot.waitUntil(lambda: screen.persons._seen.long_enough)
    key(Key.Key_Return)
    assert screen.entry_id != first


def test_enter_there_on_an_unfinished_entry_leads_to_what_is_missing(work, screen, qtbot):
    screen.open_entry(entry(work, **CHILD_TYPED))
    field(screen, "child_name")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    key(Key.Key_F6, SHIFT)
    key(Key.Key_Return)
    assert decision(work, screen) is not None
    assert on_next()
    first = screen.entry_id
    key(Key.Key_Return)
    assert screen.entry_id == first
    assert screen.form.current()[0] == "registration_no"
    assert "ô bắt buộc" in screen.messages.words


# -- what changes a concluded entry -----------------------------------------------------------------

ASKED = "Đã kết luận nên chưa nhận phím vừa bấm. Ctrl+R để sửa"


@pytest.mark.parametrize(
    ("which", "modifiers", "text"),
    [
        (Key.Key_1, NONE, "1"),
        (Key.Key_Space, NONE, " "),
        (Key.Key_unknown, NONE, "ế"),
        (Key.Key_A, SHIFT, "A"),
        (Key.Key_Backspace, NONE, "\b"),
        (Key.Key_Delete, NONE, "\x7f"),
        (Key.Key_Backspace, CONTROL, ""),
        (Key.Key_F2, NONE, ""),
        (Key.Key_F3, NONE, ""),
        (Key.Key_F4, NONE, ""),
        (Key.Key_V, CONTROL, "\x16"),
        (Key.Key_X, CONTROL, "\x18"),
        (Key.Key_Right, NONE, ""),
    ],
)
@pytest.mark.parametrize("name", ["child_ethnicity", "remarks"])
def test_nothing_changes_before_the_officer_says_so(work, concluded, which, modifiers, text, name):
    concluded.form.focus_field(name, None)
    QGuiApplication.clipboard().setText("Tày")
    before = dict(concluded.form.values())
    press(focused(), which, modifiers, text)
    assert concluded.form.values() == before
    assert state(work, concluded.entry_id) == EntryState.CHECKED
    if which != Key.Key_Right:
        assert concluded.messages.words.startswith(ASKED)
    concluded.form.commit_current()
    assert state(work, concluded.entry_id) == EntryState.CHECKED


@pytest.mark.parametrize("which", [Key.Key_Return, Key.Key_Tab, Key.Key_Down, Key.Key_PageDown, Key.Key_Home])
def test_moving_about_asks_nothing(concluded, which):
    field(concluded, "child_name")
    key(which)
    assert not concluded.messages.words.startswith(ASKED)


def test_after_ctrl_r_it_is_typed_and_the_person_is_open_again(work, concluded):
    editor = field(concluded, "child_ethnicity")
    type_text(editor, "1")
    key(Key.Key_R, CONTROL)
    assert focused() is editor
    assert "Đang sửa trường hợp đã kết luận" in concluded.messages.words
    type_text(editor, "x")
    key(Key.Key_Return)
    assert value(work, concluded, "child_ethnicity").text == "Mườngx"
    assert state(work, concluded.entry_id) == EntryState.DRAFT
    assert decision(work, concluded) is None
    assert not concluded.form.guarded


def test_the_yes_is_for_one_entry_as_long_as_it_is_shown(work, concluded):
    key(Key.Key_R, CONTROL)
    assert not concluded.form.guarded
    concluded.refresh()
    assert not concluded.form.guarded
    concluded.open_entry(concluded.entry_id)
    assert concluded.form.guarded


def test_an_entry_that_is_not_concluded_takes_every_key(birth):
    assert not birth.form.guarded
    birth.complete()
    assert not birth.form.guarded
    type_text(field(birth, "child_ethnicity"), "x")
    assert "Mườngx" in [v.text for v in birth.form.values().values()]


def test_an_entry_opened_again_is_guarded_too(work, concluded):
    again = concluded.entry_id
    concluded.open_entry(entry(work))
    assert not concluded.form.guarded
    concluded.open_entry(again)
    type_text(field(concluded, "child_ethnicity"), "1")
    assert concluded.messages.words.startswith(ASKED)


def test_ctrl_z_there_takes_the_decision_back_and_typing_is_free(work, concluded):
    key(Key.Key_Z, CONTROL)
    assert decision(work, concluded) is None
    assert not concluded.form.guarded


# -- letters among the lines ------------------------------------------------------------------------


@pytest.fixture
def differing(work, screen, qtbot):
    """A whole birth of a child whose ethnicity differs."""
    typed = CHILD_TYPED | {"child_ethnicity": "Tày"}
    made = entry(work, **typed, registration_no="12")
    with work.store.write() as session:
        view = entries.get(session, made)
        for one in view.book.all_fields():
            if one.required and one.key not in view.values:
                entries.save(session, made, one.key, Value("", Mark.BLANK_IN_BOOK), by=JUSTICE, at=AT)
    screen.open_entry(made)
    field(screen, "child_name")
    qtbot.waitUntil(lambda: not screen.persons.searching)
    assert screen.persons.model.open_lines() == ["ethnicity"]
    return screen


@pytest.mark.parametrize("letter", ["m", "n", " "])
def test_after_f9_letters_are_no_commands_among_the_lines(differing, letter):
    key(Key.Key_F9)
    assert not differing.persons.comparison.isAncestorOf(focused())
    if letter != " ":  # a space there presses the button, which asks for the resolution
        type_text(focused(), letter)
    assert differing.persons.model.choices.resolutions == {}
    assert not differing.persons.comparison._noting


def test_one_difference_takes_three_keys(work, differing):
    key(Key.Key_F9)
    key(Key.Key_Return)
    assert differing.persons.comparison.isAncestorOf(focused())
    key(Key.Key_M)
    key(Key.Key_Return)
    assert decision(work, differing).branch == Branch.MISMATCH_BASIC
    assert on_next()


def test_enter_among_lines_without_resolution_decides_nothing(work, differing):
    key(Key.Key_F9)
    for _ in range(3):
        key(Key.Key_Return)
    assert decision(work, differing) is None
    assert "Còn 1 mục chưa chọn cách xử lý" in differing.messages.words


def test_an_enter_held_among_the_lines_decides_nothing(work, differing):
    key(Key.Key_F9)
    key(Key.Key_Return)
    key(Key.Key_M)
    for _ in range(9):
        send(QEvent.Type.KeyPress, Key.Key_Return, again=True)
    assert decision(work, differing) is None

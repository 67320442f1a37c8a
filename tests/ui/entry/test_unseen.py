"""Nothing is decided unseen: by a key held down, or typed before the person came up."""

import dataclasses

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QApplication

from app.models.books import BOOKS
from app.ui.kit.held_keys import HeldEnter
from tests.ui.desk import CHILD_TYPED, decision, entry, field, question, rows
from tests.ui.driver import button, focused
from tests.ui.keys import press

Key, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
LAST = [f.key for s in BOOKS["khai_sinh"].sections for f in s.fields][-1]
JUST_SHOWN = "Chưa ghi kết luận: người này vừa hiện ra. Xem rồi bấm lại."


@pytest.fixture
def guard(qapp):
    """The guard of the whole window."""
    made = HeldEnter()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


@pytest.fixture
def work(work):
    """Officers who need a moment to see whom they decide about."""
    work.settings = dataclasses.replace(work.settings, decide_after_ms=50)
    return work


def seen_long_enough(screen):
    return lambda: screen.persons._seen.long_enough


def repeat(key, times=30):
    """Hold a key: it repeats wherever the focus goes."""
    for number in range(times):
        event = QKeyEvent(QEvent.Type.KeyPress, key, NONE, "\r", number > 0)
        QApplication.sendEvent(focused(), event)


def ready(screen, work, qtbot):
    typed = CHILD_TYPED | {"mother_name": "Sùng Thị Lạ", "mother_birth_date": "1/1/1975"}
    screen.open_entry(entry(work, **typed))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    qtbot.waitUntil(seen_long_enough(screen))


def undecided(work, screen):
    return all(decision(work, screen, section) is None for section in ("child", "mother"))


@pytest.mark.parametrize("guarded", [True, False], ids=["window", "form alone"])
def test_an_enter_held_in_the_last_field_decides_nothing(request, work, screen, qtbot, guarded):
    ready(screen, work, qtbot)
    if guarded:
        request.getfixturevalue("guard")
    before = screen.entry_id
    screen.form.focus_field(LAST, None)
    repeat(Key.Key_Return)
    qtbot.waitUntil(seen_long_enough(screen))
    repeat(Key.Key_Return)
    assert screen.entry_id == before


def test_an_enter_held_in_the_form_stays_in_the_last_field(work, screen, qtbot):
    ready(screen, work, qtbot)
    field(screen, "child_name")
    for _ in range(200):
        event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, NONE, "\r", True)
        QApplication.sendEvent(focused(), event)
    assert undecided(work, screen)
    assert screen.form.isAncestorOf(focused())


def test_an_enter_typed_ahead_decides_nothing(work, screen, qtbot):
    ready(screen, work, qtbot)
    screen.persons.select("mother")
    screen.persons.decision.setFocus()
    press(focused(), Key.Key_Return)
    assert undecided(work, screen)
    assert screen.refusals[-1] == JUST_SHOWN
    qtbot.waitUntil(seen_long_enough(screen))
    press(focused(), Key.Key_Return)
    assert decision(work, screen, "mother") is not None


def test_a_second_enter_does_not_decide_about_the_next_person(work, screen, qtbot):
    ready(screen, work, qtbot)
    screen.persons.select("mother")
    screen.persons.decision.setFocus()
    qtbot.waitUntil(seen_long_enough(screen))
    for _ in range(2):
        press(focused(), Key.Key_Return)
    decided = [decision(work, screen, section) is not None for section in ("child", "mother")]
    assert decided.count(True) == 1


def test_a_double_click_decides_about_one_person(work, screen, qtbot):
    ready(screen, work, qtbot)
    screen.persons.select("mother")
    qtbot.waitUntil(seen_long_enough(screen))
    wanted = button(screen.persons.decision, ["Không tìm thấy", "có vẻ đúng)"][0])
    for _ in range(2):
        wanted.click()
    decided = [decision(work, screen, section) is not None for section in ("child", "mother")]
    assert decided.count(True) == 1


def test_f8_typed_ahead_decides_nothing(work, screen, qtbot):
    ready(screen, work, qtbot)
    screen.persons.select("mother")
    screen.persons.candidates.setFocus()
    press(focused(), Key.Key_F8)
    assert undecided(work, screen)
    assert screen.refusals[-1] == JUST_SHOWN


def test_the_question_of_f8_is_answered_after_it_was_read(work, screen, qtbot):
    screen.open_entry(entry(work, **CHILD_TYPED))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    screen.persons.candidates.setFocus()
    qtbot.waitUntil(seen_long_enough(screen))
    press(focused(), Key.Key_F8)
    assert question(screen) is not None, screen.refusals
    press(focused(), Key.Key_F8)
    assert undecided(work, screen)
    qtbot.waitUntil(seen_long_enough(screen))
    press(focused(), Key.Key_F8)
    assert decision(work, screen) is not None


def test_another_person_chosen_must_be_seen_first(work, screen, qtbot):
    screen.open_entry(entry(work, **CHILD_TYPED, father_name="Phạm Văn Lực"))
    qtbot.waitUntil(lambda: not screen.persons.searching)
    screen.persons.select("father")
    qtbot.waitUntil(seen_long_enough(screen))
    chosen = screen.persons.model.person("father")
    other = next(row for row in rows(screen) if chosen is None or row.candidate.person != chosen)
    screen.persons.candidates.chosen.emit("father", other.candidate.person.personal_id)
    assert not screen.persons._seen.long_enough


@pytest.mark.parametrize("key", [Key.Key_1, Key.Key_Return, Key.Key_Space])
def test_a_held_key_chooses_nobody(work, screen, qtbot, key):
    ready(screen, work, qtbot)
    screen.persons.select("child")
    screen.persons.candidates.setFocus()
    screen.persons.candidates.table.choose(0)
    before = screen.persons.model.person("child")
    heard = []
    screen.persons.candidates.chosen.connect(lambda *who: heard.append(who))
    event = QKeyEvent(QEvent.Type.KeyPress, key, NONE, "1", True)
    QApplication.sendEvent(screen.persons.candidates, event)
    assert heard == []
    assert screen.persons.model.person("child") == before


def test_a_held_key_repeats_only_where_it_moves_between_persons(screen):
    repeating = {s.key().toString() for s in screen.findChildren(QShortcut) if s.autoRepeat()}
    assert repeating == {"Alt+Left", "Alt+Right"}

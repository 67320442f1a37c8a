"""A password is tried beside the window: what is held meanwhile, what leaving does, and what is signed."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.crypto import stretching
from app.models.words.states import EntryState
from app.services.entry import approval, entries
from app.settings import DEMO_PASSWORD
from tests.ui.driver import table

Key, NONE, CONTROL = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
WRONG = "sai mat khau roi"


class Gate:
    """Stands before each derivation until it is opened."""

    def __init__(self):
        self.open, self.reached, self.threads = threading.Event(), threading.Event(), []


@pytest.fixture
def gate(signed_in, monkeypatch):
    made, argon = Gate(), stretching.Argon2id

    def held(**parameters):
        made.threads.append(threading.current_thread())
        made.reached.set()
        assert made.open.wait(30)
        return argon(**parameters)

    monkeypatch.setattr(stretching, "Argon2id", held)
    yield made
    made.open.set()


@pytest.fixture
def waiting(signed_in):
    """The ids of two entries that wait for the police."""
    with signed_in.workspace.store.read() as session:
        first, second, *_ = (row.id for row in approval.waiting(session))
    return first, second


@pytest.fixture
def panel(signed_in, gate, waiting):
    """The strip over the first of them."""
    screen = signed_in.desk_top.entry
    signed_in.window.show_page("entry")
    screen.open_entry(waiting[0])
    press(Key.Key_F12)
    assert screen.strip.panel.password.hasFocus()
    assert screen.strip.panel.error == ""
    return screen.strip.panel


@pytest.fixture
def queue(signed_in, gate, waiting, qtbot):
    """The queue of the police with their session open."""
    screen = signed_in.desk_top.approval
    signed_in.window.show_page("approval")
    gate.open.set()
    press(Key.Key_F12)
    QTest.keyClicks(QApplication.focusWidget(), DEMO_PASSWORD)
    press(Key.Key_Return)
    settle(signed_in, qtbot)
    assert screen.officer is not None
    gate.open.clear()
    gate.reached.clear()
    gate.threads.clear()
    screen.panel.choose(waiting[0])
    return screen


def press(key, modifier=NONE):
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def settle(application, qtbot):
    qtbot.waitUntil(lambda: not application.window.passwords.busy, timeout=20000)


def state(application, entry_id):
    with application.workspace.store.read() as session:
        return entries.get(session, entry_id).state


def sign(panel, gate, password=DEMO_PASSWORD):
    panel.password.setFocus()
    QTest.keyClicks(panel.password, password)
    press(Key.Key_Return, CONTROL)
    assert gate.reached.wait(10)


def sign_in_queue(queue, gate, password=DEMO_PASSWORD):
    table(queue, "Trường hợp chờ duyệt").setFocus()
    press(Key.Key_Return, CONTROL)
    QTest.keyClicks(QApplication.focusWidget(), password)
    press(Key.Key_Return)
    assert gate.reached.wait(10)


def closed(panel):
    return [
        not part.isEnabled()
        for part in (panel.password, panel.officer, panel.reason, panel._approve, panel._send)
    ]


def test_the_strip_is_held_while_the_key_is_opened_and_signs_once(signed_in, panel, gate, waiting, qtbot):
    sign(panel, gate)
    assert closed(panel) == [True] * 5
    assert panel._working.isVisible()
    assert "Đang mở khóa ký" in panel._working.text()
    assert panel.password.text() == ""
    press(Key.Key_Return, CONTROL)
    press(Key.Key_Return)
    press(Key.Key_Backspace, CONTROL)
    assert panel.reason.isHidden()
    assert state(signed_in, waiting[0]) in approval.WAITING
    gate.open.set()
    settle(signed_in, qtbot)
    assert state(signed_in, waiting[0]) == EntryState.APPROVED
    assert len(gate.threads) == 1
    assert gate.threads[0] is not threading.main_thread()
    assert not panel.isVisible()


def test_a_wrong_password_gives_the_strip_back(signed_in, panel, gate, waiting, qtbot):
    sign(panel, gate, WRONG)
    gate.open.set()
    settle(signed_in, qtbot)
    assert panel.error == "Mật khẩu không đúng.", "no name was asked for"
    assert closed(panel) == [False] * 5
    assert panel.password.hasFocus()
    assert not panel._working.isVisible()
    assert state(signed_in, waiting[0]) in approval.WAITING


def test_the_strip_sends_back_after_the_password(signed_in, panel, gate, waiting, qtbot):
    press(Key.Key_Backspace, CONTROL)
    QTest.keyClicks(panel.reason, "nham nguoi")
    panel.password.setFocus()
    QTest.keyClicks(panel.password, DEMO_PASSWORD)
    press(Key.Key_Backspace, CONTROL)
    assert gate.reached.wait(10)
    assert closed(panel) == [True] * 5
    gate.open.set()
    settle(signed_in, qtbot)
    assert state(signed_in, waiting[0]) == EntryState.SENT_BACK
    assert gate.threads[0] is not threading.main_thread()


@pytest.mark.parametrize("way", ["escape", "page", "cover", "other_entry", "idle"])
def test_leaving_the_strip_signs_nothing(signed_in, panel, gate, waiting, qtbot, way):
    screen, window = signed_in.desk_top.entry, signed_in.window
    sign(panel, gate)
    leave = {
        "escape": lambda: press(Key.Key_Escape),
        "page": lambda: window.show_page("today"),
        "cover": lambda: window.cover(True),
        "other_entry": lambda: screen.open_entry(waiting[1]),
        "idle": screen.strip._idle.timeout.emit,
    }
    leave[way]()
    assert closed(panel) == [False] * 5
    gate.open.set()
    settle(signed_in, qtbot)
    assert [state(signed_in, one) in approval.WAITING for one in waiting] == [True, True]
    if way == "escape":
        assert screen.form.isAncestorOf(QApplication.focusWidget())


def test_the_queue_signs_what_was_shown_when_the_password_was_given(signed_in, queue, gate, waiting, qtbot):
    sign_in_queue(queue, gate)
    panel = queue.panel
    assert panel._secret.isHidden()
    assert not panel._sign_button.isEnabled()
    assert not panel._session_button.isEnabled()
    assert panel._what.text().startswith("Đang mở khóa ký cho 1 trường hợp")
    assert panel._secret.text() == ""
    press(Key.Key_Return, CONTROL)
    queue.next_officer()
    assert queue.ask.isHidden()
    panel.choose(waiting[1])
    gate.open.set()
    settle(signed_in, qtbot)
    assert state(signed_in, waiting[0]) == EntryState.APPROVED
    assert state(signed_in, waiting[1]) in approval.WAITING
    assert len(gate.threads) == 1
    assert gate.threads[0] is not threading.main_thread()


def test_what_changed_after_it_was_shown_is_not_signed(signed_in, queue, gate, waiting, qtbot):
    sign_in_queue(queue, gate)
    with signed_in.workspace.store.write() as session:
        approval.send_back(session, waiting[0], "khác sổ", by=queue.officer, at=signed_in.workspace.now())
    gate.open.set()
    settle(signed_in, qtbot)
    assert state(signed_in, waiting[0]) == EntryState.SENT_BACK
    assert "Chưa duyệt được" in queue.panel._refusal.text()


def test_a_wrong_password_gives_the_queue_back(signed_in, queue, gate, waiting, qtbot):
    sign_in_queue(queue, gate, WRONG)
    gate.open.set()
    settle(signed_in, qtbot)
    assert "không đúng" in queue.panel._refusal.text()
    assert queue.panel._secret.hasFocus()
    assert queue.officer is not None
    assert state(signed_in, waiting[0]) in approval.WAITING


def test_escape_leaves_the_try_and_keeps_the_session(signed_in, queue, gate, waiting, qtbot):
    sign_in_queue(queue, gate)
    press(Key.Key_Escape)
    assert queue.officer is not None
    assert queue.panel._secret.isVisible()
    gate.open.set()
    settle(signed_in, qtbot)
    assert state(signed_in, waiting[0]) in approval.WAITING


def test_leaving_the_queue_signs_nothing(signed_in, queue, gate, waiting, qtbot):
    sign_in_queue(queue, gate)
    signed_in.window.show_page("today")
    gate.open.set()
    settle(signed_in, qtbot)
    assert queue.officer is None
    assert state(signed_in, waiting[0]) in approval.WAITING


@pytest.mark.parametrize("way", ["stay", "escape", "page", "wrong"])
def test_a_session_opens_beside_the_window(signed_in, gate, qtbot, way):
    screen = signed_in.desk_top.approval
    signed_in.window.show_page("approval")
    press(Key.Key_F12)
    QTest.keyClicks(QApplication.focusWidget(), WRONG if way == "wrong" else DEMO_PASSWORD)
    press(Key.Key_Return)
    assert gate.reached.wait(10)
    assert screen.panel._what.text().startswith("Đang mở phiên của Trương Văn Dũng")
    press(Key.Key_F12)
    assert screen.ask.isHidden()
    if way == "escape":
        press(Key.Key_Escape)
    elif way == "page":
        signed_in.window.show_page("today")
    gate.open.set()
    settle(signed_in, qtbot)
    assert (screen.officer is not None) == (way == "stay")
    assert ("không đúng" in screen.messages.words) == (way == "wrong")
    assert gate.threads[0] is not threading.main_thread()
    assert len(gate.threads) == 1


def test_a_long_job_keeps_no_signature_waiting(signed_in, panel, gate, waiting, qtbot):
    """The window's own queue is busy: a registry is keyed anew."""
    from app.ui.kit.jobs import Job

    done = threading.Event()
    signed_in.window.jobs.run(Job(lambda _progress: done.wait(30)))
    try:
        sign(panel, gate)
        gate.open.set()
        settle(signed_in, qtbot)
        assert signed_in.window.jobs.busy
        assert state(signed_in, waiting[0]) == EntryState.APPROVED
    finally:
        done.set()
    qtbot.waitUntil(lambda: not signed_in.window.jobs.busy)

"""A note in the corner: it stays in the window, never takes the focus, goes by itself when all is good."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.kit.notice import NoticePanel
from tests.ui.driver import button, buttons_of

LONG = "Ổ này định dạng FAT32 nên không chứa được tệp từ 4 GB. " * 4


@pytest.fixture
def window(themed, qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    return made


@pytest.fixture
def notice(window):
    return NoticePanel(window)


@pytest.mark.parametrize("words", ["Ngắn", LONG])
def test_it_lies_within_the_window_whatever_its_size(window, notice, words):
    notice.say(words)
    for size in ((1280, 720), (900, 500), (1366, 768)):
        window.resize(*size)
        QTest.qWait(1)
        assert window.rect().contains(notice.geometry())


def test_it_never_takes_the_focus(window, notice):
    line = QLineEdit(window)
    line.show()
    window.activateWindow()
    line.setFocus()
    QTest.qWaitForWindowActive(window)
    notice.say("Đã sao lưu", offer="Sao lưu", key="Ctrl+Shift+B")
    assert window.focusWidget() is line


@pytest.mark.parametrize(
    ("level", "goes"), [("good", True), ("info", True), ("warn", False), ("alarm", False)]
)
def test_only_what_needs_no_answer_goes_by_itself(notice, level, goes):
    notice.say("x", "warn")
    notice.say("x", level)
    assert notice._timer.isActive() is goes
    notice._timer.timeout.emit()
    assert notice.words == ""


def test_an_offer_is_taken_once_and_closed(notice, qtbot):
    notice.say("Đã cắm USB", "info", offer="Sao lưu", key="Ctrl+Shift+B")
    with qtbot.waitSignal(notice.taken, timeout=1000):
        QTest.keyClick(button(notice, "Sao lưu"), Qt.Key.Key_Return)
    assert notice.words == ""
    notice.say("Xong")
    assert [name.split(" (")[0] for name in buttons_of(notice)] == ["Đóng"]

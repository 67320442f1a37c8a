"""One question inside a screen: the keys that are told fit what is asked."""

from PySide6.QtWidgets import QLineEdit

from app.ui.kit import parts
from app.ui.kit.ask_bar import AskBar
from tests.ui.driver import focused, says
from tests.ui.keys import hold_key, type_text


def test_a_password_is_not_said_to_be_kept(themed, qtbot):
    bar = AskBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.ask("Ghi chú", lambda _words: None)
    assert says(bar, "Enter giữ, Esc thôi")
    bar.ask("Mật khẩu", lambda _words: None, secret=True)
    assert says(bar, "Enter tiếp, Esc thôi")
    assert not says(bar, "Enter giữ")


def test_the_key_that_asked_does_not_answer_while_it_is_down(themed, qtbot):
    bar, said = AskBar(), []
    screen = parts.column(bar)
    qtbot.addWidget(screen)
    screen.resize(600, 60)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    for secret in (False, True):
        bar.ask("Vì sao?", said.append, secret=secret)
        hold_key(focused(), "k")
        assert focused().text() == ""
        type_text(focused(), "k")
        hold_key(focused(), "k")
        assert focused().text() == "kkkk", "letters typed anew are held as ever"
        bar.leave()
    assert said == []


def test_what_is_typed_as_a_password_never_shows(themed, qtbot):
    """Another question that comes up meanwhile has a line of its own."""
    bar = AskBar()
    screen = parts.column(bar)
    qtbot.addWidget(screen)
    screen.resize(600, 60)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    bar.ask("Mật khẩu", lambda _words: None, secret=True)
    covered = focused()
    type_text(covered, "bi mat")
    bar.ask("Vì sao?", lambda _words: None)
    assert focused() is not covered
    assert focused().text() == ""
    assert covered.text() == ""
    assert covered.echoMode() == QLineEdit.EchoMode.Password

"""One question inside a screen: the keys that are told fit what is asked."""

from app.ui.kit.ask_bar import AskBar
from tests.ui.driver import says


def test_a_password_is_not_said_to_be_kept(themed, qtbot):
    bar = AskBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.ask("Ghi chú", lambda _words: None)
    assert says(bar, "Enter giữ, Esc thôi")
    bar.ask("Mật khẩu", lambda _words: None, secret=True)
    assert says(bar, "Enter tiếp, Esc thôi")
    assert not says(bar, "Enter giữ")

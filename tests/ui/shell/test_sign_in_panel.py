import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from app.ui.shell.panels.sign_in import OfficerCard, SignInPanel
from tests.ui.driver import button, focused, words

OFFICERS = [
    OfficerCard("1", "Cao Thị Nhàn", "justice"),
    OfficerCard("2", "Quách Văn Nghĩa", "police"),
    OfficerCard("3", "Nguyễn Thu Trang", "typist"),
]


@pytest.fixture
def sign_in(themed, qtbot):
    panel = SignInPanel()
    qtbot.addWidget(panel)
    panel.set_officers(OFFICERS)
    panel.resize(1366, 660)
    panel.show()
    return panel


def secret_of(panel):
    return panel._secret


def login_of(panel):
    return panel._login


def test_a_card_holds_the_initials():
    assert [officer.initials for officer in OFFICERS] == ["CN", "QN", "NT"]
    assert OfficerCard("4", "Đức", "leader").initials == "Đ"


def test_arrows_choose_and_enter_gives_the_password(sign_in, qtbot):
    secret = secret_of(sign_in)
    qtbot.keyClick(secret, Qt.Key.Key_Right)
    qtbot.keyClick(secret, Qt.Key.Key_Right)
    qtbot.keyClick(secret, Qt.Key.Key_Right)
    qtbot.keyClick(secret, Qt.Key.Key_Left)
    assert sign_in.chosen == OFFICERS[2]
    assert secret.accessibleName() == "Mật khẩu của Nguyễn Thu Trang"
    qtbot.keyClicks(secret, "correct horse")
    qtbot.keyClick(secret, Qt.Key.Key_Left)
    assert sign_in.chosen == OFFICERS[2]
    with qtbot.waitSignal(sign_in.password_given) as given:
        qtbot.keyClick(secret, Qt.Key.Key_Return)
    assert given.args == ["3", "correct horse"]


def test_a_login_can_be_typed_instead_and_the_arrows_leave_it(sign_in, qtbot):
    qtbot.keyClick(secret_of(sign_in), Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    login = login_of(sign_in)
    assert login.isVisible()
    assert (sign_in.login, sign_in.chosen) == ("", None)
    qtbot.keyClicks(login, " mai.lt ")
    with qtbot.waitSignal(sign_in.officer_chosen) as chosen:
        qtbot.keyClick(login, Qt.Key.Key_Return)
    assert chosen.args == ["mai.lt"]
    qtbot.keyClicks(secret_of(sign_in), "correct horse")
    with qtbot.waitSignal(sign_in.password_given) as given:
        qtbot.keyClick(secret_of(sign_in), Qt.Key.Key_Return)
    assert given.args == ["mai.lt", "correct horse"]
    secret_of(sign_in).clear()
    qtbot.keyClick(secret_of(sign_in), Qt.Key.Key_Right)
    assert not login.isVisible()
    assert sign_in.login == "1"
    assert sign_in.chosen == OFFICERS[0]


def test_without_cards_the_login_is_typed(sign_in, qtbot):
    sign_in.set_officers([])
    assert login_of(sign_in).isVisible()
    assert not sign_in._type.isVisible()
    assert sign_in.focusProxy() is login_of(sign_in)
    qtbot.keyClicks(secret_of(sign_in), "correct horse")
    with qtbot.assertNotEmitted(sign_in.password_given):
        qtbot.keyClick(secret_of(sign_in), Qt.Key.Key_Return)
    qtbot.keyClicks(login_of(sign_in), "nhan.ct")
    with qtbot.waitSignal(sign_in.password_given) as given:
        qtbot.keyClick(secret_of(sign_in), Qt.Key.Key_Return)
    assert given.args == ["nhan.ct", "correct horse"]


def test_a_card_of_a_login_alone_names_no_role(sign_in):
    sign_in.set_officers([OfficerCard("nhan.ct", "nhan.ct", None)])
    assert sign_in.login == "nhan.ct"
    assert "nhan.ct, tên đăng nhập" in [one.accessibleName() for one in sign_in.findChildren(QAbstractButton)]


def test_while_one_officer_waits_another_can_be_chosen_by_keys(sign_in, qtbot):
    sign_in.activateWindow()
    sign_in.set_refusal("Chưa vào được.", 30)
    with qtbot.waitSignal(sign_in.officer_chosen) as chosen:
        qtbot.keyClick(sign_in.focusWidget(), Qt.Key.Key_Right)
    assert chosen.args == ["2"]
    assert secret_of(sign_in).isEnabled()
    assert not any("Thử lại" in shown for shown in words(sign_in))


def test_nothing_is_given_without_a_password(sign_in, qtbot):
    with qtbot.assertNotEmitted(sign_in.password_given):
        qtbot.keyClick(secret_of(sign_in), Qt.Key.Key_Return)


def test_choosing_another_officer_forgets_what_was_typed(sign_in, qtbot):
    secret_of(sign_in).setText("of the first")
    sign_in.choose(1)
    assert secret_of(sign_in).text() == ""


def test_a_refusal_waits_counts_down_and_gives_the_field_back(sign_in, qtbot):
    secret = secret_of(sign_in)
    secret.setText("wrong")
    sign_in.set_refusal("Chưa vào được.", 65)
    assert secret.text() == ""
    assert not secret.isEnabled()
    assert "Chưa vào được. Thử lại sau 1 phút 5 giây." in words(sign_in)
    second = sign_in.findChild(QTimer)
    for _ in range(57):
        second.timeout.emit()
    assert "Chưa vào được. Thử lại sau 8 giây." in words(sign_in)
    for _ in range(8):
        second.timeout.emit()
    assert secret.isEnabled()
    assert "Chưa vào được." in words(sign_in)
    assert not second.isActive()


def test_the_password_is_hidden_and_the_demo_line_only_when_told(sign_in):
    assert secret_of(sign_in).echoMode() == QLineEdit.EchoMode.Password
    assert not any("demo" in shown for shown in words(sign_in))
    sign_in.set_demo_hint("Bản demo: mật khẩu của mọi tài khoản là demo-demo-demo")
    assert any("demo" in shown for shown in words(sign_in))


def test_no_key_uncovers_the_password(sign_in, qtbot):
    """The eye is for the mouse: a Tab and a space that go astray show nothing."""
    sign_in.activateWindow()
    qtbot.waitUntil(sign_in.isActiveWindow)
    secret = secret_of(sign_in)
    secret.setFocus()
    qtbot.keyClicks(secret, "bi mat")
    eye = button(sign_in, "Hiện mật khẩu")
    passed = []
    for _ in range(12):
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
        passed.append(focused())
    assert eye not in passed
    assert secret.echoMode() == QLineEdit.EchoMode.Password
    qtbot.mousePress(eye, Qt.MouseButton.LeftButton)
    assert secret.echoMode() == QLineEdit.EchoMode.Normal
    qtbot.mouseRelease(eye, Qt.MouseButton.LeftButton)
    assert secret.echoMode() == QLineEdit.EchoMode.Password

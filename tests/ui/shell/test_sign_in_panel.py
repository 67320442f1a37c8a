import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit

from app.ui.shell.panels.sign_in import OfficerCard, SignInPanel
from tests.ui.driver import (
    words,
)

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
    return panel.findChild(QLineEdit)


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

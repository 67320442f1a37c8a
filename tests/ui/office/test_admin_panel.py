import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.ui.office.panels.account_form import AccountForm, NewAccount
from app.ui.office.panels.admin import AccountRow, AdminPanel, TrustRow
from tests.ui.driver import (
    button,
    cell,
    click,
    focused,
    messages_of,
    rows_of,
    seen,
    sees,
    table,
    type_in,
)

PASSWORD = "một câu dài dễ nhớ"


def shown(panel, qtbot):
    qtbot.addWidget(panel)
    panel.resize(1366, 660)
    panel.show()
    panel.activateWindow()
    panel.setFocus()
    return panel


@pytest.fixture
def admin(themed, qtbot):
    panel = AdminPanel()
    panel.set_accounts(
        [
            AccountRow("1", "Cao Thị Nhàn", "", "UBND xã", ("justice",), active=True, request="4F7A"),
            AccountRow("2", "Bùi Đình Thắng", "", "UBND xã", ("leader",), active=False),
        ],
        office="UBND xã",
        may_manage=True,
    )
    return shown(panel, qtbot)


def officers(admin):
    return table(admin, "Tài khoản")


def shows_overview(admin):
    """Tell whether the certificates stand beside the accounts, and no form."""
    return sees(admin, "Nạp chứng thư…") and seen(admin, QLineEdit) == []


def test_a_new_account_is_typed_and_given(admin, qtbot):
    qtbot.keyClick(officers(admin), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    type_in(admin, "Họ và tên", "  Nguyễn   Thu Trang ")
    type_in(admin, "Số định danh", "038 199 004 127")
    password = type_in(admin, "Mật khẩu", PASSWORD)
    with qtbot.assertNotEmitted(admin.account_given):
        click(admin.findChild(AccountForm), "Thêm tài khoản")
    assert "chưa giống" in messages_of(admin)
    again = type_in(admin, "Gõ lại mật khẩu", PASSWORD)
    with qtbot.waitSignal(admin.account_given) as given:
        qtbot.keyClick(again, Qt.Key.Key_Return)
    assert given.args == [
        NewAccount("038199004127", "Nguyễn Thu Trang", "", "UBND xã", ("typist",), PASSWORD)
    ]
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert password.text() == ""
    assert focused() is officers(admin)


def test_a_password_is_set_for_the_chosen_account_only(admin, qtbot):
    click(admin, "Mật khẩu…")
    type_in(admin, "Mật khẩu mới", PASSWORD)
    again = type_in(admin, "Gõ lại mật khẩu", PASSWORD)
    with qtbot.waitSignal(admin.password_given) as given:
        qtbot.keyClick(again, Qt.Key.Key_Return)
    assert given.args == ["1", PASSWORD]
    password = type_in(admin, "Mật khẩu mới", "half")
    officers(admin).choose(1)
    assert password.text() == ""
    assert shows_overview(admin)


def test_accounts_are_locked_and_opened_and_requests_saved(admin, qtbot):
    with qtbot.waitSignal(admin.request_requested) as asked:
        click(admin, "Lưu yêu cầu…")
    assert asked.args == ["1"]
    officers(admin).choose(1)
    assert not button(admin, "Lưu yêu cầu…").isEnabled()
    with qtbot.waitSignal(admin.active_changed) as changed:
        click(admin, "Mở lại")
    assert changed.args == ["2", True]


def test_only_who_may_manage_can_change_anything(admin, qtbot):
    admin.set_accounts(rows_of(officers(admin)), office="UBND xã", may_manage=False)
    assert not button(admin, "Mật khẩu…").isEnabled()
    qtbot.keyClick(officers(admin), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert shows_overview(admin)


def test_trust_is_shown(admin):
    admin.set_trusted([TrustRow("gốc", "Gốc C06", "4F7A 91C0")])
    assert cell(table(admin, "Chứng thư được tin"), 0, 0).sub == "4F7A 91C0"

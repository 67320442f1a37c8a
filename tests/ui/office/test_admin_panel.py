from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit

from app.ui.kit.parts import Tick
from app.ui.office.panels.account_form import AccountForm, NewAccount
from app.ui.office.panels.admin import AccountRow, AdminPanel, TrustRow
from app.ui.office.panels.certificate_end import CloseForm, GivenEnd
from tests.ui.driver import (
    button,
    cell,
    click,
    find,
    focused,
    messages_of,
    rows_of,
    says,
    seen,
    sees,
    table,
    type_in,
)

PASSWORD = "một câu dài dễ nhớ"
TODAY = date(2023, 11, 5)


def tick(panel, words):
    next(box for box in seen(panel, Tick) if box.text() == words).setChecked(True)


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
        today=TODAY,
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


def test_whom_no_certificate_is_issued_for_is_no_account(admin, qtbot):
    qtbot.keyClick(officers(admin), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = admin.findChild(AccountForm)
    type_in(form, "Họ và tên", "Nguyễn Thu Trang")
    type_in(form, "Số định danh", "038199004127")
    type_in(form, "Đơn vị", " ")
    tick(form, "Công an")
    type_in(form, "Mật khẩu", PASSWORD)
    type_in(form, "Gõ lại mật khẩu", PASSWORD)
    with qtbot.assertNotEmitted(admin.account_given):
        click(form, "Thêm tài khoản")
    assert "Chưa ghi đơn vị" in messages_of(form)


@pytest.mark.parametrize(("held", "refused"), [("Tư pháp", "Công an"), ("Công an", "Tư pháp")])
def test_a_role_that_another_one_excludes_is_refused_where_it_is_ticked(held, refused, admin, qtbot):
    qtbot.keyClick(officers(admin), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = admin.findChild(AccountForm)
    for word in (held, "Lãnh đạo"):
        tick_by_key(form, word, qtbot)
        assert find(form, word).isChecked()
    tick_by_key(form, refused, qtbot)
    assert not find(form, refused).isChecked()
    assert find(form, held).isChecked()
    assert "không vừa là Tư pháp vừa là Công an" in messages_of(form)
    tick_by_key(form, held, qtbot)  # taken away: the other one may be given now
    tick_by_key(form, refused, qtbot)
    assert find(form, refused).isChecked()
    assert messages_of(form) == ""


def tick_by_key(form, word, qtbot):
    """Press Space on a box."""
    box = find(form, word, QCheckBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)


def test_a_password_is_set_for_the_chosen_account_only(admin, qtbot):
    click(admin, "Mật khẩu…")
    type_in(admin, "Mật khẩu mới", PASSWORD)
    again = type_in(admin, "Gõ lại mật khẩu", PASSWORD)
    with qtbot.waitSignal(admin.password_given) as given:
        qtbot.keyClick(again, Qt.Key.Key_Return)
    assert given.args == ["1", PASSWORD, None]
    password = type_in(admin, "Mật khẩu mới", "half")
    officers(admin).choose(1)
    assert password.text() == ""
    assert shows_overview(admin)


def test_accounts_are_locked_and_opened_and_requests_saved(admin, qtbot):
    with qtbot.waitSignal(admin.request_requested) as asked:
        click(admin, "Lưu yêu cầu…")
    assert asked.args == ["1"]
    officers(admin).choose(1)
    assert button(admin, "Lưu yêu cầu…").isEnabled(), "the end of a certificate is told with it"
    with qtbot.waitSignal(admin.reopen_requested) as asked:
        click(admin, "Mở lại")
    assert asked.args == ["2"]


@pytest.fixture
def certified(admin):
    """The first officer has a certificate."""
    first, *others = rows_of(officers(admin))
    rows = [replace(first, request="", valid_until="01/01/2027"), *others]
    admin.set_accounts(rows, office="UBND xã", may_manage=True, today=TODAY)
    officers(admin).choose(0)
    return admin


def press(qtbot, key=Qt.Key.Key_Return):
    qtbot.keyClick(focused(), key)


def test_who_has_a_certificate_has_nothing_to_save(certified):
    assert not button(certified, "Lưu yêu cầu…").isEnabled()


def test_an_account_is_closed_with_day_reason_and_whether_the_key_is_lost(certified, qtbot):
    """By keys alone: the reason, the day, the tick, the button."""
    click(certified, "Khóa…")
    reason = focused()
    press(qtbot)
    day = focused()
    assert day.text() == "05/11/2023"
    day.setText("2/11/2023")
    press(qtbot)
    with qtbot.assertNotEmitted(certified.close_given):
        press(qtbot, Qt.Key.Key_Space)
    assert "Chưa ghi lý do" in messages_of(certified)
    reason.setText("  mất   máy ")
    tick(certified, "Khóa ký hoặc mật khẩu đã lộ")
    with qtbot.waitSignal(certified.close_given) as given:
        press(qtbot, Qt.Key.Key_Space)
    assert given.args == ["1", GivenEnd(date(2023, 11, 2), "mất máy", compromised=True)]


@pytest.mark.parametrize("words", ["", "11/2023", "2023", "31/02/2023", "hôm qua", "05/11/23?"])
def test_the_day_of_an_end_is_a_whole_day(certified, qtbot, words):
    click(certified, "Khóa…")
    type_in(certified, "Lý do", "nghỉ việc")
    type_in(certified, "Từ ngày", words)
    with qtbot.assertNotEmitted(certified.close_given):
        click(certified.findChild(CloseForm), "Khóa tài khoản")
    assert "đủ ngày, tháng, năm" in messages_of(certified)


def test_a_new_password_asks_the_same_of_a_certificate(certified, qtbot):
    click(certified, "Mật khẩu…")
    type_in(certified, "Mật khẩu mới", PASSWORD)
    type_in(certified, "Gõ lại mật khẩu", PASSWORD)
    press(qtbot)
    assert focused().text() == "Quên mật khẩu"
    press(qtbot)
    with qtbot.waitSignal(certified.password_given) as given:
        press(qtbot)
    assert given.args == ["1", PASSWORD, GivenEnd(TODAY, "Quên mật khẩu", compromised=False)]


def test_where_no_certificate_is_nothing_is_asked(admin, qtbot):
    click(admin, "Khóa…")
    assert seen(admin, QLineEdit) == []
    with qtbot.waitSignal(admin.close_given) as given:
        press(qtbot, Qt.Key.Key_Space)
    assert given.args == ["1", None]
    press(qtbot, Qt.Key.Key_Escape)
    assert shows_overview(admin)


def test_what_was_typed_of_an_end_is_forgotten_with_the_next_officer(certified):
    click(certified, "Khóa…")
    type_in(certified, "Lý do", "mất máy")
    tick(certified, "Khóa ký hoặc mật khẩu đã lộ")
    officers(certified).choose(1)
    assert shows_overview(certified)
    officers(certified).choose(0)
    click(certified, "Khóa…")
    assert focused().text() == ""
    assert not certified.findChild(CloseForm).findChild(Tick).isChecked()


def test_only_who_may_manage_can_change_anything(admin, qtbot):
    admin.set_accounts(rows_of(officers(admin)), office="UBND xã", may_manage=False, today=TODAY)
    assert not button(admin, "Mật khẩu…").isEnabled()
    qtbot.keyClick(officers(admin), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert shows_overview(admin)


def test_trust_is_shown(admin):
    admin.set_trusted([TrustRow("gốc", "Gốc C06", "4F7A 91C0")])
    assert cell(table(admin, "Chứng thư tin cậy"), 0, 0).sub == "4F7A 91C0"


def test_who_issues_certificates_is_told_and_left_by_escape(admin, qtbot):
    click(admin, "Ai cấp, để làm gì?")
    for part in (
        "đơn vị Công an nhận gói dữ liệu của xã cấp",
        "kê sổ, nhập sổ, in, sao lưu",
        "nạp bản sao CSDL để đối chiếu, Công an duyệt, chuyển gói",
        "ký duyệt từng trường hợp",
    ):
        assert says(admin, part), part
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert not says(admin, "kê sổ, nhập sổ")
    assert focused() is officers(admin)

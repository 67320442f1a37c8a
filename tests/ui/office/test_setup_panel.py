import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from app.ui.office.panels.account_form import AccountForm, NewAccount, password_problem
from app.ui.office.panels.setup import SetupPanel
from app.ui.office.panels.setup_accounts import AccountsPage
from app.ui.office.panels.setup_pages import CertificateLine
from app.ui.office.panels.setup_sheet import Half, RecoverySheet, SheetView
from tests.ui.driver import (
    button,
    buttons_of,
    field,
    find,
    focused,
    give_account,
    messages_of,
    rows_of,
    says,
    seen,
    table,
    tick,
    type_in,
    words,
)

UNIT_CODE = "Mã đơn vị hành chính"
PASSWORD = "một câu dài dễ nhớ"


def shown(panel, qtbot):
    qtbot.addWidget(panel)
    panel.resize(1366, 660)
    panel.show()
    panel.activateWindow()
    panel.setFocus()
    return panel


SHEET = RecoverySheet(
    "UBND xã Cẩm Lương", "2023-01", 2023,
    (Half("A", "Lãnh đạo giữ", "Bùi Đình Thắng", ("7KQ2M", "XR4TD", "91HWC")),
     Half("B", "Công an giữ", "Quách Văn Nghĩa", ("D2N8V", "KH7XQ", "4TLRB"))),
    (3, 1),
)  # fmt: skip


def account(uid, *roles, name="Cao Thị Nhàn"):
    return NewAccount(uid * 12, name, "", "UBND xã", roles, PASSWORD)


@pytest.fixture
def setup(themed, qtbot):
    return shown(SetupPanel(), qtbot)


def fill_office(setup):
    for name, value in (
        ("Đơn vị", "UBND xã Cẩm Lương"),
        ("Tỉnh, thành phố", "Thanh Hoá"),
        (UNIT_CODE, "14956"),
    ):
        type_in(setup, name, value)


def next_step(setup, qtbot):
    qtbot.keyClick(setup.focusWidget() or setup, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def may_go_on(setup):
    """Tell whether the button of the next step can be pressed."""
    (name,) = (name for name in buttons_of(setup) if name.startswith("Tiếp: "))
    return button(setup, name).isEnabled()


def to_accounts(setup, qtbot):
    fill_office(setup)
    next_step(setup, qtbot)
    next_step(setup, qtbot)


def fill_accounts(setup, qtbot):
    to_accounts(setup, qtbot)
    for number, role in (("1", "justice"), ("2", "police"), ("3", "leader")):
        give_account(setup, account(number, role))


def added(setup):
    return rows_of(table(setup, "Tài khoản đã thêm"))


def test_a_step_must_be_complete(setup, qtbot):
    next_step(setup, qtbot)
    assert setup.step == "office"
    fill_office(setup)
    type_in(setup, UNIT_CODE, "149")
    next_step(setup, qtbot)
    assert setup.step == "office"
    type_in(setup, UNIT_CODE, "14956")
    next_step(setup, qtbot)
    assert setup.step == "header"
    assert setup.office.header_above == "", "nobody stands above a commune on its papers"
    assert setup.office.header_own == "ỦY BAN NHÂN DÂN XÃ CẨM LƯƠNG"
    assert setup.office.place == "Cẩm Lương"
    qtbot.keyClick(setup.focusWidget(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert setup.step == "office"


def test_police_and_justice_are_two_people_and_a_leader_is_needed(setup, qtbot):
    to_accounts(setup, qtbot)
    (form,) = seen(setup, AccountForm)
    assert find(form, "Tư pháp").isChecked(), "the first role that is missing"
    tick(form, "Công an", on=True)
    assert not find(form, "Công an").isChecked()
    assert "không vừa là Tư pháp vừa là Công an" in messages_of(setup)
    assert says(setup, "Còn thiếu tài khoản: Tư pháp, Công an, Lãnh đạo.")
    give_account(setup, account("1", "leader"))
    assert not may_go_on(setup)
    assert says(setup, "Còn thiếu tài khoản: Tư pháp, Công an.")
    give_account(setup, account("2", "police"))
    assert not may_go_on(setup)
    assert says(setup, "Còn thiếu tài khoản: Tư pháp.")
    give_account(setup, account("3", "justice"))
    assert may_go_on(setup)
    assert not says(setup, "Còn thiếu")
    give_account(setup, account("3", "typist"))
    assert len(added(setup)) == 3
    assert "đã có tài khoản" in messages_of(setup)


def test_nobody_half_typed_is_left_behind(setup, qtbot):
    fill_accounts(setup, qtbot)
    assert may_go_on(setup)
    name = type_in(setup, "Họ và tên", "Cao Thị")
    assert not may_go_on(setup)
    assert says(setup, "Người đang gõ chưa được thêm")
    name.clear()
    assert may_go_on(setup)
    type_in(setup, "Mật khẩu", "một")
    assert not may_go_on(setup)
    assert says(setup, "Người đang gõ chưa được thêm")


def test_what_is_missing_is_said_beside_the_button(setup, qtbot):
    """The first thing that is missing, in the order of the fields; nothing once the step is complete."""
    (next_button,) = (one for one in seen(setup, QAbstractButton) if one.accessibleName().startswith("Tiếp"))

    def missing():
        words = next_button.accessibleDescription()
        assert next_button.isEnabled() == (words == "")
        assert words == "" or says(setup, words)
        return words

    assert missing() == "Chưa ghi tên đơn vị."
    type_in(setup, "Đơn vị", "UBND xã Cẩm Lương")
    assert missing() == "Chưa ghi tỉnh, thành phố."
    type_in(setup, "Tỉnh, thành phố", "Thanh Hoá")
    for code in ("", "149", "149567", "1495x"):
        type_in(setup, UNIT_CODE, code)
        assert missing() == "Mã đơn vị hành chính phải đủ 5 chữ số."
    type_in(setup, UNIT_CODE, "14956")
    assert missing() == ""
    next_step(setup, qtbot)
    type_in(setup, "Địa danh khi ghi ngày", "")
    assert missing() == "Chưa ghi địa danh khi ghi ngày."
    type_in(setup, "Dòng tên cơ quan", "")
    assert missing() == "Chưa ghi dòng tên cơ quan."
    for name in ("Dòng tên cơ quan", "Địa danh khi ghi ngày"):
        type_in(setup, name, "Cẩm Lương")
    next_step(setup, qtbot)
    for number, role in (("1", "justice"), ("2", "police"), ("3", "leader")):
        give_account(setup, account(number, role))
    next_step(setup, qtbot)
    setup.set_sheet(SHEET)
    assert missing() == "Chưa in phiếu."
    setup.set_printed("Đã in 1 bản")
    assert missing() == "Chưa gõ lại đúng nhóm 3 nửa A."
    type_in(setup, "Nhóm 3 nửa A", "91hwc")
    assert missing() == "Chưa gõ lại đúng nhóm 1 nửa B."
    type_in(setup, "Nhóm 1 nửa B", "d2n8v")
    assert missing() == ""


def test_the_step_on_certificates_tells_who_issues_them_and_what_can_be_done_before(setup, qtbot):
    to_certificates(setup, qtbot)
    for part in (
        "đơn vị Công an nhận gói dữ liệu của xã cấp",
        "kê sổ, nhập sổ, in, sao lưu",
        "nạp bản sao CSDL để đối chiếu, Công an duyệt, chuyển gói",
        "ký duyệt từng trường hợp, ký gói dữ liệu gửi đi",
        "ký gói dữ liệu gửi đi",
        "khóa gói gửi đi",
        "mở bản sao CSDL và gói trả lời",
        "bảo đảm bản sao CSDL và gói trả lời",
        "so dấu vân tay",
    ):
        assert says(setup, part), part


def to_certificates(setup, qtbot):
    fill_accounts(setup, qtbot)
    next_step(setup, qtbot)
    setup.set_sheet(SHEET)
    setup.set_printed("Đã in 1 bản")
    type_in(setup, "Nhóm 3 nửa A", "91hwc")
    type_in(setup, "Nhóm 1 nửa B", "d2n8v")
    next_step(setup, qtbot)
    assert setup.step == "certificates"


def test_the_sheet_is_printed_and_typed_again_before_going_on(setup, qtbot):
    fill_accounts(setup, qtbot)
    with qtbot.waitSignal(setup.accounts_given) as given:
        next_step(setup, qtbot)
    office, accounts = given.args
    assert office.commune == "UBND xã Cẩm Lương"
    assert [a.roles for a in accounts] == [("justice",), ("police",), ("leader",)]
    assert PASSWORD not in repr(accounts)
    assert setup.step == "accounts"
    setup.set_sheet(SHEET)
    assert setup.step == "recovery"
    assert setup.findChild(AccountsPage).accounts == ()
    with qtbot.waitSignal(setup.print_requested):
        qtbot.keyClick(setup.focusWidget(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    type_in(setup, "Nhóm 3 nửa A", "91hwc")
    second = type_in(setup, "Nhóm 1 nửa B", "D2N8X")
    setup.set_printed("Đã in 1 bản")
    next_step(setup, qtbot)
    assert setup.step == "recovery"
    assert "chưa đúng" in words(setup)
    second.clear()
    qtbot.keyClicks(second, "d2 n8v")
    with qtbot.waitSignal(setup.sheet_confirmed):
        next_step(setup, qtbot)
    assert setup.step == "certificates"
    assert setup.findChild(SheetView).sheet is None
    setup.set_certificates([CertificateLine("1", "Cao Thị Nhàn", "Tư pháp", "4F7A")])
    next_step(setup, qtbot)
    setup.set_summary([("Tài khoản", "3 người", True)])
    with qtbot.waitSignal(setup.finished):
        next_step(setup, qtbot)


def test_the_first_field_of_a_step_takes_the_keys_whoever_shows_the_panel(setup, qtbot):
    assert focused() is field(setup, "Đơn vị")
    setup.setFocus()
    assert focused() is field(setup, "Đơn vị")
    fill_accounts(setup, qtbot)
    setup.setFocus()
    assert focused() is field(setup, "Họ và tên")


def test_enter_goes_from_one_group_of_the_sheet_to_the_other_and_on(setup, qtbot):
    fill_accounts(setup, qtbot)
    next_step(setup, qtbot)
    setup.set_sheet(SHEET)
    setup.set_printed("Đã in 1 bản")
    for name, group in (("Nhóm 3 nửa A", "91hwc"), ("Nhóm 1 nửa B", "d2n8v")):
        assert focused() is field(setup, name)
        qtbot.keyClicks(focused(), group)
        assert setup.step == "recovery"
        qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert setup.step == "certificates"


def test_an_error_keeps_what_was_typed(setup, qtbot):
    fill_accounts(setup, qtbot)
    next_step(setup, qtbot)
    setup.set_error("Ổ đĩa đầy; chưa tạo kho.")
    assert "Ổ đĩa đầy; chưa tạo kho." in words(setup)
    assert len(added(setup)) == 3
    assert may_go_on(setup)


@pytest.mark.parametrize(
    ("password", "again", "part"),
    [
        ("short", "short", "12 ký tự"),
        ("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "lặp lại"),
        (PASSWORD, "khác", "chưa giống"),
    ],
)
def test_a_weak_or_mistyped_password_is_told(password, again, part):
    assert part in password_problem(password, again)
    assert password_problem(PASSWORD, PASSWORD) == ""

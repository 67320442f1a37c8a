import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QStackedWidget

from app.crypto import authority
from app.crypto import key_file as crypto_keys
from app.crypto.signing import certificate_request, new_signing_key
from app.errors import NotUnlocked
from app.models.words.states import PackageState
from app.services.office.unlocking import KEY_FILE
from app.ui.exchange.panels.transfer import PackageRow, TransferPanel
from app.ui.exchange.panels.transfer_pages import Check, Ready, Report
from app.ui.exchange.screen import TransferScreen
from app.ui.kit.stages import Step
from app.ui.office.panels.account_form import AccountForm, NewAccount, password_problem
from app.ui.office.panels.admin import AccountRow, AdminPanel, SelfCheck, TrustRow
from app.ui.office.panels.setup import SetupPanel
from app.ui.office.panels.setup_accounts import AccountsPage
from app.ui.office.panels.setup_pages import CertificateLine
from app.ui.office.panels.setup_sheet import Half, RecoverySheet, SheetView
from app.ui.shell.main_window import MainWindow
from tests.conftest import AT, JUSTICE
from tests.ui.driver import (
    button,
    buttons_of,
    cell,
    choose,
    click,
    field,
    focused,
    give_account,
    messages_of,
    rows_of,
    seen,
    sees,
    table,
    type_in,
    words,
)

READY = Ready(312, 23, (("h1", "Công an huyện"), ("h2", "Công an tỉnh")), "Quách Văn Nghĩa")
UNIT_CODE = "Mã đơn vị hành chính"
PASSWORD = "một câu dài dễ nhớ"


def shown(panel, qtbot):
    qtbot.addWidget(panel)
    panel.resize(1366, 660)
    panel.show()
    panel.activateWindow()
    panel.setFocus()
    return panel


@pytest.fixture
def transfer(themed, qtbot):
    panel = TransferPanel()
    panel.set_ready(READY)
    panel.set_history(
        [
            PackageRow(
                7, "CL-2023-10-04-01", "04/10/2023", 287, "0", "13 ngày", PackageState.SENT, True, "nhắc"
            )
        ]
    )
    return shown(panel, qtbot)


def secret_of(panel):
    return field(panel, "Mật khẩu ký")


def packages(panel):
    return table(panel, "Lịch sử gói")


def test_a_package_needs_the_password_and_goes_to_the_receiver_chosen(transfer, qtbot):
    assert "312" in words(transfer)
    secret = secret_of(transfer)
    with qtbot.assertNotEmitted(transfer.make_requested):
        qtbot.keyClick(secret, Qt.Key.Key_Return)
    choose(transfer, "Nơi nhận", "Công an tỉnh")
    secret.setText("pw")
    with qtbot.waitSignal(transfer.make_requested) as made:
        qtbot.keyClick(secret, Qt.Key.Key_Return)
    assert made.args == ["h2", "pw"]
    assert secret.text() == ""


@pytest.mark.parametrize(
    "ready", [Ready(0, 0, (("h", "x"),), "A"), Ready(5, 0, (), "A"), Ready(5, 0, (("h", "x"),), "")]
)
def test_nothing_can_be_made_without_entries_receiver_or_police(transfer, ready):
    transfer.set_ready(ready)
    assert not secret_of(transfer).isEnabled()


def test_steps_progress_and_stop(transfer, qtbot):
    transfer.set_step("choose", "312 đã duyệt")
    transfer.set_step("read_back", "đang đọc")
    steps = seen(transfer, Step)
    assert [step.state for step in steps] == ["done", "done", "done", "now"]
    assert steps[0].note == "312 đã duyệt"
    transfer.begin("Kiểm tra lại sau khi ghi", "Đọc lại gói.", "Dừng thì gói bị xoá khỏi USB.")
    transfer.set_progress(68, 100, "Đã đọc lại 12,5 / 18,4 MB")
    assert {"68 %", "Đã đọc lại 12,5 / 18,4 MB", "Dừng thì gói bị xoá khỏi USB."} <= set(words(transfer))
    with qtbot.waitSignal(transfer.stop_requested):
        qtbot.keyClick(packages(transfer), Qt.Key.Key_Escape)


def test_a_report_shows_checks_facts_and_fingerprint(transfer, qtbot):
    report = Report(
        "Đã ghi gói", "Giống hết.", (Check("Chữ ký gói", "đúng"), Check("Một bản ghi bị giữ lại", "", "bad")),
        (("Nơi nhận", "Công an huyện"),), ("4F7A", "91C0"),
    )  # fmt: skip
    transfer.show_report(report)
    assert {"Chữ ký gói", "Công an huyện", "4F7A  91C0"} <= set(words(transfer))
    with qtbot.assertNotEmitted(transfer.stop_requested):
        qtbot.keyClick(packages(transfer), Qt.Key.Key_Escape)
    qtbot.keyClick(packages(transfer), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert secret_of(transfer).hasFocus()


def test_an_error_comes_back_to_the_form_and_history_stays(transfer):
    transfer.begin("Ghi gói", "", "")
    transfer.set_error("USB đã đầy; chưa ghi gì.")
    assert "USB đã đầy; chưa ghi gì." in words(transfer)
    assert (cell(packages(transfer), 0, 4).tone, cell(packages(transfer), 0, 5).text) == (
        "differ",
        "quá 10 ngày",
    )


def test_f6_goes_round_the_parts(transfer, qtbot):
    qtbot.keyClick(packages(transfer), Qt.Key.Key_F6)
    assert transfer.findChild(QStackedWidget).isAncestorOf(transfer.focusWidget())
    qtbot.keyClick(transfer.focusWidget(), Qt.Key.Key_F6)
    assert packages(transfer).hasFocus()


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
    assert setup.office.header_own == "UỶ BAN NHÂN DÂN XÃ CẨM LƯƠNG"
    assert setup.office.place == "Cẩm Lương"
    qtbot.keyClick(setup.focusWidget(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert setup.step == "office"


def test_police_and_justice_are_two_people_and_a_leader_is_needed(setup, qtbot):
    to_accounts(setup, qtbot)
    give_account(setup, account("1", "justice", "police", "leader"))
    assert not may_go_on(setup)
    give_account(setup, account("2", "police"))
    assert not may_go_on(setup)
    give_account(setup, account("3", "justice"))
    assert may_go_on(setup)
    give_account(setup, account("3", "typist"))
    assert len(added(setup)) == 3
    assert "đã có tài khoản" in messages_of(setup)


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
    """Tell whether the certificates and the self-check stand beside the accounts, and no form."""
    return sees(admin, "Tự kiểm tra") and seen(admin, QLineEdit) == []


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


def test_trust_and_self_check_are_shown(admin, qtbot):
    admin.set_trusted([TrustRow("gốc", "Gốc C06", "4F7A 91C0")])
    admin.set_checks([SelfCheck("Nhật ký liền mạch", "12.402 bước", "ok")])
    assert cell(table(admin, "Chứng thư được tin"), 0, 0).sub == "4F7A 91C0"
    qtbot.waitUntil(lambda: "12.402 bước" in words(admin))


@pytest.fixture
def derived(monkeypatch):
    """The threads in which a key was derived from a password."""
    threads, argon = [], crypto_keys.Argon2id

    def recorded(**parameters):
        threads.append(threading.current_thread())
        return argon(**parameters)

    monkeypatch.setattr(crypto_keys, "Argon2id", recorded)
    return threads


@pytest.fixture
def transfer_screen(themed, work, qtbot):
    """The screen of a justice officer who can sign, where no password of the police is known."""
    key = new_signing_key()
    request = certificate_request(key, common_name="x", uid=JUSTICE.uid, organisation="x")
    pem = authority.create("Thử", "TEST ONLY", AT).issue(request, usage="sign", at=AT)
    work.account, work.signing_key = replace(JUSTICE, certificate_pem=pem), key
    crypto_keys.KeyFile.create(work.folder / KEY_FILE, store_id="a" * 32, store_key=bytes(32)).save()
    window = MainWindow("Đối Soát Hộ Tịch")
    screen = TransferScreen(work, window)
    window.add_page("transfer", "Chuyển giao", "package", screen)
    qtbot.addWidget(window)
    yield screen
    window.jobs.shutdown()


@pytest.mark.parametrize("act", ["make", "take_snapshot"])
def test_a_password_of_a_package_is_tried_beside_the_window(transfer_screen, derived, tmp_path, qtbot, act):
    with qtbot.waitSignal(transfer_screen.finished) as finished:
        getattr(transfer_screen, act)(tmp_path, "sai mat khau roi")
    assert isinstance(finished.args[0], NotUnlocked)
    assert len(derived) == 1
    assert derived[0] is not threading.main_thread()
    assert "không đúng" in messages_of(transfer_screen)

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from app.crypto import authority
from app.crypto import key_file as crypto_keys
from app.crypto.signing import certificate_request, new_signing_key
from app.errors import NotUnlocked
from app.models.words.states import PackageState
from app.services.office.unlocking import KEY_FILE
from app.ui.exchange.panels.transfer import PackageRow, TransferPanel
from app.ui.exchange.panels.transfer_pages import CheckLine, Ready, Report
from app.ui.exchange.screen import TransferScreen
from app.ui.office.panels.account_form import NewAccount, password_problem
from app.ui.office.panels.admin import AccountRow, AdminPanel, SelfCheck, TrustRow
from app.ui.office.panels.setup import SetupPanel
from app.ui.office.panels.setup_pages import CertificateLine
from app.ui.office.panels.setup_sheet import Half, RecoverySheet
from app.ui.shell.main_window import MainWindow
from tests.conftest import AT, JUSTICE

READY = Ready(312, 23, (("h1", "Công an huyện"), ("h2", "Công an tỉnh")), "Quách Văn Nghĩa")
PASSWORD = "một câu dài dễ nhớ"


def words(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


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
    return next(edit for edit in panel.findChildren(QLineEdit) if edit.accessibleName() == "Mật khẩu ký")


def test_a_package_needs_the_password_and_goes_to_the_receiver_chosen(transfer, qtbot):
    assert "312" in words(transfer)
    secret = secret_of(transfer)
    with qtbot.assertNotEmitted(transfer.make_requested):
        qtbot.keyClick(secret, Qt.Key.Key_Return)
    transfer._make._receiver.setCurrentIndex(1)
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
    states = [step.state for step in transfer._steps.values()]
    assert states == ["done", "done", "done", "now"]
    assert transfer._steps["choose"].note == "312 đã duyệt"
    transfer.begin("Kiểm tra lại sau khi ghi", "Đọc lại gói.", "Dừng thì gói bị xoá khỏi USB.")
    transfer.set_progress(68, 100, "Đã đọc lại 12,5 / 18,4 MB")
    assert {"68 %", "Đã đọc lại 12,5 / 18,4 MB", "Dừng thì gói bị xoá khỏi USB."} <= set(words(transfer))
    with qtbot.waitSignal(transfer.stop_requested):
        qtbot.keyClick(transfer._table, Qt.Key.Key_Escape)


def test_a_report_shows_checks_facts_and_fingerprint(transfer, qtbot):
    report = Report(
        "Đã ghi gói", "Giống hết.",
        (CheckLine("Chữ ký gói", "đúng"), CheckLine("Một bản ghi bị giữ lại", "", "bad")),
        (("Nơi nhận", "Công an huyện"),), ("4F7A", "91C0"),
    )  # fmt: skip
    transfer.show_report(report)
    assert {"Chữ ký gói", "Công an huyện", "4F7A  91C0"} <= set(words(transfer))
    with qtbot.assertNotEmitted(transfer.stop_requested):
        qtbot.keyClick(transfer._table, Qt.Key.Key_Escape)
    qtbot.keyClick(transfer._table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert secret_of(transfer).hasFocus()


def test_an_error_comes_back_to_the_form_and_history_stays(transfer):
    transfer.begin("Ghi gói", "", "")
    transfer.set_error("USB đã đầy; chưa ghi gì.")
    assert "USB đã đầy; chưa ghi gì." in words(transfer)
    model = transfer._table.table_model
    assert (model.cell(0, 4).tone, model.cell(0, 5).text) == ("differ", "quá 10 ngày")


def test_f6_goes_round_the_parts(transfer, qtbot):
    qtbot.keyClick(transfer._table, Qt.Key.Key_F6)
    assert transfer._pages.isAncestorOf(transfer.focusWidget())
    qtbot.keyClick(transfer.focusWidget(), Qt.Key.Key_F6)
    assert transfer._table.hasFocus()


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
    for key, value in (("commune", "UBND xã Cẩm Lương"), ("province", "Thanh Hoá"), ("unit_code", "14956")):
        setup._office._fields.set_text(key, value)


def next_step(setup, qtbot):
    qtbot.keyClick(setup.focusWidget() or setup, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def to_accounts(setup, qtbot):
    fill_office(setup)
    next_step(setup, qtbot)
    next_step(setup, qtbot)
    for number, role in (("1", "justice"), ("2", "police"), ("3", "leader")):
        setup._accounts._on_given(account(number, role))


def test_a_step_must_be_complete(setup, qtbot):
    next_step(setup, qtbot)
    assert setup.step == "office"
    fill_office(setup)
    setup._office._fields.set_text("unit_code", "149")
    next_step(setup, qtbot)
    assert setup.step == "office"
    setup._office._fields.set_text("unit_code", "14956")
    next_step(setup, qtbot)
    assert setup.step == "header"
    assert setup.office.header_own == "UỶ BAN NHÂN DÂN XÃ CẨM LƯƠNG"
    assert setup.office.place == "Cẩm Lương"
    qtbot.keyClick(setup.focusWidget(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert setup.step == "office"


def test_police_and_justice_are_two_people_and_a_leader_is_needed(setup, qtbot):
    page = setup._accounts
    page._on_given(account("1", "justice", "police", "leader"))
    assert not page.ready
    page._on_given(account("2", "police"))
    assert not page.ready
    page._on_given(account("3", "justice"))
    assert page.ready
    page._on_given(account("3", "typist"))
    assert len(page.accounts) == 3
    assert "đã có tài khoản" in page._form._bar.words


def test_the_sheet_is_printed_and_typed_again_before_going_on(setup, qtbot):
    to_accounts(setup, qtbot)
    with qtbot.waitSignal(setup.accounts_given) as given:
        next_step(setup, qtbot)
    office, accounts = given.args
    assert office.commune == "UBND xã Cẩm Lương"
    assert [a.roles for a in accounts] == [("justice",), ("police",), ("leader",)]
    assert PASSWORD not in repr(accounts)
    assert setup.step == "accounts"
    setup.set_sheet(SHEET)
    assert setup.step == "recovery"
    assert setup._accounts.accounts == ()
    with qtbot.waitSignal(setup.print_requested):
        qtbot.keyClick(setup.focusWidget(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    first, second = setup._recovery._first.edit, setup._recovery._second.edit
    qtbot.keyClicks(first, "91hwc")
    qtbot.keyClicks(second, "D2N8X")
    setup.set_printed("Đã in 1 bản")
    next_step(setup, qtbot)
    assert setup.step == "recovery"
    assert "chưa đúng" in words(setup)
    second.clear()
    qtbot.keyClicks(second, "d2 n8v")
    with qtbot.waitSignal(setup.sheet_confirmed):
        next_step(setup, qtbot)
    assert setup.step == "certificates"
    assert setup._recovery._view._sheet is None
    setup.set_certificates([CertificateLine("1", "Cao Thị Nhàn", "Tư pháp", "4F7A")])
    next_step(setup, qtbot)
    setup.set_summary([("Tài khoản", "3 người", True)])
    with qtbot.waitSignal(setup.finished):
        next_step(setup, qtbot)


def test_an_error_keeps_what_was_typed(setup, qtbot):
    to_accounts(setup, qtbot)
    next_step(setup, qtbot)
    setup.set_error("Ổ đĩa đầy; chưa tạo kho.")
    assert "Ổ đĩa đầy; chưa tạo kho." in words(setup)
    assert len(setup._accounts.accounts) == 3
    assert setup._next.isEnabled()


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


def test_a_new_account_is_typed_and_given(admin, qtbot):
    qtbot.keyClick(admin._table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = admin._form
    form._name.setText("  Nguyễn   Thu Trang ")
    form._uid.setText("038 199 004 127")
    form._password.setText(PASSWORD)
    with qtbot.assertNotEmitted(admin.account_given):
        form._add.click()
    assert "chưa giống" in form._bar.words
    form._again.setText(PASSWORD)
    with qtbot.waitSignal(admin.account_given) as given:
        qtbot.keyClick(form._again, Qt.Key.Key_Return)
    assert given.args == [
        NewAccount("038199004127", "Nguyễn Thu Trang", "", "UBND xã", ("typist",), PASSWORD)
    ]
    qtbot.keyClick(form._again, Qt.Key.Key_Escape)
    assert form._password.text() == ""
    assert admin._table.hasFocus()


def test_a_password_is_set_for_the_chosen_account_only(admin, qtbot):
    admin._password.click()
    admin._reset._password.setText(PASSWORD)
    admin._reset._again.setText(PASSWORD)
    with qtbot.waitSignal(admin.password_given) as given:
        qtbot.keyClick(admin._reset._again, Qt.Key.Key_Return)
    assert given.args == ["1", PASSWORD]
    admin._reset._password.setText("half")
    admin._table.choose(1)
    assert admin._reset._password.text() == ""
    assert admin._side.currentIndex() == 0


def test_accounts_are_locked_and_opened_and_requests_saved(admin, qtbot):
    with qtbot.waitSignal(admin.request_requested) as asked:
        admin._save.click()
    assert asked.args == ["1"]
    admin._table.choose(1)
    assert not admin._save.isEnabled()
    assert admin._switch.accessibleName() == "Mở lại"
    with qtbot.waitSignal(admin.active_changed) as changed:
        admin._switch.click()
    assert changed.args == ["2", True]


def test_only_who_may_manage_can_change_anything(admin, qtbot):
    admin.set_accounts(admin._table.table_model.rows, office="UBND xã", may_manage=False)
    assert not admin._password.isEnabled()
    qtbot.keyClick(admin._table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert admin._side.currentIndex() == 0


def test_trust_and_self_check_are_shown(admin, qtbot):
    admin.set_trusted([TrustRow("gốc", "Gốc C06", "4F7A 91C0")])
    admin.set_checks([SelfCheck("Nhật ký liền mạch", "12.402 bước", "ok")])
    assert admin._trust.table_model.cell(0, 0).sub == "4F7A 91C0"
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
    screen = TransferScreen(work, window.jobs)
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
    assert "không đúng" in transfer_screen.panel._make._bar.words

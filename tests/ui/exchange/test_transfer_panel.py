import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStackedWidget

from app.models.words.states import PackageState
from app.ui.exchange.panels.transfer import PackageRow, TransferPanel
from app.ui.exchange.panels.transfer_pages import CheckLine, Ready, Report
from app.ui.kit.stages import Step
from tests.ui.driver import (
    cell,
    choose,
    field,
    find,
    focused,
    seen,
    table,
    words,
)

READY = Ready(312, 23, (("h1", "Công an huyện"), ("h2", "Công an tỉnh")), "Quách Văn Nghĩa")


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
        "Đã ghi gói", "Giống hết.",
        (CheckLine("Chữ ký gói", "đúng"), CheckLine("Một trường hợp bị giữ lại", "", "bad")),
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
        "quá hạn trả lời",
    )


def test_f6_goes_round_the_parts(transfer, qtbot):
    qtbot.keyClick(packages(transfer), Qt.Key.Key_F6)
    assert transfer.findChild(QStackedWidget).isAncestorOf(transfer.focusWidget())
    qtbot.keyClick(transfer.focusWidget(), Qt.Key.Key_F6)
    assert packages(transfer).hasFocus()


def test_f6_goes_to_no_part_where_nothing_can_be_done(transfer, qtbot):
    packages(transfer).setFocus()
    qtbot.keyClick(packages(transfer), Qt.Key.Key_F6)
    assert focused() is find(transfer, "Nơi nhận", QComboBox)
    qtbot.keyClick(focused(), Qt.Key.Key_F6)
    assert focused() is packages(transfer)
    transfer.set_ready(Ready(0, 0, READY.receivers, "Quách Văn Nghĩa"))
    qtbot.keyClick(focused(), Qt.Key.Key_F6)
    assert focused() is packages(transfer), "nothing to export: its fields take no keys"

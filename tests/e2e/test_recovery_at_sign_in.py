"""A forgotten password of the only leader: Ctrl+R at the sign-in, the sheet, a new password, and in."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.crypto.stretching import new_sheet
from app.demo import commune as demo
from app.models.store.store import Store
from app.services.office import accounts, audit, recovering, unlocking
from app.settings import DEMO_PASSWORD
from tests.conftest import AT, numbered
from tests.e2e.officer import sign_in
from tests.ui.driver import messages_of, says

NEW = "một mật khẩu khác hẳn"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def halves(home):
    """A recovery sheet of the commune that was printed and typed back."""
    key = unlocking.unlock(home, "nhan.ct", DEMO_PASSWORD).store_key
    store, sheet = Store(home, key), new_sheet(kdf=demo.KDF, random=numbered("sheet"))
    with store.read() as session:
        leader = accounts.get(session, demo.LEADER.uid)
    around = {"store_key": key, "by": leader, "at": AT}
    recovering.make_sheet(store, home, sheet, random=numbered("slot"), **around)
    recovering.confirm_sheet(store, home, **around)
    store.close()
    return sheet.halves


@pytest.fixture
def asked(start):
    """The application with the dialog of the sheet over the sign-in."""
    application = start()
    QTest.keyClick(application.sign_in, Qt.Key.Key_R, CONTROL)
    application.recovery.dialog.activateWindow()
    return application


def type_lines(*lines):
    for text in lines:
        QApplication.focusWidget().setText(text)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def test_a_leader_comes_in_again_and_is_told_to_make_a_new_sheet(asked, halves, qtbot):
    dialog = asked.recovery.dialog
    with qtbot.waitSignal(asked.recovery.done, timeout=30000) as done:
        type_lines(*halves, NEW, NEW)
    assert not dialog.isVisible()
    assert asked.sign_in.login == done.args[0]
    assert says(asked.sign_in, "Đã đặt mật khẩu mới")
    sign_in(asked, qtbot, NEW, done.args[0])
    assert asked.workspace.account.uid == demo.LEADER.uid
    asked.window.show_page("admin")
    assert "Phiếu khôi phục mới chưa được xác nhận" in messages_of(asked.desk_top.admin)
    with asked.workspace.store.read() as session:
        kinds = [event["kind"] for event in audit.since(session, 0)]
    assert "recovered" in kinds


def test_wrong_halves_delay_the_password_too(asked, halves, qtbot):
    other = new_sheet(kdf=demo.KDF, random=numbered("another")).halves
    login = asked.recovery.dialog.findChild(type(asked.recovery.dialog._account)).currentData()
    type_lines(*other, NEW, NEW)
    qtbot.waitUntil(lambda: not asked.window.jobs.busy, timeout=30000)
    type_lines(NEW, NEW)
    qtbot.waitUntil(lambda: not asked.window.jobs.busy, timeout=30000)
    assert asked.tries.count(login) == 2
    QTest.keyClick(asked.recovery.dialog, Qt.Key.Key_Escape)
    asked.sign_in.choose_officer(login)
    assert says(asked.sign_in, "Đã gõ sai mật khẩu 2 lần.")


def test_esc_leads_back_to_the_sign_in(asked, qtbot):
    QTest.keyClick(asked.recovery.dialog, Qt.Key.Key_Escape)
    assert not asked.recovery.dialog.isVisible()
    sign_in(asked, qtbot)
    assert asked.workspace is not None


def test_it_is_not_asked_for_while_a_password_is_tried(start, qtbot):
    application = start()
    application.sign_in.password_given.emit("nhan.ct", DEMO_PASSWORD)
    application.sign_in.recovery_requested.emit()
    assert application.recovery is None
    qtbot.waitUntil(lambda: not application.window.jobs.busy, timeout=30000)

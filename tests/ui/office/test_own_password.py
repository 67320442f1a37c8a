"""An officer changes the own password, with the keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.office import audit, unlocking
from app.ui.office.own_password import OwnPassword
from tests.conftest import POLICE
from tests.ui.driver import field, focused, messages_of
from tests.ui.office.test_admin_screen import PASSWORD, SECOND, founded, window, workspace

__all__ = ["founded", "window"]
RETURN = Qt.Key.Key_Return


@pytest.fixture
def work(founded, clock, random):
    return workspace(founded, POLICE, clock, random)


@pytest.fixture
def dialog(work, window, qtbot):
    window.show()
    made = OwnPassword(work, window.passwords, window)
    with qtbot.waitActive(made):
        made.open()
        made.activateWindow()
    return made


def fill(dialog, window, qtbot, *passwords):
    for password in passwords:
        QTest.keyClicks(focused(), password)
        QTest.keyClick(focused(), RETURN)
    qtbot.waitUntil(lambda: not window.passwords.busy, timeout=20000)


def events(work):
    with work.store.read() as session:
        return [(e["kind"], e["subject"], e["data"]) for e in audit.since(session, 0)]


def test_the_password_is_changed_by_keys_and_the_signing_key_stays(dialog, work, window, qtbot):
    login, before = work.account.login, work.account.slot_id
    key = unlocking.unlock(work.folder, login, PASSWORD).signing_key.private_numbers()
    fill(dialog, window, qtbot, PASSWORD, SECOND, SECOND)
    assert "Đã đổi mật khẩu" in messages_of(dialog)
    assert unlocking.unlock(work.folder, login, SECOND).signing_key.private_numbers() == key
    assert work.account.slot_id == unlocking.unlock(work.folder, login, SECOND).slot_id != before
    assert ("password_changed", POLICE.uid, {}) in events(work)
    QTest.keyClick(focused(), RETURN)
    assert not dialog.isVisible()


def test_a_wrong_old_password_is_counted_delayed_and_audited(dialog, work, window, qtbot):
    for count in (1, 2):
        fill(dialog, window, qtbot, "sai mat khau roi", SECOND, SECOND)
        assert "không đúng" in messages_of(dialog)
        assert work.tries.count(work.account.login) == count
        assert focused() is field(dialog, "Mật khẩu đang dùng")
    assert events(work)[-2:] == [("password_failed", POLICE.uid, {"own_password": 1})] * 2
    fill(dialog, window, qtbot, PASSWORD, SECOND, SECOND)
    assert "Đã gõ sai mật khẩu 2 lần. Thử lại sau 1 giây." in messages_of(dialog)
    work.now.move(seconds=1)
    fill(dialog, window, qtbot, PASSWORD, SECOND, SECOND)
    assert "Đã đổi mật khẩu" in messages_of(dialog)
    assert work.tries.count(work.account.login) == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("", SECOND, SECOND), "Chưa gõ mật khẩu đang dùng"),
        ((PASSWORD, SECOND, SECOND + "x"), "chưa giống nhau"),
        ((PASSWORD, "ngan qua", "ngan qua"), "ít nhất 12 ký tự"),
        ((PASSWORD, PASSWORD, PASSWORD), "phải khác"),
    ],
)
def test_each_slip_is_told_and_changes_nothing(dialog, work, window, qtbot, typed, words):
    fill(dialog, window, qtbot, *typed)
    assert words in messages_of(dialog)
    assert unlocking.unlock(work.folder, work.account.login, PASSWORD).slot_id == work.account.slot_id
    assert work.tries.count(work.account.login) == 0


def test_escape_leaves_but_not_while_the_password_is_changed(dialog, work, window, qtbot):
    for password in (PASSWORD, SECOND, SECOND):
        QTest.keyClicks(focused(), password)
        QTest.keyClick(focused(), RETURN)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not field(dialog, "Mật khẩu mới").isEnabled()
    qtbot.waitUntil(lambda: not window.passwords.busy, timeout=20000)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()

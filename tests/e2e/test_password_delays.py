"""Every screen that asks for a password delays and records a wrong one alike; one counter per login."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from app.services.entry import approval
from app.services.office import accounts
from app.services.office.password_tries import AskedBy
from app.settings import DEMO_PASSWORD
from app.ui.office.own_password import OwnPassword
from tests.e2e.officer import sign_in
from tests.ui.driver import messages_of

Key, NONE, CONTROL = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
WRONG, POLICE_LOGIN = "sai mat khau roi", "dung.tv"
AGAIN = "Đã gõ sai mật khẩu 2 lần. Thử lại sau 1 giây."


def press(key, modifier=NONE):
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def settle(application, qtbot):
    window = application.window
    qtbot.waitUntil(lambda: not window.passwords.busy and not window.jobs.busy, timeout=20000)


class Strip:
    """F12 over an entry that waits: approve, or send back."""

    asked_by = AskedBy.STRIP

    def __init__(self, application, *, back=False):
        self.screen, self.back = application.desk_top.entry, back
        with application.workspace.store.read() as session:
            entry_id = approval.waiting(session)[0].id
        application.window.show_page("entry")
        self.screen.open_entry(entry_id)
        press(Key.Key_F12)

    def give(self, password):
        panel = self.screen.strip.panel
        if self.back:
            panel.reason.setText("nham nguoi")
        panel.password.setFocus()
        QTest.keyClicks(panel.password, password)
        if self.back and panel.reason.isHidden():
            press(Key.Key_Backspace, CONTROL)
            panel.reason.setText("nham nguoi")
            panel.password.setFocus()
        press(Key.Key_Backspace if self.back else Key.Key_Return, CONTROL)

    def said(self):
        return self.screen.strip.panel.error


class SendingBack(Strip):
    def __init__(self, application):
        super().__init__(application, back=True)


class Session:
    """The police session of Duyệt."""

    asked_by = AskedBy.APPROVAL

    def __init__(self, application):
        self.screen = application.desk_top.approval
        application.window.show_page("approval")

    def give(self, password):
        self.screen.next_officer()
        QTest.keyClicks(QApplication.focusWidget(), password)
        press(Key.Key_Return)

    def said(self):
        return self.screen.messages.words


class Transfer:
    """The signature of a package."""

    asked_by = AskedBy.EXCHANGE

    def __init__(self, application):
        self.screen = application.desk_top.transfer
        self.folder = application.workspace.folder
        application.window.show_page("transfer")

    def give(self, password):
        self.screen.make(self.folder.parent, password)

    def said(self):
        return messages_of(self.screen)


class Own:
    """The own password."""

    asked_by = AskedBy.OWN_PASSWORD

    def __init__(self, application):
        self.application = application
        QTest.keyClick(application.window, Key.Key_P, CONTROL | Qt.KeyboardModifier.ShiftModifier)
        self.dialog = application.window.findChild(OwnPassword)
        assert self.dialog.isVisible(), "opened by keys"

    def give(self, password):
        for edit, words in zip(
            self.dialog.form._edits, (password, "mot cau khac", "mot cau khac"), strict=True
        ):
            edit.setText(words)
        self.dialog.form._on_keep()

    def said(self):
        return self.dialog.form._bar.words


@pytest.mark.parametrize("place", [Strip, SendingBack, Session, Transfer, Own])
def test_wrong_passwords_are_delayed_and_audited_alike(signed_in, qtbot, place):
    work = signed_in.workspace
    screen = place(signed_in)
    login = work.account.login if place is Own else POLICE_LOGIN
    for _ in range(2):
        screen.give(WRONG)
        settle(signed_in, qtbot)
        assert "không đúng" in screen.said()
    assert work.tries.count(login) == 2
    before = work.tries.untold()
    screen.give(DEMO_PASSWORD)
    settle(signed_in, qtbot)
    assert AGAIN in screen.said()
    assert (work.tries.count(login), before) == (2, {}), "refused without a try"
    with work.store.read() as session:
        uid = next(o.uid for o in accounts.every(session) if o.login == login)
        rows = session.execute(
            text("SELECT subject, uid, data FROM audit_event WHERE kind = 'password_failed'")
        ).all()
    expected = (uid, work.account.uid, {screen.asked_by.value: 1})
    assert [(r.subject, r.uid, json.loads(r.data)) for r in rows] == [expected] * 2
    work.now.move(seconds=1)
    screen.give(DEMO_PASSWORD)
    settle(signed_in, qtbot)
    assert work.tries.count(login) == 0


def test_what_was_tried_at_one_screen_delays_the_next_and_the_sign_in(signed_in, start, qtbot):
    work = signed_in.workspace
    session, strip = Session(signed_in), None
    session.give(WRONG)
    settle(signed_in, qtbot)
    strip = Strip(signed_in)
    strip.give(WRONG)
    settle(signed_in, qtbot)
    strip.give(DEMO_PASSWORD)
    settle(signed_in, qtbot)
    assert strip.said() == AGAIN
    assert work.tries.count(work.account.login) == 0, "the officer at the PC does not wait"
    signed_in.window.close()
    again = start()
    sign_in(again, qtbot, login=POLICE_LOGIN)
    assert again.workspace is None
    assert "2 lần" in again.sign_in._refusal

"""Duyệt: whoever is signed in as a police officer gave the password; one approval takes one more."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.words.roles import Role
from app.ui.approval.screen import ApprovalScreen
from tests.conftest import POLICE
from tests.ui.driver import focused, says, sees


@pytest.fixture
def opened(themed, work, qtbot):
    def opened(account):
        work.account = account
        made = ApprovalScreen(work)
        qtbot.addWidget(made)
        made.resize(1200, 640)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        made.refresh()
        return made

    return opened


def test_a_signed_in_police_officer_is_asked_for_no_second_password(opened):
    screen = opened(POLICE)
    assert screen.officer is not None
    assert screen.officer.uid == POLICE.uid
    assert says(screen, "Phiên duyệt của Công an")
    assert screen.ask.isHidden()
    screen.end_session()
    assert screen.officer is None
    screen.next_officer()
    assert screen.officer is not None
    assert screen.ask.isHidden()


def test_beside_another_officer_the_police_give_their_password(opened, work):
    screen = opened(replace(work.account, roles=frozenset({Role.JUSTICE})))
    assert screen.officer is None
    screen.next_officer()
    assert screen.officer is None
    assert says(screen, "(Công an) để mở phiên duyệt")
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert screen.officer is None


def test_the_question_for_the_password_goes_with_the_page(opened, work):
    screen = opened(work.account)
    screen.next_officer()
    QTest.keyClicks(focused(), "mat khau")
    screen.leave()
    assert screen.ask.isHidden()
    assert not sees(screen, "Mật khẩu ký")

"""The dialog of a restore: after a refusal the officer types on where it is wrong."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.crypto.stretching import FLOOR_KIB, Kdf, new_sheet
from app.ui.office.panels.restore_dialog import Generation, RestoreDialog
from tests.conftest import numbered
from tests.ui.driver import button, choose, click, field, focused, messages_of, says, type_in
from tests.ui.keys import press

FOUND = Generation("/usb/1", "30/11/2026 17:21", "2 trường hợp, 1 MB", ("lan.nt",))
SHEET = "phiếu khôi phục, đủ hai nửa"


@pytest.fixture
def dialog(themed, qtbot):
    made = RestoreDialog(None, "Phục hồi", "Cắm USB.", "Phục hồi")
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.set_generations([FOUND])
    return made


def test_a_wrong_password_is_typed_again(dialog):
    type_in(dialog, "Mật khẩu lúc sao lưu", "sai mat khau")
    dialog.set_error("Mật khẩu không đúng.")
    assert field(dialog, "Mật khẩu lúc sao lưu").text() == ""
    assert focused() is field(dialog, "Mật khẩu lúc sao lưu")
    assert "không đúng" in messages_of(dialog)


def test_a_sheet_typed_wrong_stays_and_takes_the_keys(dialog):
    choose(dialog, "Mở bằng", SHEET)
    for half in ("Nửa A", "Nửa B"):
        type_in(dialog, half, "P6HK QQ7H")
    dialog.set_error("Nửa phiếu khôi phục gõ chưa đúng.")
    assert field(dialog, "Nửa A").text() == "P6HK QQ7H"
    assert focused() is field(dialog, "Nửa A")


@pytest.fixture
def halves():
    return new_sheet(kdf=Kdf(m_kib=FLOOR_KIB, t=2), random=numbered()).halves


def test_a_whole_half_is_seen_whole(dialog, halves):
    choose(dialog, "Mở bằng", SHEET)
    edit = field(dialog, "Nửa A")
    assert max(map(edit.fontMetrics().horizontalAdvance, halves)) < edit.width() - 16


def test_each_half_says_how_far_it_is_and_which_group_is_wrong(dialog, halves):
    choose(dialog, "Mở bằng", SHEET)
    type_in(dialog, "Nửa A", halves[0])
    type_in(dialog, "Nửa B", "P6HK QQ7H P6! H")
    assert [says(dialog, words) for words in ("Đúng, đủ 14 nhóm.", "Nhóm 3 chưa đúng")] == [True, True]
    assert field(dialog, "Nửa A").echoMode() == QLineEdit.EchoMode.Password, "the next keeper does not see it"
    assert not button(dialog, "Phục hồi").isEnabled()
    type_in(dialog, "Nửa B", halves[1].replace(halves[1][:4], "ABCD"))
    assert says(dialog, "Có nhóm gõ nhầm")
    assert not button(dialog, "Phục hồi").isEnabled()
    dialog.set_error("Nửa phiếu khôi phục gõ chưa đúng.")
    assert focused() is field(dialog, "Nửa B"), "the wrong one takes the keys"


def test_both_halves_by_keys_alone(dialog, halves, qtbot):
    choose(dialog, "Mở bằng", SHEET)
    field(dialog, "Nửa A").setFocus()
    with qtbot.waitSignal(dialog.given) as given:
        for half in halves:
            focused().setText(half)
            press(focused(), Qt.Key.Key_Return)
    assert given.args[0].halves == tuple(halves)
    assert given.args[0].login == ""


def test_a_drill_says_whose_password_it_asks(themed, qtbot):
    made = RestoreDialog(None, "Thử phục hồi", "Chọn.", "Thử", "lan.nt")
    qtbot.addWidget(made)
    made.show()
    made.set_generations([FOUND])
    type_in(made, "Mật khẩu của lan.nt", "bon tu bat ky nao")
    with qtbot.waitSignal(made.given) as given:
        click(made, "Thử")
    assert given.args[0].login == "lan.nt"

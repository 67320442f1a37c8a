"""The dialog of a restore: after a refusal the officer types on where it is wrong."""

import pytest

from app.ui.office.panels.restore_dialog import Generation, RestoreDialog
from tests.ui.driver import choose, click, field, focused, messages_of, type_in

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


def test_a_drill_says_whose_password_it_asks(themed, qtbot):
    made = RestoreDialog(None, "Thử phục hồi", "Chọn.", "Thử", "lan.nt")
    qtbot.addWidget(made)
    made.show()
    made.set_generations([FOUND])
    type_in(made, "Mật khẩu của lan.nt", "bon tu bat ky nao")
    with qtbot.waitSignal(made.given) as given:
        click(made, "Thử")
    assert given.args[0].login == "lan.nt"

"""The dialog of a restore: after a refusal the officer types on where it is wrong."""

import pytest

from app.ui.office.panels.restore_dialog import Generation, RestoreDialog
from tests.ui.driver import choose, field, focused, messages_of, type_in

FOUND = Generation("/usb/1", "30/11/2026 17:21", "2 bản ghi, 1 MB", ("lan.nt",))
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
    type_in(dialog, "Mật khẩu", "sai mat khau")
    dialog.set_error("Mật khẩu không đúng.")
    assert field(dialog, "Mật khẩu").text() == ""
    assert focused() is field(dialog, "Mật khẩu")
    assert "không đúng" in messages_of(dialog)


def test_a_sheet_typed_wrong_stays_and_takes_the_keys(dialog):
    choose(dialog, "Mở bằng", SHEET)
    for half in ("Nửa A", "Nửa B"):
        type_in(dialog, half, "P6HK QQ7H")
    dialog.set_error("Nửa phiếu khôi phục gõ chưa đúng.")
    assert field(dialog, "Nửa A").text() == "P6HK QQ7H"
    assert focused() is field(dialog, "Nửa A")

"""A new recovery sheet on demand: both sheets open the store until the new one was typed back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.crypto.key_file import KeyFile
from app.errors import NotUnlocked
from app.services.office import audit, home, key_slots
from app.ui.office.sheet_dialog import SheetDialog
from tests.conftest import JUSTICE
from tests.ui.driver import button, click, messages_of
from tests.ui.office.test_admin_screen import founded, screen, window, work, workspace

__all__ = ["founded", "screen", "window", "work"]
CONFIRM = "Xác nhận, bỏ phiếu cũ"


@pytest.fixture
def dialog(screen, window, qtbot):
    click(screen, "Phiếu khôi phục…")
    qtbot.waitUntil(lambda: not window.jobs.busy, timeout=20000)
    return screen.findChild(SheetDialog)


def opens(work, halves):
    try:
        opened = KeyFile.load(work.folder / home.KEY_FILE).recover(*halves)
    except NotUnlocked:
        return False
    return opened.store_key == work.store_key


def halves_of(dialog):
    return tuple(" ".join(half.groups) for half in dialog._sheet.halves)


def type_back(dialog):
    sheet = dialog._sheet
    edits = (dialog.page._first.edit, dialog.page._second.edit)
    for edit, number, half in zip(edits, sheet.asked, sheet.halves, strict=True):
        edit.setFocus()
        QTest.keyClicks(edit, half.groups[number - 1].lower())


def test_the_old_sheet_goes_only_when_the_new_one_was_printed_and_typed_back(
    dialog, screen, work, founded, qtbot
):
    new = halves_of(dialog)
    assert opens(work, founded.halves)
    assert opens(work, new)
    type_back(dialog)
    assert not button(dialog, CONFIRM).isEnabled(), "not printed yet"
    made = dialog.paper()
    assert made.data.startswith(b"%PDF")
    dialog.printed(made, "máy in của máy này")
    with qtbot.waitSignal(dialog.confirmed):
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    assert (opens(work, founded.halves), opens(work, new)) == (False, True)
    assert "phiếu cũ không dùng được nữa" in messages_of(screen)
    assert dialog._sheet is None
    with work.store.read() as session:
        kinds = [e["kind"] for e in audit.since(session, 0)]
        assert not key_slots.sheet_waits(session)
    assert {"sheet_made", "sheet_confirmed"} <= set(kinds)


def test_enter_in_a_group_goes_on_and_neither_prints_nor_confirms(dialog, qtbot):
    dialog.printed(dialog.paper(), "máy in của máy này")
    type_back(dialog)
    first, second = dialog.page._first.edit, dialog.page._second.edit
    first.setFocus()
    with qtbot.assertNotEmitted(dialog.page.print_requested), qtbot.assertNotEmitted(dialog.confirmed):
        QTest.keyClick(first, Qt.Key.Key_Return)
        assert dialog.focusWidget() is second
        QTest.keyClick(second, Qt.Key.Key_Return)


def test_left_before_both_open_the_store_and_the_screen_says_so(dialog, screen, work, founded):
    new = halves_of(dialog)
    dialog.reject()
    assert dialog._sheet is None
    assert (opens(work, founded.halves), opens(work, new)) == (True, True)
    assert "chưa được xác nhận" in messages_of(screen)


def test_only_a_leader_is_offered_a_sheet(founded, window, clock, random):
    from app.ui.office.admin_screen import AdminScreen

    made = AdminScreen(workspace(founded, JUSTICE, clock, random), window.jobs)
    window.add_page("admin", "Quản trị", "sliders", made)
    made.refresh()
    assert not button(made, "Phiếu khôi phục…").isEnabled()

"""What is written goes to the folder that the officer chose, however long it takes until then."""

import pytest
from PySide6.QtCore import Qt

from app.held_folder import folder_id
from app.ui.kit import files
from tests.ui.driver import click, field, messages_of, says
from tests.ui.exchange.test_packages_shown import office, offices, unwritten  # noqa: F401
from tests.ui.keys import press
from tests.unit.services.conftest import approved_commune  # noqa: F401
from tests.unit.services.exchange.parties import PASSWORD


@pytest.fixture
def swapped(monkeypatch, tmp_path):
    """A folder is chosen; then another one takes its name before anything is written."""
    folder = tmp_path / "usb-khac"
    folder.mkdir()

    def choose(_parent, _title):
        return folder

    def swap():
        folder.rename(tmp_path / "rut")
        folder.mkdir()

    monkeypatch.setattr(files, "choose_folder", choose)
    return folder, swap


def at_first(function, swap):
    """Return the function, with the swap before its first call."""
    done = []

    def swapping(*given):
        if not done:
            done.append(True)
            swap()
        return function(*given)

    return swapping


def test_a_package_is_made_and_kept_but_not_written_elsewhere(office, swapped):  # noqa: F811
    folder, swap = swapped
    office.work.random = at_first(office.commune.random, swap)
    office.run(office.screen.panel.make_requested.emit, "", PASSWORD)
    assert says(office.screen, "Gói số 1 đã làm xong nhưng chưa ghi ra USB")
    assert says(office.screen, "USB đã bị rút ra, hoặc thư mục đã bị thay sau khi chọn")
    assert list(folder.iterdir()) == []


def test_a_kept_package_is_not_written_elsewhere(unwritten, swapped):  # noqa: F811
    folder, swap = swapped
    dialog = unwritten.open_newest()
    unwritten.work.now = at_first(unwritten.work.now, swap)
    unwritten.run(click, dialog, "Ghi ra USB…")
    assert "USB đã bị rút ra" in messages_of(unwritten.screen)
    assert list(folder.iterdir()) == []


def test_a_package_made_anew_is_not_written_elsewhere(unwritten, swapped):  # noqa: F811
    folder, swap = swapped
    unwritten.work.random = at_first(unwritten.commune.random, swap)
    dialog = unwritten.open_newest()
    click(dialog, "Làm lại gói…")
    field(dialog, "Lý do").setText("đồng hồ sai")
    field(dialog, "Mật khẩu ký").setText(PASSWORD)
    unwritten.run(press, field(dialog, "Mật khẩu ký"), Qt.Key.Key_Return)
    assert says(unwritten.screen, "USB đã bị rút ra")
    assert list(folder.iterdir()) == []


def test_what_was_chosen_is_written_to(office, swapped):  # noqa: F811
    folder, _swap = swapped
    office.run(office.screen.panel.make_requested.emit, "", PASSWORD)
    assert len(list(folder.glob("*.htpkg"))) == 1


def test_a_folder_that_is_gone_when_it_is_chosen(office, swapped):  # noqa: F811
    folder, _swap = swapped
    folder.rmdir()
    office.run(office.screen.panel.make_requested.emit, "", PASSWORD)
    assert "Không thấy thư mục đích" in messages_of(office.screen)
    assert [one for one in office.commune.history() if one.purpose == "ket_qua"] == []
    folder.mkdir()
    assert files.choose_target(None, "") == (folder, folder_id(folder))


def test_the_officer_leaves_the_dialog(office, monkeypatch):  # noqa: F811
    monkeypatch.setattr(files, "choose_folder", lambda *_asked: None)
    assert files.choose_target(None, "") is None
    before = office.commune.everything()
    office.screen.panel.make_requested.emit("", PASSWORD)
    assert office.commune.everything() == before

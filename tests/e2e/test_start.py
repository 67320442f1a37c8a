"""What the start shows: the wizard only in a folder without a file of ours, else what is missing."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.office import home as homes
from app.ui.shell.panels.missing import MissingPanel
from tests.e2e.officer import sign_in
from tests.ui.driver import button, says

Key = Qt.Key
NEEDED = ("work.db", "keyfile.json")


def contents(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file() and p.name != "store.lock"}


def take_away(home, *names):
    """Move files out of the folder, copies of them too; return where they are."""
    away = home.parent / "away"
    away.mkdir()
    for name in names:
        for path in home.glob(f"{name}*"):
            shutil.move(path, away)
    return away


@pytest.mark.parametrize("gone", [NEEDED[:1], NEEDED[1:], NEEDED], ids="+".join)
def test_a_missing_file_is_named_and_nothing_is_made_or_replaced(start, home, gone, qtbot):
    away = take_away(home, *gone)
    before = contents(home)
    application = start()
    assert application.setup is None
    panel = application.missing
    assert isinstance(panel, MissingPanel)
    for name in NEEDED:
        assert says(panel, f"{name} – ") == (name in gone)
    assert says(panel, "sao lưu")
    assert says(panel, "officers.json"), "what is still there is named too"
    assert contents(home) == before
    QTest.keyClick(button(panel, "Kiểm tra lại"), Key.Key_Return)
    assert application.sign_in is None
    for path in away.iterdir():
        shutil.move(path, home)
    QTest.keyClick(button(application.missing, "Kiểm tra lại"), Key.Key_Return)
    assert application.missing is None
    sign_in(application, qtbot)
    assert application.workspace is not None


def test_an_empty_folder_is_set_up_and_a_log_of_errors_in_it_does_no_harm(start, home):
    for path in home.iterdir():
        path.unlink() if path.is_file() else shutil.rmtree(path)
    (home / "loi.log").write_text("x")
    assert start().setup is not None


def test_the_copy_of_the_key_file_is_enough_and_the_next_sign_in_mends_it(start, home, qtbot):
    (home / "keyfile.json").unlink()
    application = start()
    sign_in(application, qtbot)
    assert application.workspace is not None
    assert (home / "keyfile.json").read_bytes() == (home / "keyfile.json.bak").read_bytes()


def test_without_cards_an_officer_signs_in_by_the_login(start, home, qtbot):
    """The cards come back with it."""
    cards = home / homes.CARDS_FILE
    before = cards.read_bytes()
    cards.write_bytes(b"[" * 100_000)
    (home / homes.LAST_FILE).write_bytes(b"\xff")
    (home / homes.TRIES_FILE).write_bytes(b'{"logins": {"nhan.ct": {"count": "9"}}}')
    application = start()
    assert {card.name for card in application.cards()} == {"nhan.ct", "dung.tv", "hoa.bv", "luong.ht"}
    sign_in(application, qtbot)
    assert application.workspace is not None
    assert cards.read_bytes() == before


def test_a_damaged_key_file_still_shows_a_sign_in_that_says_so(start, home, qtbot):
    for path in home.glob("keyfile.json*"):
        path.write_bytes(b'{"v": 1, "epoch": 1, "store_id": "a", "mac": "a", "slots": [5]}')
    application = start()
    sign_in(application, qtbot)
    assert "Tệp khóa (keyfile.json) bị hỏng" in application.sign_in._refusal
    assert application.sign_in.focusProxy().isEnabled()

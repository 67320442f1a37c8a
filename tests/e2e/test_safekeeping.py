"""Backup by one key, the offer of a known stick, the drill and the wipe, by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app import held_folder
from app.demo import commune as demo
from app.models.store.store import Store
from app.process.supervisor import LOCKED
from app.services.exchange import wiping
from app.services.office import backing_up, unlocking
from app.settings import DEMO_PASSWORD, Settings
from app.ui.kit import files
from app.ui.kit.media import MediaWatch, Medium
from app.ui.kit.printing import Preview
from app.ui.office.panels.restore_dialog import RestoreDialog
from app.ui.office.panels.wipe_dialog import WipeDialog
from app.ui.shell.application import Application, Surroundings
from tests.conftest import Clock, numbered
from tests.e2e.conftest import LATER
from tests.e2e.officer import sign_in
from tests.e2e.test_lock import until_ended
from tests.ui.driver import button, buttons_of, find, says, type_in

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def stick(tmp_path, monkeypatch):
    """A stick that is chosen whenever a folder is asked for."""
    made = tmp_path / "KINGSTON"
    made.mkdir()
    monkeypatch.setattr(files, "choose_folder", lambda *_asked: made)
    monkeypatch.setattr(held_folder, "same_disk", lambda *_folders: False)
    return made


@pytest.fixture
def app(start, qtbot, stick):
    """The leader at work."""
    application = start()
    sign_in(application, qtbot, login="hoa.bv")
    assert application.desk_top is not None
    return application


def notice(app) -> str:
    return app.desk_top.safekeeping.notice.words


def back_up(app, qtbot) -> None:
    QTest.keyClick(app.window, Qt.Key.Key_B, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: "Đã sao lưu" in notice(app), timeout=20000)


def in_dialog(kind, act) -> list[object]:
    """Do something in the dialog that opens next; return what it gave, or what it raised."""
    given: list[object] = []

    def begin() -> None:
        dialog = QApplication.activeModalWidget()
        try:
            assert isinstance(dialog, kind)
            given.append(act(dialog))
        except BaseException as error:  # noqa: BLE001 a test must not hang in the dialog
            given.append(error)
        finally:
            if dialog is not None and dialog.isVisible():
                dialog.done(0)

    QTimer.singleShot(50, begin)
    return given


def outcome(given):
    (one,) = given
    if isinstance(one, BaseException):
        raise one
    return one


# -- backup -------------------------------------------------------------------------------------------


def test_a_backup_goes_to_no_other_stick_than_the_chosen_one(app, stick, qtbot, monkeypatch):
    """Another stick has taken its place when its label is read."""

    def label(folder):
        folder.rename(folder.with_name("rut"))
        folder.mkdir()
        return folder.name

    monkeypatch.setattr("app.ui.kit.media.label_of", label)
    QTest.keyClick(app.window, Qt.Key.Key_B, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: "USB đã bị rút ra" in notice(app), timeout=20000)
    assert list(stick.iterdir()) == []


def test_one_key_backs_up_and_says_so(app, qtbot, stick):
    assert says(app.desk_top.today, "chưa lần nào")
    focused = app.window.focusWidget()
    back_up(app, qtbot)
    assert f"Đã sao lưu vào {stick}" in notice(app)
    assert "Rút USB" not in notice(app), "the folder of this test is on no stick"
    assert app.window.focusWidget() is focused  # who types goes on typing
    assert says(app.desk_top.today, "hôm nay")
    assert len(list((stick / backing_up.ROOT).glob("*/*/sao-luu.json"))) == 1


def test_a_folder_of_the_disk_that_keeps_the_store_is_no_backup(app, home, stick, qtbot, monkeypatch):
    """The dialog offers the home folder: whoever presses Enter there would lose both with the PC."""
    monkeypatch.undo()
    own = home.parent / "tai-lieu"
    own.mkdir()
    monkeypatch.setattr(files, "choose_folder", lambda *_asked: own)
    QTest.keyClick(app.window, Qt.Key.Key_B, CONTROL | SHIFT)
    assert "chính ổ đĩa đang giữ kho" in notice(app)
    assert not app.window.jobs.busy
    assert list(own.iterdir()) == []
    assert says(app.desk_top.today, "chưa lần nào")


def test_the_key_works_on_every_screen(app, qtbot, stick):
    for page in app.window.pages:
        app.window.show_page(page)
        app.desk_top.safekeeping.notice.hide()
        back_up(app, qtbot)


def test_the_card_of_today_backs_up_too(app, qtbot):
    QTest.keyClick(find(app.desk_top.today, "Sao lưu: chưa lần nào, Ctrl+Shift+B"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Đã sao lưu" in notice(app), timeout=20000)


def test_a_refusal_stays_until_it_is_closed(app, qtbot, stick):
    (stick / backing_up.ROOT).write_text("no folder")
    QTest.keyClick(app.window, Qt.Key.Key_B, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: bool(notice(app)), timeout=20000)
    assert "Đã sao lưu" not in notice(app)
    panel = app.desk_top.safekeeping.notice
    assert not panel._timer.isActive()
    QTest.keyClick(button(panel, "Đóng"), Qt.Key.Key_Return)
    assert notice(app) == ""


def test_nothing_works_before_sign_in(start, stick):
    application = start()
    QTest.keyClick(application.window, Qt.Key.Key_B, CONTROL | SHIFT)
    assert list(stick.iterdir()) == []


def test_the_lock_while_it_runs_ends_it_whole(app, qtbot, stick):
    QTest.keyClick(app.window, Qt.Key.Key_B, CONTROL | SHIFT)
    assert until_ended(QApplication.instance(), app.lock) == LOCKED
    (place,) = (stick / backing_up.ROOT).iterdir()
    assert len(backing_up.generations(place)) == 1
    assert not list(place.glob("*.part"))


# -- the known stick ----------------------------------------------------------------------------------


def test_a_known_stick_is_offered_when_there_is_something_new(app, qtbot, stick):
    app.desk_top.safekeeping._came(Medium(stick, "KINGSTON"))
    assert "Đã cắm USB sao lưu KINGSTON" in notice(app)
    QTest.keyClick(button(app.desk_top.safekeeping.notice, "Sao lưu"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Đã sao lưu" in notice(app), timeout=20000)
    app.desk_top.safekeeping.notice.hide()
    app.desk_top.safekeeping._came(Medium(stick, "KINGSTON"))
    assert notice(app) == ""


def test_the_key_takes_the_known_stick_without_asking(app, qtbot, stick, tmp_path, monkeypatch):
    other = tmp_path / "SANDISK"
    other.mkdir()
    app.desk_top.safekeeping.watch.known = (Medium(other, "SANDISK"),)
    monkeypatch.setattr(files, "choose_folder", lambda *_asked: pytest.fail("asked"))
    back_up(app, qtbot)
    assert "SANDISK" in notice(app)
    assert list(stick.iterdir()) == []


def test_a_stick_comes_once_until_it_was_taken_out(qtbot, tmp_path):
    plugged = [Medium(tmp_path / "a", "A"), Medium(tmp_path / "b", "B")]
    watch = MediaWatch(lambda path: path.name == "a", lambda: list(plugged))
    came = []
    watch.came.connect(came.append)
    for now, wanted in ((plugged[:], 1), (plugged[:], 1), ([], 1), (plugged[:1], 2)):
        plugged[:] = now
        qtbot.waitUntil(lambda: not watch._looking, timeout=5000)
        with qtbot.waitSignal(watch._looked, timeout=5000):
            watch._begin()
        assert len(came) == wanted
    assert watch.known == (Medium(tmp_path / "a", "A"),)
    watch.stop()


def test_a_broken_stick_is_none(qtbot):
    def broken(_path: Path) -> bool:
        raise OSError(5, "x")

    watch = MediaWatch(broken, lambda: [Medium(Path("/x"), "X")])
    qtbot.waitUntil(lambda: not watch._looking, timeout=5000)
    assert watch.known == ()
    watch.stop()


# -- the drill ----------------------------------------------------------------------------------------


def test_a_drill_by_keyboard(app, qtbot):
    back_up(app, qtbot)

    def act(dialog):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)  # the stick is chosen first
        qtbot.waitUntil(lambda: isinstance(dialog.focusWidget(), QLineEdit), timeout=10000)
        QTest.keyClicks(dialog.focusWidget(), "sai mat khau roi")
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: says(dialog, "không đúng"), timeout=10000)
        QTest.keyClicks(dialog.focusWidget(), DEMO_PASSWORD)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: says(dialog, "phục hồi được"), timeout=20000)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)
        return dialog.isVisible()

    given = in_dialog(RestoreDialog, act)
    app.desk_top.safekeeping.drill()
    assert outcome(given) is False
    with app.workspace.store.read() as session:
        assert not backing_up.state(session).changed


# -- the wipe -----------------------------------------------------------------------------------------


def test_what_is_only_here_is_listed_and_nothing_can_be_wiped(app):
    def act(dialog):
        return buttons_of(dialog), [says(dialog, part) for part in ("chưa xuất", "Chưa sao lưu lần nào")]

    given = in_dialog(WipeDialog, act)
    app.desk_top.safekeeping.wipe()
    buttons, said = outcome(given)
    assert "Xóa kho" not in buttons
    assert said == [True, True]


def test_a_wipe_by_two_officers_ends_the_program(app, qtbot, home, stick, monkeypatch):
    """Everything has left, as the service would find it."""
    back_up(app, qtbot)
    monkeypatch.setattr(wiping, "obstacles", lambda *_, **__: [])

    def act(dialog):
        go = button(dialog, "Xóa kho")
        assert not go.isEnabled()
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)  # where the record goes
        code = find(dialog, "Gõ mã kho " + wiping_code(app), QLineEdit)
        type_in(dialog, f"Mật khẩu của {demo.LEADER.full_name}", DEMO_PASSWORD)
        type_in(dialog, "Mật khẩu của Công an", "sai mật khẩu rồi")
        QTest.keyClicks(code, wiping_code(app))
        QTest.keyClick(code, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: says(dialog, "Mật khẩu của Công an không đúng"), timeout=20000)
        assert (home / "keyfile.json").exists()
        type_in(dialog, f"Mật khẩu của {demo.LEADER.full_name}", DEMO_PASSWORD)
        type_in(dialog, "Mật khẩu của Công an", DEMO_PASSWORD)
        QTest.keyClick(code, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not home.exists(), timeout=20000)
        qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20000)

    given = in_dialog(WipeDialog, act)
    shown = []
    monkeypatch.setattr(Preview, "exec", lambda preview: shown.append(preview.messages.words))
    app.desk_top.safekeeping.wipe()
    outcome(given)
    assert "Đã xóa kho" in shown[0]
    assert len(list(stick.glob("*.pdf"))) == 1
    assert app.workspace is None
    assert not app.window.isVisible()
    assert not home.exists()


def wiping_code(app) -> str:
    with app.workspace.store.read() as session:
        return wiping.code(session)


def test_only_a_leader_may_wipe(start, qtbot, stick):
    application = start()
    sign_in(application, qtbot)
    application.window.show_page("admin")
    assert not button(application.desk_top.admin, "Xóa kho để trả máy").isEnabled()


# -- restore in the wizard ----------------------------------------------------------------------------


def test_a_new_pc_begins_with_a_backup(app, qtbot, tmp_path, monkeypatch, themed):
    back_up(app, qtbot)
    new = tmp_path / "new" / "kho"
    settings = Settings(demo=True, kdf_memory_kib=demo.KDF.m_kib)
    other = Application(Surroundings(new, settings, Clock(LATER), numbered("new")))
    other.start()

    def act(dialog):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: says(dialog, "Bản sao lưu"), timeout=10000)
        line = type_in(dialog, "Mật khẩu lúc sao lưu", DEMO_PASSWORD)
        QTest.keyClick(line, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: says(dialog, "Đã phục hồi"), timeout=20000)
        return says(dialog, "xin Công an cấp bản mới")

    given = in_dialog(RestoreDialog, act)
    QTest.keyClick(button(other.setup, "Phục hồi từ bản sao lưu…"), Qt.Key.Key_Return)
    assert outcome(given)
    assert other.setup is None
    assert other.cards() == app.cards()
    Store(new, unlocking.unlock(new, "nhan.ct", DEMO_PASSWORD).store_key).close()
    other.window.close()


def test_an_interrupted_wipe_ends_at_the_next_start(start, home):
    (home / "xoa-kho.dang-do").touch()
    (home / "keyfile.json").unlink()
    application = start()
    assert application.setup is not None
    assert not home.exists()

"""Locking keeps the officer's work and place and ends the process that held the keys."""

import contextlib
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from app.errors import AppError, StoreProblem
from app.models.store.tables import Meta
from app.models.words import incoming
from app.process.supervisor import LOCKED, keep_window
from app.services.entry import entries
from app.services.office import audit
from app.settings import DEMO_PASSWORD
from app.ui.kit.jobs import Job
from tests.e2e import window as window_process
from tests.e2e.officer import kept, open_store, sign_in
from tests.e2e.window import CARET, FIELD, WORDS
from tests.faults.full_disk import fill_up, limit
from tests.sticks import mounted, needs_mount
from tests.ui.driver import messages_of
from tests.ui.keys import compose, type_text

ROOT = Path(__file__).parents[2]
CONTROL = Qt.KeyboardModifier.ControlModifier


def until_ended(app, first):
    """Run the event loop as the process does; return its exit status (99: it did not end)."""
    QTimer.singleShot(0, first)
    guard = QTimer()
    guard.setSingleShot(True)
    guard.timeout.connect(lambda: QApplication.exit(99))
    guard.start(30000)
    return app.exec()


def half_typed(application, entry_id):
    """Open the entry and leave the caret behind three letters and an unfinished word."""
    application.window.show_page("entry")
    screen = application.desk_top.entry
    screen.open_entry(entry_id)
    before = screen.form.values()[FIELD].text
    screen.form.focus_field(FIELD, 0)
    field = application.window.focusWidget()
    type_text(field, "Cẩ")
    compose(field, "m")
    return f"{WORDS}{before}"


def test_ctrl_l_keeps_field_place_and_caret(start, qapp, qtbot, home, entry_id):
    application = start()
    sign_in(application, qtbot)
    words = half_typed(application, entry_id)
    window = application.window
    status = until_ended(qapp, lambda: QTest.keyClick(window.focusWidget(), Qt.Key.Key_L, CONTROL))
    assert status == LOCKED
    assert window.covered
    assert application.workspace is None
    assert kept(home, entry_id) == words

    again = start()
    assert again.desk_top is None  # the password first
    sign_in(again, qtbot)
    screen = again.desk_top.entry
    assert again.window.page == "entry"
    assert screen.entry_id == entry_id
    assert screen.form.current() == (FIELD, CARET)
    assert screen.form.values()[FIELD].text == words
    focus = again.window.focusWidget()
    assert (focus.text(), focus.cursorPosition()) == (words, CARET)


REFUSED = {
    "hidden": "Cẩm\u202e Lương",
    "zero": "Cẩm\0 Lương",
    "too long": "ẩ" * (incoming.FIELD.letters + 1),
}


@pytest.mark.parametrize("page", ["entry", "today"])
@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_words_that_the_store_refused_stand_in_their_field_again(
    start, qapp, qtbot, home, entry_id, words, page
):
    """With the reason, and wherever the officer was; the store keeps what it had."""
    application = start()
    sign_in(application, qtbot)
    application.window.show_page("entry")
    application.desk_top.entry.open_entry(entry_id)
    application.desk_top.entry.form.focus_field(FIELD, 0)
    application.window.focusWidget().setText(words)
    application.window.show_page(page)
    assert until_ended(qapp, application.lock) == LOCKED
    before = kept(home, entry_id)

    again = start()
    sign_in(again, qtbot)
    screen = again.desk_top.entry
    assert (again.window.page, screen.entry_id) == ("entry", entry_id)
    assert screen.form.unkept[FIELD].text == words
    assert screen.form.current()[0] == FIELD
    assert again.window.focusWidget().text() == words
    assert "Chữ vừa ghi vẫn còn trên màn hình" in messages_of(screen)
    screen.new_entry(1)
    assert screen.entry_id == entry_id, "nothing goes on without them"
    again.window.focusWidget().setText("Cẩm Lương")
    assert until_ended(qapp, again.lock) == LOCKED
    assert kept(home, entry_id) == "Cẩm Lương" != before

    third = start()
    sign_in(third, qtbot)
    assert third.desk_top.entry.form.unkept == {}
    assert messages_of(third.desk_top.entry) == ""


def test_look_ups_left_undecided_are_recorded_when_the_window_locks(start, qapp, qtbot, home, entry_id):
    application = start()
    sign_in(application, qtbot)
    half_typed(application, entry_id)
    screen = application.desk_top.entry
    qtbot.waitUntil(lambda: not screen.persons.searching)
    screen.persons.candidates.setFocus()  # the field is left: what rested on it is undecided again
    qtbot.waitUntil(lambda: not screen.persons.searching)
    looked_up = {section for section, _count in screen.persons.model.choices.open_searches()}
    assert "child" in looked_up
    window = application.window
    assert until_ended(qapp, lambda: QTest.keyClick(window.focusWidget(), Qt.Key.Key_L, CONTROL)) == LOCKED
    store = open_store(home)
    try:
        with store.read() as session:
            events = [e for e in audit.since(session, 0) if e["kind"] == "searched"]
    finally:
        store.close()
    left = [e["data"]["section"] for e in events if e["subject"] == entry_id]
    assert sorted(left) == sorted(looked_up)


def test_another_officer_starts_at_the_first_screen(start, qapp, qtbot, entry_id):
    application = start()
    sign_in(application, qtbot)
    half_typed(application, entry_id)
    assert until_ended(qapp, application.lock) == LOCKED
    again = start()
    sign_in(again, qtbot, login="luong.ht")
    assert again.window.page == "today"


def test_the_input_method_is_kept_for_the_account(start, qapp, qtbot, home, entry_id):
    def method_of(application, login):
        sign_in(application, qtbot, login=login)
        return application.desk_top.entry.composer.method

    application = start()
    assert method_of(application, "nhan.ct") == "off"
    half_typed(application, entry_id)
    QTest.keyClick(application.window.focusWidget(), Qt.Key.Key_T, CONTROL)
    assert until_ended(qapp, application.lock) == LOCKED
    again = start()
    assert method_of(again, "nhan.ct") == "telex"
    field = again.window.focusWidget()
    before = field.text()
    type_text(field, "dd")
    assert field.text() == f"{before[:CARET]}đ{before[CARET:]}"
    assert again.desk_top.entry.head._method.text() == "Bộ gõ: Telex (Ctrl+T đổi)"
    assert until_ended(qapp, again.lock) == LOCKED
    another = start()
    assert method_of(another, "luong.ht") == "off"


def test_who_locked_goes_on_with_the_password(start, qapp, qtbot, home):
    application = start()
    first = application.sign_in.chosen.uid
    [login, *_] = [card.uid for card in application.cards() if card.uid != first]
    sign_in(application, qtbot, login=login)
    assert until_ended(qapp, application.lock) == LOCKED
    again = start()
    assert again.sign_in.chosen.uid == login
    secret = again.window.focusWidget()
    assert secret is again.sign_in.focusProxy()
    QTest.keyClicks(secret, DEMO_PASSWORD)
    QTest.keyClick(secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not again.window.jobs.busy, timeout=20000)
    assert again.workspace.account.full_name == next(c.name for c in again.cards() if c.uid == login)


def test_the_last_officer_may_be_gone_or_unreadable(start, home):
    for content in ('{"login": "khong.ai"}', '{"login": ', "[]"):
        (home / "sign-in-last.json").write_text(content)
        application = start()
        assert application.sign_in.chosen == application.cards()[0]
        application.window.close()


def test_nobody_at_the_keys_locks(start, qapp, qtbot, home, entry_id):
    application = start(idle_typing=1)
    sign_in(application, qtbot)
    words = half_typed(application, entry_id)
    assert until_ended(qapp, lambda: None) == LOCKED
    assert kept(home, entry_id) == words


def test_a_lock_waits_for_the_job_behind_the_cover(start, qapp, qtbot, home, entry_id):
    application = start()
    sign_in(application, qtbot)
    words = half_typed(application, entry_id)
    go_on, seen = threading.Event(), []
    job = Job(lambda _progress: go_on.wait(30))

    def lock():
        application.window.jobs.run(job)
        application.lock()
        seen.append((application.window.covered, application.workspace is not None))
        QTest.keyClick(application.window, Qt.Key.Key_K, CONTROL)
        seen.append(application.desk_top.search.isVisible())
        go_on.set()

    job.succeeded.connect(seen.append)
    assert until_ended(qapp, lock) == LOCKED
    assert seen == [(True, True), False, True]
    assert application.workspace is None
    assert kept(home, entry_id) == words


def test_a_lock_takes_open_dialogs_down(start, qapp, qtbot):
    application = start()
    sign_in(application, qtbot)
    QTest.keyClick(application.window, Qt.Key.Key_F1)
    dialog = application.window.findChild(QDialog)
    assert dialog.isVisible()
    visible = []

    def lock():
        application.lock()
        visible.append(dialog.isVisible())

    assert until_ended(qapp, lock) == LOCKED
    assert visible == [False]


def test_a_full_disk_does_not_keep_the_window_open(start, qapp, qtbot, home, entry_id):
    application = start()
    sign_in(application, qtbot)
    with application.workspace.store.read() as session:
        before = entries.get(session, entry_id).values[FIELD].text
    half_typed(application, entry_id)
    fill_up(application.workspace.store, entry_id)
    assert until_ended(qapp, application.lock) == LOCKED
    assert application.workspace is None
    assert kept(home, entry_id) == before


UNKEPT = "chữ vừa gõ chưa giữ được"


def leave_no_room(application, entry_id):
    """Fill the store up, also where the places of officers are kept."""
    store, uid = application.workspace.store, application.workspace.account.uid
    fill_up(store, entry_id)
    number = 0
    for size in (2000, 200, 20, 1):
        with contextlib.suppress(StoreProblem):
            while True:
                number += 1
                with store.write() as session:
                    session.add(Meta(key=f"place:{uid}:{number}", value="x" * size))


def test_a_full_disk_keeps_the_window_open_for_who_is_there(start, qapp, qtbot, home, entry_id):
    """Ctrl+L and the cross say why not, wherever the officer is; with room again both go on."""
    application = start()
    sign_in(application, qtbot)
    words = half_typed(application, entry_id)
    window, store = application.window, application.workspace.store
    leave_no_room(application, entry_id)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_L, CONTROL)
    screen = application.desk_top.entry
    assert UNKEPT in messages_of(screen)
    assert not window.covered
    assert not window.close()
    assert window.isVisible()
    assert screen.form.unkept[FIELD].text == words
    window.show_page("today")
    assert not window.close()
    assert (window.page, UNKEPT in messages_of(screen)) == ("entry", True)
    limit(store, 1_000_000)
    assert until_ended(qapp, application.ask_lock) == LOCKED
    assert kept(home, entry_id) == words


def test_a_full_disk_with_every_word_kept_locks(start, qapp, qtbot, entry_id):
    application = start()
    sign_in(application, qtbot)
    fill_up(application.workspace.store, entry_id)
    assert until_ended(qapp, application.ask_lock) == LOCKED


def test_a_request_from_outside_closes_on_a_full_disk_too(start, qtbot, entry_id):
    application = start()
    sign_in(application, qtbot)
    half_typed(application, entry_id)
    leave_no_room(application, entry_id)
    application.close()
    assert not application.window.isVisible()


@needs_mount
@pytest.mark.parametrize("lock", ["lock", "ask_lock"])
def test_the_last_words_have_room_on_a_disk_that_is_full(start, qapp, qtbot, home, entry_id, lock):
    """The idle lock comes when nobody is there: the room held for it takes the words."""
    aside = shutil.copytree(home, home.parent / "aside")
    with mounted(home, "size=64m"):
        shutil.copytree(aside, home, dirs_exist_ok=True)
        application = start()
        sign_in(application, qtbot)
        words = half_typed(application, entry_id)
        with contextlib.suppress(OSError), (home / "others").open("wb", buffering=0) as file:
            while file.write(bytes(1 << 12)):
                pass
        with pytest.raises(AppError), application.workspace.store.write() as session:
            session.add(Meta(key="large", value="x" * (1 << 16)))
        assert until_ended(qapp, getattr(application, lock)) == LOCKED
        (home / "others").unlink()
        again = start()
        sign_in(again, qtbot)
        assert again.window.focusWidget().text() == words
        again.window.close()


@pytest.mark.parametrize("idle", [False, True])
def test_the_window_process_ends_and_a_fresh_one_goes_on(home, entry_id, idle):
    """The whole chain: the parent starts a second window, which signs in and is at the same caret."""
    runner = home.parent / "window.py"
    runner.write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.e2e.window import main\nsys.exit(main(sys.argv[1:]))\n"
    )
    arguments = ["--home", str(home), "--entry", entry_id, *(["--idle"] if idle else [])]
    assert keep_window(arguments, main=runner) == 0
    assert (home / "locked-once").exists()
    assert kept(home, entry_id).startswith(WORDS)


def test_one_locked_window_is_one_process_that_ended_cleanly(home, entry_id):
    command = [sys.executable, "-m", window_process.__name__, "--home", str(home), "--entry", entry_id]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == LOCKED, run.stderr
    said = [line for line in run.stderr.splitlines() if "propagateSizeHints" not in line]  # offscreen says so
    assert said == []


@pytest.mark.parametrize("status", [0, 1, 3])
def test_only_a_lock_starts_a_fresh_window(tmp_path, status):
    """The child locks twice and then ends otherwise."""
    log = tmp_path / "runs"
    main = tmp_path / "main.py"
    main.write_text(
        f"import sys; log = open({str(log)!r}, 'a+')\n"
        "log.write(' '.join(sys.argv[1:]) + '\\n'); log.seek(0)\n"
        f"sys.exit(75 if len(log.readlines()) < 3 else {status})\n"
    )
    assert keep_window(["--home", "x"], main=main) == status
    assert log.read_text().splitlines() == ["--window --home x"] * 3


def test_wrong_passwords_wait_longer_and_are_recorded(start, qtbot, home):
    application = start()
    for _ in range(3):
        application._around.now.move(seconds=60)
        sign_in(application, qtbot, "sai mat khau roi")
    assert application.workspace is None
    assert not application.sign_in.focusProxy().isEnabled()  # it waits
    application.window.close()

    again = start()
    again.sign_in.choose_officer("nhan.ct")
    assert again.failures == 3
    assert not again.sign_in.focusProxy().isEnabled()  # a new start does not shorten the wait
    sign_in(again, qtbot)
    assert again.workspace is None, "nor does the right password"
    again._around.now.move(seconds=200)
    sign_in(again, qtbot)
    with again.workspace.store.read() as session:
        events = [e for e in audit.since(session, 0) if e["kind"] in ("signed_in", "password_failed")]
    assert [(event["kind"], event["data"]) for event in events[-2:]] == [
        ("signed_in", {"failures": 3}),
        ("password_failed", {"sign_in": 3}),
    ]
    again.window.close()
    assert start().failures == 0


def test_the_wrong_name_and_the_wrong_password_sound_the_same(start, qtbot):
    application = start()
    said = []
    for login, password in (("nhan.ct", "sai mat khau roi"), ("khong.ai", DEMO_PASSWORD)):
        sign_in(application, qtbot, password, login=login)
        said.append(application.sign_in._refusal)
    assert said[0] == said[1] != ""


def test_a_second_window_on_the_same_store_is_refused(start, qtbot, home):
    sign_in(start(), qtbot)
    second = start()
    sign_in(second, qtbot)
    assert second.workspace is None
    assert "cửa sổ khác" in second.sign_in._refusal
    assert second.failures == 0
    with pytest.raises(StoreProblem):
        open_store(home)

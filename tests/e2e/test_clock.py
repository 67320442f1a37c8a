"""A clock in doubt is asked about between the password and the screens, before anything is stamped."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from app.crypto.package import PackageProblem
from app.demo import commune as demo
from app.errors import Refused
from app.models.words.moments import clock_words, day_words
from app.process.supervisor import LOCKED
from app.services.entry import approval
from app.services.office import audit, unlocking
from app.settings import DEMO_PASSWORD
from tests.conftest import AT
from tests.e2e.conftest import LATER
from tests.e2e.officer import open_store, sign_in
from tests.ui.driver import click, says, sees, table, type_in

DEAD = datetime(2009, 1, 1, tzinfo=UTC)
AFAR = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture
def at(start, qtbot):
    """Sign in with a clock, as one of the officers."""

    def run(moment, login="nhan.ct"):
        application = start()
        application._around.now.at = moment
        sign_in(application, qtbot, login=login)
        return application

    return run


def events(home):
    store = open_store(home)
    try:
        with store.read() as session:
            rows = session.execute(text("SELECT kind, uid, data, clock_back FROM audit_event ORDER BY seq"))
            return [tuple(row) for row in rows]
    finally:
        store.close()


def police_login(home):
    return next(c.login for c in unlocking.cards(home) if "Công an" in c.roles)


@pytest.mark.parametrize(
    "moment", [LATER, AT + timedelta(days=1, hours=15), LATER + timedelta(days=34)], ids=str
)
def test_a_clock_that_may_be_right_opens(at, moment):
    application = at(moment)
    assert application.clock_gate is None
    assert application.workspace is not None


@pytest.mark.parametrize(
    ("moment", "words"),
    [(DEAD, "trước việc gần nhất ở đây"), (AFAR, "quá xa sau việc gần nhất ở đây")],
    ids=["dead battery", "afar"],
)
def test_a_clock_in_doubt_is_asked_about_and_nothing_is_stamped(home, at, moment, words):
    before = events(home)
    application = at(moment)
    panel = application.clock_gate.panel
    assert application.workspace is None
    assert says(panel, f"ngày {day_words(moment)}")
    assert says(panel, words)
    assert says(panel, "Chưa có gì được ghi với giờ này")
    assert says(panel, "Bản sao CSDL hết hạn:")
    assert sees(panel, "Mật khẩu Công an") == (moment is DEAD)
    application.window.close()
    assert events(home) == before


def test_the_clock_is_set_right_and_looked_at_again(at):
    application = at(DEAD)
    panel = application.clock_gate.panel
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F5)
    assert application.workspace is None, "it is still wrong"
    application._around.now.at = LATER
    click(panel, "Xem lại giờ")
    assert application.workspace is not None


def test_a_later_clock_is_confirmed_with_a_reason(home, at):
    application = at(AFAR)
    panel = application.clock_gate.panel
    click(panel, "Giờ máy đúng")
    assert says(panel, "Cần ghi lý do")
    type_in(panel, "Lý do", "nghỉ dài")
    click(panel, "Giờ máy đúng")
    assert application.workspace is not None
    application.window.close()
    (kind, uid, data, back), (entered, *_rest) = [
        e for e in events(home) if "clock" in e[0] or "sign" in e[0]
    ][-2:]
    assert (kind, uid, back, entered) == ("clock_confirmed", demo.JUSTICE.uid, 0, "signed_in")
    assert '"doubt": "later"' in data


def test_an_earlier_clock_needs_the_password_of_the_police(home, at, qtbot):
    application = at(DEAD)
    panel = application.clock_gate.panel
    type_in(panel, "Lý do", "máy khác múi giờ")
    click(panel, "Giờ máy đúng")
    assert says(panel, "mật khẩu của cán bộ Công an")
    type_in(panel, "Mật khẩu Công an", "sai mat khau roi")
    click(panel, "Giờ máy đúng")
    qtbot.waitUntil(lambda: says(panel, "Mật khẩu không đúng"), timeout=20000)
    assert application.workspace is None
    type_in(panel, "Mật khẩu Công an", DEMO_PASSWORD)
    click(panel, "Giờ máy đúng")
    qtbot.waitUntil(lambda: application.workspace is not None, timeout=20000)
    application.window.close()
    confirmed = next(e for e in events(home) if e[0] == "clock_confirmed")
    assert confirmed[3] == 1, "the event is flagged"
    assert demo.POLICE.uid in confirmed[2]


def test_a_police_officer_confirms_alone(home, at):
    application = at(DEAD, login=police_login(home))
    panel = application.clock_gate.panel
    assert not sees(panel, "Mật khẩu Công an")
    type_in(panel, "Lý do", "đã xem lịch")
    click(panel, "Giờ máy đúng")
    assert application.workspace is not None


def test_going_back_ends_the_process_that_held_the_key(home, at, monkeypatch):
    ended = []
    monkeypatch.setattr(QApplication, "exit", ended.append)
    application = at(AFAR)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert ended == [LOCKED]
    open_store(home).close()  # the lock of the folder is free
    assert application.workspace is None


def test_nobody_answers(at, monkeypatch, qtbot):
    ended = []
    monkeypatch.setattr(QApplication, "exit", ended.append)
    application = at(AFAR)
    application.clock_gate._idle.start(0)
    qtbot.waitUntil(lambda: ended == [LOCKED], timeout=5000)


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def answer(words):
    QTest.keyClicks(QApplication.focusWidget(), words)
    press(Qt.Key.Key_Return)


def settle(application, qtbot):
    window = application.window
    qtbot.waitUntil(lambda: not (window.passwords.busy or window.jobs.busy), timeout=30000)


def waiting(application):
    with application.workspace.store.read() as session:
        return [row.id for row in approval.waiting(session)]


def last_event(application, kind):
    with application.workspace.store.read() as session:
        found = [event for event in audit.since(session, 0) if event["kind"] == kind]
        return found[-1] if found else None


@pytest.fixture
def run_on(signed_in):
    """The clock is set forty days on while the program runs."""
    signed_in._around.now.at = LATER + timedelta(days=40)
    return signed_in


def test_the_queue_asks_before_it_signs_with_a_doubted_clock(run_on, qtbot):
    screen = run_on.desk_top.approval
    run_on.window.show_page("approval")
    press(Qt.Key.Key_F12)
    answer(DEMO_PASSWORD)
    settle(run_on, qtbot)
    before = waiting(run_on)
    screen.panel.choose(before[0])
    table(screen, "Trường hợp chờ duyệt").setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    answer(DEMO_PASSWORD)
    settle(run_on, qtbot)
    assert says(screen.ask, "quá xa sau việc gần nhất ở đây")
    assert waiting(run_on) == before
    assert last_event(run_on, "clock_confirmed") is None
    answer("nghi le dai")
    settle(run_on, qtbot)
    assert waiting(run_on) == before[1:]
    said = last_event(run_on, "clock_confirmed")
    assert (said["uid"], said["data"]["signing"], said["data"]["reason"]) == (
        demo.POLICE.uid,
        True,
        "nghi le dai",
    )


def test_the_strip_sends_to_the_queue_where_a_reason_is_given(run_on, qtbot):
    before = waiting(run_on)
    run_on.window.show_page("entry")
    run_on.desk_top.entry.open_entry(before[0])
    press(Qt.Key.Key_F12)
    panel = run_on.desk_top.entry.strip.panel
    QTest.keyClicks(panel.password, DEMO_PASSWORD)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(run_on, qtbot)
    assert "ký ở màn hình Duyệt" in panel.error
    assert waiting(run_on) == before


def test_the_export_asks_before_it_signs_with_a_doubted_clock(run_on, tmp_path, monkeypatch, qtbot):
    screen = run_on.desk_top.transfer
    run_on.window.show_page("transfer")
    monkeypatch.setattr("app.ui.kit.files.choose_folder", lambda *_asked: tmp_path)
    screen.panel.make_requested.emit("", DEMO_PASSWORD)
    assert says(screen.ask, "quá xa sau việc gần nhất ở đây")
    assert not list(tmp_path.glob("*.htpkg"))
    answer("nghi le dai")
    settle(run_on, qtbot)
    assert len(list(tmp_path.glob("*.htpkg"))) == 1
    assert last_event(run_on, "clock_confirmed")["data"]["signing"]


def test_a_wrong_password_confirms_nothing(run_on, tmp_path, monkeypatch, qtbot):
    screen = run_on.desk_top.transfer
    run_on.window.show_page("transfer")
    monkeypatch.setattr("app.ui.kit.files.choose_folder", lambda *_asked: tmp_path)
    screen.panel.make_requested.emit("", "sai mat khau roi")
    answer("nghi le dai")
    settle(run_on, qtbot)
    assert last_event(run_on, "clock_confirmed") is None


def test_a_right_clock_signs_without_a_question(signed_in, tmp_path, monkeypatch, qtbot):
    screen = signed_in.desk_top.transfer
    signed_in.window.show_page("transfer")
    monkeypatch.setattr("app.ui.kit.files.choose_folder", lambda *_asked: tmp_path)
    screen.panel.make_requested.emit("", DEMO_PASSWORD)
    assert not screen.ask.isVisible()
    settle(signed_in, qtbot)
    assert len(list(tmp_path.glob("*.htpkg"))) == 1


def test_an_expired_copy_is_called_expired(at, entry_id, qtbot):
    late = AT + timedelta(days=100)
    application = at(late)
    panel = application.clock_gate.panel
    type_in(panel, "Lý do", "máy nghỉ lâu")
    click(panel, "Giờ máy đúng")
    today = application.desk_top.today
    qtbot.waitUntil(lambda: says(today, "đã hết hạn ngày 15/01/2024"), timeout=20000)
    assert says(today, f"đồng hồ máy chỉ ngày {day_words(late)}: xem lại giờ máy")
    assert not says(application.window, "Chưa có bản sao CSDL")
    application.window.show_page("entry")
    application.desk_top.entry.open_entry(entry_id)
    said = f"Bản sao CSDL đã hết hạn ngày 15/01/2024, đồng hồ máy chỉ ngày {day_words(late)}"
    qtbot.waitUntil(lambda: says(application.desk_top.entry, said), timeout=20000)


@pytest.mark.parametrize("code", ["EXPIRED", "NOT_YET", "FUTURE"])
def test_a_refusal_that_a_wrong_clock_makes_names_the_date(signed_in, code):
    said = signed_in.workspace.said
    day = clock_words(LATER)
    assert said(PackageProblem(code)).endswith(f"Đồng hồ máy này chỉ {day}.")
    outer = Refused("Chưa xuất gì.")
    outer.__cause__ = PackageProblem(code)
    assert said(outer) == f"Chưa xuất gì. Đồng hồ máy này chỉ {day}."
    assert said(PackageProblem("REPLAY")) == str(PackageProblem("REPLAY"))

import threading

import pytest
from PySide6.QtCore import QObject, QSize, Qt, QThread
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPushButton, QWidget

from app.errors import BadInput, Stopped
from app.ui.kit import messages, theme
from app.ui.kit.job_dialog import JobPanel
from app.ui.kit.jobs import Job, Jobs
from app.ui.kit.parts import column
from app.ui.kit.stages import FocusTo
from app.ui.shell.main_window import MainWindow
from tests.ui.driver import click, focused, words


@pytest.fixture
def window(themed, qtbot):
    made = MainWindow("Đối Soát Hộ Tịch — UBND xã Cẩm Lương")
    qtbot.addWidget(made)
    made.field = QLineEdit()
    made.add_page("today", "Hôm nay", "house", QWidget())
    made.add_page("entry", "Nhập", "pencil-line", column(made.field))
    made.add_page("transfer", "Chuyển giao", "package", QWidget(), apart=True)
    made.show_page("today")
    made.show_work()
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def test_the_rail_shows_pages_counts_and_which_is_in_front(window, qtbot):
    window.set_count("entry", 18)
    assert "18" in words(window.rail)
    assert window.rail.item("entry").accessibleName() == "Nhập, 18"
    with qtbot.waitSignal(window.page_changed) as changed:
        window.rail.item("entry").click()
    assert changed.args == ["entry"]
    assert window.field.isVisible()
    assert window.rail.item("entry").property("on") == "true"
    with qtbot.waitSignal(window.page_changed) as changed:
        qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert window.page == "transfer"
    with pytest.raises(KeyError):
        window.show_page("nowhere")


@pytest.mark.parametrize(
    ("key", "modifier", "signal"),
    [
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier, "search_requested"),
        (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier, "lock_requested"),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier, "police_requested"),
    ],
)
def test_the_keys_of_the_window_work_at_work_only(window, qtbot, key, modifier, signal):
    with qtbot.waitSignal(getattr(window, signal)):
        qtbot.keyClick(window, key, modifier)
    window.cover(True)
    with qtbot.assertNotEmitted(getattr(window, signal)):
        qtbot.keyClick(window, key, modifier)


def test_the_top_bar_says_who_and_how_old(window):
    window.set_justice("Cao Thị Nhàn")
    window.set_police(None)
    window.set_snapshot("Bản sao CSDL: cập nhật 14 ngày trước", "less")
    assert {"Cao Thị Nhàn", "Tư pháp", "đang khóa", "F12", "Bản sao CSDL: cập nhật 14 ngày trước"} <= set(
        words(window.top_bar)
    )
    window.set_police("Quách Văn Nghĩa")
    shown = words(window.top_bar)
    assert "Quách Văn Nghĩa" in shown
    assert "F12" not in shown
    assert "Cao Thị Nhàn" not in window.windowTitle()


def tabbed(window, presses, *, back=False):
    """Press Tab so often; return what had the focus after each."""
    passed = []
    for _ in range(presses):
        QTest.keyClick(focused(), Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
        passed.append(focused().accessibleName() or focused().text())
    return passed


def test_tab_goes_down_the_rail_and_then_through_the_whole_page(window, qtbot):
    """The page hands its focus to the last part of itself: Tab does not leap over the parts before."""
    last = QLineEdit()
    page = column(QPushButton("Nạp"), QPushButton("Nhận"), last)
    last.setAccessibleName("Lịch sử")
    FocusTo(page, last)
    window.add_page("history", "Lịch sử gói", "package", page)
    window.show_page("history")
    qtbot.waitUntil(window.rail.item("history").isVisible)
    assert focused() is last
    bar = ["Người đang dùng máy", "Công an: đang khóa", "Tìm mọi thứ", "Khóa"]
    rail = ["Hôm nay", "Nhập", "Chuyển giao", "Lịch sử gói"]
    assert tabbed(window, 11) == [*bar, *rail, "Nạp", "Nhận", "Lịch sử"]
    assert tabbed(window, 10, back=True) == ["Nhận", "Nạp", *reversed(rail), *reversed(bar)]


@pytest.mark.parametrize(
    ("room", "fills"),
    [
        ((1366, 768), False),
        ((1366, 729), True),
        ((1280, 900), True),
        ((1092, 614), True),
        ((1920, 1040), False),
    ],
)
def test_a_screen_without_room_for_the_usual_window_is_filled(themed, qtbot, room, fills):
    window = MainWindow("Đối Soát Hộ Tịch")
    qtbot.addWidget(window)
    window.fit(QSize(*room))
    assert bool(window.windowState() & Qt.WindowState.WindowMaximized) is fills


def test_the_rail_folds_when_narrow(window):
    window.resize(1366, 698)
    assert not window.rail.folded
    assert window.rail.width() == 148
    window.resize(1093, 558)
    assert (window.rail.folded, window.rail.width()) == (True, 52)
    assert window.width() == 1093
    window.resize(1366, 698)
    assert not window.rail.folded


def test_keys_that_do_not_fit_are_left_out_from_the_end(window):
    window.resize(1366, 698)
    window.set_keys([(f"F{n}", "một việc có tên dài") for n in range(1, 13)])
    shown = [cap for cap in words(window.key_bar) if cap.startswith("F")]
    assert shown == [f"F{n}" for n in range(1, len(shown) + 1)]
    assert 0 < len(shown) < 12
    window.set_keys([("Esc", "đóng")])
    assert words(window.key_bar) == ["Esc", "đóng"]


def test_the_cover_hides_everything_and_gives_the_caret_back(window, qtbot):
    window.show_page("entry")
    window.field.setText("Phạm Văn Tý")
    window.field.setFocus()
    window.field.setCursorPosition(4)
    secret = QLineEdit()
    window.cover(True, secret)
    assert window.covered
    assert not window.field.isVisible()
    assert secret.isVisible()
    window.cover(False)
    assert window.field.isVisible()
    assert window.focusWidget() is window.field
    assert window.field.cursorPosition() == 4


def test_sign_in_stands_alone(window, qtbot):
    page = QLineEdit()
    window.show_alone(page)
    assert page.isVisible()
    assert not window.rail.isVisible()
    assert not window.at_work
    window.show_work()
    assert window.rail.isVisible()
    assert not page.isVisible()


def test_text_size_steps_and_stops_at_the_ends(window, qtbot):
    with qtbot.waitSignal(window.scale_changed) as changed:
        qtbot.keyClick(window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert changed.args == [1.1]
    assert window.rail.width() == theme.px(148)
    for _ in range(9):
        window.reduce()
    assert theme.tokens().scale == theme.SCALES[0]


class Listener(QObject):
    def __init__(self):
        super().__init__()
        self.heard = []

    def on_done(self, result):
        self.heard.append(("succeeded", result, threading.current_thread() is threading.main_thread()))

    def on_failed(self, error):
        self.heard.append(("failed", type(error), threading.current_thread() is threading.main_thread()))

    def on_progress(self, done, total):
        self.heard.append((done, total))


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.shutdown()


def test_a_job_ends_once_in_the_main_thread(jobs, qtbot):
    listener = Listener()

    def work(progress):
        progress(1, 2)
        progress(2, 2)
        return threading.current_thread() is threading.main_thread()

    jobs.run(Job(work).then(listener.on_done, listener.on_failed, listener.on_progress))
    assert jobs.busy
    qtbot.waitUntil(lambda: not jobs.busy)
    assert listener.heard == [(1, 2), (2, 2), ("succeeded", False, True)]


def test_a_failure_is_told_once_and_the_next_job_runs(jobs, qtbot):
    listener = Listener()

    def broken(_progress):
        raise BadInput("Tệp không đọc được.")

    jobs.run(Job(broken).then(listener.on_done, listener.on_failed))
    jobs.run(Job(lambda _progress: 7).then(listener.on_done, listener.on_failed))
    qtbot.waitUntil(lambda: not jobs.busy)
    assert listener.heard == [("failed", BadInput, True), ("succeeded", 7, True)]


def test_stopping_raises_from_progress(jobs, qtbot):
    listener, reached = Listener(), threading.Event()

    def endless(progress):
        while True:
            progress(0, 0)
            reached.set()

    job = Job(endless).then(listener.on_done, listener.on_failed)
    jobs.run(job)
    assert reached.wait(10)
    job.stop()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert listener.heard == [("failed", Stopped, True)]


def test_only_bound_methods_are_connected():
    with pytest.raises(TypeError):
        Job(lambda _progress: 1).then(lambda _result: None, lambda _error: None)


def test_progress_is_shown_after_a_while_and_can_be_stopped(window, qtbot):
    reached, listener = threading.Event(), Listener()

    def endless(progress):
        reached.set()
        while True:
            progress(3, 10)

    job = Job(endless)
    job.failed.connect(listener.on_failed)
    window.jobs.run(job, "Nạp bản sao CSDL")
    panel = window.findChild(JobPanel)
    assert not panel.isVisible()
    qtbot.waitUntil(panel.isVisible, timeout=5000)
    assert "Nạp bản sao CSDL" in words(panel)
    qtbot.waitUntil(lambda: "30 %" in words(panel))
    click(panel, "Dừng")
    qtbot.waitUntil(lambda: not panel.isVisible())
    assert listener.heard == [("failed", Stopped, True)]


def test_jobs_run_in_order_and_the_panel_shows_the_one_that_runs(window, qtbot):
    gates, order = [threading.Event(), threading.Event(), threading.Event()], []

    def job(at):
        return Job(lambda _progress: gates[at].wait(30) and order.append(at))

    panel, jobs = window.findChild(JobPanel), window.jobs
    first = job(0)
    jobs.run(first, "Việc một", "Dừng thì thôi.")
    jobs.run(job(1))
    jobs.run(job(2), "Việc ba")
    assert (jobs.running, jobs.waiting) == (first, 2)
    qtbot.waitUntil(panel.isVisible, timeout=5000)
    assert {"Việc một", "Dừng thì thôi.", "Còn 2 việc chờ đến lượt"} <= set(words(panel))
    gates[0].set()
    qtbot.waitUntil(lambda: jobs.waiting == 1)
    assert not panel.isVisible(), "the one that runs shows itself"
    gates[1].set()
    qtbot.waitUntil(panel.isVisible, timeout=5000)
    shown = words(panel)
    assert "Việc ba" in shown
    assert not any("chờ đến lượt" in one for one in shown)
    gates[2].set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert order == [0, 1, 2]
    assert not panel.isVisible()
    assert (jobs.running, jobs.waiting) == (None, 0)


def test_closing_stops_the_running_job(window, qtbot):
    reached = threading.Event()

    def endless(progress):
        while True:
            progress(0, 0)
            reached.set()

    window.jobs.run(Job(endless), "x")
    assert reached.wait(10)
    with qtbot.waitSignal(window.closed):
        window.close()
    assert not window.jobs.findChild(QThread).isRunning()


def test_an_officer_reads_the_sentence_and_a_bug_shows_no_words_of_its_own(themed, qtbot):
    known = messages.error_box(None, BadInput("Gói bị hỏng; chưa nạp gì."))
    bug = messages.error_box(None, ValueError("Phạm Văn Tý"), "E-7")
    for box in (known, bug):
        qtbot.addWidget(box)
    assert known.text() == "Gói bị hỏng; chưa nạp gì."
    assert "Phạm Văn Tý" not in bug.text() + bug.informativeText()
    assert "E-7" in bug.informativeText()
    assert [button.text() for button in known.buttons()] == ["Đã hiểu"]


def test_enter_and_escape_mean_no(themed, qtbot):
    box, yes = messages.question_box(None, "Xoá gói?", "Gói bị xoá khỏi USB.", "Xoá", "Giữ lại")
    qtbot.addWidget(box)
    assert box.defaultButton().text() == box.escapeButton().text() == "Giữ lại"
    assert isinstance(box, QMessageBox)
    assert yes.text() == "Xoá"


def test_the_message_bar_is_there_only_while_it_says_something(themed, qtbot):
    bar = messages.MessageBar()
    holder = column(bar)
    qtbot.addWidget(holder)
    holder.show()
    assert not bar.isVisible()
    bar.say("Đã lưu.", "good")
    assert bar.isVisible()
    assert (bar.words, bar.property("role")) == ("Đã lưu.", "good")
    bar.clear()
    assert not bar.isVisible()

"""Tự kiểm tra through its screen: the lines, what is said of them, and the record on paper."""

import socket

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.office import audit
from app.services.office.inspection import Grade
from app.ui.kit.jobs import Jobs
from app.ui.office import network_watch
from app.ui.office.inspection_screen import InspectionScreen
from tests.ui.driver import button, click, field, messages_of, rows_of, table
from tests.ui.keys import press

MARK = "Mốc nhật ký in ở chân giấy"


@pytest.fixture
def screen(themed, work, qtbot):
    jobs = Jobs()
    made = InspectionScreen(work, jobs)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    jobs.shutdown()


def checked(screen, qtbot, how):
    with qtbot.waitSignal(screen.checked, timeout=20000) as signal:
        how()
    return signal.args[0]


def lines(screen):
    return {row.words: row for row in rows_of(table(screen, "Bản tự kiểm tra"))}


def test_the_first_showing_makes_a_self_check(screen, qtbot):
    assert not button(screen, "In…").isEnabled()
    found = checked(screen, qtbot, screen.refresh)
    assert found.wrong == ()
    assert lines(screen)["Nhật ký liền mạch, khớp các mốc đã gửi"].grade == "good"
    assert "cần xem lại" in messages_of(screen)
    assert button(screen, "In…").isEnabled()


def test_the_name_of_a_group_stands_once(screen, qtbot):
    checked(screen, qtbot, screen.refresh)
    groups = [row.group for row in rows_of(table(screen, "Bản tự kiểm tra")) if row.group]
    assert groups == ["Chương trình", "Kho dữ liệu", "Tài khoản", "Sao lưu và dữ liệu", "Máy tính", "Căn cứ"]


def test_what_is_wrong_stops_the_work(screen, work, qtbot):
    assert work.store.check() == []  # and the log is in the file now
    with work.store.path.open("r+b") as file:
        file.seek(work.store.path.stat().st_size - 2048)
        file.write(b"\0" * 64)
    found = checked(screen, qtbot, lambda: click(screen, "Kiểm tra lại"))
    assert [line.grade for line in found.wrong] == [Grade.WRONG]
    assert "Dừng nhập" in messages_of(screen)


def test_asking_the_network_is_counted_and_shown(screen, qtbot):
    before = network_watch.asked()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind(("127.0.0.1", 0))
    assert network_watch.asked() == before + 1
    checked(screen, qtbot, screen.check)
    assert lines(screen)["Phần mềm mở kết nối mạng từ lúc chạy"].found == f"{before + 1} lần"


@pytest.mark.parametrize("how", ["button", "key"])
def test_the_mark_of_a_paper_is_looked_for_in_the_chain(screen, work, how):
    with work.store.read() as session:
        known = audit.checkpoint(session)
    for written, words in (
        (known.h[:12], f"là bước {known.seq} của nhật ký"),
        (known.h[:4].upper() + " " + known.h[4:12], f"là bước {known.seq} của nhật ký"),
        ("0" * 12, "Nhật ký không có mốc 000000000000"),
        ("12 chữ", "Mốc nhật ký là 12 chữ số"),
    ):
        if how == "button":
            click(screen, "Đối chiếu mốc…")
        else:
            table(screen, "Bản tự kiểm tra").setFocus()
            QTest.keyClick(screen.window().focusWidget(), Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        field(screen, MARK).setText(written)
        press(field(screen, MARK), Qt.Key.Key_Return)
        assert words in messages_of(screen)


def test_escape_leaves_the_question_of_the_mark(screen):
    click(screen, "Đối chiếu mốc…")
    line = field(screen, MARK)
    press(line, Qt.Key.Key_Escape)
    assert not line.isVisible()
    assert messages_of(screen) == ""


def test_a_second_check_while_one_runs_is_not_begun(screen, qtbot):
    made = []
    screen.checked.connect(made.append)
    checked(screen, qtbot, lambda: (screen.check(), screen.check()))
    qtbot.wait(50)
    assert len(made) == 1


def test_the_record_is_made_and_its_printing_recorded(screen, work, qtbot):
    found = checked(screen, qtbot, screen.refresh)
    made = screen.make_record(found)
    assert made.items == len(found.lines)
    screen.preview_of(made).printed.emit()
    with work.store.read() as session:
        kinds = [e["kind"] for e in audit.since(session, 0) if e["subject"] == "ban_tu_kiem_tra"]
    assert kinds == ["paper_made", "paper_printed"]

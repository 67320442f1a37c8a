from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from app.ui.kit.parts import Card
from app.ui.kit.scrolled import Scrolled
from app.ui.kit.table_model import number, percent_cell
from app.ui.today.panels.chart import Progress
from app.ui.today.panels.today import BookProgress, Due, TodayPanel, WaitingWork
from tests.ui.driver import (
    cell,
    chips,
    seen,
    sees,
    table,
    words,
)

DAY = date(2023, 10, 17)


@pytest.fixture
def today(themed, qtbot):
    panel = TodayPanel()
    qtbot.addWidget(panel)
    panel.set_head("Thứ Ba, 17 tháng 10 năm 2023", "Còn 75 ngày", "Nhập tiếp: Khai sinh 01/1998, số 188")
    panel.set_waiting(
        [
            WaitingWork("drafts", "pencil-line", "Bản nháp", 3, "của tôi"),
            WaitingWork("open", "arrows-left-right", "Sai lệch", 1041, "x", "differ"),
        ]
    )
    panel.set_due([Due("backup", "hard-drives", "Sao lưu", "2 ngày trước", "đã thử", "equal")])
    panel.resize(1200, 620)
    panel.show()
    panel.activateWindow()
    panel.setFocus()
    return panel


def test_arrows_go_round_and_enter_opens(today, qtbot):
    opened = []
    today.opened.connect(opened.append)
    with qtbot.waitSignal(today.continued):
        qtbot.keyClick(today.focusWidget(), Qt.Key.Key_Return)
    for _ in range(4):
        qtbot.keyClick(today.focusWidget(), Qt.Key.Key_Right)
        qtbot.keyClick(today.focusWidget(), Qt.Key.Key_Return)
    assert opened == ["drafts", "open", "backup"]


def test_cards_say_their_counts_in_vietnamese(today):
    assert "1.041" in words(today)
    today.set_waiting([WaitingWork("drafts", "pencil-line", "Bản nháp", 0, "không có")])
    assert "1.041" not in words(today)


def test_progress_has_a_sum_and_no_false_hundred(today):
    today.set_progress(
        [BookProgress("Khai sinh", 1000, 999, 1, 900, 90, 9), BookProgress("Khai tử", 0, 0, 0, 0, 0, 0)]
    )
    progress, total = table(today, "Tiến độ theo loại sổ"), table(today, "Cộng")
    assert [cell(progress, at, 6).text for at in range(2)] == ["99 %", "–"]
    assert [cell(total, 0, at).text for at in range(2)] == ["Cộng", "1.000"]
    assert percent_cell(0, 7).text == "100 %"
    assert number(1234567) == "1.234.567"


def test_the_sum_is_in_sight_under_its_columns_however_many_books_there_are(today, qtbot):
    for books in (2, 12):
        today.set_progress([BookProgress(f"Sổ {at}", 9, 1, 8, 1, 0, 0) for at in range(books)])
        total = table(today, "Cộng")
        qtbot.waitUntil(lambda total=total: total.visibleRegion().boundingRect().height() == total.height())
        progress = table(today, "Tiến độ theo loại sổ")
        ends = [one.columnViewportPosition(6) + one.columnWidth(6) for one in (progress, total)]
        assert ends[0] == ends[1]


def test_without_a_volume_it_says_what_to_do_and_shows_no_sum(today):
    today.set_progress([])
    assert not sees(today, "Cộng")
    assert "Ctrl+N để kê quyển đầu tiên" in table(today).empty[1]


def test_the_chart_is_drawn_or_it_says_when_it_comes(today):
    assert "Chưa có gì để vẽ" in words(today)
    today.set_chart(Progress((), 0, DAY))
    assert "Chưa có gì để vẽ" in words(today)
    today.set_chart(Progress(((DAY, 40),), 400, DAY))
    assert sees(today, "Đã nhập 40 trong 400 trường hợp")
    assert "Chưa có gì để vẽ" not in words(today)
    assert "chưa đặt ngày phải xong" in chips(today)


@pytest.mark.parametrize(
    ("done", "chip"), [(0, "chậm 100 trường hợp"), (99, "chậm 1 trường hợp"), (100, "kịp kế hoạch")]
)
def test_the_chip_says_how_far_the_work_is_behind_the_plan(today, done, chip):
    """A quarter of 400 days is over: 100 of 400 acts should be there."""
    begins = DAY - timedelta(days=100)
    entered = ((DAY, done),) if done else ()
    today.set_chart(Progress(entered, 400, DAY, begins, begins + timedelta(days=400)))
    assert chip in chips(today)
    assert sees(today, f"Đã nhập {done} trong 400 trường hợp; kế hoạch hôm nay 100")
    assert not today.grab().isNull()


@pytest.mark.parametrize(
    ("begins", "ends", "planned"),
    [(-100, 300, 100), (0, 10, 0), (5, 10, 0), (-10, -5, 400), (-5, -5, None), (-5, -9, None)],
)
def test_the_plan_grows_from_its_first_day_to_its_last(begins, ends, planned):
    days = DAY + timedelta(days=begins), DAY + timedelta(days=ends)
    assert Progress((), 400, DAY, *days).planned == planned
    assert Progress((), 0, DAY, *days).planned is None
    assert Progress((), 400, DAY, days[0]).planned is None


def test_cards_keep_their_height_in_a_low_window(today):
    today.resize(1040, 470)
    heights = {card.property("key"): card.height() for card in seen(today, Card)}
    assert heights == {"drafts": 96, "open": 96, "backup": 52}


@pytest.mark.parametrize("done", [0, 40])
def test_at_150_percent_nothing_is_wider_than_the_window(today, done):
    """1366 pixels are 911 there, less the rail; a wider page would hide its left side."""
    begins = DAY - timedelta(days=300)
    today.set_chart(Progress(((DAY, done),), 40_000, DAY, begins, begins + timedelta(days=400)))
    today.set_progress([BookProgress("Nhận cha, mẹ, con", 100_000, 99_999, 1, 900, 90, 9)])
    today.resize(911 - 40, 480)
    today.show()
    page = today.findChild(Scrolled)
    assert page.widget().minimumSizeHint().width() <= page.viewport().width()

import pytest
from PySide6.QtCore import Qt

from app.ui.kit.parts import Card
from app.ui.kit.table_model import number, percent_cell
from app.ui.today.panels.today import BookProgress, Due, TodayPanel, WaitingWork
from tests.ui.driver import (
    seen,
    sees,
    table,
    words,
)


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
    model = table(today).table_model
    assert model.data(model.index(2, 0)) == "Cộng"
    assert model.data(model.index(2, 1)) == "1.000"
    assert model.cell(0, 6).text == "99 %"
    assert model.cell(1, 6).text == "–"
    assert percent_cell(0, 7).text == "100 %"
    assert number(1234567) == "1.234.567"


def test_the_chart_is_shown_or_it_says_when_it_comes(today):
    assert "Chưa vẽ được biểu đồ" in words(today)
    today.set_chart(b"<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>", "chậm 32")
    assert sees(today, "Biểu đồ đã nhập so với kế hoạch")
    assert "Chưa vẽ được biểu đồ" not in words(today)


def test_cards_keep_their_height_in_a_low_window(today):
    today.resize(1040, 470)
    heights = {card.property("key"): card.height() for card in seen(today, Card)}
    assert heights == {"drafts": 96, "open": 96, "backup": 52}

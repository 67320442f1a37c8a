import pytest
from PySide6.QtCore import Qt

from app.models.words.codes import RESOLUTION_LABELS, Resolution
from app.models.words.states import ItemState
from app.ui.follow_up.panels.discrepancies import DiscrepanciesPanel
from app.ui.follow_up.panels.item_detail import ItemDetail
from app.ui.follow_up.panels.item_parts import BigDifference, HistoryStep, ItemRow, Timeline
from tests.ui.driver import (
    button,
    buttons_of,
    choose,
    click,
    field,
    focused,
    messages_of,
    rows_of,
    sees,
    table,
    type_in,
    words,
)
from tests.ui.keys import hold_key, type_text


def item(id_, state=ItemState.OPEN, book="Bùi Thị Thuỷ", registry="BÙI THỊ THUÝ", **more):
    return ItemRow(
        id_, f"e{id_}", f"Người {id_}", "KS 01/1998 · 1", "Khai sinh", more.pop("book_type", "Khai sinh"),
        "Họ tên mẹ", book, registry, "dấu hỏi – sắc", state, id_, **more,
    )  # fmt: skip


ITEMS = [
    item(1),
    item(2, ItemState.VERIFYING, resolution="verify"),
    item(3, ItemState.DECIDED, resolution="fix_population"),
    item(16, late=True, book_type="Khai tử"),
    item(5, ItemState.ENDED, resolution="fix_population", end_reason="đã cải chính", book_type="Kết hôn"),
]


@pytest.fixture
def panel(themed, qtbot):
    made = DiscrepanciesPanel()
    qtbot.addWidget(made)
    made.resize(1200, 620)
    made.set_office(bases={}, late_days=15)
    made.set_items(ITEMS)
    made.show()
    made.activateWindow()
    made.setFocus()
    return made


def items(panel):
    return table(panel, "Danh sách sai lệch")


def detail(panel):
    return panel.findChild(ItemDetail)


def filters(panel):
    """Return the words of the filters above the list."""
    return [name for name in buttons_of(panel) if "  " in name]


def shown(panel):
    return [row.id for row in rows_of(items(panel))]


def test_filters_count_and_keep_only_their_state(panel):
    assert filters(panel) == [
        "Tất cả  5", "Mở  2", "Đang xác minh  1", "Đã kết luận  1", "Đã hướng dẫn  0", "Đã điều chỉnh  0",
        "Đã kết thúc  1",
    ]  # fmt: skip
    assert "4 mục đang theo dõi" in words(panel), "what ended is not followed"
    click(panel, "Đã kết thúc  1")
    assert shown(panel) == [5]
    click(panel, "Mở  2")
    assert shown(panel) == [1, 16]
    choose(panel, "Loại sổ", "Khai tử")
    assert shown(panel) == [16]
    assert "1 mục quá 15 ngày" in words(panel)
    panel.choose(2)
    assert shown(panel) == [1, 2, 3, 16, 5]
    assert items(panel).current().id == 2


def test_m_only_shows_and_ctrl_s_keeps(panel, qtbot):
    panel.choose(1)
    with qtbot.assertNotEmitted(panel.resolved):
        qtbot.keyClick(items(panel), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert "Chưa chọn cách xử lý" in messages_of(panel)
        qtbot.keyClick(items(panel), Qt.Key.Key_M)
        qtbot.keyClick(items(panel), Qt.Key.Key_M)
    qtbot.keyClick(items(panel), Qt.Key.Key_N)
    assert focused() is field(panel, "Ghi chú")
    note = type_in(panel, "Ghi chú", "theo bản lưu")
    type_in(panel, "Chứng cứ", "trang 94")
    with qtbot.waitSignal(panel.resolved) as kept:
        qtbot.keyClick(note, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert kept.args == [1, "correct_book", "theo bản lưu", "trang 94"]


def test_an_items_resolution_is_shown_and_rarer_ones_are_in_the_list(panel):
    panel.choose(3)
    assert detail(panel).resolution == "fix_population"
    choose(panel, "Cách xử lý khác", RESOLUTION_LABELS[Resolution.WRONG_PERSON])
    assert detail(panel).resolution == "wrong_person"
    panel.choose(1)
    assert detail(panel).resolution == ""


def test_only_the_moves_the_procedure_allows_are_offered(panel, qtbot):
    def offered():
        moves = {"Đã hướng dẫn", "Đã điều chỉnh", "Kết thúc", "Mở lại"}
        return [name for name in buttons_of(detail(panel)) if name in moves]

    for number in (1, 2):
        panel.choose(number)
        qtbot.waitUntil(lambda: offered() == [])
    panel.choose(5)
    qtbot.waitUntil(lambda: offered() == ["Mở lại"])
    panel.choose(3)
    qtbot.waitUntil(lambda: offered() == ["Đã hướng dẫn", "Đã điều chỉnh", "Kết thúc"])
    with qtbot.waitSignal(panel.state_moved) as moved:
        click(panel, "Đã hướng dẫn")
    assert moved.args == [3, ItemState.GUIDED]


@pytest.mark.parametrize("number", [1, 2])
def test_k_says_what_is_missing_before_an_item_ends(panel, qtbot, number):
    panel.choose(number)
    with qtbot.assertNotEmitted(panel.end_wanted), qtbot.assertNotEmitted(panel.reopen_wanted):
        qtbot.keyClick(items(panel), Qt.Key.Key_K)
    assert "ghi kết luận" in messages_of(panel)


def test_k_ends_what_is_concluded_and_reopens_what_ended(panel, qtbot):
    panel.choose(3)
    with qtbot.waitSignal(panel.end_wanted) as wanted:
        qtbot.keyClick(items(panel), Qt.Key.Key_K)
    assert wanted.args == [3]
    panel.choose(5)
    with qtbot.waitSignal(panel.reopen_wanted) as wanted:
        qtbot.keyClick(items(panel), Qt.Key.Key_K)
    assert wanted.args == [5]
    with qtbot.assertNotEmitted(panel.end_wanted):
        qtbot.keyClick(items(panel), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)


def test_an_ended_item_says_why_and_takes_nothing(panel, qtbot):
    panel.choose(5)
    assert "vì: đã cải chính" in messages_of(panel)
    assert not field(panel, "Ghi chú").isEnabled()
    assert not field(panel, "Chứng cứ").isEnabled()
    assert not button(panel, "Ghi kết luận").isEnabled()
    with qtbot.assertNotEmitted(panel.resolved):
        qtbot.keyClick(items(panel), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "Mở lại" in messages_of(panel)
    panel.choose(3)
    assert field(panel, "Ghi chú").isEnabled()
    assert button(panel, "Ghi kết luận").isEnabled()


def test_the_key_that_led_to_the_note_does_not_fill_it(panel, qtbot):
    panel.choose(1)
    qtbot.keyClick(items(panel), Qt.Key.Key_N)
    note = focused()
    assert note is field(panel, "Ghi chú")
    hold_key(note, "n")
    assert note.text() == ""
    type_text(note, "như")
    hold_key(note, "a")
    assert note.text() == "nhưaaa"


def test_enter_opens_the_entry_and_printing_takes_what_is_shown(panel, qtbot):
    panel.choose(3)
    with qtbot.waitSignal(panel.entry_opened) as opened:
        qtbot.keyClick(items(panel), Qt.Key.Key_Return)
    assert opened.args == ["e3"]
    click(panel, "Mở  2")
    with qtbot.waitSignal(panel.print_requested) as asked:
        qtbot.keyClick(items(panel), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == [(1, 16)]


def test_history_is_spoken_and_an_empty_list_explains(panel, themed):
    panel.choose(1)
    panel.set_history([HistoryStep("20:40", "ghi nhận"), HistoryStep("chờ", "Công an", done=False)])
    assert sees(panel, "20:40: ghi nhận; chờ: Công an", Timeline)
    panel.set_items([])
    assert "Chưa có sai lệch nào" in items(panel).empty
    assert "Chưa chọn mục nào" in words(panel)


def test_a_long_value_and_its_history_take_more_lines_instead_of_being_cut(panel, qtbot):
    place = "Thôn Kim Mẫm, xã Cẩm Lương, huyện Cẩm Thuỷ, tỉnh Thanh Hóa, nay là tổ dân phố Đoài Thôn"
    panel.choose(1)
    big, timeline = panel.findChild(BigDifference), panel.findChild(Timeline)
    high = big.height()
    panel.set_items([item(1, book=place, registry="Thanh Hoá"), *ITEMS[1:]])
    panel.choose(1)
    qtbot.waitUntil(lambda: big.height() > high)
    qtbot.waitUntil(lambda: items(panel).rowHeight(0) > items(panel).rowHeight(1) == 44)
    panel.set_history([HistoryStep("20:40", "ghi nhận")])
    one = timeline.height()
    panel.set_history([HistoryStep("20:40", place)])
    assert timeline.height() > one

"""The list of entries as an officer uses it: filters, order, going to a number, opening, the workbook."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from app.models.words.entry_lists import GROUP_OF, EntryGroup
from app.models.words.states import ENTRY_STATE_LABELS, EntryState
from app.services.entry import changing, entries, volumes
from app.services.office import audit
from app.texts import tr
from app.ui.entries.panels.entry_rows import STATE_LOOK
from app.ui.entries.screen import EntriesScreen
from app.ui.kit import parts, theme
from app.ui.kit.table import Table
from tests.conftest import AT, COMMUNE, JUSTICE, TYPIST
from tests.ui.desk import entry
from tests.ui.driver import choose, click, field, focused, messages_of, says, sees, table, texts, type_in
from tests.ui.keys import press, type_text

CONTROL = Qt.KeyboardModifier.ControlModifier
NUMBER, PAGE, NAME, WHERE, STATE, NOTE = range(6)


@pytest.fixture
def typed(work):
    """Ids by number of four entries; one is put aside, and one stands in another commune's volume."""
    made = {
        number: entry(work, registration_no=number, page_no=page, child_name=name)
        for number, page, name in (
            ("10", "5", "Bùi Văn An"),
            ("2", "3", "Lê Thị Thuỷ"),
            ("3", "3", "Cao Thị Ý"),
        )
    }
    with work.store.write() as session:
        entries.park(session, made["3"], "chờ hỏi gia đình", by=JUSTICE, at=AT)
    return made


@pytest.fixture
def listed(themed, work, typed, qtbot):
    made = EntriesScreen(work)
    qtbot.addWidget(made)
    made.resize(1100, 560)
    made.ask_for()
    made.refresh()
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made


def numbers(screen):
    return texts(table(screen), NUMBER)


def wait_for_words(screen, qtbot):
    qtbot.waitUntil(lambda: not screen.panel._timer.isActive())


def test_it_begins_on_the_list_with_every_entry_by_number(listed):
    assert numbers(listed) == ["2", "3", "10"]
    assert focused() is table(listed)
    assert says(listed, "3 trường hợp: 0 đã nhập xong, 3 chưa xong")
    assert texts(table(listed), STATE) == ["Đang nhập", "Tạm gác", "Đang nhập"]
    assert texts(table(listed), NOTE) == ["", "chờ hỏi gia đình", ""]
    assert texts(table(listed), WHERE) == ["Khai sinh 01/1998"] * 3


def test_the_place_of_registration_stands_there_once_there_are_two(listed, work):
    with work.store.write() as session:
        other = volumes.VolumeView(0, "khai_sinh", "01/1998", "1998", "xã Cẩm Tú, huyện Cẩm Thủy")
        volumes.add(session, other, by=JUSTICE, at=AT)
    listed.refresh()
    assert set(texts(table(listed), WHERE)) == {f"Khai sinh 01/1998 · {COMMUNE.split(',')[0]}"}


def test_enter_opens_the_entry_at_the_cursor_once_while_held(listed, typed, qtbot):
    opened = []
    listed.entry_wanted.connect(opened.append)
    press(focused(), Qt.Key.Key_Down)
    press(focused(), Qt.Key.Key_Return)
    for _ in range(5):
        held = QKeyEvent(
            QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True
        )
        QApplication.sendEvent(table(listed), held)
    assert opened == [typed["3"]]


def test_typed_words_filter_without_tones_and_enter_goes_to_the_list(listed, qtbot):
    QTest.keyClick(focused(), Qt.Key.Key_F, CONTROL)
    assert focused() is field(listed, "Lọc theo tên, số")
    type_text(focused(), "thuy")
    press(focused(), Qt.Key.Key_Return)  # at once: it filters by what is typed now
    assert numbers(listed) == ["2"]
    assert focused() is table(listed)
    press(focused(), Qt.Key.Key_Escape)
    assert numbers(listed) == ["2", "3", "10"]
    assert field(listed, "Lọc theo tên, số").text() == ""


def test_words_filter_by_themselves_after_a_moment(listed, qtbot):
    QTest.keyClick(focused(), Qt.Key.Key_F, CONTROL)
    type_text(focused(), "khong ai")
    wait_for_words(listed, qtbot)
    assert numbers(listed) == []
    assert "Esc" in table(listed).empty[1]


def test_the_groups_say_their_counts_and_narrow_the_list(listed):
    box = choose(listed, "Trạng thái", "Tạm gác  1")
    assert numbers(listed) == ["3"]
    assert says(listed, "1 trường hợp")
    offered = [box.itemText(at) for at in range(box.count())]
    assert offered[:3] == ["Tất cả  3", "Đang nhập dở  2", "Tạm gác  1"]
    assert box.currentText() == "Tạm gác  1"


def test_a_volume_and_a_book_narrow_the_list(listed, work, typed):
    with work.store.write() as session:
        married = volumes.add(
            session, volumes.VolumeView(0, "ket_hon", "02/1999", "1999", COMMUNE), by=JUSTICE, at=AT
        )
        made = entries.create(session, married, by=JUSTICE, at=AT, random=work.random)
    listed.refresh()
    assert len(numbers(listed)) == 4
    choose(listed, "Loại sổ", "Kết hôn")
    assert texts(table(listed), WHERE) == ["Kết hôn 02/1999"]
    offered = choose(listed, "Quyển", "Mọi quyển")
    assert [offered.itemText(at) for at in range(offered.count())] == ["Mọi quyển", "Kết hôn 02/1999"]
    choose(listed, "Loại sổ", "Mọi loại sổ")
    choose(listed, "Quyển", "Kết hôn 02/1999")
    assert listed.panel.current.id == made
    choose(listed, "Loại sổ", "Khai sinh")  # the volume chosen is not of it
    assert len(numbers(listed)) == 3


def test_the_order_follows_the_choice_and_the_header(listed):
    choose(listed, "Thứ tự", "Xếp theo tên")
    assert texts(table(listed), NAME) == ["Bùi Văn An", "Lê Thị Thuỷ", "Cao Thị Ý"]
    click(listed, "Ngược")
    assert texts(table(listed), NAME) == ["Cao Thị Ý", "Lê Thị Thuỷ", "Bùi Văn An"]
    header = table(listed).horizontalHeader()
    for _ in range(2):
        header.sectionClicked.emit(NUMBER)
    assert numbers(listed) == ["10", "3", "2"]
    header.sectionClicked.emit(PAGE)
    assert texts(table(listed), PAGE) == ["3", "3", "5"]
    header.sectionClicked.emit(STATE)
    assert texts(table(listed), PAGE) == ["3", "3", "5"]


def go_to(screen, wanted):
    QTest.keyClick(focused(), Qt.Key.Key_G, CONTROL)
    press(type_in(screen, "Đến số, trang", wanted), Qt.Key.Key_Return)


def test_a_number_or_page_is_gone_to_by_keys_alone(listed, typed):
    go_to(listed, "10")
    assert listed.panel.current.id == typed["10"]
    assert focused() is table(listed)
    go_to(listed, "tr 3")
    assert listed.panel.current.id == typed["2"]
    go_to(listed, "tr 3")
    assert listed.panel.current.id == typed["3"]
    go_to(listed, "99")
    assert "không có số hoặc trang “99”" in messages_of(listed)
    assert listed.panel.current.id == typed["3"]
    press(focused(), Qt.Key.Key_Escape)
    assert focused() is table(listed)
    assert not sees(listed, "Đến số, trang")


def test_the_cursor_stays_on_its_entry_when_the_list_is_read_again(listed, typed):
    go_to(listed, "10")
    entry_before = listed.panel.current.id
    choose(listed, "Thứ tự", "Xếp theo tên")
    assert listed.panel.current.id == entry_before == typed["10"]
    listed.refresh()
    assert listed.panel.current.id == typed["10"]


def test_what_is_asked_for_is_shown_with_no_words_of_before(listed, work, typed):
    QTest.keyClick(focused(), Qt.Key.Key_F, CONTROL)
    type_text(focused(), "ly khac")
    listed.ask_for(group=EntryGroup.PARKED)
    listed.refresh()
    assert numbers(listed) == ["3"]
    listed.ask_for(volume_id=1, book_type="khai_sinh")
    listed.refresh()
    assert numbers(listed) == ["2", "3", "10"]


def test_f6_goes_round_the_list_and_its_filters(listed):
    stops = [focused()]
    for _ in range(3):
        press(focused(), Qt.Key.Key_F6)
        stops.append(focused())
    assert isinstance(stops[0], Table)
    assert isinstance(stops[1], QComboBox)
    assert stops[2] is field(listed, "Lọc theo tên, số")
    assert stops[3] is stops[0]


def test_the_workbook_has_the_list_in_its_order_and_is_recorded(listed, work, tmp_path):
    choose(listed, "Thứ tự", "Xếp theo tên")
    choose(listed, "Trạng thái", "Đang nhập dở  2")
    path = tmp_path / "danh_sach.xlsx"
    listed.export_to(path)
    rows = load_workbook(BytesIO(path.read_bytes())).worksheets[0].iter_rows(values_only=True)
    assert [row[1] for row in rows] == ["Số đăng ký", "10", "2"]
    assert "Đã ghi 2 trường hợp vào danh_sach.xlsx" in messages_of(listed)
    with work.store.read() as session:
        kinds = [e["kind"] for e in audit.since(session, 0)]
    assert kinds[-2:] == ["paper_made", "paper_saved"]


def test_a_disk_that_refuses_the_workbook_is_told_and_nothing_recorded_as_saved(listed, work, tmp_path):
    listed.export_to(tmp_path / "không có" / "danh_sach.xlsx")
    assert messages_of(listed)
    with work.store.read() as session:
        assert "paper_saved" not in [e["kind"] for e in audit.since(session, 0)]


def test_an_empty_list_makes_no_workbook(listed):
    choose(listed, "Trạng thái", "Đã duyệt, chờ xuất  0")
    QTest.keyClick(table(listed), Qt.Key.Key_E, CONTROL)
    assert "không có gì để xuất" in messages_of(listed)


def test_who_may_not_export_is_offered_no_workbook(themed, work, typed, qtbot):
    work.account = TYPIST
    made = EntriesScreen(work)
    qtbot.addWidget(made)
    made.refresh()
    made.show()
    assert not sees(made, "Xuất Excel")
    made.export()  # Ctrl+E
    assert messages_of(made) == ""


@pytest.mark.parametrize(("width", "scale"), [(1220, 1.0), (1134, 1.0), (1300, 1.25)])
def test_state_and_reason_never_vanish_nor_are_cut(listed, themed, work, width, scale):
    """Widths of the page at 1366 and 1280 with the rail open, and at 125 % with the rail folded."""
    theme.apply(themed, "light", scale)
    listed.resize(width, 560)
    grid = table(listed)
    for column in (NUMBER, PAGE, NAME, WHERE, STATE, NOTE):
        assert not grid.isColumnHidden(column), column
    assert grid.columnWidth(NAME) >= theme.px(184)
    measure = QFontMetrics(parts.chip_font())
    longest = max((tr(ENTRY_STATE_LABELS[state]) for state in EntryState), key=measure.horizontalAdvance)
    assert measure.horizontalAdvance(longest) + 42 <= grid.columnWidth(STATE)
    shown = sum(grid.columnWidth(at) for at in range(8) if not grid.isColumnHidden(at))
    assert shown <= grid.viewport().width()


def test_every_state_has_a_look():
    assert STATE_LOOK.keys() == set(EntryState)


# -- putting away -----------------------------------------------------------------------------------


def state_of(work, entry_id):
    with work.store.read() as session:
        return entries.get(session, entry_id).state


def test_an_entry_is_put_away_and_found_again_and_taken_back_by_keys_alone(listed, work, typed):
    go_to(listed, "10")
    QTest.keyClick(focused(), Qt.Key.Key_D, CONTROL)
    assert says(listed, "Bỏ trường hợp số 10, Bùi Văn An. Vì sao?")
    type_text(focused(), "không có trong sổ")
    press(focused(), Qt.Key.Key_Return)
    assert state_of(work, typed["10"]) == EntryState.DISCARDED
    assert numbers(listed) == ["2", "3"]
    assert "chọn trạng thái “Đã bỏ”" in messages_of(listed)
    assert focused() is table(listed)
    choose(listed, "Trạng thái", "Đã bỏ  1")
    assert (numbers(listed), texts(table(listed), NOTE)) == (["10"], ["không có trong sổ"])
    table(listed).setFocus()
    QTest.keyClick(focused(), Qt.Key.Key_R, CONTROL)
    assert state_of(work, typed["10"]) == EntryState.DRAFT
    assert numbers(listed) == []


def test_an_empty_entry_goes_without_a_question(listed, work):
    made = entry(work)
    listed.refresh()
    go_to(listed, "2")
    press(focused(), Qt.Key.Key_End)
    QTest.keyClick(focused(), Qt.Key.Key_End, CONTROL)
    assert listed.panel.current.id == made
    QTest.keyClick(focused(), Qt.Key.Key_D, CONTROL)
    assert state_of(work, made) == EntryState.DISCARDED


def test_a_held_key_asks_once_and_its_enter_puts_nothing_away(listed, work, typed):
    go_to(listed, "10")
    QTest.keyClick(focused(), Qt.Key.Key_D, CONTROL)
    for _ in range(5):
        press(focused(), Qt.Key.Key_Return)
    assert state_of(work, typed["10"]) == EntryState.DRAFT
    listed.leave()
    assert not says(listed, "Vì sao?")


@pytest.mark.parametrize("state", [state for state in EntryState if changing.way(state)])
def test_what_is_closed_says_under_the_list_and_on_ctrl_d_how_it_is_changed(listed, work, typed, state):
    with work.store.write() as session:
        connection = session.connection()
        connection.exec_driver_sql("DROP TRIGGER entry_needs_approval")
        connection.exec_driver_sql("UPDATE entry SET state = ?", (state.value,))
    listed.ask_for(group=GROUP_OF[state])
    listed.refresh()
    go_to(listed, "10")
    assert says(listed, changing.way(state))
    QTest.keyClick(focused(), Qt.Key.Key_D, CONTROL)
    assert messages_of(listed) == changing.way(state)
    assert state_of(work, typed["10"]) == state


def test_what_is_not_away_cannot_be_taken_back(listed, work, typed):
    go_to(listed, "10")
    QTest.keyClick(focused(), Qt.Key.Key_R, CONTROL)
    assert "không nằm trong số đã bỏ" in messages_of(listed)


# -- printing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "count"), [(False, 1), (True, 2)])
def test_an_entry_or_its_page_is_previewed_and_recorded_and_cannot_be_saved(listed, work, typed, page, count):
    preview = listed.preview_of(typed["2"], page=page)
    assert not preview.save_button.isVisibleTo(preview)
    preview.printed.emit()
    with work.store.read() as session:
        made, printed = list(audit.since(session, 0))[-2:]
    assert (made["kind"], made["data"]["items"]) == ("paper_made", count)
    assert printed["kind"] == "paper_printed"


def test_an_entry_without_words_says_so_in_place_of_a_preview(listed, work):
    made = entry(work)
    listed.refresh()
    QTest.keyClick(focused(), Qt.Key.Key_End, CONTROL)
    assert listed.panel.current.id == made
    QTest.keyClick(focused(), Qt.Key.Key_P, CONTROL)
    assert "chưa có chữ nào để in" in messages_of(listed)
    QTest.keyClick(focused(), Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    assert "chưa có chữ nào để in" in messages_of(listed)

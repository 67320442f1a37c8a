"""Marked entries are moved to another volume or numbered anew, by the keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.entry import entries, volumes
from app.ui.entries.panels.move_dialog import MoveDialog
from app.ui.entries.screen import EntriesScreen
from app.ui.kit.table import Table
from tests.conftest import AT, COMMUNE, JUSTICE, POLICE
from tests.ui.desk import entry
from tests.ui.driver import field, focused, says, table, texts
from tests.ui.keys import press, type_text

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def typed(work):
    return [
        entry(work, registration_no=number, page_no="3", child_name=name)
        for number, name in (("2", "Lê Thị Thuỷ"), ("3", "Cao Thị Ý"), ("4", "Bùi Văn An"))
    ]


@pytest.fixture
def other(work):
    with work.store.write() as session:
        view = volumes.VolumeView(0, "khai_sinh", "02/1998", "1998", COMMUNE)
        volumes.add(session, volumes.VolumeView(0, "khai_tu", "09/1998", "1998", COMMUNE), by=JUSTICE, at=AT)
        return volumes.add(session, view, by=JUSTICE, at=AT)


@pytest.fixture
def listed(themed, work, typed, other, qtbot):
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


def key(letter, modifier=CONTROL):
    QTest.keyClick(focused(), letter, modifier)


def dialog(screen, qtbot):
    key(Qt.Key.Key_M)
    qtbot.waitUntil(lambda: bool(screen.findChildren(MoveDialog)))
    (made,) = screen.findChildren(MoveDialog)
    qtbot.waitUntil(made.isActiveWindow)
    return made


def preview(made):
    shown = made.findChild(Table)
    return [texts(shown, column) for column in range(4)]


def where(work, entry_id):
    with work.store.read() as session:
        found = entries.get(session, entry_id)
        return found.volume_id, found.values["registration_no"].text


def test_the_marked_entries_move_by_keys_alone(listed, work, typed, other, qtbot):
    press(focused(), Qt.Key.Key_Space)
    press(focused(), Qt.Key.Key_Down)
    press(focused(), Qt.Key.Key_Space)
    assert texts(table(listed), 0) == ["✓ 2", "✓ 3", "4"]
    assert says(listed, "3 trường hợp: 0 đã nhập xong, 3 chưa xong · 2 đã đánh dấu")
    made = dialog(listed, qtbot)
    press(focused(), Qt.Key.Key_Down)
    made.ask()
    assert preview(made)[1] == ["2", "3"]
    field(made, "Lý do").setFocus()
    type_text(focused(), "nhập nhầm quyển")
    key(Qt.Key.Key_S)
    assert [where(work, one) for one in typed] == [(other, "2"), (other, "3"), (1, "4")]
    assert says(listed, "Đã chuyển 2 trường hợp; lịch sử giữ nơi cũ. Chuyển nhầm: Ctrl+M chuyển ngược lại.")
    assert texts(table(listed), 0) == ["4", "2", "3"]


def test_only_volumes_of_the_same_type_are_offered(listed, qtbot):
    made = dialog(listed, qtbot)
    box = made._volume
    assert [box.itemText(at) for at in range(box.count())] == [
        "Khai sinh 01/1998 (đang ở quyển này)",
        "Khai sinh 02/1998",
    ]


def test_numbers_are_previewed_as_they_are_typed(listed, qtbot):
    key(Qt.Key.Key_A)
    made = dialog(listed, qtbot)
    type_text(field(made, "Số của trường hợp đầu"), "12")
    made.ask()
    assert preview(made)[1] == ["2 → 12", "3 → 13", "4 → 14"]


def test_what_cannot_be_moved_comes_first_with_the_way_and_nothing_is_moved(
    listed, work, typed, other, qtbot
):
    with work.store.write() as session:
        session.connection().exec_driver_sql("DROP TRIGGER entry_needs_approval")
        session.connection().exec_driver_sql("UPDATE entry SET state = 'exported' WHERE id = ?", (typed[2],))
    listed.refresh()
    key(Qt.Key.Key_A)
    made = dialog(listed, qtbot)
    assert preview(made)[0][0] == "Bùi Văn An"
    assert "báo Công an trả lời" in preview(made)[3][0]
    assert says(made, "3 trường hợp, 1 không chuyển được: bỏ đánh dấu các trường hợp đó")
    field(made, "Lý do").setText("x")
    key(Qt.Key.Key_S)
    assert [where(work, one)[0] for one in typed] == [1, 1, 1]


def test_without_a_reason_it_asks_for_one(listed, work, typed, qtbot):
    made = dialog(listed, qtbot)
    type_text(field(made, "Số đăng ký"), "77")
    key(Qt.Key.Key_S)
    assert says(made, "Cần ghi lý do trước khi chuyển.")
    assert focused() is field(made, "Lý do")
    assert where(work, typed[0]) == (1, "2")


def test_escape_leaves_everything_as_it_was_and_then_the_marks(listed, work, typed, qtbot):
    key(Qt.Key.Key_A)
    made = dialog(listed, qtbot)
    press(made, Qt.Key.Key_Escape)
    assert texts(table(listed), 0) == ["✓ 2", "✓ 3", "✓ 4"]
    listed.activateWindow()
    qtbot.waitUntil(listed.isActiveWindow)
    table(listed).setFocus()
    press(focused(), Qt.Key.Key_Escape)
    assert texts(table(listed), 0) == ["2", "3", "4"]


def test_who_does_not_type_is_told(themed, work, typed, qtbot):
    work.account = POLICE
    made = EntriesScreen(work)
    qtbot.addWidget(made)
    made.ask_for()
    made.refresh()
    made._move()
    assert says(made, "Chỉ người nhập hoặc Tư pháp chuyển được trường hợp.")

import pytest
from PySide6.QtCore import Qt

from app.ui.volumes.panels.gap_strip import GapStrip, NumberLine, ranges
from app.ui.volumes.panels.volume_form import VolumeDraft, VolumeForm
from app.ui.volumes.panels.volume_lines import BookGroup, VolumeRow
from app.ui.volumes.panels.volumes import VolumesPanel
from tests.ui.driver import (
    cell,
    chips,
    choose,
    click,
    field,
    find,
    messages_of,
    rows_of,
    sees,
    table,
    texts,
    type_in,
)


def volume(id_, number_="01/1998", **more):
    return VolumeRow(
        id_, VolumeDraft("khai_sinh", number_, "1998", **more), 240, 40, todo=200, entered=100, left=100
    )


SHELF = [
    BookGroup("khai_sinh", "Sổ khai sinh", (volume(1), volume(2, "02/1999"))),
    BookGroup("khai_tu", "Sổ khai tử", ()),
]


def inventory(panel):
    return table(panel, "Bảng kê sổ hộ tịch")


@pytest.fixture
def volumes(themed, qtbot):
    panel = VolumesPanel()
    qtbot.addWidget(panel)
    panel.resize(1200, 620)
    panel.set_books(SHELF, place="UBND xã Cẩm Lương")
    panel.show()
    panel.activateWindow()
    return panel


def test_types_have_sums_and_fold(volumes, qtbot):
    books = inventory(volumes)
    assert texts(books, 1) == [
        "Sổ khai sinh",
        "01/1998",
        "02/1999",
        "Sổ khai tử",
    ]
    assert (cell(books, 0, 3).text, cell(books, 0, 5).text) == ("480", "400")
    books.choose(0)
    qtbot.keyClick(books, Qt.Key.Key_Return)
    assert len(rows_of(books)) == 2


def test_enter_opens_a_volume_and_choosing_tells(volumes, qtbot):
    with qtbot.waitSignal(volumes.volume_chosen) as chosen:
        volumes.choose(2)
    assert chosen.args == [2]
    with qtbot.waitSignal(volumes.volume_opened) as opened:
        qtbot.keyClick(inventory(volumes), Qt.Key.Key_Return)
    assert opened.args == [2]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        pytest.param([{}], 1, id="the first"),
        pytest.param([{"condition": "mat"}, {}], 2, id="one that is not lost"),
        pytest.param([{"entered": 8}, {"total": None, "entered": 8}], 2, id="one whose end is not known"),
        pytest.param([{"entered": 8}, {"entered": 7}], 2, id="one that is not done"),
        pytest.param([{"entered": 8}, {"condition": "mat"}], None, id="none"),
    ],
)
def test_the_cursor_begins_where_there_is_something_to_type(themed, qtbot, rows, wanted):
    panel = VolumesPanel()
    qtbot.addWidget(panel)
    made = []
    for at, row in enumerate(rows, 1):
        draft = VolumeDraft("khai_sinh", f"0{at}/1998", condition=row.get("condition", "con"))
        total, entered = row.get("total", 10), row.get("entered", 0)
        todo = (total or 2) - 2
        made.append(VolumeRow(at, draft, total, 2, todo, entered, max(0, todo - entered)))
    opened = []
    panel.volume_opened.connect(opened.append)
    panel.set_books([])
    panel.set_books([BookGroup("khai_sinh", "Sổ khai sinh", tuple(made))])
    qtbot.keyClick(inventory(panel), Qt.Key.Key_Return)
    assert opened == ([wanted] if wanted else [])


def test_the_cursor_stays_when_the_volumes_are_read_again(volumes):
    volumes.choose(2)
    volumes.set_books(SHELF)
    assert inventory(volumes).current().volume.id == 2


def test_ctrl_n_opens_the_form_enter_walks_and_the_last_keeps(volumes, qtbot):
    volumes.choose(1)
    qtbot.keyClick(inventory(volumes), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert sees(volumes, "Quyển sổ")
    type_in(volumes, "Tổng số khi khóa sổ", "không rõ")
    type_in(volumes, "Số quyển", "03/2001")
    with qtbot.assertNotEmitted(volumes.volume_given):
        click(volumes, "Lưu quyển")
    assert "chỉ gồm chữ số" in messages_of(volumes)
    type_in(volumes, "Tổng số khi khóa sổ", "120")
    field(volumes, "Số quyển").setFocus()
    with qtbot.waitSignal(volumes.volume_given) as given:
        for _ in range(10):
            qtbot.keyClick(volumes.focusWidget(), Qt.Key.Key_Return)
            if given.signal_triggered:
                break
    assert given.args[0] == 0
    assert given.args[1] == VolumeDraft("khai_sinh", "03/2001", place="UBND xã Cẩm Lương", closing_total=120)


def test_changing_a_volume_keeps_its_type_and_escape_leaves(volumes, qtbot):
    volumes.choose(2)
    qtbot.keyClick(inventory(volumes), Qt.Key.Key_F2)
    assert not find(volumes, "Loại sổ").isEnabled()
    assert not field(volumes, "Lý do").isEnabled()
    choose(volumes, "Tình trạng", "hư hỏng một phần")
    reason = type_in(volumes, "Lý do", "ướt")
    assert find(volumes, "Quyển sổ", VolumeForm).draft().condition_reason == "ướt"
    with qtbot.assertNotEmitted(volumes.volume_given):
        qtbot.keyClick(reason, Qt.Key.Key_Escape)
    assert not sees(volumes, "Quyển sổ")


def test_g_goes_from_gap_to_gap(volumes, qtbot):
    volumes.choose(1)
    numbers = NumberLine(
        1, "khai sinh 01/1998", 10, frozenset({1, 2, 5, 7}), (3, 4, 6), (2,), frozenset({6}), 8
    )
    volumes.set_numbers(numbers)
    assert chips(volumes) == ["thiếu 3–4", "ghi hai lần 2"]
    gone = []
    volumes.gap_opened.connect(lambda of, number_: gone.append((of, number_)))
    for _ in range(3):
        qtbot.keyClick(inventory(volumes), Qt.Key.Key_G)
    assert gone == [(1, 3), (1, 4), (1, 3)]
    kinds = [volumes.findChild(GapStrip).cells.kind(n) for n in (1, 2, 3, 6, 8, 9)]
    assert kinds == ["entered", "twice", "gap", "explained", "next", "later"]


def test_numbers_are_written_as_ranges():
    assert ranges([58, 57, 45, 60, 61, 62]) == "45, 57–58, 60–62"
    assert ranges(range(1, 40, 2), most=3) == "1, 3, 5, …"
    assert ranges([]) == ""


def test_an_empty_inventory_says_how_to_begin(themed, qtbot):
    panel = VolumesPanel()
    qtbot.addWidget(panel)
    panel.set_books([BookGroup("khai_sinh", "Sổ khai sinh", ())])
    assert rows_of(inventory(panel)) == ()
    assert "Ctrl+N" in inventory(panel).empty[1]

import itertools
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from app.ui.kit import delegates, theme
from app.ui.kit.table import Table
from app.ui.kit.table_model import CELL, Cell, Column, TableModel


@dataclass(frozen=True)
class Villager:
    name: str
    born: str
    note: str = ""


PEOPLE = [
    Villager("Phạm Văn Tý", "28/10/1999"),
    Villager("Bùi Thị Thuỷ", "1975"),
    Villager("Cao Văn Điệp", "11/7/1993"),
]
COLUMNS = [
    Column[Villager]("Họ tên", lambda p: Cell(p.name, sub=p.note)),
    Column[Villager]("Ngày sinh", lambda p: Cell(p.born), 120, right=True, tip="như sổ ghi"),
]


@pytest.fixture
def table(themed, qtbot):
    made = Table(COLUMNS, name="Người", key=lambda p: p.name)
    qtbot.addWidget(made)
    made.resize(480, 300)
    made.show_rows(PEOPLE)
    made.show()
    return made


def test_a_model_answers_for_its_rows_and_nothing_else():
    model = TableModel(COLUMNS, PEOPLE)
    assert (model.rowCount(), model.columnCount()) == (3, 2)
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.data(model.index(1, 0), Qt.ItemDataRole.DisplayRole) == "Bùi Thị Thuỷ"
    assert model.data(model.index(1, 1), CELL) == Cell("1975")
    assert model.data(QModelIndex(), Qt.ItemDataRole.DisplayRole) is None
    assert model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) == "Ngày sinh"
    assert model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == "như sổ ghi"
    assert model.headerData(9, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) is None


def test_a_screen_reader_hears_title_and_both_lines():
    model = TableModel(COLUMNS, [Villager("Cao Thị Mận", "1970", "KS 01/1998 · 184")])
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Họ tên: Cao Thị Mận, KS 01/1998 · 184"
    assert Cell(check=True).spoken != Cell(check=False).spoken


def test_changing_a_row_tells_only_that_row(qtbot):
    model = TableModel(COLUMNS, PEOPLE)
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.change(1, Villager("Bùi Thị Thuý", "1975"))
    assert changed.args[0].row() == changed.args[1].row() == 1
    assert model.row_at(1).name == "Bùi Thị Thuý"


def test_the_choice_survives_new_rows_by_key_then_by_place(table):
    table.choose(1)
    table.show_rows([PEOPLE[2], PEOPLE[1]])
    assert table.current() == PEOPLE[1]
    table.show_rows([PEOPLE[0], PEOPLE[2]])
    assert table.current() == PEOPLE[2]
    table.show_rows([])
    assert table.current() is None


def test_keys_choose_open_and_mark(table, qtbot):
    seen = []
    table.chosen.connect(lambda row: seen.append(("chosen", row)))
    table.opened.connect(lambda row: seen.append(("opened", row)))
    table.marked.connect(lambda row: seen.append(("marked", row)))
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert seen == [("chosen", PEOPLE[1]), ("opened", PEOPLE[1]), ("marked", PEOPLE[1])]


def test_a_click_on_a_check_box_marks(themed, qtbot):
    made = Table([Column("", lambda _: Cell(check=False), 40), *COLUMNS], name="x", key=lambda p: p.name)
    qtbot.addWidget(made)
    made.resize(480, 300)
    made.show_rows(PEOPLE)
    made.show()
    spot = made.visualRect(made.table_model.index(2, 0)).center()
    with qtbot.waitSignal(made.marked) as marked:
        qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert marked.args == [PEOPLE[2]]


def test_every_digit_gets_one_width(themed):
    measure = QFontMetricsF(theme.font("body"))
    assert measure.horizontalAdvance("1") < measure.horizontalAdvance("0")
    widths = delegates.digit_widths("1.110", measure)
    assert len({widths[0], *widths[2:]}) == 1
    assert delegates.has_figures_only("28/10/1999")
    assert not delegates.has_figures_only("KS 01/1998")
    assert not delegates.has_figures_only("–")


def test_a_long_value_takes_the_lines_it_needs_and_gives_them_back(themed, qtbot):
    place = "Thôn Kim Mẫm, xã Cẩm Lương, huyện Cẩm Thuỷ, tỉnh Thanh Hóa"
    made = Table([Column("Quê quán", lambda t: Cell(t, wrap=True))], name="x", key=str)
    qtbot.addWidget(made)
    made.resize(250, 200)
    made.show_rows([place, "Nam"])
    made.show()
    qtbot.waitUntil(lambda: (made.rowHeight(0), made.rowHeight(1)) == (44, 28))
    made.resize(120, 200)
    qtbot.waitUntil(lambda: made.rowHeight(0) > 80)
    made.resize(900, 200)
    assert made.rowHeight(0) == 28


def test_rows_follow_the_text_size(table, themed):
    theme.apply(themed, "light", 1.25)
    assert table.rowHeight(0) == 35
    assert table.columnWidth(1) == 150


def test_an_empty_list_says_how_to_begin(themed, qtbot):
    made = Table(COLUMNS, name="x", key=lambda p: p.name)
    qtbot.addWidget(made)
    made.resize(400, 200)
    blank = made.grab().toImage()
    made.set_empty("Chưa có trường hợp nào", "Nhấn Ctrl+N để bắt đầu.")
    assert made.grab().toImage() != blank


@pytest.mark.parametrize("width", [180, 240, 400])
def test_the_words_of_an_empty_list_do_not_run_into_each_other(themed, qtbot, width):
    """The title may take several lines; what to do stands below it."""
    made = Table(COLUMNS, name="x", key=lambda p: p.name, header=False)
    qtbot.addWidget(made)
    made.resize(width, 300)

    def lines(title, how):
        """Return how many bands of the picture have words."""
        made.set_empty(title, how)
        drawn = made.viewport().grab().toImage()
        ground = drawn.pixelColor(1, 1)
        across = range(drawn.width())
        inked = [any(drawn.pixelColor(x, y) != ground for x in across) for y in range(drawn.height())]
        return sum(now and not before for before, now in itertools.pairwise([False, *inked]))

    title, how = "Không có trường hợp nào chờ duyệt", "Hiện ở đây"
    of_title = lines(title, "")
    measure = QFontMetricsF(theme.font("title", 600))
    room = QRectF(0, 0, made.viewport().width() - 48, 1000)
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
    needed = measure.boundingRect(room, flags, title).height() / measure.lineSpacing()
    assert of_title == round(needed), "no line of the title is cut away"
    assert lines(title, how) == of_title + 1


@pytest.mark.parametrize(("width", "lines"), [(300, 1), (90, 2), (60, 3)])
def test_a_header_is_as_high_as_its_titles_need(themed, qtbot, width, lines):
    titled = [Column[Villager]("Đã nhập xong rồi", lambda p: Cell(p.name), width), COLUMNS[0]]
    made = Table(titled, name="x", key=lambda p: p.name)
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show()
    assert made.horizontalHeader().height() == theme.px(delegates.HEADS[lines])


@pytest.mark.parametrize(
    "cell",
    [
        Cell("thống nhất", tone="equal", icon="equal", chip=True),
        Cell("75 %", progress=0.75),
        Cell(check=True),
        Cell("Nam", cap="M"),
        Cell("Thuỷ", spans=((3, 4),), book=True),
        Cell("Thuý", spans=((3, 4),), registry=True),
        Cell("Phạm Văn Tý", sub="KS 01/1998 · 188"),
        Cell("1.662", right=True),
    ],
)
def test_every_kind_of_cell_is_drawn(themed, qtbot, cell):
    def picture(shown):
        made = Table([Column("x", lambda c: c)], name="x", key=lambda c: c.text, row_height=44)
        qtbot.addWidget(made)
        made.resize(300, 120)
        made.show_rows([shown])
        return made.grab().toImage()

    assert picture(cell) != picture(Cell())


def test_spare_columns_go_when_the_others_would_be_too_narrow(themed, qtbot):
    columns = [
        Column("Họ tên", Cell),
        Column("Quyển", lambda _: Cell(), 100, spare=True),
        Column("Lúc", lambda _: Cell(), 100, spare=True),
    ]
    made = Table(columns, name="x", key=str)
    qtbot.addWidget(made)
    made.show_rows(["a"])
    made.show()

    def hidden(width):
        made.resize(width, 200)
        return [made.isColumnHidden(at) for at in range(3)]

    assert hidden(400) == [False, False, False]
    assert hidden(300) == [False, False, True]
    assert hidden(200) == [False, True, True]
    assert hidden(400) == [False, False, False]

"""What goes on below, scrolls or gets tight where room is short."""

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.kit import parts, theme
from app.ui.kit.card_rows import CardRows
from app.ui.kit.flow import flow
from app.ui.kit.scrolled import Scrolled
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column
from app.ui.kit.within_window import WithinWindow
from tests.ui.driver import seen


def shown(widget, qtbot, width, height=400):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    return widget


@pytest.fixture
def line(themed, qtbot):
    """Four buttons in a window of a width."""
    windows = []

    def make(width):
        buttons = [
            parts.button(name) for name in ("Tất cả  23", "Đang xác minh  9", "Loại sổ", "In danh sách")
        ]
        window = QWidget()
        layout = QVBoxLayout(window)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(flow(*buttons))
        layout.addStretch(1)
        windows.append(shown(window, qtbot, width))
        return buttons

    yield make
    windows.clear()


def test_pieces_stand_in_one_line_where_there_is_room(line):
    assert len({one.y() for one in line(900)}) == 1


def test_pieces_go_on_below_and_stay_whole(line):
    for width in range(500, 180, -20):
        buttons = line(width)
        assert all(one.width() >= one.sizeHint().width() for one in buttons), width
        assert all(one.geometry().right() < width for one in buttons), width
        assert not any(
            a.geometry().intersects(b.geometry()) for a in buttons for b in buttons if a is not b
        ), width
    assert len({one.y() for one in buttons}) > 1


def test_what_stands_below_makes_room_for_the_second_line(themed, qtbot):
    below = QLabel("dưới")
    window = QWidget()
    layout = QVBoxLayout(window)
    first = [parts.button(f"Nút số {at}") for at in range(6)]
    layout.addWidget(flow(*first))
    layout.addWidget(below)
    shown(window, qtbot, 300)
    assert below.y() > max(one.geometry().bottom() for one in first)


@pytest.mark.parametrize(("width", "rows"), [(6 * 150 + 5 * 12, 1), (6 * 150 + 5 * 12 - 1, 2)])
def test_cards_take_two_rows_where_one_would_make_them_narrow(themed, qtbot, width, rows):
    made = CardRows(least=150)
    cards = [parts.Card(f"Thẻ {at}", QLabel("x"), kind="card", pad=(8, 8, 8, 8)) for at in range(6)]
    for card in cards:
        theme.fix(card, height=96)
    made.set_cards(cards)
    shown(made, qtbot, width)
    assert len({card.y() for card in cards}) == rows
    assert all(card.height() >= 96 for card in cards)
    assert max(card.width() for card in cards) - min(card.width() for card in cards) <= 1


def test_cards_are_replaced(themed, qtbot):
    made = CardRows(least=150)
    shown(made, qtbot, 700)
    for names in (("a", "b", "c"), ("d",)):
        made.set_cards([parts.Card(name, QLabel(name), kind="card", pad=(8, 8, 8, 8)) for name in names])
        assert [card.accessibleName() for card in seen(made, parts.Card)] == list(names)


def test_a_low_page_scrolls_to_what_has_the_focus(themed, qtbot):
    fields = [QLineEdit() for _ in range(30)]
    area = Scrolled(parts.column(*fields))
    shown(area, qtbot, 300, 200)
    qtbot.waitUntil(area.isActiveWindow)
    fields[0].setFocus()
    assert fields[-1].visibleRegion().isEmpty()
    fields[-1].setFocus()
    assert not fields[-1].visibleRegion().isEmpty()
    area.resize(300, 150)
    assert not fields[-1].visibleRegion().isEmpty()


STATE = Column[str]("Trạng thái", lambda row: Cell(row, icon="check", tone="near", chip=True), 136, tight=64)


def columns(*more):
    return (Column("Người", Cell), *more, STATE)


@pytest.mark.parametrize(("width", "state"), [(120 + 136, 136), (120 + 135, 64)])
def test_a_column_with_a_state_gets_tight_but_never_goes(themed, qtbot, width, state):
    made = Table(columns(), name="Danh sách", key=str)
    made.show_rows(["Đã kết luận"])
    shown(made, qtbot, width)
    made.resize(width + made.width() - made.viewport().width(), 200)
    assert not made.isColumnHidden(1)
    assert made.columnWidth(1) == state


def test_spare_columns_go_before_a_state_gets_tight(themed, qtbot):
    spare = Column("Ghi chú", Cell, 100, spare=True)
    made = Table(columns(spare), name="Danh sách", key=str)
    made.show_rows(["Đã kết luận"])
    shown(made, qtbot, 120 + 136 + 50)
    assert made.isColumnHidden(1)
    assert made.columnWidth(2) == 136


def test_a_tight_state_is_drawn_as_its_icon_alone(themed, qtbot):
    """Two long words with one icon look the same then; with room they do not."""

    def drawn(word, width):
        made = Table(columns(), name="Danh sách", key=str)
        made.show_rows([word])
        shown(made, qtbot, width)
        return made.viewport().grab(made.visualRect(made.table_model.index(0, 1))).toImage()

    for width, same in ((200, True), (600, False)):
        assert (drawn("Đã hướng dẫn", width) == drawn("Đã điều chỉnh", width)) == same


@pytest.fixture
def watched(qapp):
    watch = WithinWindow(qapp)
    qapp.installEventFilter(watch)
    yield
    qapp.removeEventFilter(watch)


def dialog_over(qtbot, width, height, *, fixed):
    window = QWidget()
    shown(window, qtbot, 600, 400)
    dialog = QDialog(window)
    layout = QVBoxLayout(dialog)
    last = QPushButton("Xong")
    for widget in (*(QLabel(f"dòng {at}") for at in range(30 if fixed else 1)), last):
        layout.addWidget(widget)
    if fixed:
        dialog.setFixedHeight(height)
    dialog.resize(width, height)
    dialog.show()
    return window, dialog, last


def test_a_dialog_is_no_larger_than_its_window(themed, qtbot, watched):
    _window, dialog, _last = dialog_over(qtbot, 960, 660, fixed=False)
    assert (dialog.width(), dialog.height()) == (600, 400)
    assert dialog.findChild(Scrolled) is None


def test_a_dialog_that_cannot_be_smaller_scrolls(themed, qtbot, watched):
    _window, dialog, last = dialog_over(qtbot, 500, 900, fixed=True)
    assert dialog.height() == 400
    qtbot.waitUntil(dialog.isActiveWindow)
    last.setFocus()
    assert not last.visibleRegion().isEmpty()
    dialog.setFixedHeight(900)  # it says more now
    assert dialog.height() == 400


def test_a_dialog_that_fits_is_left_alone(themed, qtbot, watched):
    _window, dialog, last = dialog_over(qtbot, 400, 300, fixed=False)
    assert (dialog.width(), dialog.height()) == (400, 300)
    assert last.parentWidget() is dialog

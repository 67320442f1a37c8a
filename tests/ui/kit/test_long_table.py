"""A list of tens of thousands of rows: only what is looked at is read."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.kit.long_table import LongTable
from app.ui.kit.table_model import Cell, Column, LongRows


class Reader:
    """Gives numbers as rows and remembers what was asked for."""

    def __init__(self):
        self.asked = []

    def __call__(self, first, last):
        self.asked.append((first, last))
        return [f"hàng {at}" for at in range(first, last)]


@pytest.fixture
def reader():
    return Reader()


@pytest.fixture
def table(themed, qtbot, reader):
    made = LongTable([Column("Hàng", Cell), Column("Hai", Cell, 80)], name="Dài", key=lambda row: row)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.show_rows(LongRows(50_000, reader))
    made.setFocus()
    QTest.qWait(1)
    return made


def test_rows_are_read_by_pages_once_and_no_more_than_are_seen(table, reader):
    table.grab()
    assert table.table_model.rowCount() == 50_000
    assert reader.asked == [(0, 100)]


def test_the_end_key_reads_the_last_page(table, reader):
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    table.grab()
    assert table.current() == "hàng 49999"
    assert reader.asked == [(0, 100), (49_900, 50_000)]


def test_the_cursor_begins_where_it_is_told_and_never_beyond_the_end(table, reader):
    table.show_rows(LongRows(300, reader), 120)
    assert table.current() == "hàng 120"
    table.show_rows(LongRows(3, reader), 120)
    assert table.current() == "hàng 2"
    said = []
    table.chosen.connect(said.append)
    table.show_rows(LongRows(0, reader))
    assert said == [None]
    assert table.current() is None


def test_a_page_is_forgotten_when_many_others_were_looked_at(reader):
    rows = LongRows(100_000, reader)
    for at in range(0, 100_000, 100):
        assert rows[at] == f"hàng {at}"
    assert len(rows._pages) == 50
    assert rows[0] == "hàng 0"
    assert reader.asked[-1] == (0, 100)


def test_rows_are_a_sequence_with_an_end(reader):
    rows = LongRows(150, reader)
    assert len(rows) == 150
    assert list(rows)[-1] == "hàng 149"
    assert rows[98:102] == ["hàng 98", "hàng 99", "hàng 100", "hàng 101"]
    assert reader.asked == [(0, 100), (100, 150)]
    for beyond in (150, -1):
        with pytest.raises(IndexError):
            rows[beyond]


def test_one_row_can_change_among_read_ones(table):
    table.table_model.set_rows(["một", "hai"])
    table.table_model.change(1, "ba")
    assert table.table_model.rows == ("một", "ba")

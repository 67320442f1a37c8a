"""The list of entries as a workbook: text cells only, in the order of the list."""

from dataclasses import fields, replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.documents.entry_list import COLUMNS, EntryOnList
from app.documents.kinds import ENTRY_LIST
from app.errors import BadInput
from tests.conftest import AT
from tests.unit.documents.conftest import make_head

HEADER = make_head().header

ENTRY = EntryOnList(
    "45",
    "12",
    "Lê Thị Ợt",
    "Khai sinh",
    "01/1998",
    "1998",
    "xã Cẩm Lương",
    "Đang nhập",
    "",
    "Nhàn",
    "hôm nay",
)


def rows_of(*content):
    data = ENTRY_LIST.render(ENTRY_LIST, content, HEADER, AT)
    return list(load_workbook(BytesIO(data)).worksheets[0].iter_rows())


def test_every_fact_of_an_entry_has_its_column():
    assert [key for key, _heading in COLUMNS] == [field.name for field in fields(EntryOnList)]
    head, row = rows_of(ENTRY)
    assert [cell.value for cell in head] == ["STT", *(heading for _key, heading in COLUMNS)]
    assert [cell.value for cell in row] == ["1", *(getattr(ENTRY, key) or None for key, _heading in COLUMNS)]


def test_the_order_of_the_list_is_kept():
    rows = rows_of(*(replace(ENTRY, number=number) for number in ("9", "10", "2")))
    assert [[cell.value for cell in row[:2]] for row in rows[1:]] == [["1", "9"], ["2", "10"], ["3", "2"]]


@pytest.mark.parametrize("typed", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "007", "1/2"])
def test_what_was_typed_never_becomes_a_formula_or_a_number(typed):
    _head, row = rows_of(replace(ENTRY, name=typed, note=typed))
    cells = [row[3], row[9]]
    assert [cell.value for cell in cells] == [typed, typed]
    assert {(cell.data_type, cell.number_format, bool(cell.quotePrefix)) for cell in cells} == {
        ("s", "@", True)
    }


def test_a_text_that_no_cell_holds_is_refused_by_the_name_of_its_column():
    with pytest.raises(BadInput, match="Lý do, ghi chú"):
        rows_of(replace(ENTRY, note="x" * 40_000))


def test_the_mark_of_the_audit_chain_is_at_its_foot():
    data = ENTRY_LIST.render(ENTRY_LIST, [ENTRY], replace(HEADER, foot="mốc 12 & 34"), AT)
    assert load_workbook(BytesIO(data)).worksheets[0].oddFooter.left.text == "mốc 12 && 34"

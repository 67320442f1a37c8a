"""The annex on paper and as a workbook: to the letter, in its columns, inside the margins."""

from io import BytesIO

import openpyxl
import pytest

from app.documents.annex import COLUMNS, Annex, AnnexRow, render, write
from app.documents.kinds import ANNEX, ANNEX_WORKBOOK
from app.documents.page import Letterhead
from tests.unit.documents.conftest import pages, squeezed, words

HEADER = Letterhead(("ỦY BAN NHÂN DÂN", "XÃ CẨM LƯƠNG"), foot="Nhật ký: 1 bước")
MM = 72 / 25.4
FLOOD = "Do lũ lụt mất hết sổ"
PLAN = Annex(
    "xã Cẩm Lương",
    "Kế hoạch số: 12/KH-UBND ngày 05 tháng 7 năm 2023 của Chủ tịch UBND xã Cẩm Lương",
    (
        AnnexRow("01", "Sổ khai sinh", 0, 1750, 0, FLOOD),
        AnnexRow("05", "Sổ Đăng ký nhận cha, mẹ con", 0, 0, 0, FLOOD),
        AnnexRow("07"),
    ),
)


def test_the_head_and_the_rows_are_those_of_the_plan(at):
    (page,) = pages(render(ANNEX, PLAN, HEADER, at))
    said = squeezed(page)
    for part in ("Phụ lục", "Số liệu thực hiện số hóa sổ hộ tịch trên địa bàn xã Cẩm Lương", PLAN.attached):
        assert squeezed(part) in said
    assert "CỘNGHÒA" not in said, "an annex has the head of an annex"
    assert "(1)" not in said
    (row,) = (line for line in page.splitlines() if line.lstrip().startswith("01"))
    assert row.split()[:6] == ["01", "Sổ", "khai", "sinh", "0", "1.750"]
    (empty,) = (line for line in page.splitlines() if line.lstrip().startswith("07"))
    assert empty.split() == ["07"]


def test_every_heading_is_whole(at):
    (page,) = words(render(ANNEX, PLAN, HEADER, at))
    shown = " ".join(word for *_box, word in page)
    for column in COLUMNS:
        for part in column.heading.split():
            assert part in shown


def test_figures_stand_at_the_right_edge_of_their_column(at):
    (page,) = words(render(ANNEX, PLAN, HEADER, at))
    rights = {round(right, 1) for _l, _t, right, _b, word in page if word in ("1.750", "0")}
    assert len(rights) == 3


@pytest.mark.parametrize("count", [1, 40, 200])
def test_it_goes_on_to_the_next_page_inside_the_margins(at, count):
    rows = tuple(AnnexRow(f"{n:02d}", "Sổ khai sinh", n, n, n, "mất một quyển " * 9) for n in range(count))
    found = words(render(ANNEX, Annex("xã A", "Kế hoạch", rows), HEADER, at))
    assert len(found) > count // 30
    shown = [word for page in found for *_box, word in page]
    assert all(f"{n:02d}" in shown for n in range(count))
    for page in found:
        body = [box for box in page if box[3] < 280 * MM]
        assert min(box[0] for box in body) > 30 * MM - 0.6
        assert max(box[2] for box in body) < 195 * MM + 0.6


def test_the_workbook_has_the_same_cells_with_numbers_as_numbers(at):
    sheet = openpyxl.load_workbook(BytesIO(write(ANNEX_WORKBOOK, PLAN, HEADER, at))).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][0] == "Phụ lục"
    assert rows[1][0] == "Số liệu thực hiện số hóa sổ hộ tịch trên địa bàn xã Cẩm Lương"
    assert rows[2][0] == f"(Kèm theo {PLAN.attached})"
    assert rows[4] == [column.heading for column in COLUMNS]
    assert rows[5] == ["01", "Sổ khai sinh", 0, 1750, 0, FLOOD]
    assert rows[7] == ["07", None, None, None, None, None]
    assert sheet["D6"].number_format == "#,##0"


@pytest.mark.parametrize("words_", ["=1+1", "@SUM(A1)", "<r>x</r>"])
def test_no_note_becomes_a_formula(at, words_):
    annex = Annex("xã A", "Kế hoạch", (AnnexRow("01", "Sổ khai sinh", note=words_),))
    cell = openpyxl.load_workbook(BytesIO(write(ANNEX_WORKBOOK, annex, HEADER, at)), rich_text=True).active[
        "F6"
    ]
    assert (str(cell.value), cell.data_type != "f") == (words_, True)

"""The annex of the plan: per type of book how many acts there are, are electronic, and are to be entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from app.documents import excel
from app.documents.fonts import BOLD, REGULAR
from app.documents.list_table import Columns, Group, ListRow, ListTable
from app.documents.page import Letterhead, draw_title, open_canvas
from app.documents.paper import Paper, PaperColumn
from app.documents.text import clean, number

HEADING = "Phụ lục"
TITLE = "Số liệu thực hiện số hóa sổ hộ tịch trên địa bàn"
COLUMNS = (
    PaperColumn("number", "STT", 12.0, centred=True),
    PaperColumn("label", "Loại sổ", 43.0),
    PaperColumn("total", "Tổng số", 17.0, figures=True),
    PaperColumn(
        "electronic",
        "Số trường hợp đã nhập vào cơ sở dữ liệu hộ tịch điện tử",
        29.0,
        figures=True,
    ),
    PaperColumn(
        "todo",
        "Số trường hợp đăng ký hộ tịch phải nhập vào cơ sở dữ liệu hộ tịch điện tử",
        32.0,
        figures=True,
    ),
    PaperColumn("note", "Ghi chú", 32.0),
)
"""In the words of the communes' plans for process 1292."""


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """A type of book, an old commune with its sums, or the sum of all; blank of the plan's empty rows."""

    number: str
    label: str = ""
    total: int = 0
    electronic: int = 0
    todo: int = 0
    note: str = ""
    head: bool = False

    @property
    def cells(self) -> tuple[str | int, ...]:
        """Return what stands in the columns; an empty row has its number only."""
        counts = (self.total, self.electronic, self.todo) if self.label else ("", "", "")
        return (self.number, self.label, *counts, self.note)


@dataclass(frozen=True, slots=True)
class Annex:
    """The rows with the area they are of, and what the annex is attached to."""

    area: str
    attached: str
    rows: tuple[AnnexRow, ...]


def render(paper: Paper[Any], annex: Annex, header: Letterhead, at: datetime) -> bytes:
    """Return the PDF: an annex has its own head instead of the office's (NĐ 30/2020, Phụ lục I)."""
    columns = Columns(paper)
    target = BytesIO()
    canvas = open_canvas(target, columns.form, title=paper.title, header=header, at=at)
    subject, note = f"{paper.title} {annex.area}", f"(Kèm theo {annex.attached})"
    top = draw_title(canvas, columns.form, columns.form.top, paper.heading, subject, note)
    table = ListTable(canvas, columns, top - 14, numbered=False)
    for row in annex.rows:
        table.place(_group(columns, row))
    table.close(0)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def write(_paper: Paper[Any], annex: Annex, header: Letterhead, _at: datetime) -> bytes:
    """Return the workbook; its counts are numbers."""
    above = (HEADING, f"{TITLE} {annex.area}", f"(Kèm theo {annex.attached})", "")
    head = [column.heading for column in COLUMNS]
    rows: list[Sequence[str | int]] = [
        [
            excel.cell_text(title, cell) if isinstance(cell, str) else cell
            for title, cell in zip(head, row.cells, strict=True)
        ]
        for row in annex.rows
    ]
    return excel.write_rows("Phu_luc", head, rows, foot=header.foot, above=above)


def _group(columns: Columns, row: AnnexRow) -> Group:
    face = BOLD if row.head else REGULAR
    cells = {
        column.key: columns.lines_of(column.key, number(cell) if isinstance(cell, int) else clean(cell), face)
        for column, cell in zip(columns.all, row.cells, strict=True)
    }
    return Group({}, {}, (ListRow(cells, {}),))

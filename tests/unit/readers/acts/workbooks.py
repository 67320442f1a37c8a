"""Workbooks and CSV files of births, made from rows of cells as people have them."""

import io
from collections.abc import Sequence

import openpyxl

from app.models.books import BOOKS
from app.models.declaration.book import BookType
from app.readers import kinds
from app.readers.acts import layouts
from app.readers.acts.act_rows import ActReader
from app.readers.acts.layouts import Layout
from app.readers.acts.told import ReadAct
from tests.unit.readers.reading import opened

BIRTHS = BOOKS["khai_sinh"]
PLACE = "UBND xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa"
HEAD = ("STT", "so ", "quyenSo ", "ngayDangKy ", "loaiDangKy \ni=[1,2]", "noiDangKy", "nksHoTen ")
HEAD = (*HEAD, "nksGioiTinh", "nksNgaySinh", "nksDanToc", "nksQuocTich", "nksLoaiKhaiSinh", "meHoTen")
ROW = {
    "STT": 1,
    "so ": "01/1999",
    "quyenSo ": "01/1999",
    "ngayDangKy ": "19/11/1999",
    "loaiDangKy \ni=[1,2]": "1",
    "noiDangKy": PLACE,
    "nksHoTen ": "Bùi Thị Thêu",
    "nksGioiTinh": "2",
    "nksNgaySinh": "05/06/1999",
    "nksDanToc": "Mường",
    "nksQuocTich": "Việt Nam",
    "nksLoaiKhaiSinh": "1",
    "meHoTen": "Trương Thị Lược",
}


def row(**changed: object) -> dict[str, object]:
    """Return the cells of a birth by headings; ``so`` names the heading that begins so."""
    cells: dict[str, object] = dict(ROW)
    for name, value in changed.items():
        heading = next((one for one in cells if layouts.plain(one) == name.lower()), name)
        cells[heading] = value
    return cells


def book_of(*rows: dict[str, object], title: str = "DL Import") -> openpyxl.Workbook:
    """Make a workbook with the rows under their headings; a cell may be (value, number format)."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    headings = list(dict.fromkeys(heading for one in rows for heading in one))
    sheet.append(headings)
    for number, one in enumerate(rows, 2):
        for column, heading in enumerate(headings, 1):
            value = one.get(heading)
            cell = sheet.cell(number, column)
            if isinstance(value, tuple):
                value, cell.number_format = value
            if value is not None:
                cell.value = value
    return book


def content(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def workbook(*rows: dict[str, object]) -> bytes:
    return content(book_of(*rows))


def read(data: bytes, book: BookType = BIRTHS) -> tuple[Layout, list[ReadAct]]:
    """Read the first visible sheet of a known layout."""
    for table in kinds.tables(opened(data), "tệp thử"):
        if table.hidden:
            continue
        first = layouts.opened(table)
        found = layouts.head_of(book, first)
        if found is not None:
            return found[1], list(ActReader(first, *found).rows())
    raise AssertionError("no known header")


def acts(*rows: dict[str, object]) -> list[ReadAct]:
    return read(workbook(*rows))[1]


def act(**changed: object) -> ReadAct:
    (found,) = acts(row(**changed))
    return found


def texts(found: ReadAct) -> dict[str, str]:
    return {key: value.text for key, value in found.values.items()}


def told(found: ReadAct) -> Sequence[tuple[str, str, str]]:
    """Return what was converted: field, how, and what it is read as."""
    return [(one.field, str(one.what), one.now) for one in found.converted if one.what != "code"]


def reasons(found: ReadAct) -> list[tuple[str, str, str]]:
    """Return why a row waits: field, trouble, proposal."""
    return [(one.field, str(one.what), one.proposed) for one in found.reasons]

"""The list of entries as it stands on the screen, as a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.documents import excel
from app.documents.page import Letterhead
from app.documents.paper import Paper


@dataclass(frozen=True, slots=True)
class EntryOnList:
    """One entry of the list, in words."""

    number: str
    page: str
    name: str
    book: str
    book_no: str
    opened_year: str
    place: str
    state: str
    note: str
    opened_by: str
    changed: str


COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", "Số đăng ký"),
    ("page", "Trang"),
    ("name", "Họ, chữ đệm, tên"),
    ("book", "Loại sổ"),
    ("book_no", "Quyển số"),
    ("opened_year", "Năm mở sổ"),
    ("place", "Nơi đăng ký"),
    ("state", "Trạng thái"),
    ("note", "Lý do, ghi chú"),
    ("opened_by", "Người mở"),
    ("changed", "Sửa lần cuối"),
)
"""The fields of ``EntryOnList`` and their headings."""


def render(
    _paper: Paper[Sequence[EntryOnList]], content: Sequence[EntryOnList], header: Letterhead, _at: datetime
) -> bytes:
    """Return the workbook; a running number stands before each entry."""
    head = ["STT", *(heading for _key, heading in COLUMNS)]
    rows = [[str(at), *_cells(entry)] for at, entry in enumerate(content, 1)]
    return excel.write_rows("Truong_hop", head, rows, foot=header.foot)


def _cells(entry: EntryOnList) -> list[str]:
    return [excel.cell_text(heading, getattr(entry, key)) for key, heading in COLUMNS]

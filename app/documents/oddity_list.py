"""What a run over everything stored found odd: a list to go through with the books, as PDF and workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.documents import excel
from app.documents.list_paper import draw_list
from app.documents.list_table import MOST_LINES, Columns, Group, ListRow
from app.documents.page import Letterhead
from app.documents.paper import Paper
from app.documents.text import clean, number
from app.progress import silent


@dataclass(frozen=True, slots=True)
class OddityOnList:
    """One oddity, in words."""

    kind: str
    where: str
    number: str
    name: str
    said: str
    advice: str
    state: str
    note: str


COLUMNS: tuple[tuple[str, str], ...] = (
    ("kind", "Loại"),
    ("where", "Sổ, quyển"),
    ("number", "Số đăng ký"),
    ("name", "Họ, chữ đệm, tên"),
    ("said", "Điều cần xem lại"),
    ("advice", "Cần làm"),
    ("state", "Trạng thái"),
    ("note", "Lý do, ghi chú"),
)
"""The fields of ``OddityOnList`` and their headings in the workbook."""


def workbook(
    _paper: Paper[Sequence[OddityOnList]], content: Sequence[OddityOnList], header: Letterhead, _at: datetime
) -> bytes:
    """Return the workbook; a running number stands before each row."""
    head = ["STT", *(heading for _key, heading in COLUMNS)]
    rows = [
        [str(at), *(excel.cell_text(heading, getattr(one, key)) for key, heading in COLUMNS)]
        for at, one in enumerate(content, 1)
    ]
    return excel.write_rows("Kiem_tra_lai", head, rows, foot=header.foot)


def render(paper: Paper[Any], content: Sequence[OddityOnList], header: Letterhead, at: datetime) -> bytes:
    """Return the PDF. Raises as ``draw_list``."""
    columns = Columns(paper)
    parts = (_group(columns, place, one) for place, one in enumerate(content, 1))
    words = f"Danh sách có {number(len(content))} mục cần xem lại."
    return draw_list(paper, columns, parts, len(content), header, summary=words, at=at, progress=silent)


def _group(columns: Columns, place: int, one: OddityOnList) -> list[Group]:
    shared = {"place": columns.lines_of("place", str(place))}
    texts = {key: clean(getattr(one, key)) for key in ("kind", "where", "number", "name", "said", "note")}
    cells = {key: columns.lines_of(key, text) if text else () for key, text in texts.items()}
    tallest = max(map(len, cells.values()))
    rows = [
        ListRow({key: lines[at : at + MOST_LINES] for key, lines in cells.items()}, {}, ruled=at == 0)
        for at in range(0, tallest, MOST_LINES)
    ]
    return [Group(shared, shared, tuple(rows))]

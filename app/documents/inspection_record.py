"""The record of a PC's self-check, for the inspection of seconded PCs: two signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from app.documents.fonts import BOLD
from app.documents.list_paper import draw_list
from app.documents.list_table import Columns, Group, ListRow
from app.documents.page import Letterhead
from app.documents.paper import Paper
from app.documents.text import clean, number
from app.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One line: its group, what was looked at, what was found, and "đạt", "cần xem lại" or "KHÔNG ĐẠT"."""

    group: str
    words: str
    found: str
    grade: str
    wrong: bool = False
    doubtful: bool = False


def render(
    paper: Paper[Any],
    rows: Sequence[RecordRow],
    header: Letterhead,
    at: datetime,
    progress: Progress = silent,
) -> bytes:
    """Return the PDF. Raises as ``draw_list``."""
    columns = Columns(paper)
    groups = [list(found) for _name, found in groupby(rows, key=lambda row: row.group)]
    parts = ([_group(columns, place, found)] for place, found in enumerate(groups, 1))
    return draw_list(
        paper, columns, parts, len(groups), header, summary=_summary(rows), at=at, progress=progress
    )


def _group(columns: Columns, place: int, rows: Sequence[RecordRow]) -> Group:
    shared = {
        "number": columns.lines_of("number", str(place)),
        "group": columns.lines_of("group", clean(rows[0].group), BOLD),
    }
    return Group(shared, shared, tuple(_row(columns, row) for row in rows))


def _row(columns: Columns, row: RecordRow) -> ListRow:
    cells = {
        "words": columns.lines_of("words", clean(row.words)),
        "found": columns.lines_of("found", clean(row.found)) if row.found else (),
        "grade": columns.lines_of("grade", row.grade, BOLD) if row.grade else (),
    }
    return ListRow(cells, {})


def _summary(rows: Sequence[RecordRow]) -> str:
    """Say how many lines somebody must look at."""
    wrong, doubtful = sum(row.wrong for row in rows), sum(row.doubtful for row in rows)
    marked = sum(bool(row.grade) for row in rows)
    return (
        f"Đã tự kiểm tra {number(marked)} mục; không đạt {number(wrong)} mục, cần xem lại "
        f"{number(doubtful)} mục. Bản này chỉ ghi những gì phần mềm nhìn thấy; niêm phong, cổng USB, khóa "
        "phòng do người kiểm tra xem tại chỗ."
    )

"""Entries on paper, to be read against the book: what is kept of each field, and room for what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.documents.fonts import BOLD
from app.documents.list_paper import draw_list
from app.documents.list_table import Columns, Group, ListRow
from app.documents.page import Letterhead
from app.documents.paper import Paper
from app.documents.text import clean, number
from app.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class EntryToRead:
    """One entry: where it stands, and each field that has words or a mark, with its label."""

    act: str
    fields: tuple[tuple[str, str], ...]


def render(
    paper: Paper[Any],
    content: Sequence[EntryToRead],
    header: Letterhead,
    at: datetime,
    progress: Progress = silent,
) -> bytes:
    """Return the PDF. Raises as ``draw_list``."""
    columns = Columns(paper)
    parts = ([_group(columns, entry)] for entry in content)
    summary = f"Đọc lại {number(len(content))} trường hợp với sổ; chỗ khác ghi vào cột cuối rồi sửa trên máy."
    return draw_list(paper, columns, parts, len(content), header, summary=summary, at=at, progress=progress)


def _group(columns: Columns, entry: EntryToRead) -> Group:
    shared = {"act": columns.lines_of("act", clean(entry.act), BOLD)}
    return Group(shared, shared, tuple(_row(columns, *field) for field in entry.fields))


def _row(columns: Columns, label: str, words: str) -> ListRow:
    cells = {
        "field": columns.lines_of("field", clean(label)),
        "kept": columns.lines_of("kept", clean(words)),
    }
    return ListRow(cells, {})

"""A file of acts opened and read: which sheet, which layout, and what nobody may miss of it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from app import outside
from app.errors import BadInput
from app.models.books import BOOKS
from app.models.declaration.book import BookType
from app.models.words import incoming
from app.readers import kinds
from app.readers.acts import layouts
from app.readers.acts.act_rows import ActReader
from app.readers.acts.layouts import Head, Layout, OpenTable, PlacedColumn
from app.readers.acts.told import ReadAct
from app.readers.rows import listed
from app.texts import Text

SAMPLES = 5
"""The rows that are shown of a file whose columns an officer says."""
_MOST_NAMED = 10  # hidden rows that are named one by one
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileOfActs:
    """A file as it was read: its acts, by which layout, and what nobody may miss."""

    name: str
    sha256: str
    layout: Layout
    sheet: str
    acts: tuple[ReadAct, ...]
    notices: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class UnknownColumns:
    """A file whose columns are not known: its headings and the first rows, for an officer to say."""

    name: str
    sheet: str
    headings: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]


def read(path: Path, book: BookType | None = None, mapping: Layout | None = None) -> FileOfActs:
    """Read a file by a known layout, or by the columns that an officer said.

    Without ``book`` it is the one whose columns the header has. BadInput for a file that is no table, is
    damaged or too large, or has no header that is known.
    """
    with outside.opened(path) as file:
        digest = _digest(file)
        tables = kinds.tables(file, "tệp")
        opened = [layouts.opened(table) for table in tables if not table.hidden]
        found = (
            _by_mapping(opened, mapping) if mapping else _known(opened, [book] if book else BOOKS.values())
        )
        if found is None:
            raise BadInput(
                "Không thấy dòng tiêu đề nào đọc được trong tệp {0}. Hãy đặt tiêu đề như mẫu của Bộ Tư pháp "
                "hoặc như tệp xuất từ phần mềm này, hoặc cho biết cách xếp cột. Chưa thay đổi gì.",
                _shown(path),
            )
        table, head, layout = found
        acts = tuple(ActReader(table, head, layout).rows())
    hidden = [one.name for one in tables if one.hidden]
    others = [one.table.name for one in opened if one is not table and one.first]
    notices = (*_about_sheets(hidden, others), *_about_rows(table, layout))
    return FileOfActs(_shown(path), digest, layout, table.table.name, acts, notices)


def columns(path: Path) -> UnknownColumns:
    """Return the headings of a file and its first rows; BadInput as ``read``."""
    with outside.opened(path) as file:
        opened = [layouts.opened(one) for one in kinds.tables(file, "tệp") if not one.hidden]
        table = max(opened, key=lambda one: len(layouts.likely_head(one).headings), default=None)
        if table is None:
            raise BadInput("Tệp {0} không có trang tính nào nhìn thấy. Chưa thay đổi gì.", _shown(path))
        head = layouts.likely_head(table)
        rows = [[cell.text for cell in cells] for number, cells in table.first if number > head.line]
    samples = tuple(tuple(row) for row in rows[:SAMPLES])
    return UnknownColumns(_shown(path), table.table.name, head.said, samples)


def _known(opened: Sequence[OpenTable], books: Iterable[BookType]) -> tuple[OpenTable, Head, Layout] | None:
    """Return the sheet, header and book of a known layout, whichever has the most columns."""
    best: tuple[OpenTable, Head, Layout] | None = None
    for table in opened:
        for book in books:
            found = layouts.head_of(book, table)
            if found is not None and (best is None or len(found[1].holds) > len(best[2].holds)):
                best = table, *found
    return best


def _by_mapping(opened: Sequence[OpenTable], mapping: Layout) -> tuple[OpenTable, Head, Layout] | None:
    """Return the sheet whose header has the headings of a mapping, with the columns where they stand here."""
    for table in opened:
        head = layouts.likely_head(table)
        places = {heading: at for at, heading in reversed(list(enumerate(head.said)))}
        wanted = [column for column in mapping.columns if column.field]
        if all(column.heading in places for column in wanted):
            fields = {places[column.heading]: column.field for column in wanted}
            here = tuple(PlacedColumn(at, name, fields.get(at, "")) for at, name in enumerate(head.said))
            return table, head, Layout(mapping.book, here, mapping.name)
    return None


def _about_sheets(hidden: Sequence[str], others: Sequence[str]) -> list[Text]:
    said = []
    if hidden:
        said.append(Text("Trang tính ẩn không đọc: {0}", listed(hidden)))
    if others:
        said.append(Text("Trang tính khác không đọc: {0}", listed(others)))
    return said


def _about_rows(table: OpenTable, layout: Layout) -> list[Text]:
    said = []
    if rows := table.scan.hidden_rows:
        first = ", ".join(map(str, rows[:_MOST_NAMED]))
        said.append(Text("Có {0} dòng ẩn, vẫn đọc: {1}", len(rows), first))
    at = {column - 1 for column in table.scan.hidden_columns}
    if hidden := [column.heading for column in layout.columns if column.at in at and column.heading]:
        said.append(Text("Cột ẩn, vẫn đọc: {0}", listed(hidden)))
    if layout.unread:
        said.append(Text("Cột không có mục nào nhận: {0}", listed(layout.unread)))
    # only the workbook of births was seen; the others follow its manner
    if not layout.name and not layout.whole and not layout.book.is_of_births:
        said.append(Text("Mẫu nhập của loại sổ này chưa được xác nhận: đọc theo cách của mẫu khai sinh"))
    return said


def _digest(file: BufferedReader) -> str:
    made = hashlib.sha256()
    while piece := file.read(_CHUNK):
        made.update(piece)
    file.seek(0)
    return made.hexdigest()


def _shown(path: Path) -> str:
    return incoming.shown(path.name, incoming.NAME)

"""The kinds of table files, recognised by content and not by name."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.readers import csv_rows, jsonl_rows, xlsx_rows
from app.readers.columns import FileColumn
from app.readers.lines import BROKEN_PACKING, cut_short, unpacked
from app.readers.rows import BLANK, FileRows, Line, SheetCell, file_refused
from app.readers.sheet_scan import Scan

_ZIP = b"PK\x03\x04"
_NO_TABLES = {
    b"<": "là trang web (HTML, XML) mang đuôi khác. Hãy mở bằng Excel và lưu thành .xlsx.",
    b"%": "là văn bản PDF, không phải là bảng. Hãy xin tệp Excel hoặc CSV.",
    b"[": "là một mảng JSON. Hãy lưu thành JSONL: mỗi dòng một bản ghi.",
}
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class FileTable:
    """A sheet of a workbook or a whole CSV file as it stands, whatever its columns are called.

    ``epoch`` is the day from which dates in numbers count (1900, 1904), None where no program told it. A row
    of a CSV file has as many cells as the header, or it has shifted (``even``).
    """

    name: str
    hidden: bool
    epoch: int | None
    even: bool
    open: Callable[[], tuple[Scan, Iterator[Line]]]


def tables(file: io.BufferedReader, source: str) -> list[FileTable]:
    """Return the tables of a file of unknown columns, XLSX or CSV; BadInput like ``read``."""
    start = file.peek(len(xlsx_rows.OLD_EXCEL))
    if start.startswith((_ZIP, xlsx_rows.OLD_EXCEL)):
        found = xlsx_rows.sheets(file, source)
        return [
            FileTable(sheet.name, sheet.hidden, sheet.epoch, even=False, open=sheet.lines) for sheet in found
        ]
    text, first = _text(file, source)
    if first == b"{":
        raise file_refused(source, "là JSONL, không phải là bảng. Hãy xin tệp Excel hoặc CSV.")
    lines = (
        (at, [SheetCell(word) if word else BLANK for word in row]) for at, row in csv_rows.table(text, source)
    )
    return [FileTable("", hidden=False, epoch=None, even=True, open=lambda: (Scan(), lines))]


def read(file: io.BufferedReader, columns: Sequence[FileColumn], source: str) -> FileRows:
    """Return the rows of a table, named ``source`` in sentences: XLSX, JSONL or CSV, also compressed.

    It and the rows raise BadInput like the reader of each kind. A workbook cannot come through a pipe.
    """
    start = file.peek(len(xlsx_rows.OLD_EXCEL))
    if start.startswith((_ZIP, xlsx_rows.OLD_EXCEL)):
        if not file.seekable():
            raise file_refused(source, "là bảng Excel nên phải là một tệp, không qua ống dẫn.")
        return xlsx_rows.read(file, columns, source)
    text, first = _text(file, source)
    if first == b"{":
        return jsonl_rows.read(text, columns, source)
    return csv_rows.read(text, columns, source)


def _text(file: io.BufferedReader, source: str) -> tuple[io.BufferedReader, bytes]:
    """Return the file unpacked and its first letter; BadInput when it is no table."""
    text = unpacked(file, source)
    try:
        start = text.peek(len(_MARK) + 1)
    except BROKEN_PACKING as error:
        raise cut_short(source, 0) from error
    first = start.removeprefix(_MARK)[:1]
    if first in _NO_TABLES:
        raise file_refused(source, _NO_TABLES[first])
    return text, first

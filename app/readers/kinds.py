"""The kinds of table files, recognised by content and not by name."""

import io
from collections.abc import Sequence

from app.readers import csv_rows, jsonl_rows, xlsx_rows
from app.readers.columns import FileColumn
from app.readers.lines import BROKEN_PACKING, cut_short, unpacked
from app.readers.rows import FileRows, file_refused

_ZIP = b"PK\x03\x04"
_NO_TABLES = {
    b"<": "là trang web (HTML, XML) mang đuôi khác. Hãy mở bằng Excel và lưu thành .xlsx.",
    b"%": "là văn bản PDF, không phải là bảng. Hãy xin tệp Excel hoặc CSV.",
    b"[": "là một mảng JSON. Hãy lưu thành JSONL: mỗi dòng một bản ghi.",
}
_MARK = b"\xef\xbb\xbf"


def read(file: io.BufferedReader, columns: Sequence[FileColumn], source: str) -> FileRows:
    """Return the rows of a table, named ``source`` in sentences: XLSX, JSONL or CSV, also compressed.

    It and the rows raise BadInput like the reader of each kind. A workbook cannot come through a pipe.
    """
    start = file.peek(len(xlsx_rows.OLD_EXCEL))
    if start.startswith((_ZIP, xlsx_rows.OLD_EXCEL)):
        if not file.seekable():
            raise file_refused(source, "là bảng Excel nên phải là một tệp, không qua ống dẫn.")
        return xlsx_rows.read(file, columns, source)
    text = unpacked(file, source)
    try:
        start = text.peek(len(_MARK) + 1)
    except BROKEN_PACKING as error:
        raise cut_short(source, 0) from error
    first = start.removeprefix(_MARK)[:1]
    if first in _NO_TABLES:
        raise file_refused(source, _NO_TABLES[first])
    if first == b"{":
        return jsonl_rows.read(text, columns, source)
    return csv_rows.read(text, columns, source)

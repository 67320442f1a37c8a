"""CSV with commas, semicolons or tabs; the header line decides."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from app.errors import BadInput
from app.readers.columns import FileColumn, Placed, Understanding, lacking, missing, recognise
from app.readers.lines import text_lines
from app.readers.rows import PLAIN, FileRows, Refusal, Row, line_refused

_SEPARATORS = ",;\t"
_MOST_LINES = 20  # lines of a row: a longer one has an unclosed quotation mark
_END = "\0"  # appended as the last line; it comes back as a row unless a quotation mark was left open


def read(file: io.BufferedReader, columns: Sequence[FileColumn], source: str) -> FileRows:
    """Return the rows of a CSV file, named ``source`` in sentences; blank rows are skipped.

    BadInput when the header lacks a required column; during reading when the file is no CSV in UTF-8 or
    UTF-16.
    """
    lines = text_lines(file, source, "CSV")
    first = []
    for line in islice(lines, _MOST_LINES):
        first.append(line)
        if line.strip():
            break
    separator = _separator(first[-1] if first else "", columns)
    rows = _rows(chain(first, lines, [_END]), separator, source)
    _, header = next(rows, (1, []))
    placed, ignored = recognise([heading.strip() for heading in header], columns)
    if missing(placed, columns):
        raise lacking(columns, source)
    return FileRows(ignored, _understood(rows, placed, Understanding(columns, source)))


def _separator(header: str, columns: Sequence[FileColumn]) -> str:
    """Return the separator with which most headings are recognised."""

    def known(separator: str) -> int:
        try:
            headings = next(csv.reader([header], delimiter=separator), [])
        except csv.Error:
            return 0
        return len(recognise([heading.strip() for heading in headings], columns)[0])

    return max(_SEPARATORS, key=known)


def _understood(
    rows: Iterator[tuple[int, list[str]]], placed: Placed, understanding: Understanding
) -> Iterator[Row | Refusal]:
    row, short = understanding.row, understanding.short
    last = max((at for at, _ in placed), default=-1)
    for number, line in rows:
        if len(line) <= last:
            line.extend([""] * (last + 1 - len(line)))
        cells = {key: line[at] for at, key in placed if line[at]}
        if cells or any(line):
            yield Row(number, cells, PLAIN) if len("".join(line)) <= short else row(number, cells)


def _rows(text: Iterator[str], separator: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells and the first line of each row in a text that ends with _END."""
    reader = csv.reader(text, delimiter=separator)
    number = 1
    try:
        for row in reader:
            if row == [_END] and reader.line_num == number:
                return
            if reader.line_num - number >= _MOST_LINES or (row and row[-1].endswith(_END)):
                raise _broken(source, number)
            if row:
                yield number, row
            number = reader.line_num + 1
    except csv.Error as error:
        if "field larger than" in str(error):
            raise _swollen(source, number) from error
        raise _broken(source, number) from error


def _swollen(source: str, number: int) -> BadInput:
    """Return the error of a row with a cell that the reader of CSV does not hold."""
    return line_refused(
        source,
        number,
        f"có một ô dài quá {csv.field_size_limit()} ký tự, có thể vì thiếu một dấu ngoặc kép. "
        "Hãy sửa dòng này.",
    )


def _broken(source: str, number: int) -> BadInput:
    """Return the error of a row that does not end."""
    return line_refused(source, number, "không phải là CSV, có thể vì thiếu một dấu ngoặc kép.")

"""CSV with commas, semicolons or tabs; the header line decides."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from app.errors import BadInput
from app.readers.columns import FileColumn, Placed, Understanding, lacking, missing, named_width, recognise
from app.readers.lines import text_lines
from app.readers.rows import PLAIN, FileRows, Refusal, Row, line_refused

_SEPARATORS = ",;\t"
_MOST_LINES = 20  # lines of a row: a longer one has an unclosed quotation mark
_END = "\0"  # appended as the last line; it comes back as a row unless a quotation mark was left open


def read(file: io.BufferedReader, columns: Sequence[FileColumn], source: str) -> FileRows:
    """Return the rows of a CSV file, named ``source`` in sentences; blank rows are skipped.

    A row with more or fewer cells than the header is refused: a comma without quotation marks, a lost one or
    a file cut short has moved its words under other headings (RFC 4180, 2.4). BadInput when the header lacks
    a required column; during reading when the file is no CSV in UTF-8 or UTF-16.
    """
    lines = text_lines(file, source, "CSV")
    first, at = _header(lines, columns)
    separator = _separator(first[at] if first else "", columns)
    rows = _rows(chain(first[at:], lines, [_END]), separator, source, at + 1)
    _, header = next(rows, (1, []))
    headings = [heading.strip() for heading in header]
    placed, ignored = recognise(headings, columns)
    if missing(placed, columns):
        raise lacking(columns, source, headings)
    return FileRows(ignored, _understood(rows, placed, headings, Understanding(columns, source)))


def table(file: io.BufferedReader, source: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV file, whatever its columns are called, with the line where each begins.

    The separator is the one that cuts most of the first lines into equally many cells. Raises as ``read``.
    """
    lines = text_lines(file, source, "CSV")
    first = list(islice(lines, _MOST_LINES))
    told = first[0].strip().lower() if first else ""
    if told.startswith("sep=") and told[4:] and told[4:] in _SEPARATORS:
        separator = told[4:]
    else:
        separator = max(_SEPARATORS, key=lambda one: _evenness(first, one))
    return _rows(chain(first, lines, [_END]), separator, source, 1)


def _evenness(lines: Sequence[str], separator: str) -> tuple[int, int]:
    """Return how many lines a separator cuts into as many cells, and into how many."""
    counts: Counter[int] = Counter()
    for line in filter(str.strip, lines):
        try:
            counts[len(next(csv.reader([line], delimiter=separator), []))] += 1
        except csv.Error:
            continue
    several = [(count, cells) for cells, count in counts.items() if cells > 1]
    return max(several, default=(0, 0))


def _header(lines: Iterator[str], columns: Sequence[FileColumn]) -> tuple[list[str], int]:
    """Return the first lines, and which is the header: the first with the required columns, else with words.

    Titles, or Excel's own "sep=;", may stand above it. Nothing below the header is read.
    """
    first = []
    for at, line in enumerate(islice(lines, _MOST_LINES)):
        first.append(line)
        if line.strip() and not missing(_placed(line, _separator(line, columns), columns), columns):
            return first, at
    return first, next((at for at, line in enumerate(first) if line.strip()), 0)


def _separator(header: str, columns: Sequence[FileColumn]) -> str:
    """Return the separator with which most headings are recognised."""
    return max(_SEPARATORS, key=lambda separator: len(_placed(header, separator, columns)))


def _placed(header: str, separator: str, columns: Sequence[FileColumn]) -> Placed:
    """Return the columns of a header by a separator."""
    try:
        headings = next(csv.reader([header], delimiter=separator), [])
    except csv.Error:
        return []
    return recognise([heading.strip() for heading in headings], columns)[0]


def _understood(
    rows: Iterator[tuple[int, list[str]]],
    placed: Placed,
    headings: Sequence[str],
    understanding: Understanding,
) -> Iterator[Row | Refusal]:
    row, short = understanding.row, understanding.short
    named, most = named_width(headings), len(headings)
    for number, line in rows:
        if not any(line):
            continue
        if not named <= len(line) <= most or any(map(str.strip, line[named:])):
            yield understanding.refusal(
                number, f"có {len(line)} ô, dòng đầu có {named} cột: không biết ô nào thuộc cột nào."
            )
            continue
        cells = {key: line[at] for at, key in placed if line[at]}
        yield Row(number, cells, PLAIN) if len("".join(line)) <= short else row(number, cells)


def _rows(text: Iterator[str], separator: str, source: str, number: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells and the first line of each row in a text that ends with _END and begins with a line."""
    reader = csv.reader(text, delimiter=separator)
    above = number - 1
    try:
        for row in reader:
            last = above + reader.line_num
            if row == [_END] and last == number:
                return
            if last - number >= _MOST_LINES or (row and row[-1].endswith(_END)):
                raise _broken(source, number)
            if row:
                yield number, row
            number = last + 1
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

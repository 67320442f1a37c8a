"""Excel workbooks (.xlsx): the values of the first visible sheet with the columns."""

import datetime as dt
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.escape import unescape

from app.errors import AppError, BadInput
from app.readers import workbook_guard
from app.readers.columns import FileColumn, Placed, Understanding, lacking, missing, named_width, recognise
from app.readers.rows import BLANK, CellKind, FileRows, Line, Refusal, Row, SheetCell, Told, file_refused
from app.readers.sheet_scan import Range, Scan, place_of, scan

OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
"""The first bytes of a workbook in the old format, or with a password."""
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_TITLE_ROWS = 20  # rows with words, down to the header
_MOST_MERGED = 1000  # merged ranges over one row
_MIDNIGHT = dt.time()


_NO_VALUE = SheetCell("", Told(CellKind.FORMULA))


@dataclass(frozen=True, slots=True)
class BookSheet:
    """One sheet of a workbook; ``epoch`` is the day from which its dates in numbers count (1900, 1904)."""

    name: str
    hidden: bool
    epoch: int
    source: str
    part: Any

    def lines(self) -> tuple[Scan, Iterator[Line]]:
        """Return what a first pass found, and the lines. BadInput when the sheet is damaged or too large."""
        return _lines(self.part, self.source)


def read(file: IO[bytes], columns: Sequence[FileColumn], source: str) -> FileRows:
    """Return the rows of a workbook, named ``source`` in sentences; blank rows are skipped.

    A row with words to the right of the last heading is refused: so a CSV looks whose rows have shifted.
    Titles may precede the header. BadInput when no visible sheet has the required columns, when the file is
    of another format, damaged or too large; during reading at a damaged part.
    """
    headings: list[str] = []
    for sheet in sheets(file, source):
        if sheet.hidden:
            continue
        _, lines = sheet.lines()
        head = list(islice(lines, _TITLE_ROWS))
        for at, (_, cells) in enumerate(head):
            told = [cell.text.strip() for cell in cells]
            headings = max(headings, told, key=lambda row: len(recognise(row, columns)[0]))
            placed, ignored = recognise(told, columns)
            if placed and not missing(placed, columns):
                rest = chain(head[at + 1 :], lines)
                width = named_width(told)
                return FileRows(ignored, _understood(rest, placed, width, Understanding(columns, source)))
    raise lacking(columns, source, headings)


def sheets(file: IO[bytes], source: str) -> list[BookSheet]:
    """Return the sheets of a workbook in its order; BadInput for another format, or a damaged file."""
    with _damage_told(source):
        if file.read(len(OLD_EXCEL)) == OLD_EXCEL:
            raise _not_a_package(file, source)
        file.seek(0)
        book = openpyxl.load_workbook(
            workbook_guard.opened(file, source), read_only=True, data_only=True, keep_links=False
        )
        epoch = 1904 if book.epoch == CALENDAR_MAC_1904 else 1900
        return [
            BookSheet(one.title, one.sheet_state != "visible", epoch, source, one) for one in book.worksheets
        ]


@contextmanager
def _damage_told(source: str, line: int = 0) -> Iterator[None]:
    """Turn any error of openpyxl and zipfile into the refusal of a damaged file; hide their warnings."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (AppError, MemoryError):
        raise
    except Exception as error:  # openpyxl and zipfile raise errors of every kind for a damaged part
        where = f" sau dòng {line}" if line else ""
        raise file_refused(
            source, f"không phải là tệp Excel (.xlsx) lành lặn{where}. Hãy mở bằng Excel và lưu lại."
        ) from error


def _not_a_package(file: IO[bytes], source: str) -> BadInput:
    """Return the refusal of a workbook with a password or in the old format."""
    before = b""
    while chunk := file.read(1 << 20):
        if _PASSWORD in before + chunk:
            return file_refused(source, "có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu và lưu lại.")
        before = chunk[-len(_PASSWORD) :]
    return workbook_guard.not_xlsx(source, "Excel kiểu cũ (.xls)")


def _lines(sheet: Any, source: str) -> tuple[Scan, Iterator[Line]]:
    """Return what a first pass found, and the lines of a sheet with the kinds of their cells."""
    with _damage_told(source):
        with sheet._get_source() as part:  # noqa: SLF001 openpyxl tells nobody where a sheet lies
            scanned = scan(part, source)
        sheet.reset_dimensions()  # some programs write wrong dimensions
        rows = sheet.iter_rows()
    return scanned, _numbered(rows, scanned, source)


def _numbered(rows: Iterator[Any], scanned: Scan, source: str) -> Iterator[Line]:
    merges = _Merges(scanned)
    formulas = _Formulas(scanned)
    line = 0
    while True:
        with _damage_told(source, line):
            row = next(rows, None)
            if row is None:
                return
            line += 1
            cells = list(map(_cell, row))
            formulas.mark(line, cells)
            merges.fill(line, cells)
        if cells:
            yield line, cells


def _cell(cell: Any) -> SheetCell:
    """Return the text and the kind of a cell."""
    value = cell.value
    if value is None:
        return BLANK
    if isinstance(value, str):
        text = unescape(value) if "_x" in value else value
        return SheetCell(text, Told(CellKind.ERROR) if cell.data_type == "e" else None)
    if isinstance(value, bool):
        return SheetCell(str(value).upper())
    kind = CellKind.NUMBER if isinstance(value, int | float) else CellKind.DATE
    found = str(cell.number_format)
    return SheetCell(_written(value), Told(kind, "" if found == "General" else found))


def _written(value: Any) -> str:
    """Return the text of a value: a whole number without ".0", a date without midnight."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return (value.date() if value.time() == _MIDNIGHT else value).isoformat()
    return str(value)


class _Formulas:
    """A marker of formulas without a value, line by line."""

    def __init__(self, scanned: Scan) -> None:
        self._places, self._next = scanned.unvalued, 0

    def mark(self, line: int, cells: list[SheetCell]) -> None:
        """Mark the formulas of the next line."""
        first, end = place_of(line, 0), place_of(line + 1, 0)
        while self._next < len(self._places) and self._places[self._next] <= end:
            cells[self._places[self._next] - first - 1] = _NO_VALUE
            self._next += 1


class _Merges:
    """A filler of merged ranges with the first cell's text, line by line."""

    def __init__(self, scanned: Scan) -> None:
        self._coming, self._next, self._width = scanned.merged, 0, scanned.width
        self._over: list[tuple[Range, str]] = []

    def fill(self, line: int, cells: list[SheetCell]) -> None:
        """Fill the next line; a blank line stays unchanged."""
        self._over = [one for one in self._over if one[0][3] >= line]
        while self._next < len(self._coming) and self._coming[self._next][1] <= line:
            range_ = self._coming[self._next]
            self._next += 1
            first = cells[range_[0] - 1].text if range_[1] == line and range_[0] <= len(cells) else ""
            if len(self._over) < _MOST_MERGED:
                self._over.append((range_, first))
        if not any(cell.text or cell.told for cell in cells):
            return
        for (first_column, first_row, last_column, _), text in self._over:
            last = min(last_column, self._width)
            cells.extend([BLANK] * (last - len(cells)))
            for column in range(first_column, last + 1):
                if (line, column) != (first_row, first_column):
                    cells[column - 1] = SheetCell(text, Told(CellKind.MERGED))


def _understood(
    lines: Iterator[Line], placed: Placed, width: int, understanding: Understanding
) -> Iterator[Row | Refusal]:
    for line, cells in lines:
        if any(cell.text.strip() and not cell.is_merged for cell in cells[width:]):
            yield understanding.refusal(line, "có chữ ở bên phải cột cuối cùng có tên: có thể bị lệch cột.")
            continue
        found = {key: cells[at] for at, key in placed if at < len(cells)}
        said = {key: cell.text for key, cell in found.items() if cell.text}
        told = {key: cell.told for key, cell in found.items() if cell.told is not None}
        if any(not found[key].is_merged for key in said.keys() | told.keys()):
            yield understanding.row(line, said, told)

"""A first pass over a sheet for facts that openpyxl's streaming reader lacks, and for its limits."""

from array import array
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from app.errors import BadInput
from app.readers.rows import line_refused
from app.readers.workbook_guard import too_large

_CHUNK = 1 << 16
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TAGS = {f"{_NAMESPACE} {tag}": tag for tag in ("row", "col", "c", "f", "v", "is", "mergeCell")}
_LAST_ROW, _LAST_COLUMN = 1 << 20, 1 << 14  # of Excel
_MOST_ROWS = 100_000  # rows with cells
_MOST_CELLS = 5_000_000  # cells, counted up to the last one of each row
_MOST_MERGED = 50_000
_TRUE = ("1", "true")

Range = tuple[int, int, int, int]
"""First column, first row, last column, last row, as openpyxl has it."""


@dataclass(slots=True)
class Scan:
    """The merged ranges of a sheet, and the places of formulas without a value.

    A place is row times 16384 plus column; places are in the order of the sheet. ``width`` is the last column
    used. Hidden rows and columns are read as others; they are named because nobody sees them.
    """

    width: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    unvalued: "array[int]" = field(default_factory=lambda: array("q"))


def place_of(row: int, column: int) -> int:
    """Return the place of a cell for ``Scan.unvalued``."""
    return row * _LAST_COLUMN + column


def scan(part: IO[bytes], source: str) -> Scan:
    """Read a sheet once. BadInput when it is too large, or its rows and cells are not in order.

    Other errors mean that the sheet is damaged.
    """
    scanner = _Scanner(source)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    while chunk := part.read(_CHUNK):
        parser.Parse(chunk)
    parser.Parse(b"", True)
    scanner.found.merged.sort(key=lambda one: (one[1], one[0]))
    return scanner.found


class _Scanner:
    def __init__(self, source: str) -> None:
        self.found = Scan()
        self._source = source
        self._row = self._column = self._rows = self._cells = 0
        self._formula = self._valued = self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _TAGS.get(name):
            case "row":
                self._begin_row(attributes.get("r"))
                if attributes.get("hidden") in _TRUE:
                    self.found.hidden_rows.append(self._row)
            case "col" if attributes.get("hidden") in _TRUE:
                self.found.hidden_columns += range(int(attributes["min"]), int(attributes["max"]) + 1)
            case "c":
                self._begin_cell(attributes)
            case "f":
                self._formula = True
            case "v":
                self._in_value = True
            case "is":
                self._valued = True
            case "mergeCell":
                self._merge(attributes["ref"])

    def end(self, name: str) -> None:
        match _TAGS.get(name):
            case "row" if self._column:
                self._rows += 1
                self._cells += self._column
                self.found.width = max(self.found.width, self._column)
                if self._rows > _MOST_ROWS or self._cells > _MOST_CELLS:
                    raise too_large(self._source)
            case "c" if self._formula and not self._valued:
                self.found.unvalued.append(place_of(self._row, self._column))
            case "v":
                self._in_value = False

    def text(self, _characters: str) -> None:
        if self._in_value:
            self._valued = True

    def _begin_row(self, number: str | None) -> None:
        row = self._row + 1 if number is None else int(number)
        if not self._row < row <= _LAST_ROW:
            raise self._disordered()
        self._row, self._column = row, 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        row, column = self._row, self._column + 1
        if (place := attributes.get("r")) is not None:
            row, column = coordinate_to_tuple(place)
        if row != self._row or not self._column < column <= _LAST_COLUMN:
            raise self._disordered()
        self._column = column
        self._formula = False
        self._valued = attributes.get("t") == "str"  # the value of a formula may be an empty text

    def _merge(self, reference: str) -> None:
        left, top, right, bottom = range_boundaries(reference)
        if left is None or top is None or right is None or bottom is None:  # whole columns or rows
            raise ValueError(reference)
        self.found.merged.append((left, top, right, bottom))
        if len(self.found.merged) > _MOST_MERGED:
            raise too_large(self._source)

    def _disordered(self) -> BadInput:
        return line_refused(
            self._source,
            self._row + 1,
            "nằm sai chỗ trong trang tính: tệp hỏng. Hãy mở bằng Excel và lưu lại.",
        )

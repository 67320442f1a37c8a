"""The results of a reader: rows of declared columns, refusals with their line, ignored headings."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from app.errors import BadInput


class CellKind(StrEnum):
    """The kinds of workbook cells other than plain text."""

    NUMBER = "number"
    DATE = "date"  # or a time of day; its text is ISO 8601
    FORMULA = "formula"  # without a value, because the writing program did not calculate it
    ERROR = "error"  # "#N/A", or a date outside the calendar
    MERGED = "merged"  # not the first cell of a merged range; it has the first cell's text


class Told(NamedTuple):
    """The kind of a cell, and the number format of one that holds a date ("mm/yyyy")."""

    kind: CellKind
    format: str = ""


class SheetCell(NamedTuple):
    """A cell as it stands in a table: its text, and its kind where it is other than plain text."""

    text: str
    told: Told | None = None

    @property
    def is_merged(self) -> bool:
        """Tell whether the cell only repeats the first one of its merged range."""
        return self.told is not None and self.told.kind is CellKind.MERGED


BLANK = SheetCell("")
Line = tuple[int, Sequence[SheetCell]]
"""A line of a table with its number, from 1."""

_MOST_LISTED = 12
_LONGEST_LISTED = 40  # characters per heading

PLAIN: Mapping[str, Told] = MappingProxyType({})
"""The ``told`` of a row with only plain text."""


@dataclass(slots=True)  # frozen instances take four times as long to make
class Row:
    """A row by the keys of its columns; blank cells are left out.

    ``told`` holds the kinds of cells other than plain text; it is empty for CSV and JSONL.
    """

    line: int
    cells: Mapping[str, str]
    told: Mapping[str, Told]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An unusable row, with a sentence that gives the reason and the line; reading continues."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of a file, read one by one, and the headings without a declared column.

    For a JSONL file ``ignored`` is complete after the last row. The rows raise BadInput at damage that
    prevents further reading.
    """

    ignored: set[str]
    rows: Iterator[Row | Refusal]


def file_refused(source: str, why: str) -> BadInput:
    """Return the refusal of a whole file, named ``source`` in its sentence."""
    return BadInput("{0} {1}", source[:1].upper() + source[1:], why)


def line_refused(source: str, line: int, why: str) -> BadInput:
    """Return the refusal of a whole file because of one line."""
    return BadInput("Dòng {0} của {1} {2}", line, source, why)


def listed(names: Collection[str]) -> str:
    """Return headings for a notice: limited in number and length, printable characters only."""
    cut = (name[:_LONGEST_LISTED] + "…" * (len(name) > _LONGEST_LISTED) for name in sorted(names))
    shown = ["".join(char if char.isprintable() else "\ufffd" for char in name) for name in cut]
    return ", ".join(shown[:_MOST_LISTED]) + ", …" * (len(shown) > _MOST_LISTED)

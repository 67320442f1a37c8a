"""What a reader gives: rows of declared columns, refusals with their line, and what it passed over."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from app.errors import BadInput


class CellKind(StrEnum):
    """What a cell of a workbook is when it is not plain text."""

    NUMBER = "number"
    DATE = "date"  # or a time of day; in the text as ISO 8601
    FORMULA = "formula"  # without a value: the program that made the file did not calculate
    ERROR = "error"  # "#N/A", or a date outside the calendar
    MERGED = "merged"  # not the first cell of a merged range; the text is that of the first


class Told(NamedTuple):
    """The kind of a cell, and the number format of one that holds a date ("mm/yyyy")."""

    kind: CellKind
    format: str = ""


_MOST_LISTED = 12
_LONGEST_LISTED = 40  # characters of one

PLAIN: Mapping[str, Told] = MappingProxyType({})
"""Said of a row that is plain text throughout."""


@dataclass(slots=True)  # frozen ones take four times as long to make
class Row:
    """A row by the keys of its columns; blank cells are left out.

    ``told`` says of the cells that are not plain text what they are; it is empty for CSV and JSONL.
    """

    line: int
    cells: Mapping[str, str]
    told: Mapping[str, Told]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot be used, with a sentence that says why and names its line; reading goes on."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of a file, read one by one, and the headings that no declared column has.

    ``ignored`` of a JSONL file is complete when all rows were read. The rows raise BadInput where the file is
    damaged so that reading cannot go on.
    """

    ignored: set[str]
    rows: Iterator[Row | Refusal]


def file_refused(source: str, why: str) -> BadInput:
    """Return the refusal of a whole file that sentences call ``source``."""
    return BadInput("{0} {1}", source[:1].upper() + source[1:], why)


def line_refused(source: str, line: int, why: str) -> BadInput:
    """Return the refusal of a whole file for what one of its lines is."""
    return BadInput("Dòng {0} của {1} {2}", line, source, why)


def listed(names: Collection[str]) -> str:
    """Return names of a file for a notice: not too many, not too long, and only what can be shown."""
    cut = (name[:_LONGEST_LISTED] + "…" * (len(name) > _LONGEST_LISTED) for name in sorted(names))
    shown = ["".join(char if char.isprintable() else "\ufffd" for char in name) for name in cut]
    return ", ".join(shown[:_MOST_LISTED]) + ", …" * (len(shown) > _MOST_LISTED)

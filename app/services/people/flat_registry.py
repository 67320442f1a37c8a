"""A flat registry: a table with one person per row."""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from app.errors import BadInput
from app.matching import legacy
from app.models.registry.person import PERSON_COLUMNS, PERSON_LABELS
from app.readers import kinds
from app.readers.columns import FileColumn
from app.readers.rows import CellKind, Refusal, Row

COLUMNS = tuple(
    FileColumn(key, (PERSON_LABELS[key],), required=key in ("personal_id", "full_name"))
    for key in PERSON_COLUMNS
)
_SOURCE = "tệp CSDL"


def people(
    path: Path, ignored: Callable[[Collection[str]], None] = lambda _names: None
) -> Iterator[Mapping[str, str]]:
    """Yield the people of a registry file (CSV, JSONL or XLSX), with their words in Unicode.

    Unknown columns and empty lines are ignored. ``ignored`` is called with the names of such columns, if any,
    before the first person; for a JSONL file after the last one. BadInput when a row or the file cannot be
    used, or the file has no person. OSError when it cannot be read.
    """
    with path.open("rb") as file:
        table = kinds.read(file, COLUMNS, _SOURCE)
        told = len(table.ignored)
        if told:
            ignored(table.ignored)
        empty = True
        for row in table.rows:
            if isinstance(row, Refusal):
                raise BadInput(row.words)
            if row.told:
                _check(row)
            empty = False
            yield row.cells if legacy.is_unicode(row.cells) else legacy.repair_all(row.cells)
        if empty:
            raise BadInput("Tệp CSDL không có người nào.")
        if len(table.ignored) > told:
            ignored(table.ignored)


def _check(row: Row) -> None:
    """Refuse a workbook row with a formula that has no value or an error."""
    for key, cell in row.told.items():
        if cell.kind in (CellKind.FORMULA, CellKind.ERROR):
            raise BadInput(
                "Dòng {0} của {1} có công thức chưa tính hoặc bị lỗi ở cột {2}. "
                "Hãy mở bằng Excel, tính lại và lưu lại.",
                row.line,
                _SOURCE,
                key,
            )

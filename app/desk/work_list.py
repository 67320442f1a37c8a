"""The work list: entries to type into another program, in the order of the books."""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app import outside
from app.crypto import canonical
from app.documents.text import inert
from app.errors import BadInput
from app.models.books import BOOKS
from app.models.declaration.act import Registration

_COLUMNS = ("book_type", "volume", "registration_no", "section", "branch", "personal_id", "entry_id")
_MOST = 512 << 20  # bytes of a file of rows, as of a package


def write_work_list(folder: Path, out: Path) -> None:
    """Write the list of an opened result: one line per person of an entry.

    BadInput names a line that is no row of a result; nothing is written then.
    """
    paths = sorted((folder / "data").glob("*.jsonl"))
    if not paths:
        raise BadInput("{0} không phải là thư mục của một gói đã mở: không có data/*.jsonl.", folder)
    lines = [line for path in paths for line in _lines(path)]
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    writer.writerows([inert(cell) for cell in line] for line in lines)
    outside.write(out, file.getvalue().encode("utf-8-sig"))
    print(f"Đã ghi {len(lines)} dòng việc: {out}")


def _lines(path: Path) -> Iterator[list[str]]:
    """Yield the lines of one file of rows."""
    for number, line in enumerate(io.BytesIO(outside.read_all(path)), 1):
        try:
            row = canonical.loads(line.removesuffix(b"\n"))
            yield from _persons(row)
        except (BadInput, KeyError, TypeError, AttributeError) as error:
            raise BadInput(
                "Dòng {0} của {1} không phải là dòng của một gói đã mở. Không ghi gì ra.", number, path.name
            ) from error


def _persons(row: Any) -> list[list[str]]:
    """Return the cells of each person of a row; KeyError, TypeError or AttributeError for another form."""
    found = [
        [
            row["book_type"],
            row["volume"]["book_no"],
            _number(row),
            person["section"],
            person["branch"],
            person["personal_id"] or person["provisional_id"] or "",
            row["entry_id"],
        ]
        for person in row.get("persons", ())
    ]
    if not all(isinstance(cell, str) for line in found for cell in line):
        raise TypeError
    return found


def _number(row: Mapping[str, Any]) -> str:
    """Return the number of an act; empty when its book has none or is unknown to this program."""
    book = BOOKS.get(row["book_type"])
    key = book.field_of(Registration.NUMBER) if book else ""
    number: str = row["values"].get(key, {}).get("text", "")
    return number

"""The work list: entries to type into another program, in the order of the books."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app import outside
from app.crypto import canonical
from app.models.books import BOOKS
from app.models.declaration.act import Registration


def write_work_list(folder: Path, out: Path) -> None:
    """Write the list of an opened result: one line per person of an entry."""
    columns = ("book_type", "volume", "registration_no", "section", "branch", "personal_id", "entry_id")
    lines = [
        {
            "book_type": row["book_type"],
            "volume": row["volume"]["book_no"],
            "registration_no": _number(row),
            "section": person["section"],
            "branch": person["branch"],
            "personal_id": person["personal_id"] or person["provisional_id"] or "",
            "entry_id": row["entry_id"],
        }
        for path in sorted((folder / "data").glob("*.jsonl"))
        for row in map(canonical.loads, outside.read_all(path).splitlines())
        for person in row.get("persons", ())
    ]
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns)
    writer.writeheader()
    writer.writerows(lines)
    outside.write(out, file.getvalue().encode("utf-8-sig"))
    print(f"Đã ghi {len(lines)} dòng việc: {out}")


def _number(row: Mapping[str, Any]) -> str:
    """Return the number of an act; empty when its book has none or is unknown to this program."""
    book = BOOKS.get(row["book_type"])
    key = book.field_of(Registration.NUMBER) if book else ""
    number: str = row["values"].get(key, {}).get("text", "")
    return number

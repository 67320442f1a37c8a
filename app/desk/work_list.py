"""The work list: what to key into another program, in the order of the books."""

import csv
from pathlib import Path

from app.crypto import canonical


def write_work_list(folder: Path, out: Path) -> None:
    """Write the list of an opened result: one line per person of an entry."""
    columns = ("book_type", "volume", "registration_no", "section", "branch", "personal_id", "entry_id")
    lines = [
        {
            "book_type": row["book_type"],
            "volume": row["volume"]["book_no"],
            "registration_no": row["values"].get("registration_no", {}).get("text", ""),
            "section": person["section"],
            "branch": person["branch"],
            "personal_id": person["personal_id"] or person["provisional_id"] or "",
            "entry_id": row["entry_id"],
        }
        for path in sorted((folder / "data").glob("*.jsonl"))
        for row in map(canonical.loads, path.read_bytes().splitlines())
        for person in row.get("persons", ())
    ]
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(lines)
    print(f"Đã ghi {len(lines)} dòng việc: {out}")

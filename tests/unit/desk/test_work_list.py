"""The work list of an opened result."""

import csv

from app.crypto import canonical
from app.desk.work_list import write_work_list


def test_every_person_is_a_line_in_the_order_of_the_books(tmp_path):
    def person(section: str, number: str | None, provisional: str | None = None) -> dict[str, object]:
        return {"section": section, "branch": "match", "personal_id": number, "provisional_id": provisional}

    def entry(book: str, n: str, *persons: dict[str, object]) -> bytes:
        values = {"registration_no": {"text": n}} if n else {}
        row = {
            "book_type": book,
            "volume": {"book_no": "01/1998"},
            "values": values,
            "entry_id": f"{book}-{n}",
        }
        return canonical.dumps(row | ({"persons": list(persons)} if persons else {})) + b"\n"

    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "khai_sinh.jsonl").write_bytes(
        entry("khai_sinh", "7", person("child", "038099000001"), person("mother", None, "T-1"))
        + entry("khai_sinh", "8")
    )
    (tmp_path / "data" / "ket_hon.jsonl").write_bytes(entry("ket_hon", "", person("wife", None)))
    write_work_list(tmp_path, tmp_path / "L.csv")
    with (tmp_path / "L.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert rows == [
        ("ket_hon", "01/1998", "", "wife", "match", "", "ket_hon-"),
        ("khai_sinh", "01/1998", "7", "child", "match", "038099000001", "khai_sinh-7"),
        ("khai_sinh", "01/1998", "7", "mother", "match", "T-1", "khai_sinh-7"),
    ]

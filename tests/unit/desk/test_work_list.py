"""The work list of an opened result."""

import csv

import pytest

from app.crypto import canonical
from app.desk.work_list import write_work_list
from app.documents.text import inert
from app.errors import BadInput


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


FORMULAS = [
    "=1+1",
    "+84",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\r=x",
    "\n=x",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\u00a0=1",
    "−1",
]


@pytest.mark.parametrize("word", FORMULAS, ids=ascii)
@pytest.mark.parametrize("cell", ["volume", "registration_no", "section", "personal_id", "entry_id"])
def test_no_cell_is_a_formula(tmp_path, word, cell):
    person = {"section": "child", "branch": "match", "personal_id": "1", "provisional_id": None}
    row = {
        "book_type": "khai_sinh",
        "volume": {"book_no": word if cell == "volume" else "01"},
        "values": {"registration_no": {"text": word if cell == "registration_no" else "7"}},
        "entry_id": word if cell == "entry_id" else "e",
        "persons": [person | ({cell: word} if cell in person else {})],
    }
    write_rows(tmp_path, canonical.dumps(row) + b"\n")
    write_work_list(tmp_path, tmp_path / "L.csv")
    with (tmp_path / "L.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert line[cell] == f"'{word}"
    assert not [one for one in line.values() if one[:1] in "=+-@\t\r\n＝＋－＠"]


@pytest.mark.parametrize("word", ["01/1998", "Lê-A", "7bis", "'x", "a=b", "1+1", ""])
def test_other_words_are_cells_as_they_are(word):
    assert inert(word) == word


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"[]", b"5", b"null", b"{", b"\xff", b"[" * 100_000, b'{"persons":5}', b'{"persons":[5]}'),
        *(b'{"persons":[{}]}', b'{"book_type":[],"persons":[{}],"values":{},"volume":{}}'),
    ],
)
def test_a_line_that_is_no_row_is_named_and_nothing_is_written(tmp_path, line):
    write_rows(tmp_path, b"{}\n" + line + b"\n")
    with pytest.raises(BadInput, match=r"^Dòng 2 của khai_sinh.jsonl không phải là dòng của một gói đã mở"):
        write_work_list(tmp_path, tmp_path / "L.csv")
    assert not (tmp_path / "L.csv").exists()


def test_a_folder_without_rows_is_none_of_an_opened_package(tmp_path):
    with pytest.raises(BadInput, match="không phải là thư mục của một gói đã mở"):
        write_work_list(tmp_path, tmp_path / "L.csv")


def write_rows(folder, content: bytes) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "khai_sinh.jsonl").write_bytes(content)

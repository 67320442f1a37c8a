"""The work list of an opened result."""

import openpyxl
import pytest

from app.crypto import canonical
from app.desk.work_list import write_work_list
from app.errors import BadInput
from app.models.words.codes import RETURN_LABELS


def person(section: str, number: str | None, provisional: str | None = None) -> dict[str, object]:
    return {"section": section, "branch": "match", "personal_id": number, "provisional_id": provisional}


def entry(book: str, number: str, *persons: dict[str, object], **texts: str) -> bytes:
    values = {key: {"text": text} for key, text in texts.items()}
    row = {
        "book_type": book,
        "volume": {"book_no": "01/1998", "registration_place": "xã Cẩm Quý"},
        "values": values | ({"registration_no": {"text": number}} if number else {}),
        "entry_id": f"{book}-{number}",
        "version": 2,
    }
    return canonical.dumps(row | ({"persons": list(persons)} if persons else {})) + b"\n"


def cells(path):
    return [tuple(cell.value or "" for cell in row) for row in openpyxl.load_workbook(path).worksheets[0]]


def test_every_person_is_a_line_in_words_in_the_order_of_the_books(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "khai_sinh.jsonl").write_bytes(
        entry(
            "khai_sinh",
            "7",
            person("child", "038099000001"),
            person("mother", None, "T-1"),
            child_name="Lê Văn Ất",
        )
        + entry("khai_sinh", "8")
    )
    (tmp_path / "data" / "ket_hon.jsonl").write_bytes(entry("ket_hon", "", person("wife", None)))
    write_work_list(tmp_path, tmp_path / "L.xlsx")
    head, *rows = cells(tmp_path / "L.xlsx")
    assert head == (
        *("Loại sổ", "Quyển số", "Nơi đăng ký", "Số đăng ký", "Người", "Họ, chữ đệm, tên", "Kết luận"),
        *("Số định danh trong CSDL", "Trả lời", "Số định danh trả lời", "Nội dung trả lời"),
        "Mã dòng (giữ nguyên)",
    )
    same = "Thống nhất"
    blank = ("", "", "")
    birth = ("Sổ đăng ký khai sinh", "01/1998", "xã Cẩm Quý", "7")
    assert rows == [
        ("Sổ đăng ký kết hôn", "01/1998", "xã Cẩm Quý", "", "Vợ", "", same, "", *blank, "ket_hon-/2/wife"),
        (*birth, "Người được khai sinh", "Lê Văn Ất", same, "038099000001", *blank, "khai_sinh-7/2/child"),
        (*birth, "Mẹ", "", same, "T-1", *blank, "khai_sinh-7/2/mother"),
    ]


def test_a_person_of_a_later_row_and_a_book_of_a_newer_program_have_their_lines(tmp_path):
    write_rows(tmp_path, entry("nhan_cha_me_con", "1", person("child__02", "1"), child_name__02="Lê Thị Ba"))
    write_work_list(tmp_path, tmp_path / "L.xlsx")
    assert cells(tmp_path / "L.xlsx")[1][4:6] == ("Con 2", "Lê Thị Ba")
    write_rows(tmp_path, entry("so_moi", "1", person("x", "1")) + entry("khai_sinh", "2", person("x", "1")))
    write_work_list(tmp_path, tmp_path / "L.xlsx")
    assert [(row[0], *row[3:6]) for row in cells(tmp_path / "L.xlsx")[1:]] == [
        ("so_moi", "", "x", ""),
        ("Sổ đăng ký khai sinh", "2", "x", ""),
    ]


def test_the_answers_to_choose_from_drop_down(tmp_path):
    write_rows(tmp_path, entry("khai_sinh", "7", person("child", "1")))
    write_work_list(tmp_path, tmp_path / "L.xlsx")
    book = openpyxl.load_workbook(tmp_path / "L.xlsx")
    sheet, choices = book.worksheets
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.type, str(rule.sqref), rule.formula1) == ("list", "I2", "Danh_muc!$A$1:$A$9")
    assert (choices.title, choices.sheet_state) == ("Danh_muc", "hidden")
    assert [cell.value for cell in choices["A"]] == list(RETURN_LABELS.values())


FORMULAS = ["=1+1", "+84", "-1", "@SUM(A1)", "\tx", "＝1", " =1", "\u00a0=1", "−1"]


@pytest.mark.parametrize("word", FORMULAS, ids=ascii)
@pytest.mark.parametrize("cell", ["volume", "place", "registration_no", "section", "personal_id", "entry_id"])
def test_no_cell_is_a_formula(tmp_path, word, cell):
    given = {"section": "child", "branch": "match", "personal_id": "1", "provisional_id": None}
    row = {
        "book_type": "khai_sinh",
        "volume": {
            "book_no": word if cell == "volume" else "01",
            "registration_place": word if cell == "place" else "xã Cẩm Quý",
        },
        "values": {"registration_no": {"text": word if cell == "registration_no" else "7"}},
        "entry_id": word if cell == "entry_id" else "e",
        "version": 1,
        "persons": [given | ({cell: word} if cell in given else {})],
    }
    write_rows(tmp_path, canonical.dumps(row) + b"\n")
    write_work_list(tmp_path, tmp_path / "L.xlsx")
    line = openpyxl.load_workbook(tmp_path / "L.xlsx").worksheets[0][2]
    shown = word.replace("\t", " ")
    assert any(shown in (one.value or "") for one in line)
    assert {(one.data_type, one.number_format, one.quotePrefix) for one in line if one.value} == {
        ("s", "@", True)
    }


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"[]", b"5", b"null", b"{", b"\xff", b"[" * 100_000, b'{"persons":5}', b'{"persons":[5]}'),
        *(b'{"persons":[{}]}', b'{"book_type":[],"persons":[{}],"values":{},"volume":{}}'),
        entry("khai_sinh", "7", person("child", "1") | {"branch": "maybe"}).strip(),
        entry("khai_sinh", "7", person("child", 7)).strip(),
    ],
)
def test_a_line_that_is_no_row_is_named_and_nothing_is_written(tmp_path, line):
    write_rows(tmp_path, b"{}\n" + line + b"\n")
    with pytest.raises(BadInput, match=r"^Dòng 2 của khai_sinh.jsonl không phải là dòng của một gói đã mở"):
        write_work_list(tmp_path, tmp_path / "L.xlsx")
    assert not (tmp_path / "L.xlsx").exists()


def test_a_folder_without_rows_is_none_of_an_opened_package(tmp_path):
    with pytest.raises(BadInput, match="không phải là thư mục của một gói đã mở"):
        write_work_list(tmp_path, tmp_path / "L.xlsx")


def write_rows(folder, content: bytes) -> None:
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "khai_sinh.jsonl").write_bytes(content)

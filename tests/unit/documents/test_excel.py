"""The ministry's Excel layout: text cells only, the same bytes each time, nothing on a disk."""

import tempfile
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.excel import MARKS_COLUMN, MOST_LETTERS, date_text, write_book
from app.errors import BadInput
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.words.values import Mark, Value

FIELDS = (
    Field("registration_no", "Số đăng ký", Kind.TEXT, excel_key="so"),
    Field("registration_date", "Ngày đăng ký", Kind.DATE_PARTIAL, excel_key="ngayDangKy"),
    Field("child_name", "Họ tên", Kind.NAME, excel_key="nksHoTen"),
    Field("child_personal_id", "Số định danh", Kind.PERSONAL_ID),
)
BOOK = BookType("khai_sinh", "Sổ khai sinh", "Khai sinh", "KS", 1, 1, (Section("all", "Tất cả", FIELDS),))


def sheet(data: bytes) -> Worksheet:
    return load_workbook(BytesIO(data)).worksheets[0]


def test_the_header_has_the_ministrys_keys_else_ours() -> None:
    head = [cell.value for cell in sheet(write_book(BOOK, []))[1]]
    assert head == ["so", "ngayDangKy", "nksHoTen", "child_personal_id", MARKS_COLUMN]


def test_values_are_verbatim_and_dates_in_the_ministrys_form() -> None:
    entry = {
        "registration_no": Value("07"),
        "registration_date": Value("12/3/1998"),
        "child_name": Value("Lò Thị Ợt"),
        "child_personal_id": Value("038198990124"),
    }
    cells = sheet(write_book(BOOK, [entry]))[2]
    assert [cell.value for cell in cells] == ["07", "12.03.1998", "Lò Thị Ợt", "038198990124", None]
    assert {cell.data_type for cell in cells[:4]} == {"s"}
    assert {cell.number_format for cell in cells[:4]} == {"@"}


def test_marks_go_to_their_own_column() -> None:
    entry = {
        "registration_date": Value("", Mark.ILLEGIBLE),
        "child_name": Value("Lò Văn", Mark.UNCERTAIN),
    }
    cells = sheet(write_book(BOOK, [entry]))[2]
    assert cells[4].value == "registration_date=illegible; child_name=uncertain"
    assert cells[2].value == "Lò Văn"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "TRUE", "=cmd|' /C calc'!A0", "12"])
def test_nothing_is_a_formula(text: str) -> None:
    cell = sheet(write_book(BOOK, [{"child_name": Value(text)}]))["C2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    with zipfile.ZipFile(BytesIO(write_book(BOOK, [{"child_name": Value(text)}]))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("12/3/1998", "12.03.1998"),
        ("3/1998", "03.1998"),
        ("…/8/1998", "08.1998"),
        ("1998", "1998"),
        ("30/02/1998", "30/02/1998"),
        ("12/3/1968 âl", "12/3/1968 âl"),
        ("12/…/1998", "12/…/1998"),
        ("Tết Mậu Thân", "Tết Mậu Thân"),
        ("", ""),
    ],
)
def test_a_date_that_would_lose_something_stays_verbatim(text: str, written: str) -> None:
    assert date_text(text) == written


def test_the_same_entries_give_the_same_bytes() -> None:
    entries = [{"child_name": Value("Lò Thị Ợt")}]
    data = write_book(BOOK, entries)
    assert data == write_book(BOOK, entries)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_no_temporary_file_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    with pytest.raises(FileNotFoundError):
        Workbook().save(BytesIO())  # what openpyxl does by itself
    assert sheet(write_book(BOOK, [{"child_name": Value("Lò Thị Ợt")}]))["C2"].value == "Lò Thị Ợt"


def test_a_value_that_no_cell_holds_is_refused() -> None:
    write_book(BOOK, [{"child_name": Value("ạ" * MOST_LETTERS)}])
    with pytest.raises(BadInput, match="Họ tên"):
        write_book(BOOK, [{"child_name": Value("ạ" * (MOST_LETTERS + 1))}])


def test_control_characters_become_blanks() -> None:
    assert sheet(write_book(BOOK, [{"child_name": Value("Lò\x00Thị\x1fỢt")}]))["C2"].value == "Lò Thị Ợt"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_any_text_makes_a_workbook_that_opens(texts: list[str]) -> None:
    rows = sheet(
        write_book(BOOK, [{"child_name": Value.of(text), "registration_no": Value("1")} for text in texts])
    )
    for place, text in enumerate(texts, 2):
        value = Value.of(text).text
        if value.isprintable() and "_x" not in value and "\ufffe" not in value:
            assert (rows.cell(place, 3).value or "") == unicodedata.normalize("NFC", value)

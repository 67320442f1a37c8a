"""The ministry's Excel layout: text cells only, the same bytes each time, nothing on a disk."""

import os
import re
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
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


def test_a_foot_is_printed_as_it_is() -> None:
    footer = sheet(write_book(BOOK, [], foot="mốc 12 & 34")).oddFooter
    assert footer.left.text == "mốc 12 && 34"  # the format's way to write one &
    assert not sheet(write_book(BOOK, [])).oddFooter.left.text


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


listening: list[object] = []
opened: list[str] = []
"""The files that were opened for writing or made, by whatever code, since it was cleared."""


def listen(event: str, arguments: tuple[object, ...]) -> None:
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT
    if event == "open" and isinstance(flags := arguments[2], int) and flags & writing:
        opened.append(str(arguments[0]))


def files_written_by(work: Callable[[], object]) -> list[str]:
    if listen not in listening:
        sys.addaudithook(listen)
        listening.append(listen)
    opened.clear()
    work()
    return list(opened)


def test_no_file_is_written() -> None:
    def by_itself() -> None:
        workbook = xlsxwriter.Workbook(BytesIO())
        workbook.add_worksheet()
        workbook.close()

    assert files_written_by(
        by_itself
    )  # so the hook hears what the library does when it is not told otherwise
    assert files_written_by(lambda: write_book(BOOK, [{"child_name": Value("Lò Thị Ợt")}])) == []


def test_a_value_that_no_cell_holds_is_refused() -> None:
    write_book(BOOK, [{"child_name": Value("ạ" * MOST_LETTERS)}])
    with pytest.raises(BadInput, match="Họ tên"):
        write_book(BOOK, [{"child_name": Value("ạ" * (MOST_LETTERS + 1))}])


def test_a_letter_of_two_utf_16_units_counts_twice() -> None:
    """Excel counts so; the writer would cut the rest off without a word."""
    most = "𠀀" * (MOST_LETTERS // 2)
    assert sheet(write_book(BOOK, [{"child_name": Value(most)}]))["C2"].value == most
    with pytest.raises(BadInput, match="Họ tên"):
        write_book(BOOK, [{"child_name": Value(most + "𠀀")}])


def test_control_characters_become_blanks() -> None:
    assert sheet(write_book(BOOK, [{"child_name": Value("Lò\x00Thị\x1fỢt")}]))["C2"].value == "Lò Thị Ợt"


def texts_of(data: bytes) -> list[str]:
    """Read the texts as Excel does: its runs joined, _xHHHH_ in a run one letter (ECMA-376-1, 22.9.2.19)."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(BytesIO(data)) as archive:
        strings = ET.fromstring(archive.read("xl/sharedStrings.xml"))
        cells = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    texts = [
        "".join(
            re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), run.text or "")
            for run in item.iter(f"{space}t")
        )
        for item in strings
    ]
    return [texts[int(cell[0].text or "")] for cell in cells.iter(f"{space}c") if cell.get("t") == "s"]


def first_name(text: str) -> str:
    return texts_of(write_book(BOOK, [{"child_name": Value(text)}]))[len(FIELDS) + 1]


@pytest.mark.parametrize(
    "text",
    [
        "<r>Lò Thị Ợt</r>",
        "<r><t>Lò</t></r>",
        "<r>",
        "<b>&amp; \"'>",
        "_x0041_",
        "_x0041_x0042_",
        "_x0041_x0042_x0043_ _X0041_",
        "<r>_x0041_x0042_</r>",
        "_x005F_x0041_",
        "  Lò  ",
        "Lò\nThị",
        "https://xa.vn",
        "mailto:a@b",
        "{=1+1}",
    ],
)
def test_what_looks_like_markup_or_an_escape_stays_a_text(text: str) -> None:
    assert first_name(text) == text


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=40) | st.text("_x0041<r>/", min_size=1, max_size=40))
def test_any_text_comes_back(text: str) -> None:
    written = Value.of(text).text
    if written.isprintable() and written:
        assert first_name(written) == unicodedata.normalize("NFC", written)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_any_text_makes_a_workbook_that_opens(texts: list[str]) -> None:
    data = write_book(BOOK, [{"child_name": Value(text), "registration_no": Value("1")} for text in texts])
    assert sheet(data).max_row == len(texts) + 1

"""Answers written into the work list, and the cells that cannot be used."""

import contextlib
import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desk import answer_sheet
from app.desk.work_list import HEADINGS, write_work_list
from app.errors import BadInput
from app.models.words.codes import NUMBERED, RETURN_LABELS, ReturnCode
from tests.unit.desk.test_work_list import entry, person, write_rows

ID = "038099000001"
ANSWER, MESSAGE = HEADINGS.index("Trả lời") + 1, HEADINGS.index("Nội dung trả lời") + 1
MANY = "Bảng trả lời còn {} chỗ phải sửa, chưa ghi gì ra:\n"


@pytest.fixture
def listed(tmp_path):
    """Return a work list of two persons as a workbook to write into."""
    write_rows(tmp_path, entry("khai_sinh", "7", person("child", None), person("mother", None)))
    write_work_list(tmp_path, tmp_path / "L.xlsx")
    return openpyxl.load_workbook(tmp_path / "L.xlsx")


def put(book, at, **cells):
    """Write answer, assigned, message or line into the row at a place of the sheet."""
    names = {"answer": "Trả lời", "assigned": "Số định danh trả lời", "message": "Nội dung trả lời"}
    for name, value in cells.items():
        column = HEADINGS.index(names.get(name, HEADINGS[-1])) + 1
        book.worksheets[0].cell(at, column).value = value


def read(book):
    kept = io.BytesIO()
    book.save(kept)
    return answer_sheet.read(kept.getvalue(), "bảng trả lời")


def refused(book):
    with pytest.raises(BadInput) as error:
        read(book)
    return str(error.value)


def test_rows_with_an_answer_are_read_and_the_others_wait(listed):
    put(listed, 2, answer="Đã cấp số", assigned=ID, message=" Đã  cấp ")
    assert read(listed) == [
        {
            "entry_id": "khai_sinh-7",
            "version": 2,
            "section": "child",
            "code": "number_assigned",
            "personal_id": ID,
            "message": "Đã  cấp",
        }
    ]


@pytest.mark.parametrize("code", ReturnCode)
def test_every_answer_can_be_written_in_words_or_by_its_code(listed, code):
    for said in (RETURN_LABELS[code], RETURN_LABELS[code].upper(), str(code)):
        put(listed, 3, answer=said, assigned=ID if code in NUMBERED else None, message="Lời")
        (answer,) = read(listed)
        assert (answer["code"], answer["section"]) == (code, "mother")


def test_a_number_may_have_blanks_and_points_or_be_a_number_of_the_sheet(listed):
    put(listed, 2, answer="Đã có số", assigned="038 099.000 001")
    put(listed, 3, answer="Đã có số", assigned=136099000001)
    assert [answer["personal_id"] for answer in read(listed)] == [ID, "136099000001"]


def test_a_table_of_text_is_read_too():
    head = ";".join((HEADINGS[-1], HEADINGS[ANSWER - 1], HEADINGS[MESSAGE - 1]))
    said = f"{head}\ne/1/child;Từ chối;vì sao\ne/1/mother;;\n"
    (answer,) = answer_sheet.read(said.encode(), "bảng trả lời")
    assert (answer["code"], answer["message"], answer["personal_id"]) == ("refused", "vì sao", "")


WRONG = {
    "line gone": ({"answer": "Từ chối", "line": None}, "Mã dòng (giữ nguyên)", "không còn đúng mã"),
    "line changed": ({"answer": "Từ chối", "line": "e/1"}, "Mã dòng (giữ nguyên)", "không còn đúng mã"),
    "no answer": ({"assigned": ID}, "Trả lời", "để trống trong khi dòng này đã ghi trả lời"),
    "unknown answer": ({"answer": "Được"}, "Trả lời", "“Được” không có trong danh mục"),
    "lost zero": (
        {"answer": "Đã cấp số", "assigned": 38099000001},
        "Số định danh trả lời",
        "“38099000001” không đủ 12 chữ số; Excel có thể đã bỏ số 0 ở đầu",
    ),
    "letters": ({"answer": "Đã cấp số", "assigned": "O38099000001"}, "Số định danh trả lời", "12 chữ số"),
    "digits elsewhere": (
        {"answer": "Đã cấp số", "assigned": "٠٣٨٠٩٩٠٠٠٠٠١"},
        "Số định danh trả lời",
        "12 chữ số",
    ),
    "number of another answer": (
        {"answer": "Từ chối", "assigned": "1"},
        "Số định danh trả lời",
        "không đủ 12 chữ số",
    ),
    "assigned nothing": (
        {"answer": "Đã cấp số"},
        "Số định danh trả lời",
        "để trống; trả lời “Đã cấp số” phải có số",
    ),
    "had nothing": ({"answer": "Đã có số"}, "Số định danh trả lời", "trả lời “Đã có số” phải có số"),
    "other without words": (
        {"answer": "Khác (nguyên văn thông báo)"},
        "Nội dung trả lời",
        "để trống; trả lời “Khác (nguyên văn thông báo)” phải có lời",
    ),
    "hidden sign": (
        {"answer": "Từ chối", "message": "a\u202eb"},
        "Nội dung trả lời",
        "có ký tự không dùng được",
    ),
    "formula": ({"answer": "Từ chối", "message": "=A1"}, "Nội dung trả lời", "là công thức chưa tính"),
    "date": (
        {"answer": "Từ chối", "message": dt.date(2026, 1, 2)},
        "Nội dung trả lời",
        "là ngày tháng",
    ),
    "error": ({"answer": "Từ chối", "message": "#N/A"}, "Nội dung trả lời", "đang báo lỗi"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_cell_is_named_by_its_row_and_column(listed, name):
    cells, column, why = WRONG[name]
    put(listed, 3, **cells)
    said = refused(listed)
    assert said.startswith(f"{MANY.format(1)}Dòng 3, cột “{column}” ")
    assert why in said


def test_every_wrong_cell_is_named_at_once(listed):
    put(listed, 2, answer="Được", assigned="1")
    put(listed, 3, answer="Đã cấp số")
    said = refused(listed)
    assert said.startswith(MANY.format(3))
    assert [line.split(" ")[:2] for line in said.splitlines()[1:]] == [
        ["Dòng", "2,"],
        ["Dòng", "2,"],
        ["Dòng", "3,"],
    ]


def test_merged_cells_are_not_two_answers(listed):
    put(listed, 2, answer="Từ chối")
    listed.worksheets[0].merge_cells(start_row=2, end_row=3, start_column=ANSWER, end_column=ANSWER)
    assert "Dòng 3, cột “Trả lời” bị gộp ô" in refused(listed)


def test_one_person_has_one_answer(listed):
    put(listed, 2, answer="Từ chối")
    put(listed, 3, answer="Từ chối", line="khai_sinh-7/2/child")
    assert "Dòng 3: trả lời lần nữa cho người ở dòng 2." in refused(listed)


def test_a_list_nobody_wrote_into_and_a_table_without_its_columns_are_told(listed):
    assert refused(listed) == "Bảng trả lời chưa có trả lời nào: chọn ở cột “Trả lời” của từng dòng."
    listed.worksheets[0].cell(1, ANSWER).value = "Khác"
    assert "Thiếu cột Trả lời" in refused(listed)


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=60))
def test_whatever_stands_in_a_row_it_is_an_answer_or_a_sentence(answer, assigned, message):
    cells = [
        one.replace("\t", " ").replace("\r", " ").replace("\n", " ") for one in (answer, assigned, message)
    ]
    said = "\t".join(HEADINGS[-1:] + HEADINGS[7:10]) + "\n" + "\t".join(["e/1/child", *cells]) + "\n"
    with contextlib.suppress(BadInput):
        (found,) = answer_sheet.read(said.encode("utf-8", "replace"), "bảng trả lời")
        assert found["code"] in set(ReturnCode)

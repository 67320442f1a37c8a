"""Rows of workbooks as they really come, read as births."""

import datetime as dt
import unicodedata

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.excel import write_book
from app.models.books import BOOKS
from app.models.words.values import Mark, Source, Value
from app.readers.acts import layouts
from tests.unit.readers.acts.workbooks import (
    BIRTHS,
    PLACE,
    ROW,
    act,
    acts,
    book_of,
    content,
    read,
    reasons,
    row,
    texts,
    told,
    workbook,
)


def test_codes_and_words_of_the_ministry_are_read():
    found = texts(act())
    assert found == {
        "registration_no": "01/1999",
        "book_no": "01/1999",
        "registration_date": "19/11/1999",
        "registration_kind": "Đăng ký đúng hạn",
        "registration_place": PLACE,
        "child_name": "Bùi Thị Thêu",
        "child_sex": "Nữ",
        "child_birth_date": "05/06/1999",
        "child_ethnicity": "Mường",
        "child_nationality": "Việt Nam",
        "child_birth_kind": "Đã xác định được cả cha lẫn mẹ",
        "mother_name": "Trương Thị Lược",
    }
    assert texts(act(loaidangky="Đăng kí đúng hạn", nksgioitinh="nữ", nksloaikhaisinh=1.0)) == found
    assert {value.source for value in act().values.values()} == {Source.IMPORTED}


@pytest.mark.parametrize(("code", "words"), [("5", "Cấp bản chính giấy khai sinh"), (6, "Không xác định")])
def test_a_code_of_the_workbook_of_births_has_its_words(code, words):
    assert texts(act(loaidangky=code))["registration_kind"] == words


@pytest.mark.parametrize("code", ["9", 17])
def test_an_unknown_code_is_asked_about(code):
    assert reasons(act(loaidangky=code)) == [("registration_kind", "code", "")]


def test_other_words_of_a_choice_stay_as_they_are():
    assert texts(act(loaidangky="Đăng ký khi đi học"))["registration_kind"] == "Đăng ký khi đi học"


@pytest.mark.parametrize(
    ("cell", "text", "how"),
    [
        ((dt.date(1999, 6, 5), "dd/mm/yyyy"), "05/06/1999", "date_cell"),
        ((dt.date(1999, 6, 5), "yyyy-mm-dd h:mm:ss"), "05/06/1999", "date_cell"),
        ((dt.date(1999, 6, 1), "mm/yyyy"), "06/1999", "month_cell"),
        ((dt.date(1999, 6, 5), "mm/yyyy"), "05/06/1999", "date_cell"),
        ((dt.date(1999, 1, 1), "yyyy"), "1999", "date_cell"),
        (36316, "05/06/1999", "serial"),
        ("1999-06-05 00:00:00", "05/06/1999", "midnight"),
        ("1999-06-05T00:00:00", "05/06/1999", "midnight"),
        ("05/06/1999 00:00:00", "05/06/1999", "midnight"),
        (1981, "1981", None),
        ("12.03.1998", "12.03.1998", None),
        ("ngày 5 tháng 10 năm 1956 (âm lịch)", "ngày 5 tháng 10 năm 1956 (âm lịch)", None),
        ("30/02/1999", "30/02/1999", None),
        ("05/06/1999\u2009", "05/06/1999", None),
    ],
)
def test_dates_as_programs_and_people_have_them(cell, text, how):
    found = act(nksngaysinh=cell)
    assert texts(found)["child_birth_date"] == text
    assert [what for field, what, _ in told(found) if field == "child_birth_date"] == ([how] if how else [])
    assert not found.reasons


def test_dates_of_a_workbook_that_counts_from_1904():
    book = book_of(row(nksngaysinh=(dt.date(1999, 6, 5), "yyyy-mm-dd")), row(so="02", nksngaysinh=34854))
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    found = read(content(book))[1]
    assert [texts(one)["child_birth_date"] for one in found] == ["05/06/1999", "05/06/1999"]


@pytest.mark.parametrize(
    ("cell", "trouble", "proposal"),
    [
        ((dt.date(2024, 6, 5), "d/m"), "no_year", ""),
        (123456, "odd_number", ""),
        (1.199, "odd_number", ""),
        ("35866", "serial_text", "12/03/1998"),
        ("\x07", "letters", ""),
    ],
)
def test_a_date_that_only_a_person_knows_is_asked_about(cell, trouble, proposal):
    if cell == "\x07":
        cell = "5\u202e/6/1999"
    assert reasons(act(nksngaysinh=cell)) == [("child_birth_date", trouble, proposal)]


@pytest.mark.parametrize(
    ("heading", "field", "cell", "proposal"),
    [
        ("quyenso", "book_no", (dt.date(1999, 1, 1), "mm/yyyy"), "01/1999"),
        ("quyenso", "book_no", (dt.date(1999, 1, 1), "mmm-yy"), "01/1999"),
        ("so", "registration_no", (dt.date(1998, 1, 2), "d/m"), "02/01"),
        ("so", "registration_no", (dt.date(1998, 1, 2), "dd/mm/yyyy"), "02/01/1998"),
    ],
)
def test_a_number_that_excel_made_a_date_is_asked_about(heading, field, cell, proposal):
    assert reasons(act(**{heading: cell})) == [(field, "made_date", proposal)]


@pytest.mark.parametrize(
    ("cell", "text", "how"),
    [
        (38199900107, "038199900107", "zeros"),
        ("38199900107", "038199900107", "zeros"),
        (1199900107, "001199900107", "zeros"),
        ("038199900107", "038199900107", None),
        (38199900107.0, "038199900107", "zeros"),
    ],
)
def test_zeros_that_a_personal_number_lost_are_put_back_and_said(cell, text, how):
    found = act(nksSoDinhDanh=cell)
    assert texts(found)["child_personal_id"] == text
    assert [what for field, what, _ in told(found) if field == "child_personal_id"] == ([how] if how else [])


@pytest.mark.parametrize("cell", ["3.82E+10", "3,8199E+10", "3.81989E+10"])
def test_a_number_that_was_rounded_is_not_taken(cell):
    assert reasons(act(nksSoDinhDanh=cell)) == [("child_personal_id", "rounded", "")]


def test_a_paper_of_a_parent_keeps_both_numbers():
    found = act(meSoDinhDanhCaNhan=38175900222, meSoGiayToTuyThan="171234567")
    assert texts(found)["mother_id_number"] == "038175900222; 171234567"
    assert ("mother_id_number", "joined", "038175900222; 171234567") in told(found)
    assert texts(act(meSoGiayToTuyThan=12345678))["mother_id_number"] == "012345678"
    assert texts(act(meSoGiayToTuyThan="12345678"))["mother_id_number"] == "12345678", (
        "of a text nothing is sure"
    )


def test_the_words_of_a_nationality_may_stand_in_a_column_of_their_own():
    assert texts(act(nksquoctich=None, nksQuocTichStr="Lào"))["child_nationality"] == "Lào"
    assert texts(act(nksQuocTichStr="Việt Nam"))["child_nationality"] == "Việt Nam"


def test_old_letters_are_read_even_beside_unicode():
    found = act(mehoten="Tr\u00ad¬ng\u00a0ThÞ L\u00adîc", nksNoiSinh="X· CÈm L\u00ad¬ng")
    assert texts(found)["mother_name"] == "Trương Thị Lược"
    assert texts(found)["child_birth_place"] == "Xã Cẩm Lương"
    assert {what for _, what, _ in told(found)} == {"old_letters"}


def test_letters_of_vni_are_read():
    assert texts(act(mehoten="Nguyeãn Thò Huøng"))["mother_name"] == "Nguyễn Thị Hùng"


def test_letters_that_were_lost_are_asked_about():
    (reason,) = reasons(act(mehoten="NguyÔn V?n Hïng", nkshoten="Lª V¨n Tý"))
    assert reason[:2] == ("mother_name", "guessed")


@given(st.sampled_from(["Bùi Thị Diệu Thêu", "Đặng Quốc Ngữ", "Ê Đê"]))
def test_decomposed_letters_come_in_as_one(name):
    assert texts(act(nkshoten=unicodedata.normalize("NFD", name)))["child_name"] == name


def test_letters_that_only_look_like_ours_are_replaced_and_said():
    found = act(nkshoten="Ðinh Thị\u00a0Lụa")
    assert texts(found)["child_name"] == "Đinh Thị Lụa"
    assert ("child_name", "signs", "Đinh Thị Lụa") in told(found)


def test_commas_alone_are_blank():
    found = act(nksQueQuan=", , , ")
    assert "child_home_origin" not in found.values
    assert told(found) == [("child_home_origin", "commas", "")]


def test_a_formula_without_a_value_is_told_from_a_blank():
    assert reasons(act(nkshoten='=UPPER("Bùi Thị Thêu")')) == [("child_name", "formula", "")]
    assert reasons(act(nkshoten=None)) == [("child_name", "no_name", "")]


def test_an_error_of_excel_is_no_word():
    assert reasons(act(nkshoten="#N/A")) == [("child_name", "error", "")]


def test_merged_cells_are_told_from_blanks():
    book = book_of(row(), row(so="02", quyenso=None, nkshoten="Hà Thị Úa"))
    book.active.merge_cells("C2:C3")
    first, second = read(content(book))[1]
    assert texts(second)["book_no"] == "01/1999"
    assert told(second) == [("book_no", "merged", "01/1999")]
    assert not second.reasons
    assert told(first) == []


@pytest.mark.parametrize(("column", "field"), [("B", "registration_no"), ("G", "child_name")])
def test_a_number_or_a_name_merged_down_is_asked_about(column, field):
    book = book_of(row(), row(so="02", nkshoten="Hà Thị Úa"))
    book.active.merge_cells(f"{column}2:{column}3")
    assert reasons(read(content(book))[1][1]) == [(field, "merged", "")]


def test_a_row_must_have_a_number_and_a_name():
    assert reasons(act(so=None)) == [("registration_no", "no_number", "")]
    assert reasons(act(nkshoten="  ")) == [("child_name", "no_name", "")]


def test_words_right_of_the_table_have_shifted():
    book = book_of(row())
    book.active.cell(2, 20, "thừa")
    (found,) = read(content(book))[1]
    assert reasons(found) == [("", "shifted", "")]
    assert ("", "thừa") in found.cells, "what stands there is kept"


def test_titles_capitals_notes_and_spaces_in_the_header():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["SỔ KHAI SINH NĂM 1999"])
    sheet.merge_cells("A1:H1")
    sheet.append([])
    sheet.append([f" {heading.upper()}\n(ghi chú)" for heading in ROW])
    sheet.append(list(ROW.values()))
    layout, (found,) = read(content(book))
    assert texts(found) == texts(act())
    assert found.line == 4
    assert layout.unread == ()


def test_a_long_heading_that_was_cut_is_known_and_another_is_named():
    long = "nksHanCheNangLucHanhViNgayGhiChuHuyTuyen"
    layout, (found,) = read(workbook(row(**{long: "01/02/2003", "tonGiao": "không"})))
    assert texts(found)["child_capacity_restored_date"] == "01/02/2003"
    assert layout.unread == ("tonGiao",)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_every_separator(separator, encoding):
    cells = [*map(str, ROW.values())]
    quoted = [f'"{one}"' for one in cells]
    head = [heading.partition("\n")[0] for heading in ROW]
    data = separator.join(head) + "\r\n" + separator.join(quoted) + "\r\n"
    (found,) = read(data.encode(encoding))[1]
    assert texts(found) == texts(act())


def test_a_short_row_of_csv_has_shifted_and_the_next_is_read():
    head = ",".join(heading.partition("\n")[0] for heading in ROW)
    good = ",".join(f'"{one}"' for one in ROW.values())
    short, whole = read(f"{head}\n1,2,3\n{good}\n".encode())[1]
    assert reasons(short) == [("", "shifted", "")]
    assert texts(whole) == texts(act())


@pytest.mark.parametrize("book", BOOKS.values(), ids=lambda book: book.key)
def test_our_own_export_comes_back_whole(book):
    """Every field has words, a mark or both; a date is the same day."""
    marks = list(Mark)
    entry = {}
    for at, field in enumerate(book.all_fields()):
        text = {"date_partial": "12.03.1998", "personal_id": "038199900107"}.get(str(field.kind), f"Chữ {at}")
        mark = marks[at % len(marks)] if at % 3 == 0 else None
        entry[field.key] = Value("" if at % 6 == 0 else text, mark, Source.IMPORTED)
    layout, (found,) = read(write_book(book, [entry]), book)
    assert layout.whole
    assert dict(found.values) == {key: value for key, value in entry.items() if not value.is_empty}
    assert not layout.unread


def test_rows_that_an_entry_repeats_come_back():
    book = BOOKS["thay_doi_cai_chinh"]
    entry = {"registration_no": Value("1"), "subject_name": Value("Lê Văn Tý")}
    entry |= {"change_to": Value("Lê Văn Sửu"), "change_to__02": Value("Kinh", Mark.UNCERTAIN)}
    (found,) = read(write_book(book, [entry]), book)[1]
    assert {key: (v.text, v.mark) for key, v in found.values.items()} == {
        key: (v.text, v.mark) for key, v in entry.items()
    }


def test_a_mark_that_is_none_is_asked_about():
    data = workbook(row(trang_thai_doc="mother_name=eaten by mice"))
    (found,) = read(data)[1]
    assert reasons(found) == [("", "mark", "")]


@pytest.mark.parametrize("book", BOOKS.values(), ids=lambda book: book.key)
def test_no_heading_means_two_fields(book):
    keys = layouts.headings_of(book)
    for field in book.all_fields():
        assert keys[layouts.plain(field.key)] == field.key
        if field.excel_key:
            assert keys[layouts.plain(field.excel_key)] == field.key


def test_blank_rows_are_no_rows_and_lines_keep_their_numbers():
    book = book_of(row(), {}, row(so="03"))
    assert [one.line for one in read(content(book))[1]] == [2, 4]


def test_sentences_name_field_cell_and_what_to_do():
    (found,) = acts(row(quyenso=(dt.date(1999, 1, 1), "mm/yyyy"), nksgioitinh="2"))
    said = [str(one) for one in found.sentences(BIRTHS)]
    assert said[0] == "Quyển số: Excel đã đổi thành ngày 01/01/1999; có phải là “01/1999” không?"
    assert "Con, Giới tính: mã 2 là “Nữ”" in said

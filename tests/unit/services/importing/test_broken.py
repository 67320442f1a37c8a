"""Files as they should not be: each is told in a clear sentence, or its row waits with one."""

import datetime as dt
import gzip
import io
import re
import zipfile

import openpyxl
import pytest

from app.errors import BadInput
from app.services.importing import files
from tests.unit.readers.acts.workbooks import HEAD, book_of, content, row, workbook

HEADLINE = ",".join(heading.partition("\n")[0] for heading in HEAD)


def parts(data, change):
    """Copy a workbook with its parts changed; a part that becomes None is left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            made = change(name, before.read(name))
            if made is not None:
                after.writestr(name, made)
    return target.getvalue()


def in_sheet(pattern, replacement):
    def change(name, data):
        return re.sub(pattern, replacement, data, count=1) if name.endswith("sheet1.xml") else data

    return parts(workbook(row()), change)


def hidden():
    book = book_of(row())
    book.create_sheet("Khác")
    book["DL Import"].sheet_state = "hidden"
    book.active = 1
    return content(book)


def with_doctype():
    doctype = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'
    return in_sheet(rb"<worksheet", doctype)


def old_excel(*, locked):
    return (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + b"\0" * 600
        + ("EncryptedPackage".encode("utf-16-le") if locked else b"")
    )


def packed_with(*names):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return target.getvalue()


def without_headings():
    book = openpyxl.Workbook()
    for number in range(5):
        book.active.append([number, number + 1])
    return content(book)


FILES = {
    "nothing at all": (b"", "Không thấy dòng tiêu đề nào đọc được"),
    "an old workbook": (old_excel(locked=False), "Excel kiểu cũ (.xls)"),
    "a workbook with a password": (old_excel(locked=True), "có mật khẩu"),
    "a binary workbook": (packed_with("xl/workbook.bin"), "Excel nhị phân (.xlsb)"),
    "an OpenDocument": (packed_with("mimetype", "content.xml"), "OpenDocument (.ods)"),
    "a zip of something else": (packed_with("a.txt"), "không phải là tệp Excel (.xlsx) lành lặn"),
    "a workbook cut short": (workbook(row())[:3000], "không phải là tệp Excel (.xlsx) lành lặn"),
    "a workbook with an entity": (with_doctype(), "có khai báo DOCTYPE"),
    "a sheet that is no XML": (in_sheet(rb"<sheetData>", b"<sheetData><"), "lành lặn"),
    "a workbook without its sheet": (
        parts(workbook(row()), lambda name, data: None if name.endswith("sheet1.xml") else data),
        "Không thấy dòng tiêu đề nào đọc được",
    ),
    "rows out of order": (in_sheet(rb'<row r="2"', b'<row r="1"'), "nằm sai chỗ trong trang tính"),
    "a cell of another row": (in_sheet(rb'r="A2"', b'r="A9"'), "nằm sai chỗ trong trang tính"),
    "only a hidden sheet": (hidden(), "Không thấy dòng tiêu đề nào đọc được"),
    "numbers without headings": (without_headings(), "Không thấy dòng tiêu đề nào đọc được"),
    "a web page": (b"<html><table></table></html>", "là trang web"),
    "a PDF": (b"%PDF-1.7", "là văn bản PDF"),
    "JSON": (b'[{"so": 1}]', "là một mảng JSON"),
    "JSONL": (b'{"so": 1}\n', "là JSONL, không phải là bảng"),
    "CSV of an old code page": ((HEADLINE + "\n").encode() + b"1,\xd0\xe3,x\n", "không phải là chữ UTF-8"),
    "CSV with an open quotation mark": (f'{HEADLINE}\n1,"2,3\n'.encode(), "thiếu một dấu ngoặc kép"),
    "CSV with a null byte": (f"{HEADLINE}\n1\0\n".encode(), "byte rỗng"),
    "a packed file cut short": (gzip.compress((HEADLINE + "\n1,2").encode())[:-9], "cắt cụt"),
    "headings of another book": (f"so,{'chongHoTen'},voHoTen\n1,a,b\n".encode(), ""),
}


@pytest.mark.parametrize(("data", "sentence"), FILES.values(), ids=FILES)
def test_a_broken_file_is_told_in_a_clear_sentence(tmp_path, data, sentence):
    path = tmp_path / "hỏng.xlsx"
    path.write_bytes(data)
    if not sentence:  # not broken: another book is known by its headings
        assert files.read(path).layout.book.key in ("ket_hon", "ghi_chu_ly_hon")
        return
    with pytest.raises(BadInput, match=re.escape(sentence)) as refused:
        files.read(path)
    assert str(refused.value).endswith(".")


def test_a_missing_file_a_folder_and_a_link_are_told(tmp_path):
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "x")
    for name in ("none.xlsx", ".", "link.xlsx"):
        with pytest.raises(BadInput, match="Chưa thay đổi gì"):
            files.read(tmp_path / name)


ROWS = {
    "a formula without a value": ({"nkshoten": "=A1"}, "ô là công thức chưa có kết quả"),
    "an error of Excel": ({"nksngaysinh": "#VALUE!"}, "ô báo lỗi #VALUE! của Excel"),
    "a rounded number": ({"nksSoDinhDanh": "3.82E+10"}, "đã bị Excel làm tròn"),
    "a volume made a date": ({"quyenso": (dt.date(1999, 1, 1), "mm/yyyy")}, "có phải là “01/1999” không?"),
    "a number made a date": ({"so": (dt.date(1998, 2, 1), "d/m")}, "có phải là “01/02” không?"),
    "a date without its year": ({"nksngaysinh": (dt.date(2024, 5, 6), "d-mmm")}, "không hiện năm (06/05)"),
    "a number that is no date": ({"nksngaysinh": 9999999}, "số 9999999 không phải là ngày"),
    "an unknown code": ({"nksgioitinh": 7}, "không có mã 7"),
    "letters that were lost": ({"nkshoten": "NguyÔn V?n Hïng", "mehoten": None}, "chữ kiểu cũ bị mất dấu"),
    "a hidden sign": ({"nkshoten": "Lê\u202eVăn"}, "có ký tự ẩn hoặc dài quá"),
    "a cell of thousands of letters": ({"mehoten": "a" * 5000}, "có ký tự ẩn hoặc dài quá"),
    "no number": ({"so": None}, "Chưa có số đăng ký"),
    "no name": ({"nkshoten": ", ,"}, "Chưa có họ tên người được đăng ký"),
    "a mark that is none": ({"trang_thai_doc": "child_name=gone"}, "Không hiểu dấu “child_name=gone”"),
}


@pytest.mark.parametrize(("changed", "sentence"), ROWS.values(), ids=ROWS)
def test_a_broken_row_waits_with_a_clear_sentence_and_the_next_is_read(tmp_path, changed, sentence):
    path = tmp_path / "hỏng.xlsx"
    path.write_bytes(workbook(row(**changed), row(so="02", nkshoten="Hà Thị Úa")))
    found = files.read(path)
    broken, whole = found.acts
    assert sentence in " ".join(str(reason.words(found.layout.book)) for reason in broken.reasons)
    assert not whole.reasons


def test_what_nobody_sees_is_named(tmp_path):
    book = book_of(row(), row(so="02", nkshoten="Hà Thị Úa"))
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["G"].hidden = True
    book.active.cell(1, 14, "tonGiao")
    book.create_sheet("Bí mật").sheet_state = "hidden"
    book.create_sheet("Ghi chu").append(["x"])
    path = tmp_path / "ẩn.xlsx"
    path.write_bytes(content(book))
    found = files.read(path)
    assert len(found.acts) == 2, "a hidden row is read"
    assert [str(one) for one in found.notices] == [
        "Trang tính ẩn không đọc: Bí mật",
        "Trang tính khác không đọc: Ghi chu",
        "Có 1 dòng ẩn, vẫn đọc: 3",
        "Cột ẩn, vẫn đọc: nksHoTen",
        "Cột không có mục nào nhận: tonGiao",
    ]


def test_the_layout_of_another_book_is_said_to_be_unconfirmed(tmp_path):
    path = tmp_path / "tử.csv"
    path.write_text("so,quyenSo,nktHoTen\n1,01/1999,Hà Văn Úa\n", encoding="utf-8")
    found = files.read(path)
    assert found.layout.book.key == "khai_tu"
    assert any("chưa được xác nhận" in str(one) for one in found.notices)

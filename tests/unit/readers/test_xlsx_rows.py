"""Workbooks: what each cell is, and what is no workbook or no sane one."""

import datetime as dt
import io
import os
import threading
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BadInput
from app.readers import kinds
from app.readers.rows import CellKind, Refusal, Row, Told
from tests.unit.readers.reading import COLUMNS, SOURCE, cells, read, table

HEAD = ("number", "name", "place")
SHEET = "xl/worksheets/sheet1.xml"
NUMBER = Told(CellKind.NUMBER)
DAY = dt.datetime(1999, 6, 5)  # noqa: DTZ001 workbooks know no zones


def book(*rows: object, change: Callable[[openpyxl.Workbook], None] = lambda _book: None) -> bytes:
    """Return a workbook of openpyxl; its formulas have no values."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def written(fill: Callable[[xlsxwriter.Workbook], None], **options: object) -> bytes:
    """Return a workbook of XlsxWriter."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True, **options})
    fill(made)
    made.close()
    return file.getvalue()


def edited(content: bytes, part: str, edit: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one part changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, edit(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


def sheet(rows: str, after: str = "") -> bytes:
    """Return a workbook with a sheet of these rows."""
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>number</t></is></c>'
        f'<c r="B1" t="inlineStr"><is><t>name</t></is></c></row>{rows}</sheetData>{after}</worksheet>'
    )
    return edited(book(HEAD), SHEET, lambda _old: xml.encode())


def told(content: bytes) -> dict[str, Told]:
    """Return what is told of the only row."""
    (row,) = read(content)
    assert isinstance(row, Row)
    return dict(row.told)


# --- what cells are


def test_text_and_numbers():
    content = book(HEAD, ("038", "Lê Kín", 7), (38198900103, "Bùi", 1.5), (3.8e10, "Hà", True))
    assert read(content) == [
        Row(2, {"number": "038", "name": "Lê Kín", "place": "7"}, {"place": NUMBER}),
        Row(3, {"number": "38198900103", "name": "Bùi", "place": "1.5"}, {"number": NUMBER, "place": NUMBER}),
        Row(4, {"number": "38000000000", "name": "Hà", "place": "TRUE"}, {"number": NUMBER}),
    ]


@pytest.mark.parametrize("mac", [False, True], ids=["1900", "1904"])
def test_dates_come_with_their_format_whatever_the_workbook_counts_from(mac):
    def fill(made: xlsxwriter.Workbook) -> None:
        table = made.add_worksheet()
        table.write_row(0, 0, HEAD)
        table.write_datetime(1, 0, DAY, made.add_format({"num_format": "mm/yyyy"}))
        table.write(1, 1, "A")
        table.write_datetime(
            1, 2, DAY.replace(hour=7, minute=30), made.add_format({"num_format": "d/m h:mm"})
        )

    (row,) = read(written(fill, date_1904=mac))
    assert row == Row(
        2,
        {"number": "1999-06-05", "name": "A", "place": "1999-06-05T07:30:00"},
        {"number": Told(CellKind.DATE, "mm/yyyy"), "place": Told(CellKind.DATE, "d/m h:mm")},
    )


def test_a_time_of_day_and_a_date_outside_the_calendar():
    def change(made: openpyxl.Workbook) -> None:
        made.active["B2"].number_format = "h:mm"
        made.active["C2"].number_format = "yyyy-mm-dd"

    (row,) = read(book(HEAD, ("1", 0.25, 99999999), change=change))
    assert row == Row(
        2,
        {"number": "1", "name": "06:00:00", "place": "#VALUE!"},
        {"name": Told(CellKind.DATE, "h:mm"), "place": Told(CellKind.ERROR)},
    )


@pytest.mark.parametrize("head", [HEAD, (*HEAD, None, " ")], ids=["no heading", "blank headings"])
@pytest.mark.parametrize("beyond", [("y",), (None, 5), (" ", DAY)])
def test_a_row_with_words_to_the_right_of_the_table_is_refused_and_the_next_is_read(head, beyond):
    rows = read(book(head, ("1", "A", "x", *beyond), ("2", "B", "y", None, " ")))
    assert rows == [
        Refusal(2, "Dòng 2 của tệp thử có chữ ở bên phải cột cuối cùng có tên: có thể bị lệch cột."),
        Row(3, {"number": "2", "name": "B", "place": "Y"}, {}),
    ]


def test_a_heading_that_is_not_declared_widens_the_table():
    assert cells(book((*HEAD, "note"), ("1", "A", "x", "y"))) == [{"number": "1", "name": "A", "place": "X"}]


def test_a_merged_range_that_reaches_out_of_the_table_is_no_words():
    def change(made: openpyxl.Workbook) -> None:
        made.active.merge_cells("C2:E3")

    assert len(cells(book(HEAD, ("1", "A", "x"), ("2", "B", None), change=change))) == 2


def test_a_formula_without_a_value_is_told_from_a_blank():
    row = read(book(HEAD, ("1", "=UPPER(A2)", None)))[0]
    assert row == Row(2, {"number": "1"}, {"name": Told(CellKind.FORMULA)})


@pytest.mark.parametrize(
    ("value", "cell", "what"),
    [
        ("A", "A", {}),
        (7, "7", {"name": NUMBER}),
        ("#N/A", "#N/A", {"name": Told(CellKind.ERROR)}),
    ],
)
def test_a_formula_with_a_value_is_its_value(value, cell, what):
    def fill(made: xlsxwriter.Workbook) -> None:
        table = made.add_worksheet()
        table.write_row(0, 0, HEAD)
        table.write(1, 0, "1")
        table.write_formula(1, 1, "=X()", None, value)

    assert read(written(fill)) == [Row(2, {"number": "1", "name": cell}, what)]


def test_a_formula_may_come_to_an_empty_text():
    rows = '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><f>A1</f><v></v></c></row>'
    assert read(sheet(rows)) == [Row(2, {"number": "1"}, {"number": NUMBER})]


def test_merged_cells_say_what_the_first_one_says():
    def change(made: openpyxl.Workbook) -> None:
        made.active.merge_cells("C2:C4")
        made.active.merge_cells("A3:B3")

    content = book(HEAD, ("1", "A", "xã X"), ("2", "B"), ("3", "C"), change=change)
    merged = Told(CellKind.MERGED)
    assert read(content) == [
        Row(2, {"number": "1", "name": "A", "place": "XÃ X"}, {}),
        Row(3, {"number": "2", "name": "2", "place": "XÃ X"}, {"name": merged, "place": merged}),
        Row(4, {"number": "3", "name": "C", "place": "XÃ X"}, {"place": merged}),
    ]


def test_a_blank_row_in_a_merged_range_is_no_row():
    def change(made: openpyxl.Workbook) -> None:
        made.active["C5"] = None
        made.active.merge_cells("C2:C6")

    assert len(read(book(HEAD, ("1", "A", "x"), change=change))) == 1


def test_rich_text_and_escaped_letters():
    def fill(made: xlsxwriter.Workbook) -> None:
        table = made.add_worksheet()
        table.write_row(0, 0, HEAD)
        table.write(1, 0, "1")
        table.write_rich_string(1, 1, "Lê ", made.add_format({"bold": True}), "Thị", " Kín")
        table.write(1, 2, "a\x01b")

    assert cells(written(fill)) == [{"number": "1", "name": "Lê Thị Kín", "place": "A\x01B"}]


# --- where the table is


def test_titles_above_the_header_and_headings_in_vietnamese():
    def change(made: openpyxl.Workbook) -> None:
        made.active.merge_cells("A1:C1")

    content = book(("SỔ KHAI SINH",), (), ("SO DINH DANH", "Họ tên", "x"), ("1", "A", "?"), change=change)
    found = table(content)
    assert list(found.rows) == [Row(4, {"number": "1", "name": "A"}, {})]
    assert found.ignored == {"x"}


def test_the_first_visible_sheet_with_the_columns_is_read():
    def change(made: openpyxl.Workbook) -> None:
        for name, state in (
            ("cover", "visible"),
            ("old", "hidden"),
            ("data", "visible"),
            ("more", "visible"),
        ):
            added = made.create_sheet(name)
            added.sheet_state = state
            if name != "cover":
                added.append(HEAD)
                added.append((name, name))

    assert cells(book(("Bìa",), change=change)) == [{"number": "data", "name": "data"}]


def test_rows_far_apart_and_wrong_dimensions():
    rows = '<row r="70000"><c r="A70000"><v>1</v></c><c r="B70000" t="str"><v>A</v></c></row>'
    content = edited(
        sheet(rows), SHEET, lambda xml: xml.replace(b"<sheetData>", b'<dimension ref="A1:A1"/><sheetData>')
    )
    assert read(content) == [Row(70000, {"number": "1", "name": "A"}, {"number": NUMBER})]


def test_strict_workbooks_are_read_as_others():
    strict = b"http://purl.oclc.org/ooxml/"
    usual = b"http://schemas.openxmlformats.org/"
    content = book(HEAD, ("1", "A" * 200, "x"), ("2", "B", "=A1"))
    for part in zipfile.ZipFile(io.BytesIO(content)).namelist():
        content = edited(
            content,
            part,
            lambda xml: xml.replace(
                usual + b"spreadsheetml/2006/main", strict + b"spreadsheetml/main"
            ).replace(usual + b"officeDocument/2006/relationships", strict + b"officeDocument/relationships"),
        )
    with pytest.warns(UserWarning, match="invalid specification"):
        assert openpyxl.load_workbook(io.BytesIO(content)).worksheets == []
    assert read(content) == [
        Row(2, {"number": "1", "name": "A" * 200, "place": "X"}, {}),
        Row(3, {"number": "2", "name": "B"}, {"place": Told(CellKind.FORMULA)}),
    ]


def test_a_row_that_cannot_be_used_is_refused_and_the_next_is_read():
    assert read(book(HEAD, ("1", "A" * 1001), ("2", "B", "?"), ("3", "C"))) == [
        Refusal(2, "Dòng 2 của tệp thử có một ô dài quá 1000 ký tự."),
        Refusal(3, "Dòng 3 của tệp thử có place không hiểu được."),
        Row(4, {"number": "3", "name": "C"}, {}),
    ]


# --- what cannot be used

GOOD = book(HEAD, ("1", "A", "x"))
DAMAGED = "Tệp thử không phải là tệp Excel (.xlsx) lành lặn"
LARGE = "Tệp thử quá lớn để đọc như một bảng Excel."
PLACE = " của tệp thử nằm sai chỗ trong trang tính"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def package(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


def claiming(name: str, size: int, packed: int) -> bytes:
    """Return a package of which one part says to be that large."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("xl/workbook.xml", b"<x/>")
        made.writestr(name, b"<x/>")
        made.filelist[1].file_size, made.filelist[1].compress_size = size, packed
    return file.getvalue()


def entity(xml: bytes) -> bytes:
    return xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)


MB = 1 << 20
MERGED = '<mergeCell ref="A1:B1"/>'
CELL = '<row r="{0}"><c r="A{0}"/></row>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(OLE + bytes(600), "Tệp thử là tệp Excel kiểu cũ (.xls), không đọc được.", id="xls"),
        pytest.param(
            OLE + bytes((1 << 20) - 20) + "EncryptedPackage".encode("utf-16-le"),
            "Tệp thử có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu và lưu lại.",
            id="password",
        ),
        pytest.param(package(xl__workbook_bin=b"x"), "Tệp thử là tệp Excel nhị phân (.xlsb)", id="xlsb"),
        pytest.param(
            package(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<x/>"),
            "Tệp thử là tệp OpenDocument (.ods)",
            id="ods",
        ),
        pytest.param(package(a_txt=b"x"), DAMAGED, id="another package"),
        pytest.param(GOOD[:-30], DAMAGED, id="cut"),
        pytest.param(GOOD[:60] + bytes(60) + GOOD[120:], DAMAGED, id="damaged"),
        pytest.param(b"PK\x03\x04", DAMAGED, id="beginning only"),
        pytest.param(
            book(("a", "b"), ("c", "Họ tên", "d")),
            "Tệp thử phải có dòng đầu với các cột number và name. "
            "Thiếu cột number (Số định danh); dòng đầu đọc được là: Họ tên, c, d.",
            id="no header",
        ),
        pytest.param(book(*[("x",)] * 20, HEAD), "Tệp thử phải có dòng đầu", id="header too far down"),
        pytest.param(
            edited(GOOD, SHEET, entity), "Tệp thử có khai báo DOCTYPE mà Excel không bao giờ ghi", id="entity"
        ),
        pytest.param(
            edited(GOOD, SHEET, lambda xml: entity(xml).decode().encode("utf-16")),
            "Tệp thử có khai báo DOCTYPE",
            id="entity in UTF-16",
        ),
        pytest.param(
            edited(
                GOOD,
                "xl/styles.xml",
                lambda xml: b"<!--" + b"a" * 70_000 + b"-->" + b"<!DOCTYPE x>" + xml[56:],
            ),
            "Tệp thử có khai báo DOCTYPE",
            id="doctype behind a comment, in another part",
        ),
        pytest.param(edited(GOOD, SHEET, lambda _xml: bytes(17 * MB)), LARGE, id="swollen"),
        pytest.param(claiming("xl/worksheets/sheet1.xml", 257 * MB, 20 * MB), LARGE, id="too large"),
        pytest.param(claiming("xl/sharedStrings.xml", 65 * MB, 20 * MB), LARGE, id="too many texts"),
        pytest.param(claiming("xl/styles.xml", 9 * MB, 9 * MB), LARGE, id="too many styles"),
        pytest.param(package(**{f"p{n}_xml": b"" for n in range(10_001)}), LARGE, id="too many parts"),
        pytest.param(sheet("<row><c/></row>" * 100_001), LARGE, id="too many rows"),
        pytest.param(
            sheet("".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(2, 400))),
            LARGE,
            id="too many cells",
        ),
        pytest.param(
            sheet("", f"<mergeCells>{MERGED * 50_001}</mergeCells>"),
            LARGE,
            id="too many merged",
        ),
        pytest.param(sheet(CELL.format(3) + CELL.format(2)), "Dòng 4" + PLACE, id="rows not in order"),
        pytest.param(sheet(CELL.format(1 << 21)), "Dòng 2" + PLACE, id="a row below the last"),
        pytest.param(
            sheet('<row r="2"><c r="B2"/><c r="A2"/></row>'), "Dòng 3" + PLACE, id="cells not in order"
        ),
        pytest.param(sheet('<row r="2"><c r="A5"/></row>'), "Dòng 3" + PLACE, id="a cell of another row"),
        pytest.param(sheet('<row r="2"><c r="XFE2"/></row>'), "Dòng 3" + PLACE, id="a cell beyond the last"),
        pytest.param(sheet('<row r="x"><c r="A2"/></row>'), DAMAGED, id="no number of a row"),
        pytest.param(sheet('<row r="2"><c r="2A"/></row>'), DAMAGED, id="no place of a cell"),
        pytest.param(sheet("", '<mergeCells><mergeCell ref="x"/></mergeCells>'), DAMAGED, id="no range"),
        pytest.param(sheet("", '<mergeCells><mergeCell ref="1:3"/></mergeCells>'), DAMAGED, id="rows merged"),
        pytest.param(sheet("<row>"), DAMAGED, id="no XML"),
    ],
)
def test_a_workbook_that_cannot_be_used(content, sentence):
    with pytest.raises(BadInput) as refused:
        table(content)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    "cell", ['<c r="A900" t="s"><v>7</v></c>', '<c r="A900"><v>x</v></c>', '<c r="A900" s="999"><v>1</v></c>']
)
def test_what_stands_before_a_damaged_cell_is_given(cell):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 900))
    found = table(sheet(rows + f'<row r="900">{cell}</row>')).rows
    assert [next(found) for _ in range(700)][-1] == Row(701, {"number": "701"}, {"number": NUMBER})
    with pytest.raises(BadInput, match=r"lành lặn sau dòng 899\. Hãy mở bằng Excel và lưu lại\.$"):
        list(found)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes of POSIX")
def test_a_workbook_cannot_come_through_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(GOOD[:1000],), daemon=True)
    writer.start()
    with (tmp_path / "pipe").open("rb") as file, pytest.raises(BadInput, match="không qua ống dẫn"):
        kinds.read(file, COLUMNS, SOURCE)
    writer.join()


# --- there and back

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\t\n"), max_size=12)
VALUES = st.tuples(WORDS, WORDS)


def by_openpyxl(rows: list[tuple[str, str]]) -> bytes:
    def change(made: openpyxl.Workbook) -> None:
        for at, row in enumerate(rows, 2):
            for column, word in enumerate(row, 1):
                made.active.cell(at, column, word).data_type = "s"

    return book(("number", "name"), change=change)


def by_xlsxwriter(rows: list[tuple[str, str]]) -> bytes:
    def fill(made: xlsxwriter.Workbook) -> None:
        table = made.add_worksheet()
        for at, row in enumerate([("number", "name"), *rows]):
            for column, word in enumerate(row):
                table.write_string(at, column, word)

    return written(fill)


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
@settings(max_examples=20)
@given(rows=st.lists(VALUES, max_size=5))
def test_what_libraries_write_comes_back(write, rows):
    expected = [{k: w for k, w in zip(("number", "name"), row, strict=True) if w} for row in rows]
    assert cells(write(rows)) == list(filter(None, expected))

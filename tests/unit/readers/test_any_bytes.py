"""Whatever bytes come: rows, refusals, or one sentence; never another error."""

import gzip
import io
import zipfile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import BadInput
from app.readers import csv_rows, jsonl_rows, kinds, xlsx_rows
from app.readers.rows import Refusal
from tests.unit.readers.reading import COLUMNS, SOURCE, opened

CSV = 'number,name,place\n1,"Lê\nKín",x\n2,B;\t,\n'.encode() * 3
JSONL = b'{"number": 1, "name": "A", "x": [1, {"y": null}]}\n' * 3


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["number", "name", "place"])
    book.active.append([1, "A", "=A1"])
    book.active.append([2.5, "B", "x"])
    book.active.merge_cells("A2:A3")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


XLSX = workbook()
PARTS = {
    name: zipfile.ZipFile(io.BytesIO(XLSX)).read(name)
    for name in zipfile.ZipFile(io.BytesIO(XLSX)).namelist()
}
CHANGES = st.lists(st.tuples(st.integers(0, 1 << 14), st.binary(max_size=6), st.integers(0, 6)), max_size=4)


def changed(content: bytes, changes: list[tuple[int, bytes, int]]) -> bytes:
    """Put some bytes in the place of others."""
    for at, put, out in changes:
        place = at % (len(content) + 1)
        content = content[:place] + put + content[place + out :]
    return content


def assert_read_or_refused(content: bytes, read=kinds.read) -> None:
    try:
        for row in read(opened(content), COLUMNS, SOURCE).rows:
            if isinstance(row, Refusal):
                assert row.words.startswith(f"Dòng {row.line} của tệp thử ")
            else:
                assert row.line > 0
                assert all(row.cells.values())
                assert {*row.cells, *row.told} <= {column.key for column in COLUMNS}
    except BadInput as error:
        assert "ệp thử " in str(error)  # noqa: PT017 it may come or not


@given(st.binary(max_size=200))
@example(b"\x1f\x8b")
@example(b"\xff\xfe")
@example(b"PK\x03\x04")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
@pytest.mark.parametrize("read", [kinds.read, csv_rows.read, jsonl_rows.read, xlsx_rows.read])
def test_any_bytes(read, content):
    assert_read_or_refused(content, read)


@given(
    CHANGES, st.sampled_from([CSV, CSV.decode().encode("utf-16"), gzip.compress(CSV, mtime=0), JSONL, XLSX])
)
def test_a_changed_file(changes, content):
    assert_read_or_refused(changed(content, changes))


@given(CHANGES, st.sampled_from(sorted(PARTS)))
def test_a_workbook_with_a_changed_part(changes, part):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in PARTS.items():
            package.writestr(name, changed(content, changes) if name == part else content)
    assert_read_or_refused(file.getvalue())


PIECES = b"""<row> </row> <c> </c> <f/> <v>1e400</v> t="s" t="d" s="1" r="XFD9" <is><t>x</t></is> &#0; &x;
99999999999 <mergeCells><mergeCell/></mergeCells> <v/> t="n" r="A1" <x> <!--""".split()


@given(st.lists(st.tuples(st.integers(0, 4000), st.sampled_from(PIECES), st.integers(0, 12)), max_size=5))
def test_a_sheet_with_pieces_of_sheets_in_it(changes):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in PARTS.items():
            sheet = name.startswith("xl/worksheets/")
            package.writestr(name, changed(content, changes) if sheet else content)
    assert_read_or_refused(file.getvalue())

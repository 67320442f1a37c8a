"""CSV of every separator and encoding, and what is no CSV."""

import csv
import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInput
from app.readers.rows import PLAIN, Refusal, Row
from tests.unit.readers.reading import cells, read, table

HEAD = "number,name,place\n"
GOOD = HEAD + "1,Lê Thị Kín,x\n"
BROKEN = "Tệp thử nén bị hỏng hoặc bị cắt cụt sau dòng "
LACKS = "Tệp thử phải có dòng đầu với các cột number và name."
PACKED = gzip.compress(GOOD.encode() * 50, mtime=0)
UTF_16 = GOOD.encode("utf-16-le")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("packed", [False, True])
def test_separators_encodings_and_ends(separator, encoding, end, packed):
    text = end.join(["", "Số định danh;Họ tên;Nơi sinh", "1;Lê Kín;", '2;"Bùi;""Tý""";', ""])
    content = text.replace(";", separator).encode(encoding)
    assert cells(gzip.compress(content) if packed else content) == [
        {"number": "1", "name": "Lê Kín"},
        {"number": "2", "name": f'Bùi{separator}"Tý"'},
    ]


def test_rows_come_with_the_line_where_they_begin():
    assert read((HEAD + '1,A,"x\ny"\n\n2,B,\n').encode()) == [
        Row(2, {"number": "1", "name": "A", "place": "X\nY"}, PLAIN),
        Row(5, {"number": "2", "name": "B"}, PLAIN),
    ]


def test_rows_of_separators_alone_are_passed_over():
    assert cells((HEAD + ",,\n1,A,\n,,\n").encode()) == [{"number": "1", "name": "A"}]


WIDE = "number,name,place,note\n"
ROW = "1,Lê Kín,x,y\n"


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("2,B,Xã X, tỉnh Y,", 5),
        ("2,B,x,y,", 5),
        ("2,B,x,y,z", 5),
        ("2,B,x,y,z,,", 7),
        ("2,B,x", 3),
        ("2,B x,y", 3),
        ("2", 1),
    ],
    ids=[
        "comma in a place",
        "one blank",
        "one more",
        "several more",
        "cut short",
        "a comma lost",
        "one cell",
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_row_of_another_width_than_the_header_is_refused_and_the_next_is_read(row, cells, separator):
    text = f"{WIDE}{ROW}{row}\n3,C,z,\n".replace(",", separator)
    assert read(text.encode())[1:] == [
        Refusal(3, f"Dòng 3 của tệp thử có {cells} ô, dòng đầu có 4 cột: không biết ô nào thuộc cột nào."),
        Row(4, {"number": "3", "name": "C", "place": "Z"}, PLAIN),
    ]


@pytest.mark.parametrize("row", ["2,B", "2,B,", "2,B, ", "2,B,,"])
def test_blank_headings_at_the_end_are_no_columns(row):
    assert cells(f"number,name,,\n{row}\n".encode()) == [{"number": "2", "name": "B"}]


@pytest.mark.parametrize("row", ["2,B,x", "2,B,,x", "2,B,,,"])
def test_words_below_a_blank_heading_at_the_end_have_shifted(row):
    (refused,) = read(f"number,name,,\n{row}\n".encode())
    assert isinstance(refused, Refusal)
    assert "dòng đầu có 2 cột" in refused.words


def test_a_blank_heading_before_others_is_a_column_that_is_not_read():
    assert cells(b",number,name\n17,1,A\n") == [{"number": "1", "name": "A"}]


def test_blank_rows_of_any_width_are_passed_over():
    assert cells((HEAD + ",,,,,\n,\n1,A,\n").encode()) == [{"number": "1", "name": "A"}]


def test_a_title_with_commas_does_not_decide_the_separator():
    assert cells(b"a,b,c;number;name;d,e\n;1;A;\n") == [{"number": "1", "name": "A"}]


@pytest.mark.parametrize(
    "above", ["sep=;\n", "DANH SÁCH NHÂN KHẨU\n", "\nDANH SÁCH\nNgày 1, tháng 3; năm 2026\n\n"]
)
@pytest.mark.parametrize(
    "header", ["NUMBER;NAME", " Số  định danh ;HỌ TÊN", "number\tname", '"Số định danh","Họ tên"']
)
def test_a_header_below_titles_is_found_and_lines_keep_their_numbers(above, header):
    sign = next(sign for sign in ";\t," if sign in header)
    content = f"{above}{header}\n1{sign}A\n"
    assert read(content.encode()) == [Row(above.count("\n") + 2, {"number": "1", "name": "A"}, PLAIN)]


def test_a_damage_below_titles_is_named_by_its_line():
    with pytest.raises(BadInput, match="Dòng 4 của tệp thử không phải là CSV"):
        read(b'sep=,\nnumber,name\n1,A\n2,"B\n')


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", " Tệp này không có dòng nào như vậy."),
        (b"number;ten\n1;A\n", " Thiếu cột name (Họ tên); dòng đầu đọc được là: number, ten."),
        (b"1,A\n2,B\n", " Thiếu cột number (Số định danh), name (Họ tên); dòng đầu đọc được là: 1, A."),
        (
            b"number|name\n",
            " Thiếu cột number (Số định danh), name (Họ tên); dòng đầu đọc được là: number|name.",
        ),
    ],
    ids=["empty", "one heading", "no header", "another separator"],
)
def test_a_refused_header_is_told_with_what_it_lacks_and_what_it_has(content, cause):
    with pytest.raises(BadInput) as refused:
        table(content)
    assert str(refused.value) == LACKS + cause


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"<html><table><tr><td>number</td></tr></table>", "là trang web (HTML, XML) mang đuôi khác."),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "là trang web (HTML, XML) mang đuôi khác."),
        (b"%PDF-1.7", "là văn bản PDF, không phải là bảng."),
        (b'[{"number": "1", "name": "A"}]', "là một mảng JSON."),
    ],
    ids=["HTML", "XML", "PDF", "JSON"],
)
def test_a_file_of_another_kind_is_called_by_its_name(content, cause):
    for whole in (content, gzip.compress(content)):
        with pytest.raises(BadInput) as refused:
            table(whole)
        assert str(refused.value).startswith(f"Tệp thử {cause} Hãy ")


def test_ignored_headings_are_known_before_the_rows():
    found = table(b"number,religion,name,\n")
    assert (found.ignored, list(found.rows)) == ({"religion"}, [])


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        pytest.param("1234567890123,A,x", "có một ô dài quá 12 ký tự.", id="long number"),
        pytest.param(f"1,{'A' * 1001},x", "có một ô dài quá 1000 ký tự.", id="long name"),
        pytest.param("1,A,?", "có place không hiểu được.", id="not understood"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_and_the_next_is_read(line, sentence):
    assert read(f"{GOOD}{line}\n2,B,y\n".encode())[1:] == [
        Refusal(3, f"Dòng 3 của tệp thử {sentence}"),
        Row(4, {"number": "2", "name": "B", "place": "Y"}, PLAIN),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", LACKS, id="empty"),
        pytest.param(b"\n" * 100, LACKS, id="empty lines"),
        pytest.param(b"number\n1\n", LACKS, id="a required column is missing"),
        pytest.param(b"number|name\n", LACKS, id="another separator"),
        pytest.param(GOOD.encode() + b"a\0b\n", "Dòng 3 của tệp thử có byte rỗng: tệp hỏng", id="NUL"),
        pytest.param(UTF_16, "Dòng 1 của tệp thử có byte rỗng", id="UTF-16 without a mark"),
        pytest.param(
            GOOD.encode("cp1258", "replace"),
            "Dòng 2 của tệp thử không phải là chữ UTF-8 (có thể là Windows-1258 hay một bảng mã cũ). "
            "Hãy lưu lại thành “CSV UTF-8”",
            id="Windows-1258",
        ),
        pytest.param(
            GOOD.encode() + b"\xed\xa0\x80\n", "Dòng 3 của tệp thử không phải là chữ UTF-8", id="surrogate"
        ),
        pytest.param(
            b"\xff\xfe" + UTF_16 + b"\x00\xd8\n\x00",
            "Dòng 3 của tệp thử không phải là chữ UTF-16",
            id="surrogate in UTF-16",
        ),
        pytest.param(
            b"\xff\xfe" + UTF_16[:-1], "Dòng 2 của tệp thử không phải là chữ UTF-16", id="half a character"
        ),
        pytest.param(b"\xff\xfe" + UTF_16 + b"\0\0", "Dòng 3 của tệp thử có byte rỗng", id="NUL in UTF-16"),
        pytest.param(
            ("\ufeff" + GOOD + "a" * (1 << 20)).encode("utf-16-be"),
            "Dòng 3 của tệp thử quá dài: đây không phải là tệp CSV.",
            id="endless line in UTF-16",
        ),
        pytest.param(
            GOOD.encode() + b"a" * (1 << 20),
            "Dòng 3 của tệp thử quá dài: đây không phải là tệp CSV.",
            id="endless line",
        ),
        pytest.param(
            GOOD.encode() + b"a" * 140_000, "Dòng 3 của tệp thử có một ô dài quá", id="cell of 128 KiB"
        ),
        pytest.param(
            b"number,name," + b"a" * 140_000, "Dòng 1 của tệp thử có một ô dài quá", id="long heading"
        ),
        pytest.param(GOOD.encode() + b'"', "Dòng 3 của tệp thử không phải là CSV", id="quotation mark alone"),
        pytest.param(GOOD.encode() + b'1,"A\n', "Dòng 3 của tệp thử không phải là CSV", id="open quotation"),
        pytest.param(
            GOOD.encode() + b'1,"A\n' + b"x\n" * 30 + b'"\n', "Dòng 3 của tệp thử không", id="many lines"
        ),
        pytest.param(
            GOOD.encode() + b"1,A\r2,B\n", "Dòng 3 của tệp thử không phải là CSV", id="old line ends"
        ),
        pytest.param(b"\x1f\x8b", BROKEN + "0.", id="two bytes of gzip"),
        pytest.param(PACKED[:-9], BROKEN, id="cut"),
        pytest.param(PACKED[:-8] + bytes(8), BROKEN, id="wrong sum"),
        pytest.param(PACKED + b"and more", BROKEN, id="something after the end"),
        pytest.param(gzip.compress(UTF_16)[:-9], BROKEN, id="cut, another encoding"),
    ],
)
def test_a_file_that_cannot_be_used(content, sentence):
    with pytest.raises(BadInput) as refused:
        read(content)
    assert str(refused.value).startswith(sentence)
    assert "Kín" not in str(refused.value)


def test_what_stands_before_a_damage_is_given():
    rows = table(GOOD.encode() + b"\xff\n").rows
    assert next(rows) == Row(2, {"number": "1", "name": "Lê Thị Kín", "place": "X"}, PLAIN)
    with pytest.raises(BadInput, match="Dòng 3 "):
        next(rows)


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;\t\n'), max_size=8)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=8), st.sampled_from(",;\t"), st.booleans())
def test_what_the_csv_module_writes_comes_back(written, separator, wide):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator)
    writer.writerows([("number", "name"), *written])
    expected = [{k: w for k, w in zip(("number", "name"), row, strict=True) if w} for row in written]
    assert cells(file.getvalue().encode("utf-16" if wide else "utf-8")) == list(filter(None, expected))


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize(("line", "rows"), [(1, ["number,{}"]), (3, ["number,name", "1,A", "2,{}"])])
def test_a_cell_that_no_reader_holds_is_named_by_its_line(quote, line, rows):
    content = "\n".join(rows).format(quote + "a" * 131_073 + quote).encode()
    with pytest.raises(BadInput, match=f"^Dòng {line} của tệp thử có một ô dài quá 131072 ký tự"):
        read(content)


def test_a_small_file_that_swells_is_not_read_to_its_end():
    swollen = gzip.compress(b"number,name\n" + (b"1," + b"a" * 900 + b"\n") * 100_000)
    assert len(swollen) < 400_000
    got = 0
    with pytest.raises(BadInput, match=r"^Tệp thử nén quá chặt so với một bảng thật"):
        for _row in table(swollen).rows:
            got += 1
    assert 10_000 < got < 90_000


def test_a_packed_table_of_repeated_rows_is_read_whole():
    assert len(read(gzip.compress(b"number,name\n" + b"1,A\n" * 100_000))) == 100_000

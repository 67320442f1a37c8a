"""JSONL: one object a line, and what is none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInput
from app.readers.rows import PLAIN, Refusal, Row
from tests.unit.readers.reading import cells, read, table

GOOD = b'{"number": 1, "name": "Tr\\u01b0\\u01a1ng", "place": null}\n'


def test_values_come_as_text_and_null_as_a_blank():
    line = b'\xef\xbb\xbf{"number": 7, "name": "A", "place": 1.5}\r\n\n{"number": true, "name": "B"}'
    assert read(line) == [
        Row(1, {"number": "7", "name": "A", "place": "1.5"}, PLAIN),
        Row(3, {"number": "True", "name": "B"}, PLAIN),
    ]


@pytest.mark.parametrize("number", ["123456789.0", "3.81989E+10", "1e5", "1.50"])
def test_a_number_keeps_the_letters_that_say_how_many_digits_are_known(number):
    assert cells(f'{{"number": {number}, "name": "A"}}'.encode()) == [{"number": number, "name": "A"}]


def test_halves_of_characters_and_nul_are_replaced():
    line = rb'{"number": "1", "name": "A\ud83d B\udc00\u0000", "\ud83d": 1}'
    found = table(line)
    assert [row.cells["name"] for row in found.rows] == ["A\ufffd B\ufffd\ufffd"]
    assert found.ignored == {"\ufffd"}


def test_keys_of_no_column_are_named_and_the_memory_for_them_is_bounded():
    found = table(
        GOOD + json.dumps({"number": 2, "name": "B", **dict.fromkeys(map(str, range(5000)), 1)}).encode()
    )
    assert len(list(found.rows)) == 2
    assert len(found.ignored) == 1000


NO_OBJECT = "không phải là một bản ghi JSON viết bằng UTF-8."


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        pytest.param(b"17", NO_OBJECT, id="number"),
        pytest.param(b"null", NO_OBJECT, id="null"),
        pytest.param(b"[]", NO_OBJECT, id="list"),
        pytest.param(b'{"number": ', NO_OBJECT, id="cut"),
        pytest.param(b"[" * 100_000, NO_OBJECT, id="deep"),
        pytest.param(b'{"number": 1, "name": ' + b"[" * 100_000, NO_OBJECT, id="deep value"),
        pytest.param(b"\0", NO_OBJECT, id="NUL"),
        pytest.param('{"number": 1, "name": "Kín"}'.encode("cp1258"), NO_OBJECT, id="Windows-1258"),
        pytest.param('{"number": 1, "name": "Kín"}'.encode("utf-16"), NO_OBJECT, id="UTF-16"),
        pytest.param(b'{"number": ' + b"9" * 5000 + b', "name": "A"}', NO_OBJECT, id="endless number"),
        pytest.param(b'{"number": 1}', "không có name.", id="a required key is missing"),
        pytest.param(b'{"number": 1, "name": null}', "không có name.", id="a required key is null"),
        pytest.param(b'{"number": 1, "name": ""}', "không có name.", id="a required key is blank"),
        pytest.param(
            b'{"number": 1, "name": ["A"]}', "có name không phải là chữ hay số.", id="list in a key"
        ),
        pytest.param(b'{"number": 1, "name": {}}', "có name không phải là chữ hay số.", id="object in a key"),
        pytest.param(
            b'{"number": "1234567890123", "name": "A"}', "có một giá trị dài quá 12 ký tự.", id="long"
        ),
        pytest.param(b'{"number": 1, "name": "A", "place": "?"}', "có place không hiểu được.", id="place"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_and_the_next_is_read(line, sentence):
    refused, row = read(GOOD + line.replace(b"\n", b"") + b"\n" + GOOD)[1:]
    assert refused == Refusal(2, f"Dòng 2 của tệp thử {sentence}")
    assert row == Row(3, {"number": "1", "name": "Trương"}, PLAIN)


def test_an_endless_line_ends_the_reading():
    with pytest.raises(BadInput, match=r"^Dòng 2 của tệp thử quá dài: đây không phải là tệp JSONL\.$"):
        read(GOOD + b'{"x": "' + b"a" * (1 << 20))


FILLED = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(st.lists(st.tuples(FILLED, FILLED), min_size=1, max_size=8), st.booleans())
def test_what_json_writes_comes_back(written, ascii_only):
    lines = [json.dumps({"number": a, "name": b}, ensure_ascii=ascii_only) for a, b in written]
    expected = [{"number": a.replace("\0", "\ufffd"), "name": b.replace("\0", "\ufffd")} for a, b in written]
    assert cells("".join(line + "\n" for line in lines).encode()) == expected


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 5000])
def test_what_is_no_number_is_refused_with_its_line(number):
    (row,) = read(f'{{"number": {number}, "name": "A"}}'.encode())
    assert isinstance(row, Refusal)
    assert row.words.startswith("Dòng 1 của tệp thử ")


@pytest.mark.parametrize("deep", ["[" * 200_000, '{"a":' * 200_000], ids=["list", "object"])
def test_nesting_of_any_depth_is_refused_with_its_line(deep):
    (row,) = read(f'{{"number": {deep}'.encode())
    assert isinstance(row, Refusal)
    assert row.words.startswith("Dòng 1 của tệp thử không phải là một bản ghi JSON")

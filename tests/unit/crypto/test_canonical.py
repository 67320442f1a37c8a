"""Canonical JSON: the same bytes for the same value, and nothing two readers could read differently."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import canonical
from app.errors import BadInput

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])).map(
    lambda t: unicodedata.normalize("NFC", t)
)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-canonical.MAX_INT, canonical.MAX_INT) | TEXT,
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True), inner)
    ),
    max_leaves=20,
)


def nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


def test_bytes_are_sorted_dense_and_unescaped() -> None:
    value = {"b": [1, True, None], "a": 'Thuỷ / "x"\n'}
    assert canonical.dumps(value) == '{"a":"Thuỷ / \\"x\\"\\n","b":[1,true,null]}'.encode()


@given(VALUE)
def test_every_written_value_reads_back(value: object) -> None:
    assert canonical.loads(canonical.dumps(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53,
        -(2**53),
        unicodedata.normalize("NFD", "Thuỷ"),
        "a\0b",
        "\ud800",
        {"A": 1},
        {"": 1},
        {"a-b": 1},
        {"a\n": 1},
        {"a" * 65: 1},
        {1: 1},
        nested(33),
        {"a": {1, 2}},
        b"x",
    ],
    ids=repr,
)
def test_ambiguous_values_are_refused(value: object) -> None:
    with pytest.raises(BadInput):
        canonical.dumps(value)


def test_limits_themselves_are_allowed() -> None:
    deep: object = -canonical.MAX_INT
    for _ in range(canonical.MAX_DEPTH):
        deep = {"a": deep}
    for value in ({"a" * 64: [canonical.MAX_INT, nested(29)]}, nested(canonical.MAX_DEPTH), deep):
        assert canonical.loads(canonical.dumps(value)) == value
    with pytest.raises(BadInput):
        canonical.dumps({"a": deep})


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b'{"a":1}\n',
        b'\xef\xbb\xbf{"a":1}',
        b'"\\u0041"',
        b'"\xff"',
        b"1.0",
        b"-0",
        b"1e2",
        b"NaN",
        b"9" * 5000,
        b"[" * 100_000,
        b"",
        '"Thuỷ"'.encode() + b" ",
        b'"\\ud800"',
    ],
)
def test_other_spellings_are_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        canonical.loads(data)


@pytest.mark.parametrize(
    "value", [None, [], {}, {"a": 1}, {"a": "x", "b": 1, "c": 2}, {"a": "x", "b": True}, {"a": 1, "b": 1}]
)
def test_an_object_has_exactly_its_fields_of_exactly_their_types(value: object) -> None:
    assert canonical.fields({"a": "x", "b": 1}, a=str, b=int) == {"a": "x", "b": 1}
    with pytest.raises(BadInput):
        canonical.fields(value, a=str, b=int)

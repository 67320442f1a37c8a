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
        {"a": 1, 2: 1},
        {"b": [{"A": 1}]},
        ["\udfff"],
        ("a", 1.5),
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


def test_a_mark_after_an_escaped_letter_is_no_composed_letter() -> None:
    """In the written text the n of a line end stands before the mark; in the string nothing does."""
    for value in ("\n\u0301", "\\u0301", '"\u0301', ["\u001f", "\x1f\u0301"]):
        assert canonical.loads(canonical.dumps(value)) == value
    for value in (["\x1f", "e\u0301"], {"a": ["\n\u0301", {"b": "e\u0301"}]}):
        with pytest.raises(BadInput, match="NFC"):
            canonical.dumps(value)
    with pytest.raises(BadInput, match="ký tự"):
        canonical.dumps({"a": ["\n\u0301", {"b": "\x1f\0"}]})


def test_a_circle_is_too_deep() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(BadInput, match="quá sâu"):
        canonical.dumps(circle)


def test_small_values_are_counted_before_they_fill_the_memory() -> None:
    most = b"[" + b",".join([b"0"] * canonical.MAX_VALUES) + b"]"
    assert len(canonical.loads(most)) == canonical.MAX_VALUES
    for small in (b"0", b"[]", b"{}"):
        more = b"[" + b",".join([small] * (canonical.MAX_VALUES + 1)) + b"]"
        with pytest.raises(BadInput, match="quá nhiều"):
            canonical.loads(more)
    with pytest.raises(BadInput, match="quá nhiều"):
        canonical.loads(b"[" * (canonical.MAX_VALUES + 1))


def test_names_are_remembered_only_when_good_and_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "_known_keys", set())
    monkeypatch.setattr(canonical, "_MAX_KNOWN", 2)
    for _again in (1, 2):
        assert canonical.dumps({"a": {"b": {"c": 1}}})
        for wrong in ("A", "a" * 65):
            with pytest.raises(BadInput, match="tên trường"):
                canonical.dumps({"a": {wrong: 1}})
    assert canonical._known_keys == {"a", "b"}


NAMES = st.from_regex(r"[a-d]{1,2}", fullmatch=True)


@given(st.dictionaries(NAMES, VALUE, min_size=1, max_size=5), st.data())
def test_a_member_is_cut_out(row: dict[str, object], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(row)))
    rest = {key: value for key, value in row.items() if key != name}
    assert canonical.without(canonical.dumps(row), row, name) == canonical.dumps(rest)


def test_the_outer_member_is_cut_out_of_many_alike() -> None:
    inner = {"b": {"c": 1}}
    row = {"a": [inner, inner], "b": {"c": 1}, "c": inner}
    assert canonical.without(canonical.dumps(row), row, "b") == canonical.dumps({"a": row["a"], "c": inner})


@pytest.mark.parametrize(
    "value", [None, [], {}, {"a": 1}, {"a": "x", "b": 1, "c": 2}, {"a": "x", "b": True}, {"a": 1, "b": 1}]
)
def test_an_object_has_exactly_its_fields_of_exactly_their_types(value: object) -> None:
    assert canonical.fields({"a": "x", "b": 1}, a=str, b=int) == {"a": "x", "b": 1}
    with pytest.raises(BadInput):
        canonical.fields(value, a=str, b=int)

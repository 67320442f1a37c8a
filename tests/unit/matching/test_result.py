"""Lines as a decision keeps them: written and read by one codec."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.matching.result import DecidedLine, Line, Result
from app.models.words.codes import Resolution
from app.models.words.values import Mark

spans = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=3).map(tuple)
lines = st.builds(
    Line,
    result=st.sampled_from(Result),
    mark=st.none() | st.sampled_from(Mark),
    book_spans=spans,
    registry_spans=spans,
    detail=st.text(),
    basic=st.booleans(),
    read_as=st.text(),
)
decided = st.builds(DecidedLine, lines, st.none() | st.sampled_from(Resolution), st.text())


@given(decided)
def test_a_stored_line_comes_back_as_it_was(line):
    stored = json.loads(json.dumps(line.to_json()))
    assert DecidedLine.from_json(stored) == line
    assert stored.keys() >= {
        "field",
        "book_field",
        "label",
        "book",
        "registry",
        "result",
        "resolution",
        "note",
    }


@given(decided)
def test_a_line_that_an_earlier_version_stored_is_read(line):
    stored = line.to_json()
    del stored["read_as"], stored["basic"]
    read = DecidedLine.from_json(stored)
    assert (read.line.read_as, read.line.basic) == ("", True)
    assert read.to_json() | {"read_as": line.line.read_as, "basic": line.line.basic} == line.to_json()

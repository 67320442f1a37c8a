"""Lines as a decision keeps them: written and read by one codec."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.result import TO_HANDLE, WAYS, Amended, DecidedLine, Line, Result
from app.models.registry.person import PERSON_COLUMNS
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
    written=st.just(""),
    amended=st.lists(st.builds(Amended, st.text(), st.text(), st.text()), max_size=3).map(tuple),
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


def test_a_line_says_how_its_words_came_about_step_by_step():
    steps = (Amended("Cải chính", "B", "5/QĐ"), Amended("", "", ""))
    said = replace(line("full_name", Result.EQUAL), written="A", amended=steps)
    assert str(said.history) == "sổ ghi A → cải chính thành B theo 5/QĐ → sửa thành (để trống)"
    assert DecidedLine.from_json(DecidedLine(said).to_json()).line == said
    blank = replace(said, written="")
    assert str(blank.history).startswith("sổ ghi (để trống) → ")
    assert line("full_name", Result.EQUAL).history is None


@given(decided)
def test_a_line_that_an_earlier_version_stored_is_read(line):
    stored = line.to_json()
    del stored["read_as"], stored["basic"]
    read = DecidedLine.from_json(stored)
    assert (read.line.read_as, read.line.basic) == ("", True)
    assert read.to_json() | {"read_as": line.line.read_as, "basic": line.line.basic} == line.to_json()


WORDS = {
    "full_name", "other_name", "birth_place", "birth_registration_place", "home_origin", "ethnicity",
    "nationality", "father_name", "mother_name", "spouse_name", "permanent_residence",
}  # fmt: skip


def line(field, result):
    return Line(field, field, field, "a", "b", result)


@pytest.mark.parametrize("field", PERSON_COLUMNS)
@pytest.mark.parametrize("result", sorted(TO_HANDLE))
def test_only_words_can_be_two_writings_of_one_thing(field, result):
    assert line(field, result).takes(Resolution.FORMAT_ONLY) == (field in WORDS)


@pytest.mark.parametrize("result", Result)
def test_two_writings_are_those_of_words_on_both_sides(result):
    both = {Result.DIFFERENT, Result.UNREAD, Result.EQUAL_FORMAT, Result.EQUAL_VARIANT}
    assert line("full_name", result).may_be_writing == (result in both)


@pytest.mark.parametrize("result", Result)
@pytest.mark.parametrize("way", [way for way in Resolution if way != Resolution.FORMAT_ONLY])
def test_a_resolution_answers_a_difference(result, way):
    assert line("birth_date", result).takes(way) == (result in TO_HANDLE or way in WAYS.get(result, ()))


def test_what_agrees_takes_no_resolution():
    for result in (
        Result.EQUAL,
        Result.EQUAL_FORMAT,
        Result.EQUAL_VARIANT,
        Result.EXCLUDED,
        Result.BOTH_BLANK,
    ):
        ways = set(Resolution) - {Resolution.FORMAT_ONLY}
        assert not any(line("birth_date", result).takes(way) for way in ways)

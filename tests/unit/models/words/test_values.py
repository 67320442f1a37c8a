"""What the book says is kept word for word."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.models.words.values import MARK_LABELS, Mark, Source, Value


@given(st.text())
def test_only_composition_and_outer_spaces_change(text):
    kept = Value.of(text).text
    assert kept == unicodedata.normalize("NFC", text).strip()
    assert Value.of(kept) == Value(kept)


def test_inner_spaces_case_and_look_alikes_stay():
    assert Value.of("  Lê  văn TÝ ²½ Ð ").text == "Lê  văn TÝ ²½ Ð"
    assert Value.of("Nguye\u0302\u0303n").text == "Nguyễn"


def test_empty_means_neither_words_nor_mark():
    assert Value().is_empty
    assert Value.of("   ").is_empty
    assert not Value("", Mark.TORN).is_empty
    assert not Value.of("0").is_empty


def test_two_values_differ_by_source_too():
    assert Value.of("x") != Value.of("x", source=Source.CONFIRMED)


def test_every_mark_has_words():
    assert set(MARK_LABELS) == set(Mark)
    assert len(set(MARK_LABELS.values())) == len(Mark)

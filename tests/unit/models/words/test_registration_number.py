import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.words.registration_number import RegistrationNumber, writings

parse = RegistrationNumber.parse

NUMBERS = st.integers(0, 99_999)
ZEROS = st.sampled_from(["", "0", "00"])
SUFFIXES = st.sampled_from(["", "a", "b", "đ", "bis", "ter"])
YEARS = st.none() | st.integers(1800, 2099)
BEFORE = st.sampled_from(["", "Số ", "số: ", "No. "])


@st.composite
def written(draw, suffixes=SUFFIXES):
    number, suffix, year = draw(NUMBERS), draw(suffixes), draw(YEARS)
    case = draw(st.sampled_from([str.lower, str.upper]))
    text = f"{draw(BEFORE)}{draw(ZEROS)}{number}{case(suffix)}" + (f"/{year}" if year else "")
    return text, number, suffix, year


@given(written())
def test_number_suffix_and_year_are_understood(act):
    text, number, suffix, year = act
    found = parse(text)
    assert (found.text, found.number, found.suffix, found.year) == (text, number, suffix, year)


@pytest.mark.parametrize(
    ("text", "number", "suffix", "year"),
    [
        ("188", 188, "", None),
        ("01/2010", 1, "", 2010),
        ("01 - 2010", 1, "", 2010),
        ("12a", 12, "a", None),
        ("12A/1998", 12, "a", 1998),
        ("12 bis/1998", 12, "bis", 1998),
        ("45/KS/1998", 45, "", 1998),
        ("45KS", 45, "", None),
        ("45 a", 45, "", None),  # the letter begins a word of its own
        ("45/01/1998", 45, "", None),  # the volume stands between
        ("45, quyển 01/1998", 45, "", None),
        ("45/19981", 45, "", None),
        ("45/1234", 45, "", None),
        ("không số", None, "", None),
        ("", None, "", None),
        ("²", None, "", None),
        ("٣", None, "", None),
        ("1²", 1, "", None),
        ("038085990001", None, "", None),  # a personal number in the wrong field
        ("9" * 5000, None, "", None),
    ],
)
def test_what_books_write(text, number, suffix, year):
    found = parse(text)
    assert (found.number, found.suffix, found.year) == (number, suffix, year)


@given(st.text())
def test_any_words_are_kept_and_never_raise(text):
    found = parse(text)
    assert found.text == text
    assert found.dated("1998").text == text
    assert found.same_as(found) == (found.number is not None or bool(text.split()))
    assert not found.follows(found)
    assert isinstance(found.sort_key, tuple)
    assert (found.following() == "") == (found.number is None)


@given(st.text(), st.text())
def test_being_the_same_goes_both_ways(one, other):
    assert parse(one).same_as(parse(other)) == parse(other).same_as(parse(one))


@given(NUMBERS, st.none() | st.integers(1800, 2098), ZEROS, SUFFIXES)
def test_zeros_and_a_missing_year_make_no_other_number(number, year, zeros, suffix):
    dated = parse(f"{zeros}{number}{suffix}/{year or 1998}")
    assert parse(f"{number}{suffix}").same_as(dated)
    assert parse(f"00{number}{suffix}").same_as(dated)
    assert not parse(f"{number}{suffix}/{(year or 1998) + 1}").same_as(dated)
    assert not parse(f"{number + 1}{suffix}").same_as(dated)
    assert not parse(f"{number}{'' if suffix else 'a'}").same_as(dated)


def test_words_without_a_number_are_the_same_only_word_for_word():
    assert parse("Không  số").same_as(parse("không số"))
    assert not parse("không số").same_as(parse("không rõ"))
    assert not parse("").same_as(parse(""))
    assert not parse("không số").same_as(parse("1"))


@given(written(suffixes=st.just("")))
def test_the_next_number_is_written_the_same_way_and_follows(act):
    text, number, _suffix, year = act
    following = parse(parse(text).following())
    assert (following.number, following.year) == (number + 1, year)
    assert following.follows(parse(text))
    assert not parse(text).follows(following)
    assert following.text.endswith(f"/{year}" if year else str(number + 1))
    assert len(following.text) - len(text) in {0, 1}


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("09/2001", "10/2001"),
        ("099", "100"),
        ("9", "10"),
        ("Số 7", "Số 8"),
        ("12a/2001", "13/2001"),
        ("12 bis", "13"),
        ("45/KS/1998", "46/KS/1998"),
        ("45KS", "46KS"),
        ("không số", ""),
    ],
)
def test_counting_up(text, following):
    assert parse(text).following() == following


@pytest.mark.parametrize(
    ("below", "above", "stands"),
    [
        ("13", "12", True),
        ("13", "12a", True),
        ("12a", "12", True),
        ("12b", "12a", True),
        ("46A", "45A", True),
        ("12a", "11", False),
        ("12", "12a", False),
        ("12", "12", False),
        ("13/1999", "12/1998", False),
        ("13/1999", "12", True),
        ("13", "không số", False),
        ("không số", "12", False),
    ],
)
def test_what_stands_right_above(below, above, stands):
    assert parse(below).follows(parse(above)) is stands


@given(st.lists(written(), max_size=8))
def test_numbers_are_put_in_the_order_of_the_book(acts):
    keys = [(year or 0, number, suffix) for _text, number, suffix, year in acts]
    texts = sorted((text for text, *_rest in acts), key=lambda text: parse(text).sort_key)
    found = [parse(text) for text in texts]
    assert [(n.year or 0, n.number, n.suffix) for n in found] == sorted(keys)


def test_what_cannot_be_counted_comes_last():
    texts = ["không số", "10", "9"]
    assert sorted(texts, key=lambda text: parse(text).sort_key) == ["9", "10", "không số"]


def test_a_year_from_elsewhere_counts_only_where_none_is_written():
    assert parse("1").dated("1998").year == 1998
    assert parse("1/2001").dated("1998").year == 2001
    assert parse("1").dated("").year is None


@given(NUMBERS, st.sampled_from(["", "0", "00", "000"]))
def test_the_writings_of_a_beginning_hold_every_row_of_zeros(number, zeros):
    assert f"{zeros}{number}" in writings(str(number))
    assert writings(f"0{number}") == writings(str(number))

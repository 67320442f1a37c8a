"""Ages in the words of books: every number, ways of counting, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.words import ages
from app.models.words.ages import StatedAge
from app.models.words.vietnamese import fold
from tests.unit.matching.test_dates import below_hundred

PLAIN = ("{} tuổi", "tuổi {}", "Tuổi: {}", "{} tuổi.", "được {} tuổi", "{} tuổi tây", "tròn {} tuổi")
BY_TET = (
    "hưởng thọ {} tuổi",
    "hưởng thọ {}",
    "Thọ: {} tuổi",
    "hưởng dương {} tuổi",
    "{} tuổi ta",
    "tuổi mụ {}",
)


@given(st.integers(1, 99), st.sampled_from(PLAIN), st.booleans(), st.booleans())
def test_every_age_in_digits_and_words(years, shape, in_words, bare):
    said = shape.format(below_hundred(years) if in_words else years)
    assert ages.read(fold(said) if bare else said) == StatedAge(years)


@given(st.integers(1, 99), st.sampled_from(BY_TET), st.booleans())
def test_ages_counted_by_tet(years, shape, in_words):
    said = shape.format(below_hundred(years) if in_words else years)
    assert ages.read(said) == StatedAge(years, by_tet=True)
    assert ages.born(said, (2000,)) == (2001 - years,)


@pytest.mark.parametrize(
    ("written", "age"),
    [
        *(("32t", 32), ("32 T.", 32), ("hai mốt tuổi", 21), ("sáu tư tuổi", 64), ("hăm hai tuổi", 22)),
        *(("băm ba tuổi", 33), ("tám mươi nhăm tuổi", 85), ("một trăm linh hai tuổi", 102), ("năm tuổi", 5)),
        *(
            ("3 tháng tuổi", 0),
            ("ba tháng tuổi", 0),
            ("18 tháng tuổi", 1),
            ("5 ngày tuổi", 0),
            ("sơ sinh", 0),
        ),
        *(("2 tuần tuổi", 0), ("3 ngày sau khi sinh", 0), ("tuổi Thìn, 60 tuổi", 60), ("120 tuổi", 120)),
        *(("62 (sáu mươi hai) tuổi", 62), ("tám tuổi", 8)),
        *(("1,5 tuổi", 1), ("2.5 tuổi", 2), ("1,5t", 1), ("1 tháng 5 ngày", 0), ("13 tháng 2 ngày", 1)),
    ],
)
def test_ages(written, age):
    assert ages.read(written) == StatedAge(age)


@pytest.mark.parametrize(
    "written",
    [
        "1956",
        "2008-10-26T17:00:00Z",
        "không rõ tuổi",
        "450 tuổi",
        "121 tuổi",
        "32",
        "tuổi Thìn",
        "T3/1956",
        "tuổi",
        "",
        "thọ",
        "trẻ",
    ],
)
def test_no_age(written):
    assert ages.read(written) is None


@pytest.mark.parametrize(("written", "slip"), [("khoảng 40 tuổi", 5), ("ngoài 70 tuổi", 10), ("40 tuổi", 2)])
def test_how_far_an_age_may_be_off(written, slip):
    age = ages.read(written)
    assert age is not None
    assert age.slip == slip


@given(st.integers(0, 120), st.lists(st.integers(1900, 2030), min_size=1, max_size=2, unique=True))
def test_an_age_gives_a_year_of_birth_for_each_year_it_may_count_to(years, counted_to):
    assert ages.born(f"{years} tuổi", counted_to) == tuple(year - years for year in counted_to)
    assert ages.born("1956", counted_to) == ()
    assert ages.born("Giáp Thìn (60 tuổi)", counted_to) == ()


@pytest.mark.parametrize(
    ("written", "to_death", "born"),
    [("28", False, 1972), ("55", False, 1945), ("56", False, 1956), ("68", False, 1968), ("68", True, 1932)],
)
def test_two_bare_digits(written, to_death, born):
    assert ages.born(written, (2000,), to_death=to_death) == (born,)
    assert ages.bare(written) == int(written)
    assert ages.bare(f"{written} tuổi") is None
    assert ages.bare("05") is None


@pytest.mark.parametrize(
    ("written", "years"),
    [("72 tuổi", 72), ("72", 72), ("68", 68), ("05", None), ("hưởng thọ 72", 71), ("1956", None)],
)
def test_an_age_at_an_undated_death(written, years):
    assert ages.at_death(written) == years


@pytest.mark.parametrize(
    ("written", "needs"),
    [
        ("32 tuổi", True),
        ("32", True),
        ("Giáp Thìn", True),
        ("1964", False),
        ("Giáp Thìn (1964)", False),
        ("?", False),
    ],
)
def test_what_only_the_act_dates(written, needs):
    assert ages.needs_the_act(written) == needs

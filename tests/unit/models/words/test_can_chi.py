"""Years named by can and chi: every name, both spellings, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunar_vn.can_chi import get_year_can_chi

from app.models.words.can_chi import BRANCHES, STEMS, CanChi, take
from app.models.words.vietnamese import fold

years = st.integers(1800, 2199)


@given(years, st.booleans(), st.sampled_from(["{}", "năm {}", "tuổi {}"]))
def test_every_year_is_read_by_its_name(year, bare, shape):
    said = shape.format(get_year_can_chi(year).lower())
    rest, named = take(fold(said) if bare else said)
    assert rest.strip() == ""
    assert named is not None
    assert named.name == get_year_can_chi(year)
    assert named.fits(year)
    assert named.nearest(year) == year
    assert named.years(year - 119, year) == (year, year - 60)
    assert named.before().name == get_year_can_chi(year - 1)


@given(years, years)
def test_a_name_fits_every_sixtieth_year_and_no_other(year, other):
    _, named = take(get_year_can_chi(year).lower())
    assert named is not None
    assert named.fits(other) == ((other - year) % 60 == 0)


@pytest.mark.parametrize("branch", range(12))
def test_a_branch_alone_fits_every_twelfth_year(branch):
    _, named = take(f"tuổi {BRANCHES[branch].lower()}")
    assert named == CanChi(branch)
    assert named.name == BRANCHES[branch]
    assert [year % 12 for year in named.years(1950, 1990)] == [(branch + 4) % 12] * len(
        named.years(1950, 1990)
    )
    assert named.before().branch == (branch - 1) % 12
    assert named.before().stem is None


@pytest.mark.parametrize("stem", range(10))
def test_the_stem_tells_the_rat_from_the_snake(stem):
    for word in ("ty", "ti", "tý", "tí", "tỵ", "tị"):
        _, named = take(f"{STEMS[stem].lower()} {word}")
        assert named == CanChi(5 if stem % 2 else 0, stem)


@pytest.mark.parametrize(
    "said",
    ["giáp sửu", "ất dần", "thìn", "nam ty", "tuổi ty", "giáp", "quý iii", "tân", "mùi thơm"],
)
def test_what_names_no_year(said):
    assert take(said) == (said, None)


@pytest.mark.parametrize(
    ("said", "name"),
    [("kỉ mẹo", "Kỷ Mão"), ("quí hợi", "Quý Hợi"), ("đinh-dậu", "Đinh Dậu"), ("mậu  thân", "Mậu Thân")],
)
def test_other_spellings(said, name):
    _, named = take(said)
    assert named is not None
    assert named.name == name


def test_the_name_is_replaced_with_its_word_for_year():
    assert take("rằm tháng giêng năm giáp thìn.", " 1964") == ("rằm tháng giêng  1964.", CanChi(4, 0))

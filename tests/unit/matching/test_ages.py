"""The curves of ages: where they are highest, how they fall, what they never say."""

import pytest

from app.matching import ages, record
from app.matching.score import Rarity, weights

SAME_YEARS = Rarity({"year": {str(year): 100 for year in range(1900, 2001)}})


def asked(role: str, born_by: str = "2000") -> record.Record:
    return record.read({"full_name": "Lê Văn An", record.ROLE: role, record.BORN_BY: born_by})


def row(born: str) -> record.Record:
    return record.read({"full_name": "Lê Văn An", "birth_date": born})


@pytest.mark.parametrize(("role", "age"), [(record.CHILD, 1), (record.GROWN, 19), (record.DECEASED, 68)])
def test_a_role_is_suited_best_by_its_likeliest_age(role, age):
    suiting = {years: ages.suits(asked(role), row(str(2000 - years))) for years in range(100)}
    assert max(suiting, key=suiting.__getitem__) == age
    assert suiting[age] == 1.0
    assert min(suiting.values()) == weights()["age"]["least_suits"]


@pytest.mark.parametrize(
    ("query", "born"),
    [(asked(""), "1950"), (asked(record.CHILD, ""), "1950"), (asked(record.CHILD), "")],
    ids=["no role", "no year of the act", "no year of birth"],
)
def test_what_is_not_known_suits_every_role(query, born):
    assert ages.suits(query, row(born)) == 1.0


@pytest.mark.parametrize(("parent", "likeliest", "last"), [("father", 30, 75), ("mother", 27, 52)])
def test_parents_are_likeliest_at_their_age_and_impossible_outside(parent, likeliest, last):
    bits = {age: ages.parent_bits(parent, age, 1950, SAME_YEARS) for age in range(-5, 90)}
    assert bits[likeliest] == max(bits.values()) > 0
    table = weights()["age"]
    assert {bits[12], bits[last + 1], bits[-5]} == {table["impossible"]}
    assert min(bits[13], bits[last]) >= table["least"] > table["impossible"]


def test_an_age_says_less_of_a_year_in_which_many_were_born():
    many = Rarity({"year": {str(year): 100 for year in range(1951, 1971)} | {"1950": 900}})
    assert ages.parent_bits("mother", 27, 1950, many) < ages.parent_bits("mother", 27, 1951, many)
    years = Rarity({"year": {str(year): 10 for year in range(1000, 2000)}})
    assert ages.parent_bits("mother", 27, 1950, years) == weights()["age"]["most"]


def test_a_year_of_which_few_are_left_says_no_more_than_a_full_one():
    thinned = Rarity({"year": {str(year): min(100, (year - 1920) * 2) for year in range(1921, 2021)}})
    assert thinned.born_in(1925) == thinned.born_in(2000) == pytest.approx(100 / 7550)
    assert thinned.born_in(None) == thinned.born_in(1800) == thinned.born_in(2000)
    assert Rarity({}).born_in(1950) == 0.5 / 100

"""Surnames: common and rare, with marks and without."""

import pytest

from app.matching.names.surnames import COMMON, SURNAMES, is_hardly_given, is_surname


@pytest.mark.parametrize(
    "word", ["Nguyễn", "NGUYỄN", "nguyen", "Niê", "Thạch", "Chế", "Sùng", "Siu", "Quách"]
)
def test_surnames(word: str) -> None:
    assert is_surname(word)


@pytest.mark.parametrize("word", ["Hùng", "Khánh", "Thị", "Nguyẽn", "hung", "Y", "", "Páo"])
def test_no_surnames(word: str) -> None:
    assert not is_surname(word)


@pytest.mark.parametrize(("word", "hardly"), [("Nguyễn", True), ("LE", True), ("Mai", False), ("Hà", False)])
def test_surnames_that_are_hardly_given_names(word: str, hardly: bool) -> None:
    assert is_hardly_given(word) is hardly


def test_each_surname_is_listed_once_in_small_letters() -> None:
    assert COMMON < SURNAMES
    assert all(word == word.casefold() and " " not in word for word in SURNAMES)

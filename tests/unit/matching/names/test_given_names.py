"""Given names that people bear: common, old and of the highlands, without marks."""

import json
from pathlib import Path

import pytest

from app.matching.names.given_names import is_given_name


@pytest.mark.parametrize("word", ["minh", "binh", "lan", "loan", "hue", "suu", "ut", "pao", "y", "duc"])
def test_given_names(word: str) -> None:
    assert is_given_name(word)


@pytest.mark.parametrize("word", ["", "lanx", "huog", "luon", "minhh", "Minh", "đức"])
def test_what_nobody_is_called(word: str) -> None:
    """Words are asked for folded, as names are compared."""
    assert not is_given_name(word)


def test_each_name_is_listed_once_in_small_letters() -> None:
    data = json.loads(Path("app/matching/data/given_names.json").read_text(encoding="utf-8"))
    words = [word for line in data["names"] for word in line.split()]
    assert words == sorted(set(words))
    assert all(word == word.casefold() for word in words)

"""Syllables: how they are spelled, how common they are, and slips in the place of a tone."""

import json
from pathlib import Path

import pytest

from app.matching.letters.syllables import commonness, is_hatless, is_near_syllable, is_syllable, taken_apart


@pytest.mark.parametrize(
    "word",
    ["Nguyễn", "giếng", "Gì", "quốc", "Quỳnh", "nghĩa", "thuở", "Khuyết", "ý", "Yến", "hòa", "hoà", "THUÝ"],
)
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Huøng", "cếm", "ngêng", "bac", "hàc", "Nguỹên", "zà", "hoàá", "", "b"])
def test_no_syllables(word):
    assert not is_syllable(word)


@pytest.mark.parametrize("word", ["Qúy", "Hòai", "Thúyêt", "Tòan", "VỊÊT", "hoà", "Lan"])
def test_near_syllables(word):
    assert is_near_syllable(word)


@pytest.mark.parametrize("word", ["Huøng", "Kôn", "hoàá", "zà", "", "hàc"])
def test_no_near_syllables(word):
    assert not is_near_syllable(word)


@pytest.mark.parametrize(
    ("word", "hatless"), [("Tién", True), ("Nguyẽn", True), ("Kôn", True), ("Plông", False), ("Tíén", False)]
)
def test_words_that_lack_a_hat(word, hatless):
    assert is_hatless(word) is hatless


@pytest.mark.parametrize(
    ("word", "rank"), [("Nguyễn", 3), ("THỊ", 3), ("hoà", 3), ("hòa", 3), ("chánh", 2), ("Thũ", 0), ("", 0)]
)
def test_how_common_a_syllable_is(word, rank):
    assert commonness(word) == rank


def test_the_table_holds_syllables_once():
    data = json.loads(Path("app/matching/data/syllables.json").read_text(encoding="utf-8"))
    words = [word for kind in ("known", "common", "everyday") for line in data[kind] for word in line.split()]
    assert len(words) == len(set(words)) > 1900
    assert [word for word in words if not is_syllable(word) or word != word.casefold()] == []


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("nguyễnvănhùng", "nguyễn văn hùng"),
        ("nguyenvanhung", "nguyen van hung"),
        ("LETHIOANH", "LE THI OANH"),
        ("lêthịthanhanh", "lê thị thanh anh"),
        ("Nghiêng", "Nghiêng"),
        ("Nguyeễn", "Nguyeễn"),
        ("maianh", "maianh"),
        ("Christopher", "Christopher"),
        ("nguyễn1văn", "nguyễn1văn"),
        ("nguyễn" * 7, "nguyễn" * 7),
        ("", ""),
    ],
)
def test_a_run_of_syllables_is_taken_apart(word, pieces):
    assert " ".join(taken_apart(word)) == pieces

"""When two writings mean one place, and when two volumes are one."""

import pytest

from app.models.words.volume_identity import place_key, volume_key

PLACE = "xã Cẩm Tú, huyện Cẩm Thủy"


@pytest.mark.parametrize(
    "other",
    [
        "Xã  Cẩm Tú - huyện Cẩm Thủy",
        "UBND xã Cẩm Tú, huyện Cẩm Thủy.",
        "ỦY BAN NHÂN DÂN XÃ CẨM TÚ HUYỆN CẨM THỦY",
    ],
)
def test_one_place_in_other_writings(other):
    assert place_key(other) == place_key(PLACE)


@pytest.mark.parametrize(
    "other", ["xã Cẩm Tư, huyện Cẩm Thủy", "xã Cẩm Tú", "phường Cẩm Tú, huyện Cẩm Thủy", ""]
)
def test_another_place(other):
    assert place_key(other) != place_key(PLACE)


def test_a_committee_alone_is_no_place():
    assert place_key("UBND") == place_key("") == ""


def key(book_no="01", year="1998", place=PLACE, book="khai_sinh"):
    return volume_key(book, place, book_no, year)


@pytest.mark.parametrize("number", ["1", "001", "01/1998", "Quyển 01", "số 1"])
def test_one_number_in_other_writings(number):
    assert key(number) == key()


def test_words_are_a_number_too():
    assert key("Bis  Một") == key("bis một") != key("bis hai")


@pytest.mark.parametrize(
    "other", [{"book_no": "1a"}, {"book_no": "2"}, {"year": ""}, {"year": "1999"}, {"book": "khai_tu"}]
)
def test_another_volume(other):
    assert key(**other) != key()


def test_without_a_number_nothing_says_which():
    assert key(" ") is None

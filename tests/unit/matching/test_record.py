"""A person taken apart: numbers, other names, writing without diacritics."""

import pytest

from app.matching import record
from app.models.words.partial_date import PartialDate


def test_a_person_without_another_name_keeps_the_old_number() -> None:
    assert record.read({"full_name": "Lê Thị Hoa", "cmnd": "171 700 913"}).cmnd == "171700913"


def test_another_name_stands_beside_the_name() -> None:
    found = record.read({"full_name": "Lê Thị Hoa", "other_name": "Lê Thị Huệ", "cmnd": "171700913"})
    assert found.cmnd == "171700913"
    assert found.name is not None
    assert found.name.other is not None
    assert found.name.other.fold == "le thi hue"


def test_a_nickname_takes_the_place_of_the_given_name() -> None:
    name = record.written("Bùi Kim Liễu tức là Huệ")
    assert name is not None
    assert name.other is not None
    assert (name.fold, name.other.fold) == ("bui kim lieu", "bui kim hue")


def test_of_many_other_names_the_first_is_kept() -> None:
    name = record.written("Bùi Kim Liễu tức Lê Thị Hoa tức Hà Thị Nga tức Vi Thị Lan")
    assert name is not None
    assert name.other is not None
    assert (name.fold, name.other.fold, name.other.other) == ("bui kim lieu", "le thi hoa", None)


@pytest.mark.parametrize("more", [" tức Huệ", " (Huệ", " / Huệ", " con ông Huệ"], ids=range(4))
def test_a_name_of_thousands_of_names_is_read_at_once(more: str) -> None:
    assert record.written("Bùi Kim Liễu" + more * 5000) is not None


def test_writing_without_diacritics_is_told_by_all_its_words() -> None:
    assert record.read({"full_name": "Bui Thi Lien", "birth_place": "xa Yen Phu"}).bare
    assert not record.read({"full_name": "Bui Thi Lan", "birth_place": "xã Yên Phú"}).bare


@pytest.mark.parametrize(
    ("written", "entered", "year"),
    [
        ("5/3/05", "", None),
        ("5/3/05", "2005", 2005),
        ("5/3/05", "2004", 1905),
        ("5/3/98", "1998", 1998),
        ("5/3/98", "", 1998),
        ("5/3/1998", "1990", 1998),
        ("năm 05", "2006", 2005),
    ],
)
def test_the_year_of_the_book_gives_two_digits_their_century(written, entered, year):
    found = record.read({"birth_date": written, "death_date": written, record.ENTERED: entered})
    assert found.born is not None
    assert found.died == found.born
    assert found.born.year == year


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1992-00-00", PartialDate(1992)),
        ("1992-05-00", PartialDate(1992, 5)),
        ("1992-05-03", PartialDate(1992, 5, 3)),
        ("0000-00-00", None),
        ("1992-02-30", PartialDate(1992, 2, 30)),
        ("1992-13-01", PartialDate(1992, 13, 1)),
    ],
)
def test_noughts_in_a_date_are_unknown_parts(written, read):
    assert record.day_of(written) == read
    assert record.read({"birth_date": written}).born == read


NEW, OLD, ANOTHER = "038092000003", "171700913", "281234567"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ((NEW, OLD), (NEW, OLD)),
        (("", NEW), (NEW, "")),
        ((OLD, ""), ("", OLD)),
        ((OLD, NEW), (NEW, OLD)),
        ((OLD, ANOTHER), (OLD, ANOTHER)),
        ((NEW, NEW), (NEW, NEW)),
        (("171 700 913", ""), ("", OLD)),
        (("không rõ", NEW), (NEW, "")),
        (("", ""), ("", "")),
        (("B1234567", NEW), ("B1234567", NEW)),
    ],
)
def test_a_number_in_the_wrong_column_is_read_in_its_own(written, read):
    found = record.read(dict(zip(("personal_id", "cmnd"), written, strict=True)))
    assert (found.personal_id, found.cmnd) == read


def test_numbers_of_relatives_are_read_as_the_person_s_own() -> None:
    found = record.read(
        {"father_id": "038 092 000 003", "mother_id": "Số: 038192000004", "spouse_id": "không rõ"}
    )
    assert (found.father_id, found.mother_id, found.spouse_id) == (NEW, "038192000004", "")

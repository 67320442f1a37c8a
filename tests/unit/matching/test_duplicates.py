"""Rows of one person under two numbers."""

import pytest

from app.matching import chances, duplicates, record
from tests.unit.matching.odds import probabilities

ROW = {
    "personal_id": "038083123001",
    "full_name": "Lục Xuân Kiên",
    "sex": "Nam",
    "birth_date": "1983-06-21",
    "father_name": "Lục Văn Tài",
}


def same(**other: str) -> bool:
    again = record.read(ROW | {"personal_id": "038083123009"} | other)
    return duplicates.same_person(record.read(ROW), again)


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"full_name": "LỤC XUÂN KIÊN"},
        {"full_name": "Lục Xuấn Kiên"},
        {"mother_name": "Hà Thị Én"},
        {"sex": ""},
    ],
)
def test_two_rows_of_one_person(other: dict[str, str]) -> None:
    assert same(**other)


@pytest.mark.parametrize(
    "other",
    [
        {"birth_date": "1983-06-22"},
        {"birth_date": "1983"},
        {"birth_date": ""},
        {"full_name": "Lục Xuân Kiệm"},
        {"full_name": "Lục Xuân Kiến"},
        {"full_name": "Lục Văn Kiên"},
        {"sex": "Nữ"},
        {"father_name": "Hà Đình Sỹ"},
        {"father_name": ""},
    ],
)
def test_two_people(other: dict[str, str]) -> None:
    assert not same(**other)


def test_a_year_is_not_enough_on_either_side() -> None:
    undated = [record.read(ROW | {"birth_date": "1983", "personal_id": f"03808312300{n}"}) for n in range(2)]
    assert not duplicates.same_person(*undated)


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("171703651", "171703651", True), ("171703651", "175555555", False)]
)
def test_the_old_number_settles_it(one: str, other: str, expected: bool) -> None:
    first = record.read(ROW | {"cmnd": one})
    assert duplicates.same_person(first, record.read(ROW | {"cmnd": other})) is expected
    alone = {column: words for column, words in ROW.items() if column != "father_name"}
    rows = [record.read(alone | {"cmnd": number}) for number in (one, other)]
    assert duplicates.same_person(*rows) is expected


@pytest.mark.parametrize("relative", ["mother_name", "spouse_name"])
def test_another_relative_makes_another_person(relative: str) -> None:
    first = record.read(ROW | {relative: "Hà Thị Én"})
    assert duplicates.same_person(first, record.read(ROW | {relative: "Hà Thị Ến"}))
    assert not duplicates.same_person(first, record.read(ROW | {relative: "Bùi Thị Mơ"}))


def test_rows_of_one_person_share_a_group() -> None:
    other = record.read(ROW | {"birth_date": "1990-01-02"})
    row = record.read(ROW)
    assert duplicates.groups([row, other, row, other, row]) == [0, 1, 0, 1, 0]
    assert duplicates.groups([]) == []


def test_a_group_has_the_chance_of_one_row() -> None:
    alone = probabilities([30.0], 0.0)[0]
    rivals = chances.shares(chances.log_odds([30.0, 30.0], 0.0))
    twice = chances.shares(chances.log_odds([30.0, 30.0], 0.0, [0, 0]))
    assert sum(twice) == pytest.approx(alone)
    assert twice[0] == twice[1]
    assert sum(rivals) < alone
    apart = chances.shares(chances.log_odds([30.0, 26.0, 30.0], 0.0, [0, 1, 0]))
    assert apart[0] + apart[2] == pytest.approx(probabilities([30.0, 26.0], 0.0)[0])
    assert apart[1] == pytest.approx(probabilities([30.0, 26.0], 0.0)[1])

"""What a link may rest on: a number, a relative, a full date that no namesake shares."""

import pytest

from app.matching import grounds, record, score
from app.matching.score import Rarity, Scored

BOOK = {"full_name": "Trương Thị Hoà", "sex": "Nữ", "birth_place": "xã Cẩm Lương, huyện Cẩm Thủy"}
ROW = BOOK | {"birth_date": "1998-03-12"}
PARENTS = {"father_name": "Trương Văn Lực", "mother_name": "Bùi Thị Thuỷ"}


def weigh(book: dict[str, str], row: dict[str, str] = ROW) -> Scored:
    return score.score(record.read(book), record.read(row), Rarity({}))


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"birth_date": "1998"},
        {"birth_date": "3/1998"},
        {"birth_date": "1999"},
        {"birth_date": "24 tuổi", record.ABOUT: "1998"},
        {"ethnicity": "Mường"},
    ],
    ids=["name", "year", "month", "year off", "age", "ethnicity"],
)
def test_a_name_with_a_year_or_an_age_is_not_enough(more: dict[str, str]) -> None:
    assert not grounds.enough(weigh(BOOK | more, ROW | {"ethnicity": "Mường"}), [])


@pytest.mark.parametrize("column", ["father_name", "mother_name", "spouse_name"])
def test_a_relative_is_enough_when_the_name_agrees(column: str) -> None:
    assert grounds.enough(weigh(BOOK | {column: "Bùi Thị Thuỷ"}, ROW | {column: "Bùi Thị Thủy"}), [])
    assert not grounds.enough(weigh(BOOK | {column: "Bùi Thị Thuỷ"}, ROW | {column: "Lê Văn An"}), [])
    assert not grounds.enough(weigh(BOOK | {column: "Bùi Thị Thuỷ"}), [])


@pytest.mark.parametrize(("column", "number"), [("personal_id", "038198000001"), ("cmnd", "171703651")])
def test_a_number_is_enough_up_to_a_digit(column: str, number: str) -> None:
    assert grounds.enough(weigh({column: number}, ROW | {column: number}), [])
    slipped = number[:-1] + "7"
    assert grounds.enough(weigh(BOOK | {column: slipped}, ROW | {column: number}), [])
    assert not grounds.enough(weigh(BOOK | {column: number[::-1]}, ROW | {column: number}), [])


@pytest.mark.parametrize("born", ["12/03/1998", "03/12/1998", "12/03/1999", "14/2/1998"])
def test_a_full_date_is_enough_with_one_slip(born: str) -> None:
    """The last one is the lunar day of the first."""
    assert grounds.enough(weigh(BOOK | {"birth_date": born}), [])


@pytest.mark.parametrize("born", ["13/03/1998", "12/04/1998", "01/01/1998", "12/03/1989"])
def test_another_day_month_or_year_is_not_enough(born: str) -> None:
    assert not grounds.enough(weigh(BOOK | {"birth_date": born}), [])


def test_a_date_of_death_is_a_full_date_too() -> None:
    assert grounds.enough(weigh(BOOK | {"death_date": "1/2/2020"}, ROW | {"death_date": "2020-02-01"}), [])
    assert not grounds.enough(weigh(BOOK | {"death_date": "2020"}, ROW | {"death_date": "2020-02-01"}), [])


def test_a_full_date_is_not_enough_for_another_name() -> None:
    assert not grounds.enough(weigh(BOOK | {"birth_date": "12/03/1998", "full_name": "Trương Thị Mận"}), [])


def test_a_full_date_that_a_namesake_shares_is_not_enough() -> None:
    dated = BOOK | {"birth_date": "12/03/1998"}
    same, other = weigh(dated), weigh(dated, ROW | {"birth_date": "1998-05-06"})
    assert grounds.enough(same, [other])
    assert not grounds.enough(same, [other, weigh(dated)])
    parents = weigh(dated | PARENTS, ROW | PARENTS)
    assert grounds.enough(parents, [weigh(dated | PARENTS)])


COUPLE = {"full_name": "Bùi Văn Huy", "birth_date": "1966-06-08", "spouse_name": "Nguyễn Thị Thương"}


def of_age(apart: int, **more: str) -> dict[str, str]:
    """Return a husband of the book whose age is some years off."""
    return COUPLE | {"birth_date": "32 tuổi", record.ABOUT: str(1966 - apart)} | more


@pytest.mark.parametrize(
    ("book", "enough"),
    [
        (of_age(4), True),
        (of_age(1, full_name="Bùi Huy"), True),
        (of_age(4, full_name="Bùi Huy"), False),
        (of_age(4, full_name="Bùi Quang Huy"), False),
        (of_age(4, spouse_name="Nguyễn Thương"), False),
        (of_age(4, full_name="Bùi Huy", father_name="Bùi Văn Đạo"), True),
        (COUPLE | {"full_name": "Bùi Huy", "birth_date": "1966"}, True),
        (COUPLE | {"full_name": "Bùi Huy", "birth_date": ""}, True),
    ],
    ids=["whole", "age fits", "dropped", "changed", "of the spouse", "two relatives", "year", "no date"],
)
def test_a_spouse_is_not_enough_where_the_age_is_off_and_a_name_differs(book, enough) -> None:
    assert grounds.enough(weigh(book, COUPLE | {"father_name": "Bùi Văn Đạo"}), []) is enough


def test_a_brother_or_sister_by_sex_and_name_is_nobody_to_be_found() -> None:
    book = {"full_name": "Trương Thị Hoà", "sex": "Nữ", "cmnd": "171703651"} | PARENTS
    row = {"full_name": "Trương Văn Hoà", "sex": "Nam", "birth_date": "1949"} | PARENTS
    assert not grounds.enough(weigh(book, row), [], by_family=True)
    assert grounds.enough(weigh(book, row | {"sex": "Nữ"}), [], by_family=True)
    assert grounds.enough(weigh(book, row | {"full_name": "Trương Thị Hòa"}), []), "the registry errs"
    assert grounds.enough(weigh(book, row | {"cmnd": "171703651"}), [])


def test_the_rows_of_relatives_are_enough() -> None:
    assert grounds.enough(weigh(BOOK), [], by_family=True)
    assert not grounds.enough(weigh(BOOK), [])


@pytest.mark.parametrize(
    ("more", "only"),
    [
        ({}, True),
        ({"birth_date": "1998"}, False),
        ({"birth_date": "24 tuổi", record.ABOUT: "1998"}, False),
        ({"birth_date": "1975"}, True),
        ({"cmnd": "171703651"}, False),
        ({"mother_name": "Bùi Thị Thuỷ"}, False),
    ],
)
def test_who_is_known_by_the_name_only(more: dict[str, str], only: bool) -> None:
    assert grounds.only_name(weigh(BOOK | more, ROW | PARENTS | {"cmnd": "171703651"})) is only


def test_what_contradicts_a_row() -> None:
    number = {"cmnd": "171703651"}
    for wrong in ({"birth_date": "6/5/1991"}, {"full_name": "Trương Thị Mận"}):
        assert grounds.contradicted(weigh(BOOK | wrong))
        assert not grounds.contradicted(weigh(BOOK | wrong | number, ROW | number))
    assert not grounds.contradicted(weigh(BOOK | {"birth_date": "13/03/1998"}))


def test_date_and_parents_of_a_twin_are_no_ground_for_another_given_name() -> None:
    """Only a number, or the rows of the family that name the row, say that it is a slip."""
    words = BOOK | PARENTS | {"birth_date": "12/3/1998", "full_name": "Trương Thị Huệ"}
    twin = weigh(words, ROW | PARENTS)
    assert not grounds.enough(twin, [])
    assert grounds.enough(twin, [], by_family=True)
    number = {"personal_id": "038198000001"}
    assert grounds.enough(weigh(words | number, ROW | PARENTS | number), [])


def test_a_full_date_is_not_enough_where_both_parents_are_others() -> None:
    """An adopted or recognised child, or a namesake of the same day: people look."""
    dated = BOOK | {"birth_date": "12/3/1998"}
    others = {"father_name": "Lê Văn Khác", "mother_name": "Tô Thị Lạ"}
    assert not grounds.enough(weigh(dated | others, ROW | PARENTS), [])
    assert grounds.enough(weigh(dated | others, ROW | PARENTS), [], by_family=True)
    for column, own in PARENTS.items():
        assert grounds.enough(weigh(dated | {column: others[column]}, ROW | PARENTS), []), "one is not said"
        assert grounds.enough(weigh(dated | others | {column: own}, ROW | PARENTS), [])
        assert grounds.enough(weigh(dated | others, ROW | {column: own}), []), "one is not known"
    number = {"personal_id": "038198000001"}
    assert grounds.enough(weigh(dated | others | number, ROW | PARENTS | number), [])


@pytest.mark.parametrize("born", ["1990", "2/4/1990"])
def test_parents_are_no_ground_beside_another_date(born: str) -> None:
    """A later child may have been given the name of one that died; a spouse or a number says more."""
    words, row = BOOK | PARENTS | {"birth_date": born}, ROW | PARENTS
    assert not grounds.enough(weigh(words, row), [])
    assert grounds.enough(weigh(words, row), [], by_family=True)
    for more in ({"spouse_name": "Lê Văn An"}, {"personal_id": "038198000001"}):
        assert grounds.enough(weigh(words | more, row | more), [])
    assert grounds.enough(weigh(words | {"birth_date": "12/03/1989"}, row), []), "a digit of the year slipped"
    assert grounds.enough(weigh(words | {"birth_date": "1999"}, row), [])

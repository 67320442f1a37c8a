"""The sentence beside a candidate: the contradiction first, and who it may be instead."""

import pytest

from app.matching import reasons, record, score
from app.matching.score import Rarity

NAME = "Trương Thị Hoà"
BOOK = {"full_name": NAME, "sex": "Nữ", "birth_date": "12/03/1998"}
ROW = {"full_name": NAME, "sex": "Nữ", "birth_date": "1998-03-12"}
PARENTS = {"father_name": "Trương Văn Lực", "mother_name": "Bùi Thị Thuỷ"}
AGAIN = "có thể là con khác của cùng cha mẹ, được đặt lại tên này"


def said(book: dict[str, str], row: dict[str, str]) -> str:
    rarity = Rarity({"given": {"minh": 3, "binh": 3, "hoa": 3}})
    return reasons.reason(score.score(record.read(book), record.read(row), rarity), book.get("full_name", ""))


def test_who_is_not_contradicted_begins_with_what_agrees() -> None:
    assert said(BOOK, ROW) == "khớp họ tên, ngày sinh, giới tính"
    assert said(BOOK | {"birth_date": "03/12/1998"}, ROW) == (
        "khớp họ tên, giới tính; gần khớp ngày sinh (đảo ngày và tháng)"
    )
    assert said(BOOK | PARENTS, ROW | PARENTS | {"mother_name": "Hà Thị Én"}).endswith("; khác tên mẹ")
    assert said({"sex": "Nữ"}, {"sex": ""}) == "chưa có mục nào để so"


@pytest.mark.parametrize(
    ("born", "first"),
    [
        ("13/03/1998", "khác ngày"),
        ("12/04/1998", "khác tháng"),
        ("14/05/1998", "khác ngày sinh (trùng năm)"),
        ("12/03/1989", "khác ngày sinh (khác năm)"),
        ("14/05/1989", "khác ngày sinh"),
        ("1989", "khác ngày sinh (khác năm)"),
    ],
)
def test_a_namesake_of_another_day_may_be_another_person(born: str, first: str) -> None:
    sentence = said(BOOK | {"birth_date": born}, ROW)
    assert sentence == f"{first}: có thể là người khác; khớp họ tên, giới tính"


@pytest.mark.parametrize("relative", ["father_name", "mother_name", "spouse_name"])
def test_beside_a_relative_another_day_is_a_slip(relative: str) -> None:
    other = {relative: "Hà Thị Én"}
    sentence = said(BOOK | other | {"birth_date": "13/03/1998"}, ROW | other)
    assert sentence.startswith("khớp họ tên, giới tính, ")
    assert sentence.endswith("; gần khớp ngày sinh (khác ngày)")
    assert "người khác" not in said(BOOK | other | {"birth_date": "14/05/1998"}, ROW | other)


@pytest.mark.parametrize("number", ["171703651", "171703657"])
def test_beside_a_number_nothing_is_another_person(number: str) -> None:
    wrong = BOOK | {"cmnd": number, "birth_date": "14/05/1989"}
    assert said(wrong, ROW | {"cmnd": "171703651"}).startswith("khớp họ tên, giới tính")
    assert "có thể" not in said(wrong, ROW | {"cmnd": "171703651"})


@pytest.mark.parametrize(
    ("name", "other"), [("Trương Văn Minh", "Trương Văn Bình"), (NAME, "Trương Thị Mận")]
)
def test_another_name_on_the_same_day_may_be_a_twin(name: str, other: str) -> None:
    book, row = BOOK | PARENTS | {"full_name": name}, ROW | PARENTS | {"full_name": other}
    twin = f"khác họ tên (khác tên): có thể là anh, chị, em sinh đôi của {name}; "
    assert said(book, row) == f"{twin}khớp ngày sinh, giới tính, tên cha, tên mẹ"
    sibling = said(book, row | {"birth_date": "1996-01-02"})
    assert sibling.startswith("khác họ tên (khác tên), ngày sinh: có thể là anh, chị, em; khớp giới tính")
    assert "có thể" not in said(BOOK | {"full_name": name}, ROW | {"full_name": other})


@pytest.mark.parametrize("born", ["1994-11-30", "1994"])
def test_a_dead_childs_name_given_again(born: str) -> None:
    sentence = said(BOOK | PARENTS, ROW | PARENTS | {"birth_date": born})
    assert sentence.partition(": ")[2] == f"{AGAIN}; khớp họ tên, giới tính, tên cha, tên mẹ"
    assert AGAIN not in said(BOOK, ROW | {"birth_date": born})


def test_another_sex_is_told_first() -> None:
    assert said(BOOK, ROW | {"sex": "Nam"}) == "khác giới tính: có thể là người khác; khớp họ tên, ngày sinh"


@pytest.mark.parametrize("born", ["1998", "1999", "14/05/1989", ""])
def test_a_child_of_these_parents_of_another_or_an_uncertain_day_is_no_twin(born: str) -> None:
    sentence = said(BOOK | PARENTS | {"full_name": "Trương Thị Minh", "birth_date": born}, ROW | PARENTS)
    assert "có thể là anh, chị, em" in sentence
    assert "sinh đôi" not in sentence


@pytest.mark.parametrize(
    ("ours", "theirs", "place"),
    [
        ("birth_place", "birth_place", "nơi sinh"),
        ("birth_registration_place", "birth_registration_place", "nơi đăng ký khai sinh"),
        ("birth_registration_place", "birth_place", "nơi đăng ký khai sinh"),
        ("birth_place", "birth_registration_place", "nơi đăng ký khai sinh"),
    ],
)
def test_a_place_of_registration_that_stands_for_the_place_of_birth_is_called_so(
    ours: str, theirs: str, place: str
) -> None:
    here, there = "xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa", "xã Cẩm Thành, huyện Cẩm Thủy"
    assert said(BOOK | {ours: here}, ROW | {theirs: here}).endswith(f"giới tính, {place}")
    assert said(BOOK | {ours: there}, ROW | {theirs: here}).endswith(f"khác {place} (cùng huyện)")


def test_a_place_of_registration_weighs_as_much_as_the_place_of_birth_it_stands_for() -> None:
    here = "xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa"
    weighed = {
        score.score(record.read(BOOK | {ours: here}), record.read(ROW | {theirs: here}), Rarity({})).bits
        for ours in ("birth_place", "birth_registration_place")
        for theirs in ("birth_place", "birth_registration_place")
    }
    assert len(weighed) == 1


def test_beside_both_places_the_place_of_birth_is_the_one_compared() -> None:
    here, there = "xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa", "xã Cẩm Thành, huyện Cẩm Thủy"
    both = {"birth_place": here, "birth_registration_place": there}
    assert said(BOOK | both, ROW | both).endswith("giới tính, nơi sinh")

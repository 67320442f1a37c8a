"""Levels, weights, rules for relatives, probabilities and the sentence for the officer."""

import math
from itertools import pairwise
from zlib import crc32

import pytest

from app.matching import blocking, chances, levels, reasons, record, score
from app.matching.places import place_keys
from app.matching.score import Rarity
from tests.unit.matching.odds import probabilities

BOOK = {
    "full_name": "Trương Thị Hoà",
    "sex": "Nữ",
    "birth_date": "12/03/1998",
    "birth_place": "xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa",
    "ethnicity": "Mường",
    "father_name": "Trương Văn Lực",
    "mother_name": "Bùi Thị Thuỷ",
}
ROW = BOOK | {"birth_date": "1998-03-12", "full_name": "Trương Thị Hòa", "ethnicity": "Mường"}
COUNTS = {
    "surname": {"truong": 70, "bui": 70, "nguyen": 220, "ha": 20, "le": 620},
    "middle Nam": {"van": 300, "dinh": 20},
    "middle Nữ": {"thi": 400, "ngoc": 10},
    "given": {"hoa": 20, "huong": 20, "lan": 15, "loan": 15, "luc": 4, "thuy": 30, "anh": 880},
    "death_year": {"2020": 50, "2019": 950},
    "year": {"1998": 15, "1999": 14, "1975": 10, "1935": 10, "1960": 950},
    "ethnicity": {"02": 600, "01": 300},
    "commune": {"cam luong": 500, "cam thanh": 500},
}
RARITY = Rarity(COUNTS)
AS_FITTED = 0.0
"""The prior of a registry of the size at which the chances were fitted."""


def weigh(book: dict[str, str], row: dict[str, str], *, half_typed: bool = False) -> score.Scored:
    return score.score(record.read(book), record.read(row), RARITY, half_typed=half_typed)


@pytest.mark.parametrize(
    ("book", "row", "level"),
    [
        ("Trương Thị Hoà", "TRƯƠNG THỊ HÒA", "exact"),
        ("Trương Thị Hoà", "Trương Thị Hoa", "tone"),
        ("Trương Thị Lương", "Chương Thị Nương", "sound"),
        ("Trương Thị Hoà", "Trương Ngọc Hoà", "middle"),
        ("Trương Hoà", "Trương Thị Hoà", "middle"),
        ("Trương Thị Hương", "Trương Thị Hưong", "tone"),
        ("Trương Thị Hương", "Trương Thị Hươg", "typo"),
        ("Trương Thị Hà", "Trương Thị An", "head"),
        ("Trương Thị Lan", "Trương Ngọc Nan", "sound_given"),
        ("Trương Thị Hoà", "Bùi Ngọc Hoà", "given"),
        ("Trương Thị Hoà", "Trương Văn Nghĩa", "surname"),
        ("Trương Thị Hoà", "Bùi Văn Nghĩa", "none"),
        ("ông Trương Văn Lực", "Trương Văn Lực", "exact"),
        ("Thạch Sarinh", "Thạch Sa Rinh", "exact"),
        ("Thach Sarinh", "Thạch Sa Rinh", "tone"),
        ("Võ Văn Nam", "Vũ Văn Nam", "sound"),
        ("Lực Trương Văn", "Trương Văn Lực", "exact"),
        ("Sỹ Quảng Lê", "Lê Sỹ Quảng", "exact"),
        ("Trương Lực Văn", "Trương Văn Lực", "order"),
        ("Truong Luc Van", "Trương Văn Lực", "order"),
        ("A Páo", "Sùng A Páo", "part"),
        ("Páo", "Sùng A Páo", "part"),
        ("Sùng A Páo", "Páo", "part"),
        ("Văn Páo", "Sùng A Páo", "given"),
        ("Hoàng Anh", "Nguyễn Hoàng Anh", "given"),
        ("Y Bhăm", "Y Bhăm Êban", "part"),
        ("H'Bia", "Y Bhăm Êban", "none"),
        ("Bùi Văn Lực tức Trương Văn Lực", "Lê Văn An tức Trương Văn Lực", "exact"),
    ],
)
def test_name_levels(book: str, row: str, level: str) -> None:
    ours, theirs = record.written(book), record.written(row)
    assert ours is not None
    assert theirs is not None
    assert levels.name_level(ours, theirs) == level


@pytest.mark.parametrize(
    ("book", "row", "level"),
    [
        ("12/03/1998", "1998-03-12", "full"),
        ("03/12/1998", "1998-03-12", "swap"),
        ("12/03/1999", "1998-03-12", "near_year"),
        ("12/03/1989", "1998-03-12", "day_month"),
        ("13/03/1998", "1998-03-12", "year_month"),
        ("12/04/1998", "1998-03-12", "year_day"),
        ("12/03/1998", "1998-01-01", "new_year"),
        ("14/05/1998", "1998-03-12", "same_year"),
        ("14/05/1997", "1998-03-12", "apart"),
        ("14/05/1997", "1998-01-01", "year_near"),
        ("14/05/1996", "1998-01-01", "apart"),
        ("1998", "1998-03-12", "year"),
        ("3/1998", "1998-03-12", "month"),
        ("1999", "1998-03-12", "year_near"),
        ("2000", "1998-03-12", "year_apart"),
        ("12/03/1998", "1998", "year"),
        ("", "1998-03-12", ""),
        ("1/1/1968 âl", "1968-01-29", "full"),
    ],
)
def test_date_levels(book: str, row: str, level: str) -> None:
    assert levels.date_level(record.day_of(book), record.day_of(row)) == level


@pytest.mark.parametrize(
    ("book", "row", "level"),
    [
        ("Xã Cẩm Lương, Cẩm Thủy, Thanh Hóa", "Xã Cẩm Tú, Tỉnh Thanh Hóa", "commune"),
        ("Xã Cẩm Vân, Cẩm Thủy, Thanh Hóa", "Xã Cẩm Tú, Tỉnh Thanh Hóa", "district"),
        ("Xã Ái Thượng, Bá Thước, Thanh Hóa", "Xã Cẩm Tú, Tỉnh Thanh Hóa", "other"),
        ("Xã Lam Sơn, Ngọc Lặc, Thanh Hóa", "Xã Lam Sơn, Tỉnh Thanh Hóa", "other"),
        ("xã Cẩm Lượng, Cẩm Thủy, Thanh Hóa", "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", "commune"),
        ("x. Cẩm Lương", "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", "commune"),
        ("xã Cẩm Thành, huyện Cẩm Thủy", "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", "district"),
        ("xã Vĩnh Lộc, huyện Ngọc Lặc", "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", "other"),
        ("", "Xã Cẩm Lương", ""),
    ],
)
def test_place_levels(book: str, row: str, level: str) -> None:
    assert levels.place_level(book, row) == level


def test_the_same_person_is_certain() -> None:
    found = weigh(BOOK, ROW)
    assert found.fits
    assert found.bits > 40
    assert reasons.reason(found).startswith("khớp họ tên, ngày sinh, giới tính, tên cha, tên mẹ")


def test_blanks_say_nothing() -> None:
    empty = BOOK | {"father_name": "không rõ", "mother_name": "nt", "ethnicity": "-"}
    without = {k: v for k, v in BOOK.items() if k not in {"father_name", "mother_name", "ethnicity"}}
    assert weigh(empty, ROW).bits == weigh(without, ROW).bits


def test_a_rare_name_weighs_more_than_a_common_one() -> None:
    rare, common = {"full_name": "Hà Ngọc Lực"}, {"full_name": "Nguyễn Thị Thuỷ"}
    assert weigh(rare, rare).bits > weigh(common, common).bits + 3


def test_each_weaker_name_weighs_less() -> None:
    names = ["Trương Thị Hoà", "Trương Thị Hoa", "Trương Thị Hoài", "Trương Văn Nghĩa", "Bùi Văn Nghĩa"]
    bits = [weigh({"full_name": "Trương Thị Hoà"}, {"full_name": name}).bits for name in names]
    assert bits == sorted(bits, reverse=True)
    assert len(set(bits)) == len(bits)


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"full_name": "Trương Thị Hương", "birth_date": "2001-07-05"}, "có thể là anh, chị, em"),
        ({"full_name": "Trương Thị Hương"}, "có thể là anh, chị, em"),  # a twin
        ({"birth_date": "1994-11-30"}, "khác ngày sinh"),  # a dead sibling's name
        ({"full_name": "Trương Thị Loan", "birth_date": "1998"}, "có thể là anh, chị, em"),
    ],
)
def test_relatives_are_not_the_person(change: dict[str, str], note: str) -> None:
    found = weigh(BOOK, ROW | change)
    assert not found.fits
    assert found.bits < 15.5 < weigh(BOOK, ROW).bits
    assert note in reasons.reason(found)


def test_a_slip_of_the_name_on_a_certain_date_is_still_the_person() -> None:
    slipped = BOOK | {"full_name": "Trương Thị Lươn"}
    assert weigh(slipped, ROW | {"full_name": "Trương Thị Lương"}).bits > 30
    undated = {k: v for k, v in BOOK.items() if k != "birth_date"} | {"full_name": "Trương Thị Lan"}
    assert weigh(undated, ROW | {"full_name": "Trương Thị Loan"}).bits < 0


def test_two_names_a_letter_apart_on_one_date_are_two_people() -> None:
    """Lan and Loan are both names that people bear, so twins may have them; Lươn and Lương are not."""
    lan, loan = BOOK | {"full_name": "Trương Thị Lan"}, ROW | {"full_name": "Trương Thị Loan"}
    twin = weigh(lan, loan)
    assert twin.levels["full_name"] == "head"
    assert (
        twin.bits
        < weigh(BOOK | {"full_name": "Trương Thị Lươn"}, loan | {"full_name": "Trương Thị Lương"}).bits - 20
    )
    number = {"personal_id": "038198000001"}
    assert weigh(lan | number, loan | number).bits > twin.bits + 40, "the number says that it is a slip"
    alone = score.score(record.read(lan), record.read(loan), Rarity({}))
    assert alone.levels["full_name"] == "head", "names of the country are names in a registry of few, too"
    unborne = weigh(BOOK | {"full_name": "Trương Thị Lanx"}, ROW | {"full_name": "Trương Thị Lan"})
    assert unborne.levels["full_name"] == "typo"


def test_in_a_registry_of_few_a_given_name_of_the_country_is_no_slip_beside_another_date() -> None:
    """Without a certain date a slip of one name for another is a brother's or a sister's name."""
    undated = {key: words for key, words in BOOK.items() if key != "birth_date"}
    lan, lanx = undated | {"full_name": "Trương Thị Lan"}, undated | {"full_name": "Trương Thị Loann"}
    loan = record.read(ROW | {"full_name": "Trương Thị Loan"})
    borne, unborne = (score.score(record.read(words), loan, Rarity({})).bits for words in (lan, lanx))
    assert borne < unborne - 20


def test_a_swapped_date_costs_little_and_is_said() -> None:
    swapped = weigh(BOOK | {"birth_date": "03/12/1998"}, ROW)
    assert swapped.bits > 30
    assert "gần khớp ngày sinh (đảo ngày và tháng)" in reasons.reason(swapped)


def test_other_parents_make_a_namesake() -> None:
    strangers = {"father_name": "Nguyễn Đình Sỹ", "mother_name": "Hà Ngọc Mai", "birth_date": "1998"}
    book = BOOK | {"birth_date": "1998"}
    assert weigh(book, ROW | strangers).bits < 0 < weigh(book, ROW).bits
    assert "khác tên cha" in reasons.reason(weigh(book, ROW | strangers))


def test_other_parents_of_an_adopted_child_leave_the_person_to_be_asked_about() -> None:
    others = {"father_name": "Bùi Văn An", "mother_name": "Hà Thị Huệ"}
    adopted = weigh(BOOK, ROW | others)
    [chance] = probabilities([adopted.bits], AS_FITTED)
    assert 0.2 < chance < 0.97
    namesake = weigh(BOOK, ROW | others | {"birth_date": "1998-03-13"})
    assert probabilities([namesake.bits], AS_FITTED)[0] < 0.02
    twin = weigh(BOOK, ROW | others | {"full_name": "Trương Thị Lan"})
    assert probabilities([twin.bits], AS_FITTED)[0] < 0.02


def test_nobody_is_born_after_the_act_but_by_a_slip_of_the_year() -> None:
    book = BOOK | {record.BORN_BY: "1998"}
    slipped = weigh(book, ROW | {"birth_date": "1999-03-12"})
    assert probabilities([slipped.bits], AS_FITTED)[0] > 0.9
    later = weigh(book, ROW | {"birth_date": "1999-08-20"})
    assert probabilities([later.bits], AS_FITTED)[0] < 0.001


def test_whose_number_is_written_is_not_a_namesake_or_a_brother() -> None:
    number = {"cmnd": "171100913"}
    slipped = weigh(BOOK | number, ROW | number | {"birth_date": "1960-08-20"})
    assert probabilities([slipped.bits], AS_FITTED)[0] > 0.9
    renamed = weigh(BOOK | number, ROW | number | {"full_name": "Trương Thị Lan"})
    assert probabilities([renamed.bits], AS_FITTED)[0] > 0.9
    brother = weigh(BOOK | number, ROW | number | {"full_name": "Trương Văn Lan", "birth_date": "1960-08-20"})
    assert probabilities([brother.bits], AS_FITTED)[0] < 0.5


def test_the_day_of_death_is_evidence_for_and_against() -> None:
    book = {"full_name": "Trương Thị Hoà", "birth_date": "1935", "death_date": "22.8.2020"}
    row = {"full_name": "Trương Thị Hoà", "birth_date": "1935-04-01", "death_date": "2020-08-22"}
    found = weigh(book, row)
    assert found.bits > 15.5 > weigh(book, row | {"death_date": ""}).bits
    assert weigh(book, row | {"death_date": "2019-02-11"}).bits < weigh(book, row | {"death_date": ""}).bits
    assert reasons.reason(found) == "khớp họ tên, ngày sinh (năm), ngày mất"
    assert "khác ngày mất" in reasons.reason(weigh(book, row | {"death_date": "2019-02-11"}))
    other = set(blocking.keys_of(record.read(row | {"full_name": "Trương Văn Sai"})))
    assert other & set(blocking.query_keys(record.read(book)))


def test_an_age_is_a_year_give_or_take() -> None:
    book = {"full_name": "Trương Thị Hoà", "birth_date": "22 tuổi", record.ABOUT: "1998"}
    row = {"full_name": "Trương Thị Hoà", "birth_date": "1999-03-12"}
    near = weigh(book, row)
    assert near.fits
    assert reasons.reason(near) == "khớp họ tên, ngày sinh (theo tuổi)"
    undated = weigh({"full_name": "Trương Thị Hoà"}, row)
    assert weigh(book, row | {"birth_date": "1975"}).bits < undated.bits < near.bits
    assert set(blocking.query_keys(record.read(book))) & set(blocking.keys_of(record.read(row)))


def test_numbers() -> None:
    book, row = {"cmnd": "171 703 651"}, {"personal_id": "038198000001", "cmnd": "171703651"}
    assert weigh(book, row).bits == 32
    assert weigh({"cmnd": "171703657"}, row).bits == 14
    assert weigh({"cmnd": "999999999"}, row).bits == -5
    assert weigh({"cmnd": "038198000001"}, row).bits == 40  # the new number in the old column


def test_a_beginning_of_a_name_only_while_it_is_typed() -> None:
    half = {"full_name": "Trương Thị H"}
    assert weigh(half, ROW, half_typed=True).fits
    assert not weigh(half, ROW).fits


def test_at_most_one_is_the_person() -> None:
    assert probabilities([], AS_FITTED) == []
    assert probabilities([45.0], AS_FITTED)[0] > 0.99
    best, second = probabilities([45.0, 25.0], AS_FITTED)
    assert best > 0.99
    assert second < 0.01
    assert all(p <= 0.5 for p in probabilities([40.0, 40.0], AS_FITTED))
    assert math.isclose(sum(probabilities([80.0, 80.0, 80.0], AS_FITTED)), 1.0, abs_tol=0.01)
    assert all(0 <= p < 0.1 for p in probabilities([-500.0, 0.0], AS_FITTED))


def test_every_weight_group_names_its_source() -> None:
    assert all(group["source"] for name, group in score.weights().items() if name != "about")


def test_keys_survive_the_usual_errors() -> None:
    row = set(blocking.keys_of(record.read(ROW)))
    slips = [
        {"full_name": "Trương Thị Hoa"},
        {"full_name": "Trương Ngọc Hoà"},
        {"full_name": "Trương Thị Hao"},
        {"birth_date": "03/12/1998"},
        {"birth_date": "12/03/1989"},
        {"full_name": "Lê Văn Sai", "birth_date": "1950"},
    ]
    for slip in slips:
        assert row & set(blocking.query_keys(record.read(BOOK | slip))), slip
    assert len(blocking.keys_of(record.read(ROW))) >= 12
    assert blocking.key_of("A", "truong thi hoa", "1998") == crc32(b"A|truong thi hoa|1998") - 2**31


TU = "Xã Cẩm Tú, Tỉnh Thanh Hóa"  # since 01/7/2025: Cẩm Lương, Cẩm Quý, Cẩm Giang and Cẩm Tú
LUONG, QUY = (f"Xã {name}, Huyện Cẩm Thủy, Tỉnh Thanh Hóa" for name in ("Cẩm Lương", "Cẩm Quý"))


@pytest.mark.parametrize(
    ("book", "row", "found"),
    [
        (LUONG, TU, True),
        (TU, LUONG, True),
        (LUONG, LUONG, True),
        ("xã Cẩm Lương", LUONG, True),
        ("C.Lương, C.Thủy, T.Hóa", LUONG, True),
        ("Xã Cẩm Sơn, Cẩm Thủy, Thanh Hóa", "Xã Cẩm Thủy, Tỉnh Thanh Hóa", True),
        (LUONG, QUY, False),
        ("Xã Cẩm Vân, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", TU, False),
    ],
)
def test_people_are_found_by_the_old_and_the_new_name_of_a_commune(
    book: str, row: str, *, found: bool
) -> None:
    asked = record.read({"full_name": "Trương Thị Hoà", "birth_place": book})
    stands = record.read({"full_name": "Trương Thị Hoà", "birth_place": row})
    assert bool(set(blocking.query_keys(asked)) & set(blocking.keys_of(stands))) is found
    own = record.read({"full_name": "Trương Thị Hoà"})
    assert (
        bool(set(blocking.query_keys(own, place_keys.asked(book))) & set(blocking.keys_of(stands))) is found
    )


def test_single_fields_are_asked_only_when_there_is_little_else() -> None:
    assert blocking.query_keys(record.read({"mother_name": "Bùi Thị Thuỷ"}))
    assert blocking.query_keys(record.read({"birth_date": "12/03/1998"}))
    assert blocking.query_keys(record.read({"sex": "Nữ", "ethnicity": "Mường"})) == []
    assert len(blocking.query_keys(record.read(BOOK))) < len(blocking.keys_of(record.read(ROW)))


def test_a_commune_of_the_same_name_in_another_province_is_another_place() -> None:
    here = "Xã Hùng Sơn, Huyện Kim Bôi, Tỉnh Hòa Bình"
    assert levels.place_level("Hùng Sơn, Kim Bôi, Hòa Bình", here) == "commune"
    assert levels.place_level("Hùng Sơn", here) == "commune"
    assert levels.place_level("xã Hùng Sơn, huyện Đại Từ, tỉnh Thái Nguyên", here) == "other"
    assert levels.place_level("xã Vĩnh Đồng, huyện Kim Bôi, tỉnh Hòa Bình", here) == "district"


def test_parents_in_each_others_columns_are_told_and_still_the_person() -> None:
    crossed = BOOK | {"father_name": BOOK["mother_name"], "mother_name": BOOK["father_name"]}
    found, strangers = (
        weigh(crossed, ROW),
        weigh(BOOK | {"father_name": "Hà Văn Anh", "mother_name": "Lê Thị Lan"}, ROW),
    )
    assert found.bits > 20 > strangers.bits
    assert "tên cha (đổi chỗ cha – mẹ), tên mẹ (đổi chỗ cha – mẹ)" in reasons.reason(found)


def test_who_died_before_the_registry_began_is_nobody_who_lives_in_it() -> None:
    bits = {year: weigh(BOOK | {"death_date": f"05/06/{year}"}, ROW).bits for year in ("1974", "2020")}
    dead = weigh(BOOK | {"death_date": "05/06/2020"}, ROW | {"death_date": "2020-06-05"}).bits
    assert bits["1974"] < bits["2020"] - 5, "the registry has the dead of 2019 and 2020 only"
    assert bits["2020"] < weigh(BOOK, ROW).bits < dead


@pytest.mark.parametrize("grown", [{"spouse_name": "Hà Văn Anh"}, {"cmnd": "171234567"}])
def test_a_child_that_died_did_not_grow_up(grown: dict[str, str]) -> None:
    orphan = {k: v for k, v in BOOK.items() if not k.endswith("er_name")}
    died = {year: orphan | {"death_date": f"05/06/{year}"} for year in ("2002", "2020")}
    assert weigh(died["2002"], ROW | grown).bits < weigh(died["2002"], ROW).bits - 20
    assert weigh(died["2020"], ROW | grown).bits == weigh(died["2020"], ROW).bits


@pytest.mark.parametrize(
    "told",
    [{"father_name": "Trương Văn Lực"}, {"death_date": "2002-06-05"}, {"spouse_name": "Lê Văn An"}],
)
def test_a_year_of_death_alone_does_not_outweigh_what_agrees(told: dict[str, str]) -> None:
    died = BOOK | {"death_date": "05/06/2002", "spouse_name": "Lê Văn An"}
    row = {k: v for k, v in ROW.items() if not k.endswith("er_name")} | told
    grown = weigh(died, row | {"cmnd": "171234567"})
    assert (grown.bits, grown.against) == (weigh(died, row).bits, ())


def test_a_spouse_in_the_book_does_not_make_the_rows_person_grown_up() -> None:
    """Who was married by the book was no child: the year is wrong, not the person."""
    died = BOOK | {"death_date": "05/06/2002", "spouse_name": "Lê Văn An"}
    row = {k: v for k, v in ROW.items() if not k.endswith("er_name")}
    assert weigh(died, row).against == ()
    other = weigh(died, row | {"spouse_name": "Hà Đình Sỹ"})
    assert other.against == ("còn sống sau ngày mất ghi trong sổ",)
    assert reasons.reason(other).startswith("còn sống sau ngày mất ghi trong sổ; ")


def test_who_was_born_after_the_act_is_told_first() -> None:
    later = weigh(BOOK | {record.BORN_BY: "1998"}, ROW | {"birth_date": "1999-08-20"})
    assert reasons.reason(later).startswith("sinh sau việc ghi trong sổ; ")


def test_a_registry_without_dates_of_death_says_nothing_by_that() -> None:
    rarity = Rarity({kind: words for kind, words in COUNTS.items() if kind != "death_year"})
    bits = [
        score.score(record.read(book), record.read(ROW), rarity).bits
        for book in (BOOK, BOOK | {"death_date": "05/06/1974"})
    ]
    assert bits[0] == bits[1]


def test_the_dead_of_years_to_come_are_not_missed() -> None:
    late, early = (weigh(BOOK | {"death_date": f"05/06/{year}"}, ROW).bits for year in ("2020", "2019"))
    assert late == early, "the registry knows nobody who died after 2020, because it is of that year"


@pytest.mark.parametrize(
    ("ours", "theirs", "slip"),
    [
        ("12/03/1989", "1998-03-12", True),
        ("12/03/1988", "1998-03-12", True),
        ("12/03/1997", "1998-03-12", True),
        ("12/03/1955", "1998-03-12", False),
        ("01/01/1955", "2000-01-01", False),
        ("01/01/1988", "1998-01-01", False),
        ("14/05/1988", "1998-03-12", False),
        ("1988", "1998-03-12", False),
        ("", "1998-03-12", False),
    ],
)
def test_a_year_slips_by_one_or_by_a_digit(ours: str, theirs: str, slip: bool) -> None:
    assert levels.year_slipped(record.day_of(ours), record.day_of(theirs)) is slip


def test_another_personal_number_weighs_more_than_another_cmnd() -> None:
    bits = {
        column: weigh(BOOK | {column: ours}, ROW | {column: theirs}).bits
        for column, ours, theirs in (
            ("personal_id", "038198000123", "038198765432"),
            ("cmnd", "171234567", "172765431"),
        )
    }
    assert bits["personal_id"] < bits["cmnd"] < weigh(BOOK, ROW).bits


def test_a_whole_name_that_many_bear_says_less_than_its_parts() -> None:
    def bits(bearers: int) -> float:
        rarity = Rarity(COUNTS, {"truong thi hoa": bearers}.__getitem__)
        return score.score(record.read(BOOK), record.read(ROW), rarity).bits

    assert bits(1) == bits(3) == weigh(BOOK, ROW).bits
    assert bits(20) < bits(3)


def people(count: int) -> Rarity:
    return Rarity({"surname": {"nguyen": count}})


def test_a_doubled_registry_costs_a_bit() -> None:
    assert people(150_000).prior == AS_FITTED
    assert people(300_000).prior == pytest.approx(1)
    assert people(1_000_000).prior == pytest.approx(math.log2(1_000_000 / 150_000))
    assert people(20_000).prior == pytest.approx(math.log2(20_000 / 150_000))


def test_the_smallest_registries_count_as_two_thousand_people() -> None:
    assert people(2_001).prior > people(2_000).prior
    assert people(2_000).prior == people(3).prior == Rarity({}).prior == math.log2(2_000 / 150_000)


def test_the_prior_comes_off_the_best_row() -> None:
    bits = [24.0, 20.0]
    assert probabilities(bits, 2.0) == pytest.approx(probabilities([22.0, 18.0], AS_FITTED))
    small, great = (probabilities(bits, people(n).prior) for n in (20_000, 1_000_000))
    assert small[0] > probabilities(bits, AS_FITTED)[0] > great[0]
    assert chances.log_odds([], 2.0) == []


def odds(bits: float) -> float:
    (found,) = chances.log_odds([bits], AS_FITTED)
    return found


def test_a_bit_counts_most_where_it_decides_and_little_far_below() -> None:
    """Of rows with hardly any evidence a few are right all the same: two slips, or a registry that errs."""
    assert 1.5 * (odds(-20) - odds(-21)) < odds(17) - odds(16)
    assert odds(17) - odds(16) == pytest.approx(odds(40) - odds(39), rel=0.1), "a straight line above"
    assert odds(-20) - odds(-21) == pytest.approx(odds(-60) - odds(-61), rel=0.1), "another one below"
    steps = [odds(bits + 1) - odds(bits) for bits in range(-80, 80)]
    assert all(0 < one <= other + 1e-9 for one, other in pairwise(steps))


def test_as_many_bits_as_there_are_people_leave_it_open() -> None:
    """The prior of a pair is 1/N: evidence worth log2(N) bits makes it about as likely as not."""
    assert probabilities([math.log2(150_000)], AS_FITTED)[0] == pytest.approx(0.6, abs=0.1)
    assert probabilities([math.log2(150_000) - 10], AS_FITTED)[0] < 0.06
    assert probabilities([math.log2(150_000) + 10], AS_FITTED)[0] > 0.98


def test_the_name_that_agrees_tells_how_rare_it_is() -> None:
    ours, theirs = record.written("Sỹ Quảng Lê"), record.written("Lê Sỹ Quảng")
    assert ours is not None
    assert theirs is not None
    assert levels.agreeing(ours, theirs).surname == "le"
    assert levels.agreeing(theirs, ours) is theirs
    other = record.written("Sỹ Quảng An")
    assert other is not None
    assert levels.agreeing(ours, other).surname == "sy"


NGOC_MINH = {
    "full_name": "Lê Ngọc Minh",
    "birth_date": "1998-03-12",
    "father_name": "Lê Văn Lực",
    "mother_name": "Bùi Thị Thuỷ",
}


@pytest.mark.parametrize(
    ("change", "brother"),
    [
        ({}, False),
        ({"birth_date": "1998"}, False),
        ({"birth_date": "2001-05-06"}, True),
        ({"birth_date": ""}, True),
        ({"birth_date": "", "full_name": "Ngọc Minh Lê"}, False),
    ],
    ids=["same date", "same year", "another date", "no date", "surname behind"],
)
def test_the_words_of_a_name_in_another_order_may_name_a_brother(
    change: dict[str, str], brother: bool
) -> None:
    rarity = Rarity({"given": {"minh": 5, "ngoc": 5}, "surname": {"le": 100}, "year": {"1998": 10}})
    row = record.read(NGOC_MINH)
    query = record.read(NGOC_MINH | {"full_name": "Lê Minh Ngọc"} | change)
    assert score.score(query, row, rarity).fits is not brother


# --- hamlets

LIVES = "xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa"


def hamlet_bits(ours: dict[str, str], theirs: dict[str, str]) -> float:
    """Return the bits that the hamlets add to the same places without them."""

    def without(words: dict[str, str]) -> dict[str, str]:
        return {column: record.without_hamlet(place) for column, place in words.items()}

    return weigh(BOOK | ours, ROW | theirs).bits - weigh(BOOK | without(ours), ROW | without(theirs)).bits


def test_one_hamlet_is_a_bit_of_evidence_wherever_it_is_named() -> None:
    cao, high = f"Thôn Gò Cao, {LIVES}", f"thôn GÒ CAO, {LIVES}"
    assert hamlet_bits({"permanent_residence": cao}, {"permanent_residence": high}) == 1
    assert hamlet_bits({"birth_place": cao}, {"permanent_residence": cao}) == 1
    both = {"birth_place": cao, "permanent_residence": cao}
    assert hamlet_bits(both, both) == 1, "more would count the clan several times"
    found = weigh(BOOK | both, ROW | both)
    assert reasons.reason(found).startswith(
        "khớp họ tên, ngày sinh, giới tính, tên cha, tên mẹ, dân tộc, nơi sinh, thôn"
    )


@pytest.mark.parametrize(
    "other",
    [
        f"Thôn Kim Mẫm, {LIVES}",
        "Thôn Gò Cao, xã Cẩm Thành, huyện Cẩm Thủy, tỉnh Thanh Hóa",
        LIVES,
    ],
    ids=["renamed", "another commune", "none"],
)
def test_another_hamlet_says_nothing(other: str) -> None:
    ours = {"permanent_residence": f"Thôn Gò Cao, {LIVES}"}
    assert hamlet_bits(ours, {"permanent_residence": other}) == 0


def test_in_a_registry_of_a_few_people_no_name_is_common() -> None:
    few = Rarity({"given": {"hai": 2, "minh": 2}, "year": {"1985": 4}})
    assert few.of("given", "hai") == 2 / 100
    assert few.of("given", "lan") == 0.5 / 100
    many = Rarity({"given": {"hai": 2, "minh": 99}})
    assert many.of("given", "hai") == 2 / 101

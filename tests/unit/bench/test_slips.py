"""A slip differs from what it spoils, and the spelling helpers do what Vietnamese writing does."""

import random
import unicodedata

import pytest

from tests.bench.cases import slips
from tests.bench.cases.names import fold, new_placement, plain, with_tone
from tests.bench.cases.places import Place, same_place

NAMES = [
    ("Nguyễn Văn Hùng", "Nam"),
    ("Lê Thị Lý", "Nữ"),
    ("Quách Thị Thu Hương", "Nữ"),
    ("Vi A Páo", "Nam"),
    ("Hà Ly", "Nữ"),
]


@pytest.mark.parametrize(("name", "sex"), NAMES, ids=[fold(n) for n, _ in NAMES])
def test_a_name_slip_is_another_name_in_composed_letters(name, sex):
    kinds = set()
    for seed in range(300):
        changed, kind = slips.name_slip(random.Random(seed), name, sex)
        assert bool(kind) == (changed != name)
        assert unicodedata.normalize("NFC", changed) == changed
        kinds.add(kind)
    assert len(kinds - {""}) > 3


def test_a_date_slip_is_another_possible_day():
    for seed in range(500):
        rng = random.Random(seed)
        day = rng.randrange(1930, 2020), rng.randrange(1, 13), rng.randrange(1, 29)
        other, kind = slips.date_slip(rng, day)
        assert other != day
        assert kind
        assert 1 <= other[1] <= 12
        assert 1 <= other[2] <= 28


@pytest.mark.parametrize(
    ("day", "year", "same"),
    [
        ((1981, 10, 31), 1982, (1982, 10, 31)),
        ((2000, 2, 29), 2001, (2001, 2, 28)),
        ((2000, 2, 29), 2004, (2004, 2, 29)),
        ((1999, 2, 28), 1998, (1998, 2, 28)),
    ],
    ids=["last day", "no leap year", "leap year", "february"],
)
def test_a_slip_of_the_year_leaves_the_day(day, year, same):
    assert slips.in_year(day, year) == same


def test_a_month_without_a_day_keeps_its_month_and_has_no_day():
    for seed in range(100):
        (year, month, date), kind = slips.date_slip(random.Random(seed), (1963, 7, 0))
        assert (abs(year - 1963), month, date, kind) == (1, 7, 0, "year1")


def test_a_number_slip_keeps_the_length_and_changes_the_number():
    for seed in range(300):
        assert len(slips.number_slip(random.Random(seed), "171100913")) == 9
        assert slips.number_slip(random.Random(seed), "171100913") != "171100913"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Lê Thị Hòa", "Lê Thị Hoà"),
        ("Cẩm Thủy", "Cẩm Thuỷ"),
        ("Thúy", "Thuý"),
        ("Quý", "Quý"),
        ("Hoàng", "Hoàng"),
        ("KHỎE", "KHOẺ"),
    ],
    ids=["hoa", "thuy", "thuys", "quy", "hoang", "khoe"],
)
def test_the_new_placement_moves_the_tone_of_open_rhymes_only(old, new):
    assert new_placement(old) == new
    assert fold(old) == fold(new)


def test_tones_and_marks():
    assert with_tone("Nguyễn", "̉") == "Nguyển"
    assert with_tone("Hương", "̀") == "Hường"
    assert with_tone("Dũng", "") == "Dung"
    assert plain("Đỗ Thị Ước") == "Do Thi Uoc"
    assert slips.hoi_nga(random.Random(1), "Vũ Thị Thủy", "Nữ") == "Vủ Thị Thũy"


@pytest.mark.parametrize(
    ("book", "held", "same"),
    [
        (Place("", "Cẩm Lương", "Cẩm Thủy", "Thanh Hóa"), Place("", "Cẩm Tú", "", "Thanh Hóa"), True),
        (Place("", "Cẩm Yên", "Cẩm Thủy", "Thanh Hóa"), Place("", "Cẩm Tú", "", "Thanh Hóa"), False),
        (Place("", "", "Cẩm Thủy", "Thanh Hóa"), Place("", "Cẩm Lương", "Cẩm Thủy", "Thanh Hóa"), True),
        (
            Place("", "Cẩm Sơn", "Cẩm Thủy", "Thanh Hóa"),
            Place("", "Phong Sơn", "Cẩm Thủy", "Thanh Hóa"),
            True,
        ),
        (
            Place("", "Cẩm Lương", "Cẩm Thủy", "Thanh Hóa"),
            Place("", "Cẩm Tú", "Cẩm Thủy", "Thanh Hóa"),
            False,
        ),
        (Place("", "Yên Từ", "Yên Mô", "Ninh Bình"), Place("", "", "", "Thanh Hóa"), False),
    ],
    ids=["merged", "merged-elsewhere", "coarser", "old-name", "other-commune", "other-province"],
)
def test_places(book, held, same):
    assert same_place(book, held) is same

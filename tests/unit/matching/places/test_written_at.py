"""When an entry was written: its dates, else the year of its volume."""

import pytest

from app.matching.compare import compare
from app.matching.places import places, written_at
from app.matching.result import Result
from app.models.books import BOOKS
from app.models.registry.person import Person
from app.models.words.values import Value

BORN_IN = "Xã Cẩm Tú, Thanh Hóa"  # in 1998 a commune of Cẩm Thủy, since 01/7/2025 four together
LUONG = "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"


@pytest.mark.parametrize(
    ("event", "registered", "month", "inside"),
    [
        ("", "12/3/1998", 199803, True),
        ("", "12/3/1998", 202507, False),
        ("", "30/6/2025", 202507, False),
        ("", "01/7/2025", 202507, True),
        ("", "01/7/2025", 202506, False),
        ("", "2025", 202506, True),
        ("", "2025", 202507, True),
        ("1/2/1975", "3/4/2026", 199001, True),
        ("1/2/1975", "", 197502, True),
        ("1/2/1975", "", 202507, False),
        ("", "", 202507, True),
        ("không rõ", "mờ", 194501, True),
    ],
)
def test_the_months_from_the_event_to_the_registration(event, registered, month, inside):
    first, last = written_at.between(event, registered)
    assert (first <= month <= last) is inside


def test_dates_between_the_same_changes_are_one_window():
    assert written_at.between("", "12/3/1998") == written_at.between("", "5/11/1999")


@pytest.mark.parametrize(
    ("dates", "result"),
    [
        ({"registration_date": "12/3/1998"}, Result.DIFFERENT),
        ({"registration_date": "5/8/2025"}, Result.EQUAL_VARIANT),
        ({"registration_date": "5/8/2025", "child_birth_date": "3/8/2025"}, Result.EQUAL_VARIANT),
        ({"registration_date": "5/8/2025", "child_birth_date": "3/5/2025"}, Result.BOOK_PARTIAL),
        ({"child_birth_date": "12/3/1998"}, Result.DIFFERENT),
        ({"book_opened_year": "1998"}, Result.DIFFERENT),
        ({"book_opened_year": "2026"}, Result.EQUAL_VARIANT),
        ({"book_opened_year": "1998", "registration_date": "mờ, không đọc được"}, Result.DIFFERENT),
        ({"book_opened_year": "1998", "registration_date": "5/8/2025"}, Result.EQUAL_VARIANT),
        ({}, Result.BOOK_PARTIAL),
    ],
)
@pytest.mark.parametrize("registry", [LUONG])
def test_a_place_of_a_book_is_read_at_the_date_of_the_act(dates, result, registry):
    book = BOOKS["khai_sinh"]
    values = {key: Value.of(words) for key, words in {"child_birth_place": BORN_IN, **dates}.items()}
    lines = compare(book, "child", values, Person("038198000001", "Trương Thị Hoà", birth_place=registry))
    line = next(line for line in lines if line.book_field == "child_birth_place")
    assert line.result is result


def test_a_ditto_place_is_read_at_that_date_too():
    values = {"child_birth_place": Value.of("nt"), "registration_date": Value.of("12/3/1998")}
    marks = {"birth_place": (BORN_IN,)}
    person = Person("038198000001", "Trương Thị Hoà", birth_place=LUONG)
    lines = compare(BOOKS["khai_sinh"], "child", values, person, marks)
    assert next(line for line in lines if line.book_field == "child_birth_place").result is Result.DIFFERENT


def test_the_event_of_a_death_is_the_death():
    values = {"death_date": Value.of("1/2/1990"), "registration_date": Value.of("1/2/2010")}
    first, last = written_at.of_entry(BOOKS["khai_tu"], values)
    assert first <= 199002
    assert 201002 <= last < 202507


ONE_PLACE = [
    ("x. Cẩm Lương", LUONG, True),
    ("UBND xã Cẩm Lương, h. Cẩm Thuỷ", LUONG, True),
    ("Thanh Hóa - Cẩm Thủy - Cẩm Lương", LUONG, True),
    ("xa cam luong", LUONG, True),
    ("Xã Không Có, Huyện Cẩm Thủy", "x. Không Có, h. Cẩm Thủy", True),
    ("Xã Cẩm Tú, Tỉnh Thanh Hóa", LUONG, False),  # what it became keeps books of its own
    ("Xã Cẩm Vân, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", LUONG, False),
    ("Huyện Cẩm Thủy, Tỉnh Thanh Hóa", LUONG, False),
    ("Xã Không Có, Huyện Cẩm Thủy", LUONG, False),
]


@pytest.mark.parametrize(("one", "other", "same"), ONE_PLACE)
def test_one_place_in_two_writings(one, other, same):
    assert places.one_place(one, other) is same
    assert places.one_place(other, one) is same

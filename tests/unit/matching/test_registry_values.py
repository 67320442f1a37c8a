"""Values of programs in the registry's form: right, or not understood, and never wrong."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.registry_values import Habits, is_plain, learn, value_of
from app.matching.understood import in_registry
from app.models.registry.person import PERSON_COLUMNS
from app.models.words.machine_dates import EPOCHS, Habit

NONE = Habits()
LOST = Habits(zeros_lost=True)
DAYS = st.dates(date(1930, 1, 1), date(2026, 12, 31))


def number_for(day: date, serial: int = 0) -> str:
    return f"038{0 if day.year < 2000 else 2}{day.year % 100:02d}{serial:06d}"


def births(days: list[date], form: str) -> list[dict[str, str]]:
    return [
        {"personal_id": number_for(day, n), "birth_date": form.format(d=day.day, m=day.month, y=day.year)}
        for n, day in enumerate(days)
    ]


@given(st.lists(DAYS, min_size=1, max_size=40), st.booleans(), st.sampled_from(["/", "-"]))
def test_the_order_of_a_column_is_taken_where_it_shows_itself(days, day_first, sign):
    form = sign.join(["{d}", "{m}", "{y}"] if day_first else ["{m}", "{d}", "{y}"])
    rows = births(days, form)
    habits = learn(rows)
    shown = any(day.day > 12 for day in days)
    assert habits.dates["birth_date"].day_first == (day_first if shown else None)
    for row, day in zip(rows, days, strict=True):
        certain = shown or day.day == day.month
        assert value_of("birth_date", row["birth_date"], habits) == (day.isoformat() if certain else None)


def test_a_column_of_both_orders_shows_none():
    rows = births([date(1998, 3, 25)] * 10, "{d}/{m}/{y}") + births([date(1998, 3, 25)] * 10, "{m}/{d}/{y}")
    assert learn(rows).dates["birth_date"].day_first is None
    slips = births([date(1998, 3, 25)] * 50, "{d}/{m}/{y}") + births([date(1998, 3, 25)], "{m}/{d}/{y}")
    assert learn(slips).dates["birth_date"].day_first is True
    assert learn(slips[1:]).dates["birth_date"].day_first is None


def test_each_column_has_its_own_order():
    rows = [{"birth_date": "25/03/1998", "death_date": "03/25/2020"}]
    assert {column: habit.day_first for column, habit in learn(rows).dates.items()} == {
        "birth_date": True,
        "death_date": False,
    }


@given(
    st.lists(st.dates(date(1930, 1, 1), date(2020, 12, 31)), min_size=1, max_size=20),
    st.sampled_from([1900, 1904]),
)
def test_the_epoch_of_a_file_is_taken_by_the_years_in_the_numbers(days, epoch):
    rows = [
        {"personal_id": number_for(day, n), "birth_date": str((day - EPOCHS[epoch]).days)}
        for n, day in enumerate(days)
    ]
    habits = learn(rows)
    assert habits.dates["death_date"] == Habit(epoch=epoch)
    assert [value_of("birth_date", row["birth_date"], habits) for row in rows] == [
        d.isoformat() for d in days
    ]
    nameless = learn([{"birth_date": row["birth_date"]} for row in rows])
    assert {value_of("birth_date", row["birth_date"], nameless) for row in rows} == {None}


def test_numbers_that_fit_no_epoch_are_no_days():
    rows = [{"personal_id": "038050000001", "birth_date": "39748"}] * 3
    assert learn(rows).dates["birth_date"].epoch is None


@pytest.mark.parametrize(("fitting", "epoch"), [(4, 1900), (3, None)])
def test_an_epoch_fits_four_of_five_births_in_numbers(fitting, epoch):
    day = date(1998, 3, 12)
    right = {"personal_id": number_for(day, 1), "birth_date": str((day - EPOCHS[1900]).days)}
    wrong = right | {"personal_id": number_for(date(1950, 1, 1), 2)}
    rows = [right] * fitting + [wrong] * (5 - fitting)
    assert learn(rows).dates["birth_date"].epoch == epoch


NUMBERS = {
    "whole": ("038198900103", "038198900103", "038198900103"),
    "one zero lost": ("38198900103", "038198900103", "038198900103"),
    "as a decimal": ("38198900103.0", "038198900103", "038198900103"),
    "every digit": ("3.8198900103E+10", "038198900103", "038198900103"),
    "two zeros lost": ("1198900103", None, "001198900103"),
    "two zeros lost, as a decimal": ("1198900103.0", None, "001198900103"),
    "no province has such a number": ("3198900103", None, None),
    "rounded": ("3.81989E+10", None, None),
    "another digit lost": ("03819890010", None, None),
    "a digit too many": ("0381989001030", None, None),
    "does not begin with 0": ("381989001030", None, None),
    "a CMND": ("171519365", None, None),
    "words": ("Tổng cộng", None, None),
}


@pytest.mark.parametrize(("written", "alone", "beside_lost"), NUMBERS.values(), ids=NUMBERS)
def test_personal_numbers(written, alone, beside_lost):
    assert value_of("personal_id", written, NONE) == alone
    assert value_of("personal_id", written, LOST) == beside_lost


def test_a_cmnd_gets_its_zero_only_in_a_file_that_lost_them():
    assert value_of("cmnd", "12345678", NONE) is None
    assert value_of("cmnd", "12345678.0", LOST) == "012345678"
    assert value_of("cmnd", "171519365.0", NONE) == "171519365"
    assert value_of("cmnd", "1.71519E+8", LOST) is None
    assert value_of("father_id", "171519365", NONE) == "171519365"


def test_whether_a_file_lost_its_zeros():
    lost = [{"personal_id": "38198900103"}, {"personal_id": "1198900103.0"}]
    assert learn(lost).zeros_lost
    assert not learn([*lost, {"personal_id": "038198900103"}]).zeros_lost
    assert not learn([{"personal_id": "038198900103"}]).zeros_lost
    assert learn([{"personal_id": "1098000001"}]).zeros_lost, "001, Hà Nội"
    assert not learn([]).zeros_lost
    assert value_of("cmnd", "1719980001", LOST) is None, "no CMND has twelve digits"


@pytest.mark.parametrize("nothing", ["NULL", "(null)", "None", "nan", "NaT", "\\N", "N/A", "n/a", "-", "   "])
@pytest.mark.parametrize("column", ["birth_date", "cmnd", "full_name", "sex", "home_origin"])
def test_what_programs_and_people_write_for_a_blank(column, nothing):
    assert value_of(column, nothing, NONE) == ""


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("1", "Nam"),
        ("2", "Nữ"),
        ("F", "Nữ"),
        ("male", "Nam"),
        ("NAM", "Nam"),
        ("0", ""),
        ("9", None),
        ("TRUE", None),
    ],
)
def test_the_sex(written, right):
    assert value_of("sex", written, NONE) == right


@given(st.sampled_from(PERSON_COLUMNS), st.text(max_size=30))
def test_whatever_comes_through_is_understood(column, written):
    for habits in (NONE, LOST):
        found = value_of(column, written, habits)
        assert not found or in_registry(column, found)
    assert not is_plain(column, written) or value_of(column, written, NONE) == written

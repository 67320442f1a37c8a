"""The lunar calendar: every day there and back, and Hồ Ngọc Đức's tables of the years 1900 to 2099."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.words.lunar import NORTH_CHANGED, by_the_south, is_reckoned, may_be, of_solar, to_solar
from app.models.words.partial_date import PartialDate

# Tết of each year, and its leap month: by the tables (TK20, TK21) in the package vnlunar 1.0.5, which their
# author computed from an ephemeris; the code computes by his short formulas
TABLES = (
    "31/1+8 19/2 8/2 29/1+5 16/2 4/2 25/1+4 13/2 2/2 22/1+2 "  # 1900
    "10/2 30/1+6 18/2 6/2 26/1+5 14/2 3/2 23/1+2 11/2 1/2+7 "  # 1910
    "20/2 8/2 28/1+5 16/2 5/2 25/1+4 13/2 2/2 23/1+2 10/2 "  # 1920
    "30/1+6 17/2 6/2 26/1+5 14/2 4/2 24/1+3 11/2 31/1+7 19/2 "  # 1930
    "8/2 27/1+6 15/2 5/2 25/1+4 13/2 2/2 22/1+2 10/2 29/1+7 "  # 1940
    "17/2 6/2 27/1+5 14/2 3/2 24/1+3 12/2 31/1+8 18/2 8/2 "  # 1950
    "28/1+6 15/2 5/2 25/1+4 13/2 2/2 21/1+3 9/2 29/1+7 16/2 "  # 1960
    "6/2 27/1+5 15/2 3/2 23/1+4 11/2 31/1+8 18/2 7/2 28/1+6 "  # 1970
    "16/2 5/2 25/1+4 13/2 2/2 21/1+2 9/2 29/1+7 17/2 6/2 "  # 1980
    "27/1+5 15/2 4/2 23/1+3 10/2 31/1+8 19/2 7/2 28/1+5 16/2 "  # 1990
    "5/2 24/1+4 12/2 1/2 22/1+2 9/2 29/1+7 17/2 7/2 26/1+5 "  # 2000
    "14/2 3/2 23/1+4 10/2 31/1+9 19/2 8/2 28/1+6 16/2 5/2 "  # 2010
    "25/1+4 12/2 1/2 22/1+2 10/2 29/1+6 17/2 6/2 26/1+5 13/2 "  # 2020
    "2/2 23/1+3 11/2 31/1+11 19/2 8/2 28/1+6 15/2 4/2 24/1+5 "  # 2030
    "12/2 1/2 22/1+2 10/2 30/1+7 17/2 6/2 26/1+5 14/2 2/2 "  # 2040
    "23/1+3 11/2 1/2+8 18/2 8/2 28/1+6 15/2 4/2 24/1+4 12/2 "  # 2050
    "2/2 21/1+3 9/2 29/1+7 17/2 5/2 26/1+5 14/2 3/2 23/1+4 "  # 2060
    "11/2 31/1+8 19/2 7/2 27/1+6 15/2 5/2 24/1+4 12/2 2/2 "  # 2070
    "22/1+3 9/2 29/1+7 17/2 6/2 26/1+5 14/2 3/2 24/1+4 10/2 "  # 2080
    "30/1+8 18/2 7/2 27/1+6 15/2 5/2 25/1+4 12/2 1/2 21/1+2 "  # 2090
)
YEARS = {
    1900 + n: (date(1900 + n, *map(int, reversed(day.split("/")))), int(leap or 0))
    for n, (day, _, leap) in enumerate(said.partition("+") for said in TABLES.split())
}
DAY = timedelta(days=1)
SHORT_MONTHS_OF_THE_TABLES = {1906, 1914, 1916, 1920, 1925}  # a month a day longer or shorter than reckoned
LEAPS_OF_UTC7 = {1917: 3, 1922: 6, 1938: 8}  # where the other calendar has another leap month
days = st.dates(date(1900, 2, 1), date(2099, 12, 31))


def lunar(year: int, month: int, day: int, **more: bool) -> PartialDate:
    return PartialDate(year, month, day, lunar=True, **more)


@pytest.mark.parametrize("year", YEARS)
def test_tet_and_the_leap_month_are_those_of_the_tables(year):
    tet, leap = YEARS[year]
    reckoned = to_solar(lunar(year, 1, 1))
    assert reckoned is not None
    assert abs(reckoned - tet) <= (DAY if year in SHORT_MONTHS_OF_THE_TABLES else timedelta())
    assert tet in may_be(lunar(year, 1, 1))
    leaps = [month for month in range(1, 13) if to_solar(lunar(year, month, 1, leap_month=True))]
    assert leaps == [month for month in (leap, LEAPS_OF_UTC7.get(year)) if month]


def test_every_day_there_and_back():
    """Every day from 1900 to 2099: each leads to the next, and back to itself."""
    day, before = date(1900, 2, 1), None
    while day < date(2100, 1, 1):
        found = of_solar(day)
        assert found is not None
        assert found.day is not None
        assert to_solar(found) == day
        if before is not None:
            assert found.day in (1, before + 1)
            assert found.day != 1 or before >= 29
        before = found.day
        day += DAY


@given(days)
def test_a_day_before_1968_may_be_off_by_one(day):
    found = of_solar(day)
    assert found is not None
    assert found.year is not None
    meant = may_be(found)
    assert meant[0] == day
    old = found.year < NORTH_CHANGED
    assert {day - DAY, day + DAY}.issubset(meant) == old


@pytest.mark.parametrize(
    ("written", "north", "south"),
    [
        (lunar(1956, 10, 5), date(1956, 11, 7), None),
        (lunar(1964, 9, 15), date(1964, 10, 20), None),
        (lunar(1964, 10, 1), date(1964, 11, 4), None),
        (lunar(1967, 12, 29), date(1968, 1, 28), None),
        (lunar(1968, 1, 1), date(1968, 1, 29), date(1968, 1, 30)),
        (lunar(1969, 1, 1), date(1969, 2, 16), date(1969, 2, 17)),
        (lunar(1985, 1, 1), date(1985, 1, 21), None),  # China had it a month later
        (lunar(2007, 1, 1), date(2007, 2, 17), None),
        (lunar(2019, 3, 10), date(2019, 4, 14), None),
        (lunar(2017, 6, 1, leap_month=True), date(2017, 7, 23), None),
    ],
)
def test_days_of_the_north_and_of_the_south(written, north, south):
    assert to_solar(written) == north
    assert by_the_south(written) == south


@pytest.mark.parametrize(
    "written",
    [
        lunar(2019, 3, 31),
        lunar(2019, 13, 1),
        lunar(2023, 3, 1, leap_month=True),  # the leap month of 2023 is the second
        lunar(2021, 12, 30),  # a month of 29 days
        replace(lunar(2019, 3, 10), day=None),
        replace(lunar(2019, 3, 10), year=None),
        lunar(1850, 3, 10),
    ],
)
def test_what_is_no_day(written):
    assert to_solar(written) is None
    assert may_be(written) == ()


@given(st.integers(1901, 2098))
def test_the_eve_of_tet_is_the_day_before_also_of_a_short_month(year):
    eve = lunar(year - 1, 12, 30, eve=True)
    tet = to_solar(lunar(year, 1, 1))
    assert tet is not None
    assert to_solar(eve) == tet - DAY
    assert to_solar(lunar(year, 12, 30, eve=True)) in may_be(eve)


def test_years_that_are_not_reckoned():
    assert [year for year in range(1890, 2110) if is_reckoned(year)] == list(range(1900, 2100))
    assert of_solar(date(1899, 12, 31)) is None
    assert of_solar(date(2101, 1, 1)) is None

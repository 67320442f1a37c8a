"""Dates of programs: what is certain is read, nothing else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching import dates
from app.matching.result import Result
from app.models.words.machine_dates import EPOCHS, Habit, is_iso, iso, plain, serial, shows_order

DAYS = st.dates(date(1900, 1, 1), date(2026, 12, 31))
MIDNIGHTS = ["", " 00:00:00", "T00:00:00", " 0:00", " 00:00:00.000", "T00:00:00Z", "T00:00:00+07:00"]


@given(
    DAYS,
    st.sampled_from(MIDNIGHTS),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%d-%b-%Y"]),
)
def test_a_certain_day_is_read_with_its_midnight(day, midnight, form):
    written = day.strftime(form) + midnight
    assert iso(written, Habit()) == day.isoformat()
    assert dates.compare(written, day.isoformat()).result in {Result.EQUAL, Result.EQUAL_FORMAT}


@pytest.mark.parametrize(
    ("written", "right"),
    [
        *(("1975", "1975"), ("1975.0", "1975"), ("03/1956", "1956-03"), ("1956-03", "1956-03")),
        *(("00/00/1992", "1992"), ("1992-00-00", "1992"), ("1998-2-3", "1998-02-03")),
        *(("19/11/1999 12:00:00 SA", "1999-11-19"), ("Mar 12 1998 12:00AM", "1998-03-12")),
        *(("05/05/1999", "1999-05-05"), ("27/10/2008", "2008-10-27"), ("10/27/2008", "2008-10-27")),
        *(("ngày 12 tháng 3 năm 1998", "1998-03-12"), ("19980312.0", "1998-03-12")),
        # another hour may be of another day, an unknown month has no day, no century, no calendar day
        *(("2008-10-26T17:00:00Z", ""), ("2008-10-27 23:00:00", ""), ("2008-10-27 12:00:00 PM", "")),
        *(("1992-00-05", ""), ("3/12/98", ""), ("12-Mar-98", ""), ("1998-02-30", ""), ("30.02.1998", "")),
        *(
            ("1998.3", ""),
            ("199803", ""),
            ("1225238400", ""),
            ("3/12/1998", ""),
            ("39748", ""),
            ("2399-01-01", ""),
        ),
    ],
)
def test_what_is_certain_without_the_rest_of_the_column(written, right):
    assert iso(written, Habit()) == right


@given(DAYS, st.booleans(), st.sampled_from("/-"))
def test_a_column_that_shows_its_order_is_read_so(day, day_first, sign):
    written = f"{day.day}{sign}{day.month}" if day_first else f"{day.month}{sign}{day.day}"
    written = f"{written}{sign}{day.year}"
    assert iso(written, Habit(day_first=day_first)) == day.isoformat()
    assert iso(written, Habit()) in {day.isoformat(), ""}
    assert shows_order(written) in {None, day_first}


@given(
    st.dates(date(1906, 6, 1), date(2026, 12, 31)), st.sampled_from([1900, 1904]), st.sampled_from(["", ".0"])
)
def test_a_number_of_excel_is_read_by_the_epoch_of_its_file(day, epoch, end):
    counted = (day - EPOCHS[epoch]).days
    if counted < 2200:
        return
    assert iso(f"{counted}{end}", Habit(epoch=epoch)) == day.isoformat()
    assert iso(f"{counted}{end}", Habit()) == ""
    verdict = dates.compare(f"{counted}{end}", day.isoformat())
    assert (verdict.result, verdict.detail) == (Result.EQUAL_FORMAT, f"số ngày của Excel: {day:%d/%m/%Y}")
    other = day + timedelta(days=1)
    assert dates.compare(f"{counted}{end}", other.isoformat()).result is Result.UNREAD


def test_numbers_that_are_no_days_of_excel():
    assert [serial(number) for number in ("1975", "2199", "99999", "123456", "39748.5", "")] == [{}] * 6
    assert dates.compare("99999", "2008-10-27").detail == "chưa đọc được ngày ghi trong sổ"
    said = dates.compare("39748", "2008-10-28").detail
    assert said == "chưa đọc được ngày ghi trong sổ: 27/10/2008 nếu là số ngày của Excel"


def test_only_a_vietnamese_mark_of_midnight_shows_the_order():
    assert shows_order("3/12/1998 12:00:00 SA") is True
    assert shows_order("3/12/1998 12:00:00 AM") is None
    assert shows_order("3.12.1998") is None
    assert plain("3/12/1998 12:00:00 AM") == "3/12/1998 12:00:00 AM"
    assert dates.compare("3/12/1998 12:00:00 AM", "1998-12-03").result is Result.UNREAD
    assert dates.compare("03/12/1998 00:00:00", "1998-12-03").result is Result.EQUAL_FORMAT


@given(
    st.text(max_size=30)
    | st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,4}[-/. T:][0-9]{1,4}.{0,12}", fullmatch=True)
)
def test_whatever_is_read_is_a_date_of_the_registry(written):
    for habit in (Habit(), Habit(day_first=True, epoch=1900), Habit(day_first=False, epoch=1904)):
        found = iso(written, habit)
        assert found == "" or is_iso(found)
        assert iso(found, Habit()) == found


@pytest.mark.parametrize("written", ["1998", "1998-03", "1998-03-12", "2000-02-29"])
def test_dates_of_the_registry(written):
    assert is_iso(written)


@pytest.mark.parametrize(
    "written", ["", "98", "1998-13", "1998-3-1", "1998-02-30", "1900-02-29", "12/03/1998", "0000"]
)
def test_what_is_no_date_of_the_registry(written):
    assert not is_iso(written)

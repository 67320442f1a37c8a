"""What clerks write is understood as far as it goes, and no further."""

import calendar
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.words.partial_date import PartialDate, parse, understood

days = st.dates(date(1801, 1, 1), date(2199, 12, 31))
years = st.integers(1800, 2199)
months = st.integers(1, 12)

FULL = (
    "{d:02d}/{m:02d}/{y}",
    "{d}/{m}/{y}",
    "{d}.{m}.{y}",
    "{d:02d}. {m:02d}. {y}",
    "{d}-{m}-{y}",
    "{d} – {m} – {y}",
    "{d} / {m} / {y}",
    "{d} {m} {y}",
    "{d:02d}{m:02d}{y}",
    "{y}-{m:02d}-{d:02d}",
    "{y}/{m}/{d}",
    "ngày {d} tháng {m} năm {y}",
    "Ngày {d}/{m}/{y}.",
    "mồng {d} tháng {m}, {y}",
    "sinh ngày {d:02d}.{m:02d}.{y} (dương lịch)",
)


@given(days, st.sampled_from(FULL))
def test_full_dates_in_every_habit(day, shape):
    read = parse(shape.format(d=day.day, m=day.month, y=day.year))
    assert read == PartialDate(day.year, day.month, day.day)
    assert read.as_date() == day == read.earliest() == read.latest()
    assert read.precision == "day"


@given(days, st.sampled_from(["{m}/{y}", "{m:02d}{y}", ".../{m}/{y}", "--/{m}/{y}", "tháng {m} năm {y}"]))
def test_month_and_year(day, shape):
    read = parse(shape.format(m=day.month, y=day.year))
    assert read == PartialDate(day.year, day.month)
    assert read.as_date() is None
    assert read.earliest() == day.replace(day=1)
    assert read.latest() == day.replace(day=calendar.monthrange(day.year, day.month)[1])


@given(
    years, st.sampled_from(["{y}", "năm {y}", "../../{y}", "…/…/{y}", "00/00/{y}", "-/-/{y}", "xx/xx/{y}"])
)
def test_a_year_alone(year, shape):
    read = parse(shape.format(y=year))
    assert read == PartialDate(year)
    assert (read.earliest(), read.latest()) == (date(year, 1, 1), date(year, 12, 31))


@given(st.integers(0, 99), st.integers(1990, 2099), days)
def test_two_digits_mean_the_last_such_year(short, this_year, day):
    read = parse(f"{day.day}/{day.month}/{short:02d}", this_year=this_year)
    year = 2000 + short if 2000 + short <= this_year else 1900 + short
    assert read == PartialDate(year, day.month, day.day)
    assert parse(f"{day.day:02d}{day.month:02d}{short:02d}", this_year=this_year) == read


@given(st.integers(1, 31), months, years)
def test_impossible_is_what_the_calendar_has_not(day, month, year):
    read = parse(f"{day}/{month}/{year}")
    assert read is not None
    possible = day <= calendar.monthrange(year, month)[1]
    assert read.impossible != possible
    assert (read.as_date() is not None) == possible
    assert read.iso() == f"{year:04d}-{month:02d}-{day:02d}", "an impossible day is kept as written"


@given(st.integers(1, 30), months, years, st.sampled_from([" âl", "âl", " (âm lịch)", " A.L.", " ÂL."]))
def test_lunar_dates_are_no_solar_days(day, month, year, tail):
    read = parse(f"{day}/{month}/{year}{tail}")
    assert read == PartialDate(year, month, day, lunar=True)
    assert not read.impossible
    assert read.as_date() is None
    assert read.earliest() is None


@given(st.text(max_size=30))
def test_any_text_is_read_or_not_and_never_fails(text):
    read = parse(text)
    if read is not None:
        assert understood(read)
        assert read.year is None or 1800 <= read.year <= 2199
        assert read.precision in ("none", "year", "month", "day")


@given(st.text(alphabet="0123456789/.-– …?xâlnhuận()", max_size=16))
def test_what_is_understood_reads_back_the_same(text):
    read = parse(text)
    if read is not None and read.iso() and not read.lunar:
        again = parse(read.iso())
        assert again is not None
        assert (again.year, again.iso()) == (read.year, read.iso())


@given(days, st.sampled_from(FULL))
def test_split_letters_read_the_same(day, shape):
    text = shape.format(d=day.day, m=day.month, y=day.year)
    assert parse(unicodedata.normalize("NFD", text)) == parse(text)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("12/3 nhuận 1968 âl", "1968-03-12"),
        ("mồng 5 tháng giêng năm 1968", "1968-01-05"),
        ("ngày không rõ tháng 3 năm 1998", "1998-03"),
        ("ngày … tháng … năm 1998", "1998"),
        ("12/../1998", "1998"),
        ("5/13/1998", "1998-13-05"),
        ("12/3", ""),
        ("3/98", "1998-03"),
    ],
)
def test_habits(text, iso):
    read = parse(text)
    assert read is not None
    assert read.iso() == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "...",
        "?",
        "không rõ",
        "72 tuổi",
        "72",
        "Giáp Sửu",
        "12/3/998",
        "12/3/19..",
        "12/3/19…",
        "12/3/1?98",
        "1/2/3/1998",
        "0098",
        "1203",
        "nhuận",
        "123456789",
        "12/3/1998 và 13/3/1998",
    ],
)
def test_what_is_no_date(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("28/10/1999", "28 tháng 10, 1999"),
        ("1975", "chỉ có năm"),
        ("8/1987", "tháng 8, 1987"),
        ("30/02/1998", "ngày không có trong lịch"),
        ("31/4 âl", "ngày không có trong lịch"),
        ("12/3 nhuận 1968 âl", "12 tháng 3 nhuận, 1968 âm lịch"),
        ("12/3 âl", "12/3 âm lịch, thiếu năm"),
    ],
)
def test_what_is_said_beside_the_field(text, words):
    read = parse(text)
    assert read is not None
    assert understood(read) == words

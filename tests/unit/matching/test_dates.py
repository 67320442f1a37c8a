"""Dates as clerks write them around a book: in words, by age, by two digits, by two calendars."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching import dates
from app.matching.result import Result
from app.models.words.can_chi import CanChi
from app.models.words.partial_date import PartialDate, parse, understood
from app.models.words.vietnamese import fold
from app.models.words.written_date import read

UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
days = st.dates(date(1801, 1, 1), date(2199, 12, 31))


def below_hundred(value: int) -> str:
    """Say 1 to 99 as people do: mốt, tư and lăm after tens."""
    tens, unit = divmod(value, 10)
    if tens == 0:
        return UNITS[unit]
    head = "mười" if tens == 1 else f"{UNITS[tens]} mươi"
    last = {0: "", 5: "lăm"} | ({1: "mốt", 4: "tư"} if tens > 1 else {})
    return f"{head} {last.get(unit, UNITS[unit])}".strip()


def year_in_words(year: int, thousand: str, zero: str) -> str:
    """Say a year in full: "một nghìn chín trăm linh năm"."""
    thousands, rest = divmod(year, 1000)
    hundreds, below = divmod(rest, 100)
    said = f"{UNITS[thousands]} {thousand}"
    if hundreds or below:
        said += f" {UNITS[hundreds]} trăm"
    if 0 < below < 10:
        said += f" {zero} {UNITS[below]}"
    return f"{said} {below_hundred(below)}" if below >= 10 else said


@given(days, st.sampled_from(["nghìn", "ngàn"]), st.sampled_from(["linh", "lẻ"]), st.booleans())
def test_dates_in_words_read_back(day, thousand, zero, bare):
    year = year_in_words(day.year, thousand, zero)
    said = f"ngày {below_hundred(day.day)} tháng {below_hundred(day.month)} năm {year}"
    assert parse(fold(said) if bare else said) == PartialDate(day.year, day.month, day.day)


@given(days)
def test_digits_and_words_may_be_mixed(day):
    said = f"mồng {day.day} tháng {below_hundred(day.month)} năm {day.year}"
    assert parse(said) == PartialDate(day.year, day.month, day.day)


@given(st.lists(st.sampled_from([*UNITS, "mươi", "mười", "năm", "tháng", "ngày", "tết", "1956", "trăm"])))
def test_any_heap_of_words_is_read_or_not_and_never_fails(words):
    found = parse(" ".join(words))
    assert found is None or understood(found)


WORDS = {
    "printed form": ("ngày mười lăm tháng ba năm một nghìn chín trăm năm mươi sáu", PartialDate(1956, 3, 15)),
    "units of ten short": (
        "ngày hai mốt tháng mười một năm một ngàn chín trăm chín lăm",
        PartialDate(1995, 11, 21),
    ),
    "digit by digit": ("năm một chín năm sáu", PartialDate(1956)),
    "two digits in words": ("ngày bảy tháng ba năm chín mươi", PartialDate(1990, 3, 7)),
    "month called five": ("tháng năm năm một nghìn chín trăm bảy mươi", PartialDate(1970, 5)),
    "twelve and ten": ("ngày mười tháng mười hai năm hai nghìn linh ba", PartialDate(2003, 12, 10)),
    "first month": ("mồng ba tháng giêng", PartialDate(None, 1, 3)),
    "last month": ("tháng chạp", PartialDate(None, 12)),
    "full moon": ("rằm tháng bảy năm Giáp Thìn", PartialDate(None, 7, 15, lunar=True, can_chi=CanChi(4, 0))),
    "new year": ("mùng 5 Tết", PartialDate(None, 1, 5, lunar=True)),
    "new year with its year": ("mồng một tết Mậu Thân 1968", PartialDate(1968, 1, 1, lunar=True)),
    "can chi alone": ("tháng 3 năm Bính Thân", PartialDate(None, 3, can_chi=CanChi(8, 2))),
    "day not known": ("ngày không rõ tháng ba năm 1956", PartialDate(1956, 3)),
    "blanks of the form with a day": ("ngày 1 tháng năm 1956", PartialDate(1956, None, 1)),
    "blanks of the form": ("tháng năm 1956", PartialDate(1956)),
    "no diacritics": ("ngay 12 thang 3 nam 1956", PartialDate(1956, 3, 12)),
    "no diacritics, lunar": ("mong 5 thang 3 nam 1956 am lich", PartialDate(1956, 3, 5, lunar=True)),
    "Roman": ("5/XII/1956", PartialDate(1956, 12, 5)),
    "Roman ten": ("5-X-1956", PartialDate(1956, 10, 5)),
    "Roman with spaces": ("5 / V / 1956", PartialDate(1956, 5, 5)),
    "Roman without a day": ("VII/1956", PartialDate(1956, 7)),
    "an x for unknown": ("5/x/1956", PartialDate(1956, None, 5)),
    "an X beside an unknown day": ("xx/X/1956", PartialDate(1956)),
    "the year of birth": ("SN 1956", PartialDate(1956)),
    "the year of birth, short": ("sn 56", PartialDate(1956)),
    "about": ("khoảng năm 1956", PartialDate(1956)),
    "label": ("Năm sinh: 1956", PartialDate(1956)),
    "letters for digits": ("O5/l1/195O", PartialDate(1950, 11, 5)),
}


@pytest.mark.parametrize(("written", "expected"), WORDS.values(), ids=WORDS)
def test_habits(written, expected):
    assert parse(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        *("một nghìn chín", "một nghìn chín trăm năm", "năm", "ba", "mười hai", "Giáp Sửu", "ba mươi tuổi"),
        *("tháng mười ba năm 1956", "ngày ba mươi hai tháng ba năm 1956", "ngày đẹp tháng ba năm 1956", "X"),
        *("1956 hoặc 1957", "1930-1935", "quý ông 1956", "quý III năm 1960", "5/XIII/1956"),
    ],
)
def test_what_is_no_date_or_not_certain(written):
    assert parse(written) is None


def test_a_month_without_day_and_year_is_said_so():
    assert understood(PartialDate(None, 4)) == "tháng 4, thiếu năm"


@pytest.mark.parametrize(
    ("written", "year_by", "expected"),
    [
        ("12/3/56", None, PartialDate(1956, 3, 12)),
        ("quý III năm 1960", None, PartialDate(1960)),
        ("Quý 3/1960", None, PartialDate(1960)),
        ("khoảng cuối năm 1960", None, PartialDate(1960)),
        ("12/3/05", None, PartialDate(None, 3, 12)),
        ("12/3/05", 2010, PartialDate(2005, 3, 12)),
        ("12/3/05", 1990, PartialDate(1905, 3, 12)),
        ("12/3/56", 1956, PartialDate(1956, 3, 12)),
        ("120305", 1990, PartialDate(1905, 3, 12)),
        ("3/98", None, PartialDate(1998, 3)),
        ("5/3/26", None, PartialDate(None, 3, 5)),
        ("5/3/27", None, PartialDate(1927, 3, 5)),
        ("5/3/27", 2030, PartialDate(2027, 3, 5)),
        ("０５／０３／１９９８", None, PartialDate(1998, 3, 5)),
        ("05/03/1998\u202c", None, PartialDate(1998, 3, 5)),
        ("\u0660\u0665/\u0660\u0663/\u0661\u0669\u0669\u0668", None, PartialDate(1998, 3, 5)),
        ("12/\u2162/1998", None, PartialDate(1998, 3, 12)),
        ("15/3/1956 tức 4/2 âm lịch", None, PartialDate(1956, 3, 15)),
        ("4/2/1956 âm lịch (tức 15/3/1956)", None, PartialDate(1956, 2, 4, lunar=True)),
        ("15/3/1956 (4/2 Bính Thân)", None, PartialDate(1956, 3, 15)),
        ("5h sáng ngày mười hai tháng ba năm 1956", None, PartialDate(1956, 3, 12)),
    ],
)
def test_read_knows_what_stands_around(written, year_by, expected):
    assert read(written, year_by) == expected


COMPARED = {
    "two digits of that century": ("12/3/05", "1905-03-12", Result.EQUAL_FORMAT, ""),
    "two digits of this century": ("12/3/05", "2005-03-12", Result.EQUAL_FORMAT, ""),
    "other two digits": ("12/3/56", "1957-03-12", Result.DIFFERENT, "khác năm"),
    "words": ("ngày bảy tháng ba năm một nghìn chín trăm chín mươi", "1990-03-07", Result.EQUAL_FORMAT, ""),
    "other day in words": ("ngày tám tháng ba năm 1990", "1990-03-07", Result.DIFFERENT, "khác ngày"),
    "no year": ("7/3", "1990-03-07", Result.BOOK_PARTIAL, "sổ không ghi năm"),
    "no year and another day": ("8/3", "1990-03-07", Result.DIFFERENT, "khác ngày"),
    "age in words": ("ba mươi tuổi", "1990-03-07", Result.BOOK_PARTIAL, "sổ ghi tuổi, không ghi ngày"),
    "first month as lunar": (
        "mồng 5 tháng giêng năm 1968",
        "1968-02-02",
        Result.EQUAL_FORMAT,
        "âm lịch, là 02/02/1968 dương lịch",
    ),
    "first month as solar": ("mồng 5 tháng giêng năm 1968", "1968-01-05", Result.EQUAL_FORMAT, ""),
    "first month as neither": (
        "mồng 5 tháng giêng năm 1968",
        "1968-06-06",
        Result.DIFFERENT,
        "khác ngày, khác tháng",
    ),
    "both calendars": ("15/3/1956 tức 4/2 âm lịch", "1956-03-15", Result.EQUAL_FORMAT, ""),
    "infant": ("3 tháng tuổi", "1990-03-07", Result.BOOK_PARTIAL, "sổ ghi tuổi, không ghi ngày"),
}


@pytest.mark.parametrize(("book", "registry", "result", "detail"), COMPARED.values(), ids=COMPARED)
def test_compare(book, registry, result, detail):
    verdict = dates.compare(book, registry)
    assert (verdict.result, verdict.detail) == (result, detail)

"""Dates as clerks write them around a book: in words, by age, by two digits, by two calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunar_vn.can_chi import get_year_can_chi

from app.matching import dates
from app.matching.result import Result
from app.models.words import lunar
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
    "named year": ("Giáp Thìn", "1964-05-05", Result.BOOK_PARTIAL, "năm Giáp Thìn là 1964"),
    "named year before Tết": ("Giáp Thìn", "1965-01-20", Result.BOOK_PARTIAL, "năm Giáp Thìn là 1964"),
    "named year by the solar number": ("Ất Tỵ", "1965-01-20", Result.BOOK_PARTIAL, "năm Ất Tỵ là 1965"),
    "named year against a year": ("Giáp Thìn", "1965", Result.BOOK_PARTIAL, "năm Giáp Thìn là 1964"),
    "other named year": ("Giáp Thìn", "1966-05-05", Result.DIFFERENT, "khác năm (Giáp Thìn là 1964)"),
    "the year after": ("Giáp Thìn", "1965-05-05", Result.DIFFERENT, "khác năm (Giáp Thìn là 1964)"),
    "branch alone": ("tuổi Thìn", "1976-05-05", Result.BOOK_PARTIAL, "năm Thìn là 1976"),
    "month of a named year": (
        "tháng ba năm Canh Ngọ",
        "1990-03-27",
        Result.BOOK_PARTIAL,
        "năm Canh Ngọ là 1990; âm lịch, thiếu ngày",
    ),
    "day of another lunar month of a named year": (
        "tháng ba năm Canh Ngọ",
        "1990-06-27",
        Result.DIFFERENT,
        "năm Canh Ngọ là 1990; khác tháng (âm lịch, từ 27/03/1990 đến 24/04/1990 dương lịch)",
    ),
    "month of a lunar year": ("3/1990 âl", "1990-04-24", Result.BOOK_PARTIAL, "âm lịch, thiếu ngày"),
    "day before a lunar month": (
        "3/1990 âl",
        "1990-03-26",
        Result.DIFFERENT,
        "khác tháng (âm lịch, từ 27/03/1990 đến 24/04/1990 dương lịch)",
    ),
    "day after a lunar month": (
        "3/1990 âl",
        "1990-04-25",
        Result.DIFFERENT,
        "khác tháng (âm lịch, từ 27/03/1990 đến 24/04/1990 dương lịch)",
    ),
    "month that a lunar month touches": ("3/1990 âl", "1990-04", Result.BOOK_PARTIAL, "âm lịch, thiếu ngày"),
    "month that a lunar month does not touch": (
        "3/1990 âl",
        "1990-05",
        Result.DIFFERENT,
        "khác tháng (âm lịch, từ 27/03/1990 đến 24/04/1990 dương lịch)",
    ),
    "year of a lunar month": ("3/1990 âl", "1990", Result.BOOK_PARTIAL, "âm lịch, thiếu ngày"),
    "leap month left out, without a day": (
        "5/1990 âl",
        "1990-07-01",
        Result.BOOK_PARTIAL,
        "âm lịch, thiếu ngày",
    ),
    "leap month without a day": ("5/1990 nhuận âl", "1990-07-01", Result.BOOK_PARTIAL, "âm lịch, thiếu ngày"),
    "month before its leap month": (
        "5/1990 nhuận âl",
        "1990-06-01",
        Result.DIFFERENT,
        "khác tháng (âm lịch, từ 23/06/1990 đến 21/07/1990 dương lịch)",
    ),
    "last lunar month in the next year": (
        "tháng chạp năm Kỷ Tỵ",
        "1990-01-19",
        Result.BOOK_PARTIAL,
        "năm Kỷ Tỵ là 1989; âm lịch, thiếu ngày",
    ),
    "last lunar month by the solar year's number": (
        "tháng chạp năm 1990",
        "1990-01-19",
        Result.BOOK_PARTIAL,
        "âm lịch, thiếu ngày",
    ),
    "lunar month a day off before 1968": (
        "10/1956 âl",
        "1956-11-02",
        Result.BOOK_PARTIAL,
        "âm lịch, thiếu ngày",
    ),
    "first month that is neither": (
        "tháng giêng năm 1990",
        "1990-06-10",
        Result.DIFFERENT,
        "khác tháng",
    ),
    "lunar month before the reckoning": (
        "3/1895 âl",
        "1895-11-21",
        Result.BOOK_PARTIAL,
        "âm lịch, thiếu ngày",
    ),
    "lunar day of a year named and numbered": (
        "ngày 10 tháng 3 năm Giáp Thìn (1964)",
        "1964-04-21",
        Result.EQUAL_FORMAT,
        "âm lịch, là 21/04/1964 dương lịch",
    ),
    "solar day of a year named and numbered": (
        "ngày 10 tháng 3 năm Giáp Thìn (1964)",
        "1964-03-10",
        Result.EQUAL_FORMAT,
        "",
    ),
    "other day of a year named and numbered": (
        "ngày 10 tháng 3 năm Giáp Thìn (1964)",
        "1964-05-10",
        Result.DIFFERENT,
        "khác tháng",
    ),
    "the first of two calendars is solar": (
        "21/4/1964 tức 10/3 Giáp Thìn",
        "1964-06-01",
        Result.DIFFERENT,
        "khác ngày, khác tháng",
    ),
    "eve at the end of a named year": (
        "30 Tết Kỷ Tỵ",
        "1990-01-26",
        Result.EQUAL_VARIANT,
        "năm Mậu Thìn là 1988; âm lịch, ba mươi Tết là 26/01/1990 dương lịch",
    ),
    "lunar day of a named year": (
        "rằm tháng giêng năm Giáp Thìn",
        "1964-02-27",
        Result.EQUAL_FORMAT,
        "năm Giáp Thìn là 1964; âm lịch, là 27/02/1964 dương lịch",
    ),
    "solar day of a named year": (
        "15/1 Giáp Thìn",
        "1964-01-15",
        Result.EQUAL_FORMAT,
        "năm Giáp Thìn là 1964",
    ),
    "other day of a named year": (
        "rằm tháng giêng năm Giáp Tý",
        "1984-05-01",
        Result.DIFFERENT,
        "năm Giáp Tý là 1984; khác ngày, khác tháng (âm lịch, là 16/02/1984 dương lịch)",
    ),
    "a day off before 1968": (
        "5/10/1956 âl",
        "1956-11-06",
        Result.EQUAL_VARIANT,
        "âm lịch, là 07/11/1956 dương lịch; âm lịch trước năm 1968 có thể lệch một ngày",
    ),
    "a day off the other way": (
        "5/10/1956 âl",
        "1956-11-08",
        Result.EQUAL_VARIANT,
        "âm lịch, là 07/11/1956 dương lịch; âm lịch trước năm 1968 có thể lệch một ngày",
    ),
    "two days off": (
        "1/6/1950 âl",
        "1950-07-17",
        Result.DIFFERENT,
        "khác ngày (âm lịch, là 15/07/1950 dương lịch)",
    ),
    "a day off since 1968": (
        "10/3/2019 âl",
        "2019-04-15",
        Result.DIFFERENT,
        "khác ngày (âm lịch, là 14/04/2019 dương lịch)",
    ),
    "Tết of the South": (
        "1/1/1968 âl",
        "1968-01-30",
        Result.DIFFERENT,
        "lệch một ngày (âm lịch, là 29/01/1968 dương lịch; theo lịch miền Nam trước năm 1976 là 30/01/1968)",
    ),
    "eve of Tết": (
        "30 Tết Mậu Thân",
        "1968-01-28",
        Result.EQUAL_FORMAT,
        "năm Đinh Mùi là 1967; âm lịch, là 28/01/1968 dương lịch",
    ),
    "eve at the end of the year": (
        "30 Tết năm 2000",
        "2001-01-23",
        Result.EQUAL_VARIANT,
        "âm lịch, ba mươi Tết là 23/01/2001 dương lịch",
    ),
    "another month by the other calendar": (
        "10/6/1922 âl",
        "1922-07-04",
        Result.EQUAL_VARIANT,
        "âm lịch, là 02/08/1922 dương lịch; theo lịch múi giờ 7 là 04/07/1922",
    ),
    "leap month left out": (
        "15/6/2017 âl",
        "2017-08-06",
        Result.EQUAL_VARIANT,
        "âm lịch, tháng nhuận, là 06/08/2017 dương lịch",
    ),
    "before the reckoning": (
        "5/10/1895 âl",
        "1895-11-21",
        Result.BOOK_PARTIAL,
        "âm lịch, không đổi được ra dương lịch",
    ),
    "a default of another year": ("15/3/1957", "1956-01-01", Result.DIFFERENT, "mặc định 01/01, khác năm"),
    "the book's default": ("1/1/1956", "1956-03-15", Result.DIFFERENT, "mặc định 01/01"),
    "a default against a month": (
        "3/1957",
        "1957-01-01",
        Result.DIFFERENT,
        "khác tháng, CSDL mặc định 01/01",
    ),
    "the book's default against a month": (
        "1/1/1957",
        "1957-03",
        Result.DIFFERENT,
        "khác tháng, sổ mặc định 01/01",
    ),
    "two defaults": ("1/1/1957", "1956-01-01", Result.DIFFERENT, "khác năm"),
    "a lunar day against a default": (
        "15/3/1956 âl",
        "1956-01-01",
        Result.DIFFERENT,
        "mặc định 01/01 (âm lịch, là 25/04/1956 dương lịch)",
    ),
    "a day that was not": ("30/02/1956", "1956-03-01", Result.DIFFERENT, dates.IMPOSSIBLE),
    "a day that was not, nor the day before": (
        "30/02/1956",
        "1956-02-29",
        Result.DIFFERENT,
        dates.IMPOSSIBLE,
    ),
    "a lunar day without its sign": (
        "30/2/1956",
        "1956-04-10",
        Result.DIFFERENT,
        f"{dates.IMPOSSIBLE}; nếu là âm lịch thì là 10/04/1956 dương lịch, khớp CSDL",
    ),
    "hour": ("giờ Tý ngày 5 tháng 3 năm 1956", "1956-03-05", Result.EQUAL_FORMAT, ""),
}


@pytest.mark.parametrize(("book", "registry", "result", "detail"), COMPARED.values(), ids=COMPARED)
def test_compare(book, registry, result, detail):
    verdict = dates.compare(book, registry)
    assert (verdict.result, verdict.detail) == (result, detail)


LUNAR_DAYS = st.dates(date(1901, 3, 1), date(1967, 12, 31))


@given(LUNAR_DAYS, st.integers(-3, 3))
def test_a_lunar_day_before_1968_agrees_within_a_day_and_no_further(day, off):
    written = lunar.of_solar(day)
    assert written is not None
    said = f"{written.day}/{written.month}{' nhuận' if written.leap_month else ''}/{written.year} âl"
    result = dates.compare(said, (day + timedelta(days=off)).isoformat()).result
    assert (result is Result.EQUAL_FORMAT) == (off == 0)
    assert (result is Result.DIFFERENT) == (abs(off) > 1)


@given(st.dates(date(1968, 2, 1), date(2026, 12, 31)), st.integers(-3, 3))
def test_a_lunar_day_since_1968_agrees_on_its_day_only(day, off):
    written = lunar.of_solar(day)
    assert written is not None
    said = f"{written.day}/{written.month}{' nhuận' if written.leap_month else ''}/{written.year} âl"
    result = dates.compare(said, (day + timedelta(days=off)).isoformat()).result
    assert (result is Result.DIFFERENT) == (off != 0)


@given(st.dates(date(1905, 3, 1), date(2026, 12, 31)), st.integers(-2, 2))
def test_a_named_year_agrees_with_its_lunar_year_or_number(day, off):
    own = lunar.of_solar(day)
    assert own is not None
    assert own.year is not None
    named = get_year_can_chi(own.year + off)
    result = dates.compare(named, day.isoformat()).result
    assert (result is Result.DIFFERENT) == (own.year + off not in (own.year, day.year))


@pytest.mark.parametrize(
    ("written", "named", "days"),
    [
        ("12/3/1998", (), [(1998, 3, 12)]),
        ("1956", (), [(1956, None, None)]),
        ("12/3", (), [(None, 3, 12)]),
        ("10/3/2019 âl", (), [(2019, 4, 14)]),
        ("5/10/1956 âl", (), [(1956, 11, 7), (1956, 11, 6), (1956, 11, 8)]),
        ("1/1/1968 âl", (), [(1968, 1, 29), (1968, 1, 30)]),
        ("mồng 5 tháng giêng năm 1968", (), [(1968, 1, 5), (1968, 2, 2), (1968, 2, 3)]),
        ("3/1956 âl", (), [(1956, None, None)]),
        ("5/10/1895 âl", (), [(1895, None, None)]),
        ("Giáp Thìn", (), []),
        ("Giáp Thìn", (1964, 1904), [(1964, None, None), (1904, None, None)]),
        ("15/1 Canh Ngọ", (1990,), [(1990, 2, 10), (1990, 1, 15)]),
        ("rằm tháng giêng Canh Ngọ", (1990,), [(1990, 2, 10)]),
        ("hôm qua", (), []),
    ],
)
def test_the_days_that_a_date_may_mean(written, named, days):
    found = dates.days_of(written, None, named)
    assert [(day.year, day.month, day.day) for day in found] == days
    assert not any(day.lunar for day in found)

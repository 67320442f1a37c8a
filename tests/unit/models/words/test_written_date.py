"""Dates of the old world: hours before them, named years, feasts, both calendars."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.words.can_chi import BRANCHES, CanChi, take
from app.models.words.partial_date import PartialDate, parse, understood
from app.models.words.written_date import read

HOURS = (
    *(
        "{h} giờ ngày ",
        "{h} giờ {m} ngày ",
        "{h} giờ {m} phút, ngày ",
        "lúc {h}h{m} ngày ",
        "hồi {h} giờ sáng ngày ",
    ),
    *(
        "{h}h ",
        "{h} giờ, ",
        "khoảng {h} giờ chiều ngày ",
        "vào lúc {h}g{m}p ngày ",
        "{h}:{m} ",
        "{h} giờ {m} - ",
    ),
    *("giờ {b} ngày ", "Giờ {b}, ngày ", "đêm ", "sáng ngày ", "nửa đêm ngày ", "không rõ giờ, ngày "),
    *("hồi bảy giờ ba mươi phút ngày ", "bảy giờ sáng ngày "),
)
AFTER = (
    " lúc {h} giờ",
    ", {h} giờ {m} phút",
    " {h}h{m}",
    " giờ {b}",
    " buổi sáng",
    ", {h} giờ đêm",
    " vào lúc {h}h",
)


@given(
    st.dates(min_value=date(1901, 1, 1), max_value=date(2026, 1, 1)),
    st.sampled_from(HOURS) | st.none(),
    st.sampled_from(AFTER) | st.none(),
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(BRANCHES),
    st.sampled_from(["{d}/{m}/{y}", "{d:02d}.{m:02d}.{y}", "{d} tháng {m} năm {y}"]),
)
def test_an_hour_around_a_date_is_no_part_of_it(day, before, after, hour, minute, branch, shape):
    said = shape.format(d=day.day, m=day.month, y=day.year)
    words = {"h": hour, "m": f"{minute:02d}", "b": branch}
    written = f"{(before or '').format(**words)}{said}{(after or '').format(**words)}"
    assert read(written) == PartialDate(day.year, day.month, day.day), written
    assert read(written.upper()) == PartialDate(day.year, day.month, day.day), written


DRAGON, MONKEY = CanChi(4, 0), CanChi(8, 4)
WORDS = {
    "hour and named year": (
        "giờ Tý ngày rằm tháng Giêng năm Giáp Thìn",
        PartialDate(None, 1, 15, True, can_chi=DRAGON),
    ),
    "named year alone": ("Giáp Thìn", PartialDate(can_chi=DRAGON)),
    "with its word": ("sinh năm Giáp Thìn", PartialDate(can_chi=DRAGON)),
    "with two digits": ("Giáp Thìn 64", PartialDate(1964)),
    "with four digits": ("năm Giáp Thìn (1964)", PartialDate(1964)),
    "digits first": ("1964 - Giáp Thìn", PartialDate(1964)),
    "day and month": ("15/3 Giáp Thìn", PartialDate(None, 3, 15, can_chi=DRAGON)),
    "slashes": ("15/3/Giáp Thìn", PartialDate(None, 3, 15, can_chi=DRAGON)),
    "month called five": ("tháng năm năm Giáp Thìn", PartialDate(None, 5, can_chi=DRAGON)),
    "blank month": ("tháng năm Giáp Thìn", PartialDate(can_chi=DRAGON)),
    "fifth day": ("mồng năm tháng 3 năm 1956", PartialDate(1956, 3, 5)),
    "fifth of the fifth": ("ngày năm tháng năm năm Giáp Thìn", PartialDate(None, 5, 5, can_chi=DRAGON)),
    "with an age": ("Giáp Thìn (60 tuổi)", PartialDate(can_chi=DRAGON)),
    "with a long life": ("Giáp Thìn, hưởng thọ 87 tuổi", PartialDate(can_chi=DRAGON)),
    "branch alone": ("tuổi Thìn", PartialDate(can_chi=CanChi(4))),
    "last month, next year's number": ("20/12 Giáp Thìn (1965)", PartialDate(1964, 12, 20, True)),
    "other month, other year's number": ("20/5 Giáp Thìn (1965)", PartialDate(1965, 5, 20)),
    "solar beside lunar": ("4/2 Bính Thân, tức 15/3/1956", PartialDate(1956, 3, 15)),
    "new year": ("mồng một Tết", PartialDate(None, 1, 1, True)),
    "third of the new year": ("mùng Ba Tết Mậu Thân", PartialDate(None, 1, 3, True, can_chi=MONKEY)),
    "new year without a day": ("Tết Nguyên đán 1968", PartialDate(1968, 1, None, True)),
    "eve": ("ba mươi Tết", PartialDate(None, 12, 30, True, eve=True)),
    "eve of a year": ("30 Tết 1968", PartialDate(1967, 12, 30, True, eve=True)),
    "eve of a named year": (
        "đêm 30 Tết Mậu Thân",
        PartialDate(None, 12, 30, True, can_chi=CanChi(7, 3), eve=True),
    ),
    "midnight of the eve": ("đêm giao thừa năm 1968", PartialDate(1967, 12, 30, True, eve=True)),
    "day before the eve": ("29 Tết 1968", PartialDate(1967, 12, 29, True)),
    "solar new year": ("Tết dương lịch 1960", PartialDate(1960, 1, 1)),
    "solar new year, western": ("mồng 1 Tết tây 1960", PartialDate(1960, 1, 1)),
    "full moon": ("rằm tháng 7/1956", PartialDate(1956, 7, 15, True)),
    "full moon, short": ("rằm 7/1956", PartialDate(1956, 7, 15, True)),
    "mid-autumn": ("Tết Trung thu 1960", PartialDate(1960, 8, 15, True)),
    "double five": ("Tết Đoan ngọ năm 1960", PartialDate(1960, 5, 5, True)),
    "first full moon": ("rằm Nguyên tiêu 1960", PartialDate(1960, 1, 15, True)),
    "seventh full moon": ("Vu lan 1960", PartialDate(1960, 7, 15, True)),
    "third of the third": ("Tết Hàn thực 1960", PartialDate(1960, 3, 3, True)),
    "kitchen god": ("ngày ông Táo năm 1960", PartialDate(1960, 12, 23, True)),
    "AL": ("12/3/1956 AL", PartialDate(1956, 3, 12, True)),
    "AL first": ("(AL) 12/3/1956", PartialDate(1956, 3, 12, True)),
    "AL joined": ("12/3/1956AL", PartialDate(1956, 3, 12, True)),
    "A.L.": ("12/3/1956 (A.L.)", PartialDate(1956, 3, 12, True)),
    "âm": ("12/3/1956 (âm)", PartialDate(1956, 3, 12, True)),
    "lịch âm": ("12/3/1956 theo lịch âm", PartialDate(1956, 3, 12, True)),
    "lịch ta": ("12/3/1956 lịch ta", PartialDate(1956, 3, 12, True)),
    "lịch âm before it": ("âm lịch: 12/3/1956", PartialDate(1956, 3, 12, True)),
    "ta": ("12/3/1956 (ta)", PartialDate(1956, 3, 12, True)),
    "month ta": ("ngày 12 tháng 3 ta năm 1956", PartialDate(1956, 3, 12, True)),
    "month ta without a day": ("tháng 3 ta năm 1956", PartialDate(1956, 3, None, True)),
    "day ta in words": ("mười hai tháng ba ta 1956", PartialDate(1956, 3, 12, True)),
    "tây": ("12/3/1956 (tây)", PartialDate(1956, 3, 12)),
    "month tây": ("ngày 12 tháng 3 tây năm 1956", PartialDate(1956, 3, 12)),
    "month short": ("T3/1956", PartialDate(1956, 3)),
    "month short with a stop": ("T.3/1956", PartialDate(1956, 3)),
    "fifth of the fifth, named year right behind": (
        "mồng năm tháng năm Giáp Thìn",
        PartialDate(None, 5, 5, can_chi=DRAGON),
    ),
    "blanks of the form, named year": ("ngày tháng năm Giáp Thìn", PartialDate(can_chi=DRAGON)),
    "lịch tây": ("12/3/1956 lịch tây", PartialDate(1956, 3, 12)),
    "weekday": ("thứ hai, ngày 3/5/1960", PartialDate(1960, 5, 3)),
    "weekday as a number": ("thứ 3 - 3/5/1960", PartialDate(1960, 5, 3)),
    "Sunday": ("Chủ nhật 3/5/1960", PartialDate(1960, 5, 3)),
    "about": ("chừng năm 1945", PartialDate(1945)),
    "sixth of the new year": ("mồng sáu Tết 1968", PartialDate(1968, 1, 6, lunar=True)),
    "bare words": ("mong 5/3/1956", PartialDate(1956, 3, 5)),
    "bare day": ("ngay 12/3/1956", PartialDate(1956, 3, 12)),
    "bare leap month": ("12 thang 2 nhuan 1985", PartialDate(1985, 2, 12, True, True)),
}


@pytest.mark.parametrize(("written", "expected"), WORDS.values(), ids=WORDS)
def test_habits_of_the_old_world(written, expected):
    assert read(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "ngày đẹp năm Giáp Thìn",
        "Giáp Sửu",
        "giờ Tý",
        "7 giờ 30",
        "12/3/19?4 Giáp",
        "32 tuổi",
        "5 giờ Thìn",
        "sau Tết 1968",
        "mồng ba Tết, tức năm 195?",
        "ngày thứ tư",
        "1 tháng 5 ngày",
        "hai tháng mười ngày",
    ],
)
def test_what_is_not_certain_is_not_read(written):
    assert read(written) is None


@given(st.text(alphabet="0123456789/.- giờTýngàyrằmtếthưởngọănmGápì", max_size=30))
def test_any_text_is_read_or_not_and_never_fails(text):
    found = read(text)
    assert found is None or understood(found)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (PartialDate(can_chi=DRAGON), "năm Giáp Thìn (1904, 1964, 2024)"),
        (
            PartialDate(None, 1, 15, True, can_chi=DRAGON),
            "15 tháng 1, năm Giáp Thìn (1904, 1964, 2024) âm lịch",
        ),
        (PartialDate(None, 3, can_chi=MONKEY), "tháng 3, năm Mậu Thân (1908, 1968)"),
        (PartialDate(None, 3, 5), "5/3, thiếu năm"),
    ],
)
def test_what_is_understood_is_said(value, said):
    assert understood(value) == said


def test_an_hour_is_not_dropped_from_what_is_only_parsed():
    assert parse("7 giờ 30 ngày 3/5/1960") is None
    assert take("giờ thìn") == ("giờ thìn", None)

"""Words are measured and broken without losing a letter."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents import fonts
from app.documents.text import balanced, clean, moved, number, width, wrap

TEXT = st.text("ạễỷĐaăW il./-\n ", max_size=200)


@pytest.fixture(autouse=True, scope="module")
def _faces() -> None:
    fonts.register()


@given(TEXT, st.floats(12, 200))
def test_lines_fit_and_lose_only_blanks(text: str, limit: float) -> None:
    lines = wrap(text, fonts.REGULAR, 10, limit)
    assert all(width(line.text, fonts.REGULAR, 10) <= limit + 0.01 for line in lines if line.text.strip())
    assert all(text[line.start : line.start + len(line.text)] == line.text for line in lines)
    assert "".join("".join(line.text for line in lines).split()) == "".join(text.split())


@given(TEXT)
def test_a_wide_limit_breaks_at_line_feeds_only(text: str) -> None:
    assert [line.text for line in wrap(text, fonts.REGULAR, 10, 1e6)] == text.split("\n")


def test_long_words_break_after_a_slash_first() -> None:
    lines = wrap("12/03/1998", fonts.REGULAR, 10, width("12/03/", fonts.REGULAR, 10))
    assert [line.text for line in lines] == ["12/03/", "1998"]


def test_a_combining_mark_stays_with_its_letter() -> None:
    text = "x\u0323" * 30  # no composed letter exists
    for line in wrap(text, fonts.REGULAR, 10, 23):
        assert not unicodedata.combining(line.text[0])


def test_balanced_lines_are_as_few_and_even() -> None:
    text = "Thông tin hộ tịch chưa thống nhất giữa Sổ hộ tịch và Cơ sở dữ liệu quốc gia về dân cư"
    limit = width(text, fonts.BOLD, 14) * 0.9
    lines = balanced(text, fonts.BOLD, 14, limit)
    wide = [width(line, fonts.BOLD, 14) for line in lines]
    assert " ".join(lines) == text
    assert len(lines) == 2
    assert max(wide) - min(wide) < 60


def test_clean_text_is_nfc_and_has_no_control_characters() -> None:
    assert clean("Thi\u0323\tNu\u0323\x07\nx\ud800") == "Thị Nụ \nx\ufffd"


def test_spans_follow_their_letters_into_nfc() -> None:
    text = unicodedata.normalize("NFD", "Lò Văn Ợt")
    start = text.index("V")
    assert moved(((start, start + 4),), text) == ((3, 6),)
    assert moved(((3, 6),), "Lò Văn Ợt") == ((3, 6),)


def test_numbers_have_points() -> None:
    assert (number(7), number(1750), number(1234567)) == ("7", "1.750", "1.234.567")

"""The habits of the invented clerks."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.demo.clerk import Clerk, lunar, move_tones, other_tone
from app.models.words.lunar import to_solar
from app.models.words.partial_date import parse

CLERK = Clerk("Lê Văn An", "Chủ tịch", "Cao Thị Nhàn")


@pytest.mark.parametrize(
    ("old", "new"),
    [("Lê Hòa", "Lê Hoà"), ("Bùi Thúy", "Bùi Thuý"), ("Thủy Loan", "Thuỷ Loan"), ("Cao Khỏe", "Cao Khoẻ")],
)
def test_tones_move_between_the_schools(old, new):
    assert move_tones(old) == new
    assert move_tones(new) == old


@pytest.mark.parametrize("name", ["Lê Văn Quý", "Bùi Thị Toàn", "Hà Thị Lượng", "Cao Thị Hoa"])
def test_closed_rhymes_and_qu_stay(name):
    assert move_tones(name) == name


@given(st.sampled_from(["Lê Văn Dũng", "Bùi Thị Thuỷ", "Hà Thị Nguyệt", "Cao Văn Lành"]))
def test_a_mistaken_tone_changes_one_mark(name):
    mistaken = other_tone(name)
    assert mistaken != name
    assert unicodedata.is_normalized("NFC", mistaken)

    def bare(text: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))

    assert bare(mistaken) == bare(name)


def test_a_mistaken_tone_keeps_the_hat():
    assert other_tone("Lò Văn Khặm") == "Lò Văn Khắm"


def test_a_name_without_tones_stays():
    assert other_tone("Cao Thanh Hoa") == "Cao Thanh Hoa"


@given(st.dates(date(1930, 1, 1), date(2023, 1, 1)))
def test_lunar_days_lead_back_to_the_same_day(day):
    written = lunar(day.isoformat())
    if written:
        understood = parse(written)
        assert understood is not None
        assert understood.lunar
        assert to_solar(understood) == day


@pytest.mark.parametrize(
    ("iso", "written"), [("1998-03-12", "12/03/1998"), ("1998-03", "1998"), ("1998", "1998"), ("", "")]
)
def test_dates(iso, written):
    assert CLERK.date(iso) == written


def test_places():
    place = "Thôn Ngọc, xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa"
    assert CLERK.place(place) == place
    old = Clerk("", "", "", places=" - ")
    assert old.place(place) == "Thôn Ngọc - Cẩm Lương - Cẩm Thủy - Thanh Hóa"

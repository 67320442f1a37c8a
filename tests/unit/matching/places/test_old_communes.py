"""Which places of registration an office of today keeps books of, and what they were called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.places.old_communes import of_office

CAM_TU = "xã Cẩm Tú, tỉnh Thanh Hóa"
FOUR = tuple(f"xã Cẩm {name}, huyện Cẩm Thủy, tỉnh Thanh Hóa" for name in ("Giang", "Lương", "Quý", "Tú"))


@pytest.mark.parametrize(
    ("year", "places"),
    [
        (1978, FOUR),
        (1998, FOUR),
        (2024, FOUR),
        (2025, (*FOUR, CAM_TU)),
        (2026, (CAM_TU,)),
        (None, (*FOUR, CAM_TU)),
    ],
)
def test_the_old_communes_have_the_words_of_their_time(year, places):
    assert of_office(CAM_TU, year) == places


def test_a_commune_that_was_gone_before_2025_is_there_until_it_changed():
    gone = "xã Cẩm Phong, huyện Cẩm Thủy, tỉnh Thanh Hóa"
    office = "xã Cẩm Thủy, tỉnh Thanh Hóa"
    assert of_office(office, 1998)[0] == gone
    assert gone in of_office(office, 2019)
    assert gone not in of_office(office, 2020)
    assert gone not in of_office(office, None)


def test_province_and_district_bear_the_name_of_the_year():
    ward = "phường Hữu Nghị"
    office = "phường Hòa Bình, tỉnh Phú Thọ"
    assert f"{ward}, Kỳ Sơn, tỉnh Hà Sơn Bình" in of_office(office, 1985)
    assert f"{ward}, thành phố Hòa Bình, tỉnh Hòa Bình" in of_office(office, 2024)
    assert any(place.endswith("tỉnh Thừa Thiên Huế") for place in of_office("phường Thuận Hóa, Huế", 1998))


def test_where_it_is_not_known_of_which_province_a_part_was_each_is_there():
    ends = {place.rpartition(", ")[2] for place in of_office("phường Hà Đông, thành phố Hà Nội", 1998)}
    assert ends == {"thành phố Hà Nội", "tỉnh Hà Tây"}


def test_an_island_was_a_district_without_communes():
    office = "đặc khu Côn Đảo, thành phố Hồ Chí Minh"
    assert of_office(office, 1998) == ("huyện Côn Đảo, tỉnh Bà Rịa - Vũng Tàu",)
    assert of_office(office, 2026) == (office,)


@pytest.mark.parametrize("office", ["", "xã Không Có, tỉnh Thanh Hóa", "tỉnh Thanh Hóa", "xã Cẩm Tú"])
def test_of_an_office_that_the_table_does_not_know_nothing_is_said(office):
    assert of_office(office, 1998) == ()


@given(st.integers(1900, 2100) | st.none())
def test_no_year_gives_a_place_twice_or_a_district_of_today(year):
    places = of_office(CAM_TU, year)
    assert len(set(places)) == len(places) > 0
    assert all(("huyện" in place) == (place != CAM_TU) for place in places)

"""The table of communes: read by the province, every unit with what it became; a share of the bench."""

from collections import Counter
from itertools import pairwise

import pytest

from app.matching.places import communes, places
from app.matching.places.communes import EARLIER, JUNE, TODAY
from app.matching.result import Result
from tests.bench.bench_places import namesakes, pairs
from tests.bench.place_writings import WAYS, full, levels_of, plain, today

PROVINCES = ("Lâm Đồng", "Phú Thọ", "Huế", "Hồ Chí Minh")  # of today: dashes, words of levels, numbers


def units_of(province: str) -> list[communes.Commune]:
    return [one for same in communes.block(province).communes.values() for one in same]


def test_the_table_is_whole():
    assert len(communes.provinces()) == 63
    found = Counter(one.time for name in set(communes.provinces().values()) for one in units_of(name))
    assert (found[JUNE], found[TODAY]) == (10040, 3321)
    assert found[EARLIER] > 2000


def test_every_unit_led_to_one_of_today_and_that_one_to_none():
    for name in set(communes.provinces().values()):
        for one in units_of(name):
            assert any(later.time == TODAY for later in one.onward) is (one.time != TODAY), one.name
            assert all(later.time > one.time for later in one.onward), one.name


def test_a_divided_commune_is_sure_of_no_part():
    town = next(one for one in units_of("Thanh Hóa") if one.name == "Hà Trung" and one.time == JUNE)
    assert {later.name: whole for later, whole in town.onward.items()} == {
        "Hà Trung": False,
        "Hoạt Giang": False,
    }


def test_a_unit_nobody_knows_the_end_of_may_be_any_of_its_district():
    one = next(one for one in units_of("Hải Phòng") if one.name == "Phúc Thành A")
    assert set(one.districts[0].communes) < set(one.onward)
    assert not any(one.onward.values())


def test_a_district_that_is_gone_is_one_of_its_communes_districts():
    one = next(one for one in units_of("Thanh Hóa") if one.name == "Đông Hoàng" and one.time == JUNE)
    assert [district.name for district in one.districts] == ["Thanh Hóa", "Đông Sơn"]


@pytest.mark.parametrize("province", PROVINCES)
def test_no_writing_of_a_commune_differs_from_what_it_became(province):
    june = [one for one in units_of(province) if one.time == JUNE]
    found = list(pairs(june))[::23]
    wrong = [
        (write(levels_of(one)), today(one, later))
        for one, later in found
        for write in WAYS.values()
        if places.compare(write(levels_of(one)), today(one, later)).result is Result.DIFFERENT
    ]
    assert wrong == []
    assert len(found) > 5


@pytest.mark.parametrize("province", PROVINCES)
def test_neighbours_differ_without_words_of_levels(province):
    june = [one for one in units_of(province) if one.time == JUNE]
    near = [(a, b) for a, b in pairwise(june) if a.districts[0] is b.districts[0]][::5]
    agree = {Result.EQUAL, Result.EQUAL_FORMAT, Result.EQUAL_VARIANT}
    same = [
        (plain(levels_of(a)), full(levels_of(b)))
        for a, b in near
        if places.compare(plain(levels_of(a)), full(levels_of(b))).result in agree
    ]
    assert same == []


@pytest.mark.parametrize("province", PROVINCES)
def test_whatever_took_a_name_differs_from_what_bore_it(province):
    moved = namesakes([one for one in units_of(province) if one.time == JUNE])
    results = {places.compare(full(levels_of(one)), today(one, other)).result for one, other in moved}
    assert results <= {Result.DIFFERENT}

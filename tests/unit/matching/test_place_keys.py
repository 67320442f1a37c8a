"""Under which names of a commune rows stand, and for which a query asks."""

import pytest

from app.matching.places import place_keys

ROWS = {
    "one of before stands under the name of today too": (
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        ("cam luong", ">cam tu"),
    ),
    "a name between the two is left out": (
        "Xã Phúc Do, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        ("phuc do", ">cam tan"),
    ),
    "one that kept its name": ("Xã Cẩm Tú, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", ("cam tu",)),
    "one of today": ("Xã Cẩm Tú, Tỉnh Thanh Hóa", ("cam tu",)),
    "one of three in three districts": ("Xã Xuân Lộc, Tỉnh Thanh Hóa", ("xuan loc",)),
    "of no province": ("Xã Hòa Bình", ("hoa binh",)),
    "no commune": ("Huyện Cẩm Thủy, Tỉnh Thanh Hóa", ()),
    "nothing": ("", ()),
}
ASKED = {
    "one of before is none that others became": (
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        ("cam luong", "cam tu"),
    ),
    "nor is one that kept its name": ("Xã Cẩm Tú, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", ("cam tu",)),
    "others became one of today": ("Xã Cẩm Tú, Tỉnh Thanh Hóa", ("cam tu", ">cam tu")),
    "one of three may be of today": ("Xã Xuân Lộc, Tỉnh Thanh Hóa", ("xuan loc", ">xuan loc")),
    "so may one of no province": ("Xã Hòa Bình", ("hoa binh", ">hoa binh")),
    "no commune": ("Huyện Cẩm Thủy, Tỉnh Thanh Hóa", ()),
}


@pytest.mark.parametrize(("place", "names"), ROWS.values(), ids=list(ROWS))
def test_under_which_names_a_row_stands(place: str, names: tuple[str, ...]) -> None:
    assert place_keys.of_row(place) == names


@pytest.mark.parametrize(("place", "names"), ASKED.values(), ids=list(ASKED))
def test_which_names_a_query_asks_for(place: str, names: tuple[str, ...]) -> None:
    assert place_keys.asked(place) == names

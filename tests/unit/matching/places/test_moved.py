"""Communes that once lay in a district in which the table has none of their name."""

import json
from pathlib import Path

import pytest

from app.matching.places import communes, places
from app.matching.places.communes import joined
from app.matching.result import Result

_DATA = json.loads((Path(places.__file__).parents[1] / "data/places.json").read_text(encoding="utf-8"))
TO_QUANG_PHU = (
    "có thể đổi tên địa giới: xã Quảng Thịnh, thành phố Thanh Hóa → phường Quảng Thịnh (từ 2019–2023)"
    " → phường Quảng Phú (từ 1/7/2025)"
)
D, P, V = Result.DIFFERENT, Result.BOOK_PARTIAL, Result.EQUAL_VARIANT


def test_the_table_knows_every_district_of_the_divided_ones():
    for province, _old, *new in _DATA["divided_districts"]:
        for name in new:
            assert (name, province) in communes.districts(joined(name)), (province, name)
    for _, name, province in _DATA["moved_districts"]:
        assert (name, province) in communes.districts(joined(name)), (province, name)


COMPARED = {
    "a commune that a town took in": (
        "Thạch Trung, Thạch Hà, Hà Tĩnh",
        "Xã Thạch Trung, Thành phố Hà Tĩnh, Tỉnh Hà Tĩnh",
        P,
        "có thể đổi tên địa giới: Thạch Hà → thành phố Hà Tĩnh",
    ),
    "what the town's commune became": (
        "xã Quảng Thịnh, huyện Quảng Xương, Thanh Hóa",
        "Phường Quảng Phú, Tỉnh Thanh Hóa",
        P,
        TO_QUANG_PHU,
    ),
    "in the registry": (
        "Xã Thạch Trung, Thành phố Hà Tĩnh, Tỉnh Hà Tĩnh",
        "Thạch Trung, Thạch Hà, Hà Tĩnh",
        P,
        "có thể đổi tên địa giới: Thạch Hà → thành phố Hà Tĩnh",
    ),
    "an urban district of a city": (
        "Gia Thụy, Gia Lâm, Hà Nội",
        "Phường Gia Thụy, Quận Long Biên, Thành phố Hà Nội",
        P,
        "có thể đổi tên địa giới: Gia Lâm → quận Long Biên",
    ),
    "another commune of the town": (
        "Thạch Trung, Thạch Hà, Hà Tĩnh",
        "Xã Thạch Hạ, Thành phố Hà Tĩnh, Tỉnh Hà Tĩnh",
        D,
        "khác huyện, khác xã",
    ),
    "a district that is in no table": (
        "Định Liên, Thiệu Yên, Thanh Hóa",
        "Xã Định Liên, Huyện Yên Định, Tỉnh Thanh Hóa",
        P,
        "có thể đổi tên địa giới: Thiệu Yên → huyện Yên Định",
    ),
    "what a commune of such a district became": (
        "Định Liên, Thiệu Yên, Thanh Hóa",
        "Xã Yên Định, Tỉnh Thanh Hóa",
        P,
        "có thể đổi tên địa giới: xã Định Liên, huyện Yên Định → xã Yên Định (từ 1/7/2025)",
    ),
    "another commune of such a district": (
        "Định Liên, Thiệu Yên, Thanh Hóa",
        "Xã Định Long, Huyện Yên Định, Tỉnh Thanh Hóa",
        D,
        "khác huyện, khác xã",
    ),
    "a district that is gone, of which it never was": (
        "Cẩm Lương, Thiệu Yên, Thanh Hóa",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        D,
        "khác huyện",
    ),
    "a district of which nothing is known": (
        "Cẩm Lương, Mường Khô, Thanh Hóa",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        P,
        "có thể đổi tên địa giới: Mường Khô → huyện Cẩm Thủy",
    ),
    "a district that is misspelled": (
        "Cẩm Lương, Cẩm Thuỵ, Thanh Hóa",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        D,
        "khác huyện",
    ),
    "initials": ("Cẩm Lương, N.S, TH", "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa", D, "khác huyện"),
    "a district with a wrong letter": (
        "Cẩm Lương, Cẩm Thúi, Thanh Hóa",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        D,
        "khác huyện",
    ),
    "another district, of which it never was": (
        "Cẩm Lương, Nga Sơn, Thanh Hóa",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        D,
        "khác huyện",
    ),
    "a district that was divided": (
        "xã Trung Hạ, huyện Quan Hóa, Thanh Hóa",
        "Xã Trung Hạ, Huyện Quan Sơn, Tỉnh Thanh Hóa",
        P,
        "có thể đổi tên địa giới: Quan Hóa → huyện Quan Sơn",
    ),
    "the town has a namesake in the old district": (
        "Thành Sơn, Quan Hóa, Thanh Hóa",
        "Thành Sơn, Bá Thước, Thanh Hóa",
        D,
        "khác huyện",
    ),
    "a district of another province": (
        "Thạch Trung, Thạch Hà, Nghệ An",
        "Xã Thạch Trung, Thành phố Hà Tĩnh, Tỉnh Hà Tĩnh",
        D,
        "khác tỉnh, khác huyện",
    ),
    "an island without communes since": (
        "xã An Hải, huyện Lý Sơn, Quảng Ngãi",
        "Đặc khu Lý Sơn, Tỉnh Quảng Ngãi",
        V,
        "đổi tên địa giới: xã An Hải, huyện Lý Sơn → đặc khu Lý Sơn (từ 2020)",
    ),
    "a district that went to another province": (
        "huyện Mê Linh, tỉnh Vĩnh Phúc",
        "Huyện Mê Linh, Thành phố Hà Nội",
        P,
        "có thể đổi tên địa giới: Vĩnh Phúc → Hà Nội",
    ),
    "a commune of a district that went to another province": (
        "Tiến Thắng, Mê Linh, Vĩnh Phúc",
        "Xã Tiến Thắng, Thành phố Hà Nội",
        P,
        "có thể đổi tên địa giới: xã Tiến Thắng, huyện Mê Linh → xã Tiến Thắng (từ 1/7/2025)",
    ),
    "a district that went to another province, against the province": (
        "Mê Linh, Vĩnh Phúc",
        "Thành phố Hà Nội",
        P,
        "có thể đổi tên địa giới: Vĩnh Phúc → Hà Nội",
    ),
    "a district that stayed": ("huyện Tam Đảo, Vĩnh Phúc", "Thành phố Hà Nội", D, "khác tỉnh"),
    "a district under a province that is a commune's name today": (
        "Cái Bè, Định Tường",
        "Huyện Cái Bè, Tỉnh Tiền Giang",
        V,
        "đổi tên địa giới: Định Tường (đến 1976) → Tiền Giang",
    ),
    "a town under such a province": (
        "Đà Lạt, Tuyên Đức",
        "Thành phố Đà Lạt, Tỉnh Lâm Đồng",
        V,
        "đổi tên địa giới: Tuyên Đức (đến 1976) → Lâm Đồng",
    ),
    "a number in words": (
        "Quận Nhất, Sài Gòn",
        "Quận 1, Thành phố Hồ Chí Minh",
        V,
        "đổi tên địa giới: Sài Gòn (đến 1976) → Hồ Chí Minh",
    ),
    "a number under the old name of the city": (
        "Bến Nghé, Quận 1, Sài Gòn",
        "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh",
        V,
        "đổi tên địa giới: Sài Gòn (đến 1976) → Hồ Chí Minh",
    ),
    "another number in words": ("Quận Nhì, Sài Gòn", "Quận 3, Thành phố Hồ Chí Minh", D, "khác huyện"),
    "short with a stop inside": ("T.P Hồ Chí Minh", "Thành phố Hồ Chí Minh", Result.EQUAL_FORMAT, ""),
    "town short with a stop inside": (
        "T.X Bỉm Sơn, Thanh Hóa",
        "Thị xã Bỉm Sơn, Tỉnh Thanh Hóa",
        Result.EQUAL_FORMAT,
        "",
    ),
    "the same district": (
        "xã Cẩm Lương, cùng huyện",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        P,
        "sổ ghi thiếu cấp",
    ),
    "the same district without a comma": (
        "Cẩm Lương cùng huyện",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        P,
        "sổ ghi thiếu cấp",
    ),
}


@pytest.mark.parametrize(("book", "registry", "result", "detail"), COMPARED.values(), ids=COMPARED)
def test_compare(book, registry, result, detail):
    year = 197006 if "Sài Gòn" in book else 199506
    verdict = places.compare(book, registry, (year, year))
    assert (verdict.result, verdict.detail) == (result, detail)

"""Places under the names of their time: what became what, and what only bears the same name."""

import pytest

from app.matching.places import places
from app.matching.result import Result

E, F, V = Result.EQUAL, Result.EQUAL_FORMAT, Result.EQUAL_VARIANT
D, P = Result.DIFFERENT, Result.BOOK_PARTIAL
TO_TOWN = " → thị trấn Phong Sơn (từ 1/12/2019)"
IN_1998, IN_2026 = (199801, 199812), (202601, 202612)

CHANGES = {
    "merged in 2025": (
        "Xã Ái Thượng, Huyện Bá Thước, Thanh Hóa",
        "Xã Điền Lư, Tỉnh Thanh Hóa",
        V,
        "đổi tên địa giới: xã Ái Thượng, huyện Bá Thước → xã Điền Lư (từ 1/7/2025)",
    ),
    "merged in 2019, by a day that is known, into one that keeps its name in 2025": (
        "Xã Phúc Do, Huyện Cẩm Thủy, Thanh Hóa",
        "Xã Cẩm Tân, Tỉnh Thanh Hóa",
        V,
        "đổi tên địa giới: xã Phúc Do, huyện Cẩm Thủy → xã Cẩm Tân (từ 1/12/2019)",
    ),
    "merged twice under new names": (
        "Xã Cẩm Phong, Huyện Cẩm Thủy, Thanh Hóa",
        "Xã Cẩm Thủy, Tỉnh Thanh Hóa",
        V,
        f"đổi tên địa giới: xã Cẩm Phong, huyện Cẩm Thủy{TO_TOWN} → xã Cẩm Thủy (từ 1/7/2025)",
    ),
    "merged in years that are known": (
        "Xã Đông Xuân, Huyện Đông Hưng, Thái Bình",
        "Xã Xuân Quang Động, Huyện Đông Hưng, Thái Bình",
        V,
        "đổi tên địa giới: xã Đông Xuân, huyện Đông Hưng → xã Xuân Quang Động (từ 2023–2025)",
    ),
    "under the province of another name": (
        "Xã Mai Hịch, Huyện Mai Châu, Tỉnh Hòa Bình",
        "Xã Mai Hịch, Huyện Mai Châu, Tỉnh Phú Thọ",
        V,
        "đổi tên địa giới: Hòa Bình → Phú Thọ (từ 1/7/2025)",
    ),
    "a book of today beside an older registry": (
        "Xã Cẩm Tú, Tỉnh Thanh Hóa",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        P,
        "có thể đổi tên địa giới: xã Cẩm Lương, huyện Cẩm Thủy → xã Cẩm Tú (từ 1/7/2025)",
    ),
    "divided: one of its parts": (
        "Thị trấn Hà Trung, Huyện Hà Trung, Thanh Hóa",
        "Xã Hoạt Giang, Tỉnh Thanh Hóa",
        P,
        "có thể đổi tên địa giới: thị trấn Hà Trung, huyện Hà Trung → xã Hoạt Giang (từ 1/7/2025)",
    ),
    "divided: a commune that has no part of it": (
        "Thị trấn Hà Trung, Huyện Hà Trung, Thanh Hóa",
        "Xã Tống Sơn, Tỉnh Thanh Hóa",
        D,
        "khác xã",
    ),
    "another took its name": (
        "Xã Lam Sơn, Huyện Ngọc Lặc, Thanh Hóa",
        "Xã Lam Sơn, Tỉnh Thanh Hóa",
        D,
        "khác xã, trùng tên",
    ),
    "became the same commune as another, not it": (
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Thanh Hóa",
        "Xã Cẩm Quý, Huyện Cẩm Thủy, Thanh Hóa",
        D,
        "khác xã",
    ),
    "the town, not the commune of its name": (
        "Thị trấn Trạm Tấu, Huyện Trạm Tấu, Yên Bái",
        "Xã Trạm Tấu, Huyện Trạm Tấu, Yên Bái",
        D,
        "khác xã, trùng tên",
    ),
    "the town or the commune of one name": (
        "Trạm Tấu, Trạm Tấu, Yên Bái",
        "Xã Trạm Tấu, Huyện Trạm Tấu, Yên Bái",
        P,
        "sổ ghi thiếu cấp",
    ),
    "only the district": (
        "Huyện Cẩm Thủy, Thanh Hóa",
        "Xã Cẩm Tú, Tỉnh Thanh Hóa",
        P,
        "sổ ghi thiếu cấp",
    ),
    "only a district that the commune never was in": (
        "Huyện Bá Thước, Thanh Hóa",
        "Xã Cẩm Tú, Tỉnh Thanh Hóa",
        D,
        "khác huyện",
    ),
    "a district that is gone": (
        "Xã Đông Hoàng, Huyện Đông Sơn, Thanh Hóa",
        "Xã Đông Hoàng, Thành phố Thanh Hóa, Thanh Hóa",
        V,
        "đổi tên địa giới: huyện Đông Sơn → thành phố Thanh Hóa",
    ),
    "a district under its earlier name": (
        "Xã Hải Yến, Huyện Tĩnh Gia, Thanh Hóa",
        "Xã Hải Yến, Thị xã Nghi Sơn, Thanh Hóa",
        V,
        "đổi tên địa giới: Tĩnh Gia → Nghi Sơn (từ 1/6/2020)",
    ),
    "a special zone": (
        "Thị trấn Cái Rồng, Huyện Vân Đồn, Quảng Ninh",
        "Đặc khu Vân Đồn, Tỉnh Quảng Ninh",
        V,
        "đổi tên địa giới: thị trấn Cái Rồng, huyện Vân Đồn → đặc khu Vân Đồn (từ 1/7/2025)",
    ),
    "a special zone without its word": ("Phú Quốc, An Giang", "Đặc khu Phú Quốc, Tỉnh An Giang", F, ""),
    "a province that was divided": (
        "tỉnh Nghệ Tĩnh",
        "Tỉnh Hà Tĩnh",
        P,
        "có thể đổi tên địa giới: Nghệ Tĩnh (đến 1991) → Hà Tĩnh",
    ),
    "a province that was divided, and a place in a part of it": (
        "Xã Xuân An, Huyện Nghi Xuân, Nghệ Tĩnh",
        "Thị trấn Xuân An, Huyện Nghi Xuân, Tỉnh Hà Tĩnh",
        V,
        "đổi tên địa giới: Nghệ Tĩnh (đến 1991) → Hà Tĩnh",
    ),
    "a province nobody has checked": (
        "tỉnh Bình Tuy",
        "Tỉnh Đồng Nai",
        P,
        "có thể đổi tên địa giới: Bình Tuy (đến 1976) → Đồng Nai",
    ),
    "a province that took nothing of it": ("tỉnh Nghệ Tĩnh", "Tỉnh Thanh Hóa", D, "khác tỉnh"),
}


@pytest.mark.parametrize(("book", "registry", "result", "detail"), CHANGES.values(), ids=CHANGES)
def test_units_under_the_names_of_their_time(book, registry, result, detail):
    verdict = places.compare(book, registry)
    assert (verdict.result, verdict.detail) == (result, detail)


DATED = {
    "of 1998: not yet the commune of today": (
        "Xã Cẩm Tú, Thanh Hóa",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Thanh Hóa",
        IN_1998,
        D,
    ),
    "of 2026: the commune of today": (
        "Xã Cẩm Tú, Thanh Hóa",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Thanh Hóa",
        IN_2026,
        V,
    ),
    "of 2026: no more the one that bore the name": (
        "Xã Lam Sơn, Tỉnh Thanh Hóa",
        "Xã Lam Sơn, Huyện Ngọc Lặc, Thanh Hóa",
        IN_2026,
        D,
    ),
    "of 1998: the one that bore the name": (
        "Xã Lam Sơn, Tỉnh Thanh Hóa",
        "Xã Minh Sơn, Tỉnh Thanh Hóa",
        IN_1998,
        V,
    ),
    "of 2026 in the words of before: as they stand": (
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Thanh Hóa",
        "Xã Cẩm Tú, Tỉnh Thanh Hóa",
        IN_2026,
        V,
    ),
    "of 1990: the wide Lai Châu": ("tỉnh Lai Châu", "Tỉnh Điện Biên", (199001, 199012), P),
    "of 2010: the Lai Châu that was left": ("tỉnh Lai Châu", "Tỉnh Điện Biên", (201001, 201012), D),
    "of 1975 to 2010, a birth registered late": ("tỉnh Lai Châu", "Tỉnh Điện Biên", (197501, 201001), P),
    "of no told time": ("tỉnh Lai Châu", "Tỉnh Điện Biên", places.ANY, P),
}


@pytest.mark.parametrize(("book", "registry", "window", "result"), DATED.values(), ids=DATED)
def test_a_book_is_read_at_the_time_it_was_written(book, registry, window, result):
    assert places.compare(book, registry, window).result is result


WORDS = {
    "begins like a hamlet": ("Bản Qua, Bát Xát, Lào Cai", "Xã Bản Qua, Huyện Bát Xát, Tỉnh Lào Cai", F),
    "begins like a hamlet, another": ("Bản Qua, Bát Xát, Lào Cai", "Y Tý, Bát Xát, Lào Cai", D),
    "begins like a street": ("Đường Thượng, Yên Minh, Hà Giang", "Na Khê, Yên Minh, Hà Giang", D),
    "ends in a level's word": (
        "Xã Tứ Xã - Huyện Lâm Thao - Tỉnh Phú Thọ",
        "Xã Tứ Xã, Huyện Lâm Thao, Tỉnh Phú Thọ",
        F,
    ),
    "ends in a level's word, run together": (
        "Xã Phước Tỉnh Huyện Long Đất Tỉnh Bà Rịa - Vũng Tàu",
        "Xã Phước Tỉnh, Huyện Long Đất, Tỉnh Bà Rịa - Vũng Tàu",
        F,
    ),
    "begins with its own level's word": (
        "P.Phường Đúc, Q.Thuận Hóa, TP.Huế",
        "Phường Phường Đúc, Quận Thuận Hóa, Thành phố Huế",
        F,
    ),
    "ends in the name of a district": (
        "Xã Tân Thanh, Huyện Lâm Hà, Tỉnh Lâm Đồng",
        "Xã Phúc Thọ Lâm Hà, Tỉnh Lâm Đồng",
        V,
    ),
    "dash in the name": ("Lâm Viên-Đà Lạt, Lâm Đồng", "Phường Lâm Viên - Đà Lạt, Tỉnh Lâm Đồng", F),
    "apostrophe": ("Cư M’gar, Đắk Lắk", "Xã Cư M'gar, Tỉnh Đắk Lắk", F),
    "i for y": ("Quí Lộc, Yên Định, Thanh Hóa", "Thị trấn Quý Lộc, Huyện Yên Định, Thanh Hóa", F),
    "district first": (
        "Huyện Cẩm Thủy, xã Cẩm Lương, Thanh Hóa",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Thanh Hóa",
        F,
    ),
    "province between": ("Cẩm Thủy, Thanh Hóa, Cẩm Lương", "Xã Cẩm Lương, Huyện Cẩm Thủy, Thanh Hóa", F),
    "province left out": ("Cẩm Lương, Cẩm Thủy", "Xã Cẩm Tú, Tỉnh Thanh Hóa", P),
    "district left out": ("Cẩm Lương, Thanh Hóa", "Xã Cẩm Lương, Huyện Cẩm Thủy, Thanh Hóa", P),
    "a letter of each name": ("T.Lộng, Ứ.Hòa, H.Nội", "Xã Ứng Hòa, Thành phố Hà Nội", V),
    "letters of names of another order": (
        "H.Phú, T.D.Một, B.Dương",
        "Phường Hiệp Thành, Thành phố Thủ Dầu Một, Tỉnh Bình Dương",
        D,
    ),
    "letters that are marks too": ("X.Lộc, T.Sơn, T.Hóa", "Xã Thọ Phú, Tỉnh Thanh Hóa", V),
    "province first, and two names of districts": (
        "Cao Bằng - Hà Quảng - Thông Nông",
        "Xã Thông Nông, Tỉnh Cao Bằng",
        V,
    ),
    "province first, and a former province's name last": (
        "Vĩnh Phúc - Vĩnh Tường - Vĩnh Phú",
        "Xã Vĩnh Phú, Tỉnh Phú Thọ",
        V,
    ),
    "a dash in the name among commas": (
        "Xã Xuân Thọ, Thành phố Đà Lạt, Lâm Đồng",
        "Phường Xuân Trường - Đà Lạt, Tỉnh Lâm Đồng",
        V,
    ),
    "a city that was a district": ("Phường Long Hồ, Quận Phú Xuân, Huế", "Phường Kim Long, Thành phố Huế", V),
    "a commune of a province's name, after its district": (
        "Bình Phước - Bù Đăng - Đồng Nai",
        "Xã Thọ Sơn, Tỉnh Đồng Nai",
        V,
    ),
    "letters without any mark": ("C.Thanh, H.An, Q.Nam", "Phường Hội An Đông, Thành phố Đà Nẵng", V),
    "the country at the end": (
        "Cẩm Lương, Cẩm Thủy, Thanh Hóa, Việt Nam",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        F,
    ),
    "two provinces and a commune of one's name": (
        "Thái Bình - Vũ Thư - Hòa Bình",
        "Xã Vũ Thư, Tỉnh Hưng Yên",
        V,
    ),
}


@pytest.mark.parametrize(("book", "registry", "result"), WORDS.values(), ids=WORDS)
def test_names_with_words_of_levels_and_signs(book, registry, result):
    assert places.compare(book, registry).result is result


HAMLETS = {
    "two": ("Thôn Kim Mẫm, xã Cẩm Lương, Cẩm Thủy, Thanh Hóa", V, "khác thôn"),
    "two, one without its word": ("Lương Hòa, Cẩm Lương, Cẩm Thủy, Thanh Hóa", V, "khác thôn"),
    "one in two writings": ("THÔN LƯƠNG NGỌC, xã Cẩm Lương, Cẩm Thủy, Thanh Hóa", F, ""),
    "none": ("xã Cẩm Lương, Cẩm Thủy, Thanh Hóa", F, ""),
    "two, and less": ("Thôn Kim Mẫm, xã Cẩm Lương, Cẩm Thủy", P, "sổ ghi thiếu cấp; khác thôn"),
    "a house": ("số nhà 5, xã Cẩm Lương, Cẩm Thủy, Thanh Hóa", F, ""),
    "two, in another commune": ("Thôn Kim Mẫm, xã Cẩm Vân, Cẩm Thủy, Thanh Hóa", D, "khác xã"),
}


@pytest.mark.parametrize(("book", "result", "detail"), HAMLETS.values(), ids=HAMLETS)
def test_two_hamlets_are_shown_and_make_no_difference(book, result, detail):
    verdict = places.compare(book, "Thôn Lương Ngọc, Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa")
    assert (verdict.result, verdict.detail) == (result, detail)


def test_hamlets_by_number():
    registry = "Thôn 3, Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"
    assert places.compare("thôn 03, xã Cẩm Lương, Cẩm Thủy, Thanh Hóa", registry).detail == ""
    assert places.compare("thôn 4, xã Cẩm Lương, Cẩm Thủy, Thanh Hóa", registry).detail == "khác thôn"
    assert (
        places.compare("thon 4, xa Cam Luong, Cam Thuy, Thanh Hoa", registry).detail == "không dấu; khác thôn"
    )

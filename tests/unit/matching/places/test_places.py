"""Places in the habits of clerks: without diacritics, without separators, in any order, under old names."""

import itertools
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.places import place_keys, places
from app.matching.result import Result
from app.models.words.vietnamese import fold

_DATA = json.loads((Path(places.__file__).parents[1] / "data/places.json").read_text(encoding="utf-8"))
E, F, V = Result.EQUAL, Result.EQUAL_FORMAT, Result.EQUAL_VARIANT
D, P = Result.DIFFERENT, Result.BOOK_PARTIAL
FULL = "Xã Cẩm Thạch, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"
TOWN = "Thị trấn Phong Sơn, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"
TO_TOWN = " → thị trấn Phong Sơn (từ 1/12/2019)"
LIEN = "xã Cẩm Liên, huyện Cẩm Thủy → xã Cẩm Thạch (từ 1/7/2025)"
WARD = "Phường 3, Quận 5, Thành phố Hồ Chí Minh"

COMMUNES = ("Cẩm Thạch", "Cẩm Lương", "Cẩm Liên", "Cẩm Bình", "Cẩm Châu", "Cẩm Vân", "Cẩm Phú", "Phúc Do")
communes = st.sampled_from(COMMUNES)
SEPARATORS = [", ", " - ", "; ", ",", " – ", " / ", ". , "]


def written(commune: str, marks: tuple[str, str, str], separator: str, *, first: bool) -> str:
    """Write a place of the own district with marks before its names."""
    names = [mark + name for mark, name in zip(marks, (commune, "Cẩm Thủy", "Thanh Hóa"), strict=True)]
    return separator.join(reversed(names) if first else names)


MARKS = [
    *(
        ("", "", ""),
        ("xã ", "huyện ", "tỉnh "),
        ("x.", "h.", "t."),
        ("x ", "h ", "t "),
        ("X. ", "H. ", "T. "),
    ),
    *(("Trạm y tế xã ", "huyện ", ""), ("thôn 3, xã ", "", "")),
]


@given(communes, st.sampled_from(MARKS), st.sampled_from(SEPARATORS), st.booleans(), st.booleans())
def test_every_order_and_sign_is_one_place(commune, marks, separator, first, bare):
    if first:
        marks = ("xã " if marks[0].endswith("xã ") else marks[0], *marks[1:])
    book = written(commune, marks, separator, first=first)
    registry = f"Xã {commune}, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"
    verdict = places.compare(fold(book) if bare else book, registry)
    assert (verdict.result, verdict.detail) == (F, "không dấu" if bare else "")


@given(communes, communes, st.sampled_from(SEPARATORS), st.booleans())
def test_another_commune_is_another_in_every_writing(ours, theirs, separator, bare):
    book = written(ours, ("", "", ""), separator, first=False)
    registry = f"Xã {theirs}, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"
    said = places.compare(fold(book) if bare else book, registry).result
    expected = {F} if ours == theirs else {D, V}  # V where one was merged into the other
    assert said in expected


def test_different_names_of_the_district_have_different_folds():
    assert [(a, b) for a, b in itertools.combinations(sorted(COMMUNES), 2) if fold(a) == fold(b)] == []


@given(st.text(max_size=60), st.sampled_from([FULL, WARD, "Thanh Hóa", "Cam Thach"]))
def test_any_text_is_read_and_spans_lie_inside(book, registry):
    book = unicodedata.normalize("NFC", book)
    verdict = places.compare(book, registry)
    assert all(0 <= a < b <= len(book) for a, b in verdict.book_spans)
    assert all(0 <= a < b <= len(registry) for a, b in verdict.registry_spans)


COMPARED = {
    "spaces only": ("Cẩm Thạch Cẩm Thủy Thanh Hóa", FULL, F, ""),
    "spaces only, province first": ("Thanh Hóa Cẩm Thủy Cẩm Thạch", FULL, F, ""),
    "spaces only, without diacritics": ("Cam Thach Cam Thuy Thanh Hoa", FULL, F, "không dấu"),
    "spaces only, another": ("Cẩm Vân Cẩm Thủy Thanh Hóa", FULL, D, "khác xã"),
    "spaces only, district and province": ("Cẩm Thủy Thanh Hóa", FULL, P, "sổ ghi thiếu cấp"),
    "tight dash of two names": ("Cẩm Thạch-Cẩm Thủy", FULL, P, "sổ ghi thiếu cấp"),
    "short marks without commas": ("X.Cẩm Thạch H.Cẩm Thủy T.Thanh Hóa", FULL, F, ""),
    "a short name after a word": ("thị trấn P.Sơn, Cẩm Thủy, TH", TOWN, F, ""),
    "without diacritics": ("xa Cam Thach, huyen Cam Thuy", FULL, P, "sổ ghi thiếu cấp"),
    "without diacritics, another": ("xa Cam Van, huyen Cam Thuy, tinh Thanh Hoa", FULL, D, "khác xã"),
    "registry without diacritics": (FULL, "CAM THACH, CAM THUY, THANH HOA", F, "không dấu"),
    "both without diacritics": ("cam thach, cam thuy", "Cam Thach, Cam Thuy", F, ""),
    "one mark left out of many": ("Cẩm Thach, Cẩm Thủy, Thanh Hóa", FULL, D, "khác xã"),
    "hospital without diacritics": ("benh vien da khoa huyen Cam Thuy", FULL, P, "sổ ghi thiếu cấp"),
    "hospital of another district": ("benh vien huyen Ngoc Lac", FULL, D, "khác huyện"),
    "station without diacritics": ("tram y te xa Cam Thach", FULL, P, "sổ ghi thiếu cấp"),
    "quan is no district's word": (
        "Xa Na Meo, Quan Son, Thanh Hoa",
        "Xã Na Mèo, Huyện Quan Sơn, Thanh Hóa",
        F,
        "không dấu",
    ),
    "lang is no hamlet": (
        "Lang Chanh, Thanh Hoa",
        "Huyện Lang Chánh, Tỉnh Thanh Hóa",
        F,
        "không dấu",
    ),
    "tinh is no province's word": (
        "Hai Yen, Tinh Gia, Thanh Hoa",
        "Xã Hải Yến, Huyện Tĩnh Gia, Thanh Hóa",
        F,
        "không dấu",
    ),
    "short form of a city": ("Thành phố Hồ Chí Minh", "TP. HCM", F, ""),
    "ward run together": ("P3, Q5, TP.HCM", WARD, F, ""),
    "ward of the South": ("F.3 Q.5 TPHCM", WARD, F, ""),
    "ward with a nought": ("phường 03, quận 05, TP Hồ Chí Minh", WARD, F, ""),
    "ward of another number": ("phường 13, quận 5, TP Hồ Chí Minh", WARD, D, "khác xã"),
    "at home": ("tại gia đình", FULL, P, "sổ ghi thiếu cấp"),
    "town before 2019": (
        "TT Cẩm Thủy, Cẩm Thủy, Thanh Hóa",
        TOWN,
        V,
        f"đổi tên địa giới: thị trấn Cẩm Thủy, huyện Cẩm Thủy{TO_TOWN}",
    ),
    "commune before 2019": (
        "Cẩm Phong, Cẩm Thủy, Thanh Hóa",
        TOWN,
        V,
        f"đổi tên địa giới: xã Cẩm Phong, huyện Cẩm Thủy{TO_TOWN}",
    ),
    "commune before 2019 and 2025": (
        "Cẩm Phong, Cẩm Thủy, Thanh Hóa",
        "Xã Cẩm Thủy, Tỉnh Thanh Hóa",
        V,
        f"đổi tên địa giới: xã Cẩm Phong, huyện Cẩm Thủy{TO_TOWN} → xã Cẩm Thủy (từ 1/7/2025)",
    ),
    "merged, without diacritics": (
        "Cam Lien, Cam Thuy, Thanh Hoa",
        "Xã Cẩm Thạch, Tỉnh Thanh Hóa",
        V,
        f"đổi tên địa giới: {LIEN}",
    ),
    "merged, short": (
        "C.Liên, C.Thủy, Th.Hóa",
        "Xã Cẩm Thạch, Tỉnh Thanh Hóa",
        V,
        f"đổi tên địa giới: {LIEN}",
    ),
    "merged, no district told": (
        "xã Cẩm Liên",
        "Xã Cẩm Thạch, Tỉnh Thanh Hóa",
        P,
        f"có thể đổi tên địa giới: {LIEN}",
    ),
    "merged, only its name told": (
        "Cẩm Liên",
        "Xã Cẩm Thạch, Tỉnh Thanh Hóa",
        P,
        f"có thể đổi tên địa giới: {LIEN}",
    ),
    "merged in 2019, no district told": (
        "Trạm y tế xã Cẩm Phong",
        TOWN,
        P,
        f"có thể đổi tên địa giới: xã Cẩm Phong, huyện Cẩm Thủy{TO_TOWN}",
    ),
    "merged in 2019, only its name told": (
        "Cẩm Phong",
        TOWN,
        P,
        f"có thể đổi tên địa giới: xã Cẩm Phong, huyện Cẩm Thủy{TO_TOWN}",
    ),
    "the other way about": (
        "xã Cẩm Thạch",
        "Xã Cẩm Liên, Tỉnh Thanh Hóa",
        P,
        f"có thể đổi tên địa giới: {LIEN}",
    ),
    "merged, of another district": ("Cẩm Liên, Bá Thước", "Xã Cẩm Thạch, Tỉnh Thanh Hóa", D, "khác xã"),
    "of a name of untold level, another": ("Cẩm Vân", "Xã Cẩm Thạch, Tỉnh Thanh Hóa", D, "khác nơi"),
    "a successor's name in a book that names no province": (
        "xã Cẩm Vân",
        "Xã Cẩm Châu, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        P,
        "có thể đổi tên địa giới: xã Cẩm Châu, huyện Cẩm Thủy → xã Cẩm Vân (từ 1/7/2025)",
    ),
    "province split when there were districts": (
        "tỉnh Hậu Giang",
        "Xã Đại Hải, Huyện Kế Sách, Tỉnh Sóc Trăng",
        P,
        "có thể đổi tên địa giới: Hậu Giang (đến 1991) → Sóc Trăng",
    ),
    "province merged in 2025, beside a district": (
        "tỉnh Hòa Bình",
        "Huyện Yên Lập, Tỉnh Phú Thọ",
        D,
        "khác tỉnh",
    ),
    "a letter for a province is no district's word": (
        "P.Nghĩa, L.Thủy, H.Bình",
        "Phú Nghĩa, Lạc Thủy, Hoà Bình",
        F,
        "",
    ),
    "at home, without diacritics": ("tai gia dinh", FULL, P, "sổ ghi thiếu cấp"),
    "not merged": ("Cẩm Vân, Cẩm Thủy, Thanh Hóa", "Xã Cẩm Thạch, Tỉnh Thanh Hóa", D, "khác xã"),
    "province in two steps": (
        "tỉnh Hà Sơn Bình",
        "Thành phố Hà Nội",
        P,
        "có thể đổi tên địa giới: Hà Sơn Bình (đến 1991) → Hà Nội",
    ),
    "province with a dash": (
        "Quảng Nam - Đà Nẵng",
        "Tỉnh Quảng Nam",
        P,
        "có thể đổi tên địa giới: Quảng Nam - Đà Nẵng (đến 1996) → Quảng Nam",
    ),
    "province split long ago": (
        "Vĩnh Phú",
        "Tỉnh Vĩnh Phúc",
        P,
        "có thể đổi tên địa giới: Vĩnh Phú (đến 1996) → Vĩnh Phúc",
    ),
    "province never one with it": ("Vĩnh Phú", "Tỉnh Hòa Bình", D, "khác tỉnh"),
    "province in another spelling": ("Đăk Lăk", "Tỉnh Đắk Lắk", F, ""),
    "province without diacritics": (
        "Ha Tay",
        "Thành phố Hà Nội",
        V,
        "đổi tên địa giới: Hà Tây (đến 2008) → Hà Nội",
    ),
    "a country of many words": ("Cộng hòa Liên bang Đức", FULL, D, "khác nước"),
}


@pytest.mark.parametrize(("book", "registry", "result", "detail"), COMPARED.values(), ids=COMPARED)
def test_compare(book, registry, result, detail):
    verdict = places.compare(book, registry)
    assert (verdict.result, verdict.detail) == (result, detail)


@pytest.mark.parametrize(
    "place",
    [
        "Cẩm Thạch, Cẩm Thủy, Thanh Hóa",
        "cam thach cam thuy thanh hoa",
        "x Cẩm Thạch, h Cẩm Thủy",
        "TYT xã Cẩm Thạch",
    ],
)
def test_one_commune_has_one_key(place):
    assert place_keys.commune(place) == "cam thach"
    assert place_keys.commune(unicodedata.normalize("NFD", place)) == "cam thach"


def test_every_known_province_is_its_own_in_any_writing():
    names = {name for row in _DATA["provinces"] for name in row[1:]}
    for name in sorted(names):
        for book in (name, name.upper(), fold(name), f"tỉnh {name}", f"Xã A, Huyện B, {name}"):
            assert places.compare(book, f"Tỉnh {name}").result in {F, V}, book


HUNG_SON_BL = "Xã Hùng Sơn, Huyện Bảo Lâm, Tỉnh Lâm Đồng"
HUNG_SON_DT = "Xã Hùng Sơn, Huyện Đại Từ, Tỉnh Thái Nguyên"
NGHIA_XUAN = "Xã Nghĩa Xuân, Huyện Quỳ Hợp, Tỉnh Nghệ An"
TUAN_DAO = "Xã Tuân Đạo, Huyện Lạc Sơn, Tỉnh Hòa Bình"
CAM_TU = "Xã Cẩm Tú, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"
SHORT = {
    "dotted former province": (
        "N.Xuân - Q.Hợp - N.Tĩnh",
        NGHIA_XUAN,
        V,
        "đổi tên địa giới: Nghệ Tĩnh (đến 1991) → Nghệ An",
    ),
    "dotted province": ("tỉnh N.An, huyện Quỳ Hợp, xã Nghĩa Xuân", NGHIA_XUAN, F, ""),
    "initials of a province": ("Xã Tuân Đạo, Huyện Lạc Sơn, Tỉnh HB", TUAN_DAO, F, ""),
    "initials after a short mark": ("X.Tuân Đạo, H.Lạc Sơn, T.HB", TUAN_DAO, F, ""),
    "initials of another province": ("X.Cẩm Tú, H.Cẩm Thủy, T.HB", CAM_TU, D, "khác tỉnh"),
    "initials at the end": ("Tuân Đạo - Lạc Sơn - HB", TUAN_DAO, F, ""),
    "initials of the own district at the end": ("Cẩm Tú, CT", CAM_TU, P, "sổ ghi thiếu cấp"),
    "initials of a district elsewhere": ("xã Hùng Sơn, BL", HUNG_SON_BL, P, "sổ ghi thiếu cấp"),
    "initials that are a province's too": ("xã Hùng Sơn, ĐT", HUNG_SON_DT, P, "sổ ghi thiếu cấp"),
    "initials of a district, no marks": ("Hùng Sơn - ĐT", HUNG_SON_DT, P, "sổ ghi thiếu cấp"),
    "initials of a district, bare": ("xa Hung Son, DT", HUNG_SON_DT, P, "sổ ghi thiếu cấp"),
    "initials of a district after a hamlet": ("An, Hùng Sơn, ĐT", HUNG_SON_DT, P, "sổ ghi thiếu cấp"),
    "initials of a district in the registry": (HUNG_SON_DT, "Hùng Sơn, ĐT", V, "CSDL ghi thiếu"),
    "initials of a district, another commune": ("Tân Thái, ĐT", HUNG_SON_DT, D, "khác xã"),
    "initials of neither district nor province": ("xã Hùng Sơn, HB", HUNG_SON_DT, D, "khác tỉnh"),
    "initials beside the district": ("Hùng Sơn, Đại Từ, ĐT", HUNG_SON_DT, D, "khác tỉnh"),
    "initials of a district, marked a province": ("xã Hùng Sơn, tỉnh ĐT", HUNG_SON_DT, D, "khác tỉnh"),
    "spelling of Lào Cai": (
        "X.Cốc Mỳ, H.Bát Xát, T.Lao Cai",
        "Xã Cốc Mỳ, Huyện Bát Xát, Tỉnh Lào Cai",
        F,
        "",
    ),
    "one letter twice": ("P.Túc, P.Xuyên, H.Nội", "Xã Phú Túc, Huyện Phú Xuyên, Thành phố Hà Nội", F, ""),
    "parts of a province that split twice": (
        "x. Hải Hưng, h. Hải Hậu, t. Hà Nam Ninh",
        "Xã Hải Hưng, Huyện Hải Hậu, Tỉnh Nam Hà",
        V,
        "đổi tên địa giới: Hà Nam Ninh (đến 1991) → Nam Hà",
    ),
    "province before 1976": (
        "Thạnh Lộc - Cai Lậy - Tiền Giang",
        "Xã Thạnh Lộc, Huyện Cai Lậy, Tỉnh Định Tường",
        V,
        "đổi tên địa giới: Định Tường (đến 1976) → Tiền Giang",
    ),
    "province before 1976, unmarked": (
        "Lộc Thịnh, Lộc Ninh, Bình Long",
        "Xã Lộc Thịnh, Huyện Lộc Ninh, Tỉnh Bình Phước",
        V,
        "đổi tên địa giới: Bình Long (đến 1976) → Bình Phước",
    ),
    "commune of such a name": (
        "Định Tường, Yên Định",
        "Xã Định Tường, Huyện Yên Định, Tỉnh Thanh Hóa",
        P,
        "sổ ghi thiếu cấp",
    ),
    "district of such a name": (
        "Mỹ Phước, Long Xuyên, An Giang",
        "Phường Mỹ Phước, Thành phố Long Xuyên, Tỉnh An Giang",
        F,
        "",
    ),
    "another province before 1976": ("Tỉnh Định Tường", "Tỉnh An Giang", D, "khác tỉnh"),
    "health post without diacritics": ("Tram xa xa Cam Tu", CAM_TU, P, "sổ ghi thiếu cấp"),
    "dots without diacritics": ("Thon Bai Troi, xa Cam Tu, Cam Thuy, T.Hoa", CAM_TU, F, "không dấu"),
    "all dots, without diacritics": ("C.Tu - C.Thuy - T.Hoa", CAM_TU, F, "không dấu"),
    "all dots, without diacritics, another": ("C.Van - C.Thuy - T.Hoa", CAM_TU, D, "khác xã"),
}


@pytest.mark.parametrize(("book", "registry", "result", "detail"), SHORT.values(), ids=SHORT)
def test_short_forms_and_former_names(book, registry, result, detail):
    verdict = places.compare(book, registry)
    assert (verdict.result, verdict.detail) == (result, detail)


BOOK_OF_1998 = (199801, 199812)
OLD_HUNG_DAO = "xã Hưng Đạo, huyện Bảo Lạc, tỉnh Cao Bằng"


@pytest.mark.parametrize(
    ("book", "registry", "window", "result"),
    [
        # the words of both may mean the old unit: nobody can tell without the district
        ("Xã Hưng Đạo, Tỉnh Cao Bằng", "Xã Hưng Đạo, Tỉnh Cao Bằng", BOOK_OF_1998, Result.BOOK_PARTIAL),
        ("Xã Đông Hưng, Tỉnh Kiên Giang", "Xã Đông Hưng, Tỉnh Kiên Giang", BOOK_OF_1998, Result.BOOK_PARTIAL),
        ("xã Đông Hưng - Kiên Giang", "Xã Đông Hưng, Tỉnh Kiên Giang", BOOK_OF_1998, Result.BOOK_PARTIAL),
        ("xã Hưng Đạo - Cao Bằng", "Xã Hưng Đạo, Tỉnh Cao Bằng", BOOK_OF_1998, Result.BOOK_PARTIAL),
        # words that never named the old unit are those of today
        ("Xã Đông Hưng, Tỉnh Kiên Giang", "Xã Đông Hưng, Tỉnh An Giang", BOOK_OF_1998, Result.DIFFERENT),
        ("Thị trấn U Minh, Tỉnh Cà Mau", "Xã U Minh, Tỉnh Cà Mau", BOOK_OF_1998, Result.DIFFERENT),
        # in a book of today, and in one of any time, the same words are the same place
        ("Xã Hưng Đạo, Tỉnh Cao Bằng", "Xã Hưng Đạo, Tỉnh Cao Bằng", (202601, 202602), Result.EQUAL),
        ("Xã Hưng Đạo, Tỉnh Cao Bằng", "Xã Hưng Đạo, Tỉnh Cao Bằng", places.ANY, Result.EQUAL),
        # with its district there is no doubt
        (OLD_HUNG_DAO, OLD_HUNG_DAO, BOOK_OF_1998, Result.EQUAL),
        # a unit whose name nobody took is the same in two levels as well
        ("Xã Cẩm Lương, Tỉnh Thanh Hóa", "Xã Cẩm Lương, Tỉnh Thanh Hóa", BOOK_OF_1998, Result.EQUAL),
    ],
)
def test_two_levels_of_a_name_that_another_unit_took(
    book: str, registry: str, window: places.Window, result: Result
) -> None:
    assert places.compare(book, registry, window).result is result


def test_what_two_levels_leave_open_is_said_in_words() -> None:
    dong_hung, hung_dao = "Xã Đông Hưng, Tỉnh Kiên Giang", "Xã Hưng Đạo, Tỉnh Cao Bằng"
    said = [places.compare(words, words, BOOK_OF_1998).detail for words in (dong_hung, hung_dao)]
    assert said == [
        "thiếu cấp huyện: có thể là xã khác, trùng tên",
        "có thể đổi tên địa giới: xã Hưng Đạo, huyện Bảo Lạc → xã Hưng Đạo (từ 1/7/2025)",
    ]

"""Countries by all their names: nationalities, and places abroad."""

import json
from pathlib import Path

import pytest

from app.matching import countries
from app.matching.places import places
from app.matching.result import Result
from app.models.declaration.lists import NATIONALITIES

_ROWS = json.loads((Path(countries.__file__).parent / "data/countries.json").read_text(encoding="utf-8"))
_EVERY = [(name, usual) for usual, *others in _ROWS["countries"] for name in (usual, *others)]


@pytest.mark.parametrize(("name", "usual"), _EVERY)
def test_every_name_is_its_countrys_in_every_writing(name, usual):
    for said in (name, name.upper(), f"Quốc tịch: {name}", f"nước {name}", f"{name}."):
        assert countries.country_of(said) == usual


def test_no_name_is_two_countries():
    assert len({name.casefold() for name, _ in _EVERY}) == len(_EVERY)


def test_the_form_suggests_usual_names():
    assert {name for _, name in NATIONALITIES} - {usual for _, usual in _EVERY} == {"Liên bang Nga"}


@pytest.mark.parametrize("unknown", ["abc", "Kinh", "Việt Nam, Hoa Kỳ", "Lào (Thái Lan)", "Lào (abc)", ""])
def test_what_is_no_country(unknown):
    assert countries.country_of(unknown) == ""


NATIONALITY = {
    "same": ("Lào", "LÀO", Result.EQUAL, ""),
    "spaces": ("Hoa  Kỳ", "Hoa Kỳ", Result.EQUAL_FORMAT, ""),
    "home by its code": ("VNM", "Việt Nam", Result.EQUAL_FORMAT, ""),
    "home by its whole name": ("Cộng hòa XHCN Việt Nam", "Việt Nam", Result.EQUAL_FORMAT, ""),
    "home without diacritics": ("Viet Nam", "Việt Nam", Result.EQUAL_FORMAT, ""),
    "of the ministry's list": ("Lào", "Lào (Laotian)", Result.EQUAL_VARIANT, "cùng một nước"),
    "two names": ("Mỹ", "Hoa Kỳ", Result.EQUAL_VARIANT, "cùng một nước"),
    "Taiwan": ("Đài Loan", "Trung Quốc (Đài Loan)", Result.EQUAL_VARIANT, "cùng một nước"),
    "Taiwan is not told as China": ("Đài Loan", "Trung Quốc", Result.DIFFERENT, ""),
    "stateless": ("Không quốc tịch", "Người không quốc tịch", Result.EQUAL_VARIANT, "cùng một nước"),
    "other country": ("Lào", "Việt Nam", Result.DIFFERENT, ""),
    "unknown words that are equal but for spaces": ("Wa  kan", "Wa kan", Result.EQUAL_FORMAT, ""),
    "unknown words": ("Wa kan", "Wa tan", Result.DIFFERENT, ""),
}


@pytest.mark.parametrize(("book", "registry", "result", "detail"), NATIONALITY.values(), ids=NATIONALITY)
def test_nationalities(book, registry, result, detail):
    verdict = countries.compare(book, registry)
    assert (verdict.result, verdict.detail) == (result, detail)


ABROAD = {
    "abroad and at home": ("Campuchia", "Tỉnh Tây Ninh", Result.DIFFERENT, "khác nước"),
    "at home and abroad": ("Tây Ninh", "Campuchia", Result.DIFFERENT, "khác nước"),
    "two countries": ("Viêng Chăn, Lào", "Bắc Kinh, Trung Quốc", Result.DIFFERENT, "khác nước"),
    "two names": ("Hoa Kỳ", "Mỹ", Result.EQUAL_FORMAT, ""),
    "whole name": ("nước CHDCND Lào", "Lào", Result.EQUAL_FORMAT, ""),
    "country alone in the book": ("Lào", "Viêng Chăn, Lào", Result.BOOK_PARTIAL, "sổ chỉ ghi nước"),
    "country alone in the registry": (
        "Viêng Chăn (Lào)",
        "Lào",
        Result.EQUAL_VARIANT,
        "CSDL chỉ ghi nước",
    ),
    "other town": ("Viêng Chăn - Lào", "Hủa Phăn, Lào", Result.DIFFERENT, "khác nơi"),
    "same town": ("Viêng Chăn - Lào", "viêng chăn, CHDCND Lào", Result.EQUAL_FORMAT, ""),
    "a country that was divided": (
        "Mát-xcơ-va, Liên Xô",
        "Nga",
        Result.BOOK_PARTIAL,
        "nước Liên Xô nay đã chia",
    ),
    "a country that is no part of it": ("Liên Xô", "Lào", Result.DIFFERENT, "khác nước"),
    "home is not abroad": (
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa, Việt Nam",
        "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa",
        Result.EQUAL_FORMAT,
        "",
    ),
    "a name that begins like a country": (
        "xã Nga An, huyện Nga Sơn, Thanh Hóa",
        "Xã Nga An, Huyện Nga Sơn, Tỉnh Thanh Hóa",
        Result.EQUAL_FORMAT,
        "",
    ),
    "words without diacritics are no country": (
        "Duc Tho, Ha Tinh",
        "Huyện Đức Thọ, Tỉnh Hà Tĩnh",
        Result.EQUAL_FORMAT,
        "không dấu",
    ),
}


@pytest.mark.parametrize(("book", "registry", "result", "detail"), ABROAD.values(), ids=ABROAD)
def test_places_abroad(book, registry, result, detail):
    verdict = places.compare(book, registry)
    assert (verdict.result, verdict.detail) == (result, detail)

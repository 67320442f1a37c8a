"""Ethnic groups by their own names, other names, sub-names; what several groups share is never settled."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching import ethnic
from app.matching.result import Result
from app.models.words.vietnamese import fold

_DATA = json.loads((Path(ethnic.__file__).parent / "data/ethnic_groups.json").read_text(encoding="utf-8"))
_OWN = {name: code for code, name, _ in _DATA["groups"]}
PREFIXES = ["", "Dân tộc ", "dân tộc: ", "DT ", "DT: ", "dt. ", "D/t ", "d.tộc ", "người ", "Dân tộc:"]


@pytest.mark.parametrize("name", sorted(_OWN))
def test_every_own_name_has_its_code_in_every_writing(name):
    expected = "" if name in _DATA["ambiguous"] else _OWN[name]
    for prefix in PREFIXES:
        for said in (name, name.upper(), name.lower()):
            assert ethnic.code_of(prefix + said) == expected


@given(st.sampled_from(sorted(_DATA["ambiguous"])), st.sampled_from(PREFIXES))
def test_a_name_of_several_groups_has_no_code(name, prefix):
    assert ethnic.code_of(prefix + name) == ""
    assert ethnic.is_ambiguous(prefix + name)


def test_no_name_without_diacritics_stands_for_two_groups():
    for code, name, words in _DATA["groups"]:
        for word in (name, *words):
            assert ethnic.code_of(fold(word)) in {"", code, _OWN.get(word.capitalize(), code)}, word


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(("Thái (Tày Đeng)", "03"), ("Thái (Tày Đăm)", "03"), ("Tày Đeng", "03"), ("Mường (Mol)", "06")),
        *(("Thổ (Kẹo)", "24"), ("Mán (Dao)", "09"), ("Hoa (Triều Châu)", "04"), ("Mông Trắng", "08")),
        *(("Dao Quần Chẹt", "09"), ("H.Mông", "08"), ("H' Mông", "08"), ("Hmong", "08"), ("E De", "12")),
        *(("Việt", "01"), ("Kinh (Việt)", "01"), ("Muong", "06"), ("Thai", "03"), ("Lao", ""), ("Tho", "")),
        *(
            ("Xê Đăng", "14"),
            ("Cà Tu", "26"),
            ("Pa Cô", "31"),
            ("Pa Kô", "31"),
            ("Sán Chí", "15"),
            ("Kơ Tu", "26"),
        ),
        *(("Thổ (Mường)", ""), ("Muờng", ""), ("Kinh/Mường", ""), ("người", ""), ("", "")),
    ],
)
def test_codes(written, code):
    assert ethnic.code_of(written) == code


COMPARED = {
    "sub-name": ("Thái (Tày Đeng)", "Thái", Result.EQUAL_FORMAT, "ghi thêm tên nhóm"),
    "prefix": ("DT: Mường", "Mường", Result.EQUAL_FORMAT, ""),
    "without diacritics": ("Muong", "Mường", Result.EQUAL_FORMAT, "không dấu"),
    "without diacritics, another": ("Thai", "Mường", Result.DIFFERENT, "khác dân tộc"),
    "one hat lost": ("Mưòng", "Mường", Result.DIFFERENT, "chữ o – ơ"),
    "several groups": ("Hoa", "Mông", Result.DIFFERENT, "tên gọi dùng cho nhiều dân tộc, cần xem lại"),
    "several groups, the same word": ("hoa", "Hoa", Result.EQUAL, ""),
    "a group's own name that another group has too": (
        "Hoa",
        "Hán",
        Result.EQUAL_VARIANT,
        "cùng mã dân tộc 04",
    ),
    "the registry's own name that another group has too": (
        "Kẹo",
        "Thổ",
        Result.EQUAL_VARIANT,
        "cùng mã dân tộc 24",
    ),
    "a name of several groups, none's own": (
        "Mán",
        "Dao",
        Result.DIFFERENT,
        "tên gọi dùng cho nhiều dân tộc, cần xem lại",
    ),
    "a name of no list": (
        "Xá Phó Hoa",
        "Phù Lá",
        Result.DIFFERENT,
        "tên gọi không có trong danh mục, cần xem lại",
    ),
    "a name of no list in the registry": (
        "Kinh",
        "Abc",
        Result.DIFFERENT,
        "tên gọi không có trong danh mục, cần xem lại",
    ),
    "settled by its sub-name": ("Thổ (Kẹo)", "Thổ", Result.EQUAL_FORMAT, "ghi thêm tên nhóm"),
    "Việt is Kinh": ("Việt", "Kinh", Result.EQUAL_VARIANT, "cùng mã dân tộc 01"),
    "without diacritics, not one group": ("Lao", "Lào", Result.DIFFERENT, "dấu ngang – huyền"),
}


@pytest.mark.parametrize(("book", "registry", "result", "detail"), COMPARED.values(), ids=COMPARED)
def test_compare(book, registry, result, detail):
    verdict = ethnic.compare(book, registry)
    assert (verdict.result, verdict.detail) == (result, detail)

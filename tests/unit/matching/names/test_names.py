"""Names with what clerks write around them: titles, labels, other names, notes, slips of a key."""

import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.matching.names import names
from app.matching.result import Result

_NAMES = json.loads((Path(__file__).parents[4] / "resources/data/names.json").read_text(encoding="utf-8"))
_GIVEN = sorted(
    {*_NAMES["given_male"], *_NAMES["given_female"], *_NAMES["given_male_old"], *_NAMES["given_female_old"]}
)
people = st.builds(
    "{} {} {}".format,
    st.sampled_from(sorted(_NAMES["surnames"])),
    st.sampled_from(sorted({row[0] for key in ("middle_male", "middle_female") for row in _NAMES[key]})),
    st.sampled_from(_GIVEN),
)
BEFORE = [
    *(
        "ông ",
        "bà ",
        "cụ ",
        "Anh ",
        "chị: ",
        "cháu ",
        "Ô. ",
        "B. ",
        "Mẹ đẻ: ",
        "bố nuôi ",
        "liệt sỹ ",
        "Đ/c ",
    ),
    *(
        "con trai ",
        "ông bà ",
        "đồng chí ",
        "em ",
        "Họ và tên: ",
        "Họ tên cha: ",
        "Tên: ",
        "1. ",
        "liệt sĩ: ông ",
        "Maria ",
        "Gioan Baotixita ",
        "Phê-rô ",
        "Tê Rê Sa ",
        "bà Anna Maria ",
        "Tên thánh: Giuse ",
    ),
]
NOTES = [
    *(
        " (đã chết)",
        " - đã mất",
        " đã chết",
        "(chết)",
        " (đã ly hôn)",
        ", sinh năm 1956",
        " (SN 1956)",
        " - 1956",
    ),
    *(
        " con ông Lê Văn B và bà C",
        ", vợ ông Nguyễn Văn D",
        " 32 tuổi",
        " (mẹ đẻ)",
        " (liệt sỹ)",
        " (?)",
        " (1)",
        " *",
        " - con nuôi",
        " con nuôi",
        " – con riêng của bà Lê Thị C",
        " (con ngoài giá thú)",
        ", mẹ đẻ",
        " - vợ cả",
        ", sinh năm",
        " sinh năm ....",
    ),
]
ALIASES = [
    *(
        " tức {}",
        " (tức {})",
        " tự {}",
        " (tự {})",
        " còn gọi là {}",
        " hay còn gọi là {}",
        " bí danh {}",
        " ({})",
    ),
    *(
        " (bí danh: {})",
        " tên khác {}",
        ", tên thường gọi là {}",
        " hay {}",
        " thường gọi {}",
        " - tức là {}",
        " “{}”",
    ),
]


@given(people, st.sampled_from(BEFORE), st.sampled_from(["", *NOTES]))
def test_titles_and_notes_are_no_part_of_a_name(name, before, note):
    assert names.parse(before + name + note) == names.parse(name)


@given(
    people, st.sampled_from(ALIASES), st.sampled_from(_GIVEN), st.sampled_from(["", " (đã chết)", " đã mất"])
)
def test_other_names_are_kept_apart(name, alias, other, note):
    found = names.parse(name + alias.format(other) + note)
    says_kin = other == "Anh" and alias == " ({})"  # "(anh)" beside a name is who declared, not a nickname
    assert (found.full, found.alias) == (name, "" if says_kin else other)


@given(people, st.sampled_from(BEFORE), st.sampled_from([*NOTES, *(a.format("Bình") for a in ALIASES)]))
def test_what_stands_around_a_name_is_no_difference(name, before, after):
    assert names.compare(before + name + after, name.upper()).result is Result.EQUAL_FORMAT


@given(people)
def test_a_plain_name_is_its_own(name):
    found = names.parse(name)
    assert (found.full, found.alias) == (name, "")
    assert " ".join(filter(None, (found.surname, found.middle, found.given))) == name


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Lê Tự Trọng",
            "Lê Văn Tự",
            "Nguyễn Tức",
            "Hà Văn Ông",
            "Lê Thị Con",
            "Đồng Chí Thanh",
            "Bé Thị Hoa",
            "Lê Hay",
        ),
        *(
            "LÊ VĂN TỰ TRỌNG",
            "lê văn tự trọng",
            "Lê Thị Đã",
            "Vàng A Páo",
            "Hồ Sinh Năm",
            "HỒ SINH NĂM",
            "Lê Sinh Ngày",
            "Vinh Sơn Hải",
            "An Na Thị Hoa",
            "Maria Lan",
            "Hà Nguyễn Văn",
            "Ông Thắng",
            "Nguyễn Văn Mất",
        ),
        *("B. Thị Hoa", "B. Hoa", "Họ Văn Tên", "Cụ", "Con", "Sinh Văn Sinh", "Lê Văn Gọi", "Em"),
    ],
)
def test_names_that_look_like_more_stay(name):
    assert names.parse(name).full == name


@pytest.mark.parametrize(
    ("written", "full"),
    [
        *(("Nguyễn Văn T0àn", "Nguyễn Văn Toàn"), ("LÊ VĂN T0ÀN", "LÊ VĂN TOÀN"), ("1ê Văn A", "lê Văn A")),
        *(("Nguyễn.Văn.Hùng", "Nguyễn Văn Hùng"), ("Nguy3n Văn A", "Nguy3n Văn A")),
    ],
)
def test_slips_of_a_key(written, full):
    assert names.parse(written).full == full


COMPARED = {
    "note": ("Lê Văn Tý (đã chết)", "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "sổ ghi thêm ghi chú"),
    "two titles": (
        "liệt sĩ: ông Lê Văn Tý",
        "LÊ VĂN TÝ",
        Result.EQUAL_FORMAT,
        "sổ ghi thêm chữ “liệt sĩ” và chữ “ông”",
    ),
    "label": ("Họ tên: Lê Văn Tý", "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "sổ ghi thêm chữ “họ tên”"),
    "baptismal name": ("Giuse Lê Văn Tý", "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "sổ ghi thêm tên thánh Giuse"),
    "baptismal name after a title": (
        "ông Phê-rô Lê Văn Tý",
        "LÊ VĂN TÝ",
        Result.EQUAL_FORMAT,
        "sổ ghi thêm chữ “ông” và tên thánh Phê-rô",
    ),
    "the registry has the baptismal name too": (
        "GIU-SE Lê Văn Tý",
        "Giuse Lê Văn Tý",
        Result.EQUAL_FORMAT,
        "khoảng trắng",
    ),
    "only the registry has it": (
        "Lê Văn Tý",
        "Giuse Lê Văn Tý",
        Result.DIFFERENT,
        "khác họ, thiếu chữ đệm Lê",
    ),
    "surname behind": ("Tý Lê Văn", "LÊ VĂN TÝ", Result.EQUAL_VARIANT, "sổ viết họ sau tên"),
    "surname alone behind": ("Sỹ Quảng Lê", "Lê Sỹ Quảng", Result.EQUAL_VARIANT, "sổ viết họ sau tên"),
    "surname behind in the registry": (
        "Lê Văn Tý",
        "Tý Lê Văn",
        Result.EQUAL_VARIANT,
        "CSDL viết họ sau tên",
    ),
    "surname behind, another word": ("Tỵ Lê Thị", "LÊ THỊ TÝ", Result.DIFFERENT, "dấu nặng – sắc"),
    "surname behind a name that begins with one": (
        "Hoàng Minh Lê",
        "Lê Hoàng Minh",
        Result.EQUAL_VARIANT,
        "sổ viết họ sau tên",
    ),
    "only the given name in front": (
        "Ngân Lê Thị Khánh",
        "Lê Thị Khánh Ngân",
        Result.EQUAL_VARIANT,
        "sổ viết họ sau tên",
    ),
    "the clan of the Ê Đê in front": ("Niê H'Hen", "H'Hen Niê", Result.EQUAL_VARIANT, "CSDL viết họ sau tên"),
    "no surname on either side": ("Páo A", "A Páo", Result.DIFFERENT, "khác thứ tự chữ"),
    "run together, another word": ("LêThịTý", "Lê Thị Diệu Tý", Result.DIFFERENT, "thiếu chữ đệm Diệu"),
    "run together, another tone": ("LÊVĂNTHUỲ", "Lê Văn Thuý", Result.DIFFERENT, "dấu huyền – sắc"),
    "hyphened, another tone": ("Lê-Sỷ-Tý", "Lê Sỹ Tý", Result.DIFFERENT, "dấu hỏi – ngã"),
    "words in another order": ("Lê Tý Văn", "LÊ VĂN TÝ", Result.DIFFERENT, "khác thứ tự chữ"),
    "hyphens": ("Lê-Văn-Tý", "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "dấu gạch nối"),
    "hyphens with spaces": ("Lê – Văn – Tý", "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "dấu gạch nối"),
    "run together": ("LêVănTý", "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "khoảng trắng"),
    "apostrophe and space": ("H’ Hen Niê", "H'Hen Niê", Result.EQUAL_FORMAT, "khoảng trắng"),
    "hyphen for the apostrophe": ("H-Hen Niê", "H'Hen Niê", Result.EQUAL_FORMAT, "dấu nháy"),
    "Y with a hyphen": ("Y-Bhăm Êban", "Y Bhăm Êban", Result.EQUAL_FORMAT, "dấu gạch nối"),
    "north and south": ("Võ Văn Tý", "Vũ Văn Tý", Result.DIFFERENT, "khác họ"),
    "north and south, whole word": ("Huỳnh Văn Tý", "Hoàng Văn Tý", Result.DIFFERENT, "khác họ"),
    "a note of kinship": (
        "Trịnh Văn Thảng - con nuôi",
        "Trịnh Văn Thảng",
        Result.EQUAL_FORMAT,
        "sổ ghi thêm ghi chú",
    ),
    "dots between": ("Lê.Văn.Tý", "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "dấu câu"),
    "nought for O": ("Lê Văn T0àn", "LÊ VĂN TOÀN", Result.EQUAL_VARIANT, "chữ số thay cho chữ cái"),
    "the registry has the alias": (
        "Lê Văn Tý (tức Bình)",
        "LÊ VĂN BÌNH",
        Result.DIFFERENT,
        "CSDL ghi tên gọi khác trong sổ",
    ),
    "the registry has the whole alias": (
        "Lê Văn Tý tức Hà Văn Bình",
        "HÀ VĂN BÌNH",
        Result.DIFFERENT,
        "CSDL ghi tên gọi khác trong sổ",
    ),
    "dropped Thị": ("bà Nguyễn A", "NGUYỄN THỊ A", Result.DIFFERENT, "thiếu chữ đệm Thị"),
    "quoted": ("“Lê Văn Tý”", "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "dấu câu"),
    "quoted, straight": ('"Lê Văn Tý"', "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "dấu câu"),
    "year of birth": ("Lê Văn Tý, sinh 1970", "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "sổ ghi thêm ghi chú"),
    "name of a Buddhist": (
        "Lê Văn Tý pháp danh Minh Tâm",
        "LÊ VĂN TÝ",
        Result.EQUAL_FORMAT,
        "sổ ghi thêm tên gọi khác",
    ),
    "other name": ("Lê Văn Tý, biệt danh Bình", "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "sổ ghi thêm tên gọi khác"),
    "typed twice": ("Lê Văn Tý Lê Văn Tý", "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "sổ ghi hai lần"),
    "typed twice with a comma": ("Lê Văn Tý, Lê Văn Tý", "LÊ VĂN TÝ", Result.EQUAL_FORMAT, "sổ ghi hai lần"),
    "typed twice in the registry": (
        "Lê Văn Tý",
        "LÊ VĂN TÝ LÊ VĂN TÝ",
        Result.EQUAL_FORMAT,
        "CSDL ghi hai lần",
    ),
    "typed twice, another name": ("Lê Văn Tỵ Lê Văn Tỵ", "LÊ VĂN TÝ", Result.DIFFERENT, "dấu nặng – sắc"),
    "not quite twice": (
        "Lê Văn Tý Lê Văn Tỵ",
        "LÊ VĂN TÝ",
        Result.DIFFERENT,
        "thừa chữ đệm Tý, thừa chữ đệm Lê, thừa chữ đệm Văn, dấu nặng – sắc",
    ),
    "a given name twice": ("Lê Tý Tý", "LÊ TÝ", Result.DIFFERENT, "thừa chữ đệm Tý"),
    "word twice": ("Lê Văn Văn Tý", "LÊ VĂN TÝ", Result.DIFFERENT, "thừa chữ đệm Văn"),
    "no diacritics": ("Le Van Ty", "LÊ VĂN TÝ", Result.DIFFERENT, "sổ không ghi dấu"),
    "honorific without diacritics": ("Ba Le Ty", "LÊ TÝ", Result.DIFFERENT, "sổ không ghi dấu"),
}


BARE = {  # of a hand without marks: the name, and another one
    "Ong Le Manh Dao": ("Le Manh Dao", ""),
    "ba Pham Thi Chien": ("Pham Thi Chien", ""),
    "BA TRAN THI LAN": ("TRAN THI LAN", ""),
    "chi Bui Hoa": ("Bui Hoa", ""),
    "ba. Bui Hoa": ("Bui Hoa", ""),
    "Bui Huy Dung tuc la Vinh": ("Bui Huy Dung", "Vinh"),
    "Bui Huy Dung tuc Vinh": ("Bui Huy Dung", "Vinh"),
    "Ong Bui Huy Dung (tuc Vinh)": ("Bui Huy Dung", "Vinh"),
    "Ong Van Thang": ("Ong Van Thang", ""),
    "Ba Dung": ("Ba Dung", ""),
    "Ba Tran": ("Ba Tran", ""),
    "Anh Le Thi": ("Le Thi Anh", ""),
    "Ba Ngoc Lan": ("Ba Ngoc Lan", ""),
    "Ba Lê Thị Lan": ("Ba Lê Thị Lan", ""),
    "Le Tuc Anh": ("Le Tuc Anh", ""),
    "Nguyen Van Tuc": ("Nguyen Van Tuc", ""),
    "NGUYEN VAN TUC": ("NGUYEN VAN TUC", ""),
}


@pytest.mark.parametrize(("written", "said"), BARE.items(), ids=BARE)
def test_honorifics_and_aliases_without_marks(written, said):
    found = names.parse(written)
    assert (found.full, found.alias) == said


@pytest.mark.parametrize(("book", "registry", "result", "detail"), COMPARED.values(), ids=COMPARED)
def test_compare(book, registry, result, detail):
    verdict = names.compare(book, registry)
    assert (verdict.result, verdict.detail) == (result, detail)


@given(st.text(max_size=40), people)
def test_spans_lie_inside_any_text(book, name):
    verdict = names.compare(book, name)
    assert all(0 <= a < b <= len(book) for a, b in verdict.book_spans)
    assert all(0 <= a < b <= len(name) for a, b in verdict.registry_spans)


@pytest.mark.parametrize(
    "written",
    [
        "\u202eL\u00ea Th\u1ecb Hoa\u202c",
        "\u2068L\u00ea Th\u1ecb Hoa\u2069",
        "L\u00ea Th\u1ecb H\u043e\u0430",
    ],
    ids=ascii,
)
def test_signs_that_nobody_sees_are_another_code_of_the_same_letters(written):
    verdict = names.compare(written, "Lê Thị Hoa")
    assert (verdict.result, verdict.detail) == (Result.EQUAL_FORMAT, "mã ký tự")
    assert names.parse(written).surname == "Lê"


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("Ng. Đức Bình", "Nguyễn Đức Bình"),
        ("Ng Đức Bình", "Nguyễn Đức Bình"),
        ("NGX VĂN BÌNH", "NGUYỄN VĂN BÌNH"),
        ("N.V.Hùng", "Nguyễn Văn Hùng"),
        ("Ng.T.Hoa", "Nguyễn Thị Hoa"),
        ("Tr. Thị Lan", "Trần Thị Lan"),
        ("ông Lê V. Tiến", "Lê Văn Tiến"),
        ("Vũ T.T. Hoa", "Vũ Thị T. Hoa"),
        ("Nguyễn V Hùng", "Nguyễn V Hùng"),
        ("Y Blô", "Y Blô"),
        ("L. Văn Tám", "Lê Văn Tám"),
        ("B. Thị Hoa", "B. Thị Hoa"),
        ("H. Bia Niê", "H. Bia Niê"),
        ("N.", "N"),
        ("Ng", "Ng"),
    ],
)
def test_short_forms_that_custom_settles_are_written_out(written, full):
    assert names.parse(written).full == full


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("Tr. Thị Lan", "Trương Thị Lan"),
        ("PH. VĂN TÁM", "PHAN VĂN TÁM"),
        ("Tr. Thị Lan (tức Huệ)", "Huệ"),
        ("Ng. Thị Lan", ""),
        ("Trần T. Lan", ""),
    ],
)
def test_a_short_surname_may_be_another_one(written, other):
    assert names.parse(written).alias == other


@pytest.mark.parametrize(
    ("book", "registry"),
    [
        ("Ng. Đức Bình", "Nguyễn Đức Bình"),
        ("Ng Đức Bình", "Nguyễn Đức Bình"),
        ("N.V.Hùng", "NGUYỄN VĂN HÙNG"),
        ("Tr. Thị Lan", "Trương Thị Lan"),
        ("Tr. Thị Lan", "Trần Thị Lan"),
        ("Ng.T.Hoà", "Nguyễn Thị Hòa"),
        ("bà Hà T. Hồng Huyền", "Hà Thị Hồng Huyền"),
        ("Đoàn  V.  Tuyên", "Đoàn Văn Tuyên"),
        ("Ngx Văn A", "Nguyễn Văn A"),
        ("Nguyễn Văn Hùng", "Ng. Văn Hùng"),
        ("Trần Th. Hoa", "Trần Thị Hoa"),
        ("T. Thị Hoa", "Trương Thị Hoa"),
        ("Trần Ngu. Hoa", "Trần Nguyệt Hoa"),
    ],
)
def test_a_short_form_that_begins_the_word_is_no_difference(book, registry):
    found = names.compare(book, registry)
    assert (found.result, found.detail) == (Result.EQUAL_VARIANT, "viết tắt")


@pytest.mark.parametrize(
    ("book", "registry", "detail"),
    [
        ("Y Blô", "Ya Blô", "khác họ"),
        ("Giàng A Páo", "Giàng An Páo", "khác chữ đệm A – An"),
        ("Lê Văn A.", "Lê Văn An", "khác tên"),
        ("Nguyễn V Hùng", "Nguyễn Văn Hùng", "khác chữ đệm V – Văn"),
        ("T. Văn Hùng", "Nguyễn Văn Hùng", "khác họ"),
        ("Ng. Hùng", "Nguyễn Văn Hùng", "thiếu chữ đệm Văn"),
        ("Ng. Văn Thuỷ", "Nguyễn Văn Thuý", "dấu hỏi – sắc"),
        ("D. Thị Hoa", "Đỗ Thị Hoa", "khác họ"),
        ("N.V. Hùng", "Nguyễn Vũ Hùng", "viết tắt"),
        ("Trần T. Hoa", "Trần Thanh Hoa", "viết tắt"),
        ("Trần Th. Hoa", "Trần Thanh Hoa", "viết tắt"),
        ("T. Thị Hoa", "Tạ Thị Hoa", "viết tắt"),
        ("T.T.Hoa", "Tạ Thanh Hoa", "viết tắt"),
        ("Trần Thanh Hoa", "Trần T. Hoa", "viết tắt"),
        ("Trần T. Hoà", "Trần Thanh Hoá", "viết tắt, dấu huyền – sắc"),
    ],
)
def test_a_short_form_excuses_no_other_word(book, registry, detail):
    found = names.compare(book, registry)
    assert (found.result, found.detail) == (Result.DIFFERENT, detail)


def test_a_name_typed_twice_is_parsed_once():
    assert names.parse("Lê Văn Tý - Lê Văn Tý").full == "Lê Văn Tý"
    assert names.parse("Lý Lý").full == "Lý Lý"


def test_words_in_another_order_are_marked():
    found = names.compare("Lê Tý Văn", "Lê Văn Tý")
    assert found.book_spans == ((3, 5), (6, 9))
    assert found.registry_spans == ((3, 6), (7, 9))


@pytest.mark.parametrize(
    ("written", "full", "surname", "middle", "given_name"),
    [
        ("Khánh Ngân Lê Thị", "Lê Thị Khánh Ngân", "Lê", "Thị Khánh", "Ngân"),
        ("Hà Nguyễn Thị", "Nguyễn Thị Hà", "Nguyễn", "Thị", "Hà"),
        ("Anh Nguyễn Văn", "Nguyễn Văn Anh", "Nguyễn", "Văn", "Anh"),
        ("Anh Nguyễn Văn Hà", "Nguyễn Văn Hà", "Nguyễn", "Văn", "Hà"),
        ("H'Hen Niê", "H Hen Niê", "Niê", "H", "Hen"),
        ("Y Bhăm Êban", "Y Bhăm Êban", "Êban", "Y", "Bhăm"),
        ("Y Blô", "Y Blô", "", "Y", "Blô"),
        ("Siu H'Biên", "Siu H Biên", "Siu", "H", "Biên"),
        ("K' Brếp", "KBrếp", "", "", "KBrếp"),
        ("Thạch SaRinh", "Thạch Sa Rinh", "Thạch", "Sa", "Rinh"),
        ("Mohamad bin Ali", "Mohamad Ali", "Mohamad", "", "Ali"),
        ("Nguyễn Bin Hùng", "Nguyễn Bin Hùng", "Nguyễn", "Bin", "Hùng"),
        ("Maria Nguyễn Thị Lan", "Nguyễn Thị Lan", "Nguyễn", "Thị", "Lan"),
        ("Đa Minh Khương Thị Lan", "Khương Thị Lan", "Khương", "Thị", "Lan"),
    ],
)
def test_the_parts_of_a_name(written, full, surname, middle, given_name):
    found = names.parse(written)
    assert (found.full, found.surname, found.middle, found.given) == (full, surname, middle, given_name)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("Sỹ Quảng Lê", "Lê Sỹ Quảng"),
        ("Hen Niê", "Niê Hen"),
        ("Lê Sỹ Quảng", ""),
        ("Sơn Trương Văn", "Trương Văn Sơn"),
    ],
)
def test_a_surname_that_may_stand_behind_is_another_reading(written, other):
    found = names.parse(written)
    assert (found.full, found.alias) == (written, other)


@given(people)
def test_a_name_with_the_surname_behind_is_never_another_one(name):
    surname, *rest = name.split()
    assume((rest[0] != "Anh" and rest[-1] != "Anh") or rest[0] in {"Thị", "Văn"})  # in front an honorific
    behind = [*rest[1:], surname, rest[0]] if rest[0] in {"Thị", "Văn"} else [*rest, surname]
    verdict = names.compare(" ".join(behind), name)
    assert verdict.result is Result.EQUAL_VARIANT or verdict.detail == "khác thứ tự chữ"
    if rest[0] == "Thị":
        assert verdict.result is Result.EQUAL_VARIANT


@given(people, st.sampled_from(["", " ", "-", " - ", "‐"]))
def test_how_the_words_are_joined_is_no_difference(name, between):
    assert names.compare(between.join(name.split()), name).result in {Result.EQUAL, Result.EQUAL_FORMAT}
    assert names.parse(between.join(name.split())).full == name


def test_the_letters_of_words_run_together_are_marked_where_they_stand():
    found = names.compare("LêVănTuỳ", "Lê Văn Tuý")
    assert (found.book_spans, found.registry_spans) == (((7, 8),), ((9, 10),))

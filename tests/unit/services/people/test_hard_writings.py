"""Hard writings as they are typed from a book: dates, names, numbers and places, each with its sentence."""

import pytest

from app.matching.letters import legacy
from app.matching.result import Finding
from app.models.books import khai_sinh, khai_tu
from app.models.registry.reading import Registry
from tests.unit.services.people.hard_registry import IDS, answer, look, told

BIRTH, DEATH = khai_sinh.BOOK, khai_tu.BOOK
HOA = {
    "child_name": "Trương Thị Hoà",
    "child_birth_date": "12/03/1998",
    "child_sex": "Nữ",
    "father_name": "Trương Văn Lực",
    "mother_name": "Bùi Thị Thuỷ",
}
ALL = "khớp họ tên, ngày sinh, giới tính, tên cha, tên mẹ"
BUT_DATE = "khớp họ tên, giới tính, tên cha, tên mẹ"
SAME = "khớp họ tên, giới tính, ngày sinh, tên cha, tên mẹ"
BUT_NAME = "khớp giới tính, ngày sinh, tên cha, tên mẹ"


def child(name: str, born: str, father: str, mother: str) -> dict[str, str]:
    sex = "Nữ" if "Thị" in name else "Nam"
    typed = {"child_name": name, "child_birth_date": born, "child_sex": sex}
    return typed | {"father_name": father, "mother_name": mother}


CHIEN = child("Hà Văn Chiến", "17/06/1961", "Hà Văn Đuốc", "Lò Thị Ngoan")
XUAN = child("Cao Thị Xuân", "", "Cao Văn Đông", "Hà Thị Hạ")
NHUAN = child("Cao Văn Nhuận", "", "Cao Văn Chạp", "Bùi Thị Giêng")
RAM = child("Hà Thị Rằm", "15/7/1974 âm lịch", "Hà Văn Vọng", "Bùi Thị Sóc")
LIEU = child("Bùi Thị Liễu", "8/8/1964", "Bùi Văn Hới", "Trương Thị Ghềnh")
SUNG = child("Giàng A Sùng", "14/5/1983", "Giàng A Chớ", "Vàng Thị Máy")
BUT_NAME_SAID = "khớp ngày sinh, giới tính, tên cha, tên mẹ"
NEAR = "gần khớp ngày sinh"


# --- names read in part


@pytest.mark.parametrize(
    "name", ["Trương Thị ?", "Trương ? Hoà", "Trương Thị …", "Trương Thị [mờ]", "? Thị Hoà"]
)
def test_a_name_that_was_read_in_part_contradicts_nobody_and_is_to_be_checked(
    registry: Registry, name: str
) -> None:
    found = look(registry, BIRTH, **HOA | {"child_name": name})["child"]
    assert found.finding is not Finding.NOT_FOUND
    first = next(c for c in found.candidates if c.person.personal_id == IDS["hoa"])
    assert first.reason == f"{BUT_NAME_SAID}; họ tên trong sổ chưa đọc được hết"


# --- dates


@pytest.mark.parametrize(
    ("typed", "key", "reason", "compared"),
    [
        (
            HOA | {"child_birth_date": "03/12/1998"},
            "hoa",
            f"{BUT_DATE}; {NEAR} (đảo ngày và tháng)",
            f"{BUT_DATE}; khác ngày sinh (đảo ngày và tháng)",
        ),
        (
            HOA | {"child_birth_date": "1998"},
            "hoa",
            "khớp họ tên, ngày sinh (năm), giới tính, tên cha, tên mẹ",
            BUT_DATE,
        ),
        (HOA | {"child_birth_date": "12/3/98"}, "hoa", ALL, SAME),
        (
            HOA | {"child_birth_date": "Ngày mười hai tháng ba năm một nghìn chín trăm chín mươi tám"},
            "hoa",
            ALL,
            SAME,
        ),
        (HOA | {"child_birth_date": "lúc 3h15 ngày 12 tháng 03 năm 1998"}, "hoa", ALL, SAME),
        (
            HOA | {"child_birth_date": "30/02/1998"},
            "hoa",
            f"khác ngày sinh (trùng năm); {BUT_DATE}",
            f"{BUT_DATE}; khác ngày sinh (ngày không có trong lịch)",
        ),
        (
            CHIEN,
            "chien",
            f"{BUT_DATE}; {NEAR} (mặc định 01/01)",
            f"{BUT_DATE}; khác ngày sinh (mặc định 01/01)",
        ),
        (XUAN | {"child_birth_date": "15/8/1968 âm lịch"}, "xuan", ALL, SAME),
        (XUAN | {"child_birth_date": "rằm tháng 8 năm Mậu Thân (1968)"}, "xuan", ALL, SAME),
        (NHUAN | {"child_birth_date": "10/7 nhuận/1968 âm lịch"}, "nhuan", ALL, SAME),
        (
            NHUAN | {"child_birth_date": "10/7/1968 âm lịch"},
            "nhuan",
            f"{BUT_DATE}; {NEAR} (âm lịch – dương lịch)",
            SAME,
        ),
        (
            RAM,
            "ram",
            f"{BUT_DATE}; {NEAR} (âm lịch – dương lịch)",
            f"{BUT_DATE}; khác ngày sinh (CSDL ghi ngày âm lịch như dương lịch)",
        ),
    ],
    ids=[
        "swapped",
        "year",
        "two digits",
        "words",
        "hour",
        "impossible",
        "default",
        "lunar",
        "full moon",
        "leap month",
        "leap left out",
        "lunar as solar",
    ],
)
def test_a_date(registry: Registry, typed: dict[str, str], key: str, reason: str, compared: str) -> None:
    assert answer(look(registry, BIRTH, **typed)["child"]) == ("found", key, reason)
    assert told(BIRTH, "child", key, **typed) == compared


# --- names

TONE, SOUND, BARE = "(lệch dấu)", "(gần âm)", "(sổ không ghi dấu)"
BUT_NAMES = "khớp giới tính, ngày sinh; khác họ tên"
EACH = "khớp ngày sinh, giới tính; gần khớp họ tên {0}, tên cha {0}, tên mẹ {0}"


@pytest.mark.parametrize(
    ("typed", "key", "reason", "compared"),
    [
        (HOA | {"father_name": "Ô. Trương Văn Lực", "mother_name": "Bà Bùi Thị Thuỷ"}, "hoa", ALL, SAME),
        (LIEU | {"child_name": "Bùi Thị Liễu tức Lan"}, "lieu", ALL, SAME),
        (LIEU | {"child_name": "Bùi Thị Liễu (Tý)"}, "lieu", ALL, SAME),
        (
            LIEU | {"child_name": "Bùi Thị Lan tức Liễu"},
            "lieu",
            ALL,
            f"{BUT_NAME}; khác họ tên (CSDL ghi tên gọi khác trong sổ)",
        ),
        (
            child("Lí Thị Mị", "23/11/1969", "Lí Văn Quí", "Triệu Thị Vi"),
            "my",
            EACH.format(SOUND),
            f"{BUT_NAMES} (i/y), tên cha (i/y), tên mẹ (i/y)",
        ),
        (
            child("Bùi Thị Ngãi", "27/2/1988", "Bùi Văn Thưỡng", "Đinh Thị Vủ"),
            "ngai",
            EACH.format(TONE),
            f"{BUT_NAMES} một dấu (Ngãi – Ngải), tên cha một dấu (Thưỡng – Thưởng), tên mẹ một dấu (Vủ – Vũ)",
        ),
        (
            child("Nương Văn Lam", "18/6/1977", "Nương Văn Nịch", "Lông Thị Nụa"),
            "nam",
            EACH.format(SOUND),
            f"{BUT_NAMES} (họ, tên), tên cha (họ, tên), tên mẹ (họ, tên)",
        ),
        (
            child("Trần Văn Chung", "25/12/1990", "Trần Văn Chiệu", "Chu Thị Chà"),
            "trung",
            EACH.format(SOUND),
            f"{BUT_NAMES} (tên), tên cha (tên), tên mẹ (tên)",
        ),
        (
            HOA | {"child_name": "Trương Hoà", "mother_name": "Bùi Thuỷ"},
            "hoa",
            "khớp ngày sinh, giới tính, tên cha; gần khớp họ tên (khác chữ đệm), tên mẹ (khác chữ đệm)",
            "khớp giới tính, ngày sinh, tên cha; khác họ tên (thiếu chữ đệm Thị), tên mẹ (thiếu chữ đệm Thị)",
        ),
        (
            HOA
            | {
                "child_name": "truong thi hoa",
                "father_name": "truong van luc",
                "mother_name": "bui thi thuy",
            },
            "hoa",
            f"khớp họ tên {BARE}, ngày sinh, giới tính, tên cha {BARE}, tên mẹ {BARE}",
            f"{BUT_NAMES} {BARE}, tên cha {BARE}, tên mẹ {BARE}",
        ),
        (HOA | {"child_name": "TRƯƠNG  THỊ HÒA"}, "hoa", ALL, SAME),
    ],
    ids=[
        "honorific",
        "nickname",
        "bracket",
        "name behind tức",
        "i or y",
        "hỏi or ngã",
        "l or n",
        "tr or ch",
        "no Thị",
        "no marks",
        "capitals",
    ],
)
def test_a_name(registry: Registry, typed: dict[str, str], key: str, reason: str, compared: str) -> None:
    assert answer(look(registry, BIRTH, **typed)["child"]) == ("found", key, reason)
    assert told(BIRTH, "child", key, **typed) == compared


@pytest.mark.parametrize("group", ["H'Mông", "H’mông", "Hmông", "Mông Hoa", "dân tộc Mông"])
def test_an_ethnic_group_of_many_writings(registry: Registry, group: str) -> None:
    typed = SUNG | {"child_ethnicity": group}
    assert answer(look(registry, BIRTH, **typed)["child"]) == ("found", "sung", f"{ALL}, dân tộc")
    compared = "khớp họ tên, giới tính, ngày sinh, dân tộc, tên cha, tên mẹ"
    assert told(BIRTH, "child", "sung", **typed) == compared


@pytest.mark.parametrize(
    "name",
    ["Ðinh Công Tráng", legacy.repair("§inh C«ng Tr¸ng")[0], legacy.repair("Ñinh Coâng Traùng")[0]],
    ids=["eth", "TCVN3", "VNI"],
)
def test_letters_of_other_encodings(registry: Registry, name: str) -> None:
    typed = {"deceased_name": name, "deceased_birth_date": "2/10/1950"}
    assert answer(look(registry, DEATH, **typed)["deceased"]) == ("found", "trang", "khớp họ tên, ngày sinh")
    assert told(DEATH, "deceased", "trang", **typed) == "khớp họ tên, ngày sinh"


# --- numbers

SPACED = f"{IDS['trang'][:3]} {IDS['trang'][3:6]} {IDS['trang'][6:]}"


@pytest.mark.parametrize(
    ("number", "agrees"),
    [
        ("171 100 913", "số CMND"),
        ("CMND số 171.100.913 do CA Thanh Hóa cấp", "số CMND"),
        (SPACED, "số định danh"),
        (f"CCCD: {IDS['trang']}", "số định danh"),
    ],
    ids=["spaces", "prefix", "twelve digits", "card"],
)
def test_a_number_with_words_around(registry: Registry, number: str, agrees: str) -> None:
    alone = look(registry, DEATH, deceased_id_number=number)["deceased"]
    assert answer(alone) == ("found", "trang", f"khớp {agrees}")
    typed = {"deceased_name": "Đinh Công Tráng", "deceased_id_number": number}
    assert answer(look(registry, DEATH, **typed)["deceased"]) == ("found", "trang", f"khớp họ tên, {agrees}")
    assert told(DEATH, "deceased", "trang", **typed) == f"khớp họ tên, {agrees}"


def test_one_digit_of_a_number_wrong(registry: Registry) -> None:
    typed = {"deceased_name": "Đinh Công Tráng", "deceased_id_number": "171100918"}
    reason = "khớp họ tên; gần khớp số CMND (lệch một chữ số)"
    assert answer(look(registry, DEATH, **typed)["deceased"]) == ("found", "trang", reason)
    assert told(DEATH, "deceased", "trang", **typed) == "khớp họ tên; khác số CMND (sai 1 chữ số)"


@pytest.mark.parametrize("number", ["171100", "17110091", IDS["trang"][:11]], ids=["6", "8", "11"])
def test_a_number_that_is_being_typed_is_no_answer(registry: Registry, number: str) -> None:
    assert look(registry, DEATH, deceased_id_number=number)["deceased"].query == ()


def test_a_number_that_is_being_typed_says_nothing_yet(registry: Registry) -> None:
    typed = {"deceased_name": "Đinh Công Tráng", "deceased_id_number": "171100"}
    assert answer(look(registry, DEATH, **typed)["deceased"]) == ("check", "trang", "khớp họ tên")


def test_a_digit_left_out_beside_a_name(registry: Registry) -> None:
    typed = {"deceased_name": "Đinh Công Tráng", "deceased_id_number": "17110091"}
    reason = "khớp họ tên; gần khớp số CMND (lệch một chữ số)"
    assert answer(look(registry, DEATH, **typed)["deceased"]) == ("found", "trang", reason)


def test_whose_number_is_written_is_there_whatever_the_name(registry: Registry) -> None:
    typed = {"deceased_name": "Lê Văn Khác", "deceased_id_number": "171100913"}
    assert answer(look(registry, DEATH, **typed)["deceased"]) == (
        "check",
        "trang",
        "khớp số CMND; khác họ tên",
    )


def test_a_number_nobody_bears_is_not_found(registry: Registry) -> None:
    found = look(registry, DEATH, deceased_id_number="171999888")["deceased"]
    assert (found.finding, found.candidates) == (Finding.NOT_FOUND, ())
    assert dict(found.query)["cmnd"] == "171999888"


# --- a place that was renamed


@pytest.mark.parametrize("province", ["Hà Sơn Bình", "Hoà Bình", "Hòa Bình"])
def test_a_province_of_its_time(registry: Registry, province: str) -> None:
    place = f"xã Hùng Sơn, huyện Kim Bôi, tỉnh {province}"
    typed = child("Vũ Thị Hiên", "3/7/1982", "Vũ Đình Chức", "Đào Thị Nguyệt")
    typed |= {"child_birth_place": place, "child_home_origin": place}
    assert answer(look(registry, BIRTH, **typed)["child"]) == ("found", "hien", f"{ALL}, nơi sinh")
    compared = "khớp họ tên, giới tính, ngày sinh, nơi sinh, quê quán, tên cha, tên mẹ"
    assert told(BIRTH, "child", "hien", **typed) == compared


def test_a_year_of_two_digits_is_read_by_that_of_the_registration(registry: Registry) -> None:
    typed = {"child_name": "Lò Thị Yến", "child_birth_date": "1/6/05", "registration_date": "10/6/2005"}
    found = look(registry, BIRTH, **typed)["child"]
    assert answer(found) == ("found", "yen", "khớp họ tên, ngày sinh")

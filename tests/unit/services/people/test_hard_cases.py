"""Hard cases as they are typed from a book: who comes first, and the sentence the officer reads."""

from pathlib import Path

import pytest

from app.errors import StoreProblem
from app.matching.result import Finding
from app.models.books import ket_hon, khai_sinh, khai_tu
from app.models.declaration.book import BookType
from app.models.registry.reading import Registry
from tests.unit.services.people.hard_registry import (
    IDS,
    answer,
    keys,
    look,
    opened,
    sentence,
    told,
)
from tests.unit.services.people.registries import registry_of

BIRTH, MARRIAGE, DEATH = khai_sinh.BOOK, ket_hon.BOOK, khai_tu.BOOK
PARENTS = {"father_name": "Trương Văn Lực", "mother_name": "Bùi Thị Thuỷ"}
HOA = {"child_name": "Trương Thị Hoà", "child_birth_date": "12/03/1998", "child_sex": "Nữ", **PARENTS}
NGHIA = {"child_name": "Trương Văn Nghĩa", "child_sex": "Nam", **PARENTS}
TRANG = {"deceased_name": "Đinh Công Tráng", "deceased_birth_date": "2/10/1950"}
ALL = "khớp họ tên, ngày sinh, giới tính, tên cha, tên mẹ"
AGAIN = "có thể là con khác của cùng cha mẹ, được đặt lại tên này"
BUT_DATE = "khớp họ tên, giới tính, tên cha, tên mẹ"


# --- families


@pytest.mark.parametrize(
    ("registered", "typed"), [("Trương Thị Lan", "Trương Thị Huệ"), ("Trương Văn Minh", "Trương Văn Bình")]
)
def test_the_one_twin_a_tiny_registry_knows_is_not_found_for_the_other(
    tmp_path: Path, registered: str, typed: str
) -> None:
    """With four people every stranger is likely: the date and the parents must not decide it."""
    sex = "Nữ" if "Thị" in registered else "Nam"
    kin = {"father_name": "Trương Văn Lực", "mother_name": "Bùi Thị Thuỷ"}
    rows = [
        {
            "personal_id": "038098900001",
            "full_name": registered,
            "sex": sex,
            "birth_date": "1998-03-12",
            **kin,
        },
        {"personal_id": "038070900002", "full_name": kin["father_name"], "sex": "Nam", "birth_date": "1970"},
        {"personal_id": "038172900003", "full_name": kin["mother_name"], "sex": "Nữ", "birth_date": "1972"},
        {"personal_id": "038095900004", "full_name": "Lê Thị Mai", "sex": "Nữ", "birth_date": "1995-01-02"},
    ]
    with registry_of(tmp_path, rows) as tiny:
        words = HOA | {"child_name": typed, "child_sex": sex}
        assert look(tiny, BIRTH, **words)["child"].finding is not Finding.FOUND
        words["child_name"] = registered
        assert look(tiny, BIRTH, **words)["child"].finding is Finding.FOUND


@pytest.mark.parametrize(("name", "key", "twin"), [("Hoà", "hoa", "huong"), ("Hương", "huong", "hoa")])
def test_twins_are_told_apart_by_the_given_name(registry: Registry, name: str, key: str, twin: str) -> None:
    found = look(registry, BIRTH, **HOA | {"child_name": f"Trương Thị {name}"})["child"]
    assert answer(found) == ("found", key, ALL)
    beside = f"khác họ tên (khác tên): có thể là anh, chị, em sinh đôi của Trương Thị {name}; "
    assert sentence(found, twin) == f"{beside}khớp ngày sinh, giới tính, tên cha, tên mẹ"


def test_a_third_of_the_twins_who_died_is_neither_of_them(registry: Registry) -> None:
    found = look(registry, BIRTH, **HOA | {"child_name": "Trương Thị Mận"})["child"]
    assert found.finding is Finding.NOT_FOUND
    assert sentence(found, "hoa").startswith(
        "khác họ tên (khác tên): có thể là anh, chị, em sinh đôi của Trương Thị Mận; "
    )


def test_a_dead_brothers_name_given_again_is_another_person(registry: Registry) -> None:
    found = look(registry, BIRTH, **NGHIA, child_birth_date="02/04/1990")["child"]
    assert answer(found) == ("not_found", "nghia", f"khác ngày sinh: {AGAIN}; {BUT_DATE}")
    differs = told(BIRTH, "child", "nghia", **NGHIA, child_birth_date="02/04/1990")
    assert differs == f"{BUT_DATE}; khác ngày sinh (ngày, tháng, năm)"


def test_a_dead_brother_of_whom_the_book_gives_the_year_is_left_to_the_officer(registry: Registry) -> None:
    found = look(registry, BIRTH, **NGHIA, child_birth_date="1990")["child"]
    assert answer(found) == ("check", "nghia", f"khác ngày sinh (khác năm): {AGAIN}; {BUT_DATE}")


def test_namesakes_of_one_year_and_commune_are_left_to_the_officer(registry: Registry) -> None:
    typed = {"child_name": "Quách Văn Thắng", "child_birth_date": "1970", "child_sex": "Nam"}
    found = look(registry, BIRTH, **typed)["child"]
    assert found.finding is Finding.CHECK
    assert set(keys(found)[:2]) == {"thang", "thang_2"}
    assert found.candidates[0].probability == pytest.approx(found.candidates[1].probability)
    assert sentence(found, "thang") == sentence(found, "thang_2") == "khớp họ tên, ngày sinh (năm), giới tính"
    dated = look(registry, BIRTH, **typed | {"child_birth_date": "21/9/1970"})["child"]
    assert answer(dated) == ("found", "thang_2", "khớp họ tên, ngày sinh, giới tính")
    assert sentence(dated, "thang") == (
        "khác ngày sinh (trùng năm): có thể là người khác; khớp họ tên, giới tính"
    )


def test_a_mother_the_registry_does_not_know_takes_nothing_from_the_child(registry: Registry) -> None:
    typed = HOA | {"child_name": "Trương Thị Ngát", "child_birth_date": "5/7/2001"}
    found = look(registry, BIRTH, **typed)
    assert answer(found["child"]) == ("found", "ngat", "khớp họ tên, ngày sinh, giới tính, tên cha")
    assert answer(found["mother"]) == ("found", "thuy", "khớp họ tên, giới tính, tên vợ/chồng")
    assert told(BIRTH, "child", "ngat", **typed) == "khớp họ tên, giới tính, ngày sinh, tên cha"


def test_a_mother_missing_in_the_book_is_no_answer(registry: Registry) -> None:
    found = look(registry, BIRTH, **HOA | {"mother_name": "không rõ"})
    assert answer(found["child"]) == ("found", "hoa", "khớp họ tên, ngày sinh, giới tính, tên cha")
    assert (found["mother"].query, found["mother"].candidates) == ((), ())


def test_parents_by_their_ages(registry: Registry) -> None:
    ages = {"father_birth_date": "26 tuổi", "mother_birth_date": "23", "registration_date": "20/3/1998"}
    found = look(registry, BIRTH, **HOA | ages)
    by_age = "khớp họ tên, ngày sinh (theo tuổi), giới tính, tên vợ/chồng"
    assert answer(found["father"]) == ("found", "luc", by_age)
    assert answer(found["mother"]) == ("found", "thuy", by_age)
    assert sentence(found["mother"], "thuy_2") == (
        "khớp họ tên, ngày sinh (theo tuổi), giới tính; khác tên vợ/chồng"
    )
    assert told(BIRTH, "father", "luc", **HOA | ages) == "khớp họ tên"
    wrong = HOA | ages | {"father_birth_date": "45 tuổi"}
    assert told(BIRTH, "father", "luc", **wrong) == "khớp họ tên; khác ngày sinh (lệch 19 tuổi)"


def test_a_father_of_whom_only_the_name_is_written_comes_through_the_child(registry: Registry) -> None:
    found = look(registry, BIRTH, **HOA | {"mother_name": ""})["father"]
    because = "khớp họ tên, giới tính; chỉ nhờ gia đình: CSDL ghi là cha của Trương Thị Hoà"
    assert answer(found) == ("found", "luc", because)
    assert found.candidates[0].household_only
    assert sentence(found, "luc_2") == "khớp họ tên, giới tính"


def test_a_mother_among_namesakes_comes_through_the_fathers_row(registry: Registry) -> None:
    typed = {"mother_name": "Bùi Thị Thuỷ", "father_name": "Cao Văn Tâm", "father_birth_date": "17/1/1970"}
    found = look(registry, BIRTH, child_name="Cao Văn Lạ", **typed)["mother"]
    assert answer(found) == ("found", "thuy_2", "khớp họ tên, giới tính, tên vợ/chồng")
    assert sentence(found, "thuy") == "khớp họ tên, giới tính; khác tên vợ/chồng"


@pytest.mark.parametrize("said", [{}, {"father_birth_date": "1952"}], ids=["name", "year"])
def test_a_dead_father_is_not_his_namesake(registry: Registry, said: dict[str, str]) -> None:
    parents = {"father_name": "Phạm Văn Bính", "mother_name": "Hà Thị Mận"}
    typed = {"child_name": "Phạm Văn Khôi", "child_birth_date": "19/4/1985", "child_sex": "Nam"}
    found = look(registry, BIRTH, **typed, **parents, **said)
    assert answer(found["child"]) == ("found", "khoi", ALL)
    assert found["father"].finding is Finding.NOT_FOUND
    assert sentence(found["father"], "binh").endswith("giới tính; khác tên vợ/chồng")


@pytest.mark.parametrize("field", ["father_name", "mother_name"])
def test_a_parents_name_alone_does_not_choose_a_namesake(registry: Registry, field: str) -> None:
    found = look(registry, BIRTH, **{field: PARENTS[field]})[field.removesuffix("_name")]
    two = {"father_name": {"luc", "luc_2"}, "mother_name": {"thuy", "thuy_2"}}[field]
    assert found.finding is Finding.CHECK
    assert set(keys(found)[:2]) == two
    assert {c.reason for c in found.candidates[:2]} == {"khớp họ tên, giới tính"}


def test_a_couple_by_their_names_is_not_another_couple(registry: Registry) -> None:
    found = look(registry, MARRIAGE, husband_name="Trương Văn Lực", wife_name="Bùi Thị Thuỷ")
    assert answer(found["husband"]) == ("found", "luc", "khớp họ tên, giới tính, tên vợ/chồng")
    assert answer(found["wife"]) == ("found", "thuy", "khớp họ tên, giới tính, tên vợ/chồng")
    alone = look(registry, MARRIAGE, husband_name="Trương Văn Lực")["husband"]
    assert alone.finding is Finding.CHECK
    assert {c.reason for c in alone.candidates[:2]} == {"khớp họ tên, giới tính"}


def test_nobody_born_after_the_entry_is_meant(registry: Registry) -> None:
    death = {"deceased_name": "Đinh Công Thép", "death_date": "1/2/1978", "registration_date": "3/2/1999"}
    assert look(registry, DEATH, **death)["deceased"].finding is Finding.NOT_FOUND
    assert keys(look(registry, DEATH, deceased_name="Đinh Công Thép")["deceased"]) == ["thep"]
    birth = {"child_name": "Đinh Văn Lạ", "child_birth_date": "1/2/1978", "father_name": "Đinh Công Thép"}
    assert look(registry, BIRTH, **birth)["father"].finding is Finding.NOT_FOUND
    late = birth | {"child_birth_date": "1/2/1988", "registration_date": "5/2/1988"}
    assert look(registry, BIRTH, **late)["father"].finding is Finding.NOT_FOUND


def test_a_wrong_year_of_registration_does_not_hide_the_child(registry: Registry) -> None:
    found = look(registry, BIRTH, **HOA, registration_date="20/3/1988")["child"]
    assert answer(found) == ("found", "hoa", ALL)


# --- little typed


@pytest.mark.parametrize(
    ("book", "section", "field", "text", "key", "reason"),
    [
        (DEATH, "deceased", "deceased_id_number", "171100913", "trang", "khớp số CMND"),
        (BIRTH, "child", "child_personal_id", IDS["hoa"], "hoa", "khớp số định danh"),
        (BIRTH, "child", "father_name", "Trương Văn Lực", "hoa", "khớp tên cha"),
        (BIRTH, "child", "mother_name", "Bùi Thị Thuỷ", "hoa", "khớp tên mẹ"),
        (BIRTH, "child", "child_birth_date", "12/03/1998", "hoa", "khớp ngày sinh"),
        (BIRTH, "child", "child_name", "Trương Thị Hoà", "hoa", "khớp họ tên"),
        (MARRIAGE, "wife", "husband_name", "Trương Văn Lực", "thuy", "khớp giới tính, tên vợ/chồng"),
    ],
    ids=["cmnd", "number", "father", "mother", "date", "name", "husband"],
)
def test_any_single_field_starts(
    registry: Registry, book: BookType, section: str, field: str, text: str, key: str, reason: str
) -> None:
    found = look(registry, book, **{field: text})[section]
    assert found.finding is not Finding.NOT_FOUND
    assert key in keys(found)
    assert sentence(found, key).split(";")[0] == reason


@pytest.mark.parametrize("text", ["Trương Thị Ng", "truong thi nga", "TRƯƠNG THỊ NGÁ"])
def test_a_half_typed_name_lists_those_who_begin_so(registry: Registry, text: str) -> None:
    found = look(registry, BIRTH, child_name=text)["child"]
    assert found.finding is Finding.CHECK
    assert sentence(found, "ngat") == "khớp họ tên (phần đã nhập)"


@pytest.mark.parametrize(
    ("book", "section", "key", "fields"),
    [
        (BIRTH, "child", "hoa", HOA | {"registration_date": "20/03/1998"}),
        (BIRTH, "mother", "thuy", HOA | {"mother_birth_date": "20/02/1975", "father_birth_date": "1972"}),
        (DEATH, "deceased", "trang", {"registration_date": "5/4/2021", **TRANG, "death_date": "3/4/2021"}),
        (DEATH, "deceased", "trang", {"deceased_id_number": "171100913", **TRANG}),
    ],
    ids=["child", "mother", "deceased", "number first"],
)
def test_no_key_on_the_way_says_not_found(
    registry: Registry, book: BookType, section: str, key: str, fields: dict[str, str]
) -> None:
    typed: dict[str, str] = {}
    for field, text in fields.items():
        for end in range(1, len(text) + 1):
            found = look(registry, book, **typed, **{field: text[:end]})[section]
            assert found.query == () or found.finding is not Finding.NOT_FOUND, (field, text[:end])
        typed[field] = text
    assert answer(look(registry, book, **typed)[section])[:2] == ("found", key)


def test_a_failed_search_is_not_not_found(tmp_path: Path) -> None:
    registry = opened(tmp_path)
    registry.close()
    with pytest.raises(StoreProblem, match="Đây không phải là kết quả “không thấy”"):
        look(registry, BIRTH, **HOA)


def test_half_a_husbands_name_says_nothing_of_the_wife(registry: Registry) -> None:
    found = look(registry, ket_hon.BOOK, husband_name="Xyz Văn Q")["wife"]
    assert (found.finding, found.candidates, found.query) == (Finding.NOT_FOUND, (), ())


def test_a_twins_number_beside_the_own_name_is_left_to_the_officer(registry: Registry) -> None:
    typed = {"child_name": "Trương Thị Hoà", "child_birth_date": "12/03/1998"}
    found = look(registry, BIRTH, **typed, child_personal_id=IDS["huong"])["child"]
    assert (found.finding, keys(found)[:2]) == (Finding.CHECK, ["huong", "hoa"])


def test_name_and_date_are_to_be_seen_whoever_the_parents_are(registry: Registry) -> None:
    strangers = {"father_name": "Lê Văn Khác", "mother_name": "Tô Thị Lạ"}
    found = look(registry, BIRTH, **HOA | strangers)["child"]
    assert (found.finding, keys(found)[0]) == (Finding.CHECK, "hoa")


def test_parents_written_in_each_others_place(registry: Registry) -> None:
    crossed = {"father_name": PARENTS["mother_name"], "mother_name": PARENTS["father_name"]}
    found = look(registry, BIRTH, **HOA | crossed)["child"]
    assert (found.finding, keys(found)[0]) == (Finding.FOUND, "hoa")
    assert "gần khớp tên cha (đổi chỗ cha – mẹ), tên mẹ (đổi chỗ cha – mẹ)" in found.candidates[0].reason

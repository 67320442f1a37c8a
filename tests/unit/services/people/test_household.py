"""The people of one entry found together: what speaks for whom, what does not, and who is whose relative."""

import pytest

from app.matching.household import Kin
from app.matching.result import Finding, Search
from app.models.books import ket_hon, khai_sinh, khai_tu, nuoi_con_nuoi
from app.models.registry.reading import Registry
from app.services.people import finder, findings, flat_kin, lookup
from tests.unit.services.people.hard_registry import answer, keys, sentence

FATHER, MOTHER = Kin("child", "father", "father"), Kin("child", "mother", "mother")
HOA = {"full_name": "Trương Thị Hoà", "birth_date": "12/3/1998"}
LUC, THUY = {"full_name": "Trương Văn Lực"}, {"full_name": "Bùi Thị Thuỷ"}
TRANG = {"full_name": "Đinh Công Tráng", "birth_date": "2/10/1950"}
COUPLE = Kin("husband", "spouse", "wife"), Kin("wife", "spouse", "husband")
AGAIN = "có thể là con khác của cùng cha mẹ, được đặt lại tên này"
ONLY = "chỉ nhờ gia đình: CSDL ghi"


def find(registry: Registry, *kin: Kin, **written: dict[str, str]) -> dict[str, Search]:
    return finder.find(registry, written, kin, typing=False)


def test_the_childs_row_names_the_father_by_number(registry: Registry) -> None:
    found = find(registry, FATHER, child=HOA, father=LUC)["father"]
    assert answer(found) == ("found", "luc", f"khớp họ tên; {ONLY} là cha của Trương Thị Hoà")
    assert found.candidates[0].household_only
    assert sentence(found, "luc_2") == "khớp họ tên"


def test_without_kin_nobody_speaks_for_anybody(registry: Registry) -> None:
    found = find(registry, child=HOA, father=LUC)["father"]
    assert found.finding is Finding.CHECK
    assert set(keys(found)[:2]) == {"luc", "luc_2"}
    assert not any(c.household_only for c in found.candidates)


def test_a_child_of_whom_nothing_is_written_does_not_speak(registry: Registry) -> None:
    found = find(registry, FATHER, child={"sex": "Nữ"}, father=LUC)["father"]
    assert found.finding is Finding.CHECK
    assert [c.reason for c in found.candidates[:2]] == ["khớp họ tên", "khớp họ tên"]
    assert found.candidates[0].probability == pytest.approx(found.candidates[1].probability)


def test_a_father_whose_number_has_no_row_is_not_the_namesake(registry: Registry) -> None:
    khai = {"full_name": "Vi Văn Khai", "birth_date": "1958"}
    son = {"full_name": "Vi Văn Sơn", "birth_date": "5/5/1984"}
    alone = find(registry, father=khai)["father"].candidates[0].probability
    found = find(registry, FATHER, child=son, father=khai)
    assert answer(found["child"]) == ("found", "son", "khớp họ tên, ngày sinh, tên cha")
    assert found["father"].finding is Finding.NOT_FOUND
    assert found["father"].candidates[0].probability < alone / 20


def test_an_adoptive_father_need_not_stand_in_the_childs_row(registry: Registry) -> None:
    girl = {"full_name": "Lò Thị Yến", "birth_date": "1/6/2005"}
    taker = {"full_name": "Hà Văn Nhường", "birth_date": "1970"}
    unsure = find(registry, FATHER._replace(sure=False), child=girl, father=taker)["father"]
    sure = find(registry, FATHER, child=girl, father=taker)["father"]
    assert keys(unsure)[0] == keys(sure)[0] == "nhuong"
    assert unsure.candidates[0].probability > sure.candidates[0].probability


def test_a_father_too_young_for_the_child_is_nobody(registry: Registry) -> None:
    lost = {"full_name": "Đinh Văn Lạ", "birth_date": "1/2/1988"}
    found = find(registry, FATHER, child=lost, father={"full_name": "Đinh Công Thép"})["father"]
    assert found.finding is Finding.NOT_FOUND
    grown = lost | {"birth_date": "1/2/2004"}
    found = find(registry, FATHER, child=grown, father={"full_name": "Đinh Công Thép"})["father"]
    assert answer(found)[:2] == ("check", "thep")


def test_other_children_of_the_couple_speak_for_the_parents(registry: Registry) -> None:
    last = {"full_name": "Trương Văn Út", "birth_date": "3/3/2004"}
    found = find(registry, FATHER, MOTHER, child=last, father=LUC, mother=THUY)
    assert found["child"].finding is Finding.NOT_FOUND
    reason = f"khớp họ tên; {ONLY} là cha hoặc mẹ của con cùng cha mẹ"
    assert answer(found["father"]) == ("found", "luc", reason)
    assert answer(found["mother"]) == ("found", "thuy", reason)
    assert all(found[parent].candidates[0].household_only for parent in ("father", "mother"))


def test_certain_parents_do_not_make_the_living_brother_the_dead_one(registry: Registry) -> None:
    dead = {"full_name": "Trương Văn Nghĩa", "birth_date": "2/4/1990"}
    parents = {"father": LUC | {"birth_date": "15/8/1972"}, "mother": THUY | {"birth_date": "20/2/1975"}}
    found = find(registry, FATHER, MOTHER, child=dead, **parents)
    assert answer(found["child"]) == (
        "not_found",
        "nghia",
        f"khác ngày sinh: {AGAIN}; khớp họ tên, tên cha, tên mẹ",
    )
    assert answer(found["father"]) == ("found", "luc", "khớp họ tên, ngày sinh")


def test_a_number_of_the_father_tells_his_child(registry: Registry) -> None:
    father = {"full_name": "Đinh Công Tráng", "cmnd": "171100913"}
    child, mother = {"full_name": "Đinh Công Thếp"}, {"full_name": "Phạm Thị Sen"}
    found = find(registry, FATHER, MOTHER, child=child, father=father, mother=mother)
    assert answer(found["child"]) == (
        "found",
        "thep",
        "khớp tên cha, tên mẹ; gần khớp họ tên (lệch dấu)",
    )
    assert answer(found["mother"]) == ("found", "sen", f"khớp họ tên; {ONLY} là mẹ của Đinh Công Thếp")


def test_the_husbands_row_tells_his_wife_from_her_namesake(registry: Registry) -> None:
    dated = LUC | {"birth_date": "15/8/1972"}
    found = find(registry, *COUPLE, husband=dated, wife=THUY)
    assert answer(found["husband"]) == ("found", "luc", "khớp họ tên, ngày sinh, tên vợ/chồng")
    assert answer(found["wife"]) == ("found", "thuy", "khớp họ tên, tên vợ/chồng")


def test_a_full_date_that_is_the_namesakes_is_left_to_the_officer(registry: Registry) -> None:
    dated = LUC | {"birth_date": "15/8/1972"}
    found = find(registry, *COUPLE, husband=dated, wife=THUY | {"birth_date": "11/10/1975"})["wife"]
    assert found.finding is Finding.CHECK
    assert set(keys(found)[:2]) == {"thuy", "thuy_2"}
    assert sentence(found, "thuy_2") == "khớp họ tên, ngày sinh; khác tên vợ/chồng"
    assert sentence(found, "thuy") == (
        "khác ngày sinh (trùng năm); khớp họ tên, tên vợ/chồng; CSDL ghi là vợ/chồng của Trương Văn Lực"
    )


@pytest.mark.parametrize(
    ("deceased", "name", "key", "reason"),
    [
        (TRANG, "Đinh Công Thép", "thep", f"khớp họ tên; {ONLY} cha là Đinh Công Tráng"),
        (
            LUC | {"birth_date": "15/8/1972"},
            "Bùi Thị Thuỷ",
            "thuy",
            f"khớp họ tên; {ONLY} vợ/chồng là Trương Văn Lực",
        ),
    ],
    ids=["child", "wife"],
)
def test_whoever_declares_a_death_is_told_by_their_own_row(
    registry: Registry, deceased: dict[str, str], name: str, key: str, reason: str
) -> None:
    kin = [Kin("declarant", column, "deceased", guess=True) for column in ("father", "mother", "spouse")]
    found = find(registry, *kin, deceased=deceased, declarant={"full_name": name})["declarant"]
    assert answer(found) == ("found", key, reason)


def test_a_guess_speaks_against_nobody_and_not_for_who_is_dated_otherwise(registry: Registry) -> None:
    guess = Kin("declarant", "father", "deceased", guess=True)
    stranger = {"full_name": "Hà Văn Chiến"}
    alone = find(registry, declarant=stranger)["declarant"].candidates[0]
    beside = find(registry, guess, deceased=TRANG, declarant=stranger)["declarant"].candidates[0]
    assert beside.probability == pytest.approx(alone.probability)
    brother = {"full_name": "Đinh Công Thép", "birth_date": "9/9/1991"}
    alone = find(registry, declarant=brother)["declarant"].candidates[0]
    found = find(registry, guess, deceased=TRANG, declarant=brother)["declarant"]
    assert answer(found) == ("check", "thep", "khác ngày sinh (khác năm): có thể là người khác; khớp họ tên")
    assert found.candidates[0].probability == pytest.approx(alone.probability)


# --- who is whose relative


def plain(kin: list[Kin]) -> list[tuple[str, str, str, bool]]:
    assert not any(link.guess for link in kin)
    return [(link.owner, link.column, link.relative, link.sure) for link in kin]


def test_kin_of_a_birth_book() -> None:
    assert plain(lookup.kin_of(khai_sinh.BOOK)) == [
        ("child", "father", "father", True),
        ("child", "mother", "mother", True),
        ("father", "spouse", "mother", False),
        ("mother", "spouse", "father", False),
    ]


def test_kin_of_other_books() -> None:
    assert plain(lookup.kin_of(ket_hon.BOOK)) == [
        ("husband", "spouse", "wife", True),
        ("wife", "spouse", "husband", True),
    ]
    assert plain(lookup.kin_of(nuoi_con_nuoi.BOOK)) == [
        ("adopted_child", "father", "adoptive_father", False),
        ("adopted_child", "mother", "adoptive_mother", False),
        ("adoptive_father", "spouse", "adoptive_mother", False),
        ("adoptive_mother", "spouse", "adoptive_father", False),
    ]
    assert lookup.kin_of(khai_tu.BOOK) == []


def entry(*roles: str) -> list[dict[str, str]]:
    return [{"role": role, "full_name": f"Lê Văn {role}"} for role in roles]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (("child",), []),
        (
            ("child", "father", "mother"),
            [
                ("0", "father", "1", True),
                ("0", "mother", "2", True),
                ("1", "spouse", "2", False),
                ("2", "spouse", "1", False),
            ],
        ),
        (("husband", "wife"), [("0", "spouse", "1", True), ("1", "spouse", "0", True)]),
        (("bride", "groom"), [("0", "spouse", "1", True), ("1", "spouse", "0", True)]),
        (("deceased", "deceased_spouse"), [("0", "spouse", "1", True), ("1", "spouse", "0", True)]),
        (
            ("adopted_child", "adoptive_father"),
            [("0", "father", "1", False)],
        ),
        (
            ("husband", "wife", "husband_father", "wife_mother"),
            [
                ("0", "spouse", "1", True),
                ("1", "spouse", "0", True),
                ("0", "father", "2", True),
                ("1", "mother", "3", True),
            ],
        ),
    ],
    ids=["alone", "birth", "marriage", "bride", "death", "adoption", "four"],
)
def test_kin_of_a_flat_entry_by_roles(
    roles: tuple[str, ...], expected: list[tuple[str, str, str, bool]]
) -> None:
    assert plain(flat_kin.kin_of(entry(*roles))) == expected


def test_kin_of_a_flat_entry_by_names() -> None:
    told = [
        {"role": "person", "full_name": "Lê Văn An", "spouse_name": "Hà Thị Bình"},
        {"role": "other", "full_name": "Bà Hà Thị Bình"},
    ]
    assert plain(flat_kin.kin_of(told)) == [("0", "spouse", "1", True)]


def test_a_declarant_is_guessed_to_be_anything() -> None:
    kin = flat_kin.kin_of(entry("deceased", "declarant"))
    assert all(link.guess for link in kin)
    assert {(link.owner, link.column, link.relative) for link in kin} >= {
        ("1", column, "0") for column in ("father", "mother", "spouse")
    }


def test_whom_the_parents_dates_alone_tell_from_namesakes_is_said_to_rest_on_them(registry: Registry) -> None:
    child = {"full_name": "Lê Thị Hạnh", "mother_name": "Bùi Thị Thuỷ"}
    mother = {"full_name": "Bùi Thị Thuỷ", "birth_date": "20/2/1975"}
    found = find(registry, MOTHER, child=child, mother=mother)["child"]
    assert all(c.household_only or c.probability < findings.CHECK for c in found.candidates)


def test_nobody_is_made_certain_by_their_own_words(registry: Registry) -> None:
    """The mother's date tells her child, who then must not speak for her by that."""
    child = {"full_name": "Trương Thị Hoà", "birth_date": "1998"}
    certain = find(registry, MOTHER, child=child, mother=THUY)["mother"].candidates[0].probability
    alone = find(registry, mother=THUY)["mother"].candidates[0].probability
    dated = find(registry, MOTHER, child=child, mother=THUY | {"birth_date": "1975"})["mother"]
    assert alone < certain
    assert dated.candidates[0].probability < 1.0

"""An age counts to the event it stands for, on the screen and in flat files alike."""

from collections.abc import Iterator

import pytest

from app.matching import compare
from app.matching.result import Finding, Result
from app.models.books import BOOKS
from app.models.registry.reading import Registry
from app.models.words.values import Value
from app.services.people import bulk, lookup
from tests.invented import Invented
from tests.unit.services.people.registries import registry_of

KEY = bytes(range(32))
COMMUNE = "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"


def person(number: str, name: str, born: str, died: str = "", **more: str) -> dict[str, str]:
    sex = "Nữ" if " Thị " in name else "Nam"
    row = {"personal_id": number, "full_name": name, "sex": sex, "birth_date": born, "death_date": died}
    return row | {"birth_place": COMMUNE, "permanent_residence": COMMUNE} | more


DEAD, NAMESAKE = "038007900101", "038043900102"
MOTHER, ELDER, YOUNGER = "038170900201", "038150900202", "038188900203"
SPOUSE = "038064900301"
PEOPLE = (
    person(DEAD, "Quách Văn Bồng", "1907", "1979-11-20"),
    person(NAMESAKE, "Quách Văn Bồng", "1943-05-01"),
    person(MOTHER, "Lường Thị Ngoạt", "1970-04-02"),
    person(ELDER, "Lường Thị Ngoạt", "1949-06-06"),
    person(YOUNGER, "Lường Thị Ngoạt", "1988-07-07"),
    person(SPOUSE, "Hà Công Chậu", "1964-02-27"),
)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    folder = tmp_path_factory.mktemp("ages")
    with registry_of(folder, [*PEOPLE, *Invented(7).people(500)], issuer="thử") as opened:
        yield opened


def look(registry: Registry, book: str, section: str, **texts: str):
    """Return the finding, the numbers in order, and the results of the birth date by number."""
    values = {key: Value.of(text) for key, text in texts.items()}
    found = lookup.search(registry, BOOKS[book], section, values, commune=COMMUNE)
    lines = {
        c.person.personal_id: next(
            line
            for line in compare.compare(BOOKS[book], section, values, c.person)
            if line.field == "birth_date" and line.book_field
        )
        for c in found.candidates
    }
    return found, [c.person.personal_id for c in found.candidates], lines


DEATH = {"deceased_name": "Quách Văn Bồng", "deceased_sex": "Nam", "registration_date": "12/05/2015"}


@pytest.mark.parametrize("death", ["1979", "20/11/1979", "tháng 11 năm Kỷ Mùi", ""])
@pytest.mark.parametrize(
    "age", ["72 tuổi", "hưởng thọ 72 tuổi", "bảy mươi hai tuổi", "hưởng thọ bảy mươi ba", "72"]
)
def test_the_age_of_the_dead_counts_to_the_death(registry: Registry, age: str, death: str) -> None:
    found, ids, lines = look(
        registry, "khai_tu", "deceased", deceased_birth_date=age, death_date=death, **DEATH
    )
    assert ids[0] == DEAD
    assert found.finding is not Finding.NOT_FOUND
    assert lines[DEAD].result is Result.BOOK_PARTIAL
    assert lines[DEAD].detail.startswith("sổ ghi tuổi, sinh khoảng 190")
    others = [c for c in found.candidates if c.person.personal_id == NAMESAKE]
    assert all("ngày sinh (theo tuổi)" not in c.reason and c.probability < 0.2 for c in others if death)
    assert all("theo tuổi" not in c.reason for c in others)
    if death and age != "72":
        assert lines.get(NAMESAKE) is None or lines[NAMESAKE].result is Result.DIFFERENT


def test_without_any_death_the_age_says_nothing_and_says_so(registry: Registry) -> None:
    _, _, lines = look(registry, "khai_tu", "deceased", deceased_birth_date="72 tuổi", **DEATH)
    assert lines[NAMESAKE].result is Result.BOOK_PARTIAL
    assert lines[NAMESAKE].detail == "sổ ghi tuổi, chưa có ngày chết để tính năm sinh"
    assert lines[DEAD].detail == "sổ ghi tuổi, sinh khoảng 1907, tính đến ngày chết trong CSDL"


BIRTH = {
    "child_name": "Trương Văn Nhở",
    "child_birth_date": "5/9/1995",
    "registration_date": "5/6/2015",
    "mother_name": "Lường Thị Ngoạt",
}


@pytest.mark.parametrize(
    ("age", "first", "fitting"),
    [
        ("25 tuổi", MOTHER, {MOTHER}),
        ("45 tuổi", MOTHER, {MOTHER, ELDER}),
        ("hai mươi lăm tuổi", MOTHER, {MOTHER}),
        ("46 tuổi", MOTHER, {MOTHER, ELDER}),
        ("66 tuổi", ELDER, {ELDER}),
    ],
)
def test_a_mothers_age_counts_to_the_birth_or_to_its_late_registration(
    registry: Registry, age: str, first: str, fitting: set[str]
) -> None:
    _, ids, lines = look(registry, "khai_sinh", "mother", mother_birth_date=age, **BIRTH)
    assert ids[0] == first or first in fitting - {ids[0]} <= set(ids)
    assert {n for n in lines if lines[n].result is not Result.DIFFERENT} & {MOTHER, ELDER, YOUNGER} == fitting


@pytest.mark.parametrize(
    "born", ["52 tuổi", "Giáp Thìn", "rằm tháng giêng năm Giáp Thìn", "tuổi Thìn, 52 tuổi"]
)
def test_a_spouses_age_or_named_year_counts_to_the_marriage(registry: Registry, born: str) -> None:
    marriage = {"husband_name": "Hà Công Chậu", "registration_date": "3/3/2016", "wife_name": "Đinh Thị Ổn"}
    found, ids, lines = look(registry, "ket_hon", "husband", husband_birth_date=born, **marriage)
    assert ids[0] == SPOUSE
    assert found.finding is not Finding.NOT_FOUND
    assert lines[SPOUSE].result is not Result.DIFFERENT
    other = "55 tuổi" if "52" in born else "Ất Tỵ"
    assert look(registry, "ket_hon", "husband", husband_birth_date=other, **marriage)[2][SPOUSE].result is (
        Result.DIFFERENT
    )


def flat(registry: Registry, *records: dict[str, str]) -> list[bulk.Linked]:
    common = {"entry_id": "1", "register_place": COMMUNE, "book_no": "01/2015"}
    entry = [{"record_id": str(n)} | common | record for n, record in enumerate(records)]
    return [answer for job in bulk.jobs([entry]) for answer in bulk.link(registry, job)]


@pytest.mark.parametrize(
    "dated",
    [
        {"death_date": "1979"},
        {"death_date": "20/11/1979", "registration_date": "12/05/2015"},
        {"event_date": "20/11/1979", "registration_date": "12/05/2015"},
        {"registration_date": "12/05/2015"},
    ],
)
def test_the_dead_of_flat_files(registry: Registry, dated: dict[str, str]) -> None:
    record = {
        "role": "deceased",
        "book_type": "death",
        "full_name": "Quách Văn Bồng",
        "birth_date": "72 tuổi",
    }
    (answer,) = flat(registry, record | dated)
    assert answer.candidates[0] == DEAD
    assert "birth_date" not in answer.differing_fields


@pytest.mark.parametrize("event", [{"event_date": "5/9/1995"}, {}])
def test_the_parents_of_flat_files(registry: Registry, event: dict[str, str]) -> None:
    child = {"role": "child", "full_name": "Trương Văn Nhở", "birth_date": "5/9/1995"}
    mother = {"role": "mother", "full_name": "Lường Thị Ngoạt", "birth_date": "25 tuổi"}
    common = {"registration_date": "5/6/2015", **event}
    answers = flat(registry, child | common, mother | common)
    assert answers[1].candidates[0] == MOTHER
    assert "birth_date" not in answers[1].differing_fields


@pytest.mark.parametrize(
    ("kind", "age", "differs"),
    [
        ("birth", "25 tuổi", False),
        ("parent_recognition", "45 tuổi", False),
        ("parent_recognition", "25 tuổi", True),
    ],
)
def test_only_in_a_book_of_births_the_age_of_parents_counts_to_the_birth(
    registry: Registry, kind: str, age: str, differs: bool
) -> None:
    common = {"registration_date": "5/6/2015", "book_type": kind}
    child = {"role": "child", "full_name": "Trương Văn Nhở", "birth_date": "5/9/1995"}
    mother = {"role": "mother", "full_name": "Lường Thị Ngoạt", "birth_date": age, "personal_id": MOTHER}
    answers = flat(registry, child | common, mother | common)
    assert answers[1].candidates[0] == MOTHER
    assert ("birth_date" in answers[1].differing_fields) is differs

"""Somebody of the book's name and date who has another spouse or other parents is to be checked."""

from collections.abc import Iterator

import pytest

from app.matching.result import Finding
from app.models.books import ket_hon, khai_sinh
from app.models.registry.reading import Registry
from app.services.people.bulk import LinkAnswer
from tests.invented import Invented
from tests.unit.services.people.hard_registry import LUONG, link, look
from tests.unit.services.people.registries import as_written, number_of, registry_of

BIRTH, MARRIAGE = khai_sinh.BOOK, ket_hon.BOOK
NGA_SON = "Xã Nga Sơn, Huyện Nga Sơn, Tỉnh Thanh Hóa"
PEOPLE = {
    "hung": ("Nguyễn Văn Hùng", "1990-05-06", "Lê Thị Hoa"),
    "nam": ("Vũ Văn Nam", "1985-03-04", "Lê Thị Lan"),
    "phuong": ("Quách Thị Phượng", "1971-03-09", "Bùi Văn Tứ"),
    "huong": ("Lê Thị Hương", "1988-10-11", "Bùi Văn Năm"),
    "bham": ("Y Bhăm Êban", "1960-08-17", "H'Hen Niê"),
}
WRITTEN = [
    ("hung", "Nguyễn Văn Hùng"),
    ("hung", "nguyen van hung"),
    ("hung", "Giuse Hùng Nguyễn Văn"),
    ("nam", "Võ Văn Nam"),
    ("phuong", "Quách Thị Phựơng"),
    ("phuong", "Quách Thị Phương"),
    ("bham", "Y-Bhăm Êban"),
    ("bham", "Êban Y Bhăm"),
]
OTHER_PARENTS = {"father_name": "Trịnh Văn Khác", "mother_name": "Vi Thị Lạ"}


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    rows = [
        {
            "personal_id": number(key),
            "full_name": name,
            "birth_date": born,
            "birth_place": LUONG,
            "ethnicity": "Kinh",
            "father_name": "Cao Văn Cường",
            "mother_name": "Hà Thị Bướm",
            "spouse_name": spouse,
        }
        for key, (name, born, spouse) in PEOPLE.items()
    ]
    folder = tmp_path_factory.mktemp("families")
    with registry_of(folder, [*rows, *Invented(13).people(2000)]) as found:
        yield found


def number(key: str) -> str:
    return number_of(PEOPLE, key)


def day(key: str) -> str:
    return as_written(PEOPLE[key][1])


@pytest.mark.parametrize(("key", "written"), WRITTEN)
def test_the_remarried(registry: Registry, key: str, written: str) -> None:
    typed = {"husband_name": written, "husband_birth_date": day(key), "wife_name": "Trịnh Thị Khác"}
    found = look(registry, MARRIAGE, **typed)["husband"]
    assert found.finding in {Finding.CHECK, Finding.FOUND}
    assert found.candidates[0].person.personal_id == number(key)
    assert "khác tên vợ/chồng" in found.candidates[0].reason


@pytest.mark.parametrize(("key", "written"), WRITTEN)
@pytest.mark.parametrize("elsewhere", [{}, {"child_birth_place": NGA_SON, "child_ethnicity": "Mường"}])
def test_the_adopted_and_recognised(
    registry: Registry, key: str, written: str, elsewhere: dict[str, str]
) -> None:
    typed = {"child_name": written, "child_birth_date": day(key), **OTHER_PARENTS, **elsewhere}
    found = look(registry, BIRTH, **typed)["child"]
    assert found.finding in {Finding.CHECK, Finding.FOUND}
    assert found.candidates[0].person.personal_id == number(key)


def test_whatever_else_differs(registry: Registry) -> None:
    """The name agrees by its sound, and the day; parents, spouse, place and ethnic group do not."""
    said = {"full_name": "Nê Thị Huơng", "birth_date": day("huong"), "spouse_name": "Trịnh Văn Khác"}
    said |= OTHER_PARENTS | {
        "birth_place": NGA_SON,
        "home_origin": NGA_SON,
        "ethnicity": "Mường",
        "sex": "Nữ",
    }
    [answer] = link(
        registry, [said | {"record_id": "1", "entry_id": "1", "book_type": "birth", "role": "person"}]
    )
    assert (answer.decision, answer.candidates) == (LinkAnswer.TO_CHECK, (number("huong"),))


@pytest.mark.parametrize(("key", "written"), WRITTEN)
@pytest.mark.parametrize("relatives", [{"spouse_name": "Trịnh Thị Khác"}, OTHER_PARENTS])
def test_in_bulk(registry: Registry, key: str, written: str, relatives: dict[str, str]) -> None:
    said = {"record_id": "1", "entry_id": "1", "full_name": written, "birth_date": day(key), **relatives}
    [answer] = link(registry, [said | {"book_type": "birth", "role": "person", "book_no": "01/2015"}])
    assert answer.decision in {LinkAnswer.TO_CHECK, LinkAnswer.MISMATCH}
    assert number(key) in answer.candidates


def test_a_stranger_of_the_date_is_not_found(registry: Registry) -> None:
    typed = {"child_name": "Nguyễn Văn Hải", "child_birth_date": day("hung"), **OTHER_PARENTS}
    assert look(registry, BIRTH, **typed)["child"].finding is Finding.NOT_FOUND

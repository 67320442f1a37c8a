"""Linking never calls consistent what it did not read, nor a person with the number of another one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.registry.reading import Registry
from app.progress import silent
from app.services.people import bulk
from app.services.people.bulk import Linked
from app.services.people.registry_file import build
from tests.unit.services.people.hard_registry import COMMUNE, IDS, KEY, PEOPLE

HOA = {
    "record_id": "1",
    "role": "child",
    "book_no": "01/1998",
    "register_place": COMMUNE,
    "full_name": "Trương Thị Hoà",
    "birth_date": "12/3/1998",
    "father_name": "Trương Văn Lực",
    "mother_name": "Bùi Thị Thuỷ",
    "ethnicity": "Mường",
}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[list[Registry]]:
    found: list[Registry] = []
    yield found
    for registry in found:
        registry.close()


@pytest.fixture
def link(opened: list[Registry], tmp_path: Path):
    """Link one record with the registry of hard cases; ``changes`` are those of the row of Hoà."""

    def link(record: dict[str, str], **changes: str) -> Linked:
        path = tmp_path / f"{len(opened)}.db"
        people = PEOPLE | {"hoa": PEOPLE["hoa"] | changes}
        build(path, KEY, people.values(), {}, silent)
        opened.append(Registry.open(path, KEY))
        (answer,) = (a for job in bulk.jobs([[record]]) for a in bulk.link(opened[-1], job))
        return answer

    return link


def test_a_person_who_agrees_is_consistent(link):
    answer = link(HOA)
    assert (answer.decision, answer.personal_id) == ("consistent", IDS["hoa"])


@pytest.mark.parametrize(
    ("column", "words", "said"),
    [
        ("birth_date", "12/3/98", "chưa đọc được ngày sinh"),
        ("birth_date", "3/12/1998", "chưa đọc được ngày sinh"),
        ("mother_name", "Bùi Th? Thu?", "chưa đọc được tên mẹ"),
        ("ethnicity", "#N/A", "chưa đọc được dân tộc"),
    ],
)
def test_an_unread_value_of_the_registry_is_looked_at_by_a_person(link, column, words, said):
    answer = link(HOA, **{column: words})
    assert (answer.decision, answer.personal_id) == ("check", None)
    assert answer.candidates[0] == IDS["hoa"]
    assert said in answer.reason


def test_an_unread_value_of_the_book_is_looked_at_by_a_person(link):
    answer = link(HOA | {"birth_date": "3/12/1998 12:00:00 AM"})
    assert (answer.decision, answer.personal_id) == ("check", None)
    assert answer.reason.endswith("chưa đọc được ngày sinh")


def test_an_unread_value_beside_a_difference_leaves_a_mismatch(link):
    answer = link(HOA | {"ethnicity": "Dao"}, mother_name="Bùi Th? Thu?")
    assert (answer.decision, answer.differing_fields) == ("mismatch", ("ethnicity",))
    assert answer.reason.endswith("chưa đọc được tên mẹ")


@pytest.mark.parametrize("written", ["{}", "{}.0", "CCCD {}", "{}.00"])
def test_the_number_is_a_field_of_its_own(link, written):
    own = IDS["hoa"]
    assert link(HOA | {"personal_id": written.format(own)}).decision == "consistent"
    lost = link(HOA | {"personal_id": written.format(own.lstrip("0"))})
    assert (lost.decision, lost.personal_id) == ("consistent", own)
    assert "số định danh (mất số 0 đầu)" in lost.reason
    other = link(HOA | {"personal_id": written.format(IDS["nghia"])})
    assert other.decision != "consistent"
    wrong = link(HOA | {"personal_id": written.format(own[:6] + "8" + own[7:])})
    assert (wrong.decision, wrong.differing_fields) == ("mismatch", ("personal_id",))


def test_the_cmnd_of_another_person_is_never_consistent(link):
    record = HOA | {"cmnd": PEOPLE["trang"]["cmnd"]}
    answer = link(record)
    assert (answer.decision, answer.personal_id) == ("check", None)
    assert answer.candidates[0] == IDS["hoa"]
    assert IDS["trang"] in answer.candidates
    assert link(record, cmnd=record["cmnd"]).decision == "consistent", "it is the person's own too"
    assert link(record | {"cmnd": "173999888"}).decision == "consistent", "nobody has it"
    assert link(record | {"cmnd": "1739998"}).decision == "check", "it is no whole number"


@pytest.mark.parametrize("column", ["personal_id", "cmnd"])
def test_a_number_that_lost_digits_is_asked_for(link, column):
    answer = link(HOA | {column: "3.81989E+10"}, cmnd="171519365")
    assert answer.decision == "check"
    assert "chưa đọc được số" in answer.reason


def test_a_day_of_excel_that_is_the_registrys_is_said(link):
    answer = link(HOA | {"birth_date": "35866"})
    assert answer.decision == "consistent"
    assert "ngày sinh (số ngày của Excel: 12/03/1998)" in answer.reason
    assert link(HOA | {"birth_date": "35867"}).decision == "check"

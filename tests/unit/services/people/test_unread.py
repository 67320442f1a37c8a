"""Linking never calls consistent what it did not read, nor a person with the number of another one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.registry.reading import Registry
from app.progress import silent
from app.services.people import bulk, flat_registry
from app.services.people.bulk import Linked
from app.services.people.registry_door import Door
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


CODED = {
    "role": "child",
    "book_no": "01/1998",
    "register_place": COMMUNE,
    "birth_date": "12/3/1998",
    "father_name": "Tr\u00ad¬ng V¨n Lùc",
    "mother_name": "Bïi ThÞ Thuû",
}
GUESSED = "; đổi từ mã cũ có chữ phải đoán, xem lại sổ: "


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"full_name": "Tr¬ng ThÞ Hoµ"}, "họ tên “Tr¬ng ThÞ Hoµ”"),
        ({"full_name": "Tr\u00ad¬ng ThÞ Hoµ", "father_name": "Tr¬ng V¨n Lùc"}, "họ tên cha “Tr¬ng V¨n Lùc”"),
    ],
    ids=["own name", "father"],
)
def test_letters_that_a_conversion_lost_are_looked_at_by_a_person(link, words, said):
    answer = link(CODED | {"record_id": "1"} | words)
    assert (answer.decision, answer.personal_id, answer.differing_fields) == ("check", None, ())
    assert answer.candidates[0] == IDS["hoa"]
    assert "chưa đọc được " in answer.reason
    assert answer.reason.endswith(GUESSED + said)


def test_a_conversion_that_lost_nothing_is_consistent(link):
    answer = link(CODED | {"record_id": "1", "full_name": "Tr\u00ad¬ng ThÞ Hoµ"})
    assert (answer.decision, answer.personal_id) == ("consistent", IDS["hoa"])
    assert GUESSED not in answer.reason


def test_a_guessed_word_is_never_a_difference_but_another_field_is(link):
    answer = link(
        CODED | {"record_id": "1", "full_name": "Tr\u00ad¬ng ThÞ Hoµ", "mother_name": "D¬ng ThÞ Kh"}
    )
    assert answer.differing_fields == ()
    other = link(CODED | {"record_id": "1", "full_name": "Tr¬ng ThÞ Hoµ", "ethnicity": "Dao"})
    assert (other.decision, other.differing_fields) == ("mismatch", ("ethnicity",))
    assert other.reason.endswith(GUESSED + "họ tên “Tr¬ng ThÞ Hoµ”")


def test_who_is_not_found_by_guessed_words_is_looked_for_by_a_person(link):
    record = {"record_id": "1", "role": "child", "birth_date": "12/3/1960", "mother_name": "Lª ThÞ Tó"}
    clear = link(record | {"full_name": "Tr\u00ad¬ng V¨n Hoµ"})
    guessed = link(record | {"full_name": "Tr¬ng V¨n Hoµ"})
    assert clear.decision == "not_found"
    assert clear.candidates
    assert (guessed.decision, guessed.personal_id) == ("check", None)
    nobody = link({"record_id": "1", "full_name": "Qu¸ch D¬ng Khuª"})
    assert (nobody.decision, nobody.candidates) == ("not_found", ())
    assert nobody.reason.endswith(GUESSED + "họ tên “Qu¸ch D¬ng Khuª”")


def test_a_guessed_place_of_the_volume_is_said_and_decides_nothing(link):
    record = CODED | {"record_id": "1", "full_name": "Tr\u00ad¬ng ThÞ Hoµ"}
    answer = link(record | {"register_place": "x· CÈm L¬ng, huyÖn CÈm Thñy"})
    assert answer.decision == "consistent"
    assert answer.reason.endswith(GUESSED + "nơi đăng ký “x· CÈm L¬ng, huyÖn CÈm Thñy”")


def test_a_ditto_mark_under_guessed_words_is_guessed_too():
    def entry(number: int, **words: str) -> list[dict[str, str]]:
        volume = {"book_no": "01", "book_type": "birth", "register_place": COMMUNE, "entry_no": str(number)}
        return [volume | {"record_id": str(number), "role": "child"} | words]

    lost = "Hå ThÞ D¬ng"
    work = [
        entry(1, full_name="Hå V¨n T¸m", mother_name=lost),
        entry(2, full_name="Hå V¨n ChÝn", mother_name="nt"),
        entry(3, full_name="Hå V¨n M\u00adêi", mother_name="nt"),
        entry(4, full_name="Hå V¨n B¶y", mother_name="Hå ThÞ Lan"),
        entry(5, full_name="Hå V¨n S¸u", mother_name="nt"),
    ]
    guessed = [dict(job.guessed[0]) for job in bulk.jobs(work)]
    assert guessed == [{"mother_name": lost}] * 3 + [{}, {}]


def test_lost_letters_of_the_registry_stay_as_they_are_and_are_named(tmp_path):
    rows = [
        f"03819890010{n},Lª V¨n {'Tó' if n else 'D¬ng'},{'Bïi ThÞ H¬ng' if n < 2 else 'Bïi ThÞ Hoa'}"
        for n in range(9)
    ]
    path = tmp_path / "R.csv"
    path.write_text("\n".join(["personal_id,full_name,mother_name", *rows]), encoding="utf-8")
    door = Door()
    with path.open("rb") as file:
        people = list(flat_registry.people(file, door))
    assert people[0]["full_name"] == "Lª V¨n D¬ng"
    assert (people[1]["full_name"], people[2]["mother_name"]) == ("Lê Văn Tú", "Bùi Thị Hoa")
    assert door.report().sentences() == (
        "Họ tên: 1 trong 9 ô chưa đọc được, như dòng 2: “Lª V¨n D¬ng”",
        "Họ tên mẹ: 2 trong 9 ô chưa đọc được, như dòng 2: “Bïi ThÞ H¬ng”",
    )

"""Rows read in haste give the same keys and counts as rows read with care."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching import blocking, record, rows, text
from app.matching.names import name_around, surnames
from app.models.registry.person import words_of
from app.models.words.vietnamese import clean
from tests.invented import Invented

PLAIN = next(iter(Invented(3).people(1)))
NAMES = (
    "NGUYỄN THỊ HOÀ",
    "Lê  Văn Tý",
    "Lê Văn Tý ",
    "Lê Thị",
    "Tý",
    "Hoàng Phủ Ngọc Tường",
    "Tôn Nữ Thị Lan",
    "Ông Văn Thắng",
    "bà Lê Thị Mão",
    "Trần Văn Tý tức Bình",
    "Trần Văn Tý còn gọi là Bình",
    "Trần Văn Tý (Bình)",
    "Ðỗ Văn Eth",
    "H'Bia Niê Kđăm",
    "Phạm Văn Nga\u0301",
    "Vi Văn Pó / Vi Văn Bó",
    "không rõ",
    "Không rõ họ tên",
    "chưa đặt tên",
    "Lê Văn A.",
    "- nt -",
    "Trần Văn tứ\u0441 Bình",
    "\u202eTrần Văn Bình",
    "Tr\u1ea7n Văn B\u0456nh",
    "",
)
CHANGES: tuple[dict[str, str], ...] = (
    {"birth_date": "1998"},
    {"birth_date": "1998-03"},
    {"birth_date": "không rõ"},
    {"birth_date": "1998-02-30"},
    {"death_date": "2020-09-06"},
    {"birth_place": "", "birth_registration_place": "Xã Cẩm Tú, Huyện Cẩm Thủy"},
    {"birth_place": "không rõ", "birth_registration_place": "Xã Cẩm Tú, Huyện Cẩm Thủy"},
    {"birth_place": "Thanh Hóa", "permanent_residence": ""},
    {"cmnd": "171 234 567"},
    {"cmnd": "CMND số 171234567"},
    {"personal_id": "", "cmnd": "038092000002"},
    {"personal_id": "171234567", "cmnd": ""},
    {"personal_id": "171234567", "cmnd": "038092000002"},
    {"personal_id": "171234567", "cmnd": "281234567"},
    {"birth_date": "1998-00-00"},
    {"birth_date": "0000-00-00", "death_date": "2020-09-00"},
    {"personal_id": "không"},
    {"father_id": "038092000003", "mother_id": "038192000004", "spouse_id": "038192000005"},
    {"father_id": "038 092 000 003", "mother_id": "０３８１９２０００００４", "spouse_id": "không rõ"},
    {"ethnicity": "Dân tộc Mường"},
    {"ethnicity": "không rõ"},
    {"sex": "nữ"},
    {"sex": ""},
    {"other_name": "Lê Thị Bông"},
    {"other_name": "Bông"},
)
WORDS = json.loads(Path("resources/data/names.json").read_text(encoding="utf-8"))
TITLES = ("ông", "bà nội", "Họ tên:", "Mẹ đẻ:", "liệt sĩ", "đồng chí", "em", "cố", "1.")
AROUND = (
    *sorted(name_around.LATER),
    *("là", "còn gọi là", "thường gọi", "bí danh", "tên khác", "hay còn gọi là"),
    *(
        "đã chết",
        "mất",
        "sinh năm",
        "con ông",
        "vợ ông",
        "chồng bà",
        "cháu của",
        "không rõ",
        "nt",
        "như trên",
    ),
)
SURNAMES = sorted(WORDS["surnames"])
OTHERS = sorted(
    {word for row in (*WORDS["given_male"], *WORDS["given_female"]) for word in row.split()}
    | {"Văn", "Thị", "Phủ"}
)
name_words = st.lists(st.sampled_from(OTHERS) | st.sampled_from(AROUND), max_size=6)


def same(row: Mapping[str, str]) -> None:
    slow = record.read(row)
    found, counts, folded = rows.index(words_of(row))
    assert sorted(found) == sorted(blocking.keys_of(slow))
    assert counts == blocking.counts_of(slow)
    assert folded == (slow.name.fold if slow.name is not None else "")


def test_invented_people() -> None:
    for row in Invented(4).people(500):
        same(row)


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str) -> None:
    for column in ("full_name", "father_name", "mother_name", "spouse_name"):
        same(PLAIN | {column: name})


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: "-".join(c.values()))
def test_other_columns(change: dict[str, str]) -> None:
    same(PLAIN | change)


@given(st.sampled_from(("", *TITLES)), st.sampled_from(SURNAMES), name_words)
def test_any_words_for_a_name(title: str, surname: str, words: list[str]) -> None:
    name = " ".join((title, surname, *words)).strip()
    same(PLAIN | {"full_name": name, "father_name": name.lower(), "spouse_name": " ".join(words)})


@pytest.mark.parametrize("word", AROUND)
def test_words_around_a_plain_name(word: str) -> None:
    for name in (
        f"Nguyễn Văn Hùng {word} Bình",
        f"Nguyễn Văn {word}",
        f"Lê {word} Văn Hùng",
        f"Lê {word} ông Tý",
    ):
        same(PLAIN | {"full_name": name, "mother_name": name})


def test_no_surname_of_the_short_way_is_a_word_around_a_name() -> None:
    told = surnames.COMMON
    assert len(told) > 50
    assert name_around.FIRST.isdisjoint(told)
    assert name_around.LATER.isdisjoint(told)
    assert all(clean(word) == word == word.casefold() and text.says(word) for word in told)


@given(st.text(max_size=30))
def test_any_letters_for_a_name(name: str) -> None:
    same(PLAIN | {"full_name": f"Lê {name}", "father_name": name})


def test_a_row_is_found_by_its_other_name() -> None:
    row = PLAIN | {"full_name": "Lê Thị Hoa", "other_name": "Bùi Thị Bông"}
    query = record.read(PLAIN | {"full_name": "Bùi Thị Bông"})
    without = set(rows.index(words_of(PLAIN | {"full_name": "Lê Thị Hoa"}))[0])
    asked = set(blocking.query_keys(query))
    assert len(asked & set(rows.index(words_of(row))[0])) > len(asked & without)

"""Relatives in the registry whom dates show to have come later than the book."""

import pytest

from app.matching import later_kin, record, score
from app.matching.score import Rarity

NAME = {"full_name": "Lục Xuân Kiên", "birth_date": "21/6/1983"}
ROW = NAME | {"birth_date": "1983-06-21"}
SPOUSE = ROW | {"spouse_name": "Hà Thị Mơ", "spouse_id": "038100000001"}
ADOPTED = ROW | {"father_name": "Hà Văn Nhường", "father_id": "038000000002"}
LATER = "vợ/chồng trong CSDL là của lần kết hôn sau"
TAKEN = "cha trong CSDL là do nhận nuôi hoặc nhận con, không phải cha đẻ"


def told(book: dict[str, str], row: dict[str, str], **relative: str) -> list[str]:
    query, found = record.read(NAME | book), record.read(row)
    scored = score.score(query, found, Rarity({}))
    number = row.get("spouse_id") or row.get("father_id") or row.get("mother_id") or ""
    return later_kin.explained(query, found, scored, {number: record.read(relative) if relative else None})


@pytest.mark.parametrize(
    ("born", "act", "words"), [("1995", "2005", [LATER]), ("1985", "2005", []), ("1992", "2005", [])]
)
def test_a_spouse_who_was_a_child_at_the_act_came_later(born: str, act: str, words: list[str]) -> None:
    """The act is a marriage of 2005 of somebody grown up, who was born by 1992 at the latest."""
    book = {"spouse_name": "Bùi Thị Nhặt", record.ROLE: record.GROWN, record.BORN_BY: str(int(act) - 13)}
    assert told(book, SPOUSE, full_name="Hà Thị Mơ", birth_date=born) == words
    assert told(book | {"spouse_name": "Hà Thị Mơ"}, SPOUSE, full_name="Hà Thị Mơ", birth_date=born) == []


def test_a_spouse_of_whom_no_date_is_known_is_not_explained() -> None:
    book = {"spouse_name": "Bùi Thị Nhặt", record.BORN_BY: "2005"}
    assert told(book, SPOUSE) == told(book, SPOUSE, full_name="Hà Thị Mơ") == []
    assert told({"spouse_name": "Bùi Thị Nhặt"}, SPOUSE, full_name="Hà Thị Mơ", birth_date="1995") == []
    assert told(book, SPOUSE, full_name="Hà Thị Mơ", birth_date="1993") == [LATER], "of any age at the act"


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"birth_date": "1975"}, [TAKEN]),
        ({"birth_date": "1970"}, []),
        ({"birth_date": "1940", "death_date": "1981-05-05"}, [TAKEN]),
        ({"birth_date": "1940", "death_date": "1982-12-05"}, []),
        ({}, []),
    ],
    ids=["a child", "grown", "dead", "dead before the birth", "unknown"],
)
def test_who_was_a_child_or_dead_at_the_birth_is_no_father_by_birth(
    dates: dict[str, str], words: list[str]
) -> None:
    book = {"father_name": "Lục Văn Tài"}
    assert told(book, ADOPTED, full_name="Hà Văn Nhường", **dates) == words
    assert told({"father_name": "Hà Văn Nhường"}, ADOPTED, full_name="Hà Văn Nhường", **dates) == []


def test_a_mother_cannot_be_dead_the_year_before() -> None:
    row = ROW | {"mother_name": "Cao Thị Mơ", "mother_id": "038000000003"}
    [words] = told({"mother_name": "Vi Thị Lạ"}, row, full_name="Cao Thị Mơ", death_date="1982-12-05")
    assert words == "mẹ trong CSDL là do nhận nuôi hoặc nhận con, không phải mẹ đẻ"

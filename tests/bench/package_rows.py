"""Invented entries as they are approved: three persons, their lines beside the registry, the book's words."""

import random
import uuid
from typing import Any

SURNAMES = ("Lê", "Nguyễn", "Phạm", "Trương", "Bùi", "Trịnh", "Hoàng", "Quách")
GIVEN = ("Ngân", "Tý", "Sửu", "Hương Giang", "Định", "Ngát", "Thắng", "Hằng", "Như Quỳnh", "Thuận")
PLACE = "xã Cẩm Lương, huyện Cẩm Thủy, tỉnh Thanh Hóa"
CHILD = [
    "full_name",
    "sex",
    "birth_date",
    "birth_place",
    "home_origin",
    "ethnicity",
    "nationality",
    "personal_id",
    "birth_registration_place",
    "father_name",
    "mother_name",
]
PARENT = ["full_name", "birth_date", "ethnicity", "nationality", "permanent_residence", "personal_id"]


def entry(number: int) -> dict[str, Any]:
    """Return one frozen entry of about five kilobytes."""
    rng = random.Random(number)
    child, father, mother = (_name(rng) for _ in range(3))
    born = f"{rng.randint(1, 28)}/{rng.randint(1, 12)}/1999"
    values = {
        "book_no": "01/1998",
        "book_opened_year": "1998",
        "child_birth_kind": "Đã xác định được cả cha lẫn mẹ",
        "child_ethnicity": "Mường",
        "child_name": child,
        "child_nationality": "Việt Nam",
        "child_sex": rng.choice(("Nam", "Nữ")),
        "father_name": father,
        "mother_name": mother,
        "page_no": str(number % 200 + 1),
        "registration_kind": "Đăng ký đúng hạn",
        "registration_no": str(number + 1),
        "registration_place": PLACE,
    }
    dates = {"child_birth_date": born, "father_birth_date": "1972", "registration_date": "9/11/1999"}
    return {
        "amendments": [],
        "book_type": "khai_sinh",
        "book_version": 1,
        "decided_by": ["038085990001"],
        "entry_id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "origin": "paper",
        "persons": [
            _person(rng, "child", child, CHILD),
            _person(rng, "mother", mother, PARENT),
            _person(rng, "father", father, PARENT),
        ],
        "schema": "vn.hotich.muc/1",
        "typed_by": ["038085990001"],
        "values": {
            **{key: {"source": "typed", "text": text} for key, text in values.items()},
            **{
                key: {"parsed": {"calendar": "solar", "date": "1999-10-28"}, "source": "typed", "text": text}
                for key, text in dates.items()
            },
        },
        "version": 1,
        "volume": {"book_no": "01/1998", "book_opened_year": "1998", "registration_place": PLACE},
    }


def _name(rng: random.Random) -> str:
    return f"{rng.choice(SURNAMES)} Thị {rng.choice(GIVEN)}"


def _person(rng: random.Random, section: str, name: str, fields: list[str]) -> dict[str, Any]:
    line = {"book": PLACE[:9], "detail": "", "note": "", "registry": "", "resolution": "", "result": "equal"}
    return {
        "branch": "match",
        "lines": [
            {**line, "field": field, "registry": name if field == "full_name" else ""} for field in fields
        ],
        "personal_id": f"038199{rng.randrange(10**6):06d}",
        "provisional_id": None,
        "search": {
            "at": "2023-10-17T06:00:00.000Z",
            "candidates": 1,
            "chosen_rank": 1,
            "query": {"full_name": name},
        },
        "section": section,
        "snapshot_id": "s1",
    }

"""Typing an entry and a signing key, as the services see them."""

from collections.abc import Callable

import pytest

from app.models.store.store import Store
from app.models.words.values import Mark, Value
from app.services.entry import entries, volumes
from tests.conftest import AT, COMMUNE, JUSTICE

BIRTH = {
    "registration_no": "188",
    "book_no": "01/1998",
    "book_opened_year": "1998",
    "page_no": "94",
    "registration_date": "9/11/1999",
    "registration_kind": "Đăng ký đúng hạn",
    "registration_place": COMMUNE,
    "child_name": "Phạm Văn Tý",
    "child_sex": "Nam",
    "child_birth_date": "28/10/1999",
    "child_birth_kind": "Đã xác định được cả cha lẫn mẹ",
    "child_ethnicity": "Mường",
    "child_nationality": "Việt Nam",
    "mother_name": "Bùi Thị Thuỷ",
    "mother_birth_date": "1975",
    "father_name": "Phạm Văn Lực",
    "father_birth_date": "1972",
}


@pytest.fixture
def birth_volume(store: Store) -> int:
    view = volumes.VolumeView(0, "khai_sinh", "01/1998", "1998", COMMUNE)
    with store.write() as session:
        return volumes.add(session, view, by=JUSTICE, at=AT)


@pytest.fixture
def type_birth(store: Store, birth_volume: int, random: Callable[[int], bytes]) -> Callable[..., str]:
    """Type a birth entry field by field, as the form does, and complete it."""

    def type_one(by=JUSTICE, **changes: str) -> str:
        with store.write() as session:
            entry_id = entries.create(session, birth_volume, by=by, at=AT, random=random)
        for key, text in {**BIRTH, **changes}.items():
            with store.write() as session:
                entries.save(session, entry_id, key, Value.of(text), by=by, at=AT)
        with store.write() as session:
            view = entries.get(session, entry_id)
            for field in view.book.all_fields():
                if field.required and field.key not in view.values:
                    blank = Value("", Mark.BLANK_IN_BOOK)
                    entries.save(session, entry_id, field.key, blank, by=by, at=AT)
        with store.write() as session:
            assert not [p for p in entries.complete(session, entry_id, by=by, at=AT) if p.blocking]
        return entry_id

    return type_one

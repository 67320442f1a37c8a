"""Births typed field by field, as the form does."""

from collections.abc import Callable

from app.models.store.store import Store
from app.models.words.values import Mark, Value
from app.services.entry import entries, volumes
from app.services.office.accounts import Officer
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


def add_volume(store: Store) -> int:
    view = volumes.VolumeView(0, "khai_sinh", "01/1998", "1998", COMMUNE)
    with store.write() as session:
        return volumes.add(session, view, by=JUSTICE, at=AT)


def type_entry(
    store: Store, random: Callable[[int], bytes], volume: int, by: Officer = JUSTICE, **changes: str
) -> str:
    """Type a birth entry field by field, as the form does, and complete it."""
    with store.write() as session:
        entry_id = entries.create(session, volume, by=by, at=AT, random=random)
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

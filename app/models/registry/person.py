"""One person of the population registry in a snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the registry snapshot (formats: Person); every value is text, empty when unknown.

    Dates are YYYY-MM-DD, YYYY-MM or YYYY. ``sex`` is "Nam", "Nữ" or empty. ``permanent_residence`` is
    shown and never compared.
    """

    personal_id: str
    full_name: str
    cmnd: str = ""
    other_name: str = ""
    sex: str = ""
    birth_date: str = ""
    birth_place: str = ""
    birth_registration_place: str = ""
    home_origin: str = ""
    ethnicity: str = ""
    nationality: str = ""
    marital_status: str = ""
    father_name: str = ""
    father_id: str = ""
    mother_name: str = ""
    mother_id: str = ""
    spouse_name: str = ""
    spouse_id: str = ""
    life_status: str = ""
    death_date: str = ""
    permanent_residence: str = ""


PERSON_COLUMNS: tuple[str, ...] = tuple(f.name for f in fields(Person))

_BLANKS = [""] * len(PERSON_COLUMNS)


def words_of(row: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words of a row under PERSON_COLUMNS, "" where it has none."""
    return tuple(map(row.get, PERSON_COLUMNS, _BLANKS))


PERSON_LABELS: dict[str, str] = {
    "personal_id": "Số định danh",
    "full_name": "Họ tên",
    "cmnd": "Số CMND",
    "other_name": "Tên gọi khác",
    "sex": "Giới tính",
    "birth_date": "Ngày sinh",
    "birth_place": "Nơi sinh",
    "birth_registration_place": "Nơi đăng ký khai sinh",
    "home_origin": "Quê quán",
    "ethnicity": "Dân tộc",
    "nationality": "Quốc tịch",
    "marital_status": "Tình trạng hôn nhân",
    "father_name": "Họ tên cha",
    "father_id": "Số định danh cha",
    "mother_name": "Họ tên mẹ",
    "mother_id": "Số định danh mẹ",
    "spouse_name": "Họ tên vợ/chồng",
    "spouse_id": "Số định danh vợ/chồng",
    "life_status": "Trạng thái",
    "death_date": "Ngày mất",
    "permanent_residence": "Nơi cư trú",
}

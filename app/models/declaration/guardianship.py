"""Field groups of the two books of guardianship."""

from app.models.declaration.act import Age
from app.models.declaration.book import Field, Kind, Section
from app.models.declaration.enums import Options
from app.models.declaration.parts import (
    belonging,
    birth_date,
    name,
    paper_number,
    residence,
    rest,
    sex,
)

_CASES: Options = (
    ("1", "Đăng ký giám hộ"),
    ("2", "Chấm dứt giám hộ"),
    ("3", "Thay đổi giám hộ"),
    ("4", "Đăng ký giám sát việc giám hộ"),
    ("5", "Chấm dứt giám sát việc giám hộ"),
)
CASE = (
    Field("case_kind", "Loại việc", Kind.ENUM, required=True, options=_CASES),
    Field("decision_no", "Số quyết định", Kind.TEXT, hint="Số quyết định/trích lục"),
)
"""What was decided, and by which paper."""


def _person(key: str, excel: str, who: str) -> tuple[Field, ...]:
    return (
        name(key, excel, who, required=True),
        sex(key, excel),
        birth_date(key, excel, who, required=True),
        *belonging(key, excel),
        residence(key, excel),
        paper_number(key, excel),
    )


GUARDIAN = Section(
    "guardian",
    "Người giám hộ",
    _person("guardian", "ngh", "người giám hộ"),
    person=True,
    short="Giám hộ",
    age=Age.GROWN,
)
WARD = Section(
    "ward",
    "Người được giám hộ",
    (
        *_person("ward", "dgh", "người được giám hộ"),
        Field("ward_birth_place", "Nơi sinh", Kind.PLACE),
    ),
    person=True,
    short="Được giám hộ",
)
"""A minor, or a grown-up who cannot act alone (BLDS 2015 Đ.47)."""

PAPERS = (
    Section("guardian_papers", "Người giám hộ: giấy tờ khác", rest("guardian", "ngh"), folded=True),
    Section("ward_papers", "Người được giám hộ: giấy tờ khác", rest("ward", "dgh"), folded=True),
)

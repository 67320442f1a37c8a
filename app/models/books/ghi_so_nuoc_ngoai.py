"""Sổ ghi việc hộ tịch đã giải quyết ở nước ngoài (Luật Hộ tịch 2014 Đ.48-50; NĐ 123/2015 Đ.34-36).

Kept by districts until 30/6/2025, since then by communes. The kind of the act says what two persons are to
each other, so none is compared with the other's row.
"""

from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.enums import Options
from app.models.declaration.parts import (
    DECLARANT,
    FOREIGN,
    REMARKS,
    belonging,
    birth_date,
    name,
    paper_number,
    registration,
    residence,
    rest,
    sex,
)
from app.models.declaration.rules import not_before, registered_after_opening

_KINDS: Options = (
    ("1", "Khai sinh"),
    ("2", "Kết hôn"),
    ("3", "Ly hôn, hủy việc kết hôn"),
    ("4", "Giám hộ"),
    ("5", "Nhận cha, mẹ, con; xác định cha, mẹ, con"),
    ("6", "Nuôi con nuôi"),
    ("7", "Thay đổi hộ tịch"),
    ("8", "Khai tử"),
)
_KIND = Field("event_kind", "Loại việc hộ tịch", Kind.ENUM, required=True, options=_KINDS)
_CONTENT = Field(
    "event_content",
    "Nội dung",
    Kind.NOTE,
    required=True,
    hint="Nội dung việc hộ tịch đã giải quyết",
)


def _person(key: str, excel: str, who: str, *, required: bool) -> tuple[Field, ...]:
    return (
        name(key, excel, who, required=required),
        sex(key, excel),
        birth_date(key, excel, who, required=required),
        *belonging(key, excel),
        residence(key, excel),
        paper_number(key, excel),
    )


BOOK = BookType(
    key="ghi_so_nuoc_ngoai",
    title="Sổ ghi vào Sổ hộ tịch việc hộ tịch đã được giải quyết tại cơ quan có thẩm quyền của nước ngoài",
    short="Việc ở nước ngoài",
    file_prefix="NN",
    priority=11,
    version=1,
    main="subject",
    sections=(
        Section("registration", "Việc ghi sổ", (*registration(), _KIND)),
        Section("event", "Nội dung việc hộ tịch", (_CONTENT,)),
        Section(
            "subject",
            "Người thứ nhất",
            _person("subject", "ng", "người thứ nhất", required=True),
            person=True,
            short="Thứ nhất",
        ),
        Section(
            "second_person",
            "Người thứ hai (nếu có)",
            _person("second", "nt", "người thứ hai (nếu có)", required=False),
            person=True,
            short="Thứ hai",
        ),
        REMARKS,
        Section("foreign", FOREIGN.title, FOREIGN.fields),
        DECLARANT,
        Section("subject_papers", "Người thứ nhất: giấy tờ khác", rest("subject", "ng"), folded=True),
        Section("second_person_papers", "Người thứ hai: giấy tờ khác", rest("second", "nt"), folded=True),
    ),
    rules=(
        registered_after_opening,
        not_before("registration_date", "foreign_reg_date", "Ngày ghi sổ trước ngày đăng ký ở nước ngoài."),
        not_before("registration_date", "subject_birth_date", "Ngày ghi sổ trước ngày sinh."),
        not_before("registration_date", "second_birth_date", "Ngày ghi sổ trước ngày sinh."),
    ),
)

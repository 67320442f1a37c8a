"""Ghi vào Sổ hộ tịch thay đổi theo bản án, quyết định (Luật Hộ tịch 2014 Đ.3.2, 30-31).

Mostly a note in the original book; some offices keep a book of its own.
"""

from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.parts import (
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

_KIND = Field(
    "note_kind",
    "Loại nội dung",
    Kind.TEXT_SUGGEST,
    required=True,
    options=tuple(
        (word, word)
        for word in (
            "Quốc tịch",
            "Xác định cha, mẹ, con",
            "Xác định lại giới tính",
            "Nuôi con nuôi",
            "Ly hôn",
            "Hủy việc kết hôn",
            "Công nhận việc kết hôn",
            "Giám hộ",
            "Tuyên bố mất tích",
            "Tuyên bố đã chết",
            "Năng lực hành vi dân sự",
        )
    ),
    hint="Loại nội dung (quốc tịch; xác định cha, mẹ, con; giới tính; nuôi con nuôi; "
    "ly hôn/hủy/công nhận kết hôn; giám hộ; mất tích/chết/năng lực hành vi)",
)
_JUDGMENT = (
    Field("judgment_no", "Số", Kind.TEXT, required=True, hint="Số bản án, quyết định"),
    Field("judgment_date", "Ngày", Kind.DATE_PARTIAL, required=True),
    Field("judgment_authority", "Tòa án/cơ quan", Kind.TEXT, required=True),
)
_TARGET = Field("target_book", "Ghi vào sổ", Kind.TEXT, hint="Ghi vào sổ (loại, quyển, số)")
_SUBJECT = (
    name("subject", "ng", "người liên quan", required=True),
    sex("subject", "ng"),
    birth_date("subject", "ng", "người liên quan", required=True),
    *belonging("subject", "ng"),
    residence("subject", "ng"),
    paper_number("subject", "ng"),
)

BOOK = BookType(
    key="ghi_chu_ban_an",
    title="Ghi vào Sổ hộ tịch thay đổi theo bản án, quyết định của Tòa án/cơ quan có thẩm quyền",
    short="Theo bản án",
    file_prefix="BA",
    priority=12,
    version=1,
    main="subject",
    sections=(
        Section("registration", "Việc ghi sổ", (*registration(), _KIND)),
        Section("judgment", "Bản án, quyết định", _JUDGMENT),
        Section("subject", "Người liên quan", _SUBJECT, person=True, short="Người"),
        Section("origin", "Sổ gốc", (_TARGET,)),
        REMARKS,
        Section("subject_papers", "Giấy tờ khác", rest("subject", "ng"), folded=True),
    ),
    rules=(
        registered_after_opening,
        not_before("registration_date", "judgment_date", "Ngày ghi sổ trước ngày bản án, quyết định."),
        not_before("registration_date", "subject_birth_date", "Ngày ghi sổ trước ngày sinh."),
    ),
)

"""Sổ ghi chú ly hôn, hủy việc kết hôn settled abroad (Luật Hộ tịch 2014 Đ.48, 50; NĐ 123/2015 Đ.37-39).

Kept by districts until 30/6/2025, since then by communes. Who was divorced may have married again, so the
registry's spouse and status of today are not compared.
"""

from app.models.declaration.act import Age
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.enums import Options
from app.models.declaration.lists import NATIONALITIES
from app.models.declaration.parts import DECLARANT, REMARKS, party, registration, rest
from app.models.declaration.rules import age_between, not_before, registered_after_opening

_KINDS: Options = (("1", "Ly hôn"), ("2", "Hủy việc kết hôn"), ("3", "Công nhận việc kết hôn"))
_KIND = Field("note_kind", "Loại việc", Kind.ENUM, required=True, options=_KINDS)
_JUDGMENT = (
    Field(
        "judgment_kind",
        "Loại văn bản",
        Kind.TEXT,
        required=True,
        hint="Bản án/Quyết định/Thỏa thuận",
    ),
    Field("judgment_no", "Số", Kind.TEXT, required=True, hint="Số bản án, quyết định"),
    Field("judgment_date", "Ngày", Kind.DATE_PARTIAL, required=True, hint="Ngày bản án, quyết định"),
    Field("judgment_effective_date", "Ngày có hiệu lực", Kind.DATE_PARTIAL),
    Field("judgment_authority", "Cơ quan ban hành", Kind.TEXT, required=True),
    Field("judgment_country", "Quốc gia", Kind.NATIONALITY, options=NATIONALITIES),
)
_MARRIAGE = (
    Field("origin_marriage_no", "Số đăng ký", Kind.TEXT, hint="Số đăng ký kết hôn"),
    Field("origin_marriage_book", "Quyển số", Kind.TEXT),
    Field("origin_marriage_date", "Ngày đăng ký", Kind.DATE_PARTIAL, hint="Ngày đăng ký kết hôn"),
    Field("origin_marriage_place", "Nơi đăng ký", Kind.PLACE, hint="Nơi đăng ký kết hôn"),
)

BOOK = BookType(
    key="ghi_chu_ly_hon",
    title="Sổ ghi chú ly hôn, hủy việc kết hôn (đã giải quyết ở nước ngoài)",
    short="Ghi chú ly hôn",
    file_prefix="LH",
    priority=10,
    version=1,
    main="husband",
    sections=(
        Section("registration", "Việc ghi chú", (*registration(), _KIND)),
        Section("judgment", "Bản án, quyết định", _JUDGMENT),
        Section(
            "husband",
            "Chồng",
            party("husband", "chong", "chồng", required=True),
            person=True,
            sex="Nam",
            age=Age.GROWN,
        ),
        Section(
            "wife",
            "Vợ",
            party("wife", "vo", "vợ", required=True),
            person=True,
            sex="Nữ",
            age=Age.GROWN,
        ),
        Section("origin", "Việc kết hôn trước đây", _MARRIAGE),
        REMARKS,
        DECLARANT,
        Section("husband_papers", "Chồng: giấy tờ khác", rest("husband", "chong"), folded=True),
        Section("wife_papers", "Vợ: giấy tờ khác", rest("wife", "vo"), folded=True),
    ),
    rules=(
        registered_after_opening,
        not_before("registration_date", "judgment_date", "Ngày ghi chú trước ngày bản án, quyết định."),
        not_before("judgment_effective_date", "judgment_date", "Ngày có hiệu lực trước ngày bản án."),
        not_before("judgment_date", "origin_marriage_date", "Ngày bản án trước ngày đăng ký kết hôn."),
        age_between("husband_birth_date", "registration_date", 16, 110, "Chồng {0} tuổi khi ghi chú."),
        age_between("wife_birth_date", "registration_date", 14, 110, "Vợ {0} tuổi khi ghi chú."),
    ),
)

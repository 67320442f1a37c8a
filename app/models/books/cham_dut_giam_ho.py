"""Sổ đăng ký chấm dứt, thay đổi giám hộ (Luật Hộ tịch 2014 Đ.22-23; TT 04/2020/TT-BTP and before it)."""

from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.guardianship import CASE, GUARDIAN, PAPERS, WARD
from app.models.declaration.parts import DECLARANT, REMARKS, registration
from app.models.declaration.rules import age_between, not_before, registered_after_opening

_END = Field(
    "end_reason",
    "Lý do",
    Kind.TEXT,
    required=True,
    hint="Lý do chấm dứt/thay đổi giám hộ",
)
_BEFORE = (
    Field("prior_reg_no", "Số đăng ký", Kind.TEXT, hint="Số đăng ký giám hộ trước đây"),
    Field("prior_reg_book", "Quyển số", Kind.TEXT, hint="Quyển số đăng ký giám hộ"),
    Field("prior_reg_date", "Ngày đăng ký", Kind.DATE_PARTIAL, hint="Ngày đăng ký giám hộ trước đây"),
    Field("prior_reg_place", "Nơi đăng ký", Kind.PLACE, hint="Nơi đăng ký giám hộ trước đây"),
)

BOOK = BookType(
    key="cham_dut_giam_ho",
    title="Sổ đăng ký chấm dứt/thay đổi giám hộ",
    short="Chấm dứt giám hộ",
    file_prefix="CDGH",
    priority=8,
    version=1,
    main="ward",
    sections=(
        Section("registration", "Việc đăng ký", (*registration(), *CASE, _END)),
        GUARDIAN,
        WARD,
        Section("registration_before", "Đã đăng ký giám hộ", _BEFORE),
        REMARKS,
        DECLARANT,
        *PAPERS,
    ),
    rules=(
        registered_after_opening,
        not_before("registration_date", "prior_reg_date", "Ngày đăng ký trước ngày đăng ký giám hộ."),
        not_before("registration_date", "ward_birth_date", "Ngày đăng ký trước ngày sinh."),
        age_between(
            "guardian_birth_date", "registration_date", 18, 110, "Người giám hộ {0} tuổi khi đăng ký."
        ),
    ),
)

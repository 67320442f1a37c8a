"""Sổ đăng ký giám hộ (Luật Hộ tịch 2014 Đ.19-21; TT 08.a/2010, TT 15/2015, TT 04/2020/TT-BTP)."""

from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.enums import Options
from app.models.declaration.guardianship import CASE, GUARDIAN, PAPERS, WARD
from app.models.declaration.parts import DECLARANT, REMARKS, registration
from app.models.declaration.rules import age_between, not_before, registered_after_opening

_KINDS: Options = (
    ("1", "Giám hộ cử"),
    ("2", "Giám hộ đương nhiên"),
    ("3", "Giám hộ do Tòa án chỉ định/công nhận"),
)
_GUARDIANSHIP = (
    Field("guardianship_kind", "Loại giám hộ", Kind.ENUM, options=_KINDS),
    Field("guardianship_reason", "Lý do", Kind.TEXT, hint="Lý do đăng ký giám hộ"),
    Field("guardianship_scope", "Phạm vi, nội dung", Kind.TEXT, hint="Phạm vi/nội dung giám hộ"),
)

BOOK = BookType(
    key="giam_ho",
    title="Sổ đăng ký giám hộ",
    short="Giám hộ",
    file_prefix="GH",
    priority=7,
    version=1,
    main="ward",
    sections=(
        Section("registration", "Việc đăng ký", (*registration(), *CASE)),
        GUARDIAN,
        WARD,
        Section("registration_guardianship", "Việc giám hộ", _GUARDIANSHIP),
        REMARKS,
        DECLARANT,
        *PAPERS,
    ),
    rules=(
        registered_after_opening,
        not_before("registration_date", "ward_birth_date", "Ngày đăng ký trước ngày sinh."),
        # a guardian has full capacity (BLDS 2015 Đ.49)
        age_between(
            "guardian_birth_date", "registration_date", 18, 100, "Người giám hộ {0} tuổi khi đăng ký."
        ),
    ),
)

"""Sổ cấp Giấy xác nhận tình trạng hôn nhân (NĐ 123/2015 Đ.21-23; TT 15/2015, TT 04/2020/TT-BTP).

The status was true on the day of the paper, so it is kept and not compared with the registry of today.
"""

from app.models.declaration.act import Age, Registration
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.enums import Options
from app.models.declaration.parts import (
    DECLARANT,
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
from app.models.declaration.rules import age_between, not_before, registered_after_opening

_PURPOSES: Options = (
    ("1", "Để đăng ký kết hôn trong nước (với người Việt Nam)"),
    ("2", "Để đăng ký kết hôn trong nước (với người nước ngoài)"),
    ("3", "Để đăng ký kết hôn ở nước ngoài (với người Việt Nam)"),
    ("4", "Để đăng ký kết hôn ở nước ngoài (với người nước ngoài)"),
    ("5", "Mục đích khác"),
)
_PLACE = Field(
    "issue_place",
    "Nơi cấp",
    Kind.PLACE,
    required=True,
    excel_key="noiCap",
    sticky=True,
    registration=Registration.PLACE,
)
_SUBJECT = (
    name("subject", "nxn", "người được xác nhận", required=True),
    sex("subject", "nxn"),
    birth_date("subject", "nxn", "người được xác nhận", required=True),
    *belonging("subject", "nxn"),
    residence("subject", "nxn"),
    paper_number("subject", "nxn"),
)
_STATUS = (
    Field(
        "marital_status_text",
        "Tình trạng hôn nhân",
        Kind.TEXT,
        required=True,
        excel_key="nxnTinhTrangHonNhan",
        hint="Tình trạng hôn nhân (ghi nguyên văn)",
    ),
    Field(
        "residence_period_place",
        "Trong thời gian ở",
        Kind.PLACE,
        excel_key="nxnThoiGianCuTruTai",
        hint="Nơi cư trú trong thời gian xác nhận",
    ),
    Field("residence_period_from", "Từ ngày", Kind.DATE_PARTIAL, excel_key="nxnThoiGianCuTruTu"),
    Field("residence_period_to", "Đến ngày", Kind.DATE_PARTIAL, excel_key="nxnThoiGianCuTruDen"),
    Field(
        "purpose_kind",
        "Loại mục đích",
        Kind.ENUM,
        excel_key="nxnLoaiMucDichSuDung",
        options=_PURPOSES,
        hint="Loại mục đích sử dụng",
    ),
    Field(
        "purpose_text",
        "Mục đích sử dụng",
        Kind.TEXT,
        excel_key="nxnMucDichSuDung",
    ),
)

BOOK = BookType(
    key="xac_nhan_hon_nhan",
    title="Sổ cấp Giấy xác nhận tình trạng hôn nhân",
    short="Xác nhận hôn nhân",
    file_prefix="HN",
    priority=5,
    version=1,
    in_annex=(4, "Sổ xác nhận TTHN"),
    called=(
        "tthn",
        "xac nhan tthn",
        "xac nhan tinh trang hon nhan",
        "giay xac nhan tinh trang hon nhan",
        "tinh trang hon nhan",
    ),
    main="subject",
    sections=(
        Section("registration", "Việc cấp giấy", registration(place=_PLACE)),
        Section("subject", "Người được xác nhận", _SUBJECT, person=True, short="Người", age=Age.GROWN),
        Section("subject_status", "Tình trạng hôn nhân, mục đích", _STATUS),
        REMARKS,
        DECLARANT,
        Section("subject_papers", "Giấy tờ khác", rest("subject", "nxn"), folded=True),
    ),
    rules=(
        registered_after_opening,
        not_before("registration_date", "subject_birth_date", "Ngày cấp trước ngày sinh."),
        age_between("subject_birth_date", "registration_date", 13, 110, "Người được xác nhận {0} tuổi."),
        not_before(
            "residence_period_to", "residence_period_from", "Thời gian cư trú kết thúc trước khi bắt đầu."
        ),
    ),
)

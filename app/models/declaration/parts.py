"""Field groups that several books share; the keys come from the ministry's and the domain's lists."""

from app.models.declaration.act import Implied, Registration
from app.models.declaration.book import Field, Kind, Section
from app.models.declaration.enums import ID_KIND, RELATION, RESIDENCE_KIND, SEX, Options
from app.models.declaration.lists import ETHNIC_GROUPS, NATIONALITIES

NUMBER = Field(
    "registration_no",
    "Số đăng ký",
    Kind.TEXT,
    required=True,
    excel_key="so",
    registration=Registration.NUMBER,
)
VOLUME = (
    Field(
        "book_no",
        "Quyển số",
        Kind.TEXT,
        required=True,
        excel_key="quyenSo",
        sticky=True,
        registration=Registration.VOLUME,
    ),
    Field(
        "book_opened_year",
        "Năm mở sổ",
        Kind.YEAR,
        required=True,
        sticky=True,
        registration=Registration.OPENED,
    ),
)
PAGE = Field(
    "page_no", "Trang số", Kind.TEXT, excel_key="trangSo", sticky=True, registration=Registration.PAGE
)
DATE = Field(
    "registration_date",
    "Ngày đăng ký",
    Kind.DATE_PARTIAL,
    required=True,
    excel_key="ngayDangKy",
    sticky=True,
    hint="Ngày, tháng, năm đăng ký",
    registration=Registration.DATE,
)
PLACE = Field(
    "registration_place",
    "Nơi đăng ký",
    Kind.PLACE,
    required=True,
    excel_key="noiDangKy",
    sticky=True,
    registration=Registration.PLACE,
)
SIGNER = (
    Field("signer_name", "Người ký", Kind.NAME, excel_key="nguoiKy", sticky=True),
    Field(
        "signer_title",
        "Chức vụ",
        Kind.TEXT,
        excel_key="chucVuNguoiKy",
        sticky=True,
        hint="Chức vụ người ký",
    ),
)
OFFICER = Field(
    "officer_name",
    "Người thực hiện",
    Kind.NAME,
    excel_key="nguoiThucHien",
    sticky=True,
    hint="Người thực hiện (công chức tư pháp - hộ tịch)",
)


def registration_kind(kinds: Options) -> Field:
    """Return the field for the kind of registration: in time, late or again."""
    return Field(
        "registration_kind",
        "Loại đăng ký",
        Kind.ENUM,
        required=True,
        excel_key="loaiDangKy",
        options=kinds,
        registration=Registration.KIND,
    )


def registration(*own: Field, place: Field | None = PLACE) -> tuple[Field, ...]:
    """Return the fields about the act that most books have; ``own`` comes after the date.

    Without ``place`` there is no field for the place. A book that lacks more lists its fields itself.
    """
    return (NUMBER, *VOLUME, PAGE, DATE, *own, *((place,) if place else ()), *SIGNER, OFFICER)


def name(key: str, excel: str, who: str, *, required: bool = False) -> Field:
    """Return the field for a person's name."""
    return Field(
        f"{key}_name",
        "Họ, chữ đệm, tên",
        Kind.NAME,
        required=required,
        compare="full_name",
        excel_key=f"{excel}HoTen",
        hint=f"Họ, chữ đệm, tên {who}",
    )


def sex(key: str, excel: str, *, required: bool = False) -> Field:
    """Return the field for the sex."""
    return Field(
        f"{key}_sex",
        "Giới tính",
        Kind.ENUM,
        required=required,
        compare="sex",
        excel_key=f"{excel}GioiTinh",
        options=SEX,
    )


def birth_date(key: str, excel: str, who: str, *, required: bool = False) -> Field:
    """Return the field for the date of birth, often a year only."""
    return Field(
        f"{key}_birth_date",
        "Ngày sinh",
        Kind.DATE_PARTIAL,
        required=required,
        compare="birth_date",
        excel_key=f"{excel}NgaySinh",
        hint=f"Ngày, tháng, năm sinh {who}".strip(),
    )


def belonging(key: str, excel: str, *, required: bool = False) -> tuple[Field, Field]:
    """Return the fields for ethnicity and nationality."""
    return (
        Field(
            f"{key}_ethnicity",
            "Dân tộc",
            Kind.ETHNICITY,
            required=required,
            compare="ethnicity",
            excel_key=f"{excel}DanToc",
            options=ETHNIC_GROUPS,
        ),
        Field(
            f"{key}_nationality",
            "Quốc tịch",
            Kind.NATIONALITY,
            required=required,
            compare="nationality",
            excel_key=f"{excel}QuocTich",
            options=NATIONALITIES,
        ),
    )


def second_nationality(key: str, excel: str) -> Field:
    """Return the field for a second nationality."""
    return Field(
        f"{key}_nationality_other",
        "Quốc tịch khác",
        Kind.NATIONALITY,
        excel_key=f"{excel}QuocTichKhac",
        options=NATIONALITIES,
    )


def home_origin(key: str, excel: str) -> Field:
    """Return the field for the place of origin (quê quán, Luật Hộ tịch Đ.4.8)."""
    return Field(
        f"{key}_home_origin", "Quê quán", Kind.PLACE, compare="home_origin", excel_key=f"{excel}QueQuan"
    )


def residence(key: str, excel: str) -> Field:
    """Return the field for the residence, which is shown but never a difference."""
    return Field(
        f"{key}_residence",
        "Nơi cư trú",
        Kind.PLACE,
        compare="permanent_residence",
        excel_key=f"{excel}NoiCuTru",
        basic=False,
    )


def paper_number(key: str, excel: str, *, compare: bool = True) -> Field:
    """Return the field for the identity paper's number: a personal number or a CMND, by its digits."""
    return Field(
        f"{key}_id_number",
        "Số giấy tờ",
        Kind.ID_NUMBER,
        compare="personal_id_or_cmnd" if compare else "",
        excel_key=f"{excel}SoGiayToTuyThan",
        hint="Số giấy tờ tùy thân / số định danh",
    )


def paper_kind(key: str, excel: str) -> tuple[Field, Field]:
    """Return the field for the kind of the identity paper."""
    return (
        Field(
            f"{key}_id_kind",
            "Loại giấy tờ",
            Kind.ENUM,
            excel_key=f"{excel}LoaiGiayToTuyThan",
            options=ID_KIND,
            hint="Loại giấy tờ tùy thân",
        ),
        Field(
            f"{key}_id_other",
            "Giấy tờ khác",
            Kind.TEXT,
            excel_key=f"{excel}GiayToKhac",
            hint="Giấy tờ khác (tên loại)",
        ),
    )


def paper_issue(key: str, excel: str) -> tuple[Field, Field]:
    """Return the fields for the date and place of issue of the identity paper."""
    return (
        Field(
            f"{key}_id_issue_date", "Ngày cấp", Kind.DATE_PARTIAL, excel_key=f"{excel}NgayCapGiayToTuyThan"
        ),
        Field(f"{key}_id_issue_place", "Nơi cấp", Kind.TEXT, excel_key=f"{excel}NoiCapGiayToTuyThan"),
    )


def party(key: str, excel: str, who: str, *, required: bool = False) -> tuple[Field, ...]:
    """Return the fields of a person other than the child that every clerk types."""
    return (
        name(key, excel, who, required=required),
        birth_date(key, excel, who, required=required),
        *belonging(key, excel),
        residence(key, excel),
        paper_number(key, excel),
    )


def rest(key: str, excel: str, *, issued: bool = True) -> tuple[Field, ...]:
    """Return the seldom used fields of a person, for a folded section of their own."""
    return (
        *paper_kind(key, excel),
        *(paper_issue(key, excel) if issued else ()),
        Field(
            f"{key}_residence_kind",
            "Loại cư trú",
            Kind.ENUM,
            excel_key=f"{excel}LoaiCuTru",
            options=RESIDENCE_KIND,
        ),
        second_nationality(key, excel),
        Field(f"{key}_occupation", "Nghề nghiệp", Kind.TEXT, hint="Nghề nghiệp (mẫu sổ cũ)"),
    )


DEAD = Implied("life_status", "Đã khai tử", unless="còn sống")
MARRIED = Implied("marital_status", "Đã kết hôn", unless="chưa kết hôn")

REMARKS = Section(
    "registration_notes",
    "Ghi chú trong sổ",
    (
        Field(
            "remarks",
            "Ghi chú",
            Kind.NOTE,
            excel_key="ghiChu",
            hint="Ghi chú (chép nguyên văn mục/cột Ghi chú)",
        ),
    ),
)
"""The margin of the act, copied word for word."""

DECLARANT = Section(
    "declarant",
    "Người đi khai",
    (
        Field(
            "declarant_name",
            "Họ, chữ đệm, tên",
            Kind.NAME,
            excel_key="nycHoTen",
            hint="Họ, chữ đệm, tên người đi khai/người yêu cầu",
        ),
        Field(
            "declarant_relation",
            "Quan hệ",
            Kind.TEXT_SUGGEST,
            excel_key="nycQuanHe",
            options=RELATION,
            hint="Quan hệ với người được đăng ký",
        ),
        paper_number("declarant", "nyc", compare=False),
        *paper_kind("declarant", "nyc"),
        *paper_issue("declarant", "nyc"),
    ),
    folded=True,
)
"""The declarant, who is not looked up in the registry."""

FOREIGN = Section(
    "foreign",
    "Đã đăng ký ở nước ngoài",
    (
        Field(
            "foreign_reg_no",
            "Số đăng ký",
            Kind.TEXT,
            excel_key="soDangKyNuocNgoai",
            hint="Số đăng ký ở nước ngoài",
        ),
        Field(
            "foreign_reg_date",
            "Ngày đăng ký",
            Kind.DATE_PARTIAL,
            excel_key="ngayDangKyNuocNgoai",
            hint="Ngày đăng ký ở nước ngoài",
        ),
        Field(
            "foreign_authority",
            "Cơ quan",
            Kind.TEXT,
            excel_key="cqNuocNgoaiDaDangKy",
            hint="Cơ quan nước ngoài đã đăng ký",
        ),
        Field(
            "foreign_country",
            "Quốc gia",
            Kind.NATIONALITY,
            options=NATIONALITIES,
            excel_key="qgNuocNgoaiDaDangKy",
            hint="Quốc gia đã đăng ký",
        ),
    ),
    folded=True,
)
"""An act that was registered abroad before it was written into the book."""

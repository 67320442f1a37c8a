"""Sổ đăng ký kết hôn (Luật Hộ tịch 2014 Đ.17; TT 04/2020/TT-BTP and the forms before it)."""

from app.models.declaration.act import Age, Once, Relation, Relative
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.enums import AGAIN, Options
from app.models.declaration.parts import (
    FOREIGN,
    MARRIED,
    REMARKS,
    party,
    registration,
    registration_kind,
    rest,
)
from app.models.declaration.rules import age_between, not_before, registered_after_opening

_KINDS: Options = (
    ("1", "Đăng ký lần đầu"),
    ("2", AGAIN),
    ("3", "Ghi vào Sổ việc kết hôn đã đăng ký ở nước ngoài"),
)

_STATES: Options = (
    ("", "Không có thông tin"),
    ("LH", "Đã ly hôn"),
    ("HUY", "Đã hủy việc kết hôn"),
    ("CN", "Đã được công nhận việc kết hôn"),
)

_STATE = (
    Field(
        "marriage_effective_date",
        "Ngày xác lập",
        Kind.DATE_PARTIAL,
        excel_key="ngayXacLapQuanHeHonNhan",
        hint="Ngày xác lập quan hệ hôn nhân",
    ),
    Field(
        "marriage_state",
        "Tình trạng",
        Kind.ENUM,
        excel_key="tinhTrangKetHon",
        options=_STATES,
        hint="Tình trạng kết hôn",
    ),
    Field(
        "annulment_note_date",
        "Ngày hủy/ly hôn",
        Kind.DATE_PARTIAL,
        excel_key="huyKetHonNgayGhiChu",
        hint="Ngày ghi chú hủy/ly hôn",
    ),
    Field(
        "annulment_basis",
        "Căn cứ",
        Kind.TEXT,
        excel_key="huyKetHonCanCu",
        hint="Căn cứ (bản án, quyết định)",
    ),
    Field(
        "recognition_note_date",
        "Ngày công nhận",
        Kind.DATE_PARTIAL,
        excel_key="congNhanKetHonNgayGhiChu",
        hint="Ngày ghi chú công nhận kết hôn",
    ),
    Field("recognition_basis", "Căn cứ công nhận", Kind.TEXT, excel_key="congNhanKetHonCanCu"),
)


def _papers(prefix: str, excel: str, of: str) -> tuple[Field, ...]:
    order = Field(
        f"{prefix}_marriage_order",
        "Kết hôn lần thứ",
        Kind.INT,
        hint=f"Kết hôn lần thứ mấy ({of}, mẫu cũ)",
    )
    return (*rest(prefix, excel), order)


# of a marriage that was recognised or entered late, ages may be those at its beginning
_AGE_AT = ("registration_date", "marriage_effective_date")

BOOK = BookType(
    key="ket_hon",
    title="Sổ đăng ký kết hôn",
    short="Kết hôn",
    file_prefix="KH",
    priority=2,
    version=1,
    in_annex=(3, "Sổ kết hôn"),
    main="husband",
    sections=(
        Section("registration", "Việc đăng ký", registration(registration_kind(_KINDS))),
        Section(
            "husband",
            "Chồng",
            party("husband", "chong", "chồng", required=True),
            person=True,
            relatives=(Relative(Relation.SPOUSE, "wife_name"),),
            once=Once.REASON,
            sex="Nam",
            age=Age.GROWN,
            age_at=_AGE_AT,
            implied=(MARRIED,),
        ),
        Section(
            "wife",
            "Vợ",
            party("wife", "vo", "vợ", required=True),
            person=True,
            relatives=(Relative(Relation.SPOUSE, "husband_name"),),
            once=Once.REASON,
            sex="Nữ",
            age=Age.GROWN,
            age_at=_AGE_AT,
            implied=(MARRIED,),
        ),
        REMARKS,
        Section("husband_papers", "Chồng: giấy tờ khác", _papers("husband", "chong", "chồng"), folded=True),
        Section("wife_papers", "Vợ: giấy tờ khác", _papers("wife", "vo", "vợ"), folded=True),
        Section("registration_state", "Ly hôn, hủy, công nhận kết hôn", _STATE, folded=True),
        FOREIGN,
    ),
    rules=(
        registered_after_opening,
        # ages of the marriage laws of 1986, 2000 and 2014 (Luật HNGĐ 2014 Đ.8)
        age_between("husband_birth_date", "registration_date", 20, 110, "Chồng {0} tuổi khi đăng ký."),
        age_between("wife_birth_date", "registration_date", 18, 110, "Vợ {0} tuổi khi đăng ký."),
        not_before("annulment_note_date", "registration_date", "Ly hôn hoặc hủy trước ngày đăng ký."),
    ),
)

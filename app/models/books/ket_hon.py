"""Sổ đăng ký kết hôn (Luật Hộ tịch 2014, Điều 17; TT 04/2020/TT-BTP)."""

from app.models.book import BookType, Field, Kind, Section
from app.models.enums import Options
from app.models.parts import FOREIGN, adult, registration
from app.models.rules import not_before, of_age

KINDS: Options = (
    ("1", "Đăng ký lần đầu"),
    ("2", "Đăng ký lại"),
    ("3", "Ghi vào Sổ việc kết hôn đã đăng ký ở nước ngoài"),
)
STATES: Options = (
    ("", "Không có thông tin"),
    ("LH", "Đã ly hôn"),
    ("HUY", "Đã hủy việc kết hôn"),
    ("CN", "Đã được công nhận việc kết hôn"),
)


def _order(key: str, who: str) -> Field:
    return Field(
        f"{key}_marriage_order", "Kết hôn lần thứ", Kind.INT, hint=f"Kết hôn lần thứ mấy ({who}, mẫu cũ)"
    )


EFFECTIVE = Field(
    "marriage_effective_date",
    "Ngày xác lập",
    Kind.DATE_PARTIAL,
    excel_key="ngayXacLapQuanHeHonNhan",
    hint="Ngày xác lập quan hệ hôn nhân",
)
NOTES = (
    Field("marriage_state", "Tình trạng kết hôn", Kind.ENUM, excel_key="tinhTrangKetHon", options=STATES),
    Field(
        "annulment_note_date",
        "Ngày ghi chú",
        Kind.DATE_PARTIAL,
        excel_key="huyKetHonNgayGhiChu",
        hint="Ngày ghi chú hủy/ly hôn",
    ),
    Field(
        "annulment_basis", "Căn cứ", Kind.TEXT, excel_key="huyKetHonCanCu", hint="Căn cứ (bản án, quyết định)"
    ),
    Field(
        "recognition_note_date",
        "Ngày công nhận",
        Kind.DATE_PARTIAL,
        excel_key="congNhanKetHonNgayGhiChu",
        hint="Ngày ghi chú công nhận kết hôn",
    ),
    Field(
        "recognition_basis",
        "Căn cứ công nhận",
        Kind.TEXT,
        excel_key="congNhanKetHonCanCu",
    ),
)

BOOK = BookType(
    key="ket_hon",
    title="Sổ đăng ký kết hôn",
    short="Kết hôn",
    file_prefix="KH",
    priority=2,
    version=1,
    sections=(
        Section("registration", "Việc đăng ký", (*registration(KINDS), EFFECTIVE)),
        Section(
            "husband",
            "Chồng",
            (*adult("husband", "chong", "chồng", required=True), _order("husband", "chồng")),
            person=True,
            spouse="wife_name",
            sex="Nam",
        ),
        Section(
            "wife",
            "Vợ",
            (*adult("wife", "vo", "vợ", required=True), _order("wife", "vợ")),
            person=True,
            spouse="husband_name",
            sex="Nữ",
        ),
        Section("marriage_notes", "Ghi chú ly hôn, hủy, công nhận", NOTES, folded=True),
        FOREIGN,
    ),
    rules=(
        not_before("registration_date", "husband_birth_date", "Ngày đăng ký trước ngày sinh của chồng."),
        not_before("registration_date", "wife_birth_date", "Ngày đăng ký trước ngày sinh của vợ."),
        of_age("husband_birth_date", "registration_date", 20, "Chồng chưa đủ 20 tuổi khi đăng ký."),
        of_age("wife_birth_date", "registration_date", 18, "Vợ chưa đủ 18 tuổi khi đăng ký."),
    ),
)

"""Sổ đăng ký khai tử (Luật Hộ tịch 2014 Đ.33-34; TT 04/2020/TT-BTP and the forms before it)."""

from app.models.declaration.act import Age, Once
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.enums import AGAIN, Options
from app.models.declaration.parts import (
    DEAD,
    DECLARANT,
    FOREIGN,
    REMARKS,
    belonging,
    birth_date,
    name,
    paper_number,
    registration,
    registration_kind,
    residence,
    rest,
    sex,
)
from app.models.declaration.rules import age_between, in_time, not_before, registered_after_opening

_KINDS: Options = (
    ("0", "Không có thông tin"),
    ("1", "Đăng ký đúng hạn"),
    ("2", AGAIN),
    ("3", "Ghi vào Sổ việc khai tử đã đăng ký ở nước ngoài"),
    ("4", "Đăng ký quá hạn"),
)

_NOTICES: Options = (
    ("0", "Không có thông tin"),
    ("1", "Giấy báo tử"),
    ("2", "Giấy xác nhận việc thi hành án tử hình"),
    ("3", "Bản án, quyết định của Tòa án tuyên bố là đã chết"),
    ("4", "Văn bản của cơ quan công an / kết quả giám định pháp y"),
    ("5", "Văn bản xác định nguyên nhân chết của cơ quan y tế cấp huyện"),
    ("6", "Biên bản xác nhận việc chết"),
    ("7", "Văn bản xác nhận việc chết của người làm chứng"),
)

_DECEASED = (
    name("deceased", "nkt", "người chết", required=True),
    sex("deceased", "nkt"),
    birth_date("deceased", "nkt", "người chết", required=True),
    *belonging("deceased", "nkt"),
    residence("deceased", "nkt"),
    paper_number("deceased", "nkt"),
    Field(
        "death_date",
        "Ngày chết",
        Kind.DATE_PARTIAL,
        required=True,
        compare="death_date",
        excel_key="nktNgayChet",
        basic=False,
        hint="Ngày, tháng, năm chết",
    ),
    Field(
        "death_time",
        "Giờ chết",
        Kind.TIME_PARTIAL,
        excel_key="nktGioPhutChet",
        hint="Giờ, phút chết",
    ),
    Field("death_place", "Nơi chết", Kind.PLACE, excel_key="nktNoiChet"),
    Field("death_cause", "Nguyên nhân chết", Kind.TEXT, excel_key="nktNguyenNhanChet"),
)

_DECLARED = (
    Field(
        "death_declared_state",
        "Tuyên bố chết",
        Kind.TEXT,
        excel_key="nktTinhTrangTuyenBoViecChet",
        hint="Tình trạng tuyên bố việc chết",
    ),
    Field(
        "death_declared_date",
        "Ngày tuyên bố",
        Kind.DATE_PARTIAL,
        excel_key="nktNgayGhiChuTuyenBoViecChet",
        hint="Ngày ghi chú tuyên bố chết",
    ),
    Field(
        "death_declared_basis",
        "Căn cứ tuyên bố",
        Kind.TEXT,
        excel_key="nktCanCuTuyenBoViecChet",
        hint="Căn cứ tuyên bố chết",
    ),
    Field(
        "death_revoked_date",
        "Ngày hủy tuyên bố",
        Kind.DATE_PARTIAL,
        excel_key="nktNgayGhiChuHuyTuyenBoViecChet",
        hint="Ngày ghi chú hủy tuyên bố chết",
    ),
    Field(
        "death_revoked_basis",
        "Căn cứ hủy",
        Kind.TEXT,
        excel_key="nktCanCuHuyTuyenBoViecChet",
        hint="Căn cứ hủy tuyên bố chết",
    ),
)

_NOTICE = (
    Field(
        "notice_kind",
        "Loại giấy báo tử",
        Kind.ENUM,
        excel_key="gbtLoai",
        options=_NOTICES,
        hint="Loại giấy báo tử / giấy tờ thay thế",
    ),
    Field("notice_no", "Số giấy báo tử", Kind.TEXT, excel_key="gbtSo"),
    Field("notice_date", "Ngày cấp", Kind.DATE_PARTIAL, excel_key="gbtNgay", hint="Ngày cấp giấy báo tử"),
    Field(
        "notice_issuer", "Cơ quan cấp", Kind.TEXT, excel_key="gbtCoQuanCap", hint="Cơ quan cấp giấy báo tử"
    ),
)

BOOK = BookType(
    key="khai_tu",
    title="Sổ đăng ký khai tử",
    short="Khai tử",
    file_prefix="KT",
    priority=4,
    version=1,
    in_annex=(2, "Sổ khai tử"),
    called=("tu",),
    main="deceased",
    sections=(
        Section("registration", "Việc đăng ký", registration(registration_kind(_KINDS))),
        Section(
            "deceased",
            "Người chết",
            _DECEASED,
            person=True,
            once=Once.EVER,
            age=Age.DECEASED,
            age_at=("death_date",),
            implied=(DEAD,),
        ),
        REMARKS,
        Section("notice", "Giấy báo tử", _NOTICE, folded=True),
        DECLARANT,
        Section("deceased_papers", "Người chết: giấy tờ khác", rest("deceased", "nkt"), folded=True),
        Section("deceased_notes", "Tòa án tuyên bố chết", _DECLARED, folded=True),
        FOREIGN,
    ),
    rules=(
        registered_after_opening,
        age_between("deceased_birth_date", "death_date", 0, 115, "Người chết {0} tuổi."),
        not_before("death_date", "deceased_birth_date", "Ngày chết trước ngày sinh."),
        not_before("registration_date", "death_date", "Ngày đăng ký trước ngày chết."),
        # Luật Hộ tịch 2014 Đ.33; the laws before it gave no longer
        in_time("death_date", 15, "Ghi đúng hạn nhưng đăng ký sau ngày chết quá 15 ngày."),
    ),
)

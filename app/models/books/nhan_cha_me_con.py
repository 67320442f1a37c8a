"""Sổ đăng ký nhận cha, mẹ, con (Luật Hộ tịch 2014 Đ.24-25): several children may be recognised together."""

from app.models.declaration.act import Age, Relation, Relative
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.enums import RELATION, Options
from app.models.declaration.parts import (
    FOREIGN,
    REMARKS,
    belonging,
    birth_date,
    home_origin,
    name,
    paper_issue,
    paper_kind,
    paper_number,
    registration,
    registration_kind,
    residence,
    rest,
    sex,
)
from app.models.declaration.rules import age_between, registered_after_opening

_KINDS: Options = (
    ("0", "Không có thông tin"),
    ("1", "Đăng ký mới"),
    ("2", "Ghi vào Sổ việc nhận cha, mẹ, con đã đăng ký ở nước ngoài"),
)
_RECOGNITIONS: Options = (
    ("1", "Cha nhận con"),
    ("2", "Mẹ nhận con"),
    ("3", "Con nhận cha"),
    ("4", "Con nhận mẹ"),
)
_DECLARANT = (
    Field("declarant_name", "Họ tên", Kind.NAME, excel_key="nycHoTen", hint="Họ tên người yêu cầu"),
    Field(
        "declarant_relation_recognized",
        "Với người được nhận",
        Kind.TEXT_SUGGEST,
        excel_key="nycQHNguoiDuocNhan",
        options=RELATION,
        hint="Quan hệ với người được nhận",
    ),
    Field(
        "declarant_relation_recognizer",
        "Với người nhận",
        Kind.TEXT_SUGGEST,
        excel_key="nycQHNguoiNhan",
        options=RELATION,
        hint="Quan hệ với người nhận",
    ),
    paper_number("declarant", "nyc", compare=False),
    *paper_kind("declarant", "nyc"),
    *paper_issue("declarant", "nyc"),
)


def _party(key: str, excel: str, who: str) -> tuple[Field, ...]:
    return (
        name(key, excel, who, required=True),
        sex(key, excel),
        birth_date(key, excel, who, required=True),
        *belonging(key, excel),
        home_origin(key, excel),
        residence(key, excel),
        paper_number(key, excel),
    )


BOOK = BookType(
    key="nhan_cha_me_con",
    title="Sổ đăng ký nhận cha, mẹ, con",
    short="Nhận cha, mẹ, con",
    file_prefix="CMC",
    priority=6,
    version=1,
    in_annex=(5, "Sổ Đăng ký nhận cha, mẹ con"),
    called=(
        "nhan cha me con",
        "cha me con",
    ),
    main="child",
    sections=(
        Section(
            "registration",
            "Việc đăng ký",
            (
                *registration(registration_kind(_KINDS)),
                Field("decision_no", "Quyết định số", Kind.TEXT, excel_key="quyetDinhSo"),
                Field(
                    "recognition_kind",
                    "Loại xác nhận",
                    Kind.ENUM,
                    required=True,
                    excel_key="loaiXacNhan",
                    options=_RECOGNITIONS,
                ),
            ),
        ),
        Section("parent", "Cha/mẹ", _party("parent", "cm", "cha/mẹ"), person=True, age=Age.GROWN),
        Section(
            "child",
            "Con",
            _party("child", "nc", "con"),
            person=True,
            relatives=(Relative(Relation.PARENT, "parent_name", sex="parent_sex"),),
            rows="child",
        ),
        REMARKS,
        Section("declarant", "Người yêu cầu", _DECLARANT, folded=True),
        Section("parent_papers", "Cha/mẹ: giấy tờ khác", rest("parent", "cm"), folded=True),
        Section("child_papers", "Con: giấy tờ khác", rest("child", "nc"), folded=True, rows="child"),
        FOREIGN,
    ),
    rules=(
        registered_after_opening,
        age_between("parent_birth_date", "child_birth_date", 12, 80, "Cha/mẹ {0} tuổi khi sinh con."),
    ),
)

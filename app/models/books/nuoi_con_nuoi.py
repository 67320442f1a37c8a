"""Sổ đăng ký nuôi con nuôi (Luật Nuôi con nuôi 2010; TT 10/2020/TT-BTP, TT 12/2011/TT-BTP)."""

from app.models.declaration.act import Age, Once, Relation, Relative
from app.models.declaration.book import BookType, Field, Kind, Section
from app.models.declaration.enums import AGAIN, Options
from app.models.declaration.parts import (
    FOREIGN,
    REMARKS,
    belonging,
    birth_date,
    home_origin,
    name,
    paper_number,
    party,
    registration,
    registration_kind,
    residence,
    rest,
    sex,
)
from app.models.declaration.rules import age_between, not_before, registered_after_opening

_KINDS: Options = (
    ("1", "Đăng ký mới"),
    ("2", AGAIN),
    ("3", "Ghi vào Sổ việc nuôi con nuôi đã đăng ký ở nước ngoài"),
    ("4", "Đăng ký nuôi con nuôi thực tế"),
)

_CERTIFICATE = Field(
    "certificate_no",
    "Số giấy chứng nhận",
    Kind.TEXT,
    hint="Số Giấy chứng nhận / quyết định nuôi con nuôi",
)

_CHILD = (
    name("adopted", "cn", "con nuôi", required=True),
    sex("adopted", "cn"),
    birth_date("adopted", "cn", "con nuôi", required=True),
    Field("adopted_birth_place", "Nơi sinh", Kind.PLACE, compare="birth_place"),
    home_origin("adopted", "cn"),
    *belonging("adopted", "cn"),
    residence("adopted", "cn"),
    paper_number("adopted", "cn"),
)

_GIVER_IS = "bên giao (cha/mẹ đẻ, người giám hộ hoặc đại diện cơ sở nuôi dưỡng)"

_GIVER = (
    *party("giver", "bg", _GIVER_IS),
    *rest("giver", "bg"),
    Field(
        "giver_relation",
        "Quan hệ / chức vụ",
        Kind.TEXT,
        hint="Quan hệ với con nuôi / chức vụ đại diện cơ sở",
    ),
)

_COURSE = (
    Field("handover_date", "Ngày giao nhận", Kind.DATE_PARTIAL, hint="Ngày giao nhận con nuôi"),
    Field(
        "termination_note",
        "Chấm dứt",
        Kind.NOTE,
        hint="Chấm dứt nuôi con nuôi (ngày, số bản án/quyết định)",
    ),
)

BOOK = BookType(
    key="nuoi_con_nuoi",
    title="Sổ đăng ký nuôi con nuôi",
    short="Nuôi con nuôi",
    file_prefix="NCN",
    priority=3,
    version=1,
    in_annex=(6, "Sổ Đăng ký nhận nuôi con nuôi"),
    called=(
        "nhan nuoi con nuoi",
        "con nuoi",
    ),
    main="adopted_child",
    sections=(
        Section("registration", "Việc đăng ký", (*registration(registration_kind(_KINDS)), _CERTIFICATE)),
        Section(
            "adopted_child",
            "Con nuôi",
            _CHILD,
            person=True,
            age=Age.CHILD,
            once=Once.REASON,  # Luật Nuôi con nuôi 2010 Đ.8: of one person or couple at a time
            relatives=(
                Relative(Relation.ADOPTIVE_FATHER, "adoptive_father_name"),
                Relative(Relation.ADOPTIVE_MOTHER, "adoptive_mother_name"),
            ),
        ),
        Section(
            "adoptive_father",
            "Cha nuôi",
            party("adoptive_father", "chaNuoi", "cha nuôi"),
            person=True,
            relatives=(Relative(Relation.CO_PARENT, "adoptive_mother_name"),),
            sex="Nam",
            age=Age.GROWN,
        ),
        Section(
            "adoptive_mother",
            "Mẹ nuôi",
            party("adoptive_mother", "meNuoi", "mẹ nuôi"),
            person=True,
            relatives=(Relative(Relation.CO_PARENT, "adoptive_father_name"),),
            sex="Nữ",
            age=Age.GROWN,
        ),
        REMARKS,
        Section("giver", "Bên giao con nuôi", _GIVER, folded=True),
        Section("adopted_child_papers", "Con nuôi: giấy tờ khác", rest("adopted", "cn"), folded=True),
        Section(
            "adoptive_father_papers",
            "Cha nuôi: giấy tờ khác",
            rest("adoptive_father", "chaNuoi"),
            folded=True,
        ),
        Section(
            "adoptive_mother_papers",
            "Mẹ nuôi: giấy tờ khác",
            rest("adoptive_mother", "meNuoi"),
            folded=True,
        ),
        Section("registration_course", "Giao nhận, chấm dứt", _COURSE, folded=True),
        FOREIGN,
    ),
    rules=(
        registered_after_opening,
        not_before("registration_date", "adopted_birth_date", "Ngày đăng ký trước ngày sinh của con nuôi."),
        # 20 years between them, a child under 18 (Luật Nuôi con nuôi 2010 Đ.8, Đ.14)
        age_between("adoptive_father_birth_date", "adopted_birth_date", 20, 90, "Cha nuôi hơn {0} tuổi."),
        age_between("adoptive_mother_birth_date", "adopted_birth_date", 20, 90, "Mẹ nuôi hơn {0} tuổi."),
        age_between("adopted_birth_date", "registration_date", 0, 17, "Con nuôi {0} tuổi khi đăng ký."),
    ),
)

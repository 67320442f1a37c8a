"""Sổ đăng ký nuôi con nuôi (TT 10/2020/TT-BTP)."""

from app.models.book import BookType, Field, Kind, Section
from app.models.enums import Options
from app.models.parts import (
    FOREIGN,
    adult,
    birth_date,
    name,
    occupation,
    papers,
    people,
    registration,
    residence,
    sex,
)
from app.models.rules import not_before, parent_older

KINDS: Options = (
    ("1", "Đăng ký mới"),
    ("2", "Đăng ký lại"),
    ("3", "Ghi vào Sổ việc nuôi con nuôi đã đăng ký ở nước ngoài"),
    ("4", "Đăng ký nuôi con nuôi thực tế"),
)
ADOPTION = (
    Field(
        "certificate_no",
        "Số giấy chứng nhận",
        Kind.TEXT,
        hint="Số Giấy chứng nhận / quyết định nuôi con nuôi",
    ),
    Field("handover_date", "Ngày giao nhận", Kind.DATE_PARTIAL, hint="Ngày giao nhận con nuôi"),
    Field(
        "termination_note",
        "Chấm dứt",
        Kind.NOTE,
        hint="Chấm dứt nuôi con nuôi (ngày, số bản án/quyết định)",
    ),
)
CHILD = (
    name("adopted", "cn", "con nuôi", required=True),
    sex("adopted", "cn"),
    birth_date("adopted", "cn", "con nuôi", required=True),
    Field("adopted_birth_place", "Nơi sinh", Kind.PLACE, compare="birth_place"),
    *people("adopted", "cn"),
    Field("adopted_home_origin", "Quê quán", Kind.PLACE, compare="home_origin", excel_key="cnQueQuan"),
    *residence("adopted", "cn"),
    *papers("adopted", "cn"),
    occupation("adopted"),
)
_GIVER = "bên giao (cha/mẹ đẻ, người giám hộ hoặc đại diện cơ sở nuôi dưỡng)"

BOOK = BookType(
    key="nuoi_con_nuoi",
    title="Sổ đăng ký nuôi con nuôi",
    short="Nuôi con nuôi",
    file_prefix="NCN",
    priority=3,
    version=1,
    sections=(
        Section("registration", "Việc đăng ký", (*registration(KINDS), *ADOPTION)),
        Section("adopted_child", "Con nuôi", CHILD, person=True),
        Section(
            "adoptive_father",
            "Cha nuôi",
            adult("adoptive_father", "chaNuoi", "cha nuôi"),
            person=True,
            spouse="adoptive_mother_name",
            sex="Nam",
        ),
        Section(
            "adoptive_mother",
            "Mẹ nuôi",
            adult("adoptive_mother", "meNuoi", "mẹ nuôi"),
            person=True,
            spouse="adoptive_father_name",
            sex="Nữ",
        ),
        Section(
            "giver",
            "Bên giao",
            (
                *adult("giver", "bg", _GIVER),
                Field(
                    "giver_relation",
                    "Quan hệ",
                    Kind.TEXT,
                    hint="Quan hệ với con nuôi / chức vụ đại diện cơ sở",
                ),
            ),
        ),
        FOREIGN,
    ),
    rules=(
        not_before("registration_date", "adopted_birth_date", "Ngày đăng ký trước ngày sinh của con nuôi."),
        parent_older("adoptive_father_birth_date", "adopted_birth_date", "Cha nuôi"),
        parent_older("adoptive_mother_birth_date", "adopted_birth_date", "Mẹ nuôi"),
    ),
)

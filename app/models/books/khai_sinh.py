"""Sổ đăng ký khai sinh (Luật Hộ tịch 2014 Đ.14; TT 04/2020/TT-BTP and the forms before it)."""

from collections.abc import Mapping

from app.models.declaration.act import Age, Once, Relation, Relative
from app.models.declaration.book import BookType, Field, Kind, Problem, Section
from app.models.declaration.enums import AGAIN, Options
from app.models.declaration.parts import (
    DECLARANT,
    FOREIGN,
    REMARKS,
    belonging,
    birth_date,
    home_origin,
    name,
    party,
    registration,
    registration_kind,
    rest,
    second_nationality,
    sex,
)
from app.models.declaration.rules import age_between, in_time, not_before, registered_after_opening
from app.models.words.values import Value
from app.texts import Text

_KINDS: Options = (
    ("0", "Không có thông tin"),
    ("1", "Đăng ký đúng hạn"),
    ("2", AGAIN),
    ("3", "Ghi vào Sổ việc khai sinh đã đăng ký ở nước ngoài"),
    ("4", "Đăng ký quá hạn"),
    ("5", "Cấp bản chính giấy khai sinh"),
    ("6", "Không xác định"),
)

_BIRTH_KINDS: Options = (
    ("1", "Đã xác định được cả cha lẫn mẹ"),
    ("2", "Chưa xác định được mẹ"),
    ("3", "Chưa xác định được cha"),
    ("4", "Chưa xác định được cả cha lẫn mẹ"),
    ("5", "Trẻ bị bỏ rơi"),
)

_CHILD = (
    name("child", "nks", "người được khai sinh", required=True),
    sex("child", "nks", required=True),
    birth_date("child", "nks", "", required=True),
    Field(
        "child_birth_date_words",
        "Ngày sinh bằng chữ",
        Kind.TEXT,
        excel_key="nksNgaySinhBangChu",
        hint="Ngày sinh ghi bằng chữ",
    ),
    Field(
        "child_birth_place",
        "Nơi sinh",
        Kind.PLACE,
        compare="birth_place",
        excel_key="nksNoiSinh",
        hint="Nơi sinh (ghi nguyên văn)",
    ),
    home_origin("child", "nks"),
    *belonging("child", "nks", required=True),
    Field(
        "child_birth_kind",
        "Loại khai sinh",
        Kind.ENUM,
        required=True,
        excel_key="nksLoaiKhaiSinh",
        options=_BIRTH_KINDS,
    ),
    Field(
        "child_personal_id",
        "Số định danh",
        Kind.PERSONAL_ID,
        compare="personal_id",
        hint="Số định danh cá nhân (nếu có)",
    ),
)

_CHILD_NOTES = (
    Field(
        "child_birth_place_unit",
        "Mã tỉnh nơi sinh",
        Kind.ADMIN_UNIT,
        excel_key="nksNoiSinhDVHC",
        hint="Nơi sinh - đơn vị hành chính (mã tỉnh)",
    ),
    second_nationality("child", "nks"),
    Field(
        "child_missing_declared",
        "Tuyên bố mất tích",
        Kind.TEXT,
        excel_key="nksMatTich",
        hint="Ghi chú tuyên bố mất tích",
    ),
    Field(
        "child_missing_declared_date",
        "Ngày tuyên bố",
        Kind.DATE_PARTIAL,
        excel_key="nksMatTichNgayGhiChuTuyenBo",
        hint="Ngày ghi chú tuyên bố mất tích",
    ),
    Field(
        "child_missing_declared_basis",
        "Căn cứ tuyên bố",
        Kind.TEXT,
        excel_key="nksMatTichCanCuTuyenBo",
        hint="Căn cứ tuyên bố mất tích",
    ),
    Field(
        "child_missing_revoked_date",
        "Ngày hủy tuyên bố",
        Kind.DATE_PARTIAL,
        excel_key="nksMatTichNgayGhiChuHuyTuyenBo",
        hint="Ngày ghi chú hủy tuyên bố mất tích",
    ),
    Field(
        "child_missing_revoked_basis",
        "Căn cứ hủy",
        Kind.TEXT,
        excel_key="nksMatTichCanCuHuyTuyenBo",
        hint="Căn cứ hủy tuyên bố mất tích",
    ),
    Field(
        "child_capacity_limited",
        "Hạn chế năng lực",
        Kind.TEXT,
        excel_key="nksHanCheNangLucHanhVi",
        hint="Ghi chú hạn chế năng lực hành vi dân sự",
    ),
    Field(
        "child_capacity_limited_date",
        "Ngày ghi chú",
        Kind.DATE_PARTIAL,
        excel_key="nksHanCheNangLucHanhViNgayGhiChuTuyenBo",
    ),
    Field(
        "child_capacity_limited_basis",
        "Căn cứ",
        Kind.TEXT,
        excel_key="nksHanCheNangLucHanhViCanCuTuyenBo",
    ),
    Field(
        "child_capacity_restored_date",
        "Ngày hủy hạn chế",
        Kind.DATE_PARTIAL,
        excel_key="nksHanCheNangLucHanhViNgayGhiChuHuyTuyenBo",
        hint="Ngày ghi chú hủy tuyên bố",
    ),
    Field(
        "child_capacity_restored_basis",
        "Căn cứ hủy",
        Kind.TEXT,
        excel_key="nksHanCheNangLucHanhViNgayCanCuHuyTuyenBo",
        hint="Căn cứ hủy tuyên bố",
    ),
)


def _kind_fits_parents(_book: BookType, values: Mapping[str, Value]) -> list[Problem]:
    """Return a problem when the kind of a birth and the named parents contradict each other."""
    kind = values.get("child_birth_kind", Value()).text.strip().lower()
    known = {
        "đã xác định được cả cha lẫn mẹ": (True, True),
        "chưa xác định được mẹ": (True, False),
        "chưa xác định được cha": (False, True),
        "chưa xác định được cả cha lẫn mẹ": (False, False),
    }.get(kind)
    if known is None:
        return []
    found: list[Problem] = []
    for key, who, expected in (("father_name", "cha", known[0]), ("mother_name", "mẹ", known[1])):
        value = values.get(key, Value())
        if expected and value.is_empty:
            words = "Loại khai sinh nói đã biết {0} nhưng chưa ghi tên {0}."
            found.append(Problem(key, Text(words, Text(who))))
        if value.text and not expected:
            words = "Loại khai sinh nói chưa biết {0} nhưng có ghi tên {0}."
            found.append(Problem(key, Text(words, Text(who))))
    return found


# at the birth; of one registered late also at the registration
_PARENTS_AGE_AT = ("child_birth_date", "registration_date")

BOOK = BookType(
    key="khai_sinh",
    title="Sổ đăng ký khai sinh",
    short="Khai sinh",
    file_prefix="KS",
    priority=1,
    version=1,
    in_annex=(1, "Sổ khai sinh"),
    called=("sinh",),
    main="child",
    sections=(
        Section("registration", "Việc đăng ký", registration(registration_kind(_KINDS))),
        Section(
            "child",
            "Người được khai sinh",
            _CHILD,
            person=True,
            short="Con",
            once=Once.EVER,
            age=Age.CHILD,
            relatives=(
                Relative(Relation.FATHER, "father_name"),
                Relative(Relation.MOTHER, "mother_name"),
            ),
            elsewhere=(("registration_place", "birth_registration_place"),),
        ),
        Section(
            "mother",
            "Mẹ",
            party("mother", "me", "mẹ"),
            person=True,
            sex="Nữ",
            age=Age.GROWN,
            age_at=_PARENTS_AGE_AT,
        ),
        Section(
            "father",
            "Cha",
            party("father", "cha", "cha"),
            person=True,
            sex="Nam",
            age=Age.GROWN,
            age_at=_PARENTS_AGE_AT,
        ),
        REMARKS,
        DECLARANT,
        Section("mother_papers", "Mẹ: giấy tờ khác", rest("mother", "me", issued=False), folded=True),
        Section("father_papers", "Cha: giấy tờ khác", rest("father", "cha", issued=False), folded=True),
        Section("child_notes", "Ghi chú về người được khai sinh", _CHILD_NOTES, folded=True),
        FOREIGN,
    ),
    rules=(
        registered_after_opening,
        not_before("registration_date", "child_birth_date", "Ngày đăng ký trước ngày sinh của con."),
        # Luật Hộ tịch 2014 Đ.15; the laws before it gave no longer
        in_time("child_birth_date", 60, "Ghi đúng hạn nhưng đăng ký sau ngày sinh quá 60 ngày."),
        age_between("mother_birth_date", "child_birth_date", 12, 55, "Mẹ {0} tuổi khi sinh con."),
        age_between("father_birth_date", "child_birth_date", 13, 80, "Cha {0} tuổi khi con sinh."),
        _kind_fits_parents,
    ),
)

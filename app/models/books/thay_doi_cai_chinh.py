"""Sổ đăng ký thay đổi, cải chính, bổ sung hộ tịch (Luật Hộ tịch 2014 Đ.26-29): what is changed repeats."""

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
from app.models.declaration.rules import not_before, registered_after_opening

_KINDS: Options = (
    ("1", "Thay đổi hộ tịch"),
    ("2", "Cải chính hộ tịch"),
    ("3", "Bổ sung thông tin hộ tịch"),
    ("4", "Xác định lại dân tộc"),
    ("5", "Xác định lại giới tính (theo quyết định/giấy chứng nhận)"),
)
_SUBJECT_IS = "người được thay đổi, cải chính"
_SUBJECT = (
    name("subject", "ndtd", _SUBJECT_IS, required=True),
    sex("subject", "ndtd"),
    birth_date("subject", "ndtd", _SUBJECT_IS, required=True),
    *belonging("subject", "ndtd"),
    residence("subject", "ndtd"),
    paper_number("subject", "ndtd"),
)
_ORIGIN = (
    Field(
        "origin_book_kind",
        "Đã đăng ký việc",
        Kind.TEXT_SUGGEST,
        required=True,
        options=tuple(
            (word, word)
            for word in ("Khai sinh", "Kết hôn", "Khai tử", "Nhận cha, mẹ, con", "Nuôi con nuôi", "Giám hộ")
        ),
        hint="Đã đăng ký việc hộ tịch (khai sinh/kết hôn/khai tử...)",
    ),
    Field("origin_reg_no", "Số trước đây", Kind.TEXT, required=True, hint="Số đăng ký trước đây"),
    Field("origin_book_no", "Quyển số", Kind.TEXT, hint="Quyển số trước đây"),
    Field("origin_reg_date", "Ngày đăng ký", Kind.DATE_PARTIAL, hint="Ngày đăng ký trước đây"),
    Field("origin_reg_place", "Nơi đăng ký", Kind.PLACE, hint="Nơi đăng ký trước đây"),
)
_CHANGE = (
    Field("change_from", "Từ", Kind.NOTE, required=True, hint="Nội dung: Từ (thông tin cũ)"),
    Field("change_to", "Thành", Kind.NOTE, required=True, hint="Thành (thông tin mới)"),
    Field("change_reason", "Lý do", Kind.TEXT),
    Field("change_basis", "Căn cứ", Kind.TEXT, hint="Căn cứ/giấy tờ chứng minh"),
)

BOOK = BookType(
    key="thay_doi_cai_chinh",
    title="Sổ đăng ký thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc",
    short="Thay đổi, cải chính",
    file_prefix="TD",
    priority=9,
    version=1,
    called=(
        "cai chinh ho tich",
        "thay doi cai chinh ho tich",
        "thay doi, cai chinh, bo sung ho tich",
        "cai chinh",
    ),
    main="subject",
    sections=(
        Section(
            "registration",
            "Việc đăng ký",
            (
                *registration(),
                Field("change_kind", "Loại việc", Kind.ENUM, required=True, options=_KINDS),
                Field("decision_no", "Quyết định số", Kind.TEXT, hint="Quyết định/Trích lục số"),
            ),
        ),
        Section("subject", "Người được thay đổi, cải chính", _SUBJECT, person=True, short="Người"),
        Section("origin", "Việc hộ tịch trước đây", _ORIGIN),
        Section("change", "Nội dung thay đổi", _CHANGE, rows="change"),
        REMARKS,
        DECLARANT,
        Section("subject_papers", "Giấy tờ khác", rest("subject", "ndtd"), folded=True),
    ),
    rules=(
        registered_after_opening,
        not_before("registration_date", "origin_reg_date", "Ngày đăng ký trước ngày đăng ký cũ."),
    ),
)

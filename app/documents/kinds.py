"""The papers, each declared once: who may make it, what it is called, how it is laid out and signed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.documents import (
    annex,
    certificate_request,
    discrepancy_list,
    entry_list,
    excel,
    inspection_record,
    loss_record,
    oddity_list,
    reading_sheet,
    recovery_sheet,
    wipe_record,
)
from app.documents.annex import Annex
from app.documents.certificate_request import RequestedKey
from app.documents.discrepancy_list import DiscrepancyPerson
from app.documents.entry_list import EntryOnList
from app.documents.inspection_record import RecordRow
from app.documents.loss_record import LostBooks
from app.documents.oddity_list import OddityOnList
from app.documents.page import LANDSCAPE, PORTRAIT, Letterhead, Signature
from app.documents.paper import Paper, PaperColumn
from app.documents.reading_sheet import EntryToRead
from app.models.declaration.book import BookType
from app.models.words.roles import Action
from app.models.words.values import Value

BookEntries = tuple[BookType, Sequence[Mapping[str, Value]]]
"""A book and its entries, as mappings from field key to value."""


def _workbook(_paper: Paper[BookEntries], content: BookEntries, header: Letterhead, _at: datetime) -> bytes:
    return excel.write_book(*content, foot=header.foot)


DISCREPANCY_LIST: Paper[Sequence[DiscrepancyPerson]] = Paper(
    id="danh_sach_sai_lech",
    name="Danh sách sai lệch",
    title="Thông tin hộ tịch chưa thống nhất giữa Sổ hộ tịch và Cơ sở dữ liệu quốc gia về dân cư",
    action=Action.SEE_REGISTRY,
    render=discrepancy_list.render,
    count=lambda persons: sum(len(person.rows) for person in persons),
    form=LANDSCAPE,
    symbol="DS-UBND",
    recipients=("Công an xã", "Lưu: VT, TP-HT"),
    heading="DANH SÁCH",
    legend="Chữ gạch chân: chỗ khác nhau; dấu ^ dưới dòng: chỗ thiếu; không xét nơi cư trú.",
    columns=(
        PaperColumn("number", "STT", 9.0, shared=True, centred=True),
        PaperColumn("book", "Loại sổ", 12.5, shared=True),
        PaperColumn("act", "Số / Quyển / Năm / Trang", 20.0, shared=True),
        PaperColumn("name", "Họ, chữ đệm, tên", 29.0, shared=True),
        PaperColumn("birth", "Ngày sinh", 18.5, shared=True),
        PaperColumn("personal_id", "Số định danh / CMND", 23.8, shared=True),
        PaperColumn("field", "Trường thông tin", 20.4),
        PaperColumn("in_book", "Thông tin trong Sổ hộ tịch", 28.0),
        PaperColumn("in_registry", "Thông tin trong CSDLQGVDC", 28.0),
        PaperColumn("result", "Kết quả xác minh", 22.0),
        PaperColumn("resolution", "Hướng xử lý", 24.0),
        PaperColumn("note", "Ghi chú", 16.8),
    ),
    signatures=(
        Signature(("CÔNG CHỨC TƯ PHÁP - HỘ TỊCH",), "(ký, ghi rõ họ tên)"),
        Signature(("CÔNG AN XÃ",), "(ký, ghi rõ họ tên)"),
        Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "(ký tên, đóng dấu)"),
    ),
    file_prefix="danh_sach_sai_lech",
)

RECOVERY_SHEET: Paper[recovery_sheet.Halves] = Paper(
    id="phieu_khoi_phuc",
    name="Phiếu khôi phục",
    title="Phiếu khôi phục",
    action=Action.RECOVER,
    render=recovery_sheet.render,
    count=len,
    form=PORTRAIT,
    heading="PHIẾU KHÔI PHỤC",
    signatures=(Signature(("NGƯỜI LẬP PHIẾU",), "(Ký, ghi rõ họ tên)"),),
)

WIPE_RECORD: Paper[wipe_record.WipedFacts] = Paper(
    id="bien_ban_xoa_kho",
    name="Biên bản xóa kho",
    title="Xóa kho dữ liệu hộ tịch trên máy trả lại",
    action=Action.WIPE,
    render=wipe_record.render,
    count=len,
    form=PORTRAIT,
    symbol="BB-UBND",
    recipients=("Công an xã", "Lưu: VT, Hồ sơ"),
    heading="BIÊN BẢN",
    signatures=(
        Signature(("CÔNG AN XÃ",), "(ký, ghi rõ họ tên)"),
        Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "(ký tên, đóng dấu)"),
    ),
    file_prefix="bien_ban_xoa_kho",
)

BOOK_WORKBOOK: Paper[BookEntries] = Paper(
    id="bang_so",
    name="Bảng Excel của sổ",
    title="Các trường hợp của một sổ hộ tịch theo bảng Excel của Bộ Tư pháp",
    action=Action.EXPORT,
    render=_workbook,
    count=lambda content: len(content[1]),
    file_prefix="bang_so",
)
"""Its columns are the fields of the book."""

ENTRY_LIST: Paper[Sequence[EntryOnList]] = Paper(
    id="danh_sach_truong_hop",
    name="Danh sách trường hợp",
    title="Danh sách trường hợp đã nhập từ sổ hộ tịch",
    action=Action.EXPORT,
    render=entry_list.render,
    count=len,
    file_prefix="danh_sach_truong_hop",
)
"""Its columns are those of the list on the screen."""

READING_SHEET: Paper[Sequence[EntryToRead]] = Paper(
    id="phieu_doc_lai",
    name="Phiếu đọc lại",
    title="Trường hợp đã nhập, để đọc lại với sổ hộ tịch",
    action=Action.TYPE_ENTRIES,
    render=reading_sheet.render,
    count=len,
    form=PORTRAIT,
    heading="PHIẾU ĐỌC LẠI",
    columns=(
        PaperColumn("act", "Trường hợp", 30.0, shared=True),
        PaperColumn("field", "Mục", 43.0),
        PaperColumn("kept", "Đã nhập", 57.0),
        PaperColumn("read", "Sổ ghi khác", 35.0),
    ),
    signatures=(
        Signature(("NGƯỜI NHẬP",), "(Ký, ghi rõ họ tên)"),
        Signature(("NGƯỜI ĐỌC LẠI",), "(Ký, ghi rõ họ tên)"),
    ),
)
"""It is printed only, never saved: whole entries belong in no file."""

INSPECTION_RECORD: Paper[Sequence[RecordRow]] = Paper(
    id="ban_tu_kiem_tra",
    name="Bản tự kiểm tra máy",
    title="Máy tính dùng cho việc nhập và đối soát dữ liệu hộ tịch",
    action=Action.SEE_OFFICE,
    render=inspection_record.render,
    count=len,
    form=PORTRAIT,
    heading="BẢN TỰ KIỂM TRA",
    columns=(
        PaperColumn("number", "STT", 10.0, shared=True, centred=True),
        PaperColumn("group", "Phần", 26.0, shared=True),
        PaperColumn("words", "Nội dung", 50.0),
        PaperColumn("found", "Kết quả", 59.0),
        PaperColumn("grade", "Đánh giá", 20.0),
    ),
    signatures=(
        Signature(("NGƯỜI KIỂM TRA",), "(Ký, ghi rõ họ tên)"),
        Signature(("NGƯỜI QUẢN LÝ MÁY",), "(Ký, ghi rõ họ tên)"),
    ),
    file_prefix="ban_tu_kiem_tra",
)

CERTIFICATE_REQUEST: Paper[Sequence[RequestedKey]] = Paper(
    id="phieu_yeu_cau_chung_thu",
    name="Phiếu yêu cầu cấp chứng thư",
    title="Phiếu yêu cầu cấp chứng thư",
    action=Action.TAKE_CERTIFICATES,
    render=certificate_request.render,
    count=len,
    form=PORTRAIT,
    recipients=("Nơi cấp chứng thư", "Lưu: VT"),
    heading="PHIẾU YÊU CẦU CẤP CHỨNG THƯ",
    legend=(
        "Nơi cấp chứng thư so từng nhóm dưới đây với nhóm hiện trên máy của mình; khác một nhóm thì không "
        "cấp và hỏi lại xã. Không nhận phiếu này qua cùng USB với tệp yêu cầu."
    ),
    signatures=(
        Signature(("NGƯỜI LẬP PHIẾU",), "(Ký, ghi rõ họ tên)"),
        Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "(Ký tên, đóng dấu)"),
        Signature(("NƠI CẤP ĐÃ SO",), "(Ký, ghi rõ họ tên)"),
    ),
    file_prefix="phieu_yeu_cau_chung_thu",
)

ANNEX: Paper[Annex] = Paper(
    id="phu_luc_ke_hoach",
    name="Phụ lục kế hoạch",
    title=annex.TITLE,
    action=Action.SEE_WORK,
    render=annex.render,
    count=lambda content: len(content.rows),
    form=PORTRAIT,
    heading=annex.HEADING,
    columns=annex.COLUMNS,
    file_prefix="phu_luc_ke_hoach",
)
"""It is signed with the plan that it belongs to."""

ANNEX_WORKBOOK: Paper[Annex] = Paper(
    id="bang_phu_luc",
    name="Bảng Excel của phụ lục",
    title=annex.TITLE,
    action=Action.SEE_WORK,
    render=annex.write,
    count=ANNEX.count,
    file_prefix=ANNEX.file_prefix,
)

LOSS_RECORD: Paper[Sequence[LostBooks]] = Paper(
    id="bien_ban_mat_so",
    name="Biên bản mất sổ",
    title="Xác nhận việc mất sổ hộ tịch",
    action=Action.DESCRIBE_VOLUMES,
    render=loss_record.render,
    count=len,
    form=PORTRAIT,
    symbol="BB-UBND",
    recipients=("Lưu: VT, Hồ sơ",),
    heading="BIÊN BẢN",
    signatures=(
        Signature(("THƯ KÝ",), "(Ký, ghi rõ họ tên)"),
        Signature(("CHỦ TỌA",), "(Ký tên, đóng dấu)"),
    ),
    file_prefix="bien_ban_mat_so",
)

ODDITY_LIST: Paper[Sequence[OddityOnList]] = Paper(
    id="danh_sach_xem_lai",
    name="Danh sách cần xem lại",
    title="Những điều cần xem lại trong dữ liệu đã nhập từ sổ hộ tịch",
    action=Action.RECHECK,
    render=oddity_list.render,
    count=len,
    form=LANDSCAPE,
    heading="DANH SÁCH",
    legend="Đối chiếu từng mục với sổ giấy; sổ ghi đúng như vậy thì giữ nguyên.",
    columns=(
        PaperColumn("place", "STT", 10.0, shared=True, centred=True),
        PaperColumn("kind", "Loại", 28.0),
        PaperColumn("where", "Sổ, quyển", 44.0),
        PaperColumn("number", "Số", 22.0),
        PaperColumn("name", "Họ, chữ đệm, tên", 42.0),
        PaperColumn("said", "Điều cần xem lại", 70.0),
        PaperColumn("note", "Kết quả xem lại", 36.0),
    ),
    signatures=(Signature(("NGƯỜI KIỂM TRA",), "(ký, ghi rõ họ tên)"),),
    file_prefix="danh_sach_xem_lai",
)

ODDITY_WORKBOOK: Paper[Sequence[OddityOnList]] = Paper(
    id="bang_xem_lai",
    name="Bảng cần xem lại",
    title="Những điều cần xem lại trong dữ liệu đã nhập từ sổ hộ tịch",
    action=Action.RECHECK,
    render=oddity_list.workbook,
    count=len,
    file_prefix="bang_xem_lai",
)

PAPERS: Mapping[str, Paper[Any]] = {
    paper.id: paper
    for paper in (
        DISCREPANCY_LIST,
        RECOVERY_SHEET,
        BOOK_WORKBOOK,
        ENTRY_LIST,
        READING_SHEET,
        INSPECTION_RECORD,
        CERTIFICATE_REQUEST,
        WIPE_RECORD,
        ANNEX,
        ANNEX_WORKBOOK,
        LOSS_RECORD,
        ODDITY_LIST,
        ODDITY_WORKBOOK,
    )
}

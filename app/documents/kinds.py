"""The papers, each declared once: who may make it, what it is called, how it is laid out and signed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.documents import discrepancy_list, excel, recovery_sheet, wipe_record
from app.documents.discrepancy_list import DiscrepancyPerson
from app.documents.page import LANDSCAPE, PORTRAIT, Letterhead, Signature
from app.documents.paper import Paper, PaperColumn
from app.models.declaration.book import BookType
from app.models.words.roles import Action
from app.models.words.values import Value

BookEntries = tuple[BookType, Sequence[Mapping[str, Value]]]
"""A book and its entries, as mappings from field key to value."""


def _workbook(_paper: Paper[BookEntries], content: BookEntries, _header: Letterhead, _at: datetime) -> bytes:
    return excel.write_book(*content)


DISCREPANCY_LIST: Paper[Sequence[DiscrepancyPerson]] = Paper(
    id="danh_sach_sai_lech",
    name="Danh sách sai lệch",
    title="Thông tin hộ tịch chưa thống nhất giữa Sổ hộ tịch và Cơ sở dữ liệu quốc gia về dân cư",
    action=Action.SEE_REGISTRY,
    render=discrepancy_list.render,
    count=lambda persons: sum(len(person.rows) for person in persons),
    form=LANDSCAPE,
    heading="DANH SÁCH",
    basis="Lập theo Bước 2 Quy trình số 1292/HTQTCT-QLHC",
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
        Signature(("TM. ỦY BAN NHÂN DÂN",), "(ký tên, đóng dấu)"),
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
    heading="BIÊN BẢN",
    signatures=(
        Signature(("CÔNG AN XÃ",), "(ký, ghi rõ họ tên)"),
        Signature(("TM. ỦY BAN NHÂN DÂN",), "(ký tên, đóng dấu)"),
    ),
    file_prefix="bien_ban_xoa_kho",
)

BOOK_WORKBOOK: Paper[BookEntries] = Paper(
    id="bang_so",
    name="Bảng Excel của sổ",
    title="Bản ghi của một sổ hộ tịch theo bảng Excel của Bộ Tư pháp",
    action=Action.EXPORT,
    render=_workbook,
    count=lambda content: len(content[1]),
    file_prefix="bang_so",
)
"""Its columns are the fields of the book."""

PAPERS: Mapping[str, Paper[Any]] = {
    paper.id: paper for paper in (DISCREPANCY_LIST, RECOVERY_SHEET, WIPE_RECORD, BOOK_WORKBOOK)
}

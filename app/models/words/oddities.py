"""The kinds of what is odd in the entries of a store, in the order in which they are listed."""

from collections.abc import Mapping
from enum import StrEnum


class OddityKind(StrEnum):
    """What is odd about an entry or a volume."""

    GAP = "gap"
    REPEAT = "repeat"
    TWICE = "twice"
    TOTAL = "total"
    DATES = "dates"
    AGE = "age"
    NUMBER = "number"
    PLACE = "place"
    VOLUME = "volume"
    MISSING = "missing"
    WORDS = "words"
    DRAFT = "draft"
    OLD = "old"


ODDITY_LABELS: Mapping[OddityKind, str] = {
    OddityKind.GAP: "Thiếu số",
    OddityKind.REPEAT: "Trùng số",
    OddityKind.TWICE: "Nhập hai lần?",
    OddityKind.TOTAL: "Tổng số khóa sổ",
    OddityKind.DATES: "Thứ tự ngày, năm",
    OddityKind.AGE: "Tuổi",
    OddityKind.NUMBER: "Số định danh",
    OddityKind.PLACE: "Địa danh",
    OddityKind.VOLUME: "Khác quyển",
    OddityKind.MISSING: "Thiếu mục",
    OddityKind.WORDS: "Nội dung một mục",
    OddityKind.DRAFT: "Chưa nhập xong",
    OddityKind.OLD: "Kết luận đã cũ",
}

ODDITY_ADVICE: Mapping[OddityKind, str] = {
    OddityKind.GAP: (
        "Mở sổ giấy xem các số này. Còn trong sổ: nhập tiếp. Sổ bỏ số: ghi “Đã xem” kèm lý do. Số đứng "
        "sau bị gõ sai: Enter mở ra sửa."
    ),
    OddityKind.REPEAT: (
        "So hai trường hợp với sổ giấy. Gõ sai số: sửa hoặc đánh lại số (trang Trường hợp, Ctrl+M). Nhập "
        "hai lần: bỏ một. Sổ trùng số thật: ghi “Đã xem” kèm lý do."
    ),
    OddityKind.TWICE: (
        "So hai trường hợp với sổ giấy. Một việc nhập hai lần: bỏ một (trang Trường hợp, Ctrl+D). Đăng ký "
        "lại: chọn loại đăng ký “Đăng ký lại”. Hai việc khác nhau: ghi “Đã xem” kèm lý do."
    ),
    OddityKind.TOTAL: (
        "Đếm lại theo trang khóa sổ. Còn trường hợp chưa nhập: nhập tiếp. Tổng số ghi sai: sửa ở trang Sổ."
    ),
    OddityKind.DATES: "Xem lại ngày, năm trong sổ. Gõ sai: sửa. Sổ ghi đúng như vậy: ghi “Đã xem” kèm lý do.",
    OddityKind.AGE: "Xem lại ngày sinh trong sổ. Gõ sai: sửa. Sổ ghi đúng như vậy: ghi “Đã xem” kèm lý do.",
    OddityKind.NUMBER: (
        "Xem lại số định danh, giới tính và năm sinh trong sổ. Sổ ghi đúng như vậy: ghi “Đã xem” kèm lý do."
    ),
    OddityKind.PLACE: (
        "Xem lại địa danh và ngày đăng ký trong sổ; không đổi tên cũ thành tên mới. Sổ ghi đúng như vậy: "
        "ghi “Đã xem” kèm lý do."
    ),
    OddityKind.VOLUME: (
        "Nhập nhầm quyển: chuyển sang quyển đúng (trang Trường hợp, Ctrl+M). Sổ ghi đúng như vậy: ghi “Đã "
        "xem” kèm lý do."
    ),
    OddityKind.MISSING: "Mở trường hợp, ghi mục này như sổ, hoặc đánh dấu F3 nếu sổ không có.",
    OddityKind.WORDS: "Xem lại mục này trong sổ. Gõ sai: sửa. Sổ ghi đúng như vậy: ghi “Đã xem” kèm lý do.",
    OddityKind.DRAFT: "Mở trường hợp, nhập cho xong rồi F9; mở nhầm thì bỏ (trang Trường hợp, Ctrl+D).",
    OddityKind.OLD: "Mở trường hợp, F5 tìm lại trong bản sao CSDL đang dùng rồi kết luận lại.",
}
"""What to do about each kind."""

"""The codes of the reconciliation process and their Vietnamese words.

Codes are those of the exchange files; the three branches follow step 2 of process 1292/HTQTCT-QLHC.
"""

from enum import StrEnum


class Branch(StrEnum):
    """The branches of a decision about one person of an entry."""

    MATCH = "match"
    MISMATCH_BASIC = "mismatch_basic"
    MISMATCH_OTHER = "mismatch_other"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    NOT_COMPARED = "not_compared"

    @property
    def is_mismatch(self) -> bool:
        """Tell whether the person is found and something differs."""
        return self in (Branch.MISMATCH_BASIC, Branch.MISMATCH_OTHER)

    @property
    def is_found(self) -> bool:
        """Tell whether a row of the registry was chosen for the person."""
        return self == Branch.MATCH or self.is_mismatch


BRANCH_LABELS: dict[Branch, str] = {
    Branch.MATCH: "Thống nhất",
    Branch.MISMATCH_BASIC: "Tìm thấy, thông tin cơ bản chưa thống nhất",
    Branch.MISMATCH_OTHER: "Tìm thấy, thông tin khác chưa thống nhất",
    Branch.NOT_FOUND: "Không tìm thấy - nhập mới",
    Branch.AMBIGUOUS: "Nhiều người có thể trùng - chưa kết luận",
    Branch.NOT_COMPARED: "Chưa đối chiếu (không có bản sao CSDL)",
}


class Resolution(StrEnum):
    """The ways to handle one differing field; the officer chooses."""

    FIX_POPULATION = "fix_population"
    CORRECT_BOOK = "correct_book"
    SUPPLEMENT_BOOK = "supplement_book"
    REISSUE_PERSONAL_ID = "reissue_personal_id"
    WRONG_PERSON = "wrong_person"
    DUPLICATE_REGISTRY = "duplicate_registry"
    FORMAT_ONLY = "format_only"
    VERIFY = "verify"


RESOLUTION_LABELS: dict[Resolution, str] = {
    Resolution.FIX_POPULATION: "Sổ đúng - đề nghị Công an điều chỉnh CSDLQGVDC",
    Resolution.CORRECT_BOOK: "Sổ sai - công dân làm thủ tục cải chính hộ tịch",
    Resolution.SUPPLEMENT_BOOK: "Sổ thiếu - bổ sung thông tin hộ tịch",
    Resolution.REISSUE_PERSONAL_ID: "Sai cấu trúc số định danh - hủy, xác lập lại",
    Resolution.WRONG_PERSON: "Nhầm người - bỏ liên kết",
    Resolution.DUPLICATE_REGISTRY: "Nghi trùng hồ sơ dân cư",
    Resolution.FORMAT_ONLY: "Chỉ khác cách viết - không lập danh sách",
    Resolution.VERIFY: "Chờ xác minh",
}


class ReturnCode(StrEnum):
    """The answers of the police about one person of an entry."""

    NUMBER_ASSIGNED = "number_assigned"
    ALREADY_HAS_NUMBER = "already_has_number"
    SUSPECTED_DUPLICATE = "suspected_duplicate"
    MULTIPLE_BIRTH = "multiple_birth"
    NEEDS_VERIFICATION = "needs_verification"
    DATE_FORMAT = "date_format"
    BAD_UNIT_CODE = "bad_unit_code"
    REFUSED = "refused"
    OTHER = "other"


NUMBERED = (ReturnCode.NUMBER_ASSIGNED, ReturnCode.ALREADY_HAS_NUMBER)
"""The answers that give a person's number; every other one asks for work."""


class AnswerStanding(StrEnum):
    """What became of an answer of the police."""

    TO_HANDLE = "to_handle"
    IN_HAND = "in_hand"
    SENT_AGAIN = "sent_again"
    NUMBER = "number"
    ASIDE = "aside"


STANDING_LABELS: dict[AnswerStanding, str] = {
    AnswerStanding.TO_HANDLE: "Cần xử lý",
    AnswerStanding.IN_HAND: "Đang xử lý lại",
    AnswerStanding.SENT_AGAIN: "Đã gửi lại",
    AnswerStanding.NUMBER: "Có số định danh",
    AnswerStanding.ASIDE: "Chưa ghép được",
}


RETURN_LABELS: dict[ReturnCode, str] = {
    ReturnCode.NUMBER_ASSIGNED: "Đã cấp số",
    ReturnCode.ALREADY_HAS_NUMBER: "Đã có số",
    ReturnCode.SUSPECTED_DUPLICATE: "Nghi trùng thông tin công dân đã cấp số",
    ReturnCode.MULTIPLE_BIRTH: "Sinh đôi, sinh ba",
    ReturnCode.NEEDS_VERIFICATION: "Thông tin cần xác minh",
    ReturnCode.DATE_FORMAT: "Lỗi định dạng ngày sinh",
    ReturnCode.BAD_UNIT_CODE: "Sai mã đơn vị hành chính",
    ReturnCode.REFUSED: "Từ chối",
    ReturnCode.OTHER: "Khác (nguyên văn thông báo)",
}

"""The short word, tone and icon of each code. The full words are in ``models``."""

from app.models.words.codes import Branch, Resolution
from app.models.words.values import Mark

Look = tuple[str, str, str]

BRANCH_LOOK: dict[Branch, Look] = {
    Branch.MATCH: ("thống nhất", "equal", "check-circle"),
    Branch.MISMATCH_BASIC: ("sai lệch", "differ", "arrows-left-right"),
    Branch.MISMATCH_OTHER: ("sai lệch", "differ", "arrows-left-right"),
    Branch.NOT_FOUND: ("nhập mới", "less", "user-minus"),
    Branch.AMBIGUOUS: ("chưa kết luận", "less", "users"),
    Branch.NOT_COMPARED: ("chưa đối chiếu", "blank", "hourglass"),
}

RESOLUTION_LOOK: dict[Resolution, Look] = {
    Resolution.FIX_POPULATION: ("sửa CSDL", "differ", "flag"),
    Resolution.CORRECT_BOOK: ("sửa sổ", "accent", "pencil-line"),
    Resolution.SUPPLEMENT_BOOK: ("bổ sung sổ", "accent", "plus"),
    Resolution.REISSUE_PERSONAL_ID: ("cấp lại số", "differ", "identification-card"),
    Resolution.WRONG_PERSON: ("nhầm người", "differ", "user-circle"),
    Resolution.DUPLICATE_REGISTRY: ("nghi trùng", "less", "copy-simple"),
    Resolution.FORMAT_ONLY: ("như nhau", "near", "check"),
    Resolution.VERIFY: ("chờ xác minh", "less", "hourglass"),
}

MARK_LOOK: dict[Mark, Look] = {
    Mark.ILLEGIBLE: ("không đọc", "differ", "eye-slash"),
    Mark.TORN: ("rách, mất", "differ", "scissors"),
    Mark.UNKNOWN_IN_BOOK: ("không rõ", "less", "question"),
    Mark.BLANK_IN_BOOK: ("để trống", "blank", "blank"),
    Mark.NOT_IN_FORM: ("mẫu không có", "blank", "skip"),
    Mark.UNCERTAIN: ("không chắc", "less", "question"),
}

"""What is said of a row that was read: what was converted, and why a row cannot be taken as it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from app.models.declaration.book import BookType
from app.models.words.values import Value
from app.texts import Text


class HowRead(StrEnum):
    """How a cell was read otherwise than it stands in the file."""

    DATE_CELL = "date_cell"
    MONTH_CELL = "month_cell"
    SERIAL = "serial"
    MIDNIGHT = "midnight"
    ZEROS = "zeros"
    POINT = "point"
    CODE = "code"
    OLD_LETTERS = "old_letters"
    SIGNS = "signs"
    COMMAS = "commas"
    MERGED = "merged"
    JOINED = "joined"
    PLAIN_NUMBER = "plain_number"


class Trouble(StrEnum):
    """Why a row waits."""

    SHIFTED = "shifted"
    FORMULA = "formula"
    ERROR = "error"
    ROUNDED = "rounded"
    MADE_DATE = "made_date"
    NO_YEAR = "no_year"
    SERIAL_TEXT = "serial_text"
    ODD_NUMBER = "odd_number"
    CODE = "code"
    GUESSED = "guessed"
    LETTERS = "letters"
    MERGED = "merged"
    MARK = "mark"
    NO_NUMBER = "no_number"
    NO_NAME = "no_name"
    REPEATED = "repeated"
    NO_VOLUME = "no_volume"
    OTHER_VOLUME = "other_volume"
    SEVERAL_VOLUMES = "several_volumes"
    TYPED_BEFORE = "typed_before"
    MENDED_BEFORE = "mended_before"
    SEVERAL_ENTRIES = "several_entries"
    CLOSED = "closed"


OF_THE_STORE = frozenset(
    {
        Trouble.REPEATED,
        Trouble.NO_VOLUME,
        Trouble.OTHER_VOLUME,
        Trouble.SEVERAL_VOLUMES,
        Trouble.TYPED_BEFORE,
        Trouble.MENDED_BEFORE,
        Trouble.SEVERAL_ENTRIES,
        Trouble.CLOSED,
    }
)
"""Why a row waits that is no fault of its cells: it is asked anew whenever the row is tried again."""

CONVERSIONS: Mapping[HowRead, str] = {
    HowRead.DATE_CELL: "{0}: ô ngày của Excel, đọc là {2}",
    HowRead.MONTH_CELL: "{0}: ô ngày của Excel chỉ hiện tháng và năm, đọc là {2}",
    HowRead.SERIAL: "{0}: số ngày của Excel {1} là {2}",
    HowRead.MIDNIGHT: "{0}: bỏ giờ 0 sau ngày, “{1}” là {2}",
    HowRead.ZEROS: "{0}: trả lại số 0 đầu, “{1}” là {2}",
    HowRead.POINT: "{0}: “{1}” là {2}",
    HowRead.CODE: "{0}: mã {1} là “{2}”",
    HowRead.OLD_LETTERS: "{0}: chữ kiểu cũ (TCVN3, VNI), đọc là “{2}”",
    HowRead.SIGNS: "{0}: thay dấu cách lạ, ký tự ẩn hoặc chữ giống chữ Việt, đọc là “{2}”",
    HowRead.COMMAS: "{0}: chỉ có dấu phẩy, coi là trống",
    HowRead.MERGED: "{0}: ô gộp, lấy chữ “{2}” của ô đầu",
    HowRead.JOINED: "{0}: hai cột cùng có chữ, ghép thành “{2}”",
    HowRead.PLAIN_NUMBER: "{0}: ô số, đọc là {2}",
}
"""What is said of a conversion: the field, what stands in the file, what it is read as."""

TROUBLES: Mapping[Trouble, str] = {
    Trouble.SHIFTED: "Số ô của dòng không khớp dòng tiêu đề, có thể bị lệch cột. Hãy mở tệp, sửa dòng này.",
    Trouble.FORMULA: "{0}: ô là công thức chưa có kết quả. Mở tệp bằng Excel rồi lưu lại, hoặc ghi chữ vào.",
    Trouble.ERROR: "{0}: ô báo lỗi {1} của Excel. Ghi lại theo sổ.",
    Trouble.ROUNDED: "{0}: “{1}” đã bị Excel làm tròn, mất chữ số. Ghi lại đủ số theo giấy tờ.",
    Trouble.MADE_DATE: "{0}: Excel đã đổi thành ngày {1}; có phải là “{2}” không?",
    Trouble.NO_YEAR: "{0}: ô ngày của Excel không hiện năm ({1}), năm là năm lúc gõ. Ghi lại theo sổ.",
    Trouble.SERIAL_TEXT: "{0}: “{1}” là số ngày của Excel; có phải là {2} không?",
    Trouble.ODD_NUMBER: "{0}: số {1} không phải là ngày. Ghi lại theo sổ.",
    Trouble.CODE: "{0}: không có mã {1}. Ghi lại bằng chữ như sổ.",
    Trouble.GUESSED: "{0}: chữ kiểu cũ bị mất dấu, đọc thử là “{2}”. Xem lại rồi nhận hoặc sửa.",
    Trouble.LETTERS: "{0}: có ký tự ẩn hoặc dài quá. Ghi lại.",
    Trouble.MERGED: "{0}: ô gộp với dòng trên, không biết có phải của dòng này. Ghi lại.",
    Trouble.MARK: "Không hiểu dấu “{1}” trong cột trạng thái đọc. Sửa cột đó.",
    Trouble.NO_NUMBER: "Chưa có số đăng ký. Ghi số theo sổ.",
    Trouble.NO_NAME: "Chưa có họ tên người được đăng ký. Ghi theo sổ.",
    Trouble.REPEATED: "Trùng số và quyển với dòng {1} nhưng khác nội dung. Xem lại số của hai dòng.",
    Trouble.NO_VOLUME: "Chưa có quyển “{1}” trong Sổ. Thêm quyển đó, hoặc ghi lại số quyển.",
    Trouble.OTHER_VOLUME: "Dòng ghi quyển “{1}”, không phải quyển đã chọn. Chọn quyển khác hoặc ghi lại.",
    Trouble.SEVERAL_VOLUMES: "Có nhiều quyển “{1}” trong Sổ. Chọn một quyển rồi nhập lại.",
    Trouble.TYPED_BEFORE: "Đã có trường hợp nhập tay cùng số, khác ở: {1}. Sửa ở màn hình Trường hợp.",
    Trouble.MENDED_BEFORE: "Cán bộ đã sửa sau lần nhập trước, tệp khác ở: {1}. Sửa ở màn hình Trường hợp.",
    Trouble.SEVERAL_ENTRIES: "Quyển có nhiều trường hợp cùng số {1}. Sửa ở màn hình Trường hợp.",
    Trouble.CLOSED: "{1}",
}
"""Why a row waits and what to do: the field, what stands in the file, what is proposed."""


class Converted(NamedTuple):
    """A cell that was read otherwise than it stands in the file."""

    field: str
    what: HowRead
    written: str
    now: str

    def words(self, book: BookType) -> Text:
        """Return the sentence about it."""
        return Text(CONVERSIONS[self.what], _label(book, self.field), self.written, self.now)


class Reason(NamedTuple):
    """Why a row waits; ``proposed`` is what the cell may mean, which only a person can say."""

    field: str
    what: Trouble
    written: str = ""
    proposed: str = ""

    def words(self, book: BookType) -> Text:
        """Return the sentence about it, with what to do."""
        return Text(TROUBLES[self.what], _label(book, self.field), self.written, self.proposed)

    def plain(self) -> list[str]:
        """Return the form that is stored."""
        return [self.field, str(self.what), self.written, self.proposed]

    @staticmethod
    def of(stored: Sequence[Any]) -> "Reason":
        """Return a reason from its stored form."""
        field, what, written, proposed = stored
        return Reason(field, Trouble(what), written, proposed)


@dataclass(slots=True)  # frozen instances take four times as long to make
class ReadAct:
    """A row read as an act: its values by field, what was converted, and why it cannot be taken.

    ``cells`` are the headings and texts of the columns that are read, as they stand in the file.
    """

    line: int
    cells: tuple[tuple[str, str], ...]
    values: Mapping[str, Value]
    converted: tuple[Converted, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def sentences(self, book: BookType) -> Iterator[Text]:
        """Yield what an officer should know of the row, the reasons first."""
        yield from (one.words(book) for one in self.reasons)
        yield from (one.words(book) for one in self.converted)


def _label(book: BookType, key: str) -> Text:
    """Return the name of a field with its person; of the whole row nothing."""
    if not key:
        return Text("Dòng")
    for section in book.sections:
        if any(field.key == key for field in section.fields):
            label = Text(book.fields[key].label)
            return Text("{0}, {1}", Text(section.short or section.title), label) if section.person else label
    return Text(book.field_at(key).label)

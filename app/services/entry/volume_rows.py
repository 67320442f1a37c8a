"""What a list of volumes from outside says: its columns in the usual words, each row as a volume.

Archives keep such lists in Excel: with titles above, sums below, the type of book in a row of its own, years
as "1998-1999", numbers as text. What is not understood is refused with its row and column, never guessed.
"""

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.errors import BadInput
from app.models.books import BOOKS
from app.models.words import partial_date
from app.models.words.moments import day_of
from app.models.words.registration_number import RegistrationNumber
from app.models.words.vietnamese import fold
from app.readers import kinds
from app.readers.columns import FileColumn
from app.readers.rows import CellKind, Refusal, Row, Told
from app.services.entry import volumes
from app.services.entry.volumes import VolumeView
from app.texts import Text

MOST_ROWS = 5_000
"""More than any office has volumes."""
_TYPE, _NUMBER, _OPENED, _YEARS = "Loại sổ", "Quyển số", "Năm mở sổ", "Các năm"
_FROM, _TO, _PLACE, _PAGES = "Từ năm", "Đến năm", "Nơi đăng ký", "Số trang"
_TOTAL, _ELECTRONIC, _CONDITION, _NOTE = "Tổng số", "Đã có điện tử", "Tình trạng", "Ghi chú"
_KEEPER, _SECOND, _SERIAL = "Nơi giữ", "Nơi lưu sổ kép", "STT"

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    _TYPE: ("Tên sổ", "Loại sổ hộ tịch", "Tên loại sổ", "Tên sổ hộ tịch", "Sổ hộ tịch", "Loại"),
    _NUMBER: (
        "Số quyển",
        "Quyển",
        "Số quyển sổ",
        "Quyển sổ số",
        "Số của quyển",
        "Số, ký hiệu sổ",
        "Số ký hiệu",
        "Ký hiệu sổ",
        "Số hiệu quyển",
        "Sổ số",
        "Quyển sổ",
    ),
    _OPENED: (
        "Năm mở",
        "Năm",
        "Năm đăng ký",
        "Ngày mở sổ",
        "Ngày mở",
        "Năm lập sổ",
        "Năm mở - năm khóa",
        "Năm mở - năm khóa sổ",
        "Năm mở, khóa sổ",
    ),
    _YEARS: (
        "Thời gian",
        "Niên độ",
        "Giai đoạn",
        "Từ năm - đến năm",
        "Từ năm đến năm",
        "Năm đăng ký trong sổ",
    ),
    _FROM: ("Năm bắt đầu", "Năm đầu", "Từ"),
    _TO: (
        "Năm khóa",
        "Năm khóa sổ",
        "Ngày khóa sổ",
        "Ngày khóa",
        "Năm kết thúc",
        "Năm đóng sổ",
        "Đến",
        "Năm cuối",
    ),
    _PLACE: (
        "Nơi đăng ký hộ tịch",
        "Xã",
        "Xã cũ",
        "Tên xã",
        "Tên xã cũ",
        "Xã, phường, thị trấn",
        "Xã/phường",
        "Đơn vị",
        "Đơn vị cũ",
        "UBND xã",
        "Đơn vị hành chính",
        "Đơn vị hành chính cũ",
        "Cơ quan đăng ký",
        "Cơ quan đăng ký hộ tịch",
        "Địa bàn",
    ),
    _PAGES: ("Tổng số trang", "Số trang sổ", "Trang"),
    _TOTAL: (
        "Tổng số trường hợp",
        "Tổng số sự kiện",
        "Số trường hợp",
        "Số sự kiện",
        "Số sự kiện khi khóa sổ",
        "Tổng số khi khóa sổ",
        "Tổng số theo lời khóa sổ",
        "Tổng số trường hợp đăng ký",
        "Số lượng trường hợp",
        "Số lượng",
        "Số việc",
        "Số trường hợp đăng ký",
        "Tổng",
    ),
    _ELECTRONIC: (
        "Đã điện tử",
        "Đã có dữ liệu điện tử",
        "Đã nhập",
        "Đã nhập vào CSDL HTĐT",
        "Đã nhập CSDL HTĐT",
        "Đã có trong CSDL HTĐT",
        "Đã có trong CSDL hộ tịch điện tử",
        "Đã nhập vào CSDL hộ tịch điện tử",
        "Số đã có điện tử",
        "Số đã nhập",
        "Số trường hợp đã nhập vào cơ sở dữ liệu hộ tịch điện tử",
        "Đã số hóa",
    ),
    _CONDITION: ("Hiện trạng", "Tình trạng sổ", "Tình trạng vật lý", "Hiện trạng sổ", "Chất lượng"),
    _NOTE: ("Lý do", "Ghi chú, lý do", "Lý do, ghi chú", "Chú thích"),
    _KEEPER: (
        "Nơi lưu giữ",
        "Nơi lưu",
        "Nơi lưu trữ",
        "Nơi để sổ",
        "Kho",
        "Tủ",
        "Giá, tủ",
        "Vị trí",
        "Vị trí lưu",
        "Người giữ",
        "Nơi cất giữ",
    ),
    _SECOND: (
        "Sổ kép",
        "Nơi lưu sổ thứ hai",
        "Nơi lưu quyển thứ hai",
        "Nơi lưu bản thứ hai",
        "Sổ lưu",
        "Quyển kép",
    ),
    _SERIAL: ("TT", "Số TT", "Số thứ tự", "Thứ tự", "No"),
}
COLUMNS: tuple[FileColumn, ...] = tuple(
    FileColumn(label, headings, required=label == _NUMBER, noted=True)
    for label, headings in _HEADINGS.items()
)
"""The columns that a list of volumes may have, named as the form of a volume names them."""

_NOTHING = frozenset(
    {"", "-", "–", "—", "…", "...", "/", "khong ro", "chua ro", "khong xac dinh", "khong co"}
)
_COUNT = re.compile(
    r"(\d+|\d{1,3}(?:[., ]\d{3})+)(?:[.,]0{1,2})?(?: ?(?:truong hop|th|su kien|viec|tr\.?h\.?))?"
)
_YEAR = r"(?:nam )?((?:18|19|20)\d{2})"
_SPAN = re.compile(
    rf"(?:tu )?{_YEAR}(?: ?(?:-|–|—|~|,|/|den|den het|toi|va) ?(?:nam )?((?:18|19|20)?\d{{2}}))?"
)
_SUMS = ("tong cong", "cong", "tong so", "tong")
_PLACE_NUMBER = re.compile(r"\(\d{1,2}\)")
_KINDS_OF_BOOK = re.compile(
    r"^(?:[ivxlc]+|[a-z]|\d{1,2})[.)/:\s-]+"
    r"|^(?:so dang ky|so cap giay|so cap|so ghi chu|so ghi|so|dang ky|cap giay)\s+"
)
_CONDITIONS = (
    ("mat", "mat|that lac|khong con|chay|bi huy|tieu huy"),
    ("muon", "muon|ban luu|so luu"),
    (
        "hu_hong",
        "hu|hong|rach|moi|mot|nhoe|nhoa|mo chu|mo net|muc|o vang|o nuoc|uot|bong|long gay|xuong cap|kem",
    ),
    ("con", "con|tot|binh thuong|nguyen|day du|du|on|dang luu"),
)
"""The conditions by the words that tell of them; of several the first counts."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of the list: the volume it tells of, or why it cannot be taken."""

    line: int
    view: VolumeView | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list as it was read: its rows, its headings of which nothing is known, and the hash of the file."""

    rows: tuple[ReadRow, ...]
    ignored: tuple[str, ...]
    sha256: str


def read(data: bytes, source: str, *, place: str, at: datetime) -> ReadList:
    """Read a workbook, a CSV file or a pasted table, named ``source`` in sentences; nothing is stored.

    ``place`` is that of the volumes whose row tells none. BadInput as ``kinds.read``, and for too many rows.
    """
    file: Any = io.BufferedReader(io.BytesIO(data))
    found = kinds.read(file, COLUMNS, source)
    reader = _VolumeReader(place, day_of(at).year)
    rows: list[ReadRow] = []
    for row in found.rows:
        made = ReadRow(row.line, None, row.words) if isinstance(row, Refusal) else reader.read(row)
        if made is not None:
            rows.append(made)
        if len(rows) > MOST_ROWS:
            raise BadInput("Bảng có hơn {0} dòng: không phải bảng kê sổ của một cơ quan.", MOST_ROWS)
    return ReadList(tuple(rows), tuple(sorted(found.ignored)), hashlib.sha256(data).hexdigest())


class _VolumeReader:
    """Reads row by row; a row that only names a type of book is the heading of those below it."""

    def __init__(self, place: str, this_year: int) -> None:
        self._place, self._this_year = place, this_year
        self._heading = ""

    def read(self, row: Row) -> ReadRow | None:
        """Return what a row tells; None for a heading, a sum, or a row of column numbers."""
        cells = {key: " ".join(text.split()) for key, text in row.cells.items()}
        if self._is_heading(cells) or _is_sum(cells) or all(map(_PLACE_NUMBER.fullmatch, cells.values())):
            return None
        try:
            return ReadRow(row.line, volumes.checked(self._volume(cells, row.told)))
        except BadInput as error:
            return ReadRow(row.line, None, str(error))

    def _is_heading(self, cells: Mapping[str, str]) -> bool:
        book = book_of(cells.get(_NUMBER, ""))
        alone = not cells.keys() - {_TYPE, _SERIAL}
        if not book and alone:  # else it is a volume, if only half described
            book = book_of(cells.get(_TYPE, "")) or book_of(cells.get(_SERIAL, ""))
        self._heading = book or self._heading
        return bool(book)

    def _volume(self, cells: Mapping[str, str], told: Mapping[str, Told]) -> VolumeView:
        for key, kind in told.items():
            if kind.kind in (CellKind.FORMULA, CellKind.ERROR):
                raise BadInput("Cột “{0}”: ô là công thức hoặc lỗi, không có giá trị.", Text(key))
        number = _number(cells.get(_NUMBER, ""), told.get(_NUMBER))
        opened, first, last = self._years(cells)
        written = RegistrationNumber.parse(number).year
        condition, reason = _condition(cells)
        return VolumeView(
            id=0,
            book_type=self._book(cells),
            book_no=number,
            opened_year=opened or (str(written) if written else ""),
            place=cells.get(_PLACE) or self._place,
            year_from=first,
            year_to=last,
            page_count=cells.get(_PAGES, ""),
            closing_total=_count(cells, told, _TOTAL),
            condition=condition,
            condition_reason=reason,
            keeper=cells.get(_KEEPER, ""),
            already_electronic=_count(cells, told, _ELECTRONIC) or 0,
            second_place=cells.get(_SECOND, ""),
        )

    def _book(self, cells: Mapping[str, str]) -> str:
        told = cells.get(_TYPE, "")
        book = book_of(told) if told else self._heading
        if not book and told:
            raise BadInput("Cột “{0}”: chưa hiểu “{1}” là loại sổ nào.", Text(_TYPE), told)
        if not book:
            raise BadInput("Chưa ghi loại sổ: cần cột “{0}”, hoặc một dòng tên loại sổ ở trên.", Text(_TYPE))
        return book

    def _years(self, cells: Mapping[str, str]) -> tuple[str, str, str]:
        """Return the year of opening, the first and the last year, each as far as it is told."""
        opened, closed = self._span(cells, _OPENED)
        first, last = self._span(cells, _YEARS)
        first, last = self._span(cells, _FROM)[0] or first, self._span(cells, _TO)[0] or last
        if closed:
            first, last = first or opened, last or closed
        if first and last and first > last:
            raise BadInput("Cột “{0}”: năm đầu {1} ở sau năm cuối {2}.", Text(_YEARS), first, last)
        return opened, first, last

    def _span(self, cells: Mapping[str, str], key: str) -> tuple[str, str]:
        """Return the years that a cell tells; the second is empty where there is one."""
        told = cells.get(key, "")
        if fold(told) in _NOTHING:
            return "", ""
        found = _SPAN.fullmatch(fold(told))
        date = None if found else partial_date.parse(told)
        if found:
            first = found[1]
            last = (first[: -len(found[2])] + found[2]) if found[2] else ""
        elif date is not None and date.year is not None:
            first, last = str(date.year), ""
        else:
            raise BadInput("Cột “{0}”: chưa đọc được năm trong “{1}”.", Text(key), told)
        if int(last or first) > self._this_year or int(first) < 1858 or (last and first > last):
            raise BadInput("Cột “{0}”: năm “{1}” không thể là năm của một quyển sổ.", Text(key), told)
        return first, last


def book_of(told: str) -> str:
    """Return the type of book that words mean, with or without "Sổ đăng ký" and a number before; or ""."""
    return _BY_NAME.get(_bare(told), "")


def _bare(told: str) -> str:
    words = fold(told)
    while (shorter := _KINDS_OF_BOOK.sub("", words)) != words:
        words = shorter
    return "".join(filter(str.isalnum, words))


def _names() -> dict[str, str]:
    """Return the types by every name of them: title, short, prefix, and those of plans and archives."""
    names: dict[str, str] = {}
    for book in BOOKS.values():
        names |= dict.fromkeys((*book.called, book.title, book.short, book.file_prefix), book.key)
    return {_bare(name): key for name, key in names.items()}


def _is_sum(cells: Mapping[str, str]) -> bool:
    told = next((cells[key] for key in (_NUMBER, _TYPE, _SERIAL) if cells.get(key)), "")
    return fold(told).rstrip(" :.") in _SUMS


def _number(text: str, told: Told | None) -> str:
    """Return the number of a volume; one that Excel took for a month is read back where that is certain."""
    if fold(text) in _NOTHING or fold(text) in ("khong so", "khong danh so"):
        return ""
    if told is None or told.kind is not CellKind.DATE:
        return text
    date = re.fullmatch(r"(\d{4})-(\d{2})-01", text)
    if date and "d" not in told.format.lower() and "y" in told.format.lower():
        return f"{date[2]}/{date[1]}"
    raise BadInput(
        "Cột “{0}”: Excel đã đổi số quyển thành ngày {1}. Hãy định dạng cột là Văn bản (Text) rồi ghi lại.",
        Text(_NUMBER),
        text,
    )


def _count(cells: Mapping[str, str], told: Mapping[str, Told], key: str) -> int | None:
    text = cells.get(key, "")
    if fold(text) in _NOTHING:
        return None
    found = _COUNT.fullmatch(fold(text))
    of_date = key in told and told[key].kind is CellKind.DATE
    if found is None or of_date:
        raise BadInput("Cột “{0}”: “{1}” không phải là một số.", Text(key), text)
    return int(re.sub(r"\D", "", found[1]))


def _condition(cells: Mapping[str, str]) -> tuple[str, str]:
    """Return the condition and its reason: the note, else the words of the condition themselves."""
    told, note = cells.get(_CONDITION, ""), cells.get(_NOTE, "")
    if fold(told) in _NOTHING:
        return "con", note
    words = f" {re.sub(r'[^a-z0-9]+', ' ', fold(told))} "
    if re.search(r" khong (?:bi )?(?:mat|hu|hong|rach)", words):
        return "con", note
    for code, signs in _CONDITIONS:
        if re.search(f" (?:{signs}) ", words):
            reason = "; ".join(filter(None, (told if code != "con" else "", note)))
            return code, reason
    raise BadInput("Cột “{0}”: chưa hiểu “{1}”. Ghi: còn, hư hỏng, mất, mượn.", Text(_CONDITION), told)


_BY_NAME = _names()

"""A flat registry: a table with one person per row."""

from collections.abc import Callable, Collection, Iterator, Mapping
from io import BufferedReader

from app.errors import BadInput
from app.matching.letters import legacy
from app.models.registry.person import PERSON_COLUMNS, PERSON_LABELS
from app.readers import kinds
from app.readers.columns import FileColumn
from app.readers.rows import CellKind, Refusal, Row
from app.services.people.registry_door import Door, Line
from app.texts import Text

_HEADINGS = {
    "personal_id": ("Số định danh cá nhân", "Số ĐDCN", "Mã định danh", "Số CCCD", "CCCD", "Số căn cước"),
    "full_name": ("Họ và tên", "Họ, chữ đệm, tên", "Họ, chữ đệm và tên", "Họ và tên khai sinh"),
    "cmnd": ("CMND", "Số chứng minh nhân dân", "Số CMND 9 số"),
    "other_name": ("Tên khác", "Bí danh"),
    "sex": ("Giới", "Phái"),
    "birth_date": ("Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Ngày tháng năm", "Sinh ngày"),
    "birth_registration_place": ("Nơi ĐKKS", "Nơi đăng ký KS"),
    "home_origin": ("Nguyên quán",),
    "father_name": ("Họ và tên cha", "Họ, chữ đệm, tên cha", "Họ tên của cha", "Tên cha", "Cha"),
    "father_id": ("Số ĐDCN cha", "Số CCCD cha", "CCCD cha"),
    "mother_name": ("Họ và tên mẹ", "Họ, chữ đệm, tên mẹ", "Họ tên của mẹ", "Tên mẹ", "Mẹ"),
    "mother_id": ("Số ĐDCN mẹ", "Số CCCD mẹ", "CCCD mẹ"),
    "spouse_name": ("Họ và tên vợ/chồng", "Họ, chữ đệm, tên vợ/chồng", "Tên vợ/chồng", "Vợ/chồng"),
    "spouse_id": ("Số ĐDCN vợ/chồng", "Số CCCD vợ/chồng", "CCCD vợ/chồng"),
    "death_date": ("Ngày chết", "Ngày tháng năm chết", "Ngày, tháng, năm chết", "Ngày, tháng, năm mất"),
    "permanent_residence": ("Nơi thường trú", "Thường trú", "Địa chỉ thường trú", "Nơi ở hiện tại"),
}
"""Other headings of exports, beside the labels; capitals, tones and signs do not matter."""
COLUMNS = tuple(
    FileColumn(
        key,
        (PERSON_LABELS[key], *_HEADINGS.get(key, ())),
        required=key in ("personal_id", "full_name"),
    )
    for key in PERSON_COLUMNS
)
_SOURCE = "tệp CSDL"


Told = Callable[[Collection[str]], None]


def people(
    file: BufferedReader, door: Door, ignored: Told = lambda _names: None
) -> Iterator[Mapping[str, str]]:
    """Yield the people of an open registry file that come through the door.

    Errors are those of ``lines`` and of the door.
    """
    found = 0
    for found, row in enumerate(door.let_in(lines(file, ignored), _SOURCE), 1):  # noqa: B007 - counted
        yield row
    if not found:
        raise BadInput("Tệp CSDL không có người nào có số định danh và họ tên đọc được.")


def lines(file: BufferedReader, ignored: Told = lambda _names: None) -> Iterator[Line | Refusal]:
    """Yield the rows of an open registry file (CSV, JSONL or XLSX) with their lines, their words in Unicode.

    Unknown columns and empty lines are ignored; a row that cannot be used comes as its refusal. ``ignored``
    is called with the names of such columns, if any, before the first row; for a JSONL file after the last.
    BadInput when the file cannot be used or has no row. OSError when it cannot be read.
    """
    table = kinds.read(file, COLUMNS, _SOURCE)
    told = len(table.ignored)
    if told:
        ignored(table.ignored)
    empty = True
    for row in table.rows:
        empty = False
        if isinstance(row, Refusal):
            yield row
        elif (refusal := _uncalculated(row)) is not None:
            yield refusal
        else:
            yield row.line, row.cells if legacy.is_unicode(row.cells) else _in_unicode(row.cells)
    if empty:
        raise BadInput("Tệp CSDL không có người nào.")
    if len(table.ignored) > told:
        ignored(table.ignored)


def _in_unicode(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the words in Unicode; what would have to be guessed stays as it is, for the door to name."""
    said = legacy.repair_all(cells)
    return {key: cells[key] if legacy.is_lossy(cells[key], now) else now for key, now in said.items()}


def _uncalculated(row: Row) -> Refusal | None:
    """Return the refusal of a workbook row with a formula that has no value or an error."""
    for key, cell in row.told.items():
        if cell.kind in (CellKind.FORMULA, CellKind.ERROR):
            said = (
                "Dòng {0} của {1} có công thức chưa tính hoặc bị lỗi ở cột {2}. "
                "Hãy mở bằng Excel, tính lại và lưu lại."
            )
            return Refusal(row.line, str(Text(said, row.line, _SOURCE, key)))
    return None

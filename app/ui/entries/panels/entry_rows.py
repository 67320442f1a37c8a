"""The rows of the list of entries, and how a state looks."""

from dataclasses import dataclass

from app.models.words.states import ENTRY_STATE_LABELS, EntryState
from app.texts import tr
from app.ui.kit.table_model import Cell, Column

KEYS = (
    ("Enter", "mở trường hợp"),
    ("Ctrl+F", "lọc theo tên, số"),
    ("Ctrl+G", "đến số, trang"),
    ("Shift+F1", "lịch sử"),
    ("Space", "đánh dấu"),
    ("Ctrl+M", "chuyển quyển, đánh số"),
    ("Ctrl+D", "bỏ trường hợp"),
    ("Ctrl+R", "lấy lại"),
    ("Ctrl+P", "in để đọc lại"),
    ("Alt+P", "in cả trang"),
    ("Ctrl+E", "xuất Excel"),
    ("Ctrl+A", "đánh dấu hết"),
    ("F6", "đổi vùng"),
    ("Esc", "bỏ lọc"),
    ("F1", "phím"),
)
STATE_LOOK: dict[EntryState, tuple[str, str]] = {
    EntryState.DRAFT: ("accent", "pencil-line"),
    EntryState.PARKED: ("less", "clock"),
    EntryState.ENTERED: ("near", "magnifying-glass"),
    EntryState.CHECKED: ("equal", "check"),
    EntryState.LISTED: ("differ", "arrows-left-right"),
    EntryState.APPROVED: ("police", "check-circle"),
    EntryState.EXPORTED: ("near", "package"),
    EntryState.RETURNED: ("less", "warning"),
    EntryState.NUMBER_ASSIGNED: ("equal", "check-circle"),
    EntryState.HANDED_OVER: ("equal", "check-circle"),
    EntryState.SENT_BACK: ("less", "arrow-bend-up-left"),
    EntryState.DISCARDED: ("blank", "x"),
}
"""Tone and icon of each state."""


@dataclass(frozen=True, slots=True)
class VolumeChoice:
    """A volume that the list can be narrowed to."""

    id: int
    book_type: str
    title: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry as the list shows it: ``where`` names its volume, ``when`` tells the last change."""

    id: str
    state: EntryState
    number: str
    page: str
    name: str
    where: str
    note: str
    who: str
    when: str


def _state(line: EntryLine) -> Cell:
    tone, icon = STATE_LOOK[line.state]
    return Cell(tr(ENTRY_STATE_LABELS[line.state]), tone=tone, icon=icon, chip=True)


def _when(line: EntryLine) -> Cell:
    return Cell(line.when.split(" ")[0], tone="ink_2", size="label", tip=line.when)


def _note(line: EntryLine) -> Cell:
    return Cell(line.note, tone="ink_2", size="label", tip=line.note)


def number_cell(line: EntryLine, *, marked: bool) -> Cell:
    """Return the number of an entry, with a sign where it is marked."""
    if marked:
        return Cell(tr("✓ {0}").format(line.number or "…"), tone="accent", book=True, weight=600)
    return Cell(line.number or "…", book=True, weight=500)


AFTER_NUMBER: tuple[Column[EntryLine], ...] = (
    Column("Trang", lambda line: Cell(line.page or "…", book=True), 56),
    Column("Họ, chữ đệm, tên", lambda line: Cell(line.name or "…", book=True), least=184),
    Column("Sổ, quyển", lambda line: Cell(line.where, size="label", tip=line.where), 204),
    Column("Trạng thái", _state, 224),
    Column("Lý do, ghi chú", _note, least=184),
    Column("Sửa lần cuối", _when, 96, spare=True),
    Column("Người mở", lambda line: Cell(line.who, tone="ink_2", size="label"), 124, spare=True),
)

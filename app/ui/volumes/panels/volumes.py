"""Sổ: the inventory of volumes, and the register numbers of the chosen one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from app.texts import tr
from app.ui.kit import parts
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.parts import GAP
from app.ui.kit.stages import FocusTo, Regions
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column, number, percent_cell
from app.ui.volumes.panels.gap_strip import GapStrip, NumberLine
from app.ui.volumes.panels.volume_form import CONDITIONS, VolumeDraft, VolumeForm

KEYS = (
    ("Enter", "mở quyển"),
    ("L", "danh sách trường hợp"),
    ("Ctrl+N", "thêm quyển"),
    ("F2", "sửa quyển"),
    ("G", "số thiếu kế tiếp"),
    ("F6", "đổi vùng"),
    ("F1", "phím"),
)
_LOOK = {
    "con": ("equal", "check"),
    "hu_hong": ("less", "warning"),
    "mat": ("differ", "x"),
    "muon": ("near", "arrow-bend-up-left"),
}
_SHORT = {"con": "còn", "hu_hong": "hư hỏng", "mat": "mất", "muon": "mượn"}


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """A volume in the inventory; ``total`` is None when unknown."""

    id: int
    draft: VolumeDraft
    total: int | None
    electronic: int
    todo: int
    entered: int
    left: int

    @property
    def waiting(self) -> bool:
        """Tell whether acts of this volume are still to type."""
        return self.draft.condition != "mat" and (self.total is None or self.left > 0)


@dataclass(frozen=True, slots=True)
class BookGroup:
    """The volumes of one type of book, in the legal order of types."""

    key: str
    title: str
    volumes: tuple[VolumeRow, ...]


@dataclass(frozen=True, slots=True)
class _VolumeLine:
    """A row of the table: a type with its sums (``volume`` None), a volume, or the sum of all."""

    key: str
    place: str
    title: str
    volumes: tuple[VolumeRow, ...]
    volume: VolumeRow | None = None
    open: bool = True
    total: bool = False

    def sum(self, name: str) -> int:
        return sum(getattr(volume, name) or 0 for volume in self.volumes)


def _place(line: _VolumeLine) -> Cell:
    return Cell(line.place, weight=600, head=line.volume is None)


def _title(line: _VolumeLine) -> Cell:
    if line.volume is None:
        caret = "" if line.total or not line.volumes else "caret-down" if line.open else "caret-right"
        return Cell(line.title, weight=600, head=True, icon=caret, icon_tone="ink_2")
    draft = line.volume.draft
    years = "–".join(part for part in (draft.year_from, draft.year_to) if part)
    words = "   ·   ".join(part for part in (draft.book_no, years) if part)
    return Cell(words, tone=_ink(line), indent=20, tip=draft.place)


def _ink(line: _VolumeLine) -> str:
    return "ink_3" if line.volume is not None and line.volume.draft.condition == "mat" else "ink"


def _condition(line: _VolumeLine) -> Cell:
    if line.volume is None:
        return Cell(head=True)
    code = line.volume.draft.condition
    tone, icon = _LOOK[code]
    return Cell(tr(_SHORT[code]), tone=tone, icon=icon, size="label", weight=500, tip=tr(CONDITIONS[code]))


def _count(title: str, name: str, width: int, *, weight: int = 400, tip: str = "") -> Column[_VolumeLine]:
    def cell(line: _VolumeLine) -> Cell:
        if line.volume is None:
            return Cell(number(line.sum(name)), weight=600, head=True)
        value: int | None = getattr(line.volume, name)
        return Cell(tr("không rõ") if value is None else number(value), weight=weight, tone=_ink(line))

    return Column(title, cell, width, right=True, tip=tip)


def _share(line: _VolumeLine) -> Cell:
    return percent_cell(line.sum("left"), line.sum("todo"), head=line.volume is None)


def _note(line: _VolumeLine) -> Cell:
    if line.volume is None:
        return Cell(head=True)
    draft = line.volume.draft
    words = ", ".join(part for part in (draft.condition_reason, draft.keeper) if part)
    return Cell(words, tone="ink_2", size="label", tip=words)


COLUMNS: tuple[Column[_VolumeLine], ...] = (
    Column("STT", _place, 44, spare=True),
    Column("Loại sổ", _title, least=220),
    Column("Tình trạng", _condition, 96),
    _count("Tổng số", "total", 84, tip="Tổng số trường hợp đã đăng ký trong sổ"),
    _count("Đã nhập vào\nCSDL HTĐT", "electronic", 100, tip="Số đã có trong cơ sở dữ liệu hộ tịch điện tử"),
    _count("Phải nhập vào\nCSDL HTĐT", "todo", 108, tip="Số phải nhập vào cơ sở dữ liệu hộ tịch điện tử"),
    _count("Đã nhập", "entered", 76, weight=500),
    Column("Tiến độ", _share, 140),
    Column("Ghi chú", _note, 180, spare=True),
)


class VolumesPanel(QFrame):
    """The inventory; Enter opens a volume, L lists its entries, Ctrl+N asks for a new one, F2 changes one.

    Emits ``volume_opened(id)``, ``volume_chosen(id)`` (answer with ``set_numbers``),
    ``volume_given(id, VolumeDraft)`` with id 0 for a new one, ``gap_opened(id, number)``,
    ``number_opened(entry id)``,
    ``list_wanted(id, book)`` for the entries of a volume, or of a type of book with id 0.
    """

    volume_opened = Signal(int)
    volume_chosen = Signal(int)
    volume_given = Signal(int, object)
    gap_opened = Signal(int, int)
    number_opened = Signal(str)
    list_wanted = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self._groups: tuple[BookGroup, ...] = ()
        self._closed: set[str] = set()
        self._place = ""
        self._numbers: tuple[NumberLine, ...] = ()
        self._make_tables()
        self._form = VolumeForm()
        self._form.given.connect(self.volume_given)
        self._form.left.connect(self._on_form_left)
        self._form.hide()
        self._strip = GapStrip()
        self._strip.gap_opened.connect(self.gap_opened)
        self._strip.number_opened.connect(self.number_opened)
        self._strip.hide()
        self._sum_row = parts.row((self._sum, 1), gap=0)
        self._table.verticalScrollBar().rangeChanged.connect(self._on_range)
        grid = parts.column(
            (self._table, 1), parts.rule(), self._sum_row, gap=0, role="panel", pad=(1, 1, 1, 1)
        )
        parts.lay(self, self._make_head(), self._form, (grid, 1), self._strip, pad=(12, 8, 12, 8))
        FocusTo(self, self._table)
        self._regions = Regions(self, self._form, self._table)
        self._shortcuts()

    def _make_tables(self) -> None:
        self._table: Table[_VolumeLine] = Table(
            COLUMNS,
            name=self.tr("Bảng kê sổ hộ tịch"),
            key=lambda line: (line.key, line.volume.id if line.volume else 0),
            row_height=24,
            header_height=36,
        )
        self._table.set_empty(
            self.tr("Chưa kê quyển sổ nào"),
            self.tr("Nhấn Ctrl+N để kê quyển đầu tiên: loại sổ, số quyển, năm mở. Enter trên quyển là nhập."),
        )
        self._table.opened.connect(self._on_opened)
        self._table.chosen.connect(self._on_chosen)
        self._sum: Table[_VolumeLine] = Table(
            COLUMNS,
            name=self.tr("Cộng"),
            key=lambda line: line.key,
            row_height=32,
            header=False,
            fit=True,
        )

    def _make_head(self) -> QFrame:
        self._add = parts.button(self.tr("Thêm quyển"), "primary", icon="plus")
        self._add.clicked.connect(self.begin_new)
        return parts.row(
            parts.text(self.tr("Sổ hộ tịch"), "heading"),
            parts.text(self.tr("theo phụ lục kế hoạch, thứ tự nhập của Quy trình 1292"), "label"),
            GAP,
            self._add,
            gap=12,
            height=36,
        )

    def _shortcuts(self) -> None:
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (
            ("Ctrl+N", self.begin_new),
            ("F2", self._on_change),
        ):
            Hotkey(keys, self, slot, context)

    def set_books(self, groups: Sequence[BookGroup], *, place: str = "") -> None:
        """Show the inventory; ``place`` is the office of new volumes."""
        self._groups, self._place = tuple(groups), place
        self._form.set_books([(group.key, group.title) for group in groups])
        self._show_volumes()

    def set_numbers(self, *numbers: NumberLine) -> None:
        """Show the register numbers of the chosen volume, of each year where they restart, or none."""
        self._numbers = numbers
        self._strip.setVisible(bool(numbers))
        if numbers:
            self._strip.set_years(numbers)

    def set_form_error(self, words: str) -> None:
        """Show in the form why the volume was not kept."""
        self._form.set_error(words)

    def close_form(self) -> None:
        """Close the form: the volume was kept."""
        self._form.hide()
        self._table.setFocus()

    def choose(self, volume_id: int) -> None:
        """Put the cursor on a volume."""
        for group in self._groups:
            if any(volume.id == volume_id for volume in group.volumes):
                self._table.choose_key((group.key, volume_id))

    def begin_new(self) -> None:
        """Open the form for a new volume of the type at the cursor."""
        line = self._table.current()
        book = line.key if line is not None else self._groups[0].key if self._groups else ""
        self._form.begin(0, VolumeDraft(book_type=book, place=self._place))

    def _on_change(self) -> None:
        line = self._table.current()
        if line is not None and line.volume is not None:
            self._form.begin(line.volume.id, line.volume.draft)

    def _on_range(self, _low: int, high: int) -> None:
        """Keep the sums under their columns when the list gets a scroll bar."""
        bar = self._table.verticalScrollBar().sizeHint().width() if high > 0 else 0
        layout = self._sum_row.layout()
        assert layout is not None
        layout.setContentsMargins(0, 0, bar, 0)

    def _on_form_left(self) -> None:
        self._table.setFocus()

    def _show_volumes(self) -> None:
        if not any(group.volumes for group in self._groups):
            self._table.show_rows([])
            self._sum.hide()
            return
        lines: list[_VolumeLine] = []
        for at, group in enumerate(self._groups):
            is_open = group.key not in self._closed
            lines.append(_VolumeLine(group.key, f"{at + 1:02}", group.title, group.volumes, open=is_open))
            if is_open:
                lines += [_VolumeLine(group.key, "", "", (volume,), volume) for volume in group.volumes]
        first = self._table.current() is None
        self._table.show_rows(lines)
        if first:  # Enter then opens this volume
            waiting = (at for at, line in enumerate(lines) if line.volume and line.volume.waiting)
            self._table.choose(next(waiting, 0))
        every = tuple(volume for group in self._groups for volume in group.volumes)
        self._sum.show_rows([_VolumeLine("", "", self.tr("Cộng"), every, total=True)])
        self._sum.show()

    def _on_opened(self, line: _VolumeLine) -> None:
        if line.volume is not None:
            self.volume_opened.emit(line.volume.id)
            return
        self._closed ^= {line.key}
        self._show_volumes()

    def _on_chosen(self, line: _VolumeLine | None) -> None:
        if line is not None and line.volume is not None:
            self.volume_chosen.emit(line.volume.id)
        else:
            self.set_numbers()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next missing number on G, to the list of entries on L."""
        if event.key() == Qt.Key.Key_G and not event.modifiers() and self._numbers:
            self._strip.next_gap()
        elif event.key() == Qt.Key.Key_L and not event.modifiers() and not event.isAutoRepeat():
            line = self._table.current()
            if line is not None:
                self.list_wanted.emit(line.volume.id if line.volume else 0, line.key)
        else:
            super().keyPressEvent(event)

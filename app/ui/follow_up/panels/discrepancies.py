"""Sai lệch: the list of differences to follow up."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame

from app.models.words.codes import Resolution
from app.models.words.states import FOLLOWED, ItemState
from app.texts import tr
from app.ui.follow_up.panels.item_detail import STATE_LOOK, ItemDetail
from app.ui.follow_up.panels.item_parts import HistoryStep, ItemRow
from app.ui.kit import parts
from app.ui.kit.cut_label import CutLabel
from app.ui.kit.flow import flow
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.panes import Panes
from app.ui.kit.stages import FocusTo, Regions
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column

KEYS = (
    ("↑ ↓", "chọn"),
    ("M", "cách xử lý"),
    ("N", "ghi chú"),
    ("Ctrl+S", "ghi kết luận"),
    ("K", "kết thúc, mở lại"),
    ("Ctrl+Z", "hoàn tác"),
    ("Enter", "mở trường hợp"),
    ("Ctrl+P", "in danh sách"),
    ("F6", "đổi vùng"),
    ("F1", "phím"),
)
_SHOWN = (*FOLLOWED, ItemState.ENDED)


def _state(item: ItemRow) -> Cell:
    word, tone, icon = STATE_LOOK[item.state]
    return Cell(tr(word), tone=tone, icon=icon, chip=True)


def _days(item: ItemRow) -> Cell:
    return Cell(str(item.days), tone="differ" if item.late else "ink_2", weight=600 if item.late else 400)


def _book(item: ItemRow) -> Cell:
    words, tone = item.book or tr("(để trống)"), "ink" if item.book else "ink_3"
    return Cell(words, book=True, spans=item.spans[0], tone=tone, wrap=True)


def _registry(item: ItemRow) -> Cell:
    words, tone = item.registry or tr("(để trống)"), "ink" if item.registry else "ink_3"
    return Cell(words, registry=True, weight=500, spans=item.spans[1], tone=tone, wrap=True)


COLUMNS: tuple[Column[ItemRow], ...] = (
    Column("Người · sổ", lambda item: Cell(item.person, sub=item.where, weight=500), 156),
    Column("Thông tin", lambda item: Cell(item.label, tone="ink_2", size="label", wrap=True), 92),
    Column("Sổ hộ tịch", _book, ground="paper"),
    Column("CSDLQGVDC", _registry, ground="registry"),
    Column("Trạng thái", _state, 136, tight=64),
    Column("Ngày", _days, 52, right=True, tip="Số ngày kể từ khi ghi nhận"),
)


class DiscrepanciesPanel(QFrame):
    """The list with its filters, and the chosen item beside it.

    Emits ``resolved(id, resolution, note, evidence)``, ``state_moved(id, ItemState)``,
    ``end_wanted(id)`` and ``reopen_wanted(id)`` (ask for the reason), ``undone()``, ``item_chosen(id)`` (show
    its history), ``entry_opened(entry id)`` and ``print_requested(ids shown)``.
    """

    resolved = Signal(int, str, str, str)
    state_moved = Signal(int, object)
    end_wanted = Signal(int)
    reopen_wanted = Signal(int)
    undone = Signal()
    item_chosen = Signal(int)
    entry_opened = Signal(str)
    print_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._late_days = 0
        self._items: tuple[ItemRow, ...] = ()
        self._state: ItemState | None = None
        self._followed = parts.text("", "label")
        self._late = parts.text("", "label", "differ")
        self._table: Table[ItemRow] = Table(
            COLUMNS, name=self.tr("Danh sách sai lệch"), key=lambda item: item.id, row_height=44
        )
        self._table.chosen.connect(self._on_chosen)
        self._table.opened.connect(self._on_opened)
        self._detail = ItemDetail()
        self._detail.resolved.connect(self.resolved)
        self._detail.state_moved.connect(self.state_moved)
        self._detail.end_wanted.connect(self.end_wanted)
        self._detail.reopen_wanted.connect(self.reopen_wanted)
        self._detail.entry_opened.connect(self.entry_opened)
        self._make_tools()
        head = parts.row(
            parts.text(self.tr("Sai lệch"), "heading"),
            (CutLabel(self.tr("danh sách theo dõi riêng của công chức tư pháp – hộ tịch"), "label"), 1),
            self._followed,
            self._late,
            self._books,
            self._print,
            gap=12,
            height=32,
        )
        left = parts.column((self._table, 1), gap=0, role="panel", pad=(1, 1, 1, 1))
        both = Panes((self.tr("Danh sách"), left), (self.tr("Mục đang chọn"), self._detail), fixed=(1, 416))
        parts.lay(self, head, self._make_filters(), (both, 1), pad=(12, 8, 12, 12))
        FocusTo(self, self._table)
        self._regions = Regions(self, self._table, self._detail)
        self._add_shortcuts()
        self._show_items()

    def _make_filters(self) -> QFrame:
        self._group = QButtonGroup(self)
        self._filters: dict[ItemState | None, parts.Button] = {}
        for state in (None, *_SHOWN):
            chip = parts.button("", "filter")
            chip.setCheckable(True)
            chip.setAutoExclusive(True)  # one of many, for screen readers too
            self._group.addButton(chip)
            self._filters[state] = chip
        self._filters[None].setChecked(True)
        self._group.buttonClicked.connect(self._on_filter)
        return flow(*self._filters.values())

    def _make_tools(self) -> None:
        self._books = parts.Combo()
        self._books.setAccessibleName(self.tr("Loại sổ"))
        self._books.activated.connect(self._show_items)
        self._print = parts.button(self.tr("In danh sách"), icon="printer")
        self._print.clicked.connect(self._on_print)

    def _add_shortcuts(self) -> None:
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        keys_and_slots = (
            ("Ctrl+S", self._detail.keep),
            ("Ctrl+P", self._on_print),
            ("Ctrl+Z", self.undone.emit),
        )
        for keys, slot in keys_and_slots:
            Hotkey(keys, self, slot, context)

    def set_items(self, items: Sequence[ItemRow]) -> None:
        """Show every open item; keep filters and cursor."""
        self._items = tuple(items)
        chosen = self._books.currentText()
        self._books.clear()
        self._books.addItem(self.tr("Loại sổ: tất cả"))
        self._books.addItems(list(dict.fromkeys(item.book_type for item in items)))
        self._books.setCurrentIndex(max(0, self._books.findText(chosen)))
        late = sum(item.late for item in items)
        followed = sum(item.state in FOLLOWED for item in items)
        self._followed.setText(self.tr("{0} mục đang theo dõi").format(followed))
        self._late.setText(self.tr("{0} mục quá {1} ngày").format(late, self._late_days) if late else "")
        self._show_items()

    def set_history(self, steps: Sequence[HistoryStep]) -> None:
        """Show what happened to the chosen item."""
        self._detail.set_history(steps)

    def set_error(self, words: str) -> None:
        """Show why the resolution was not kept."""
        self._detail.set_error(words)

    def choose(self, item_id: int) -> None:
        """Put the cursor on an item, whatever the filter."""
        if not self._table.choose_key(item_id):
            self._state = None
            self._filters[None].setChecked(True)
            self._books.setCurrentIndex(0)
            self._show_items()
            self._table.choose_key(item_id)

    def _in_book(self) -> list[ItemRow]:
        book = self._books.currentText() if self._books.currentIndex() > 0 else ""
        return [item for item in self._items if not book or item.book_type == book]

    def _show_items(self) -> None:
        items = self._in_book()
        for state, chip in self._filters.items():
            count = len(items) if state is None else sum(item.state == state for item in items)
            word = self.tr("Tất cả") if state is None else tr(STATE_LOOK[state][0])
            parts.relabel(chip, f"{word}  {count}")
        if self._items:
            self._table.set_empty(
                self.tr("Không có mục nào như vậy"), self.tr("Chọn Tất cả để xem cả danh sách.")
            )
        else:
            self._table.set_empty(
                self.tr("Chưa có sai lệch nào"),
                self.tr("Khi đối chiếu thấy khác nhau, mỗi thông tin khác thành một mục theo dõi ở đây."),
            )
        self._table.show_rows([item for item in items if self._state in {None, item.state}])

    def set_office(self, *, bases: Mapping[Resolution, str], late_days: int) -> None:
        """Take what the office says today: what a resolution rests on, after how many days it is late."""
        self._detail.set_bases(bases)
        self._late_days = late_days

    def _on_filter(self) -> None:
        self._state = next(state for state, chip in self._filters.items() if chip.isChecked())
        self._show_items()

    def _on_chosen(self, item: ItemRow | None) -> None:
        self._detail.set_item(item)
        if item is not None:
            self.item_chosen.emit(item.id)

    def _on_opened(self, item: ItemRow) -> None:
        self.entry_opened.emit(item.entry_id)

    def _on_print(self) -> None:
        self.print_requested.emit(tuple(item.id for item in self._table.table_model.rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the next resolution on M, edit the note on N, end or reopen on K, leave on Escape."""
        key = event.key()
        if key == Qt.Key.Key_M and not event.modifiers():
            self._detail.next_choice()
        elif key == Qt.Key.Key_N and not event.modifiers():
            self._detail.edit_note()
        elif key == Qt.Key.Key_K and not event.modifiers():
            self._detail.turn()
        elif key == Qt.Key.Key_Escape:
            self._table.setFocus()
        else:
            super().keyPressEvent(event)

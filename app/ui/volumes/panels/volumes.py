"""Sổ: the inventory of volumes, and the register numbers of the chosen one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from app.ui.kit import parts
from app.ui.kit.cut_label import CutLabel
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.stages import FocusTo, Regions
from app.ui.kit.table import Table
from app.ui.volumes.panels.gap_strip import GapStrip, NumberLine
from app.ui.volumes.panels.loss_form import LossDraft, LossForm
from app.ui.volumes.panels.volume_form import VolumeDraft, VolumeForm
from app.ui.volumes.panels.volume_lines import COLUMNS, BookGroup, ShelfLine, lines_of

KEYS = (
    ("Enter", "mở quyển"),
    ("L", "danh sách trường hợp"),
    ("Ctrl+N", "thêm quyển"),
    ("F2", "sửa quyển"),
    ("Ctrl+V", "dán bảng kê"),
    ("Ctrl+P", "phụ lục"),
    ("G", "số thiếu kế tiếp"),
    ("F1", "phím"),
    ("M", "ghi mất hết sổ"),
    ("Delete", "bỏ ghi mất"),
    ("B", "biên bản mất sổ"),
    ("F6", "đổi vùng"),
)


class VolumesPanel(QFrame):
    """The inventory; Enter opens a volume, L lists its entries, Ctrl+N asks for a new one, F2 changes one.

    M notes that no volume of a type is left, Delete takes that back, B makes the minutes of what is lost.
    Emits ``volume_opened(id)``, ``volume_chosen(id)`` (answer with ``set_numbers``),
    ``volume_given(id, VolumeDraft)`` with id 0 for a new one, ``gap_opened(id, number)``,
    ``number_opened(entry id)``,
    ``list_wanted(id, book)`` for the entries of a volume, or of a type of book with id 0;
    ``loss_given(id, LossDraft)``, ``loss_withdrawn(id)``, ``minutes_wanted(ShelfLine)``, ``annex_wanted()``,
    ``import_wanted(whether to paste)``.
    """

    volume_opened = Signal(int)
    volume_chosen = Signal(int)
    volume_given = Signal(int, object)
    gap_opened = Signal(int, int)
    number_opened = Signal(str)
    list_wanted = Signal(int, str)
    loss_given = Signal(int, object)
    loss_withdrawn = Signal(int)
    minutes_wanted = Signal(object)
    annex_wanted = Signal()
    import_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._groups: tuple[BookGroup, ...] = ()
        self._closed: set[tuple[str, str]] = set()
        self._place = ""
        self._numbers: tuple[NumberLine, ...] = ()
        self._make_tables()
        self._form = VolumeForm()
        self._form.given.connect(self.volume_given)
        self._form.left.connect(self._on_form_left)
        self._form.hide()
        self._loss = LossForm()
        self._loss.given.connect(self.loss_given)
        self._loss.left.connect(self._on_form_left)
        self._loss.hide()
        self._strip = GapStrip()
        self._strip.gap_opened.connect(self.gap_opened)
        self._strip.number_opened.connect(self.number_opened)
        self._strip.hide()
        self._sum_row = parts.row((self._sum, 1), gap=0)
        self._table.verticalScrollBar().rangeChanged.connect(self._on_range)
        grid = parts.column(
            (self._table, 1), parts.rule(), self._sum_row, gap=0, role="panel", pad=(1, 1, 1, 1)
        )
        parts.lay(self, self._make_head(), self._form, self._loss, (grid, 1), self._strip, pad=(12, 8, 12, 8))
        FocusTo(self, self._table)
        self._regions = Regions(self, self._form, self._loss, self._table)
        self._shortcuts()

    def _make_tables(self) -> None:
        self._table: Table[ShelfLine] = Table(
            COLUMNS,
            name=self.tr("Bảng kê sổ hộ tịch"),
            key=lambda line: line.volume.id if line.volume else line.folds,
            row_height=24,
        )
        self._table.set_empty(
            self.tr("Chưa kê quyển sổ nào"),
            self.tr("Nhấn Ctrl+N để kê quyển đầu tiên: loại sổ, số quyển, năm mở. Enter trên quyển là nhập."),
        )
        self._table.opened.connect(self._on_opened)
        self._table.chosen.connect(self._on_chosen)
        self._sum: Table[ShelfLine] = Table(
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
        annex = parts.button(self.tr("Phụ lục"), icon="printer")
        annex.clicked.connect(self.annex_wanted)
        taken = parts.button(self.tr("Nhận bảng kê"), icon="download-simple")
        taken.clicked.connect(lambda: self.import_wanted.emit(False))
        return parts.row(
            parts.text(self.tr("Sổ hộ tịch"), "heading"),
            (CutLabel(self.tr("theo phụ lục kế hoạch, thứ tự nhập của Quy trình 1292"), "label"), 1),
            annex,
            taken,
            self._add,
            gap=12,
            height=36,
        )

    def _shortcuts(self) -> None:
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (
            ("Ctrl+N", self.begin_new),
            ("F2", self._on_change),
            ("Ctrl+P", self.annex_wanted.emit),
        ):
            Hotkey(keys, self, slot, context)
        Hotkey("Ctrl+V", self._table, lambda: self.import_wanted.emit(True), context)

    def set_places(self, places_of: Callable[[int | None], Sequence[str]]) -> None:
        """Offer for a new volume the places that a function knows for its year."""
        self._form.set_places(places_of)

    def set_books(
        self, groups: Sequence[BookGroup], *, place: str = "", books: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Show the inventory; ``place`` is that of new volumes where the year decides nothing.

        ``books`` are the types that a new volume may be of, else those of the inventory.
        """
        self._groups, self._place = tuple(groups), place
        books = books or list(dict.fromkeys((group.key, group.title) for group in groups))
        self._form.set_books(books)
        self._loss.set_books(books)
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

    def ask_repeat(self, words: str) -> None:
        """Ask in the form why the same volume stands here twice."""
        self._form.ask_repeat(words)

    def set_loss_error(self, words: str) -> None:
        """Show in the form why the loss was not noted."""
        self._loss.set_error(words)

    def close_form(self) -> None:
        """Close the forms: what was typed was kept."""
        self._form.hide()
        self._loss.hide()
        self._table.setFocus()

    def choose(self, volume_id: int) -> None:
        """Put the cursor on a volume."""
        self._table.choose_key(volume_id)

    def choose_book(self, place: str, book: str) -> None:
        """Put the cursor on a type of book of a place."""
        self._table.choose_key((place, book))

    def begin_new(self) -> None:
        """Open the form for a new volume of the type at the cursor."""
        book, place = self._at_cursor()
        self._loss.hide()
        self._form.begin(0, VolumeDraft(book_type=book, place=place))

    def _at_cursor(self) -> tuple[str, str]:
        """Return the type and the place at the cursor, else the first type of the office's own place."""
        line = self._table.current()
        first = self._groups[0].key if self._groups else ""
        if line is None:
            return first, self._place
        return line.key or first, line.place or self._place

    def _on_change(self) -> None:
        line = self._table.current()
        if line is not None and line.volume is not None:
            self._loss.hide()
            self._form.begin(line.volume.id, line.volume.draft)
        elif line is not None and line.loss is not None:
            self._on_loss()

    def _on_loss(self) -> None:
        """Open the form that says that no volume of the type at the cursor is left."""
        line = self._table.current()
        self._form.hide()
        if line is not None and line.loss is not None:
            self._loss.begin(line.loss.id, line.loss.draft)
            return
        book, place = self._at_cursor()
        self._loss.begin(0, LossDraft(book, place, self.tr("Do lũ lụt mất hết sổ")))

    def _on_range(self, _low: int, high: int) -> None:
        """Keep the sums under their columns when the list gets a scroll bar."""
        bar = self._table.verticalScrollBar().sizeHint().width() if high > 0 else 0
        layout = self._sum_row.layout()
        assert layout is not None
        layout.setContentsMargins(0, 0, bar, 0)

    def _on_form_left(self) -> None:
        self._table.setFocus()

    def _show_volumes(self) -> None:
        if not any(group.volumes or group.loss for group in self._groups):
            self._table.show_rows([])
            self._sum.hide()
            return
        lines = list(lines_of(self._groups, self._closed))
        first = self._table.current() is None
        self._table.show_rows(lines)
        if first:  # Enter then opens this volume
            waiting = (at for at, line in enumerate(lines) if line.volume and line.volume.waiting)
            self._table.choose(next(waiting, 0))
        self._sum.show_rows([ShelfLine("", "", "", self.tr("Cộng"), self._groups, total=True)])
        self._sum.show()

    def _on_opened(self, line: ShelfLine) -> None:
        if line.volume is not None:
            self.volume_opened.emit(line.volume.id)
            return
        self._closed ^= {line.folds}
        self._show_volumes()

    def _on_chosen(self, line: ShelfLine | None) -> None:
        if line is not None and line.volume is not None:
            self.volume_chosen.emit(line.volume.id)
        else:
            self.set_numbers()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next missing number on G, to the list of entries on L; M, Delete, B are of lost books."""
        line = self._table.current()
        if event.modifiers() or (event.isAutoRepeat() and event.key() != Qt.Key.Key_G):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_G and self._numbers:
            self._strip.next_gap()
        elif event.key() == Qt.Key.Key_M:
            self._on_loss()
        elif line is not None and event.key() == Qt.Key.Key_L and line.key:
            self.list_wanted.emit(line.volume.id if line.volume else 0, line.key)
        elif line is not None and event.key() == Qt.Key.Key_B:
            self.minutes_wanted.emit(line)
        elif line is not None and line.loss is not None and event.key() == Qt.Key.Key_Delete:
            self.loss_withdrawn.emit(line.loss.id)
        else:
            super().keyPressEvent(event)

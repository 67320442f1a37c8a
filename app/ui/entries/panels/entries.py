"""Trường hợp: one list of entries for a volume, for drafts, for what waits and for what left."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from app.models.words.entry_lists import GROUP_LABELS, ORDER_LABELS, EntryGroup, EntryOrder
from app.texts import tr
from app.ui.entries.panels.entry_rows import AFTER_NUMBER, EntryLine, VolumeChoice, number_cell
from app.ui.kit import parts, theme
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.long_table import LongTable
from app.ui.kit.parts import GAP
from app.ui.kit.stages import FocusTo, Regions
from app.ui.kit.table_model import Column, LongRows, number

PATIENCE_MS = 150
_SORTED_BY = (EntryOrder.NUMBER, EntryOrder.PAGE, EntryOrder.NAME, EntryOrder.TYPED)
"""What a click on the header of each of the first columns sorts by."""
_CHANGED = 6  # the column of the last change


class EntriesPanel(QFrame):
    """The list with its filters.

    Emits ``filter_changed()`` (answer with ``set_found``), ``entry_opened(id)``, ``entry_chosen(EntryLine or
    None)``, ``place_wanted(words)`` for a number or page, ``discard_wanted(EntryLine)`` and
    ``restore_wanted(EntryLine)`` for the entry at the cursor, ``story_wanted(id)``, ``print_wanted(id,
    whole page)``, ``move_wanted()`` for the marked entries or the one at the cursor, ``all_wanted()`` to mark
    every entry listed, ``export_requested()``.
    """

    filter_changed = Signal()
    entry_opened = Signal(str)
    entry_chosen = Signal(object)
    place_wanted = Signal(str)
    story_wanted = Signal(str)
    print_wanted = Signal(str, bool)
    discard_wanted = Signal(object)
    restore_wanted = Signal(object)
    move_wanted = Signal()
    all_wanted = Signal()
    export_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choices: tuple[VolumeChoice, ...] = ()
        self._counts: Mapping[EntryGroup, int] = {}
        self._marked: dict[str, None] = {}
        self._count = ""
        self._summary = parts.text("", "label")
        self._noted, self._way = (parts.text("", "label", wrap=True) for _ in range(2))
        self.say("", "")
        numbered: Column[EntryLine] = Column(
            "Số", lambda line: number_cell(line, marked=line.id in self._marked), 84
        )
        self._table: LongTable[EntryLine] = LongTable(
            (numbered, *AFTER_NUMBER), name=self.tr("Danh sách trường hợp"), key=lambda line: line.id
        )
        self._table.opened.connect(lambda line: self.entry_opened.emit(line.id))
        self._table.chosen.connect(self.entry_chosen)
        self._table.marked.connect(lambda line: self.mark([line.id], on=line.id not in self._marked))
        header = self._table.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._on_header)
        self._make_filters()
        self._export = parts.button(self.tr("Xuất Excel"), icon="download-simple", key="Ctrl+E")
        self._export.clicked.connect(self.export_requested)
        head = parts.row(
            parts.text(self.tr("Trường hợp"), "heading"), self._summary, GAP, self._export, gap=12, height=36
        )
        filters = parts.row(
            self._books,
            self._volumes,
            self._groups,
            (self._line, 1),
            self._place,
            self._orders,
            self._falling,
            height=32,
        )
        grid = parts.column((self._table, 1), gap=0, role="panel", pad=(1, 1, 1, 1))
        parts.lay(self, head, filters, (grid, 1), self._noted, self._way, pad=(12, 8, 12, 8))
        FocusTo(self, self._table)
        self._regions = Regions(self, self._table, self._books, self._line)
        self._shortcuts()

    def _make_filters(self) -> None:
        self._books, self._volumes, self._groups, self._orders = (parts.Combo() for _ in range(4))
        names = (self.tr("Loại sổ"), self.tr("Quyển"), self.tr("Trạng thái"), self.tr("Thứ tự"))
        for box, name in zip((self._books, self._volumes, self._groups, self._orders), names, strict=True):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(parts.Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(16 if box is self._groups else 13)
        for order in EntryOrder:
            self._orders.addItem(tr(ORDER_LABELS[order]), order)
        self._falling = parts.button(self.tr("Ngược"), "filter")
        self._falling.setCheckable(True)
        self._line = QLineEdit()
        self._line.setAccessibleName(self.tr("Lọc theo tên, số"))
        self._line.setPlaceholderText(self.tr("Họ tên không cần dấu, số, quyển (Ctrl+F)"))
        self._place = QLineEdit()
        self._place.setAccessibleName(self.tr("Đến số, trang"))
        self._place.setPlaceholderText(self.tr("số 45, hoặc tr 12"))
        theme.fix(self._place, width=132)
        self._place.hide()
        for line in (self._line, self._place):
            line.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._changed)
        self._books.activated.connect(self._on_book)
        for box in (self._volumes, self._groups, self._orders):
            box.activated.connect(self._changed)
        self._falling.clicked.connect(self._changed)
        self._line.textEdited.connect(lambda _words: self._timer.start())

    def _shortcuts(self) -> None:
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (
            ("Ctrl+F", self._begin_words),
            ("Ctrl+G", self._begin_place),
            ("Ctrl+E", self.export_requested.emit),
            ("Shift+F1", self._ask_story),
            ("Ctrl+P", lambda: self._ask_print(page=False)),
            ("Alt+P", lambda: self._ask_print(page=True)),
            ("Ctrl+M", self.move_wanted.emit),
            ("Ctrl+A", self.all_wanted.emit),
            ("Ctrl+D", lambda: self._emit(self.discard_wanted)),
            ("Ctrl+R", lambda: self._emit(self.restore_wanted)),
            ("Esc", self._go_back),
        ):
            Hotkey(keys, self, slot, context)

    # -- what is asked for ---------------------------------------------------------------------------

    @property
    def volume_id(self) -> int:
        """Return the volume chosen; 0 for any."""
        return int(self._volumes.currentData() or 0)

    @property
    def book_type(self) -> str:
        """Return the type of book chosen; empty for any."""
        return str(self._books.currentData() or "")

    @property
    def group(self) -> EntryGroup:
        """Return the group chosen."""
        return EntryGroup(self._groups.currentData() or EntryGroup.EVERY)

    @property
    def words(self) -> str:
        """Return the words typed."""
        return self._line.text()

    @property
    def order(self) -> EntryOrder:
        """Return what to sort by."""
        return EntryOrder(self._orders.currentData())

    @property
    def falling(self) -> bool:
        """Tell whether the last comes first."""
        return self._falling.isChecked()

    def ask_for(self, *, volume_id: int = 0, book_type: str = "", group: EntryGroup) -> None:
        """Choose what to list, without words; the order stays. ``set_choices`` was called before."""
        self._line.clear()
        self._books.setCurrentIndex(max(0, self._books.findData(book_type)))
        self._show_volumes(volume_id)
        self._show_groups(group)

    # -- what is shown -------------------------------------------------------------------------------

    def set_choices(self, books: Sequence[tuple[str, str]], volumes: Sequence[VolumeChoice]) -> None:
        """Offer the types of book and the volumes; what is chosen stays."""
        chosen, volume_id = self.book_type, self.volume_id
        self._choices = tuple(volumes)
        self._books.clear()
        self._books.addItem(self.tr("Mọi loại sổ"), "")
        for key, title in books:
            self._books.addItem(title, key)
        self._books.setCurrentIndex(max(0, self._books.findData(chosen)))
        self._show_volumes(volume_id)

    def set_found(
        self, rows: LongRows[EntryLine], counts: Mapping[EntryGroup, int], *, at: int = 0, entered: int = 0
    ) -> None:
        """Show the entries found with the cursor at one, and how many there are in each group.

        ``entered`` says how many of all are typed to the end.
        """
        self._counts = counts
        self._show_groups(self.group)
        count = self.tr("{0} trường hợp").format(number(len(rows)))
        if self.group is EntryGroup.EVERY and rows:
            count = self.tr("{0} trường hợp: {1} đã nhập xong, {2} chưa xong").format(
                number(len(rows)), number(entered), number(len(rows) - entered)
            )
        self._count = count
        self._say_count()
        if self.words.strip():
            self._table.set_empty(
                self.tr("Không có trường hợp nào như vậy"), self.tr("Bớt chữ, hoặc Esc để bỏ lọc theo chữ.")
            )
        else:
            self._table.set_empty(
                self.tr("Chưa có trường hợp nào ở đây"),
                self.tr("Chọn quyển hoặc trạng thái khác. Trường hợp mới nhập từ Sổ: chọn quyển rồi Enter."),
            )
        self._table.show_rows(rows, at)

    def mark(self, ids: Sequence[str], *, on: bool) -> None:
        """Mark entries, or take their marks away."""
        for entry_id in ids:
            if on:
                self._marked[entry_id] = None
            else:
                self._marked.pop(entry_id, None)
        self._table.viewport().update()
        self._say_count()

    @property
    def marked(self) -> tuple[str, ...]:
        """Return the ids of the marked entries, without any that of the entry at the cursor."""
        line = self.current
        return tuple(self._marked) or (() if line is None else (line.id,))

    def _say_count(self) -> None:
        marks = self.tr("{0} · {1} đã đánh dấu").format(self._count, number(len(self._marked)))
        self._summary.setText(marks if self._marked else self._count)

    def set_may_export(self, *, may: bool) -> None:
        """Offer the workbook, or not."""
        self._export.setVisible(may)

    def go_to(self, at: int) -> None:
        """Put the cursor on a row and the focus on the list."""
        self._table.choose(at)
        self._place.hide()
        self._table.setFocus()

    def say(self, note: str, way: str) -> None:
        """Show under the list why the entry at the cursor waits, or how it can be changed."""
        for label, words in ((self._noted, note), (self._way, way)):
            label.setText(words)
            label.setVisible(bool(words))

    @property
    def at(self) -> int:
        """Return the place of the cursor; -1 without rows."""
        return self._table.currentIndex().row()

    @property
    def current(self) -> EntryLine | None:
        """Return the entry at the cursor."""
        return self._table.current()

    # -- inside --------------------------------------------------------------------------------------

    def _show_volumes(self, volume_id: int) -> None:
        self._volumes.clear()
        self._volumes.addItem(self.tr("Mọi quyển"), 0)
        for choice in self._choices:
            if self.book_type in {"", choice.book_type}:
                self._volumes.addItem(choice.title, choice.id)
        self._volumes.setCurrentIndex(max(0, self._volumes.findData(volume_id)))

    def _show_groups(self, chosen: EntryGroup) -> None:
        self._groups.clear()
        for group in EntryGroup:
            words = self.tr("{0}  {1}").format(tr(GROUP_LABELS[group]), number(self._counts.get(group, 0)))
            self._groups.addItem(words, group)
        self._groups.setCurrentIndex(self._groups.findData(chosen))

    def _on_book(self) -> None:
        self._show_volumes(self.volume_id)
        self._changed()

    def _ask_story(self) -> None:
        if (line := self.current) is not None:
            self.story_wanted.emit(line.id)

    def _ask_print(self, *, page: bool) -> None:
        if (line := self.current) is not None:
            self.print_wanted.emit(line.id, page)

    def _emit(self, wanted: SignalInstance) -> None:
        if (line := self.current) is not None:
            wanted.emit(line)

    def _changed(self) -> None:
        self._timer.stop()
        self.filter_changed.emit()

    def _on_header(self, column: int) -> None:
        if column < len(_SORTED_BY):
            order = _SORTED_BY[column]
        elif column == _CHANGED:
            order = EntryOrder.CHANGED
        else:
            return
        again = order == self.order
        self._falling.setChecked(again and not self.falling)
        self._orders.setCurrentIndex(self._orders.findData(order))
        self._changed()

    def _begin_words(self) -> None:
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.selectAll()

    def _begin_place(self) -> None:
        self._place.show()
        self._place.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._place.selectAll()

    def _go_back(self) -> None:
        """Leave the field for a place, else the words, else the marks."""
        if self._place.isVisible():
            self._place.hide()
        elif self._line.text():
            self._line.clear()
            self._changed()
        else:
            self.mark(list(self._marked), on=False)
        self._table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from a line to the list by Enter and Down."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key == Qt.Key.Key_Down or (key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}):
                if event.isAutoRepeat():
                    return True
                if watched is self._place and key != Qt.Key.Key_Down:
                    self.place_wanted.emit(self._place.text())
                    return True
                if self._timer.isActive():
                    self._changed()
                self._table.setFocus()
                return True
        return super().eventFilter(watched, event)

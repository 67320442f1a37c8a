"""Tìm (Ctrl+K): one line above the page, and the entries that match."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QWidget

from app.ui.kit import icons, parts, theme
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column

KEYS = (("↑ ↓", "chọn"), ("Enter", "mở trong Nhập"), ("Esc", "thôi"))
PATIENCE_MS = 120
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_MARGIN = 24


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that matches: number, main person, book and state as shown."""

    entry_id: str
    number: str
    name: str
    book: str
    state: str


COLUMNS: tuple[Column[Found], ...] = (
    Column("Số", lambda row: Cell(row.number or "…", book=True), width=88),
    Column("Họ và tên", lambda row: Cell(row.name or "…", book=True)),
    Column("Sổ, quyển", lambda row: Cell(row.book), width=200),
    Column("Trạng thái", lambda row: Cell(row.state, tone="ink_2"), width=160),
)


class SearchPanel(QFrame):
    """Search entries and open one.

    ``searched`` gives the words 120 ms after the last key, ``opened`` the id of the entry chosen, ``left``
    tells that the officer went back. The panel covers ``area``.
    """

    searched = Signal(str)
    opened = Signal(str)
    left = Signal()

    def __init__(self, area: QWidget) -> None:
        super().__init__(area)
        self._area = area
        self.setProperty("role", "float")
        self.setAccessibleName(self.tr("Tìm số, tên, quyển"))
        self._line = QLineEdit()
        self._line.setAccessibleName(self.tr("Tìm số, tên, quyển"))
        self._line.setPlaceholderText(self.tr("Số đăng ký, họ tên (không cần dấu), số quyển"))
        theme.fix(self._line, height=36)
        self._line.installEventFilter(self)
        self._line.textChanged.connect(self._on_typed)
        self._line.returnPressed.connect(self._on_enter)
        self._count = parts.text("", "label")
        self._table: Table[Found] = Table(
            COLUMNS, name=self.tr("Trường hợp tìm thấy"), key=lambda row: row.entry_id
        )
        self._table.opened.connect(self._on_opened)
        keys = [parts.row(parts.keycap(cap), parts.text(word, "label"), gap=6) for cap, word in KEYS]
        parts.lay(
            self,
            parts.row(icons.Icon("magnifying-glass"), (self._line, 1)),
            (self._table, 1),
            parts.row(self._count, parts.GAP, *keys, gap=12),
            gap=8,
            pad=(12, 12, 12, 8),
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._search)
        self.setFocusProxy(self._line)
        area.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show the panel with the last words selected."""
        self._place()
        self.show()
        self.raise_()
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.selectAll()
        self._search()

    def close_panel(self) -> None:
        """Hide the panel without a signal."""
        self._timer.stop()
        self.hide()

    def set_found(self, rows: Sequence[Found], *, more: bool = False) -> None:
        """Show the matches; ``more`` tells that there are others."""
        if self._line.text().strip():
            self._table.set_empty(
                self.tr("Không thấy trường hợp nào"),
                self.tr("Thử bớt chữ, hoặc gõ phần đầu của số, một phần họ tên, số quyển."),
            )
        else:
            self._table.set_empty(
                self.tr("Tìm trong sổ đã nhập"),
                self.tr("Gõ nhiều phần cùng lúc cũng được, ví dụ “thuy 188” hay “quyển 01/1998”."),
            )
        self._table.show_rows(rows)
        if rows:
            self._table.choose(0)
        count = self.tr("{0} trường hợp").format(len(rows)) if rows else ""
        self._count.setText(self.tr("{0} đầu tiên, gõ thêm cho hẹp lại").format(count) if more else count)

    def _on_typed(self) -> None:
        if self.isVisible():
            self._timer.start()

    def _search(self) -> None:
        self._timer.stop()
        self.searched.emit(self._line.text())

    def _on_enter(self) -> None:
        if self._timer.isActive():
            self._search()  # open an entry that matches the present words
        row = self._table.current()
        if row is not None:
            self._on_opened(row)

    def _on_opened(self, row: Found) -> None:
        self.close_panel()
        self.opened.emit(row.entry_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            self.left.emit()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list by arrows while the caret stays in the line; follow the size of the area."""
        if event.type() == QEvent.Type.KeyPress and watched is self._line and isinstance(event, QKeyEvent):
            if event.key() in _MOVES:
                QApplication.sendEvent(self._table, event)
                return True
        elif event.type() == QEvent.Type.Resize and watched is self._area and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._area.size()
        width = min(theme.px(860), room.width() - 2 * _MARGIN)
        height = min(theme.px(480), room.height() - 2 * _MARGIN)
        self.setGeometry((room.width() - width) // 2, _MARGIN, width, height)

"""The list widget of every screen, used by keyboard."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelection, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.ui.kit import theme
from app.ui.kit.delegates import HEADS, LINE, CellDelegate, Header, lines_needed
from app.ui.kit.held_keys import ENTER
from app.ui.kit.table_model import Column, TableModel

T = TypeVar("T")
_BETWEEN = 8
"""The gap between the two words of an empty list."""


class Table(QTableView, Generic[T]):
    """A list of plain values with a cursor on one row.

    ``chosen`` gives the row the cursor is on, ``opened`` the row of Enter or a double click, ``marked`` the
    row of Space or a click on its check box. ``key`` tells rows apart, so that the choice survives new rows.
    A ``still`` list has no cursor, one that must ``fit`` is as high as its rows, a ``quiet`` one shows its
    cursor only while it has the focus; ``empty`` is shown without rows. The header is as high as its titles
    need, and not lower than ``header_height``.
    """

    chosen = Signal(object)
    opened = Signal(object)
    marked = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[T]],
        *,
        name: str,
        key: Callable[[T], Hashable],
        row_height: int = 28,
        header_height: int = 28,
        header: bool = True,
        fit: bool = False,
        still: bool = False,
        quiet: bool = False,
    ) -> None:
        super().__init__()
        self.table_model: TableModel[T] = TableModel(columns)
        self._key, self._row, self._header = key, row_height, header_height
        self._fit, self._still = fit, fit or still
        self.empty = ("", "")
        self.setProperty("quiet", quiet)
        self.setModel(self.table_model)
        self.setItemDelegate(CellDelegate(self))
        self.setHorizontalHeader(Header(Qt.Orientation.Horizontal, self))
        self.horizontalHeader().setVisible(header)
        self.setAccessibleName(name)
        self._configure()
        self._measure()
        self.selectionModel().selectionChanged.connect(self._on_selection)
        # queued: at the signal the column still has its old width
        self.horizontalHeader().sectionResized.connect(self._wrap, Qt.ConnectionType.QueuedConnection)

    def _configure(self) -> None:
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if self._fit:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if self._still:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        for at, column in enumerate(self.table_model.columns):
            mode = QHeaderView.ResizeMode.Fixed if column.width else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(at, mode)

    def _measure(self) -> None:
        """Set the sizes of rows, header and columns for the present text size."""
        head, side = self.horizontalHeader(), self.verticalHeader()
        head.setMinimumSectionSize(16)
        side.setMinimumSectionSize(16)
        side.setDefaultSectionSize(theme.px(self._row))
        for at, column in enumerate(self.table_model.columns):
            if column.width:
                fitted = column.fit(self.table_model.rows) if column.fit else theme.px(column.width)
                self.setColumnWidth(at, fitted)
        self._wrap()
        if self._fit:
            rows = sum(self.rowHeight(at) for at in range(self.table_model.rowCount()))
            self.setFixedHeight(rows + (0 if head.isHidden() else head.height()))

    def _make_room(self) -> None:
        """Hide spare columns, the last first, until the columns that share the rest are wide enough.

        Columns that may be tight are so only where that was not enough.
        """
        columns = self.table_model.columns
        rest = sum(theme.px(column.least) for column in columns if not column.width)
        room = self.viewport().width() - sum(theme.px(column.width) for column in columns)
        room = self._hide_spare(room, rest)
        for at, column in enumerate(columns):
            if column.tight:
                tight = room < rest
                self.setColumnWidth(at, theme.px(column.tight if tight else column.width))
                room += theme.px(column.width - column.tight) if tight else 0

    def _hide_spare(self, room: int, rest: int) -> int:
        columns = self.table_model.columns
        for at in range(len(columns) - 1, -1, -1):
            hide = columns[at].spare and room < rest
            self.setColumnHidden(at, hide)
            room += theme.px(columns[at].width) if hide else 0
        return room

    def _wrap(self) -> None:
        model, head = self.table_model, self.horizontalHeader()
        assert isinstance(head, Header)
        head.setFixedHeight(theme.px(max(self._header, HEADS[head.lines()])))
        for at in range(model.rowCount()):
            count = max(
                lines_needed(model.cell(at, column), self.columnWidth(column))
                for column in range(model.columnCount())
            )
            height = theme.px(self._row if count == 1 else max(8 + LINE * count, self._row))
            if self.rowHeight(at) != height:
                self.setRowHeight(at, height)

    def set_empty(self, title: str, how: str) -> None:
        """Set the words shown without rows, and how to begin."""
        self.empty = (title, how)
        self.viewport().update()

    def show_rows(self, rows: Sequence[T]) -> None:
        """Replace the rows; the cursor stays on its row, or on the one in its place."""
        before, at = self.current(), self.currentIndex().row()
        self.table_model.set_rows(rows)
        self._measure()
        if not rows or self._still:
            self.chosen.emit(None)
            return
        keys = [self._key(row) for row in rows]
        wanted = None if before is None else self._key(before)
        self.choose(keys.index(wanted) if wanted in keys else max(0, min(at, len(rows) - 1)))

    def choose(self, at: int) -> None:
        """Put the cursor on a row."""
        self.setCurrentIndex(self.table_model.index(at, 0))

    def choose_key(self, key: Hashable) -> bool:
        """Put the cursor on the row with this key; False when there is none."""
        for at, row in enumerate(self.table_model.rows):
            if self._key(row) == key:
                self.choose(at)
                return True
        return False

    def current(self) -> T | None:
        """Return the row with the cursor."""
        at = self.currentIndex().row()
        return self.table_model.row_at(at) if 0 <= at < self.table_model.rowCount() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, mark on Space, once while held; leave letters to the panel."""
        row = self.current()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.isAutoRepeat() and event.key() in {*ENTER, Qt.Key.Key_Space}:
            return  # a held key opens and marks one row only
        if plain and event.key() in ENTER and row is not None:
            self.opened.emit(row)
        elif plain and event.key() == Qt.Key.Key_Space and row is not None:
            self.marked.emit(row)
        elif event.text() and event.text().isprintable():
            event.ignore()  # letters are keys of the panel, not a search in the list
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row; a click on a check box marks it."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.table_model.cell(index.row(), index.column()).check is not None:
            self.marked.emit(self.table_model.row_at(index.row()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.table_model.cell(index.row(), index.column()).check is None:
            self.opened.emit(self.table_model.row_at(index.row()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines of wrapping cells again."""
        super().resizeEvent(event)
        self._make_room()
        self._wrap()

    def changeEvent(self, event: QEvent) -> None:
        """Apply a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "table_model"):
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or the words for an empty list."""
        super().paintEvent(event)
        if self.table_model.rowCount() or not self.empty[0]:
            return
        painter = QPainter(self.viewport())
        box = QRectF(self.viewport().rect()).adjusted(24, 0, -24, 0)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
        fonts = theme.font("title", 600), theme.font("body")
        drawn = list(zip(fonts, ("ink", "ink_2"), self.empty, strict=True))
        heights = [
            QFontMetricsF(font).boundingRect(box, flags, words).height() for font, _tone, words in drawn
        ]
        box.setTop(max(4.0, box.center().y() - (sum(heights) + _BETWEEN) / 2))
        for (font, tone, words), height in zip(drawn, heights, strict=True):
            painter.setFont(font)
            painter.setPen(theme.color(tone))
            painter.drawText(box, flags, words)
            box.setTop(box.top() + height + _BETWEEN)
        painter.end()

    def _on_selection(self, _now: QItemSelection, _before: QItemSelection) -> None:
        if self.selectionModel().hasSelection():
            self.chosen.emit(self.current())

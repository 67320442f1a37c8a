"""The table of a comparison: book and registry in their own letters, every value in full."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.matching.result import Line, Result, Span
from app.models.words.values import MARK_LABELS
from app.texts import tr
from app.ui.form.editors.numbers import grouped
from app.ui.kit import icons, theme
from app.ui.kit.delegates import (
    LINE,
    PAD,
    SUB_GAP,
    CellDelegate,
    broken,
    cell_font,
    digit_widths,
    draw_letters,
    draw_sub,
    has_figures_only,
    lines_needed,
    spans_within,
    sub_lines,
)
from app.ui.kit.held_keys import ENTER
from app.ui.kit.result_cells import beneath, resolution_cell, result_cell
from app.ui.kit.table import Table
from app.ui.kit.table_model import CELL, Cell, Column

BOOK, REGISTRY, RESULT = 1, 2, 3


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line with its resolution and note."""

    line: Line
    resolution: str
    note: str
    narrow: bool


def _label(row: LineRow) -> Cell:
    return Cell(tr(row.line.label), tone="ink_2", size="label", wrap=True, tip=row.note)


def _book(row: LineRow) -> Cell:
    line = row.line
    if not line.book:
        words = tr(MARK_LABELS[line.mark] if line.mark else "để trống")
        return Cell(f"({words})", book=True, tone="ink_2", size="body", wrap=True, sub=beneath(line))
    tone = "ink_2" if line.result == Result.EXCLUDED else "ink"
    spans = _spans(line, line.book_spans)
    return Cell(line.book, book=True, spans=spans, tone=tone, wrap=True, sub=beneath(line))


def _registry(row: LineRow) -> Cell:
    line = row.line
    quiet = line.result == Result.EXCLUDED
    number = line.registry.isdecimal() and len(line.registry) in {9, 12} and not line.registry_spans
    return Cell(
        grouped(line.registry) if number else line.registry,
        registry=True,
        spans=_spans(line, line.registry_spans),
        weight=400 if quiet else 500,
        tone="ink_2" if quiet else "ink",
        size="registry_size_compact" if row.narrow else "registry_size",
        wrap=True,
    )


def _spans(line: Line, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return spans if line.result == Result.DIFFERENT else ()


def _result(row: LineRow) -> Cell:
    return replace(result_cell(row.line), tip=row.note)


def _handling(row: LineRow) -> Cell:
    return replace(resolution_cell(row.resolution), tip=row.note)


def columns() -> tuple[Column[LineRow], ...]:
    """Return the columns of a comparison."""
    return (
        Column("Thông tin", _label, 104),
        Column("Sổ hộ tịch", _book, ground="paper"),
        Column("CSDLQGVDC", _registry, ground="registry"),
        Column("Kết quả", _result, 140),
        Column("Xử lý", _handling, 124),
    )


def _advance(font: QFont) -> Callable[[str], float]:
    return QFontMetricsF(font).horizontalAdvance


def _value_font(cell: Cell, *, italic: bool) -> QFont:
    font = cell_font(cell)
    font.setItalic(italic)
    return font


class LinesDelegate(CellDelegate):
    """Draw values on as many lines as they need, marks in italics, and the ring of the current line."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell; the current line keeps its ground."""
        state: QStyle.StateFlag = option.state
        here = bool(state & QStyle.StateFlag.State_Selected) and option.widget.hasFocus()
        plain = QStyleOptionViewItem(option)
        plain.state = state & ~QStyle.StateFlag.State_Selected
        if index.column() in {BOOK, REGISTRY}:
            self._value(painter, plain, index)
        else:
            super().paint(painter, plain, index)
            self._note(painter, QRectF(option.rect), index)
        if here:
            self._mark_here(painter, QRectF(option.rect), index)

    def _value(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell: Cell = index.data(CELL)
        rect = QRectF(option.rect)
        painter.save()
        book = index.column() == BOOK
        painter.fillRect(rect, theme.color("paper" if book else "registry"))
        painter.setPen(QPen(theme.color("paper_line" if book else "line_soft", 150), 1))
        painter.drawLine(
            QPointF(rect.left(), rect.bottom() - 0.5), QPointF(rect.right(), rect.bottom() - 0.5)
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_value_font(cell, italic=book and cell.size == "body"))
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        lines = broken(cell.text, inner.width(), _advance(painter.font()))
        step = theme.px(LINE)
        measure = QFontMetricsF(painter.font())
        below = sub_lines(cell, inner.width())
        top = inner.center().y() - (step * (len(lines) + len(below) - 1) + measure.height()) / 2
        for start, words in lines:
            self._line(painter, QPointF(inner.left(), top), words, cell, start)
            top += step
        draw_sub(painter, QPointF(inner.left(), top + SUB_GAP), below)
        painter.restore()

    def _line(self, painter: QPainter, at: QPointF, words: str, cell: Cell, start: int) -> None:
        if cell.registry and not cell.spans and has_figures_only(words):
            measure = QFontMetricsF(painter.font())
            painter.setPen(theme.color(cell.tone))
            x, base = at.x(), round(at.y() + measure.ascent())
            for letter, width in zip(words, digit_widths(words, measure), strict=True):
                painter.drawText(QPointF(x + (width - measure.horizontalAdvance(letter)) / 2, base), letter)
                x += width
            return
        draw_letters(painter, at, words, spans_within(cell.spans, start, words), tone=cell.tone)

    def _note(self, painter: QPainter, rect: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw the small sign of a note at the right edge of the first column."""
        cell: Cell = index.data(CELL)
        if cell.tip and index.column() == 0:
            box = QRectF(rect.right() - 16, rect.center().y() - 7, 14, 14)
            icons.draw(painter, "note", box, "ink_3")

    def _mark_here(self, painter: QPainter, rect: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        ring = theme.size("ring")
        focus = theme.color("focus")
        for y in (rect.top(), rect.bottom() - ring):
            painter.fillRect(QRectF(rect.left(), y, rect.width(), ring), focus)
        if index.column() == 0:
            painter.fillRect(QRectF(rect.left(), rect.top(), ring, rect.height()), focus)
        if index.column() == RESULT + 1:
            painter.fillRect(QRectF(rect.right() - ring, rect.top(), ring, rect.height()), focus)


class LinesTable(Table[LineRow]):
    """A ``Table`` with rows as high as their longest value."""

    def __init__(self, name: str) -> None:
        super().__init__(columns(), name=name, key=lambda row: (row.line.field, row.line.book_field))
        self.setItemDelegate(LinesDelegate(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter to the panel."""
        if event.key() in ENTER:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _wrap(self) -> None:
        model = self.table_model
        for at in range(model.rowCount()):
            count = 1
            for column in (0, BOOK, REGISTRY, RESULT):
                count = max(count, lines_needed(model.cell(at, column), self.columnWidth(column)))
            least = 24 if model.row_at(at).narrow else 28
            height = theme.px(least if count == 1 else 8 + LINE * count)
            if self.rowHeight(at) != height:
                self.setRowHeight(at, height)

"""Draw every cell of every list, and the header above it."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.matching.result import Span
from app.texts import tr
from app.ui.kit import icons, parts, theme
from app.ui.kit.table_model import CELL, Cell, Column, TableModel

PAD = 8
LINE = 18
"""The height of one of several lines of a cell at 100 %."""
SUB_GAP = 3
"""The gap between the quiet words and the underline above them."""

_ICON = 22
_HEAD_GROUNDS = {"paper": "paper_head", "registry": "registry_head"}
_VCENTER = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight
_LEFT = Qt.AlignmentFlag.AlignLeft


def cell_font(cell: Cell) -> QFont:
    """Return the font a cell's text is drawn in."""
    size = cell.size or ("book_size" if cell.book else "registry_size_compact" if cell.registry else "body")
    return theme.font(size, cell.weight, book=cell.book)


def has_figures_only(words: str) -> bool:
    """Tell whether a text is only digits and separators."""
    return any(c.isdigit() for c in words) and not any(c.isalpha() for c in words)


def digit_widths(words: str, measure: QFontMetricsF) -> list[float]:
    """Return the width of each character: every digit the same, which the font does not do."""
    zero = round(measure.horizontalAdvance("0") * 0.95)
    return [zero if c.isdigit() else measure.horizontalAdvance(c) for c in words]


def broken(words: str, width: float, advance: Callable[[str], float]) -> list[tuple[int, str]]:
    """Break words into lines no wider than ``width``: (place in the words, line); a long word is split."""
    lines: list[tuple[int, str]] = []
    start = 0
    while start < len(words):
        end = len(words)
        while end > start + 1 and advance(words[start:end]) > width:
            space = words.rfind(" ", start, end)
            end = space if space > start else end - 1
        lines.append((start, words[start:end]))
        start = end + 1 if words[end : end + 1] == " " else end
    return lines or [(0, "")]


def lines_needed(cell: Cell, width: float) -> int:
    """Count the lines a wrapping cell takes in a column this wide; 1 for every other cell."""
    if not cell.wrap:
        return 1
    room = width - 2 * PAD - cell.indent - (_ICON if cell.icon else 0)
    own = broken(cell.text, room, QFontMetricsF(cell_font(cell)).horizontalAdvance)
    return len(own) + len(sub_lines(cell, room))


def sub_lines(cell: Cell, room: float) -> list[str]:
    """Break the quiet words under a wrapping cell into lines."""
    advance = QFontMetricsF(theme.font("caption")).horizontalAdvance
    return [words for _, words in broken(cell.sub, room, advance)] if cell.sub else []


def draw_sub(p: QPainter, top_left: QPointF, lines: list[str]) -> None:
    """Draw the quiet words under a wrapping cell."""
    p.setFont(theme.font("caption"))
    p.setPen(theme.color("ink_2"))
    base = top_left.y() + QFontMetricsF(p.font()).ascent()
    for at, words in enumerate(lines):
        p.drawText(QPointF(top_left.x(), round(base + at * theme.px(LINE))), words)


class CellDelegate(QStyledItemDelegate):
    """Draw a ``Cell``: ground, line, chip, icon with words, figures, differing letters."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the least room; the table decides the height of its rows."""
        return QSize(10, theme.row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        cell: Cell = index.data(CELL)
        model = index.model()
        assert isinstance(model, TableModel)
        column: Column[object] = model.columns[index.column()]
        rect = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        widget = option.widget
        focused = widget is not None and widget.hasFocus()
        quiet = widget is not None and bool(widget.property("quiet"))
        selected = bool(state & QStyle.StateFlag.State_Selected) and (focused or not quiet)
        painter.save()
        self._ground(painter, rect, cell, column, selected=selected)
        if selected and index.column() == 0:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), theme.color("accent"))
        if selected and focused:
            for y in (rect.top(), rect.bottom() - 2):
                painter.fillRect(QRectF(rect.left(), y, rect.width(), 2), theme.color("focus"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _content(painter, rect.adjusted(PAD + cell.indent, 0, -PAD, 0), cell, column)
        painter.restore()

    def _ground(
        self, painter: QPainter, rect: QRectF, cell: Cell, column: Column[object], *, selected: bool
    ) -> None:
        ground = "accent_soft" if selected else cell.ground or ("sunken" if cell.head else column.ground)
        if ground:
            painter.fillRect(rect, theme.color(ground))
        if not cell.open:
            line = "paper_line" if cell.book or column.ground == "paper" else "line_soft"
            painter.setPen(QPen(theme.color(line, 150), 1))
            y = rect.bottom() - 0.5
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def _content(p: QPainter, rect: QRectF, cell: Cell, column: Column[object]) -> None:
    if cell.check is not None:
        _check(p, rect, on=cell.check)
    elif cell.progress is not None:
        _progress(p, rect, cell)
    elif cell.chip:
        _chip(p, rect, cell)
    else:
        if cell.icon:
            box = QRectF(rect.left(), rect.center().y() - 8, 16, 16)
            icons.draw(p, cell.icon, box, cell.icon_tone or cell.tone)
            rect = rect.adjusted(_ICON, 0, 0, 0)
        if cell.cap:
            rect = rect.adjusted(
                parts.draw_cap(p, rect.left(), rect.center().y(), cell.cap) + 4 - rect.left(), 0, 0, 0
            )
        _words(p, rect, cell, right=cell.right or column.right)


def _chip(p: QPainter, rect: QRectF, cell: Cell) -> None:
    if not cell.text:
        return
    measure = QFontMetricsF(parts.chip_font())
    width = measure.horizontalAdvance(cell.text) + 16 + (18 if cell.icon else 0)
    height, words = theme.px(20), cell.text
    if cell.icon and width > rect.width() + 8:
        width, words = 28, ""  # the icon says it, the tip has the word
    box = QRectF(rect.left() - 4, rect.center().y() - height / 2, min(width, rect.width() + 8), height)
    parts.draw_chip(p, box, words, cell.tone, cell.icon)


def _words(p: QPainter, rect: QRectF, cell: Cell, *, right: bool) -> None:
    font = cell_font(cell)
    p.setFont(font)
    measure = QFontMetricsF(font)
    if cell.wrap and (cell.sub or measure.horizontalAdvance(cell.text) > rect.width()):
        _lines(p, rect, cell, measure)
        return
    shown = measure.elidedText(cell.text, Qt.TextElideMode.ElideRight, rect.width())
    if not cell.book and not cell.spans and not cell.sub and has_figures_only(shown):
        _figures(p, rect, shown, cell, right=right)
        return
    x = rect.right() - measure.horizontalAdvance(shown) if right else rect.left()
    if not cell.sub:
        _letters(p, QPointF(x, rect.center().y() - measure.height() / 2), shown, cell)
        return
    _letters(p, QPointF(x, rect.center().y() - theme.px(19)), shown, cell)
    p.setFont(theme.font("caption"))
    p.setPen(theme.color("ink_3"))
    below = QRectF(rect.left(), rect.center().y() + 1, rect.width(), theme.px(18))
    sub = QFontMetricsF(p.font()).elidedText(cell.sub, Qt.TextElideMode.ElideRight, rect.width())
    p.drawText(below, _VCENTER | (_RIGHT if right else _LEFT), sub)


def _figures(p: QPainter, rect: QRectF, shown: str, cell: Cell, *, right: bool) -> None:
    measure = QFontMetricsF(p.font())
    widths = digit_widths(shown, measure)
    x = rect.right() - sum(widths) if right else rect.left()
    base = round(rect.center().y() - measure.height() / 2 + measure.ascent())
    p.setPen(theme.color(cell.tone))
    for letter, width in zip(shown, widths, strict=True):
        p.drawText(QPointF(x + (width - measure.horizontalAdvance(letter)) / 2, base), letter)
        x += width


def _lines(p: QPainter, rect: QRectF, cell: Cell, measure: QFontMetricsF) -> None:
    lines = broken(cell.text, rect.width(), measure.horizontalAdvance)
    step = theme.px(LINE)
    below = sub_lines(cell, rect.width())
    top = rect.center().y() - (step * (len(lines) + len(below) - 1) + measure.height()) / 2
    for start, words in lines:
        draw_letters(
            p, QPointF(rect.left(), top), words, spans_within(cell.spans, start, words), tone=cell.tone
        )
        top += step
    draw_sub(p, QPointF(rect.left(), top + SUB_GAP), below)


def spans_within(spans: tuple[Span, ...], start: int, words: str) -> tuple[Span, ...]:
    """Return the differing letters of one line, counted from the line's beginning."""
    end = start + len(words)
    return tuple((max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start)


def _letters(p: QPainter, at: QPointF, shown: str, cell: Cell) -> None:
    draw_letters(p, at, shown, cell.spans, tone=cell.tone)


def draw_letters(
    p: QPainter, top_left: QPointF, words: str, spans: tuple[tuple[int, int], ...], *, tone: str = "ink"
) -> None:
    """Draw text with a soft ground and a 2 px underline under the letters that differ."""
    measure = QFontMetricsF(p.font())
    x, base = top_left.x(), round(top_left.y() + measure.ascent())
    under = "near" if tone == "near" else "differ"
    for start, end in spans:
        left = x + measure.horizontalAdvance(words[:start])
        width = x + measure.horizontalAdvance(words[:end]) - left + 1
        if end <= start or width <= 1:
            continue
        ground = QRectF(left - 0.5, base - measure.ascent() + 1, width, measure.height() - 1)
        p.fillRect(ground, theme.color("differ_soft"))
        p.fillRect(QRectF(left - 0.5, base + 4, width, 2), theme.color(under))
    p.setPen(theme.color(tone))
    p.drawText(QPointF(x, base), words)


def _check(p: QPainter, rect: QRectF, *, on: bool) -> None:
    box = QRectF(rect.center().x() - 8, rect.center().y() - 8, 16, 16)
    p.setPen(QPen(theme.color("accent" if on else "line_strong"), 1.4))
    p.setBrush(theme.color("accent" if on else "surface"))
    p.drawRoundedRect(box, 3, 3)
    if on:
        p.setPen(QPen(theme.color("accent_ink"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        p.drawPolyline([box.topLeft() + QPointF(*d) for d in ((3.5, 8.5), (6.8, 11.6), (12.4, 4.8))])


def _progress(p: QPainter, rect: QRectF, cell: Cell) -> None:
    done = min(1.0, max(0.0, cell.progress or 0.0))
    label = theme.px(44)
    bar = QRectF(rect.left(), rect.center().y() - 4, rect.width() - label, 8)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(theme.color("line_soft"))
    p.drawRoundedRect(bar, 4, 4)
    if done > 0:
        p.setBrush(theme.color(cell.tone if cell.tone != "ink" else "accent"))
        p.drawRoundedRect(QRectF(bar.left(), bar.top(), max(8.0, bar.width() * done), 8), 4, 4)
    p.setFont(theme.font("label", 500))
    p.setPen(theme.color("ink_2"))
    p.drawText(QRectF(bar.right(), rect.top(), label, rect.height()), _VCENTER | _RIGHT, cell.text)


HEADS = {1: 28, 2: 36, 3: 50}
"""The height of a header by the lines of its titles."""


class Header(QHeaderView):
    """A header on the ground of each column (paper or registry)."""

    def lines(self) -> int:
        """Return how many lines the titles need at the present widths, at most three."""
        model = self.model()
        assert isinstance(model, TableModel)
        measure = QFontMetricsF(theme.font("caption", 600))
        flags = int(_LEFT | Qt.TextFlag.TextWordWrap)
        most = 1
        for at, column in enumerate(model.columns):
            room = QRectF(0, 0, self.sectionSize(at) - 2 * PAD, 0)
            if room.width() > 0 and not self.isSectionHidden(at):
                height = measure.boundingRect(room, flags, tr(column.title)).height()
                most = max(most, round(height / measure.lineSpacing()))
        return min(most, max(HEADS))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one title."""
        model = self.model()
        assert isinstance(model, TableModel)
        column: Column[object] = model.columns[section]
        box = QRectF(rect)
        painter.fillRect(box, theme.color(_HEAD_GROUNDS.get(column.ground, "sunken")))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(QPointF(box.left(), box.bottom() - 0.5), QPointF(box.right(), box.bottom() - 0.5))
        painter.setFont(theme.font("caption", 600))
        painter.setPen(theme.color("ink_2"))
        side = _RIGHT if column.right else _LEFT
        painter.drawText(
            box.adjusted(PAD, 0, -PAD, 0), int(side | _VCENTER | Qt.TextFlag.TextWordWrap), tr(column.title)
        )

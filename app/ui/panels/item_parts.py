"""A tracked difference as a value, both sides drawn large, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.matching.result import Span
from app.models.states import ItemState
from app.ui import theme
from app.ui.result_cells import differing


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A tracked difference as the list and the detail show it.

    ``where`` is short ("KS 01/1998 · 188"), ``title`` long ("Khai sinh · 01/1998 · trang 94 · số 188"),
    ``label`` the field, ``detail`` how it differs, ``days`` since it was opened, ``late`` past the limit.
    """

    id: int
    entry_id: str
    person: str
    where: str
    title: str
    book_type: str
    label: str
    book: str
    registry: str
    detail: str
    state: ItemState
    days: int
    late: bool = False
    resolution: str = ""
    note: str = ""
    evidence: str = ""
    book_spans: tuple[Span, ...] = ()
    registry_spans: tuple[Span, ...] = ()

    @property
    def spans(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Return the letters that differ: those given, or found by comparing the texts."""
        if self.book_spans or self.registry_spans:
            return self.book_spans, self.registry_spans
        return differing(self.book, self.registry)


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One step of an item: when and what; ``done`` False for what is still to come."""

    when: str
    words: str
    done: bool = True


class BigDifference(QWidget):
    """Book above registry, large, letter under letter."""

    def __init__(self) -> None:
        super().__init__()
        self._item: ItemRow | None = None
        theme.fix(self, height=96)

    def set_item(self, item: ItemRow) -> None:
        """Show the two values of an item."""
        self._item = item
        self.setAccessibleName(f"Sổ: {item.book}; CSDL: {item.registry}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both values."""
        item = self._item
        if item is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = item.spans
        half = self.height() / 2
        self._value(painter, QRectF(0, 0, self.width(), half), "Sổ", item.book, left)
        self._value(painter, QRectF(0, half, self.width(), half), "CSDL", item.registry, right)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(QPointF(0, half), QPointF(self.width(), half))
        painter.end()

    def _value(self, p: QPainter, rect: QRectF, side: str, words: str, spans: tuple[Span, ...]) -> None:
        book = side == "Sổ"
        p.fillRect(rect, theme.color("paper" if book else "registry"))
        p.setFont(theme.font("caption"))
        p.setPen(theme.color("ink_3"))
        p.drawText(rect.adjusted(12, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), side)
        x = theme.px(64)
        font = self._fitting(words or "(để trống)", rect.width() - x - 12, book=book)
        p.setFont(font)
        measure = QFontMetricsF(font)
        base = round(rect.center().y() + measure.capHeight() / 2)
        for start, end in spans:
            at = x + measure.horizontalAdvance(words[:start])
            width = x + measure.horizontalAdvance(words[:end]) - at
            p.fillRect(
                QRectF(at - 1, rect.top() + 6, width + 2, rect.height() - 12), theme.color("differ_soft")
            )
            p.fillRect(QRectF(at - 1, base + 8, width + 2, 3), theme.color("differ"))
        p.setPen(theme.color("ink" if words else "ink_3"))
        p.drawText(QPointF(x, base), words or "(để trống)")

    def _fitting(self, words: str, room: float, *, book: bool) -> QFont:
        """Take the largest font in which the value is not cut."""
        size = 26 if book else 22
        while size > 12:
            font = theme.font(size, 400 if book else 500, book=book)
            if QFontMetricsF(font).horizontalAdvance(words) <= room:
                return font
            size -= 1
        return theme.font(12, book=book)


class Timeline(QWidget):
    """What happened to an item, oldest first; what is to come is hollow."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[HistoryStep, ...] = ()

    def set_steps(self, steps: Sequence[HistoryStep]) -> None:
        """Show these steps."""
        self._steps = tuple(steps)
        self.setFixedHeight(theme.px(24) * len(steps))
        self.setAccessibleName("; ".join(f"{step.when}: {step.words}" for step in steps))
        self.setToolTip("\n".join(f"{step.when}  {step.words}" for step in steps))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the steps."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, at = theme.px(24), theme.px(72)
        for number, step in enumerate(self._steps):
            y = number * line + line / 2
            if number < len(self._steps) - 1:
                painter.setPen(QPen(theme.color("line"), 1.4))
                painter.drawLine(QPointF(at, y), QPointF(at, y + line))
            painter.setPen(QPen(theme.color("accent" if step.done else "ink_3"), 1.6))
            painter.setBrush(theme.color("accent" if step.done else "surface"))
            painter.drawEllipse(QPointF(at, y), 4, 4)
            self._words(painter, QRectF(0, y - line / 2, self.width(), line), step, at)
        painter.end()

    def _words(self, p: QPainter, rect: QRectF, step: HistoryStep, at: int) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        p.setFont(theme.font("caption"))
        p.setPen(theme.color("ink_3"))
        when = QRectF(rect.left(), rect.top(), at - 12, rect.height())
        p.drawText(when, int(middle | Qt.AlignmentFlag.AlignRight), step.when)
        p.setFont(theme.font("label"))
        p.setPen(theme.color("ink_2"))
        words = rect.adjusted(at + 14, 0, 0, 0)
        shown = QFontMetricsF(p.font()).elidedText(step.words, Qt.TextElideMode.ElideRight, words.width())
        p.drawText(words, int(middle), shown)

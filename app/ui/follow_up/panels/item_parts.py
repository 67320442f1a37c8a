"""The value of a difference, both sides drawn large, and the history."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.matching.result import Span
from app.models.words.states import ItemState
from app.texts import Text, tr
from app.ui.follow_up.panels.item_acts import ActRow
from app.ui.kit import theme
from app.ui.kit.delegates import LINE, broken, spans_within
from app.ui.kit.result_cells import differing

_HALF, _STEP, _LEFT, _DOT = 48, 24, 64, 124
_LEAST = 17  # px; tones in smaller letters are hard to tell apart, so a long value takes more lines
_NOTHING = "(để trống)"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A difference for the list and the detail.

    ``where`` is short ("KS 01/1998 · 188"), ``title`` long ("Khai sinh · 01/1998 · trang 94 · số 188"),
    ``label`` the field, ``detail`` how it differs, ``days`` since it was opened, ``late`` past the limit,
    ``end_reason`` why nobody follows it any more, ``acts`` where it shows: the same difference of the same
    person is one item, however many entries have it.
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
    end_reason: str = ""
    book_spans: tuple[Span, ...] = ()
    registry_spans: tuple[Span, ...] = ()
    acts: tuple[ActRow, ...] = ()

    @property
    def spans(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Return the differing letters: those given, else by comparing the texts."""
        if self.book_spans or self.registry_spans:
            return self.book_spans, self.registry_spans
        return differing(self.book, self.registry)


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One step of an item: time and words; ``done`` is False for a coming step."""

    when: str
    words: str
    done: bool = True


class BigDifference(QWidget):
    """Book above registry in large letters; a long value takes more lines."""

    def __init__(self) -> None:
        super().__init__()
        self._item: ItemRow | None = None
        theme.fix(self, height=2 * _HALF)

    def set_item(self, item: ItemRow) -> None:
        """Show the two values of an item."""
        self._item = item
        self.setAccessibleName(str(Text("Sổ: {0}; CSDL: {1}", item.book, item.registry)))
        self._fit_height()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break long values into lines again."""
        super().resizeEvent(event)
        self._fit_height()

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

    def _fit_height(self) -> None:
        if self._item is None:
            return
        lines = max(
            len(self._broken(words, book=book)[1])
            for words, book in ((self._item.book, True), (self._item.registry, False))
        )
        theme.fix(self, height=2 * (_HALF + (lines - 1) * _STEP))

    def _value(self, p: QPainter, rect: QRectF, side: str, words: str, spans: tuple[Span, ...]) -> None:
        book = side == "Sổ"
        p.fillRect(rect, theme.color("paper" if book else "registry"))
        p.setFont(theme.font("caption"))
        p.setPen(theme.color("ink_3"))
        p.drawText(rect.adjusted(12, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), tr(side))
        font, lines = self._broken(words, book=book)
        p.setFont(font)
        step = theme.px(_STEP)
        base = rect.center().y() + QFontMetricsF(font).capHeight() / 2 - step * (len(lines) - 1) / 2
        for at, (start, line) in enumerate(lines):
            self._line(p, round(base + at * step), line, spans_within(spans, start, line))

    def _line(self, p: QPainter, base: int, words: str, spans: tuple[Span, ...]) -> None:
        x, measure = theme.px(_LEFT), QFontMetricsF(p.font())
        for start, end in spans:
            at = x + measure.horizontalAdvance(words[:start])
            width = x + measure.horizontalAdvance(words[:end]) - at
            ground = QRectF(at - 1, base - measure.ascent(), width + 2, measure.ascent() + 8)
            p.fillRect(ground, theme.color("differ_soft"))
            p.fillRect(QRectF(at - 1, base + 5, width + 2, 3), theme.color("differ"))
        p.setPen(theme.color("ink" if words != _NOTHING else "ink_3"))
        p.drawText(QPointF(x, base), words)

    def _broken(self, words: str, *, book: bool) -> tuple[QFont, list[tuple[int, str]]]:
        """Return the largest font that fits the value on one line, else the smallest and more lines."""
        room, size = self.width() - theme.px(_LEFT) - 12, 26 if book else 22
        while True:
            font = theme.font(size, 400 if book else 500, book=book)
            lines = broken(words or _NOTHING, room, QFontMetricsF(font).horizontalAdvance)
            if len(lines) == 1 or size <= _LEAST:
                return font, lines
            size -= 1


class Timeline(QWidget):
    """The history of an item, oldest first; coming steps are hollow."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[HistoryStep, ...] = ()

    def set_steps(self, steps: Sequence[HistoryStep]) -> None:
        """Show these steps."""
        self._steps = tuple(steps)
        self.setAccessibleName("; ".join(f"{step.when}: {step.words}" for step in steps))
        self._fit_height()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break long words into lines again."""
        super().resizeEvent(event)
        self._fit_height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the steps."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, at, top = theme.px(_STEP) / 2, theme.px(_DOT), 0
        for number, step in enumerate(self._steps):
            lines = self._lines(step)
            height = self._height(lines)
            y = top + first
            if number < len(self._steps) - 1:
                painter.setPen(QPen(theme.color("line"), 1.4))
                painter.drawLine(QPointF(at, y), QPointF(at, y + height))
            painter.setPen(QPen(theme.color("accent" if step.done else "ink_3"), 1.6))
            painter.setBrush(theme.color("accent" if step.done else "surface"))
            painter.drawEllipse(QPointF(at, y), 4, 4)
            self._words(painter, y, step.when, lines)
            top += height
        painter.end()

    def _fit_height(self) -> None:
        self.setFixedHeight(sum(self._height(self._lines(step)) for step in self._steps))

    def _lines(self, step: HistoryStep) -> list[tuple[int, str]]:
        room = self.width() - theme.px(_DOT) - 14
        return broken(step.words, room, QFontMetricsF(theme.font("label")).horizontalAdvance)

    def _height(self, lines: list[tuple[int, str]]) -> int:
        return theme.px(_STEP) + (len(lines) - 1) * theme.px(LINE)

    def _words(self, p: QPainter, y: float, when: str, lines: list[tuple[int, str]]) -> None:
        middle, height, at = Qt.AlignmentFlag.AlignVCenter, theme.px(_STEP), theme.px(_DOT)
        p.setFont(theme.font("caption"))
        p.setPen(theme.color("ink_3"))
        side = QRectF(0, y - height / 2, at - 12, height)
        p.drawText(side, int(middle | Qt.AlignmentFlag.AlignRight), when)
        p.setFont(theme.font("label"))
        p.setPen(theme.color("ink_2"))
        for number, (_start, words) in enumerate(lines):
            top = y - height / 2 + number * theme.px(LINE)
            p.drawText(QRectF(at + 14, top, self.width() - at - 14, height), int(middle), words)

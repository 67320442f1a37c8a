"""A label cut with an ellipsis where room is short; its tip has the whole text."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel


class CutLabel(QLabel):
    """One line of plain words; ``kind`` and ``tone`` are those of the style sheet."""

    def __init__(self, words: str = "", kind: str = "label", tone: str = "", *, shrinks: bool = True) -> None:
        super().__init__()
        self._shrinks = shrinks
        self._shorter: tuple[str, ...] = ()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)
        if tone:
            self.setProperty("tone", tone)
        self.say(words)

    def say(self, words: str, *, shorter: Sequence[str] = (), tip: str = "") -> None:
        """Change the words; the tip repeats them unless ``tip`` is given.

        Where they do not fit, the first of ``shorter`` that fits replaces them.
        """
        self._shorter = tuple(shorter)
        self.setText(words)
        self.setToolTip(tip or words)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return width 0 when the label may shrink."""
        least = super().minimumSizeHint()
        return QSize(0, least.height()) if self._shrinks else least

    @property
    def shown(self) -> str:
        """Return the words as drawn."""
        measure, room = self.fontMetrics(), self.width()
        fitting = (w for w in (self.text(), *self._shorter) if measure.horizontalAdvance(w) <= room)
        if (whole := next(fitting, None)) is not None:
            return whole
        last = self._shorter[-1] if self._shorter else self.text()
        return measure.elidedText(last, Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words, cut where room is short."""
        shown = self.shown
        if shown == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), self.alignment(), shown)
        painter.end()

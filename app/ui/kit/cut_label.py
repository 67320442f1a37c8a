"""A label that is cut with an ellipsis where there is no room; the whole stands in its tip."""

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
        """Change the words; ``tip`` is the words themselves unless another is given.

        Where they do not fit, the first of ``shorter`` that does stands for them instead of an ellipsis.
        """
        self._shorter = tuple(shorter)
        self.setText(words)
        self.setToolTip(tip or words)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return no width of its own when it may shrink."""
        least = super().minimumSizeHint()
        return QSize(0, least.height()) if self._shrinks else least

    @property
    def shown(self) -> str:
        """Return the words as they are drawn in the room there is."""
        measure, room = self.fontMetrics(), self.width()
        fitting = (w for w in (self.text(), *self._shorter) if measure.horizontalAdvance(w) <= room)
        if (whole := next(fitting, None)) is not None:
            return whole
        last = self._shorter[-1] if self._shorter else self.text()
        return measure.elidedText(last, Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words, cut if they must be."""
        shown = self.shown
        if shown == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), self.alignment(), shown)
        painter.end()

"""A label that is cut with an ellipsis where there is no room; the whole stands in its tip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel


class CutLabel(QLabel):
    """One line of plain words; ``kind`` is that of the style sheet."""

    def __init__(self, words: str = "", kind: str = "label", *, shrinks: bool = True) -> None:
        super().__init__(words)
        self._shrinks = shrinks
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)
        self.setToolTip(words)

    def say(self, words: str) -> None:
        """Change the words."""
        self.setText(words)
        self.setToolTip(words)

    def minimumSizeHint(self) -> QSize:
        """Return no width of its own when it may shrink."""
        least = super().minimumSizeHint()
        return QSize(0, least.height()) if self._shrinks else least

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words, cut if they must be."""
        measure = self.fontMetrics()
        if measure.horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = measure.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.end()

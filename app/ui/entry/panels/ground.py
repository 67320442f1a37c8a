"""The ground of the panels about persons, and the focus ring."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.kit import theme


class Ring(QWidget):
    """The focus ring, drawn above the parts it surrounds."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring."""
        painter = QPainter(self)
        painter.setPen(QPen(theme.color("focus"), theme.size("ring")))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()


class Ground(QFrame):
    """A frame filled with the surface."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.color("surface"))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.update()

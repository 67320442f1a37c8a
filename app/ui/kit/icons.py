"""Icons: Phosphor regular for things, six own signs for results; the colour is read when drawn."""

from enum import StrEnum

import qtawesome
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.ui.kit import theme


class Sign(StrEnum):
    """The six signs for the result of a field."""

    EQUAL = "equal"
    NEAR = "near"
    DIFFER = "differ"
    LESS = "less"
    BLANK = "blank"
    SKIP = "skip"


WORDS: dict[Sign, str] = {
    Sign.EQUAL: "giống",
    Sign.NEAR: "khác cách viết",
    Sign.DIFFER: "khác",
    Sign.LESS: "sổ ghi thiếu",
    Sign.BLANK: "một bên trống",
    Sign.SKIP: "không xét",
}
"""The word beside each sign; the colour tone has the name of the sign."""

_SIGNS = frozenset(str(sign) for sign in Sign)


def draw(painter: QPainter, name: str, rect: QRectF, tone: str, weight: float = 1.6) -> None:
    """Draw an own sign or a Phosphor icon (``pencil-line``) in ``rect`` in the colour of a token."""
    if name in _SIGNS:
        _draw_sign(painter, Sign(name), rect, tone, weight)
    else:
        drawn: QIcon = qtawesome.icon(f"ph.{name}", color=theme.color(tone))
        drawn.paint(painter, rect.toRect())


def icon(name: str, tone: str = "ink_2") -> QIcon:
    """Return an icon for a button or menu; it follows the theme, greyed while disabled."""
    return QIcon(_Engine(name, tone))


class _Engine(QIconEngine):
    """Draw by ``draw`` each time, so that a new theme needs no new icons."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self._name, self._tone = name, tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = "ink_3" if mode == QIcon.Mode.Disabled else self._tone
        draw(painter, self._name, QRectF(rect), tone)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return drawn

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._tone)


class Icon(QWidget):
    """An icon beside words; it has no accessible name because the words have the meaning.

    ``name`` is the name of the drawing.
    """

    def __init__(self, name: str, tone: str = "ink_2", size: int = 16) -> None:
        super().__init__()
        self.name, self._tone = name, tone
        theme.fix(self, width=size, height=size)

    def set_icon(self, name: str, tone: str) -> None:
        """Change name and tone of the icon."""
        self.name, self._tone = name, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter, self.name, QRectF(self.rect()), self._tone)
        painter.end()


class ProgramMark(QWidget):
    """The program's mark: two lines that agree."""

    def __init__(self, size: int) -> None:
        super().__init__()
        theme.fix(self, width=size, height=size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark."""
        painter = QPainter(self)
        draw_mark(painter, QRectF(self.rect()))
        painter.end()


def draw_mark(painter: QPainter, rect: QRectF) -> None:
    """Draw the program's mark in a square."""
    side = rect.width()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    painter.drawRoundedRect(rect, side * 0.2, side * 0.2)
    painter.setPen(_pen("accent_ink", side * 0.12))
    for level in (0.38, 0.62):
        y = rect.top() + side * level
        painter.drawLine(QPointF(rect.left() + side * 0.26, y), QPointF(rect.left() + side * 0.74, y))


def mark_icon() -> QIcon:
    """Return the program's mark as the icon of its windows."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64):
        drawn = QPixmap(side, side)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        draw_mark(painter, QRectF(0, 0, side, side))
        painter.end()
        made.addPixmap(drawn)
    return made


def _pen(tone: str, width: float) -> QPen:
    return QPen(
        theme.color(tone), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _draw_sign(painter: QPainter, sign: Sign, rect: QRectF, tone: str, weight: float) -> None:
    painter.save()
    painter.translate(rect.center())
    unit = rect.width() / 16
    painter.scale(unit, unit)
    painter.setPen(_pen(tone, weight))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if sign in {Sign.EQUAL, Sign.DIFFER}:
        painter.drawLine(QPointF(-5, -2.5), QPointF(5, -2.5))
        painter.drawLine(QPointF(-5, 2.5), QPointF(5, 2.5))
    if sign == Sign.DIFFER:
        painter.drawLine(QPointF(-3.2, 6), QPointF(3.2, -6))
    if sign == Sign.NEAR:
        painter.drawPath(_waves())
    if sign == Sign.LESS:
        painter.drawPath(_subset())
    if sign == Sign.BLANK:
        painter.drawEllipse(QRectF(-4.5, -4.5, 9, 9))
        painter.drawLine(QPointF(-5, 5), QPointF(5, -5))
    if sign == Sign.SKIP:
        painter.drawLine(QPointF(-4, 0), QPointF(4, 0))
    painter.restore()


def _waves() -> QPainterPath:
    path = QPainterPath()
    for y in (-2.6, 2.6):
        path.moveTo(-5.5, y)
        path.cubicTo(-2.5, y - 3.4, 2.5, y + 3.4, 5.5, y)
    return path


def _subset() -> QPainterPath:
    path = QPainterPath(QPointF(5, -4.5))
    path.lineTo(0, -4.5)
    path.arcTo(QRectF(-4.5, -4.5, 9, 9), 90, 180)
    path.lineTo(5, 4.5)
    return path

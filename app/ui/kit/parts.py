"""Small pieces used on every screen: words, rows, key caps, buttons, chips, steps, empty states."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from app.texts import tr
from app.ui.kit import icons, spoken, theme
from app.ui.kit.held_keys import ENTER


class Gap:
    """The free space of a row or column."""


GAP: Final = Gap()
Item = QWidget | QBoxLayout | Gap | int | tuple[QWidget, int]
"""A widget, a layout, ``GAP``, a distance, or a widget with its stretch."""
Margins = tuple[int, int, int, int]

_SOFT = {
    "equal": "equal_soft",
    "near": "near_soft",
    "differ": "differ_soft",
    "less": "less_soft",
    "accent": "accent_soft",
    "police": "police_soft",
}
_ON_BUTTON = {"primary": "accent_ink", "police": "police_ink", "chosen": "accent"}


def text(
    words: str = "", kind: str = "body", tone: str = "", *, wrap: bool = False, width: int = 0
) -> QLabel:
    """Make a plain-text label; ``kind`` and ``tone`` are those of the style sheet."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", kind)
    if tone:
        label.setProperty("tone", tone)
    label.setWordWrap(wrap)
    if width:
        theme.fix(label, width=width)
    return label


def _fill(layout: QBoxLayout, items: tuple[Item, ...], gap: int, pad: Margins) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*pad)
    for item in items:
        if isinstance(item, Gap):
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, tuple):
            layout.addWidget(*item)
        elif isinstance(item, QBoxLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)


def _frame(role: str, width: int, height: int) -> QFrame:
    frame = QFrame()
    if role:
        frame.setProperty("role", role)
    theme.fix(frame, width=width, height=height)
    return frame


def row(*items: Item, gap: int = 8, pad: Margins = (0, 0, 0, 0), role: str = "", height: int = 0) -> QFrame:
    """Put items side by side in a frame; ``role`` gives it its ground, ``height`` follows the text size."""
    frame = _frame(role, 0, height)
    _fill(QHBoxLayout(frame), items, gap, pad)
    return frame


def column(*items: Item, gap: int = 8, pad: Margins = (0, 0, 0, 0), role: str = "", width: int = 0) -> QFrame:
    """Put items under one another in a frame."""
    frame = _frame(role, width, 0)
    _fill(QVBoxLayout(frame), items, gap, pad)
    return frame


def lay(
    widget: QWidget, *items: Item, gap: int = 8, pad: Margins = (0, 0, 0, 0), across: bool = False
) -> None:
    """Give a widget its layout and items: under one another, or side by side with ``across``."""
    _fill(QHBoxLayout(widget) if across else QVBoxLayout(widget), items, gap, pad)


def fit_height(widget: QWidget) -> None:
    """Give a widget the height that its layout needs at its width, after rows came or went."""
    layout = widget.layout()
    assert layout is not None
    for inner in widget.findChildren(QFrame):
        inner_layout = inner.layout()
        if inner_layout is not None:
            inner_layout.activate()
    layout.activate()
    widget.resize(widget.width(), layout.totalHeightForWidth(widget.width()))


def rule() -> QFrame:
    """Make a thin line between parts of a panel."""
    return column(role="rule", gap=0)


class TabRow(QFrame):
    """A row in which one of several tabs is chosen."""

    spoken_role = spoken.Role.PageTabList

    def spoken_states(self) -> tuple[str, ...]:
        """Say nothing more than the tabs do."""
        return ()

    def spoken_press(self) -> None:
        """Do nothing: the tabs are pressed."""


def keycap(key: str) -> QLabel:
    """Make a key cap, as in the key bar."""
    cap = text(key, "keycap")
    theme.fix(cap, height=20)
    cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
    cap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return cap


class Button(QPushButton):
    """A push button that Enter presses too; a key held down presses once."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter."""
        if event.key() in ENTER and not event.modifiers():
            if not event.isAutoRepeat():  # a held key must not press the next button unseen
                self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a light ring inside a filled button: its ground is as dark as the focus ring."""
        super().paintEvent(event)
        if self.hasFocus() and self.property("kind") in {"primary", "police"}:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color(_ON_BUTTON[self.property("kind")]), 1.6))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5), 2, 2)
            painter.end()


class Tick(QCheckBox):
    """A check box with a drawn tick."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, its words and the tick."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent_ink"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        corner = QRectF(box).topLeft()
        painter.drawPolyline([corner + QPointF(*d) for d in ((3.5, 8.5), (6.8, 11.6), (12.4, 4.8))])
        painter.end()


class Combo(QComboBox):
    """A choice from a list, with an own arrow; the mouse wheel scrolls the page and never changes it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what is around; the open list scrolls by itself."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field and its arrow."""
        super().paintEvent(event)
        painter = QPainter(self)
        box = QRectF(self.width() - 20, self.height() / 2 - 6, 12, 12)
        icons.draw(painter, "caret-down", box, "ink_2" if self.isEnabled() else "ink_3")
        painter.end()


def button(label: str, kind: str = "", *, key: str = "", icon: str = "", small: bool = False) -> Button:
    """Make a button; ``key`` is only shown, ``kind`` is primary, police, quiet, chosen, filter or plain."""
    made = Button()
    made.setAccessibleName(label)
    relabel(made, label, key=key, icon=icon)
    if kind:
        made.setProperty("kind", kind)
    if small:
        made.setProperty("dense", "true")
    if icon:
        made.setIcon(icons.icon(icon, _ON_BUTTON.get(kind, "ink_2")))
        made.setIconSize(QSize(16, 16))
    return made


class Dialog(QDialog):
    """A dialog of a width over a window, as high as its words; Escape leaves it.

    Enter in a field presses no button; a button with the focus is pressed as ever.
    """

    def __init__(self, parent: QWidget, title: str, width: int) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setModal(True)
        theme.fix(self, width=width)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height of the words."""
        for one in self.findChildren(QPushButton):
            one.setAutoDefault(False)
        self.fit()
        super().showEvent(event)

    def fit(self) -> None:
        """Take the height that the words need now, after they were styled."""
        for widget in self.findChildren(QWidget):
            widget.ensurePolished()
        layout = self.layout()
        assert layout is not None
        layout.activate()
        height = layout.totalHeightForWidth(self.width())  # adjustSize stops at 2/3 of a screen
        self.setFixedHeight(height if height >= 0 else layout.totalSizeHint().height())  # no words that wrap


def relabel(made: QPushButton, label: str, *, key: str = "", icon: str = "") -> None:
    """Change the words of a button and its accessible name."""
    made.setText((" " if icon else "") + label.replace("&", "&&") + (f"   {key}" if key else ""))
    made.setAccessibleName(label)


class Card(Button):
    """A button made of small parts; it needs an accessible name because it has no text."""

    def __init__(
        self, name: str, *items: Item, kind: str, gap: int = 8, pad: Margins, across: bool = True
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("kind", kind)
        lay(self, *items, gap=gap, pad=pad, across=across)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Return the size of its parts, or the fixed height, which a style sheet would override."""
        layout = self.layout()
        hint = layout.sizeHint() if layout else super().sizeHint()
        given = self.property("base_height")
        return QSize(hint.width(), theme.px(int(given))) if given else hint

    def minimumSizeHint(self) -> QSize:
        """Return the least size of its parts."""
        layout = self.layout()
        least = layout.minimumSize() if layout else super().minimumSizeHint()
        return QSize(least.width(), max(least.height(), self.sizeHint().height()))


class Chip(QWidget):
    """Icon and word on a soft ground."""

    def __init__(
        self, word: str, tone: str = "blank", icon: str = "", *, solid: bool = True, cap: str = ""
    ) -> None:
        super().__init__()
        self._solid, self._cap = solid, cap
        self.set_chip(word, tone, icon)

    def set_chip(self, word: str, tone: str, icon: str = "") -> None:
        """Change word, tone and icon."""
        self._word, self._tone, self._icon = tr(word), tone, icon
        self.setAccessibleName(self._word)
        self.updateGeometry()
        self.setFixedSize(self.sizeHint())
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the word at another text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Return the size of the word."""
        measure = QFontMetrics(chip_font())
        extra = measure.horizontalAdvance(self._cap) + 14 if self._cap else 0
        width = measure.horizontalAdvance(self._word) + 16 + (18 if self._icon else 0) + extra
        return QSize(width, theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_chip(
            painter, QRectF(self.rect()), self._word, self._tone, self._icon, solid=self._solid, cap=self._cap
        )
        painter.end()


def chip_font() -> QFont:
    """Return the font of chips."""
    return theme.font("caption", 500)


def draw_chip(
    painter: QPainter,
    rect: QRectF,
    word: str,
    tone: str,
    icon: str = "",
    *,
    solid: bool = True,
    cap: str = "",
) -> None:
    """Draw a chip in ``rect``; ``cap`` is a key cap before the word."""
    if solid:
        painter.setPen(QPen(theme.color(tone)) if theme.outlined() else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(theme.color(_SOFT.get(tone, "blank_soft")))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    x = rect.left() + 8
    font = chip_font()
    painter.setFont(font)
    if cap:
        x = draw_cap(painter, x - 4, rect.center().y(), cap, height=16) + 2
    if icon:
        icons.draw(painter, icon, QRectF(x - 2, rect.center().y() - 7, 14, 14), tone, 1.8)
        x += 16
    painter.setPen(theme.color(tone))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(QRectF(x, rect.top(), rect.right() - x, rect.height()), flags, word)


def draw_cap(painter: QPainter, x: float, middle: float, key: str, *, height: int = 18) -> float:
    """Draw a key cap from ``x`` and return where it ends."""
    font = chip_font()
    width = max(height, QFontMetrics(font).horizontalAdvance(key) + 10)
    box = QRectF(x, middle - height / 2, width, height)
    painter.setPen(QPen(theme.color("line_strong"), 1))
    painter.setBrush(theme.color("surface"))
    painter.drawRoundedRect(box, 3, 3)
    painter.setFont(font)
    painter.setPen(theme.color("ink_2"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
    return box.right() + 4


def labelled(label: str, widget: QWidget, *, width: int = 132) -> QFrame:
    """Put a label before an input, name the input after it, and make the label its buddy."""
    word = text(label, "label", width=width)
    word.setBuddy(widget)
    widget.setAccessibleName(label)
    return row(word, (widget, 1), gap=8)


def clear(layout: QBoxLayout) -> None:
    """Remove every item of a layout and delete its widgets."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()  # setParent(None) would make it a window for a moment
            widget.deleteLater()

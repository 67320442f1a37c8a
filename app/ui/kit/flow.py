"""Pieces in a line that goes on below where room is short."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lines of pieces, each as wide as it wants."""

    def __init__(self, parent: QWidget, *, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take a piece; Qt calls this."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of pieces."""
        return len(self._items)

    def itemAt(self, at: int) -> QLayoutItem | None:
        """Return a piece, or None."""
        return self._items[at] if 0 <= at < len(self._items) else None

    def takeAt(self, at: int) -> QLayoutItem | None:
        """Give a piece away."""
        return self._items.pop(at) if 0 <= at < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Ask for no more room than the lines need."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Say that a narrow line is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines."""
        lines = self._lines(width)
        return sum(_height(line) for line in lines) + self._gap * (len(lines) - 1)

    def sizeHint(self) -> QSize:
        """Return the size of one line."""
        line = self._shown()
        width = sum(item.sizeHint().width() for item in line) + self._gap * (len(line) - 1)
        return QSize(width, _height(line))

    def minimumSize(self) -> QSize:
        """Return the width of the widest piece."""
        line = self._shown()
        return QSize(max((item.minimumSize().width() for item in line), default=0), _height(line))

    def setGeometry(self, rect: QRect) -> None:
        """Place the pieces."""
        super().setGeometry(rect)
        y = rect.y()
        for line in self._lines(rect.width()):
            x, height = rect.x(), _height(line)
            for item in line:
                size = item.sizeHint()
                width = min(size.width(), rect.width())
                item.setGeometry(QRect(x, y + (height - size.height()) // 2, width, size.height()))
                x += width + self._gap
            y += height + self._gap

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        left = 0
        for item in self._shown():
            needs = item.sizeHint().width()
            if not lines or needs > left:
                lines.append([])
                left = width
            lines[-1].append(item)
            left -= needs + self._gap
        return lines


def _height(line: list[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in line), default=0)


def flow(*widgets: QWidget, gap: int = 8) -> QFrame:
    """Put widgets in a line that goes on below."""
    frame = QFrame()
    layout = FlowLayout(frame, gap=gap)
    for widget in widgets:
        layout.addWidget(widget)
    policy = frame.sizePolicy()
    policy.setHeightForWidth(True)
    policy.setVerticalPolicy(policy.Policy.Minimum)
    frame.setSizePolicy(policy)
    return frame

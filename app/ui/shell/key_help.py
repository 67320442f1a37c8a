"""Phím (F1): help on the field, the keys of the screen shown, and the keys that always work."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

from app.texts import tr
from app.ui.kit import parts, theme
from app.ui.kit.screen import KeyGroup

EVERYWHERE = (
    ("Ctrl+K", "tìm số, tên, quyển"),
    ("Ctrl+L", "khóa máy"),
    ("Ctrl+,", "tùy chọn của tôi"),
    ("F12", "Công an duyệt"),
    ("Ctrl+Shift+B", "sao lưu ra USB"),
    ("Ctrl+Shift+P", "đổi mật khẩu của mình"),
    ("Alt+1 … Alt+0", "đổi màn hình"),
    ("Ctrl+=  Ctrl+-", "chữ to hơn, nhỏ hơn"),
    ("F1", "danh sách này; bấm lại: đóng"),
)
"""The shortcuts of the window itself."""
_LINES = 25  # lines of a column at 1366×768
_EDGE = (48, 128)  # the room of the window around the list
_TITLE = 2  # the lines of a title and of the room below its group

_WIDTH = 332  # of a column, at 100 %
_GAP = 24


class KeyHelp(QDialog):
    """Groups of keys under the place where they work; Escape, Enter or F1 closes it.

    ``field`` is the help on the field with the caret, its name first.
    """

    def __init__(self, parent: QWidget, groups: Sequence[KeyGroup], field: Sequence[str] = ()) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Phím"))
        shown = {cap for cap, _word in EVERYWHERE}
        own = [(title, [key for key in keys if key[0] not in shown]) for title, keys in groups]
        every = [group for group in own if group[1]] + [(self.tr("Ở mọi màn hình"), EVERYWHERE)]
        most = max(1, (parent.width() - _EDGE[0]) // (theme.px(_WIDTH) + _GAP))
        close = parts.button(self.tr("Đóng"), "primary", key="Esc")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        content = parts.column(
            *([self._field(field)] if field else []),
            parts.row(*(self._column(column) for column in _columns(every, most)), gap=_GAP),
            gap=12,
        )
        area = self._scrolled(content, parent.size())
        parts.lay(self, area, parts.row(parts.GAP, close), gap=12, pad=(20, 16, 20, 12))
        area.setFocus()  # in a low window the arrows scroll the list

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on F1 too."""
        if event.key() == Qt.Key.Key_F1:
            self.accept()
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _scrolled(content: QWidget, window: QSize) -> QScrollArea:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for widget in content.findChildren(QWidget):
            widget.ensurePolished()
        wanted = content.sizeHint()
        room = QSize(window.width() - _EDGE[0], window.height() - _EDGE[1])
        shown = wanted.boundedTo(room)
        if shown.height() < wanted.height():
            shown.setWidth(min(room.width(), shown.width() + area.verticalScrollBar().sizeHint().width()))
        area.setFixedSize(shown)
        return area

    @staticmethod
    def _field(words: Sequence[str]) -> QFrame:
        name, *rest = words
        lines = [parts.text(line, wrap=True) for line in rest]
        return parts.column(parts.text(name, "title"), *lines, gap=2, pad=(12, 8, 12, 8), role="reason")

    @staticmethod
    def _column(groups: Sequence[KeyGroup]) -> QFrame:
        items: list[parts.Item] = []
        for title, keys in groups:
            items.append(parts.text(tr(title), "section"))
            for cap, word in keys:
                held = parts.column(parts.row(parts.keycap(cap), parts.GAP, gap=0), width=112, gap=0)
                items.append(parts.row(held, (parts.text(tr(word), "label"), 1), gap=8))
            items.append(8)
        column = parts.column(*items, parts.GAP, gap=4)
        theme.fix(column, width=_WIDTH)
        return column


def _columns(groups: Sequence[KeyGroup], most: int) -> list[list[KeyGroup]]:
    """Spread groups over columns in their order: as long as the screen is high, or longer."""
    lines = _LINES
    while len(columns := _spread(groups, lines)) > most:
        lines += 1
    return columns


def _spread(groups: Sequence[KeyGroup], lines: int) -> list[list[KeyGroup]]:
    columns: list[list[KeyGroup]] = [[]]
    left = lines
    for title, keys in groups:
        needed = len(keys) + _TITLE
        if columns[-1] and needed > left:
            columns.append([])
            left = lines
        columns[-1].append((title, keys))
        left -= needed
    return columns

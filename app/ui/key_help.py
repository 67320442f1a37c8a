"""Phím: the keys of the screen in front and those that work everywhere (F1)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.ui import parts
from app.ui.chrome import Keys

EVERYWHERE = (
    ("Ctrl+K", "tìm số, tên, quyển"),
    ("Ctrl+L", "khoá máy"),
    ("F12", "Công an duyệt"),
    ("Alt+1 … Alt+7", "đổi màn hình"),
    ("Ctrl+=  Ctrl+-", "chữ to hơn, nhỏ hơn"),
    ("F1", "phím; trong ô đang nhập: ô này ghi gì"),
)


class KeyHelp(QDialog):
    """A list of keys; Escape or Enter closes it."""

    def __init__(self, parent: QWidget, title: str, keys: Keys) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Phím"))
        shown = {cap for cap, _word in EVERYWHERE}
        own = [(cap, word) for cap, word in keys if cap not in shown]
        close = parts.button(self.tr("Đóng"), "primary", key="Esc")
        close.clicked.connect(self.accept)
        parts.lay(
            self,
            *(self._group(title, own) if own else ()),
            *self._group(self.tr("Ở mọi màn hình"), EVERYWHERE),
            parts.row(parts.GAP, close),
            gap=6,
            pad=(20, 16, 20, 16),
        )
        close.setFocus()

    @staticmethod
    def _group(title: str, keys: Keys) -> list[parts.Item]:
        lines: list[parts.Item] = [parts.text(title, "title")]
        for cap, word in keys:
            held = parts.column(parts.row(parts.keycap(cap), parts.GAP, gap=0), width=132, gap=0)
            lines.append(parts.row(held, parts.text(word), parts.GAP, gap=8))
        return [*lines, 8]

"""What the start says when a file of the store is missing: which, what lies there, and what to do."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.texts import tr
from app.ui.kit import icons, parts, theme
from app.ui.kit.parts import GAP

KEYS = (("Enter", "kiểm tra lại"), ("Ctrl+=", "chữ to hơn"))
_WHAT = {
    "work.db": "work.db – kho dữ liệu mã hóa, nơi giữ mọi trường hợp",
    "keyfile.json": "keyfile.json – tệp khóa, không có nó thì không mật khẩu nào mở được kho",
}


class MissingPanel(QFrame):
    """Name the missing files; nothing is made, replaced or removed. Emits ``again()`` to look once more."""

    again = Signal()

    def __init__(self, folder: str, missing: Sequence[str], found: Sequence[str]) -> None:
        super().__init__()
        look = parts.button(self.tr("Kiểm tra lại"), "primary", key="Enter")
        look.clicked.connect(self.again)
        look.setDefault(True)
        self.setFocusProxy(look)
        advice = self.tr(
            "Nếu tệp bị chuyển hay đổi tên, hãy đặt lại đúng tên vào thư mục này rồi nhấn Enter. Nếu không "
            "còn, hãy phục hồi cả hai tệp từ bản sao lưu gần nhất. Chưa có gì bị thay hay xóa: đừng xóa "
            "tệp nào còn lại và đừng thiết lập lại máy này."
        )
        lines = [self._line("warning-circle", "differ", tr(_WHAT.get(name, name))) for name in missing]
        kept = [self._line("check-circle", "equal", name) for name in found]
        box = parts.column(
            parts.text(self.tr("Thiếu tệp của kho dữ liệu"), "heading"),
            parts.text(folder, "muted", wrap=True),
            parts.text(self.tr("Không thấy:"), "strong"),
            *lines,
            parts.text(self.tr("Vẫn còn:"), "strong"),
            *kept,
            parts.text(advice, wrap=True),
            parts.row(GAP, look),
            gap=8,
            pad=(24, 20, 24, 20),
            role="panel",
        )
        theme.fix(box, width=720)
        parts.lay(self, GAP, parts.row(GAP, box, GAP), GAP, pad=(24, 24, 24, 24))

    def _line(self, icon: str, tone: str, words: str) -> QFrame:
        return parts.row(icons.Icon(icon, tone), (parts.text(words, wrap=True), 1))

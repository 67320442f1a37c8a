"""Old keys that came into other hands: which ones, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from app.ui.kit import icons, parts
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP


@dataclass(frozen=True, slots=True)
class EndedKey:
    """A key of an officer that is used no more; ``words`` tell since when and why."""

    cert_sha256: str
    words: str


class ExposedForm(QFrame):
    """The old keys of the chosen officer; emits ``given(chosen keys, reason)``."""

    given = Signal(object, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._keys: Sequence[EndedKey] = ()
        self._ticks: list[parts.Tick] = []
        self._title = parts.text("", "title")
        self._list = parts.column(gap=4)
        self._reason = QLineEdit()
        self._reason.setMaxLength(200)
        self._bar = MessageBar()
        keep = parts.button(self.tr("Báo khóa đã lộ"), "primary")
        keep.clicked.connect(self._on_keep)
        leave = parts.button(self.tr("Thôi"), key="Esc")
        leave.clicked.connect(self.left)
        self._reason.returnPressed.connect(keep.setFocus)
        words = self.tr(
            "Chữ ký duyệt chưa xuất của khóa đã lộ mất hiệu lực; các trường hợp đó phải duyệt lại. Sau đó "
            "lưu yêu cầu chứng thư rồi chuyển cho nơi cấp để họ biết."
        )
        parts.lay(
            self,
            self._title,
            parts.row(
                icons.Icon("warning", "less"),
                (parts.text(words, "label", wrap=True), 1),
                pad=(12, 6, 12, 6),
                role="warn",
            ),
            self._list,
            parts.labelled(self.tr("Lý do"), self._reason, width=112),
            self._bar,
            parts.row(GAP, leave, keep),
            GAP,
            pad=(16, 12, 16, 12),
        )

    def begin(self, name: str, keys: Sequence[EndedKey]) -> None:
        """Begin for an officer; the only key is chosen."""
        self._title.setText(self.tr("Khóa cũ của {0} đã lộ").format(name))
        self._bar.clear()
        self._reason.clear()
        layout = self._list.layout()
        assert isinstance(layout, QVBoxLayout)
        for tick in self._ticks:
            layout.removeWidget(tick)
            tick.deleteLater()
        self._keys, self._ticks = keys, [parts.Tick(key.words) for key in keys]
        for tick in self._ticks:
            tick.setChecked(len(keys) == 1)
            layout.addWidget(tick)
        self.setFocusProxy(self._reason if len(keys) == 1 else self._ticks[0])

    def set_error(self, words: str) -> None:
        """Show why nothing was recorded."""
        self._bar.say(words, "warn")

    def _on_keep(self) -> None:
        chosen = [
            key.cert_sha256 for key, tick in zip(self._keys, self._ticks, strict=True) if tick.isChecked()
        ]
        reason = " ".join(self._reason.text().split())
        if not chosen:
            self.set_error(self.tr("Chưa chọn khóa nào."))
        elif not reason:
            self.set_error(self.tr("Chưa ghi lý do."))
        else:
            self._bar.clear()
            self.given.emit(chosen, reason)

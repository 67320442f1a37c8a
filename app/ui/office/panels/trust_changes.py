"""The dialog in which a leader and a police officer confirm together what a certificates file changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from app.texts import tr
from app.ui.kit import parts, theme
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP

_KINDS = {"root": "Chứng thư gốc", "issuer": "Cán bộ phát hành", "receiver": "Nơi nhận gói"}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change of what is pinned: kind, name, and the fingerprints before ("" none) and after."""

    kind: str
    name: str
    before: str
    after: str


class TrustChanges(QDialog):
    """Show every change with its fingerprints and ask a police officer for the own password.

    Emits ``given(uid, password)``; closing it changes nothing.
    """

    given = Signal(str, str)

    def __init__(
        self, parent: QWidget | None, changes: Sequence[ShownChange], police: Sequence[tuple[str, str]]
    ) -> None:
        """Build it; ``police`` holds (uid, name) of the officers who may confirm."""
        super().__init__(parent)
        self.setWindowTitle(tr("Thay đổi nơi tin cậy"))
        self.setMinimumWidth(theme.px(640))
        words = self.tr(
            "Tệp này đổi những chứng thư mà máy đang tin. So dấu vân tay mới với giấy có chữ ký của Công an "
            "nơi gửi. Lãnh đạo đang đăng nhập và một cán bộ Công an cùng xác nhận; nếu không đúng, đóng cửa "
            "sổ này và hỏi nơi gửi: chưa có gì thay đổi."
        )
        self._messages = MessageBar()
        self._officer = parts.Combo()
        for uid, name in police:
            self._officer.addItem(name, uid)
        self._password = QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.returnPressed.connect(self._give)
        leave = parts.button(self.tr("Không đúng, đóng"), key="Esc")
        leave.clicked.connect(self.reject)
        self._go = parts.button(self.tr("Hai người cùng xác nhận"), "primary")
        self._go.clicked.connect(self._give)
        for made in (leave, self._go):
            made.setAutoDefault(False)
        parts.lay(
            self,
            self._messages,
            parts.text(words, wrap=True),
            *(_shown(change) for change in changes),
            parts.labelled(self.tr("Cán bộ Công an"), self._officer),
            parts.labelled(self.tr("Mật khẩu của Công an"), self._password, width=160),
            parts.row(GAP, leave, self._go),
            gap=12,
            pad=(16, 12, 16, 12),
        )
        self._password.setFocus()

    def refuse(self, words: str) -> None:
        """Say why nothing was taken, and let the password be typed again."""
        self._password.clear()
        self._messages.say(words, "warn")
        self.adjustSize()  # else the bar takes its room from the fingerprints
        self._password.setFocus()

    def _give(self) -> None:
        uid = self._officer.currentData()
        if uid and self._password.text():
            self.given.emit(uid, self._password.text())


def _shown(change: ShownChange) -> QWidget:
    """Return one change: what it is, and the fingerprints in lines of eight groups."""
    return parts.column(
        parts.text(f"{tr(_KINDS[change.kind])}: {change.name}", "strong"),
        parts.labelled(tr("Đang tin"), _lines(change.before or tr("chưa có"), "label")),
        parts.labelled(tr("Đổi thành"), _lines(change.after, "strong")),
        gap=6,
        pad=(12, 8, 12, 8),
        role="panel",
    )


def _lines(fingerprint: str, size: str) -> QWidget:
    groups = fingerprint.split()
    lines = ("  ".join(groups[at : at + 8]) for at in range(0, len(groups), 8))
    return parts.column(*(parts.text(line, size) for line in lines), gap=0)

"""Quản trị: the buttons of backup, drill and wipe."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.ui.kit import parts
from app.ui.kit.parts import GAP


class SafekeepingRow(QFrame):
    """When the last backup was made, and what can be done; emits a signal for each button."""

    backup_requested = Signal()
    drill_requested = Signal()
    wipe_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._state = parts.text("", "label")
        backup = parts.button(self.tr("Sao lưu"), icon="download-simple")
        backup.clicked.connect(self.backup_requested)
        drill = parts.button(self.tr("Thử phục hồi…"))
        drill.clicked.connect(self.drill_requested)
        self._wipe = parts.button(self.tr("Xóa kho…"))
        self._wipe.setAccessibleName(self.tr("Xóa kho để trả máy"))
        self._wipe.clicked.connect(self.wipe_requested)
        parts.lay(
            self,
            parts.row(parts.text(self.tr("Sao lưu (Ctrl+Shift+B), trả máy"), "section"), GAP, self._state),
            parts.row(backup, drill, GAP, self._wipe),
            gap=4,
        )

    def set_state(self, words: str, *, may_wipe: bool) -> None:
        """Show when the last backup was made; only a leader may wipe."""
        self._state.setText(words)
        self._wipe.setEnabled(may_wipe)

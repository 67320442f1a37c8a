"""What Nhập shows while no entry is open: where to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.kit import parts
from app.ui.kit.parts import GAP


class NoEntry(QWidget):
    """Say how to begin; ``draft_wanted`` gives the entry that the officer left unfinished."""

    draft_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._draft = ""
        words = parts.text(
            self.tr("Chưa mở bản ghi nào.\nVào Sổ, chọn một quyển và bấm Enter để nhập tiếp."), "muted"
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._go = parts.button(
            self.tr("Mở bản nhập dở gần nhất"), "primary", key="Enter", icon="pencil-line"
        )
        self._go.clicked.connect(self._open)
        self._go.hide()
        parts.lay(self, GAP, words, parts.row(GAP, self._go, GAP), GAP, gap=12)
        self.setFocusProxy(self._go)

    def set_draft(self, entry_id: str) -> None:
        """Offer the draft; an empty id offers nothing."""
        self._draft = entry_id
        self._go.setVisible(bool(entry_id))

    def _open(self) -> None:
        self.draft_wanted.emit(self._draft)

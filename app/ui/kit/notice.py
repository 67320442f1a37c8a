"""A note in the corner of the window: what was done, or an offer; it never takes the focus."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.kit import icons, parts, spoken, theme

SHOWN_MS = 20_000
_MARGIN = 12
_LOOK = {
    "info": ("info", "accent"),
    "good": ("check-circle", "equal"),
    "warn": ("warning", "less"),
    "alarm": ("warning-circle", "differ"),
}


class NoticePanel(QFrame):
    """Words with a button that closes them, and one that does what they offer.

    A good note goes by itself; one that something failed stays until it is closed.
    """

    taken = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setProperty("role", "float")
        theme.fix(self, width=420)
        self._icon = icons.Icon("info", "accent")
        self._words = parts.text("", "label", wrap=True)
        self._take = parts.button("", "primary", small=True)
        self._take.clicked.connect(self._on_taken)
        self._close = parts.button(self.tr("Đóng"), "quiet", small=True)
        self._close.clicked.connect(self.hide)
        parts.lay(
            self,
            parts.row(self._icon, (self._words, 1), gap=12),
            parts.row(parts.GAP, self._close, self._take),
            gap=8,
            pad=(16, 12, 16, 12),
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> str:
        """Return the words shown; empty while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def say(self, words: str, level: str = "good", *, offer: str = "", key: str = "") -> None:
        """Show words; ``offer`` names the button that emits ``taken``, ``key`` the key that does the same."""
        self._icon.set_icon(*_LOOK[level])
        self._words.setText(words)
        self.setAccessibleName(words)
        parts.relabel(self._take, offer, key=key)
        self._take.setVisible(bool(offer))
        self.show()
        self.raise_()
        self._place()
        spoken.announce(self, words, urgent=level in {"warn", "alarm"})
        self._timer.stop()
        if level in ("info", "good"):
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner of the window."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _on_taken(self) -> None:
        self.hide()
        self.taken.emit()

    def _place(self) -> None:
        parts.fit_height(self)
        below = theme.size("key_bar") + _MARGIN
        self.move(
            self._window.width() - self.width() - _MARGIN, self._window.height() - self.height() - below
        )

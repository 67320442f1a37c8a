"""The sentence shown instead of candidates."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from app.ui.kit import icons, parts, theme

LOOKS = {
    "waiting": ("magnifying-glass", "ink_3", ""),
    "searching": ("hourglass", "ink_3", ""),
    "not_found": ("user-minus", "less", ""),
    "failed": ("warning-circle", "differ", "differ"),
    "no_snapshot": ("database", "less", ""),
    "hidden": ("lock-simple", "ink_3", ""),
}
"""State: icon, tone of the icon, tone of the words. A failed search has a look of its own."""


class NoCandidates(QFrame):
    """Icon and sentence, after a failed search also a button to try again (``again_wanted``)."""

    again_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "reason")
        self._icon = icons.Icon("magnifying-glass", "ink_3", 20)
        self._words = parts.text("", "label", wrap=True)
        self._again = parts.button(self.tr("Tìm lại"), key="F5", small=True)
        self._again.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._again.clicked.connect(self.again_wanted)
        parts.lay(self, self._icon, (self._words, 1), self._again, gap=12, pad=(16, 8, 16, 8), across=True)

    @property
    def words(self) -> str:
        """Return the sentence."""
        return self._words.text()

    def say(self, state: str, words: str) -> None:
        """Say why there are no candidates; ``state`` is one of ``LOOKS``."""
        icon, tone, said = LOOKS[state]
        self._icon.set_icon(icon, tone)
        self._words.setText(words)
        theme.set_prop(self._words, tone=said)
        self._again.setVisible(state == "failed")

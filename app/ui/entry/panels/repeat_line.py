"""The line that names the other entry in which the person shown stands."""

from PySide6.QtWidgets import QWidget

from app.ui.entry.panels.ground import Ground
from app.ui.kit import icons, parts, theme
from app.ui.kit.cut_label import CutLabel


class RepeatLine(Ground):
    """Say where the person stands too, and the keys to look there and to give the reason; hidden without."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icons.Icon("warning", "differ")
        self._words = CutLabel("", "label", "differ")
        self._reason = parts.row(parts.keycap("Ctrl+I"), parts.text(self.tr("ghi lý do"), "caption"), gap=4)
        line = parts.row(
            self._icon,
            (self._words, 1),
            parts.keycap("Ctrl+O"),
            parts.text(self.tr("xem trường hợp kia"), "caption"),
            self._reason,
            pad=(12, 0, 12, 0),
            height=32,
        )
        parts.lay(self, parts.rule(), line, gap=0)
        self.hide()

    def say(self, words: str, shorter: str, *, is_open: bool) -> None:
        """Show where the person stands too, or hide the line; ``is_open`` asks for the reason."""
        tone = "differ" if is_open else "less"
        self._icon.set_icon("warning", tone)
        theme.set_prop(self._words, tone=tone)
        self._words.say(words, shorter=(shorter,))
        self._reason.setVisible(is_open)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

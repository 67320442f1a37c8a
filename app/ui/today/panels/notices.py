"""What must be known before any work: the notices above Hôm nay."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame

from app.ui.kit import icons, parts, theme

_LOOKS = {"alarm": ("warning-circle", "differ"), "note": ("info", "accent"), "warn": ("warning", "less")}


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence, how loud it is (alarm, warn, note), and the action of its button ("" for none)."""

    words: str
    level: str = "alarm"
    action: str = ""


class NoticesPanel(QFrame):
    """The notices under one another; hidden while there are none. Emits ``acted`` for a button."""

    acted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows = parts.column(gap=4)
        parts.lay(self, self._rows)
        self.hide()

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """Show these notices instead of the ones before."""
        layout = self._rows.layout()
        assert isinstance(layout, QBoxLayout)
        parts.clear(layout)
        for notice in notices:
            layout.addWidget(self._row(notice))
        self.setVisible(bool(notices))

    def _row(self, notice: Notice) -> QFrame:
        icon, tone = _LOOKS[notice.level]
        words = parts.text(notice.words, "label", "" if notice.level == "note" else tone, wrap=True)
        items: list[parts.Item] = [icons.Icon(icon, tone), (words, 1)]
        if notice.action:
            button = parts.button(notice.action, small=True)
            button.clicked.connect(self.acted)
            items.append(button)
        made = parts.row(*items, gap=8, pad=(12, 6, 8, 6))
        theme.set_prop(made, role={"note": "info"}.get(notice.level, notice.level))
        made.setAccessibleName(notice.words)
        return made

"""The acts in which one difference shows: all in sight before it is resolved, each a button that opens it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from app.ui.kit import icons, parts


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act in which a difference shows: its entry, and where and how it stands there."""

    entry_id: str
    words: str


class ItemActs(QFrame):
    """List the acts of a difference, unless it is one alone; ``opened(entry id)`` gives the one pressed."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = parts.text("", "caption", wrap=True)
        self._list = parts.column(gap=0)
        parts.lay(self, self._said, self._list, gap=0, pad=(0, 2, 0, 0))
        self.hide()

    def set_acts(self, acts: Sequence[ActRow]) -> None:
        """Show these acts."""
        layout = self._list.layout()
        assert isinstance(layout, QBoxLayout)
        parts.clear(layout)
        self._said.setText(
            self.tr("Cùng một sai lệch ở {0} trường hợp, xử lý một lần cho tất cả:").format(len(acts))
        )
        for act in acts if len(acts) > 1 else ():
            words = parts.text(act.words, "label", wrap=True)
            card = parts.Card(
                act.words,
                icons.Icon("caret-right", "accent", 12),
                (words, 1),
                kind="choice",
                pad=(2, 1, 4, 1),
            )
            card.setProperty("entry", act.entry_id)
            card.clicked.connect(self._on_opened)
            layout.addWidget(card)
        self.setVisible(len(acts) > 1)

    def _on_opened(self) -> None:
        self.opened.emit(str(self.sender().property("entry")))

"""Cards of one width in a row, or in two where room is short."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.ui.kit import theme


class CardRows(QFrame):
    """Cards side by side; in two rows when one would be narrower than ``least`` (at 100 %)."""

    def __init__(self, *, least: int, gap: int = 12) -> None:
        super().__init__()
        self._least = least
        self._cards: tuple[QWidget, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(gap)
        self._across = 0

    def set_cards(self, cards: Sequence[QWidget]) -> None:
        """Show these cards and delete the ones before."""
        for card in self._cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards, self._across = tuple(cards), 0
        self._place()

    def _place(self) -> None:
        count = len(self._cards)
        room = (self.width() + self._grid.spacing()) // max(1, count) - self._grid.spacing()
        across = count if room >= theme.px(self._least) else -(-count // 2)
        if across == self._across:
            return
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // across, at % across)
        for at in range(self._grid.columnCount()):
            self._grid.setColumnStretch(at, 1 if at < across else 0)
        for at in range(self._grid.rowCount()):  # a style sheet would let a card shrink
            line = self._cards[at * across : (at + 1) * across]
            self._grid.setRowMinimumHeight(at, max((card.sizeHint().height() for card in line), default=0))
        self._across = across

    def changeEvent(self, event: QEvent) -> None:
        """Place the cards again at another text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._across = 0
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use as many rows as the room asks for."""
        super().resizeEvent(event)
        self._place()

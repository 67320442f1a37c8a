"""The field of a place of registration, with the places of the office at that time to choose from."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from app.models.words.volume_identity import place_key


class PlaceEdit(QLineEdit):
    """Type a place, or choose one of the office's with the down key.

    What the officer has not typed follows the places: one alone fills in, of several none does.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty and without places."""
        super().__init__(parent)
        self._places: tuple[str, ...] = ()
        self._typed = False
        self.textEdited.connect(self._on_edited)

    def begin(self, place: str, *, typed: bool) -> None:
        """Show a place; ``typed`` when somebody has written it down before."""
        self.setText(place)
        self._typed = typed

    def set_places(self, places: Sequence[str]) -> None:
        """Offer places; a place that was not typed stays only where it is one of them."""
        self._places = tuple(places)
        self.setPlaceholderText(self.tr("↓ chọn nơi thời ấy") if places else "")
        known = {place_key(place) for place in places}
        if not self._typed and known and place_key(self.text()) not in known:
            self.setText(places[0] if len(places) == 1 else "")

    def _on_edited(self, text: str) -> None:
        self._typed = bool(text.strip())

    def _choose(self, place: str) -> None:
        self.begin(place, typed=True)
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the places on the down key."""
        if event.key() == Qt.Key.Key_Down and not event.modifiers() and self._places:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for place in self._places:
                menu.addAction(place).triggered.connect(lambda _on, place=place: self._choose(place))
            menu.setActiveAction(menu.actions()[0])
            menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        else:
            super().keyPressEvent(event)

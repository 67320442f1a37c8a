"""The one place of the focus after the last decision."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent

from app.ui.kit import icons, parts, theme
from app.ui.kit.held_keys import ENTER

_PRESSES = frozenset({*ENTER, Qt.Key.Key_Space})


class NextButton(parts.Button):
    """Go on to the next entry when a key was pressed and released here.

    The key that decided is still down when the focus comes: its release, or its repeats, press nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        words = self.tr("Trường hợp tiếp")
        self.setAccessibleName(words)
        parts.relabel(self, words, key="F9", icon="arrow-right")
        theme.set_prop(self, kind="primary")
        self.setIcon(icons.icon("arrow-right", "accent_ink"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go down on Enter or Space; leave every other key, letters too, to nobody."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _PRESSES and not modifiers:
            if not event.isAutoRepeat():
                self.setDown(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Act when the key that went down here is released."""
        if event.key() in _PRESSES and not event.isAutoRepeat() and self.isDown():
            self.click()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the key that went down."""
        self.setDown(False)
        super().focusOutEvent(event)

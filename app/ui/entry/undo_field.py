"""The field whose next Ctrl+Z takes a decision back instead of the words typed there."""

import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget


class UndoField(QObject):
    """Watch one field: until another key is typed there its Ctrl+Z is left to the screen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None

    def begin(self, field: QWidget) -> None:
        """Leave the next Ctrl+Z in this field to the screen."""
        self.end()
        self._field = field
        field.installEventFilter(self)

    def end(self) -> None:
        """Give the field its own Ctrl+Z back."""
        if self._field is not None and shiboken6.isValid(self._field):
            self._field.removeEventFilter(self)
        self._field = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Ctrl+Z from the field; end when the field is left or an input method writes there."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.matches(QKeySequence.StandardKey.Undo):
                event.ignore()
                return True
        elif event.type() in {QEvent.Type.FocusOut, QEvent.Type.InputMethod}:
            self.end()
        return super().eventFilter(watched, event)

"""Widgets shown before they have their place: each is a window for a moment, and takes the focus."""

from weakref import WeakSet

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class Flashes(QObject):
    """Notes every widget that was shown as a window and then put into another.

    ``found`` holds their classes.
    """

    def __init__(self, application):
        super().__init__(application)
        self.found = []
        self._windows = WeakSet()
        application.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show:
            if isinstance(watched, QWidget) and watched.isWindow():
                self._windows.add(watched)
        elif event.type() == QEvent.Type.ParentChange and watched in self._windows:
            self._windows.discard(watched)
            if not watched.isWindow():
                self.found.append(type(watched).__name__)
        return False

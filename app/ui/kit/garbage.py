"""Garbage is collected in the thread of the window only.

Python collects in whatever thread allocates; a dialog in a circle of references would then be deleted in a
worker thread, and Qt crashes.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500


class Garbage(QObject):
    """Collect by a timer of this thread, as often as Python would; nothing is collected elsewhere."""

    def __init__(self, parent: QObject) -> None:
        """Stop the automatic collection of the process and begin."""
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> int:
        """Collect the oldest generation that is full; return how much was found."""
        full = [
            age
            for age, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most
        ]
        return gc.collect(max(full)) if full else 0

"""A key that is held down, or typed ahead: neither may say yes to what nobody has seen."""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HeldEnter(QObject):
    """Drop the repeats of a held Enter; installed on the application it guards every window."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drop the press of an Enter that is still down."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.isAutoRepeat() and event.key() in ENTER
        return super().eventFilter(watched, event)


class Hotkey(QShortcut):
    """A key that does something wherever the focus is; held down it does it once."""

    def __init__(
        self,
        keys: str,
        parent: QObject,
        slot: Callable[[], object],
        context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
    ) -> None:
        """Begin to listen; ``keys`` as ``QKeySequence`` reads them."""
        super().__init__(QKeySequence(keys), parent)
        self.setContext(context)
        self.setAutoRepeat(False)
        self.activated.connect(slot)


class FreshKeys(QObject):
    """Keep a line of text from the key that led to it, while that key is still down."""

    def __init__(self, line: QWidget) -> None:
        """Guard a line from now on."""
        super().__init__(line)
        self._line, self._waits = line, True
        line.installEventFilter(self)

    def wait(self) -> None:
        """Wait for a key that is pressed anew."""
        self._waits = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drop repeats until a key was pressed anew."""
        if watched is self._line and event.type() == QEvent.Type.FocusIn:
            self.wait()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self._waits and event.isAutoRepeat():
                return True
            self._waits = False
        return super().eventFilter(watched, event)


class Seen(QObject):
    """Tell whether what is shown has stood for a while, so that a key can be an answer to it."""

    def __init__(self, after_ms: int, parent: QObject | None = None) -> None:
        """Begin with nothing shown; ``after_ms`` is how long something new must stand."""
        super().__init__(parent)
        self._shown: Hashable = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(after_ms)

    def show(self, what: Hashable) -> None:
        """Say what is shown now; the same again changes nothing."""
        if what != self._shown:
            self._shown = what
            if self._timer.interval():
                self._timer.start()

    @property
    def long_enough(self) -> bool:
        """Tell whether what is shown can have been read."""
        return not self._timer.isActive()

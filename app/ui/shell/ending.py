"""Being ended from outside: the parent is gone, or the system asks the process to end."""

import os
import signal
import sys
import threading

from PySide6.QtCore import QObject, Qt, Signal

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # not every system has all of them
_PARENT = 0  # standard input: a pipe whose other end the parent holds as long as it lives


class Ending(QObject):
    """Emits ``asked``, in the thread of the windows, when the process is to end.

    One that was started with a signal ignored goes on ignoring it (nohup). For the main thread only.
    """

    asked = Signal()
    _heard = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Listen to signals from here on; to the parent only after ``watch_parent``."""
        super().__init__(parent)
        self._heard.connect(self.asked, Qt.ConnectionType.QueuedConnection)
        # Python's own handlers wait for the next line of Python, which may never come while Qt waits
        self._signals, told = os.pipe()
        if sys.platform != "win32":
            os.set_blocking(told, False)
        signal.set_wakeup_fd(told)
        self._numbers = set()
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda _number, _frame: None)
                self._numbers.add(int(number))
        threading.Thread(target=self._hear_signals, daemon=True).start()

    def watch_parent(self) -> None:
        """Ask when the parent has closed its end of the standard input, also by dying."""
        threading.Thread(target=self._hear_parent, daemon=True).start()

    def _hear_signals(self) -> None:
        while numbers := os.read(self._signals, 64):
            if self._numbers & {*numbers}:
                self._heard.emit()

    def _hear_parent(self) -> None:
        try:
            while os.read(_PARENT, 64):
                pass
        except OSError:  # there is nothing to listen to
            return
        self._heard.emit()

"""Requests from outside to end the process: the parent ended, or the system sent a signal."""

import os
import signal
import sys
import threading

from PySide6.QtCore import QObject, Qt, Signal

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # not every system has all of them
_PARENT = 0  # standard input: a pipe that the parent keeps open


class Ending(QObject):
    """Emit ``asked`` in the main thread when the process must end.

    A signal ignored at the start of the process stays ignored (nohup). Use it in the main thread only.
    """

    asked = Signal()
    _heard = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Listen to signals; listen to the parent only after ``watch_parent``."""
        super().__init__(parent)
        self._heard.connect(self.asked, Qt.ConnectionType.QueuedConnection)
        # Python calls its handlers at the next line of Python, which may never run while Qt waits
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
        threading.Thread(target=self._wait_for_signals, daemon=True).start()

    def watch_parent(self) -> None:
        """Emit ``asked`` when the parent closes standard input or ends."""
        threading.Thread(target=self._wait_for_parent, daemon=True).start()

    def _wait_for_signals(self) -> None:
        while numbers := os.read(self._signals, 64):
            if self._numbers & {*numbers}:
                self._heard.emit()

    def _wait_for_parent(self) -> None:
        try:
            while os.read(_PARENT, 64):
                pass
        except OSError:  # standard input is closed
            return
        self._heard.emit()

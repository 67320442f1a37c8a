"""Being ended from outside: the parent is gone, or the system asks the process to end."""

import os
import signal
import socket
import threading

from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # not every system has all of them
_PARENT = 0  # standard input: a pipe whose other end the parent holds as long as it lives


class Ending(QObject):
    """Emits ``asked``, in the thread of the windows, when the process is to end.

    One that was started with a signal ignored goes on ignoring it (nohup). For the main thread only.
    """

    asked = Signal()
    _parent_gone = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Listen to signals from here on; to the parent only after ``watch_parent``."""
        super().__init__(parent)
        self._parent_gone.connect(self.asked, Qt.ConnectionType.QueuedConnection)
        # Python's own handlers wait for the next line of Python, which may never come while Qt waits
        self._heard, self._told = socket.socketpair()
        for end in (self._heard, self._told):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)
        signal.set_wakeup_fd(self._told.fileno())
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda _number, _frame: None)

    def watch_parent(self) -> None:
        """Ask when the parent has closed its end of the standard input, also by dying."""
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        try:
            while os.read(_PARENT, 64):
                pass
        except OSError:  # there is nothing to listen to
            return
        self._parent_gone.emit()

    def _on_signal(self) -> None:
        numbers = {*self._heard.recv(64)}
        if numbers & {getattr(signal, name, 0) for name in _NAMES}:
            self.asked.emit()

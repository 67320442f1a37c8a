"""Why the process must end: the parent ended, the system sent a signal, a job or the window hangs."""

import os
import signal
import sys
import threading

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.process.supervisor import LOCKED
from app.ui.kit.jobs import PATIENCE_MS, Jobs

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # not every system has all of them
_BEAT_MS = 500
_LOOKS = 10  # within the patience with a quiet job
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


class QuietWatch(QObject):
    """Emit ``hangs`` when the jobs that run give no sign of life for some time."""

    hangs = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None, patience: int = PATIENCE_MS) -> None:
        """Watch nothing until ``start``; ``patience`` is in milliseconds."""
        super().__init__(parent)
        self._jobs = jobs
        self._timer = QTimer(self)
        self._timer.setInterval(patience // _LOOKS)
        self._timer.timeout.connect(self._look)
        self._seen: tuple[int, int] | None = None
        self._quiet = 0

    def start(self) -> None:
        """Begin to watch."""
        self._seen, self._quiet = self._life(), 0
        self._timer.start()

    def _life(self) -> tuple[int, int]:
        """Return what changes with every report, and with every job that begins."""
        job = self._jobs.running
        return (id(job), job.reports) if job is not None else (0, 0)

    def _look(self) -> None:
        life = self._life()
        self._quiet = self._quiet + 1 if life == self._seen else 0
        self._seen = life
        if self._quiet >= _LOOKS:
            self._timer.stop()
            self.hangs.emit()


class Pulse(QObject):
    """End the process when its main thread stands still, as in a dialog on a dead stick.

    No idle time can lock such a window, so its keys would stay.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Watch nothing until ``start``."""
        super().__init__(parent)
        self._beats = 0
        self._over = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def start(self, limit: float) -> None:
        """Begin to watch; called once. ``limit`` is in seconds, and longer than any work of the window."""
        self._timer.start()
        threading.Thread(target=self._watch, args=(limit,), daemon=True).start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._over.set()

    def _beat(self) -> None:
        self._beats += 1

    def _watch(self, limit: float) -> None:
        seen = -1
        while self._beats != seen:
            seen = self._beats
            if self._over.wait(limit):
                return
        os._exit(LOCKED)

"""Work that takes longer than a moment: one worker thread, owned by the main window."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from app.errors import Stopped
from app.progress import Progress

Work = Callable[[Progress], object]
"""What a job does: called with a ``progress(done, total)`` that raises ``Stopped`` to stop it."""
_STEPS = 200  # at most this many progress signals per job, a signal per row would drown the window


class Job(QObject):
    """One piece of work: connect its signals to bound methods, then hand it to ``Jobs.start``.

    It ends by emitting ``succeeded`` (with what the work returned) or ``failed`` (with the exception,
    ``Stopped`` when the officer stopped it), exactly once.
    """

    progressed = Signal(int, int)
    succeeded = Signal(object)
    failed = Signal(object)

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._stop = threading.Event()
        self._last = -1

    def stop(self) -> None:
        """Ask the work to stop at its next report; safe from any thread, at any time."""
        self._stop.set()

    def do(self) -> None:
        """Run the work; called once, in the worker thread."""
        try:
            self._check()
            result = self._work(self._progress)
        except Exception as error:  # noqa: BLE001 - whoever listens tells AppError from a bug
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)

    def _check(self) -> None:
        if self._stop.is_set():
            raise Stopped("Đã dừng theo yêu cầu; chưa có gì thay đổi.")

    def _progress(self, done: int, total: int) -> None:
        self._check()
        step = done * _STEPS // total if total > 0 else done
        if step != self._last or done == total:
            self._last = step
            self.progressed.emit(done, total)


class _Worker(QObject):
    """Lives in the worker thread and does one job after another."""

    @Slot(object)
    def take(self, job: Job) -> None:
        """Do a job."""
        job.do()


class Jobs(QObject):
    """The queue of the one worker thread. ``busy_changed`` tells when there is work, and when none."""

    busy_changed = Signal(bool)
    _handed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pending: list[Job] = []
        self._thread = QThread(self)
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        self._handed.connect(self._worker.take, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Tell whether a job runs or waits."""
        return bool(self._pending)

    def start(self, job: Job) -> None:
        """Run a job when those before it are done."""
        job.succeeded.connect(self._on_ended)
        job.failed.connect(self._on_ended)
        self._pending.append(job)
        if not self._thread.isRunning():
            self._thread.start()
        if len(self._pending) == 1:
            self.busy_changed.emit(True)
        self._handed.emit(job)

    def run(
        self,
        work: Work,
        succeeded: Callable[[Any], object],
        failed: Callable[[Any], object],
        progressed: Callable[[int, int], object] | None = None,
    ) -> Job:
        """Make a job, connect bound methods of widgets to it, and start it.

        TypeError for a lambda or function: it would be called after its widget is gone.
        """
        for slot in (succeeded, failed, progressed):
            if slot is not None and not isinstance(getattr(slot, "__self__", None), QObject):
                raise TypeError("connect a bound method of a QObject")
        job = Job(work)
        job.succeeded.connect(succeeded)
        job.failed.connect(failed)
        if progressed is not None:
            job.progressed.connect(progressed)
        self.start(job)
        return job

    def shutdown(self) -> None:
        """Stop what runs and waits, and return when the thread has ended."""
        for job in self._pending:
            job.stop()
        if self._thread.isRunning():
            self._thread.quit()
            self._thread.wait()

    def _on_ended(self, _outcome: object) -> None:
        job = self.sender()
        if isinstance(job, Job) and job in self._pending:
            self._pending.remove(job)
        if not self._pending:
            self.busy_changed.emit(False)

"""Long work: jobs, and the queue of one worker thread that runs them in order."""

import threading
from collections.abc import Callable
from typing import Any, Generic, Protocol, Self, TypeVar

from PySide6.QtCore import QDeadlineTimer, QObject, Qt, QThread, Signal, Slot

from app.errors import Stopped
from app.progress import Progress

T = TypeVar("T")
PATIENCE_MS = 5000  # how long work that is to stop may give no sign of life
_STEPS = 200  # progress signals per job at most: a signal per row would block the window


class Job(QObject, Generic[T]):
    """One piece of work with its progress and its result; call ``then``, then run it.

    ``work`` gets a ``progress(done, total)`` that raises ``Stopped`` to stop it. The job ends exactly once:
    by ``succeeded`` with the result, or by ``failed`` with the exception (``Stopped`` when the
    officer stopped it).
    """

    progressed = Signal(int, int)
    succeeded = Signal(object)
    failed = Signal(object)

    def __init__(self, work: Callable[[Progress], T]) -> None:
        super().__init__()
        self._work = work
        self._stop = threading.Event()
        self._last = -1
        self.title, self.stopping = "", ""
        self.reports = 0
        """How often the work has reported: work that hangs reports no more."""

    def then(
        self,
        succeeded: Callable[[T], object],
        failed: Callable[[Exception], object],
        progressed: Callable[[int, int], object] | None = None,
    ) -> Self:
        """Connect bound methods of widgets; Qt calls them in the thread of the widget.

        TypeError for a lambda or function: it would run after its widget is deleted.
        """
        for slot in (succeeded, failed, progressed):
            if slot is not None and not isinstance(getattr(slot, "__self__", None), QObject):
                raise TypeError("connect a bound method of a QObject")
        self.succeeded.connect(succeeded)
        self.failed.connect(failed)
        if progressed is not None:
            self.progressed.connect(progressed)
        return self

    def stop(self) -> None:
        """Ask the work to stop at its next report; any thread may call this."""
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
        self.reports += 1
        self._check()
        step = done * _STEPS // total if total > 0 else done
        if step != self._last or done == total:
            self._last = step
            over = max(0, total.bit_length() - 31)  # a number of Qt has 32 bits, a package more bytes
            self.progressed.emit(done >> over, total >> over)


class Runner(Protocol):
    """The interface of a queue of jobs."""

    def run(self, job: Job[T], title: str = "", stopping: str = "") -> None:
        """Run a job after those before it.

        A job with a title is shown while it runs; ``stopping`` says what a stop does.
        """


class _Worker(QObject):
    """Run one job after another in the worker thread."""

    @Slot(object)
    def take(self, job: Job[object]) -> None:
        """Run a job."""
        job.do()


class Jobs(QObject):
    """The queue of one worker thread, a ``Runner``.

    ``busy_changed`` tells whether there is work; ``moved`` that another job runs or waits.
    """

    busy_changed = Signal(bool)
    moved = Signal()
    _handed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pending: list[Job[Any]] = []
        self._over = False
        self._thread = QThread(self)
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        self._handed.connect(self._worker.take, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Tell whether a job runs or waits."""
        return bool(self._pending)

    @property
    def running(self) -> Job[Any] | None:
        """Return the running job."""
        return self._pending[0] if self._pending else None

    @property
    def waiting(self) -> int:
        """Return how many jobs wait."""
        return max(0, len(self._pending) - 1)

    def run(self, job: Job[T], title: str = "", stopping: str = "") -> None:
        """Run a job after those before it; see ``Runner``. After ``end`` nothing begins."""
        if self._over:  # what ends late may ask for more; a thread that runs at exit aborts the process
            return
        job.title, job.stopping = title, stopping
        job.succeeded.connect(self._on_ended)
        job.failed.connect(self._on_ended)
        self._pending.append(job)
        if not self._thread.isRunning():
            self._thread.start()
        if len(self._pending) == 1:
            self.busy_changed.emit(True)
        self.moved.emit()
        self._handed.emit(job)

    def end(self, until: QDeadlineTimer) -> bool:
        """Shut down for good: the window closes."""
        self._over = True
        return self.shutdown(until)

    def shutdown(self, until: QDeadlineTimer | None = None) -> bool:
        """Stop running and waiting jobs, wait for the thread to end, and return whether it has.

        It is waited for ``PATIENCE_MS`` or ``until`` then. A thread that hangs in a read or write of a dead
        stick heeds nothing: only the end of the process ends it.
        """
        for job in self._pending:
            job.stop()
        self._thread.quit()
        return self._thread.wait(until or QDeadlineTimer(PATIENCE_MS))

    def _on_ended(self, _outcome: object) -> None:
        job = self.sender()
        if isinstance(job, Job) and job in self._pending:
            self._pending.remove(job)
        self.moved.emit()
        if not self._pending:
            self.busy_changed.emit(False)

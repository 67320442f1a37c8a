"""Try a password in a worker thread: deriving its key takes up to a second."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from app.errors import AppError, Stopped
from app.ui.kit.jobs import Job, Runner

T = TypeVar("T")


class PasswordTry(QObject):
    """Run one try at a time; a dropped try calls nothing.

    ``busy_changed`` tells when to disable the input, and when to enable it: before the result is passed on.
    """

    busy_changed = Signal(bool)

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._job: Job[Any] | None = None
        self._succeeded: Callable[[Any], object] = _nothing
        self._refused: Callable[[AppError], object] = _nothing

    @property
    def busy(self) -> bool:
        """Tell whether a password is being tried."""
        return self._job is not None

    def begin(
        self, work: Callable[[], T], succeeded: Callable[[T], object], refused: Callable[[AppError], object]
    ) -> None:
        """Try to open something with a password; do nothing while another try runs."""
        if self.busy:
            return
        self._succeeded, self._refused = succeeded, refused
        self._job = Job(lambda _progress: work()).then(self._on_succeeded, self._on_failed)
        self.busy_changed.emit(True)
        self._runner.run(self._job)

    def drop(self) -> None:
        """Drop the running try: its result is ignored."""
        if self._job is not None:
            self._job.stop()
            self._end()

    def _on_succeeded(self, opened: object) -> None:
        if self.sender() is self._job:
            then = self._succeeded
            self._end()
            then(opened)

    def _on_failed(self, error: Exception) -> None:
        if self.sender() is not self._job:
            return
        then = self._refused
        self._end()
        if isinstance(error, Stopped):  # the window is closing
            return
        if not isinstance(error, AppError):
            raise error  # for the bug log
        then(error)

    def _end(self) -> None:
        self._job, self._succeeded, self._refused = None, _nothing, _nothing
        self.busy_changed.emit(False)


def _nothing(_outcome: object) -> None:
    """Do nothing: the follower while no try runs."""

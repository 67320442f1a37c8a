"""Keying an older registry file anew behind the window, while typing goes on without it."""

from PySide6.QtCore import QObject, Signal

from app.errors import AppError, Stopped
from app.progress import Progress
from app.services.exchange import snapshots
from app.ui.kit.jobs import Job, Runner
from app.workspace import Workspace

_MOST = 99  # percent: the keys are still sorted and written when the last person has been read


class Rebuilding(QObject):
    """Rebuilds the snapshot in force where the workspace found it older.

    ``progressed`` says that ``percent`` is another, ``succeeded`` that the snapshot can be opened, ``failed``
    that the workspace's ``snapshot_problem`` says why it cannot. After ``stop`` none of them comes.
    """

    progressed = Signal()
    succeeded = Signal()
    failed = Signal()

    def __init__(self, workspace: Workspace, runner: Runner, parent: QObject | None = None) -> None:
        """Do nothing until ``begin``; ``runner`` is the queue in which imports wait too."""
        super().__init__(parent)
        self._workspace, self._runner = workspace, runner
        self._job: Job[int] | None = None
        self._percent = 0

    @property
    def percent(self) -> int | None:
        """Return how much is done; None while nothing is rebuilt."""
        return None if self._job is None else self._percent

    def begin(self) -> None:
        """Rebuild the snapshot if the workspace says that it is older, once at a time."""
        work = self._workspace
        if not work.older or self._job is not None:
            return
        store, folder, by, now = work.store, work.folder, work.account, work.now

        def rebuild(progress: Progress) -> int:
            return snapshots.rebuild(store, folder, by=by, now=now, progress=progress)

        self._percent = 0
        self._job = Job(rebuild).then(self._succeeded, self._failed, self._progressed)
        self._runner.run(self._job)

    def stop(self) -> None:
        """Stop at the next report and tell nothing more; the file stays as it was."""
        if self._job is not None:
            self._job.stop()
            self._job = None

    def _progressed(self, done: int, total: int) -> None:
        if self._job is not None:
            self._percent = min(_MOST, done * 100 // total) if total > 0 else 0
            self.progressed.emit()

    def _succeeded(self, _count: int) -> None:
        if self._job is not None:
            self._job = None
            self.succeeded.emit()

    def _failed(self, error: Exception) -> None:
        """Keep the sentence for the bar; a bug is raised for the bug log."""
        if self._job is None:
            return
        self._job, self._workspace.older = None, False
        if isinstance(error, Stopped):  # the window is closing: it is begun anew at the next sign-in
            return
        known = isinstance(error, AppError)
        self._workspace.snapshot_problem = str(error) if known else self.tr("Lỗi ngoài dự kiến.")
        self.failed.emit()
        if not known:
            raise error

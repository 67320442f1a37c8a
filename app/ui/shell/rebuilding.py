"""Rebuild an older registry file in a worker thread, while the officer types without it."""

from PySide6.QtCore import QObject, Signal

from app.errors import AppError, Stopped
from app.progress import Progress
from app.services.exchange import snapshots
from app.ui.kit.jobs import Job, Runner
from app.workspace import Workspace

_MOST = 99  # percent: after the last person the keys are still sorted and written


class Rebuilding(QObject):
    """Rebuild the snapshot in force when its format is older.

    ``progressed`` says that ``percent`` changed, ``succeeded`` that the snapshot can be opened. After
    ``failed`` the workspace has the reason in ``snapshot_problem``. After ``stop`` no signal comes.
    """

    progressed = Signal()
    succeeded = Signal()
    failed = Signal()

    def __init__(self, workspace: Workspace, runner: Runner, parent: QObject | None = None) -> None:
        """Do nothing before ``begin``; ``runner`` is the queue of imports too."""
        super().__init__(parent)
        self._workspace, self._runner = workspace, runner
        self._job: Job[int] | None = None
        self._percent = 0

    @property
    def percent(self) -> int | None:
        """Return the percent done; None while nothing is rebuilt."""
        return None if self._job is None else self._percent

    def begin(self) -> None:
        """Rebuild the snapshot if the workspace found it older and no rebuild runs."""
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
        """Stop at the next report and emit nothing more; the file stays unchanged."""
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
        """Keep the sentence for the bar; raise a bug for the bug log."""
        if self._job is None:
            return
        self._job, self._workspace.older = None, False
        if isinstance(error, Stopped):  # the window closes: the next sign-in begins again
            return
        known = isinstance(error, AppError)
        self._workspace.snapshot_problem = str(error) if known else self.tr("Lỗi ngoài dự kiến.")
        self.failed.emit()
        if not known:
            raise error

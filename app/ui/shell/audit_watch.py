"""Check the audit chain behind the window: after sign-in and after an exchange, the whole of it weekly."""

from PySide6.QtCore import QObject, Signal

from app.errors import AppError, Stopped
from app.services.office import anchors
from app.services.office.anchors import AuditState
from app.ui.kit.jobs import Job, Runner
from app.workspace import Workspace


class AuditWatch(QObject):
    """Keep in ``workspace.audit`` what the last check found; ``checked`` says that it is there."""

    checked = Signal()

    def __init__(self, workspace: Workspace, runner: Runner, parent: QObject | None = None) -> None:
        """Do nothing before ``begin``; ``runner`` is the queue of imports too."""
        super().__init__(parent)
        self._workspace, self._runner = workspace, runner
        self._job: Job[AuditState] | None = None

    def begin(self) -> None:
        """Check what follows the last anchor, or the whole chain when a week has passed."""
        if self._job is not None:
            return
        store, by, now = self._workspace.store, self._workspace.account, self._workspace.now

        def check(_progress: object) -> AuditState:
            with store.read() as session:
                whole = anchors.due(session, at=now())
                state = anchors.check(session, whole=whole)
            if whole:
                with store.write() as session:
                    anchors.record_check(session, state, by=by, at=now())
            return state

        self._job = Job(check).then(self._succeeded, self._failed)
        self._runner.run(self._job)

    def stop(self) -> None:
        """Take no result any more."""
        if self._job is not None:
            self._job.stop()
            self._job = None

    def _succeeded(self, state: AuditState) -> None:
        if self._job is not None:
            self._job = None
            self._workspace.audit = state
            self.checked.emit()

    def _failed(self, error: Exception) -> None:
        """Leave the check for the next sign-in, as on a full disk; raise a bug for the bug log."""
        if self._job is None:
            return
        self._job = None
        if not isinstance(error, AppError | Stopped):
            raise error

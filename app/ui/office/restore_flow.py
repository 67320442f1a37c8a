"""What a restore dialog asks for, done in the worker thread: finding backups, then the restore or drill."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from app.errors import AppError
from app.models.store.times import read
from app.models.words.moments import day_and_minute
from app.progress import Progress
from app.services.office import restoring
from app.services.office.backing_up import Backup
from app.services.office.restoring import ByPassword, BySheet, Opener
from app.texts import Text, tr
from app.ui.kit import files
from app.ui.kit.jobs import Job, Runner
from app.ui.kit.messages import show_error
from app.ui.office.panels.restore_dialog import SHEET, Generation, RestoreChoice, RestoreDialog

Work = Callable[[Path, Opener, Progress], str]
"""Restores or drills a backup and returns the words for the officer."""


class RestoreFlow(QObject):
    """Answer one dialog; ``done`` tells whether its work was done."""

    def __init__(self, dialog: RestoreDialog, runner: Runner, work: Work) -> None:
        """Answer the dialog until it is closed."""
        super().__init__(dialog)
        self._dialog, self._runner, self._work = dialog, runner, work
        self._job: Job[Any] | None = None
        self.done = False
        dialog.folder_requested.connect(self._ask_folder)
        dialog.given.connect(self._begin)
        dialog.stop_requested.connect(self._stop)

    def show(self) -> bool:
        """Show the dialog until it is closed; tell whether its work was done."""
        self._dialog.exec()
        self._dialog.deleteLater()  # the collector may run in a worker thread, which must not delete widgets
        return self.done

    def look(self, folder: Path) -> None:
        """Look for backups in a folder and show them."""

        def job(_progress: Progress) -> list[Generation]:
            return [generation_of(one) for one in restoring.find(folder)]

        self._run(Job(job).then(self._found, self._failed))

    def _found(self, generations: list[Generation]) -> None:
        self._job = None
        self._dialog.set_generations(generations)

    def _ask_folder(self) -> None:
        folder = files.choose_folder(self._dialog, tr("Chọn USB hoặc thư mục có bản sao lưu"))
        if folder is not None:
            self.look(folder)

    def _begin(self, choice: RestoreChoice) -> None:
        path, opener = Path(choice.path), opener_of(choice)
        job = Job(lambda progress: self._work(path, opener, progress))
        self._run(job.then(self._succeeded, self._failed, self._dialog.set_progress))

    def _run(self, job: Job[Any]) -> None:
        self._job = job
        self._runner.run(job)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _succeeded(self, words: str) -> None:
        self._job = None
        self.done = True
        self._dialog.set_done(words)

    def _failed(self, error: Exception) -> None:
        self._job = None
        if isinstance(error, AppError):
            self._dialog.set_error(str(error))
        else:
            self._dialog.set_error(tr("Chưa làm được. Chưa thay đổi gì."))
            show_error(self._dialog, error)


def generation_of(backup: Backup) -> Generation:
    """Return what a dialog shows of a backup."""
    content = Text("{0} trường hợp, {1} MB", backup.facts.counts.get("entry", 0), -(-backup.facts.size >> 20))
    day = day_and_minute(read(backup.facts.created_at))
    return Generation(str(backup.path), day, str(content), tuple(restoring.logins(backup.path)))


def opener_of(choice: RestoreChoice) -> Opener:
    """Return what opens the backup."""
    return BySheet(*choice.halves) if choice.login == SHEET else ByPassword(choice.login, choice.password)

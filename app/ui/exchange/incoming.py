"""Packages from outside: registry copies and answers, and what two persons decide about a refused one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.crypto.package import PackageProblem
from app.errors import AppError, NotUnlocked, Refused
from app.models.words.roles import Action
from app.progress import Progress
from app.services.exchange import exports, packages, returns, snapshots
from app.services.exchange.packages import Agreement, ChainBreak
from app.services.office import accounts
from app.services.office.accounts import Officer
from app.services.office.password_tries import AskedBy
from app.services.office.permissions import may
from app.ui.exchange import refusals, reports
from app.ui.exchange.panels.refusal_dialog import RefusalDialog
from app.ui.exchange.panels.transfer import Report
from app.workspace import Workspace

T = TypeVar("T")


class Run(Protocol):
    """How the screen runs a job that it shows."""

    def __call__(
        self, work: Callable[[Progress], T], done: Callable[[T], None], title: str, stopping: str
    ) -> None:
        """Run it; ``done`` is a bound method of a QObject."""


@dataclass(frozen=True, slots=True)
class _Decided:
    """What two persons decided in the dialog, before the password is tried."""

    manifest_sha256: str
    reason: str
    other: Officer
    password: str


class Incoming(QObject):
    """Take registry copies and answers; explain a refusal in a dialog.

    ``taken`` gives the report to show and the result, ``snapshot_changed`` says that another copy is in
    force.
    """

    taken = Signal(object, object)
    snapshot_changed = Signal()

    def __init__(self, workspace: Workspace, run: Run, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._run, self._screen = workspace, run, parent
        self._again: Callable[[_Decided | None], None] | None = None
        self._break: ChainBreak | None = None
        self._dialog: RefusalDialog | None = None

    def take_snapshot(self, source: Path, officer: Officer, password: str) -> None:
        """Import a registry copy, all of it or nothing, as a police officer.

        The password is tried when another officer is signed in.
        """
        work = self._workspace

        def take(decided: _Decided | None) -> None:
            def job(progress: Progress) -> snapshots.SnapshotReport:
                if officer is not work.account:
                    work.prove(officer, password, AskedBy.EXCHANGE)
                return snapshots.receive(
                    work.store,
                    work.folder,
                    source,
                    by=officer,
                    now=work.now,
                    random=work.random,
                    progress=progress,
                    demo=work.settings.demo,
                    agreement=self._agreed(decided),
                )

            self._run(
                job,
                self._snapshot_taken,
                self.tr("Đang nạp bản sao CSDL dân cư"),
                self.tr("Dừng lúc này: bản sao đang dùng vẫn như cũ."),
            )

        self._again = take
        take(None)

    def take_answer(self, source: Path) -> None:
        """Import an answer of the police side; its numbers are kept with the entries."""
        work = self._workspace

        def take(decided: _Decided | None) -> None:
            def job(progress: Progress) -> returns.AnswerReport:
                return returns.receive(
                    work.store,
                    source,
                    by=work.account,
                    now=work.now,
                    progress=progress,
                    demo=work.settings.demo,
                    agreement=self._agreed(decided),
                )

            self._run(
                job,
                self._answer_taken,
                self.tr("Đang nạp trả lời"),
                self.tr("Dừng lúc này: chưa thay đổi gì."),
            )

        self._again = take
        take(None)

    def explain(self, error: AppError) -> bool:
        """Show why a package was refused; False when the error is not about the package."""
        if self._dialog is not None and isinstance(error, NotUnlocked | Refused):
            self._dialog.set_error(str(error))
            return True
        again = self._again
        self.close()
        if not isinstance(error, PackageProblem):
            return False
        self._again = again
        self._break = error if isinstance(error, ChainBreak) else None
        deciders = [(officer.uid, officer.full_name) for officer in self._deciders()]
        with self._workspace.store.read() as session:
            received = packages.received(session)
        self._dialog = RefusalDialog(self._screen, refusals.refusal(error, deciders, received))
        self._dialog.decided.connect(self._on_decided)
        self._dialog.rejected.connect(self._on_closed)
        self._dialog.open()
        return True

    def close(self) -> None:
        """Close the dialog: the work ended otherwise."""
        dialog, self._dialog = self._dialog, None
        self._again = None  # it knows a password
        if dialog is not None:
            dialog.accept()

    def _snapshot_taken(self, report: snapshots.SnapshotReport) -> None:
        self._finish(reports.snapshot(report), report)
        self.snapshot_changed.emit()

    def _answer_taken(self, report: returns.AnswerReport) -> None:
        self._finish(reports.answer(report), report)

    def _finish(self, shown: Report, result: object) -> None:
        self.close()
        self.taken.emit(shown, result)

    def _on_closed(self) -> None:
        self._dialog = self._break = self._again = None

    def _on_decided(self, reason: str, uid: str, password: str) -> None:
        if self._break is None or self._again is None:
            return
        with self._workspace.store.read() as session:
            other = accounts.get(session, uid)
        self._again(_Decided(self._break.manifest_sha256, reason, other, password))

    def _agreed(self, decided: _Decided | None) -> Agreement | None:
        """Try the password of the second person, in the thread of the job."""
        if decided is None:
            return None
        work = self._workspace
        work.prove(decided.other, decided.password, AskedBy.EXCHANGE)
        first, police = work.account, decided.other
        if not may(first, Action.ACCEPT_BREAK):
            first, police = police, first
        return Agreement(decided.manifest_sha256, decided.reason, first, police)

    def _deciders(self) -> Sequence[Officer]:
        """Return who may decide with the officer who is signed in; who approved last comes first."""
        account = self._workspace.account
        needed = Action.COUNTERSIGN if may(account, Action.ACCEPT_BREAK) else Action.ACCEPT_BREAK
        with self._workspace.store.read() as session:
            last = exports.last_approver(session)
            others = [o for o in accounts.every(session) if may(o, needed) and o.uid != account.uid]
        return sorted(others, key=lambda officer: officer.uid != last)

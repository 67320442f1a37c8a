"""Chuyển giao: export approved entries, import snapshots and answers, write packages again."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import AppError, Refused, Stopped
from app.held_folder import FolderId
from app.models.words.codes import Branch
from app.models.words.roles import Action
from app.process import machine
from app.progress import Progress
from app.services.entry import entries
from app.services.exchange import deliveries, exports, sealed_files
from app.services.office import accounts, trusting, unlocking
from app.services.office.accounts import Officer
from app.services.office.password_tries import AskedBy
from app.services.office.permissions import may
from app.ui.exchange import reports
from app.ui.exchange.incoming import Incoming
from app.ui.exchange.panels.package_dialog import PackageDialog
from app.ui.exchange.panels.transfer import KEYS, Ready, Report, TransferPanel
from app.ui.kit import files
from app.ui.kit.ask_bar import AskBar
from app.ui.kit.clock_ask import when_sure
from app.ui.kit.jobs import Job, Runner
from app.ui.kit.messages import show_error
from app.ui.kit.screen import Keys, Screen
from app.workspace import Workspace

T = TypeVar("T")
_STEPS = ("signatures", "signatures", "write", "read_back", "read_back")  # by the quarter that is done


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signs a package: the signed-in officer, and the police officer once the password was tried."""

    justice: exports.SigningOfficer
    police: Callable[[], exports.SigningOfficer]


class TransferScreen(Screen):
    """Make a package, import a registry copy or an answer, show the history."""

    key, icon, action = "transfer", "package", Action.SEE_EXCHANGE
    snapshot_changed = Signal()
    finished = Signal(object)  # the result of a job, or its error

    def __init__(self, workspace: Workspace, runner: Runner, parent: QWidget | None = None) -> None:
        """Build the screen; ``refresh`` fills it."""
        super().__init__(parent)
        self._workspace, self._runner = workspace, runner
        self._job: Job[Any] | None = None
        self.panel = TransferPanel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.ask = AskBar()
        self._source = Path()
        self._renewal: PackageDialog | None = None  # hidden while its package is made anew
        layout.addWidget(self.ask)
        layout.addWidget(self.panel, 1)
        self.setFocusProxy(self.panel)
        self.panel.make_requested.connect(self._ask_target)
        self.panel.snapshot_requested.connect(self._ask_snapshot)
        self.panel.answer_requested.connect(self._ask_answer)
        self.panel.stop_requested.connect(self._stop)
        self.panel.package_opened.connect(self._open_package)
        self._incoming = Incoming(workspace, self._run, self)
        self._incoming.taken.connect(self._taken)
        self._incoming.snapshot_changed.connect(self.snapshot_changed)

    @property
    def title(self) -> str:
        """Return the name in the rail."""
        return self.tr("Chuyển giao")

    def keys(self) -> Keys:
        """Return the keys of this screen."""
        return KEYS

    def refresh(self) -> None:
        """Count the entries to export and read the history again."""
        work = self._workspace
        with work.store.read() as session:
            ready = exports.ready(session)
            differing = sum(
                any(Branch(d.branch).is_mismatch for d in entries.active_decisions(session, r.id).values())
                for r in ready
            )
            receivers = tuple((party.party_id, party.name) for party in trusting.receivers(session))
            police = self._police()
            history = deliveries.history(session, at=work.now())
            rows = [reports.row(one, several=len(receivers) > 1) for one in history]
        self.panel.set_ready(Ready(len(ready), differing, receivers, police.full_name if police else ""))
        self.panel.set_history(rows)

    # -- out -----------------------------------------------------------------------------------------

    def make(
        self,
        target: Path,
        password: str,
        receiver_id: str = "",
        clock_reason: str = "",
        chosen: FolderId | None = None,
    ) -> None:
        """Sign with the keys of both officers, keep the package, mark the entries, write to the medium.

        ``chosen`` is the identity of the folder when the officer chose it; ``clock_reason`` says why a
        doubted clock is right, and is recorded once the password was right.
        """
        work = self._workspace

        def begin(signers: Signers, progress: Progress) -> exports.Exported:
            return exports.export(
                work.store,
                target,
                justice=signers.justice,
                police=signers.police(),
                now=work.now,
                random=work.random,
                progress=progress,
                demo=work.settings.demo,
                receiver_id=receiver_id,
                chosen=chosen,
                removable=machine.is_removable(target),
            )

        self._make(begin, password, clock_reason)

    def _make(
        self, begin: Callable[[Signers, Progress], exports.Exported], password: str, clock_reason: str
    ) -> None:
        """Run the making of a package; the key of the police is opened in the thread of the job."""
        work = self._workspace
        police = self._police()
        try:
            if police is None:
                raise Refused("Chưa có tài khoản Công an để ký gói.")
            own = unlocking.own_signer(work.account, work.signing_key)
        except AppError as error:
            self._refuse(str(error))
            return

        def open_police() -> exports.SigningOfficer:
            signer = work.signer(police, password, AskedBy.EXCHANGE)
            with work.store.write() as session:
                work.confirm_signing(session, clock_reason, by=work.account, police=police)
            return exports.SigningOfficer(police, signer)

        signers = Signers(exports.SigningOfficer(work.account, own), open_police)
        self._run(
            lambda progress: begin(signers, progress),
            self._made,
            self.tr("Đang làm gói kết quả"),
            self.tr("Dừng lúc này: USB không có tệp dở dang. Gói đã ký xong thì giữ trong máy để ghi sau."),
            self._making,
        )

    def _made(self, result: exports.Exported) -> None:
        self.panel.show_report(reports.made(result, removable=machine.is_removable(result.path.parent)))
        self._done(result)
        self.panel.choose(result.package)

    def write_again(self, package: int, target: Path, chosen: FolderId | None = None) -> None:
        """Write the kept bytes of a package to a medium once more."""
        work = self._workspace

        def job(progress: Progress) -> sealed_files.WrittenCopy:
            return sealed_files.write_again(
                work.store,
                package,
                target,
                by=work.account,
                now=work.now,
                progress=progress,
                chosen=chosen,
                removable=machine.is_removable(target),
            )

        self._run(
            job,
            self._written,
            self.tr("Đang ghi lại gói ra USB"),
            self.tr("Dừng lúc này: không để lại tệp dở dang trên USB; gói vẫn giữ trong máy."),
            self._writing,
        )

    def _written(self, result: sealed_files.WrittenCopy) -> None:
        self.panel.show_report(reports.written(result, removable=machine.is_removable(result.path.parent)))
        self._done(result)

    def renew(
        self,
        package: int,
        target: Path,
        reason: str,
        password: str,
        clock_reason: str = "",
        chosen: FolderId | None = None,
    ) -> None:
        """Make a refused package anew, with both signatures."""
        work = self._workspace

        def begin(signers: Signers, progress: Progress) -> exports.Exported:
            return exports.renew(
                work.store,
                package,
                target,
                reason=reason,
                justice=signers.justice,
                police=signers.police(),
                now=work.now,
                random=work.random,
                progress=progress,
                demo=work.settings.demo,
                chosen=chosen,
                removable=machine.is_removable(target),
            )

        self._make(begin, password, clock_reason)

    # -- in ------------------------------------------------------------------------------------------

    def take_snapshot(self, source: Path, password: str = "") -> None:
        """Import a registry snapshot, all of it or nothing.

        Only a police officer may: signed in, or with the police officer's password.
        """
        try:
            officer = self._importer()
        except AppError as error:
            self.panel.set_error(str(error))
            self.finished.emit(error)
            return
        self._incoming.take_snapshot(source, officer, password)

    def take_answer(self, source: Path) -> None:
        """Import an answer of the police side; its numbers are kept with the entries."""
        self._incoming.take_answer(source)

    def _taken(self, shown: Report, result: object) -> None:
        self.panel.show_report(shown)
        self._done(result)

    # -- inside --------------------------------------------------------------------------------------

    def _run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        title: str,
        stopping: str,
        progressed: Callable[[int, int], None] | None = None,
    ) -> None:
        """Run a job that this screen shows."""
        self.panel.begin(title, "", stopping)
        self._job = Job(work).then(done, self._failed, progressed or self._progressed)
        self._runner.run(self._job)

    def _progressed(self, done: int, total: int) -> None:
        self.panel.set_progress(done, total)

    def _making(self, done: int, total: int) -> None:
        self.panel.set_progress(done, total)
        self.panel.set_step(_STEPS[4 * done // total if total else 0])

    def _writing(self, done: int, total: int) -> None:
        self.panel.set_progress(done, total)
        self.panel.set_step("write" if 2 * done < total else "read_back")

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.panel.show_make()
        if isinstance(error, Stopped):
            self._incoming.close()
        elif not isinstance(error, AppError):
            self._incoming.close()
            show_error(self, error)
        elif not self._incoming.explain(error):
            self._refuse(self._workspace.said(error))
        if self._renewal is not None and self._renewal.isHidden():
            self._forget_renewal()
        self.finished.emit(error)

    def _refuse(self, words: str) -> None:
        """Say why nothing was made, in the dialog that asked for it where one did."""
        if self._renewal is not None:
            self._renewal.set_error(words)
        else:
            self.panel.set_error(words)

    def _forget_renewal(self) -> None:
        """Close the dialog of a package that was made anew, or is not wanted any more."""
        dialog, self._renewal = self._renewal, None
        if dialog is not None:
            dialog.accept()
            dialog.deleteLater()

    def _done(self, result: object) -> None:
        self._job = None
        self._forget_renewal()
        self.refresh()
        self.changed.emit()
        self.finished.emit(result)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _ask_target(self, receiver_id: str, password: str) -> None:
        if found := files.choose_target(self, self.tr("Chọn thư mục trên USB để ghi gói")):
            folder, chosen = found
            when_sure(
                self.ask,
                self._workspace.signing_doubt(),
                lambda reason: self.make(folder, password, receiver_id, reason, chosen),
            )

    def _open_package(self, package: int) -> None:
        """Show a package of the history, with what can be done with it."""
        work, police = self._workspace, self._police()
        with work.store.read() as session:
            found = deliveries.one(session, package, at=work.now())
        if found is None:
            return
        may_write = may(work.account, Action.EXPORT)
        shown = reports.facts(found, police.full_name if police else "", may_write=may_write)
        dialog = PackageDialog(self, shown)
        dialog.write_requested.connect(self._ask_write)
        dialog.renew_requested.connect(lambda *given: self._ask_renew(dialog, *given))
        dialog.rejected.connect(self._forget_renewal)
        dialog.open()

    def _ask_write(self, package: int) -> None:
        if found := files.choose_target(self, self.tr("Chọn thư mục trên USB để ghi lại gói")):
            self.write_again(package, *found)

    def _ask_renew(self, dialog: PackageDialog, package: int, reason: str, password: str) -> None:
        self._renewal = dialog
        found = files.choose_target(self, self.tr("Chọn thư mục trên USB để ghi gói mới"))
        if found is None:
            dialog.set_error("")
            return
        folder, chosen = found
        when_sure(
            self.ask,
            self._workspace.signing_doubt(),
            lambda clock_reason: self.renew(package, folder, reason, password, clock_reason, chosen),
            lambda: dialog.set_error(""),
        )

    def _ask_snapshot(self) -> None:
        self._ask(self.tr("Chọn bản sao CSDL"), self._ask_police)

    def _ask_police(self, source: Path) -> None:
        police = self._police()
        if may(self._workspace.account, Action.RECEIVE_SNAPSHOT) or police is None:
            self.take_snapshot(source)
            return
        self._source = source
        question = self.tr("Mật khẩu của {0} (Công an) để nạp bản sao CSDL").format(police.full_name)
        self.ask.ask(question, self._with_password, secret=True)

    def _with_password(self, password: str) -> None:
        self.take_snapshot(self._source, password)

    def _ask_answer(self) -> None:
        self._ask(self.tr("Chọn gói trả lời"), self.take_answer)

    def _ask(self, title: str, then: Callable[[Path], None]) -> None:
        path = files.open_file(self, title, self.tr("Gói dữ liệu (*.htpkg)"))
        if path:
            then(path)

    def _police(self) -> Officer | None:
        """Return the police officer who signs packages: who approved last, else the first one."""
        with self._workspace.store.read() as session:
            police = [
                o
                for o in accounts.every(session)
                if may(o, Action.COUNTERSIGN) and o.uid != self._workspace.account.uid
            ]
            last = exports.last_approver(session)
        return next((o for o in police if o.uid == last), police[0] if police else None)

    def _importer(self) -> Officer:
        """Return the police officer who imports: who is signed in, else who gave the password."""
        account = self._workspace.account
        if may(account, Action.RECEIVE_SNAPSHOT):
            return account
        police = self._police()
        if police is None:
            raise Refused("Chưa có tài khoản Công an để nạp bản sao CSDL.")
        return police

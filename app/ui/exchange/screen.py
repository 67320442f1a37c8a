"""Chuyển giao: export approved entries, import snapshots and answers."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.crypto.signing import SoftwareSigner
from app.errors import AppError, Refused, Stopped
from app.models.store.times import read
from app.models.words.codes import Branch
from app.models.words.purpose import PURPOSE_LABELS
from app.models.words.roles import Action
from app.models.words.states import PackageState
from app.progress import Progress
from app.services.entry import entries
from app.services.exchange import deliveries, exports, returns, snapshots
from app.services.exchange.deliveries import Delivery
from app.services.office import accounts, founding, unlocking
from app.services.office.accounts import Officer
from app.services.office.password_tries import AskedBy
from app.services.office.permissions import may
from app.texts import tr
from app.ui.exchange.panels.transfer import KEYS, CheckLine, PackageRow, Ready, Report, TransferPanel
from app.ui.kit import files
from app.ui.kit.ask_bar import AskBar
from app.ui.kit.jobs import Job, Runner
from app.ui.kit.messages import show_error
from app.ui.kit.screen import Keys, Screen
from app.workspace import Workspace

T = TypeVar("T")
_STEPS = ("signatures", "signatures", "write", "read_back", "read_back")  # by the share of the package done


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
        layout.addWidget(self.ask)
        layout.addWidget(self.panel, 1)
        self.setFocusProxy(self.panel)
        self.panel.make_requested.connect(self._ask_target)
        self.panel.snapshot_requested.connect(self._ask_snapshot)
        self.panel.answer_requested.connect(self._ask_answer)
        self.panel.stop_requested.connect(self._stop)

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
            receivers = tuple((party.party_id, party.name) for party in founding.receivers(session))
            police = self._police()
            rows = [self._row(one) for one in deliveries.history(session, at=work.now())]
        self.panel.set_ready(Ready(len(ready), differing, receivers, police.full_name if police else ""))
        self.panel.set_history(rows)

    # -- out -----------------------------------------------------------------------------------------

    def make(self, target: Path, password: str, receiver_id: str = "") -> None:
        """Sign with the keys of both officers, write, read back, and mark the entries."""
        work = self._workspace
        police = self._police()
        try:
            if police is None:
                raise Refused("Chưa có tài khoản Công an để ký gói.")
            justice = exports.SigningOfficer(work.account, self._own_signer())
        except AppError as error:
            self.panel.set_error(str(error))
            return

        def job(progress: Progress) -> exports.Exported:
            return exports.export(
                work.store,
                target,
                justice=justice,
                police=exports.SigningOfficer(police, work.signer(police, password, AskedBy.EXCHANGE)),
                now=work.now,
                random=work.random,
                progress=progress,
                demo=work.settings.demo,
                receiver_id=receiver_id,
            )

        self._run(
            job,
            self._made,
            self.tr("Đang ghi gói kết quả"),
            self.tr("Dừng lúc này: không bản ghi nào bị đánh dấu đã xuất, không để lại tệp dở dang."),
            self._making,
        )

    def _made(self, result: exports.Exported) -> None:
        sealed = result.sealed
        digest = sealed.manifest_sha256.upper()
        self.panel.show_report(
            Report(
                self.tr("Đã ghi xong, rút USB được rồi"),
                self.tr("{0} bản ghi trong {1}").format(result.entries, result.path.name),
                (
                    CheckLine(self.tr("Chữ ký duyệt của từng bản ghi đúng"), str(result.entries)),
                    CheckLine(self.tr("Hai chữ ký của tư pháp và Công an trên gói")),
                    CheckLine(
                        self.tr("Đọc lại từ nơi ghi, khớp từng byte"),
                        f"{sealed.size:,} byte".replace(",", "."),
                    ),
                    CheckLine(self.tr("Đã đánh dấu xuất trong kho dữ liệu")),
                ),
                ((self.tr("Gói số"), str(sealed.package_no)), (self.tr("Tệp"), result.path.name)),
                tuple(digest[i : i + 8] for i in range(0, len(digest), 8)),
            )
        )
        self._done(result)

    # -- in ------------------------------------------------------------------------------------------

    def take_snapshot(self, source: Path, password: str = "") -> None:
        """Import a registry snapshot, all of it or nothing.

        Only a police officer may: signed in, or with the police officer's password.
        """
        work = self._workspace
        try:
            officer = self._importer()
        except AppError as error:
            self.panel.set_error(str(error))
            self.finished.emit(error)
            return

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
            )

        self._run(
            job,
            self._snapshot_taken,
            self.tr("Đang nạp bản sao CSDL dân cư"),
            self.tr("Dừng lúc này: bản sao đang dùng vẫn như cũ."),
        )

    def _snapshot_taken(self, report: snapshots.SnapshotReport) -> None:
        dropped = ", ".join(report.dropped) or self.tr("không có")
        self.panel.show_report(
            Report(
                self.tr("Đã nạp bản sao CSDL"),
                self.tr("{0} người").format(report.row_count),
                (
                    CheckLine(self.tr("Chữ ký của Công an cấp đúng, gửi cho đúng máy này")),
                    CheckLine(self.tr("Mọi dòng đọc được, tệp mới đã kiểm tra"), str(report.row_count)),
                    CheckLine(self.tr("Cột không được lưu"), dropped, "note"),
                ),
            )
        )
        self.snapshot_changed.emit()
        self._done(report)

    def take_answer(self, source: Path) -> None:
        """Import an answer of the police side; its numbers are kept with the entries."""
        work = self._workspace

        def job(progress: Progress) -> returns.AnswerReport:
            return returns.receive(
                work.store,
                source,
                by=work.account,
                now=work.now,
                progress=progress,
                demo=work.settings.demo,
            )

        self._run(
            job, self._answer_taken, self.tr("Đang nạp trả lời"), self.tr("Dừng lúc này: chưa thay đổi gì.")
        )

    def _answer_taken(self, report: returns.AnswerReport) -> None:
        aside = tuple(CheckLine(reason, "", "note") for reason in report.aside[:8])
        said = self.tr("{0} trả lời vào {1} bản ghi; {2} để riêng").format(
            report.applied, report.entries, len(report.aside)
        )
        if report.acknowledged:
            said = self.tr("Công an xác nhận đã nhận gói số {0}").format(report.acknowledged)
        self.panel.show_report(
            Report(
                self.tr("Đã nạp trả lời của Công an"),
                said,
                (CheckLine(self.tr("Chữ ký của Công an cấp đúng, nối tiếp gói trước")), *aside),
            )
        )
        self._done(report)

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
        self.panel.set_step(_STEPS[min(done, len(_STEPS) - 1)])

    def _failed(self, error: Exception) -> None:
        self._job = None
        if isinstance(error, Stopped):
            self.panel.show_make()
        elif isinstance(error, AppError):
            self.panel.set_error(str(error))
        else:
            self.panel.show_make()
            show_error(self, error)
        self.finished.emit(error)

    def _done(self, result: object) -> None:
        self._job = None
        self.refresh()
        self.changed.emit()
        self.finished.emit(result)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _ask_target(self, receiver_id: str, password: str) -> None:
        folder = files.choose_folder(self, self.tr("Chọn thư mục trên USB để ghi gói"))
        if folder:
            self.make(folder, password, receiver_id)

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

    def _own_signer(self) -> SoftwareSigner:
        return unlocking.own_signer(self._workspace.account, self._workspace.signing_key)

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

    def _row(self, one: Delivery) -> PackageRow:
        out = one.state is not PackageState.TAKEN_IN
        return PackageRow(
            id=one.id,
            name=f"{tr(PURPOSE_LABELS[one.purpose])} {one.package_no}",
            sent=_day(read(one.at)),
            count=one.size,
            back=str(one.answered) if out else "",
            wait=self.tr("{0} ngày").format(one.days) if out else "",
            state=one.state,
            late=one.late,
            note=one.file_name,
        )


def _day(at: datetime) -> str:
    return at.astimezone().strftime("%d/%m/%Y")

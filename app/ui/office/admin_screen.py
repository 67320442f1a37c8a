"""Quản trị: accounts and certificates."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.crypto.stretching import Kdf
from app.errors import AppError
from app.models.words.roles import Action, Role
from app.progress import Progress
from app.services.exchange import certificates
from app.services.office import accounts, founding, permissions, unlocking
from app.services.office.accounts import Officer
from app.texts import tr
from app.ui.kit.jobs import Job, Runner
from app.ui.kit.messages import confirm, show_error
from app.ui.kit.screen import Keys, Screen
from app.ui.office import certificate_files
from app.ui.office.panels.account_form import NewAccount
from app.ui.office.panels.admin import KEYS, AccountRow, AdminPanel, TrustRow
from app.ui.office.setup_screen import certificate_line, officer_of
from app.workspace import Workspace

_SOON = timedelta(days=30)


class AdminScreen(Screen):
    """Manage officers and certificates; only a leader changes accounts.

    Emits ``changed`` after an account or certificate changed.
    """

    key, icon, action = "admin", "sliders", Action.SEE_OFFICE

    def __init__(self, workspace: Workspace, runner: Runner, parent: QWidget | None = None) -> None:
        """Build the screen; ``refresh`` fills it."""
        super().__init__(parent)
        self._workspace, self._runner = workspace, runner
        self.panel = AdminPanel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.setFocusProxy(self.panel)
        self.panel.account_given.connect(self._add)
        self.panel.password_given.connect(self._reset)
        self.panel.active_changed.connect(self._switch)
        self.panel.request_requested.connect(self._ask_target)
        self.panel.certificate_requested.connect(self._ask_source)
        self._said = ""

    @property
    def title(self) -> str:
        """Return the name in the rail."""
        return self.tr("Quản trị")

    def keys(self) -> Keys:
        """Return the keys of this screen."""
        return KEYS

    def refresh(self) -> None:
        """Read accounts and certificates again."""
        work = self._workspace
        work.refresh_account()
        with work.store.read() as session:
            officers = accounts.every(session)
            trusted = certificates.trusted(session)
        office = "UBND " + work.commune.split(",")[0]
        may = permissions.may(work.account, Action.MANAGE_ACCOUNTS)
        self.panel.set_accounts([self._row(o) for o in officers], office=office, may_manage=may)
        self.panel.set_trusted([TrustRow(t.kind, t.name, t.fingerprint) for t in trusted])

    # -- accounts ------------------------------------------------------------------------------------

    def _add(self, given: NewAccount) -> None:
        work = self._workspace
        at, officer = work.now(), officer_of(given)

        def job(_progress: object) -> None:
            permissions.require(work.account, Action.MANAGE_ACCOUNTS)
            secret = unlocking.prepare(given.password, kdf=self._kdf(), random=work.random)
            unlocking.enrol(
                work.store,
                work.folder,
                officer,
                secret,
                store_key=work.store_key,
                by=work.account,
                at=at,
                random=work.random,
            )

        self._said = self.tr("Đã thêm {0}. Khóa ký của người này chờ chứng thư: lưu yêu cầu rồi gửi đi.")
        self._said = self._said.format(officer.full_name)
        self._run(job)

    def _reset(self, uid: str, password: str) -> None:
        work = self._workspace
        at = work.now()

        def job(_progress: object) -> None:
            secret = unlocking.prepare(password, kdf=self._kdf(), random=work.random)
            with work.store.read() as session:
                officer = accounts.get(session, uid)
            unlocking.reset_password(
                work.store,
                work.folder,
                officer,
                secret,
                store_key=work.store_key,
                by=work.account,
                at=at,
                random=work.random,
            )
            if uid == work.account.uid:
                work.signing_key = None  # the store has a new key

        self._said = self.tr("Đã đặt mật khẩu mới. Khóa ký cũ không dùng nữa: lưu yêu cầu chứng thư mới.")
        self._run(job)

    def _switch(self, uid: str, on: bool) -> None:  # noqa: FBT001 a Qt slot
        with self._workspace.store.read() as session:
            officer = accounts.get(session, uid)
        if on:
            self.reopen(uid)
        elif confirm(
            self,
            self.tr("Khóa tài khoản"),
            self.tr("{0} sẽ không đăng nhập và ký được nữa. Việc đã làm vẫn ghi tên người này.").format(
                officer.full_name
            ),
            yes=self.tr("Khóa tài khoản"),
        ):
            self.close_account(uid)

    def close_account(self, uid: str) -> None:
        """Close an account; the officer can no longer open the store."""
        work = self._workspace
        try:
            with work.store.read() as session:
                officer = accounts.get(session, uid)
            unlocking.close_account(
                work.store, work.folder, officer, store_key=work.store_key, by=work.account, at=work.now()
            )
        except AppError as error:
            self.panel.say(str(error), "warn")
            return
        self._show_done(self.tr("Đã khóa tài khoản của {0}.").format(officer.full_name))

    def reopen(self, uid: str) -> None:
        """Open a closed account again; it waits for a new password."""
        work = self._workspace
        try:
            with work.store.write() as session:
                accounts.reopen(session, uid, by=work.account, at=work.now())
        except AppError as error:
            self.panel.say(str(error), "warn")
            return
        self._show_done(self.tr("Đã mở lại. Đặt mật khẩu mới thì người này mới đăng nhập được."))

    # -- certificates --------------------------------------------------------------------------------

    def save_requests(self, path: Path) -> None:
        """Write the requests that wait for a certificate; show an error in the panel."""
        work = self._workspace
        try:
            with work.store.read() as session:
                data = founding.request_file(session, on=work.today())
            certificate_files.write(path, data)
        except AppError as error:
            self.panel.say(str(error), "warn")
            return
        self.panel.say(self.tr("Đã lưu {0}. Chuyển tệp này cho nơi cấp chứng thư.").format(path.name))

    def take_certificates(self, path: Path, *, confirmed: bool) -> None:
        """Import a certificates file; ``confirmed`` tells that the paper has the root's fingerprint."""
        try:
            self._import_certificates(certificate_files.read(path), confirmed=confirmed)
        except AppError as error:
            self.panel.say(str(error), "warn")

    def _import_certificates(self, data: bytes, *, confirmed: bool) -> None:
        work = self._workspace
        if not confirmed:
            self.panel.say(tr(certificate_files.NOT_CONFIRMED), "warn")
            return
        with work.store.write() as session:
            count = founding.take_certificates(
                session, data, by=work.account, at=work.now(), demo=work.settings.demo
            )
        self._show_done(self.tr("Đã nạp chứng thư gốc, nơi nhận gói và {0} chứng thư cán bộ.").format(count))

    def _ask_target(self, _uid: str) -> None:
        path = certificate_files.ask_target(self)
        if path is not None:
            self.save_requests(path)

    def _ask_source(self) -> None:
        path = certificate_files.ask_source(self)
        if path is None:
            return
        try:
            data = certificate_files.read(path)
            # import exactly the bytes that were compared
            self._import_certificates(data, confirmed=certificate_files.compare_root(self, data))
        except AppError as error:
            self.panel.say(str(error), "warn")

    # -- inside --------------------------------------------------------------------------------------

    def _run(self, work: Callable[[Progress], None]) -> None:
        self.panel.setEnabled(False)
        self.panel.say(self.tr("Đang lập khóa từ mật khẩu, chờ vài giây…"), "info")
        self._runner.run(Job(work).then(self._done, self._failed))

    def _done(self, _nothing: object) -> None:
        self.panel.setEnabled(True)
        self._show_done(self._said)

    def _failed(self, error: Exception) -> None:
        self.panel.setEnabled(True)
        if isinstance(error, AppError):
            self.panel.set_form_error(str(error))
            self.panel.say(str(error), "warn")
        else:
            show_error(self, error)

    def _show_done(self, words: str) -> None:
        self.panel.show_overview()
        self.refresh()
        self.panel.say(words)
        self.changed.emit()

    def _kdf(self) -> Kdf:
        return Kdf(m_kib=self._workspace.settings.kdf_memory_kib)

    def _row(self, officer: Officer) -> AccountRow:
        line = certificate_line(officer)
        day = certificates.last_day(officer.certificate_pem)
        return AccountRow(
            officer.uid,
            officer.full_name,
            officer.title,
            officer.organisation,
            tuple(role for role in Role if role in officer.roles),
            officer.active,
            request="" if line.valid_until else line.request,
            valid_until=line.valid_until,
            expiring=day is not None and day <= self._workspace.today() + _SOON,
            locked_out=officer.active and officer.slot_id == "",
        )

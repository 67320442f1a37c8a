"""Quản trị: accounts, certificates, and the program's own checks."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.crypto.keys import Kdf
from app.errors import AppError
from app.services import accounts, audit, founding, keys
from app.services.accounts import Officer, Role
from app.ui.main_window import MainWindow
from app.ui.messages import confirm, show_error
from app.ui.panels.account_form import NewAccount
from app.ui.panels.admin import KEYS, AccountRow, AdminPanel, SelfCheck, TrustRow
from app.ui.screens.setup import certificate_line
from app.workspace import Workspace

_KINDS = {"root": "gốc", "issuing": "cấp phát", "receiver": "nơi nhận"}


class AdminScreen(QWidget):
    """Manage officers and certificates; only a leader changes accounts."""

    changed = Signal()
    checked = Signal(object)  # the problems found by the self-check

    def __init__(self, workspace: Workspace, window: MainWindow, parent: QWidget | None = None) -> None:
        """Build the screen; ``refresh`` fills it."""
        super().__init__(parent)
        self._workspace, self._window = workspace, window
        self.panel = AdminPanel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.setFocusProxy(self.panel)
        self.panel.account_given.connect(self._add)
        self.panel.password_given.connect(self._reset)
        self.panel.active_changed.connect(self._switch)
        self.panel.request_requested.connect(self._ask_where)
        self.panel.certificate_requested.connect(self._ask_which)
        self.panel.trust_requested.connect(self._ask_which)
        self.panel.check_requested.connect(self.check)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of this screen."""
        return tuple(KEYS)

    def refresh(self) -> None:
        """Read accounts and certificates again."""
        work = self._workspace
        with work.store.read() as session:
            officers = accounts.every(session)
            trusted = founding.trusted(session)
        may = work.account.has(Role.LEADER)
        self.panel.set_accounts([_row(o) for o in officers], office=work.account.organisation, may_manage=may)
        self.panel.set_trusted([TrustRow(_KINDS[k], n, _fingerprint(pem)) for k, n, pem in trusted])

    def check(self) -> None:
        """Check every page of the store, its schema and the audit chain in the background."""
        work = self._workspace

        def job(_progress: object) -> tuple[list[str], int | None, audit.Checkpoint]:
            problems = work.store.check()
            with work.store.read() as session:
                return problems, audit.first_broken(session), audit.checkpoint(session)

        self._window.jobs.run(job, self._checked, self._failed)

    def save_requests(self, path: Path) -> None:
        """Write the requests that wait for a certificate."""
        work = self._workspace
        try:
            with work.store.read() as session:
                path.write_bytes(founding.request_file(session, on=work.today()))
        except (AppError, OSError):
            self.panel.say(self.tr("Không ghi được tệp yêu cầu. Kiểm tra lại USB."), "alarm")
            return
        self.panel.say(self.tr("Đã ghi yêu cầu cấp chứng thư: {0}").format(path.name))

    def take_certificates(self, path: Path, *, confirmed: bool) -> None:
        """Take certificates once the root's fingerprint was compared."""
        work = self._workspace
        try:
            data = path.read_bytes()
            words = founding.root_fingerprint(data)
            question = self.tr("Dấu vân tay chứng thư gốc:\n\n{0}\n\nCó giống bản in của cơ quan cấp không?")
            if not confirmed and not confirm(
                self, self.tr("So dấu vân tay"), question.format(words), yes=self.tr("Giống từng chữ")
            ):
                return
            with work.store.write() as session:
                count = founding.take_certificates(
                    session, data, by=work.account, at=work.now(), demo=work.settings.demo
                )
        except AppError as error:
            self.panel.say(str(error), "alarm")
            return
        except OSError:
            self.panel.say(self.tr("Không đọc được tệp chứng thư. Kiểm tra lại USB."), "alarm")
            return
        self.panel.say(self.tr("Đã nhận {0} chứng thư.").format(count))
        work.refresh_account()
        self._again()

    # -- accounts ------------------------------------------------------------------------------------

    def _add(self, given: NewAccount) -> None:
        work = self._workspace
        officer = Officer(
            given.uid,
            given.full_name,
            given.title,
            given.organisation,
            frozenset(Role(r) for r in given.roles),
            active=True,
        )
        try:
            accounts.require(work.account, Role.LEADER)
            with work.store.write() as session:
                keys.enrol(
                    session,
                    work.folder,
                    officer,
                    given.password,
                    store_key=work.store_key,
                    by=work.account.uid,
                    at=work.now(),
                    random=work.random,
                    kdf=Kdf(m_kib=work.settings.kdf_memory_kib),
                )
        except AppError as error:
            self.panel.set_form_error(str(error))
            return
        self.panel.say(self.tr("Đã thêm {0}; khoá ký chờ chứng thư.").format(officer.full_name))
        self._again()

    def _reset(self, uid: str, password: str) -> None:
        work = self._workspace
        try:
            with work.store.write() as session:
                keys.reset_password(
                    session,
                    work.folder,
                    accounts.get(session, uid),
                    password,
                    store_key=work.store_key,
                    by=work.account,
                    at=work.now(),
                    random=work.random,
                    kdf=Kdf(m_kib=work.settings.kdf_memory_kib),
                )
        except AppError as error:
            self.panel.set_form_error(str(error))
            return
        self.panel.say(self.tr("Đã đặt lại mật khẩu. Khoá ký cũ không dùng nữa: cần xin chứng thư mới."))
        self._again()

    def _switch(self, uid: str, active: bool) -> None:  # noqa: FBT001 a Qt slot
        work = self._workspace
        try:
            with work.store.write() as session:
                officer = accounts.get(session, uid)
                if active:
                    self.panel.say(self.tr("Mở lại tài khoản: đặt lại mật khẩu cho người này."), "info")
                    accounts.reopen(session, uid, by=work.account, at=work.now())
                else:
                    keys.close_account(
                        session,
                        work.folder,
                        officer,
                        store_key=work.store_key,
                        by=work.account,
                        at=work.now(),
                    )
        except AppError as error:
            self.panel.say(str(error), "alarm")
            return
        self._again()

    # -- inside --------------------------------------------------------------------------------------

    def _again(self) -> None:
        self.panel.show_overview()
        self.refresh()
        self.changed.emit()

    def _checked(self, found: tuple[list[str], int | None, audit.Checkpoint]) -> None:
        problems, broken, last = found
        chain = self.tr("{0} mục, mốc {1}").format(last.seq, last.h[:12])
        self.panel.set_checks(
            [
                SelfCheck(
                    self.tr("Mọi trang và lược đồ của kho"),
                    problems[0] if problems else self.tr("nguyên vẹn"),
                    "bad" if problems else "ok",
                ),
                SelfCheck(
                    self.tr("Chuỗi nhật ký"),
                    self.tr("đứt ở mục {0}").format(broken) if broken is not None else chain,
                    "bad" if broken is not None else "ok",
                ),
                SelfCheck(
                    self.tr("Kho mã hoá SQLCipher, ghi bền (WAL, FULL)"), self.tr("đã kiểm khi mở"), "ok"
                ),
                SelfCheck(self.tr("Kết nối mạng"), self.tr("phần mềm không dùng mạng"), "ok"),
            ]
        )
        self.checked.emit(problems)

    def _failed(self, error: Exception) -> None:
        show_error(self, error)
        self.checked.emit([str(type(error).__name__)])

    def _ask_where(self, _uid: str = "") -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Lưu yêu cầu cấp chứng thư"), "yeu-cau-chung-thu.json", "JSON (*.json)"
        )
        if name:
            self.save_requests(Path(name))

    def _ask_which(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, self.tr("Chọn tệp chứng thư"), "", "JSON (*.json)")
        if name:
            self.take_certificates(Path(name), confirmed=False)


def _row(officer: Officer) -> AccountRow:
    line = certificate_line(officer)
    return AccountRow(
        officer.uid,
        officer.full_name,
        officer.title,
        officer.organisation,
        tuple(sorted(officer.roles)),
        officer.active,
        line.request,
        line.valid_until,
    )


def _fingerprint(pem: str) -> str:
    digest = x509.load_pem_x509_certificate(pem.encode()).fingerprint(hashes.SHA256()).hex().upper()
    return " ".join(digest[i : i + 4] for i in range(0, 24, 4)) + " …"

"""Quản trị: accounts and certificates."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.crypto.stretching import Kdf
from app.crypto.trust import Ended
from app.errors import AppError
from app.models.store.times import read
from app.models.words import moments
from app.models.words.moments import day_and_minute
from app.models.words.roles import Action, Role
from app.progress import Progress
from app.services.entry import approval
from app.services.exchange import certificates
from app.services.office import accounts, backing_up, key_slots, permissions, revoking, trusting, unlocking
from app.services.office.accounts import Officer
from app.texts import tr
from app.ui.kit.jobs import Job, Runner
from app.ui.kit.messages import show_error
from app.ui.kit.screen import Keys, Screen
from app.ui.office import certificate_files, request_paper
from app.ui.office.office_dialog import OfficeDialog
from app.ui.office.panels.account_form import NewAccount
from app.ui.office.panels.admin import KEYS, AccountRow, AdminPanel, TrustRow
from app.ui.office.panels.certificate_end import GivenEnd
from app.ui.office.panels.exposed_keys import EndedKey
from app.ui.office.setup_screen import certificate_line, officer_of
from app.ui.office.sheet_dialog import SheetDialog
from app.ui.office.taking import Taking
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
        self.panel.close_given.connect(self.close_account)
        self.panel.exposed_given.connect(self._expose)
        self.panel.reopen_requested.connect(self.reopen)
        self.panel.request_requested.connect(self._ask_target)
        self.taking = Taking(workspace, runner, self, done=self._taken, said=self._warn)
        self.panel.certificate_requested.connect(self.taking.ask)
        self.panel.paper_requested.connect(self._print_requests)
        self.panel.sheet_requested.connect(self._make_sheet)
        self.panel.values_requested.connect(self._open_values)
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
            ended, told = accounts.ended_keys(session), {end.uid for end in revoking.every(session)}
            backup, waits = backing_up.state(session), key_slots.sheet_waits(session)
        office = "UBND " + work.commune.split(",")[0]
        may = permissions.may(work.account, Action.MANAGE_ACCOUNTS)
        self.panel.set_accounts(
            [self._row(o, ended.get(o.uid, {}), tells=o.uid in told) for o in officers],
            office=office,
            may_manage=may,
            today=work.today(),
        )
        words = (
            self.tr("lần cuối {0}").format(day_and_minute(read(backup.at)))
            if backup.at
            else self.tr("chưa sao lưu lần nào")
        )
        self.panel.safekeeping.set_state(words, may_wipe=permissions.may(work.account, Action.WIPE))
        if waits and may:
            self.panel.say(
                self.tr(
                    "Phiếu khôi phục mới chưa được xác nhận; phiếu cũ vẫn dùng được, đừng hủy. Hãy lập phiếu "
                    "mới, in và gõ lại hai nhóm."
                ),
                "warn",
            )
        self.panel.set_trusted([TrustRow(t.kind, t.name, t.fingerprint) for t in trusted])

    def _open_values(self) -> None:
        OfficeDialog(self._workspace, self).open()

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

    def _reset(self, uid: str, password: str, end: GivenEnd | None) -> None:
        work = self._workspace
        at = work.now()
        ended = _ended(end, at)

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
                ended=ended,
            )
            self._send_back_ended()
            if uid == work.account.uid:
                work.signing_key = None  # the store has a new key

        self._said = self.tr("Đã đặt mật khẩu mới. Khóa ký cũ không dùng nữa: lưu yêu cầu chứng thư mới.")
        self._run(job)

    def close_account(self, uid: str, end: GivenEnd | None = None) -> None:
        """Close an account; the officer can no longer open the store, and the certificate ends as told."""
        work = self._workspace
        at = work.now()
        try:
            with work.store.read() as session:
                officer = accounts.get(session, uid)
            unlocking.close_account(
                work.store,
                work.folder,
                officer,
                store_key=work.store_key,
                by=work.account,
                at=at,
                ended=_ended(end, at),
            )
            count = self._send_back_ended()
        except AppError as error:
            self.panel.set_form_error(str(error))
            self.panel.say(str(error), "warn")
            return
        words = self.tr("Đã khóa tài khoản của {0}.").format(officer.full_name)
        if count:
            words = self.tr(
                "Đã khóa tài khoản của {0}. {1} trường hợp chưa xuất phải duyệt lại: xem “Công an trả lại” ở "
                "Hôm nay."
            ).format(officer.full_name, count)
        self._show_done(words)

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

    def _expose(self, uid: str, keys: Sequence[str], reason: str) -> None:
        work = self._workspace
        try:
            with work.store.write() as session:
                accounts.expose_keys(session, uid, keys, reason, by=work.account, at=work.now())
            count = self._send_back_ended()
        except AppError as error:
            self.panel.set_form_error(str(error))
            return
        self._show_done(
            self.tr(
                "Đã ghi khóa cũ bị lộ; {0} trường hợp chưa xuất phải duyệt lại. Lưu yêu cầu rồi chuyển cho "
                "nơi cấp để họ biết."
            ).format(count)
        )

    def _send_back_ended(self) -> int:
        """Send back what the ended certificate approved and no longer covers; return how many."""
        work = self._workspace
        with work.store.write() as session:
            return approval.send_back_ended(session, by=work.account, at=work.now())

    def _make_sheet(self) -> None:
        dialog = SheetDialog(self._workspace, self._runner, self)
        dialog.confirmed.connect(self._sheet_confirmed)
        dialog.rejected.connect(self.refresh)
        dialog.open()

    def _sheet_confirmed(self) -> None:
        self._show_done(self.tr("Phiếu khôi phục mới có hiệu lực; phiếu cũ không dùng được nữa, hãy hủy."))

    # -- certificates --------------------------------------------------------------------------------

    def save_requests(self, path: Path) -> None:
        """Write the requests that wait for a certificate; show an error in the panel."""
        work = self._workspace
        try:
            with work.store.read() as session:
                data = trusting.request_file(session, on=work.today())
            certificate_files.write(path, data)
        except AppError as error:
            self.panel.say(str(error), "warn")
            return
        self.panel.say(self.tr("Đã lưu {0}. Chuyển tệp này cho nơi cấp chứng thư.").format(path.name))

    def take_certificates(self, path: Path, *, confirmed: bool) -> None:
        """Import a certificates file; ``confirmed`` tells that the paper has the first one's fingerprint."""
        self.taking.begin(path, lambda _data: confirmed)

    def _taken(self, count: int) -> None:
        self._send_back_ended()
        self._show_done(
            self.tr("Đã nạp chứng thư của nơi cấp, của nơi nhận gói và {0} chứng thư cán bộ.").format(count)
        )

    def _print_requests(self) -> None:
        work = self._workspace
        try:
            request_paper.preview(self, work.store, by=work.account, now=work.now).exec()
        except AppError as error:
            self._warn(str(error))

    def _ask_target(self, _uid: str) -> None:
        path = certificate_files.ask_target(self)
        if path is not None:
            self.save_requests(path)

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

    def _warn(self, words: str) -> None:
        self.panel.say(words, "warn")

    def _kdf(self) -> Kdf:
        return Kdf(m_kib=self._workspace.settings.kdf_memory_kib)

    def _row(self, officer: Officer, ended: Mapping[str, Ended], *, tells: bool) -> AccountRow:
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
            ended=tuple(EndedKey(key, _ended_words(end)) for key, end in ended.items()),
            tells=tells,
        )


def _ended_words(end: Ended) -> str:
    return tr("Khóa dùng đến {0} ({1})").format(day_and_minute(end.since), end.reason)


def _ended(given: GivenEnd | None, at: datetime) -> Ended | None:
    """Return the end that was told: of today from now on, of another day from its first moment on."""
    if given is None:
        return None
    since = at if given.day == moments.day_of(at) else moments.start_of(given.day)
    return Ended(since, given.reason, given.compromised)

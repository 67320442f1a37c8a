"""Thiết lập lần đầu: make the encrypted store, its recovery sheet and its certificates."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.crypto.stretching import Kdf
from app.errors import AppError
from app.models.store.times import read
from app.models.words.moments import day_and_minute, day_of, day_words
from app.models.words.roles import Role
from app.models.words.vietnamese import fold
from app.progress import Progress
from app.services.entry import papers
from app.services.exchange import certificates
from app.services.office import accounts, dated_settings, founding, recovering, restoring, trusting, unlocking
from app.services.office.accounts import Officer
from app.services.office.founding import Founded, NewOfficer
from app.services.office.restoring import Opener
from app.settings import Settings
from app.texts import tr
from app.ui.kit import printing
from app.ui.kit.jobs import Job, Runner
from app.ui.kit.messages import show_error
from app.ui.kit.screen import Keys
from app.ui.office import certificate_files, recovery_paper, request_paper
from app.ui.office.panels.account_form import NewAccount
from app.ui.office.panels.restore_dialog import RestoreDialog
from app.ui.office.panels.setup import KEYS, SetupPanel
from app.ui.office.panels.setup_pages import CertificateLine, CommuneOffice
from app.ui.office.panels.setup_sheet import RecoverySheet
from app.ui.office.restore_flow import RestoreFlow


class SetupScreen(QWidget):
    """Lead the first officers through the set-up; ``finished`` comes once the store is closed."""

    finished = Signal()

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        now: Callable[[], datetime],
        random: Callable[[int], bytes],
        runner: Runner,
        parent: QWidget | None = None,
    ) -> None:
        """Begin at the first step; ``folder`` must be empty or missing."""
        super().__init__(parent)
        self._folder, self._settings = folder, settings
        self._now, self._random, self._runner = now, random, runner
        self._office = CommuneOffice()
        self._accounts: tuple[NewAccount, ...] = ()
        self._founded: Founded | None = None
        self._sheet: RecoverySheet | None = None
        self._printed = ""
        self.panel = SetupPanel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.setFocusProxy(self.panel)
        self.panel.accounts_given.connect(self._found)
        self.panel.print_requested.connect(self._print_sheet)
        self.panel.sheet_confirmed.connect(self._sheet_confirmed)
        self.panel.requests_requested.connect(self._ask_requests)
        self.panel.paper_requested.connect(self._print_requests)
        self.panel.certificate_requested.connect(self._ask_certificates)
        self.panel.finished.connect(self._finish)
        self.panel.restore_requested.connect(self._ask_restore)

    def keys(self) -> Keys:
        """Return the keys of the bar."""
        return KEYS

    # -- the store -----------------------------------------------------------------------------------

    def _found(self, office: CommuneOffice, given: tuple[NewAccount, ...]) -> None:
        self._office, self._accounts = office, given
        at, kdf = self._now(), Kdf(m_kib=self._settings.kdf_memory_kib)
        officers = [NewOfficer(officer_of(account), account.password) for account in given]

        def work(_progress: object) -> Founded:
            return founding.found(
                self._folder,
                commune=commune_of(office),
                header_lines=[office.header_above, office.header_own],
                officers=officers,
                at=at,
                random=self._random,
                kdf=kdf,
                unit_code=office.unit_code,
                place=office.place,
            )

        self.panel.setEnabled(False)
        self.panel.say(self.tr("Đang tạo kho mã hóa và khóa riêng của từng người, chờ vài giây…"), "info")
        self._runner.run(Job(work).then(self._was_founded, self._not_founded))

    def _was_founded(self, founded: Founded) -> None:
        self.panel.setEnabled(True)
        self._founded = founded
        self._sheet = self._make_sheet(founded)
        self._accounts = ()  # with their passwords
        self.panel.set_sheet(self._sheet)

    def _not_founded(self, error: Exception) -> None:
        self.panel.setEnabled(True)
        self._accounts = ()
        if isinstance(error, AppError):
            self.panel.set_error(str(error))
        else:
            self.panel.set_error(self.tr("Chưa tạo được kho; những gì đã gõ vẫn còn. Hãy thử lại."))
            show_error(self, error)

    # -- the recovery sheet --------------------------------------------------------------------------

    def asked_groups(self) -> list[tuple[str, str]]:
        """Return the groups to type again as (name of the field, group); empty once confirmed."""
        sheet = self._sheet
        if sheet is None:
            return []
        return [
            (self.tr("Nhóm {0} nửa {1}").format(number, half.letter), half.groups[number - 1])
            for number, half in zip(sheet.asked, sheet.halves, strict=True)
        ]

    def sheet_paper(self) -> papers.MadePaper:
        """Make the paper; it lies in memory only. Needs the sheet of a store just founded."""
        assert self._founded is not None, "no store yet"
        assert self._sheet is not None, "no sheet"
        return recovery_paper.paper(self._founded.store, self._sheet, by=self._leader(), at=self._now())

    def sheet_printed(self, made: papers.MadePaper, how: str) -> None:
        """Say that the sheet was printed and record it."""
        if self._founded is not None:
            self._printed = recovery_paper.printed(
                self._founded.store, made, how, by=self._leader(), at=self._now()
            )
        self.panel.set_printed(self._printed)

    def _make_sheet(self, founded: Founded) -> RecoverySheet:
        return recovery_paper.recovery_sheet(
            founded.halves,
            office=self._office.commune,
            keepers=recovery_paper.keepers([officer_of(account) for account in self._accounts]),
            at=self._now(),
            random=self._random,
        )

    def _print_sheet(self) -> None:
        if self._sheet is None:
            return
        try:
            made = self.sheet_paper()
        except AppError as error:
            self.panel.set_error(str(error))
            return
        dialog = printing.preview(self, made.data, made.paper.name, made.paper.file_name)
        dialog.printed.connect(lambda: self.sheet_printed(made, self.tr("máy in của máy này")))
        dialog.exec()

    def _sheet_confirmed(self) -> None:
        self._sheet = None
        founded = self._founded
        if founded is not None:
            with contextlib.suppress(AppError):  # it opens the store anyhow; Quản trị says that it waits
                recovering.confirm_sheet(
                    founded.store,
                    self._folder,
                    store_key=founded.store_key,
                    by=self._leader(),
                    at=self._now(),
                )
            self._founded = Founded(founded.store, b"", ("", ""))
        self._show_store()

    # -- certificates --------------------------------------------------------------------------------

    def save_requests(self, path: Path) -> None:
        """Write the certificate requests of this PC; show an error in the panel."""
        assert self._founded is not None, "no store yet"
        with self._founded.store.read() as session:
            data = trusting.request_file(session, on=day_of(self._now()))
        try:
            certificate_files.write(path, data)
        except AppError as error:
            self.panel.set_error(str(error))
            return
        self.panel.say(self.tr("Đã lưu {0}. Chuyển tệp này cho nơi cấp chứng thư.").format(path.name))

    def requests_paper(self) -> papers.MadePaper:
        """Make the paper that goes with the requests; it lies in memory only."""
        assert self._founded is not None, "no store yet"
        return request_paper.make(self._founded.store, by=self._leader(), at=self._now())

    def take_certificates(self, path: Path, confirmed: bool) -> None:  # noqa: FBT001 the officer's answer
        """Import a certificates file; ``confirmed`` tells that the paper has the root's fingerprint."""
        try:
            self._import_certificates(certificate_files.read(path), confirmed=confirmed)
        except AppError as error:
            self.panel.set_error(str(error))

    def _import_certificates(self, data: bytes, *, confirmed: bool) -> None:
        assert self._founded is not None, "no store yet"
        if not confirmed:
            self.panel.set_error(tr(certificate_files.NOT_CONFIRMED))
            return
        with self._founded.store.write() as session:
            count = trusting.take_certificates(
                session, data, by=self._leader(), at=self._now(), demo=self._settings.demo
            )
        self._show_store()
        self.panel.say(
            self.tr("Đã nạp chứng thư của nơi cấp, của nơi nhận gói và {0} chứng thư cán bộ.").format(count)
        )

    def _ask_requests(self) -> None:
        path = certificate_files.ask_target(self)
        if path is not None:
            self.save_requests(path)

    def _print_requests(self) -> None:
        assert self._founded is not None, "no store yet"
        try:
            request_paper.preview(self, self._founded.store, by=self._leader(), now=self._now).exec()
        except AppError as error:
            self.panel.set_error(str(error))

    def _ask_certificates(self) -> None:
        path = certificate_files.ask_source(self)
        if path is None:
            return
        try:
            data = certificate_files.read(path)
            # import exactly the bytes that were compared
            self._import_certificates(data, confirmed=certificate_files.compare_anchor(self, data))
        except AppError as error:
            self.panel.set_error(str(error))

    # -- a store from a backup -----------------------------------------------------------------------

    def _ask_restore(self) -> None:
        dialog = RestoreDialog(
            self.window(),
            self.tr("Phục hồi từ bản sao lưu"),
            self.tr(
                "Cắm USB sao lưu rồi chọn. Cần mật khẩu của một cán bộ như lúc sao lưu, hoặc đủ hai nửa "
                "phiếu khôi phục. Kiểm tra xong mọi tệp mới ghi vào máy này."
            ),
            self.tr("Phục hồi"),
        )
        flow = RestoreFlow(dialog, self._runner, self.restore)
        if flow.show():
            self.finished.emit()

    def restore(self, source: Path, opener: Opener, progress: Progress) -> str:
        """Restore a backup as the store of this PC; return the words for the officer."""
        facts = restoring.restore(source, self._folder, opener=opener, now=self._now, progress=progress).facts
        words = self.tr(
            "Đã phục hồi {0} trường hợp, tính đến {1}. Việc làm sau lúc đó không có ở đây: đối chiếu lại "
            "với sổ và các gói đã chuyển. Bản sao CSDL dân cư không nằm trong bản sao lưu: xin Công an cấp "
            "bản mới. Đóng cửa sổ này rồi đăng nhập bằng mật khẩu như lúc sao lưu."
        )
        return words.format(facts.counts.get("entry", 0), day_and_minute(read(facts.created_at)))

    # -- inside --------------------------------------------------------------------------------------

    def _leader(self) -> Officer:
        assert self._founded is not None, "no store yet"
        with self._founded.store.read() as session:
            return next(o for o in accounts.every(session) if o.has(Role.LEADER))

    def _show_store(self) -> None:
        """Fill the certificates and the summary from the store."""
        assert self._founded is not None, "no store yet"
        with self._founded.store.read() as session:
            officers = accounts.every(session)
            commune = dated_settings.get(session, "commune", on=day_of(self._now()))
        lines = [certificate_line(officer) for officer in officers]
        done = sum(bool(line.valid_until) for line in lines)
        self.panel.set_certificates(lines)
        later = self.tr("{0}/{1} cán bộ; số còn lại nạp sau ở Quản trị").format(done, len(lines))
        self.panel.set_summary(
            [
                (self.tr("Đơn vị"), commune, True),
                (self.tr("Tài khoản"), ", ".join(o.full_name for o in officers), True),
                (self.tr("Phiếu khôi phục"), self._printed + self.tr(", đã gõ lại đúng hai nhóm"), True),
                (
                    self.tr("Chứng thư"),
                    self.tr("đủ {0} cán bộ").format(done) if done == len(lines) else later,
                    done == len(lines),
                ),
                (
                    self.tr("Bản sao CSDL dân cư"),
                    self.tr("chưa có; nạp ở Chuyển giao sau khi đăng nhập"),
                    False,
                ),
                (self.tr("Nơi lưu kho mã hóa"), str(self._folder), True),
            ]
        )

    def _finish(self) -> None:
        self.close_store()
        self.finished.emit()

    def close_store(self) -> None:
        """Close the new store, if there is one."""
        if self._founded is not None:
            self._founded.store.close()
        self._founded = self._sheet = None


def commune_of(office: CommuneOffice) -> str:
    """Return the commune as books and registry write it: "xã Cẩm Tú, tỉnh Thanh Hóa"."""
    name = office.commune
    for before in ("UBND", "Ủy ban nhân dân"):
        if fold(name).startswith(fold(before) + " "):
            name = " ".join(name.split()[len(before.split()) :])
    return ", ".join(part for part in (name, office.province) if part)


def officer_of(account: NewAccount) -> Officer:
    """Return the officer for a typed account."""
    roles = frozenset(account.roles)
    return Officer(account.uid, account.full_name, account.title, account.organisation, roles, active=True)


def certificate_line(officer: Officer) -> CertificateLine:
    """Return the line of an officer: key, and last day of the certificate."""
    day = certificates.last_day(officer.certificate_pem)
    return CertificateLine(
        officer.uid,
        officer.full_name,
        unlocking.roles_text(officer),
        certificates.request_fingerprint(officer.request_pem),
        day_words(day) if day else "",
    )

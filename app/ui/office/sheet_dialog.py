"""The dialog for a new recovery sheet: made, printed, typed back; only then the one before goes."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from app.crypto.stretching import Kdf, Sheet, new_sheet
from app.errors import AppError
from app.services.entry import papers
from app.services.office import accounts, recovering
from app.ui.kit import parts, printing, theme
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.jobs import Job, Runner
from app.ui.kit.messages import MessageBar, show_error
from app.ui.kit.parts import GAP
from app.ui.office import recovery_paper
from app.ui.office.panels.setup_sheet import RecoveryPage, RecoverySheet
from app.workspace import Workspace


class SheetDialog(QDialog):
    """Make a sheet, show it, and confirm it when both groups are right; emits ``confirmed()``.

    Closed earlier, both sheets open the store, and Quản trị says that one waits.
    """

    confirmed = Signal()

    def __init__(self, workspace: Workspace, runner: Runner, parent: QWidget | None = None) -> None:
        """Make the sheet when it is shown."""
        super().__init__(parent)
        self._workspace, self._runner = workspace, runner
        self._sheet: RecoverySheet | None = None
        self._begun = False
        self.setWindowTitle(self.tr("Phiếu khôi phục mới"))
        self.page = RecoveryPage()
        self.page.setEnabled(False)
        self.page.changed.connect(self._update)
        self.page.print_requested.connect(self._print)
        self.messages = MessageBar()
        self._confirm = parts.button(self.tr("Xác nhận, bỏ phiếu cũ"), "primary", key="Ctrl+Enter")
        self._confirm.setShortcut("Ctrl+Return")
        self._confirm.clicked.connect(self.confirm)
        self._leave = parts.button(self.tr("Để sau"), key="Esc")
        self._leave.clicked.connect(self.reject)
        for button in (self._confirm, self._leave):
            button.setAutoDefault(False)
        Hotkey("Ctrl+P", self, self._print_if_shown)
        words = self.tr(
            "In hai tờ, giao hai người giữ, rồi gõ lại hai nhóm. Phiếu cũ vẫn mở được kho cho đến khi xác "
            "nhận phiếu mới."
        )
        parts.lay(
            self,
            parts.text(words, wrap=True),
            (self.page, 1),
            self.messages,
            parts.row(GAP, self._leave, self._confirm),
            gap=12,
            pad=(20, 16, 20, 16),
        )
        self.resize(theme.px(1080), theme.px(620))
        self._update()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to make the sheet."""
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self._begin()

    def confirm(self) -> None:
        """Let the new sheet replace the one before; show an error in the dialog."""
        work = self._workspace
        try:
            recovering.confirm_sheet(
                work.store, work.folder, store_key=work.store_key, by=work.account, at=work.now()
            )
        except AppError as error:
            self.messages.say(str(error), "warn")
            return
        self._forget()
        self.confirmed.emit()
        self.accept()

    def reject(self) -> None:
        """Close and forget the sheet; what was printed opens the store too until a newer one is made."""
        self._forget()
        super().reject()

    def paper(self) -> papers.MadePaper:
        """Make the paper of the sheet shown; it lies in memory only."""
        assert self._sheet is not None, "no sheet"
        work = self._workspace
        return recovery_paper.paper(work.store, self._sheet, by=work.account, at=work.now())

    def printed(self, made: papers.MadePaper, how: str) -> None:
        """Say that the sheet was printed and record it."""
        work = self._workspace
        self.page.set_printed(recovery_paper.printed(work.store, made, how, by=work.account, at=work.now()))

    def _begin(self) -> None:
        work, kdf = self._workspace, Kdf(m_kib=self._workspace.settings.kdf_memory_kib)
        by, at = work.account, work.now()

        def make(_progress: object) -> Sheet:
            sheet = new_sheet(kdf=kdf, random=work.random)
            recovering.make_sheet(
                work.store,
                work.folder,
                sheet,
                store_key=work.store_key,
                by=by,
                at=at,
                random=work.random,
            )
            return sheet

        self.messages.say(self.tr("Đang lập phiếu, chờ vài giây…"))
        self._runner.run(Job(make).then(self._made, self._failed))

    def _made(self, sheet: Sheet) -> None:
        if not self.isVisible():  # left meanwhile: nobody shall see it
            return
        work = self._workspace
        with work.store.read() as session:
            keepers = recovery_paper.keepers(accounts.every(session))
        self._sheet = recovery_paper.recovery_sheet(
            sheet.halves,
            office="UBND " + work.commune.split(",", maxsplit=1)[0],
            keepers=keepers,
            at=work.now(),
            random=work.random,
        )
        self.messages.clear()
        self.page.set_sheet(self._sheet)
        self.page.setEnabled(True)
        self.page.setFocus()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.messages.say(str(error), "warn")
        else:
            show_error(self, error)

    def _print_if_shown(self) -> None:
        if self._sheet is not None:
            self._print()

    def _print(self) -> None:
        try:
            made = self.paper()
        except AppError as error:
            self.messages.say(str(error), "warn")
            return
        dialog = printing.preview(self, made.data, made.paper.name, made.paper.file_name)
        dialog.printed.connect(lambda: self.printed(made, self.tr("máy in của máy này")))
        dialog.exec()

    def _forget(self) -> None:
        self._sheet = None
        self.page.set_sheet(None)

    def _update(self) -> None:
        self._confirm.setEnabled(not self.page.missing)

"""Taking a certificates file in Quản trị: compare the first one, confirm what a later one changes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.models.words.roles import Action
from app.services.office import accounts, permissions, trusting
from app.services.office.accounts import Officer
from app.services.office.password_tries import AskedBy
from app.services.office.trusting import TrustChange
from app.texts import tr
from app.ui.kit.jobs import Runner
from app.ui.kit.password_try import PasswordTry
from app.ui.office import certificate_files
from app.ui.office.panels.trust_changes import ShownChange, TrustChanges
from app.workspace import Workspace

_CONFIRM = "Tệp này đổi chứng thư đang tin: lãnh đạo cần đăng nhập rồi nạp cùng Công an. Chưa thay đổi gì."


class Taking(QObject):
    """Take one file after another; ``done`` gets the number of officers' certificates, ``said`` a refusal."""

    def __init__(
        self,
        workspace: Workspace,
        runner: Runner,
        parent: QWidget,
        *,
        done: Callable[[int], object],
        said: Callable[[str], object],
    ) -> None:
        super().__init__(parent)
        self._workspace, self._window = workspace, parent
        self._done, self._said = done, said
        self._tries = PasswordTry(runner, self)
        self.dialog: TrustChanges | None = None

    def ask(self) -> None:
        """Ask for the file, show what must be compared, and take it."""
        path = certificate_files.ask_source(self._window)
        if path is not None:
            self.begin(path, lambda data: certificate_files.compare_anchor(self._window, data))

    def begin(self, path: Path, compared: Callable[[bytes], bool]) -> None:
        """Take a file; ``compared`` asks for the first one whether the paper has the fingerprint."""
        try:
            data = certificate_files.read(path)
            with self._workspace.store.read() as session:
                first, changes = trusting.is_first(session), trusting.changes(session, data)
            if changes:
                self._confirm(data, changes)
            elif first and not compared(data):
                self._said(tr(certificate_files.NOT_CONFIRMED))
            else:
                self._take(data)  # exactly the bytes that were compared
        except AppError as error:
            self._said(str(error))

    def _confirm(self, data: bytes, changes: list[TrustChange]) -> None:
        work = self._workspace
        if not permissions.may(work.account, Action.PIN_TRUST):
            self._said(tr(_CONFIRM))
            return
        with work.store.read() as session:
            every = accounts.every(session)
        police = [o for o in every if permissions.may(o, Action.CONFIRM_TRUST) and o.uid != work.account.uid]
        shown = [ShownChange(c.kind, c.name, c.before, c.after) for c in changes]
        dialog = TrustChanges(self._window, shown, [(o.uid, o.full_name) for o in police])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(lambda uid, password: self._try(data, uid, password))
        dialog.finished.connect(self._closed)
        self._tries.busy_changed.connect(dialog.setDisabled)
        self.dialog = dialog
        dialog.open()

    def _try(self, data: bytes, uid: str, password: str) -> None:
        """Open the police officer's slot with the password; then take the file by both."""
        work = self._workspace
        with work.store.read() as session:
            police = accounts.get(session, uid)

        def opened(_unlocked: object) -> None:
            try:
                self._take(data, police)
            except AppError as error:
                self._refuse(error)
            else:
                self._close()

        self._tries.begin(lambda: work.prove(police, password, AskedBy.CERTIFICATES), opened, self._refuse)

    def _take(self, data: bytes, police: Officer | None = None) -> None:
        work = self._workspace
        with work.store.write() as session:
            count = trusting.take_certificates(
                session,
                data,
                by=work.account,
                at=work.now(),
                demo=work.settings.demo,
                police=police,
            )
        self._done(count)

    def _refuse(self, error: AppError) -> None:
        if self.dialog is not None:
            self.dialog.refuse(str(error))

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.accept()

    def _closed(self) -> None:
        self._tries.drop()
        self.dialog = None

"""The dialog in which every officer changes the own password; the signing key stays."""

from PySide6.QtWidgets import QDialog, QLayout, QWidget

from app.crypto.stretching import Kdf
from app.errors import AppError
from app.services.office import unlocking
from app.services.office.password_tries import AskedBy
from app.ui.kit import parts, theme
from app.ui.kit.jobs import Runner
from app.ui.kit.password_try import PasswordTry
from app.ui.office.panels.own_password import OwnPasswordForm
from app.workspace import Workspace


class OwnPassword(QDialog):
    """Ask for the old and the new password and change it; it cannot be left while it does."""

    def __init__(self, workspace: Workspace, passwords: Runner, parent: QWidget | None = None) -> None:
        """Begin with an empty form for the officer who is signed in."""
        super().__init__(parent)
        self._workspace = workspace
        self._try = PasswordTry(passwords, self)
        self._try.busy_changed.connect(self._busy_changed)
        self.setWindowTitle(self.tr("Đổi mật khẩu"))
        self.form = OwnPasswordForm(workspace.account.full_name)
        self.form.given.connect(self._change)
        self.form.left.connect(self.reject)
        theme.fix(self.form, width=520)
        parts.lay(self, self.form)
        layout = self.layout()
        assert layout is not None
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)  # it grows with what the bar says
        self.form.setFocus()

    def reject(self) -> None:
        """Close, unless the password is being changed."""
        if not self._try.busy:
            super().reject()

    def _change(self, old: str, new: str) -> None:
        work = self._workspace
        work.refresh_account()
        officer, kdf = work.account, Kdf(m_kib=work.settings.kdf_memory_kib)

        def change() -> None:
            unlocking.change_password(
                work.store, work.folder, officer, (old, new), kdf=kdf, now=work.now, random=work.random
            )

        self._try.begin(
            lambda: work.counted(officer, AskedBy.OWN_PASSWORD, change), self._changed, self._refused
        )

    def _changed(self, _nothing: None) -> None:
        self._workspace.refresh_account()
        self.form.set_done(self.tr("Đã đổi mật khẩu. Lần đăng nhập và ký sau dùng mật khẩu mới."))

    def _refused(self, error: AppError) -> None:
        self.form.set_error(str(error))

    def _busy_changed(self, busy: bool) -> None:  # noqa: FBT001 a Qt slot
        self.form.set_busy(busy=busy)

"""The dialog of the recovery sheet at the sign-in: both halves, then a leader's new password."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from app.ui.kit import parts, theme
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP
from app.ui.office.panels.account_form import PASSWORD_LENGTH, password_problem
from app.ui.office.panels.half_field import WIDTH, HalfField

_LABEL = 132


@dataclass(frozen=True, slots=True)
class RecoveryGiven:
    """A leader's login, both halves, and the new password; none of them is shown or printed."""

    login: str
    halves: tuple[str, str] = field(repr=False)
    password: str = field(repr=False)


class RecoveryDialog(QDialog):
    """Ask for account, halves and new password; emits ``given(RecoveryGiven)``.

    Enter leads from line to line. ``set_error`` keeps the halves and forgets the passwords.
    """

    given = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        accounts: Sequence[tuple[str, str]],
    ) -> None:
        """``accounts`` are logins and names to choose from."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Mở bằng phiếu khôi phục"))
        theme.fix(self, width=WIDTH)
        self._working = False
        self._account = parts.Combo()
        for login, name in accounts:
            self._account.addItem(name, login)
        self._halves = (
            HalfField(self.tr("Nửa A"), width=_LABEL),
            HalfField(self.tr("Nửa B"), width=_LABEL),
        )
        self._password, self._again = QLineEdit(), QLineEdit()
        for edit in (self._password, self._again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setMaxLength(256)
        self._password.setPlaceholderText(self.tr("ít nhất {0} ký tự").format(PASSWORD_LENGTH))
        self._bar = MessageBar()
        self._go = parts.button(self.tr("Đặt mật khẩu mới"), "primary", key="Ctrl+Enter")
        self._leave = parts.button(self.tr("Thôi"), key="Esc")
        for button in (self._go, self._leave):
            button.setAutoDefault(False)
        words = self.tr(
            "Hai người giữ phiếu lần lượt gõ nửa của mình. Lãnh đạo được chọn nhận mật khẩu mới và cần chứng "
            "thư mới; mọi dữ liệu còn nguyên. Sau đó đăng nhập, vào Quản trị lập phiếu mới: đến lúc ấy phiếu "
            "này mới hết dùng."
        )
        self._form = parts.column(
            parts.labelled(self.tr("Lãnh đạo"), self._account, width=_LABEL),
            *self._halves,
            parts.labelled(self.tr("Mật khẩu mới"), self._password, width=_LABEL),
            parts.labelled(self.tr("Gõ lại mật khẩu"), self._again, width=_LABEL),
            gap=8,
        )
        parts.lay(
            self,
            parts.text(words, wrap=True),
            self._form,
            self._bar,
            parts.row(GAP, self._leave, self._go),
            gap=12,
            pad=(20, 16, 20, 16),
        )
        self._connect()
        self._halves[0].setFocus()

    def _connect(self) -> None:
        first, second = self._halves
        first.done.connect(second.setFocus)
        second.done.connect(self._password.setFocus)
        self._password.returnPressed.connect(self._again.setFocus)
        self._again.returnPressed.connect(self._on_go)
        for half in self._halves:
            half.changed.connect(self._enable)
        self._go.clicked.connect(self._on_go)
        self._leave.clicked.connect(self.reject)
        Hotkey("Ctrl+Return", self, self._on_go)
        self._enable()

    def set_error(self, words: str) -> None:
        """Show why nothing was changed."""
        self._set_working(on=False)
        self._say(words, "warn")
        self._password.setFocus()

    def reject(self) -> None:
        """Close, unless keys are being derived, and forget everything."""
        if not self._working:
            self.forget()
            super().reject()

    def forget(self) -> None:
        """Forget what was typed."""
        for edit in (*(half.edit for half in self._halves), self._password, self._again):
            edit.clear()

    def _enable(self) -> None:
        self._go.setEnabled(not self._working and all(half.right for half in self._halves))

    def _on_go(self) -> None:
        if not self._go.isEnabled():
            return
        password = self._password.text()
        if problem := password_problem(password, self._again.text()):
            self._say(problem, "warn")
            return
        halves = (self._halves[0].edit.text(), self._halves[1].edit.text())
        self._password.clear()
        self._again.clear()
        self._set_working(on=True)
        self.given.emit(RecoveryGiven(str(self._account.currentData()), halves, password))

    def _set_working(self, *, on: bool) -> None:
        self._working = on
        self._form.setEnabled(not on)
        self._leave.setEnabled(not on)
        self._enable()
        if on:
            self._say(self.tr("Đang mở kho và lập khóa mới, chờ vài giây…"), "info")

    def _say(self, words: str, level: str) -> None:
        self._bar.say(words, level)
        parts.fit_height(self)

"""The forms for a new account and for a new password."""

from dataclasses import dataclass, field
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from app.models.words.roles import ROLE_LABELS, Role, may_share
from app.texts import Text, tr
from app.ui.kit import parts, theme
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP
from app.ui.office.panels.certificate_end import EndFields

PASSWORD_LENGTH = 12
_OFFERED = (Role.JUSTICE, Role.POLICE, Role.LEADER, Role.TYPIST)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be added; the password is never shown or printed."""

    uid: str
    full_name: str
    title: str
    organisation: str
    roles: tuple[Role, ...]
    password: str = field(repr=False)


def password_problem(password: str, again: str) -> str:
    """Return the fault of a new password; empty for none."""
    if len(password) < PASSWORD_LENGTH:
        return str(Text("Mật khẩu cần ít nhất {0} ký tự; nên là một câu dễ nhớ.", PASSWORD_LENGTH))
    if len(set(password)) < 5:
        return tr("Mật khẩu lặp lại quá ít ký tự khác nhau; nên là một câu dễ nhớ.")
    if password != again:
        return tr("Hai lần gõ mật khẩu chưa giống nhau.")
    return ""


class AccountForm(QFrame):
    """Name, number, office, roles and a password typed twice; Enter in the last field adds it.

    Emits ``given(NewAccount)``, and ``changed()`` while it is typed in; ``begin`` forgets everything typed.
    """

    given = Signal(object)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name, self._uid, self._title, self._office = (QLineEdit() for _ in range(4))
        self._password, self._again = QLineEdit(), QLineEdit()
        for edit in (self._password, self._again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setMaxLength(256)
        self._uid.setMaxLength(15)
        self._uid.setPlaceholderText(self.tr("12 chữ số của chính cán bộ"))
        self._password.setPlaceholderText(self.tr("ít nhất {0} ký tự").format(PASSWORD_LENGTH))
        self._roles = {key: parts.Tick(tr(ROLE_LABELS[key])) for key in _OFFERED}
        for box in self._roles.values():
            box.toggled.connect(partial(self._exclude, box))
        for edit in (self._name, self._password):
            edit.textChanged.connect(self.changed)
        self._bar = MessageBar()
        self._add = parts.button(self.tr("Thêm tài khoản"), icon="user-plus")
        self._add.clicked.connect(self._on_add)
        rows = (
            (self.tr("Họ và tên"), self._name),
            (self.tr("Số định danh"), self._uid),
            (self.tr("Chức danh"), self._title),
            (self.tr("Đơn vị"), self._office),
        )
        fields = [parts.labelled(label, edit, width=120) for label, edit in rows]
        ticks = list(self._roles.values())
        pairs = parts.column(parts.row(*ticks[:2], GAP, gap=12), parts.row(*ticks[2:], GAP, gap=12), gap=6)
        for tick in ticks:
            theme.fix(tick, width=104)
        boxes = parts.row(parts.text(self.tr("Vai trò"), "label", width=120), (pairs, 1))
        secrets = [
            parts.labelled(self.tr("Mật khẩu"), self._password, width=120),
            parts.labelled(self.tr("Gõ lại mật khẩu"), self._again, width=120),
        ]
        for edit in (self._name, self._uid, self._title, self._office, self._password):
            edit.returnPressed.connect(self._on_return)
        self._again.returnPressed.connect(self._on_add)
        self.setFocusProxy(self._name)
        parts.lay(self, *fields, boxes, *secrets, self._bar, parts.row(GAP, self._add), gap=6)

    def begin(self, *, office: str = "", role: Role | None = None) -> None:
        """Forget what was typed and begin a new account."""
        for edit in (self._name, self._uid, self._title, self._password, self._again):
            edit.clear()
        self._office.setText(office)
        for box in self._roles.values():
            box.setChecked(False)
        if role is not None:
            self._roles[role].setChecked(True)
        self._bar.clear()

    def set_error(self, words: str) -> None:
        """Show why the account was not added."""
        self._bar.say(words, "warn")

    @property
    def touched(self) -> bool:
        """Tell whether an account is half typed."""
        return bool(self._name.text().strip() or self._password.text())

    def _exclude(self, box: parts.Tick, on: bool) -> None:  # noqa: FBT001 a Qt slot
        """Refuse a role that the same person may not hold beside the others."""
        if not may_share(self._chosen):
            box.setChecked(False)
            self.set_error(
                self.tr(
                    "Một người không vừa là Tư pháp vừa là Công an: người nhập, kết luận không được duyệt. "
                    "Bỏ vai trò kia trước nếu muốn đổi."
                )
            )
        elif on:
            self._bar.clear()

    def _on_return(self) -> None:
        self.focusNextChild()

    def _problem(self) -> str:
        if not self._name.text().strip():
            return self.tr("Chưa ghi họ và tên.")
        if len(self._number) != 12:
            return self.tr("Số định danh của cán bộ phải đủ 12 chữ số.")
        if not self._office.text().strip():
            return self.tr("Chưa ghi đơn vị: chứng thư ghi đơn vị của cán bộ.")
        if not self._chosen:
            return self.tr("Chọn ít nhất một vai trò.")
        return password_problem(self._password.text(), self._again.text())

    @property
    def _number(self) -> str:
        return "".join(c for c in self._uid.text() if c.isdecimal())

    @property
    def _chosen(self) -> tuple[Role, ...]:
        return tuple(role for role, box in self._roles.items() if box.isChecked())

    def _on_add(self) -> None:
        problem = self._problem()
        if problem:
            self.set_error(problem)
            return
        self._bar.clear()
        self.given.emit(
            NewAccount(
                uid=self._number,
                full_name=" ".join(self._name.text().split()),
                title=self._title.text().strip(),
                organisation=self._office.text().strip(),
                roles=self._chosen,
                password=self._password.text(),
            )
        )


class PasswordForm(QFrame):
    """A new password for the chosen account, typed twice; it ends the old key and certificate.

    Emits ``given(password, GivenEnd or None)``; None without a certificate.
    """

    given = Signal(str, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = parts.text("", "title")
        self._password, self._again = QLineEdit(), QLineEdit()
        for edit in (self._password, self._again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setMaxLength(256)
        self._password.returnPressed.connect(self._again.setFocus)
        self._end = EndFields()
        self._again.returnPressed.connect(self._on_again)
        self._end.left.connect(self._on_keep)
        self._bar = MessageBar()
        keep = parts.button(self.tr("Đặt mật khẩu"), "primary")
        keep.clicked.connect(self._on_keep)
        leave = parts.button(self.tr("Thôi"), key="Esc")
        leave.clicked.connect(self.left)
        self.setFocusProxy(self._password)
        parts.lay(
            self,
            self._title,
            parts.labelled(self.tr("Mật khẩu mới"), self._password, width=112),
            parts.labelled(self.tr("Gõ lại mật khẩu"), self._again, width=112),
            self._end,
            self._bar,
            parts.row(GAP, leave, keep),
            GAP,
            pad=(16, 12, 16, 12),
        )

    def begin(self, name: str, today: date, *, certified: bool) -> None:
        """Forget what was typed and begin for an officer; a certificate ends with its key."""
        self._end.begin(today, tr("Quên mật khẩu"))
        self._end.setVisible(certified)
        self._title.setText(self.tr("Mật khẩu mới cho {0}").format(name))
        self.forget()

    def set_error(self, words: str) -> None:
        """Show why the password was not set."""
        self._bar.say(words, "warn")

    def forget(self) -> None:
        """Forget the passwords."""
        self._password.clear()
        self._again.clear()
        self._bar.clear()

    def _on_again(self) -> None:
        if self._end.isHidden():
            self._on_keep()
        else:
            self._end.setFocus()

    def _on_keep(self) -> None:
        problem = password_problem(self._password.text(), self._again.text())
        end = None if self._end.isHidden() else self._end.given()
        if problem or isinstance(end, str):
            self.set_error(problem or str(end))
            return
        password = self._password.text()
        self._password.clear()
        self._again.clear()
        self.given.emit(password, end)

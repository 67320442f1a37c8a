"""The form for the own password: the old one, and the new one typed twice."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from app.ui.kit import parts
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP
from app.ui.office.panels.account_form import PASSWORD_LENGTH, password_problem


class OwnPasswordForm(QFrame):
    """Enter goes to the next field, in the last one it emits ``given(old, new)``; Esc is ``left``."""

    given = Signal(str, str)
    left = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._old, self._new, self._again = (QLineEdit() for _ in range(3))
        for edit in self._edits:
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setMaxLength(256)
        self._new.setPlaceholderText(self.tr("ít nhất {0} ký tự").format(PASSWORD_LENGTH))
        self._old.returnPressed.connect(self._new.setFocus)
        self._new.returnPressed.connect(self._again.setFocus)
        self._again.returnPressed.connect(self._on_keep)
        self._bar = MessageBar()
        self._keep = parts.button(self.tr("Đổi mật khẩu"), "primary", key="Enter")
        self._keep.clicked.connect(self._on_keep)
        self._leave = parts.button(self.tr("Thôi"), key="Esc")
        self._leave.clicked.connect(self.left)
        for button in (self._keep, self._leave):
            button.setAutoDefault(False)
        self.setFocusProxy(self._old)
        note = self.tr("Khóa ký và chứng thư giữ nguyên. Mật khẩu cũ hết dùng được ngay khi đổi xong.")
        parts.lay(
            self,
            parts.text(self.tr("Đổi mật khẩu của {0}").format(name), "title"),
            parts.text(note, "label", wrap=True),
            parts.labelled(self.tr("Mật khẩu đang dùng"), self._old, width=136),
            parts.labelled(self.tr("Mật khẩu mới"), self._new, width=136),
            parts.labelled(self.tr("Gõ lại mật khẩu mới"), self._again, width=136),
            self._bar,
            parts.row(GAP, self._leave, self._keep),
            pad=(20, 16, 20, 16),
        )

    @property
    def _edits(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        return self._old, self._new, self._again

    def set_busy(self, *, busy: bool) -> None:
        """Disable the input while the keys are derived."""
        for widget in (*self._edits, self._keep, self._leave):
            widget.setEnabled(not busy)
        if busy:
            self._bar.say(self.tr("Đang lập khóa từ mật khẩu, chờ vài giây…"))

    def set_error(self, words: str) -> None:
        """Show why nothing was changed, and begin with the old password again."""
        self._bar.say(words, "warn")
        self._old.setFocus()

    def set_done(self, words: str) -> None:
        """Show that it was changed; only leaving is left to do."""
        self._bar.say(words, "good")
        for widget in (*self._edits, self._keep):
            widget.setEnabled(False)
        parts.relabel(self._leave, self.tr("Đóng"), key="Enter")
        self._leave.setDefault(True)
        self._leave.setFocus()

    def _on_keep(self) -> None:
        old, new, again = (edit.text() for edit in self._edits)
        problem = password_problem(new, again)
        if not old or problem:
            self._bar.say(problem or self.tr("Chưa gõ mật khẩu đang dùng."), "warn")
            return
        for edit in self._edits:
            edit.clear()
        self.given.emit(old, new)

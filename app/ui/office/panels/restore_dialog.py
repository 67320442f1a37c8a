"""The dialog of a restore and of a drill: which backup, and what opens it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QProgressBar, QWidget

from app.ui.kit import parts, theme
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP

SHEET = ""
"""The choice of the recovery sheet among the logins."""


@dataclass(frozen=True, slots=True)
class Generation:
    """A backup to choose: where it lies, its day, what is in it, and the logins that open it."""

    path: str
    day: str
    content: str
    logins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RestoreChoice:
    """The chosen backup, and a login with its password or both halves of the sheet."""

    path: str
    login: str
    password: str = field(repr=False)
    halves: tuple[str, str] = field(repr=False)


class RestoreDialog(QDialog):
    """Ask for a folder (``folder_requested``), then for a backup and what opens it (``given``).

    With a ``login`` only that officer's password is asked, as for a drill. While it works, Esc stops it:
    ``stop_requested``.
    """

    folder_requested = Signal()
    given = Signal(object)
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None, title: str, words: str, action: str, login: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        theme.fix(self, width=640)
        self._login, self._working = login, False
        self._generations: tuple[Generation, ...] = ()
        self._bar = MessageBar()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Tiến độ"))
        self._progress.hide()
        self._make_fields()
        self._folder = parts.button(self.tr("Chọn USB sao lưu…"), "primary")
        self._folder.clicked.connect(self.folder_requested)
        self._leave = parts.button(self.tr("Thôi"), key="Esc")
        self._leave.clicked.connect(self.reject)
        self._go = parts.button(action, "primary")
        self._go.clicked.connect(self._on_go)
        for button in (self._folder, self._leave, self._go):
            button.setAutoDefault(False)
        parts.lay(
            self,
            parts.text(words, wrap=True),
            parts.row(self._folder, GAP),
            self._form,
            self._bar,
            self._progress,
            parts.row(GAP, self._leave, self._go),
            gap=12,
            pad=(20, 16, 20, 16),
        )
        self._show_fields()
        self._folder.setFocus()

    def _make_fields(self) -> None:
        self._backup, self._account = parts.Combo(), parts.Combo()
        self._password, self._half_a, self._half_b = QLineEdit(), QLineEdit(), QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        for edit in (self._half_a, self._half_b):
            edit.setPlaceholderText(self.tr("14 nhóm bốn chữ trên phiếu"))
        for edit in (self._password, self._half_a, self._half_b):
            edit.setMaxLength(256)
            edit.textChanged.connect(self._enable)
            edit.returnPressed.connect(self._on_return)
        self._backup.currentIndexChanged.connect(self._on_backup)
        self._account.currentIndexChanged.connect(self._show_fields)
        whose = self.tr("Mật khẩu của {0}").format(self._login) if self._login else ""
        self._rows: dict[str, QFrame] = {
            "backup": parts.labelled(self.tr("Bản sao lưu"), self._backup, width=160),
            "account": parts.labelled(self.tr("Mở bằng"), self._account, width=160),
            "password": parts.labelled(whose or self.tr("Mật khẩu lúc sao lưu"), self._password, width=160),
            "half_a": parts.labelled(self.tr("Nửa A"), self._half_a, width=160),
            "half_b": parts.labelled(self.tr("Nửa B"), self._half_b, width=160),
        }
        self._form = parts.column(*self._rows.values(), gap=8)

    def set_generations(self, found: Sequence[Generation]) -> None:
        """Show the backups of the chosen folder, the newest first."""
        self._bar.clear()
        self._generations = tuple(found)
        self._backup.clear()
        for one in found:
            self._backup.addItem(f"{one.day} · {one.content}", one.path)
        self._show_fields()
        (self._password if self._login else self._account).setFocus()

    def set_error(self, words: str) -> None:
        """Show why it was not done; what is typed stays, but the password."""
        self._set_working(on=False)
        self._password.clear()
        self._bar.say(words, "warn")
        self._show_fields()
        (self._half_a if self._rows["password"].isHidden() else self._password).setFocus()

    def set_progress(self, done: int, total: int) -> None:
        """Show how much is done."""
        self._progress.setRange(0, 1000)
        self._progress.setValue(1000 * done // total if total else 0)

    def set_done(self, words: str) -> None:
        """Show what was done; only closing is left."""
        self._set_working(on=False)
        for widget in (self._folder, self._form, self._go):
            widget.hide()
        self._bar.say(words, "good")
        parts.relabel(self._leave, self.tr("Đóng"), key="Esc")
        self._leave.setFocus()
        parts.fit_height(self)

    def reject(self) -> None:
        """Stop what runs; else close."""
        if self._working:
            self.stop_requested.emit()
        else:
            super().reject()

    def _on_backup(self) -> None:
        at = self._backup.currentIndex()
        self._account.clear()
        if 0 <= at < len(self._generations):
            for login in self._generations[at].logins:
                self._account.addItem(self.tr("mật khẩu của {0}").format(login), login)
            self._account.addItem(self.tr("phiếu khôi phục, đủ hai nửa"), SHEET)
        self._show_fields()

    def _show_fields(self) -> None:
        there = bool(self._generations)
        sheet = not self._login and self._account.currentData() == SHEET
        for name, shown in (
            ("backup", there),
            ("account", there and not self._login),
            ("password", there and not sheet),
            ("half_a", there and sheet),
            ("half_b", there and sheet),
        ):
            self._rows[name].setVisible(shown)
        self._form.setVisible(there)
        self._enable()
        parts.fit_height(self)

    def _enable(self) -> None:
        sheet = not self._login and self._account.currentData() == SHEET
        typed = self._half_a.text() and self._half_b.text() if sheet else self._password.text()
        self._go.setEnabled(bool(self._generations and typed) and not self._working)

    def _on_return(self) -> None:
        if self.sender() is self._half_a:
            self._half_b.setFocus()
        elif self._go.isEnabled():
            self._on_go()

    def _on_go(self) -> None:
        choice = RestoreChoice(
            str(self._backup.currentData()),
            self._login or str(self._account.currentData()),
            self._password.text(),
            (self._half_a.text(), self._half_b.text()),
        )
        self._set_working(on=True)
        self.given.emit(choice)

    def _set_working(self, *, on: bool) -> None:
        self._working = on
        self._bar.clear()
        for widget in (self._form, self._folder, self._go):
            widget.setEnabled(not on)
        self._progress.setRange(0, 0)
        self._progress.setVisible(on)
        parts.relabel(self._leave, self.tr("Dừng") if on else self.tr("Thôi"), key="Esc")
        if on:
            self._leave.setFocus()
        parts.fit_height(self)

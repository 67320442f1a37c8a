"""The dialog of a restore and of a drill: which backup, and what opens it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QProgressBar, QWidget

from app.ui.kit import parts, theme
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP
from app.ui.office.panels.half_field import WIDTH, HalfField

_LABEL = 160
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
        theme.fix(self, width=WIDTH)
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
        self._password = QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setMaxLength(256)
        self._password.textChanged.connect(self._enable)
        self._password.returnPressed.connect(self._on_go)
        self._halves = (
            HalfField(self.tr("Nửa A"), width=_LABEL),
            HalfField(self.tr("Nửa B"), width=_LABEL),
        )
        for half in self._halves:
            half.changed.connect(self._enable)
        self._halves[0].done.connect(self._halves[1].setFocus)
        self._halves[1].done.connect(self._on_go)
        self._backup.currentIndexChanged.connect(self._on_backup)
        self._account.currentIndexChanged.connect(self._show_fields)
        whose = self.tr("Mật khẩu lúc sao lưu")
        if self._login:
            whose = self.tr("Mật khẩu của {0}").format(self._login)
        self._rows: dict[str, QFrame] = {
            "backup": parts.labelled(self.tr("Bản sao lưu"), self._backup, width=_LABEL),
            "account": parts.labelled(self.tr("Mở bằng"), self._account, width=_LABEL),
            "password": parts.labelled(whose, self._password, width=_LABEL),
            "half_a": self._halves[0],
            "half_b": self._halves[1],
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
        if self._by_sheet:
            next((half for half in self._halves if not half.right), self._halves[0]).setFocus()
        else:
            self._password.setFocus()

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
        sheet = self._by_sheet
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
        typed = all(half.right for half in self._halves) if self._by_sheet else bool(self._password.text())
        self._go.setEnabled(bool(self._generations) and typed and not self._working)

    @property
    def _by_sheet(self) -> bool:
        return not self._login and self._account.currentData() == SHEET

    def _on_go(self) -> None:
        if not self._go.isEnabled():
            return
        choice = RestoreChoice(
            str(self._backup.currentData()),
            self._login or str(self._account.currentData()),
            self._password.text(),
            (self._halves[0].edit.text(), self._halves[1].edit.text()),
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

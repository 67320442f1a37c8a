"""The dialog of a wipe: what is in the way, or two passwords and the code of the store."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from app.ui.kit import icons, parts, theme
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP


@dataclass(frozen=True, slots=True)
class WipeChoice:
    """What two officers typed, and the folder for the record."""

    folder: str
    password: str = field(repr=False)
    police: str
    police_password: str = field(repr=False)
    typed: str


class WipeDialog(QDialog):
    """Show what is only on this PC; without any of it, ask for a folder (``folder_requested``) and ``given``.

    ``police`` are (login, name); ``code`` is what must be typed.
    """

    folder_requested = Signal()
    given = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        *,
        code: str,
        obstacles: Sequence[str],
        leader: str,
        police: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Xóa kho để trả máy"))
        theme.fix(self, width=640)
        self._path, self._working = "", False
        self._bar = MessageBar()
        self._leave = parts.button(self.tr("Thôi"), key="Esc")
        self._leave.clicked.connect(self.reject)
        self._go = parts.button(self.tr("Xóa kho"), "primary")
        self._go.clicked.connect(self._on_go)
        self._make_fields(code, leader, police)
        for button in (self._folder, self._leave, self._go):
            button.setAutoDefault(False)
        self._form.setVisible(not obstacles)
        self._go.setVisible(not obstacles)
        parts.lay(
            self,
            *(self._in_the_way(obstacles) if obstacles else self._warning()),
            self._form,
            self._bar,
            parts.row(GAP, self._leave, self._go),
            gap=12,
            pad=(20, 16, 20, 16),
        )
        self._enable()
        parts.fit_height(self)
        (self._leave if obstacles else self._folder).setFocus()

    def _in_the_way(self, obstacles: Sequence[str]) -> list[parts.Item]:
        head = self.tr("Chưa xóa được: còn dữ liệu chỉ có trên máy này. Làm xong từng việc rồi mở lại.")
        lines = (
            parts.row(icons.Icon("warning-circle", "differ"), (parts.text(one, wrap=True), 1))
            for one in obstacles
        )
        return [parts.text(head, "strong", wrap=True), *lines]

    def _warning(self) -> list[parts.Item]:
        words = self.tr(
            "Mọi dữ liệu của kho trên máy này sẽ bị xóa và không lấy lại được từ máy này. Bản sao lưu trên "
            "USB vẫn còn. Biên bản được lưu trước khi xóa, để hai bên ký."
        )
        return [
            parts.row(
                icons.Icon("warning", "less"),
                (parts.text(words, wrap=True), 1),
                pad=(12, 8, 12, 8),
                role="warn",
            )
        ]

    def _make_fields(self, code: str, leader: str, police: Sequence[tuple[str, str]]) -> None:
        self._folder = parts.button(self.tr("Chọn nơi lưu biên bản…"))
        self._folder.clicked.connect(self.folder_requested)
        self._folder_words = parts.text(self.tr("chưa chọn"), "label")
        self._password, self._police_password, self._typed = QLineEdit(), QLineEdit(), QLineEdit()
        for edit in (self._password, self._police_password):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._typed.setPlaceholderText(code)
        for edit in (self._password, self._police_password, self._typed):
            edit.setMaxLength(256)
            edit.textChanged.connect(self._enable)
            edit.returnPressed.connect(self._on_return)
        self._police = parts.Combo()
        for login, name in police:
            self._police.addItem(name, login)
        width = 232
        self._form = parts.column(
            parts.row(self._folder, (self._folder_words, 1)),
            parts.labelled(self.tr("Mật khẩu của {0}").format(leader), self._password, width=width),
            parts.labelled(self.tr("Cán bộ Công an cùng xóa"), self._police, width=width),
            parts.labelled(self.tr("Mật khẩu của Công an"), self._police_password, width=width),
            parts.labelled(self.tr("Gõ mã kho {0}").format(code), self._typed, width=width),
            gap=8,
        )

    def set_folder(self, path: str) -> None:
        """Show where the record will lie."""
        self._path = path
        self._folder_words.setText(path)
        self._password.setFocus()
        self._enable()

    def set_error(self, words: str) -> None:
        """Show why nothing was wiped; the passwords must be typed again."""
        self._set_working(on=False)
        self._password.clear()
        self._police_password.clear()
        self._bar.say(words, "warn")
        self._password.setFocus()
        parts.fit_height(self)

    def reject(self) -> None:
        """Close, unless it works: a wipe cannot be stopped."""
        if not self._working:
            super().reject()

    def _enable(self) -> None:
        typed = (self._password.text(), self._police_password.text(), self._typed.text(), self._path)
        self._go.setEnabled(all(typed) and not self._working)

    def _on_return(self) -> None:
        if self.sender() is self._typed:
            if self._go.isEnabled():
                self._on_go()
        else:
            self.focusNextChild()

    def _on_go(self) -> None:
        choice = WipeChoice(
            self._path,
            self._password.text(),
            str(self._police.currentData()),
            self._police_password.text(),
            self._typed.text(),
        )
        self._set_working(on=True)
        self._bar.say(self.tr("Đang kiểm tra hai mật khẩu, lưu biên bản rồi xóa…"), "info")
        parts.fit_height(self)
        self.given.emit(choice)

    def _set_working(self, *, on: bool) -> None:
        self._working = on
        self._form.setEnabled(not on)
        self._leave.setEnabled(not on)
        self._enable()

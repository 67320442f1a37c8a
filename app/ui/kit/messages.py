"""Messages: a bar inside a screen, and one dialog for errors and questions."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QMessageBox, QWidget

from app.errors import AppError
from app.texts import Text, tr
from app.ui.kit import icons, parts, spoken, theme

_LOOK = {
    "info": ("info", "info", "accent"),
    "good": ("good", "check-circle", "equal"),
    "warn": ("warn", "warning", "less"),
    "alarm": ("alarm", "warning-circle", "differ"),
}
BUG_TEXT = (
    "Phần mềm gặp lỗi ngoài dự kiến và chưa làm xong việc này. Những ô đã rời khỏi đều đã được lưu. "
    "Hãy thử lại; nếu lỗi lặp lại, báo người quản trị mã lỗi dưới đây."
)


class MessageBar(QFrame):
    """One line in a screen: what happened, what was kept and what to do. It is hidden while empty."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = icons.Icon("info", "accent")
        self._words = parts.text("", "label", wrap=True)
        self._close = parts.button(self.tr("Đóng"), "quiet", small=True)
        self._close.clicked.connect(self.clear)
        self._close.setAutoDefault(False)  # Enter in a dialog must not wipe what it has just said
        self._until_changed = False
        parts.lay(self, self._icon, (self._words, 1), self._close, gap=8, pad=(12, 2, 4, 2), across=True)
        self.hide()

    @property
    def words(self) -> str:
        """Return the words shown."""
        return self._words.text()

    def say(self, words: str, level: str = "info", *, until_changed: bool = False) -> None:
        """Show a sentence; ``level`` is info, good, warn or alarm.

        ``until_changed`` is for a sentence about the present values.
        """
        self._until_changed = until_changed
        role, icon, tone = _LOOK[level]
        theme.set_prop(self, role=role)
        self._icon.set_icon(icon, tone)
        self._words.setText(words)
        theme.set_prop(self._words, tone=tone if level != "info" else "")
        self.setAccessibleName(words)
        self.show()
        spoken.announce(self, words, urgent=level in {"warn", "alarm"})

    def outdate(self) -> None:
        """Clear a sentence about values that have changed."""
        if self._until_changed:
            self.clear()

    def clear(self) -> None:
        """Show no message."""
        self._words.setText("")
        self.hide()


def _box(parent: QWidget | None, title: str, words: str, icon: QMessageBox.Icon) -> QMessageBox:
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(words)
    box.setIcon(icon)
    return box


def error_box(parent: QWidget | None, error: Exception, reference: str = "") -> QMessageBox:
    """Make the one dialog for an error.

    The dialog shows the sentence of an ``AppError``. For any other exception it shows the bug text and the
    reference in the log, never the words of the exception.
    """
    if isinstance(error, AppError):
        box = _box(parent, tr("Chưa làm được"), str(error), QMessageBox.Icon.Warning)
    else:
        box = _box(parent, tr("Lỗi phần mềm"), tr(BUG_TEXT), QMessageBox.Icon.Critical)
        box.setInformativeText(str(Text("Mã lỗi: {0}", reference or type(error).__name__)))
    box.addButton(tr("Đã hiểu"), QMessageBox.ButtonRole.AcceptRole)
    return box


def show_error(parent: QWidget | None, error: Exception, reference: str = "") -> None:
    """Show the one dialog for an error and wait until it is read."""
    error_box(parent, error, reference).exec()


def question_box(
    parent: QWidget | None, title: str, words: str, yes: str, no: str
) -> tuple[QMessageBox, QWidget]:
    """Make a question and return it with its yes button; Enter and Escape mean no."""
    box = _box(parent, title, words, QMessageBox.Icon.Question)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse)
    box.setEscapeButton(refuse)
    return box, accept


def confirm(parent: QWidget | None, title: str, words: str, *, yes: str, no: str = "") -> bool:
    """Ask before an act that cannot be undone; True only for the yes button."""
    box, accept = question_box(parent, title, words, yes, no or tr("Thôi"))
    box.exec()
    return box.clickedButton() is accept

"""One package of the history: its copies and attempts; write it again, or make it anew."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.ui.kit import parts
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP

_WIDTH = 640
_LABEL = 132
_LINES = 4  # copies and attempts shown, the newest


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """A package for people.

    ``copies`` are day and words of each, ``attempts`` the same of each making. ``signer`` is the police
    officer who signs a package that is made anew.
    """

    id: int
    title: str
    facts: tuple[tuple[str, str], ...]
    sent: bool
    copies: tuple[tuple[str, str], ...] = ()
    on_sticks: int = 0
    attempts: tuple[tuple[str, str], ...] = ()
    can_write: bool = False
    can_renew: bool = False
    signer: str = ""


class PackageDialog(parts.Dialog):
    """Show a package; Escape closes.

    Emits ``write_requested(id)`` and ``renew_requested(id, reason, password)``. It is hidden while the
    package is made anew; ``set_error`` shows it again with the reason that was typed.
    """

    write_requested = Signal(int)
    renew_requested = Signal(int, str, str)

    def __init__(self, parent: QWidget, package: PackageFacts) -> None:
        super().__init__(parent, package.title, _WIDTH)
        self._package = package
        self._bar = MessageBar()
        self._renewal = self._make_renewal()
        self._renewal.hide()
        self._copies = self._make_copies()
        parts.lay(
            self,
            parts.text(package.title, "title", wrap=True),
            parts.column(
                *(
                    parts.row(parts.text(label, "label", width=_LABEL), (parts.text(value, wrap=True), 1))
                    for label, value in package.facts
                ),
                gap=4,
            ),
            self._copies,
            *self._make_attempts(),
            self._renewal,
            self._make_foot(),
            gap=12,
            pad=(20, 16, 20, 12),
        )
        self._copies.setVisible(package.sent)
        self._first.setFocus()

    def set_error(self, words: str) -> None:
        """Show again, with why nothing was made; empty when the officer left the question in between."""
        if words:
            self._bar.say(words, "warn")
        self.open()
        self._secret.setFocus()
        self.fit()

    def _make_copies(self) -> QFrame:
        copies = self._package.copies
        rows = [_line(day, words) for day, words in copies[-_LINES:]]
        if not copies:
            rows = [parts.text(self.tr("Chưa ghi ra USB lần nào."), "strong", "differ")]
        head = parts.text(self._where_written(), "section")
        return parts.column(head, *rows, gap=4, pad=(12, 8, 12, 8), role="sunken")

    def _where_written(self) -> str:
        """Say how often it was written; to a stick only where it is known to be one."""
        sticks = self._package.on_sticks
        folders = len(self._package.copies) - sticks
        if sticks and folders:
            return self.tr("Đã ghi ra USB {0} lần, ra thư mục {1} lần").format(sticks, folders)
        if sticks:
            return self.tr("Đã ghi ra USB {0} lần").format(sticks)
        if folders:
            return self.tr("Đã ghi ra thư mục {0} lần").format(folders)
        return self.tr("Trên USB")

    def _make_attempts(self) -> list[QFrame]:
        if len(self._package.attempts) < 2:
            return []
        head = parts.text(self.tr("Các lần làm gói này"), "section")
        rows = [_line(day, words) for day, words in self._package.attempts[-_LINES:]]
        return [parts.column(head, *rows, gap=4, pad=(12, 8, 12, 8), role="sunken")]

    def _make_foot(self) -> QFrame:
        package = self._package
        close = parts.button(self.tr("Đóng"), key="Esc")
        close.clicked.connect(self.reject)
        write = parts.button(
            self.tr("Ghi lại ra USB…") if package.copies else self.tr("Ghi ra USB…"),
            "primary",
            icon="package",
        )
        write.clicked.connect(self._on_write)
        self._open = parts.button(self.tr("Làm lại gói…"))
        self._open.clicked.connect(self._on_open)
        foot = parts.row(self._open, GAP, close, write, height=36)
        write.setVisible(package.can_write)
        self._open.setVisible(package.can_renew)
        self._first = write if package.can_write else self._open if package.can_renew else close
        return foot

    def _make_renewal(self) -> QFrame:
        self._reason, self._secret = QLineEdit(), QLineEdit()
        self._reason.setMaxLength(500)
        self._reason.setPlaceholderText(self.tr("Công an từ chối vì sao, ai báo"))
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.setMaxLength(256)
        self._reason.returnPressed.connect(self._secret.setFocus)
        self._secret.returnPressed.connect(self._on_renew)
        make = parts.button(self.tr("Ký và ghi gói mới…"), "police", icon="package")
        make.clicked.connect(self._on_renew)
        return parts.column(
            parts.rule(),
            parts.text(self.tr("Làm lại gói"), "section"),
            parts.text(
                self.tr(
                    "Chỉ làm khi Công an đã từ chối gói này, hoặc tệp giữ trong máy bị hỏng. Gói mới giữ số "
                    "và đúng những trường hợp cũ, ký lại cả hai chữ ký. Đừng giao gói cũ nữa."
                ),
                wrap=True,
            ),
            parts.labelled(self.tr("Lý do"), self._reason, width=_LABEL),
            parts.row(
                parts.text(self.tr("Người ký gói"), "label", width=_LABEL),
                (parts.text(self._package.signer, "value"), 1),
            ),
            parts.labelled(self.tr("Mật khẩu ký"), self._secret, width=_LABEL),
            self._bar,
            parts.row(GAP, make),
            gap=8,
        )

    def _on_write(self) -> None:
        self.accept()
        self.write_requested.emit(self._package.id)

    def _on_open(self) -> None:
        self._open.hide()
        self._copies.hide()  # a low screen has no room for both
        self._renewal.show()
        self._reason.setFocus()
        self.fit()

    def _on_renew(self) -> None:
        reason, secret = self._reason.text().strip(), self._secret.text()
        if not reason:
            self._reason.setFocus()
        elif not secret:
            self._secret.setFocus()
        else:
            self._bar.clear()
            self._secret.clear()
            self.hide()
            self.renew_requested.emit(self._package.id, reason, secret)


def _line(day: str, words: str) -> QFrame:
    return parts.row(parts.text(day, "value", width=_LABEL), (parts.text(words, "label", wrap=True), 1))

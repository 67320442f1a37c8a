"""The green strip of the police below an entry (F12): one password signs exactly one entry."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QLineEdit, QSizePolicy, QWidget

from app.ui.kit import icons, parts, theme
from app.ui.kit.cut_label import CutLabel
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.parts import GAP

KEYS = (
    ("Ctrl+Enter", "duyệt và ký"),
    ("Ctrl+Backspace", "trả lại, hỏi lý do"),
    ("Esc", "thôi, không ký"),
)


_NARROW = 900
"""Below this width (logical pixels at 100 % text size) what is signed stands above the fields."""


class _Divider(QFrame):
    """A thin line between the parts of the strip."""

    def __init__(self) -> None:
        super().__init__()
        theme.fix(self, width=1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.color("police_line"))
        painter.end()


class ApprovalStrip(QFrame):
    """Approve the entry shown, or send it back with a reason, with the officer's own password.

    ``approved`` gives login and password, ``sent_back`` login, password and reason; ``cancelled`` says that
    the officer left the strip. The field forgets the password after every try.
    """

    approved = Signal(str, str)
    sent_back = Signal(str, str, str)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "police")
        self.officer = parts.Combo()
        self.password = QLineEdit()
        self.reason = QLineEdit()
        self._subject = parts.text("", "muted", wrap=True)
        self._detail = CutLabel("", "caption")
        self._fingerprint = CutLabel("", "caption")
        self._error = parts.text("", "label", "differ", wrap=True)
        self._working = parts.text("", "label", "police")
        self._working.setFocusPolicy(
            Qt.FocusPolicy.StrongFocus
        )  # it has the focus while the fields are disabled
        self._blocked = ""
        self._busy = self._narrow = False
        self._ask = parts.text(self.tr("Mật khẩu ký của Công an"), "label_on")
        self._approve = parts.button(self.tr("Duyệt và ký"), "police", key="Ctrl+Enter", icon="check")
        self._send = parts.button(self.tr("Trả lại…"), key="Ctrl+Backspace", icon="arrow-u-up-left")
        self._build()
        self._connect()

    def _build(self) -> None:
        self.officer.setAccessibleName(self.tr("Cán bộ Công an duyệt"))
        self.password.setAccessibleName(self.tr("Mật khẩu ký của Công an"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        theme.fix(self.password, width=200)
        self._ask.setBuddy(self.password)
        self.reason.setAccessibleName(self.tr("Lý do trả lại"))
        self.reason.setPlaceholderText(self.tr("lý do trả lại, Tư pháp sẽ đọc"))
        self.reason.hide()
        self.officer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        title = parts.row(
            icons.Icon("shield-check", "police", 20), parts.text(self.tr("Công an duyệt"), "title", "police")
        )
        who = parts.column(
            title,
            self.officer,
            parts.text(self.tr("Không nhập, không đối chiếu trường hợp này"), "caption"),
            GAP,
            gap=4,
        )
        what = self._what = parts.column(
            parts.text(self.tr("Sẽ ký đúng"), "strong"),
            self._subject,
            self._detail,
            self._fingerprint,
            self._working,
            self._error,
            GAP,
            gap=2,
        )
        ask = parts.column(
            self._ask,
            self.password,
            parts.text(self.tr("Ký xong khóa bị xóa ngay"), "caption"),
            GAP,
            gap=4,
        )
        self._act = parts.column(self._approve, self._send, GAP, gap=8)
        dividers = (_Divider(), _Divider())
        self._line = parts.row(who, dividers[0], (what, 1), dividers[1], ask, self._act, gap=16)
        captions = [label for part in (who, ask) for label in part.findChildren(QLabel)]
        self._roomy = (title, *dividers, *captions)
        parts.lay(self, self._line, self.reason, gap=8, pad=(16, 12, 16, 8))
        self.setFocusProxy(self.password)
        self._working.hide()
        self._show_error("")
        self.set_subject("")

    def _set_narrow(self, *, on: bool) -> None:
        """Put what is signed above the fields and leave the captions out, or back."""
        outer, line = box_of(self), box_of(self._line)
        for part in self._roomy:
            part.setVisible(not on)
        self.password.setPlaceholderText(self._ask.text() if on else "")
        for part in (self._act, self._what):
            box_of(part).setDirection(
                QBoxLayout.Direction.LeftToRight if on else QBoxLayout.Direction.TopToBottom
            )
        what = box_of(self._what)
        what.setSpacing(12 if on else 2)
        what.setStretchFactor(self._subject, 1 if on else 0)
        self._label_buttons(keys=not on)
        if on:
            outer.insertWidget(0, self._what)
        else:
            line.insertWidget(2, self._what, 1)
        self._narrow = on

    def _label_buttons(self, *, keys: bool) -> None:
        """Name the buttons, with their keys where there is room; the key bar has them too."""
        for button, words, key, icon in (
            (self._approve, self.tr("Duyệt và ký"), "Ctrl+Enter", "check"),
            (self._send, self.tr("Trả lại…"), "Ctrl+Backspace", "arrow-u-up-left"),
        ):
            parts.relabel(button, words, key=key if keys else "", icon=icon)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(_NARROW)
        if narrow != self._narrow:
            self._set_narrow(on=narrow)

    def _connect(self) -> None:
        self._approve.clicked.connect(self.approve)
        self._send.clicked.connect(self.send_back)
        self.password.returnPressed.connect(self._on_return)
        self.reason.returnPressed.connect(self.send_back)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for key, slot in (
            ("Ctrl+Return", self.approve),
            ("Ctrl+Enter", self.approve),
            ("Ctrl+Backspace", self.send_back),
        ):
            Hotkey(key, self, slot, context)
        for field in (self.password, self.reason):
            field.installEventFilter(self)

    # -- showing -------------------------------------------------------------------------------------

    def set_officers(self, officers: Sequence[tuple[str, str]]) -> None:
        """Offer the police officers (login, name); keep the choice."""
        before = self.officer.currentData()
        self.officer.clear()
        for login, name in officers:
            self.officer.addItem(name, login)
        self.officer.setCurrentIndex(max(0, self.officer.findData(before)))
        self._clear()

    def set_subject(self, subject: str, detail: str = "", fingerprint: str = "") -> None:
        """Show the entry to sign, its decisions in short and the code of the record."""
        self._subject.setText(subject)
        for label, words in ((self._detail, detail), (self._fingerprint, fingerprint)):
            label.say(words)
            label.setVisible(bool(words))
        self.setAccessibleName(self.tr("Công an duyệt: {0}").format(subject))
        self._clear()

    def set_error(self, words: str) -> None:
        """Show why the last try failed, or nothing; ask for the password again."""
        self._clear_password()
        self._show_error(words)
        if self.isVisible() and words:
            self.password.setFocus()

    def set_blocked(self, words: str) -> None:
        """Show why nothing can be signed here; empty allows it."""
        self._blocked = words
        self._approve.setEnabled(not words and not self._busy)
        self._approve.setToolTip(words)
        self._show_error(words)

    def set_busy(self, *, busy: bool) -> None:
        """Disable the input while the password is tried; Escape still leaves."""
        self._busy = busy
        if busy:
            self._working.setText(self.tr("Đang mở khóa ký… Esc để thôi"))
            self._working.show()
            self._working.setFocus()
        for part in (self.officer, self.password, self.reason, self._send):
            part.setEnabled(not busy)
        self._approve.setEnabled(not busy and not self._blocked)
        if not busy:
            if self._working.hasFocus():
                self.password.setFocus()
            self._working.hide()

    @property
    def error(self) -> str:
        """Return the words about the last try."""
        return self._error.text()

    def _show_error(self, words: str) -> None:
        self._error.setText(words)
        self._error.setVisible(bool(words))

    def _clear(self) -> None:
        self._clear_password()
        self.reason.clear()
        self.reason.hide()
        self._show_error("")

    def _clear_password(self) -> None:
        # setText also drops the undo history
        self.password.setText("")

    # -- acting --------------------------------------------------------------------------------------

    def approve(self) -> None:
        """Emit login and password and forget the password (Ctrl+Enter)."""
        if self._busy:
            return
        login, password = str(self.officer.currentData() or ""), self.password.text()
        self._clear_password()
        if self._blocked:
            self._show_error(self._blocked)
        elif not login:
            self._show_error(self.tr("Chưa có tài khoản Công an nào để duyệt."))
        elif not password:
            self._show_error(self.tr("Chưa gõ mật khẩu ký; chưa có gì được ký."))
            self.password.setFocus()
        else:
            self._show_error("")
            self.approved.emit(login, password)

    def send_back(self) -> None:
        """Ask for the reason first, then emit login, password and reason (Ctrl+Backspace)."""
        if self._busy:
            return
        login, reason = str(self.officer.currentData() or ""), self.reason.text().strip()
        if self.reason.isHidden() or not reason:
            self.reason.show()
            self.reason.setFocus()
            return
        password = self.password.text()
        self._clear_password()
        if not login:
            self._show_error(self.tr("Chưa có tài khoản Công an nào để trả lại."))
        elif not password:
            self._show_error(self.tr("Gõ mật khẩu rồi bấm Ctrl+Backspace; lý do vẫn giữ."))
            self.password.setFocus()
        else:
            self._show_error("")
            self.sent_back.emit(login, password, reason)

    def _on_return(self) -> None:
        """Sign nothing on Enter alone: show the keys that do, or why nothing can be signed."""
        if not self.reason.isHidden():
            self.send_back()
        elif self._blocked:
            self._show_error(self._blocked)
        else:
            self._show_error(self.tr("Ctrl+Enter để duyệt và ký, Ctrl+Backspace để trả lại."))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the keys of the strip from deleting words in its fields."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() == Qt.Key.Key_Backspace:
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the strip on Escape: the password is forgotten, nothing is signed."""
        if event.key() == Qt.Key.Key_Escape:
            self._clear()
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


def box_of(widget: QWidget) -> QBoxLayout:
    """Return the layout of a row or column."""
    layout = widget.layout()
    assert isinstance(layout, QBoxLayout), "a row or a column"
    return layout

"""Kiểm tra ngày giờ: what the PC says, what is known here, and who confirms it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit

from app.ui.kit import icons, parts, theme
from app.ui.kit.parts import GAP

KEYS = (("F5", "xem lại giờ"), ("Enter", "xác nhận"), ("Esc", "về đăng nhập"))


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """The doubt in a sentence, what is known as (title, moment), and the police who may confirm by login.

    ``police`` is empty where no police officer is needed.
    """

    now: str
    words: str
    known: tuple[tuple[str, str], ...]
    police: tuple[tuple[str, str], ...]


class ClockPanel(QFrame):
    """Ask about the clock.

    Emits ``looked_again``, ``confirmed(reason, login, password)`` with the police officer's login and
    password where needed, and ``left``.
    """

    looked_again = Signal()
    confirmed = Signal(str, str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._now = parts.text("", "heading")
        self._words = parts.text("", "strong", "differ", wrap=True)
        self._known = parts.column(gap=2)
        self._advice = parts.text(
            self.tr(
                "Nếu giờ máy sai: chỉnh ngày giờ của máy, rồi bấm Xem lại giờ. Chưa có gì được ghi với giờ "
                "này; dữ liệu cũ còn nguyên."
            ),
            "label",
            wrap=True,
        )
        self._again = parts.button(self.tr("Xem lại giờ"), "primary", key="F5", icon="clock")
        self._again.clicked.connect(self.looked_again)
        self._back = parts.button(self.tr("Về đăng nhập"), "quiet", key="Esc")
        self._back.clicked.connect(self.left)
        self._make_confirming()
        self._arrange()

    def _make_confirming(self) -> None:
        self._reason, self._secret = QLineEdit(), QLineEdit()
        self._reason.setMaxLength(500)
        self._reason.setPlaceholderText(self.tr("ví dụ: nghỉ Tết, máy mới thay pin"))
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.setMaxLength(256)
        self._officer = parts.Combo()
        for widget in (self._reason, self._secret, self._officer):
            theme.fix(widget, height=36)
        self._reason.returnPressed.connect(self._confirm)
        self._secret.returnPressed.connect(self._confirm)
        self._confirm_button = parts.button(self.tr("Giờ máy đúng"), key="Enter")
        self._confirm_button.clicked.connect(self._confirm)
        self._refusal = parts.text("", "label", "less", wrap=True)
        self._refusal.hide()

    def _arrange(self) -> None:
        self._police = parts.column(
            parts.text(self.tr("Giờ sớm hơn việc đã làm nên cần thêm cán bộ Công an xác nhận."), "caption"),
            parts.labelled(self.tr("Công an"), self._officer),
            parts.labelled(self.tr("Mật khẩu Công an"), self._secret),
            gap=6,
        )
        question = parts.column(
            parts.row(icons.Icon("clock", "differ", 24), self._now, GAP),
            self._words,
            self._known,
            self._advice,
            parts.row(self._again, self._back, GAP),
            gap=8,
            pad=(16, 14, 16, 14),
            role="panel",
        )
        confirming = parts.column(
            parts.text(
                self.tr("Nếu giờ máy đúng, ghi lý do và xác nhận; việc này được ghi vào nhật ký."), "label"
            ),
            parts.labelled(self.tr("Lý do"), self._reason),
            self._police,
            self._refusal,
            parts.row(GAP, self._confirm_button),
            gap=8,
            pad=(16, 12, 16, 12),
            role="panel",
        )
        for box in (question, confirming):
            theme.fix(box, width=640)
        title = parts.text(self.tr("Kiểm tra ngày giờ của máy"), "heading")
        parts.lay(
            self,
            GAP,
            parts.row(GAP, title, GAP),
            parts.row(GAP, question, GAP),
            parts.row(GAP, confirming, GAP),
            GAP,
            gap=12,
            pad=(24, 16, 24, 16),
        )
        self.setFocusProxy(self._again)

    def show_facts(self, facts: ClockFacts) -> None:
        """Show a doubt; what was typed stays."""
        self._now.setText(self.tr("Đồng hồ máy chỉ {0}").format(facts.now))
        self._words.setText(facts.words)
        layout = self._known.layout()
        assert isinstance(layout, QBoxLayout)
        parts.clear(layout)
        for title, moment in facts.known:
            layout.addWidget(parts.row(parts.text(title, "label"), parts.text(moment, "label_on"), GAP))
        self._show_police(facts.police)
        self._refusal.hide()
        self.set_busy(busy=False)

    def _show_police(self, police: Sequence[tuple[str, str]]) -> None:
        chosen = self._officer.currentData()
        self._officer.clear()
        for login, name in police:
            self._officer.addItem(name, login)
        self._officer.setCurrentIndex(max(0, self._officer.findData(chosen)))
        self._police.setVisible(bool(police))

    def set_busy(self, *, busy: bool) -> None:
        """Hold the input while a password is tried."""
        for widget in (self._reason, self._secret, self._officer, self._confirm_button, self._again):
            widget.setEnabled(not busy)

    def set_refusal(self, words: str) -> None:
        """Say why the clock is not confirmed."""
        self._secret.clear()
        self._refusal.setText(words)
        self._refusal.show()
        self.set_busy(busy=False)
        (self._reason if not self._reason.text().strip() else self._secret).setFocus()

    def _confirm(self) -> None:
        login, secret = str(self._officer.currentData() or ""), self._secret.text()
        self.confirmed.emit(self._reason.text(), login, secret)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look again on F5, leave on Escape."""
        if event.key() == Qt.Key.Key_F5 and self._again.isEnabled():
            self.looked_again.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

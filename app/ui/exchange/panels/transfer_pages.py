"""The two pages of Chuyển giao: the entries to export, and the work on a package."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit, QProgressBar

from app.ui.kit import icons, parts, theme
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP
from app.ui.kit.stages import FocusTo

_CHECKS = {
    "ok": ("check", "equal"),
    "now": ("hourglass", "accent"),
    "wait": ("circle-dashed", "ink_3"),
    "bad": ("x", "differ"),
    "note": ("info", "ink_2"),
}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check; ``state`` is ok, now, wait, bad or note."""

    words: str
    value: str = ""
    state: str = "ok"


@dataclass(frozen=True, slots=True)
class Ready:
    """The entries to export: how many, how many with differences, and the receivers."""

    count: int
    differing: int
    receivers: tuple[tuple[str, str], ...]
    signer: str


@dataclass(frozen=True, slots=True)
class Report:
    """The result of an export or import: checks, facts and fingerprint groups."""

    title: str
    words: str
    checks: tuple[CheckLine, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    fingerprint: tuple[str, ...] = ()


class MakePage(QFrame):
    """The entries to export, the receiver, and the password of the police officer who signs."""

    made = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._ready: Ready | None = None
        self._count = parts.text("0", "figure")
        self._what = parts.text("", "muted", wrap=True)
        self._receiver = parts.Combo()
        self._signer = parts.text("", "value")
        self._secret = QLineEdit()
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.setMaxLength(256)
        self._secret.returnPressed.connect(self._on_make)
        self._bar = MessageBar()
        self._make = parts.button(self.tr("Ghi gói…"), "police", key="Enter", icon="package")
        self._make.clicked.connect(self._on_make)
        FocusTo(self, self._secret)
        fields = parts.column(
            parts.labelled(self.tr("Nơi nhận"), self._receiver, width=120),
            parts.row(parts.text(self.tr("Người ký gói"), "label", width=120), (self._signer, 1)),
            parts.labelled(self.tr("Mật khẩu ký"), self._secret, width=120),
        )
        theme.fix(fields, width=480)
        parts.lay(
            self,
            parts.text(self.tr("Trường hợp đã duyệt, chờ chuyển"), "title"),
            parts.row(self._count, (self._what, 1), gap=16),
            fields,
            self._bar,
            GAP,
            parts.row(GAP, self._make, height=40),
            pad=(16, 12, 16, 8),
        )

    def set_ready(self, ready: Ready) -> None:
        """Show the entries to export, the receivers, and who signs."""
        self._ready = ready
        self._count.setText(str(ready.count))
        self._what.setText(
            self.tr(
                "gồm {0} trường hợp có sai lệch; mỗi trường hợp được kiểm tra lại chữ ký duyệt trước khi ghi."
            ).format(ready.differing)
            if ready.count
            else self.tr(
                "Chưa có trường hợp nào để chuyển. Công an duyệt ở màn hình Duyệt, trường hợp sẽ chờ ở đây."
            )
        )
        chosen = self._receiver.currentData()
        self._receiver.clear()
        for key, name in ready.receivers:
            self._receiver.addItem(name, key)
        self._receiver.setCurrentIndex(max(0, self._receiver.findData(chosen)))
        self._signer.setText(ready.signer or self.tr("chưa mở phiên Công an (F12)"))
        can = bool(ready.count and ready.receivers and ready.signer)
        for widget in (self._secret, self._make, self._receiver):
            widget.setEnabled(can)
        if ready.count and not ready.receivers:
            self.set_error(self.tr("Chưa có chứng thư của nơi nhận: nạp ở màn hình Quản trị."))

    def set_error(self, words: str) -> None:
        """Show why no package was made and forget the password."""
        self._secret.clear()
        self._bar.say(words, "warn")

    def clear(self) -> None:
        """Forget the password and the message."""
        self._secret.clear()
        self._bar.clear()

    def _on_make(self) -> None:
        secret = self._secret.text()
        if not secret:
            self._secret.setFocus()
            return
        self._bar.clear()
        self.made.emit(self._receiver.currentData(), secret)
        self._secret.clear()


class WorkPage(QFrame):
    """Progress, checks and facts of an export or import."""

    stop_requested = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title, self._words = parts.text("", "title"), parts.text("", "muted", wrap=True)
        self._done, self._share = parts.text("", "strong"), parts.text("", "label")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Tiến độ"))
        self._figures = parts.column(parts.row(self._done, GAP, self._share), self._bar, gap=4)
        self._checks, self._facts = (
            parts.column(gap=4),
            parts.column(gap=4, pad=(16, 12, 16, 8), role="sunken"),
        )
        theme.fix(self._facts, width=320)
        left = parts.column(self._title, self._words, 4, self._figures, 4, self._checks, GAP, gap=4)
        self._note, self._note_icon = parts.text("", "label", wrap=True), icons.Icon("info")
        self._stop = parts.button(self.tr("Dừng"), key="Esc", icon="x")
        self._stop.clicked.connect(self.stop_requested)
        self._close = parts.button(self.tr("Xong"), "primary")
        self._close.clicked.connect(self.closed)
        foot = parts.row(
            *(self._note_icon, (self._note, 1), self._stop, self._close),
            pad=(16, 0, 12, 0),
            height=48,
        )
        both = parts.row((left, 1), self._facts, gap=24, pad=(16, 12, 12, 8))
        parts.lay(self, (both, 1), parts.rule(), foot, gap=0)

    @property
    def running(self) -> bool:
        """Tell whether work runs."""
        return not self._stop.isHidden()

    def begin(self, title: str, words: str, stopping: str) -> None:
        """Show that work runs; ``stopping`` says what a stop does."""
        self.show_report(Report(title, words))
        self._set_note(stopping)
        self._bar.setRange(0, 0)
        self._show_running(running=True)

    def _set_note(self, words: str) -> None:
        self._note.setText(words)
        self._note_icon.setVisible(bool(words))

    def _show_running(self, *, running: bool) -> None:
        self._figures.setVisible(running)
        self._stop.setVisible(running)
        self._close.setVisible(not running)

    def set_progress(self, done: int, total: int, words: str) -> None:
        """Show the progress."""
        self._bar.setRange(0, max(0, total))
        self._bar.setValue(done)
        self._done.setText(words)
        self._share.setText(f"{100 * done // total} %" if total > 0 else "")

    def show_report(self, report: Report) -> None:
        """Show the result."""
        self._title.setText(report.title)
        self._words.setText(report.words)
        self._set_note("")
        self.set_checks(report.checks)
        layout = self._facts.layout()
        assert isinstance(layout, QBoxLayout)
        parts.clear(layout)
        self._facts.setVisible(bool(report.facts or report.fingerprint))
        for label, value in report.facts:
            layout.addWidget(
                parts.row(parts.text(label, "label", width=92), (parts.text(value, "value", wrap=True), 1))
            )
        if report.fingerprint:
            layout.addSpacing(4)
            layout.addWidget(parts.text(self.tr("Dấu vân tay để đọc qua điện thoại"), "section"))
            layout.addWidget(parts.text("  ".join(report.fingerprint), "title", wrap=True))
            layout.addWidget(
                parts.text(self.tr("Nơi nhận đọc lại các nhóm này trước khi nạp gói."), "caption", wrap=True)
            )
        layout.addStretch(1)
        self._show_running(running=False)

    def set_checks(self, checks: Sequence[CheckLine]) -> None:
        """Show the checks."""
        layout = self._checks.layout()
        assert isinstance(layout, QBoxLayout)
        parts.clear(layout)
        for check in checks:
            icon, tone = _CHECKS[check.state]
            kind = "muted" if check.state == "wait" else "body"
            value = parts.text(check.value, "value" if check.state == "ok" else "label")
            word = parts.text(check.words, kind, "differ" if check.state == "bad" else "", wrap=True)
            layout.addWidget(parts.row(icons.Icon(icon, tone), (word, 1), value, gap=12, height=24))

"""Chuyển giao: a package is written, read back and compared before anybody relies on it; what came back."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit, QProgressBar, QStackedWidget

from app.ui import icons, parts, theme
from app.ui.messages import MessageBar
from app.ui.parts import GAP
from app.ui.table import Table
from app.ui.table_model import Cell, Column

KEYS = (
    ("Ctrl+N", "làm gói mới"),
    ("Enter", "mở gói"),
    ("Esc", "dừng, giữ nguyên như cũ"),
    ("Ctrl+P", "in biên bản"),
    ("F6", "đổi vùng"),
    ("Ctrl+L", "khoá"),
    ("F1", "phím"),
)
STEPS = (
    ("choose", "Chọn bản ghi"),
    ("signatures", "Kiểm tra chữ ký"),
    ("write", "Ghi gói"),
    ("read_back", "Kiểm tra lại sau khi ghi"),
    ("minutes", "Biên bản giao nhận"),
)
_STATES = {
    "waiting": ("chờ trả về", "near", "hourglass"),
    "late": ("quá 10 ngày", "differ", "warning"),
    "part": ("trả về một phần", "less", "tray"),
    "done": ("đã nhận đủ", "equal", "check-circle"),
    "writing": ("đang kiểm tra", "accent", "hourglass"),
    "imported": ("đã nạp", "equal", "tray"),
}
_CHECKS = {
    "ok": ("check", "equal"),
    "now": ("hourglass", "accent"),
    "wait": ("circle-dashed", "ink_3"),
    "bad": ("x", "differ"),
    "note": ("info", "ink_2"),
}


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package in the history; ``state`` is waiting, late, part, done, writing or imported."""

    id: int
    name: str
    sent: str
    count: int
    back: str
    wait: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is checked: ok, now, wait, bad or note."""

    words: str
    value: str = ""
    state: str = "ok"


@dataclass(frozen=True, slots=True)
class Ready:
    """What could leave now: approved entries, how many of them with differences, who receives."""

    count: int
    differing: int
    receivers: tuple[tuple[str, str], ...]
    signer: str


@dataclass(frozen=True, slots=True)
class Report:
    """How a package was written or taken in: checks one by one, facts beside them, fingerprint groups."""

    title: str
    words: str
    checks: tuple[Check, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    fingerprint: tuple[str, ...] = ()
    package_id: int = 0


def _chip(row: PackageRow) -> Cell:
    word, tone, icon = _STATES[row.state]
    return Cell(word, tone=tone, icon=icon, chip=True)


def _wait(row: PackageRow) -> Cell:
    late = row.state == "late"
    return Cell(row.wait, tone="differ" if late else "ink_2", weight=600 if late else 400)


COLUMNS: tuple[Column[PackageRow], ...] = (
    Column("Gói", lambda row: Cell(row.name, weight=500), 180),
    Column("Ngày gửi", lambda row: Cell(row.sent), 108),
    Column("Bản ghi", lambda row: Cell(str(row.count)), 80, right=True),
    Column("Đã trả về", lambda row: Cell(row.back), 88, right=True),
    Column("Thời gian", _wait, 96, right=True),
    Column("Trạng thái", _chip, 160),
    Column("Ghi chú", lambda row: Cell(row.note, tone="ink_2", size="label")),
)


class _MakePage(QFrame):
    """What would leave, to whom, and the password of the police officer who signs the package."""

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
        self.setFocusProxy(self._secret)
        fields = parts.column(
            parts.labelled(self.tr("Nơi nhận"), self._receiver, width=120),
            parts.row(parts.text(self.tr("Người ký gói"), "label", width=120), (self._signer, 1)),
            parts.labelled(self.tr("Mật khẩu ký"), self._secret, width=120),
        )
        theme.fix(fields, width=480)
        parts.lay(
            self,
            parts.text(self.tr("Bản ghi đã duyệt, chờ chuyển"), "title"),
            parts.row(self._count, (self._what, 1), gap=16),
            fields,
            self._bar,
            GAP,
            parts.row(GAP, self._make, height=40),
            pad=(16, 12, 16, 8),
        )

    def set_ready(self, ready: Ready) -> None:
        self._ready = ready
        self._count.setText(str(ready.count))
        self._what.setText(
            self.tr(
                "gồm {0} bản ghi có sai lệch; mỗi bản ghi được kiểm tra lại chữ ký duyệt trước khi ghi."
            ).format(ready.differing)
            if ready.count
            else self.tr(
                "Chưa có bản ghi nào để chuyển. Công an duyệt ở màn hình Duyệt, bản ghi sẽ chờ ở đây."
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
        self._secret.clear()
        self._bar.say(words, "warn")

    def clear(self) -> None:
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


class _WorkPage(QFrame):
    """Progress and checks of the package being written or taken in, the facts beside them."""

    stop_requested = Signal()
    closed = Signal()
    minutes_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._package = 0
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
        self._note = parts.text("", "label", wrap=True)
        self._stop = parts.button(self.tr("Dừng"), key="Esc", icon="x")
        self._stop.clicked.connect(self.stop_requested)
        self._minutes = parts.button(self.tr("In biên bản"), key="Ctrl+P", icon="printer")
        self._minutes.clicked.connect(self.print_minutes)
        self._close = parts.button(self.tr("Xong"), "primary")
        self._close.clicked.connect(self.closed)
        foot = parts.row(
            *(icons.Icon("info"), (self._note, 1), self._stop, self._minutes, self._close),
            pad=(16, 0, 12, 0),
            height=48,
        )
        both = parts.row((left, 1), self._facts, gap=24, pad=(16, 12, 12, 8))
        parts.lay(self, (both, 1), parts.rule(), foot, gap=0)

    @property
    def running(self) -> bool:
        return not self._stop.isHidden()

    def begin(self, title: str, words: str, stopping: str) -> None:
        self.show_report(Report(title, words))
        self._note.setText(stopping)
        self._bar.setRange(0, 0)
        self._settle(running=True)

    def _settle(self, *, running: bool) -> None:
        self._figures.setVisible(running)
        self._stop.setVisible(running)
        self._close.setVisible(not running)
        self._minutes.setVisible(not running and bool(self._package))

    def set_progress(self, done: int, total: int, words: str) -> None:
        self._bar.setRange(0, max(0, total))
        self._bar.setValue(done)
        self._done.setText(words)
        self._share.setText(f"{100 * done // total} %" if total > 0 else "")

    def show_report(self, report: Report) -> None:
        self._package = report.package_id
        self._title.setText(report.title)
        self._words.setText(report.words)
        self._note.setText("")
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
        self._settle(running=False)

    def set_checks(self, checks: Sequence[Check]) -> None:
        layout = self._checks.layout()
        assert isinstance(layout, QBoxLayout)
        parts.clear(layout)
        for check in checks:
            icon, tone = _CHECKS[check.state]
            kind = "muted" if check.state == "wait" else "body"
            value = parts.text(check.value, "value" if check.state == "ok" else "label")
            word = parts.text(check.words, kind, "differ" if check.state == "bad" else "", wrap=True)
            layout.addWidget(parts.row(icons.Icon(icon, tone), (word, 1), value, gap=12, height=24))

    def print_minutes(self) -> None:
        if self._package:
            self.minutes_requested.emit(self._package)


class TransferPanel(QFrame):
    """Make a package, take in what came back or a registry copy, and the history of packages.

    Emits ``make_requested(receiver id, password)``, ``answer_requested()``, ``snapshot_requested()``,
    ``stop_requested()``, ``minutes_requested(package id)`` and ``package_opened(package id)``.
    """

    make_requested = Signal(str, str)
    answer_requested = Signal()
    snapshot_requested = Signal()
    stop_requested = Signal()
    minutes_requested = Signal(int)
    package_opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._make, self._work = _MakePage(), _WorkPage()
        self._make.made.connect(self.make_requested)
        self._work.stop_requested.connect(self.stop_requested)
        self._work.minutes_requested.connect(self.minutes_requested)
        self._work.closed.connect(self.show_make)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make)
        self._pages.addWidget(self._work)
        self._steps = {key: parts.Step(at + 1, title) for at, (key, title) in enumerate(STEPS)}
        steps = parts.column(*self._steps.values(), GAP, gap=4, pad=(8, 8, 8, 8), role="panel", width=264)
        page = parts.column((self._pages, 1), gap=0, role="panel", pad=(1, 1, 1, 1))
        both = parts.row(steps, (page, 1), gap=12)
        parts.lay(self, self._make_head(), (both, 3), (self._make_history(), 2), pad=(12, 8, 12, 12))
        self.setFocusProxy(self._table)
        self._regions = parts.Regions(self, self._table, self._pages)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Ctrl+P"), self, self._work.print_minutes, context=context)
        QShortcut(QKeySequence("Ctrl+N"), self, self._on_new, context=context)
        self.show_make()

    def _make_head(self) -> QFrame:
        self._answer = parts.button(self.tr("Nhận gói trả về…"), icon="tray")
        self._answer.clicked.connect(self.answer_requested)
        self._snapshot = parts.button(self.tr("Nạp bản sao CSDL…"), icon="database")
        self._snapshot.clicked.connect(self.snapshot_requested)
        return parts.row(
            *(
                parts.text(self.tr("Chuyển giao"), "heading"),
                parts.text(self.tr("gói dữ liệu cho Công an"), "label"),
            ),
            *(GAP, self._answer, self._snapshot),
            gap=12,
            height=36,
        )

    def _make_history(self) -> QFrame:
        self._table: Table[PackageRow] = Table(
            COLUMNS, name=self.tr("Lịch sử gói"), key=lambda row: row.id, quiet=True
        )
        self._table.set_empty(
            self.tr("Chưa có gói nào"),
            self.tr(
                "Gói đã ghi, đã nhận và thời hạn trả về 10 ngày sẽ hiện ở đây. Ctrl+N để làm gói đầu tiên."
            ),
        )
        self._table.opened.connect(self._on_opened)
        title = parts.row(
            *(parts.text(self.tr("Lịch sử gói"), "title"), GAP),
            parts.text(self.tr("trả về trong 10 ngày theo Bước 3 của Quy trình 1292"), "caption"),
            pad=(16, 0, 12, 0),
            height=36,
        )
        return parts.column(title, parts.rule(), (self._table, 1), gap=0, role="panel", pad=(1, 1, 1, 1))

    def set_ready(self, ready: Ready) -> None:
        """Show what could leave now."""
        self._make.set_ready(ready)
        if not self._work.isVisibleTo(self):
            self._steps["choose"].set_state("now", self.tr("{0} đã duyệt").format(ready.count))

    def set_history(self, rows: Sequence[PackageRow]) -> None:
        """Show the packages, newest first."""
        self._table.show_rows(rows)

    def set_error(self, words: str) -> None:
        """Say why no package was made; the password is forgotten."""
        self.show_make()
        self._make.set_error(words)

    def set_step(self, key: str, note: str = "") -> None:
        """Show how far the work is; the steps before are done and keep their notes."""
        names = list(self._steps)
        at = names.index(key)
        for number, name in enumerate(names):
            if number == at:
                self._steps[name].set_state("now", note)
            elif number < at and self._steps[name].state != "done":
                self._steps[name].set_state("done", self._steps[name].note)
            elif number > at:
                self._steps[name].set_state("next", "")

    def begin(self, title: str, words: str, stopping: str) -> None:
        """Show that work runs; ``stopping`` says what stopping would do."""
        self._work.begin(title, words, stopping)
        self._pages.setCurrentWidget(self._work)
        self._answer.setEnabled(False)
        self._snapshot.setEnabled(False)

    def set_progress(self, done: int, total: int, words: str = "") -> None:
        """Show how much of the work is done."""
        self._work.set_progress(done, total, words)

    def set_checks(self, checks: Sequence[Check]) -> None:
        """Show what was checked so far."""
        self._work.set_checks(checks)

    def show_report(self, report: Report) -> None:
        """Show how it ended."""
        self._work.show_report(report)
        self._pages.setCurrentWidget(self._work)
        self._answer.setEnabled(True)
        self._snapshot.setEnabled(True)

    def show_make(self) -> None:
        """Go back to making a package."""
        self._make.clear()
        self._pages.setCurrentWidget(self._make)
        self._answer.setEnabled(True)
        self._snapshot.setEnabled(True)
        for step in self._steps.values():
            step.set_state("next", "")
        self._steps["choose"].set_state("now", "")

    def _on_new(self) -> None:
        if not self._work.running or self._pages.currentWidget() is self._make:
            self.show_make()
            self._make.setFocus()

    def _on_opened(self, row: PackageRow) -> None:
        self.package_opened.emit(row.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stop on Escape while work runs."""
        working = self._pages.currentWidget() is self._work and self._work.running
        if event.key() == Qt.Key.Key_Escape and working:
            self.stop_requested.emit()
        else:
            super().keyPressEvent(event)

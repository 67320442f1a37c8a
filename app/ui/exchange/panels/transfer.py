"""Chuyển giao: make a package, import answers and registry copies, see the history."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget

from app.models.words.states import PackageState
from app.texts import tr
from app.ui.exchange.panels.transfer_pages import CheckLine, MakePage, Ready, Report, WorkPage
from app.ui.kit import parts
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.panes import Panes
from app.ui.kit.parts import GAP
from app.ui.kit.stages import FocusTo, Regions, Step
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column

__all__ = ["KEYS", "STEPS", "CheckLine", "PackageRow", "Ready", "Report", "TransferPanel"]

KEYS = (
    ("Ctrl+N", "làm gói mới"),
    ("Enter", "xem gói, ghi lại"),
    ("Esc", "dừng, giữ nguyên như cũ"),
    ("F6", "đổi vùng"),
    ("Ctrl+L", "khóa"),
    ("F1", "phím"),
)
STEPS = (
    ("choose", "Chọn trường hợp"),
    ("signatures", "Kiểm tra chữ ký, ký gói"),
    ("write", "Ghi ra USB"),
    ("read_back", "Kiểm tra lại sau khi ghi"),
)
_STATES: dict[PackageState, tuple[str, str, str]] = {
    PackageState.MADE: ("chưa ghi ra USB", "differ", "warning"),
    PackageState.SENT: ("chờ trả về", "near", "hourglass"),
    PackageState.ACKNOWLEDGED: ("Công an đã nhận", "near", "check"),
    PackageState.PART: ("trả về một phần", "less", "tray"),
    PackageState.DONE: ("đã nhận đủ", "equal", "check-circle"),
    PackageState.TAKEN_IN: ("đã nạp", "equal", "tray"),
}
_LATE = ("quá hạn trả lời", "differ", "warning")


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package in the history; ``late`` when its answer is overdue."""

    id: int
    name: str
    sent: str
    count: int
    back: str
    wait: str
    state: PackageState
    late: bool = False
    note: str = ""


def _chip(row: PackageRow) -> Cell:
    word, tone, icon = _LATE if row.late else _STATES[row.state]
    return Cell(tr(word), tone=tone, icon=icon, chip=True)


def _wait(row: PackageRow) -> Cell:
    return Cell(row.wait, tone="differ" if row.late else "ink_2", weight=600 if row.late else 400)


COLUMNS: tuple[Column[PackageRow], ...] = (
    Column("Gói", lambda row: Cell(row.name, weight=500), 180),
    Column("Ngày gửi", lambda row: Cell(row.sent), 108),
    Column("Trường hợp", lambda row: Cell(str(row.count)), 80, right=True),
    Column("Đã trả về", lambda row: Cell(row.back), 88, right=True),
    Column("Thời gian", _wait, 96, right=True),
    Column("Trạng thái", _chip, 160),
    Column("Ghi chú", lambda row: Cell(row.note, tone="ink_2", size="label")),
)


class TransferPanel(QFrame):
    """Make a package, import an answer or a registry copy, show the history of packages.

    Emits ``make_requested(receiver id, password)``, ``answer_requested()``, ``snapshot_requested()``,
    ``stop_requested()`` and ``package_opened(id)`` for a row of the history.
    """

    make_requested = Signal(str, str)
    answer_requested = Signal()
    snapshot_requested = Signal()
    stop_requested = Signal()
    package_opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._make, self._work = MakePage(), WorkPage()
        self._make.made.connect(self.make_requested)
        self._work.stop_requested.connect(self.stop_requested)
        self._work.closed.connect(self.show_make)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make)
        self._pages.addWidget(self._work)
        self._steps = {key: Step(at + 1, title) for at, (key, title) in enumerate(STEPS)}
        steps = parts.column(*self._steps.values(), GAP, gap=4, pad=(8, 8, 8, 8), role="panel", width=264)
        page = parts.column((self._pages, 1), gap=0, role="panel", pad=(1, 1, 1, 1))
        both = parts.row(steps, (page, 1), gap=12)
        panes = Panes(
            (self.tr("Gói mới"), both),
            (self.tr("Lịch sử gói"), self._make_history()),
            shares=(3, 2),
            below=True,
        )
        parts.lay(self, self._make_head(), (panes, 1), pad=(12, 8, 12, 12))
        FocusTo(self, self._table)
        self._regions = Regions(self, self._table, self._pages)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        Hotkey("Ctrl+N", self, self._on_new, context)
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
        """Show the entries to export."""
        self._make.set_ready(ready)
        if not self._work.isVisibleTo(self):
            self._steps["choose"].set_state("now", self.tr("{0} đã duyệt").format(ready.count))

    def set_history(self, rows: Sequence[PackageRow]) -> None:
        """Show the packages, newest first."""
        self._table.show_rows(rows)

    def choose(self, package: int) -> None:
        """Put the cursor of the history on a package."""
        self._table.choose_key(package)

    def set_error(self, words: str) -> None:
        """Show why no package was made and forget the password."""
        self.show_make()
        self._make.set_error(words)

    def set_step(self, key: str, note: str = "") -> None:
        """Show the present step; the steps before it are done and keep their notes."""
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
        """Show that work runs; ``stopping`` says what a stop does."""
        self._work.begin(title, words, stopping)
        self._pages.setCurrentWidget(self._work)
        self._answer.setEnabled(False)
        self._snapshot.setEnabled(False)

    def set_progress(self, done: int, total: int, words: str = "") -> None:
        """Show how much of the work is done."""
        self._work.set_progress(done, total, words)

    def set_checks(self, checks: Sequence[CheckLine]) -> None:
        """Show the checks so far."""
        self._work.set_checks(checks)

    def show_report(self, report: Report) -> None:
        """Show the result."""
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

    @property
    def _working(self) -> bool:
        """Tell whether work on a package runs."""
        return self._pages.currentWidget() is self._work and self._work.running

    def _on_opened(self, row: PackageRow) -> None:
        if not self._working:
            self.package_opened.emit(row.id)

    def _on_new(self) -> None:
        if not self._working:
            self.show_make()
            self._make.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stop on Escape while work runs."""
        if event.key() == Qt.Key.Key_Escape and self._working:
            self.stop_requested.emit()
        else:
            super().keyPressEvent(event)

"""Tự kiểm tra: the lines of the self-check by group, with what each means."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from app.texts import tr
from app.ui.kit import parts
from app.ui.kit.ask_bar import AskBar
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP
from app.ui.kit.stages import FocusTo
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column

KEYS = (
    ("F5", "kiểm tra lại"),
    ("Ctrl+M", "đối chiếu mốc trên giấy"),
    ("Ctrl+P", "in bản tự kiểm tra"),
    ("Ctrl+L", "khóa"),
    ("F1", "phím"),
)


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """One line; ``grade`` is good, look, wrong or fact; ``group`` is empty after the first of its group."""

    group: str
    words: str
    found: str
    grade: str


GRADES = {
    "good": ("đạt", "check-circle", "equal"),
    "look": ("cần xem lại", "warning", "less"),
    "wrong": ("KHÔNG ĐẠT", "warning-circle", "differ"),
}


def _grade(row: InspectionRow) -> Cell:
    if row.grade not in GRADES:
        return Cell()
    word, icon, tone = GRADES[row.grade]
    return Cell(tr(word), icon=icon, tone=tone, weight=500)


COLUMNS: tuple[Column[InspectionRow], ...] = (
    Column("Phần", lambda row: Cell(row.group, weight=600), 150),
    Column("Nội dung", lambda row: Cell(row.words, wrap=True), least=240),
    Column("Kết quả", lambda row: Cell(row.found, wrap=True, weight=500, tip=row.found), least=300),
    Column("Đánh giá", _grade, 132),
)


class InspectionPanel(QFrame):
    """The self-check as a list.

    Emits ``check_requested()``, ``print_requested()`` and ``mark_given(words)`` for the mark of a paper.
    """

    check_requested = Signal()
    print_requested = Signal()
    mark_given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._table: Table[InspectionRow] = Table(
            COLUMNS, name=self.tr("Bản tự kiểm tra"), key=lambda row: row.words, row_height=26
        )
        self._table.set_empty(self.tr("Chưa kiểm tra"), self.tr("Nhấn F5 để kiểm tra máy này."))
        self.bar, self.ask = MessageBar(), AskBar()
        grid = parts.column((self._table, 1), gap=0, role="panel", pad=(1, 1, 1, 1))
        parts.lay(self, self._make_head(), self.ask, self.bar, (grid, 1), pad=(12, 8, 12, 12))
        FocusTo(self, self._table)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for key, act in (
            ("F5", self.check_requested.emit),
            ("Ctrl+M", self._ask_mark),
            ("Ctrl+P", self.print_requested.emit),
        ):
            Hotkey(key, self, act, context)

    def _ask_mark(self) -> None:
        self.ask.ask(self.tr("Mốc nhật ký in ở chân giấy (12 chữ số)"), self.mark_given.emit)

    def _make_head(self) -> QFrame:
        check = parts.button(self.tr("Kiểm tra lại"), key="F5", icon="shield")
        check.clicked.connect(self.check_requested)
        mark = parts.button(self.tr("Đối chiếu mốc…"), key="Ctrl+M")
        mark.clicked.connect(self._ask_mark)
        self._print = parts.button(self.tr("In…"), "primary", key="Ctrl+P", icon="printer")
        self._print.clicked.connect(self.print_requested)
        self._print.setEnabled(False)
        self._when = parts.text("", "label")
        return parts.row(
            parts.text(self.tr("Tự kiểm tra"), "heading"),
            self._when,
            GAP,
            check,
            mark,
            self._print,
            gap=12,
            height=36,
        )

    def set_rows(self, rows: Sequence[InspectionRow], *, when: str) -> None:
        """Show the lines of one self-check and when it was made."""
        self._table.show_rows(rows)
        self._when.setText(when)
        self._print.setEnabled(bool(rows))

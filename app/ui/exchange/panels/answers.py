"""Trả lời: what the police answered about persons, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame

from app.models.words.codes import (
    NUMBERED,
    RETURN_LABELS,
    STANDING_LABELS,
    AnswerStanding,
    ReturnCode,
)
from app.texts import tr
from app.ui.kit import parts
from app.ui.kit.cut_label import CutLabel
from app.ui.kit.parts import GAP
from app.ui.kit.stages import FocusTo
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column

KEYS = (
    ("↑ ↓", "chọn"),
    ("Enter", "mở trường hợp"),
    ("Tab", "sang các nút lọc"),
    ("Ctrl+K", "tìm mọi thứ"),
    ("F1", "phím"),
)
_LOOK: dict[AnswerStanding, tuple[str, str]] = {
    AnswerStanding.TO_HANDLE: ("differ", "warning-circle"),
    AnswerStanding.IN_HAND: ("less", "hourglass"),
    AnswerStanding.SENT_AGAIN: ("near", "check"),
    AnswerStanding.NUMBER: ("equal", "check-circle"),
    AnswerStanding.ASIDE: ("blank", "archive"),
}
"""Tone and icon beside the words of a standing; its order is the order of the list."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer: the person ("Nguyễn Thị Lan · mẹ"), the place of the act, the words of the police.

    ``entry_id`` is empty where the entry is not on this PC; ``aside`` is why the answer was not applied.
    """

    id: int
    entry_id: str
    person: str
    where: str
    code: ReturnCode
    personal_id: str
    message: str
    aside: str
    standing: AnswerStanding
    day: str


def _words(row: AnswerRow) -> Cell:
    words = " · ".join(filter(None, (row.personal_id, row.message)))
    return Cell(words or "–", sub=row.aside, weight=500, wrap=True)


def _code(row: AnswerRow) -> Cell:
    tone = "ink_2" if row.code in NUMBERED else "ink"
    return Cell(tr(RETURN_LABELS[row.code]), tone=tone, wrap=True)


def _standing(row: AnswerRow) -> Cell:
    tone, icon = _LOOK[row.standing]
    return Cell(tr(STANDING_LABELS[row.standing]), tone=tone, icon=icon, chip=True)


COLUMNS: tuple[Column[AnswerRow], ...] = (
    Column("Người · sổ", lambda row: Cell(row.person, sub=row.where, weight=500), 236),
    Column("Trả lời", _code, 176),
    Column("Lời của Công an", _words),
    Column("Tình trạng", _standing, 172),
    Column("Ngày nhận", lambda row: Cell(row.day, tone="ink_2"), 108, right=True, spare=True),
)


class AnswersPanel(QFrame):
    """The answers with their filters. Emits ``entry_opened(entry id)``."""

    entry_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[AnswerRow, ...] = ()
        self._standing: AnswerStanding | None = None
        self._to_handle = parts.text("", "label", "differ")
        self._table: Table[AnswerRow] = Table(
            COLUMNS, name=self.tr("Trả lời của Công an"), key=lambda row: row.id, row_height=44
        )
        self._table.opened.connect(self._on_opened)
        self._codes = parts.Combo()
        self._codes.setAccessibleName(self.tr("Loại trả lời"))
        self._codes.activated.connect(self._show_rows)
        head = parts.row(
            parts.text(self.tr("Trả lời"), "heading"),
            (CutLabel(self.tr("Công an trả lời về từng người trong gói đã gửi"), "label"), 1),
            self._to_handle,
            self._codes,
            gap=12,
            height=32,
        )
        body = parts.column((self._table, 1), gap=0, role="panel", pad=(1, 1, 1, 1))
        parts.lay(self, head, self._make_filters(), (body, 1), pad=(12, 8, 12, 12))
        FocusTo(self, self._table)
        self.set_answers((), acts=0)

    def _make_filters(self) -> QFrame:
        self._group = QButtonGroup(self)
        self._filters: dict[AnswerStanding | None, parts.Button] = {}
        for standing in (None, *_LOOK):
            chip = parts.button("", "filter")
            chip.setCheckable(True)
            chip.setAutoExclusive(True)  # one of many, for screen readers too
            self._group.addButton(chip)
            self._filters[standing] = chip
        self._filters[None].setChecked(True)
        self._group.buttonClicked.connect(self._on_filter)
        return parts.row(*self._filters.values(), GAP, height=32)

    def set_answers(self, rows: Sequence[AnswerRow], *, acts: int) -> None:
        """Show the answers, what is to handle first; ``acts`` says of how many acts that is."""
        order = list(_LOOK)
        self._rows = tuple(sorted(rows, key=lambda row: order.index(row.standing)))
        self._to_handle.setText(self.tr("{0} trường hợp cần xử lý").format(acts) if acts else "")
        chosen = self._codes.currentData()
        self._codes.clear()
        self._codes.addItem(self.tr("Mọi trả lời"), "")
        for code in ReturnCode:
            if any(row.code == code for row in rows):
                self._codes.addItem(tr(RETURN_LABELS[code]), str(code))
        self._codes.setCurrentIndex(max(0, self._codes.findData(chosen)))
        self._show_rows()

    def choose_standing(self, standing: AnswerStanding) -> None:
        """Show only the answers that stand so."""
        self._standing = standing
        self._filters[standing].setChecked(True)
        self._codes.setCurrentIndex(0)
        self._show_rows()

    def _show_rows(self) -> None:
        code = self._codes.currentData()
        rows = [row for row in self._rows if not code or row.code == code]
        for standing, chip in self._filters.items():
            count = sum(standing in {None, row.standing} for row in rows)
            word = self.tr("Tất cả") if standing is None else tr(STANDING_LABELS[standing])
            parts.relabel(chip, f"{word}  {count}")
        if self._rows:
            self._table.set_empty(
                self.tr("Không có trả lời nào như vậy"), self.tr("Chọn Tất cả để xem mọi trả lời.")
            )
        else:
            self._table.set_empty(
                self.tr("Chưa có trả lời nào"),
                self.tr("Nhận gói trả lời của Công an ở Chuyển giao; từng trả lời sẽ hiện ở đây."),
            )
        self._table.show_rows([row for row in rows if self._standing in {None, row.standing}])

    def _on_filter(self) -> None:
        self._standing = next(standing for standing, chip in self._filters.items() if chip.isChecked())
        self._show_rows()

    def _on_opened(self, row: AnswerRow) -> None:
        if row.entry_id:
            self.entry_opened.emit(row.entry_id)

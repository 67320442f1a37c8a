"""The annex of the plan on the screen, in the columns of the paper."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.documents.annex import Annex, AnnexRow
from app.texts import tr
from app.ui.kit import parts
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column, number


def _words(name: str) -> Column[AnnexRow]:
    titles = {"number": "STT", "label": "Loại sổ", "note": "Ghi chú"}
    widths = {"number": 48, "label": 0, "note": 210}

    def cell(row: AnnexRow) -> Cell:
        text = str(getattr(row, name))
        return Cell(text, weight=600 if row.head else 400, head=row.head, tip=text)

    return Column(titles[name], cell, widths[name], least=200)


def _count(title: str, name: str, width: int) -> Column[AnnexRow]:
    def cell(row: AnnexRow) -> Cell:
        text = number(getattr(row, name)) if row.label else ""
        return Cell(text, weight=600 if row.head else 400, head=row.head)

    return Column(title, cell, width, right=True)


COLUMNS: tuple[Column[AnnexRow], ...] = (
    _words("number"),
    _words("label"),
    _count("Tổng số", "total", 90),
    _count("Số trường hợp\nđã nhập vào\nCSDL hộ tịch\nđiện tử", "electronic", 130),
    _count("Số trường hợp\nphải nhập vào\nCSDL hộ tịch\nđiện tử", "todo", 130),
    _words("note"),
)


class AnnexDialog(parts.Dialog):
    """The annex to be looked at, printed (Ctrl+P), or saved as Excel (Ctrl+E).

    Emits ``print_wanted()`` and ``workbook_wanted()``.
    """

    print_wanted = Signal()
    workbook_wanted = Signal()

    def __init__(self, parent: QWidget, annex: Annex) -> None:
        """Show the rows of an annex."""
        super().__init__(parent, self.tr("Phụ lục số liệu"), 940)
        self._bar = MessageBar()
        self._table: Table[AnnexRow] = Table(
            COLUMNS,
            name=self.tr("Phụ lục số liệu"),
            key=lambda row: (row.number, row.label),
            row_height=26,
            header_height=76,
        )
        self._table.setMinimumHeight(340)
        self._table.show_rows(annex.rows)
        title = self.tr("Số liệu thực hiện số hóa sổ hộ tịch trên địa bàn {0}").format(annex.area)
        leave = parts.button(self.tr("Đóng"), key="Esc")
        leave.clicked.connect(self.reject)
        workbook = parts.button(self.tr("Lưu Excel…"), key="Ctrl+E")
        workbook.clicked.connect(self.workbook_wanted)
        paper = parts.button(self.tr("In, lưu PDF…"), "primary", key="Ctrl+P", icon="printer")
        paper.clicked.connect(self.print_wanted)
        for made in (leave, workbook, paper):
            made.setAutoDefault(False)
        attached = tr("Kèm theo {0}").format(annex.attached)
        parts.lay(
            self,
            parts.text(title, "title", wrap=True),
            parts.text(attached, "label", wrap=True),
            self._bar,
            (self._table, 1),
            parts.row(GAP, leave, workbook, paper),
            gap=8,
            pad=(16, 12, 16, 12),
        )
        Hotkey("Ctrl+P", self, self.print_wanted.emit)
        Hotkey("Ctrl+E", self, self.workbook_wanted.emit)
        self._table.setFocus()

    def say(self, words: str, level: str) -> None:
        """Show what became of a paper."""
        self._bar.say(words, level)

"""Lịch sử: what happened to one entry, from the first letter on."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QFrame, QWidget

from app.texts import tr
from app.ui.kit import parts, theme
from app.ui.kit.parts import GAP
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column

_KINDS = (
    ("", "Tất cả"),
    ("words", "Chữ đã sửa"),
    ("decision", "Kết luận, sai lệch"),
    ("police", "Công an"),
    ("state", "Trạng thái"),
)
_EDGE = (48, 64)  # the room of the window around the dialog


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One step as shown; ``head`` is the line above a version."""

    when: str
    who: str
    said: str
    reason: str
    kind: str
    head: bool = False


def _said(line: StoryLine) -> Cell:
    if line.head:
        return Cell(line.said, weight=600, head=True, wrap=True)
    return Cell(line.said, sub=line.reason, wrap=True)


COLUMNS: tuple[Column[StoryLine], ...] = (
    Column("Lúc", lambda line: Cell(line.when, tone="ink_2", size="label", head=line.head), 132),
    Column("Người", lambda line: Cell(line.who, tone="ink_2", size="label", head=line.head), 148),
    Column("Việc, lý do", _said),
)


class StoryDialog(QDialog):
    """Show the steps of an entry, all or of one kind; Escape or Shift+F1 closes it."""

    def __init__(self, parent: QWidget, title: str, lines: Sequence[StoryLine]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Lịch sử của trường hợp"))
        self._lines = tuple(lines)
        self._table: Table[StoryLine] = Table(
            COLUMNS, name=self.tr("Lịch sử"), key=lambda line: (line.when, line.said, line.kind)
        )
        self._table.set_empty(self.tr("Không có việc nào như vậy"), self.tr("Chọn Tất cả để xem đủ."))
        close = parts.button(self.tr("Đóng"), "primary", key="Esc")
        close.clicked.connect(self.accept)
        close.setAutoDefault(False)
        grid = parts.column((self._table, 1), gap=0, role="panel", pad=(1, 1, 1, 1))
        parts.lay(
            self,
            parts.row(parts.text(title, "heading"), GAP, height=32),
            self._filters(),
            (grid, 1),
            parts.row(GAP, close),
            gap=8,
            pad=(16, 12, 16, 12),
        )
        room = parent.size()
        self.resize(
            min(theme.px(1000), room.width() - _EDGE[0]), min(theme.px(600), room.height() - _EDGE[1])
        )
        self._show("")
        self._table.setFocus()

    def _filters(self) -> QFrame:
        self._group = QButtonGroup(self)
        chips: list[parts.Button] = []
        for kind, title in _KINDS:
            count = sum(not line.head and kind in {"", line.kind} for line in self._lines)
            chip = parts.button(f"{tr(title)}  {count}", "filter")
            chip.setCheckable(True)
            chip.setAutoExclusive(True)  # one of many, for screen readers too
            chip.setAutoDefault(False)
            chip.setChecked(not kind)
            chip.clicked.connect(lambda _on, kind=kind: self._show(kind))
            self._group.addButton(chip)
            chips.append(chip)
        return parts.row(*chips, GAP, height=32)

    def _show(self, kind: str) -> None:
        """Show the steps of one kind under the version they belong to."""
        shown: list[StoryLine] = []
        for line in self._lines:
            if line.head:
                if shown and shown[-1].head:
                    shown.pop()  # nothing of this kind in the version before
                shown.append(line)
            elif kind in {"", line.kind}:
                shown.append(line)
        if shown and shown[-1].head:
            shown.pop()
        self._table.show_rows(shown)
        self._table.choose(len(shown) - 1)  # what happened last

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Shift+F1 too."""
        shifted = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_F1 and shifted:
            self.accept()
        else:
            super().keyPressEvent(event)

"""The dialog in which entries are moved to another volume or numbered anew, with what becomes of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.kit import parts, theme
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.parts import GAP
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column, number

_PATIENCE_MS = 150


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What becomes of one entry: number and page before and after, in words what else; or why it cannot."""

    id: str
    name: str
    number: tuple[str, str]
    page: tuple[str, str]
    also: str = ""
    refused: str = ""


def _from_to(pair: tuple[str, str]) -> Cell:
    before, after = (text or "…" for text in pair)
    changed = before != after
    return Cell(f"{before} → {after}" if changed else before, book=True, weight=600 if changed else 400)


def _also(line: MovePreview) -> Cell:
    if line.refused:
        return Cell(line.refused, tone="differ", icon="warning", wrap=True)
    return Cell(line.also, tone="ink_2", wrap=True)


_COLUMNS: tuple[Column[MovePreview], ...] = (
    Column("Họ, chữ đệm, tên", lambda line: Cell(line.name or "…", book=True, wrap=True), 176),
    Column("Số", lambda line: _from_to(line.number), 152),
    Column("Trang", lambda line: _from_to(line.page), 84),
    Column("Đổi theo, hoặc vì sao không chuyển được", _also, least=240),
)


class MoveDialog(parts.Dialog):
    """Choose volume, first number, first page and reason.

    Emits ``changed(volume id, number, page)`` (answer with ``show_preview``) and ``given(volume id, number,
    page, reason)`` (answer with ``accept`` or ``say``).
    """

    changed = Signal(int, str, str)
    given = Signal(int, str, str, str)

    def __init__(
        self, parent: QWidget, volumes: Sequence[tuple[int, str]], *, own: int, several: bool
    ) -> None:
        """Offer the volumes of the type of book; ``own`` is the one in which the entries stand."""
        super().__init__(parent, self.tr("Chuyển quyển, đánh lại số"), 760)
        self._refused = True
        self._volume = parts.Combo()
        self._volume.setAccessibleName(self.tr("Quyển"))
        for volume_id, title in volumes:
            words = self.tr("{0} (đang ở quyển này)") if volume_id == own else "{0}"
            self._volume.addItem(words.format(title), volume_id)
        self._volume.setCurrentIndex(max(0, self._volume.findData(own)))
        first = self.tr("Số của trường hợp đầu") if several else self.tr("Số đăng ký")
        self._number = self._field(first, self.tr("giữ nguyên"))
        first = self.tr("Trang của trường hợp đầu") if several else self.tr("Trang")
        self._page = self._field(first, self.tr("giữ nguyên"))
        self._reason = self._field(self.tr("Lý do"), self.tr("ví dụ: nhập nhầm quyển"))
        self._table: Table[MovePreview] = Table(
            _COLUMNS, name=self.tr("Sẽ thay đổi"), key=lambda line: line.id, row_height=30
        )
        theme.fix(self._table, height=190)
        self._said = parts.text("", "label", "differ", wrap=True)
        self._sum = parts.text("", "label")
        leave = parts.button(self.tr("Thôi"), key="Esc")
        leave.clicked.connect(self.reject)
        self._keep = parts.button(self.tr("Chuyển"), "primary", key="Ctrl+S")
        self._keep.clicked.connect(self._give)
        note = self.tr(
            "Các trường hợp sau tăng, giảm theo cùng khoảng với trường hợp đầu. Kết luận đối chiếu được giữ, "
            "trừ khi điều nó dựa vào thay đổi. Chuyển nhầm thì chuyển ngược lại."
        )
        parts.lay(
            self,
            parts.text(note, "label", wrap=True),
            parts.row(
                self._labelled(self.tr("Quyển"), self._volume),
                self._labelled(self._number.accessibleName(), self._number),
                self._labelled(self._page.accessibleName(), self._page),
                gap=12,
            ),
            self._labelled(self.tr("Lý do"), self._reason),
            self._table,
            self._said,
            parts.row(self._sum, GAP, leave, self._keep),
            gap=10,
            pad=(16, 12, 16, 12),
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE_MS)
        self._timer.timeout.connect(self.ask)
        self._volume.activated.connect(self.ask)
        for line in (self._number, self._page):
            line.textEdited.connect(lambda _words: self._timer.start())
        Hotkey("Ctrl+S", self, self._give)
        self._volume.setFocus()

    def _field(self, name: str, hint: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.setPlaceholderText(hint)
        return line

    def _labelled(self, words: str, widget: QWidget) -> QWidget:
        return parts.column(parts.text(words, "label"), widget, gap=2)

    @property
    def _asked(self) -> tuple[int, str, str]:
        return int(self._volume.currentData() or 0), self._number.text().strip(), self._page.text().strip()

    def ask(self) -> None:
        """Ask for what becomes of the entries."""
        self._timer.stop()
        self.changed.emit(*self._asked)

    def show_preview(self, lines: Sequence[MovePreview]) -> None:
        """Show what becomes of each entry; those that cannot be moved come first."""
        refused = sum(bool(line.refused) for line in lines)
        self._refused = bool(refused)
        self._table.show_rows(sorted(lines, key=lambda line: not line.refused))
        words = self.tr("{0} trường hợp").format(number(len(lines)))
        if refused:
            words = self.tr("{0} trường hợp, {1} không chuyển được: bỏ đánh dấu các trường hợp đó").format(
                number(len(lines)), number(refused)
            )
        self._sum.setText(words)
        self._keep.setEnabled(not refused)
        self.say("")

    def say(self, words: str) -> None:
        """Say why nothing was moved."""
        self._said.setText(words)

    def _give(self) -> None:
        if self._timer.isActive():
            self.ask()
        if self._refused:
            return
        if not self._reason.text().strip():
            self.say(self.tr("Cần ghi lý do trước khi chuyển."))
            self._reason.setFocus()
            return
        self.given.emit(*self._asked, self._reason.text())

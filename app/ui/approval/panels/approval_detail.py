"""The entry before signing: what to look at, every section and field, the reasons for sending it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLineEdit

from app.matching.result import Line
from app.texts import Text, tr
from app.ui.kit import icons, parts
from app.ui.kit.parts import GAP
from app.ui.kit.result_cells import book_cell, registry_cell, resolution_cell, result_cell
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section of the entry: title, decision, and the lines with their resolutions.

    ``written`` is what the book says beside what was compared. ``remarks`` holds, by the field of the book,
    what is signed beside its words: mark, note. ``again`` is why the person stands in another entry too.
    """

    title: str
    branch: str
    lines: tuple[tuple[Line, str], ...]
    written: tuple[Line, ...] = ()
    remarks: Mapping[str, str] = field(default_factory=dict)
    again: str = ""


@dataclass(frozen=True, slots=True)
class EntryForApproval:
    """The entry to sign; ``obstacles`` forbid approving, ``sha256`` is signed.

    ``warnings`` are pairs of a field's label and what to look at there.
    """

    entry_id: str
    name: str
    where: str
    chip: str
    chip_tone: str
    chip_icon: str
    sections: tuple[SectionView, ...]
    obstacles: tuple[str, ...] = ()
    sha256: str = ""
    warnings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    at: int
    line: Line | None = None
    resolution: str = ""
    found: bool = True
    title: str = ""
    branch: str = ""
    remark: str = ""
    warning: str = ""


def _label(row: _Row) -> Cell:
    if row.warning:
        return Cell(tr(row.title), tone="less", icon="warning", size="label", wrap=True)
    if row.line is None:
        return Cell(tr(row.title), weight=600, head=True, size="label", wrap=True)
    return Cell(tr(row.line.label), tone="ink_2", size="label", wrap=True)


def _book(row: _Row) -> Cell:
    if row.warning:
        return Cell(row.warning, tone="less", size="label", wrap=True)
    if row.line is None:
        return Cell(tr(row.branch), head=True, size="label", tone="ink_2", wrap=True, sub=row.remark)
    made = book_cell(row.line)
    return replace(made, sub="; ".join(filter(None, (made.sub, row.remark))))


def _compared(show: Callable[[Line], Cell]) -> Callable[[_Row], Cell]:
    """Return a cell of a line that was compared; nothing in a head or beside a person not found."""

    def cell(row: _Row) -> Cell:
        if row.line is None:
            return Cell(head=not row.warning)
        return show(row.line) if row.found else Cell()

    return cell


def _compared_way(row: _Row) -> Cell:
    return resolution_cell(row.resolution) if row.line else Cell(head=not row.warning)


COLUMNS: tuple[Column[_Row], ...] = (
    Column("Thông tin", _label, 108),
    Column("Sổ hộ tịch", _book, ground="paper"),
    Column("CSDLQGVDC", _compared(registry_cell), ground="registry"),
    Column("Kết quả", _compared(result_cell), 140),
    Column("Xử lý", _compared_way, 124),
)


def _rows(entry: EntryForApproval) -> list[_Row]:
    """Return the warnings, then each section with its lines and what else the book says there."""
    rows: list[_Row] = []
    if entry.warnings:
        rows.append(_Row(0, title="Cần xem lại", branch=str(Text("{0} điều", len(entry.warnings)))))
        rows += [_Row(n, title=label, warning=said) for n, (label, said) in enumerate(entry.warnings, 1)]
    for part in entry.sections:
        if len(entry.sections) > 1:
            again = str(Text("Ở hai trường hợp vì: {0}", part.again)) if part.again else ""
            rows.append(_Row(len(rows), title=part.title, branch=part.branch, remark=again))
        compared = [(line, way, True) for line, way in part.lines]
        for line, way, found in (*compared, *((line, "", False) for line in part.written)):
            remark = part.remarks.get(line.book_field or line.field, "")
            rows.append(_Row(len(rows), line, way, found, remark=remark))
    return rows


class ApprovalDetail(QFrame):
    """Read-only lines of one entry, its obstacles, and the reasons for sending it back."""

    approve_requested = Signal()
    sent_back = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._entry: EntryForApproval | None = None
        self._reasons: list[parts.Button] = []
        self._words: tuple[str, ...] = ()
        self._make_head()
        self._table: Table[_Row] = Table(
            COLUMNS, name=self.tr("Trường hợp"), key=lambda row: row.at, row_height=24, quiet=True
        )
        self._table.set_empty(
            self.tr("Chưa chọn trường hợp"), self.tr("Chọn một dòng bên trái; ↑ ↓ để đi qua từng trường hợp.")
        )
        self.setFocusProxy(self._table)
        self._why = parts.text("", "label", wrap=True)
        self._why_row = parts.row(
            icons.Icon("warning", "less"), (self._why, 1), pad=(12, 6, 12, 6), role="warn"
        )
        self._make_reasons()
        parts.lay(
            self,
            self._head,
            parts.rule(),
            (self._table, 1),
            parts.rule(),
            parts.row((self._why_row, 1), pad=(12, 4, 12, 4)),
            self._reason_row,
            parts.rule(),
            parts.row(self._back, (self._other, 1), GAP, self._approve, pad=(12, 0, 12, 0), height=48),
            gap=0,
            pad=(1, 1, 1, 1),
        )
        self.set_entry(None)

    def _make_head(self) -> None:
        self._name, self._where = parts.text("", "title"), parts.text("", "label")
        self._where.setMinimumWidth(1)
        self._chip = parts.Chip("", "equal", "equal")
        words = parts.column(parts.row(self._name, self._chip, GAP), self._where, gap=0)
        self._head = parts.row((words, 1), pad=(16, 0, 12, 0), height=52)

    def _make_reasons(self) -> None:
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._back_word = parts.text(self.tr("Trả lại vì"), "label_on")
        self._reason_row = parts.row(self._back_word, GAP, gap=6, pad=(16, 0, 12, 0), height=36)
        self._other = QLineEdit()
        self._other.setAccessibleName(self.tr("Lý do trả lại"))
        self._other.setPlaceholderText(self.tr("ghi rõ lý do"))
        self._other.returnPressed.connect(self.send_back)
        self._other.hide()
        self._back = parts.button(self.tr("Trả lại…"), key="Ctrl+Backspace", icon="arrow-u-up-left")
        self._back.clicked.connect(self.send_back)
        self._approve = parts.button(
            self.tr("Duyệt trường hợp này"), "police", key="Ctrl+Enter", icon="check"
        )
        self._approve.clicked.connect(self.approve_requested)

    def set_reasons(self, reasons: Sequence[str]) -> None:
        """Offer these reasons; the last one has a field for words."""
        layout = self._reason_row.layout()
        assert isinstance(layout, QHBoxLayout)
        for button in self._reasons:
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._words = tuple(reasons)
        self._reasons = []
        for at, words in enumerate(reasons):
            button = parts.button(f"{at + 1}  {tr(words)}", "filter", small=True)
            button.setAccessibleName(tr(words))
            button.setCheckable(True)
            button.setAutoExclusive(True)  # one of many, for screen readers too
            self._group.addButton(button)
            button.clicked.connect(self._on_reason)
            self._reasons.append(button)
            layout.insertWidget(at + 1, button)

    def set_entry(self, entry: EntryForApproval | None) -> None:
        """Show an entry, or none."""
        self._entry = entry
        self._clear_reason()
        self._why_row.hide()
        self._chip.setVisible(entry is not None)
        self._name.setText(entry.name if entry else "")
        self._where.setText(entry.where if entry else "")
        rows = _rows(entry) if entry else []
        self._table.show_rows(rows)
        if entry is not None:
            self._chip.set_chip(entry.chip, entry.chip_tone, entry.chip_icon)
            self.setAccessibleDescription(entry.sha256)
            self._name.setToolTip(f"SHA-256 {entry.sha256}" if entry.sha256 else "")
            if entry.obstacles:
                self._say(" ".join(entry.obstacles))
        self._enable_buttons()

    def set_open(self, *, is_open: bool) -> None:
        """Allow approving and sending back while a police session is open."""
        self._open = is_open
        self._enable_buttons()

    def set_narrow(self, *, on: bool) -> None:
        """Hide words that repeat the buttons."""
        self._back_word.setVisible(not on)

    def warn_batch(self, *, allowed: bool) -> None:
        """Show why this entry cannot be marked for the batch."""
        if not allowed and not (self._entry and self._entry.obstacles):
            self._say(
                self.tr("Không đánh dấu hàng loạt được: có sai lệch hoặc nhập mới, phải xem từng trường hợp.")
            )

    def choose_reason(self, at: int) -> None:
        """Choose a reason by its place; ignore a place beyond the last one."""
        if 0 <= at < len(self._reasons) and self._entry is not None:
            self._reasons[at].setChecked(True)
            self._on_reason()

    def send_back(self) -> None:
        """Send the entry back with the chosen reason; ask for one when none is chosen."""
        if self._entry is None or not self._back.isEnabled():
            return
        at = next((i for i, button in enumerate(self._reasons) if button.isChecked()), None)
        if at is None:
            self._say(self.tr("Chọn lý do trả lại bằng phím 1–{0}.").format(len(self._reasons)))
            return
        reason = self._other.text().strip() if at == len(self._reasons) - 1 else self._words[at]
        if not reason:
            self._say(self.tr("Ghi rõ lý do trả lại rồi nhấn Enter."))
            self._other.setFocus()
            return
        self.sent_back.emit(self._entry.entry_id, reason)

    _open = False

    def _enable_buttons(self) -> None:
        ready = self._open and self._entry is not None
        self._back.setEnabled(ready)
        self._approve.setEnabled(ready and not (self._entry and self._entry.obstacles))

    def _say(self, words: str) -> None:
        self._why.setText(words)
        self._why_row.show()

    def _on_reason(self) -> None:
        last = bool(self._reasons) and self._reasons[-1].isChecked()
        self._other.setVisible(last)
        if last:
            self._other.setFocus()

    def _clear_reason(self) -> None:
        self._group.setExclusive(False)
        for button in self._reasons:
            button.setChecked(False)
        self._group.setExclusive(True)
        self._other.clear()
        self._other.hide()

"""Kiểm tra lại: the oddities by volume or kind, and what to do about the one at the cursor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame

from app.models.words.oddities import ODDITY_ADVICE, ODDITY_LABELS, OddityKind
from app.texts import tr
from app.ui.kit import parts
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.long_table import LongTable
from app.ui.kit.parts import GAP
from app.ui.kit.stages import FocusTo, Regions
from app.ui.kit.table_model import Cell, Column, LongRows, number

KEYS = (
    ("Enter", "mở đúng mục"),
    ("F5", "chạy kiểm tra"),
    ("Ctrl+I", "đã xem, sổ ghi đúng"),
    ("Ctrl+R", "lấy lại mục đã xem"),
    ("Ctrl+P", "in"),
    ("Ctrl+E", "xuất Excel"),
    ("F6", "đổi vùng"),
    ("F1", "phím"),
)


@dataclass(frozen=True, slots=True)
class OddityLine:
    """An oddity as the list shows it; ``entry_id`` is empty where it is about the volume."""

    id: int
    kind: OddityKind
    volume_id: int
    where: str
    number: str
    name: str
    said: str
    entry_id: str = ""
    field: str = ""
    state: str = ""
    way: str = ""
    changed: bool = False
    reason: str = ""
    who: str = ""


def _said(line: OddityLine) -> Cell:
    words = tr("{0} (đã sửa sau khi kiểm tra)").format(line.said) if line.changed else line.said
    return Cell(words, tone="ink_2" if line.changed or line.reason else "ink", tip=words)


_COLUMNS: tuple[Column[OddityLine], ...] = (
    Column("Loại", lambda line: Cell(tr(ODDITY_LABELS[line.kind]), weight=500), 148),
    Column("Sổ, quyển", lambda line: Cell(line.where, size="label", tip=line.where), 184),
    Column("Số", lambda line: Cell(line.number or "–", book=True), 88),
    Column("Họ, chữ đệm, tên", lambda line: Cell(line.name or "–", book=True), least=150),
    Column("Điều cần xem lại", _said, least=300),
    Column("Trạng thái", lambda line: Cell(tr(line.state), tone="ink_2", size="label"), 148, spare=True),
)


class OdditiesPanel(QFrame):
    """The list with its filters.

    Emits ``filter_changed()``, ``opened(OddityLine)``, ``run_wanted()``, ``clear_wanted(OddityLine)``,
    ``reopen_wanted(OddityLine)``, ``print_wanted()`` and ``export_wanted()``.
    """

    filter_changed = Signal()
    opened = Signal(object)
    run_wanted = Signal()
    clear_wanted = Signal(object)
    reopen_wanted = Signal(object)
    print_wanted = Signal()
    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._summary = parts.text("", "label")
        self._run = parts.button(self.tr("Chạy kiểm tra"), "primary", key="F5")
        self._run.clicked.connect(self.run_wanted)
        self._kinds, self._volumes, self._standing, self._orders = (parts.Combo() for _ in range(4))
        names = (self.tr("Loại"), self.tr("Quyển"), self.tr("Đã xem hay chưa"), self.tr("Thứ tự"))
        for box, name in zip((self._kinds, self._volumes, self._standing, self._orders), names, strict=True):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(parts.Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(16)
            box.activated.connect(self.filter_changed)
        for words, cleared in ((self.tr("Chưa xem"), False), (self.tr("Đã xem, sổ ghi đúng"), True)):
            self._standing.addItem(words, cleared)
        for words, by_kind in ((self.tr("Xếp theo quyển, số"), False), (self.tr("Xếp theo loại"), True)):
            self._orders.addItem(words, by_kind)
        self._table: LongTable[OddityLine] = LongTable(
            _COLUMNS, name=self.tr("Điều cần xem lại"), key=lambda line: line.id
        )
        self._table.opened.connect(self.opened)
        self._table.chosen.connect(self._show)
        self._said, self._todo, self._more = (parts.text("", "label", wrap=True) for _ in range(3))
        head = parts.row(
            parts.text(self.tr("Kiểm tra lại"), "heading"), self._summary, GAP, self._run, gap=12, height=36
        )
        filters = parts.row(self._kinds, self._volumes, self._standing, self._orders, GAP, height=32)
        grid = parts.column((self._table, 1), gap=0, role="panel", pad=(1, 1, 1, 1))
        parts.lay(self, head, filters, (grid, 1), self._said, self._todo, self._more, pad=(12, 8, 12, 8))
        FocusTo(self, self._table)
        self._regions = Regions(self, self._table, self._kinds, self._volumes)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (
            ("F5", self.run_wanted.emit),
            ("Ctrl+P", self.print_wanted.emit),
            ("Ctrl+E", self.export_wanted.emit),
            ("Ctrl+I", lambda: self._of_current(self.clear_wanted)),
            ("Ctrl+R", lambda: self._of_current(self.reopen_wanted)),
        ):
            Hotkey(keys, self, slot, context)

    @property
    def kind(self) -> OddityKind | None:
        """Return the kind chosen; None for any."""
        chosen = self._kinds.currentData()
        return OddityKind(chosen) if chosen else None

    @property
    def volume_id(self) -> int:
        """Return the volume chosen; 0 for any."""
        return int(self._volumes.currentData() or 0)

    @property
    def cleared(self) -> bool:
        """Tell whether the list shows what was looked at."""
        return bool(self._standing.currentData())

    @property
    def by_kind(self) -> bool:
        """Tell whether the list is sorted by kind first."""
        return bool(self._orders.currentData())

    def set_volumes(self, volumes: Sequence[tuple[int, str]]) -> None:
        """Offer the volumes; what is chosen stays."""
        chosen = self.volume_id
        self._volumes.clear()
        self._volumes.addItem(self.tr("Mọi quyển"), 0)
        for volume_id, title in volumes:
            self._volumes.addItem(title, volume_id)
        self._volumes.setCurrentIndex(max(0, self._volumes.findData(chosen)))

    def set_found(
        self, rows: LongRows[OddityLine], counts: Mapping[OddityKind, int], *, head: str, at: int = 0
    ) -> None:
        """Show what was found, how many of each kind, and in ``head`` when everything was checked."""
        chosen = self.kind
        self._kinds.clear()
        words = self.tr("Mọi loại  {0}").format(number(sum(counts.values())))
        self._kinds.addItem(words, "")
        for kind in OddityKind:
            words = self.tr("{0}  {1}").format(tr(ODDITY_LABELS[kind]), number(counts.get(kind, 0)))
            self._kinds.addItem(words, kind)
        self._kinds.setCurrentIndex(max(0, self._kinds.findData(chosen or "")))
        self._summary.setText(head)
        if head:
            empty = self.tr("Không có gì cần xem lại"), self.tr("Sửa sổ xong thì chạy lại bằng F5.")
        else:
            empty = (
                self.tr("Chưa kiểm tra lần nào"),
                self.tr("F5 xem lại mọi trường hợp đã nhập theo quy tắc hiện nay; vẫn làm việc khác được."),
            )
        self._table.set_empty(*empty)
        self._table.show_rows(rows, at)

    @property
    def at(self) -> int:
        """Return the place of the cursor; -1 without rows."""
        return self._table.currentIndex().row()

    def set_running(self, *, running: bool) -> None:
        """Say on the button that a run is under way."""
        self._run.setEnabled(not running)

    def _of_current(self, wanted: SignalInstance) -> None:
        line = self._table.current()
        if line is not None:
            wanted.emit(line)

    def _show(self, line: OddityLine | None) -> None:
        """Say what is odd at the cursor, what to do, and how a closed entry is changed."""
        said = todo = more = ""
        if line is not None:
            said, todo, more = line.said, tr(ODDITY_ADVICE[line.kind]), tr(line.way)
            if line.reason:
                more = self.tr("Đã xem ({0}): {1}").format(line.who, line.reason)
        for label, words in ((self._said, said), (self._todo, todo), (self._more, more)):
            label.setText(words)
            label.setVisible(bool(words))

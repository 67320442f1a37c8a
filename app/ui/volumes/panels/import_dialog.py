"""The report on a list of volumes before it is taken in: what is new, here already, refused, and why."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.texts import tr
from app.ui.kit import parts
from app.ui.kit.held_keys import Hotkey
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column

_LOOK = {
    "new": ("sẽ nhận", "equal", "check"),
    "there": ("đã có", "ink_3", ""),
    "differs": ("đã có, khác", "less", "warning"),
    "again": ("trùng dòng", "less", "copy"),
    "refused": ("không nhận", "differ", "x"),
}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row of the list: its line, what becomes of it (a key of the looks), the volume, and why."""

    line: int
    standing: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The rows of a list and its headings of which nothing is known."""

    rows: tuple[ReportRow, ...]
    ignored: tuple[str, ...] = ()

    def count(self, *standings: str) -> int:
        """Return how many rows stand so."""
        return sum(row.standing in standings for row in self.rows)


def _standing(row: ReportRow) -> Cell:
    word, tone, icon = _LOOK[row.standing]
    return Cell(tr(word), tone=tone, icon=icon, size="label", weight=500)


COLUMNS: tuple[Column[ReportRow], ...] = (
    Column("Dòng", lambda row: Cell(str(row.line)), 60, right=True),
    Column("Kết quả", _standing, 130),
    Column("Quyển sổ", lambda row: Cell(row.name, tip=row.name), 330, spare=True),
    Column("Vì sao", lambda row: Cell(row.why, tone="ink_2", size="label", wrap=True), least=240),
)


class ImportDialog(parts.Dialog):
    """Choose a file (Ctrl+O) or paste (Ctrl+V), look at the report, take the new volumes in (Ctrl+S).

    Emits ``file_wanted()``, ``paste_wanted()``, ``place_changed(str)`` and ``taken()``.
    """

    file_wanted = Signal()
    paste_wanted = Signal()
    place_changed = Signal(str)
    taken = Signal()

    def __init__(self, parent: QWidget, place: str) -> None:
        """Open without a list; ``place`` is that of rows which tell none."""
        super().__init__(parent, self.tr("Nhận bảng kê sổ"), 980)
        self._bar = MessageBar()
        self._place = QLineEdit(place)
        self._place.setAccessibleName(self.tr("Nơi đăng ký khi bảng không ghi"))
        self._place.editingFinished.connect(self._on_place)
        self._told = place
        self._sum = parts.text("", "label", wrap=True)
        self._table: Table[ReportRow] = Table(
            COLUMNS, name=self.tr("Báo cáo trước khi nhận"), key=lambda row: row.line, row_height=26
        )
        self._table.set_empty(
            self.tr("Chưa có bảng kê nào"),
            self.tr(
                "Chép các ô trong Excel, kể cả dòng đầu có tên cột, rồi nhấn Ctrl+V; hoặc nhấn Ctrl+O để "
                "chọn tệp Excel, CSV. Xem báo cáo xong mới nhận; chưa nhận thì chưa lưu gì."
            ),
        )
        self._table.setMinimumHeight(300)
        self._take = parts.button(self.tr("Nhận"), "primary", key="Ctrl+S")
        self._take.clicked.connect(self._on_take)
        parts.lay(
            self,
            self._make_source(),
            self._bar,
            self._sum,
            (self._table, 1),
            self._make_foot(),
            gap=8,
            pad=(16, 12, 16, 12),
        )
        for keys, slot in (
            ("Ctrl+O", self.file_wanted.emit),
            ("Ctrl+S", self._on_take),
        ):
            Hotkey(keys, self, slot)
        Hotkey("Ctrl+V", self._table, self.paste_wanted.emit)
        self.show_report(ImportReport(()))
        self._table.setFocus()

    def _make_source(self) -> QFrame:
        choose = parts.button(self.tr("Chọn tệp…"), key="Ctrl+O")
        choose.clicked.connect(self.file_wanted)
        paste = parts.button(self.tr("Dán"), key="Ctrl+V")
        paste.clicked.connect(self.paste_wanted)
        for made in (choose, paste):
            made.setAutoDefault(False)
        word = parts.text(self._place.accessibleName(), "label")
        word.setBuddy(self._place)
        return parts.row(choose, paste, word, (self._place, 1))

    def _make_foot(self) -> QFrame:
        leave = parts.button(self.tr("Đóng"), key="Esc")
        leave.clicked.connect(self.reject)
        for made in (leave, self._take):
            made.setAutoDefault(False)
        return parts.row(GAP, leave, self._take)

    def show_report(self, report: ImportReport) -> None:
        """Show what taking the list in would do."""
        self._table.show_rows(report.rows)
        new = report.count("new")
        parts.relabel(self._take, self.tr("Nhận {0} quyển").format(new), key="Ctrl+S")
        self._take.setEnabled(bool(new))
        said = []
        if report.rows:
            counts = (new, report.count("there"), report.count("differs"), report.count("again", "refused"))
            said.append(
                self.tr(
                    "{0} dòng: {1} quyển sẽ nhận, {2} đã có, {3} đã có nhưng khác, {4} không nhận."
                ).format(len(report.rows), *counts)
            )
        if report.ignored:
            said.append(self.tr("Cột không dùng: {0}.").format(", ".join(report.ignored)))
        self._sum.setText(" ".join(said))

    def choose_line(self, line: int) -> None:
        """Put the cursor on a row of the list."""
        self._table.choose_key(line)

    def say(self, words: str, level: str) -> None:
        """Show what happened."""
        self._bar.say(words, level)

    def clear_words(self) -> None:
        """Take away what was said of an earlier list."""
        self._bar.clear()

    def _on_place(self) -> None:
        if self._place.text() != self._told:
            self._told = self._place.text()
            self.place_changed.emit(self._told)

    def _on_take(self) -> None:
        self._on_place()
        if self._take.isEnabled():
            self.taken.emit()

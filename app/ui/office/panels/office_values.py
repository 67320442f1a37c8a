"""The values of the office: what each is today, from when to when, and a form for another value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QStackedWidget

from app.models.words.moments import day_words
from app.texts import Text, tr
from app.ui.kit import parts, theme
from app.ui.kit.messages import MessageBar
from app.ui.kit.parts import GAP
from app.ui.kit.stages import Regions
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column

_LABEL = 96


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A setting as it is today: its words, until when they hold, and what was set before.

    ``ends`` warns of a last day after which nothing is set, ``missing`` that nothing is set today although
    there was a value before. ``hint`` tells how the value is written. ``earlier`` are the lines of the
    history, the newest first.
    """

    key: str
    group: str
    label: str
    words: str
    since: str = ""
    ends: str = ""
    missing: bool = False
    lines: bool = False
    hint: str = ""
    earlier: tuple[str, ...] = ()


def _state(row: ValueRow) -> Cell:
    if row.missing:
        return Cell(tr("chưa có"), tone="differ", icon="warning", chip=True)
    if row.ends:
        return Cell(str(Text("hết {0}", row.ends)), tone="less", icon="warning", chip=True)
    return Cell(row.since, tone="ink_2", size="label")


COLUMNS: tuple[Column[ValueRow], ...] = (
    Column("Cài đặt", lambda row: Cell(row.label, sub=row.words.replace("\n", " · "), weight=500)),
    Column("Nhóm", lambda row: Cell(row.group, size="label", tone="ink_2"), 168, spare=True, least=220),
    Column("Từ ngày", _state, 136),
)


class OfficeValues(QFrame):
    """The list on the left, the form of the chosen value on the right; emits ``given(key, words, day)``.

    ``left`` is emitted when the officer wants to close.
    """

    given = Signal(str, str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._today, self._may_set = date.min, False
        self._table: Table[ValueRow] = Table(
            COLUMNS, name=self.tr("Cài đặt của cơ quan"), key=lambda row: row.key, row_height=44
        )
        self._table.chosen.connect(self._show)
        self._title = parts.text("", "title", wrap=True)
        self._hint = parts.text("", "label", wrap=True)
        self._line, self._text = QLineEdit(), QPlainTextEdit()
        self._line.setAccessibleName(self.tr("Giá trị"))
        self._text.setAccessibleName(self.tr("Giá trị"))
        self._text.setTabChangesFocus(True)
        self._editors = QStackedWidget()
        self._editors.addWidget(self._line)
        self._editors.addWidget(self._text)
        self._day = QLineEdit()
        self._day.setMaxLength(10)
        self._line.returnPressed.connect(self._day.setFocus)
        self._day.returnPressed.connect(self._give)
        self._save = parts.button(self.tr("Lưu giá trị"), "primary")
        self._save.clicked.connect(self._give)
        leave = parts.button(self.tr("Đóng"), key="Esc")
        leave.clicked.connect(self.left)
        for one in (self._save, leave):
            one.setAutoDefault(False)
        self._earlier = parts.text("", "label", wrap=True)
        self._bar = MessageBar()
        side = parts.column(
            self._title,
            self._hint,
            self._editors,
            parts.labelled(self.tr("Từ ngày"), self._day, width=_LABEL),
            parts.row(GAP, self._save),
            parts.rule(),
            parts.text(self.tr("Đã đặt"), "section"),
            self._earlier,
            GAP,
            parts.row(GAP, leave),
            gap=8,
            pad=(16, 12, 16, 12),
            role="panel",
            width=400,
        )
        words = self.tr(
            "Mỗi giá trị có ngày bắt đầu. Giấy tờ in cho ngày nào dùng giá trị của ngày đó; giá trị theo "
            "luật cũ không dùng tiếp khi luật mới có hiệu lực."
        )
        parts.lay(
            self,
            parts.text(words, "label", wrap=True),
            self._bar,
            (parts.row((self._table, 1), side, gap=12), 1),
            gap=8,
            pad=(16, 12, 16, 12),
        )
        self._regions = Regions(self, self._table, side)
        self.setFocusProxy(self._table)

    def set_rows(self, rows: Sequence[ValueRow], *, today: date, may_set: bool) -> None:
        """Show the values of a day; ``may_set`` lets them be changed."""
        self._today, self._may_set = today, may_set
        chosen = self._table.current()
        self._table.show_rows(rows)
        if chosen is None or not self._table.choose_key(chosen.key):
            self._table.choose(0)
        self._show(self._table.current())

    def say(self, words: str, level: str = "good") -> None:
        """Show what was done, or with ``warn`` what was not."""
        self._bar.say(words, level)

    def _show(self, row: ValueRow | None) -> None:
        if row is None:
            return
        self._title.setText(row.label)
        self._hint.setText(row.hint)
        self._hint.setVisible(bool(row.hint))
        self._line.setText("" if row.lines else row.words)
        self._text.setPlainText(row.words if row.lines else "")
        self._editors.setCurrentWidget(self._text if row.lines else self._line)
        theme.fix(self._editors, height=96 if row.lines else 32)
        self._day.setText(day_words(self._today))
        self._earlier.setText(
            "\n".join(row.earlier) or self.tr("Chưa đặt lần nào; đang dùng giá trị có sẵn.")
        )
        for one in (self._line, self._text, self._day, self._save):
            one.setEnabled(self._may_set)

    def _give(self) -> None:
        row = self._table.current()
        if row is not None and self._may_set:
            words = self._text.toPlainText() if row.lines else self._line.text()
            self.given.emit(row.key, words, self._day.text())

"""Hôm nay: waiting work, due dates, progress."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame

from app.texts import tr
from app.ui.kit import icons, parts, theme
from app.ui.kit.card_rows import CardRows
from app.ui.kit.cut_label import CutLabel
from app.ui.kit.parts import GAP
from app.ui.kit.scrolled import Scrolled
from app.ui.kit.stages import EmptyState, Regions
from app.ui.kit.table import Table
from app.ui.kit.table_model import Cell, Column, number, percent_cell
from app.ui.today.panels.chart import PlanChart, Progress

KEYS = (
    ("Enter", "mở mục đang chọn"),
    ("← →", "chọn"),
    ("F6", "đổi vùng"),
    ("Ctrl+K", "tìm mọi thứ"),
    ("Ctrl+L", "khóa"),
    ("F1", "phím"),
)


PLAN_HEIGHT = 190
"""The least height of table and chart at 100 %."""


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """A kind of work that waits: key, icon, title, how many, a note; tone "" is neutral."""

    key: str
    icon: str
    title: str
    count: int
    note: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a date or an age: weekly report, packages out, registry copy, backup."""

    key: str
    icon: str
    title: str
    value: str
    note: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class BookProgress:
    """The progress of one type of book: to enter, entered, left to enter, and the three branches.

    ``left`` is not the difference of the two: a volume may hold more acts than expected.
    """

    title: str
    todo: int
    done: int
    left: int
    same: int
    differ: int
    missing: int


@dataclass(frozen=True, slots=True)
class _BookLine:
    of: BookProgress
    total: bool = False


def _count(name: str, *, weight: int = 400, tone: str = "ink") -> "Column[_BookLine]":
    titles = {"todo": ("Phải nhập", 80), "done": ("Đã nhập", 72), "same": ("Thống nhất", 84)}
    titles |= {"differ": ("Sai lệch", 72), "missing": ("Không thấy", 92)}
    title, width = titles[name]

    def cell(line: _BookLine) -> Cell:
        value: int = getattr(line.of, name)
        if line.total:
            return Cell(number(value), weight=600, head=True)
        loud = name == "differ" and value > 0
        return Cell(number(value), weight=500 if loud else weight, tone="differ" if loud else tone)

    return Column(title, cell, width, right=True, spare=name in {"same", "missing"})


def _title_cell(line: _BookLine) -> Cell:
    return Cell(tr(line.of.title), weight=600 if line.total else 400, head=line.total)


COLUMNS: tuple[Column[_BookLine], ...] = (
    Column("Loại sổ", _title_cell),
    _count("todo"),
    _count("done", weight=600),
    _count("same", tone="ink_2"),
    _count("differ", tone="ink_3"),
    _count("missing", tone="ink_2"),
    Column("Tiến độ", lambda n: percent_cell(n.of.left, n.of.todo, head=n.total), 132),
)


class _WaitingCard(parts.Card):
    def __init__(self, of: WaitingWork) -> None:
        figure = parts.text(number(of.count), "figure", of.tone)
        theme.fix(figure, height=36)
        super().__init__(
            f"{of.title}: {of.count}, {of.note}",
            parts.row(icons.Icon(of.icon, of.tone or "ink_2", 18), parts.text(of.title, "strong"), GAP),
            figure,
            parts.text(of.note, "caption"),
            kind="card",
            gap=2,
            pad=(12, 10, 8, 8),
            across=False,
        )
        self.setProperty("key", of.key)
        theme.fix(self, height=96)


class _DueCard(parts.Card):
    def __init__(self, of: Due) -> None:
        words = parts.column(
            parts.row(parts.text(of.title, "label"), GAP, gap=4),
            parts.row(parts.text(of.value, "strong", of.tone), parts.text(of.note, "caption"), GAP),
            gap=0,
        )
        super().__init__(
            f"{of.title}: {of.value}, {of.note}",
            icons.Icon(of.icon, of.tone or "ink_2", 18),
            (words, 1),
            kind="card",
            gap=12,
            pad=(12, 4, 8, 4),
        )
        self.setProperty("key", of.key)
        theme.fix(self, height=52)


class _Plan(QFrame):
    """Table and chart: they take what room there is, whatever words stand in them."""

    def hasHeightForWidth(self) -> bool:
        """Ask for no height of its own."""
        return False


class TodayPanel(QFrame):
    """Cards of waiting work and due dates, the table of progress, and the chart.

    Emits ``opened(key)`` for a card and ``continued()`` for the button that continues the last work.
    """

    opened = Signal(str)
    continued = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._cards: list[parts.Card] = []
        self._date, self._state = parts.text("", "heading"), parts.text("", "label")
        self._go = parts.button("", "primary", key="Enter", icon="pencil-line")
        self._go.clicked.connect(self.continued)
        self._go.installEventFilter(self)
        self._go.hide()
        head = parts.row(parts.column(self._date, self._state, gap=0), GAP, self._go, height=48)
        self._waiting, self._due = CardRows(least=150), CardRows(least=240)
        self._regions = Regions(self, self._go, self._waiting, self._due)
        self._plan = _Plan()
        parts.lay(self._plan, (self._make_progress(), 10), (self._make_chart(), 7), gap=12, across=True)
        page = parts.column(head, self._waiting, self._due, (self._plan, 1), gap=12, pad=(12, 12, 12, 12))
        parts.lay(self, (Scrolled(page), 1), gap=0)
        self._measure()

    def _measure(self) -> None:
        self._plan.setMinimumHeight(theme.px(PLAN_HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        """Give the plan its height at another text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()

    def _make_progress(self) -> QFrame:
        self._table: Table[_BookLine] = Table(
            COLUMNS,
            name=self.tr("Tiến độ theo loại sổ"),
            key=lambda line: line.of.title,
            row_height=32,
            still=True,
        )
        self._sum: Table[_BookLine] = Table(
            COLUMNS,
            name=self.tr("Cộng"),
            key=lambda line: line.of.title,
            header=False,
            row_height=32,
            fit=True,
        )
        self._sum_row = parts.row((self._sum, 1), gap=0)
        self._table.verticalScrollBar().rangeChanged.connect(self._on_range)
        self._table.set_empty(
            self.tr("Chưa có quyển sổ nào"),
            self.tr("Vào Sổ, nhấn Ctrl+N để kê quyển đầu tiên; tiến độ từng loại sổ sẽ hiện ở đây."),
        )
        self._pace = parts.text("", "label", wrap=True)
        self._pace_row = parts.row(icons.Icon("info"), (self._pace, 1), pad=(12, 8, 12, 8))
        self._pace_row.hide()
        caption = CutLabel("", "caption")
        caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        caption.say(
            self.tr("phải nhập, đã nhập: số trường hợp; ba cột sau: số người"),
            shorter=(self.tr("trường hợp; ba cột sau: người"),),
        )
        title = parts.row(
            parts.text(self.tr("Tiến độ theo loại sổ"), "title"),
            (caption, 100),
            pad=(12, 0, 12, 0),
            height=40,
        )
        return parts.column(
            title,
            parts.rule(),
            (self._table, 1),
            self._sum_row,
            self._pace_row,
            gap=0,
            role="panel",
            pad=(1, 1, 1, 1),
        )

    def _on_range(self, _low: int, high: int) -> None:
        """Keep the sums under their columns when the list gets a scroll bar."""
        bar = self._table.verticalScrollBar().sizeHint().width() if high > 0 else 0
        self._sum_row.setContentsMargins(0, 0, bar, 0)

    def _make_chart(self) -> QFrame:
        self._chip = parts.Chip("", "less", "clock")
        self._chip.hide()
        self._chart = PlanChart()
        self._chart.hide()
        self._no_chart = EmptyState(
            "chart-bar",
            self.tr("Chưa có gì để vẽ"),
            self.tr("Biểu đồ hiện khi đã kê số phải nhập của các quyển, hoặc đã nhập trường hợp đầu tiên."),
        )
        title = parts.row(
            parts.text(self.tr("Đã nhập so với kế hoạch"), "title"),
            GAP,
            self._chip,
            pad=(12, 0, 12, 0),
            height=40,
        )
        return parts.column(
            title,
            parts.rule(),
            (self._chart, 1),
            (self._no_chart, 1),
            gap=0,
            role="panel",
            pad=(1, 1, 1, 1),
        )

    def set_head(self, date: str, state: str, go_on: str = "") -> None:
        """Show the date in words, the state of the plan, and the last work ("" hides the button)."""
        self._date.setText(date)
        self._state.setText(state)
        parts.relabel(self._go, go_on, key="Enter", icon="pencil-line")
        self._go.setVisible(bool(go_on))

    def set_waiting(self, waiting: Sequence[WaitingWork]) -> None:
        """Show the cards of waiting work."""
        self._replace(self._waiting, [_WaitingCard(of) for of in waiting])

    def set_due(self, due: Sequence[Due]) -> None:
        """Show the cards of due dates."""
        self._replace(self._due, [_DueCard(of) for of in due])

    def set_progress(self, rows: Sequence[BookProgress], pace: str = "") -> None:
        """Show the table, its sums always in sight, and the sentence about the pace."""
        names = ("todo", "done", "left", "same", "differ", "missing")
        sums = [sum(getattr(row, name) for row in rows) for name in names]
        self._table.show_rows([_BookLine(row) for row in rows])
        self._sum.show_rows([_BookLine(BookProgress("Cộng", *sums), total=True)])
        self._sum.setVisible(bool(rows))
        self._pace.setText(pace)
        self._pace_row.setVisible(bool(pace))

    def set_chart(self, of: Progress) -> None:
        """Show the chart and how far the work is behind the plan; before any work say when it comes."""
        drawn = bool(of.todo or of.entered)
        if drawn:
            self._chart.set_progress(of)
        self._chart.setVisible(drawn)
        self._no_chart.setVisible(not drawn)
        late = (of.planned or 0) - of.done
        if of.planned is None:
            self._chip.set_chip(self.tr("chưa đặt ngày phải xong"), "blank", "clock")
        elif late > 0:
            self._chip.set_chip(self.tr("chậm {0} trường hợp").format(late), "less", "clock")
        else:
            self._chip.set_chip(self.tr("kịp kế hoạch"), "equal", "check")
        self._chip.setVisible(drawn)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the focus to the first button or card."""
        super().focusInEvent(event)
        if self._ring:
            self._ring[0].setFocus()

    @property
    def _ring(self) -> list[parts.Button]:
        """Return the stops of the arrows: the button that continues, then the cards."""
        return [*([] if self._go.isHidden() else [self._go]), *self._cards]

    def _replace(self, place: CardRows, cards: Sequence[parts.Card]) -> None:
        focused = next((card.property("key") for card in self._cards if card.hasFocus()), None)
        self._cards = [card for card in self._cards if card.parentWidget() is not place]
        place.set_cards(cards)
        for card in cards:
            card.clicked.connect(self._on_card)
            card.installEventFilter(self)
            if card.property("key") == focused:
                card.setFocus()
        self._cards = [*self._cards, *cards] if place is self._due else [*cards, *self._cards]

    def _on_card(self) -> None:
        self.opened.emit(self.sender().property("key"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move from card to card by arrows."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
            step = steps.get(Qt.Key(event.key()))
            ring = self._ring
            at = next((i for i, button in enumerate(ring) if button is watched), None)
            if step is not None and at is not None:
                ring[(at + step) % len(ring)].setFocus()
                return True
        return super().eventFilter(watched, event)

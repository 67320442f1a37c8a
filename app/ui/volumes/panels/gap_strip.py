"""One small cell per register number of a volume: entered, missing, twice, next, to come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from app.ui.kit import parts, theme
from app.ui.kit.parts import GAP

_PER_ROW = 80
_LINE = 20
_LEFT = 44
_LINES_SHOWN = 3
_GAP = 12
_NEAR = 6
_MOST = 4  # ranges of numbers that a chip names


@dataclass(frozen=True, slots=True)
class NumberLine:
    """The numbers of a volume: 1 to ``last`` (the closing total, or the highest number typed).

    ``gaps`` are missing below the highest number entered, ``twice`` belong to several acts, ``explained``
    gaps have a written reason, ``next`` is the number to type next (0 for none). ``year`` is that of numbers
    which restart each year, ``ids`` gives the first entry of each number.
    """

    volume_id: int
    title: str
    last: int
    entered: frozenset[int]
    gaps: tuple[int, ...] = ()
    twice: tuple[int, ...] = ()
    explained: frozenset[int] = frozenset()
    next: int = 0
    year: str = ""
    ids: Mapping[int, str] = field(default_factory=dict)


def ranges(numbers: Iterable[int], *, most: int = 6) -> str:
    """Write numbers as ranges: 45, 57–58; after ``most`` ranges an ellipsis."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    words = [str(a) if a == b else f"{a}–{b}" for a, b in found[:most]]
    return ", ".join([*words, "…"] if len(found) > most else words)


def _draw(painter: QPainter, cell: QRectF, kind: str) -> None:
    if kind in {"gap", "next"}:
        tone = "differ" if kind == "gap" else "focus"
        painter.setPen(QPen(theme.color(tone), 1.8))
        painter.setBrush(theme.color("differ_soft" if kind == "gap" else "surface"))
        painter.drawRect(cell.adjusted(1, 1, -1, -1))
    elif kind == "twice":
        painter.fillRect(cell, theme.color("less"))
        bar = QRectF(cell.left(), cell.center().y() - 1, cell.width(), 2)
        painter.fillRect(bar, theme.color("surface"))
    elif kind == "explained":
        painter.fillRect(cell, theme.color("line_soft"))
        painter.setPen(QPen(theme.color("ink_3"), 1.4))
        painter.drawLine(cell.bottomLeft(), cell.topRight())
    else:
        painter.fillRect(cell, theme.color("accent", 150) if kind == "entered" else theme.color("line_soft"))


class _Cells(QWidget):
    clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._of: NumberLine | None = None
        self.at = 0

    def set_numbers(self, of: NumberLine) -> None:
        self._of, self.at = of, 0
        self.setMinimumHeight(self.lines * _LINE + 4)
        self.update()

    @property
    def lines(self) -> int:
        return max(1, -(-(self._of.last if self._of else 0) // _PER_ROW))

    def sizeHint(self) -> QSize:
        return QSize(400, self.lines * _LINE + 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        of, width = self._of, (self.width() - _LEFT) / _PER_ROW
        column = int((event.position().x() - _LEFT) // max(width, 1))
        number = int(event.position().y() // _LINE) * _PER_ROW + column + 1
        if of is not None and 0 <= column < _PER_ROW and number <= of.last:
            self.clicked.emit(number)

    def kind(self, number: int) -> str:
        """Return how a number is drawn."""
        of = self._of
        if of is None:
            return "later"
        for kind, numbers in (("twice", of.twice), ("explained", of.explained), ("gap", of.gaps)):
            if number in numbers:
                return kind
        if number in of.entered:
            return "entered"
        return "next" if number == of.next else "later"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        width = (self.width() - _LEFT) / _PER_ROW
        for at in range(self._of.last if self._of else 0):
            line, column = divmod(at, _PER_ROW)
            x, y = round(_LEFT + column * width), line * _LINE + 2
            cell = QRectF(x, y, max(3, round(_LEFT + (column + 1) * width) - x - 2), 14)
            if column == 0:
                painter.setFont(theme.font("caption"))
                painter.setPen(theme.color("ink_3"))
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(QRectF(0, y - 1, 36, 16), flags, str(at + 1))
            _draw(painter, cell, self.kind(at + 1))
            if at + 1 == self.at:
                painter.setPen(QPen(theme.color("focus"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(cell.adjusted(-1, -1, 1, 1))
        painter.end()


class _Legend(QWidget):
    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        theme.fix(self, width=14, height=14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        _draw(painter, QRectF(self.rect()), self._kind)
        painter.end()


class GapStrip(QFrame):
    """The ``numbers`` of a volume as ``cells``, a year at a time where they restart.

    ``gap_opened(volume, number)`` asks for a missing one, ``number_opened(entry id)`` for one that is there.
    """

    gap_opened = Signal(int, int)
    number_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.numbers: NumberLine | None = None
        self._lines: tuple[NumberLine, ...] = ()
        self._year = parts.Combo()
        self._year.setAccessibleName(self.tr("Năm của số đăng ký"))
        self._year.activated.connect(self._on_year)
        self._year.hide()
        self._title = parts.text("", "title")
        self._missing = parts.Chip("", "differ", "warning")
        self._twice = parts.Chip("", "less", "copy-simple")
        self._done, self._left = parts.text("", "label"), parts.text("", "label")
        self.cells = _Cells()
        self.cells.clicked.connect(self._on_cell)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.cells)
        words = (
            ("entered", self._done),
            ("gap", parts.text(self.tr("thiếu"), "label")),
            ("twice", parts.text(self.tr("hai lần"), "label")),
            ("next", parts.text(self.tr("số kế tiếp"), "label")),
            ("later", self._left),
        )
        self._signs = tuple((_Legend(kind), label) for kind, label in words)
        self._legend = parts.row(*(parts.row(*pair, gap=_NEAR) for pair in self._signs), gap=_GAP)
        self._head = parts.row(self._title, self._year, self._missing, self._twice, GAP, gap=_GAP, height=32)
        parts.lay(self, self._head, self._scroll, gap=4, pad=(16, 8, 12, 8))
        self._place_legend(beside=True)

    def set_years(self, lines: Sequence[NumberLine]) -> None:
        """Show the numbers of a volume: of the year chosen before, else of the newest."""
        before = self._year.currentText()
        self._lines = tuple(lines)
        self._year.clear()
        self._year.addItems([line.year for line in lines])
        self._year.setVisible(len(lines) > 1)
        at = self._year.findText(before) if before else -1
        self._year.setCurrentIndex(at if at >= 0 else len(lines) - 1)
        self._on_year()

    def _on_year(self) -> None:
        self.set_numbers(self._lines[self._year.currentIndex()])

    def _on_cell(self, number: int) -> None:
        of = self.numbers
        if of is not None and number in of.ids:
            self.number_opened.emit(of.ids[number])
        elif of is not None and number in of.gaps:
            self.gap_opened.emit(of.volume_id, number)

    def set_numbers(self, of: NumberLine) -> None:
        """Show the numbers of one volume."""
        self.numbers = of
        gaps = self._open_gaps()
        self._title.setText(self.tr("Dò số: {0}").format(of.title))
        self._missing.setVisible(bool(gaps))
        self._twice.setVisible(bool(of.twice))
        self._done.setText(self.tr("đã nhập {0}").format(len(of.entered)))
        left = max(0, of.last - len(of.entered) - len(of.gaps))
        self._left.setText(self.tr("còn {0} / {1}").format(left, of.last))
        self.cells.set_numbers(of)
        self.cells.setAccessibleName(f"{self._title.text()}: {self.tr('thiếu')} {ranges(gaps)}")
        theme.fix(self._scroll, height=min(self.cells.lines, _LINES_SHOWN) * _LINE + 4)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Return width 0: the words of the head follow the room."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the words of the head to the new width."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the words of the head to the new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._arrange()

    def _arrange(self) -> None:
        """Name as many numbers as fit; without room for the legend give it a line of its own."""
        room = self._head.width()
        for most in range(_MOST, 0, -1):
            self._name_numbers(most)
            shown = [w for w in (self._title, self._year, self._missing, self._twice) if not w.isHidden()]
            wanted = sum(w.sizeHint().width() + _GAP for w in shown)
            if wanted <= room:
                break
        # the layout of the legend reads its new words only later
        legend = sum(s.width() + _NEAR + w.sizeHint().width() + _GAP for s, w in self._signs)
        self._place_legend(beside=wanted + legend <= room)

    def _name_numbers(self, most: int) -> None:
        twice = self.numbers.twice if self.numbers else ()
        missing = self.tr("thiếu {0}").format(ranges(self._open_gaps(), most=most))
        self._missing.set_chip(missing, "differ", "warning")
        self._twice.set_chip(
            self.tr("ghi hai lần {0}").format(ranges(twice, most=most)), "less", "copy-simple"
        )

    def _place_legend(self, *, beside: bool) -> None:
        if beside == (self._legend.parentWidget() is self._head):
            return
        layout = (self._head if beside else self).layout()
        assert isinstance(layout, QBoxLayout)
        side = Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
        layout.insertWidget(-1 if beside else 1, self._legend, 0, side)
        self._legend.show()

    def _open_gaps(self) -> list[int]:
        """Return the missing numbers without a written reason, sorted."""
        of = self.numbers
        return sorted(number for number in of.gaps if number not in of.explained) if of else []

    def next_gap(self) -> None:
        """Go to the next missing number and emit ``gap_opened``."""
        of = self.numbers
        if of is None:
            return
        gaps = self._open_gaps()
        later = [number for number in gaps if number > self.cells.at]
        if gaps:
            self.cells.at = later[0] if later else gaps[0]
            self._scroll.ensureVisible(0, (self.cells.at - 1) // _PER_ROW * _LINE, 0, _LINE)
            self.cells.update()
            self.gap_opened.emit(of.volume_id, self.cells.at)

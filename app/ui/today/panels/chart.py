"""The chart of Hôm nay: acts entered day by day, beside the plan."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.models.words.moments import day_words
from app.texts import Text
from app.ui.kit import theme
from app.ui.kit.table_model import number

_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 32, 28


@dataclass(frozen=True, slots=True)
class Progress:
    """Acts entered by the end of each day, in order; acts to enter; today; the days of the plan, if set."""

    entered: tuple[tuple[date, int], ...]
    todo: int
    today: date
    begins: date | None = None
    ends: date | None = None

    @property
    def done(self) -> int:
        """Return the acts entered so far."""
        return self.entered[-1][1] if self.entered else 0

    @property
    def planned(self) -> int | None:
        """Return how many acts should be entered by now; None without a plan."""
        if self.begins is None or self.ends is None or self.begins >= self.ends or not self.todo:
            return None
        past = (min(max(self.today, self.begins), self.ends) - self.begins).days
        return round(self.todo * past / (self.ends - self.begins).days)

    @property
    def words(self) -> str:
        """Return the chart for a screen reader."""
        told = Text("Đã nhập {0} trong {1} trường hợp", number(self.done), number(self.todo))
        if self.planned is None:
            return str(told)
        return str(Text("{0}; kế hoạch hôm nay {1}", told, number(self.planned)))


class PlanChart(QWidget):
    """Draw the sum of each day as a line, and the plan as a dashed one."""

    def __init__(self) -> None:
        super().__init__()
        self._of: Progress | None = None
        self.setMinimumSize(1, 1)

    def set_progress(self, of: Progress) -> None:
        """Show how far the work is."""
        self._of = of
        self.setAccessibleName(of.words)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines over their days and numbers."""
        if self._of is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        _Drawing(painter, self._of, QRectF(self.rect())).draw()
        painter.end()


class _Drawing:
    """One picture: the days go from left to right, the acts from the bottom up."""

    def __init__(self, painter: QPainter, of: Progress, room: QRectF) -> None:
        self._p, self._of = painter, of
        px = theme.px
        self._box = room.adjusted(px(_LEFT), px(_TOP), -px(_RIGHT), -px(_BOTTOM))
        days = [of.today, *(day for day, _sum in of.entered), *filter(None, (of.begins, of.ends))]
        self._first, self._last = min(days), max(days)
        self._most = max(of.todo, of.done, 1)

    def draw(self) -> None:
        """Draw numbers, plan, what was entered, and today."""
        for part in range(3):
            self._level(round(self._most * part / 2))
        if self._of.planned is not None and self._of.begins and self._of.ends:
            self._p.setPen(QPen(theme.color("ink_3"), 1.4, Qt.PenStyle.DashLine))
            self._p.drawLine(self._at(self._of.begins, 0), self._at(self._of.ends, self._of.todo))
        self._entered()
        for day, flag in (
            (self._first, Qt.AlignmentFlag.AlignLeft),
            (self._last, Qt.AlignmentFlag.AlignRight),
        ):
            place = QRectF(self._box.left(), self._box.bottom() + 4, self._box.width(), theme.px(20))
            self._p.setPen(theme.color("ink_2"))
            if day != self._first or flag == Qt.AlignmentFlag.AlignLeft:
                self._p.drawText(place, int(flag), day_words(day))

    def _entered(self) -> None:
        line, before = [], 0
        for day, total in self._of.entered:
            line += [self._at(day, before), self._at(day, total)]
            before = total
        end = self._at(self._of.today, self._of.done)
        line = [self._at(self._first, 0), *line, end]
        ground = QPolygonF([*line, QPointF(end.x(), self._box.bottom())])
        self._p.setPen(Qt.PenStyle.NoPen)
        self._p.setBrush(theme.color("accent_soft"))
        self._p.drawPolygon(ground)
        self._p.setPen(QPen(theme.color("accent"), 2))
        self._p.drawPolyline(line)
        self._p.setBrush(theme.color("surface"))
        self._p.drawEllipse(end, 4, 4)

    def _level(self, acts: int) -> None:
        y = self._at(self._first, acts).y()
        self._p.setPen(QPen(theme.color("line"), 1))
        self._p.drawLine(QPointF(self._box.left(), y), QPointF(self._box.right(), y))
        self._p.setPen(theme.color("ink_2"))
        side = QRectF(0, y - 10, self._box.left() - 8, 20)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        self._p.drawText(side, int(middle), number(acts))

    def _at(self, day: date, acts: int) -> QPointF:
        length = max(1, (self._last - self._first).days)
        x = self._box.left() + self._box.width() * (day - self._first).days / length
        return QPointF(x, self._box.bottom() - self._box.height() * acts / self._most)

"""The recovery sheet: one page with two halves for two keepers; the program keeps no copy."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.ui.kit import icons, parts, theme
from app.ui.kit.parts import GAP

_CENTRE, _LEFT, _RIGHT = (
    Qt.AlignmentFlag.AlignHCenter,
    Qt.AlignmentFlag.AlignLeft,
    Qt.AlignmentFlag.AlignRight,
)
_PER_LINE = 5
_SHEET_WIDTH = 464  # the width of a half at full size
_TOP, _LINE, _BELOW = 92, 68, 150  # above the groups, for a line of them, and under them


@dataclass(frozen=True, slots=True)
class Half:
    """One half of the sheet: letter, kind of keeper ("Công an xã giữ"), name, and the groups."""

    letter: str
    keeper: str
    person: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """The sheet to print; ``asked`` is the group of each half (from 1) to type again."""

    office: str
    number: str
    year: int
    halves: tuple[Half, Half]
    asked: tuple[int, int]


class SheetView(QWidget):
    """A picture of the printed sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet: RecoverySheet | None = None
        self.setMinimumHeight(220)

    def set_sheet(self, sheet: RecoverySheet | None) -> None:
        """Show a sheet, or nothing."""
        self.sheet = sheet
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both halves as two papers."""
        if self.sheet is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.color("line_strong"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRect(page)
        middle = round(page.center().x())
        pen = QPen(theme.color("line_strong"), 1.4, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawLine(QPointF(middle, page.top()), QPointF(middle, page.bottom()))
        width = page.width() / 2
        for at, half in enumerate(self.sheet.halves):
            box = QRectF(page.left() + at * width, page.top(), width, page.height())
            inner = box.adjusted(28, 20, -28, -12)
            tall = _TOP + _lines(half) * _LINE + _BELOW
            shrink = min(1.0, inner.width() / (_SHEET_WIDTH * theme.tokens().scale), inner.height() / tall)
            painter.save()
            painter.translate(inner.topLeft())
            painter.scale(shrink, shrink)
            whole = QRectF(0, 0, inner.width() / shrink, inner.height() / shrink)
            _HalfPainter(painter, whole).draw(self.sheet, half)
            painter.restore()
        painter.end()


class _HalfPainter:
    def __init__(self, painter: QPainter, box: QRectF) -> None:
        self._p, self._box = painter, box

    def draw(self, sheet: RecoverySheet, half: Half) -> None:
        self._put(sheet.office.upper(), 0, 14, weight=700, side=_CENTRE)
        self._put(f"PHIẾU KHÔI PHỤC – NỬA {half.letter}", 26, 18, weight=700, side=_CENTRE)
        self._put(f"{half.keeper}: {half.person}", 52, 15, side=_CENTRE, italic=True)
        for at, group in enumerate(half.groups):
            self._group(at, group)
        below = _TOP + _lines(half) * _LINE + 2
        self._put("Một mình nửa này không mở được gì. Cất trong phong bì niêm phong, két riêng.", below, 14)
        self._put("Không chụp ảnh, không gửi qua mạng.", below + 20, 14)
        height = self._box.height()
        self._put(f"Ngày       tháng       năm {sheet.year}", height - 88, 14, side=_RIGHT, italic=True)
        self._put("Người giữ (ký, ghi rõ họ tên)", height - 66, 14, side=_RIGHT)
        if sheet.number:
            self._put(f"Số phiếu {sheet.number}", height - 24, 12)
        self._p.setPen(QPen(theme.color("line"), 1, Qt.PenStyle.DotLine))
        y = self._box.bottom() - 8
        self._p.drawLine(QPointF(self._box.right() - 190, y), QPointF(self._box.right(), y))

    def _put(
        self,
        words: str,
        y: float,
        size: int,
        *,
        weight: int = 400,
        side: Qt.AlignmentFlag = _LEFT,
        italic: bool = False,
    ) -> None:
        self._p.setFont(theme.font(size, weight, book=True, italic=italic))
        self._p.setPen(theme.color("ink"))
        line = QRectF(self._box.left(), self._box.top() + y, self._box.width(), 26)
        self._p.drawText(line, int(side | Qt.AlignmentFlag.AlignVCenter), words)

    def _group(self, at: int, group: str) -> None:
        gap, height = 12, 44
        width = (self._box.width() - (_PER_LINE - 1) * gap) / _PER_LINE
        line, column = divmod(at, _PER_LINE)
        box = QRectF(
            self._box.left() + column * (width + gap),
            self._box.top() + _TOP + line * _LINE,
            width,
            height,
        )
        self._p.setPen(QPen(theme.color("line_strong"), 1))
        self._p.setBrush(Qt.BrushStyle.NoBrush)
        self._p.drawRect(box)
        self._p.setFont(theme.font(20 if len(group) <= 6 else 15, 600))
        self._p.setPen(theme.color("ink"))
        step = (box.width() - 20) / max(1, len(group))
        for number, letter in enumerate(group):
            cell = QRectF(box.left() + 10 + number * step, box.top(), step, box.height())
            self._p.drawText(cell, Qt.AlignmentFlag.AlignCenter, letter)
        self._p.setFont(theme.font("caption"))
        self._p.setPen(theme.color("ink_3"))
        below = QRectF(box.left(), box.bottom() + 1, box.width(), 20)
        self._p.drawText(below, int(_CENTRE), f"nhóm {at + 1}")


def _lines(half: Half) -> int:
    return -(-len(half.groups) // _PER_LINE)


class _Retype(QFrame):
    """A field to type one group from the printed sheet."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._wanted = ""
        self._label = parts.text("", "label")
        self.edit = QLineEdit()
        self.edit.setMaxLength(16)
        theme.fix(self.edit, width=128)
        self.edit.textEdited.connect(self._on_edited)
        self._icon, self._word = icons.Icon("check", "equal"), parts.text("", "label", "equal")
        theme.fix(self._word, width=72)
        parts.lay(self, self._label, self.edit, self._icon, self._word, across=True)

    def ask(self, number: int, half: Half) -> None:
        self._wanted = half.groups[number - 1]
        words = self.tr("Nhóm {0} nửa {1}").format(number, half.letter)
        self._label.setText(words)
        self.edit.setAccessibleName(words)
        self.edit.clear()
        self._on_edited()

    @property
    def name(self) -> str:
        words = self._label.text()
        return words[0].lower() + words[1:]

    @property
    def right(self) -> bool:
        typed = "".join(c for c in self.edit.text().upper() if c.isalnum())
        return bool(self._wanted) and typed == self._wanted.upper()

    def _on_edited(self) -> None:
        full = len(self.edit.text().strip()) >= len(self._wanted) > 0
        self._icon.setVisible(full)
        self._icon.set_icon("check" if self.right else "x", "equal" if self.right else "differ")
        self._word.setText((self.tr("đúng") if self.right else self.tr("chưa đúng")) if full else "")
        theme.set_prop(self._word, tone="equal" if self.right else "differ")
        self.changed.emit()


class RecoveryPage(QFrame):
    """The sheet, when it was printed, and one group of each half to type again.

    Enter goes from the first group to the second, where it emits ``entered``.
    """

    print_requested = Signal()
    changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._printed = ""
        self._view = SheetView()
        self._first, self._second = _Retype(), _Retype()
        for retype in (self._first, self._second):
            retype.changed.connect(self.changed)
        self._first.edit.returnPressed.connect(self._second.edit.setFocus)
        self._second.edit.returnPressed.connect(self.entered)
        self.setFocusProxy(self._first.edit)
        self._icon, self._words = icons.Icon("printer", "less"), parts.text("", "label")
        self._print = parts.button(self.tr("In phiếu"), key="Ctrl+P", icon="printer")
        self._print.setAutoDefault(False)  # Enter in a group is no wish to print
        self._print.clicked.connect(self.print_requested)
        parts.lay(
            self,
            (self._view, 1),
            parts.row(
                *(parts.text(self.tr("Gõ lại:"), "strong"), self._first, self._second, GAP),
                gap=16,
                pad=(16, 0, 12, 0),
                role="panel",
                height=52,
            ),
            parts.row(self._icon, (self._words, 1), self._print, height=40),
            gap=12,
        )
        self.set_printed("")

    def set_sheet(self, sheet: RecoverySheet | None) -> None:
        """Show a new sheet, not printed yet; None forgets the sheet."""
        self._view.set_sheet(sheet)
        if sheet is not None:
            for retype, number, half in zip(
                (self._first, self._second), sheet.asked, sheet.halves, strict=True
            ):
                retype.ask(number, half)
        self.set_printed("")

    def set_printed(self, words: str) -> None:
        """Show when and where it was printed; empty for not yet."""
        self._printed = words
        tone = "equal" if words else "less"
        self._icon.set_icon("printer", tone)
        self._words.setText(words or self.tr("Chưa in. In hai tờ, mỗi người giữ một tờ."))
        theme.set_prop(self._words, tone=tone)
        parts.relabel(
            self._print, self.tr("In lại") if words else self.tr("In phiếu"), key="Ctrl+P", icon="printer"
        )
        self.changed.emit()

    @property
    def missing(self) -> str:
        """Say what is missing; empty when it was printed and both groups are right."""
        if not self._printed:
            return self.tr("Chưa in phiếu.")
        wrong = next((one for one in (self._first, self._second) if not one.right), None)
        return "" if wrong is None else self.tr("Chưa gõ lại đúng {0}.").format(wrong.name)

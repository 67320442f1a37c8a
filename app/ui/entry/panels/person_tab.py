"""The tab of one person of an entry: title, sign of the result, a short word."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from app.matching.result import Line, Result
from app.ui.kit import icons, parts, spoken, theme
from app.ui.kit.cut_label import CutLabel
from app.ui.kit.icons import Sign
from app.ui.kit.result_cells import SIGNS

_SHORT = 8  # letters of a title that is never cut: Con, Mẹ, Cha, Vợ, Chồng


def badge_of(lines: Sequence[Line]) -> tuple[Result, int]:
    """Return the worst result of the lines of one person, and how many have it."""
    results = [line.result for line in lines]
    for worst in (Result.DIFFERENT, Result.UNREAD, Result.BOOK_PARTIAL):
        if worst in results:
            return worst, results.count(worst)
    return Result.EQUAL, 0


class PersonTab(QFrame):
    """The tab of a person; ``clicked`` gives the key of the section.

    A tick before the title marks a decision; the result alone is only a finding.
    """

    clicked = Signal(str)
    spoken_role = spoken.Role.PageTab

    def __init__(self, key: str, title: str) -> None:
        super().__init__()
        self.key, self._title = key, title
        self._on = False
        self._word = CutLabel(title, "muted", shrinks=len(title) > _SHORT)
        self._done = icons.Icon("check-circle", "accent", 16)
        self._decided = False
        self._icon = icons.Icon(Sign.SKIP, "skip", 16)
        self._note = CutLabel("", "caption")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        parts.lay(self, self._done, self._word, self._icon, self._note, gap=6, pad=(8, 2, 8, 2), across=True)
        self.set_badge(None, "")

    @property
    def note(self) -> str:
        """Return the short word."""
        return self._note.text()

    def set_on(self, *, on: bool) -> None:
        """Mark this person as the one shown, or not."""
        if on != self._on:
            self._on = on
            spoken.tell_states(self, "selected")
        theme.set_prop(self._word, kind="strong" if on else "muted")
        self._name()
        self.update()

    def set_badge(self, result: Result | None, words: str, *, decided: bool = False) -> None:
        """Show the result as sign and word, or nothing, and whether it is decided."""
        self._decided = decided
        self._done.setVisible(decided)
        self._icon.setVisible(result is not None)
        self._note.setVisible(bool(words))
        self._note.say(words, shorter=("",))  # the sign alone, before the title is cut
        if result is not None:
            sign = SIGNS[result]
            self._icon.set_icon(sign, str(sign))
            theme.set_prop(self._note, tone=str(sign))
        self._name()

    def _name(self) -> None:
        done = self.tr("đã kết luận") if self._decided else ""
        self.setAccessibleName(", ".join(p for p in (self._title, self.note, done) if p))
        self.setToolTip(self.tr("Đã kết luận") if self._decided else "")

    def spoken_states(self) -> tuple[str, ...]:
        """Say that one of the tabs can be chosen, and whether this one is."""
        return ("selectable", "selected") if self._on else ("selectable",)

    def spoken_press(self) -> None:
        """Select the person."""
        self.clicked.emit(self.key)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Select the person."""
        self.clicked.emit(self.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Underline the person shown."""
        super().paintEvent(event)
        if self._on:
            painter = QPainter(self)
            painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), theme.color("accent"))
            painter.end()

"""The marks of a field, each with its digit, shown below it while F3 chooses."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from app.models.words.values import MARK_LABELS, Mark
from app.texts import tr
from app.ui.kit import parts, theme


class MarkList(QFrame):
    """A list that takes no focus: the field keeps the keys and passes on what is meant for it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Dấu của ô"))
        self._marks: tuple[Mark, ...] = ()
        self._lines: list[QLabel] = []
        self._box = parts.column(gap=0, pad=(4, 4, 4, 4))
        parts.lay(self, self._box, gap=0)
        self.hide()

    def show_for(self, editor: QWidget, marks: Sequence[Mark], chosen: Mark | None) -> None:
        """Show these marks below a field, or above where there is no room; the chosen one stands out."""
        if tuple(marks) != self._marks:
            self._fill(tuple(marks))
        for mark, line in zip((*self._marks, None), self._lines, strict=True):
            theme.set_prop(line, kind="label_on" if mark == chosen else "label")
        self.adjustSize()
        below = editor.mapTo(self._over, QPoint(0, editor.height()))
        if below.y() + self.height() > self._over.height():
            below.setY(below.y() - editor.height() - self.height())
        self.move(max(0, min(below.x(), self._over.width() - self.width())), max(0, below.y()))
        self.show()
        self.raise_()

    def mark_at(self, key: int) -> tuple[bool, Mark | None]:
        """Return whether a key is a digit of the list, and its mark; 0 stands for none."""
        at = key - Qt.Key.Key_0
        if self.isHidden() or not 0 <= at <= len(self._marks):
            return False, None
        return True, self._marks[at - 1] if at else None

    def _fill(self, marks: tuple[Mark, ...]) -> None:
        self._marks = marks
        layout = self._box.layout()
        assert layout is not None
        for line in self._lines:
            layout.removeWidget(line)
            line.deleteLater()
        words = [*(tr(MARK_LABELS[mark]) for mark in marks), self.tr("không đánh dấu")]
        digits = [*range(1, len(marks) + 1), 0]
        self._lines = [parts.text(f"{at}  {word}", "label") for at, word in zip(digits, words, strict=True)]
        for line in self._lines:
            layout.addWidget(line)

"""Candidates, comparison, the line about another entry, and decision, one under the other."""

from collections.abc import Mapping

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.matching.result import Line
from app.models.registry.person import Person
from app.models.words.codes import Resolution
from app.ui.entry.panels.candidates import CandidatesPanel
from app.ui.entry.panels.comparison import ComparisonPanel
from app.ui.entry.panels.decision import DecisionPanel
from app.ui.entry.panels.repeat_line import RepeatLine
from app.ui.kit import theme

LOW = 330
"""Below this height (logical pixels at 100 % text size) the people found leave the lines no room."""


class PersonsPanels(QWidget):
    """The panels and the focus among them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.candidates = CandidatesPanel()
        self.comparison = ComparisonPanel()
        self.repeat_line = RepeatLine()
        self.decision = DecisionPanel()
        self._for_police = False
        self._shown: tuple[tuple[Line, ...], dict[str, str], dict[str, str]] = ((), {}, {})
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.candidates)
        layout.addWidget(self.comparison, 1)
        layout.addWidget(self.repeat_line)
        layout.addWidget(self.decision)
        self.decision.stranded.connect(self.leave_decision)
        self.comparison.table.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the keys of the lines in the row of decisions while the lines have the focus."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.decision.set_at_lines(on=event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def set_for_police(self, on: bool) -> None:  # noqa: FBT001 one switch
        """Leave only the chosen person and the lines above the police strip."""
        self._for_police = on
        self._make_room()
        self.comparison.set_frozen(on)
        self.decision.setVisible(not on)

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and shiboken6.isValid(self) and self.isAncestorOf(now):
            self._make_room()

    def _make_room(self) -> None:
        """Leave only the chosen person while the lines of a low panel are read."""
        low, now = self.height() < theme.px(LOW), QApplication.focusWidget()
        reading = any(now is not None and part.isAncestorOf(now) for part in (self.comparison, self.decision))
        self.candidates.set_only_chosen(self._for_police or (low and reading))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the people found as there is room."""
        super().resizeEvent(event)
        self._make_room()

    def show_chosen(
        self,
        section: str,
        person: Person | None,
        lines: tuple[Line, ...],
        resolutions: Mapping[str, Resolution],
        notes: Mapping[str, str],
    ) -> None:
        """Show the person chosen and the lines, with resolutions and notes by field."""
        self.candidates.set_chosen(section, person.personal_id if person else None)
        shown = (lines, {field: str(way) for field, way in resolutions.items()}, dict(notes))
        if shown != self._shown:  # painting it takes longer than searching
            self._shown = shown
            self.comparison.set_lines(*shown)

    def focus_lines(self) -> None:
        """Put the focus on the first line without a resolution."""
        self.comparison.setFocus(Qt.FocusReason.OtherFocusReason)
        self.comparison.focus_open_line()

    def leave_decision(self) -> None:
        """Take the focus off the buttons: Qt would move it from a hidden one to its neighbour."""
        self._leave(self.decision)

    def leave_handling(self) -> None:
        """Take the focus off the buttons and the lines: Enter or Space would act on another person."""
        self._leave(self.decision, self.comparison)

    def _leave(self, *panels: QWidget) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and any(panel.isAncestorOf(focus) for panel in panels):
            self.candidates.setFocus(Qt.FocusReason.OtherFocusReason)

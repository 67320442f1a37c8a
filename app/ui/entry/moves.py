"""Move the focus between the parts of the entry screen; the panel follows the caret."""

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.models.declaration.book import LEADS
from app.models.declaration.printed_forms import is_lacking
from app.models.words.states import EntryState
from app.models.words.values import Source, Value
from app.services.entry.in_hand import EntryInHand
from app.ui.entry.persons_side import PersonsSide
from app.ui.form.book_form import BookForm


class EntryMoves(QObject):
    """Move the focus between form, candidates, comparison, decision and police strip."""

    def __init__(self, form: BookForm, persons: PersonsSide, strip: QWidget, screen: QWidget) -> None:
        """Follow the focus from now on."""
        super().__init__(screen)
        self._form, self._persons, self._strip, self._screen = form, persons, strip, screen
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def in_form(self) -> QWidget | None:
        """Return the field that has the focus; None when it is elsewhere."""
        focused = self._screen.focusWidget()
        inside = focused is not None and shiboken6.isValid(self._form) and self._form.isAncestorOf(focused)
        return focused if inside else None

    def follow(self) -> None:
        """Show the person whose field has the focus."""
        self._follow(None, QApplication.focusWidget())

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Show the person whose field got the focus."""
        # the focus also moves while the window is deleted
        if now is None or not shiboken6.isValid(self._form) or not shiboken6.isValid(self._persons):
            return
        if self._form.isAncestorOf(now):
            self._persons.caret_in(self._form.person)
        elif self._persons.isAncestorOf(now):
            self._persons.caret_in("")

    def next_area(self) -> None:
        """Go to the next part of the screen (F6)."""
        self._step_area(1)

    def previous_area(self) -> None:
        """Go to the part before (Shift+F6)."""
        self._step_area(-1)

    def next_person(self) -> None:
        """Go to the next person of the entry (Alt+Right)."""
        self._step_person(1)

    def previous_person(self) -> None:
        """Go to the person before (Alt+Left)."""
        self._step_person(-1)

    def _step_area(self, step: int) -> None:
        persons = self._persons
        last = self._strip if self._strip.isVisible() else persons.decision
        areas: list[QWidget] = [self._form, persons.candidates, persons.comparison, last]
        focused = self._screen.focusWidget()
        here = next(
            (i for i, a in enumerate(areas) if focused and (a is focused or a.isAncestorOf(focused))), 0
        )
        if here == 0:
            self._form.commit_current()
        target = areas[(here + step) % len(areas)]
        if target is self._form:
            self._form.focus_field(*self._form.current())
            return
        persons.caret_in("")  # before the focus moves: it must go to the likely button
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if target is persons.comparison:
            persons.comparison.focus_open_line()

    def _step_person(self, by: int) -> None:
        """Move the caret in the form, else turn the panel; the police strip keeps the focus."""
        if self.in_form():
            self._form.step_person(by)
        elif self._strip.isVisible():
            self._persons.candidates.step_person(by)
        else:
            self._persons.step_person(by)


def first_field(hand: EntryInHand) -> str:
    """Return where the caret begins.

    In a new entry that is what leads to the act in the book, the page; in one begun the first empty field; in
    one already typed the first name.
    """
    fields = [field for section in hand.book.sections for field in section.typed]
    if hand.state not in (EntryState.DRAFT, EntryState.PARKED, EntryState.SENT_BACK):
        return next((s.name_field for s in hand.book.mains if s.name_field), fields[0].key)
    untouched = all(value.source == Source.CARRIED for value in hand.values.values())
    if untouched and fields[0].registration in LEADS:
        return fields[0].key
    printed = [f for f in fields if not is_lacking(f.key, hand.not_printed)]
    empty = (f.key for f in printed if hand.values.get(f.key, Value()).is_empty)
    return next(empty, fields[0].key)

"""An officer who types acts as they stand in the book and decides their persons by the fewest keys."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.demo import commune as demo
from app.demo.data import people, volumes
from app.models.books import BOOKS
from app.models.declaration.book import Section
from app.models.words.values import Mark, Value
from app.services.entry import entries
from app.services.entry import volumes as inventory
from app.workspace import Workspace
from tests.bench.keying_window import Window

BIRTH = BOOKS["khai_sinh"]
SURE, ONE_DIFFERENCE, NOT_FOUND, CANDIDATE = "sure match", "one difference", "not found", "candidate"
_MOST_KEYS, _MOST_OF_ACT = 40, 200  # of one person, of one act: more means that the officer goes in a circle
Act = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Typed:
    """What an act cost in keys that are no letters: in all, and each person by what there was to decide."""

    besides: int
    persons: tuple[tuple[str, int], ...]

    @property
    def is_known(self) -> bool:
        """Tell whether the registry surely knows child, mother and father."""
        return [how for how, _keys in self.persons] == [SURE] * 3


class Officer:
    """Works a window as its keys allow."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def type_act(self, act: Act) -> Typed:
        """Type the entry in hand, decide its persons and go on to the next entry."""
        window = self._window
        entry, before = window.entry.entry_id, window.besides
        form = window.entry.form
        while window.entry.entry_id == entry and form.isAncestorOf(window.focus):
            if window.besides - before > _MOST_OF_ACT:
                raise LookupError(f"{form.current()[0]} cannot be left by keys")
            self._go_back(act)
            key = form.current()[0]
            self._write(key, act.get(key, Value()))
            window.press(self._onward(key, act))
            window.settle()
        persons = tuple(self._decide(entry))
        return Typed(window.besides - before, persons)

    def _onward(self, key: str, act: Act) -> Qt.Key:
        """Return the key that leaves a field: past what the act leaves blank in a section, or to its end."""
        sections = BIRTH.sections
        at = next(at for at, section in enumerate(sections) if any(key == f.key for f in section.fields))
        typed = [field.key for field in sections[at].typed]
        rest = typed[typed.index(key) + 1 :]
        later = [self._is_to_write(section, act) for section in sections[at + 1 :]]
        if self._writes_any(rest, act):
            return Qt.Key.Key_Return
        if not any(later):
            return Qt.Key.Key_F9 if rest else Qt.Key.Key_Return
        is_closed = not self._window.entry.form.sections.is_open(sections[at + 1].key)
        return Qt.Key.Key_PageDown if rest or (later[0] and is_closed) else Qt.Key.Key_Return

    def _is_to_write(self, section: Section, act: Act) -> bool:
        return self._writes_any([field.key for field in section.typed], act)

    def _writes_any(self, keys: Iterable[str], act: Act) -> bool:
        """Tell whether the act has something for one of these fields that does not stand there."""
        shown = self._window.entry.form.values()
        return any(not agree(shown[key], act.get(key, Value())) for key in keys)

    def _go_back(self, act: Act) -> None:
        """Go back to a field that the form passed over although the act has another value for it."""
        window, form = self._window, self._window.entry.form
        passed = True
        while passed:
            values, here = form.values(), form.current()[0]
            before = list(values)[: list(values).index(here)]
            passed = any(not agree(values[key], act.get(key, Value())) for key in before)
            if passed:
                window.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)

    def _write(self, key: str, value: Value) -> None:
        """Write a value over what stands in the open field, if it is another one."""
        window, form = self._window, self._window.entry.form
        shown = form.values()[key]
        if not agree(shown, Value(value.text, shown.mark)):
            if shown.text and not _is_selected(window.focus):
                window.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            if not value.text:
                window.press(Qt.Key.Key_Delete)
            for letter in value.text:
                window.letter(letter)
        for _ in Mark:
            if form.values()[key].mark != value.mark:
                window.press(Qt.Key.Key_F3)

    def _decide(self, entry: str) -> Iterator[tuple[str, int]]:
        """Decide one person after the other until the next entry is open; yield the keys of each."""
        window, persons = self._window, self._window.entry.persons
        while window.entry.entry_id == entry:
            section, before = persons.section, window.besides
            how = self._how()
            for _ in range(_MOST_KEYS):
                if window.entry.entry_id != entry or persons.section != section:
                    break
                if section in persons.model.decided and how:
                    break
                window.press(self._key())
                window.settle()
                if how == CANDIDATE and persons.section == section and persons.model.open_lines():
                    how = f"{CANDIDATE} with differences"
            else:
                raise LookupError(f"{section} cannot be decided by keys")
            if how:
                yield how, window.besides - before

    def _how(self) -> str:
        """Say what there is to decide about the person shown; empty for a person already decided."""
        persons = self._window.entry.persons
        model, section = persons.model, persons.section
        if section in model.decided:
            return ""
        if model.person(section) is None:
            return NOT_FOUND if persons.likely else CANDIDATE
        differing = len(model.open_lines())
        return SURE if not differing else ONE_DIFFERENCE if differing == 1 else f"{differing} differences"

    def _key(self) -> Qt.Key:
        """Return the key that brings the person shown nearest to a decision."""
        window, persons = self._window, self._window.entry.persons
        model, section = persons.model, persons.section
        if persons.comparison.isAncestorOf(window.focus):
            line = persons.comparison.table.current()
            is_open = line is not None and line.line.field in model.open_lines()
            return Qt.Key.Key_M if is_open else Qt.Key.Key_Down if model.open_lines() else Qt.Key.Key_Return
        listed = persons.first_candidate is not None and section not in model.decided
        if persons.candidates.hasFocus() and listed and model.person(section) is None:
            return Qt.Key.Key_1
        return Qt.Key.Key_Return


def agree(shown: Value, wanted: Value) -> bool:
    """Tell whether a field says what the act says; a column that was not printed says nothing."""
    if shown.mark == Mark.NOT_IN_FORM and wanted.is_empty:
        return True
    return (shown.text, shown.mark) == (normalize("NFC", wanted.text).strip(), wanted.mark)


def _is_selected(editor: object) -> bool:
    """Tell whether typing replaces all that stands in a field."""
    if isinstance(editor, QLineEdit):
        return editor.selectedText() == editor.text()
    if isinstance(editor, QPlainTextEdit):
        return editor.textCursor().selectedText() == editor.toPlainText()
    return False


def waiting_acts(work: Workspace) -> dict[int, list[Act]]:
    """Return the acts not yet typed of each volume of births that is begun, by volume."""
    books = volumes(people(demo.PEOPLE, demo.SEED), demo.SEED)
    acts = {book.book_no: book.entries for book in books if book.book_key == BIRTH.key}
    waiting: dict[int, list[Act]] = {}
    with work.store.read() as session:
        for volume in inventory.inventory(session):
            left = acts.get(volume.book_no, [])[len(entries.of_volume(session, volume.id)) :]
            if volume.book_type == BIRTH.key and left:
                waiting[volume.id] = list(left)
    return waiting

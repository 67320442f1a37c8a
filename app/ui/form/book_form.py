"""The form of a book, built from its declaration."""

from collections.abc import Mapping, Sequence

import shiboken6
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QToolTip, QWidget

from app.models.declaration import amendments
from app.models.declaration.book import LEADS, BookType, Field, Problem, Section, row_key, split_key
from app.models.declaration.printed_forms import is_lacking
from app.models.words.values import Mark, Source, Value
from app.ui.form.composer import Composer
from app.ui.form.editors import NoteEditor
from app.ui.form.form_row import FormRow
from app.ui.form.form_sections import FormSections, section_note, starts_open
from app.ui.form.mark_list import MarkList
from app.ui.kit import parts, theme
from app.ui.kit.held_keys import ENTER

_NOTHING: Mapping[str, Value] = {}
NARROW, LOW = 384, 340
"""Below this width or height at 100 % rows are 24 high and the label column is narrower."""

KEYS = (
    ("F2", "như trên"),
    ("F3", "dấu của ô: chọn bằng số"),
    ("F4", "sổ ghi như CSDL"),
    ("Enter", "ô sau; ở ô cuối: lưu, tiếp"),
    ("Tab", "ô sau; ở ô cuối: sang đối chiếu"),
    ("Shift+Tab", "ô trước"),
    ("↑ ↓", "ô trên, ô dưới"),
    ("PgUp PgDn", "mục trên, mục dưới"),
    ("Alt+↓", "mở danh sách của ô"),
    ("→", "lấy gợi ý của ô"),
    ("Shift+Enter", "xuống dòng trong ghi chú"),
    ("Ctrl+Enter", "thêm dòng; ghi chú cải chính"),
    ("Ctrl+T", "bộ gõ"),
)
"""The keys in a field, those of its editor and of the composer among them."""
_ARROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


_CHANGING = frozenset({Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4})
_REPLACING = (QKeySequence.StandardKey.Paste, QKeySequence.StandardKey.Cut)


def _changes(event: QKeyEvent) -> bool:
    """Tell whether a key would change a field, or add one."""
    adds = event.key() in ENTER and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    writes = bool(event.text()) and event.text().isprintable()
    return adds or writes or event.key() in _CHANGING or any(map(event.matches, _REPLACING))


class BookForm(QFrame):
    """Type one entry of a book.

    ``value_left`` gives key and ``Value`` of a changed field when it is left, never while it is typed;
    ``typing`` gives key and words at every change; ``section_entered`` the section the caret came to;
    ``completed`` says that Enter was pressed in the last field, ``change_refused`` that a key would have
    changed what is guarded. While a field is current only typing changes its words; leaving the field tidies
    them.
    """

    value_left = Signal(str, object)
    typing = Signal(str, str)
    section_entered = Signal(str)
    completed = Signal()
    change_refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book: BookType | None = None
        self._rows: dict[str, FormRow] = {}
        self._section_of: dict[str, Section] = {}
        self._previous: dict[str, Value] = {}
        self._current = ""
        self._section = ""
        self._unkept: dict[str, None] = {}  # in the order they were left
        self._frozen = self._guarded = False
        self._not_printed: frozenset[str] = frozenset()
        self._compact = False
        self._composer: Composer | None = None
        self.setProperty("role", "paper")
        self.setMinimumWidth(320)
        self.sections = FormSections()
        self.sections.toggled.connect(self._toggle)
        self.sections.row_wanted.connect(self.add_row)
        parts.lay(self, (self.sections, 1), gap=0, pad=(1, 1, 1, 1))
        self._marks = MarkList(self)
        self._before_marks = Value()  # of the field for which F3 opened the list

    # -- what is shown -------------------------------------------------------------------------------

    def set_book(self, book: BookType, values: Mapping[str, Value] = _NOTHING) -> None:
        """Build the form of a book, unless it is there, with the rows an entry fills; show values in it.

        A note in the margin can always be begun.
        """
        book = book.open_to_notes()
        if book is not self._book:
            self._rows = {}
            self._current = self._section = ""
            self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes none, its stubs do not say so
            self._build(book)
        self.set_values(values)

    def _build(self, book: BookType) -> None:
        """Lay out a book; keep the rows of fields that were shown before."""
        before, self._book = self._rows, book
        self._section_of = {field.key: section for section in book.sections for field in section.fields}
        self._rows = {
            field.key: before.get(field.key) or self._make_row(field, section)
            for section in book.sections
            for field in section.typed
        }
        self.sections.build([(s, [self._rows[f.key] for f in s.typed]) for s in book.sections])
        for key in self._rows.keys() - before.keys():
            self._rows[key].setHidden(self._is_spared(key, self._rows[key]))
        self._apply_compact()
        self._set_read_only()

    def _make_row(self, field: Field, section: Section) -> FormRow:
        row = FormRow(field, section.title)
        row.editor.on_key = lambda event: self._key(field.key, event)
        row.editor.on_step = lambda forward: self._step(field.key, 1 if forward else -1)
        row.editor.entered.connect(lambda: self._entered(field.key, row))
        row.editor.left.connect(lambda reason: self._left(field.key, row, reason))
        if isinstance(row.editor, NoteEditor):
            row.editor.grown.connect(lambda: self._grown(row))
        row.edited.connect(lambda words: self._typed(field.key, words))
        if self._composer is not None:
            self._composer.attach(row.editor)
        return row

    def set_values(self, values: Mapping[str, Value]) -> None:
        """Show the values of an entry; sections that are done or seldom used start closed."""
        self._unkept = {}
        for key, row in self._rows.items():
            row.set_value(values.get(key, Value()))
            row.setHidden(self._is_spared(key, row))
        for section in self._book.sections if self._book else ():
            self._show_section(section.key, opened=starts_open(section, self._values_of(section)))
        self.sections.to_top()

    def set_not_printed(self, keys: frozenset[str]) -> None:
        """Spare the officer the columns that the volume does not have, from the next values on.

        One that holds words stays in sight, and one that the caret is sent to comes into sight.
        """
        self._not_printed = keys

    def _is_spared(self, key: str, row: FormRow) -> bool:
        value = row.value()
        unsaid = not value.text and value.mark in (None, Mark.NOT_IN_FORM)
        return unsaid and is_lacking(key, self._not_printed)

    def _values_of(self, section: Section) -> dict[Field, Value]:
        rows = ((field, self._rows[field.key]) for field in section.fields)
        return {field: row.value() for field, row in rows if not row.isHidden()}

    def values(self) -> dict[str, Value]:
        """Return the value of every field as leaving it now would keep it."""
        return {key: row.value() for key, row in self._rows.items()}

    def set_previous(self, values: Mapping[str, Value]) -> None:
        """Keep the previous entry's values for F2."""
        self._previous = dict(values)

    def set_confirmable(self, values: Mapping[str, str]) -> None:
        """Set the registry's words for empty fields: F4 takes them, the current field shows them grey."""
        for key, row in self._rows.items():
            words = values.get(key, "")
            if row.ghost != words:
                row.set_ghost(words)

    @property
    def frozen(self) -> bool:
        """Tell whether nothing can be typed."""
        return self._frozen

    def set_frozen(self, frozen: bool) -> None:  # noqa: FBT001 - a plain slot
        """Forbid changes to the entry, or allow them."""
        self._frozen = frozen
        self._set_read_only()

    @property
    def guarded(self) -> bool:
        """Tell whether ``change_refused`` answers a key that would change something."""
        return self._guarded

    def set_guarded(self, guarded: bool) -> None:  # noqa: FBT001 - a plain slot
        """Keep keys from changing the entry, or let them."""
        if guarded != self._guarded:
            self._guarded = guarded
            self._set_read_only()

    def _set_read_only(self) -> None:
        for row in self._rows.values():
            row.editor.set_frozen(frozen=self._frozen or self._guarded)

    def set_problems(self, problems: Sequence[Problem]) -> None:
        """Point out problems at their fields until these change."""
        first: dict[str, Problem] = {}
        for problem in sorted(problems, key=lambda p: not p.blocking):
            first.setdefault(problem.field, problem)
        for key, row in self._rows.items():
            if row.problem is not first.get(key):
                row.set_problem(first.get(key))

    @property
    def problems(self) -> list[Problem]:
        """Return the problems that stand at the fields."""
        return [row.problem for row in self._rows.values() if row.problem is not None]

    def set_composer(self, composer: Composer) -> None:
        """Compose Vietnamese letters in every field by this composer."""
        self._composer = composer
        for row in self._rows.values():
            composer.attach(row.editor)

    def add_row(self, key: str) -> None:
        """Add a row to a section that repeats, unless the last one is empty, and put the caret there.

        From any other section it goes to a note in the margin.
        """
        if self._book is None or self._frozen:
            return
        rows = self._book.section(key).rows or amendments.ROWS
        if not (rowed := [s for s in self._book.sections if s.rows == rows]):
            return
        self.commit_current()
        last = rowed[-1].row
        group = [s for s in self._book.sections if (s.rows, s.row) == (rows, last)]
        if all(self._rows[f.key].is_empty for s in group for f in s.fields):
            self.focus_field(group[0].fields[0].key, None)
            return
        if not (row := self._book.next_row(rows)):
            return
        if (current := self._rows.get(self._current)) is not None:
            current.editor.clearFocus()  # Qt would move the focus from field to field meanwhile
        opened = {section.key: self.sections.is_open(section.key) for section in self._book.sections}
        self._build(self._book.for_entry(self.values(), more={rows: row}).open_to_notes())
        for section in self._book.sections:
            self._show_section(section.key, opened=opened.get(section.key, not section.folded))
        fresh = next(s for s in self._book.sections if (s.rows, s.row) == (rows, row))
        self.focus_field(fresh.fields[0].key, None)

    # -- where the caret is --------------------------------------------------------------------------

    def focus_field(self, key: str, caret: int | None) -> None:
        """Put the caret into a field, at a place or at the end; an unknown key means the first field.

        Words carried from the entry before are selected whole.
        """
        if not self._rows:
            self.setFocus()
            return
        found = key if key in self._rows else next(iter(self._rows))
        self._open_section(self._section_of[found].key)
        row = self._rows[found]
        row.setHidden(False)
        row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        row.editor.set_caret(caret)
        if caret is None and row.is_carried and not self._frozen:
            row.editor.selectAll()  # what is typed replaces the words of the entry before
        self._current = found
        self.setFocusProxy(row.editor)
        self.sections.reveal(row)

    def current(self) -> tuple[str, int]:
        """Return the field the caret is in or was in last, and its place; "" and 0 before any."""
        row = self._rows.get(self._current)
        return (self._current, row.editor.caret()) if row else ("", 0)

    @property
    def person(self) -> str:
        """Return the person section of the field the caret is in or was in last; "" for nobody's field."""
        section = self._section_of.get(self._current)
        return section.key if section is not None and section.person else ""

    def step_person(self, by: int) -> None:
        """Go to the first field of the person ``by`` further on, if there is one."""
        persons = self._book.persons if self._book else ()
        keys = [section.key for section in persons]
        at = keys.index(self.person) + by if self.person else by - 1
        if 0 <= at < len(keys):
            self.focus_field(self._first_shown(persons[at]), None)

    def open_filled(self) -> None:
        """Open every section in which something stands."""
        for section in self._book.sections if self._book else ():
            if any(not self._rows[field.key].is_empty for field in section.fields):
                self._open_section(section.key)

    def commit_current(self) -> None:
        """Finish the composition and emit ``value_left`` if the field changed; the caret stays."""
        row = self._rows.get(self._current)
        if row is None:
            return
        if self._composer is not None and row.editor.hasFocus():
            self._composer.finish(row.editor)
        self._emit(self._current, row, tidy=not row.editor.hasFocus())

    def set_unkept(self, key: str, kept: Value) -> None:
        """Note that the store refused a field and still holds ``kept``; ``commit_unkept`` tries again."""
        self._rows[key].set_kept(kept)
        self._unkept[key] = None

    @property
    def unkept(self) -> dict[str, Value]:
        """Return what the store does not hold, as it stands: in refused fields and in the open one."""
        return {key: self._rows[key].written() for key in (*self._unkept, *self.stood)}

    @property
    def stood(self) -> dict[str, Value]:
        """Return what the store holds of the open field, if its words are only in the form."""
        row = self._rows.get(self._current)
        if row is None or self._frozen or self._current in self._unkept or not row.is_changed:
            return {}
        return {self._current: row.kept}

    def put_back(self, unkept: Mapping[str, Value]) -> None:
        """Write words again that the store did not hold, and try to keep them."""
        for key, value in unkept.items():
            if key in self._rows:
                self._rows[key].put_back(value)
                self._unkept[key] = None
        self.commit_unkept()

    def commit_unkept(self) -> None:
        """Emit ``value_left`` again for the fields the store refused."""
        for key in list(self._unkept):
            self._unkept.pop(key, None)
            self._emit(key, self._rows[key], tidy=False)

    def keep_all(self) -> bool:
        """Emit every field that is not kept; go to the first one the store still refuses, if any."""
        self.commit_current()
        self.commit_unkept()
        unkept = next(iter(self._unkept), "")
        if unkept:
            self.focus_field(unkept, None)
        return not unkept

    # -- leaving and entering ------------------------------------------------------------------------

    def _entered(self, key: str, row: FormRow) -> None:
        if self._rows.get(key) is not row:
            return
        self._current = key
        self._marks.hide()
        self.setFocusProxy(row.editor)
        row.set_current(current=True)
        self.sections.reveal(row)
        if row.problem is not None and row.problem.text not in row.editor.margin.words:
            # the chip had no room for all of it
            place = row.editor.mapToGlobal(QPoint(0, row.editor.height()))
            QToolTip.showText(place, row.problem.text, row.editor)
        section = self._section_of[key].key
        if section != self._section:
            self._section = section
            self.section_entered.emit(section)

    def _left(self, key: str, row: FormRow, reason: Qt.FocusReason) -> None:
        # a window that closes blurs its field when half of the form is deleted
        if not shiboken6.isValid(self) or self._rows.get(key) is not row:
            return
        if reason == Qt.FocusReason.PopupFocusReason:
            return
        self._marks.hide()
        # another window: keep the value, but a space just typed belongs to the next word
        away = reason == Qt.FocusReason.ActiveWindowFocusReason
        row.set_current(current=away)
        self._emit(key, row, tidy=not away)

    def _emit(self, key: str, row: FormRow, *, tidy: bool) -> None:
        if self._frozen:
            return
        value = row.leave(tidy=tidy)
        if value is not None:
            section = self._section_of[key].key
            self._show_section(section, opened=self.sections.is_open(section))
            self.value_left.emit(key, value)

    def _grown(self, row: FormRow) -> None:
        if row.editor.hasFocus():
            self.sections.reveal(row)

    def _typed(self, key: str, words: str) -> None:
        QToolTip.hideText()
        self.typing.emit(key, words)

    # -- keys ----------------------------------------------------------------------------------------

    def _key(self, key: str, event: QKeyEvent) -> bool:
        pressed, row = event.key(), self._rows.get(key)
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self._guarded and not self._frozen and _changes(event):
            self.change_refused.emit()
            return True
        if row is not None and self._takes_mark(row, pressed, held=event.isAutoRepeat() or bool(modifiers)):
            return True
        if pressed in ENTER and modifiers == Qt.KeyboardModifier.ControlModifier:
            if not event.isAutoRepeat():
                self.add_row(self._section_of[key].key)
            return True
        if row is None or modifiers:
            return False
        if pressed in ENTER:
            row.editor.flush()
            self._step(self._last_settled(key), 1, enter=not event.isAutoRepeat())
        elif pressed in _ARROWS and row.editor.can_leave(pressed):
            self._step(key, _ARROWS[Qt.Key(pressed)])
        elif pressed in _PAGES:
            self._step_section(key, _PAGES[Qt.Key(pressed)])
        elif pressed in {Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4}:
            self._fill(key, row, pressed)
        else:
            return False
        return True

    def _takes_mark(self, row: FormRow, pressed: int, *, held: bool) -> bool:
        """Let a digit choose from the list of marks, and Escape give back what stood before F3.

        Any other key but F3 closes the list and does its own work.
        """
        if self._marks.isHidden() or pressed == Qt.Key.Key_F3:
            return False
        found, mark = self._marks.mark_at(pressed)
        if held and found:
            return True
        self._marks.hide()
        if found:
            row.set_mark(mark)
        elif pressed == Qt.Key.Key_Escape:
            row.take(self._before_marks)
        return found or pressed == Qt.Key.Key_Escape

    def _fill(self, key: str, row: FormRow, pressed: int) -> None:
        row.editor.flush()
        if self._frozen:
            return
        if pressed == Qt.Key.Key_F3:
            if self._marks.isHidden():
                self._before_marks = row.value()
            chosen = row.cycle_mark()
            self._marks.show_for(row.editor, row.marks, chosen)
        elif pressed == Qt.Key.Key_F2 and not (before := self._above(key)).is_empty:
            row.take(Value(before.text, before.mark, Source.CARRIED))
        elif pressed == Qt.Key.Key_F4 and row.ghost:
            row.take(Value.of(row.ghost, None, Source.CONFIRMED))

    def _above(self, key: str) -> Value:
        """Return what "the same as above" means: the row above where fields repeat, else the entry before."""
        base, at = split_key(key)
        rows = (self._rows[k] for n in range(at - 1, 0, -1) if (k := row_key(base, n)) in self._rows)
        above = next(rows, None)
        return above.value() if above is not None else self._previous.get(key, Value())

    def help_lines(self) -> list[str]:
        """Return help on the field with the caret, its name first; nothing outside a field."""
        row = self._rows.get(self._current)
        if row is None or not row.editor.hasFocus():
            return []
        return row.help_lines()

    def _step(self, key: str, by: int, *, enter: bool = False) -> bool:
        """Go to another field; at the ends Tab leaves the form and Enter completes the entry."""
        keys = list(self._rows)
        at = keys.index(key) + by
        # going forwards skips closed sections; going backwards opens them
        while 0 <= at < len(keys) and self._is_passed(keys[at], by):
            at += by
        if 0 <= at < len(keys):
            self.focus_field(keys[at], None)
            return True
        if enter:
            self.commit_current()
            self.completed.emit()
        return False

    def _is_passed(self, key: str, by: int) -> bool:
        closed = by > 0 and not self.sections.is_open(self._section_of[key].key)
        return closed or self._rows[key].isHidden()

    def _first_shown(self, section: Section) -> str:
        """Return the first field in sight of a section; its first where none is."""
        keys = [field.key for field in section.typed]
        return next((key for key in keys if not self._rows[key].isHidden()), keys[0])

    def _last_settled(self, key: str) -> str:
        """Return the last field that Enter passes: carried and understood, and neither page nor day."""
        keys = list(self._rows)
        for after in keys[keys.index(key) + 1 :]:
            if self._book is None or self._rows[after].field.registration in LEADS:
                break
            if not self._rows[after].is_settled:
                break
            key = after
        return key

    def _step_section(self, key: str, by: int) -> None:
        assert self._book is not None
        sections = list(self._book.sections)
        at = sections.index(self._section_of[key]) + by
        if 0 <= at < len(sections):
            self.focus_field(self._first_shown(sections[at]), None)

    # -- sections ------------------------------------------------------------------------------------

    def _toggle(self, key: str) -> None:
        if not self.sections.is_open(key):
            self._show_section(key, opened=True)
            return
        row = self._rows.get(self._current)
        if row is not None and row.editor.hasFocus() and self._section_of[self._current].key == key:
            # when the row with the caret is hidden, Qt chooses where the caret goes
            keys = list(self._rows)
            after = keys[keys.index(self._current) :] + keys
            elsewhere = (
                k for k in after if (s := self._section_of[k].key) != key and self.sections.is_open(s)
            )
            target = next(elsewhere, "")
            if not target:
                return
            self.focus_field(target, None)
        self._show_section(key, opened=False)

    def _open_section(self, key: str) -> None:
        if not self.sections.is_open(key):
            self._show_section(key, opened=True)

    def _show_section(self, key: str, *, opened: bool) -> None:
        assert self._book is not None
        note = section_note(self._values_of(self._book.section(key)), opened=opened)
        self.sections.show_section(key, note, opened=opened)

    # -- size ----------------------------------------------------------------------------------------

    def _apply_compact(self) -> None:
        for row in self._rows.values():
            row.set_compact(compact=self._compact)
        self.sections.set_compact(compact=self._compact)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the rows closer together in a narrow or low form."""
        super().resizeEvent(event)
        compact = self.width() < theme.px(NARROW) or self.height() < theme.px(LOW)
        if compact != self._compact:
            self._compact = compact
            self._apply_compact()
        row = self._rows.get(self._current)
        if row is not None and row.editor.hasFocus():
            self.sections.reveal(row)

"""One line of the form: the label, the book's words and the chips."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.models.declaration.book import Field, Kind, Problem
from app.models.words.values import MARK_LABELS, Mark, Source, Value
from app.texts import tr
from app.ui.form import editors
from app.ui.form.editors import Editor, Remark
from app.ui.form.editors.note import NoteEditor
from app.ui.kit import parts, theme
from app.ui.kit.cut_label import CutLabel
from app.ui.kit.looks import MARK_LOOK

WIDE_LABEL, NARROW_LABEL = 132, 114
EMPTY_MARKS = (Mark.ILLEGIBLE, Mark.TORN, Mark.UNKNOWN_IN_BOOK, Mark.BLANK_IN_BOOK, Mark.NOT_IN_FORM)
"""The marks of a field without words, in the order of F3."""
WORD_MARKS = (Mark.ILLEGIBLE, Mark.TORN, Mark.UNKNOWN_IN_BOOK, Mark.UNCERTAIN)
"""The marks of a field with words: none of them takes the words away."""


class FormRow(QFrame):
    """One field of the book.

    ``edited`` gives the words while they are typed; ``value`` is what the row holds once it is left. Typing
    makes the source *typed* and takes away a mark that stood for missing words.
    """

    edited = Signal(str)

    def __init__(self, field: Field, section: str) -> None:
        super().__init__()
        self.field = field
        self.label = CutLabel(tr(field.label))
        self.editor: Editor = editors.editor(field)
        self.editor.setAccessibleName(f"{tr(section)}: {tr(field.label)}")
        self.label.setBuddy(self.editor)
        self._kept = Value()
        self._mark: Mark | None = None
        self._for_missing = False  # the mark was set while there were no words
        self._source = Source.TYPED
        self._ghost = ""
        self._problem: Problem | None = None
        self._current = False
        parts.lay(self, self.label, (self.editor, 1), gap=8, pad=(12, 1, 8, 1), across=True)
        self.set_compact(compact=False)
        self.editor.edited.connect(self._typed)

    # -- the value ---------------------------------------------------------------------------------

    def value(self) -> Value:
        """Return what the row says: tidied words, their mark and how they came in."""
        text = self.editor.settled(self.editor.words())
        mark = self._mark
        if "?" in text and mark is None:
            mark = Mark.UNCERTAIN
        elif mark == Mark.UNCERTAIN and "?" in self._kept.text and "?" not in text:
            mark = None
        if not text and mark == Mark.UNCERTAIN:
            mark = None
        empty = not text and mark is None
        return Value(text, mark, Source.TYPED if empty else self._source)

    def set_value(self, value: Value) -> None:
        """Show a value of the entry without words of the registry; the row counts as unchanged."""
        self._ghost = ""
        self.editor.set_words(value.text)
        self._mark, self._source, self._kept = value.mark, value.source, value
        self._for_missing = not value.text
        self._problem = None
        self.refresh()

    def take(self, value: Value) -> None:
        """Replace the value by key (F2, F4); Ctrl+Z restores the words."""
        self.editor.write(value.text)
        self._mark, self._source = value.mark, value.source
        self._for_missing = not value.text
        self.editor.set_caret(None)
        self.refresh()

    def put_back(self, value: Value) -> None:
        """Show words that the store does not hold; the row counts as changed."""
        self.editor.set_words(value.text)
        self._mark, self._source = value.mark, value.source
        self._for_missing = not value.text
        self.refresh()

    def written(self) -> Value:
        """Return what stands in the row, not tidied."""
        return Value(self.editor.words(), self._mark, self._source)

    @property
    def is_changed(self) -> bool:
        """Tell whether leaving the row now would return a value."""
        return self.value() != self._kept

    @property
    def kept(self) -> Value:
        """Return the value that was last returned or shown as the entry's."""
        return self._kept

    @property
    def is_carried(self) -> bool:
        """Tell whether the words come from the entry before and nobody has touched them."""
        return self.value().source == Source.CARRIED

    @property
    def is_settled(self) -> bool:
        """Tell whether the words come from the entry before and nothing is to be said of them."""
        remark = self.editor.remark(self.editor.words())
        return self.is_carried and self._problem is None and not (remark is not None and remark.warning)

    def leave(self, *, tidy: bool) -> Value | None:
        """Return the value if it changed since it was last returned; ``tidy`` writes it into the field."""
        self.editor.flush()
        value = self.value()
        if tidy and value.text != self.editor.words():
            self.editor.write(value.text)
        # writing is not typing here: source and mark stay as they were
        self._mark, self._source = value.mark, value.source
        changed = value != self._kept
        self._kept = value
        if changed:
            self._problem = None
        self.refresh()
        return value if changed else None

    def set_kept(self, value: Value) -> None:
        """Note what the store holds after it refused the value; the row counts as changed."""
        self._kept = value

    def cycle_mark(self) -> Mark | None:
        """Go on to the next mark (F3): from the last one to none."""
        marks = self.marks
        at = marks.index(self._mark) + 1 if self._mark in marks else 0
        self.set_mark(marks[at] if at < len(marks) else None)
        return self._mark

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return the marks that the field may have with its present words, in the order of F3."""
        return WORD_MARKS if self.editor.words().strip() else EMPTY_MARKS

    def set_mark(self, mark: Mark | None) -> None:
        """Mark the field as the officer chose, or take its mark away."""
        self._for_missing = not self.editor.words().strip()
        self._mark, self._source = mark, Source.TYPED
        self.refresh()

    @property
    def is_empty(self) -> bool:
        """Tell whether the row has neither words nor a mark."""
        return not self.editor.words().strip() and self._mark is None

    # -- what is shown beside it -------------------------------------------------------------------

    def set_ghost(self, words: str) -> None:
        """Keep the registry's words, shown grey while the row is current and empty."""
        self._ghost = words
        self.refresh()

    @property
    def ghost(self) -> str:
        """Return the registry's words that F4 would take; empty when there are none."""
        return self._ghost if self.is_empty else ""

    def set_problem(self, problem: Problem | None) -> None:
        """Point out a problem until the value changes."""
        self._problem = problem
        self.refresh()

    @property
    def problem(self) -> Problem | None:
        """Return the problem pointed out."""
        return self._problem

    def help_lines(self) -> list[str]:
        """Return help on the field, its name first."""
        field = self.field
        options = [f"{code} {label}" for code, label in field.options] if field.kind == Kind.ENUM else []
        problem = self._problem.text if self._problem else ""
        return [line for line in (tr(field.label), tr(field.hint), problem, "; ".join(options)) if line]

    def set_current(self, *, current: bool) -> None:
        """Make the label bold while the caret is here."""
        self._current = current
        theme.set_prop(self.label, kind="label_on" if current else "label")
        self.refresh()

    def set_compact(self, *, compact: bool) -> None:
        """Take the height and label width of a narrow form."""
        theme.fix(self.label, width=NARROW_LABEL if compact else WIDE_LABEL)
        if isinstance(self.editor, NoteEditor):
            return
        height = 24 if compact else 28
        theme.fix(self, height=height)
        theme.fix(self.editor, height=height - 2)

    def refresh(self) -> None:
        """Show the chips for the present value."""
        ghost = self.ghost if self._current else ""
        self.editor.set_ghost(ghost)
        remarks = tuple(self._remarks(ghost))
        self.editor.set_remarks(remarks, pinned=self.field.sticky)
        self.editor.setAccessibleDescription(", ".join(r.word for r in remarks))

    def _remarks(self, ghost: str) -> list[Remark]:
        words = self.editor.words()
        found: list[Remark] = []
        if self._problem is not None:
            tone = "differ" if self._problem.blocking else "less"
            found.append(
                Remark(
                    self._problem.text, tone, "warning", short=str(self._problem.short or self.tr("xem lại"))
                )
            )
        if ghost:
            found.append(Remark(self.tr("sổ ghi như vậy"), "ink_2", solid=False, cap="F4"))
        if self._mark is not None:
            short, tone, icon = MARK_LOOK[self._mark]
            found.append(Remark(tr(MARK_LABELS[self._mark]), tone, icon, short=tr(short)))
        if converted := self.editor.conversion.remark(words):
            found.append(converted)
        if self._source == Source.CONFIRMED and words:
            found.append(Remark(self.tr("sổ ghi như CSDL"), "near", "check", short=self.tr("như CSDL")))
        if self._current and not self.editor.isReadOnly() and (offer := self.editor.offered(words)):
            found.append(Remark(offer, "ink_2", "arrow-right", solid=False))
        remark = None if self._problem is not None else self.editor.remark(words)
        if remark is not None and not (remark.warning and self._current):
            found.append(remark)
        return found

    def _typed(self, words: str) -> None:
        if words.strip() and self._for_missing:
            self._mark = None
        self._source = Source.TYPED
        self.refresh()
        self.edited.emit(words)

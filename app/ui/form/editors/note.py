"""The editor of long notes; it grows with its lines."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from app.models.declaration.book import Field
from app.models.words.values import Value
from app.ui.form.editors.base import Conversion, Margin, Remark, finish_composition
from app.ui.kit import theme

_MOST_LINES = 8


class NoteEditor(QPlainTextEdit):
    """A note of several lines: Enter goes to the next field, Shift+Enter breaks the line.

    It has the methods of ``LineEditor``; ``grown`` says that its height changed.
    """

    edited = Signal(str)
    entered = Signal()
    left = Signal(Qt.FocusReason)
    grown = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.on_key: Callable[[QKeyEvent], bool] | None = None
        self.on_step: Callable[[bool], bool] | None = None
        self.margin = Margin(self)
        self.conversion = Conversion()
        self._composing = ""
        self._remarks: tuple[Remark, ...] = ()
        self._quiet = False
        self.setProperty("field", "book")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # Qt has no Vietnamese one
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.textChanged.connect(self._emit_edited)

    def settled(self, words: str) -> str:
        """Return the words in NFC without outer spaces; keep line breaks."""
        return Value.of(words).text

    def remark(self, _words: str) -> Remark | None:
        """Return no chip."""
        return None

    def offered(self, _words: str) -> str:
        """Return no completion."""
        return ""

    def words(self) -> str:
        """Return the words, the unfinished word of an input method included."""
        text, at = self.toPlainText(), self.textCursor().position()
        return text[:at] + self._composing + text[at:]

    def set_words(self, words: str) -> None:
        """Show other words; Ctrl+Z does not undo this."""
        self._composing, self._quiet = "", True
        self.setPlainText(words)
        self._quiet = False
        self._grow()

    def write(self, words: str) -> None:
        """Replace the words; Ctrl+Z undoes this."""
        if words != self.toPlainText():
            cursor = self.textCursor()
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(words)

    def caret(self) -> int:
        """Return the place of the caret."""
        return self.textCursor().position()

    def set_caret(self, at: int | None) -> None:
        """Put the caret at a place, at the end for None."""
        cursor = self.textCursor()
        end = len(self.toPlainText())
        cursor.setPosition(end if at is None else min(at, end))
        self.setTextCursor(cursor)

    def flush(self) -> None:
        """Finish the word of an input method."""
        finish_composition(self, lambda: self._composing)

    def can_leave(self, key: int) -> bool:
        """Tell whether an arrow key leaves the note: on its first line up, on its last line down."""
        cursor = self.textCursor()
        way = QTextCursor.MoveOperation.Up if key == Qt.Key.Key_Up else QTextCursor.MoveOperation.Down
        return not cursor.movePosition(way)

    def set_frozen(self, *, frozen: bool) -> None:
        """Forbid changes to the words, or allow them."""
        self.setReadOnly(frozen)

    def set_ghost(self, words: str) -> None:
        """Show grey words in the empty field."""
        self.setPlaceholderText(words)

    def set_remarks(self, remarks: tuple[Remark, ...], *, pinned: bool) -> None:
        """Show chips inside the right edge."""
        self._remarks = remarks
        self.margin.pinned = pinned
        self._fit()

    def _fit(self) -> None:
        widest = max(self.fontMetrics().horizontalAdvance(w) for w in (self.words() or " ").split("\n"))
        used = self.margin.put(self._remarks, widest + 20, self.width())
        if self.viewportMargins().right() != used:
            self.setViewportMargins(0, 0, used, 0)

    def _emit_edited(self) -> None:
        self._grow()
        if not self._quiet:
            self.edited.emit(self.words())

    def _grow(self) -> None:
        lines = max(1, round(self.document().size().height()))
        always = lines > _MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if always else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        least = theme.row_height() - 2
        height = max(least, self.fontMetrics().lineSpacing() * min(lines, _MOST_LINES) + 10)
        if self.height() != height:
            self.setFixedHeight(height)
            self.grown.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste plain words; convert an encoding before Unicode."""
        said = self.conversion.of(source.text())
        if said:
            self.insertPlainText(said)
        else:
            super().insertFromMimeData(source)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember the unfinished word, which the text does not hold yet."""
        self._composing = event.preeditString()
        super().inputMethodEvent(event)
        self.edited.emit(self.words())

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the screen when there is nothing to undo here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.document().isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to the form first."""
        if self.on_key is not None and self.on_key(event):
            return
        if event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - Qt's own signature
        """Offer Tab to the form first."""
        if self.on_step is not None and self.on_step(next):
            return True
        return super().focusNextPrevChild(next)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Finish the composition before the caret moves."""
        self.flush()
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Emit ``entered``."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Finish the composition and emit ``left``."""
        self.flush()
        super().focusOutEvent(event)
        self.left.emit(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the chips and the height again."""
        super().resizeEvent(event)
        self._fit()
        self._grow()

    def sizeHint(self) -> QSize:
        """Return a small width: the form decides."""
        return QSize(80, self.height())

    def minimumSizeHint(self) -> QSize:
        """Return a small width: the form decides."""
        return QSize(80, self.height())

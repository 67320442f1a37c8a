"""The base of every editor: it keeps words as typed, finishes a composition and says what it understood."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.matching.letters import legacy
from app.models.declaration.book import Field
from app.models.words.values import Value
from app.ui.kit import icons, parts, theme

_PIN = 18
_STILL_HERE = frozenset({Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason})


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on the words of a field, drawn as a chip at the right edge of the editor.

    ``short`` replaces ``word`` where there is no room; where neither fits only the icon is drawn. A
    ``warning`` is shown once the field is left.
    """

    word: str
    tone: str = "blank"
    icon: str = ""
    short: str = ""
    solid: bool = True
    cap: str = ""
    warning: bool = False


class Margin(QWidget):
    """The chips and the pin at the right edge of an editor; they never cover its words."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._remarks: tuple[Remark, ...] = ()
        self._shown: list[tuple[Remark, str]] = []
        self.pinned = False
        self.hide()

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of the chips as they are shown."""
        return tuple(word for _remark, word in self._shown)

    def put(self, remarks: tuple[Remark, ...], taken: int, room: int) -> int:
        """Lay the chips out in ``room`` pixels of which the words take ``taken``; return the width used."""
        self._remarks = remarks
        free = room - taken - (_PIN if self.pinned else 0)
        self._shown = []
        for remark in remarks:
            word = next((w for w in (remark.word, remark.short) if w and _width(remark, w) <= free), "")
            if not word and not remark.icon:
                word = remark.short or remark.word
            free -= _width(remark, word) + 4
            self._shown.append((remark, word))
        used = sum(_width(r, w) + 4 for r, w in self._shown) + (_PIN if self.pinned else 0)
        self.setVisible(used > 0)
        self.resize(used, self._host.height())
        self.move(self._host.width() - used - 4, 0)
        self.update()
        return used

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw chips and pin."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, x = self.height() / 2, 0
        for remark, word in self._shown:
            width, height = _width(remark, word), theme.px(20)
            box = QRectF(x, middle - height / 2, width, height)
            parts.draw_chip(painter, box, word, remark.tone, remark.icon, solid=remark.solid, cap=remark.cap)
            x += width + 4
        if self.pinned:
            icons.draw(painter, "push-pin", QRectF(x, middle - 7, 14, 14), "ink_3")
        painter.end()


def _width(remark: Remark, word: str) -> int:
    measure = QFontMetrics(parts.chip_font())
    cap = measure.horizontalAdvance(remark.cap) + 14 if remark.cap else 0
    text = measure.horizontalAdvance(word) if word else -4
    return text + 16 + (18 if remark.icon else 0) + cap


class Conversion:
    """Convert pasted words from an encoding before Unicode, and remember it for the chip."""

    def __init__(self) -> None:
        self._said, self._encoding = "", ""
        self._guess = False

    def of(self, words: str) -> str:
        """Return pasted words in Unicode; empty when they are neither TCVN3 nor VNI."""
        said, encoding = legacy.repair(words)
        if encoding is None:
            return ""
        self._said, self._encoding, self._guess = said, encoding, legacy.is_guess(words)
        return said

    def remark(self, words: str) -> Remark | None:
        """Say that words were converted, as long as the field holds them; ask to check guessed ones."""
        if not self._said or self._said.strip() not in words:
            return None
        if self._guess:
            asked = QCoreApplication.translate("Conversion", "đổi từ mã {0}, có chữ phải đoán: xem lại sổ")
            return Remark(asked.format(self._encoding), "differ", "warning", short=self._encoding)
        word = QCoreApplication.translate("Conversion", "đã đổi từ mã {0}").format(self._encoding)
        return Remark(word, "less", "text-aa", short=self._encoding)


def finish_composition(widget: QWidget, pending: Callable[[], str]) -> None:
    """Commit the unfinished word of the input method, so that no letter is lost.

    When the input method does not answer, write the unfinished word as it is.
    """
    if not pending():
        return
    QGuiApplication.inputMethod().commit()
    if left := pending():
        event = QInputMethodEvent()
        event.setCommitString(left)
        QApplication.sendEvent(widget, event)
        QGuiApplication.inputMethod().reset()


class LineEditor(QLineEdit):
    """One line of a book.

    ``edited`` gives the words, the unfinished word of an input method included. The editor never changes the
    text while it is typed. ``on_key`` and ``on_step`` let the form handle a key or a Tab first. A subclass
    defines what words become when the field is left (``settled``), what was understood (``remark``) and what
    would complete them (``offered``).
    """

    edited = Signal(str)
    entered = Signal()
    left = Signal(Qt.FocusReason)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.on_key: Callable[[QKeyEvent], bool] | None = None
        self.on_step: Callable[[bool], bool] | None = None
        self.margin = Margin(self)
        self.conversion = Conversion()
        self._composing = ""
        self._left_at: int | None = None  # where the caret was when the field was left
        self._remarks: tuple[Remark, ...] = ()
        self.setProperty("field", "book")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # Qt has no Vietnamese one
        self.textEdited.connect(self._emit_edited)

    # what a subclass defines

    def settled(self, words: str) -> str:
        """Return what typed words become when the field is left: NFC, outer spaces off."""
        return Value.of(words).text

    def remark(self, _words: str) -> Remark | None:
        """Return the chip for the words; None for no chip."""
        return None

    def offered(self, _words: str) -> str:
        """Return the completed words; empty for none."""
        return ""

    # words and caret

    def words(self) -> str:
        """Return the words, the unfinished word of an input method included."""
        at = self.cursorPosition()
        return self.text()[:at] + self._composing + self.text()[at:]

    def set_words(self, words: str) -> None:
        """Show other words; Ctrl+Z does not undo this."""
        self._composing, self._left_at = "", None
        self.setText(words)
        self.setCursorPosition(0)

    def write(self, words: str) -> None:
        """Replace the words; Ctrl+Z undoes this."""
        if words != self.text():
            self.selectAll()
            self.insert(words)

    def caret(self) -> int:
        """Return the place of the caret."""
        return self.cursorPosition() if self._left_at is None else self._left_at

    def set_caret(self, at: int | None) -> None:
        """Put the caret at a place, at the end for None."""
        self._left_at = None
        self.setCursorPosition(len(self.text()) if at is None else at)

    def flush(self) -> None:
        """Finish the word of an input method."""
        finish_composition(self, lambda: self._composing)

    def can_leave(self, _key: int) -> bool:
        """Tell whether an arrow key up or down leaves the field."""
        return True

    def set_frozen(self, *, frozen: bool) -> None:
        """Forbid changes to the words, or allow them."""
        self.setReadOnly(frozen)

    # beside the words

    def set_ghost(self, words: str) -> None:
        """Show grey words in the empty field, in the registry's letters."""
        self.setPlaceholderText(words)
        theme.set_prop(self, field="ghost" if words and not self.words() else "book")

    def set_remarks(self, remarks: tuple[Remark, ...], *, pinned: bool) -> None:
        """Show chips inside the right edge."""
        self._remarks = remarks
        self.margin.pinned = pinned
        self._fit()

    def _fit(self) -> None:
        measure = self.fontMetrics()
        taken = measure.horizontalAdvance(self.words() or self.placeholderText()) + 20
        used = self.margin.put(self._remarks, taken, self.width())
        self.setToolTip(self.text() if taken + used > self.width() else "")
        if self.textMargins().right() != used:
            self.setTextMargins(0, 0, used, 0)

    # events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an ellipsis over words that are cut, while the caret is elsewhere."""
        super().paintEvent(event)
        measure = self.fontMetrics()
        right = self.width() - self.textMargins().right() - 6
        if self.hasFocus() or measure.horizontalAdvance(self.text()) <= right - 6:
            return
        painter = QPainter(self)
        box = QRectF(right - 14, 2, 14, self.height() - 4)
        painter.fillRect(box, theme.color("paper"))
        painter.setPen(theme.color("ink"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), "…")
        painter.end()

    def _emit_edited(self, _text: str = "") -> None:
        self.edited.emit(self.words())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember the unfinished word, which ``text()`` does not hold yet."""
        self._composing = event.preeditString()
        super().inputMethodEvent(event)
        self._emit_edited()

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the screen when there is nothing to undo here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to the form first."""
        if self.on_key is not None and self.on_key(event):
            return
        if event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():
            event.ignore()
            return
        if event.matches(QKeySequence.StandardKey.Paste) and not self.isReadOnly():
            said = self.conversion.of(QGuiApplication.clipboard().text())
            if said:
                self.insert(said)
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
        """Enter the field without selecting its words: a key must not replace them."""
        at, self._left_at = self.caret(), None
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.deselect()
            self.setCursorPosition(at)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Finish the composition, show the words from their beginning and emit ``left``."""
        self.flush()
        super().focusOutEvent(event)
        if event.reason() not in _STILL_HERE:
            self._left_at = self.cursorPosition()
            self.setCursorPosition(0)
        self.left.emit(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the chips again."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return a small width: the form decides."""
        return QSize(80, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return a small width: the form decides."""
        return QSize(80, super().minimumSizeHint().height())

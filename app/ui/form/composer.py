"""A built-in Telex and VNI composer for a PC without an input method; off until it is switched on."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from app.ui.form.syllable import TELEX, VNI, compose, keys_of

OFF = "off"
METHODS = (OFF, TELEX, VNI)
METHOD_WORDS = {OFF: "tắt", TELEX: "Telex", VNI: "VNI"}


class Composer(QObject):
    """Compose the keys of the attached fields into letters; ``Ctrl+T`` switches to the next method.

    ``method_changed`` gives the new one. Input method events replace the words, as UniKey and ibus do. Keys
    that make no Vietnamese syllable stay as typed. A word typed before the caret came is never rewritten,
    unless Backspace takes letters from its end: then the next key goes on in it.
    """

    method_changed = Signal(str)

    def __init__(self, parent: QObject | None = None, *, old_style: bool = False) -> None:
        super().__init__(parent)
        self._method = OFF
        self._old_style = old_style
        # the letters typed without a break: the words before them, their keys, what is shown for them
        self._lead = self._keys = self._shown = ""
        # the letters among them that stood there before, and keys that make them: never shown as keys
        self._stood = self._stood_keys = ""
        self._corrects = False  # Backspace took the last letter away: what stands before it goes on

    @property
    def method(self) -> str:
        """Return the method in force: off, telex or vni."""
        return self._method

    def set_method(self, method: str) -> None:
        """Switch to a method; ValueError for one outside ``METHODS``."""
        if method not in METHODS:
            raise ValueError(f"no method {method}")
        self._forget()
        if method != self._method:
            self._method = method
            self.method_changed.emit(method)

    def set_old_style(self, *, on: bool) -> None:
        """Write hòa, or else hoà."""
        self._forget()
        self._old_style = on

    def attach(self, widget: QWidget) -> None:
        """Compose in this field too; a second call changes nothing."""
        widget.removeEventFilter(self)
        widget.installEventFilter(self)

    def finish(self, widget: QWidget) -> None:
        """End the word before the caret; restore keys that make no syllable."""
        if self._method == OFF or not self._keys or not self._goes_on(widget):
            self._forget()
            return
        whole = self._composed(done=True)
        if whole != self._shown:
            self._replace(widget, whole)
        self._forget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that make letters."""
        if not isinstance(watched, QLineEdit | QPlainTextEdit) or watched.isReadOnly():
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.finish(watched)
        elif event.type() == QEvent.Type.MouseButtonPress:
            self._forget()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event)
        return False

    def _key(self, widget: QLineEdit | QPlainTextEdit, event: QKeyEvent) -> bool:
        control = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_T and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.finish(widget)
            self.set_method(METHODS[(METHODS.index(self._method) + 1) % len(METHODS)])
            return True
        key = event.text()
        if self._method == OFF or self._bare_modifier(event):
            return False
        if event.key() == Qt.Key.Key_Backspace and not control and self._take_back(widget):
            return False
        if control or not self._is_letter_key(key):
            self.finish(widget)
            self._corrects = event.key() == Qt.Key.Key_Backspace and not control
            return False
        return self._compose(widget, key)

    def _compose(self, widget: QLineEdit | QPlainTextEdit, key: str) -> bool:
        selected = self._selection(widget)
        if selected is not None or not self._goes_on(widget):
            corrects = self._corrects
            self._forget()
            self._lead = self._before(widget) if selected is None else selected
            if corrects and selected is None:
                self._go_on_in(self._lead)
        if not self._shown and not key.isalpha():
            return False
        if selected is not None:
            self._keys = self._shown = key
            return False
        self._keys += key
        new = self._composed()
        if new == self._shown + key:
            self._shown = new
            return False
        self._replace(widget, new)
        return True

    def _composed(self, *, done: bool = False) -> str:
        whole = compose(self._keys, self._method, done=done, old_style=self._old_style)
        return whole if whole != self._keys else self._stood + self._keys[len(self._stood_keys) :]

    def _go_on_in(self, before: str) -> None:
        """Take the last word before the caret as letters that are being typed."""
        start = len(before)
        while start and before[start - 1].isalpha():
            start -= 1
        self._lead, self._stood = before[:start], before[start:]
        self._stood_keys = keys_of(self._stood, self._method)
        self._shown, self._keys = self._stood, self._stood_keys

    def _goes_on(self, widget: QWidget) -> bool:
        """Tell whether the caret is still behind the letters typed last."""
        return self._before(widget) == self._lead + self._shown

    def _take_back(self, widget: QLineEdit | QPlainTextEdit) -> bool:
        """Drop the last letter, which Backspace deletes; False when no word is being typed."""
        if not self._shown or self._selection(widget) is not None or not self._goes_on(widget):
            return False
        self._go_on_in(self._lead + self._shown[:-1])
        return True

    @staticmethod
    def _selection(widget: QLineEdit | QPlainTextEdit) -> str | None:
        """Return the text before the selected words; None when nothing is selected."""
        if isinstance(widget, QLineEdit):
            return widget.text()[: widget.selectionStart()] if widget.hasSelectedText() else None
        cursor = widget.textCursor()
        return widget.toPlainText()[: cursor.selectionStart()] if cursor.hasSelection() else None

    def _replace(self, widget: QWidget, new: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(new, -len(self._shown), len(self._shown))
        self._shown = new
        QApplication.sendEvent(widget, event)

    def _is_letter_key(self, key: str) -> bool:
        return len(key) == 1 and (key.isalpha() or (self._method == VNI and key.isdecimal()))

    @staticmethod
    def _bare_modifier(event: QKeyEvent) -> bool:
        return event.key() in {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_CapsLock}

    @staticmethod
    def _before(widget: QWidget) -> str:
        if isinstance(widget, QLineEdit):
            return widget.text()[: widget.cursorPosition()]
        if isinstance(widget, QPlainTextEdit):
            return widget.toPlainText()[: widget.textCursor().position()]
        return ""

    def _forget(self) -> None:
        self._lead = self._keys = self._shown = self._stood = self._stood_keys = ""
        self._corrects = False

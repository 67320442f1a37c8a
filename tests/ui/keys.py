"""Keys as they come from a keyboard or an input method; QTest aborts on letters above Latin-1."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

NONE = Qt.KeyboardModifier.NoModifier


def press(widget, key, modifiers=NONE, text=""):
    """Press and release one key."""
    assert widget is not None, "nothing has the focus"
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers, text))


def type_text(widget, text):
    """Type letters one after the other."""
    for letter in text:
        press(widget, Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown, text=letter)


def hold_key(widget, letter, times=3):
    """Send the repeats of a letter that is held down."""
    assert widget is not None, "nothing has the focus"
    key = Qt.Key(ord(letter.upper()))
    for _ in range(times):
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, NONE, letter, autorep=True))


def compose(widget, preedit):
    """Leave an unfinished word in the input method."""
    QApplication.sendEvent(widget, QInputMethodEvent(preedit, []))

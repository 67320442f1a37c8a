"""One question inside a screen, with a line for the answer."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.ui.kit import parts
from app.ui.kit.held_keys import FreshKeys


class AskBar(QFrame):
    """Ask for one line of text; Enter answers, Escape leaves."""

    def __init__(self) -> None:
        super().__init__()
        self._words, self._keys = parts.text("", "label"), parts.text("", "caption")
        self._plain, self._covered = QLineEdit(), QLineEdit()  # a password never stands in a line that shows
        self._covered.setEchoMode(QLineEdit.EchoMode.Password)
        self._covered.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self._line = self._plain
        self._fresh = {line: FreshKeys(line) for line in (self._plain, self._covered)}
        for line in self._fresh:
            line.installEventFilter(self)
            line.returnPressed.connect(self._answer)
        self._then: Callable[[str], object] | None = None
        self._left: Callable[[], object] | None = None
        self._before: QWidget | None = None
        self._secret = False
        parts.lay(
            self,
            self._words,
            (self._plain, 1),
            (self._covered, 1),
            self._keys,
            gap=8,
            pad=(12, 4, 12, 4),
            across=True,
        )
        self.setProperty("role", "warn")
        self.hide()

    def ask(
        self,
        question: str,
        then: Callable[[str], object],
        *,
        secret: bool = False,
        left: Callable[[], object] | None = None,
    ) -> None:
        """Show the question; ``then`` gets the answer; ``left`` is called when the officer leaves by Escape.

        A ``secret`` answer is a password: never shown, passed on as typed, removed from the line at once.
        """
        self._secret = secret
        self._line.clear()
        self._line = self._covered if secret else self._plain
        self._plain.setVisible(not secret)
        self._covered.setVisible(secret)
        self._words.setText(question)
        self._keys.setText(self.tr("Enter tiếp, Esc thôi") if secret else self.tr("Enter giữ, Esc thôi"))
        self._line.setAccessibleName(question)
        self._line.clear()
        self._then, self._left = then, left
        if self.isHidden():
            self._before = self.window().focusWidget()
        self.show()
        self._fresh[self._line].wait()
        self._line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave on Escape."""
        if isinstance(event, QKeyEvent) and watched is self._line:
            escape = event.key() == Qt.Key.Key_Escape and event.type() == QEvent.Type.KeyPress
            if escape:
                left = self._left
                self.leave()
                if left is not None:
                    left()
                return True
        return super().eventFilter(watched, event)

    def _answer(self) -> None:
        then, words = self._then, self._line.text() if self._secret else self._line.text().strip()
        if not words:
            return
        self.leave()
        if then is not None:
            then(words)

    def leave(self) -> None:
        """Close the question without an answer; give the focus back."""
        had = self._line.hasFocus()
        self._then = self._left = None
        self._line.clear()
        self.hide()
        before, self._before = self._before, None
        if had and before is not None and shiboken6.isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

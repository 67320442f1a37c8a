"""Editors with a list: typed words stay; only a key takes a completion."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu

from app.models.declaration.book import Field
from app.models.declaration.lists import ETHNIC_GROUPS, NATIONALITIES
from app.models.words.vietnamese import fold
from app.ui.form.editors.base import LineEditor, Remark

Options = Sequence[tuple[str, str]]


class SuggestEditor(LineEditor):
    """Words with suggestions: Right at the end of the text takes the suggestion, Alt+Down opens the list.

    Enter and Tab never take a suggestion: the officer types what the book says.
    """

    options: Options = ()

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.options = field.options or self.options
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._write_option)

    def offered(self, words: str) -> str:
        """Return the first label that begins like the words, tones and case aside."""
        typed = fold(words)
        if not typed:
            return ""
        exact = [label for _code, label in self.options if label == words.strip()]
        begins = [label for _code, label in self.options if fold(label).startswith(typed)]
        return "" if exact or not begins else begins[0]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the suggestion or open the list."""
        if self.isReadOnly():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_list()
        elif (
            event.key() == Qt.Key.Key_Right
            and not event.modifiers()
            and self.cursorPosition() == len(self.text())
            and (offer := self.offered(self.text()))
        ):
            self.write(offer)
        else:
            super().keyPressEvent(event)

    def open_list(self) -> QMenu:
        """Open the list: the labels that begin like the words, or all of them."""
        self.flush()
        typed = fold(self.text())
        shown = [o for o in self.options if fold(o[1]).startswith(typed)] or list(self.options)
        self._menu.clear()
        for code, label in shown:
            action = QAction(f"{code}   {label}" if code and code != label else label, self._menu)
            action.setData(label)
            self._menu.addAction(action)
        if shown:
            self._menu.setActiveAction(self._menu.actions()[0])
            self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        return self._menu

    def _write_option(self, action: QAction) -> None:
        self.write(str(action.data()))


class EnumEditor(SuggestEditor):
    """One of the declared options, typed as code or words; leaving the field writes the label.

    Other words stay as typed and get a warning.
    """

    def settled(self, words: str) -> str:
        """Return the label for a code or for the words of an option, else the words."""
        text = super().settled(words)
        for code, label in self.options:
            if text and (text == code or fold(text) == fold(label)):
                return label
        return text

    def offered(self, words: str) -> str:
        """Return the label of a code, or the first label that begins like the words."""
        settled = self.settled(words)
        if settled != words.strip():
            return settled
        return super().offered(words)

    def remark(self, words: str) -> Remark | None:
        """Warn about words outside the options."""
        text = self.settled(words)
        if text and all(text != label for _code, label in self.options):
            return Remark(self.tr("ngoài danh mục"), "less", "warning", short=self.tr("mục lạ"), warning=True)
        return None


class EthnicityEditor(SuggestEditor):
    """An ethnic group, suggested from the 54."""

    options = ETHNIC_GROUPS


class NationalityEditor(SuggestEditor):
    """A nationality, suggested from those a commune meets."""

    options = NATIONALITIES

"""Give Qt the catalogue of ``texts``, so that ``self.tr`` and ``texts.tr`` return the same."""

from PySide6.QtCore import QTranslator

from app.texts import tr
from app.ui.kit.qt_words import CONTEXTS, WORDS


class Translator(QTranslator):
    """Look a text up by its Vietnamese words, for every class; Qt's own English words are known too."""

    def isEmpty(self) -> bool:
        """Return False: Qt does not ask an empty translator."""
        return False

    def translate(self, context: str, text: str, _note: str | None = None, _count: int = -1) -> str:
        """Return the words to show."""
        return tr(WORDS.get(text, text) if context in CONTEXTS else text)

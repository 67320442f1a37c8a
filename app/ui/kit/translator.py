"""Give Qt the catalogue of ``texts``, so that ``self.tr`` and ``texts.tr`` return the same."""

from PySide6.QtCore import QTranslator

from app.texts import tr


class Translator(QTranslator):
    """Look a text up by its Vietnamese words, for every class."""

    def isEmpty(self) -> bool:
        """Return False: Qt does not ask an empty translator."""
        return False

    def translate(self, _context: str, text: str, _note: str | None = None, _count: int = -1) -> str:
        """Return the words to show."""
        return tr(text)

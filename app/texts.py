"""Texts for people in the language in use: a catalogue maps the Vietnamese text to other words.

The Vietnamese text is the key. Texts are looked up when shown, so tables of labels stay plain constants.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

_catalogue: Mapping[str, str] = {}


def use(catalogue: Mapping[str, str] | None) -> None:
    """Set the catalogue of the whole process; None shows the Vietnamese texts.

    Raises ValueError for words with other gaps than the text, which could not be filled.
    """
    global _catalogue  # noqa: PLW0603 - one process shows one language
    for text, words in (catalogue or {}).items():
        if _gaps(text) != _gaps(words):
            raise ValueError(f"other gaps than in: {text}")
    _catalogue = dict(catalogue or {})


def tr(text: str) -> str:
    """Return the words to show for a text; the text itself where the catalogue has none.

    The title of a repeated row ends with its number ("Con 2"), which is ignored in the look-up.
    """
    if text in _catalogue:
        return _catalogue[text]
    name, _, number = text.rpartition(" ")
    return f"{_catalogue[name]} {number}" if number.isdigit() and name in _catalogue else text


@dataclass(frozen=True, init=False)
class Text:
    """A text and the values for its gaps (``{0}``); ``str`` looks the text up and fills it.

    A value that is itself a translatable text is a ``Text`` too; any other value is shown unchanged.
    """

    words: str
    values: tuple[object, ...]

    def __init__(self, words: str, *values: object) -> None:
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "values", values)

    def __str__(self) -> str:
        """Return the words to show."""
        words = tr(self.words)
        return words.format(*self.values) if self.values else words

    @property
    def vietnamese(self) -> str:
        """Return the words without the catalogue, for an official paper."""
        values = (v.vietnamese if isinstance(v, Text) else v for v in self.values)
        return self.words.format(*values) if self.values else self.words


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

"""What people read, in the language in use: a catalogue gives the words for the Vietnamese text.

The Vietnamese text is the key. It is looked up when it is shown, so tables of labels stay plain constants.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

_catalogue: Mapping[str, str] = {}


def use(catalogue: Mapping[str, str] | None) -> None:
    """Show texts by this catalogue from now on, in the whole process; None shows the Vietnamese ones.

    Raises ValueError for words whose gaps are not those of the text: they could not be filled.
    """
    global _catalogue  # noqa: PLW0603 - one process shows one language
    for text, words in (catalogue or {}).items():
        if _gaps(text) != _gaps(words):
            raise ValueError(f"other gaps than in: {text}")
    _catalogue = dict(catalogue or {})


def tr(text: str) -> str:
    """Return the words to show for a text; the text itself where the catalogue has none.

    What repeats bears the number of its row at its end ("Con 2") and is looked up without it.
    """
    if text in _catalogue:
        return _catalogue[text]
    name, _, number = text.rpartition(" ")
    return f"{_catalogue[name]} {number}" if number.isdigit() and name in _catalogue else text


@dataclass(frozen=True, init=False)
class Text:
    """A text and what stands in its gaps (``{0}``); ``str`` looks it up and then fills it.

    A value that is a word of ours is a ``Text`` too; any other value is shown as it is.
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


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

"""The question to the registry while an entry is typed, and its answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.matching.result import Search
from app.models.declaration.book import BookType
from app.models.registry.reading import Registry
from app.models.words.values import Value
from app.services.entry import ditto
from app.services.people import lookup


@dataclass(frozen=True, slots=True)
class Question:
    """The persons of one entry to look up, by what is typed so far.

    Two equal questions have the same answer. ``more`` asks for the long lists, ``above`` holds the values
    that ditto marks may repeat.
    """

    registry: Registry = field(repr=False)
    entry_id: str
    book: BookType = field(repr=False)
    values: Mapping[str, Value] = field(repr=False)
    commune: str = ""
    more: bool = False
    above: ditto.Above = field(default=(), repr=False)


Searches = Mapping[str, Search]
"""The search by person section."""


def look_up(question: Question, stop: Callable[[], bool]) -> Searches:
    """Answer a question from its registry file.

    Raises Stopped once ``stop`` returns True, StoreProblem when the search failed.
    """
    q = question
    marks = ditto.marks(q.book, q.values, q.above)
    return lookup.search_entry(
        q.registry, q.book, q.values, commune=q.commune, more=q.more, marks=marks, stop=stop
    )

"""What is asked of the registry while an entry is typed, and what comes back."""

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
    """Who is looked for: the persons of one entry, by what is typed so far.

    Two questions are equal when the same answer fits both; ``more`` asks for the long lists, ``above`` is
    what ditto marks may stand for.
    """

    registry: Registry = field(repr=False)
    entry_id: str
    book: BookType = field(repr=False)
    values: Mapping[str, Value] = field(repr=False)
    commune: str = ""
    more: bool = False
    above: ditto.Above = field(default=(), repr=False)


Searches = Mapping[str, Search]
"""What was found, by person section."""


def look_up(question: Question, stop: Callable[[], bool]) -> Searches:
    """Answer a question from its registry file.

    Stopped when ``stop`` says that nobody waits any more, StoreProblem when the search failed.
    """
    q = question
    marks = ditto.marks(q.book, q.values, q.above)
    return lookup.search_entry(
        q.registry, q.book, q.values, commune=q.commune, more=q.more, marks=marks, stop=stop
    )

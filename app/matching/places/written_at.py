"""When the words of an entry were written: places bear the names of that time."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cache, lru_cache

from app.matching.places.communes import TWO_LEVELS
from app.matching.places.gazetteer import gazetteer
from app.matching.places.place_meaning import ANY, Window
from app.models.declaration.act import Age, Registration
from app.models.declaration.book import BookType, Section
from app.models.words.values import Value
from app.models.words.written_date import read as read_date


def of_entry(book: BookType, values: Mapping[str, Value]) -> Window:
    """Return when an entry of a book was written: from its event to its registration.

    Without a date of registration that can be read the year of the volume counts.
    """
    told = (book.registered(values, about) for about in (Registration.DATE, Registration.OPENED))
    registered = next((written for written in told if _months(written) is not None), "")
    event = next((field for field in map(_event, book.mains) if field), "")
    return between(values.get(event, Value()).text, registered)


def _event(section: Section) -> str:
    """Return the key of the date on which the event of an act befell its main person; empty without one."""
    column = "birth_date" if section.age is Age.CHILD else "death_date"
    return next((field.key for field in section.fields if field.compare == column), "")


@lru_cache(maxsize=8192)
def between(event: str, registered: str) -> Window:
    """Return the months from an event to its registration as written; ANY when neither can be read."""
    months = [found for written in (event, registered) if (found := _months(written)) is not None]
    if not months:
        return ANY
    changes = _changes()
    first, last = min(start for start, _ in months), max(end for _, end in months)
    # only what lies between two changes counts: few windows are compared again and again
    return changes[bisect_right(changes, first) - 1], changes[bisect_right(changes, last)] - 1


def _months(written: str) -> Window | None:
    """Return the first and the last month of a written date; None without a year."""
    found = read_date(written) if written else None
    if found is None or found.year is None:
        return None
    if found.month is None:
        return found.year * 100 + 1, found.year * 100 + 12
    return found.year * 100 + found.month, found.year * 100 + found.month


@cache
def _changes() -> tuple[int, ...]:
    """Return the months in which a unit of the tables began, or the month after its last."""
    times = [one for same in gazetteer().times.values() for one in same]
    months = {ANY[0], ANY[1] + 1, TWO_LEVELS, *(one.first for one in times), *(one.last + 1 for one in times)}
    return tuple(sorted(months))

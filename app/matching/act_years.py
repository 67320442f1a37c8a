"""The years of an act, by which ages and named years of its people are read.

Screen and bulk build them from the same declarations, so that an age counts to the same event in both.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.matching import dates
from app.matching.record import GROWN_UP
from app.models.declaration.act import Age, Registration
from app.models.declaration.book import BookType, Section
from app.models.words import ages
from app.models.words.can_chi import CanChi
from app.models.words.partial_date import PartialDate
from app.models.words.values import Value
from app.models.words.written_date import read as read_date

_OLDEST = {Age.CHILD: 59, Age.GROWN: 80}  # of a named year only the last one can be a child's
_LIKELY = {Age.CHILD: 0, Age.GROWN: 30, Age.DECEASED: 68}


@dataclass(frozen=True, slots=True)
class ActYears:
    """The years to which an age in the act may count, the likeliest first, and the year of registration.

    ``to_death`` tells that an age counts to a death: without its date the registry's date of death decides.
    """

    counted_to: tuple[int, ...]
    registered: int | None
    role: Age = Age.ANY
    to_death: bool = False

    @property
    def first(self) -> int | None:
        """Return the earliest known year of the act; None when none is known."""
        known = (*self.counted_to, *(() if self.registered is None else (self.registered,)))
        return min(known, default=None)

    def born_by_age(self, written: str, died: PartialDate | None = None) -> tuple[int, ...]:
        """Return the likely years of birth by a written age, the likeliest first; empty for a date.

        ``died`` is the registry's date of death, for an age at a death that the book does not date.
        """
        years = self.counted_to
        if not years and self.to_death and died is not None and died.year:
            years = (died.year,)
        return ages.born(written, years, to_death=self.to_death)

    def born_by_name(self, written: str) -> tuple[int, ...]:
        """Return the likely years of birth by a year named by can and chi, the likeliest first.

        Those of which the role or an age beside it are possible; empty for a date without such a name.
        """
        found = read_date(written, self.registered)
        last = self.first
        if found is None or found.can_chi is None or last is None:
            return ()
        years = self._possible(found.can_chi, last)
        age = ages.read(written)
        if age is not None:
            centres = [age.born(year) for year in self.counted_to]
            years = [y for y in years if any(abs(y - centre) <= age.slip for centre in centres)] or years
        likely = last - _LIKELY.get(self.role, 0)
        return tuple(sorted(years, key=lambda year: abs(year - likely)))

    def _possible(self, named: CanChi, last: int) -> list[int]:
        youngest = GROWN_UP if self.role == Age.GROWN else 0
        return list(named.years(last - _OLDEST.get(self.role, ages.OLDEST), last - youngest))


def of(book: BookType, section: Section, values: Mapping[str, Value]) -> ActYears:
    """Return the years of an entry for one of its persons."""
    registered = _year(book.registered(values, Registration.DATE), None)
    keys = book.counted_to(section)
    found = [_year(values.get(key, Value()).text, registered) for key in keys]
    years = tuple(dict.fromkeys(year for year in found if year is not None))
    return ActYears(years, registered, section.age, to_death=section.age == Age.DECEASED)


def _year(written: str, year_by: int | None) -> int | None:
    """Return the solar year of an act's date; of a named year the last one before ``year_by``."""
    days = dates.days_of(written, year_by) if written else ()
    if days:
        return days[0].year
    found = read_date(written, year_by) if written else None
    if found is None or found.can_chi is None or year_by is None:
        return None
    return found.can_chi.years(year_by - 59, year_by)[0]

"""Couples of one file: a birth without the parents' dates borrows them from other entries.

Both names and the place of registration identify a couple. A birth borrows only words on which all earlier
entries agree, and only for a person of a possible age.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.matching import record, text
from app.matching.ditto import Written
from app.models.words import written_date
from app.models.words.vietnamese import fold

_PAIRS = (("father", "mother"), ("husband", "wife"), ("groom", "bride"))
_LENT = ("birth_date", "cmnd", "personal_id")
_OLDEST = 60  # years at the birth of a child
_MOST = 50_000  # couples: the oldest are dropped, so memory stays flat


@dataclass(slots=True)
class _Known:
    """The words of one person by column; None where entries contradict one another."""

    words: dict[str, str | None] = field(default_factory=dict)
    said_in: str = ""

    def learn(self, words: Mapping[str, str], where: str) -> None:
        for column in _LENT:
            said = words.get(column, "")
            if column == "birth_date" and _year(said) is None:
                continue
            if said:
                before = self.words.setdefault(column, said)
                agrees = before is not None and _same(column, before, said)
                self.words[column] = max(before or "", said, key=_precision) if agrees else None
                self.said_in = self.said_in or where


@dataclass(frozen=True, slots=True)
class Lent:
    """Words lent to a person, and the entry they come from; empty when nothing is lent."""

    words: Mapping[str, str]
    said_in: str = ""


_NOTHING = Lent({})


class Couples:
    """The couples of a file so far."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str, str], tuple[_Known, _Known]] = OrderedDict()

    def lend(self, entry: Sequence[Written], *, place: str, year: int | None, where: str) -> list[Lent]:
        """Return the words lent to each person of an entry, then store the entry's own words.

        ``where`` is the entry's name for officers ("số 45, quyển 01/1998"), ``year`` the year of its book.
        """
        lent = [_NOTHING] * len(entry)
        for father, mother in _couples(entry):
            names = [record.written(entry[n].words.get("full_name", "")) for n in (father, mother)]
            if names[0] is None or names[1] is None:
                continue
            key = names[0].fold, names[1].fold, fold(place)
            known = self._known.setdefault(key, (_Known(), _Known()))
            self._known.move_to_end(key)
            for n, person in zip((father, mother), known, strict=True):
                lent[n] = _lend(person, entry[n].words, year)
                person.learn(entry[n].words, where)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return lent


def _couples(entry: Sequence[Written]) -> Iterator[tuple[int, int]]:
    """Yield the positions of father and mother, husband and wife; adoptive parents are left out."""
    for one, other in _PAIRS:
        places = [[n for n, person in enumerate(entry) if person.role == role] for role in (one, other)]
        if len(places[0]) == len(places[1]) == 1:
            yield places[0][0], places[1][0]


def _lend(person: _Known, words: Mapping[str, str], year: int | None) -> Lent:
    """Return the words that a person without date and number may borrow."""
    if any(words.get(column) and not text.is_blank(words[column]) for column in _LENT):
        return _NOTHING
    born = _year(person.words.get("birth_date") or "")
    if born is None or year is None or not record.GROWN_UP <= year - born <= _OLDEST:
        return _NOTHING
    return Lent({c: w for c, w in person.words.items() if w}, person.said_in)


def _year(written: str) -> int | None:
    found = written_date.read(written) if written else None
    return found.year if found is not None and not found.lunar else None


def _precision(written: str) -> int:
    """Count the known parts of a date."""
    found = written_date.read(written)
    return sum(p is not None for p in (found.year, found.month, found.day)) if found is not None else 0


def _same(column: str, one: str, other: str) -> bool:
    """Tell whether two writings agree: dates by their year, numbers by every digit."""
    return _year(one) == _year(other) if column == "birth_date" else one == other

"""Readings of ditto marks: the same field of the person above, or of the previous entry (§8).

The book does not tell which of the two is meant, so a mark has several readings, the likeliest first. The
person above gives only words that people of one entry may share; a father never has his child's name.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.matching import text
from app.models.words.vietnamese import clean

_PLACES = ("birth_place", "home_origin", "permanent_residence")  # in the order of the books
_SHARED = {*_PLACES, "ethnicity", "nationality", "birth_registration_place"}
_LIKE = {"cha": "cha", "bố": "cha", "mẹ": "mẹ", "chồng": "chồng", "vợ": "vợ"}


class Written(NamedTuple):
    """One person of an entry: the role, and words under the registry's columns.

    ``called`` holds the words by which a mark may name the person ("nt cha"): cha, mẹ, chồng or vợ.
    """

    role: str
    words: Mapping[str, str]
    called: tuple[str, ...] = ()


Readings = Mapping[str, tuple[str, ...]]
"""The possible words of each ditto mark, by column; columns without a mark are left out."""


def readings(entry: Sequence[Written], before: Sequence[Written] = ()) -> Sequence[Readings]:
    """Return the readings of every person's ditto marks, in the order of the entry.

    ``before`` is the previous entry in the same volume; empty when unknown.
    """
    found: list[dict[str, tuple[str, ...]]] = []
    for n, person in enumerate(entry):
        own: dict[str, tuple[str, ...]] = {}
        for column, written in person.words.items():
            if text.is_ditto(written):
                said = _said(entry, found, before, n, column, own)
                own[column] = tuple(dict.fromkeys(said))
        found.append(own)
    return found


def resolved(words: Mapping[str, str], marks: Readings) -> dict[str, str]:
    """Return the words with each ditto mark replaced by its likeliest reading, or removed without one."""
    found = {column: next(iter(marks[column]), "") if column in marks else w for column, w in words.items()}
    return {column: written for column, written in found.items() if written}


def _said(
    entry: Sequence[Written],
    found: Sequence[Readings],
    before: Sequence[Written],
    n: int,
    column: str,
    own: Readings,
) -> Iterator[str]:
    """Yield the readings of a mark, the likeliest first."""
    mark = clean(entry[n].words[column]).casefold()
    named = next((called for word, called in _LIKE.items() if mark.endswith(f" {word}")), "")
    if column in _SHARED:
        yield from _shared(entry, found, n, column, named)
        if named:
            return  # only the person whom the mark names
    if column in _PLACES:
        for place in reversed(_PLACES[: _PLACES.index(column)]):
            if word := _resolved(entry[n].words, own, place):
                yield word
                break
    for m in range(n - 1, -1, -1):  # the child above, of several
        if entry[m].role == entry[n].role and (word := _resolved(entry[m].words, found[m], column)):
            yield word
            break
    for person in reversed(before):  # the nearest above: the second of twins
        if person.role == entry[n].role and (word := _resolved(person.words, {}, column)):
            yield word
            break


def _shared(
    entry: Sequence[Written], found: Sequence[Readings], n: int, column: str, named: str
) -> Iterator[str]:
    """Yield the words of the person above, or of the named one; a child's parents come below the child."""
    below = range(n + 1, len(entry)) if named else ()
    for m in (*range(n - 1, -1, -1), *below):
        if not named or named in entry[m].called:
            word = _resolved(entry[m].words, found[m] if m < n else {}, column)
            if word:
                yield word
                return


def _resolved(words: Mapping[str, str], marks: Readings, column: str) -> str:
    """Return the words of a column, with a ditto mark there replaced by its reading; empty without words."""
    written = words.get(column, "")
    if text.is_ditto(written):
        return next(iter(marks.get(column, ())), "")
    return "" if text.is_blank(written) else written

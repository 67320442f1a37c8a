"""Old encodings in flat records: their words in Unicode, and which of these had to be guessed."""

from collections.abc import Mapping, Sequence

from app.matching.ditto import Readings
from app.matching.letters import legacy

Record = Mapping[str, str]
Guessed = Mapping[str, str]
"""By column, the words of the file that do not say for sure what was written in the book."""


def in_unicode(entry: Sequence[Record], columns: frozenset[str]) -> tuple[list[Record], list[Guessed]]:
    """Return the records with these columns in Unicode, and what of each record was guessed.

    A program that lost letters of TCVN3 or VNI leaves words that may mean several names.
    """
    words = [{key: value for key, value in record.items() if key in columns} for record in entry]
    read = legacy.repair_entry(words)
    guessed: list[Guessed] = [
        {key: value for key, value in before.items() if legacy.is_lossy(value, after[key])}
        for before, after in zip(words, read, strict=True)
    ]
    return [{**record, **said} for record, said in zip(entry, read, strict=True)], guessed


class Above:
    """The guessed words that a ditto mark may stand for."""

    def __init__(self) -> None:
        self._written: dict[str, str] = {}

    def through_marks(
        self, entry: Sequence[Record], marks: Sequence[Readings], guessed: Sequence[Guessed]
    ) -> list[Guessed]:
        """Return what was guessed of each record, also where a ditto mark stands for it."""
        known = dict(self._written)
        for record, own in zip(entry, guessed, strict=True):
            known |= {record[column]: written for column, written in own.items()}
        found: list[Guessed] = []
        self._written = {}
        for record, read, own in zip(entry, marks, guessed, strict=True):
            meant = {column: said for column, all_ in read.items() for said in all_ if said in known}
            self._written |= {said: known[said] for said in meant.values()}
            self._written |= {record[column]: written for column, written in own.items()}
            found.append({**own, **{column: known[said] for column, said in meant.items()}})
        return found

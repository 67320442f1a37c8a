"""Declared columns: recognition of headings and parsing of cells."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import BadInput
from app.models.words.vietnamese import fold
from app.readers.rows import PLAIN, Refusal, Row, Told, file_refused, listed

MOST = 1000
"""The most characters of a cell; no book and no registry has more."""


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column that a file may have.

    A heading is the key or one of ``headings``, with or without tones, spaces and capitals. ``understand``
    returns the meaning of a cell; its BadInput holds the end of a sentence. The heading of a ``noted`` column
    may carry a note in brackets.
    """

    key: str
    headings: tuple[str, ...] = ()
    required: bool = False
    most: int = MOST
    understand: Callable[[str], str] | None = None
    noted: bool = False


_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
Placed = Sequence[tuple[int, str]]
"""The positions of a file's columns, from 0, with their keys."""


def recognise(headings: Sequence[str], columns: Sequence[FileColumn]) -> tuple[Placed, set[str]]:
    """Return the positions of the columns and the unknown headings.

    An exact key has precedence over other headings. Of several headings for one column the first counts; the
    others are ignored.
    """
    places: dict[str, int] = {}
    for column in columns:
        if column.key in headings:
            places[column.key] = headings.index(column.key)
    means = {_plain(name): column.key for column in columns for name in (column.key, *column.headings)}
    noted = {column.key for column in columns if column.noted}
    ignored = set()
    for at, heading in enumerate(headings):
        key = means.get(_plain(heading)) or means.get(_plain(heading.partition("\n")[0]))
        if key is None and (bare := means.get(_plain(_NOTE.sub(" ", heading)))) in noted:
            key = bare
        if key is None or places.setdefault(key, at) != at:
            ignored.add(heading)
    placed = [(places[column.key], column.key) for column in columns if column.key in places]
    return placed, {heading for heading in ignored if heading and heading not in places}


def named_width(headings: Sequence[str]) -> int:
    """Return how wide a table is: up to its last heading with words."""
    return max((at for at, heading in enumerate(headings, 1) if heading), default=0)


def missing(placed: Placed, columns: Sequence[FileColumn]) -> list[str]:
    """Return the keys of the required columns that a file lacks."""
    found = {key for _, key in placed}
    return [column.key for column in columns if column.required and column.key not in found]


def lacking(columns: Sequence[FileColumn], source: str, headings: Sequence[str]) -> BadInput:
    """Return the sentence about the columns a table must have: which it lacks, what it has instead."""
    *most, last = [column.key for column in columns if column.required]
    names = f"các cột {', '.join(most)} và {last}" if most else f"cột {last}"
    told = [heading for heading in headings if heading]
    if not told:
        return file_refused(source, f"phải có dòng đầu với {names}. Tệp này không có dòng nào như vậy.")
    lacks = missing(recognise(headings, columns)[0], columns)
    also = {column.key: column.headings[0] for column in columns if column.headings}
    said = ", ".join(f"{key} ({also[key]})" if key in also else key for key in lacks)
    return file_refused(
        source, f"phải có dòng đầu với {names}. Thiếu cột {said}; dòng đầu đọc được là: {listed(told)}."
    )


class Understanding:
    """A converter of cells into rows, according to the columns."""

    def __init__(self, columns: Sequence[FileColumn], source: str, cell: str = "ô") -> None:
        """Prepare for a file; sentences name it ``source`` and its values ``cell``."""
        self._source, self._cell = source, cell
        self._most = {column.key: column.most for column in columns}
        self._understand = [(c.key, c.understand) for c in columns if c.understand is not None]
        self.short = 0 if self._understand else min(self._most.values(), default=MOST)
        """A row with at most this many characters needs no check."""

    def row(self, line: int, cells: dict[str, str], told: Mapping[str, Told] = PLAIN) -> Row | Refusal:
        """Return the row, or a refusal with the reason."""
        for key, understand in self._understand:
            if key in cells:
                try:
                    cells[key] = understand(cells[key])
                except BadInput as error:
                    return self.refusal(line, str(error))
        if len("".join(cells.values())) > self.short:
            for key, written in cells.items():
                if len(written) > self._most[key]:
                    return self.refusal(line, f"có một {self._cell} dài quá {self._most[key]} ký tự.")
        return Row(line, cells, told)

    def refusal(self, line: int, why: str) -> Refusal:
        """Return a refusal with a whole sentence."""
        return Refusal(line, f"Dòng {line} của {self._source} {why}")


def _plain(heading: str) -> str:
    """Return the letters and digits of a heading without tones."""
    return "".join(filter(str.isalnum, fold(heading)))

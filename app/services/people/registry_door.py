"""The door of registry data: values are read where that is certain, and what is not is counted and named."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from app.errors import BadInput
from app.matching import identity, registry_values, text, understood
from app.matching.registry_values import is_plain
from app.models.registry.person import PERSON_LABELS
from app.readers.rows import Refusal, listed
from app.texts import Text

LEARNED = 2000
"""The rows, from the first, by which the habits of a file are known."""
_MOST_UNREAD = 0.1  # of the values of a column, or of the rows
_FEW = 3  # fewer unread values than this are no reason to refuse a file
_NOBODY = ""  # the key of rows without a number or name
_REFUSED = "row"  # the key of rows that their reader refused

_EITHER_ORDER = re.compile(r"(?:0?[1-9]|1[0-2])([/.\-])(?:0?[1-9]|1[0-2])\1(?:18|19|20)[0-9]{2}.*")

Line = tuple[int, Mapping[str, str]]
"""A row with its line in the file."""


@dataclass(slots=True)
class Met:
    """How often something was met in a column, and where first; ``now`` is what the example became."""

    count: int
    line: int
    example: str
    now: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """The values of one column that were not read, or the rows left out, of so many.

    Of rows that the reader refused the example is its sentence.
    """

    column: str
    count: int
    of: int
    line: int
    example: str

    @property
    def is_of_rows(self) -> bool:
        """Tell whether whole rows were left out."""
        return self.column in (_NOBODY, _REFUSED)

    @property
    def is_too_much(self) -> bool:
        """Tell whether so much is unread that the file is not what it should be."""
        many = self.count >= _FEW or (self.is_of_rows and 2 * self.count >= self.of)
        return many and self.count > _MOST_UNREAD * self.of

    @property
    def is_of_either_order(self) -> bool:
        """Tell whether the first is a date whose day and month may stand in either order."""
        return self.column in understood.DATES and _EITHER_ORDER.fullmatch(self.example.strip()) is not None

    def sentence(self) -> str:
        """Return what is unread, with the line and the words of the first."""
        if self.column == _REFUSED:
            said = "{0} trong {1} dòng bị bỏ vì không đọc được, trước hết: {2}"
            return str(Text(said, self.count, self.of, self.example.removesuffix(".")))
        words = listed([self.example])
        if self.column == _NOBODY:
            said = (
                "{0} trong {1} dòng bị bỏ vì không có số định danh hoặc họ tên đọc được, như dòng {2}: “{3}”"
            )
            return str(Text(said, self.count, self.of, self.line, words))
        label = Text(PERSON_LABELS[self.column])
        said = "{0}: {1} trong {2} ô chưa đọc được, như dòng {3}: “{4}”"
        if self.is_of_either_order:
            said = "{0}: {1} trong {2} ô không rõ ngày hay tháng đứng trước, như dòng {3}: “{4}”"
        return str(Text(said, label, self.count, self.of, self.line, words))


@dataclass(frozen=True, slots=True)
class Mended:
    """The values of one column that were written otherwise and read with certainty."""

    column: str
    count: int
    line: int
    example: str
    now: str

    def sentence(self) -> str:
        """Return how many were read otherwise than they are written, with the first."""
        label, words = Text(PERSON_LABELS[self.column]), listed([self.example])
        zero = self.column in understood.NUMBERS and self.now.startswith("0")
        if zero and identity.lost_zeros(self.example, self.now):
            said = "{0}: {1} số đã được trả lại số 0 đầu, như dòng {2}: “{3}” là {4}"
            return str(Text(said, label, self.count, self.line, words, self.now))
        said = "{0}: {1} ô viết kiểu khác, đã đọc được, như dòng {2}: “{3}” là {4}"
        return str(Text(said, label, self.count, self.line, words, self.now))


@dataclass(frozen=True, slots=True)
class DoorReport:
    """What was met at the door: rows left out and values unread, and values read otherwise."""

    unread: tuple[Unread, ...] = ()
    mended: tuple[Mended, ...] = ()

    @property
    def left_out(self) -> int:
        """Return how many rows were left out."""
        return sum(one.count for one in self.unread if one.is_of_rows)

    def sentences(self) -> tuple[str, ...]:
        """Return everything that a person should know, the unread first."""
        return (*(one.sentence() for one in self.unread), *(one.sentence() for one in self.mended))


NOTHING_MET = DoorReport()


class Door:
    """Lets the rows of one file in; ``report`` is complete after the last row."""

    def __init__(self) -> None:
        self._habits = registry_values.Habits()
        self._said: Counter[str] = Counter()
        self._unread: dict[str, Met] = {}
        self._mended: dict[str, Met] = {}
        self._lines = 0

    def let_in(self, lines: Iterable[Line | Refusal], source: str) -> Iterator[Mapping[str, str]]:
        """Yield the rows with their values in the registry's form; what is unread stays as it is written.

        A row that its reader refused, or without a readable number or name, is left out. BadInput after the
        last row when too much was unread; ``source`` names the file.
        """
        rest = iter(lines)
        first = list(islice(rest, LEARNED))
        self._habits = registry_values.learn([one[1] for one in first if not isinstance(one, Refusal)])
        for one in chain(first, rest):
            self._lines += 1
            if isinstance(one, Refusal):
                _meet(self._unread, _REFUSED, one.line, one.words)
            elif (found := self._row(*one)) is not None:
                yield found
        worst = next((one for one in self.report().unread if one.is_too_much), None)
        if worst is not None:
            raise _too_much(worst, source)

    def report(self) -> DoorReport:
        """Return what was met so far."""
        order: Sequence[str] = (_REFUSED, _NOBODY, *PERSON_LABELS)
        unread = tuple(
            Unread(c, met.count, self._said[c] if c in PERSON_LABELS else self._lines, met.line, met.example)
            for c in order
            if (met := self._unread.get(c))
        )
        mended = tuple(
            Mended(c, met.count, met.line, met.example, met.now)
            for c in order
            if (met := self._mended.get(c))
        )
        return DoorReport(unread, mended)

    def _row(self, line: int, row: Mapping[str, str]) -> Mapping[str, str] | None:
        self._said.update(row.keys())
        found = dict(row)
        for column, written in row.items():
            if not is_plain(column, written):
                self._read(line, column, written, found)
        if found.get("personal_id") and text.says(found.get("full_name", "")):
            return found
        _meet(self._unread, _NOBODY, line, row.get("personal_id") or row.get("full_name") or "")
        return None

    def _read(self, line: int, column: str, written: str, found: dict[str, str]) -> None:
        """Read one value into the row; what is unread stays, but not as the number of a person."""
        value = registry_values.value_of(column, written, self._habits)
        if value is not None:
            found[column] = value
            if value and value != written:
                _meet(self._mended, column, line, written, value)
        elif column == "personal_id":
            found[column] = ""
        else:
            _meet(self._unread, column, line, written)


def _too_much(worst: Unread, source: str) -> BadInput:
    """Return the refusal of a file, with what to do about it."""
    if worst.column == _REFUSED:
        return BadInput(
            "Không dùng được {0}, vì có quá nhiều dòng không đọc được. {1}. "
            "Hãy xuất lại tệp thành bảng Excel (.xlsx), hoặc CSV có ngoặc kép quanh mọi ô.",
            source,
            worst.sentence(),
        )
    if worst.is_of_either_order:
        return BadInput(
            "Không dùng được {0}, vì có quá nhiều chỗ chưa đọc được. {1}. "
            "Hãy xuất lại tệp với ngày dạng 1998-12-31.",
            source,
            worst.sentence(),
        )
    return BadInput(
        "Không dùng được {0}, vì có quá nhiều chỗ chưa đọc được. {1}. "
        "Hãy xuất lại tệp: ngày dạng 31/12/1998 hoặc 1998-12-31, số dạng chữ.",
        source,
        worst.sentence(),
    )


def _meet(met: dict[str, Met], column: str, line: int, example: str, now: str = "") -> None:
    """Count one more; the first is kept as the example."""
    if column in met:
        met[column].count += 1
    else:
        met[column] = Met(1, line, example, now)

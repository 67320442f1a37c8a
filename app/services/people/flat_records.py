"""Flat book records, grouped by entry whatever the order of their lines."""

import re
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import IO

from app.errors import BadInput
from app.matching import text
from app.matching.places import places
from app.matching.places.place_keys import commune
from app.models.words.registration_number import RegistrationNumber
from app.readers.columns import FileColumn
from app.readers.jsonl_rows import Objects
from app.readers.lines import byte_lines
from app.readers.rows import Refusal
from app.services.people.bulk import ACT_DATES, COMPARED, PLACE, VOLUME

Record = Mapping[str, str]

_NO_NUMBER = re.compile(r"\d{19}")  # digits of an entry number: no book has more, and int() refuses thousands


def _entry_no(written: str) -> str:
    """Return the number of an entry for sorting."""
    if _NO_NUMBER.match(written):
        raise BadInput("có entry_no quá dài.")
    return written


_READ = dict.fromkeys((*COMPARED, "permanent_residence", *ACT_DATES, "entry_id", "role", *VOLUME))
COLUMNS = (
    FileColumn("record_id", required=True),
    FileColumn("entry_no", understand=_entry_no),
    *map(FileColumn, _READ),
)
_SOURCE = "tệp bản ghi"


def entries(
    path: Path, ignored: Callable[[Collection[str]], None] = lambda _keys: None
) -> Iterator[list[Record]]:
    """Yield the entries of a JSONL file in the order of the books, which ditto marks rely on.

    Every value is a text as it is written. A record without entry_id is an entry of its own. Entries without
    a volume come in the order of their first lines. Only the offsets of lines are held in memory (about 200
    bytes an entry). BadInput names a line that is no record or repeats one. ``ignored`` is called with the
    unknown keys, if any, before the first entry.
    """
    objects = Objects(COLUMNS, _SOURCE)
    with path.open("rb") as file:
        starts, following, first = _places(file, objects)
        if objects.ignored:
            ignored(objects.ignored)
        for _, _, n in sorted(first):
            entry: list[Record] = []
            line = n
            while line >= 0:
                file.seek(starts[line])
                entry.append(_record(objects, file.readline(), line + 1))
                line = following[line]
            yield entry


def _places(file: IO[bytes], objects: Objects) -> "tuple[array[int], array[int], list[tuple[int, int, int]]]":
    """Return the offset of each line, the next line of its entry (-1: none), and the first lines of entries.

    Each first line comes with its sort key: the first line of its volume, and its number there.
    """
    starts, following = array("q"), array("q")
    first: list[tuple[int, int, int]] = []
    last: dict[str, int] = {}
    volumes: dict[tuple[str, ...], int] = {}
    known = _Places()
    place = 0
    seen: set[int] = set()
    for n, line in enumerate(byte_lines(file, _SOURCE, "JSONL")):
        starts.append(place)
        following.append(-1)
        place += len(line)
        if not line.strip():
            continue
        record = _record(objects, line, n + 1)
        number = hash(record["record_id"])
        if number in seen:
            raise BadInput("Dòng {0} của tệp bản ghi lặp lại một record_id đã có.", n + 1)
        seen.add(number)
        entry = record.get("entry_id", "")
        if entry and entry in last:
            following[last[entry]] = n
        else:
            volume = _volume(record, known)
            in_volume = RegistrationNumber.parse(record.get("entry_no", "")).number if volume[-1] else None
            first.append((volumes.setdefault(volume, n), in_volume or 0, n))
        if entry:
            last[entry] = n
    return starts, following, first


def _volume(record: Record, known: "_Places") -> tuple[str, ...]:
    """Return what tells a volume from others: its words, with one writing for each place."""
    return tuple(known.one(record.get(key, "")) if key == PLACE else record.get(key, "") for key in VOLUME)


class _Places:
    """The places of volumes: clerks write one in many ways."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._by_commune: dict[str, list[str]] = {}
        self._last = ""

    def one(self, written: str) -> str:
        """Return the first writing of a place; a ditto mark is the place before."""
        if not text.is_ditto(written):
            self._last = self._first.get(written) or self._first_of(written)
        return self._last

    def _first_of(self, written: str) -> str:
        same = self._by_commune.setdefault(commune(written), [])
        first = next((other for other in same if places.one_place(written, other)), None) if written else ""
        if first is None:
            same.append(written)
        return self._first.setdefault(written, written if first is None else first)


def _record(objects: Objects, line: bytes, number: int) -> Record:
    """Read one line."""
    row = objects.row(line, number)
    if isinstance(row, Refusal):
        raise BadInput(row.words)
    return row.cells

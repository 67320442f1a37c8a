"""Reading flat book records: the persons of one entry together, wherever their lines stand in the file."""

import json
import re
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import IO

from app.errors import BadInput
from app.matching import legacy
from app.models.words.registration_number import RegistrationNumber
from app.services.people.bulk import COMPARED, VOLUME

Record = dict[str, str]

_LONGEST = 1 << 20  # bytes of a line: what goes on longer is no text file
_NO_NUMBER = re.compile(r"\d{19}")  # of an entry: more digits than any book has, and thousands are no int
MOST = 1000
"""Characters of what a record or a row says in one place: no book and no registry has more."""
_READ = {
    *COMPARED,
    "personal_id",
    "permanent_residence",
    "record_id",
    "entry_id",
    "role",
    *VOLUME,
    "entry_no",
}
_WORDS = frozenset({*COMPARED, "personal_id", "other_name", "permanent_residence", "register_place"})
"""What clerks typed as words of a book; numbers of records, entries and books are kept letter by letter."""
_MOST_UNKNOWN = 1000  # keys held in memory, to tell of them
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # halves of characters, which no file and no database can hold


def entries(
    path: Path, ignored: Callable[[Collection[str]], None] = lambda _keys: None
) -> Iterator[list[Record]]:
    """Yield the entries of a JSONL file in the order of the books: a ditto mark may mean the entry before.

    Every value comes as text; a record without entry_id is an entry of its own; entries of which the file
    says no volume come in the order of their first lines. Only places of lines are held in memory (some
    200 bytes an entry). BadInput names a line that is no record, or repeats one. ``ignored`` is told the keys
    that nothing is done with, if there are any, before the first entry comes.
    """
    with path.open("rb") as file:
        unknown: set[str] = set()
        starts, following, first = _places(file, unknown)
        if unknown:
            ignored(unknown)
        for _, _, n in sorted(first):
            entry: list[Record] = []
            line = n
            while line >= 0:
                file.seek(starts[line])
                entry.append(_record(file.readline(), line + 1))
                line = following[line]
            yield _in_unicode(entry)


def _in_unicode(entry: list[Record]) -> list[Record]:
    """Return the records with their words, and these alone, in Unicode."""
    words = [{key: value for key, value in record.items() if key in _WORDS} for record in entry]
    return [record | said for record, said in zip(entry, legacy.repair_entry(words), strict=True)]


def _places(
    file: IO[bytes], unknown: set[str]
) -> "tuple[array[int], array[int], list[tuple[int, int, int]]]":
    """Return where each line starts, which line goes on its entry (-1: none), and each entry's first line.

    The first lines come with what they are sorted by: the first line of their volume, and their number there.
    Keys that nobody reads are added to ``unknown``.
    """
    starts, following = array("q"), array("q")
    first: list[tuple[int, int, int]] = []
    last: dict[str, int] = {}
    volumes: dict[tuple[str, ...], int] = {}
    place = 0
    seen: set[int] = set()
    for n, line in enumerate(iter(lambda: file.readline(_LONGEST), b"")):
        if len(line) == _LONGEST:
            raise BadInput("Dòng {0} của tệp bản ghi quá dài: đây không phải là tệp JSONL.", n + 1)
        starts.append(place)
        following.append(-1)
        place += len(line)
        if not line.strip():
            continue
        record = _record(line, n + 1)
        if len(unknown) < _MOST_UNKNOWN:
            unknown |= record.keys() - _READ
        number = hash(record["record_id"])
        if number in seen:
            raise BadInput("Dòng {0} của tệp bản ghi lặp lại một record_id đã có.", n + 1)
        seen.add(number)
        entry = record.get("entry_id", "")
        if entry and entry in last:
            following[last[entry]] = n
        else:
            volume = tuple(record.get(key, "") for key in VOLUME)
            in_volume = RegistrationNumber.parse(record.get("entry_no", "")).number if volume[-1] else None
            first.append((volumes.setdefault(volume, n), in_volume or 0, n))
        if entry:
            last[entry] = n
    return starts, following, first


def _record(line: bytes, number: int) -> Record:
    """Read one line."""
    try:
        found: Mapping[str, object] = json.loads(line.decode("utf-8-sig"))
        written = {key: _text(value) for key, value in found.items() if value is not None}
        _ = written["record_id"]
    except (ValueError, AttributeError, KeyError, RecursionError) as error:
        raise BadInput(
            "Dòng {0} của tệp bản ghi không phải là một bản ghi JSON viết bằng UTF-8.", number
        ) from error
    if _NO_NUMBER.match(written.get("entry_no", "")):
        raise BadInput("Dòng {0} của tệp bản ghi có entry_no quá dài.", number)
    if len(line) > MOST and any(len(value) > MOST for key, value in written.items() if key in _READ):
        raise BadInput("Dòng {0} của tệp bản ghi có một giá trị dài quá {1} ký tự.", number, MOST)
    return written


def _text(value: object) -> str:
    """Return a value as text that can be searched and written."""
    return _UNWRITABLE.sub("\ufffd", str(value))

"""Reading flat book records: the persons of one entry together, wherever their lines stand in the file."""

import json
import re
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from app.errors import BadInput
from app.matching import legacy
from app.services.bulk import VOLUME

Record = dict[str, str]


def entries(path: Path) -> Iterator[list[Record]]:
    """Yield the entries of a JSONL file in the order of the books: a ditto mark may mean the entry before.

    Every value comes as text; a record without entry_id is an entry of its own; entries of which the file
    says no volume come in the order of their first lines. Only places of lines are held in memory (some
    200 bytes an entry). BadInput names a line that is no record, or repeats one.
    """
    with path.open("rb") as file:
        starts, following, first = _places(file)
        for _, _, n in sorted(first):
            entry: list[Record] = []
            line = n
            while line >= 0:
                file.seek(starts[line])
                written = _record(file.readline(), line + 1)
                entry.append({key: legacy.repair(value)[0] for key, value in written.items()})
                line = following[line]
            yield entry


def _places(file: IO[bytes]) -> "tuple[array[int], array[int], list[tuple[int, int, int]]]":
    """Return where each line starts, which line goes on its entry (-1: none), and each entry's first line.

    The first lines come with what they are sorted by: the first line of their volume, and their number there.
    """
    starts, following = array("q"), array("q")
    first: list[tuple[int, int, int]] = []
    last: dict[str, int] = {}
    volumes: dict[tuple[str, ...], int] = {}
    place = 0
    seen: set[int] = set()
    for n, line in enumerate(file):
        starts.append(place)
        following.append(-1)
        place += len(line)
        if not line.strip():
            continue
        record = _record(line, n + 1)
        number = hash(record["record_id"])
        if number in seen:
            raise BadInput(f"Dòng {n + 1} của tệp bản ghi lặp lại một record_id đã có.")
        seen.add(number)
        entry = record.get("entry_id", "")
        if entry and entry in last:
            following[last[entry]] = n
        else:
            volume = tuple(record.get(key, "") for key in VOLUME)
            in_volume = re.match(r"\d{1,9}", record.get("entry_no", "")) if volume[-1] else None
            first.append((volumes.setdefault(volume, n), int(in_volume.group()) if in_volume else 0, n))
        if entry:
            last[entry] = n
    return starts, following, first


def _record(line: bytes, number: int) -> Record:
    """Read one line."""
    try:
        found: Mapping[str, object] = json.loads(line.decode("utf-8-sig"))
        written = {key: str(value) for key, value in found.items() if value is not None}
        _ = written["record_id"]
    except (ValueError, AttributeError, KeyError) as error:
        raise BadInput(f"Dòng {number} của tệp bản ghi không phải là một bản ghi JSON.") from error
    return written

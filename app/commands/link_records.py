"""Reading flat book records: the persons of one entry together, wherever their lines stand in the file."""

import json
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from app.errors import BadInput
from app.matching import legacy

Record = dict[str, str]


def entries(path: Path) -> Iterator[list[Record]]:
    """Yield the entries of a JSONL file in the order of their first lines.

    Every value comes as text; a record without entry_id is an entry of its own. Only places of lines are
    held in memory (about 100 bytes an entry). BadInput names a line that is no record, or repeats one.
    """
    with path.open("rb") as file:
        starts, following, first = _places(file)
        for n in first:
            entry: list[Record] = []
            line = n
            while line >= 0:
                file.seek(starts[line])
                entry.append(_record(file.readline(), line + 1))
                line = following[line]
            yield entry


def _places(file: IO[bytes]) -> "tuple[array[int], array[int], array[int]]":
    """Return where each line starts, which line goes on its entry (-1: none), and each entry's first line."""
    starts, following, first = array("q"), array("q"), array("q")
    last: dict[str, int] = {}
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
            first.append(n)
        if entry:
            last[entry] = n
    return starts, following, first


def _record(line: bytes, number: int) -> Record:
    """Read one line."""
    try:
        found: Mapping[str, object] = json.loads(line.decode("utf-8-sig"))
        written = {key: legacy.repair(str(value))[0] for key, value in found.items() if value is not None}
        _ = written["record_id"]
    except (ValueError, AttributeError, KeyError) as error:
        raise BadInput(f"Dòng {number} của tệp bản ghi không phải là một bản ghi JSON.") from error
    return written

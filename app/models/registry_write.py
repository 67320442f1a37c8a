"""Writing the registry file: one pass over the rows, keys sorted in parts, checked before it is renamed."""

import os
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2

from app.errors import BadInput, StoreProblem
from app.models.person import PERSON_COLUMNS
from app.models.registry import APPLICATION_ID, KEYS_VERSION, PAIR_BITS
from app.models.store import fsync_folder, prepare
from app.progress import Progress

sqlcipher: Any = sqlcipher3.dbapi2  # it has no types

_BATCH = 5000  # rows a statement
_PART_BITS = (
    7  # keys are sorted in 128 parts, by their first bits: sorting all at once takes five times as much
)
_PAIRS = 496  # of 8 bytes: what fits in one page of 4096 beside SQLCipher's 80 and the row's own few
_TEXTS = ", ".join(f"{c} TEXT NOT NULL" for c in PERSON_COLUMNS)
_TABLES = (
    f"CREATE TABLE person (id INTEGER PRIMARY KEY, name_fold TEXT NOT NULL, {_TEXTS})",
    "CREATE TABLE block (first INTEGER PRIMARY KEY, pairs BLOB NOT NULL)",
    "CREATE TABLE frequency (kind TEXT, word TEXT, n INTEGER, PRIMARY KEY (kind, word)) WITHOUT ROWID",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
_INSERT = f"INSERT INTO person VALUES ({', '.join('?' * (2 + len(PERSON_COLUMNS)))})"
_REPEATED = """
    SELECT min(later.id) FROM person AS later
    JOIN (SELECT personal_id, min(id) AS id FROM person GROUP BY personal_id HAVING count(*) > 1) AS first
    ON later.personal_id = first.personal_id AND later.id > first.id
"""
_KEPT = "Bản sao CSDL đang dùng vẫn như trước."


Indexed = tuple[Iterable[int], Iterable[tuple[str, str]], str]
"""What a row is found and weighed by: signed 32-bit keys, (kind, word) pairs to count, the folded name."""
Indexer = Callable[[Mapping[str, str]], Indexed]


def write(
    path: Path,
    key: bytes,
    rows: Iterable[Mapping[str, str]],
    meta: Mapping[str, str | int],
    progress: Progress,
    *,
    index: Indexer,
) -> int:
    """Write the rows as a new registry file and return how many there are.

    It is built beside the path as ``.part``, checked, flushed and renamed, so that a stop at any point leaves
    nothing. BadInput names the row that has no personal number of 12 digits, no name, or a number that came
    before; StoreProblem when the disk is full or the file does not read back.
    """
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        connection = sqlcipher.connect(str(part), isolation_level=None)
        try:
            count = _fill(connection, key, rows, meta, progress, index)
            _check(connection)
        finally:
            connection.close()
        with part.open("r+b") as file:
            os.fsync(file.fileno())
        part.replace(path)
        fsync_folder(path.parent)
    except sqlcipher.Error as error:
        part.unlink(missing_ok=True)
        raise StoreProblem(f"Không ghi được bản sao CSDL (ổ đĩa đầy hoặc hỏng). {_KEPT}") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return count


def _fill(
    connection: Any,
    key: bytes,
    rows: Iterable[Mapping[str, str]],
    meta: Mapping[str, str | int],
    progress: Progress,
    index: Indexer,
) -> int:
    """Write every table; the file is not yet anyone's, so it needs no journal."""
    prepare(connection, key)
    for pragma in ("journal_mode = OFF", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("BEGIN")
    for statement in _TABLES:
        connection.execute(statement)
    pairs = _Pairs()
    counts: Counter[tuple[str, str]] = Counter()
    count = 0
    numbered = enumerate(rows, 1)
    words: list[tuple[str, str]] = []
    while batch := [_row(n, row, index, pairs, words) for n, row in islice(numbered, _BATCH)]:
        connection.executemany(_INSERT, batch)
        counts.update(words)
        words.clear()
        count += len(batch)
        progress(count, 0)
    for blocks in pairs.blocks():
        connection.executemany("INSERT INTO block VALUES (?, ?)", blocks)
        progress(count, 0)
    connection.executemany("INSERT INTO frequency VALUES (?, ?, ?)", ((*k, n) for k, n in counts.items()))
    _index_persons(connection)
    progress(count, 0)
    known = {**meta, "keys_version": KEYS_VERSION, "count": count}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", ((k, str(v)) for k, v in known.items()))
    connection.execute("COMMIT")
    return count


def _row(
    number: int, row: Mapping[str, str], index: Indexer, pairs: "_Pairs", words: list[tuple[str, str]]
) -> tuple[int | str, ...]:
    """Return a row as the table takes it; its keys and words go where they are gathered."""
    personal_id = row.get("personal_id", "")
    if not (len(personal_id) == 12 and personal_id.isascii() and personal_id.isdecimal()):
        raise BadInput(f"Dòng {number} của bản sao CSDL không có số định danh 12 chữ số. {_KEPT}")
    if not row.get("full_name", "").strip():
        raise BadInput(f"Dòng {number} của bản sao CSDL không có họ tên. {_KEPT}")
    keys, counts, folded = index(row)
    pairs.add(number, keys)
    words += counts
    return (number, folded, *[row.get(column, "") for column in PERSON_COLUMNS])


def _index_persons(connection: Any) -> None:
    """Index the people by number and by name; BadInput names the row whose number came before."""
    try:
        connection.execute("CREATE UNIQUE INDEX person_personal_id ON person (personal_id)")
    except sqlcipher.IntegrityError as error:
        number = connection.execute(_REPEATED).fetchone()[0]
        raise BadInput(
            f"Dòng {number} của bản sao CSDL trùng số định danh với một dòng trước. {_KEPT}"
        ) from error
    connection.execute("CREATE INDEX person_name ON person (name_fold, birth_date)")


class _Pairs:
    """(Key, row number) pairs as 64-bit numbers, gathered in parts by the key's first bits."""

    def __init__(self) -> None:
        half = 1 << _PART_BITS - 1
        self._parts = {part: array("q") for part in range(-half, half)}
        self._add = {part: pairs.append for part, pairs in self._parts.items()}

    def add(self, number: int, keys: Iterable[int]) -> None:
        """Keep the keys of a row."""
        add = self._add
        for key in keys:
            add[key >> 32 - _PART_BITS](key << PAIR_BITS | number)

    def blocks(self) -> Iterator[list[tuple[int, bytes]]]:
        """Yield the pairs in order as rows of the block table, part by part; each part is let go."""
        self._add.clear()
        for part in list(self._parts):
            pairs = array("q", sorted(self._parts.pop(part)))
            yield [(pairs[n], pairs[n : n + _PAIRS].tobytes()) for n in range(0, len(pairs), _PAIRS)]


def _check(connection: Any) -> None:
    """Read everything back: the pages by their MACs, the tables by their structure."""
    connection.execute("PRAGMA journal_mode = DELETE")
    problems = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    problems += [row for row in connection.execute("PRAGMA quick_check") if row != ("ok",)]
    if problems:
        raise StoreProblem(f"Bản sao CSDL vừa ghi không đọc lại được đúng. {_KEPT}")

"""The registry file: one encrypted snapshot of the population registry, written once and then only read.

Rows are found by blocking keys, small numbers in one narrow table; what the keys are made of is not known
here (app.matching.keys), so that the file needs nothing but SQLCipher.
"""

import contextlib
import heapq
import math
import os
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import sqlcipher3.dbapi2

from app.errors import BadInput, StoreProblem
from app.models.person import PERSON_COLUMNS, Person
from app.models.store import fsync_folder, prepare
from app.progress import Progress

sqlcipher: Any = sqlcipher3.dbapi2  # it has no types

APPLICATION_ID = 0x48544452  # "HTDR": never taken for a work store, nor the other way round
KEYS_VERSION = (
    "4"  # raised whenever app.matching makes other keys of the same words: the file is then rebuilt
)

_BUCKETS = 64  # keys are sorted in so many parts, which bounds the memory of a large registry
_IDENTITY_BONUS = 30.0  # an identity number that agrees outweighs every other key (matching §3)
_STRANGER = 0.1  # of the best weight: with a full record, one rare key (a brother by his parents) stays above
_TEXTS = ", ".join(f"{c} TEXT NOT NULL" for c in PERSON_COLUMNS)
_SCHEMA = (
    f"CREATE TABLE person (id INTEGER PRIMARY KEY, name_fold TEXT NOT NULL, {_TEXTS})",
    "CREATE UNIQUE INDEX person_personal_id ON person (personal_id)",
    "CREATE TABLE blk (k INTEGER NOT NULL, p INTEGER NOT NULL, PRIMARY KEY (k, p)) WITHOUT ROWID",
    "CREATE TABLE frequency (kind TEXT, word TEXT, n INTEGER, PRIMARY KEY (kind, word)) WITHOUT ROWID",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
_INSERT = f"INSERT INTO person VALUES ({', '.join('?' * (2 + len(PERSON_COLUMNS)))})"
_COLUMNS = ", ".join(PERSON_COLUMNS)
_KEPT = "Bản sao CSDL đang dùng vẫn như trước."


class Indexed(NamedTuple):
    """What a row is found and weighed by: 32-bit keys, (kind, word) pairs to count, its folded name."""

    keys: Iterable[int]
    counts: Iterable[tuple[str, str]]
    folded_name: str


Indexer = Callable[[Mapping[str, str]], Indexed]
Frequencies = Mapping[str, Mapping[str, int]]
"""How many people bear a word, by kind."""


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
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("BEGIN")
    for statement in _SCHEMA:
        connection.execute(statement)
    buckets = [array("q") for _ in range(_BUCKETS)]
    counts: Counter[tuple[str, str]] = Counter()
    number = 0
    for number, row in enumerate(rows, 1):
        found = index(row)
        _insert(connection, number, row, found.folded_name)
        for k in found.keys:
            buckets[(k + 2**31) * _BUCKETS >> 32].append(k << 32 | number)
        counts.update(found.counts)
        if number % 1000 == 0:
            progress(number, 0)
    for bucket in buckets:
        pairs = sorted(set(bucket))
        connection.executemany("INSERT INTO blk VALUES (?, ?)", ((v >> 32, v & 0xFFFFFFFF) for v in pairs))
        progress(number, 0)
    connection.executemany("INSERT INTO frequency VALUES (?, ?, ?)", ((*k, n) for k, n in counts.items()))
    connection.execute("CREATE INDEX person_name ON person (name_fold, birth_date)")
    known = {**meta, "keys_version": KEYS_VERSION, "count": number}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", ((k, str(v)) for k, v in known.items()))
    connection.execute("COMMIT")
    return number


def _insert(connection: Any, number: int, row: Mapping[str, str], folded: str) -> None:
    personal_id = row.get("personal_id", "")
    if not (len(personal_id) == 12 and personal_id.isascii() and personal_id.isdecimal()):
        raise BadInput(f"Dòng {number} của bản sao CSDL không có số định danh 12 chữ số. {_KEPT}")
    if not row.get("full_name", "").strip():
        raise BadInput(f"Dòng {number} của bản sao CSDL không có họ tên. {_KEPT}")
    try:
        connection.execute(_INSERT, (number, folded, *(row.get(c, "") for c in PERSON_COLUMNS)))
    except sqlcipher.IntegrityError as error:
        raise BadInput(
            f"Dòng {number} của bản sao CSDL trùng số định danh với một dòng trước. {_KEPT}"
        ) from error


def _check(connection: Any) -> None:
    """Read everything back: the pages by their MACs, the tables by their structure."""
    connection.execute("PRAGMA journal_mode = DELETE")
    problems = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    problems += [row for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]
    if problems:
        raise StoreProblem(f"Bản sao CSDL vừa ghi không đọc lại được đúng. {_KEPT}")


class Registry:
    """An open registry file, read-only. Every method raises StoreProblem when the file cannot be read."""

    def __init__(self, connection: Any, meta: Mapping[str, str], frequencies: Frequencies) -> None:
        """Wrap a keyed connection; use ``Registry.open``."""
        self._connection = connection
        self.meta = meta
        self.count = int(meta["count"])
        self.frequencies = frequencies

    @classmethod
    def open(cls, path: Path, key: bytes) -> "Registry":
        """Open the file with its raw 32-byte key.

        StoreProblem when it is missing, damaged, of another key, or keyed by another version.
        """
        if not path.is_file():
            raise StoreProblem("Không thấy tệp bản sao CSDL dân cư. Hãy nhập lại gói bản sao.")
        connection: Any = None
        try:
            connection = sqlcipher.connect(
                f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False, isolation_level=None
            )
            prepare(connection, key)
            connection.execute("PRAGMA cache_size = -32768")
            own = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            meta = dict(connection.execute("SELECT key, value FROM meta")) if own else {}
            frequencies: dict[str, dict[str, int]] = {}
            for kind, word, n in connection.execute("SELECT kind, word, n FROM frequency") if own else ():
                frequencies.setdefault(kind, {})[word] = n
        except sqlcipher.Error as error:
            if connection is not None:
                connection.close()
            raise StoreProblem(
                "Không mở được bản sao CSDL dân cư: tệp hỏng hoặc sai khóa. Hãy nhập lại gói bản sao."
            ) from error
        if meta.get("keys_version") != KEYS_VERSION or "count" not in meta:
            connection.close()
            raise StoreProblem("Bản sao CSDL dân cư thuộc phiên bản khác. Hãy nhập lại gói bản sao.")
        return cls(connection, meta, frequencies)

    def person(self, personal_id: str) -> Person | None:
        """Return the person with this number; None when the snapshot has none."""
        with _reading():
            sql = f"SELECT {_COLUMNS} FROM person WHERE personal_id = ?"
            row = self._connection.execute(sql, (personal_id,)).fetchone()
        return Person(*row) if row else None

    def persons(self, numbers: Sequence[int]) -> list[Person]:
        """Return the people of these row numbers (those of ``block``), in the same order."""
        found: list[Person] = []
        with _reading():
            for number in numbers:
                sql = f"SELECT {_COLUMNS} FROM person WHERE id = ?"
                row = self._connection.execute(sql, (number,)).fetchone()
                found += [Person(*row)] if row else []
        return found

    def block(
        self, keys: Iterable[int], *, identity: Iterable[int] = (), limit: int = 300, best: int = 40
    ) -> list[int]:
        """Return the row numbers of the ``best`` people who share most with a query, rarest keys first.

        A key weighs log2(N / how many share it), half when more than ``limit`` do; the keys in ``identity``
        (numbers) weigh 30 more (matching §3).
        """
        numbers = frozenset(identity)
        weights: dict[int, float] = {}
        with _reading():
            for key in dict.fromkeys([*keys, *numbers]):
                sql = "SELECT p FROM blk WHERE k = ? LIMIT ?"
                people = self._connection.execute(sql, (key, limit)).fetchall()
                if not people:
                    continue
                weight = math.log2(max(2.0, self.count / len(people)))
                weight = weight / 2 if len(people) >= limit else weight
                weight += _IDENTITY_BONUS if key in numbers else 0.0
                for (p,) in people:
                    weights[p] = weights.get(p, 0.0) + weight
        least = max(weights.values(), default=0.0) * _STRANGER
        ranked = [(-weight, p) for p, weight in weights.items() if weight >= least]
        return [p for _, p in heapq.nsmallest(best, ranked)]

    def names_with_prefix(self, prefix: str, *, year: int | None = None, limit: int = 50) -> list[int]:
        """Return row numbers of people whose folded name begins so, and who were born in the year."""
        with _reading():
            born = "AND substr(birth_date, 1, 4) = ?" if year else ""
            sql = (
                f"SELECT id FROM person WHERE name_fold >= ? AND name_fold < ? {born} "
                "ORDER BY name_fold LIMIT ?"
            )
            years = (f"{year:04d}",) if year else ()
            rows = self._connection.execute(sql, (prefix, prefix + "\U0010ffff", *years, limit)).fetchall()
        return [row[0] for row in rows]

    def close(self) -> None:
        """Close the file; a closed registry answers nothing more."""
        self._connection.close()


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    """Turn an error of the database into words: a failed search must not look like an empty one."""
    try:
        yield
    except sqlcipher.Error as error:
        raise StoreProblem(
            "Tìm kiếm bị lỗi: không đọc được bản sao CSDL dân cư. Đây không phải là kết quả “không thấy”. "
            "Hãy khóa rồi mở lại phần mềm; nếu vẫn lỗi, nhập lại gói bản sao."
        ) from error

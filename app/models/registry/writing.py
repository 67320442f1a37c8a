"""The writer of a registry file: one pass over the rows, keys sorted in parts, a check, the rename."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2

from app import atomic
from app.errors import BadInput, StoreProblem
from app.models.registry.pairs import PARTS, Indexer, Row, Workers
from app.models.registry.person import PERSON_COLUMNS, words_of
from app.models.registry.reading import APPLICATION_ID, KEYS_VERSION
from app.models.store.cipher_file import prepare
from app.progress import Progress
from app.texts import Text

sqlcipher: Any = sqlcipher3.dbapi2  # the module has no types

_TEXTS = ", ".join(f"{c} TEXT NOT NULL" for c in PERSON_COLUMNS)
_TABLES = (
    f"CREATE TABLE person (id INTEGER PRIMARY KEY, name_fold TEXT NOT NULL, {_TEXTS})",
    "CREATE TABLE block (first INTEGER PRIMARY KEY, pairs BLOB NOT NULL)",
    "CREATE TABLE unsorted (place INTEGER PRIMARY KEY, pairs BLOB NOT NULL)",
    "CREATE TABLE frequency (kind TEXT, word TEXT, n INTEGER, PRIMARY KEY (kind, word)) WITHOUT ROWID",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
_INSERT = f"INSERT INTO person VALUES ({', '.join('?' * (2 + len(PERSON_COLUMNS)))})"
_REPEATED = """
    SELECT min(later.id) FROM person AS later
    JOIN (SELECT personal_id, min(id) AS id FROM person GROUP BY personal_id HAVING count(*) > 1) AS first
    ON later.personal_id = first.personal_id AND later.id > first.id
"""
_HELD = 1 << 22  # bytes of pairs held in memory until they are written
_KEPT = "Chưa thay đổi gì."
_STEPS = 500_000  # instructions of SQLite between two reports, about 0.05 s


class _Report:
    """A progress callback that also runs, and may stop the work, during one long SQLite statement."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._last = progress, (0, 0)
        self.stopped: BaseException | None = None

    def __call__(self, done: int, total: int) -> None:
        self._last = done, total
        self._progress(done, total)

    def within(self) -> int:
        """Report the last progress again; an exception stops the statement and is kept in ``stopped``."""
        try:
            self._progress(*self._last)
        except BaseException as error:  # noqa: BLE001 SQLite knows no exceptions; ``write`` raises it again
            self.stopped = error
            return 1
        return 0


def write(
    path: Path,
    key: bytes,
    rows: Iterable[Mapping[str, str]],
    meta: Mapping[str, str | int],
    progress: Progress,
    *,
    index: Indexer,
    workers: int = 2,
) -> int:
    """Write the rows as a new registry file and return how many there are.

    It is built beside the path as ``.part``, checked, flushed and renamed; a stop at any point leaves no
    file. BadInput names the row that has no personal number of 12 digits, no name, or a number that came
    before; StoreProblem when the disk is full or the file does not read back. ``progress`` may stop the work
    at any time but the reading back, the last step. ``index`` must be a function of a module, because worker
    processes call it when the rows are many.
    """
    report = _Report(progress)
    try:
        with atomic.building(path) as part:
            connection = sqlcipher.connect(str(part), isolation_level=None)
            try:
                connection.set_progress_handler(report.within, _STEPS)
                with Workers(workers) as helpers:
                    count = _fill(connection, key, rows, meta, report, index, helpers)
                report(count, 0)
                _check(connection)
            finally:
                connection.close()
    except sqlcipher.Error as error:
        if report.stopped is not None:
            raise report.stopped from error
        if str(error) == "interrupted":  # Ctrl+C at the start of ``within`` was lost
            raise KeyboardInterrupt from error
        raise StoreProblem(
            "Không ghi được tệp CSDL dân cư (ổ đĩa đầy hoặc hỏng). {0}", Text(_KEPT)
        ) from error
    except BrokenProcessPool as error:
        raise StoreProblem(
            "Việc chuẩn bị bản sao CSDL dừng giữa chừng, có thể vì thiếu bộ nhớ. "
            "Hãy đóng bớt chương trình khác rồi làm lại. {0}",
            Text(_KEPT),
        ) from error
    return count


def _fill(
    connection: Any,
    key: bytes,
    rows: Iterable[Mapping[str, str]],
    meta: Mapping[str, str | int],
    progress: Progress,
    index: Indexer,
    workers: Workers,
) -> int:
    """Write every table; nobody reads the file yet, so it needs no journal."""
    prepare(connection, key)
    for pragma in ("journal_mode = OFF", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("BEGIN")
    for statement in _TABLES:
        connection.execute(statement)
    words: Counter[tuple[str, str]] = Counter()
    count = 0
    unsorted = _Unsorted(connection)
    for chunk, gathered in workers.gather(_checked(rows), index):
        numbered = zip(range(count + 1, count + 1 + len(chunk)), gathered.folded, chunk, strict=True)
        connection.executemany(_INSERT, [(n, name, *words) for n, name, words in numbered])
        unsorted.add(gathered.pairs)
        words.update(gathered.words)
        count += len(chunk)
        progress(count, 0)
    for blocks in workers.blocks(unsorted.parts()):
        connection.executemany("INSERT INTO block VALUES (?, ?)", blocks)
        progress(count, 0)
    connection.execute("DROP TABLE unsorted")
    connection.executemany("INSERT INTO frequency VALUES (?, ?, ?)", ((*w, n) for w, n in words.items()))
    _index_persons(connection)
    progress(count, 0)
    known = {**meta, "keys_version": KEYS_VERSION, "count": count}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", ((k, str(v)) for k, v in known.items()))
    connection.execute("COMMIT")
    return count


def _checked(rows: Iterable[Mapping[str, str]]) -> Iterator[Row]:
    """Yield the words of the rows; BadInput names the first row that is no valid person."""
    for number, row in enumerate(rows, 1):
        words = words_of(row)
        personal_id, full_name = words[0], words[1]
        if not (len(personal_id) == 12 and personal_id.isascii() and personal_id.isdecimal()):
            raise BadInput(
                "Người thứ {0} của CSDL dân cư không có số định danh 12 chữ số. {1}", number, Text(_KEPT)
            )
        if not full_name or full_name.isspace():
            raise BadInput("Người thứ {0} của CSDL dân cư không có họ tên. {1}", number, Text(_KEPT))
        yield words


class _Unsorted:
    """The unsorted pairs of each part: some in memory, most in the file.

    They are written in long runs, because short runs leave half-empty pages that blocks cannot reuse.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._held = [bytearray() for _ in PARTS]
        self._runs = 0

    def add(self, pairs: Iterable[bytes]) -> None:
        """Add the pairs of some rows, by part."""
        for held, more in zip(self._held, pairs, strict=True):
            held.extend(more)
        if sum(map(len, self._held)) >= _HELD:
            runs = ((part << 32 | self._runs, held) for part, held in zip(PARTS, self._held, strict=True))
            self._connection.executemany("INSERT INTO unsorted VALUES (?, ?)", runs)
            self._held = [bytearray() for _ in PARTS]
            self._runs += 1

    def parts(self) -> Iterator[bytes]:
        """Yield the pairs of each part and free their pages for the blocks."""
        sql = "FROM unsorted WHERE place >= ? AND place < ?"
        for part, held in zip(PARTS, self._held, strict=True):
            range_ = part << 32, part + 1 << 32
            runs = self._connection.execute(f"SELECT pairs {sql}", range_)
            yield b"".join([*(pairs for (pairs,) in runs), held])
            self._connection.execute(f"DELETE {sql}", range_)


def _index_persons(connection: Any) -> None:
    """Index the people by number and by name; BadInput names the row whose number came before."""
    try:
        connection.execute("CREATE UNIQUE INDEX person_personal_id ON person (personal_id)")
    except sqlcipher.IntegrityError as error:
        number = connection.execute(_REPEATED).fetchone()[0]
        raise BadInput(
            "Người thứ {0} của CSDL dân cư trùng số định danh với một người trước. {1}", number, Text(_KEPT)
        ) from error
    connection.execute("CREATE INDEX person_name ON person (name_fold, birth_date)")


def _check(connection: Any) -> None:
    """Read every page back from the disk and check its MAC."""
    connection.execute("PRAGMA journal_mode = DELETE")
    if connection.execute("PRAGMA cipher_integrity_check").fetchall():
        raise StoreProblem("Tệp CSDL dân cư vừa ghi không đọc lại được đúng. {0}", Text(_KEPT))

"""The registry file: one encrypted snapshot of the population registry, written once and then only read.

Blocking keys, 32-bit numbers, find the rows. Only app.matching.blocking knows what a key is made of, so the
file needs nothing but SQLCipher. The pairs of key and row number are sorted and packed as 64-bit numbers into
blocks, four a page, named by their first pair. A key costs one page read, and a little more where many share
it.
"""

import contextlib
import heapq
import math
from array import array
from bisect import bisect_left
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2

from app.errors import StoreProblem
from app.models.registry.pairs import PAIR_BITS
from app.models.registry.person import PERSON_COLUMNS, Person
from app.models.store.cipher_file import prepare

sqlcipher: Any = sqlcipher3.dbapi2  # the module has no types

APPLICATION_ID = 0x48544452  # "HTDR" keeps a registry file from being opened as a work store, and the reverse
KEYS_VERSION = "16"  # raised whenever app.matching changes the keys of a word; older files are then rebuilt

_IDENTITY_BONUS = 30.0  # an identity number that agrees outweighs every other key (matching §3)
_STRANGER = 0.2  # share of the best weight: no person sought has ever had less (measured)
_TOGETHER = 40  # rows read by one statement
_PERSON = (1 << PAIR_BITS) - 1  # the part of a pair that is the row number
_MOST = (1 << 63) - 1
_BEARERS = 200  # bearers counted per name; the parts of a name suffice to weigh a commoner one
_LONGEST = 64  # blocks read per key: about 8,000 people who share it
# LIMIT 1 matters: the step to another row may read and decrypt another page
_BLOCK_BEFORE = "SELECT pairs FROM block WHERE first <= ? ORDER BY first DESC LIMIT 1"
_BLOCKS_AFTER = "SELECT pairs FROM block WHERE first > ? AND first < ? ORDER BY first LIMIT ?"
_COLUMNS = ", ".join(PERSON_COLUMNS)


Frequencies = Mapping[str, Mapping[str, int]]
"""The number of people with a word, by kind."""


class KeyedOtherwise(StoreProblem):
    """The file has keys of another version of matching; ``rebuild`` can key it again."""


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

        StoreProblem when it is missing, damaged or has another key; KeyedOtherwise when it can be rebuilt.
        """
        connection, meta = _connect(path, key)
        try:
            if meta.get("keys_version") != KEYS_VERSION or "count" not in meta:
                raise KeyedOtherwise("Bản sao CSDL dân cư thuộc phiên bản khác. Hãy nạp lại gói bản sao.")
            frequencies: dict[str, dict[str, int]] = {}
            with _opening():
                for kind, word, n in connection.execute("SELECT kind, word, n FROM frequency"):
                    frequencies.setdefault(kind, {})[word] = n
        except BaseException:
            connection.close()
            raise
        return cls(connection, meta, frequencies)

    def person(self, personal_id: str) -> Person | None:
        """Return the person with this number; None when the snapshot has none."""
        row = self.row(personal_id)
        return Person(*row) if row else None

    def row(self, personal_id: str) -> tuple[str, ...] | None:
        """Return the words of the person with this number under PERSON_COLUMNS."""
        with _reading():
            sql = f"SELECT {_COLUMNS} FROM person WHERE personal_id = ?"
            found: tuple[str, ...] | None = self._connection.execute(sql, (personal_id,)).fetchone()
        return found

    def persons(self, numbers: Sequence[int]) -> list[Person]:
        """Return the people of these row numbers (those of ``block``), in the same order."""
        return [Person(*row) for row in self.rows(numbers)]

    def rows(self, numbers: Sequence[int]) -> list[tuple[str, ...]]:
        """Return the words of these people under PERSON_COLUMNS, without making a Person of each."""
        found: dict[int, tuple[str, ...]] = {}
        with _reading():
            for start in range(0, len(numbers), _TOGETHER):
                asked = numbers[start : start + _TOGETHER]
                sql = f"SELECT id, {_COLUMNS} FROM person WHERE id IN ({', '.join('?' * len(asked))})"
                found |= {row[0]: row[1:] for row in self._connection.execute(sql, asked)}
        return [found[number] for number in numbers if number in found]

    def block(
        self,
        keys: Iterable[int],
        *,
        identity: Iterable[int] = (),
        limit: int = 300,
        best: int = 40,
        least: float = _STRANGER,
    ) -> list[int]:
        """Return the row numbers of the ``best`` people who share most with a query, rarest keys first.

        A key shared by n of N people weighs log2(N / n). A key shared by more than ``limit`` people adds
        weight to those found, and finds people only when no rarer key did. The keys in ``identity`` (numbers)
        weigh 30 more (matching §3).
        """
        numbers = frozenset(identity)
        with _reading():
            lists = [(self._sharing(key), key in numbers) for key in dict.fromkeys([*keys, *numbers])]
        weights: dict[int, float] = {}
        for pairs, is_number in sorted((found for found in lists if found[0]), key=lambda c: len(c[0])):
            weight = math.log2(max(2.0, self.count / len(pairs)))
            weight += _IDENTITY_BONUS if is_number else 0.0
            if weights and len(pairs) > limit:
                _weigh_more(weights, pairs, weight)
            else:
                for pair in pairs[:limit]:
                    person = pair & _PERSON
                    weights[person] = weights.get(person, 0.0) + weight
        enough = max(weights.values(), default=0.0) * least
        ranked = [(-weight, p) for p, weight in weights.items() if weight >= enough]
        return [p for _, p in heapq.nsmallest(best, ranked)]

    def _sharing(self, key: int) -> "array[int]":
        """Return the sorted pairs of a key, one per person who shares it."""
        low = key << PAIR_BITS
        high = min(low + (1 << PAIR_BITS), _MOST)  # the last key ends at the largest integer of SQLite
        before = self._connection.execute(_BLOCK_BEFORE, (low,)).fetchall()
        pairs = array("q", before[0][0]) if before else array("q")
        end = bisect_left(pairs, high)
        of_key = pairs[bisect_left(pairs, low) : end]
        if end == len(pairs):  # the key may continue in the next blocks
            for (packed,) in self._connection.execute(_BLOCKS_AFTER, (low, high, _LONGEST)):
                following = array("q", packed)
                of_key += following[: bisect_left(following, high)]
        return of_key

    def names_with_prefix(self, prefix: str, *, year: int | None = None, limit: int = 50) -> list[int]:
        """Return the row numbers of people born in the year whose folded name has this prefix."""
        with _reading():
            born = "AND substr(birth_date, 1, 4) = ?" if year else ""
            sql = (
                f"SELECT id FROM person WHERE name_fold >= ? AND name_fold < ? {born} "
                "ORDER BY name_fold LIMIT ?"
            )
            years = (f"{year:04d}",) if year else ()
            rows = self._connection.execute(sql, (prefix, prefix + "\U0010ffff", *years, limit)).fetchall()
        return [row[0] for row in rows]

    def bearers(self, name_fold: str, year: str = "") -> int:
        """Count the people of this folded name, born in the year when one is given, up to 200."""
        born, asked = ("AND substr(birth_date, 1, 4) = ?", (name_fold, year)) if year else ("", (name_fold,))
        sql = f"SELECT count(*) FROM (SELECT 1 FROM person WHERE name_fold = ? {born} LIMIT {_BEARERS})"
        with _reading():
            count: int = self._connection.execute(sql, asked).fetchone()[0]
        return count

    def close(self) -> None:
        """Close the file; every later query raises StoreProblem."""
        self._connection.close()


def people_of(path: Path, key: bytes) -> tuple[dict[str, str], Generator[dict[str, str]]]:
    """Return the meta values of a file of any version, and its people in the order of writing.

    The file stays open until the last row is read or the iterator is closed. StoreProblem when it cannot be
    read.
    """
    connection, meta = _connect(path, key)

    def rows() -> Generator[dict[str, str]]:
        with contextlib.closing(connection), _opening():
            for values in connection.execute(f"SELECT {_COLUMNS} FROM person ORDER BY id"):
                yield dict(zip(PERSON_COLUMNS, values, strict=True))

    return meta, rows()


def _connect(path: Path, key: bytes) -> tuple[Any, dict[str, str]]:
    """Open a file read-only, whatever its version; its meta is empty when it is no registry file."""
    if not path.is_file():
        raise StoreProblem("Không thấy tệp bản sao CSDL dân cư. Hãy nạp lại gói bản sao.")
    with _opening():
        # immutable: nothing writes to the file after its rename, so reading needs no locks
        where = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        connection = sqlcipher.connect(where, uri=True, check_same_thread=False, isolation_level=None)
        try:
            prepare(connection, key)
            connection.execute("PRAGMA cache_size = -24576")
            own = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            return connection, dict(connection.execute("SELECT key, value FROM meta")) if own else {}
        except BaseException:
            connection.close()
            raise


def _weigh_more(weights: dict[int, float], pairs: "array[int]", weight: float) -> None:
    """Add the weight of a common key to the few people already found."""
    of_key = pairs[0] & ~_PERSON
    for person in weights:
        place = bisect_left(pairs, of_key | person)
        if place < len(pairs) and pairs[place] == of_key | person:
            weights[person] += weight


@contextlib.contextmanager
def _opening() -> Iterator[None]:
    """Turn an error of the database into words."""
    try:
        yield
    except sqlcipher.Error as error:
        raise StoreProblem(
            "Không mở được bản sao CSDL dân cư: tệp hỏng hoặc sai khóa. Hãy nạp lại gói bản sao."
        ) from error


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    """Turn a database error into StoreProblem: a failed search must not look like an empty one."""
    try:
        yield
    except sqlcipher.Error as error:
        raise StoreProblem(
            "Tìm kiếm bị lỗi: không đọc được bản sao CSDL dân cư. Đây không phải là kết quả “không thấy”. "
            "Hãy khóa rồi mở lại phần mềm; nếu vẫn lỗi, nạp lại gói bản sao."
        ) from error

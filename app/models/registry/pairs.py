"""The pairs of key and row number of a registry file: gathered chunk by chunk, sorted part by part.

Both are pure work on plain values, done here or, for many rows, by worker processes; those import this module
and matching, and so no database.
"""

from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

from app.process import worker_process

Row = tuple[str, ...]
"""What a row says, under PERSON_COLUMNS: a tuple, since a worker is handed a million of them."""
Indexer = Callable[[Row], tuple[Iterable[int], Iterable[tuple[str, str]], str]]
"""What a row is found and weighed by: signed 32-bit keys, (kind, word) pairs to count, the folded name."""
Block = tuple[int, bytes]
"""The first pair and all pairs, in order, as native 64-bit numbers."""

PAIR_BITS = 32
"""A pair is key << 32 | row number."""
_PART_BITS = 6
_HALF = 1 << _PART_BITS - 1
PARTS = range(-_HALF, _HALF)
"""Pairs are sorted in parts by the first bits of their keys, which bounds the memory of a large registry."""
# A block: four fill a page of 4096 bytes beside SQLCipher's 80. One a page would do, but what is read is
# wiped from memory afterwards, which costs as much as the page.
_PAIRS = 122
# Rows: of a larger chunk the words weigh more in memory, here and at the workers, and nothing is done sooner.
_CHUNK = 1000
_ALONE = 20_000  # rows: so many are done sooner than workers have started
_AHEAD = 2  # pieces of work in the hands of each worker

_Work = TypeVar("_Work")
_Done = TypeVar("_Done")


class Gathered(NamedTuple):
    """What is known of some rows that follow each other."""

    folded: list[str]  # their names
    words: Counter[tuple[str, str]]
    pairs: list[bytes]  # by part


def gather(number: int, rows: list[Row], index: Indexer) -> Gathered:
    """Index rows, the first of which has this number."""
    parts = {part: array("q") for part in PARTS}
    add = {part: pairs.append for part, pairs in parts.items()}
    folded: list[str] = []
    words: list[tuple[str, str]] = []
    for own, row in enumerate(rows, number):
        keys, counts, name = index(row)
        for key in keys:
            add[key >> PAIR_BITS - _PART_BITS](key << PAIR_BITS | own)
        words += counts
        folded.append(name)
    return Gathered(folded, Counter(words), [parts[part].tobytes() for part in PARTS])


def blocks(pairs: bytes) -> list[Block]:
    """Sort the pairs of one part and cut them into blocks."""
    ordered = array("q", sorted(array("q", pairs)))
    return [(ordered[n], ordered[n : n + _PAIRS].tobytes()) for n in range(0, len(ordered), _PAIRS)]


class Workers:
    """Processes that gather, and others that sort; they start with the first row that is worth it, if at all.

    Those that gathered hold matching and its caches, which sorting does not need, and those that sorted their
    last part, which indexing does not: each end with their work.
    """

    def __init__(self, count: int) -> None:
        """Have at most so many; with fewer than two everything is done in this process."""
        self._count = count
        self._needed = False
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def gather(self, rows: Iterable[Row], index: Indexer) -> Iterator[tuple[list[Row], Gathered]]:
        """Yield the rows chunk by chunk in their order, indexed."""
        chunks = _chunks(iter(rows))
        for number, chunk in islice(chunks, _ALONE // _CHUNK):
            yield chunk, gather(number, chunk, index)
        first = list(islice(chunks, 1))
        self._needed = bool(first) and self._count > 1
        work = ((number, chunk, index) for number, chunk in chain(first, chunks))
        for (_, chunk, _), gathered in self._each(_gather, work):
            yield chunk, gathered

    def blocks(self, parts: Iterable[bytes]) -> Iterator[list[Block]]:
        """Yield the blocks of each part."""
        return (found for _, found in self._each(blocks, parts))

    def _each(self, do: Callable[[_Work], _Done], work: Iterable[_Work]) -> Iterator[tuple[_Work, _Done]]:
        """Do every piece, in order, a bounded number of them at the workers."""
        if not self._needed:
            for piece in work:
                yield piece, do(piece)
            return
        self._pool = worker_process.pool(self._count)
        waiting: deque[tuple[_Work, Future[_Done]]] = deque()
        for piece in work:
            waiting.append((piece, self._pool.submit(do, piece)))
            if len(waiting) >= self._count * _AHEAD:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()
        self._end()


def _chunks(rows: Iterator[Row]) -> Iterator[tuple[int, list[Row]]]:
    """Yield rows that follow each other with the number of the first."""
    number = 1
    while chunk := list(islice(rows, _CHUNK)):
        yield number, chunk
        number += len(chunk)


def _gather(work: tuple[int, list[Row], Indexer]) -> Gathered:
    return gather(*work)

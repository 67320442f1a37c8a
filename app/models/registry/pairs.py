"""Pairs of key and row number for a registry file: gathered by chunks, sorted by parts.

Both steps are pure. Worker processes do them for many rows; they import this module and matching, but no
database.
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
"""The words of a row under PERSON_COLUMNS; a tuple, because workers get a million of them."""
Indexer = Callable[[Row], tuple[Iterable[int], Iterable[tuple[str, str]], str]]
"""Returns the signed 32-bit keys of a row, its (kind, word) pairs to count, and the folded name."""
Block = tuple[int, bytes]
"""The first pair and all pairs, in order, as native 64-bit numbers."""

PAIR_BITS = 32
"""A pair is key << 32 | row number."""
_PART_BITS = 6
_HALF = 1 << _PART_BITS - 1
PARTS = range(-_HALF, _HALF)
"""Pairs are sorted in parts by the first bits of their keys, which bounds the memory of a large registry."""
# Pairs in a block: four blocks fill a page of 4096 bytes less SQLCipher's 80. One block a page would also do,
# but wiping what was read from memory costs as much as reading the page.
_PAIRS = 122
# Rows in a chunk: a larger chunk costs memory here and in the workers, and saves no time.
_CHUNK = 1000
_ALONE = 20_000  # rows: this process does fewer before workers have even started
_AHEAD = 2  # pieces of work queued per worker

_Work = TypeVar("_Work")
_Done = TypeVar("_Done")


class Gathered(NamedTuple):
    """The index of some consecutive rows."""

    folded: list[str]  # their names
    words: Counter[tuple[str, str]]
    pairs: list[bytes]  # by part


def gather(number: int, rows: list[Row], index: Indexer) -> Gathered:
    """Index consecutive rows; ``number`` is the number of the first."""
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
    """Processes that gather, and others that sort; they start only when there are enough rows.

    Gathering processes hold matching and its caches, sorting processes their last part. Each kind ends after
    its step to free this memory.
    """

    def __init__(self, count: int) -> None:
        """Set the most processes to start; with fewer than two this process does everything."""
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
        """Yield the result of every piece in order, with a bounded number queued at the workers."""
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
    """Yield chunks of consecutive rows, each with the number of its first row."""
    number = 1
    while chunk := list(islice(rows, _CHUNK)):
        yield number, chunk
        number += len(chunk)


def _gather(work: tuple[int, list[Row], Indexer]) -> Gathered:
    return gather(*work)

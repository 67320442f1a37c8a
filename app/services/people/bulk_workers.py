"""Bulk linking in several processes; each opens the registry file."""

import gc
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import islice
from pathlib import Path

from app.errors import StoreProblem
from app.models.registry.reading import Registry
from app.process import worker_process
from app.services.people import bulk
from app.services.people.bulk import EntryJob, Linked

_CHUNK = 40  # entries handed over at a time
_AHEAD = 3  # chunks queued per worker: the limit keeps memory flat for a file of any length

_given: list[tuple[Path, bytes]] = []  # global: a worker has no other place to keep it


def link_all(
    path: Path, key: bytes, work: Iterable[EntryJob], *, workers: int = 2
) -> Generator[list[Linked]]:
    """Link every entry and yield the answers in the same order; with one worker no process starts.

    The key goes to the workers through their pipes. An error of a worker is raised here, StoreProblem too.
    Closing the iterator stops the workers.
    """
    if workers < 2:
        registry = Registry.open(path, key)
        try:
            for job in work:
                yield bulk.link(registry, job)
        finally:
            registry.close()
        return
    pool = worker_process.pool(workers, _begin, path, key)
    try:
        yield from _hand_out(pool, iter(work), workers * _AHEAD)
    except BrokenProcessPool as error:
        raise StoreProblem("Một tiến trình đối chiếu đã dừng đột ngột, có thể vì thiếu bộ nhớ.") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _hand_out(pool: ProcessPoolExecutor, work: Iterator[EntryJob], most: int) -> Iterator[list[Linked]]:
    """Keep a bounded number of chunks under way."""
    waiting: deque[Future[list[list[Linked]]]] = deque()
    while chunk := list(islice(work, _CHUNK)):
        waiting.append(pool.submit(_link_chunk, chunk))
        if len(waiting) >= most:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _begin(path: Path, key: bytes) -> None:
    """Set the file that a worker opens with its first entries, so that a failure is their error."""
    _given.append((path, key))


@cache
def _registry() -> Registry:
    """Open the registry in a worker."""
    registry = Registry.open(*_given[0])
    # look-ups make no cycles, so the collector would scan their objects again and again in vain
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    return registry


def _link_chunk(chunk: list[EntryJob]) -> list[list[Linked]]:
    """Link a few entries in a worker."""
    return [bulk.link(_registry(), job) for job in chunk]

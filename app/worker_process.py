"""Worker processes for long work: started everywhere as on Windows, as closed to others as their parent."""

import multiprocessing
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor


def pool(count: int, start: Callable[..., None] | None = None, *arguments: object) -> ProcessPoolExecutor:
    """Return a pool of processes that start with the first work; each calls ``start(*arguments)`` first.

    What a worker needs to know in secret goes in the arguments, which travel through its pipe.
    """
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, context, initializer=_begin, initargs=(start, arguments))


def _begin(start: Callable[..., None] | None, arguments: tuple[object, ...]) -> None:
    harden()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which stops its workers
    if start is not None:
        start(*arguments)


def harden() -> None:
    """Keep keys out of core dumps and away from other processes of the user (Linux)."""
    if sys.platform != "linux":
        return
    import ctypes
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pr_set_dumpable = 4
    ctypes.CDLL(None).prctl(pr_set_dumpable, 0, 0, 0, 0)

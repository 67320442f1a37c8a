"""Worker processes for long work: started everywhere as on Windows, as closed to others as their parent.

They end with their parent, however it ends, and leave Ctrl+C to it.
"""

import contextlib
import importlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class _Pool(ProcessPoolExecutor):
    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Hand over a call; the processes and threads this starts never see what stops the parent."""
        with _unstopped():
            return super().submit(fn, *args, **kwargs)


def pool(count: int, start: Callable[..., None] | None = None, *arguments: object) -> ProcessPoolExecutor:
    """Return a pool of processes that start with the first work; each calls ``start(*arguments)`` first.

    ``start`` is a function of a module. What a worker needs to know in secret goes in the arguments, which
    travel through its pipe.
    """
    context = multiprocessing.get_context("spawn")
    # by its name: the worker is closed to others before it imports what it needs, which takes a while
    named = (start.__module__, start.__qualname__) if start is not None else None
    with _unstopped():
        return _Pool(count, context, initializer=_begin, initargs=(named, arguments))


@contextlib.contextmanager
def _unstopped() -> Iterator[None]:
    """Hold back the signals that stop a program from this thread and from what it starts.

    A process takes over what is held back: so it cannot be stopped before it can say what it does then. And
    the parent is not stopped in the middle of telling it what it is for. Windows has nothing of the kind.
    """
    if sys.platform == "win32":
        yield
        return
    held = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _begin(named: tuple[str, str] | None, arguments: tuple[object, ...]) -> None:
    """Make a worker out of a process that has just started."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which stops its workers
    harden()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if sys.platform != "win32":  # by this one the parent ends its workers when one of them has died
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM,))
    if named is not None:
        module, start = named
        getattr(importlib.import_module(module), start)(*arguments)


def _end_with_parent() -> None:
    """Wait for the end of the parent and end at once: nobody else would tell a worker that it is over."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def harden() -> None:
    """Keep keys out of core dumps and away from other processes of the user (Linux)."""
    if sys.platform != "linux":
        return
    import ctypes
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pr_set_dumpable = 4
    ctypes.CDLL(None).prctl(pr_set_dumpable, 0, 0, 0, 0)

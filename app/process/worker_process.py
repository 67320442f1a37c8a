"""Worker processes for long work: spawned on every system, and hardened like their parent.

They end with their parent in any case, and ignore Ctrl+C.
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
        """Submit a call; the processes and threads started by it get no stop signals."""
        with _stop_signals_blocked():
            return super().submit(fn, *args, **kwargs)


def pool(count: int, start: Callable[..., None] | None = None, *arguments: object) -> ProcessPoolExecutor:
    """Return a pool whose processes start with the first work and call ``start(*arguments)`` first.

    ``start`` is a function of a module. Secrets go into the arguments, which travel through a pipe.
    """
    context = multiprocessing.get_context("spawn")
    # by name, so that the worker is hardened before its slow imports
    named = (start.__module__, start.__qualname__) if start is not None else None
    with _stop_signals_blocked():
        return _Pool(count, context, initializer=_begin, initargs=(named, arguments))


@contextlib.contextmanager
def _stop_signals_blocked() -> Iterator[None]:
    """Block stop signals in this thread and in the processes and threads that it starts.

    A child inherits the blocked signals, so none can stop it before it sets its handlers. Nor can one stop
    the parent while it sends the child its start data. Windows has no such blocking.
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
    """Set up a worker in a new process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which stops its workers
    harden()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if sys.platform != "win32":  # the parent sends this signal to its workers when one has died
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM,))
    if named is not None:
        module, start = named
        getattr(importlib.import_module(module), start)(*arguments)


def _end_with_parent() -> None:
    """Wait for the end of the parent and exit at once; a worker gets no other notice of it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def harden() -> None:
    """Forbid core dumps and access by the user's other processes, which could reveal keys (Linux)."""
    if sys.platform != "linux":
        return
    import ctypes
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pr_set_dumpable = 4
    ctypes.CDLL(None).prctl(pr_set_dumpable, 0, 0, 0, 0)

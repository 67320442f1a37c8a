"""Runs tests against mutants: a fork for each, in copies of the project, with all libraries loaded before.

The fault is written into the copy, so that programs and workers that a test starts have it too.
"""

import contextlib
import gc
import importlib
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutation.measure import OPTIONS, Runs
from tests.mutation.mutants import Mutant

LEFT_OUT = (".git", ".venv*", ".*_cache", ".hypothesis", "bench-results.json")
LIBRARIES = (
    "PIL.Image",
    "PySide6.QtPrintSupport",
    "PySide6.QtTest",
    "PySide6.QtWidgets",
    "alembic.command",
    "asn1crypto.cms",
    "cryptography.x509",
    "hypothesis",
    "openpyxl",
    "pypdfium2",
    "qtawesome",
    "rapidfuzz.fuzz",
    "reportlab.platypus",
    "sqlalchemy.orm",
    "sqlcipher3.dbapi2",
)
KILLED, SURVIVED, ENDLESS, UNTESTED = "killed", "survived", "endless", "untested"
FAILED, NOTHING_RAN = 1, 5  # of pytest
SPARE_CPU = 15  # to import everything
_EVERY = 0.02


def preload() -> None:
    """Import what tests and the client import from elsewhere, once for all forks."""
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()  # pytest collects garbage at its end: not in what all forks share


def copy_of(root: Path, target: Path) -> Path:
    """Copy the project, with its compiled modules."""
    shutil.copytree(root, target, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return target


def fork(root: Path, work: Callable[[], int], *, cpu: float) -> int:
    """Start a process group that works in a copy as in the project, for so many seconds of the processor."""
    if child := os.fork():
        return child
    status = FAILED  # where the faulty code breaks pytest itself
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with (root / "out.txt").open("w", encoding="utf-8") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
            sys.stdout = sys.stderr = out
            resource.setrlimit(resource.RLIMIT_CPU, (int(cpu), int(cpu) + 5))
            os.chdir(root)
            sys.path.insert(0, str(root))
            for name in [n for n in sys.modules if n.split(".")[0] in {"app", "tests"}]:
                del sys.modules[name]
            sys.modules["__main__"] = ModuleType("__main__")  # or every worker would load this tool
            status = work()
    finally:
        os._exit(status)


class Slot:
    """A copy of the project, and the mutant that runs in it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._child = 0

    def start(self, mutant: Mutant, tests: Sequence[str], seconds: float) -> None:
        """Write the fault and run its tests, which take so many seconds without it."""
        path = self._root / mutant.path
        self._mutant, self._original = mutant, path.read_bytes()
        path.write_text(mutant.source(), encoding="utf-8")
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
            compiled.unlink()
        self._until = time.monotonic() + 600 + 60 * seconds  # others may use the machine
        self._child = fork(self._root, lambda: self._run(tests), cpu=SPARE_CPU + 3 * seconds)

    def _run(self, tests: Sequence[str]) -> int:
        sys.dont_write_bytecode = True
        return int(pytest.main([*OPTIONS, f"--basetemp={self._root / 'tmp'}", *tests]))

    def ended(self) -> tuple[Mutant, str] | None:
        """Return the mutant and what became of it once its tests have ended."""
        child, status = os.waitpid(self._child, os.WNOHANG)
        late = not child and time.monotonic() > self._until
        if not child and not late:
            return None
        self.stop()
        if late:
            os.waitpid(self._child, 0)
        (self._root / self._mutant.path).write_bytes(self._original)
        if late or os.WIFSIGNALED(status):
            return self._mutant, ENDLESS
        code = os.waitstatus_to_exitcode(status)
        if code == NOTHING_RAN:
            raise RuntimeError((self._root / "out.txt").read_text(encoding="utf-8"))
        return self._mutant, KILLED if code else SURVIVED

    def stop(self) -> None:
        """End what still runs of the process group, after a moment in which shared things are given back."""
        until = time.monotonic() + 1
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child, signal.SIGTERM)
            while time.monotonic() < until:
                os.killpg(self._child, 0)
                time.sleep(_EVERY)
            os.killpg(self._child, signal.SIGKILL)


def judge(roots: Sequence[Path], mutants: Sequence[Mutant], runs: Runs) -> Iterator[tuple[Mutant, str]]:
    """Run every mutant, one at a time in each copy, and give what became of it."""
    waiting, free, busy = list(reversed(mutants)), [Slot(root) for root in roots], list[Slot]()
    try:
        while waiting or busy:
            while waiting and free:
                mutant = waiting.pop()
                if tests := runs.of(mutant.path, mutant.lines, mutant.inside):
                    busy.append(free.pop())
                    busy[-1].start(mutant, tests, sum(runs.seconds[test] for test in tests))
                else:
                    yield mutant, UNTESTED
            time.sleep(_EVERY)
            for slot in list(busy):
                if (done := slot.ended()) is not None:
                    busy.remove(slot)
                    free.append(slot)
                    yield done
    finally:
        for slot in busy:
            slot.stop()

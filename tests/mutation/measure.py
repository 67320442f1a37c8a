"""Which test runs which line: every test once, under coverage, one context for each test."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import coverage
import pytest

OPTIONS = ("-q", "-x", "-m", "not soak", "-p", "no:cacheprovider", "--assert=plain")
"""Modules imported before cannot be rewritten; a plain assertion fails as well."""


class Watch:
    """Tells coverage which test runs, or which fixture that several tests share."""

    def __init__(self, cover: coverage.Coverage) -> None:
        self._cover = cover
        self.seconds: dict[str, float] = {}
        self.users: dict[str, list[str]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Function) -> Iterator[None]:
        for name in item.fixturenames:
            self.users.setdefault(f"fixture {name}", []).append(item.nodeid)
        self._cover.switch_context(item.nodeid)
        start = process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = process_time() - start

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef, request) -> Iterator[None]:
        shared = fixturedef.scope != "function"
        if shared:
            self._cover.switch_context(f"fixture {fixturedef.argname}")
        try:
            return (yield)
        finally:
            if shared:
                self._cover.switch_context(request._pyfuncitem.nodeid)


class Runs:
    """How much of the processor each test took, and which tests ran each line."""

    def __init__(self, seconds: dict[str, float], lines: dict[str, dict[int, list[str]]]) -> None:
        self.seconds = seconds
        self._lines = lines

    @classmethod
    def read(cls, path: Path) -> "Runs":
        kept = json.loads(path.read_text(encoding="utf-8"))
        lines = {file: {int(n): tests for n, tests in by.items()} for file, by in kept["lines"].items()}
        return cls(kept["seconds"], lines)

    def of(self, path: str, lines: range, inside: str) -> list[str]:
        """Return the tests to run for a fault, quick ones first.

        What runs when the module is imported (a context without name) any test that uses it may tell.
        """
        by_line = self._lines.get(path, {})
        ran = {test for line in lines for test in by_line.get(line, ())}
        if not inside or "" in ran:
            ran = {test for tests in by_line.values() for test in tests}
        return sorted(ran - {""}, key=lambda test: (self.seconds[test], test))


def measure(root: Path, tests: list[str], out: Path) -> int:
    """Run the tests in ``root`` and write what ran; return the exit status of pytest."""
    sys.dont_write_bytecode = False  # once for all runs to come
    cover = coverage.Coverage(data_file=None, source=["app"], config_file=False)
    watch = Watch(cover)
    cover.start()
    status = pytest.main([*OPTIONS, *tests], plugins=[watch])
    cover.stop()
    data = cover.get_data()
    lines: dict[str, dict[int, list[str]]] = {}
    for file in data.measured_files():
        by_line = {
            line: sorted({test for context in contexts for test in watch.users.get(context, [context])})
            for line, contexts in data.contexts_by_lineno(file).items()
        }
        lines[Path(file).relative_to(root).as_posix()] = by_line
    out.write_text(json.dumps({"seconds": watch.seconds, "lines": lines}), encoding="utf-8")
    return int(status)

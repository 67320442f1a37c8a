"""Hostile words, values and files: what a stick, a page on the web or an enemy may bring."""

import contextlib
import ctypes
import json
import math
import os
import resource
import signal
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning

from app.crypto import canonical
from app.errors import AppError

PIECES = (
    *("Nguyễn", "Thị", unicodedata.normalize("NFD", "Bưởi"), "Ê-đê", "H'Hen", "漢喃", "💐", "K\u0336"),
    *("\0", "\x01", "\x1b[2J", "\t", "\r", "\n", "\u2028", "\x85", "\u200b", "\ufeff", "\u202e", "\u2066"),
    *("\ud800", "\udfff", "\udc80", "\ufffe", "\uffff", "\U0010ffff", "\ue000", "\U000e0041"),
    *("=1+1", "+84", "-1", "@SUM(A1)", "＝1", '"', "'", "''", "%", "_", "\\", "*", "?", "^", "~"),
    *("NEAR(", " OR ", " AND ", " NOT ", "{0}", "%s", "{", "<r>", "_x0041_", "]]>", "&lt;", "--", ";"),
    *("188", "01/1998", "٣", "²", "１９９８", "9" * 30, "30/2/1998", "như trên", "nt", "″", " "),
)
WORDS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
LONG = st.tuples(st.sampled_from(PIECES), st.sampled_from([200, 4001, 32_768, 100_000])).map(
    lambda one: (one[0] * one[1])[: one[1]]
)
TEXTS = st.one_of(WORDS, st.text(st.characters(), max_size=40), LONG)
NUMBERS = st.one_of(
    st.integers(),
    st.sampled_from([-1, 0, 2**31, 2**53, 2**63, 2**64, 10**400, math.nan, math.inf, -math.inf, 1e308, -0.0]),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, WORDS, LONG),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=6,
)
_DEEP = {"lists": b"[" * 200_000, "objects": b'{"a":' * 200_000, "closed": b"[" * 500 + b"]" * 500}
DEEP = st.sampled_from(sorted(_DEEP)).map(_DEEP.__getitem__)


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the way to every value inside a JSON value."""
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in items:
        yield from paths(one, (*at, key))


@st.composite
def spoiled(draw: Any, good: Any) -> Any:
    """Return a JSON value with one or two of its values replaced, removed or joined by others."""
    value = json.loads(json.dumps(good))
    for _ in range(draw(st.integers(1, 2))):
        where = draw(st.sampled_from(list(paths(value))))
        if not where:
            return draw(VALUES)
        inside = value
        for key in where[:-1]:
            inside = inside[key]
        how = draw(st.sampled_from(["replace", "replace", "remove", "join"]))
        if how == "remove":
            del inside[where[-1]]
        elif how == "join" and isinstance(inside, dict):
            inside[draw(WORDS)] = draw(VALUES)
        else:
            inside[where[-1]] = draw(VALUES)
    return value


def written(value: Any, *, escaped: bool = True) -> bytes:
    """Return JSON as any program may write it, NaN and half letters included."""
    return json.dumps(value, ensure_ascii=escaped).encode("utf-8", "surrogatepass")


@st.composite
def changed(draw: Any, good: bytes) -> bytes:
    """Return a good file with some bytes replaced, or cut short, or doubled."""
    content = good
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        content = content[:at] + draw(st.binary(max_size=6)) + content[at + draw(st.integers(0, 6)) :]
    how = draw(st.sampled_from(["whole", "whole", "cut", "twice"]))
    return content[: draw(st.integers(0, len(content)))] if how == "cut" else content * (1 + (how == "twice"))


def files(good: bytes) -> st.SearchStrategy[bytes]:
    """Return files in place of a good one: changed, of any bytes, or JSON with other values."""
    kinds = [changed(good), changed(good), st.binary(max_size=300), DEEP]
    try:
        value = json.loads(good)
    except ValueError:
        return st.one_of(kinds)
    return st.one_of(spoiled(value).map(written), spoiled(value).map(written), *kinds)


def rows(good: bytes) -> st.SearchStrategy[bytes]:
    """Return files of JSON lines in place of a good one."""
    lines = [json.loads(line) for line in good.splitlines()]
    row = st.sampled_from(lines).flatmap(spoiled).map(written)
    some = st.lists(st.one_of(row, DEEP), min_size=1, max_size=3).map(b"\n".join)
    return st.one_of(some, some.map(lambda bad: good + bad), files(good))


def odd_files() -> dict[str, Callable[[Path], None]]:
    """Return what may lie at a path in place of a file, by its name."""

    def link(path: Path, to: str) -> None:
        path.symlink_to(to)

    def huge(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(3 << 30)  # without blocks on the disk

    return {
        "missing": lambda _path: None,
        "folder": lambda path: path.mkdir(),
        "pipe": os.mkfifo,
        "endless": lambda path: link(path, "/dev/zero"),
        "link to itself": lambda path: link(path, path.name),
        "terminal": lambda path: link(path, "/dev/tty"),
        "huge": huge,
        "empty": lambda path: path.write_bytes(b"") and None,
    }


QUICK, ALL = 1, 90  # the soak makes 42.000 attacks
MANY = pytest.mark.parametrize(
    "many", [QUICK, pytest.param(ALL, marks=pytest.mark.soak)], ids=["quick", "soak"]
)
PATIENCE = 60  # seconds; an attack takes milliseconds


def attack(
    strategy: st.SearchStrategy[Any], examples: int, many: int, try_one: Callable[[Any], None]
) -> None:
    """Try so many attacks; in the soak as many times more, others in every run, each in little memory."""

    @settings(
        max_examples=examples * many,
        derandomize=many == QUICK,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def run(one: Any) -> None:
        with contextlib.nullcontext() if many == QUICK else little_memory():
            try_one(one)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)  # what fails may be long: it shall be shown
        run()


LITTLE_MEMORY = 300 << 10  # KiB that one attack may take, what makes it included


@contextlib.contextmanager
def little_memory() -> Iterator[None]:
    """Refuse an attack at whose height the process holds much more than before it."""
    ctypes.CDLL(None).malloc_trim(0)  # what is left of earlier ones would be used again unseen
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")  # the height begins anew
    before = resident("VmRSS")
    yield
    height = resident("VmHWM") - before
    assert height <= LITTLE_MEMORY, f"{height >> 10} MiB"


def resident(which: str) -> int:
    """Return the KiB that this process holds (VmRSS) or held at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(which)).split()[1])


MOST_MEMORY = 1 << 30  # bytes of address space, more than before the attack


class Hanging(BaseException):
    """An attack that did not end; no command catches it."""


@contextlib.contextmanager
def no_hang() -> Iterator[None]:
    """Break off what hangs or swells, so that the test says so."""

    def over(*_about: object) -> None:
        raise Hanging

    before, limits = signal.signal(signal.SIGALRM, over), resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MOST_MEMORY, limits[1]))
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, limits)


def canonical_rows(rows: list[Any]) -> bytes:
    """Return rows of a package; those that cannot stand in one are left out."""
    lines = []
    for row in rows:
        try:
            lines.append(canonical.dumps(row) + b"\n")
        except AppError:
            continue
    return b"".join(lines)

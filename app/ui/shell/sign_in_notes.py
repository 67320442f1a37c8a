"""What the sign-in page remembers beside the store, in the clear: wrong tries in a row, and who came last."""

import contextlib
import json
from pathlib import Path

from app import atomic

_FAILURES = "sign-in-failures.json"
_LAST = "sign-in-last.json"


def failures(folder: Path) -> int:
    """Return how many wrong passwords came in a row."""
    try:
        return int(json.loads((folder / _FAILURES).read_text())["failures"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def keep_failures(folder: Path, count: int) -> None:
    """Remember them; starting the program again does not shorten the wait."""
    path = folder / _FAILURES
    if count or path.exists():
        _write(path, {"failures": count})


def last(folder: Path) -> str:
    """Return the login of who signed in last; empty when it is not known."""
    try:
        return str(json.loads((folder / _LAST).read_text(encoding="utf-8"))["login"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def keep_last(folder: Path, login: str) -> None:
    """Remember who signs in: after a lock the same officer goes on."""
    _write(folder / _LAST, {"login": login})


def _write(path: Path, value: object) -> None:
    with contextlib.suppress(OSError):  # a full disk: what is in memory goes on
        atomic.write(path, json.dumps(value).encode())

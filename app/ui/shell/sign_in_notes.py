"""Notes of the sign-in page, kept unencrypted beside the store: wrong tries, and the last login."""

import contextlib
import json
from pathlib import Path

from app import atomic

_FAILURES = "sign-in-failures.json"
_LAST = "sign-in-last.json"


def failures(folder: Path) -> int:
    """Return the number of wrong passwords in a row."""
    try:
        return int(json.loads((folder / _FAILURES).read_text())["failures"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def keep_failures(folder: Path, count: int) -> None:
    """Keep the number of wrong passwords: a restart must not shorten the wait."""
    path = folder / _FAILURES
    if count or path.exists():
        _write(path, {"failures": count})


def last(folder: Path) -> str:
    """Return the last login; empty when unknown."""
    try:
        return str(json.loads((folder / _LAST).read_text(encoding="utf-8"))["login"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def keep_last(folder: Path, login: str) -> None:
    """Keep the login: after a lock the same officer comes back."""
    _write(folder / _LAST, {"login": login})


def _write(path: Path, value: object) -> None:
    with contextlib.suppress(OSError):  # on a full disk the values in memory still count
        atomic.write(path, json.dumps(value).encode())

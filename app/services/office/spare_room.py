"""Room on the disk that is held free for what was typed last: a lock may come when the disk is full."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from app import atomic

_FILE = "store.spare"
_BYTES = 256 << 10


def hold(folder: Path, *, random: Callable[[int], bytes]) -> None:
    """Hold room in a folder, unless it is held already; a disk that is full by now holds none."""
    if not (folder / _FILE).exists():
        with contextlib.suppress(OSError):
            atomic.write(folder / _FILE, random(_BYTES))  # zeros would take no room on some disks


def give(folder: Path) -> bool:
    """Give the room to whoever writes next; tell whether there was any."""
    try:
        (folder / _FILE).unlink()
    except OSError:
        return False
    return True

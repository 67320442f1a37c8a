"""A process that covers the place of the window from the lock until the next window is there.

It is started with the place alone: it knows no store, no key and no name. A small file beside the store says
where to cover and, once the cover is there, that it is; whoever removes the file ends the cover.
"""

import contextlib
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from app import atomic, side_files

COVER = "--cover"
"""The argument of main.py before the folder of the store."""
COVER_FILE = "cover.json"
LONGEST = 60.0
"""Seconds after which a cover ends although no window came."""
_PATIENCE, _STEP = 3.0, 0.02
_MAIN = Path(__file__).resolve().parents[2] / "main.py"


@dataclass(frozen=True, slots=True)
class CoveredPlace:
    """Where the window is on the screen, its theme, and whether the cover is there."""

    x: int
    y: int
    width: int
    height: int
    theme: str
    shown: bool = False


def place(home: Path) -> CoveredPlace | None:
    """Return where to cover; None without a cover."""
    data = side_files.read_json(home / COVER_FILE)
    if not isinstance(data, dict):
        return None
    x, y, width, height = (data.get(key) for key in ("x", "y", "width", "height"))
    name = data.get("theme")
    if not (isinstance(x, int) and isinstance(y, int) and isinstance(width, int) and isinstance(height, int)):
        return None
    return CoveredPlace(
        x, y, width, height, name if isinstance(name, str) else "", shown=data.get("shown") is True
    )


def cover(home: Path, where: CoveredPlace, *, main: Path = _MAIN) -> "subprocess.Popen[bytes] | None":
    """Start the process that covers a place and wait until it does; after three seconds go on without.

    Returns the process, which outlives this one; None when it could not be started.
    """
    try:
        _keep(home, where)
        process = subprocess.Popen(  # noqa: S603 our own program
            [sys.executable, str(main), COVER, str(home)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # whoever reads what the window says must not wait for the cover
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and not _is_shown(home):
        time.sleep(_STEP)
    return process


def say_shown(home: Path, where: CoveredPlace) -> None:
    """Say that the place is covered."""
    with contextlib.suppress(OSError):
        _keep(home, replace(where, shown=True))


def uncover(home: Path) -> None:
    """End the cover, if there is one: the next window is there."""
    with contextlib.suppress(OSError):
        (home / COVER_FILE).unlink(missing_ok=True)


def _keep(home: Path, where: CoveredPlace) -> None:
    atomic.write(home / COVER_FILE, json.dumps(asdict(where)).encode())


def _is_shown(home: Path) -> bool:
    now = place(home)
    return now is None or now.shown

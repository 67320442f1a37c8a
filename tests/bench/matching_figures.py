"""What the bench ``matching`` measures by: times as percentiles, and memory."""

import contextlib
import re
import statistics
from collections.abc import Sequence
from pathlib import Path

_PARENT = re.compile(r"^PPid:\s+(\d+)", re.MULTILINE)
_RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)
Times = dict[str, float]
"""Milliseconds: ``p50``, ``p95``, ``p99``, ``worst``."""


def times(milliseconds: Sequence[float]) -> Times:
    """Sum up at least two measured times."""
    cuts = statistics.quantiles(milliseconds, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "worst": max(milliseconds)}


def peak_mb() -> int:
    """Read the most memory this process has held, MB; 0 where the system does not tell.

    Not ``ru_maxrss``: that keeps what the parent held when it started us.
    """
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii")) if status.exists() else None
    return int(found[1]) >> 10 if found else 0


def together_mb(first: int) -> int:
    """Read what a process and all that descend from it hold now, MB; 0 where the system does not tell.

    The sum of their resident sets: pages they share, as those of libraries, count for each, so that it is
    rather too much. (What is private to workers that are closed to others only they themselves may read.)
    """
    children: dict[int, list[int]] = {}
    held: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):  # it has ended since
            text = status.read_text(encoding="ascii", errors="replace")
            number = int(status.parent.name)
            children.setdefault(int(_PARENT.findall(text)[0]), []).append(number)
            held[number] = sum(map(int, _RESIDENT.findall(text)))
    together, left = 0, [first]
    while left:
        process = left.pop()
        together += held.get(process, 0)
        left += children.get(process, [])
    return together >> 10

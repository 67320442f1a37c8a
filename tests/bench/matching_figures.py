"""What the bench ``matching`` keeps: its figures in bench-results.json, and times as percentiles."""

import contextlib
import json
import re
import statistics
from collections.abc import Sequence
from pathlib import Path

RESULTS = Path("bench-results.json")
_PARENT = re.compile(r"^PPid:\s+(\d+)", re.MULTILINE)
_RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)
Times = dict[str, float]
"""Milliseconds: ``p50``, ``p95``, ``p99``, ``worst``."""


class Figures:
    """The figures of one bench: those of an earlier run go, each new one is written at once."""

    def __init__(self, bench: str, results: Path = RESULTS) -> None:
        self._bench, self._results = bench, results
        self._found: dict[str, dict[str, float | str]] = {}
        self._write()

    def ours_by_peer(self, name: str, ours: float, peer: float, peer_name: str, unit: str) -> None:
        """Keep a figure whose ratio is ours / peer."""
        self._add(name, ours, peer, peer_name, f"{unit}; ratio = ours / peer", ours / peer)

    def peer_by_ours(self, name: str, ours: float, peer: float, peer_name: str, unit: str) -> None:
        """Keep a figure whose ratio is peer / ours."""
        self._add(name, ours, peer, peer_name, f"{unit}; ratio = peer / ours", peer / ours)

    def _add(self, name: str, ours: float, peer: float, peer_name: str, unit: str, ratio: float) -> None:
        self._found[name] = {
            "ours": round(ours, 4),
            "peer": round(peer, 4),
            "peer_name": peer_name,
            "ratio": round(ratio, 3),
            "unit": unit,
        }
        self._write()

    def _write(self) -> None:
        known = json.loads(self._results.read_text(encoding="utf-8")) if self._results.exists() else {}
        text = json.dumps(known | {self._bench: self._found}, ensure_ascii=False, indent=2)
        self._results.write_text(text + "\n", encoding="utf-8")


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

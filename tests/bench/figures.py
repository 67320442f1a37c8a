"""Where a bench keeps its figures: bench-results.json, one object for each bench."""

import json
from collections.abc import Mapping
from pathlib import Path

RESULTS = Path("bench-results.json")


class Figures:
    """The figures of one bench: those of an earlier run go, each new one is written at once."""

    def __init__(self, bench: str, results: Path = RESULTS) -> None:
        self._bench, self._results = bench, results
        self._found: dict[str, dict[str, float | str]] = {}
        self._write()

    @property
    def found(self) -> Mapping[str, Mapping[str, float | str]]:
        """Return the figures so far."""
        return self._found

    def ours_by_peer(self, name: str, ours: float, peer: float, peer_name: str, unit: str) -> None:
        """Keep a figure whose ratio is ours / peer."""
        self._add(name, ours, peer, peer_name, f"{unit}; ratio = ours / peer", ours / peer)

    def peer_by_ours(self, name: str, ours: float, peer: float, peer_name: str, unit: str) -> None:
        """Keep a figure whose ratio is peer / ours."""
        self._add(name, ours, peer, peer_name, f"{unit}; ratio = peer / ours", peer / ours)

    def alone(self, name: str, ours: float, unit: str) -> None:
        """Keep a figure that no peer was measured beside: it has no ratio."""
        self._found[name] = {"ours": round(ours, 4), "unit": unit}
        self._write()

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

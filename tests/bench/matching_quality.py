"""Linking whole invented cases by the client and by its peers, and how well each did."""

import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.bench import peers
from tests.bench.cases import score
from tests.bench.cases.score import Score

ROOT = Path(__file__).parents[2]
OURS = "ours"
PEER_NAMES = {
    "splink": "Splink 5",
    "recordlinkage": "Record Linkage Toolkit",
    "wratio": "RapidFuzz WRatio",
    "token_sort": "RapidFuzz token_sort_ratio",
    "exact": "equality of name and date",
}
_PROBABLE = (OURS, "splink", "recordlinkage")  # the others' scores are no probabilities
_SAID = re.compile(r" ([\d.]+) s(?:,|$)", re.MULTILINE)
HEAD = (
    f"{'case':<11}{'by':<15}{'link F1':>8}{'decided':>9}{'fields P':>9}{'R':>7}"
    f"{'false cons.':>12}{'to check':>10}{'recall@10':>11}{'Brier':>8}{'s':>7}"
)


class Case(NamedTuple):
    """An invented case: rows of the registry, records, seed, and how the books are written."""

    people: int
    records: int
    seed: int
    style: str

    @property
    def name(self) -> str:
        size = f"{self.people // 1000}k" if self.people < 1_000_000 else f"{self.people // 1_000_000}M"
        return f"{size} {self.style}"

    def write(self, folder: Path) -> Path:
        """Write the case in a process of its own, as it needs up to 1 GB; return its folder."""
        out = folder / f"{self.style}-{self.people}-{self.seed}"
        command = [sys.executable, "-m", "tests.bench.cases", "--out", str(out), "--style", self.style]
        sizes = ["--people", str(self.people), "--records", str(self.records), "--seed", str(self.seed)]
        subprocess.run([*command, *sizes], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        return out


@dataclass(frozen=True)
class Run:
    """What linking a case took; ``seconds`` is without ``build_s``, ``cpu_s`` with it, both processes."""

    seconds: float
    cpu_s: float
    build_s: float = 0.0


def ours(case: Path, out: Path) -> Run:
    """Link a case by ``main.py link`` with two workers."""
    command = [sys.executable, "main.py", "link", "--registry", str(case / "registry.csv.gz")]
    command += ["--records", str(case / "records.jsonl"), "--out", str(out), "--workers", "2"]
    before = _cpu()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    build, link = (float(seconds) for seconds in _SAID.findall(done.stdout)[:2])
    return Run(link, _cpu() - before, build)


def peer(name: str, case: Path, out: Path) -> Run:
    """Link a case by a peer; the search for its best threshold is not counted. Raises PeerFailed."""
    figures = peers.run(name, case, out)
    return Run(figures["total_s"] - figures["write_s"], figures["cpu_s"])


def _cpu() -> float:
    """Return the CPU seconds of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def judged(case: Case, by: str, folder: Path, predictions: Path, run: Run) -> Score:
    """Score predictions, print them as a line of the table and return the score."""
    found = score.score(folder / "truth.jsonl", predictions)
    brier = f"{found.brier:8.4f}" if by in _PROBABLE and found.brier is not None else f"{'–':>8}"
    recall = f"{found.recall_at_10:11.4f}" if found.recall_at_10 is not None else f"{'–':>11}"
    print(
        f"{case.name:<11}{by:<15}{found.link.f1:8.4f}{found.decision:9.4f}{found.fields.precision:9.4f}"
        f"{found.fields.recall:7.4f}{found.false_consistent:12.4f}{found.check:10.4f}{recall}{brier}{run.seconds:7.1f}",
        flush=True,
    )
    return found

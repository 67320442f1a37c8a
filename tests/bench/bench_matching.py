"""Linking invented books with invented registries of 20,000 to a million people, beside other linkers.

``./test bench matching`` writes every case itself; ``./test bench matching --quick`` leaves out the million
and the slow peers. A peer that cannot run, or a part that fails, is named and its figures are left out.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.errors import AppError
from tests.bench import matching_calibration, matching_million, matching_quality, peers
from tests.bench.cases.score import Score
from tests.bench.figures import Figures
from tests.bench.matching_build import build_1m
from tests.bench.matching_calibration import QUICK, SERIES, gather, shares, worst
from tests.bench.matching_quality import OURS, PEER_NAMES, Case, Run, judged
from tests.bench.peers import PeerFailed

SMALL = (Case(20_000, 3000, 11, "plain"), Case(20_000, 3000, 12, "harsh"))
MIDDLE = Case(150_000, 10_000, 13, "plain")
HARSH = Case(150_000, 10_000, 14, "harsh")
MILLION = Case(1_000_000, 10_000, 15, "harsh")
SLOW = ("recordlinkage", "wratio")
FAST = ("exact", "splink")
MEASURES: dict[str, Callable[[Score], float]] = {
    "link_f1": lambda found: found.link.f1,
    "decision": lambda found: found.decision,
}


class Bench:
    """One run of the bench: its folder, its figures, which peers there are, and what failed."""

    def __init__(self, folder: Path, *, quick: bool) -> None:
        self.folder = folder
        self.quick = quick
        self.figures = Figures("matching")
        self.peers = peers.prepare()
        self.failed: list[str] = []

    def part(self, what: str, work: Callable[[], None]) -> None:
        """Do one part; when it fails print why and go on without its figures."""
        try:
            work()
        except subprocess.CalledProcessError as error:
            said = (error.stderr or "").strip().rpartition("\n")[2]
            self.failed.append(what)
            print(f"{what} failed: {said or error}", flush=True)
        except (AppError, OSError) as error:
            self.failed.append(what)
            print(f"{what} failed: {error}", flush=True)

    def quality(self) -> None:
        """Fill the table of quality case by case; the middle cases come with the races."""
        print(matching_quality.HEAD)
        for case in SMALL:
            folder = case.write(self.folder)
            out = self.folder / "ours.jsonl"
            found = {OURS: judged(case, OURS, folder, out, matching_quality.ours(folder, out))}
            for name in (*FAST, *(() if self.quick else SLOW)):
                self.with_peer(case, name, folder, found)
            self.keep_quality(case, found)

    def races(self) -> None:
        """Race Splink over single persons copied well, then over whole entries as clerks wrote them."""
        self.race(MIDDLE, "bulk_150k")
        self.race(HARSH, "bulk_150k_harsh")

    def race(self, case: Case, figure: str) -> None:
        """Link a middle case by client and Splink in turn, each alone; the better run counts."""
        folder = case.write(self.folder)
        out, theirs = self.folder / "ours.jsonl", self.folder / "splink.jsonl"
        ran: list[Run] = []
        splink: list[Run] = []
        for _ in range(1 if self.quick else 2):
            ran.append(matching_quality.ours(folder, out))
            if self.peers:
                try:
                    splink.append(matching_quality.peer("splink", folder, theirs))
                except PeerFailed as error:
                    print(error, flush=True)
        best = min(ran, key=lambda run: run.seconds)
        found = {OURS: judged(case, OURS, folder, out, best)}
        if splink:
            other = min(splink, key=lambda run: run.seconds)
            found["splink"] = judged(case, "splink", folder, theirs, other)
            self.keep_race(case, figure, best, other)
        else:
            self.figures.alone(
                figure, best.seconds, "s for 10,000 records; two workers, registry built apart"
            )
        for name in ("exact", *(() if self.quick else SLOW)):
            self.with_peer(case, name, folder, found)
        self.keep_quality(case, found)
        if case is HARSH and splink:
            self.keep_headlines(found)

    def million(self) -> None:
        """Build, look up and link with a million people; of the peers only the fast ones take part."""
        case = MILLION.write(self.folder)
        file, out = self.folder / "registry.db", self.folder / "ours.jsonl"
        build_1m(case / "registry.csv.gz", file, self.figures)
        matching_million.look_ups(file, case, self.figures)
        print(matching_quality.HEAD)
        run = matching_million.link(file, case, out)
        file.unlink()
        found = {OURS: judged(MILLION, OURS, case, out, run)}
        for name in FAST:
            self.with_peer(MILLION, name, case, found)
        self.keep_quality(MILLION, found)

    def calibration(self) -> None:
        """Print whether the probabilities given are the shares right."""
        sizes = QUICK if self.quick else SERIES
        found = {size: gather(cases, self.folder) for size, cases in sizes.items()}
        matching_calibration.show(found)
        for size, said in found.items():
            figure = f"calibration_{size.lower()}"
            self.figures.alone(figure, worst(shares(said)), "most that a tenth is off: said against right")

    def with_peer(self, case: Case, name: str, folder: Path, found: dict[str, Score]) -> None:
        """Link a case by a peer and add its score; when it fails print why."""
        if not self.peers:
            return
        out = self.folder / f"{name}.jsonl"
        try:
            run = matching_quality.peer(name, folder, out)
        except PeerFailed as error:
            print(error, flush=True)
            return
        found[name] = judged(case, name, folder, out, run)

    def keep_race(self, case: Case, figure: str, best: Run, other: Run) -> None:
        """Keep the figures of a race."""
        name = PEER_NAMES["splink"]
        speed = case.records / best.seconds
        print(
            f"bulk, {case.name}, two workers: {best.seconds:.1f} s = {speed:,.0f} records/s; registry built "
            f"apart in {best.build_s:.1f} s; CPU of both {best.cpu_s:.1f} s\n"
            f"bulk, {case.name}, {name}: {other.seconds:.1f} s; CPU {other.cpu_s:.1f} s",
            flush=True,
        )
        unit = f"s for 10,000 records ({case.style}), the better of two; two workers, registry built apart"
        self.figures.peer_by_ours(figure, best.seconds, other.seconds, name, unit)
        unit = "CPU s of all processes, with the registry build"
        self.figures.peer_by_ours(f"{figure}_cpu", best.cpu_s, other.cpu_s, name, unit)

    def keep_headlines(self, found: dict[str, Score]) -> None:
        """Keep how well the harsh middle case was linked beside Splink."""
        name, ours, theirs = PEER_NAMES["splink"], found[OURS], found["splink"]
        self.figures.ours_by_peer("link_f1", ours.link.f1, theirs.link.f1, name, "F1 of links")
        self.figures.ours_by_peer(
            "decision", ours.decision, theirs.decision, name, "share of records decided as accepted"
        )

    def keep_quality(self, case: Case, found: dict[str, Score]) -> None:
        """Keep F1 and decisions beside the best peer of the case, where any peer ran."""
        others = {name: score for name, score in found.items() if name != OURS}
        tag = case.name.lower().replace(" ", "_")
        for what, value in MEASURES.items():
            if not others:
                self.figures.alone(f"{what}_{tag}", value(found[OURS]), "of this case")
                continue
            name, peer = max(((n, value(s)) for n, s in others.items()), key=lambda pair: pair[1])
            unit = "of this case; the peer is the best of all"
            self.figures.ours_by_peer(f"{what}_{tag}", value(found[OURS]), peer, PEER_NAMES[name], unit)


def main() -> None:
    """Run every part, print tables as it goes and write bench-results.json."""
    _run(quick=False)


def quick() -> None:
    """Run without the million and the slow peers."""
    _run(quick=True)


def _run(*, quick: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-matching-") as name:
        bench = Bench(Path(name), quick=quick)
        bench.part("quality", bench.quality)
        bench.part("bulk", bench.races)
        bench.part("calibration", bench.calibration)
        if not quick:
            bench.part("million", bench.million)
    if bench.failed:
        sys.exit(f"failed: {', '.join(bench.failed)}")

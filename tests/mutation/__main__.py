"""Put small faults into the code and tell which no test notices: ``./test mutate [PATH…]``.

Without paths: services, crypto and triggers. ``--sample N`` takes N of all mutants, the same ones for the
same ``--seed``. Survivors that stay are named with the reason in accepted.toml.
"""

import argparse
import hashlib
import os
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.mutation import mutants
from tests.mutation.measure import Runs, measure
from tests.mutation.mutants import Mutant
from tests.mutation.running import ENDLESS, KILLED, SURVIVED, UNTESTED, copy_of, fork, judge, preload

USUAL = ("app/services/**/*.py", "app/crypto/**/*.py", "app/models/**/triggers.py")
TESTS = ["tests/unit", "tests/faults"]  # each test of tests/e2e makes a commune first
ACCEPTED = Path(__file__).with_name("accepted.toml")
COPIES = 2
IN_MEMORY = Path("/dev/shm")  # where a store that is flushed waits for no disk
Outcome = tuple[Mutant, str]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./test mutate", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    root = Path.cwd()
    found = [m for path in files(root, options.paths) for m in mutants.of_file(root, path)]
    chosen = sample(found, options.sample or len(found), options.seed)
    print(f"{len(chosen)} of {len(found)} mutants, seed {options.seed}", flush=True)
    began = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # what was copied goes
    preload()
    place = IN_MEMORY if IN_MEMORY.exists() else None
    with tempfile.TemporaryDirectory(prefix="mutate-", dir=place) as folder:
        outcomes = run(root, Path(folder), chosen, TESTS)
    stay = accepted(ACCEPTED)
    show(outcomes, stay)
    paths, known = {m.path for m in found}, {m.key[:4] for m in found}
    for one in sorted(one for one in stay if one[0] in paths and one not in known):
        print(f"{ACCEPTED.name} names what is there no more: {', '.join(one)}")
    print(f"{time.monotonic() - began:.0f} s for all")
    return 0


def files(root: Path, paths: Sequence[Path]) -> list[Path]:
    """Return the modules to mutate: those named, those in the folders named, else the usual ones."""
    if not paths:
        return sorted(path for pattern in USUAL for path in root.glob(pattern))
    whole = [path.resolve() for path in paths]
    return sorted({module for path in whole for module in (path.rglob("*.py") if path.is_dir() else [path])})


def sample(found: Sequence[Mutant], size: int, seed: int) -> list[Mutant]:
    """Choose by a hash of each: a change of one file leaves the choice in others as it was."""

    def rank(mutant: Mutant) -> bytes:
        return hashlib.sha256(repr((seed, *mutant.key)).encode()).digest()

    return sorted(sorted(found, key=rank)[:size], key=lambda m: (m.path, m.line))


def run(root: Path, folder: Path, chosen: Sequence[Mutant], tests: list[str]) -> list[Outcome]:
    """Measure which test runs what, then run the mutants; stop when a test fails without any fault."""
    first, kept = copy_of(root, folder / "0"), folder / "runs.json"
    child = fork(first, lambda: measure(first, tests, kept), cpu=3600)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise SystemExit(f"tests fail without a fault:\n{(first / 'out.txt').read_text(encoding='utf-8')}")
    runs = Runs.read(kept)
    began = time.monotonic()
    copies = [first, *(copy_of(first, folder / str(n)) for n in range(1, COPIES))]
    done: list[Outcome] = []
    for mutant, outcome in judge(copies, chosen, runs):
        done.append((mutant, outcome))
        if outcome in {SURVIVED, UNTESTED}:
            print(f"{len(done)}/{len(chosen)}  {mutant}", file=sys.stderr, flush=True)
    took = time.monotonic() - began
    print(f"{len(runs.seconds)} tests; {took:.0f} s, {took / len(chosen):.2f} s for a mutant")
    return done


def accepted(path: Path) -> set[tuple[str, str, str, str]]:
    """Read the survivors that stay."""
    kept = tomllib.loads(path.read_text(encoding="utf-8")).get("mutant", [])
    return {(one["file"], one["inside"], one["before"], one["after"]) for one in kept if one["why"]}


def show(outcomes: Iterable[Outcome], stay: set[tuple[str, str, str, str]]) -> float:
    """Print the score of each file and every survivor; return the score of all without those that stay."""
    by_file: dict[str, Counter[str]] = {}
    survivors: list[str] = []
    for mutant, outcome in outcomes:
        dead = outcome in {KILLED, ENDLESS}
        what = "dead" if dead else "stays" if mutant.key[:4] in stay else "alive"
        by_file.setdefault(mutant.path, Counter())[what] += 1
        if what == "alive":
            survivors.append(f"{mutant}{'  (no test runs it)' if outcome == UNTESTED else ''}")
    print("\n".join(sorted(survivors)))
    for path, counts in sorted(by_file.items()):
        print(f"{path:<40}{_score(counts):>6.2f}{counts['dead']:>6} of {counts['dead'] + counts['alive']}")
    together = sum(by_file.values(), Counter())
    print(
        f"score {_score(together):.3f}: {together['dead']} killed, {together['alive']} survive, "
        f"{together['stays']} more stay for a reason"
    )
    return _score(together)


def _score(counts: Counter[str]) -> float:
    return counts["dead"] / ((counts["dead"] + counts["alive"]) or 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Packages beside ``openssl cms`` and the bare checks: time, and the most memory a process needed.

A gigabyte of scans: made and verified, each beside ``openssl cms -sign`` and ``-encrypt`` of the same bytes
on the same disk. A hundred thousand entries: verified beside nothing but the signatures and ``json.loads``
of the same rows. Every measured piece of work is a process of its own (``package_work``), taking turns with
its peer.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.figures import Figures
from tests.bench.package_work import BIG, CERTIFICATE, KEY, PACKAGE

GIB = 1 << 30
ROUNDS = 2
OPENSSL = "openssl"


def work(what: str, folder: Path, *more: str) -> dict[str, float]:
    """Run one piece of work in a process of its own; return its seconds and its most memory in MB."""
    command = [sys.executable, "-m", "tests.bench.package_work", what, str(folder), *more]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout))


def openssl(folder: Path) -> float:
    """Sign and encrypt the same bytes by openssl; return the seconds."""
    sign = f"cms -sign -binary -in {BIG} -signer {CERTIFICATE} -inkey {KEY} -outform DER -out peer.p7s"
    encrypt = f"cms -encrypt -binary -aes-256-gcm -in {BIG} -outform DER -out peer.cms {CERTIFICATE}"
    start = time.perf_counter()
    for command in (sign, encrypt):
        subprocess.run([OPENSSL, *command.split()], cwd=folder, check=True)
    took = time.perf_counter() - start
    (folder / "peer.cms").unlink()
    return took


def scans(folder: Path, size: int, figures: Figures) -> None:
    """Measure a package of scans beside openssl."""
    work("scans", folder, str(size))
    best = dict.fromkeys(("make", "verify", "peer"), float("inf"))
    memory = dict.fromkeys(("make", "verify"), 0.0)
    for _ in range(ROUNDS):
        (folder / PACKAGE).unlink(missing_ok=True)
        for what in ("make", "verify"):
            done = work(what, folder)
            best[what] = min(best[what], done["seconds"])
            memory[what] = max(memory[what], done["megabytes"])
        os.sync()  # what one has written must not be flushed in the time of the other
        best["peer"] = min(best["peer"], openssl(folder))
        os.sync()
    unit, name = f"s for {size >> 20} MiB of scans, the best of {ROUNDS}", "openssl cms -sign and -encrypt"
    for figure, what in (("package_time", "make"), ("verify_time", "verify")):
        figures.ours_by_peer(figure, best[what], best["peer"], name, unit)
        print(f"{figure:<18}{best[what]:>8.2f} s{best['peer']:>8.2f} s  {best[what] / best['peer']:.2f} ×")
        figures.alone(f"package_memory_{what}", memory[what], "MB, the most at any time")
        print(f"  memory          {memory[what]:>8.0f} MB")


def entries(folder: Path, count: int, figures: Figures) -> None:
    """Measure a package of entries beside the bare checks of the same rows."""
    work("entries", folder, str(count))
    best = dict.fromkeys(("verify_entries", "bare"), float("inf"))
    memory = 0.0
    for _ in range(ROUNDS):
        for what in best:
            done = work(what, folder)
            best[what] = min(best[what], done["seconds"])
            memory = max(memory, done["megabytes"] if what == "verify_entries" else 0)
    ours, peer = best["verify_entries"], best["bare"]
    unit = f"s CPU for {count} entries, the best of {ROUNDS}"
    figures.ours_by_peer("verify_entries", ours, peer, "ECDSA and json.loads alone", unit)
    figures.alone("package_memory_entries", memory, "MB, the most at any time")
    print(f"verify_entries    {ours:>8.2f} s{peer:>8.2f} s  {ours / peer:.2f} ×")
    print(f"  memory          {memory:>8.0f} MB")


def measured(size: int, count: int) -> None:
    """Measure both in a folder that goes again; the scans only where openssl is."""
    figures = Figures("package")
    with tempfile.TemporaryDirectory(prefix="bench-package-", dir=Path.cwd()) as name:
        folder = Path(name)
        if shutil.which(OPENSSL):
            scans(folder, size, figures)
        entries(folder, count, figures)


def main() -> None:
    """Measure a gigabyte of scans and a hundred thousand entries."""
    measured(GIB, 100_000)


def quick() -> None:
    """Measure a sixteenth of the scans and two thousand entries."""
    measured(GIB // 16, 2_000)

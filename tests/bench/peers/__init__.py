"""Other linkers beside which the client is measured, run in an environment of their own, ``.venv-bench``."""

import json
import os
import shutil
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).parents[3]
LOCK = ROOT / "requirements-bench.lock"
HOME = ROOT / ".venv-bench"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = HOME / LOCK.name

PEERS = {
    "splink": ("splink_peer",),
    "recordlinkage": ("recordlinkage_peer",),
    "wratio": ("rapidfuzz_peer", "wratio"),
    "token_sort": ("rapidfuzz_peer", "token_sort"),
    "exact": ("exact_peer",),
}
"""Name of a peer → its module here and the arguments before CASE and OUT."""


class PeerFailed(Exception):
    """A peer ended without figures; the text is what it wrote last."""


def prepare() -> bool:
    """Make ``.venv-bench`` from the lock unless it is there; when that fails print why and return False."""
    if STAMP.exists() and STAMP.read_bytes() == LOCK.read_bytes():
        return True
    print("installing what the peers need into .venv-bench (about 700 MB) …")
    venv.create(HOME, clear=True, with_pip=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    done = subprocess.run([*pip, "-r", str(LOCK)], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        print("no peers: they could not be installed. Is there a network?", _last(done.stderr), sep="\n")
        return False
    shutil.copy(LOCK, STAMP)
    return True


def run(peer: str, case: Path, out: Path) -> dict[str, float]:
    """Link a case folder with a peer in its own process, write its predictions to out, return its figures.

    Seconds by step (``…_s``), ``cpu_s`` user and system, ``peak_mb``; F1 of links at the usual threshold and
    at the one that is best on this case (by ``truth.jsonl``; the predictions are those of the best). Call
    ``prepare`` first. Raises PeerFailed.
    """
    module, *options = PEERS[peer]
    command = [str(PYTHON), "-m", f"{__name__}.{module}", *options, str(case.resolve()), str(out.resolve())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PeerFailed(f"{peer}: {_last(done.stderr)}")
    figures: dict[str, float] = json.loads(_last(done.stdout))
    return figures


def _last(text: str) -> str:
    return text.strip().rpartition("\n")[2]


def main(names: list[str]) -> int:
    """Run ``python -m tests.bench.peers CASE OUT-FOLDER [PEER…]`` and print a line of figures for each."""
    if len(names) < 2 or not set(names[2:]) <= set(PEERS):
        print("usage: python -m tests.bench.peers CASE OUT-FOLDER [", " ".join(PEERS), "]")
        return 2
    if not prepare():
        return 1
    case, folder = Path(names[0]), Path(names[1])
    folder.mkdir(parents=True, exist_ok=True)
    for peer in names[2:] or PEERS:
        figures = run(peer, case, folder / f"{peer}.jsonl")
        print(peer, *(f"{key} {value:g}" for key, value in figures.items()), sep="  ", flush=True)
    return 0

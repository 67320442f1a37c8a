"""Building the registry file of a million people beside a plain table of the same rows.

The peer is what one would write first with the standard library: the person table of the same columns in an
unencrypted SQLite file, ``executemany`` from the same CSV, an index of numbers and one of names and dates. It
folds nothing, blocks nothing and protects nothing.
"""

import csv
import gzip
import json
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from app.models.registry.person import PERSON_COLUMNS
from app.progress import silent
from app.services.people.registry_file import build
from tests.bench.figures import Figures
from tests.bench.matching_figures import peak_mb, together_mb

KEY = bytes(range(32))
PLAIN = "stdlib sqlite3, plain person table and two indexes"
_EVERY = 0.25  # s between two looks at the memory of all processes


def build_1m(people_csv: Path, target: Path, figures: Figures) -> None:
    """Build both from a CSV of people (plain or gzip), each in its own process; ours stays in ``target``."""
    beside = target.with_suffix(".plain")
    plain, ours = (_measured(*run) for run in (("plain", people_csv, beside), ("ours", people_csv, target)))
    beside.unlink()
    print(
        f"registry of {ours['people']:,} people: {ours['seconds']:.1f} s, {ours['file_mb']} MB file; "
        f"peak memory {ours['own_mb']} MB, of a worker {ours['worker_mb']} MB, "
        f"of all together {ours['together_mb']} MB\n"
        f"plain table with two indexes: {plain['seconds']:.1f} s, {plain['file_mb']} MB file; "
        f"peak memory {plain['own_mb']} MB",
        flush=True,
    )
    figures.ours_by_peer("build_1m", ours["seconds"], plain["seconds"], PLAIN, "s")
    unit = (
        "MB peak of all processes together, pages they share counted for each; "
        f"the building one {ours['own_mb']} MB, the larger of its workers {ours['worker_mb']} MB"
    )
    figures.ours_by_peer("build_1m_memory", ours["together_mb"], plain["own_mb"], PLAIN, unit)


def _measured(what: str, source: Path, target: Path) -> dict[str, float]:
    """Run one build in a fresh process, whose peak memory is then its own."""
    command = [sys.executable, "-m", "tests.bench.matching_build", what, str(source), str(target)]
    together = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while True:
            try:
                found, _ = process.communicate(timeout=_EVERY)
                break
            except subprocess.TimeoutExpired:
                together = max(together, together_mb(process.pid))
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    figures: dict[str, float] = json.loads(found)
    return figures | {"together_mb": together}


def _people(source: Path) -> Iterator[dict[str, str]]:
    reader = gzip.open if source.suffix == ".gz" else open
    with reader(source, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: row.get(column) or "" for column in PERSON_COLUMNS}


def _plain(source: Path, target: Path) -> int:
    columns = ", ".join(PERSON_COLUMNS)
    connection = sqlite3.connect(target)
    connection.execute(f"CREATE TABLE person (id INTEGER PRIMARY KEY, {columns.replace(',', ' TEXT,')} TEXT)")
    marks = ", ".join("?" * len(PERSON_COLUMNS))
    connection.executemany(
        f"INSERT INTO person ({columns}) VALUES ({marks})", (tuple(row.values()) for row in _people(source))
    )
    connection.execute("CREATE UNIQUE INDEX person_number ON person (personal_id)")
    connection.execute("CREATE INDEX person_name ON person (full_name, birth_date)")
    connection.commit()
    count: int = connection.execute("SELECT count(*) FROM person").fetchone()[0]
    connection.close()
    return count


def main(what: str, source: Path, target: Path) -> None:
    start = perf_counter()
    people = _plain(source, target) if what == "plain" else build(target, KEY, _people(source), {}, silent)
    seconds = perf_counter() - start
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    figures = {"people": people, "seconds": seconds, "own_mb": peak_mb(), "worker_mb": worker}
    print(json.dumps(figures | {"file_mb": target.stat().st_size >> 20}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

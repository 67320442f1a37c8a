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
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from app.models.person import PERSON_COLUMNS
from app.progress import silent
from app.services.registry_file import build

KEY = bytes(range(32))


def build_1m(people_csv: Path) -> dict[str, dict[str, object]]:
    """Build both from a CSV of people (plain or gzip) and return the figures, each in its own process."""
    with tempfile.TemporaryDirectory() as folder:
        plain, ours = (_measured(what, people_csv, Path(folder) / f"{what}.db") for what in ("plain", "ours"))
    print(f"registry of {ours['people']:,} people: {ours['seconds']:.1f} s, {ours['file_mb']} MB file")
    print(f"plain table with two indexes: {plain['seconds']:.1f} s, {plain['file_mb']} MB file")
    print(f"peak memory {ours['own_mb']} MB, of a worker {ours['worker_mb']} MB")
    return {
        "build_1m": {
            "ours": round(ours["seconds"], 2),
            "peer": round(plain["seconds"], 2),
            "peer_name": "stdlib sqlite3, plain person table and two indexes",
            "ratio": round(ours["seconds"] / plain["seconds"], 2),
            "unit": "s; ratio = ours / peer",
        },
        "build_1m_memory": {
            "ours": ours["own_mb"],
            "peer": plain["own_mb"],
            "peer_name": "stdlib sqlite3",
            "ratio": round(ours["own_mb"] / plain["own_mb"], 2),
            "unit": f"MB peak of the building process; each of two workers {ours['worker_mb']} MB",
        },
    }


def _measured(what: str, source: Path, target: Path) -> dict[str, float]:
    """Run one build in a fresh process, whose peak memory is then its own."""
    command = [sys.executable, "-m", "tests.bench.matching_build", what, str(source), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


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
    own, worker = (
        resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    figures = {"people": people, "seconds": seconds, "own_mb": own, "worker_mb": worker}
    print(json.dumps(figures | {"file_mb": target.stat().st_size >> 20}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

"""Looking a full record up among 150,000 invented people, beside what one would write first.

The peers run in the same process on the same records: RapidFuzz's ``process.extract`` over every name, and
twelve point reads by personal number from the same encrypted file, the least that any key table costs.
"""

import json
import random
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from rapidfuzz import fuzz, process

from app.matching import text
from app.models.registry import Registry
from app.progress import silent
from app.services import finder
from app.services.registry_file import build
from tests.invented import Invented

PEOPLE = 150_000
LOOKUPS = 1000
SCANS = 100
RESULTS = Path("bench-results.json")
KEY = bytes(range(32))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        people = list(Invented(11).people(PEOPLE))
        path = Path(folder) / "registry.db"
        start = perf_counter()
        build(path, KEY, people, {}, silent)
        seconds, size = perf_counter() - start, path.stat().st_size >> 20
        print(f"registry of {PEOPLE:,} people built in {seconds:.1f} s, {size} MB")
        registry = Registry.open(path, KEY)
        figures = _measure(registry, people)
        registry.close()
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    RESULTS.write_text(
        json.dumps(known | {"matching": figures}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )


def _measure(registry: Registry, people: list[dict[str, str]]) -> dict[str, dict[str, object]]:
    rng = random.Random(5)
    queries = [_as_in_a_book(rng, rng.choice(people)) for _ in range(LOOKUPS)]
    names = [text.fold(row["full_name"]) for row in people]
    right = {"first": 0, "listed": 0}

    def find(query: tuple[dict[str, str], str]) -> None:
        found = finder.find(registry, {"one": query[0]})["one"].candidates
        ids = [c.person.personal_id for c in found]
        right["first"] += ids[:1] == [query[1]]
        right["listed"] += query[1] in ids

    def scan(query: tuple[dict[str, str], str]) -> None:
        process.extract(text.fold(query[0]["full_name"]), names, scorer=fuzz.ratio, limit=10)

    def twelve_reads(_query: tuple[dict[str, str], str]) -> None:
        for row in rng.choices(people, k=12):
            registry.person(row["personal_id"])

    for query in queries[:200]:  # warm: the file's cache and the letters' caches
        finder.find(registry, {"one": query[0]})
    ours, reads = _times(find, queries), _times(twelve_reads, queries)
    scans = _times(scan, queries[:SCANS])
    print(f"{'':42}{'median ms':>10}{'p95 ms':>10}")
    for name, times in (
        ("look-up of a full record", ours),
        ("rapidfuzz process.extract over all names", scans),
        ("twelve point reads by personal number", reads),
    ):
        print(f"{name:42}{statistics.median(times):10.3f}{_p95(times):10.3f}")
    print(f"the person first {right['first']}, among the ten {right['listed']} of {LOOKUPS}")
    return {
        "lookup_150k_p95": _figure(_p95(ours), _p95(reads), "12 point reads by personal_id"),
        "lookup_scan": _figure(_p95(ours), _p95(scans), "rapidfuzz.process.extract(fuzz.ratio)"),
    }


def _as_in_a_book(rng: random.Random, row: dict[str, str]) -> tuple[dict[str, str], str]:
    """Return a record as a clerk wrote it, without its number: now and then with a slip; and the number."""
    written = {k: v for k, v in row.items() if k not in {"personal_id", "nationality"}}
    slip = rng.random()
    if slip < 0.1:
        words = written["full_name"].split()
        written["full_name"] = " ".join((words[0], words[-1]))
    elif slip < 0.2:
        written["full_name"] = text.fold(written["full_name"]).title()
    elif slip < 0.3:
        written["birth_date"] = written["birth_date"][:4]
    return written, row["personal_id"]


def _times(
    work: Callable[[tuple[dict[str, str], str]], None], queries: list[tuple[dict[str, str], str]]
) -> list[float]:
    """Return the milliseconds of each call."""
    times: list[float] = []
    for query in queries:
        start = perf_counter()
        work(query)
        times.append((perf_counter() - start) * 1000)
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _figure(ours: float, peer: float, name: str) -> dict[str, object]:
    return {
        "ours": round(ours, 3),
        "peer": round(peer, 3),
        "peer_name": name,
        "ratio": round(peer / ours, 2),
        "unit": "ms, p95; ratio = peer / ours",
    }

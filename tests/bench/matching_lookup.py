"""Looking people up in a registry file as the window does: full records, what is half typed, whole entries.

``python -m tests.bench.matching_lookup beside|alone|scan FILE CASE`` prints figures as JSON, in a process of
its own: ``beside`` times look-ups and point reads in turn, ``alone`` look-ups only and their memory, ``scan``
RapidFuzz over every name.
"""

import csv
import gc
import gzip
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

import sqlcipher3.dbapi2
from rapidfuzz import fuzz, process

from app.matching.act_years import ActYears
from app.matching.result import Search
from app.models.registry.reading import Registry
from app.models.store import cipher_file
from app.models.words.vietnamese import fold
from app.services.people import bulk, flat_kin, lookup
from app.services.people.finder import find
from app.services.people.flat_records import entries
from tests.bench.cases import score
from tests.bench.matching_build import KEY
from tests.bench.matching_figures import Times, peak_mb, times

sqlcipher: Any = sqlcipher3.dbapi2  # it has no types
ROOT = Path(__file__).parents[2]
RECORDS, TYPED, ENTRIES, COLD, SCANS = 3000, 1000, 1000, 500, 100
WARM_UP = 300
ASKED, WHOLE = "asked.jsonl", "whole.jsonl"  # written beside the case
READS_EVERY = 5  # look-ups between two times twelve point reads
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_COLUMNS = (*bulk.COMPARED, "permanent_residence")

Row = Mapping[str, str]


class Asked(NamedTuple):
    """A record as it is looked up: words by column, the commune of the book, the person meant."""

    row: Row
    commune: str
    meant: str | None


Typed = Callable[[Row], Row]


def _only(*columns: str) -> Typed:
    return lambda row: {column: row[column] for column in columns if column in row}


def _name_and_year(row: Row) -> Row:
    year = _YEAR.search(row.get("birth_date", ""))
    return {**_only("full_name")(row), **({"birth_date": year.group()} if year else {})}


def _half_a_name(row: Row) -> Row:
    name = row.get("full_name", "")
    return {"full_name": name[: (len(name) + 1) // 2]} if name else {}


TYPED_SO_FAR: dict[str, Typed] = {
    "half a name": _half_a_name,
    "name": _only("full_name"),
    "name, year": _name_and_year,
    "name, date": _only("full_name", "birth_date"),
}
"""What of a record is typed; the commune of the book is always known."""


def measured(what: str, file: Path, case: Path) -> dict[str, Any]:
    """Run one mode in a process of its own and return its figures."""
    command = [sys.executable, "-m", __name__, what, str(file), str(case)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _as_written(written: Row) -> dict[str, str]:
    """Return a record under the registry's columns, as a form gives it."""
    row = {column: written[column] for column in _COLUMNS if written.get(column)}
    if written.get("role") == "child" and (place := written.get("register_place")):
        row["birth_registration_place"] = place
    if found := _YEAR.search(written.get("book_no", "")):
        row |= lookup.implied(row, ActYears((year := int(found.group()),), year))
    return row


def prepare(case: Path) -> None:
    """Write what is looked up beside the case: a process that read all of it would be too large."""
    meant = {line["record_id"]: line["personal_id"] for line in score.read(case / "truth.jsonl")}
    found: list[Asked] = []
    whole: list[flat_kin.Entry] = []
    for entry in entries(case / "records.jsonl"):
        whole.append(entry)
        place = entry[0].get("register_place", "")
        found += [Asked(_as_written(written), place, meant[written["record_id"]]) for written in entry]
    chance = random.Random(7)
    chance.shuffle(found)  # neighbours would warm one another's pages
    with (case / ASKED).open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(asked) + "\n" for asked in found[: WARM_UP + RECORDS + COLD])
    with (case / WHOLE).open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(e) + "\n" for e in chance.sample(whole, min(ENTRIES, len(whole))))


def _lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _asked(case: Path) -> tuple[list[Asked], list[Asked], list[Asked]]:
    """Read the records to warm up by, those to look up, and those for the evicted file."""
    found = [Asked(*line) for line in _lines(case / ASKED)]
    return found[:WARM_UP], found[WARM_UP : WARM_UP + RECORDS], found[WARM_UP + RECORDS :]


def _one(registry: Registry, asked: Asked, typed: Typed = dict) -> Search:
    return find(registry, {"one": typed(asked.row)}, commune=asked.commune)["one"]


def _timed(registry: Registry, records: Iterable[Asked], typed: Typed = dict) -> dict[str, float]:
    """Look records up and return times, and the share of those present who are among the ten and first."""
    took: list[float] = []
    places: list[int] = []
    for asked in records:
        start = perf_counter()
        found = _one(registry, asked, typed)
        took.append((perf_counter() - start) * 1000)
        if asked.meant:
            ids = [candidate.person.personal_id for candidate in found.candidates[:10]]
            places.append(ids.index(asked.meant) if asked.meant in ids else 10)
    listed = sum(place < 10 for place in places) / len(places)
    return times(took) | {"recall": listed, "first": places.count(0) / len(places)}


def beside(file: Path, case: Path) -> dict[str, Times]:
    """Time look-ups of full records and twelve point reads by number in turn, so that both see one load."""
    warm_up, asked, _ = _asked(case)
    _read_through(file)
    registry, reads, chance = Registry.open(file, KEY), _connect(file), random.Random(8)
    numbers = _numbers(file, registry.count, chance)
    gc.freeze()  # the records in memory are the bench's, not the window's
    for record in warm_up:
        _one(registry, record)
    took: dict[str, list[float]] = {"full": [], "full_cpu": [], "reads": [], "reads_cpu": []}

    def note(what: str, work: Callable[[], object]) -> None:
        start, cpu = perf_counter(), process_time()
        work()
        took[f"{what}_cpu"].append((process_time() - cpu) * 1000)
        took[what].append((perf_counter() - start) * 1000)

    for n, record in enumerate(asked):
        note("full", partial(_one, registry, record))
        if n % READS_EVERY == 0:
            note("reads", partial(_twelve_reads, reads, chance.sample(numbers, 12)))
    return {what: times(found) for what, found in took.items()}


def _twelve_reads(connection: Any, numbers: Iterable[str]) -> None:
    for number in numbers:
        connection.execute("SELECT * FROM person WHERE personal_id = ?", (number,)).fetchone()


def alone(file: Path, case: Path) -> dict[str, Any]:
    """Time look-ups of every kind, read this process' peak memory, then look up with the file evicted."""
    warm_up, asked, cold = _asked(case)
    _read_through(file)
    registry = Registry.open(file, KEY)
    gc.freeze()
    for record in warm_up:
        _one(registry, record)
    found: dict[str, Any] = {"start_mb": peak_mb(), "full record": _timed(registry, asked)}
    for what, typed in TYPED_SO_FAR.items():
        found[what] = _timed(registry, asked[:TYPED], typed)
    found["whole entry"] = times([_entry(registry, entry) for entry in _lines(case / WHOLE)])
    found["peak_mb"] = peak_mb()
    registry.close()
    _evict(file)
    start = perf_counter()
    registry = Registry.open(file, KEY)
    found["open_ms"] = (perf_counter() - start) * 1000
    found["full record, evicted"] = _timed(registry, cold)
    return found


def _entry(registry: Registry, entry: flat_kin.Entry) -> float:
    """Look up all people of an entry together and return the milliseconds."""
    rows = {str(n): _as_written(written) for n, written in enumerate(entry)}
    kin = flat_kin.kin_of(entry)
    start = perf_counter()
    find(registry, rows, kin, commune=entry[0].get("register_place", ""))
    return (perf_counter() - start) * 1000


def scan(_file: Path, case: Path) -> dict[str, Any]:
    """Time ``process.extract`` over the folded names of all people."""
    names = []
    with gzip.open(case / "registry.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        names = [fold(row["full_name"]) for row in csv.DictReader(rows)]
    took: list[float] = []
    for record in _asked(case)[1][:SCANS]:
        start = perf_counter()
        process.extract(fold(record.row.get("full_name", "")), names, scorer=fuzz.ratio, limit=10)
        took.append((perf_counter() - start) * 1000)
    return {"scan": times(took), "peak_mb": peak_mb()}


def _connect(file: Path) -> Any:
    """Open the registry file a second time, with the same cache, for reads that are the database's alone."""
    connection = sqlcipher.connect(str(file))
    cipher_file.prepare(connection, KEY)
    connection.execute("PRAGMA cache_size = -32768")
    return connection


def _numbers(file: Path, count: int, chance: random.Random) -> list[str]:
    """Return the personal numbers of people from all over the file."""
    connection = _connect(file)
    wanted = chance.sample(range(1, count + 1), min(count, 5000))
    sql = "SELECT personal_id FROM person WHERE id = ?"
    rows = [connection.execute(sql, (number,)).fetchone() for number in wanted]
    connection.close()
    return [row[0] for row in rows if row]


def _read_through(file: Path) -> None:
    """Bring the file into the system's cache."""
    with file.open("rb") as stream:
        while stream.read(1 << 20):
            pass


def _evict(file: Path) -> None:
    """Push the file out of the system's cache."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    mode = {"beside": beside, "alone": alone, "scan": scan}[sys.argv[1]]
    print(json.dumps(mode(Path(sys.argv[2]), Path(sys.argv[3]))))

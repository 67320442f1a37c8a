"""A linkage case as a peer reads it, and the predictions and figures it gives back."""

import csv
import gzip
import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time

from tests.bench.peers import fields

COUPLES = (
    ("father", "mother"),
    ("adoptive_father", "adoptive_mother"),
    ("husband", "wife"),
    ("deceased", "spouse"),
)
OTHER = {one: two for pair in COUPLES for one, two in (pair, pair[::-1])}

Row = dict[str, str]
Ranked = dict[str, list[tuple[str, float]]]
"""record_id → (personal_id, score 0–1), best first."""


@dataclass(frozen=True)
class Case:
    """The registry rows and book records of a case folder."""

    folder: Path
    registry: list[Row]
    records: list[Row]


@dataclass
class Clock:
    """Seconds by step; ``lap`` gives the time since the last lap to a step."""

    at: float = field(default_factory=perf_counter)
    laps: dict[str, float] = field(default_factory=dict)

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.laps[step] = self.laps.get(step, 0.0) + now - self.at
        self.at = now


def read(folder: Path) -> Case:
    """Read the registry and the records of a case, dittos filled in and families put together."""
    with gzip.open(folder / "registry.csv.gz", "rt", encoding="utf-8", newline="") as file:
        registry = list(csv.DictReader(file))
    with (folder / "records.jsonl").open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    _fill_dittos(records)
    _add_family(registry, records)
    return Case(folder, registry, records)


def _fill_dittos(records: list[Row]) -> None:
    """Read a ditto as the field of the record above; in a date of birth as that of the same role above."""
    above: Row = {}
    by_role: dict[str, Row] = {}
    for record in records:
        for key, value in record.items():
            if isinstance(value, str) and fields.is_ditto(value):
                source = by_role.get(record["role"], {}) if key == "birth_date" else above
                record[key] = source.get(key, "")
        above = by_role[record["role"]] = record


def _add_family(registry: list[Row], records: list[Row]) -> None:
    """Give parents what the family says of them: the other parent, and a child of theirs by name.

    Fields ``of_spouse`` in records, and ``of_child`` in both (several names are separated by a line break).
    """
    people = {row["personal_id"]: row for row in registry}
    for row in registry:
        for parent in (people.get(row.get("father_id") or ""), people.get(row.get("mother_id") or "")):
            if parent is not None:
                parent["of_child"] = parent.get("of_child", "") + row["full_name"] + "\n"
    for _, group in itertools.groupby(records, key=lambda record: record["entry_id"]):
        entry = {record["role"]: record for record in group}
        child = entry.get("child") or entry.get("adopted_child")
        for role, record in entry.items():
            other = entry.get(OTHER.get(role, ""))
            if other is not None:
                record["of_spouse"] = other["full_name"]
            if child is not None and role in {"father", "mother"}:
                record["of_child"] = child["full_name"]


def year_of_book(record: Row) -> int | None:
    """Read the year a book was written in from its number, as in 04/2015."""
    found = re.search(r"\b(1[89]|20)\d\d\b", str(record.get("book_no") or ""))
    return int(found[0]) if found else None


def finish(case: Case, out: Path, ranked: Ranked, usual: float, clock: Clock) -> None:
    """Write the predictions at the better of the usual and the best threshold, print a JSON line of figures.

    The best threshold is the one with the highest F1 of links on this very case: a favour to the peer.
    """
    people = {row["personal_id"]: row for row in case.registry}
    truth = _truth(case.folder)
    best, threshold = max((_f1(ranked, truth, cut), cut) for cut in _cuts(ranked, usual))
    with out.open("w", encoding="utf-8") as file:
        for record in case.records:
            line = _prediction(record, ranked.get(record["record_id"], []), people, threshold)
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    clock.lap("write")
    figures = {f"{step}_s": round(seconds, 3) for step, seconds in clock.laps.items()}
    figures |= {
        "total_s": round(sum(clock.laps.values()), 3),
        "cpu_s": round(process_time(), 2),
        "peak_mb": _peak_mb(),
        "threshold_usual": usual,
        "f1_usual": round(_f1(ranked, truth, usual), 5),
        "threshold_best": threshold,
        "f1_best": round(best, 5),
    }
    print(json.dumps(figures))


def _peak_mb() -> int:
    """Read the most memory this process has held, MB; 0 where the system does not tell.

    Not ``ru_maxrss``: that keeps what the parent held when it started us.
    """
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii")) if status.exists() else None
    return int(found[1]) >> 10 if found else 0


def _truth(folder: Path) -> dict[str, str | None]:
    path = folder / "truth.jsonl"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as file:
        return {line["record_id"]: line["personal_id"] for line in map(json.loads, file)}


def _cuts(ranked: Ranked, usual: float) -> Iterable[float]:
    tops = sorted(rows[0][1] for rows in ranked.values() if rows)
    return [usual, *tops[:: max(1, len(tops) // 200)]]


def _f1(ranked: Ranked, truth: dict[str, str | None], threshold: float) -> float:
    linked = {key: rows[0][0] for key, rows in ranked.items() if rows and rows[0][1] >= threshold}
    right = sum(truth.get(key) == person for key, person in linked.items())
    present = sum(person is not None for person in truth.values())
    return 2 * right / (len(linked) + present) if linked or present else 0.0


def _prediction(
    record: Row, rows: list[tuple[str, float]], people: dict[str, Row], threshold: float
) -> dict[str, object]:
    score = rows[0][1] if rows else 0.0
    linked = bool(rows) and score >= threshold
    person = rows[0][0] if linked else None
    differing = fields.differing(record, people[person], year_of_book(record)) if person else []
    return {
        "record_id": record["record_id"],
        "decision": "not_found" if not person else "mismatch" if differing else "consistent",
        "personal_id": person,
        "differing_fields": differing,
        "candidates": [key for key, _ in rows[:10]],
        "score": score,
        "reason": "",
    }

"""Show wrong records beside the registry rows meant and taken; everybody in a case is invented."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_SKIPPED = frozenset({"record_id", "entry_id", "book_type", "role", "book_no", "entry_no"})


def show(pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]], case: Path) -> str:
    """Return (truth, prediction) pairs as text, with entry, right row and taken row from the case."""
    found = list(pairs)
    wanted = {n for t, p in found for n in (t["personal_id"], p.get("personal_id")) if n}
    with gzip.open(case / "registry.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        known = {row["personal_id"]: row for row in csv.DictReader(rows) if row["personal_id"] in wanted}
    entries: dict[str, list[dict[str, Any]]] = {}
    with (case / "records.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            entries.setdefault(record["entry_id"], []).append(record)
    by_record = {r["record_id"]: rs for rs in entries.values() for r in rs}
    return "\n\n".join(_one(t, p, by_record[t["record_id"]], known) for t, p in found)


def _one(
    truth: Mapping[str, Any],
    prediction: Mapping[str, Any],
    entry: list[dict[str, Any]],
    known: Mapping[str, Mapping[str, str]],
) -> str:
    name = truth["record_id"]
    meant = f"{truth['decision']} {truth['trap'] or ''} {truth['kinds'] or ''}"
    said = (
        f"{prediction['decision']} {prediction.get('score', '')} {prediction.get('differing_fields') or ''}"
    )
    lines = [f"{name}  truth {meant}  said {said}"]
    for record in entry:
        mark = ">" if record["record_id"] == name else " "
        fields = "  ".join(f"{k}={v}" for k, v in record.items() if k not in _SKIPPED)
        lines.append(f"{mark} {record['book_type']}.{record['role']} {record['book_no']}  {fields}")
    for label, number in (("right", truth["personal_id"]), ("taken", prediction.get("personal_id"))):
        if number and (label == "right" or number != truth["personal_id"]):
            row = known.get(number, {})
            lines.append(f"  {label}: " + "  ".join(f"{k}={v}" for k, v in row.items() if v))
    return "\n".join(lines)

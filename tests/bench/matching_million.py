"""A registry of a million people: building it, looking up in it, linking with it."""

import json
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

from app.services.people import bulk, bulk_workers
from app.services.people.flat_records import entries
from tests.bench import matching_lookup
from tests.bench.figures import Figures
from tests.bench.matching_build import KEY
from tests.bench.matching_quality import Run

READS = "median of twelve point reads by personal_id, SQLCipher"
SCAN = "rapidfuzz process.extract(scorer=fuzz.ratio) over all names"


def look_ups(file: Path, case: Path, figures: Figures) -> None:
    """Print and keep the times of look-ups beside point reads and a scan, and the memory they need."""
    matching_lookup.prepare(case)
    turns = matching_lookup.measured("beside", file, case)
    full, reads = turns["full"], turns["reads"]
    print(f"{'look-ups, 1M people, ms':<34}{'p50':>8}{'p95':>8}{'p99':>8}{'worst':>8}{'@10':>8}{'first':>8}")
    _line("full record, reads in turn", full)
    _line("  its CPU time", turns["full_cpu"])
    _line("twelve point reads by number", reads)
    _line("  their CPU time", turns["reads_cpu"])
    for cut in ("p95", "p99"):
        unit = f"ms, {cut} of full records"
        figures.ours_by_peer(f"lookup_1m_{cut}", full[cut], reads["p50"], READS, unit)
    cpu = turns["full_cpu"]["p95"], turns["reads_cpu"]["p50"]
    figures.ours_by_peer("lookup_1m_p95_cpu", *cpu, READS, "ms of CPU time, p95 of full records")
    other = matching_lookup.measured("scan", file, case)
    _line("rapidfuzz process.extract", other["scan"])
    unit = "ms, p95 of full records"
    figures.peer_by_ours("lookup_scan", full["p95"], other["scan"]["p95"], SCAN, unit)
    alone = matching_lookup.measured("alone", file, case)
    for what, found in alone.items():
        if isinstance(found, dict):
            _line(what, found)
    print(
        f"peak memory of look-ups alone {alone['peak_mb']} MB ({alone['start_mb']} MB once open and warm), "
        f"of the scan {other['peak_mb']} MB; "
        f"opening the evicted file {alone['open_ms']:.1f} ms",
        flush=True,
    )
    figures.peer_by_ours("lookup_1m_memory", alone["peak_mb"], other["peak_mb"], SCAN, "MB, peak")
    _keep_more(alone, reads["p50"], figures)


def _keep_more(alone: dict[str, Any], reads: float, figures: Figures) -> None:
    """Keep what is typed so far, whole entries and the evicted file."""
    for what, found in alone.items():
        if isinstance(found, dict):
            name = "lookup_1m_p95_" + what.replace(", ", "_").replace(" ", "_")
            figures.ours_by_peer(name, found["p95"], reads, READS, f"ms, p95, {what}")


def _line(what: str, found: dict[str, float]) -> None:
    shown = "".join(f"{found[cut]:8.2f}" for cut in ("p50", "p95", "p99", "worst"))
    known = "".join(f"{found[share]:8.4f}" for share in ("recall", "first") if share in found)
    print(f"{what:<34}{shown}{known}", flush=True)


def link(file: Path, case: Path, out: Path) -> Run:
    """Link the records of a case with the file by two workers, as ``main.py link`` does once it has built."""
    start = perf_counter()
    with out.open("w", encoding="utf-8") as lines:
        work = bulk.jobs(entries(case / "records.jsonl"))
        for answers in bulk_workers.link_all(file, KEY, work):
            lines.writelines(json.dumps(asdict(answer), ensure_ascii=False) + "\n" for answer in answers)
    return Run(perf_counter() - start, 0.0)

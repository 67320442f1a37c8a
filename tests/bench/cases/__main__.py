"""Write a case: ``python -m tests.bench.cases --people N --records M --seed S --style harsh --out DIR``."""

from __future__ import annotations

import argparse
import csv
import gc
import gzip
import io
import json
import random
import sys
from pathlib import Path

from tests.bench.cases.entries import Desk
from tests.bench.cases.events import Volume, volumes
from tests.bench.cases.names import Names
from tests.bench.cases.places import HERE, Commune, communes_of
from tests.bench.cases.rates import Rates
from tests.bench.cases.registry import COLUMNS, Numbers, enrol, rows
from tests.bench.cases.truth import Known
from tests.bench.cases.world import District

PEOPLE_PER_COMMUNE = 6500
RECORDS_PER_COMMUNE = 1500
ROWS_PER_FOUNDER = 14.6


def shares(people: int) -> list[tuple[list[Commune], int]]:
    """Split the rows over districts and communes of about 6,500 people (more when all are taken)."""
    wanted = max(1, round(people / PEOPLE_PER_COMMUNE))
    groups: list[list[Commune]] = []
    for district, names in HERE.districts.items():
        made = sum(map(len, groups))
        if made < wanted:
            groups.append(communes_of(district, made, min(len(names), wanted - made)))
    total = sum(map(len, groups))
    left, out = people, []
    for i, group in enumerate(groups):
        rows_here = left if i == len(groups) - 1 else people * len(group) // total
        left -= rows_here
        out.append((group, rows_here))
    return out


def write_case(people: int, records: int, seed: int, out: Path, *, harsh: bool) -> Rates:
    """Write ``registry.csv.gz``, ``records.jsonl``, ``truth.jsonl`` into ``out``; return their rates."""
    rng = random.Random(seed)
    names, numbers, rates = Names(), Numbers(seed), Rates()
    desk = Desk(rng, numbers, harsh=harsh)
    groups = shares(people)
    communes = [c for group, _ in groups for c in group]
    booked = min(len(communes), max(1, round(records / RECORDS_PER_COMMUNE)))
    chosen = {communes[i * len(communes) // booked].number for i in range(booked)}
    left, short = records, 0
    gc.disable()  # millions of living objects and hardly any garbage: collected by hand after each district
    out.mkdir(parents=True, exist_ok=True)
    with (
        gzip.open(out / "registry.csv.gz", "wb", compresslevel=1) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
        (out / "records.jsonl").open("w", encoding="utf-8") as book,
        (out / "truth.jsonl").open("w", encoding="utf-8") as truth,
    ):
        table = csv.writer(text, lineterminator="\n")
        table.writerow(COLUMNS)
        for group, wanted in groups:
            here = District(rng, names, group).grow(int((wanted + short) / ROWS_PER_FOUNDER) + 20)
            known_people = enrol(rng, here, numbers, wanted + short)
            shelves = {
                c.number: list(
                    volumes(rng, c, here, 2 * records // booked if not harsh else records // booked)
                )
                for c in group
                if c.number in chosen
            }
            made = []
            count = 0
            for row in rows(rng, known_people):
                table.writerow(row.text)
                count += 1
                if shelves:
                    made.append(row)
            rates.people += count
            short = wanted + short - count
            known = Known(made)
            for shelf in shelves.values():
                quota = left // booked
                booked -= 1
                left -= _write_shelf(shelf, quota, desk, known, rates, book, truth)
            gc.collect()
    gc.enable()
    return rates


def _write_shelf(
    shelf: list[Volume],
    quota: int,
    desk: Desk,
    known: Known,
    rates: Rates,
    book: io.TextIOBase,
    truth: io.TextIOBase,
) -> int:
    """Write whole entries of a commune until its share of records is reached; return how many records."""
    desk.rng.shuffle(shelf)
    written = 0
    for volume in shelf:
        for entry in desk.volume(volume, known):
            if written >= quota:
                return written
            for record, answer in entry:
                book.write(json.dumps(record, ensure_ascii=False) + "\n")
                truth.write(json.dumps(answer, ensure_ascii=False) + "\n")
                rates.count(record, answer)
                written += 1
    return written


def main(arguments: list[str]) -> int:
    """Write a case and print its rates."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cases")
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--style", choices=("plain", "harsh"), default="harsh")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--district", default="Cẩm Thủy", help="where most people live")
    parser.add_argument("--province", default=HERE.province, help="of June 2025")
    parser.add_argument("--today", action="store_true", help="the registry in the units since 01/7/2025")
    given = parser.parse_args(arguments)
    HERE.today = given.today
    if (given.district, given.province) != ("Cẩm Thủy", HERE.province):
        HERE.settle(given.district, given.province)
    print(
        write_case(given.people, given.records, given.seed, given.out, harsh=given.style == "harsh").table()
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""``link``: compare flat book records with a flat registry; no store, no account."""

import argparse
import csv
import gzip
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import IO

from app.commands.link_records import entries
from app.errors import AppError, BadInput
from app.matching import legacy
from app.models.person import PERSON_COLUMNS
from app.services import bulk, bulk_workers
from app.services.registry_file import build


def run(argv: list[str], *, random: Callable[[int], bytes], **_around: object) -> int:
    """Link every record of a file; the registry is a throw-away file whose key stays in memory."""
    parser = argparse.ArgumentParser(prog="link", description="Đối chiếu hàng loạt từ tệp CSV và JSONL.")
    parser.add_argument("--registry", type=Path, required=True, help="CSDL dân cư, CSV hoặc CSV.GZ")
    parser.add_argument("--records", type=Path, required=True, help="bản ghi sổ, JSONL")
    parser.add_argument("--out", type=Path, required=True, help="tệp kết quả, JSONL")
    parser.add_argument(
        "--workers", type=int, default=2, choices=range(1, 9), help="số tiến trình (mặc định 2)"
    )
    options = parser.parse_args(argv)
    try:
        with tempfile.TemporaryDirectory(prefix="doi-soat-") as folder:
            path, key = Path(folder) / "registry.db", random(32)
            start = perf_counter()
            people = build(path, key, _people(options.registry), {}, _told("người"))
            built = perf_counter() - start
            start = perf_counter()
            count = _link_all(path, key, options)
            seconds = perf_counter() - start
    except AppError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Đã dừng; không có gì được ghi.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Không đọc hoặc ghi được tệp: {error.strerror}: {error.filename}", file=sys.stderr)
        return 1
    print(f"CSDL: {people:,} người, dựng trong {built:.1f} s")
    print(f"Đối chiếu: {count:,} bản ghi trong {seconds:.1f} s, {count / max(seconds, 1e-9):,.0f} bản ghi/s")
    if memory := _peak_memory():
        print(f"Bộ nhớ cao nhất: {memory} MB")
    return 0


def _open_text(path: Path) -> IO[str]:
    """Open a text file, compressed or not."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _people(path: Path) -> Iterator[dict[str, str]]:
    """Read the registry; columns that are not known are ignored."""
    with _open_text(path) as file:
        reader = csv.reader(file)
        header = next(reader, [])
        if not {"personal_id", "full_name"} <= set(header):
            raise BadInput("Tệp CSDL phải có dòng đầu với các cột personal_id và full_name.")
        known = [(header.index(column), column) for column in PERSON_COLUMNS if column in header]
        for line in reader:
            row = {column: line[at] for at, column in known if at < len(line) and line[at]}
            yield row if legacy.is_unicode("".join(line)) else _repaired(row)


def _repaired(row: dict[str, str]) -> dict[str, str]:
    """Read a row in the encoding it may have been written in."""
    return {column: legacy.repair(written)[0] for column, written in row.items()}


def _link_all(path: Path, key: bytes, options: argparse.Namespace) -> int:
    """Write one answer a line and return how many there are; the file appears only when it is whole."""
    tell, count = _told("bản ghi"), 0
    out: Path = options.out
    part = out.with_name(out.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            work = bulk.jobs(entries(options.records))
            for answers in bulk_workers.link_all(path, key, work, workers=options.workers):
                for answer in answers:
                    file.write(json.dumps(asdict(answer), ensure_ascii=False) + "\n")
                count += len(answers)
                tell(count, 0)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return count


def _told(what: str) -> Callable[[int, int], None]:
    """Return a progress that is written on the error stream every ten thousand."""
    told = 0

    def progress(done: int, _total: int) -> None:
        nonlocal told
        if done >= told + 10_000:
            told = done
            print(f"  {done:,} {what}", file=sys.stderr)

    return progress


def _peak_memory() -> int:
    """Return the peak MB of this process and of its largest worker together; 0 where the system is silent."""
    if sys.platform == "win32":
        return 0
    import resource

    kinds = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(resource.getrusage(kind).ru_maxrss >> 10 for kind in kinds)

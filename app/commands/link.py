"""``link``: compare flat book records with a flat registry; no store, no account."""

import argparse
import csv
import gzip
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import IO

from app.errors import AppError, BadInput
from app.models.person import PERSON_COLUMNS
from app.models.registry import Registry
from app.services.bulk import link
from app.services.registry_file import build


def run(argv: list[str], *, random: Callable[[int], bytes], **_around: object) -> int:
    """Link every record of a file; the registry is a throw-away file whose key stays in memory."""
    parser = argparse.ArgumentParser(prog="link", description="Đối chiếu hàng loạt từ tệp CSV và JSONL.")
    parser.add_argument("--registry", type=Path, required=True, help="CSDL dân cư, CSV hoặc CSV.GZ")
    parser.add_argument("--records", type=Path, required=True, help="bản ghi sổ, JSONL")
    parser.add_argument("--out", type=Path, required=True, help="tệp kết quả, JSONL")
    options = parser.parse_args(argv)
    try:
        with tempfile.TemporaryDirectory(prefix="doi-soat-") as folder:
            path, key = Path(folder) / "registry.db", random(32)
            start = perf_counter()
            people = build(path, key, _people(options.registry), {}, _told("người"))
            built = perf_counter() - start
            registry = Registry.open(path, key)
            try:
                start = perf_counter()
                count = _link_all(registry, options.records, options.out)
                seconds = perf_counter() - start
            finally:
                registry.close()
    except AppError as error:
        print(error, file=sys.stderr)
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
        reader = csv.DictReader(file)
        if not {"personal_id", "full_name"} <= set(reader.fieldnames or ()):
            raise BadInput("Tệp CSDL phải có dòng đầu với các cột personal_id và full_name.")
        for row in reader:
            yield {column: row[column] for column in PERSON_COLUMNS if row.get(column)}


def _records(path: Path) -> Iterator[dict[str, str]]:
    """Read the records; every value as text."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                record: Mapping[str, object] = json.loads(line)
                written = {key: str(value) for key, value in record.items() if value is not None}
                _ = written["record_id"]
            except (ValueError, AttributeError, KeyError) as error:
                raise BadInput(f"Dòng {number} của tệp bản ghi không phải là một bản ghi JSON.") from error
            yield written


def _link_all(registry: Registry, records: Path, out: Path) -> int:
    """Write one answer a line and return how many there are."""
    tell, count = _told("bản ghi"), 0
    with out.open("w", encoding="utf-8") as file:
        for count, record in enumerate(_records(records), 1):
            answer = {"record_id": record["record_id"], **asdict(link(registry, record))}
            file.write(json.dumps(answer, ensure_ascii=False) + "\n")
            if count % 1000 == 0:
                tell(count, 0)
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
    """Return the peak memory of the process in MB; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10

"""``link``: compare flat book records with a flat registry; no store, no account."""

import argparse
import errno
import json
import sys
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

from app.commands.link_people import people
from app.commands.link_place import give, target, workplace
from app.commands.link_records import entries
from app.commands.usage import Parser
from app.errors import AppError, BadInput, StoreProblem
from app.process.stopping import Stopping
from app.services.people import bulk, bulk_workers
from app.services.people.registry_file import build


def run(argv: list[str], *, random: Callable[[int], bytes], **_around: object) -> int:
    """Link every record of a file; the registry is a throw-away file whose key stays in memory."""
    parser = Parser("link", description="Đối chiếu hàng loạt từ tệp CSV và JSONL.")
    parser.add_argument("--registry", type=Path, required=True, help="CSDL dân cư, CSV hoặc CSV.GZ")
    parser.add_argument("--records", type=Path, required=True, help="bản ghi sổ, JSONL")
    parser.add_argument("--out", type=Path, required=True, help="tệp kết quả, JSONL")
    parser.add_argument(
        "--workers", type=int, default=2, choices=range(1, 9), help="số tiến trình (mặc định 2)"
    )
    options = parser.parse_args(argv)
    try:
        with Stopping() as stopping:
            out = _checked(options)
            _build_and_link(options, out, random(32), stopping)
    except AppError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("Đã dừng; không có gì được ghi.", file=sys.stderr)
    except OSError as error:
        print(_sentence(error), file=sys.stderr)
    else:
        return 0
    return 1


def _checked(options: argparse.Namespace) -> Path:
    """Return where the answers go; refuse at once what would otherwise fail after the whole work."""
    out = target(options.out)
    for source in (options.registry, options.records):
        source.stat()  # it is there; it is opened only once, since it may be a pipe
        if source.is_dir():
            raise BadInput("Cần một tệp, không phải thư mục: {0}", source)
        if out.exists() and out.samefile(source):
            raise BadInput("--out không được là tệp nguồn: {0}", options.out)
    return out


def _build_and_link(options: argparse.Namespace, out: Path, key: bytes, stopping: Stopping) -> None:
    """Do the work and say how long it took; the answers appear only when they are whole."""
    with workplace(out) as (folder, part):
        path = folder / "registry.db"
        start = perf_counter()
        rows = people(options.registry, _ignored("cột", "CSDL"))
        try:
            count = build(path, key, rows, {}, _told("người"))
        except StoreProblem as error:
            raise StoreProblem("{0} Thư mục tạm: {1}", error, folder.parent) from error
        built = perf_counter() - start
        start = perf_counter()
        linked = _link_all(path, key, options, part)
        seconds = perf_counter() - start
        stopping.over()
        give(part, out)
    print(f"CSDL: {count:,} người, dựng trong {built:.1f} s")
    print(
        f"Đối chiếu: {linked:,} bản ghi trong {seconds:.1f} s, {linked / max(seconds, 1e-9):,.0f} bản ghi/s"
    )
    if memory := _peak_memory():
        print(f"Bộ nhớ cao nhất: {memory} MB")


def _link_all(path: Path, key: bytes, options: argparse.Namespace, part: Path) -> int:
    """Write one answer a line and return how many there are."""
    tell, count = _told("bản ghi"), 0
    work = bulk.jobs(entries(options.records, _ignored("khóa", "bản ghi")))
    with (
        part.open("w", encoding="utf-8") as file,
        closing(bulk_workers.link_all(path, key, work, workers=options.workers)) as linked,
    ):
        for answers in linked:
            for answer in answers:
                file.write(json.dumps(asdict(answer), ensure_ascii=False) + "\n")
            count += len(answers)
            tell(count, 0)
    return count


_MOST_NAMED = 12  # columns or keys in a notice
_LONGEST_NAME = 40  # characters of one
_REASONS = {
    errno.ENOENT: "không có tệp này",
    errno.EISDIR: "đây là một thư mục",
    errno.EACCES: "không được phép",
    errno.EPERM: "không được phép",
    errno.ENOSPC: "hết chỗ trên ổ đĩa",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EIO: "ổ đĩa bị lỗi",
}


def _sentence(error: OSError) -> str:
    """Say what the system would not do, and with which file."""
    reason = _REASONS.get(error.errno or 0) or error.strerror or "tệp này không đọc lại được từ đầu"
    return f"Không đọc hoặc ghi được tệp: {reason}" + (f": {error.filename}" if error.filename else "")


def _told(what: str) -> Callable[[int, int], None]:
    """Return a progress that is written on the error stream every ten thousand."""
    told = 0

    def progress(done: int, _total: int) -> None:
        nonlocal told
        if done >= told + 10_000:
            told = done
            print(f"  {done:,} {what}", file=sys.stderr)

    return progress


def _ignored(what: str, source: str) -> Callable[[Collection[str]], None]:
    """Return what names, on the error stream, what is in a file and is not read."""

    def warn(names: Collection[str]) -> None:
        cut = (name[:_LONGEST_NAME] + "…" * (len(name) > _LONGEST_NAME) for name in sorted(names))
        shown = ["".join(char if char.isprintable() else "\ufffd" for char in name) for name in cut]
        words = ", ".join(shown[:_MOST_NAMED]) + ", …" * (len(shown) > _MOST_NAMED)
        print(f"Lưu ý: bỏ qua các {what} không dùng tới của tệp {source}: {words}", file=sys.stderr)

    return warn


def _peak_memory() -> int:
    """Return the peak MB of this process and of its largest worker together; 0 where the system is silent."""
    if sys.platform == "win32":
        return 0
    import resource

    kinds = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(resource.getrusage(kind).ru_maxrss >> 10 for kind in kinds)

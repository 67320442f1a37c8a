"""``link``: compare flat book records with a flat registry; no store, no account."""

import errno
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from time import perf_counter

from app.commands.usage import Parser
from app.errors import AppError
from app.process.stopping import Stopping
from app.progress import Progress
from app.readers.rows import listed
from app.services.people.bulk import LinkAnswer
from app.services.people.linking import Callbacks, LinkReport, link_files
from app.services.people.registry_door import DoorReport


def run(argv: list[str], *, random: Callable[[int], bytes], **_around: object) -> int:
    """Link every record of a file; the registry is a throw-away file with its key in memory only."""
    parser = Parser("link", description="Đối chiếu hàng loạt từ tệp CSV và JSONL.")
    parser.add_argument(
        "--registry", type=Path, required=True, help="CSDL dân cư, CSV hoặc JSONL (có thể nén .gz) hoặc XLSX"
    )
    parser.add_argument("--records", type=Path, required=True, help="bản ghi sổ, JSONL")
    parser.add_argument("--out", type=Path, required=True, help="tệp kết quả, JSONL")
    parser.add_argument(
        "--workers", type=int, default=2, choices=range(1, 9), help="số tiến trình (mặc định 2)"
    )
    options = parser.parse_args(argv)
    try:
        with Stopping() as stopping:
            report = link_files(
                options.registry,
                options.records,
                options.out,
                workers=options.workers,
                key=random(32),
                timer=perf_counter,
                stopping=stopping,
                callbacks=Callbacks(
                    people=_progress_of("người"),
                    records=_progress_of("bản ghi"),
                    door=_tell_door,
                    columns=_ignored("cột", "CSDL"),
                    keys=_ignored("khóa", "bản ghi"),
                ),
            )
            _print(report)
    except AppError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("Đã dừng; không có gì được ghi.", file=sys.stderr)
    except OSError as error:
        print(_sentence(error), file=sys.stderr)
    else:
        return 0
    return 1


_ANSWERS = {
    LinkAnswer.CONSISTENT: "khớp",
    LinkAnswer.MISMATCH: "có sai lệch",
    LinkAnswer.NOT_FOUND: "không tìm thấy",
    LinkAnswer.TO_CHECK: "cần xem",
}


def _print(report: LinkReport) -> None:
    records = report.answers.total()
    rate = records / max(report.linked, 1e-9)
    print(f"CSDL: {report.people:,} người, dựng trong {report.built:.1f} s")
    print(f"Đối chiếu: {records:,} bản ghi trong {report.linked:.1f} s, {rate:,.0f} bản ghi/s")
    counted = ", ".join(f"{report.answers[answer]:,} {words}" for answer, words in _ANSWERS.items())
    print(f"Kết quả: {counted}")
    if memory := _peak_memory():
        print(f"Bộ nhớ cao nhất: {memory} MB")


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
    """Return the sentence for a system error, with the file."""
    reason = _REASONS.get(error.errno or 0) or error.strerror or "tệp này không đọc lại được từ đầu"
    return f"Không đọc hoặc ghi được tệp: {reason}" + (f": {error.filename}" if error.filename else "")


def _progress_of(what: str) -> Progress:
    """Return a progress that prints every ten thousand on the error stream."""
    printed = 0

    def progress(done: int, _total: int) -> None:
        nonlocal printed
        if done >= printed + 10_000:
            printed = done
            print(f"  {done:,} {what}", file=sys.stderr)

    return progress


def _tell_door(report: DoorReport) -> None:
    """Print what was unread or read otherwise on the error stream."""
    for sentence in report.sentences():
        print(f"Lưu ý: {sentence}", file=sys.stderr)


def _ignored(what: str, source: str) -> Callable[[Collection[str]], None]:
    """Return a function that prints the unread columns of a file on the error stream."""

    def warn(names: Collection[str]) -> None:
        print(f"Lưu ý: bỏ qua các {what} không dùng tới của tệp {source}: {listed(names)}", file=sys.stderr)

    return warn


def _peak_memory() -> int:
    """Return the peak MB of this process and of its largest worker together; 0 on Windows."""
    if sys.platform == "win32":
        return 0
    import resource

    kinds = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(resource.getrusage(kind).ru_maxrss >> 10 for kind in kinds)

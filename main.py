"""Start Đối Soát Hộ Tịch: the parent process, which has no window and no keys, and the sub-commands."""

import importlib
import io
import multiprocessing
import os
import sys
from datetime import UTC, datetime
from keyword import iskeyword
from pathlib import Path

from app.commands.usage import Parser
from app.process.covering import COVER
from app.process.private_folder import KEEPER, remove_after
from app.process.worker_process import harden

COMMANDS = {
    "demo": "một xã mẫu với dữ liệu bịa; demo --tour THƯ_MỤC chạy trọn việc chính không cần màn hình",
    "link": "đối chiếu hàng loạt từ tệp CSV và JSONL",
    "import": "nhập trường hợp từ tệp Excel hoặc CSV; --dry-run chỉ xem",
    "desk": "phía Công an: cấp chứng thư, bản sao CSDL, mở gói, trả lời",
    "verify": "kiểm tra một gói .htpkg",
    "recover": "mở lại kho bằng hai nửa phiếu khôi phục",
    "check": "kiểm tra kho dữ liệu và chuỗi nhật ký",
    "backup": "sao lưu kho ra USB",
    "restore": "phục hồi kho từ bản sao lưu; --drill thử trên một bản chép",
    "wipe": "xóa kho để trả máy, có biên bản",
}


def main(argv: list[str] | None = None) -> int:
    """Run a sub-command, or the window until it is closed; return the exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    os.umask(0o077)  # whatever the terminal says, files and folders are their owner's alone
    harden()
    speak(sys.platform)
    if arguments[:1] == ["--window"]:
        from app.ui.shell.application import run_window

        return run_window(arguments[1:], now=now, random=os.urandom)
    if arguments[:1] == [COVER]:
        from app.ui.shell.covering import run_cover

        return run_cover(arguments[1:])
    if arguments[:1] == [KEEPER]:
        return remove_after(Path(arguments[1]))
    if arguments and arguments[0] in COMMANDS:
        command = importlib.import_module(module_of(arguments[0]))
        return int(command.run(arguments[1:], now=now, random=os.urandom))
    parser = Parser(
        "run",
        description="Đối Soát Hộ Tịch",
        epilog="\n".join(f"  {name:8} {text}" for name, text in COMMANDS.items()),
    )
    parser.add_argument("--home", type=Path, default=default_folder(), help="thư mục của kho dữ liệu")
    parser.add_argument(
        "--theme", default="light", choices=("light", "dark", "contrast"), help="màu màn hình"
    )
    options = parser.parse_args(arguments)
    from app.process.supervisor import keep_window

    return keep_window(["--attached", "--home", str(options.home), "--theme", options.theme])


def module_of(command: str) -> str:
    """Return the module of a command; none can be called like a word of the language ("import")."""
    return f"app.commands.{command}" + "_" * iskeyword(command)


def speak(system: str) -> None:
    """Let Vietnamese go to terminal, file and pipe: never an error, on Windows never its code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8" if system == "win32" else None, errors="backslashreplace")


def default_folder() -> Path:
    """Return where the user's own store lies on this system."""
    if sys.platform == "win32":
        named, usual = "LOCALAPPDATA", Path("AppData", "Local")
    else:
        named, usual = "XDG_DATA_HOME", Path(".local", "share")
    base = Path(os.environ.get(named, ""))
    if not base.is_absolute():  # not set, empty, or not to be followed (XDG base directories)
        base = Path.home() / usual
    return base / "doi-soat-ho-tich"


def now() -> datetime:
    """Return the time; the one place that reads the clock."""
    return datetime.now(UTC)


if __name__ == "__main__":
    multiprocessing.freeze_support()  # a worker of the bundled program starts here again
    sys.exit(main())

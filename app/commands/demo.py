"""``demo``: a throw-away commune with invented people, ready to work in; ``--tour`` drives it by itself."""

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from app.commands.usage import Parser
from app.demo.commune import DemoFolders, make
from app.errors import AppError
from app.process.stopping import Stopping
from app.process.supervisor import keep_window


def run(argv: list[str], *, now: Callable[[], datetime], random: Callable[[int], bytes]) -> int:
    """Open the demo's window, or run the tour where there is no display or ``--tour`` asks for it."""
    parser = Parser("demo", description="Xã mẫu với người và số liệu bịa.")
    parser.add_argument(
        "--tour", type=Path, metavar="THƯ_MỤC", help="chạy trọn việc chính, để lại kết quả ở đây"
    )
    parser.add_argument(
        "--theme", default="light", choices=("light", "dark", "contrast"), help="màu màn hình"
    )
    options = parser.parse_args(argv)
    if options.tour is not None:
        return _tour(options.tour, now=now, random=random)
    if not _has_display():
        with tempfile.TemporaryDirectory(prefix="doi-soat-demo-") as folder:
            print("Không có màn hình: chạy lộ trình mẫu (như demo --tour).")
            return _tour(Path(folder) / "tour", now=now, random=random)
    try:
        with Stopping(), tempfile.TemporaryDirectory(prefix="doi-soat-demo-") as folder:
            folders = DemoFolders.under(Path(folder))
            make(folders, now=now, random=random, say=partial(print, flush=True))
            print(f"USB mẫu: {folders.stick}", flush=True)
            return keep_window(
                ["--attached", "--home", str(folders.store), "--demo", "--theme", options.theme]
            )
    except AppError as error:
        print(error)
    except KeyboardInterrupt:
        print("Đã dừng.")
    return 1


def _tour(target: Path, *, now: Callable[[], datetime], random: Callable[[int], bytes]) -> int:
    from app.demo.tour import run_tour

    return run_tour(target, now=now, random=random)


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))  # noqa: TID251 no setting

"""Show the demo: its window, or the tour without a display."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from app import atomic
from app.demo.commune import DemoFolders, make
from app.errors import AppError, Refused
from app.process.private_folder import throw_away
from app.process.stopping import Stopping
from app.process.supervisor import keep_window

Clock = Callable[[], datetime]
Random = Callable[[int], bytes]
_MADE = "xa-mau"
"""The file that says that the commune of a kept folder is whole."""


def show(theme: str, *, now: Clock, random: Random, kept: Path | None = None) -> int:
    """Run the window of a sample commune; return the exit status.

    The commune of a folder to keep is made once and found again; without one it goes when the window closes,
    which is said before.
    """
    if not _has_display():
        with throw_away("demo") as folder:
            print("Không có màn hình: chạy lộ trình mẫu (như demo --tour).")
            return tour(folder / "tour", now=now, random=random)
    try:
        with Stopping(), _folder(kept) as folder:
            folders = commune_in(folder, now=now, random=random)
            print(f"USB mẫu: {folders.stick}", flush=True)
            return keep_window(["--attached", "--home", str(folders.store), "--demo", "--theme", theme])
    except AppError as error:
        print(error)
    except KeyboardInterrupt:
        print("Đã dừng.")
    return 1


def commune_in(folder: Path, *, now: Clock, random: Random) -> DemoFolders:
    """Return the sample commune of a folder; make it where there is none.

    Refused where a folder holds something else, or a commune that was never finished: nothing is replaced.
    """
    say = partial(print, flush=True)
    if (folder / _MADE).exists():
        say(f"Mở lại xã mẫu đang tập: {folder}")
        return DemoFolders.under(folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise Refused(
            "{0} không phải là thư mục trống, cũng không giữ một xã mẫu. Hãy chọn thư mục khác. "
            "Chưa thay đổi gì.",
            folder,
        )
    folders = DemoFolders.under(folder)
    make(folders, now=now, random=random, say=say)
    atomic.write(folder / _MADE, b"")
    return folders


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        yield kept
        return
    with throw_away("demo") as folder:
        print(
            "Xã mẫu này mất khi đóng cửa sổ. Muốn giữ để lần sau tập tiếp: demo --keep THƯ_MỤC.",
            flush=True,
        )
        yield folder / "demo"  # beside the file that says who uses the folder


def tour(target: Path, *, now: Clock, random: Random) -> int:
    """Run the tour with its results in a folder; return the exit status."""
    from app.demo.tour import run_tour

    return run_tour(target, now=now, random=random)


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))  # noqa: TID251 no setting

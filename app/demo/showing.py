"""Show the demo: its window, or the tour without a display."""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from app.demo.commune import DemoFolders, make
from app.errors import AppError
from app.process.private_folder import throw_away
from app.process.stopping import Stopping
from app.process.supervisor import keep_window

Clock = Callable[[], datetime]
Random = Callable[[int], bytes]


def show(theme: str, *, now: Clock, random: Random) -> int:
    """Make a throw-away commune and run its window; return the exit status."""
    if not _has_display():
        with throw_away("demo") as folder:
            print("Không có màn hình: chạy lộ trình mẫu (như demo --tour).")
            return tour(folder / "tour", now=now, random=random)
    try:
        with Stopping(), throw_away("demo") as folder:
            folders = DemoFolders.under(folder)
            make(folders, now=now, random=random, say=partial(print, flush=True))
            print(f"USB mẫu: {folders.stick}", flush=True)
            return keep_window(["--attached", "--home", str(folders.store), "--demo", "--theme", theme])
    except AppError as error:
        print(error)
    except KeyboardInterrupt:
        print("Đã dừng.")
    return 1


def tour(target: Path, *, now: Clock, random: Random) -> int:
    """Run the tour with its results in a folder; return the exit status."""
    from app.demo.tour import run_tour

    return run_tour(target, now=now, random=random)


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))  # noqa: TID251 no setting

"""A private folder and the unfinished answers of ``link``; what a killed run left goes with the next.

The folder holds a file that is locked as long as the run lives, however it ends, and that names the file of
the answers. Only what such a file says, once nobody holds it, is removed.
"""

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from app import atomic
from app.errors import BadInput

_PREFIX = "doi-soat-link-"
_LOCK = "lock"


def target(out: Path) -> Path:
    """Return the file that a path means, through symbolic links, since they are to stay.

    BadInput when there cannot be a plain file.
    """
    try:
        found = out.resolve()
    except (OSError, RuntimeError) as error:  # links in a circle
        raise BadInput("--out là một liên kết không dẫn tới đâu: {0}", out) from error
    if found.is_dir():
        raise BadInput("--out phải là một tệp, không phải thư mục: {0}", out)
    if not found.parent.is_dir():
        raise BadInput("Không có thư mục để ghi kết quả: {0}", found.parent)
    if found.exists() and not found.is_file():
        raise BadInput("--out phải là một tệp thường, không phải thiết bị hay ống dẫn: {0}", out)
    return found


@contextlib.contextmanager
def workplace(out: Path) -> Iterator[tuple[Path, Path]]:
    """Make a private folder and, beside ``out``, an empty file for the answers; yield both, remove both.

    Whoever has finished calls ``give``. What runs of the same user left that were killed is removed first.
    """
    _remove_dead()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    part = out.with_name(f"{out.name}{_ending(folder)}")
    try:
        with (folder / _LOCK).open("wb") as lock:
            _lock(lock)
            lock.write(os.fsencode(part))  # only now others look at the folder, and find it taken
            lock.flush()
            part.touch(exist_ok=False)
            try:
                yield folder, part
            finally:
                part.unlink(missing_ok=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def give(part: Path, out: Path) -> None:
    """Let the finished answers take the place of those before, whose mode they get."""
    if out.exists():
        shutil.copymode(out, part)
    atomic.give_name(part, out)


def _ending(folder: Path) -> str:
    """Return how the name of a run's unfinished answers ends."""
    return f".{folder.name.removeprefix(_PREFIX)}.part"


def _remove_dead() -> None:
    """Remove what runs left that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if (part := _of_dead(folder)) is not None:
                if part.name.endswith(_ending(folder)):
                    part.unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)


def _of_dead(folder: Path) -> Path | None:
    """Return the unfinished answers of the run whose folder this was; None when it lives or is not ours.

    OSError when somebody holds the lock.
    """
    about, held = folder.lstat(), (folder / _LOCK).lstat()
    if not stat.S_ISDIR(about.st_mode) or not stat.S_ISREG(held.st_mode):
        return None
    if sys.platform != "win32" and {about.st_uid, held.st_uid} != {os.getuid()}:
        return None
    if not held.st_size:  # it is just beginning, and has nothing yet
        return None
    with (folder / _LOCK).open("r+b") as lock:
        _lock(lock)
        return Path(os.fsdecode(lock.read()))


def _lock(file: IO[bytes]) -> None:
    """Take the lock that the system lets go with the process; OSError when another has it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

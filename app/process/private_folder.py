"""A private folder and the unfinished answers of ``link``; the next run removes those of a killed run.

The folder holds a file with the path of the answers, locked until the run ends in any way. Only paths in an
unlocked file of this kind are removed.
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
    """Return the file behind the symbolic links of a path, so that the links stay.

    BadInput when the path cannot be a plain file.
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

    The caller calls ``give`` at the end. First, the remains of the same user's killed runs are removed.
    """
    _remove_killed()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    part = out.with_name(f"{out.name}{_ending(folder)}")
    try:
        with (folder / _LOCK).open("wb") as lock:
            _lock(lock)
            lock.write(os.fsencode(part))  # after the lock, because other runs ignore an empty file
            lock.flush()
            part.touch(exist_ok=False)
            try:
                yield folder, part
            finally:
                part.unlink(missing_ok=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def give(part: Path, out: Path) -> None:
    """Replace the old answers by the finished ones; keep the mode of the old file."""
    if out.exists():
        shutil.copymode(out, part)
    atomic.give_name(part, out)


def _ending(folder: Path) -> str:
    """Return the suffix of the file name of a run's unfinished answers."""
    return f".{folder.name.removeprefix(_PREFIX)}.part"


def _remove_killed() -> None:
    """Remove the folders and files of killed runs."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if (part := _answers_of_killed(folder)) is not None:
                if part.name.endswith(_ending(folder)):
                    part.unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)


def _answers_of_killed(folder: Path) -> Path | None:
    """Return the unfinished answers of a killed run; None for a folder in use or of another kind.

    OSError when a run holds the lock.
    """
    about, held = folder.lstat(), (folder / _LOCK).lstat()
    if not stat.S_ISDIR(about.st_mode) or not stat.S_ISREG(held.st_mode):
        return None
    if sys.platform != "win32" and {about.st_uid, held.st_uid} != {os.getuid()}:
        return None
    if not held.st_size:  # the run is just starting and has no answers yet
        return None
    with (folder / _LOCK).open("r+b") as lock:
        _lock(lock)
        return Path(os.fsdecode(lock.read()))


def _lock(file: IO[bytes]) -> None:
    """Take a lock that the system releases with the process; OSError when another process has it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

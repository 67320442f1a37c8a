"""Private folders of a run: the one of ``link`` with its unfinished answers, and those of the demo.

A folder holds a file with the path of the answers, locked until the run ends in any way. Only paths in an
unlocked file of this kind are removed: by a keeper process when the run is killed, or by the next run.
"""

import contextlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from app import atomic
from app.errors import BadInput

KEEPER = "--remove-after"
"""The argument of main.py before the folder that the keeper process removes."""
_MAIN = Path(__file__).resolve().parents[2] / "main.py"
_PREFIX = "doi-soat-"
_LOCK = "lock"
_NO_ANSWERS = "-"
_TRIES = 300  # times a tenth of a second: how long a window may take to close when its parent was killed


def target(out: Path) -> Path:
    """Return the file behind the symbolic links of a path, so that the links stay.

    BadInput when the path cannot be a plain file.
    """
    try:
        found = out.resolve()
    except (OSError, RuntimeError) as error:  # links in a circle, until Python 3.12
        raise BadInput("--out là một liên kết không dẫn tới đâu: {0}", out) from error
    if found.is_symlink():  # links in a circle, which newer Pythons leave as they are
        raise BadInput("--out là một liên kết không dẫn tới đâu: {0}", out)
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
    with _locked_folder("link") as (folder, lock):
        part = out.with_name(f"{out.name}{_ending(folder)}")
        _note(lock, os.fsencode(part))
        part.touch(mode=0o600, exist_ok=False)
        try:
            yield folder, part
        finally:
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def throw_away(kind: str) -> Iterator[Path]:
    """Make a private folder that goes with this process, also when it is killed.

    First, the remains of the same user's killed runs of this kind are removed.
    """
    with _locked_folder(kind) as (folder, lock):
        _note(lock, _NO_ANSWERS.encode())
        command = [sys.executable, str(_MAIN), KEEPER, str(folder)]
        # in a session of its own: what kills a whole terminal does not reach it
        none = subprocess.DEVNULL
        keeper = subprocess.Popen(  # noqa: S603 our own program
            command, stdin=subprocess.PIPE, stdout=none, stderr=none, start_new_session=True
        )
        try:
            yield folder
        finally:
            lock.close()  # Windows removes no open file
            shutil.rmtree(folder, ignore_errors=True)
            keeper.communicate()


def remove_after(folder: Path) -> int:
    """Wait for the end of the process at the other end of standard input, and remove its folder.

    A window in it may still be closing: its store stays until it is let go.
    """
    with contextlib.suppress(OSError):
        while os.read(0, 64):
            pass
    pause = threading.Event()
    for _ in range(_TRIES):
        # a killed process lets go of its lock a moment after the pipe
        if not any(map(_in_use, (folder / _LOCK, *folder.rglob("store.lock")))):
            break
        pause.wait(0.1)
    _remove_if_killed(folder)
    return 0


def give(part: Path, out: Path) -> None:
    """Replace the old answers by the finished ones; keep the mode of the old file."""
    if out.exists():
        shutil.copymode(out, part)
    atomic.give_name(part, out)


@contextlib.contextmanager
def _locked_folder(kind: str) -> Iterator[tuple[Path, IO[bytes]]]:
    """Make a folder with a locked, empty file, after the remains of killed runs were removed."""
    for killed in Path(tempfile.gettempdir()).glob(f"{_PREFIX}{kind}-*"):
        _remove_if_killed(killed)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{kind}-"))
    try:
        with atomic.adding(folder / _LOCK) as lock:
            _lock(lock)
            yield folder, lock
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _note(lock: IO[bytes], answers: bytes) -> None:
    """Write after the lock was taken, because other runs ignore an empty file."""
    lock.write(answers)
    lock.flush()


def _ending(folder: Path) -> str:
    """Return the suffix of the file name of a run's unfinished answers."""
    return f".{folder.name.removeprefix(f'{_PREFIX}link-')}.part"


def _remove_if_killed(folder: Path) -> None:
    """Remove the folder and the unfinished answers of a killed run; let any other folder be."""
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


def _in_use(path: Path) -> bool:
    """Tell whether a process holds the lock of a file."""
    try:
        with path.open("r+b") as file:
            _lock(file)
    except OSError:
        return path.exists()
    return False


def _lock(file: IO[bytes]) -> None:
    """Take a lock that the system releases with the process; OSError when another process has it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

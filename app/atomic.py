"""Atomic writing of files: a reader of the name finds the old file or the whole new one.

The bytes go into a new file beside the name, readable only by its owner. It is flushed and renamed in one
step; then the folder is flushed. A link at the name is replaced, not followed.
"""

import contextlib
import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from io import BufferedRandom
from pathlib import Path

_NO_FLUSH = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)  # some file systems of sticks lack this call


class NotKept(OSError):
    """The file has its name, but its folder is not flushed: a power cut may remove it."""


def write(path: Path, data: bytes) -> None:
    """Write a whole file; OSError leaves the old file in place, except for NotKept."""
    with writing(path) as file:
        file.write(data)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[BufferedRandom]:
    """Yield a file to write and read; rename it at the end, or remove it after an error."""
    # a name nobody can guess, made with O_EXCL and O_NOFOLLOW, mode 0600
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):  # the medium was removed, and the part with it
            part.unlink()
        raise
    _keep(path)


def give_name(part: Path, path: Path) -> None:
    """Flush a finished file and rename it in one step; after an OSError the part still exists."""
    # it may be read-only by now; Windows flushes only what is open for writing
    with part.open("r+b" if sys.platform == "win32" else "rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
    _keep(path)


def move(made: Path, path: Path) -> None:
    """Move a finished and flushed file to another folder of the same disk; a power cut may undo it."""
    made.rename(path)


def _keep(path: Path) -> None:
    """Flush the folder so that a rename survives a power cut; Windows lacks this call."""
    if sys.platform == "win32":
        return
    try:
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _NO_FLUSH:
            raise NotKept(*error.args) from error

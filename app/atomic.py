"""A file is written whole or not at all: who reads its name finds the one before or the new one.

The bytes go into a new file beside it, which only its owner may read, are flushed to the medium, and take the
name in one step; then the folder is flushed. A link at the name is replaced itself, never written through.
"""

import contextlib
import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from io import BufferedRandom
from pathlib import Path

_NO_FLUSH = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)  # some file systems of sticks have no such call


class NotKept(OSError):
    """The file has its name, but the folder could not be flushed: it may vanish with the power."""


def write(path: Path, data: bytes) -> None:
    """Write a whole file; OSError when that fails, then the file before is untouched (but for NotKept)."""
    with writing(path) as file:
        file.write(data)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[BufferedRandom]:
    """Give a file to write and read; it takes the name at the end, and is removed after any error."""
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
        with contextlib.suppress(OSError):  # the medium is gone: so is the part
            part.unlink()
        raise
    _keep(path)


def give_name(part: Path, path: Path) -> None:
    """Flush a finished file and give it its name in one step; after an OSError the part is still there."""
    # it may be read-only by now; Windows flushes only what is open for writing
    with part.open("r+b" if sys.platform == "win32" else "rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
    _keep(path)


def _keep(path: Path) -> None:
    """Make a rename survive a power cut; Windows has no such call."""
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

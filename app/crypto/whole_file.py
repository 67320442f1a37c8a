"""Packages on a medium: written whole, flushed and read back; opened once, as plain files."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from io import BufferedRandom
from pathlib import Path
from typing import BinaryIO

from app import atomic, outside
from app.errors import BadInput


class WholeFile:
    """A file on its way to a medium: written from its front to its end, its head once more at last."""

    def __init__(self, file: BufferedRandom) -> None:
        self._file, self._head = file, b""
        self._rest, self._written, self.sha256 = hashlib.sha256(), 0, ""

    @property
    def size(self) -> int:
        """Return the number of bytes written."""
        return len(self._head) + self._written

    def write_head(self, head: bytes) -> None:
        """Write the first bytes; later calls write as many bytes over them."""
        assert len(head) == len(self._head) or not self.size, "a head of another length"
        self._head = head
        self._file.seek(0)
        self._file.write(head)
        self._file.seek(0, os.SEEK_END)

    def write(self, data: bytes) -> None:
        """Write further bytes."""
        self._written += len(data)
        self._rest.update(data)
        self._file.write(data)

    def read_back(self, passed: Callable[[int], object]) -> None:
        """Flush and compare the bytes on the medium; set ``sha256``, or raise BadInput."""
        head, whole, rest = b"", hashlib.sha256(), hashlib.sha256()
        for piece in outside.on_medium(self._file):
            of_head = len(self._head) - len(head)
            head += piece[:of_head]
            whole.update(piece)
            rest.update(memoryview(piece)[of_head:])
            passed(len(piece) - of_head)
        if head != self._head or rest.digest() != self._rest.digest():
            raise BadInput(
                "Đọc lại từ USB thấy khác với dữ liệu đã ghi. Hãy dùng USB khác; chưa đánh dấu gì."
            )
        self.sha256 = whole.hexdigest()


@contextlib.contextmanager
def writing(
    target: Path,
    before_rename: Callable[[], object],
    passed: Callable[[int], object] = lambda _bytes: None,
) -> Iterator[WholeFile]:
    """Yield a ``.part`` to write; flush it, read it back from the medium, rename it.

    ``before_rename`` is called right before the rename and may stop the work, so that nothing can interrupt
    between the rename and the caller's record of the file. ``passed`` is told the bytes read back. Raises
    BadInput when the medium fails.
    """
    try:
        with atomic.writing(target) as file:
            whole = WholeFile(file)
            yield whole
            whole.read_back(passed)
            before_rename()
    except OSError as error:
        if isinstance(error, atomic.NotKept):
            target.unlink(missing_ok=True)  # a power cut may remove the file, so it does not count as written
        raise outside.not_written(error) from error


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """Say in words that a package cannot be read."""
    try:
        yield
    except OSError as error:
        raise outside.not_read(error) from error


def opened(source: Path, limit: int) -> BinaryIO | None:
    """Open a plain file for reading, None when it is larger than the limit; BadInput when it is none."""
    file = outside.opened(source)
    if os.fstat(file.fileno()).st_size <= limit:
        return file
    file.close()
    return None

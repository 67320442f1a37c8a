"""Files of others: read from a stick or given to one; a sentence for each thing that can be wrong."""

import errno
import os
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import IO

from app import atomic
from app.errors import BadInput
from app.held_folder import Elsewhere, FolderId, Trap, folder_id, is_plain

_LARGEST = 512 << 20
_PIECE = 1 << 18
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM)


def read(path: Path, limit: int) -> bytes | None:
    """Return the bytes of a file from outside, None when it has more than ``limit``; else like ``opened``."""
    try:
        with opened(path) as file:
            if os.fstat(file.fileno()).st_size > limit:
                return None
            data = file.read(limit + 1)  # it may have grown, or have no size, as in /proc
    except OSError as error:
        raise not_read(error) from error
    return data if len(data) <= limit else None


def read_all(path: Path) -> bytes:
    """Return the bytes of a file that has a place in memory; BadInput when it has not, or like ``opened``."""
    data = read(path, _LARGEST)
    if data is None:
        raise BadInput("Tệp {0} quá lớn. Chưa thay đổi gì.", path.name)
    return data


def opened(path: Path) -> BufferedReader:
    """Open a file from outside; BadInput when it is missing or no plain file.

    A pipe would hang, a device never end, and a link could lead to any file of this PC.
    """
    try:
        if not is_plain(path.lstat()):
            raise BadInput(
                "{0} không phải một tệp thường nên phần mềm "
                "không đọc. Hãy chép tệp thật vào USB rồi chọn lại. Chưa thay đổi gì.",
                path.name,
            )
        # the name may have been taken by a pipe since: do not wait for its writer
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        file = os.fdopen(handle, "rb")
    except OSError as error:
        raise not_read(error) from error
    if not is_plain(os.fstat(file.fileno())):
        file.close()
        raise BadInput("Tệp vừa bị thay trong lúc mở. Hãy dùng USB khác. Chưa thay đổi gì.")
    return file


def write(path: Path, data: bytes, *, chosen: FolderId | None = None, below: Path | None = None) -> None:
    """Write a whole file for others like ``atomic.writing``; BadInput when that is not possible."""
    try:
        atomic.write(path, data, chosen=chosen, below=below)
    except OSError as error:
        raise not_written(error) from error


def on_medium(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of an open file as its medium holds them, from the first on, not as they are cached.

    What was written is flushed before.
    """
    if file.writable():
        file.flush()
        os.fsync(file.fileno())
    if hasattr(os, "posix_fadvise"):  # drops the cache, so that the read comes from the medium
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


def check_chosen(folder: Path, chosen: FolderId | None) -> None:
    """Refuse a folder that is not the chosen one any more (BadInput); None was chosen by nobody."""
    try:
        if chosen is not None and folder_id(folder) != chosen:
            raise Elsewhere(f"another folder: {folder}")
    except OSError as error:
        raise not_written(error) from error


def not_read(error: OSError) -> BadInput:
    """Return the sentence for a file that cannot be read."""
    if error.errno in _FORBIDDEN:
        return BadInput("Không được phép đọc tệp này. Hãy kiểm tra quyền của tệp. Chưa thay đổi gì.")
    return BadInput("Không đọc được tệp. Hãy kiểm tra USB rồi chọn lại. Chưa thay đổi gì.")


def not_written(error: OSError) -> BadInput:
    """Return the sentence for a file that cannot be written."""
    if isinstance(error, Trap):
        return BadInput(
            "Ở nơi ghi đã có một thứ mang tên tệp này mà không phải tệp thường, nên không ghi: USB có thể "
            "đã bị gài. Hãy dùng USB khác và báo người quản trị. Chưa thay đổi gì."
        )
    if isinstance(error, Elsewhere):
        return BadInput(
            "USB đã bị rút ra, hoặc thư mục đã bị thay sau khi chọn. Hãy cắm lại USB và chọn lại thư mục. "
            "Chưa thay đổi gì."
        )
    if error.errno in _FULL:
        return BadInput("Nơi ghi đã đầy. Hãy dọn chỗ hoặc dùng USB khác. Chưa thay đổi gì.")
    if error.errno == errno.EROFS:
        return BadInput(
            "Nơi ghi chỉ cho đọc. Hãy gạt lẫy khóa ghi của USB hoặc dùng USB khác. Chưa thay đổi gì."
        )
    if error.errno in _FORBIDDEN:
        return BadInput("Không được phép ghi vào nơi đã chọn. Hãy chọn nơi khác. Chưa thay đổi gì.")
    return BadInput("Không ghi được ra nơi đã chọn. Hãy kiểm tra USB rồi chọn lại thư mục. Chưa thay đổi gì.")

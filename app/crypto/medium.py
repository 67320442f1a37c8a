"""How a file gets to disk and stick: whole and flushed, or not at all."""

import contextlib
import errno
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from app.errors import BadInput


def write_whole(target: Path, data: bytes, before_rename: Callable[[], None]) -> str:
    """Write as ``.part``, flush, read back from the medium, rename; return the SHA-256 in hex.

    ``before_rename`` is called last but for the rename and may stop the work: once the file has its name,
    nothing comes between it and the caller's own record of it. Raises BadInput when the medium fails.
    """
    part = target.with_name(target.name + ".part")
    wanted = hashlib.sha256(data).hexdigest()
    try:
        flushed(part, data)
        with part.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != wanted:
            raise BadInput(
                "Đọc lại từ USB thấy khác với dữ liệu đã ghi. Hãy dùng USB khác; chưa đánh dấu gì."
            )
        before_rename()
        part.replace(target)
        try:
            flush_folder(target.parent)
        except OSError:
            target.unlink(missing_ok=True)  # it may vanish with the power: not written then
            raise
    except OSError as error:
        _forget(part)
        raise BadInput(
            "Không ghi được ra thư mục đích (USB đầy, bị rút hoặc chỉ đọc). Chưa đánh dấu xuất bản ghi nào."
        ) from error
    except BaseException:
        _forget(part)
        raise
    return wanted


def flushed(path: Path, data: bytes) -> None:
    """Write a file and flush it to the medium; OSError when that fails."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):  # so that the read comes from the stick, not from memory
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut; Windows and some file systems of sticks have no such call."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise
    finally:
        os.close(handle)


def _forget(part: Path) -> None:
    with contextlib.suppress(OSError):  # the stick is gone: so is the part
        part.unlink()


def read_whole(source: Path, limit: int) -> bytes | None:
    """Return a file's bytes, None when it is larger than the limit; BadInput when it cannot be read."""
    try:
        with source.open("rb") as file:
            return file.read() if os.fstat(file.fileno()).st_size <= limit else None
    except OSError as error:
        raise BadInput("Không đọc được tệp gói. Kiểm tra lại USB. Chưa thay đổi gì.") from error

"""How a file gets to disk and stick: whole and flushed, or not at all."""

import hashlib
import os
from collections.abc import Callable
from io import BufferedRandom
from pathlib import Path

from app import atomic
from app.errors import BadInput


def write_whole(target: Path, data: bytes, before_rename: Callable[[], None]) -> str:
    """Write as ``.part``, flush, read back from the medium, rename; return the SHA-256 in hex.

    ``before_rename`` is called last but for the rename and may stop the work: once the file has its name,
    nothing comes between it and the caller's own record of it. Raises BadInput when the medium fails.
    """
    wanted = hashlib.sha256(data).hexdigest()
    try:
        with atomic.writing(target) as file:
            file.write(data)
            if _read_back(file) != wanted:
                raise BadInput(
                    "Đọc lại từ USB thấy khác với dữ liệu đã ghi. Hãy dùng USB khác; chưa đánh dấu gì."
                )
            before_rename()
    except OSError as error:
        if isinstance(error, atomic.NotKept):
            target.unlink(missing_ok=True)  # it may vanish with the power: not written then
        raise BadInput(
            "Không ghi được ra thư mục đích (USB đầy, bị rút hoặc chỉ đọc). Chưa đánh dấu xuất bản ghi nào."
        ) from error
    return wanted


def _read_back(file: BufferedRandom) -> str:
    """Flush a file and return the SHA-256 of what the medium has."""
    file.flush()
    os.fsync(file.fileno())
    if hasattr(os, "posix_fadvise"):  # so that the read comes from the stick, not from memory
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def read_whole(source: Path, limit: int) -> bytes | None:
    """Return a file's bytes, None when it is larger than the limit; BadInput when it cannot be read."""
    try:
        with source.open("rb") as file:
            return file.read() if os.fstat(file.fileno()).st_size <= limit else None
    except OSError as error:
        raise BadInput("Không đọc được tệp gói. Kiểm tra lại USB. Chưa thay đổi gì.") from error

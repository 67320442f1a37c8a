"""Writing of whole, flushed and verified files to disk and stick."""

import hashlib
import os
from collections.abc import Callable
from io import BufferedRandom
from pathlib import Path

from app import atomic, plain_file
from app.errors import BadInput


def write_whole(target: Path, data: bytes, before_rename: Callable[[], None]) -> str:
    """Write as ``.part``, flush, read back from the medium, rename; return the SHA-256 in hex.

    ``before_rename`` is called right before the rename and may stop the work, so that nothing can interrupt
    between the rename and the caller's record of the file. Raises BadInput when the medium fails.
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
            target.unlink(missing_ok=True)  # a power cut may remove the file, so it does not count as written
        raise BadInput(
            "Không ghi được ra thư mục đích (USB đầy, bị rút hoặc chỉ đọc). Chưa đánh dấu xuất bản ghi nào."
        ) from error
    return wanted


def _read_back(file: BufferedRandom) -> str:
    """Flush a file and return the SHA-256 of its bytes on the medium."""
    file.flush()
    os.fsync(file.fileno())
    if hasattr(os, "posix_fadvise"):  # drops the cache, so that the read comes from the stick
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def read_whole(source: Path, limit: int) -> bytes | None:
    """Return a file's bytes, None when it is larger than the limit; BadInput when it cannot be read."""
    try:
        with plain_file.opened(source) as file:
            found = file.read(limit + 1) if os.fstat(file.fileno()).st_size <= limit else None
            return found if found is not None and len(found) <= limit else None
    except OSError as error:
        raise BadInput("Không đọc được tệp gói. Kiểm tra lại USB. Chưa thay đổi gì.") from error

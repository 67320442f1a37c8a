"""Copies of packages on disk and stick: whole, flushed and read back."""

import contextlib
import hashlib
import os
from pathlib import Path
from typing import IO

from app import atomic, outside
from app.errors import BadInput
from app.held_folder import FolderId
from app.progress import Progress

_PIECE = 1 << 20  # bytes read at a time


def copy_whole(
    source: Path, target: Path, sha256: str, progress: Progress, *, chosen: FolderId | None = None
) -> None:
    """Copy a file piece by piece: as ``.part``, flushed, read back from the medium, renamed.

    ``sha256`` is that of the source, ``chosen`` the identity of the folder when it was chosen. The same
    bytes under the name already are read back and kept. Progress counts every byte twice, written and read
    back. Raises BadInput when the medium fails or holds something else under the name; neither is changed
    then.
    """
    size = source.stat().st_size
    outside.check_chosen(target.parent, chosen)
    try:
        if os.path.lexists(target):
            _check_same(target, sha256, progress, size)
            return
        with source.open("rb") as original, atomic.writing(target, chosen=chosen) as file:
            done = 0
            while piece := original.read(_PIECE):
                file.write(piece)
                done += len(piece)
                progress(done, 2 * size)
            if _digest(file, progress, size) != sha256:
                raise BadInput("Đọc lại từ USB thấy khác với dữ liệu đã ghi. Hãy dùng USB khác.")
    except OSError as error:
        if isinstance(error, atomic.NotKept):
            target.unlink(missing_ok=True)  # a power cut may remove the file, so it does not count as written
        raise outside.not_written(error) from error


def _check_same(target: Path, sha256: str, progress: Progress, size: int) -> None:
    """Read what has the name already; BadInput unless it is a file with these bytes."""
    with contextlib.suppress(BadInput), outside.opened(target) as file:
        same = os.fstat(file.fileno()).st_size == size
        if same and _digest(file, progress, size) == sha256:
            return
    raise BadInput(
        "Ở nơi ghi đã có một tệp khác cùng tên; phần mềm không ghi đè. Hãy cất tệp đó đi rồi ghi lại."
    )


def _digest(file: IO[bytes], progress: Progress, size: int) -> str:
    """Return the SHA-256 of a file as the medium holds it; progress begins where writing ended."""
    digest, done = hashlib.sha256(), size
    for piece in outside.on_medium(file):
        digest.update(piece)
        done += len(piece)
        progress(done, 2 * size)
    return digest.hexdigest()

"""Files and folders on a medium that someone else may have prepared: no link, pipe or device is followed."""

import contextlib
import hashlib
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

from app import atomic, outside
from app.errors import BadInput
from app.held_folder import is_link

PIECE = 1 << 20
_FAT = ("vfat", "msdos", "fat", "fat32")
FAT_LIMIT = (4 << 30) - 1
MOUNTS = Path("/proc/self/mounts")


def read_plain(path: Path, limit: int) -> bytes:
    """Return the bytes of a small plain file; BadInput when it is larger, errors as ``outside.read``."""
    data = outside.read(path, limit)
    if data is None:
        raise BadInput("Tệp {0} lớn quá mức.", path.name)
    return data


class Digesting:
    """The size and digest of what is written to a file; ``moved`` is told of each piece."""

    def __init__(self, file: IO[bytes], moved: Callable[[int], object]) -> None:
        """Begin with nothing written."""
        self._file, self._moved, self._digest = file, moved, hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Write one piece."""
        self._file.write(piece)
        self._digest.update(piece)
        self.size += len(piece)
        self._moved(len(piece))

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of everything written, in hex."""
        return self._digest.hexdigest()


def copy_plain(source: Path, target: Path, moved: Callable[[int], object]) -> tuple[int, str]:
    """Copy a plain file whole and return its size and SHA-256; errors as ``outside.opened``."""
    with outside.opened(source) as original, atomic.writing(target) as file:
        written = Digesting(file, moved)
        while piece := original.read(PIECE):
            written.write(piece)
    return written.size, written.sha256


def digest_on_medium(path: Path, moved: Callable[[int], object]) -> tuple[int, str]:
    """Return size and SHA-256 of a plain file as the medium holds it; ``moved`` is told of each piece."""
    digest, size = hashlib.sha256(), 0
    with outside.opened(path) as file:
        for piece in outside.on_medium(file):
            digest.update(piece)
            size += len(piece)
            moved(len(piece))
    return size, digest.hexdigest()


def is_folder(path: Path) -> bool:
    """Tell whether a path is a real folder, not a link to one."""
    try:
        about = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(about.st_mode) and not is_link(about)


def check_room(folder: Path, needed: int, largest: int, mounts: Path = MOUNTS) -> None:
    """Refuse a medium without room for ``needed`` bytes and a tenth more, or for the largest file."""
    if largest > FAT_LIMIT and file_system(folder, mounts) in _FAT:
        raise BadInput(
            "Ổ này định dạng FAT32 nên không chứa được tệp từ 4 GB. Hãy dùng USB định dạng exFAT hoặc NTFS. "
            "Chưa ghi gì."
        )
    free, needed = shutil.disk_usage(folder).free, needed + needed // 10
    if free < needed:
        raise BadInput(
            "Không đủ chỗ: cần {0} MB mà ổ còn {1} MB. Hãy dọn bớt tệp hoặc dùng ổ khác. Chưa ghi gì.",
            -(-needed >> 20) or 1,
            free >> 20,
        )


def file_system(folder: Path, mounts: Path = MOUNTS) -> str:
    """Return the kind of file system ("vfat"); empty when the system does not tell."""
    if sys.platform == "win32":
        return _windows_file_system(folder)
    real, best, found = folder.resolve(), Path(), ""
    with contextlib.suppress(OSError):
        for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
            words = line.split(" ")
            if len(words) < 3:
                continue
            place = Path(words[1].replace("\\040", " "))
            if real.is_relative_to(place) and len(place.parts) >= len(best.parts):
                best, found = place, words[2]
    return found.lower()


def drop(folder: Path) -> None:
    """Remove a folder with everything in it, if it goes; links within are not followed."""
    shutil.rmtree(folder, ignore_errors=True)


if sys.platform == "win32":
    import ctypes

    def _windows_file_system(folder: Path) -> str:
        name = ctypes.create_unicode_buffer(64)
        root = folder.resolve().anchor
        told = ctypes.windll.kernel32.GetVolumeInformationW(root, None, 0, None, None, None, name, 64)
        return name.value.lower() if told else ""

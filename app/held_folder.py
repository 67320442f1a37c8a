"""A folder that is held while a file is made in it: no name in it is trusted, and none is looked up twice.

Where the system can open files relative to a folder's handle, the folder may be renamed, unmounted or swapped
for a link meanwhile without harm. Windows cannot; there the path is compared again before each step.
"""

import contextlib
import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

FolderId = tuple[int, int, str]
"""Device, number and medium of a folder: the same folder later, or another one under its name.

A stick gets the device number of the one that was pulled out, and the outermost folders of both have the same
number. So the medium is told by the id of its file system and by when the system found it.
"""

FOUND = Path("/run/udev/data")
"""Where Linux notes of each device when it found it."""

_REPARSE = 0x400  # FILE_ATTRIBUTE_REPARSE_POINT: links and junctions of Windows
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_TRIES = 20  # a virus scanner of Windows holds a new file for moments


class Trap(OSError):
    """A link, pipe, device or folder lies where a plain file belongs; nothing was written."""


class Elsewhere(OSError):
    """The folder is not the chosen one any more: the stick is out, or another folder has its name."""


def folder_id(folder: Path) -> FolderId:
    """Return the identity of a folder, to be compared when it is written to; OSError when it is gone."""
    about = folder.stat()
    return about.st_dev, about.st_ino, _medium(folder, about.st_dev)


def _medium(folder: Path | int, device: int) -> str:
    """Tell the medium of a folder from another one that gets its device number."""
    found = []
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # a file system that knows no id
            found.append(str(os.statvfs(folder).f_fsid))
        with contextlib.suppress(OSError):  # no device, or a system that keeps no notes
            noted = (FOUND / f"b{os.major(device)}:{os.minor(device)}").read_text("utf-8", "replace")
            found += [line for line in noted.splitlines() if line.startswith("I:")]
    return " ".join(found)


def is_link(about: os.stat_result) -> bool:
    """Tell whether a name that was not followed is a symbolic link, or a reparse point of Windows."""
    return stat.S_ISLNK(about.st_mode) or bool(getattr(about, "st_file_attributes", 0) & _REPARSE)


def is_plain(about: os.stat_result) -> bool:
    """Tell whether a name that was not followed is an ordinary file."""
    return stat.S_ISREG(about.st_mode) and not is_link(about)


class ByHandle:
    """A folder held by its handle."""

    def __init__(self, folder: Path, handle: int | None = None) -> None:
        """Open the folder, or take its open handle; OSError when there is none."""
        self.path = folder
        self._handle = os.open(folder, _FOLDER) if handle is None else handle

    @property
    def id(self) -> FolderId:
        """Return the identity of the folder held."""
        about = os.fstat(self._handle)
        return about.st_dev, about.st_ino, _medium(self._handle, about.st_dev)

    def look(self, name: str) -> os.stat_result | None:
        """Return what lies at a name, not followed; None when nothing does."""
        with contextlib.suppress(FileNotFoundError):
            return os.stat(name, dir_fd=self._handle, follow_symlinks=False)
        return None

    def create(self, name: str) -> int:
        """Make a new file for its owner alone and return its handle."""
        return _private(os.open(name, _NEW, 0o600, dir_fd=self._handle))

    def reopen(self, name: str) -> int:
        """Open an existing file to flush it; it may be read-only by now."""
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=self._handle)

    def rename(self, name: str, new: str) -> None:
        """Rename a file in one step, over what has the new name."""
        os.replace(name, new, src_dir_fd=self._handle, dst_dir_fd=self._handle)

    def take(self, path: Path, name: str) -> None:
        """Move a file of another folder of the same disk in here."""
        os.rename(path, name, dst_dir_fd=self._handle)

    def remove(self, name: str) -> None:
        """Remove a file."""
        os.unlink(name, dir_fd=self._handle)

    def enter(self, name: str) -> "ByHandle":
        """Hold a folder within, made for its owner alone when it is missing; Trap when it is none."""
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, 0o700, dir_fd=self._handle)
        about = self.look(name)
        if about is None or is_link(about) or not stat.S_ISDIR(about.st_mode):
            raise Trap(f"no folder: {name}")
        return ByHandle(self.path / name, os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=self._handle))

    def flush(self) -> None:
        """Flush the names of the folder to the medium."""
        os.fsync(self._handle)

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._handle)


class ByPath:
    """A folder held by its path and identity, for systems whose calls take no handle of a folder."""

    def __init__(self, folder: Path, wait: Callable[[float], None] = time.sleep) -> None:
        """Note the folder; ``wait`` is called between two tries to rename."""
        self.path, self._wait = folder, wait
        self.id = folder_id(folder)

    def look(self, name: str) -> os.stat_result | None:
        """Return what lies at a name, not followed; None when nothing does."""
        with contextlib.suppress(FileNotFoundError):
            return (self.path / name).lstat()
        return None

    def create(self, name: str) -> int:
        """Make a new file for its owner alone and return its handle."""
        self._same()
        return _private(os.open(self.path / name, _NEW, 0o600))

    def reopen(self, name: str) -> int:
        """Open an existing file to flush it; Windows flushes only what is open for writing."""
        self._same()
        return os.open(self.path / name, os.O_RDWR | getattr(os, "O_BINARY", 0))

    def rename(self, name: str, new: str) -> None:
        """Rename a file in one step; try again while another program holds one of them."""
        for left in reversed(range(_TRIES)):
            self._same()
            try:
                (self.path / name).replace(self.path / new)
            except PermissionError:
                if not left:
                    raise
                self._wait(0.1)
            else:
                return

    def take(self, path: Path, name: str) -> None:
        """Move a file of another folder of the same disk in here."""
        self._same()
        path.rename(self.path / name)

    def remove(self, name: str) -> None:
        """Remove a file."""
        self._same()
        (self.path / name).unlink()

    def enter(self, name: str) -> "ByPath":
        """Hold a folder within, made when it is missing; Trap when it is none."""
        self._same()
        with contextlib.suppress(FileExistsError):
            (self.path / name).mkdir(0o700)
        about = self.look(name)
        if about is None or is_link(about) or not stat.S_ISDIR(about.st_mode):
            raise Trap(f"no folder: {name}")
        return ByPath(self.path / name, self._wait)

    def flush(self) -> None:
        """Do nothing: Windows keeps the names of a folder itself."""

    def close(self) -> None:
        """Do nothing: no handle is held."""

    def _same(self) -> None:
        if folder_id(self.path) != self.id:
            raise Elsewhere(f"another folder: {self.path}")


HeldFolder = ByHandle | ByPath


def hold(folder: Path) -> HeldFolder:
    """Hold a folder as well as the system can; OSError when there is none."""
    return ByPath(folder) if sys.platform == "win32" else ByHandle(folder)


def _private(handle: int) -> int:
    """Return the handle of a new file; no umask of the process may take rights from its owner."""
    if hasattr(os, "fchmod"):
        with contextlib.suppress(OSError):  # a file system without modes
            os.fchmod(handle, 0o600)
    return handle


def same_disk(folder: Path, other: Path) -> bool:
    """Tell whether two folders lie on one disk; False when one is gone."""
    try:
        return folder.stat().st_dev == other.stat().st_dev
    except OSError:
        return False

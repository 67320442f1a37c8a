"""Atomic writing of files: a reader of the name finds the old file or the whole new one.

Every file is written here, in the store's folder and outside. The bytes go into a new file beside the name,
whose own name nobody can guess, readable only by its owner. It is flushed and renamed in one step; then the
folder is flushed. A link, pipe, device or folder at the name is refused: it could lead anywhere.
"""

import contextlib
import errno
import os
import re
import stat
import tempfile
import uuid
from collections.abc import Iterator
from io import BufferedRandom, BufferedWriter
from pathlib import Path

from app.held_folder import Elsewhere, FolderId, HeldFolder, Trap, folder_id, hold, is_link, is_plain

_NO_FLUSH = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)  # some file systems of sticks lack this call
_PART = re.compile(r".+\.[0-9a-f]{32}\.part")


class NotKept(OSError):
    """The file has its name, but its folder is not flushed: a power cut may remove it."""


def write(path: Path, data: bytes, *, chosen: FolderId | None = None, below: Path | None = None) -> None:
    """Write a whole file like ``writing``; OSError leaves the old file in place, except for NotKept."""
    with writing(path, chosen=chosen, below=below) as file:
        file.write(data)


@contextlib.contextmanager
def writing(
    path: Path, *, chosen: FolderId | None = None, below: Path | None = None
) -> Iterator[BufferedRandom]:
    """Yield a file to write and read; rename it at the end, or remove it after an error.

    ``chosen`` is the identity that the folder had when somebody chose it. With ``below``, a folder above the
    file, the folders between are made when they are missing, and none of them may be a link. Raises Trap and
    Elsewhere, with nothing written.
    """
    with _folder_of(path, chosen, below) as folder:
        part = _part_name(path)
        _refuse_trap(folder, path.name)
        handle = folder.create(part)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _give(folder, part, path)
        except BaseException:
            with contextlib.suppress(OSError):  # the medium was removed, and the part with it
                folder.remove(part)
            raise
        _keep(folder)


@contextlib.contextmanager
def building(path: Path) -> Iterator[Path]:
    """Yield a new empty file for a library that opens files by name; else like ``writing``."""
    with _folder_of(path) as folder:
        part = _part_name(path)
        _refuse_trap(folder, path.name)
        os.close(folder.create(part))
        try:
            yield path.with_name(part)
            _flush(folder, part)
            _give(folder, part, path)
        except BaseException:
            with contextlib.suppress(OSError):
                folder.remove(part)
            raise
        _keep(folder)


def give_name(part: Path, path: Path) -> None:
    """Flush a finished file and rename it within its folder; after an OSError the part still exists."""
    with _folder_of(path) as folder:
        _flush(folder, part.name)
        _give(folder, part.name, path)
        _keep(folder)


def move(made: Path, path: Path) -> None:
    """Move a finished and flushed file to another folder of the same disk; Trap over anything."""
    with _folder_of(path) as folder:
        if folder.look(path.name) is not None or not is_plain(made.lstat()):
            raise Trap(f"not to be moved: {made}")
        folder.take(made, path.name)
        _keep(folder)


@contextlib.contextmanager
def adding(path: Path) -> Iterator[BufferedWriter]:
    """Yield a file of ours to add to, made when it is missing; Trap when it is no plain file."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # a pipe must not hang
    with contextlib.suppress(FileNotFoundError):
        if not is_plain(path.lstat()):
            raise Trap(f"no plain file: {path}")
    with os.fdopen(os.open(path, flags, 0o600), "ab") as file:
        keep_private(path)
        yield file


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, for their owner alone; a power cut keeps them."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    for one in reversed(missing):
        with contextlib.suppress(FileExistsError):
            one.mkdir(0o700)
            keep_private(one)
            with contextlib.closing(hold(one.parent)) as above:
                _keep(above)
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))


def make_apart(folder: Path, prefix: str, suffix: str = "") -> Path:
    """Make a new folder in another one, for its owner alone, under a name that nobody can guess."""
    return Path(tempfile.mkdtemp(prefix=prefix, suffix=suffix, dir=folder))


def name_folder(part: Path, path: Path) -> None:
    """Rename a folder of flushed files in one step; FileExistsError when the name is taken."""
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    with contextlib.closing(hold(part)) as made:
        _keep(made)  # the names within
    with contextlib.closing(hold(path.parent)) as above:
        part.replace(path)
        _keep(above)


def overwrite(path: Path) -> None:
    """Write zeros over a file in place and flush them, before it is removed for good."""
    with path.open("r+b") as file:
        file.write(bytes(os.fstat(file.fileno()).st_size))
        file.flush()
        os.fsync(file.fileno())


def keep_private(path: Path) -> None:
    """Let only its owner use a file or folder of ours; let be what lies where there are no modes."""
    with contextlib.suppress(OSError):
        about = path.lstat()
        wanted = 0o700 if stat.S_ISDIR(about.st_mode) else 0o600
        if not is_link(about) and stat.S_IMODE(about.st_mode) != wanted:
            path.chmod(wanted)


def sweep(folder: Path) -> None:
    """Remove the unfinished files that a killed process left; only where no other process writes."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if _PART.fullmatch(path.name) and is_plain(path.lstat()):
                path.unlink()


@contextlib.contextmanager
def _folder_of(path: Path, chosen: FolderId | None = None, below: Path | None = None) -> Iterator[HeldFolder]:
    """Hold the folder of a file; Elsewhere when the outermost folder is not the chosen one."""
    with contextlib.ExitStack() as held:
        folder = hold(below or path.parent)
        held.callback(folder.close)
        if chosen is not None and folder.id != chosen:
            raise Elsewhere(f"another folder: {path.parent}")
        for name in path.parent.relative_to(below).parts if below else ():
            above, new = folder, folder.look(name) is None
            folder = above.enter(name)
            held.callback(folder.close)
            if new:
                _keep(above)
        yield folder


def _part_name(path: Path) -> str:
    return f"{path.name}.{uuid.uuid4().hex}.part"


def _refuse_trap(folder: HeldFolder, name: str) -> None:
    about = folder.look(name)
    if about is not None and not is_plain(about):
        raise Trap(f"no plain file: {name}")


def _flush(folder: HeldFolder, part: str) -> None:
    handle = folder.reopen(part)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _give(folder: HeldFolder, part: str, path: Path) -> None:
    """Rename, unless something else took the name or the place of the folder meanwhile."""
    _refuse_trap(folder, path.name)
    if folder_id(path.parent) != folder.id:
        raise Elsewhere(f"another folder: {path.parent}")
    folder.rename(part, path.name)


def _keep(folder: HeldFolder) -> None:
    """Flush the folder so that a rename survives a power cut."""
    try:
        folder.flush()
    except OSError as error:
        if error.errno not in _NO_FLUSH:
            raise NotKept(*error.args) from error

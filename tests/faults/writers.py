"""Small programs that write one file and say so, each with or without what makes it last."""

import os
import sys
from pathlib import Path

from app import atomic
from tests.faults.disk import ACK

WORDS = b"x" * 3000


def in_place(path: Path) -> None:
    """Write and flush nothing."""
    path.write_bytes(WORDS)


def flushed_only(path: Path) -> None:
    """Flush the file, not its folder."""
    with path.open("wb") as file:
        file.write(WORDS)
        file.flush()
        os.fsync(file.fileno())


def renamed_unflushed(path: Path) -> None:
    """Rename a file whose bytes may still be on their way."""
    part = path.with_name("part")
    part.write_bytes(WORDS)
    part.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def folder_removed(path: Path) -> None:
    """Rename a folder, flush nothing, and remove the file in it."""
    old = path.with_name("old")
    atomic.make_folder(old)
    atomic.write(old / "file", WORDS)
    part = old.rename(path.with_name("part"))
    (part / "file").unlink()


def whole(path: Path) -> None:
    """Write as the program does."""
    atomic.write(path, WORDS)


def whole_below(path: Path) -> None:
    """Write as the program does into a folder that is made for it."""
    atomic.write(path.parent / "data" / path.name, WORDS, below=path.parent)


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    globals()[sys.argv[1]](folder / "file")
    with (folder / ACK).open("a") as said:
        said.write("written\n")

"""Prepared sticks: what an attacker lays at a name, and media that are put in and pulled out."""

import contextlib
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TRAPS = ("link to a file", "link to nothing", "link to a folder", "pipe", "device", "folder")


def trap(path: Path, kind: str, name: str = "trap") -> Path:
    """Lay something at a name beside a file; a link leads to the file."""
    there = path.with_name(name)
    match kind:
        case "link to a file":
            there.symlink_to(path)
        case "link to nothing":
            there.symlink_to(path.with_name("nothing"))
        case "link to a folder":
            there.symlink_to(path.parent)
        case "pipe":
            os.mkfifo(there)
        case "device":
            try:
                os.mknod(there, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero never ends
            except PermissionError:
                pytest.skip("only root makes devices")
        case "folder":
            there.mkdir()
    return there


def _may_mount() -> bool:
    """Tell whether this process may mount a file system (in a container often not, even for root)."""
    if sys.platform != "linux" or os.geteuid():
        return False
    return subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode == 0


needs_mount = pytest.mark.skipif(not _may_mount(), reason="may not mount a file system here")


@contextlib.contextmanager
def mounted(point: Path, options: str = "size=4m") -> Iterator[Path]:
    """Put a stick in: a small file system of its own, empty."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "stick", point], check=True)
    try:
        yield point
    finally:
        subprocess.run(["umount", "-l", point], check=False, capture_output=True)

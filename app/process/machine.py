"""What can be seen of the PC without a network call or rights of an administrator.

Where the system does not tell, the fact is None or "unknown"; nobody should read that as good.
"""

import re
import shutil
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_NETWORKS = ("up", "unknown")  # some drivers never tell more than "unknown" while they work
_MOST_LAYERS = 8  # of a disk: LUKS on LVM on RAID


class DiskEncryption(StrEnum):
    """What is seen of the encryption of the disk that holds the store."""

    SEEN = "seen"
    NOT_SEEN = "not_seen"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Machine:
    """The PC: encryption and free bytes of the disk, adapters that are up, mounted removable media.

    ``adapters`` and ``removable`` are None where the system does not tell.
    """

    disk_encryption: DiskEncryption
    free_bytes: int
    adapters: tuple[str, ...] | None
    removable: tuple[str, ...] | None


def look(
    folder: Path, *, system: Path = Path("/sys"), mounts: Path = Path("/proc/self/mountinfo")
) -> Machine:
    """Look at the PC whose disk holds ``folder``; the other paths are those of Linux."""
    free = shutil.disk_usage(folder).free
    if sys.platform == "win32":
        return Machine(DiskEncryption.UNKNOWN, free, _windows_adapters(), _windows_removable())
    mounted = _mounted(mounts)
    return Machine(_encryption(folder, system, mounted), free, _adapters(system), _removable(system, mounted))


def media(*, system: Path = Path("/sys"), mounts: Path = Path("/proc/self/mountinfo")) -> tuple[Path, ...]:
    """Return where the mounted media lie that can be taken out; none of them is touched, one may hang."""
    if sys.platform == "win32":
        return tuple(Path(f"{drive}\\") for drive in _windows_removable() or ())
    return tuple(map(Path, _removable(system, _mounted(mounts)) or ()))


def is_removable(folder: Path, *, system: Path = Path("/sys")) -> bool:
    """Tell whether a folder is known to lie on a medium that can be taken out; False when it is gone."""
    if sys.platform == "win32":
        return folder.resolve().drive in _windows_removable()
    try:
        device = folder.stat().st_dev
    except OSError:
        return False
    return _is_removable(_block(device, system))


def _mounted(mounts: Path) -> dict[str, str] | None:
    """Return the place of each mounted device by its number ("8:1"); None when it cannot be read."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    rows = [line.split() for line in lines]
    return {row[2]: _plain(row[4]) for row in rows if len(row) > 4}


def _plain(place: str) -> str:
    """Return a place as it is named: Linux writes blanks and the like as octal numbers (proc(5))."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), place)


def _encryption(folder: Path, system: Path, mounted: dict[str, str] | None) -> DiskEncryption:
    block = _block(folder.stat().st_dev, system)
    if mounted is None or not block.exists():
        return DiskEncryption.UNKNOWN  # a file system of several disks, of a container or of the network
    return DiskEncryption.SEEN if _is_crypt(block, _MOST_LAYERS) else DiskEncryption.NOT_SEEN


def _block(device: int, system: Path) -> Path:
    """Return where Linux tells of a block device by its number."""
    return system / "dev" / "block" / f"{device >> 8 & 0xFFF}:{device & 0xFF | device >> 12 & 0xFFF00}"


def _is_crypt(block: Path, layers: int) -> bool:
    """Tell whether a block device, or every device under it, is one of dm-crypt."""
    if _text(block / "dm" / "uuid").startswith("CRYPT-"):
        return True
    below = sorted((block / "slaves").glob("*"))
    return bool(below) and layers > 0 and all(_is_crypt(one, layers - 1) for one in below)


def _adapters(system: Path) -> tuple[str, ...] | None:
    folder = system / "class" / "net"
    if not folder.is_dir():
        return None
    names = sorted(one.name for one in folder.iterdir() if one.name != "lo")
    return tuple(name for name in names if _text(folder / name / "operstate") in _NETWORKS)


def _removable(system: Path, mounted: dict[str, str] | None) -> tuple[str, ...] | None:
    if mounted is None:
        return None
    return tuple(
        sorted(place for number, place in mounted.items() if _is_removable(system / "dev" / "block" / number))
    )


def _is_removable(block: Path) -> bool:
    """Tell whether a device, or the disk that a partition lies on, can be taken out or hangs on USB."""
    if not block.exists():
        return False
    real = block.resolve()
    return "/usb" in str(real) or any(_text(one / "removable") == "1" for one in (real, real.parent))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


if sys.platform == "win32":
    import ctypes
    import string

    _DRIVE_REMOVABLE = 2

    def _windows_adapters() -> tuple[str, ...] | None:
        """Return "LAN" when Windows says that it has a connection; it tells no names without effort."""
        flags = ctypes.c_ulong(0)
        return ("LAN",) if ctypes.windll.wininet.InternetGetConnectedState(ctypes.byref(flags), 0) else ()

    def _windows_removable() -> tuple[str, ...] | None:
        kinds = {
            letter: ctypes.windll.kernel32.GetDriveTypeW(f"{letter}:\\") for letter in string.ascii_uppercase
        }
        return tuple(f"{letter}:" for letter, kind in kinds.items() if kind == _DRIVE_REMOVABLE)

"""Files on a stick that someone else prepared."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from app.errors import BadInput
from app.process import stick

linux = pytest.mark.skipif(sys.platform != "linux", reason="links, pipes, /proc")


@linux
@pytest.mark.parametrize("kind", ["link", "broken link", "pipe", "folder", "device"])
def test_only_a_plain_file_is_read_or_copied(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.json"
    if "link" in kind:
        path.symlink_to(tmp_path / "b")
        if kind == "link":
            (tmp_path / "b").write_bytes(b"x")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path = Path("/dev/zero")
    target = tmp_path / "copy"
    for read in (
        lambda: stick.read_plain(path, 4),
        lambda: stick.copy_plain(path, target, lambda _bytes: None),
        lambda: stick.digest_on_medium(path, lambda _bytes: None),
    ):
        with pytest.raises(BadInput, match="không phải một tệp thường"):
            read()
    assert not target.exists()


def test_a_small_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert stick.read_plain(tmp_path / "a", 5) == b"12345"
    with pytest.raises(BadInput, match="lớn quá"):
        stick.read_plain(tmp_path / "a", 4)
    with pytest.raises(BadInput, match="Không đọc được tệp"):
        stick.read_plain(tmp_path / "b", 4)


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
/dev/sdb1 /media/usb vfat rw 0 0
/dev/sdc1 /media/usb\\040hai EXFAT rw 0 0
broken
/dev/sdd1 /media/usb/inside ext4 rw 0 0
"""


@linux
@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/x", "ext4"),
        ("/media/usb/sao-luu", "vfat"),
        ("/media/usb hai", "exfat"),
        ("/media/usbx", "ext4"),
        ("/media/usb/inside/x", "ext4"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path, folder: str, kind: str) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)
    assert stick.file_system(Path(folder), tmp_path / "mounts") == kind


@linux
def test_a_system_that_does_not_tell_is_no_reason_to_refuse(tmp_path: Path) -> None:
    assert stick.file_system(tmp_path, tmp_path / "gone") == ""
    assert stick.file_system(tmp_path)


@linux
@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize("kind", ["vfat", "msdos", "exfat"])
def test_a_file_that_fat_cannot_hold_is_refused(tmp_path: Path, kind: str, more: int) -> None:
    (tmp_path / "mounts").write_text(f"/dev/sdb1 {tmp_path} {kind} rw 0 0\n")
    if more and kind != "exfat":
        with pytest.raises(BadInput, match="FAT32"):
            stick.check_room(tmp_path, 1, stick.FAT_LIMIT + more, tmp_path / "mounts")
    else:
        stick.check_room(tmp_path, 1, stick.FAT_LIMIT + more, tmp_path / "mounts")


@pytest.mark.parametrize(("share", "good"), [(0.8, True), (0.95, False)])
def test_a_tenth_of_room_is_kept(tmp_path: Path, share: float, good: bool) -> None:
    needed = int(shutil.disk_usage(tmp_path).free * share)
    if good:
        stick.check_room(tmp_path, needed, 1)
    else:
        with pytest.raises(BadInput, match="Không đủ chỗ"):
            stick.check_room(tmp_path, needed, 1)


@linux
def test_a_link_to_a_folder_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "file").touch()
    found = {name: stick.is_folder(tmp_path / name) for name in ("real", "link", "file", "gone")}
    assert found == {"real": True, "link": False, "file": False, "gone": False}


@linux
def test_dropping_a_folder_leaves_what_its_links_name(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "a").touch()
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "link").symlink_to(tmp_path / "precious")
    stick.drop(tmp_path / "part")
    assert not (tmp_path / "part").exists()
    assert (tmp_path / "precious" / "a").exists()

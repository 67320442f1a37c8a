"""What is seen of the PC, in a tree of files like the one of Linux."""

import os
from pathlib import Path

import pytest

from app.process import machine
from app.process.machine import DiskEncryption


class Linux:
    """A folder that looks like /sys and the table of mounts beside it."""

    def __init__(self, root):
        self.root, self.system, self.mounts = root, root / "sys", root / "mountinfo"
        self.store = root / "store"
        self.store.mkdir()
        (self.system / "class" / "net").mkdir(parents=True)
        self.mounts.write_text("")
        device = self.store.stat().st_dev
        self.own = f"{os.major(device)}:{os.minor(device)}"

    def disk(self, number, *, uuid="", below=(), removable="0", at="block"):
        place = self.system / "devices" / at / f"disk-{number.replace(':', '-')}"
        (place / "slaves").mkdir(parents=True)
        (place / "removable").write_text(removable + "\n")
        if uuid:
            (place / "dm").mkdir()
            (place / "dm" / "uuid").write_text(uuid + "\n")
        for name in below:
            (place / "slaves" / name).symlink_to(self.named(name))
        known = self.system / "dev" / "block"
        known.mkdir(parents=True, exist_ok=True)
        (known / number).symlink_to(place)
        return place

    def named(self, number):
        return self.system / "dev" / "block" / number

    def mount(self, number, place):
        with self.mounts.open("a") as file:
            file.write(f"30 1 {number} / {place} rw - ext4 /dev/x rw\n")

    def adapter(self, name, state):
        folder = self.system / "class" / "net" / name
        folder.mkdir()
        (folder / "operstate").write_text(state + "\n")

    def look(self):
        return machine.look(self.store, system=self.system, mounts=self.mounts)


@pytest.fixture
def linux(tmp_path):
    return Linux(tmp_path)


def test_a_disk_of_dm_crypt_is_seen(linux):
    linux.disk(linux.own, uuid="CRYPT-LUKS2-0123-root")
    assert linux.look().disk_encryption is DiskEncryption.SEEN


def test_a_volume_on_a_crypt_disk_is_seen(linux):
    linux.disk("254:9", uuid="CRYPT-LUKS2-0123-root")
    linux.disk(linux.own, uuid="LVM-0123", below=("254:9",))
    assert linux.look().disk_encryption is DiskEncryption.SEEN


def test_a_volume_partly_on_a_plain_disk_is_not(linux):
    linux.disk("254:9", uuid="CRYPT-LUKS2-0123-root")
    linux.disk("8:17")
    linux.disk(linux.own, uuid="LVM-0123", below=("254:9", "8:17"))
    assert linux.look().disk_encryption is DiskEncryption.NOT_SEEN


def test_a_plain_disk_is_not(linux):
    linux.disk(linux.own)
    assert linux.look().disk_encryption is DiskEncryption.NOT_SEEN


def test_layers_in_a_circle_end(linux):
    place = linux.disk(linux.own, uuid="LVM-0123")
    (place / "slaves" / "again").symlink_to(place)
    assert linux.look().disk_encryption is DiskEncryption.NOT_SEEN


def test_an_unknown_device_is_unknown(linux):
    assert linux.look().disk_encryption is DiskEncryption.UNKNOWN


def test_without_a_table_of_mounts_all_is_unknown(linux):
    linux.disk(linux.own, uuid="CRYPT-LUKS2-0123-root")
    linux.mounts.unlink()
    found = linux.look()
    assert (found.disk_encryption, found.removable) == (DiskEncryption.UNKNOWN, None)


@pytest.mark.parametrize(
    ("state", "seen"), [("up", True), ("unknown", True), ("down", False), ("dormant", False)]
)
def test_an_adapter_counts_while_it_is_up(linux, state, seen):
    linux.adapter("eth0", state)
    assert linux.look().adapters == (("eth0",) if seen else ())


def test_the_loopback_is_no_network(linux):
    linux.adapter("lo", "unknown")
    linux.adapter("wlan0", "up")
    assert linux.look().adapters == ("wlan0",)


def test_without_the_list_of_adapters_nothing_is_said(linux):
    (linux.system / "class" / "net").rmdir()
    assert linux.look().adapters is None


def test_a_removable_disk_is_named_by_its_place(linux):
    linux.disk("8:16", removable="1")
    linux.mount("8:16", "/media/usb")
    linux.disk("8:0")
    linux.mount("8:0", "/")
    assert linux.look().removable == ("/media/usb",)


def test_the_media_are_named_as_they_lie_without_a_look_at_them(linux):
    linux.disk("8:16", removable="1")
    linux.mount("8:16", r"/media/a/USB\0402\134x")
    linux.disk("8:0")
    linux.mount("8:0", "/")
    assert machine.media(system=linux.system, mounts=linux.mounts) == (Path("/media/a/USB 2\\x"),)
    assert linux.look().removable == ("/media/a/USB 2\\x",)
    assert machine.media(system=linux.system, mounts=linux.root / "gone") == ()


def test_a_partition_of_a_removable_disk_counts(linux):
    disk = linux.disk("8:16", removable="1")
    (disk / "part1").mkdir()
    (linux.named("8:17")).symlink_to(disk / "part1")
    linux.mount("8:17", "/media/stick")
    assert linux.look().removable == ("/media/stick",)


def test_a_disk_on_usb_counts_though_it_says_it_is_fixed(linux):
    linux.disk("8:32", at="pci0000:00/usb1")
    linux.mount("8:32", "/mnt/disk")
    assert linux.look().removable == ("/mnt/disk",)


def test_a_mount_without_a_device_is_none(linux):
    linux.mount("0:25", "/proc")
    assert linux.look().removable == ()


def test_this_very_pc_can_be_looked_at(tmp_path):
    found = machine.look(tmp_path)
    assert found.free_bytes > 0
    assert isinstance(found.disk_encryption, DiskEncryption)


@pytest.mark.parametrize("removable", [True, False])
def test_a_folder_is_on_a_medium_that_can_be_taken_out(linux, removable):
    device = linux.store.stat().st_dev
    linux.disk(f"{os.major(device)}:{os.minor(device)}", removable=str(int(removable)))
    assert machine.is_removable(linux.store, system=linux.system) is removable


def test_a_folder_that_is_gone_or_on_no_known_disk_is_on_none(linux):
    assert not machine.is_removable(linux.store / "gone", system=linux.system)
    assert not machine.is_removable(linux.store, system=linux.system)

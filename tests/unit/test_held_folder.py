"""A folder is held: the same checks by handle and, as on Windows, by path."""

import contextlib
import os
import stat
import sys
from types import SimpleNamespace

import pytest

from app import held_folder
from app.held_folder import ByHandle, ByPath, Elsewhere, Trap, folder_id, is_link, is_plain, same_disk
from tests.sticks import TRAPS, mounted, needs_mount, trap

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and modes of Unix")


def no_wait(_seconds):
    raise AssertionError("nothing is in the way")


@pytest.fixture(params=[ByHandle, lambda folder: ByPath(folder, no_wait)], ids=["by handle", "by path"])
def held(request, tmp_path):
    folder = tmp_path / "usb"
    folder.mkdir()
    made = request.param(folder)
    yield made
    made.close()


def test_a_file_is_made_renamed_and_removed(held):
    handle = held.create("part")
    os.write(handle, b"x")
    os.close(handle)
    os.close(held.reopen("part"))
    assert stat.S_IMODE((held.path / "part").stat().st_mode) == 0o600
    held.rename("part", "file")
    held.flush()
    assert (held.path / "file").read_bytes() == b"x"
    assert held.look("part") is None
    assert is_plain(held.look("file"))
    held.remove("file")
    assert list(held.path.iterdir()) == []


@pytest.mark.parametrize("kind", TRAPS)
def test_a_new_file_goes_through_nothing_that_lies_there(held, tmp_path, kind):
    kept = held.path / "kept"
    kept.write_bytes(b"kept")
    there = trap(kept, kind)
    assert not is_plain(held.look("trap"))
    with pytest.raises(FileExistsError):
        held.create("trap")
    assert kept.read_bytes() == b"kept"
    assert not (held.path / "nothing").exists()
    assert there.lstat()


@pytest.mark.parametrize("kind", [kind for kind in TRAPS if kind != "folder"])
def test_a_folder_within_is_a_folder(held, kind):
    (held.path / "kept").write_bytes(b"kept")
    trap(held.path / "kept", kind)
    with pytest.raises(Trap):
        held.enter("trap")


def test_a_folder_within_is_made_or_entered(held):
    for _ in range(2):
        within = held.enter("data")
        assert within.path == held.path / "data"
        assert within.id != held.id
        within.close()
    assert stat.S_IMODE((held.path / "data").stat().st_mode) == 0o700


def test_a_folder_that_is_not_there_is_not_held(tmp_path):
    for kind in (ByHandle, ByPath):
        with pytest.raises(FileNotFoundError):
            kind(tmp_path / "none")


@pytest.mark.parametrize("step", ["create", "reopen", "rename", "remove", "enter"])
def test_a_swapped_folder_is_seen_before_each_step_by_path(tmp_path, step):
    folder, store = tmp_path / "usb", tmp_path / "kho"
    for one in (folder, store):
        one.mkdir()
        (one / "file").write_bytes(b"kept")
    held = ByPath(folder, no_wait)
    folder.rename(tmp_path / "moved")
    folder.symlink_to(store)
    with pytest.raises(Elsewhere):
        getattr(held, step)(*(["file", "new"] if step == "rename" else ["file"]))
    assert [p.name for p in store.iterdir()] == ["file"]


class Busy:
    """A path whose file another program holds for some tries, as virus scanners do on Windows."""

    def __init__(self, tries):
        self.tries, self.waited = tries, []

    def hold(self, folder, monkeypatch):
        replace = type(folder).replace

        def held(source, target):
            if len(self.waited) < self.tries:
                raise PermissionError(13, "held")
            return replace(source, target)

        monkeypatch.setattr(type(folder), "replace", held)
        return ByPath(folder, self.waited.append)


def test_a_file_held_for_moments_is_renamed_in_the_end(tmp_path, monkeypatch):
    busy = Busy(3)
    (tmp_path / "part").write_bytes(b"x")
    busy.hold(tmp_path, monkeypatch).rename("part", "file")
    assert (tmp_path / "file").read_bytes() == b"x"
    assert busy.waited == [0.1] * 3


def test_a_file_held_for_long_is_given_up(tmp_path, monkeypatch):
    busy = Busy(1000)
    (tmp_path / "part").write_bytes(b"x")
    with pytest.raises(PermissionError):
        busy.hold(tmp_path, monkeypatch).rename("part", "file")
    assert 10 <= len(busy.waited) <= 50
    assert [p.name for p in tmp_path.iterdir()] == ["part"]


def test_a_reparse_point_of_windows_is_a_link():
    """A junction has the mode of a folder, and a link to a file there may have the mode of a file."""
    plain, folder = stat.S_IFREG | 0o666, stat.S_IFDIR | 0o777
    assert is_plain(SimpleNamespace(st_mode=plain, st_file_attributes=0x20))
    assert not is_plain(SimpleNamespace(st_mode=plain, st_file_attributes=0x420))
    assert is_link(SimpleNamespace(st_mode=folder, st_file_attributes=0x410))
    assert not is_link(SimpleNamespace(st_mode=folder, st_file_attributes=0x10))
    assert not is_link(SimpleNamespace(st_mode=plain))


@needs_mount
def test_another_stick_under_the_same_name_is_another_folder(tmp_path):
    """It gets the device number of the first one, and its outermost folder the same number."""
    seen = []
    for _ in range(2):
        with mounted(tmp_path):
            about, found = tmp_path.stat(), folder_id(tmp_path)
            with contextlib.closing(ByHandle(tmp_path)) as held:
                assert held.id == found == folder_id(tmp_path)
            seen.append(((about.st_dev, about.st_ino), found))
    assert seen[0][0] == seen[1][0]
    assert seen[0][1] != seen[1][1]


@pytest.mark.skipif(sys.platform != "linux", reason="notes of Linux")
def test_a_stick_whose_file_system_has_no_id_is_told_by_when_it_was_found(tmp_path, monkeypatch):
    """FAT has none but the number of the device; the system notes when it found the device."""
    monkeypatch.setattr(held_folder, "FOUND", tmp_path)
    device = tmp_path.stat().st_dev
    notes = tmp_path / f"b{os.major(device)}:{os.minor(device)}"
    before = folder_id(tmp_path)
    notes.write_text("S:disk/by-id/usb\nI:1000\nE:ID_BUS=usb\n")
    first = folder_id(tmp_path)
    notes.write_text("S:disk/by-id/usb\nI:1000\nE:ID_BUS=usb\nE:MORE=1\n")
    assert folder_id(tmp_path) == first
    notes.write_bytes(b"S:\xff\nI:2000\n")
    assert len({before, first, folder_id(tmp_path)}) == 3


def test_folders_of_one_disk_are_told_and_one_that_is_gone_is_on_none(tmp_path):
    (tmp_path / "usb").mkdir()
    assert same_disk(tmp_path / "usb", tmp_path)
    assert not same_disk(tmp_path / "gone", tmp_path)
    assert not same_disk(tmp_path, tmp_path / "gone")

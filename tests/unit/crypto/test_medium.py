"""Packages are copied to a medium whole and flushed, or not at all."""

import errno
import hashlib
import os
import stat
import sys
from pathlib import Path

import pytest

from app import outside
from app.crypto import medium
from app.errors import BadInput
from app.held_folder import folder_id
from app.progress import silent

DATA = bytes(range(256)) * 9
HANDLES = Path("/proc/self/fd")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "kept.htpkg"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


SHA256 = hashlib.sha256(DATA).hexdigest()


def test_a_copy_has_its_name_when_it_was_read_back(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (medium, outside):
        monkeypatch.setattr(module, "_PIECE", 1000)
    told: list[tuple[int, int]] = []
    named: list[list[str]] = []

    def report(done: int, total: int) -> None:
        told.append((done, total))
        named.append([path.suffix for path in stick.iterdir()])

    medium.copy_whole(source, stick / "a.htpkg", SHA256, report)
    assert (stick / "a.htpkg").read_bytes() == DATA
    assert [path.name for path in stick.iterdir()] == ["a.htpkg"]
    assert told == [(done, 2 * len(DATA)) for done in (1000, 2000, 2304, 3304, 4304, 4608)]
    assert {suffix for names in named for suffix in names} == {".part"}


def test_a_copy_that_comes_back_otherwise_is_thrown_away(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fsync

    def worn(handle: int) -> None:
        os.pwrite(handle, b"?", 0)
        flush(handle)

    monkeypatch.setattr(os, "fsync", worn)
    with pytest.raises(BadInput, match="Đọc lại từ USB thấy khác"):
        medium.copy_whole(source, stick / "a", SHA256, silent)
    assert list(stick.iterdir()) == []


def test_a_copy_of_other_bytes_than_said_is_thrown_away(source: Path, stick: Path) -> None:
    with pytest.raises(BadInput, match="thấy khác"):
        medium.copy_whole(source, stick / "a", "0" * 64, silent)
    assert list(stick.iterdir()) == []


def test_a_copy_into_a_folder_that_is_gone(source: Path, stick: Path) -> None:
    with pytest.raises(BadInput, match=r"Không ghi được ra nơi đã chọn.*Chưa thay đổi gì"):
        medium.copy_whole(source, stick / "none" / "a", SHA256, silent)


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not flushed there")
def test_a_copy_whose_name_may_be_forgotten_does_not_count(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def failing(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, "EIO")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(BadInput, match=r"Không ghi được ra nơi đã chọn.*Chưa thay đổi gì"):
        medium.copy_whole(source, stick / "a", SHA256, silent)
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize("kind", ["pipe", "link to the same", "shorter", "longer", "as long"])
def test_a_copy_replaces_nothing(source: Path, stick: Path, kind: str) -> None:
    target = stick / "a"
    if kind == "pipe":
        os.mkfifo(target)
    elif kind.startswith("link"):
        target.symlink_to(source)
    else:
        target.write_bytes({"shorter": DATA[1:], "longer": DATA + b"x", "as long": b"x" + DATA[1:]}[kind])
    before = target.lstat()
    with pytest.raises(BadInput, match="không ghi đè"):
        medium.copy_whole(source, target, SHA256, silent)
    after = target.lstat()
    assert (after.st_ino, after.st_size, after.st_mtime_ns) == (
        before.st_ino,
        before.st_size,
        before.st_mtime_ns,
    )
    assert list(stick.iterdir()) == [target]


def test_the_same_bytes_under_the_name_are_read_back_and_kept(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[int] = []
    monkeypatch.setattr(os, "posix_fadvise", lambda _file, *_given: forgotten.append(1))
    (stick / "a").write_bytes(DATA)
    before = (stick / "a").stat().st_ino
    told: list[tuple[int, int]] = []
    medium.copy_whole(source, stick / "a", SHA256, lambda *given: told.append(given))
    assert (stick / "a").stat().st_ino == before
    assert (told[-1], forgotten) == ((2 * len(DATA), 2 * len(DATA)), [1])


@pytest.mark.skipif(not HANDLES.exists(), reason="needs /proc")
def test_a_copy_and_its_folder_are_flushed(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[tuple[str, int]] = []
    forgotten: list[tuple[int, ...]] = []
    fsync, handles = os.fsync, len(list(HANDLES.iterdir()))

    def noted(handle: int) -> None:
        found = os.fstat(handle)
        flushed.append(("folder", 0) if stat.S_ISDIR(found.st_mode) else ("file", found.st_size))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(os, "posix_fadvise", lambda *given: forgotten.append(given[1:]))
    medium.copy_whole(source, stick / "a", SHA256, silent)
    whole = ("file", len(DATA))
    assert flushed == [whole, whole, ("folder", 0)], "to be read back, then before and after the name"
    assert forgotten == [(0, 0, os.POSIX_FADV_DONTNEED)], "what is read back comes from the stick"
    assert len(list(HANDLES.iterdir())) == handles


def test_a_copy_that_is_there_already_is_not_looked_for_in_another_folder(source: Path, stick: Path) -> None:
    chosen = folder_id(stick)
    medium.copy_whole(source, stick / "a", SHA256, silent, chosen=chosen)
    medium.copy_whole(source, stick / "a", SHA256, silent, chosen=chosen)
    stick.rename(stick.with_name("rut"))
    stick.mkdir()
    (stick / "a").write_bytes(DATA)
    with pytest.raises(BadInput, match="USB đã bị rút ra"):
        medium.copy_whole(source, stick / "a", SHA256, silent, chosen=chosen)

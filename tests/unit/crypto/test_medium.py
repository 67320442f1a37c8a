"""Files get to a medium whole and flushed, or not at all."""

import errno
import hashlib
import os
import re
import stat
import sys
from pathlib import Path

import pytest

from app.crypto import medium
from app.errors import BadInput, Stopped
from app.progress import silent

DATA = bytes(range(256)) * 9
FULL, HANDLES = Path("/dev/full"), Path("/proc/self/fd")


def nothing() -> None:
    """Let the work go on."""


def test_a_file_is_whole_when_it_has_its_name(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    target = tmp_path / "a.htpkg"
    digest = medium.write_whole(target, DATA, lambda: seen.append(sorted(p.name for p in tmp_path.iterdir())))
    ((part,),) = seen
    assert re.fullmatch(r"a\.htpkg\..{8}\.part", part), "asked once, before the name is given"
    assert digest == hashlib.sha256(DATA).hexdigest()
    assert target.read_bytes() == DATA
    assert list(tmp_path.iterdir()) == [target]


def test_stopping_before_the_name_is_given_leaves_nothing(tmp_path: Path) -> None:
    def stop() -> None:
        raise Stopped("dừng")

    with pytest.raises(Stopped):
        medium.write_whole(tmp_path / "a", DATA, stop)
    assert list(tmp_path.iterdir()) == []


def test_other_bytes_on_the_medium_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worn stick gives back something else: here the file changes as it is flushed."""
    flush = os.fsync

    def worn(handle: int) -> None:
        os.pwrite(handle, b"?", len(DATA) - 1)
        flush(handle)

    monkeypatch.setattr(os, "fsync", worn)
    with pytest.raises(BadInput, match="Đọc lại từ USB thấy khác"):
        medium.write_whole(tmp_path / "a", DATA, nothing)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_or_in_the_way(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Không ghi được tệp gói"):
        medium.write_whole(tmp_path / "none" / "a", DATA, nothing)
    (tmp_path / "a").mkdir()
    with pytest.raises(BadInput, match="Không ghi được tệp gói"):
        medium.write_whole(tmp_path / "a", DATA, nothing)
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not flushed there")
@pytest.mark.parametrize("number", ["EINVAL", "ENOTSUP", "ENOSYS", "EIO"])
def test_a_folder_that_cannot_be_flushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    """Some sticks know no such call; a failing one may forget the name with the power."""
    fsync = os.fsync

    def failing(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(getattr(errno, number), number)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", failing)
    if number == "EIO":
        with pytest.raises(BadInput, match="Không ghi được"):
            medium.write_whole(tmp_path / "a", DATA, nothing)
        assert list(tmp_path.iterdir()) == []
    else:
        assert medium.write_whole(tmp_path / "a", DATA, nothing)
        assert (tmp_path / "a").read_bytes() == DATA


@pytest.mark.skipif(not HANDLES.exists(), reason="needs /proc")
def test_a_file_and_its_folder_are_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[tuple[str, int]] = []
    forgotten: list[tuple[int, ...]] = []
    fsync, handles = os.fsync, len(list(HANDLES.iterdir()))

    def noted(handle: int) -> None:
        found = os.fstat(handle)
        flushed.append(("folder", 0) if stat.S_ISDIR(found.st_mode) else ("file", found.st_size))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(os, "posix_fadvise", lambda *given: forgotten.append(given[1:]))
    medium.write_whole(tmp_path / "a", DATA, nothing)
    whole = ("file", len(DATA))
    assert flushed == [whole, whole, ("folder", 0)], "to be read back, then before and after the name"
    assert forgotten == [(0, 0, os.POSIX_FADV_DONTNEED)], "what is read back comes from the stick"
    assert len(list(HANDLES.iterdir())) == handles


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
    monkeypatch.setattr(medium, "_PIECE", 1000)
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
    with pytest.raises(BadInput, match="Không ghi được ra USB"):
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
    with pytest.raises(BadInput, match="Không ghi được ra USB"):
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


def test_a_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(DATA)
    assert medium.read_whole(path, len(DATA)) == DATA
    assert medium.read_whole(path, len(DATA) - 1) is None
    for missing in (tmp_path / "none", tmp_path):
        with pytest.raises(BadInput, match="Không đọc được tệp gói"):
            medium.read_whole(missing, 10)

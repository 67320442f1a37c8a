"""Packages get to a medium whole and flushed, or not at all; what is opened is one plain file."""

import errno
import hashlib
import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.crypto import whole_file
from app.errors import BadInput, Stopped

DATA = bytes(range(256)) * 9
FULL, HANDLES = Path("/dev/full"), Path("/proc/self/fd")


def write(target: Path, data: bytes, before_rename: Callable[[], object]) -> str:
    """Write a head, the rest in two parts, and the head again."""
    with whole_file.writing(target, before_rename) as file:
        file.write_head(bytes(7))
        file.write(data[7:1000])
        file.write(data[1000:])
        file.write_head(data[:7])
        assert file.size == len(data)
    return file.sha256


def nothing() -> None:
    """Let the work go on."""


def test_a_file_is_whole_when_it_has_its_name(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    target = tmp_path / "a.htpkg"
    digest = write(target, DATA, lambda: seen.append(sorted(p.name for p in tmp_path.iterdir())))
    ((part,),) = seen
    assert re.fullmatch(r"a\.htpkg\.[0-9a-f]{32}\.part", part), "asked once, before the name is given"
    assert digest == hashlib.sha256(DATA).hexdigest()
    assert target.read_bytes() == DATA
    assert list(tmp_path.iterdir()) == [target]


def test_stopping_before_the_name_is_given_leaves_nothing(tmp_path: Path) -> None:
    def stop() -> None:
        raise Stopped("dừng")

    with pytest.raises(Stopped):
        write(tmp_path / "a", DATA, stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", [0, 6, 7, len(DATA) - 1, len(DATA)])
def test_other_bytes_on_the_medium_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """A worn stick gives back something else: here the file changes as it is flushed."""
    flush = os.fsync

    def worn(handle: int) -> None:
        os.pwrite(handle, b"?", at)
        flush(handle)

    monkeypatch.setattr(os, "fsync", worn)
    with pytest.raises(BadInput, match="Đọc lại từ USB thấy khác"):
        write(tmp_path / "a", DATA, nothing)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_or_in_the_way(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Không ghi được ra nơi đã chọn"):
        write(tmp_path / "none" / "a", DATA, nothing)
    (tmp_path / "a").mkdir()
    with pytest.raises(BadInput, match="không phải tệp thường"):
        write(tmp_path / "a", DATA, nothing)
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
            write(tmp_path / "a", DATA, nothing)
        assert list(tmp_path.iterdir()) == []
    else:
        assert write(tmp_path / "a", DATA, nothing)
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
    write(tmp_path / "a", DATA, nothing)
    whole = ("file", len(DATA))
    assert flushed == [whole, whole, ("folder", 0)], "to be read back, then before and after the name"
    assert forgotten == [(0, 0, os.POSIX_FADV_DONTNEED)], "what is read back comes from the stick"
    assert len(list(HANDLES.iterdir())) == handles


def test_what_is_read_back_is_counted(tmp_path: Path) -> None:
    passed: list[int] = []
    large = bytes(600_000)
    with whole_file.writing(tmp_path / "a", nothing, passed.append) as file:
        file.write(large)
    assert sum(passed) == len(large)
    assert len(passed) > 1


def test_a_head_keeps_its_length(tmp_path: Path) -> None:
    with pytest.raises(AssertionError), whole_file.writing(tmp_path / "a", nothing) as file:
        file.write_head(b"12")
        file.write_head(b"1")
    assert list(tmp_path.iterdir()) == []


def test_a_plain_file_is_opened_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(DATA)
    file = whole_file.opened(path, len(DATA))
    assert file is not None
    with file:
        assert file.read() == DATA
    assert whole_file.opened(path, len(DATA) - 1) is None


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there")
def test_what_is_no_plain_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadInput, match="Không đọc được tệp"):
        whole_file.opened(tmp_path / "none", 10)
    for other in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(BadInput, match="không phải một tệp thường"):
            whole_file.opened(other, 10)

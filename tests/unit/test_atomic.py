"""A file is written whole or not at all."""

import contextlib
import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from app import atomic
from app.crypto import medium
from app.crypto.key_file import KeyFile
from app.errors import BadInput, StoreProblem
from app.services.office.password_tries import AskedBy, PasswordTries
from app.ui.kit import printing
from app.ui.office import certificate_files
from tests.conftest import AT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, modes and limits of Unix")


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "kho" / "tệp.json"
    made.parent.mkdir()
    made.write_bytes(b"before")
    return made


def alone(path):
    """Tell whether nothing lies beside the file."""
    return [p.name for p in path.parent.iterdir()] == [path.name]


@contextlib.contextmanager
def full_disk(size=4096):
    """Let no file grow beyond a size: a write fails in its midst, as on a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def calls(monkeypatch):
    """Record what is flushed and renamed, in order."""
    made, fsync, replace = [], os.fsync, os.replace

    def flushed(handle):
        about = os.fstat(handle)
        made.append(("flush", about.st_ino, about.st_size if stat.S_ISREG(about.st_mode) else "folder"))
        fsync(handle)

    def renamed(source, target, **more):
        made.append(("rename", Path(source).stat().st_ino, os.fspath(target)))
        replace(source, target, **more)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", renamed)
    return made


def test_the_bytes_take_the_name_and_nothing_lies_beside(path):
    atomic.write(path, b"after")
    assert path.read_bytes() == b"after"
    assert alone(path)


def test_a_new_file_is_made(path):
    atomic.write(path.with_name("new"), b"")
    assert path.with_name("new").read_bytes() == b""


def test_who_reads_meanwhile_has_the_file_before(path):
    other = path.with_name("other name")
    other.hardlink_to(path)
    with path.open("rb") as reader, atomic.writing(path) as file:
        file.write(b"after")
        file.flush()
        assert path.read_bytes() == b"before"
        assert reader.read() == b"before"
    assert path.read_bytes() == b"after"
    assert other.read_bytes() == b"before"


def test_only_the_owner_may_read_it_from_the_beginning(path):
    path.chmod(0o644)
    before = os.umask(0)
    try:
        with atomic.writing(path):
            (part,) = path.parent.glob("*.part")
            assert stat.S_IMODE(part.stat().st_mode) == 0o600
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_part_is_made_new_beside_the_file_under_a_name_nobody_can_guess(path, monkeypatch):
    made, opened = [], os.open

    def recorded(name, flags, *more, **named):
        made.append((os.fspath(name), flags))
        return opened(name, flags, *more, **named)

    monkeypatch.setattr(os, "open", recorded)
    for _ in range(2):
        atomic.write(path, b"after")
    parts = [(name, flags) for name, flags in made if name.endswith(".part")]
    assert len({name for name, _flags in parts}) == 2
    assert {Path(name).parent for name, _flags in parts} == {path.parent}
    wanted = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    assert all(flags & wanted == wanted for _name, flags in parts)


def test_the_file_is_flushed_before_it_takes_the_name_and_the_folder_after(path, calls):
    atomic.write(path, b"after")
    made, folder = path.stat().st_ino, path.parent.stat().st_ino
    assert calls == [("flush", made, 5), ("rename", made, str(path)), ("flush", folder, "folder")]


def test_a_full_disk_leaves_the_file_before_and_nothing_beside(path):
    with full_disk(), pytest.raises(OSError, match="too large") as problem:
        atomic.write(path, bytes(100_000))
    assert problem.value.errno == errno.EFBIG
    assert path.read_bytes() == b"before"
    assert alone(path)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_error_of_the_writer_leaves_the_file_before_and_nothing_beside(path, error):
    with pytest.raises(error), atomic.writing(path) as file:
        file.write(b"half")
        raise error
    assert path.read_bytes() == b"before"
    assert alone(path)


def test_a_folder_at_the_name_is_not_replaced(path):
    folder = path.with_name("folder")
    (folder / "kept").mkdir(parents=True)
    with pytest.raises(OSError, match=r"folder"):
        atomic.write(folder, b"after")
    assert (folder / "kept").is_dir()
    assert not list(path.parent.glob("*.part"))


def test_a_folder_that_is_not_there_is_not_made(path):
    with pytest.raises(FileNotFoundError):
        atomic.write(path.parent / "no such folder" / "file", b"after")


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing"])
def test_a_link_is_replaced_and_not_written_through(path, there):
    target, link = path if there else path.with_name("nothing"), path.with_name("link")
    link.symlink_to(target)
    atomic.write(link, b"after")
    assert not link.is_symlink()
    assert link.read_bytes() == b"after"
    assert path.read_bytes() == b"before"
    assert not path.with_name("nothing").exists()


def failing_folder(monkeypatch, number):
    fsync = os.fsync

    def flushed(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", flushed)


def test_a_folder_that_cannot_be_flushed_is_told_apart(path, monkeypatch):
    failing_folder(monkeypatch, errno.EIO)
    with pytest.raises(atomic.NotKept) as problem:
        atomic.write(path, b"after")
    assert problem.value.errno == errno.EIO
    assert alone(path)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS])
def test_a_stick_that_knows_no_flush_of_folders_is_written_all_the_same(path, monkeypatch, number):
    failing_folder(monkeypatch, number)
    atomic.write(path, b"after")
    assert path.read_bytes() == b"after"


def test_a_finished_file_is_flushed_and_takes_its_name_in_one_step(path, calls):
    part = path.with_name("part")
    part.write_bytes(b"after!")
    made = part.stat().st_ino
    atomic.give_name(part, path)
    assert path.read_bytes() == b"after!"
    assert alone(path)
    folder = path.parent.stat().st_ino
    assert calls == [("flush", made, 6), ("rename", made, str(path)), ("flush", folder, "folder")]


def test_a_finished_file_that_cannot_take_its_name_stays(path):
    part, folder = path.with_name("part"), path.with_name("folder")
    part.write_bytes(b"after")
    folder.mkdir()
    with pytest.raises(OSError, match=r"folder"):
        atomic.give_name(part, folder)
    assert part.read_bytes() == b"after"


def saved_key_file(path, data):
    file = KeyFile.create(path, store_id="a" * 32, store_key=bytes(32))
    file._data["slots"].append({"id": "", "kind": "", "user": "", "filler": data.hex()})
    file.save()


WRITERS = {
    "paper": (lambda path, data: printing.save_pdf(data, path), BadInput),
    "request": (certificate_files.write, BadInput),
    "package": (lambda path, data: medium.write_whole(path, data, lambda: None), BadInput),
    "key file": (saved_key_file, StoreProblem),
}


@pytest.mark.parametrize(("write", "refusal"), WRITERS.values(), ids=WRITERS)
def test_what_the_program_writes_is_refused_whole_by_a_full_disk(path, write, refusal):
    with full_disk(), pytest.raises(refusal):
        write(path, bytes(100_000))
    assert path.read_bytes() == b"before"
    assert {p.name for p in path.parent.iterdir()} <= {path.name, f"{path.name}.bak"}


def test_the_wrong_tries_are_forgotten_on_a_full_disk_and_nothing_is_raised(path):
    """In memory they still count."""
    tries = PasswordTries(path.parent)
    tries.failed("nhan.ct", AskedBy.SIGN_IN, at=AT)
    with full_disk(0):
        tries.failed("nhan.ct", AskedBy.SIGN_IN, at=AT)
    assert tries.count("nhan.ct") == 2
    assert PasswordTries(path.parent).count("nhan.ct") == 1


def test_a_package_whose_folder_cannot_be_flushed_is_not_written(path, monkeypatch):
    failing_folder(monkeypatch, errno.EIO)
    with pytest.raises(BadInput):
        medium.write_whole(path.with_name("1.htpkg"), b"sealed", lambda: None)
    assert alone(path)

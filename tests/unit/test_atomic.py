"""A file is written whole or not at all."""

import contextlib
import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app import atomic
from app.crypto import whole_file
from app.crypto.key_file import KeyFile
from app.errors import BadInput, StoreProblem
from app.held_folder import Elsewhere, Trap, folder_id
from app.services.office.password_tries import AskedBy, PasswordTries
from app.ui.kit import printing
from app.ui.office import certificate_files
from tests.conftest import AT
from tests.sticks import TRAPS, mounted, needs_mount, trap

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, modes and limits of Unix")


ROOT = Path(__file__).parents[2]


def built(path):
    with atomic.building(path):
        pass


def added(path):
    with atomic.adding(path):
        pass


WAYS = {"written": lambda path: atomic.write(path, b"after"), "built": built, "added to": added}


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

    def renamed(source, target, **folders):
        about = os.stat(source, dir_fd=folders["src_dir_fd"], follow_symlinks=False)
        made.append(("rename", about.st_ino, target, os.fstat(folders["dst_dir_fd"]).st_ino))
        replace(source, target, **folders)

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

    def recorded(name, flags, *more, dir_fd=None):
        made.append((os.fspath(name), flags, dir_fd and os.fstat(dir_fd).st_ino))
        return opened(name, flags, *more, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", recorded)
    for _ in range(2):
        atomic.write(path, b"after")
    parts = [one for one in made if one[0].endswith(".part")]
    assert len({name for name, _flags, _folder in parts}) == 2
    assert {folder for _name, _flags, folder in parts} == {path.parent.stat().st_ino}
    wanted = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    assert all(flags & wanted == wanted for _name, flags, _folder in parts)


def test_the_file_is_flushed_before_it_takes_the_name_and_the_folder_after(path, calls):
    atomic.write(path, b"after")
    made, folder = path.stat().st_ino, path.parent.stat().st_ino
    assert calls == [("flush", made, 5), ("rename", made, path.name, folder), ("flush", folder, "folder")]


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


@pytest.mark.parametrize("kind", TRAPS)
@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_what_is_no_plain_file_at_the_name_is_refused_and_left(path, kind, write):
    """Neither written through nor replaced, and nothing waits for a reader of a pipe."""
    there = trap(path, kind)
    about = there.lstat()
    with pytest.raises(Trap):
        write(there)
    assert there.lstat() == about
    assert path.read_bytes() == b"before"
    assert {p.name for p in path.parent.iterdir()} == {path.name, there.name}


@pytest.mark.parametrize("kind", TRAPS)
def test_what_takes_the_name_while_the_file_is_written_is_refused_and_left(path, kind):
    with pytest.raises(Trap), atomic.writing(path.with_name("trap")) as file:
        file.write(b"after")
        about = trap(path, kind).lstat()
    assert path.with_name("trap").lstat() == about
    assert path.read_bytes() == b"before"
    assert not list(path.parent.glob("*.part"))


def test_a_link_at_the_old_name_of_a_part_is_not_written_through(path):
    """The name was once known beforehand: the file's own with .part behind it."""
    for name in ("new.part", "new.tmp"):
        path.with_name(name).symlink_to(path)
    atomic.write(path.with_name("new"), b"after")
    assert path.read_bytes() == b"before"
    assert path.with_name("new").read_bytes() == b"after"


def test_a_folder_above_may_be_made_but_is_no_link(path):
    root = path.parent
    atomic.write(root / "goi" / "data" / "a.jsonl", b"x", below=root)
    assert (root / "goi" / "data" / "a.jsonl").read_bytes() == b"x"
    assert {stat.S_IMODE(one.stat().st_mode) for one in (root / "goi", root / "goi" / "data")} == {0o700}
    (root / "elsewhere").mkdir()
    (root / "link").symlink_to(root / "elsewhere")
    with pytest.raises(Trap):
        atomic.write(root / "link" / "a.jsonl", b"x", below=root)
    with pytest.raises(Trap):
        atomic.write(root / path.name / "a.jsonl", b"x", below=root)
    assert list((root / "elsewhere").iterdir()) == []
    assert path.read_bytes() == b"before"


def test_another_folder_under_the_chosen_name_is_not_written_to(path):
    chosen, store = path.parent / "usb", path.parent / "other"
    chosen.mkdir()
    store.mkdir()
    seen = folder_id(chosen)
    atomic.write(chosen / "a", b"x", chosen=seen)
    (chosen / "a").unlink()
    chosen.rmdir()
    chosen.symlink_to(store)
    with pytest.raises(Elsewhere):
        atomic.write(chosen / "a", b"x", chosen=seen)
    assert list(store.iterdir()) == []


def test_a_folder_swapped_for_a_link_while_the_file_is_written_gets_nothing(path):
    chosen, moved, store = (path.parent / name for name in ("usb", "moved", "other"))
    chosen.mkdir()
    store.mkdir()
    with pytest.raises(Elsewhere), atomic.writing(chosen / "a") as file:
        file.write(b"x")
        chosen.rename(moved)
        chosen.symlink_to(store)
    assert list(store.iterdir()) == list(moved.iterdir()) == []


@needs_mount
def test_the_folder_below_a_stick_that_was_pulled_out_is_not_written_to(path):
    point = path.parent / "usb"
    point.mkdir()
    with mounted(point):
        chosen = folder_id(point)
        atomic.write(point / "a", b"x", chosen=chosen)
    with pytest.raises(Elsewhere):
        atomic.write(point / "a", b"x", chosen=chosen)
    with mounted(point), pytest.raises(Elsewhere):  # another stick
        (point / "a").mkdir()
        atomic.write(point / "a" / "b", b"x", chosen=chosen)
    assert list(point.iterdir()) == []


@needs_mount
def test_a_stick_pulled_out_while_the_file_is_written_leaves_nothing_below_it(path):
    point = path.parent / "usb"
    point.mkdir()
    with mounted(point), pytest.raises(Elsewhere), atomic.writing(point / "a") as file:
        file.write(b"x")
        subprocess.run(["umount", "-l", point], check=True)
    assert list(point.iterdir()) == []


def test_a_library_builds_a_file_under_a_name_of_its_own(path):
    with atomic.building(path) as part:
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
        part.write_bytes(b"after")
        assert path.read_bytes() == b"before"
    assert path.read_bytes() == b"after"
    assert alone(path)
    with pytest.raises(KeyError), atomic.building(path):
        raise KeyError
    assert alone(path)
    assert path.read_bytes() == b"after"


def test_lines_are_added_to_a_private_file(path):
    log = path.with_name("loi.log")
    with atomic.adding(log) as file:
        file.write(b"one\n")
    log.chmod(0o644)  # of an older version
    with atomic.adding(log) as file:
        file.write(b"two\n")
    assert log.read_bytes() == b"one\ntwo\n"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_folders_are_made_for_their_owner_alone_whatever_the_umask(path):
    for number, mask in enumerate((0, 0o777)):
        made = path.parent / str(number) / "a" / "b"
        before = os.umask(mask)
        try:
            atomic.make_folder(made)
            atomic.write(made / "file", b"x")
        finally:
            os.umask(before)
        assert {stat.S_IMODE(one.stat().st_mode) for one in (made, made.parent, made.parents[1])} == {0o700}
        assert stat.S_IMODE((made / "file").stat().st_mode) == 0o600
    with pytest.raises(NotADirectoryError):
        atomic.make_folder(path)


def test_only_what_a_kill_leaves_is_swept(path):
    killed = path.with_name(f"keyfile.json.{'0a' * 16}.part")
    killed.write_bytes(b"half")
    others = [path.with_name(name) for name in ("goi.part", f"a.{'0a' * 15}.part", f"a.{'0a' * 16}.part.txt")]
    for other in others:
        other.write_bytes(b"kept")
    link = path.with_name(f"b.{'0b' * 16}.part")
    link.symlink_to(path)
    folder = path.with_name(f"c.{'0c' * 16}.part")
    folder.mkdir()
    atomic.sweep(path.parent)
    assert {*path.parent.iterdir()} == {path, link, folder, *others}
    atomic.sweep(path.parent / "none")


def test_what_a_killed_writer_leaves_is_swept(path):
    script = (
        "import sys, os, pathlib; from app import atomic\n"
        "with atomic.writing(pathlib.Path(sys.argv[1])) as file:\n"
        "    file.write(b'half'); file.flush(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, path], check=False, cwd=ROOT)
    assert len(list(path.parent.iterdir())) == 2
    assert path.read_bytes() == b"before"
    atomic.sweep(path.parent)
    assert alone(path)


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
    assert calls == [("flush", made, 6), ("rename", made, path.name, folder), ("flush", folder, "folder")]


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


def write_package(path, data):
    with whole_file.writing(path, lambda: None) as file:
        file.write(data)


WRITERS = {
    "paper": (lambda path, data: printing.save_pdf(data, path), BadInput),
    "request": (certificate_files.write, BadInput),
    "package": (write_package, BadInput),
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
        write_package(path.with_name("1.htpkg"), b"sealed")
    assert alone(path)


@pytest.mark.parametrize("umask", [0, 0o077])
def test_a_folder_is_its_owners_alone_and_flushed_with_the_one_above(tmp_path, monkeypatch, umask):
    flushed, fsync = [], os.fsync

    def noted(handle):
        flushed.append(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    before = os.umask(umask)
    try:
        atomic.make_folder(tmp_path / "packages")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "packages").stat().st_mode) == 0o700
    assert flushed == [tmp_path.stat().st_ino]
    (tmp_path / "packages" / "a").write_bytes(b"kept")
    atomic.make_folder(tmp_path / "packages")
    assert (tmp_path / "packages" / "a").read_bytes() == b"kept"
    assert len(flushed) == 1


def test_a_file_where_a_folder_should_be(tmp_path):
    (tmp_path / "packages").write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        atomic.make_folder(tmp_path / "packages")


def test_a_file_is_moved_only_to_a_free_name_and_is_no_link(tmp_path):
    made, place = tmp_path / "made", tmp_path / "folder" / "place"
    place.parent.mkdir()
    made.write_bytes(b"made")
    place.write_bytes(b"there")
    with pytest.raises(Trap):
        atomic.move(made, place)
    assert (made.read_bytes(), place.read_bytes()) == (b"made", b"there")
    place.unlink()
    atomic.move(made, place)
    assert (made.exists(), place.read_bytes()) == (False, b"made")
    made.symlink_to(place)
    with pytest.raises(Trap):
        atomic.move(made, tmp_path / "folder" / "other")
    assert made.is_symlink()

"""The folder of a run of link: what a killed run left goes, and nothing that may be someone else's."""

import os
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.process.private_folder import KEEPER, give, throw_away, workplace

if sys.platform != "win32":
    import fcntl

ROOT = Path(__file__).parents[2]


@pytest.fixture
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in the folder as a user for whom modes count; root may write what is read-only."""
    monkeypatch.chdir(tmp_path)
    if sys.platform == "win32" or os.geteuid():
        yield
        return
    os.chown(tmp_path, 65534, 65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    return folder


def left(temp: Path, part: Path, name: str = "doi-soat-link-dead") -> Path:
    """Leave what a killed run leaves."""
    folder = temp / name
    folder.mkdir()
    (folder / "lock").write_bytes(os.fsencode(part))
    (folder / "registry.db").write_bytes(b"unreadable")
    part.write_text("half an answer", encoding="utf-8")
    return folder


def test_both_go_with_the_run(temp: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyError), workplace(tmp_path / "P.jsonl") as (folder, part):
        assert folder.parent == temp
        assert part.parent == tmp_path
        assert part.read_bytes() == b""
        (folder / "registry.db").write_bytes(b"x")
        raise KeyError
    assert list(tmp_path.iterdir()) == [temp]
    assert list(temp.iterdir()) == []


def test_what_a_killed_run_left_goes_with_the_next(temp: Path, tmp_path: Path) -> None:
    part = tmp_path / "elsewhere.dead.part"
    dead = left(temp, part)
    with workplace(tmp_path / "P.jsonl"):
        assert not dead.exists()
        assert not part.exists()


def test_a_file_that_is_not_named_as_unfinished_answers_stays(temp: Path, tmp_path: Path) -> None:
    dead = left(temp, tmp_path / "P.jsonl")
    with workplace(tmp_path / "P.jsonl"):
        assert not dead.exists()
    assert (tmp_path / "P.jsonl").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
@pytest.mark.usefixtures("temp")
def test_answers_can_be_written_where_those_before_are_read_only_and_get_their_mode(tmp_path: Path) -> None:
    out = tmp_path / "P.jsonl"
    out.touch(mode=0o440)
    with workplace(out) as (_, part):
        assert part.stat().st_mode & 0o200
        part.write_text("answers", encoding="utf-8")
        give(part, out)
    assert (out.read_text(encoding="utf-8"), out.stat().st_mode & 0o777) == ("answers", 0o440)


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
@pytest.mark.usefixtures("nobody")
def test_a_user_who_may_not_write_to_the_answers_before_gives_new_ones_their_name() -> None:
    out, part = Path("P.jsonl"), Path("P.jsonl.part")
    out.touch(mode=0o440)
    part.write_text("answers", encoding="utf-8")
    give(part, out)
    assert (out.read_text(encoding="utf-8"), out.stat().st_mode & 0o777) == ("answers", 0o440)


def test_a_run_that_lives_is_left_alone(temp: Path, tmp_path: Path) -> None:
    with workplace(tmp_path / "P.jsonl") as first:
        with workplace(tmp_path / "P.jsonl") as second:
            assert all(path.exists() for path in (*first, *second))
            assert not {*first} & {*second}
        assert all(path.exists() for path in first)


def test_what_is_no_run_of_ours_is_left_alone(temp: Path, tmp_path: Path) -> None:
    mine = tmp_path / "P.jsonl.part"
    mine.write_text("a download", encoding="utf-8")
    beginning, demo, other = (temp / f"doi-soat-{name}" for name in ("link-new", "demo-1", "link-other"))
    for folder in (beginning, demo, other):
        folder.mkdir()
    (beginning / "lock").touch()
    (demo / "lock").write_bytes(os.fsencode(mine))
    (temp / "doi-soat-link-file").write_bytes(b"")
    before = sorted(tmp_path.rglob("*"))
    with workplace(tmp_path / "P.jsonl"):
        pass
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links and owners of POSIX")
def test_a_folder_that_another_put_there_is_not_believed(temp: Path, tmp_path: Path) -> None:
    kept = left(tmp_path, tmp_path / "kept.dead.part")
    (temp / kept.name).symlink_to(kept)
    bait = temp / "doi-soat-link-bait"
    bait.mkdir()
    (bait / "lock").symlink_to(kept / "lock")
    with workplace(tmp_path / "P.jsonl"):
        pass
    assert (kept / "registry.db").exists()
    assert (tmp_path / "kept.dead.part").exists()
    assert bait.exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_what_another_user_left_is_not_ours(temp: Path, tmp_path: Path) -> None:
    part = tmp_path / "elsewhere.dead.part"
    folder = left(temp, part)
    os.chown(folder, 12345, 12345)
    with workplace(tmp_path / "P.jsonl"):
        pass
    assert folder.exists()
    assert part.exists()


def kept_folder(place: str = "kho") -> subprocess.Popen[bytes]:
    """Start a program with a throw-away folder, and return it once it works there."""
    script = (
        "import sys, time\n"
        "from app.process.private_folder import throw_away\n"
        "with throw_away('demo') as folder:\n"
        "    kho = folder / sys.argv[1]\n"
        "    kho.mkdir(parents=True)\n"
        "    (kho / 'store.lock').touch()\n"
        "    (kho / 'work.db').write_bytes(b'x')\n"
        "    print('works', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", script, place],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == b"works\n"
    return program


def emptied(folder: Path) -> bool:
    """Wait until nothing is in a folder."""
    for _ in range(900):
        if not list(folder.iterdir()):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("killed", [False, True])
def test_a_throw_away_folder_goes_with_its_process(temp: Path, killed: bool) -> None:
    program = kept_folder()
    (folder,) = temp.iterdir()
    assert folder.name.startswith("doi-soat-demo-")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    if killed:
        program.kill()
    program.communicate(b"")
    assert emptied(temp)


@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
@pytest.mark.parametrize("place", ["kho", "demo/kho"])
def test_the_folder_of_a_killed_process_stays_while_its_window_closes(temp: Path, place: str) -> None:
    program = kept_folder(place)
    (folder,) = temp.iterdir()
    with (folder / place / "store.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        program.kill()
        program.communicate(b"")
        time.sleep(1.5)
        assert (folder / place / "work.db").exists()
    assert emptied(temp)


@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
def test_the_keeper_waits_for_the_lock_of_the_process_it_outlives(temp: Path) -> None:
    """The pipe of a killed process may end a moment before its lock."""
    folder = temp / "doi-soat-demo-dying"
    folder.mkdir()
    (folder / "lock").write_bytes(b"-")
    command = [sys.executable, str(ROOT / "main.py"), KEEPER, str(folder)]
    with (folder / "lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keeper = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        with pytest.raises(subprocess.TimeoutExpired):
            keeper.wait(3)
        assert folder.exists()
    assert keeper.wait(60) == 0
    assert not folder.exists()


def test_what_a_killed_demo_and_its_keeper_left_goes_with_the_next(temp: Path) -> None:
    dead = temp / "doi-soat-demo-dead"
    dead.mkdir()
    (dead / "lock").write_bytes(b"-")
    with throw_away("demo") as folder:
        assert not dead.exists()
        assert folder.parent == temp
    assert list(temp.iterdir()) == []


@pytest.mark.parametrize("name", ["own", "doi-soat-demo-own"])
def test_a_keeper_removes_no_folder_but_that_of_a_run(temp: Path, name: str) -> None:
    mine = temp / name
    mine.mkdir()
    (mine / "file").touch()
    run = [sys.executable, str(ROOT / "main.py"), KEEPER, str(mine)]
    assert subprocess.run(run, stdin=subprocess.DEVNULL, check=False).returncode == 0
    assert (mine / "file").exists()

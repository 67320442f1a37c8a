"""A left-over log is opened with the file it continues, and with no other one."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from app.errors import StoreProblem
from app.models.store import write_ahead
from app.models.store.store import Store
from app.models.store.tables import Meta
from tests.conftest import KEY

ROOT = Path(__file__).parents[4]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")


OLDER = """
import os, sys, sqlcipher3
from app.models.store.cipher_file import prepare
connection = sqlcipher3.connect(sys.argv[1], isolation_level=None)
prepare(connection, bytes(range(32)))
connection.execute("UPDATE meta SET value = 'old' WHERE key = 'word'")
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def home(tmp_path):
    """The folder of a closed store."""
    folder = tmp_path / "kho"
    folder.mkdir()
    store = Store(folder, KEY, create=True)
    with store.write() as session:
        session.add(Meta(key="word", value="first"))
    store.close()
    return folder


def killed(home, words, at="writing"):
    """Write words and be killed; the log stays."""
    command = [sys.executable, "-m", "tests.unit.models.store.killed", home, words, at]
    subprocess.run(command, cwd=ROOT, check=False)
    assert write_ahead.log_size(home / "work.db") > 0


def opened(home):
    """Open, check every page, and return the last word and what was moved aside."""
    store = Store(home, KEY)
    try:
        assert store.check() == []
        with store.read() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            words = {row.key.removeprefix("word:") for row in session.query(Meta) if ":" in row.key}
            return session.get(Meta, "word").value, words, [one.name for one in store.aside]
    finally:
        store.close()


def copied(home, into):
    """Copy the file alone, as a person would."""
    into.mkdir(exist_ok=True)
    return Path(shutil.copy(home / "work.db", into))


def test_a_closed_store_has_no_log(home):
    assert write_ahead.log_size(home / "work.db") == 0
    assert opened(home) == ("first", set(), [])


@pytest.mark.parametrize("at", ["writing", "marked", "checkpointed"])
def test_the_log_of_a_killed_store_is_finished(home, at):
    killed(home, "a b c", at)
    assert opened(home) == ("c", {"a", "b", "c"}, [])
    killed(home, "d", at)
    assert opened(home) == ("d", {"a", "b", "c", "d"}, [])


def test_a_backup_is_never_opened_with_the_log_of_a_later_store(home, tmp_path):
    backup = copied(home, tmp_path / "usb")
    killed(home, "a b c")
    log = (home / "work.db-wal").read_bytes()
    shutil.copy(backup, home)
    assert opened(home) == ("first", set(), ["work.db-wal.1"])
    assert (home / "work.db-wal.1").read_bytes() == log
    assert opened(home) == ("first", set(), [])


def test_without_the_rule_the_backup_would_be_laid_over(home, tmp_path):
    """What the rule is for: SQLite itself takes the log for the backup's own."""
    backup = copied(home, tmp_path / "usb")
    killed(home, "a b c")
    shutil.copy(backup, home)
    bases = json.loads((home / "work.db-base").read_text())
    write_ahead._keep_bases(home / "work.db", [*bases, write_ahead._base_without_log(home / "work.db", KEY)])
    store = Store(home, KEY)
    try:
        with store.read() as session:
            assert session.get(Meta, "word").value == "c"
    finally:
        store.close()


def test_a_copy_from_before_the_last_checkpoint_is_told_from_one_after(home, tmp_path):
    """Both are of the same session, which was killed after."""
    store = Store(home, KEY)
    before = copied(home, tmp_path / "before")
    with store.write() as session:
        session.merge(Meta(key="word", value="second"))
    assert store._checkpoint()
    after = copied(home, tmp_path / "after")
    with store.write() as session:
        session.merge(Meta(key="word", value="third"))
        session.merge(Meta(key="word:third", value="x" * 5000))
    for copy, found in (
        (before, ("first", set(), ["work.db-wal.1"])),
        (after, ("third", {"third"}, [])),  # the very state that the log continues
    ):
        crashed = copy.parent / "kho"
        crashed.mkdir()
        for name in ("work.db-wal", "work.db-base"):
            shutil.copy(home / name, crashed)
        shutil.copy(copy, crashed)
        assert opened(crashed) == found
    store.close()


def test_a_copy_of_a_closed_store_is_no_base_of_what_came_after(home, tmp_path):
    """Nor when it was closed, opened and killed at once: an opening is a checkpoint of its own."""
    closed = copied(home, tmp_path / "usb")
    killed(home, "a")
    shutil.copy(closed, home)
    assert opened(home)[2] == ["work.db-wal.1"]


def test_the_log_of_a_fork_is_not_taken(home, tmp_path):
    """A backup went on elsewhere as long as the store did here."""
    fork = tmp_path / "fork"
    shutil.copytree(home, fork)
    killed(home, "a b c")
    killed(fork, "x y z")
    shutil.copy(fork / "work.db", home)
    assert opened(home) == ("first", set(), ["work.db-wal.1"])


def test_what_is_moved_aside_takes_no_name_that_is_taken(home, tmp_path):
    backup = copied(home, tmp_path / "usb")
    for number in (1, 2, 3):
        killed(home, f"a{number}")
        shutil.copy(backup, home)
        assert opened(home)[2] == [f"work.db-wal.{number}"]
    assert len({(home / f"work.db-wal.{number}").read_bytes() for number in (1, 2, 3)}) == 3


def test_a_log_nobody_can_tell_of_is_refused_untouched(home):
    killed(home, "a")
    (home / "work.db-base").unlink()
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    with pytest.raises(StoreProblem, match=r"thiếu tệp work\.db-base.*chưa thay đổi gì"):
        Store(home, KEY)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before


@pytest.mark.parametrize("bases", [b"", b"[]", b"[1]", b'["x"]', b"{}", b"[" * 100_000, b"\xff"])
def test_a_damaged_list_is_no_list(home, bases):
    killed(home, "a")
    (home / "work.db-base").write_bytes(bases)
    with pytest.raises(StoreProblem, match=r"thiếu tệp work\.db-base"):
        Store(home, KEY)


def test_without_a_log_the_list_does_not_matter(home):
    (home / "work.db-base").write_bytes(b"nonsense")
    assert opened(home) == ("first", set(), [])


def test_a_store_of_a_version_without_marks_keeps_its_log(home):
    killed(home, "a b")
    store = Store(home, KEY)
    with store.write() as session:
        session.execute(text("DELETE FROM meta WHERE key = 'base'"))
    store._engine.dispose()  # without a new mark
    store._held.close()
    (home / "work.db-base").unlink()
    other = home.parent / "older"
    shutil.copytree(home, other)
    with_log = subprocess.run(
        [
            sys.executable,
            "-c",
            OLDER,
            other / "work.db",
        ],
        cwd=ROOT,
        check=False,
    )
    assert with_log.returncode == -9
    assert write_ahead.log_size(other / "work.db")
    assert opened(other) == ("old", {"a", "b"}, [])
    assert json.loads((other / "work.db-base").read_text())


def test_a_journal_that_was_laid_there_is_not_played(home):
    (home / "work.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600))
    assert opened(home) == ("first", set(), ["work.db-journal.1"])
    assert (home / "work.db-journal.1").exists()


def test_a_store_torn_in_a_checkpoint_is_healed_by_its_log(home):
    """A power cut leaves a page half written; the log has it whole."""
    killed(home, "a b c", "marked")
    path = home / "work.db"
    torn = bytearray(path.read_bytes())
    torn[2048:4096] = bytes(2048)
    path.write_bytes(torn)
    assert opened(home) == ("c", {"a", "b", "c"}, [])


def test_only_a_checkpoint_of_the_program_moves_the_log_into_the_file(home, monkeypatch):
    """SQLite's own would change the file under the same mark."""
    monkeypatch.setattr("app.models.store.store._LOG_LIMIT", 1 << 30)
    store = Store(home, KEY)
    before = (home / "work.db").read_bytes()
    for number in range(150):
        with store.write() as session:
            session.merge(Meta(key=f"n{number % 7}", value=f"{number:04d}" * 9000))
    assert write_ahead.log_size(store.path) > 1100 * 4096
    assert (home / "work.db").read_bytes() == before
    store.close()


def test_a_long_log_is_moved_into_the_file_and_cut(home):
    store = Store(home, KEY)
    marks = set()
    for number in range(300):
        with store.write() as session:
            session.merge(Meta(key=f"n{number % 7}", value=f"{number:04d}" * 9000))
        assert write_ahead.log_size(store.path) < 5 << 20
        marks.add((home / "work.db-base").read_bytes())
    assert len(marks) > 2
    assert write_ahead.log_size(store.path) < 4 << 20
    store.close()
    assert write_ahead.log_size(home / "work.db") == 0


def test_a_reader_delays_a_checkpoint_and_loses_nothing(home):
    store = Store(home, KEY)
    with store.read() as reader:
        assert reader.get(Meta, "word").value == "first"
        with store.write() as session:
            session.merge(Meta(key="word", value="second"))
        assert not store._checkpoint()
        assert len(json.loads((home / "work.db-base").read_text())) == 2
        with store.write() as session:
            session.merge(Meta(key="word", value="third"))
        assert not store._checkpoint()
    assert store._checkpoint()
    assert len(json.loads((home / "work.db-base").read_text())) == 1
    store.close()
    assert opened(home)[0] == "third"

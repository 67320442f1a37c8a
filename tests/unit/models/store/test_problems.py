"""Each cause that keeps a store closed has its own sentence; only damage is called damage."""

import contextlib
import multiprocessing
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3

from app.errors import StoreProblem
from app.models.store import problems
from app.models.store.store import Store
from app.models.store.tables import Meta
from tests.conftest import KEY
from tests.sticks import TRAPS, mounted, needs_mount, trap

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and media of Unix")
ROOT = Path(__file__).parents[4]
WORDS = "dữ liệu"


def made(folder):
    """Make a closed store with a row."""
    store = Store(folder, KEY, create=True)
    with store.write() as session:
        session.add(Meta(key="probe", value=WORDS))
    store.close()


def probe(folder):
    """Open the store and return its row."""
    store = Store(folder, KEY)
    try:
        with store.read() as session:
            return session.get(Meta, "probe").value
    finally:
        store.close()


def refused(folder):
    """Return the sentence with which a store is not opened."""
    with pytest.raises(StoreProblem) as problem:
        Store(folder, KEY)
    return str(problem.value)


def is_good(sentence):
    """Check what is said of a good store: no damage, nothing lost, and no backup laid over it."""
    assert "hỏng" not in sentence
    assert "phục hồi" not in sentence.replace("không cần phục hồi", "")
    return True


@pytest.fixture
def folder(tmp_path):
    made(tmp_path)
    return tmp_path


@contextlib.contextmanager
def nobody(folder):
    """Be a user for whom modes count, in a folder of one's own."""
    if os.geteuid():
        yield
        return
    for path in (folder, *folder.iterdir()):
        os.chown(path, 65534, 65534)
    for above in folder.parents:
        if above.stat().st_mode & 0o011 != 0o011 and "pytest" in str(above):
            above.chmod(0o755)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@needs_mount
def test_a_full_disk(tmp_path):
    with mounted(tmp_path, "size=2m"):
        made(tmp_path)
        filler = tmp_path / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        sentence = refused(tmp_path)
        assert is_good(sentence)
        assert "đầy" in sentence
        assert "dữ liệu còn nguyên" in sentence
        filler.unlink()
        assert probe(tmp_path) == WORDS


@needs_mount
def test_a_read_only_disk(tmp_path):
    with mounted(tmp_path):
        made(tmp_path)
        subprocess.run(["mount", "-o", "remount,ro", tmp_path], check=True)
        sentence = refused(tmp_path)
        assert is_good(sentence)
        assert "chỉ cho đọc" in sentence
        assert str(tmp_path) in sentence
        subprocess.run(["mount", "-o", "remount,rw", tmp_path], check=True)
        assert probe(tmp_path) == WORDS


@pytest.mark.parametrize("what", ["folder", "work.db", "store.lock"])
def test_a_folder_or_file_of_another_user(folder, what):
    """What is kept private is theirs; here root has taken one thing away."""
    with nobody(folder):
        pass
    taken = folder if what == "folder" else folder / what
    if os.geteuid():
        pytest.skip("only root takes files away")
    os.chown(taken, 0, 0)
    taken.chmod(0o700 if what == "folder" else 0o600)
    for above in folder.parents:
        if "pytest" in str(above):
            above.chmod(0o755)
    os.seteuid(65534)
    try:
        sentence = refused(folder)
    finally:
        os.seteuid(0)
    assert is_good(sentence)
    assert "không được phép" in sentence
    assert str(folder) in sentence
    assert probe(folder) == WORDS


def test_a_store_in_use(folder):
    store = Store(folder, KEY)
    sentence = refused(folder)
    store.close()
    assert is_good(sentence)
    assert "cửa sổ khác" in sentence
    assert probe(folder) == WORDS


def _hold(path, ready, done):
    raw = sqlcipher3.connect(path, isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    raw.execute("PRAGMA locking_mode = EXCLUSIVE")
    raw.execute("BEGIN EXCLUSIVE")
    ready.set()
    done.wait(60)


def test_a_store_held_by_another_program(folder, monkeypatch):
    """A backup program or a browser of databases knows nothing of our lock."""
    prepare = "app.models.store.store.prepare"
    before = Store.__init__.__globals__["prepare"]

    def hurried(connection, key):
        before(connection, key)
        connection.execute("PRAGMA busy_timeout = 50")  # not ten seconds

    monkeypatch.setattr(prepare, hurried)
    spawn = multiprocessing.get_context("spawn")
    ready, done = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_hold, args=(str(folder / "work.db"), ready, done))
    other.start()
    try:
        assert ready.wait(60)
        sentence = refused(folder)
    finally:
        done.set()
        other.join()
    assert is_good(sentence)
    assert "chương trình khác đang giữ" in sentence
    assert probe(folder) == WORDS


@pytest.mark.parametrize(
    "name",
    [
        "a?b",
        "a#b",
        "a%20b",
        "a%b",
        "kho dữ liệu xã Cẩm Lương",
        "a&b=c",
        "a;b",
        "a'b\"c",
        "a:b@c",
        "file:x?mode=ro",
    ],
)
def test_a_folder_may_have_any_name(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    made(folder)
    assert probe(folder) == WORDS
    assert {path.name for path in folder.iterdir()} == {"work.db", "work.db-base", "store.lock"}
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_given_relative_to_another(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    assert probe(Path(folder.name)) == WORDS


def test_a_missing_folder(tmp_path):
    sentence = refused(tmp_path / "none")
    assert is_good(sentence)
    assert "Không thấy thư mục kho" in sentence


@pytest.mark.parametrize("place", [0, 100, 5000])
def test_damage_is_called_damage_and_the_folder_is_kept(folder, place):
    path = folder / "work.db"
    damaged = bytearray(path.read_bytes())
    damaged[place] ^= 1
    path.write_bytes(bytes(damaged))
    before = path.read_bytes()
    sentence = refused(folder) if place < 4096 else None
    if sentence is None:  # not on the first page: found by the check, or while it opens
        try:
            store = Store(folder, KEY)
        except StoreProblem as problem:
            sentence = str(problem)
        else:
            found = store.check()
            store.close()
            assert found
            return
    assert "hỏng" in sentence
    assert "giữ nguyên thư mục" in sentence
    assert "thư mục mới" in sentence
    assert path.read_bytes() == before


def test_the_key_of_another_store(folder):
    with pytest.raises(StoreProblem, match=r"không cùng một kho với keyfile\.json"):
        Store(folder, bytes(32))
    assert probe(folder) == WORDS


def test_a_plain_database(tmp_path):
    raw = sqlcipher3.connect(tmp_path / "work.db")
    raw.execute("CREATE TABLE a (b)")
    raw.commit()
    raw.close()
    assert "không phải kho dữ liệu của phần mềm này" in refused(tmp_path)


@pytest.mark.parametrize("kind", [kind for kind in TRAPS if kind != "link to nothing"])
def test_what_is_no_file(folder, kind):
    (folder / "work.db").rename(folder / "kept")
    trap(folder / "kept", kind, "work.db")
    sentence = refused(folder)
    assert is_good(sentence)
    assert "không phải tệp kho dữ liệu" in sentence


def test_no_file_and_an_empty_one(tmp_path):
    assert "Không thấy kho dữ liệu work.db" in refused(tmp_path)
    (tmp_path / "work.db").touch()
    assert "rỗng" in refused(tmp_path)
    assert (tmp_path / "work.db").stat().st_size == 0


@pytest.mark.parametrize("number", [5, 95])
def test_a_failing_disk_is_not_called_damage(folder, number):
    sentence = str(problems.problem_of(OSError(number, "x"), folder / "work.db"))
    assert is_good(sentence.replace("không cần phục hồi", ""))
    assert "Ổ đĩa báo lỗi" in sentence


def test_an_error_nobody_knows_keeps_everything(folder):
    raw = sqlcipher3.connect(":memory:")
    with pytest.raises(sqlcipher3.OperationalError) as error:
        raw.execute("nonsense")
    sentence = str(problems.problem_of(error.value, folder / "work.db"))
    assert is_good(sentence)
    assert "SQLITE_ERROR" in sentence
    assert "giữ nguyên thư mục" in sentence


def modes(folder):
    """Return the modes of a folder and of the files in it."""
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in (folder, *folder.iterdir())}


@pytest.mark.parametrize("mask", [0, 0o022])
def test_every_file_is_its_owners_alone_whatever_the_umask(tmp_path, mask):
    folder = tmp_path / "kho"
    before = os.umask(mask)
    try:
        folder.mkdir()
        store = Store(folder, KEY, create=True)
        with store.write() as session:
            session.add(Meta(key="probe", value="x"))
        found = modes(folder)
        store.close()
    finally:
        os.umask(before)
    assert found.keys() == {"kho", "work.db", "work.db-wal", "work.db-shm", "work.db-base", "store.lock"}
    assert found.pop("kho") == "0o700"
    assert set(found.values()) == {"0o600"}


def test_files_of_a_version_before_are_made_private(folder):
    for name in (
        "keyfile.json",
        "keyfile.json.bak",
        "officers.json",
        "registry-1.db",
        "loi.log",
        "sign-in-last.json",
    ):
        (folder / name).write_bytes(b"x")
    (folder / "someone's own").write_bytes(b"x")
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    Store(folder, KEY).close()
    found = modes(folder)
    assert found.pop("someone's own") == "0o644"
    assert found.pop(folder.name) == "0o700"
    assert set(found.values()) == {"0o600"}


def test_what_a_kill_left_is_swept_when_the_store_opens(folder):
    (folder / f"keyfile.json.{'0a' * 16}.part").write_bytes(b"half")
    assert probe(folder) == WORDS
    assert not list(folder.glob("*.part"))

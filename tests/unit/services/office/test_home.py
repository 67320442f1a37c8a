"""What a folder is: empty for the wizard, whole for the sign-in, or a store that lacks something."""

from pathlib import Path

import pytest

from app.crypto.key_file import KeyFile
from app.errors import Refused
from app.models.store.store import Store, lock_folder
from app.services.office import home, new_home
from app.services.office.home import look
from tests.unit.services.exchange.parties import found

STORE_ID = "a" * 32
EVERY_FILE = (
    "work.db",
    "work.db-wal",
    "work.db-shm",
    "work.db-base",
    "work.db-wal.1",
    "work.db.before-2",
    "keyfile.json",
    "keyfile.json.bak",
    "officers.json",
    "sign-in-failures.json",
    "sign-in-last.json",
    "registry-1.db",
)


@pytest.mark.parametrize("name", EVERY_FILE)
def test_no_store_is_made_beside_any_file_of_ours_and_nothing_is_touched(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"what was there")
    assert look(tmp_path).found == (name,)
    with pytest.raises(Refused, match=f"đã có tệp của một kho dữ liệu \\({name}\\)"):
        found(tmp_path)
    assert (tmp_path / name).read_bytes() == b"what was there"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted({name, "store.lock"})


@pytest.mark.parametrize("name", ["packages", "scans", "registry-1.d"])
def test_no_store_is_made_beside_a_folder_of_ours(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(Refused, match=name):
        found(tmp_path)


@pytest.mark.parametrize("name", ["founding-0123abcd", "thu-phuc-hoi-0123abcd", "sao-luu"])
def test_a_store_is_made_beside_a_folder_that_is_no_part_of_a_store(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert look(tmp_path).empty
    found(tmp_path).store.close()
    assert look(tmp_path).missing == ()


@pytest.mark.parametrize("name", ["loi.log", "store.lock", "keyfile.json.0123abcd.part", "ghi chú.txt"])
def test_a_store_is_made_beside_what_holds_no_work(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert look(tmp_path).empty
    found(tmp_path).store.close()
    assert look(tmp_path).missing == ()


def test_a_founded_folder_is_whole_and_each_lack_is_named(tmp_path: Path) -> None:
    assert look(tmp_path / "none") == home.Home((), ("work.db", "keyfile.json"))
    found(tmp_path).store.close()
    whole = look(tmp_path)
    assert (whole.missing, whole.empty) == ((), False)
    assert set(whole.found) == {
        "work.db",
        "work.db-base",
        "keyfile.json",
        "keyfile.json.bak",
        "officers.json",
    }
    (tmp_path / "keyfile.json").unlink()
    assert look(tmp_path).missing == (), "its copy is as good"
    (tmp_path / "keyfile.json.bak").unlink()
    assert look(tmp_path).missing == ("keyfile.json",)
    (tmp_path / "work.db").unlink()
    assert look(tmp_path).missing == ("work.db", "keyfile.json")
    assert not look(tmp_path).empty


def test_an_error_while_a_store_is_made_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), new_home.new_home(tmp_path, STORE_ID) as apart:
        Store(apart, bytes(32), create=True).close()
        (tmp_path / "keyfile.json").write_bytes(b"x")
        (tmp_path / "keyfile.json.bak").write_bytes(b"x")
        raise ZeroDivisionError
    assert [p.name for p in tmp_path.iterdir()] == ["store.lock"]


def test_what_an_earlier_founding_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    left, foreign = tmp_path / f"founding-{'b' * 32}", tmp_path / "founding-of-rome"
    for folder in (left, foreign):
        folder.mkdir()
        (folder / "work.db").write_bytes(b"nobody has its key")
    (foreign / "notes.txt").write_bytes(b"mine")
    elsewhere = tmp_path.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "work.db").write_bytes(b"mine")
    (tmp_path / "founding-link").symlink_to(elsewhere)
    found(tmp_path).store.close()
    assert not left.exists()
    assert (foreign / "notes.txt").exists()
    assert (elsewhere / "work.db").exists()


@pytest.mark.parametrize("moved", [(), ("work.db-base",), ("work.db",), ("work.db-base", "work.db")])
def test_a_founding_that_was_stopped_while_it_moved_is_finished(
    tmp_path: Path, moved: tuple[str, ...]
) -> None:
    made = found(tmp_path)
    made.store.close()
    apart = tmp_path / f"founding-{KeyFile.load(tmp_path / home.KEY_FILE).store_id}"
    apart.mkdir()
    for name in {"work.db-base", "work.db"} - {*moved}:
        (tmp_path / name).rename(apart / name)
    new_home.finish(tmp_path)
    assert (look(tmp_path).missing, apart.exists()) == ((), False)
    assert (tmp_path / "work.db-base").exists()
    Store(tmp_path, made.store_key).close()


@pytest.mark.parametrize("store_id", ["../elsewhere", "b" * 32, "A" * 32])
def test_only_the_folder_of_the_store_of_the_key_file_is_put_in_place(tmp_path: Path, store_id: str) -> None:
    found(tmp_path).store.close()
    (tmp_path / "work.db").unlink()
    apart = tmp_path / f"founding-{store_id.replace('/', '_')}"
    apart.mkdir()
    (apart / "work.db").write_bytes(b"another store")
    new_home.finish(tmp_path)
    assert look(tmp_path).missing == ("work.db",)
    assert (apart / "work.db").exists()


def test_a_work_store_in_place_is_never_replaced(tmp_path: Path) -> None:
    found(tmp_path).store.close()
    before = (tmp_path / "work.db").read_bytes()
    apart = tmp_path / f"founding-{KeyFile.load(tmp_path / home.KEY_FILE).store_id}"
    apart.mkdir()
    (apart / "work.db").write_bytes(b"another")
    new_home.finish(tmp_path)
    assert (tmp_path / "work.db").read_bytes() == before
    assert (apart / "work.db").read_bytes() == b"another"
    (apart / "work.db").unlink()
    with lock_folder(tmp_path):
        new_home.finish(tmp_path)
        assert apart.exists(), "in use"
    new_home.finish(tmp_path)
    assert not apart.exists()

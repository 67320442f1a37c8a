"""Kill a backup or a restore at any moment: every backup that was told is whole, no half is taken for one."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.crypto.key_file import FLOOR_KIB, Kdf, KeyFile, stretch
from app.models.store.store import Store
from app.models.store.tables import Meta
from app.progress import silent
from app.services.office import accounts, backing_up, restoring, unlocking
from app.services.office.backing_up import ROOT
from tests.conftest import AT, JUSTICE, KEY, LEADER, OFFICERS, Clock, numbered

ROOT_FOLDER = Path(__file__).parents[2]
PASSWORD = "mật khẩu đủ dài"
STORE_ID = "a" * 32
LOGIN = "nhan.ct"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed store with a key file, and a stick beside it."""
    made = tmp_path / "kho"
    made.mkdir()
    (tmp_path / "usb").mkdir()
    store = Store(made, KEY, create=True)
    with store.write() as session:
        session.add(Meta(key="store_id", value=STORE_ID))
        for officer in OFFICERS:
            accounts.add(session, officer, by=LEADER.uid, at=AT)
    store.close()
    random = numbered("keys")
    keys = KeyFile.create(made / unlocking.KEY_FILE, store_id=STORE_ID, store_key=KEY)
    secret = stretch(PASSWORD, kdf=Kdf(m_kib=FLOOR_KIB, t=2), random=random)
    keys.add_officer(LOGIN, secret, store_key=KEY, signing_key=None, at=AT, random=random)
    keys.save()
    return made


def killed_after(folder: Path, lines: int) -> list[str]:
    """Let backups be made, kill -9 after some lines; return the names of those that were told."""
    command = [
        sys.executable,
        "-m",
        "tests.faults.keeper_of_backups",
        str(folder),
        str(folder.parent / "usb"),
    ]
    with subprocess.Popen(command, cwd=ROOT_FOLDER, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        said += process.stdout.readlines()
    return [line.split()[1] for line in said if line.startswith("made ") and line.endswith("\n")]


def check(folder: Path, told: list[str]) -> None:
    """Every told backup that may still be kept opens whole; the store is whole; the next backup tidies up."""
    place = folder.parent / "usb" / ROOT / STORE_ID[:8]
    found = {one.path.name: one for one in backing_up.generations(place)}
    assert set(told[-2:]) <= set(found)  # one more may have been made, and the oldest gone, before the kill
    target = folder.parent / "restored"
    for one in found.values():
        restoring.restore(
            one.path, target, opener=restoring.ByPassword(LOGIN, PASSWORD), now=Clock(), progress=silent
        )
        shutil.rmtree(target)
    store = Store(folder, KEY)
    try:
        assert store.check() == []
        clock = Clock()
        clock.move(days=30)
        made = backing_up.back_up(
            store,
            folder.parent / "usb",
            by=JUSTICE,
            store_key=KEY,
            medium="x",
            now=clock,
            random=numbered("after"),
            progress=silent,
        )
    finally:
        store.close()
    assert made.path.name in {path.name for path in place.iterdir()}
    assert not list(place.glob("*.part"))
    assert len(list(place.iterdir())) <= backing_up.GENERATIONS


@pytest.mark.parametrize("lines", [1, 2, 4, 9, 22])
def test_a_killed_backup_leaves_those_before(folder: Path, lines: int) -> None:
    told = killed_after(folder, lines)
    check(folder, told)


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_killed_restore_leaves_nothing_in_the_way(folder: Path, step: int) -> None:
    (name, *_more) = killed_after(folder, 12)
    source, target = folder.parent / "usb" / ROOT / STORE_ID[:8] / name, folder.parent / "restored"
    command = [sys.executable, "-m", "tests.faults.restorer", str(source), str(target), str(step)]
    assert subprocess.run(command, cwd=ROOT_FOLDER, check=False).returncode < 0
    assert not target.exists()
    opener = restoring.ByPassword(LOGIN, PASSWORD)
    restoring.restore(source, target, opener=opener, now=Clock(), progress=silent)
    assert (target / "work.db").exists()
    assert not list(folder.parent.glob(".restored*"))


@pytest.mark.soak
@pytest.mark.parametrize("lines", range(1, 51))
def test_fifty_killed_backups(folder: Path, lines: int) -> None:
    check(folder, killed_after(folder, lines))

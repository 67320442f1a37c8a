"""Kill every change of keys at each step: nobody is locked out, nobody closed comes in, a second try ends."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.crypto.key_file import KeyFile, copy_of
from app.crypto.stretching import FLOOR_KIB, Kdf, new_sheet
from app.errors import NotUnlocked
from app.models.store.store import Store
from app.models.store.tables import Meta
from app.models.words.roles import Role
from app.services.office import accounts, founding, home, new_home, recovering, unlocking
from app.services.office.accounts import Officer
from app.services.office.founding import NewOfficer
from app.services.office.password_tries import PasswordTries
from tests.conftest import COMMUNE, JUSTICE, LEADER, POLICE, TYPIST, Clock, numbered
from tests.faults.killed import killed_at

KDF = Kdf(m_kib=FLOOR_KIB, t=2)
OLD, NEW, LAST = "mật khẩu đủ dài", "mật khẩu mới hẳn", "mật khẩu sau cùng"
GUEST = Officer("038095990006", "Lò Thị Mai", "", "Xã", frozenset({Role.TYPIST}), active=True)
FIRST = (JUSTICE, POLICE, LEADER, TYPIST)
MOST_STEPS = 40
IN_THE_MIDDLE = 4  # the step of the quick share; ./test soak takes every one, test_stops every change of disk


@dataclass(frozen=True)
class Home:
    """A closed store, its key, and the halves of the sheet that lies in the safes."""

    folder: Path
    store_key: bytes
    paper: tuple[str, str]

    def officer(self, uid: str) -> Officer:
        store = Store(self.folder, self.store_key)
        try:
            with store.read() as session:
                return accounts.get(session, uid)
        finally:
            store.close()

    def uids(self) -> set[str]:
        store = Store(self.folder, self.store_key)
        try:
            with store.read() as session:
                return {o.uid for o in accounts.every(session)}
        finally:
            store.close()


def found(folder: Path) -> founding.Founded:
    return founding.found(
        folder,
        commune=COMMUNE,
        header_lines=["UBND XÃ CẨM LƯƠNG"],
        officers=[NewOfficer(o, OLD) for o in FIRST],
        at=Clock()(),
        random=numbered("found"),
        kdf=KDF,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A store whose sheet was confirmed."""
    folder = tmp_path_factory.mktemp("keys") / "kho"
    founded = found(folder)
    with founded.store.read() as session:
        leader = accounts.get(session, LEADER.uid)
    recovering.confirm_sheet(founded.store, folder, store_key=founded.store_key, by=leader, at=Clock()())
    founded.store.close()
    return Home(folder, founded.store_key, founded.halves)


def copied(made: Home, folder: Path) -> Home:
    shutil.copytree(made.folder, folder)
    return replace(made, folder=folder)


# -- the changes ----------------------------------------------------------------------------------------


def with_store(kept: Home, act: Callable[[Store], object]) -> None:
    store = Store(kept.folder, kept.store_key)
    act(store)
    store.close()


def secret(password: str):
    return unlocking.prepare(password, kdf=KDF, random=numbered(password))


def enrol(kept: Home) -> None:
    leader = kept.officer(LEADER.uid)
    more = {"store_key": kept.store_key, "by": leader, "at": Clock()(), "random": numbered("e")}
    with_store(kept, lambda store: unlocking.enrol(store, kept.folder, GUEST, secret(NEW), **more))


def reset(kept: Home) -> None:
    leader, police = kept.officer(LEADER.uid), kept.officer(POLICE.uid)
    more = {"store_key": kept.store_key, "by": leader, "at": Clock()(), "random": numbered("r")}
    with_store(kept, lambda store: unlocking.reset_password(store, kept.folder, police, secret(NEW), **more))


def close(kept: Home) -> None:
    leader, typist = kept.officer(LEADER.uid), kept.officer(TYPIST.uid)
    more = {"store_key": kept.store_key, "by": leader, "at": Clock()()}
    with_store(kept, lambda store: unlocking.close_account(store, kept.folder, typist, **more))


def own(kept: Home) -> None:
    leader = kept.officer(LEADER.uid)
    more = {"kdf": KDF, "now": Clock(), "random": numbered("o")}
    with_store(kept, lambda store: unlocking.change_password(store, kept.folder, leader, (OLD, NEW), **more))


def sheet(kept: Home) -> None:
    leader, fresh = kept.officer(LEADER.uid), new_sheet(kdf=KDF, random=numbered("s"))
    more = {"store_key": kept.store_key, "by": leader, "at": Clock()()}

    def both(store: Store) -> None:
        epoch = KeyFile.load(kept.folder / home.KEY_FILE).epoch  # a second try has random bytes of its own
        recovering.make_sheet(store, kept.folder, fresh, random=numbered(f"slot{epoch}"), **more)
        recovering.confirm_sheet(store, kept.folder, **more)

    with_store(kept, both)


def recover(kept: Home) -> None:
    login = kept.officer(LEADER.uid).login
    around = {"tries": PasswordTries(kept.folder), "now": Clock(), "random": numbered("c"), "kdf": KDF}
    recovering.recover(kept.folder, login, kept.paper, NEW, **around).store.close()


# -- what must hold after a kill ------------------------------------------------------------------------


def opens(kept: Home, uid: str, password: str) -> bool:
    """Sign in as the window does, and leave."""
    login = kept.officer(uid).login
    tries, at = PasswordTries(kept.folder), Clock()
    at.move(days=1)  # nobody waits here
    try:
        signed_in = unlocking.sign_in(kept.folder, login, password, tries=tries, now=at)
    except NotUnlocked:
        return False
    tries.succeeded(login)
    signed_in.store.close()
    return True


def opened_by(kept: Home, uid: str) -> set[str]:
    for path in kept.folder.glob("sign-in-*"):
        path.unlink()
    return {password for password in (OLD, NEW) if opens(kept, uid, password)}


def paper_opens(kept: Home, halves: tuple[str, str], folder: Path) -> bool:
    """Use a sheet on a copy, first of all."""
    trial = copied(kept, folder)
    login = trial.officer(LEADER.uid).login
    around = {"tries": PasswordTries(folder), "now": Clock(), "random": numbered("p"), "kdf": KDF}
    try:
        recovering.recover(folder, login, halves, LAST, **around).store.close()
    except NotUnlocked:
        return False
    return opens(trial, LEADER.uid, LAST)


def settled(kept: Home) -> None:
    """Only what the store names is in the key file and its copy, and the epochs agree."""
    file = KeyFile.load(kept.folder / home.KEY_FILE)
    assert file.written
    assert not list(kept.folder.glob("keyfile*.part"))
    assert copy_of(kept.folder / home.KEY_FILE).read_bytes() == (kept.folder / home.KEY_FILE).read_bytes()
    store = Store(kept.folder, kept.store_key)
    try:
        with store.read() as session:
            values = {row.key: row.value for row in session.scalars(select(Meta))}
            slots = {o.slot_id for o in accounts.every(session) if o.active}
    finally:
        store.close()
    assert int(values["keyfile_epoch"]) == file.epoch
    sheets = values["recovery_slots"].split()
    assert file.sheet_ids == sheets
    assert file.ids == slots | set(sheets)


def check(kept: Home, tmp_path: Path, name: str) -> None:
    fresh = new_sheet(kdf=KDF, random=numbered("s")).halves
    papers = [
        paper_opens(kept, halves, tmp_path / f"{name}-{number}")
        for number, halves in enumerate((kept.paper, fresh) if name.startswith("sheet") else (kept.paper,))
    ]
    assert any(papers), "a sheet on paper opens the store"
    passwords = {o.uid: opened_by(kept, o.uid) for o in FIRST}
    settled(kept)
    assert passwords[JUSTICE.uid] == {OLD}
    changed = {"reset": POLICE.uid, "own": LEADER.uid, "recover": LEADER.uid}.get(name.partition("-")[0])
    for officer in (POLICE, LEADER):
        expected = ({OLD}, {NEW}) if officer.uid == changed else ({OLD},)
        assert passwords[officer.uid] in expected
    assert passwords[TYPIST.uid] == ({OLD} if kept.officer(TYPIST.uid).active else set())
    if GUEST.uid in kept.uids():
        assert opened_by(kept, GUEST.uid) == {NEW}


def again(kept: Home, act: Callable[[Home], None], tmp_path: Path) -> None:
    """The second try ends, where the first one did not come far enough."""
    done = {
        enrol: lambda: GUEST.uid in kept.uids(),
        close: lambda: not kept.officer(TYPIST.uid).active,
        own: lambda: opened_by(kept, LEADER.uid) == {NEW},
        sheet: lambda: not paper_opens(kept, kept.paper, tmp_path),
    }
    if act not in done or not done[act]():
        act(kept)
    settled(kept)


every_change = pytest.mark.parametrize(
    "act", [enrol, reset, close, own, sheet, recover], ids=lambda act: act.__name__
)


def kill_and_check(kept: Home, act: Callable[[Home], None], point: int, tmp_path: Path) -> bool:
    """Kill a change at one step, check what is left and try again; False when it came to its end."""
    killed = killed_at(point, lambda: act(kept))
    check(kept, tmp_path, f"{act.__name__}-{point}")
    if killed:
        again(kept, act, tmp_path / f"again{point}")
    return killed


@every_change
def test_a_change_of_keys_killed_in_the_middle(
    made: Home, tmp_path: Path, act: Callable[[Home], None]
) -> None:
    assert kill_and_check(copied(made, tmp_path / "kho"), act, IN_THE_MIDDLE, tmp_path)


@pytest.mark.soak
@every_change
def test_a_change_of_keys_killed_at_each_of_its_steps(
    made: Home, tmp_path: Path, act: Callable[[Home], None]
) -> None:
    name = act.__name__
    for point in range(1, MOST_STEPS):
        kept = copied(made, tmp_path / f"{name}{point}")
        if not kill_and_check(kept, act, point, tmp_path):
            break
    assert 6 <= point < MOST_STEPS, "every step was one to be killed at"
    done = {
        "enrol": (GUEST, {NEW}),
        "reset": (POLICE, {NEW}),
        "close": (TYPIST, set()),
        "own": (LEADER, {NEW}),
    }
    if name in done:
        officer, passwords = done[name]
        assert opened_by(kept, officer.uid) == passwords
    assert paper_opens(kept, kept.paper, tmp_path / "paper") == (name != "sheet")


def kill_a_founding(folder: Path, point: int, tmp_path: Path) -> tuple[bool, bool]:
    """Kill a founding at one step and go on; return whether it was killed, and left an empty folder.

    It leaves an empty folder for the wizard, or a whole store after the next start; nothing between.
    """

    def act() -> None:
        found(folder).store.close()

    killed = killed_at(point, act)
    new_home.finish(folder)
    looked = home.look(folder)
    empty = looked.empty
    if empty:
        found(folder).store.close()
        looked = home.look(folder)
    assert looked.missing == ()
    assert not list(folder.glob("founding-*")), "nothing half made lies about"
    key = unlocking.unlock(folder, "hoa.bv", OLD).store_key
    kept = Home(folder, key, new_sheet_of(folder))
    assert {o.uid: opened_by(kept, o.uid) for o in FIRST} == {o.uid: {OLD} for o in FIRST}
    settled(kept)
    assert paper_opens(kept, kept.paper, tmp_path / f"trial{point}")
    return killed, empty


def test_a_founding_killed_in_the_middle(tmp_path: Path) -> None:
    assert kill_a_founding(tmp_path / "kho", IN_THE_MIDDLE, tmp_path) == (True, True)


@pytest.mark.soak
def test_a_founding_killed_at_each_of_its_steps(tmp_path: Path) -> None:
    seen = set()
    for point in range(1, MOST_STEPS):
        killed, empty = kill_a_founding(tmp_path / f"kho{point}", point, tmp_path)
        seen.add(empty)
        if not killed:
            break
    assert seen == {True, False}
    assert 8 <= point < MOST_STEPS


def new_sheet_of(folder: Path) -> tuple[str, str]:
    """Have the leader make and confirm a sheet: the first one may never have been shown."""
    key = unlocking.unlock(folder, "hoa.bv", OLD).store_key
    store, fresh = Store(folder, key), new_sheet(kdf=KDF, random=numbered("fresh"))
    with store.read() as session:
        leader = accounts.get(session, LEADER.uid)
    more = {"store_key": key, "by": leader, "at": Clock()()}
    recovering.make_sheet(store, folder, fresh, random=numbered("fresh slot"), **more)
    recovering.confirm_sheet(store, folder, **more)
    store.close()
    return fresh.halves

"""The recovery sheet: who recovers with it, which sheets open the store, and wrong halves are counted."""

from pathlib import Path
from typing import Any

import pytest

from app.crypto.key_file import KeyFile
from app.crypto.stretching import new_sheet
from app.errors import AppError, BadInput, NotUnlocked, Refused
from app.models.store.store import Store
from app.services.office import home, key_slots, recovering, unlocking
from app.services.office.password_tries import PasswordTries
from tests.conftest import AT, LEADER, POLICE, Clock, numbered
from tests.unit.services.exchange.parties import KDF, Commune, found

NEW = "mật khẩu mới hẳn"
Halves = tuple[str, str]


@pytest.fixture
def first(commune: Commune) -> Halves:
    """A sheet that was printed and confirmed."""
    halves = make(commune, "first")
    confirm(commune)
    return halves


def around(commune: Commune) -> dict[str, Any]:
    return {"store_key": commune.store_key, "by": commune.officer(LEADER.uid), "at": AT}


def make(commune: Commune, seed: str) -> Halves:
    sheet = new_sheet(kdf=KDF, random=numbered(seed))
    random = numbered(f"{seed} slot")
    recovering.make_sheet(commune.store, commune.folder, sheet, random=random, **around(commune))
    return sheet.halves


def confirm(commune: Commune) -> None:
    recovering.confirm_sheet(commune.store, commune.folder, **around(commune))


def opens(commune: Commune, halves: Halves) -> bool:
    try:
        return KeyFile.load(commune.folder / home.KEY_FILE).recover(*halves).store_key == commune.store_key
    except NotUnlocked:
        return False


def recover(
    commune: Commune, halves: Halves, login: str = "", password: str = NEW, clock: Clock | None = None
) -> Halves:
    """Recover the closed store and open it again for the test."""
    login = login or commune.officer(LEADER.uid).login
    commune.store.close()
    try:
        made = recovering.recover(
            commune.folder,
            login,
            halves,
            password,
            tries=PasswordTries(commune.folder),
            now=clock or commune.clock,
            random=numbered("recover"),
            kdf=KDF,
        )
        made.store.close()
        return made.halves
    finally:
        commune.store = Store(commune.folder, commune.store_key)


def kinds(commune: Commune) -> list[str]:
    return [row["kind"] for row in commune.rows("audit_event")]


def test_a_recovery_gives_the_leader_a_password_and_both_sheets_open(commune: Commune, first: Halves) -> None:
    new = recover(commune, first)
    leader = commune.officer(LEADER.uid)
    assert unlocking.unlock(commune.folder, leader.login, NEW).slot_id == leader.slot_id
    assert (leader.certificate_pem, opens(commune, first), opens(commune, new)) == ("", True, True)
    assert {"recovered", "password_reset"} <= {*kinds(commune)[-5:]}
    confirm(commune)
    assert (opens(commune, first), opens(commune, new)) == (False, True)
    assert "sheet_confirmed" in kinds(commune)[-3:]


def test_sheets_that_may_be_on_paper_open_until_one_is_confirmed(commune: Commune, first: Halves) -> None:
    second, third = make(commune, "second"), make(commune, "third")
    assert [opens(commune, one) for one in (first, second, third)] == [True] * 3
    with commune.store.read() as session:
        assert key_slots.sheet_waits(session)
    confirm(commune)
    assert [opens(commune, one) for one in (first, second, third)] == [False, False, True]
    with commune.store.read() as session:
        assert not key_slots.sheet_waits(session)
    with pytest.raises(Refused, match="Không có phiếu khôi phục nào chờ"):
        confirm(commune)
    assert opens(commune, third)


def test_a_sheet_of_a_founding_waits_to_be_confirmed(tmp_path: Path) -> None:
    made = found(tmp_path / "kho")
    with made.store.read() as session:
        assert key_slots.sheet_waits(session)
        assert len(key_slots.sheets(session)) == 1
    made.store.close()


def test_a_sheet_that_was_replaced_opens_nothing_even_with_its_slot_back(
    commune: Commune, first: Halves
) -> None:
    """Its slot is still in the file, as after a stop before it was removed."""
    sheet = new_sheet(kdf=KDF, random=numbered("left"))
    file = KeyFile.load(commune.folder / home.KEY_FILE)
    file.add_sheet(sheet, store_key=commune.store_key, at=AT, random=numbered("left slot"))
    file.save()
    before = commune.everything()
    with pytest.raises(NotUnlocked, match="đã được thay bằng phiếu mới"):
        recover(commune, sheet.halves)
    tables, _files = before  # type: ignore[misc]
    assert commune.rows("account") == tables["account"]
    assert recover(commune, first)


@pytest.mark.parametrize("of", [POLICE.uid, "", "closed"])
def test_who_recovers_nothing(commune: Commune, first: Halves, of: str) -> None:
    login = commune.officer(of).login if of.isdigit() else "ai.do"
    if of == "closed":
        login = commune.officer(LEADER.uid).login
        commune.execute("UPDATE account SET active = 0 WHERE uid = :uid", uid=LEADER.uid)
    before = commune.rows("account")
    with pytest.raises(AppError, match=r"chỉ Lãnh đạo|không đúng"):
        recover(commune, first, login)
    assert commune.rows("account") == before
    assert opens(commune, first)


def test_halves_that_open_nothing_are_counted_like_passwords_and_slips_are_not(
    commune: Commune, first: Halves
) -> None:
    login, clock = commune.officer(LEADER.uid).login, Clock()
    with pytest.raises(BadInput):
        recover(commune, (first[0], first[1][:-1]), clock=clock)
    assert PasswordTries(commune.folder).untold() == {}
    other = new_sheet(kdf=KDF, random=numbered("other")).halves
    for _ in range(2):
        with pytest.raises(NotUnlocked, match="không cùng một cặp"):
            recover(commune, other, clock=clock)
    with pytest.raises(Refused, match="Thử lại sau 1 giây"):
        recover(commune, first, clock=clock)
    assert PasswordTries(commune.folder).untold() == {login: {"recovery": 2}}
    clock.move(seconds=1)
    recover(commune, first, clock=clock)
    assert PasswordTries(commune.folder).untold() == {}
    told = [r for r in commune.rows("audit_event") if r["kind"] == "password_failed"]
    assert [(r["subject"], r["data"]) for r in told] == [(LEADER.uid, '{"recovery": 2}')]

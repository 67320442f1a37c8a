"""The recovery sheet: a new one on demand, its confirmation, and the recovery of a store with both halves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.crypto.key_file import WRONG_SHEET, KeyFile
from app.crypto.stretching import Kdf, Sheet, new_sheet
from app.errors import NotUnlocked, Refused
from app.models.store.store import Store
from app.models.words.roles import Action
from app.services.office import audit, key_slots, unlocking
from app.services.office.accounts import Officer
from app.services.office.password_tries import AskedBy, PasswordTries, tell_audit
from app.services.office.permissions import require


@dataclass(frozen=True, slots=True)
class Recovered:
    """The open store, its leader with a new password, and the halves of the new sheet to print."""

    store: Store
    leader: Officer
    store_key: bytes = field(repr=False)
    halves: tuple[str, str] = field(repr=False)


def recover(
    folder: Path,
    login: str,
    halves: tuple[str, str],
    password: str,
    *,
    tries: PasswordTries,
    now: Callable[[], datetime],
    random: Callable[[int], bytes],
    kdf: Kdf,
) -> Recovered:
    """Reset a leader's password with the sheet and make a new sheet; the caller closes the store.

    The used sheet opens the store until the new one is confirmed. BadInput for a typing error, NotUnlocked
    for halves that do not open the store or an account that is not open, Refused for one that is not a
    leader's; none of them changes anything.
    """
    opened = tries.counted(
        login,
        AskedBy.RECOVERY,
        now,
        lambda: KeyFile.opened(folder / unlocking.KEY_FILE, lambda file: file.recover(*halves)),
    )
    key = opened.store_key
    secret = unlocking.prepare(password, kdf=kdf, random=random)
    sheet = new_sheet(kdf=kdf, random=random)
    store = Store(folder, key)
    try:
        leader = _leader(store, folder, login, opened.slot_id, store_key=key, at=now())
        with key_slots.changing(store, folder, store_key=key, by=leader.uid, at=now()) as change:
            unlocking.give_password(
                change, leader, secret, store_key=key, by=leader.uid, at=now(), random=random
            )
            slot_id = change.file.add_sheet(sheet, store_key=key, at=now(), random=random)
            key_slots.offer_sheet(change.session, slot_id)
            audit.record(change.session, "recovered", subject=leader.uid, by=leader.uid, at=now())
        tell_audit(store, tries, by=leader.uid, at=now())
    except BaseException:
        store.close()
        raise
    return Recovered(store, leader, key, sheet.halves)


def make_sheet(
    store: Store,
    folder: Path,
    sheet: Sheet,
    *,
    store_key: bytes,
    by: Officer,
    at: datetime,
    random: Callable[[int], bytes],
) -> None:
    """Add a new sheet, made by ``new_sheet``; the present one opens the store until this is confirmed."""
    require(by, Action.RECOVER)
    with key_slots.changing(store, folder, store_key=store_key, by=by.uid, at=at) as change:
        slot_id = change.file.add_sheet(sheet, store_key=store_key, at=at, random=random)
        key_slots.offer_sheet(change.session, slot_id)
        audit.record(change.session, "sheet_made", subject=slot_id, by=by.uid, at=at)


def confirm_sheet(store: Store, folder: Path, *, store_key: bytes, by: Officer, at: datetime) -> None:
    """Let the sheet that was printed and typed back replace the one before."""
    require(by, Action.RECOVER)
    with key_slots.changing(store, folder, store_key=store_key, by=by.uid, at=at) as change:
        slot_id = key_slots.confirm_sheet(change.session)
        if not slot_id:
            raise Refused("Không có phiếu khôi phục nào chờ xác nhận. Hãy lập phiếu mới.")
        audit.record(change.session, "sheet_confirmed", subject=slot_id, by=by.uid, at=at)


def _leader(
    store: Store, folder: Path, login: str, slot_id: str, *, store_key: bytes, at: datetime
) -> Officer:
    """Return the leader with this login, after checking that the sheet used still counts."""
    with store.write() as session:
        leader = unlocking.officer_of(session, login)
        require(leader, Action.RECOVER)
        key_slots.settle_if_possible(session, folder, store_key=store_key, by=leader.uid, at=at)
        if slot_id not in key_slots.sheets(session):
            raise NotUnlocked(WRONG_SHEET)
    return leader

"""The recovery of a store with both halves of the recovery sheet."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.crypto.key_file import Kdf, KeyFile, new_sheet
from app.models.store.store import Store
from app.models.words.roles import Action
from app.services.office import audit, permissions, unlocking


def recover(
    folder: Path,
    login: str,
    halves: tuple[str, str],
    password: str,
    *,
    now: Callable[[], datetime],
    random: Callable[[int], bytes],
    kdf: Kdf,
) -> tuple[str, str]:
    """Reset a leader's password with the sheet and return the halves of the new sheet.

    BadInput for halves that do not open the store, Refused for an account that is not a leader's; neither
    changes anything.
    """
    store_key = KeyFile.load(folder / unlocking.KEY_FILE).recover(*halves)
    secret = unlocking.prepare(password, kdf=kdf, random=random)
    sheet = new_sheet(kdf=kdf, random=random)
    store = Store(folder, store_key)
    try:
        with store.write() as session:
            leader = unlocking.officer_of(session, login)
            permissions.require(leader, Action.RECOVER)
            unlocking.reset_password(
                session,
                folder,
                leader,
                secret,
                store_key=store_key,
                by=leader,
                at=now(),
                random=random,
            )
            file = KeyFile.load(folder / unlocking.KEY_FILE)
            file.set_recovery(sheet, store_key, at=now(), random=random)
            file.save()
            audit.record(session, "recovered", subject=leader.uid, by=leader.uid, at=now())
    finally:
        store.close()
    return sheet.halves

"""The founding of a store: identity, first officers, decryption key, recovery sheet, certificates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.crypto.key_file import KeyFile
from app.crypto.signing import certificate_request, key_pem, new_signing_key
from app.crypto.stretching import Kdf, Stretched, new_sheet
from app.errors import BadInput
from app.models.store.store import Store
from app.models.store.tables import Meta, StoreKey
from app.models.store.times import stamp
from app.models.words import incoming
from app.models.words.roles import Role
from app.services.office import accounts, audit, dated_settings, key_slots, unlocking
from app.services.office.accounts import Officer
from app.services.office.key_slots import Change
from app.services.office.new_home import new_home, require_whole


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer and the password typed in the wizard."""

    officer: Officer
    password: str


@dataclass(frozen=True, slots=True)
class Founded:
    """A new open store, its key for the wizard's later steps, and the two recovery halves."""

    store: Store
    store_key: bytes = field(repr=False)
    halves: tuple[str, str] = field(repr=False)


def found(
    folder: Path,
    *,
    commune: str,
    header_lines: Sequence[str],
    officers: Sequence[NewOfficer],
    at: datetime,
    random: Callable[[int], bytes],
    kdf: Kdf,
    unit_code: str = "",
    place: str = "",
) -> Founded:
    """Create the store in a folder without any file of a store; a failure leaves no file.

    ``unit_code`` is the administrative code, ``place`` the place name before the date of a paper. The
    officers must include a justice officer, a police officer and a leader; justice and police are two
    persons. The sheet waits to be confirmed (``recovering.confirm_sheet``).
    """
    _check(commune, officers)
    commune = incoming.certified(commune, incoming.NAME)  # the store's request carries it for good
    secrets = [unlocking.prepare(new.password, kdf=kdf, random=random) for new in officers]
    sheet = new_sheet(kdf=kdf, random=random)
    store_id, store_key = random(16).hex(), random(32)
    dated = {
        "commune": commune,
        "header_lines": [line.strip() for line in header_lines if line.strip()],
        **{k: v.strip() for k, v in (("unit_code", unit_code), ("place", place)) if v.strip()},
    }
    with new_home(folder, store_id) as apart:
        file = KeyFile.create(folder / unlocking.KEY_FILE, store_id=store_id, store_key=store_key)
        store = Store(apart, store_key, create=True)
        try:
            with store.write() as session:
                change = Change(session, file)
                session.add(Meta(key="store_id", value=store_id))
                _put_settings(session, dated, by=officers[0].officer.uid, at=at)
                _add_accounts(change, officers, secrets, store_key=store_key, at=at, random=random)
                _make_store_key(session, store_id, commune, at=at)
                slot_id = file.add_sheet(sheet, store_key=store_key, at=at, random=random)
                key_slots.offer_sheet(session, slot_id)
                key_slots.expect(session, file)
                audit.record(session, "founded", subject=store_id, by=officers[0].officer.uid, at=at)
        finally:
            store.close()
        require_whole(apart)
        file.save()
    store = Store(folder, store_key)
    with store.read() as session:
        unlocking.write_cards(session, folder)
    return Founded(store, store_key, sheet.halves)


def _put_settings(session: Session, dated: Mapping[str, object], *, by: str, at: datetime) -> None:
    for key, value in dated.items():
        dated_settings.put(session, key, value, valid_from=date(1900, 1, 1), by=by, at=at)


def _add_accounts(
    change: Change,
    officers: Sequence[NewOfficer],
    secrets: Sequence[Stretched],
    *,
    store_key: bytes,
    at: datetime,
    random: Callable[[int], bytes],
) -> None:
    first = officers[0].officer.uid
    for new, secret in zip(officers, secrets, strict=True):
        unlocking.add_account(
            change, new.officer, secret, store_key=store_key, by=first, at=at, random=random
        )


def _make_store_key(session: Session, store_id: str, commune: str, *, at: datetime) -> None:
    key = new_signing_key()
    request = certificate_request(key, common_name=f"Kho {commune}", uid=store_id, organisation=commune)
    session.add(StoreKey(private_pem=key_pem(key), request_pem=request, created_at=stamp(at)))


def _check(commune: str, officers: Sequence[NewOfficer]) -> None:
    if not commune.strip():
        raise BadInput("Cần tên xã và tỉnh.")
    holders = {role: {n.officer.uid for n in officers if role in n.officer.roles} for role in Role}
    if not holders[Role.JUSTICE] or not holders[Role.POLICE] or not holders[Role.LEADER]:
        raise BadInput("Cần ít nhất một cán bộ tư pháp, một cán bộ Công an và một lãnh đạo.")
    for new in officers:
        accounts.check(new.officer)
        unlocking.check_password(new.password)

"""The founding of a store: identity, first officers, decryption key, recovery sheet, certificates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app import atomic
from app.crypto.key_file import Kdf, KeyFile, new_sheet
from app.crypto.signing import certificate_request, key_pem, new_signing_key
from app.errors import BadInput
from app.models.store.store import WORK_FILE, Store
from app.models.store.tables import Meta, StoreKey
from app.models.store.times import stamp
from app.models.words.roles import Role
from app.services.office import audit, dated_settings, unlocking
from app.services.office.accounts import Officer


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer and the password typed in the wizard."""

    officer: Officer
    password: str


@dataclass(frozen=True, slots=True)
class Founded:
    """A new open store, its key for the wizard's later steps, and the two recovery halves."""

    store: Store
    store_key: bytes
    halves: tuple[str, str]


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
    """Create the store in an empty folder; a failure leaves no file.

    ``unit_code`` is the administrative code, ``place`` the place name before the date of a paper. The
    officers must include a justice officer, a police officer and a leader; justice and police are two
    persons.
    """
    _check(commune, officers)
    secrets = [unlocking.prepare(new.password, kdf=kdf, random=random) for new in officers]
    atomic.make_folder(folder)
    store_id, store_key = random(16).hex(), random(32)
    store = Store(folder, store_key, create=True)
    try:
        file = KeyFile.create(folder / unlocking.KEY_FILE, store_id=store_id, store_key=store_key)
        first = officers[0].officer.uid
        with store.write() as session:
            session.add(Meta(key="store_id", value=store_id))
            day = date(1900, 1, 1)
            dated_settings.put(session, "commune", commune.strip(), valid_from=day, by=first, at=at)
            lines = [line.strip() for line in header_lines if line.strip()]
            dated_settings.put(session, "header_lines", lines, valid_from=day, by=first, at=at)
            for key, value in (("unit_code", unit_code.strip()), ("place", place.strip())):
                if value:
                    dated_settings.put(session, key, value, valid_from=day, by=first, at=at)
            file.save()
            for new, secret in zip(officers, secrets, strict=True):
                unlocking.enrol(
                    session, folder, new.officer, secret, store_key=store_key, by=first, at=at, random=random
                )
            _make_store_key(session, store_id, commune, at=at)
            audit.record(session, "founded", subject=store_id, by=first, at=at)
        file = KeyFile.load(folder / unlocking.KEY_FILE)
        sheet = new_sheet(kdf=kdf, random=random)
        file.set_recovery(sheet, store_key, at=at, random=random)
        file.save()
    except BaseException:
        store.close()
        for name in (
            WORK_FILE,
            WORK_FILE + "-wal",
            WORK_FILE + "-shm",
            WORK_FILE + "-base",
            unlocking.KEY_FILE,
            unlocking.CARDS_FILE,
        ):
            for made in (name, name + ".bak"):  # the key file keeps its previous version
                (folder / made).unlink(missing_ok=True)
        raise
    return Founded(store, store_key, sheet.halves)


def _make_store_key(session: Session, store_id: str, commune: str, *, at: datetime) -> None:
    key = new_signing_key()
    request = certificate_request(key, common_name=f"Kho {commune}", uid=store_id, organisation=commune)
    session.add(StoreKey(private_pem=key_pem(key), request_pem=request, created_at=stamp(at)))


def _check(commune: str, officers: Sequence[NewOfficer]) -> None:
    if not commune.strip():
        raise BadInput("Cần tên xã, huyện, tỉnh.")
    holders = {role: {n.officer.uid for n in officers if role in n.officer.roles} for role in Role}
    if not holders[Role.JUSTICE] or not holders[Role.POLICE] or not holders[Role.LEADER]:
        raise BadInput("Cần ít nhất một cán bộ tư pháp, một cán bộ Công an và một lãnh đạo.")
    if len(holders[Role.JUSTICE] | holders[Role.POLICE]) < 2:
        raise BadInput("Cán bộ tư pháp và cán bộ Công an phải là hai người khác nhau.")
    for new in officers:
        unlocking.check_password(new.password)

"""Passwords and keys: unlock the store, sign, enrol, reset; the key file has a slot per officer."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from sqlalchemy.orm import Session

from app import atomic
from app.crypto.key_file import Kdf, KeyFile, Stretched, Unlocked, stretch
from app.crypto.signing import PrivateKey, SoftwareSigner, certificate_request, new_signing_key
from app.errors import NotUnlocked, Refused, StoreProblem
from app.models.store.store import Store
from app.models.store.tables import Meta
from app.models.words.roles import ROLE_LABELS, Action, Role
from app.services.office import accounts, audit
from app.services.office.accounts import Officer
from app.services.office.permissions import require

KEY_FILE = "keyfile.json"
CARDS_FILE = "officers.json"  # read by the sign-in screen before anything is unlocked
MIN_PASSWORD = 12
_EPOCH = "keyfile_epoch"


@dataclass(frozen=True, slots=True)
class SignInCard:
    """An officer on the sign-in screen, without the personal number."""

    login: str
    full_name: str
    roles: str


def unlock(folder: Path, login: str, password: str) -> Unlocked:
    """Open the store's key with an officer's password; NotUnlocked does not tell login from password."""
    return KeyFile.load(folder / KEY_FILE).unlock(login, password)


def signer(folder: Path, officer: Officer, password: str) -> SoftwareSigner:
    """Open an officer's own signing key; the caller drops it after one signature.

    Raises NotUnlocked for a wrong password and Refused when the officer has no certificate yet.
    """
    return own_signer(officer, KeyFile.load(folder / KEY_FILE).unlock_signing(officer.login, password))


def own_signer(officer: Officer, key: PrivateKey | None) -> SoftwareSigner:
    """Return the signer of an officer whose key is open; Refused without key or certificate."""
    if key is None or not officer.certificate_pem:
        raise Refused(
            "{0} chưa có chứng thư số nên chưa ký được. Vào Quản trị để nhận chứng thư.", officer.full_name
        )
    return SoftwareSigner(key, x509.load_pem_x509_certificate(officer.certificate_pem.encode()))


def officer_of(session: Session, login: str) -> Officer:
    """Return the active officer with this login; otherwise raise the error of a wrong password."""
    for officer in accounts.every(session):
        if officer.login == login and officer.active:
            return officer
    raise NotUnlocked("Tên hoặc mật khẩu không đúng.")


def prepare(password: str, *, kdf: Kdf, random: Callable[[int], bytes]) -> Stretched:
    """Derive the key of a new password; it is slow, so call it before the write transaction.

    Refused for a password that is easy to guess from a copied key file.
    """
    check_password(password)
    return stretch(password, kdf=kdf, random=random)


def enrol(
    session: Session,
    folder: Path,
    officer: Officer,
    secret: Stretched,
    *,
    store_key: bytes,
    by: str,
    at: datetime,
    random: Callable[[int], bytes],
) -> str:
    """Add an account with a slot and an own signing key; return its login.

    ``secret`` comes from ``prepare``. The account keeps the certificate request until the certificate
    arrives.
    """
    login = accounts.add(session, officer, by=by, at=at)
    key = new_signing_key()
    request = certificate_request(
        key, common_name=officer.full_name, uid=officer.uid, organisation=officer.organisation
    )
    accounts.set_request(session, officer.uid, request, by=by, at=at)
    file = KeyFile.load(folder / KEY_FILE)
    file.add_officer(login, secret, store_key=store_key, signing_key=key, at=at, random=random)
    file.save()
    write_cards(session, folder)
    return login


def reset_password(
    session: Session,
    folder: Path,
    officer: Officer,
    secret: Stretched,
    *,
    store_key: bytes,
    by: Officer,
    at: datetime,
    random: Callable[[int], bytes],
) -> None:
    """Give an officer a prepared new password; it opens the store but not the old signing key.

    The old key and its certificate are discarded; a new certificate request replaces them.
    """
    require(by, Action.MANAGE_ACCOUNTS)
    if not officer.active:
        raise Refused("Tài khoản này đã khóa. Hãy mở lại trước khi đặt mật khẩu.")
    key = new_signing_key()
    request = certificate_request(
        key, common_name=officer.full_name, uid=officer.uid, organisation=officer.organisation
    )
    file = KeyFile.load(folder / KEY_FILE)
    if officer.login in file.logins:
        file.remove(officer.login, store_key=store_key)
    file.add_officer(officer.login, secret, store_key=store_key, signing_key=key, at=at, random=random)
    file.save()
    write_cards(session, folder)
    accounts.set_request(session, officer.uid, request, by=by.uid, at=at)
    audit.record(session, "password_reset", subject=officer.uid, by=by.uid, at=at)


def close_account(
    session: Session, folder: Path, officer: Officer, *, store_key: bytes, by: Officer, at: datetime
) -> None:
    """Close an account and remove its slot."""
    accounts.deactivate(session, officer.uid, by=by, at=at)
    file = KeyFile.load(folder / KEY_FILE)
    file.remove(officer.login, store_key=store_key)
    file.save()
    write_cards(session, folder)


def write_cards(session: Session, folder: Path) -> None:
    """Write the sign-in cards: names and roles of active officers."""
    cards = [
        {"login": o.login, "full_name": o.full_name, "roles": roles_text(o)}
        for o in accounts.every(session)
        if o.active
    ]
    atomic.write(folder / CARDS_FILE, json.dumps(cards, ensure_ascii=False, indent=1).encode())


def cards(folder: Path) -> list[SignInCard]:
    """Read the sign-in cards; empty when the file is missing or damaged (the login can be typed)."""
    try:
        rows = json.loads((folder / CARDS_FILE).read_text(encoding="utf-8"))
        return [SignInCard(r["login"], r["full_name"], r["roles"]) for r in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def roles_text(officer: Officer) -> str:
    """Return an officer's roles in words."""
    return ", ".join(ROLE_LABELS[r] for r in Role if r in officer.roles)


def check_password(password: str) -> None:
    """Refuse a password that is easy to guess from a copied key file."""
    if len(password) < MIN_PASSWORD:
        raise Refused("Mật khẩu cần ít nhất {0} ký tự, ví dụ bốn từ bất kỳ.", MIN_PASSWORD)


def record_sign_in(store: Store, folder: Path, officer: Officer, *, failures: int, at: datetime) -> None:
    """Record a sign-in and the failed attempts before it.

    StoreProblem when the key file is older than the last one recorded in the store: an old copy could open
    the store for a closed account.
    """
    epoch = KeyFile.load(folder / KEY_FILE).epoch
    with store.write() as session:
        seen = session.get(Meta, _EPOCH)
        if seen is not None and epoch < int(seen.value):
            raise StoreProblem(
                "Tệp khóa cũ hơn kho dữ liệu: có người đã chép lại tệp cũ. Hãy dùng tệp khóa đúng, hoặc "
                "phục hồi cả hai từ một bản sao lưu. Chưa thay đổi gì."
            )
        session.merge(Meta(key=_EPOCH, value=str(epoch)))
        audit.record(
            session, "signed_in", subject=officer.uid, by=officer.uid, at=at, data={"failures": failures}
        )

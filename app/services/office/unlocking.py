"""Passwords and keys: sign in, sign, enrol, reset, change the own password, close an account."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from sqlalchemy.orm import Session

from app import atomic, side_files
from app.crypto.key_file import WRONG, KeyFile, Unlocked
from app.crypto.signing import PrivateKey, SoftwareSigner, certificate_request, new_signing_key
from app.crypto.stretching import Kdf, Stretched, stretch
from app.crypto.trust import Ended
from app.errors import NotUnlocked, Refused, StoreProblem
from app.models.store.store import Store
from app.models.words.roles import ROLE_LABELS, Action, Role
from app.services.office import accounts, audit, home, key_slots, password_tries
from app.services.office.accounts import Officer
from app.services.office.key_slots import Change
from app.services.office.password_tries import AskedBy, PasswordTries
from app.services.office.permissions import require

KEY_FILE, CARDS_FILE = home.KEY_FILE, home.CARDS_FILE
MIN_PASSWORD = 12
_MOST_CARDS = 200


@dataclass(frozen=True, slots=True)
class SignInCard:
    """An officer on the sign-in screen, without the personal number."""

    login: str
    full_name: str
    roles: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The open store, who opened it, and the wrong passwords before."""

    store: Store
    officer: Officer
    unlocked: Unlocked = field(repr=False)
    failures: int = 0


def sign_in(
    folder: Path, login: str, password: str, *, tries: PasswordTries, now: Callable[[], datetime]
) -> SignedIn:
    """Open the store with an officer's password, settle the key file and record the sign-in.

    Raises what ``open_store`` and ``let_in`` raise.
    """
    return let_in(open_store(folder, login, password, tries=tries, now=now), tries=tries, at=now())


def open_store(
    folder: Path,
    login: str,
    password: str,
    asked_by: AskedBy = AskedBy.SIGN_IN,
    *,
    tries: PasswordTries,
    now: Callable[[], datetime],
) -> SignedIn:
    """Open the store with an officer's password and record nothing yet: the clock may be in doubt.

    NotUnlocked does not tell login from password, nor a closed account; Refused before the wait is over;
    StoreProblem for a key file older than the store expects: a copy could open it for a closed account.
    """
    failures = tries.count(login)
    opened = tries.counted(login, asked_by, now, lambda: _open(folder, login, password))
    return replace(opened, failures=failures)


def _open(folder: Path, login: str, password: str) -> SignedIn:
    unlocked = unlock(folder, login, password)
    store = Store(folder, unlocked.store_key)
    try:
        with store.read() as session:
            officer = officer_of(session, login)
            file = key_slots.load(session, folder, unlocked.store_key)
        slot_id = key_slots.slot_that_counts(file, officer)
        if slot_id != unlocked.slot_id:  # one password may open two slots
            unlocked = unlock(folder, login, password, slot_id=slot_id)
    except BaseException:
        store.close()
        raise
    return SignedIn(store, officer, unlocked)


def let_in(opened: SignedIn, *, tries: PasswordTries, at: datetime) -> SignedIn:
    """Settle the key file and record the sign-in with the wrong passwords before it.

    An error closes the store: NotUnlocked when the account was closed meanwhile, StoreProblem.
    """
    store = opened.store
    try:
        officer = record_sign_in(store, store.folder, opened.unlocked, failures=opened.failures, at=at)
        password_tries.tell_audit(store, tries, by=officer.uid, at=at)
    except BaseException:
        store.close()
        raise
    return replace(opened, officer=officer)


def record_sign_in(store: Store, folder: Path, unlocked: Unlocked, *, failures: int, at: datetime) -> Officer:
    """Settle the key file, record a sign-in and the failed attempts before it, and renew the cards.

    NotUnlocked when the account is closed or another slot of it counts.
    """
    with store.write() as session:
        uid = officer_of(session, unlocked.login).uid
        key_slots.settle_if_possible(session, folder, store_key=unlocked.store_key, by=uid, at=at)
        officer = accounts.get(session, uid)
        if officer.slot_id != unlocked.slot_id:
            raise NotUnlocked(WRONG)
        audit.record(session, "signed_in", subject=uid, by=uid, at=at, data={"failures": failures})
    _renew_cards(store, folder)
    return officer


def prove(
    store: Store,
    login: str,
    password: str,
    asked_by: AskedBy,
    *,
    tries: PasswordTries,
    now: Callable[[], datetime],
) -> Officer:
    """Return the officer whose password was given before anyone is let in; a wrong one is counted."""
    with store.read() as session:
        officer = officer_of(session, login)
    slot_id = officer.slot_id
    tries.counted(login, asked_by, now, lambda: unlock(store.folder, login, password, slot_id=slot_id))
    return officer


def unlock(folder: Path, login: str, password: str, *, slot_id: str | None = None) -> Unlocked:
    """Open the store's key with an officer's password; NotUnlocked does not tell login from password.

    The caller counts the tries (``Workspace.counted``).
    """
    return KeyFile.opened(folder / KEY_FILE, lambda file: file.unlock(login, password, slot_id=slot_id))


def signer(folder: Path, officer: Officer, password: str) -> SoftwareSigner:
    """Open an officer's own signing key; the caller counts the tries and drops it after one signature.

    Raises NotUnlocked for a wrong password and Refused when the officer has no certificate yet.
    """
    return own_signer(officer, unlock(folder, officer.login, password, slot_id=officer.slot_id).signing_key)


def own_signer(officer: Officer, key: PrivateKey | None) -> SoftwareSigner:
    """Return the signer of an officer whose key is open; Refused without key or certificate."""
    if key is None or not officer.certificate_pem:
        raise Refused(
            "{0} chưa có chứng thư số nên chưa ký được. Vào Quản trị để nạp chứng thư.", officer.full_name
        )
    return SoftwareSigner(key, x509.load_pem_x509_certificate(officer.certificate_pem.encode()))


def officer_of(session: Session, login: str) -> Officer:
    """Return the active officer with this login; otherwise raise the error of a wrong password."""
    for officer in accounts.every(session):
        if officer.login == login and officer.active:
            return officer
    raise NotUnlocked(WRONG)


def prepare(password: str, *, kdf: Kdf, random: Callable[[int], bytes]) -> Stretched:
    """Derive the key of a new password; it is slow, so call it before the write transaction.

    Refused for a password that is easy to guess from a copied key file.
    """
    check_password(password)
    return stretch(password, kdf=kdf, random=random)


def enrol(
    store: Store,
    folder: Path,
    officer: Officer,
    secret: Stretched,
    *,
    store_key: bytes,
    by: Officer,
    at: datetime,
    random: Callable[[int], bytes],
) -> str:
    """Add an account with a slot and an own signing key; return its login.

    ``secret`` comes from ``prepare``. The account keeps the certificate request until the certificate
    arrives.
    """
    require(by, Action.MANAGE_ACCOUNTS)
    with key_slots.changing(store, folder, store_key=store_key, by=by.uid, at=at) as change:
        login = add_account(change, officer, secret, store_key=store_key, by=by.uid, at=at, random=random)
    _renew_cards(store, folder)
    return login


def add_account(
    change: Change,
    officer: Officer,
    secret: Stretched,
    *,
    store_key: bytes,
    by: str,
    at: datetime,
    random: Callable[[int], bytes],
) -> str:
    """Add an account with its slot within an open change; return its login."""
    login = accounts.add(change.session, officer, by=by, at=at)
    added = accounts.get(change.session, officer.uid)
    _give_slot(change, added, secret, store_key=store_key, by=by, at=at, random=random)
    return login


def reset_password(
    store: Store,
    folder: Path,
    officer: Officer,
    secret: Stretched,
    *,
    store_key: bytes,
    by: Officer,
    at: datetime,
    random: Callable[[int], bytes],
    ended: Ended | None = None,
) -> None:
    """Give an officer a prepared new password; it opens the store but not the old signing key.

    The old key is discarded and its certificate ends, as told or now; a new request replaces them.
    """
    require(by, Action.MANAGE_ACCOUNTS)
    with key_slots.changing(store, folder, store_key=store_key, by=by.uid, at=at) as change:
        give_password(
            change, officer, secret, store_key=store_key, by=by.uid, at=at, random=random, ended=ended
        )
    _renew_cards(store, folder)


def give_password(
    change: Change,
    officer: Officer,
    secret: Stretched,
    *,
    store_key: bytes,
    by: str,
    at: datetime,
    random: Callable[[int], bytes],
    ended: Ended | None = None,
) -> None:
    """Give an officer a new password and a new signing key within an open change; ``reset_password``."""
    if not accounts.get(change.session, officer.uid).active:
        raise Refused("Tài khoản này đã khóa. Hãy mở lại trước khi đặt mật khẩu.")
    _give_slot(change, officer, secret, store_key=store_key, by=by, at=at, random=random, ended=ended)
    audit.record(change.session, "password_reset", subject=officer.uid, by=by, at=at)


def change_password(
    store: Store,
    folder: Path,
    officer: Officer,
    passwords: tuple[str, str],
    *,
    kdf: Kdf,
    now: Callable[[], datetime],
    random: Callable[[int], bytes],
) -> None:
    """Change an officer's own password (old, new); the signing key and its certificate stay.

    NotUnlocked for a wrong old password (the caller counts it), Refused for a new one that is easy to guess
    or the old one again.
    """
    old, new = passwords
    if old == new:
        raise Refused("Mật khẩu mới phải khác mật khẩu đang dùng.")
    check_password(new)
    unlocked = unlock(folder, officer.login, old, slot_id=officer.slot_id)
    secret, key, at = stretch(new, kdf=kdf, random=random), unlocked.store_key, now()
    with key_slots.changing(store, folder, store_key=key, by=officer.uid, at=at) as change:
        if officer_of(change.session, officer.login).slot_id != unlocked.slot_id:
            raise NotUnlocked(WRONG)
        slot_id = change.file.add_officer(
            officer.login, secret, store_key=key, signing_key=unlocked.signing_key, at=at, random=random
        )
        accounts.set_slot(change.session, officer.uid, slot_id)
        audit.record(change.session, "password_changed", subject=officer.uid, by=officer.uid, at=at)


def close_account(
    store: Store,
    folder: Path,
    officer: Officer,
    *,
    store_key: bytes,
    by: Officer,
    at: datetime,
    ended: Ended | None = None,
) -> None:
    """Close an account and remove its slot; its certificate ends as told or now."""
    require(by, Action.MANAGE_ACCOUNTS)
    with key_slots.changing(store, folder, store_key=store_key, by=by.uid, at=at) as change:
        accounts.deactivate(change.session, officer.uid, by=by, at=at, ended=ended)
    _renew_cards(store, folder)


def write_cards(session: Session, folder: Path) -> None:
    """Write the sign-in cards: names and roles of active officers."""
    cards = [
        {"login": o.login, "full_name": o.full_name, "roles": roles_text(o)}
        for o in accounts.every(session)
        if o.active
    ]
    path = folder / CARDS_FILE
    if side_files.read_json(path) != cards:
        with suppress(OSError):  # the next sign-in tries again; until then the key file tells the logins
            atomic.write(path, json.dumps(cards, ensure_ascii=False, indent=1).encode())


def cards(folder: Path) -> list[SignInCard]:
    """Return a card per login that can sign in; without a readable file its name is the login.

    The file tells names; who has a slot the key file tells.
    """
    rows = side_files.read_json(folder / CARDS_FILE)
    told = [card for row in rows[:_MOST_CARDS] if (card := _card(row))] if isinstance(rows, list) else []
    try:
        logins = KeyFile.load(folder / KEY_FILE).logins
    except StoreProblem:
        return told
    named = [card for card in told if card.login in logins]
    others = {*logins} - {card.login for card in named}
    return named + [SignInCard(one, one, "") for one in logins if one in others and side_files.is_text(one)]


def _card(row: object) -> SignInCard | None:
    keys = ("login", "full_name", "roles")
    if not isinstance(row, dict) or not all(side_files.is_text(row.get(key)) for key in keys):
        return None
    return SignInCard(*(row[key] for key in keys))


def roles_text(officer: Officer) -> str:
    """Return an officer's roles in words."""
    return ", ".join(ROLE_LABELS[r] for r in Role if r in officer.roles)


def check_password(password: str) -> None:
    """Refuse a password that is easy to guess from a copied key file."""
    if len(password) < MIN_PASSWORD:
        raise Refused("Mật khẩu cần ít nhất {0} ký tự, ví dụ bốn từ bất kỳ.", MIN_PASSWORD)


def _give_slot(
    change: Change,
    officer: Officer,
    secret: Stretched,
    *,
    store_key: bytes,
    by: str,
    at: datetime,
    random: Callable[[int], bytes],
    ended: Ended | None = None,
) -> None:
    """Give an officer a slot with a new signing key, and the request for its certificate."""
    key = new_signing_key()
    request = certificate_request(
        key, common_name=officer.full_name, uid=officer.uid, organisation=officer.organisation
    )
    slot_id = change.file.add_officer(
        officer.login, secret, store_key=store_key, signing_key=key, at=at, random=random
    )
    accounts.set_slot(change.session, officer.uid, slot_id)
    accounts.set_request(change.session, officer.uid, request, by=by, at=at, ended=ended)


def _renew_cards(store: Store, folder: Path) -> None:
    with store.read() as session:
        write_cards(session, folder)

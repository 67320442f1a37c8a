"""Accounts of officers: names, roles, and the certificates of their own keys."""

import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto.certificate import fingerprint, key_fingerprint, load, load_request, uid_of
from app.crypto.trust import Ended
from app.errors import BadInput, Refused
from app.models.store.tables import Account
from app.models.store.times import stamp
from app.models.words import incoming
from app.models.words.roles import Action, Role, may_share
from app.models.words.vietnamese import fold
from app.services.office import audit, revoking
from app.services.office.permissions import require

CLOSED, KEY_GONE = "Đã khóa tài khoản", "Đã đặt lại mật khẩu, khóa ký cũ đã bỏ"
"""Why a certificate ended when nobody told another reason."""
_NAMELESS = "canbo"  # the login of a name without a Latin letter


@dataclass(frozen=True, slots=True)
class Officer:
    """An account for services and screens; ``uid`` is the person's own number."""

    uid: str
    full_name: str
    title: str
    organisation: str
    roles: frozenset[Role]
    active: bool
    login: str = ""
    request_pem: str = ""
    certificate_pem: str = ""
    cert_sha256: str = ""
    slot_id: str | None = ""
    """The slot of the key file that counts; empty: a new password is needed; None: not known yet."""

    def has(self, role: Role) -> bool:
        """Tell whether the officer is active and holds the role."""
        return self.active and role in self.roles


def check(officer: Officer) -> tuple[str, str, str]:
    """Return name, title and organisation as they are kept; BadInput for what no certificate is issued for.

    The issuing side refuses the whole request of a store for one such officer.
    """
    name, title, organisation = (
        incoming.certified(text, incoming.NAME)
        for text in (officer.full_name, officer.title, officer.organisation)
    )
    if not re.fullmatch("[0-9]{12}", officer.uid):  # digits of other scripts would be a second account
        raise BadInput("Số định danh của cán bộ phải đủ 12 chữ số.")
    if not name or not officer.roles:
        raise BadInput("Cần họ tên và ít nhất một vai trò của cán bộ.")
    if not may_share(officer.roles):
        raise BadInput("Một người không vừa là tư pháp vừa là Công an. Hãy bỏ một trong hai vai trò.")
    if not organisation:
        raise BadInput("Cần đơn vị của cán bộ: chứng thư ghi đơn vị.")
    return name, title, organisation


def add(session: Session, officer: Officer, *, by: str, at: datetime) -> str:
    """Add an account and return its login; a uid has one account only. BadInput as ``check``."""
    name, title, organisation = check(officer)
    if session.get(Account, officer.uid):
        raise BadInput("Số định danh này đã có tài khoản; mỗi người chỉ có một tài khoản.")
    taken = set(session.scalars(select(Account.login)))
    login = _login(name, taken)
    session.add(
        Account(
            uid=officer.uid,
            login=login,
            full_name=name,
            title=title,
            organisation=organisation,
            roles=sorted(officer.roles),
            active=True,
            created_at=stamp(at),
            created_by=by,
            request_pem=officer.request_pem,
        )
    )
    audit.record(
        session, "account_added", subject=officer.uid, by=by, at=at, data={"roles": sorted(officer.roles)}
    )
    return login


def get(session: Session, uid: str) -> Officer:
    """Return an officer; Refused when there is no such account."""
    row = session.get(Account, uid)
    if row is None:
        raise Refused("Không có tài khoản này.")
    return _officer(row)


def current(session: Session, officer: Officer) -> Officer:
    """Return the officer as the store has it now; Refused when the account was closed since."""
    now = get(session, officer.uid)
    if officer.active and not now.active:
        raise Refused("Tài khoản của {0} đã bị khóa. Chưa thay đổi gì.", officer.full_name)
    return now


def every(session: Session) -> list[Officer]:
    """Return all accounts by name."""
    return [_officer(row) for row in session.scalars(select(Account).order_by(Account.full_name))]


def set_slot(session: Session, uid: str, slot_id: str) -> None:
    """Name the slot of the key file that counts for the account; empty for none."""
    _row(session, uid).slot_id = slot_id


def set_request(
    session: Session, uid: str, request_pem: str, *, by: str, at: datetime, ended: Ended | None = None
) -> None:
    """Store a new certificate request; the old certificate, whose key is gone, ends as told or now."""
    row = _row(session, uid)
    _end_certificate(session, row, ended or Ended(at, KEY_GONE, compromised=False), by=by, at=at)
    row.request_pem, row.certificate_pem, row.cert_sha256 = request_pem, "", ""
    audit.record(session, "certificate_requested", subject=uid, by=by, at=at)


def set_certificate(session: Session, uid: str, certificate_pem: str, *, by: str, at: datetime) -> None:
    """Store the officer's certificate; BadInput unless it carries this person's uid and requested key.

    The same one again changes nothing.
    """
    row = _row(session, uid)
    certificate = load(certificate_pem)
    if uid_of(certificate) != uid:
        raise BadInput("Chứng thư không phải của người này (UID không khớp). Chưa thay đổi gì.")
    if not row.request_pem or key_fingerprint(certificate) != key_fingerprint(load_request(row.request_pem)):
        raise BadInput("Chứng thư được cấp cho một khóa khác. Hãy gửi lại yêu cầu cấp chứng thư.")
    if fingerprint(certificate) == row.cert_sha256:
        return
    row.certificate_pem, row.cert_sha256 = certificate_pem, fingerprint(certificate)
    audit.record(session, "certificate_set", subject=uid, by=by, at=at, data={"cert_sha256": row.cert_sha256})


def deactivate(session: Session, uid: str, *, by: Officer, at: datetime, ended: Ended | None = None) -> None:
    """Close an account, whose certificate ends as told or now; past work keeps the person's name."""
    require(by, Action.MANAGE_ACCOUNTS)
    if uid == by.uid:
        raise Refused("Không tự khóa tài khoản của chính mình; hãy nhờ người quản trị khác.")
    row = _row(session, uid)
    row.active, row.slot_id = False, ""
    _end_certificate(session, row, ended or Ended(at, CLOSED, compromised=False), by=by.uid, at=at)
    audit.record(session, "account_closed", subject=uid, by=by.uid, at=at)


def ended_keys(session: Session) -> dict[str, dict[str, Ended]]:
    """Return by uid the ends of keys, by the SHA-256 of the certificate, that nobody else is said to have."""
    known = revoking.every(session)
    ends = revoking.by_certificate(known)
    found: dict[str, dict[str, Ended]] = {}
    for one in known:
        if not ends[one.cert_sha256].compromised:
            found.setdefault(one.uid, {})[one.cert_sha256] = ends[one.cert_sha256]
    return found


def expose_keys(
    session: Session, uid: str, keys: Collection[str], reason: str, *, by: Officer, at: datetime
) -> None:
    """Record that ended keys of an officer, named as in ``ended_keys``, came into other hands.

    Refused for any other key: closing the account or a new password ends the one in use.
    """
    require(by, Action.MANAGE_ACCOUNTS)
    if not keys or not ended_keys(session).get(uid, {}).keys() >= set(keys):
        raise Refused("Hãy chọn khóa cũ của chính người này. Chưa thay đổi gì.")
    for key in sorted(keys):
        revoking.end(session, key, uid, Ended(at, reason, compromised=True), by=by.uid, at=at)


def reopen(session: Session, uid: str, *, by: Officer, at: datetime) -> None:
    """Open a closed account again; it needs a new password, since its slot is gone."""
    require(by, Action.MANAGE_ACCOUNTS)
    _row(session, uid).active = True
    audit.record(session, "account_reopened", subject=uid, by=by.uid, at=at)


def _end_certificate(session: Session, row: Account, ended: Ended, *, by: str, at: datetime) -> None:
    if row.cert_sha256:
        revoking.end(session, row.cert_sha256, row.uid, ended, by=by, at=at)


def _row(session: Session, uid: str) -> Account:
    row = session.get(Account, uid)
    if row is None:
        raise Refused("Không có tài khoản này.")
    return row


def _login(full_name: str, taken: set[str]) -> str:
    """Return a name for the key slot: folded given name and initials ("nhan.ct"), numbered when taken."""
    letters = (re.sub("[^a-z0-9]", "", word) for word in fold(full_name).split())
    words = [word for word in letters if word] or [_NAMELESS]
    base = words[-1] + ("." + "".join(w[0] for w in words[:-1]) if words[1:] else "")
    return next(name for n in itertools.count(1) if (name := base + (str(n) if n > 1 else "")) not in taken)


def _officer(row: Account) -> Officer:
    return Officer(
        uid=row.uid,
        full_name=row.full_name,
        title=row.title,
        organisation=row.organisation,
        roles=frozenset(Role(r) for r in row.roles),
        active=row.active,
        login=row.login,
        request_pem=row.request_pem,
        certificate_pem=row.certificate_pem,
        cert_sha256=row.cert_sha256,
        slot_id=row.slot_id,
    )

"""Trust in certificates: what this store asks for, takes, and pins."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto import certificates_file
from app.crypto.certificate import (
    fingerprint,
    groups,
    key_fingerprint,
    load,
    load_request,
    name_of,
    uid_of,
)
from app.crypto.certificates_file import CertificatesFile, Revoked
from app.crypto.mandate import ISSUER, NOTHING, RECEIVER, STORE, Mandate, mandate_of
from app.crypto.trust import TrustStore, Usage
from app.documents.certificate_request import RequestedKey
from app.errors import BadInput, Refused
from app.models.store.tables import StoreKey, Trusted
from app.models.store.times import stamp
from app.models.words.roles import ROLE_LABELS, Action, Role
from app.services.office import accounts, dated_settings, permissions, revoking, trust_rows
from app.services.office.accounts import Officer

REQUEST_SCHEMA = "vn.hotich.yeu_cau_chung_thu/2"
_ROLE = (
    "Tệp chứng thư có chứng thư ghi vai trò hoặc đơn vị khác với nơi dùng nó. Hãy hỏi nơi cấp. "
    "Chưa thay đổi gì."
)


@dataclass(frozen=True, slots=True)
class TrustAnchor:
    """The certificate that a certificates file rests on: the root, else the issuing officer's."""

    authority: bool
    fingerprint: str


@dataclass(frozen=True, slots=True)
class TrustChange:
    """A change of what is pinned: the kind of certificate, its name, the fingerprints before and after."""

    kind: str
    name: str
    before: str
    after: str


def request_file(session: Session, *, on: date) -> bytes:
    """Write the request file for the certificate authority (docs/formats/certificate-request)."""
    data = {
        "schema": REQUEST_SCHEMA,
        "store_id": dated_settings.store_id(session),
        "commune": dated_settings.get(session, "commune", on=on),
        "store_request": _newest_key(session).request_pem,
        "officers": [
            {"uid": o.uid, "name": o.full_name, "roles": sorted(o.roles), "request": o.request_pem}
            for o in _waiting(session)
        ],
        "revoked": [one.to_json() for one in revoking.every(session)],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def requested_keys(session: Session, *, on: date) -> list[RequestedKey]:
    """Return what the paper beside the request file says: the store first, then the same officers."""
    commune = dated_settings.get(session, "commune", on=on)
    store = load_request(_newest_key(session).request_pem)
    keys = [
        RequestedKey(
            name_of(store),
            dated_settings.store_id(session),
            "kho dữ liệu (nhận gói)",
            commune,
            groups(key_fingerprint(store)),
        )
    ]
    for officer in _waiting(session):
        roles = ", ".join(ROLE_LABELS[role] for role in Role if role in officer.roles)
        shown = groups(key_fingerprint(load_request(officer.request_pem)))
        keys.append(RequestedKey(officer.full_name, officer.uid, roles, officer.organisation, shown))
    return keys


def _waiting(session: Session) -> list[Officer]:
    """Return the officers who wait for a certificate."""
    every = accounts.every(session)
    return [o for o in every if o.active and o.request_pem and not o.certificate_pem]


def take_certificates(
    session: Session,
    data: bytes,
    *,
    by: Officer,
    at: datetime,
    demo: bool,
    police: Officer | None = None,
) -> int:
    """Store the certificates of officers and store, and what they rest on; return how many officers got one.

    The first file pins root, issuer and receiver: only a leader takes it, who compared ``anchor`` with the
    paper. Later ``changes`` of these need the leader and a police officer together. The same file again
    changes nothing. A test root is refused outside the demo.
    """
    permissions.require(by, Action.TAKE_CERTIFICATES)
    file = certificates_file.read(data)
    if file.store_id != dated_settings.store_id(session):
        raise BadInput("Tệp chứng thư này cấp cho một máy khác. Chưa thay đổi gì.")
    first, changed = is_first(session), _changes(session, file)
    if first or changed:
        permissions.require(by, Action.PIN_TRUST)
    if changed:
        _check_confirmed(by, police)
    trust = _trust_with(session, file, demo=demo)
    _check_parties(session, file, trust, at=at)
    revoking.take(session, file.revoked, by=by.uid, at=at)
    _pin(session, file, by=by, confirmed_by=police.uid if police and changed else "", at=at)
    key = _newest_key(session)
    if key.certificate_pem != file.store_certificate:
        key.certificate_pem = file.store_certificate
    for uid, pem in file.officers:
        accounts.set_certificate(session, uid, pem, by=by.uid, at=at)
    return len(file.officers)


def is_first(session: Session) -> bool:
    """Tell whether nothing is pinned yet."""
    return session.scalars(select(Trusted.id).limit(1)).first() is None


def trust_anchor(data: bytes) -> TrustAnchor:
    """Return the certificate on which a whole certificates file rests, to compare with the paper."""
    file = certificates_file.read(data)
    return TrustAnchor(
        authority=bool(file.root), fingerprint=groups(fingerprint(load(file.root or file.issuer)))
    )


def changes(session: Session, data: bytes) -> list[TrustChange]:
    """Return what a later certificates file changes of root, issuer and receiver; none for the first one."""
    return _changes(session, certificates_file.read(data))


def trust_store(session: Session, *, demo: bool) -> TrustStore:
    """Return the pinned trust of this store; Refused when no certificate has come yet."""
    rows = list(session.scalars(select(Trusted)))
    if not rows:
        raise Refused("Máy này chưa nạp chứng thư. Vào Quản trị → Chứng thư để nạp trước.")
    return _trust([(r.kind, r.certificate_pem, r.mandate) for r in rows], revoking.every(session), demo=demo)


def pinned(session: Session) -> TrustStore:
    """Return the pinned trust; a test root could only be pinned by the demo."""
    return trust_store(session, demo=True)


def receivers(session: Session) -> list[Trusted]:
    """Return the receivers of packages, the newest first, each with its newest certificate."""
    found: dict[str, Trusted] = {}
    newest = select(Trusted).where(Trusted.kind == "receiver").order_by(Trusted.id.desc())
    for row in session.scalars(newest):
        found.setdefault(row.party_id, row)
    return list(found.values())


def receiver(session: Session, party_id: str = "") -> Trusted:
    """Return one of the receivers; the newest without ``party_id``."""
    for row in receivers(session):
        if party_id in ("", row.party_id):
            return row
    raise Refused("Chưa có chứng thư của Công an nhận gói. Vào Quản trị → Chứng thư để nạp trước.")


def issuers(session: Session, party_id: str) -> frozenset[str]:
    """Return the SHA-256 of the certificates that may sign what the police of this id send."""
    rows = select(Trusted).where(Trusted.kind == "issuer", Trusted.party_id == party_id)
    return frozenset(fingerprint(load(row.certificate_pem)) for row in session.scalars(rows))


def store_key(session: Session) -> StoreKey:
    """Return the store's own decryption key with its certificate."""
    row = session.scalars(select(StoreKey).order_by(StoreKey.id.desc())).first()
    if row is None or not row.certificate_pem:
        raise Refused("Máy này chưa có chứng thư giải mã. Vào Quản trị → Chứng thư để nạp trước.")
    return row


def _newest_key(session: Session) -> StoreKey:
    row = session.scalars(select(StoreKey).order_by(StoreKey.id.desc())).first()
    assert row is not None, "a store without decryption key"
    return row


def _named(file: CertificatesFile) -> list[tuple[str, str, str, str]]:
    """Return what a file names as trusted: kind, party, name, certificate."""
    named = [("root", "", "Chứng thư gốc", file.root)] if file.root else []
    named += [
        ("issuer", file.receiver_id, file.receiver_name, file.issuer),
        ("receiver", file.receiver_id, file.receiver_name, file.receiver),
    ]
    return named


def _changes(session: Session, file: CertificatesFile) -> list[TrustChange]:
    if is_first(session):
        return []
    found = []
    for kind, party, name, pem in _named(file):
        before = _in_force(session, kind, party)
        if before is None or before.certificate_pem.strip() != pem.strip():
            rows = select(Trusted).where(Trusted.kind == kind).order_by(Trusted.id.desc())
            shown = session.scalars(rows.limit(1)).first()  # of whatever party: what counts until now
            was = groups(fingerprint(load(shown.certificate_pem))) if shown else ""
            found.append(TrustChange(kind, name, was, groups(fingerprint(load(pem)))))
    return found


def _in_force(session: Session, kind: str, party: str) -> Trusted | None:
    """Return the newest pinned certificate of a kind and party."""
    rows = select(Trusted).where(Trusted.kind == kind, Trusted.party_id == party)
    return session.scalars(rows.order_by(Trusted.id.desc()).limit(1)).first()


def _check_confirmed(by: Officer, police: Officer | None) -> None:
    """Refuse unless a police officer, another person than the leader, confirms the changes too."""
    if police is None:
        raise Refused(
            "Tệp này đổi chứng thư gốc, cán bộ phát hành hoặc nơi nhận gói: cần lãnh đạo và Công an cùng xác "
            "nhận. Chưa thay đổi gì."
        )
    permissions.require(police, Action.CONFIRM_TRUST)
    if police.uid == by.uid:
        raise Refused("Thay đổi này cần hai người khác nhau: lãnh đạo và Công an. Chưa thay đổi gì.")


def _trust_with(session: Session, file: CertificatesFile, *, demo: bool) -> TrustStore:
    """Return the trust that this store will have once the file is taken."""
    pinned = [(r.kind, r.certificate_pem, r.mandate) for r in session.scalars(select(Trusted))]
    if file.root:
        pinned.append(("root", file.root, {}))
    pinned += [("issuing", pem, {}) for pem in file.issuing]
    pinned += [(kind, pem, mandate.to_json()) for kind, _party, _name, pem, mandate in _leaves(file)]
    return _trust(pinned, [*revoking.every(session), *file.revoked], demo=demo)


def _trust(
    pinned: Sequence[tuple[str, str, Mapping[str, Any]]], ends: Sequence[Revoked], *, demo: bool
) -> TrustStore:
    """Return the trust in what is pinned, given as kind, certificate and mandate (empty under a root)."""
    return TrustStore(
        [pem.encode() for kind, pem, _mandate in pinned if kind == "root"],
        [pem for kind, pem, _mandate in pinned if kind == "issuing"],
        allow_test_roots=demo,
        pins={
            fingerprint(load(pem)): Mandate.from_json(mandate) for _kind, pem, mandate in pinned if mandate
        },
        revoked=revoking.by_certificate(ends),
    )


def _leaves(file: CertificatesFile) -> list[tuple[str, str, str, str, Mandate]]:
    """Return the certificates to pin where there is no authority, each with its own mandate."""
    if file.root:
        return []
    named = _named(file)
    named += [("store", file.store_id, "Kho của máy này", file.store_certificate)]
    named += [("officer", uid, name_of(load(pem)), pem) for uid, pem in file.officers]
    return [(*one, mandate_of(load(one[3])) or NOTHING) for one in named]


def _check_parties(session: Session, file: CertificatesFile, trust: TrustStore, *, at: datetime) -> None:
    """Check every certificate of a file: its trust, use, holder, key and mandate."""
    uses: tuple[tuple[str, Usage, str, str], ...] = (
        (file.issuer, "sign", ISSUER, file.receiver_id),
        (file.receiver, "encrypt", RECEIVER, file.receiver_id),
        (file.store_certificate, "encrypt", STORE, file.store_id),
    )
    for pem, usage, role, party in uses:
        if not trust.verify(load(pem), at=at, usage=usage).lets(role, party):
            raise BadInput(_ROLE)
    own = load(file.store_certificate)
    if key_fingerprint(own) != key_fingerprint(load_request(_newest_key(session).request_pem)):
        raise BadInput("Chứng thư của kho được cấp cho một khóa khác. Hãy gửi lại yêu cầu cấp chứng thư.")
    if uid_of(own) != file.store_id:
        raise BadInput(_ROLE)
    for uid, pem in file.officers:
        mandate = trust.verify(load(pem), at=at, usage="sign")
        if mandate.store_id != file.store_id or mandate.roles != accounts.get(session, uid).roles:
            raise BadInput(_ROLE)


def _pin(session: Session, file: CertificatesFile, *, by: Officer, confirmed_by: str, at: datetime) -> None:
    """Pin what the file names and is not in force yet."""
    issuing = [("issuing", fingerprint(load(pem)), "Chứng thư cấp phát", pem) for pem in file.issuing]
    leaves = {(kind, party): mandate for kind, party, _name, _pem, mandate in _leaves(file)}
    others = [one[:4] for one in _leaves(file) if one[0] in ("store", "officer")]
    for kind, party, name, pem in (*_named(file), *issuing, *others):
        before = _in_force(session, kind, party)
        if before is not None and before.certificate_pem.strip() == pem.strip():
            continue
        mandate = leaves.get((kind, party))
        trust_rows.add(
            session,
            Trusted(
                kind=kind,
                party_id=party,
                name=name,
                certificate_pem=pem,
                mandate=mandate.to_json() if mandate else {},
                added_at=stamp(at),
                added_by=by.uid,
                confirmed_by=confirmed_by,
            ),
        )

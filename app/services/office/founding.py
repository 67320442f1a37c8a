"""The founding of a store: identity, first officers, decryption key, recovery sheet, certificates."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crypto.key_file import KeyFile
from app.crypto.signing import certificate_request, key_pem, load_key_pem, new_signing_key
from app.crypto.stretching import Kdf, Stretched, new_sheet
from app.crypto.trust import TrustStore, load
from app.errors import BadInput, Refused
from app.models.store.store import Store
from app.models.store.tables import Meta, StoreKey, Trusted
from app.models.store.times import stamp
from app.models.words.roles import Action, Role
from app.services.office import accounts, audit, dated_settings, key_slots, permissions, unlocking
from app.services.office.accounts import Officer
from app.services.office.key_slots import Change
from app.services.office.new_home import new_home

REQUEST_SCHEMA = "vn.hotich.yeu_cau_chung_thu/1"
CERTIFICATES_SCHEMA = "vn.hotich.chung_thu/1"


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
    secrets = [unlocking.prepare(new.password, kdf=kdf, random=random) for new in officers]
    sheet = new_sheet(kdf=kdf, random=random)
    store_id, store_key = random(16).hex(), random(32)
    dated = {
        "commune": commune.strip(),
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
        file.save()
    store = Store(folder, store_key)
    with store.read() as session:
        unlocking.write_cards(session, folder)
    return Founded(store, store_key, sheet.halves)


def request_file(session: Session, *, on: date) -> bytes:
    """Write the request file for the certificate authority (docs/formats/certificate-request)."""
    row = session.scalars(select(StoreKey).order_by(StoreKey.id.desc())).first()
    assert row is not None, "a store without decryption key"
    data = {
        "schema": REQUEST_SCHEMA,
        "store_id": dated_settings.store_id(session),
        "commune": dated_settings.get(session, "commune", on=on),
        "store_request": row.request_pem,
        "officers": [
            {"uid": o.uid, "name": o.full_name, "roles": sorted(o.roles), "request": o.request_pem}
            for o in accounts.every(session)
            if o.active and o.request_pem and not o.certificate_pem
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def root_fingerprint(data: bytes) -> str:
    """Return the SHA-256 of the root in a certificates file, in groups, to compare with the paper."""
    root = load(_read(data)["root"].encode())
    digest = root.fingerprint(hashes.SHA256()).hex().upper()
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))


def take_certificates(session: Session, data: bytes, *, by: Officer, at: datetime, demo: bool) -> int:
    """Store root, receiver and the certificates of officers and store; return how many officers got one.

    Once a root is pinned, any other root is refused. A test root is refused outside the demo.
    """
    permissions.require(by, Action.TAKE_CERTIFICATES)
    content = _read(data)
    if content["store_id"] != dated_settings.store_id(session):
        raise BadInput("Tệp chứng thư này cấp cho một máy khác. Chưa thay đổi gì.")
    pinned = session.scalars(select(Trusted).where(Trusted.kind == "root")).first()
    if pinned and pinned.certificate_pem.strip() != content["root"].strip():
        raise Refused(
            "Chứng thư gốc trong tệp khác chứng thư gốc đã ghim. Hãy hỏi cơ quan cấp. Chưa thay đổi gì."
        )
    trust = TrustStore([content["root"].encode()], content["issuing"], allow_test_roots=demo)
    receiver = content["receiver"]
    for pem in (receiver["certificate"], content["store_certificate"]):
        trust.verify(load(pem.encode()), at=at, usage="encrypt")
    if pinned is None:
        _trust(session, "root", "", "Chứng thư gốc", content["root"], by=by, at=at)
    known = set(session.scalars(select(Trusted.certificate_pem)))
    for pem in content["issuing"]:
        if pem not in known:
            _trust(session, "issuing", "", "Chứng thư cấp phát", pem, by=by, at=at)
    if receiver["certificate"] not in known:
        _trust(session, "receiver", receiver["id"], receiver["name"], receiver["certificate"], by=by, at=at)
    row = session.scalars(select(StoreKey).order_by(StoreKey.id.desc())).first()
    assert row is not None
    own = load(content["store_certificate"].encode())
    if own.public_key() != load_key_pem(row.private_pem).public_key():
        raise BadInput("Chứng thư của kho được cấp cho một khóa khác. Hãy gửi lại yêu cầu cấp chứng thư.")
    row.certificate_pem = content["store_certificate"]
    for one in content["officers"]:
        trust.verify(load(one["certificate"].encode()), at=at, usage="sign")
        accounts.set_certificate(session, one["uid"], one["certificate"], by=by.uid, at=at)
    return len(content["officers"])


def trust_store(session: Session, *, demo: bool) -> TrustStore:
    """Return the pinned trust of this store; Refused when no certificate has come yet."""
    rows = list(session.scalars(select(Trusted)))
    roots = [r.certificate_pem.encode() for r in rows if r.kind == "root"]
    if not roots:
        raise Refused("Máy này chưa nhận chứng thư. Vào Quản trị → Chứng thư để nhận trước.")
    issuing = [r.certificate_pem for r in rows if r.kind == "issuing"]
    return TrustStore(roots, issuing, allow_test_roots=demo)


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
    raise Refused("Chưa có chứng thư của Công an nhận gói. Vào Quản trị → Chứng thư để nhận trước.")


def store_key(session: Session) -> StoreKey:
    """Return the store's own decryption key with its certificate."""
    row = session.scalars(select(StoreKey).order_by(StoreKey.id.desc())).first()
    if row is None or not row.certificate_pem:
        raise Refused("Máy này chưa có chứng thư giải mã. Vào Quản trị → Chứng thư để nhận trước.")
    return row


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


def _trust(
    session: Session, kind: str, party: str, name: str, pem: str, *, by: Officer, at: datetime
) -> None:
    session.add(
        Trusted(
            kind=kind, party_id=party, name=name, certificate_pem=pem, added_at=stamp(at), added_by=by.uid
        )
    )
    fingerprint = load(pem.encode()).fingerprint(hashes.SHA256()).hex()
    audit.record(session, "trusted", subject=fingerprint, by=by.uid, at=at, data={"kind": kind})


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


def _read(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data)
        if content["schema"] != CERTIFICATES_SCHEMA:
            raise BadInput("Không phải tệp chứng thư của phần mềm này, hoặc thuộc phiên bản khác.")
        texts = [content["store_id"], content["root"], content["store_certificate"], *content["issuing"]]
        texts += [content["receiver"][k] for k in ("id", "name", "certificate")]
        texts += [one[k] for one in content["officers"] for k in ("uid", "certificate")]
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput("Tệp chứng thư không đọc được. Hãy chép lại từ cơ quan cấp.") from error
    if not all(isinstance(t, str) for t in texts):
        raise BadInput("Tệp chứng thư không đúng định dạng.")
    return dict(content)

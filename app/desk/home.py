"""The desk's folder: authority, keys, partners, and the last package to and from each of them."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app import atomic, plain_file
from app.crypto import authority, canonical
from app.crypto.authority import Authority
from app.crypto.package import ChainState, read_sender
from app.crypto.signing import (
    SoftwareSigner,
    certificate_request,
    key_pem,
    load_key_pem,
    new_signing_key,
    verify_approval,
)
from app.crypto.trust import TrustStore
from app.errors import BadInput
from app.models.words.roles import Role

TEST_ORGANISATION = "TEST ONLY"
_FILE = "desk.json"
_MOST = 64 << 20  # bytes of it
_DER = Encoding.DER
_DESK_UID = "038070990000"  # the issuing officer of a desk made by this command; invented


@dataclass(frozen=True, slots=True)
class Partner:
    """A commune's store that was certified here."""

    store_id: str
    commune: str
    certificate: str


class DeskHome:
    """The desk's data in one JSON file with mode 0600, always replaced as a whole by rename."""

    def __init__(self, folder: Path) -> None:
        """Open the folder; it may be empty."""
        self._folder = folder
        self._data: dict[str, Any] = _read(folder / _FILE)

    def ensure_authority(self, name: str, at: datetime) -> None:
        """Make the authority, the issuing officer's key and the receiver's key unless they exist."""
        if self._data:
            return
        made = authority.create(name, TEST_ORGANISATION, at)
        issuer = new_signing_key()
        request = certificate_request(
            issuer, common_name=f"Cán bộ cấp ({name})", uid=_DESK_UID, organisation=name
        )
        key, receiver = made.issue_encryption(name, "ca", at=at, organisation=name)
        fingerprint = hashlib.sha256(made.dump()["root"].encode()).hexdigest()
        self._data = {
            "name": name,
            "desk_id": f"ca-{fingerprint[:12]}",
            "authority": made.dump(),
            "issuer_key": key_pem(issuer),
            "issuer_certificate": made.issue(request, usage="sign", at=at),
            "receiver_key": key_pem(key),
            "receiver_certificate": receiver,
            "partners": {},
            "chains": {},
        }
        self._save()

    def authority(self) -> Authority:
        """Return the certificate authority."""
        return Authority.load(self._need("authority"))

    def trust(self) -> TrustStore:
        """Return a trust store with the desk's root."""
        pems = self._need("authority")
        return TrustStore([pems["root"].encode()], [pems["issuing"]], allow_test_roots=True)

    def issuer(self) -> SoftwareSigner:
        """Return the issuing officer's signer."""
        certificate = x509.load_pem_x509_certificate(self._need("issuer_certificate").encode())
        return SoftwareSigner(load_key_pem(self._need("issuer_key")), certificate)

    def desk_id(self) -> str:
        """Return the id to which communes send packages."""
        return str(self._need("desk_id"))

    def name(self) -> str:
        """Return the name of the issuing office."""
        return str(self._need("name"))

    def receiver_key(self) -> str:
        """Return the key that decrypts results."""
        return str(self._need("receiver_key"))

    def receiver_certificate(self) -> str:
        """Return the certificate to which results are encrypted."""
        return str(self._need("receiver_certificate"))

    def root(self) -> str:
        """Return root and issuing certificate as PEM."""
        pems = self._need("authority")
        return str(pems["root"]) + str(pems["issuing"])

    def remember_store(self, store_id: str, commune: str, certificate: str) -> None:
        """Record the store of a commune as a partner."""
        self._need("partners")[store_id] = {"commune": commune, "certificate": certificate}
        self._save()

    def partner(self, store: str) -> Partner:
        """Return a commune by its store's id; without an id the only commune."""
        partners: Mapping[str, Any] = self._need("partners")
        if not store and len(partners) == 1:
            store = next(iter(partners))
        if store not in partners:
            raise BadInput("Chưa cấp chứng thư cho kho này, hoặc cần --store vì có nhiều xã.")
        return Partner(store, partners[store]["commune"], partners[store]["certificate"])

    def sender_of(self, source: Path) -> str:
        """Return the claimed sender of an unverified package; refuse an unknown one."""
        sender = read_sender(source, key_pem=self.receiver_key(), certificate_pem=self.receiver_certificate())
        return self.partner(sender).store_id

    def chain(self, store: str, *, out_going: bool) -> ChainState:
        """Return the last package to (or from) a store."""
        last = self._need("chains").get(_direction(store, out_going=out_going))
        return ChainState(last["no"], last["manifest_sha256"]) if last else ChainState(0, "0" * 64)

    def advance(self, store: str, number: int, manifest_sha256: str, *, out_going: bool) -> None:
        """Record the last package to (or from) a store."""
        self._need("chains")[_direction(store, out_going=out_going)] = {
            "no": number,
            "manifest_sha256": manifest_sha256,
        }
        self._save()

    def check_approvals(self, store_id: str, entries: Sequence[Mapping[str, Any]]) -> None:
        """Check every approval: bytes, signature, a police officer's certificate, and four eyes."""
        police = self._police_certificates()
        trust = self.trust()
        for entry in entries:
            approval = entry["approval"]
            frozen = canonical.dumps({k: v for k, v in entry.items() if k != "approval"})
            certificate = police.get(approval["cert_sha256"])
            good = (
                certificate is not None
                and approval["store_id"] == store_id
                and (approval["entry_id"], approval["version"]) == (entry["entry_id"], entry["version"])
                and approval["entry_sha256"] == hashlib.sha256(frozen).hexdigest()
                and approval["uid"] not in (*entry["typed_by"], *entry["decided_by"])
            )
            if not good or certificate is None:
                raise BadInput("Chữ ký duyệt của bản ghi {0} không hợp lệ. Không mở gói.", entry["entry_id"])
            verify_approval(approval, certificate)
            trust.verify(certificate, at=datetime.fromisoformat(approval["at"]), usage="sign")

    def _police_certificates(self) -> dict[str, x509.Certificate]:
        """Return the certificates issued here to police officers, by their SHA-256."""
        pems = [o["certificate"] for o in self._data.get("issued", []) if Role.POLICE in o["roles"]]
        known = [x509.load_pem_x509_certificate(pem.encode()) for pem in pems]
        return {hashlib.sha256(c.public_bytes(_DER)).hexdigest(): c for c in known}

    def remember_officer(self, certificate_pem: str, roles: Sequence[str]) -> None:
        """Record an issued certificate with the requested roles, for checking approvals."""
        self._data.setdefault("issued", []).append({"certificate": certificate_pem, "roles": list(roles)})
        self._save()

    def _need(self, key: str) -> Any:
        if key not in self._data:
            raise BadInput("Thư mục này chưa có cơ quan cấp chứng thư: chạy lệnh keys trước.")
        return self._data[key]

    def _save(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        atomic.write(self._folder / _FILE, json.dumps(self._data, ensure_ascii=False, indent=1).encode())


def _read(path: Path) -> dict[str, Any]:
    """Return the desk's data; empty for a new folder, BadInput when the file is damaged."""
    if not os.path.lexists(path):
        return {}
    try:
        return dict(json.loads(plain_file.text(path, _MOST)))
    except (ValueError, TypeError, RecursionError) as error:
        raise BadInput(
            "Tệp {0} của bàn Công an bị hỏng. Không ghi gì ra; hãy chép lại từ bản sao lưu.", path.name
        ) from error


def _direction(store: str, *, out_going: bool) -> str:
    return f"{'to' if out_going else 'from'}:{store}"

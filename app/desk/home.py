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
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from app import atomic, outside
from app.crypto.authority import Authority, create, issue, self_signed
from app.crypto.certificate import fingerprint, load, name_of, uid_of
from app.crypto.certificates_file import Revoked
from app.crypto.mandate import ISSUER, NOTHING, RECEIVER, Mandate, mandate_of
from app.crypto.package import ChainState
from app.crypto.signing import SoftwareSigner, cut_name, key_pem, load_key_pem, new_signing_key, subject
from app.crypto.trust import TrustStore, Usage
from app.desk import received
from app.desk.auditing import BEGINNING, AuditMark
from app.desk.issued import Issued
from app.desk.office import Office, checked, written
from app.desk.received import Entries, Received
from app.desk.request_file import Asked
from app.errors import BadInput, Refused
from app.services.office import revoking

_FILE = "desk.json"


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

    def check_out(self, out: Path) -> None:
        """Refuse to write over what the desk keeps: its keys, and the entries that came."""
        kept = [(self._folder / name).resolve() for name in (_FILE, received.FOLDER)]
        if any(out.resolve().is_relative_to(one) for one in kept):
            raise BadInput(
                "{0} là nơi giữ khóa và số liệu của bàn. Chọn tên khác ở --out. Không ghi gì.", out
            )

    def check(self, office: Office, *, authority: bool) -> Office:
        """Return the office of this desk or of the new one.

        BadInput when it is another one than before, has an authority though none is wanted, or when something
        is missing for a new desk.
        """
        if not self._data:
            return checked(office)
        if not authority and self._data["authority"]:
            raise BadInput("Thư mục này đã có cơ quan cấp chứng thư. Chọn thư mục khác. Không cấp gì.")
        issuer = load(self.issuer_certificate())
        known = Office(self.name(), name_of(issuer), uid_of(issuer))
        given = Office(
            written(office.name) or known.name,
            cut_name(written(office.issuer_name)) or known.issuer_name,
            written(office.issuer_uid) or known.issuer_uid,
        )
        if given != known:
            raise BadInput(
                "Thư mục này là bàn của {0}, cán bộ phát hành {1} (số định danh {2}). Bỏ các mục --office, "
                "--issuer-name, --issuer-uid, hoặc chọn thư mục khác. Không cấp gì.",
                known.name,
                known.issuer_name,
                known.issuer_uid,
            )
        return known

    def ensure(self, office: Office, at: datetime, *, authority: bool) -> None:
        """Make the authority, the issuing officer's key and the receiver's key unless they exist.

        Without ``authority`` both keys get certificates that count by being pinned. BadInput as of ``check``,
        Refused when another command made them meanwhile.
        """
        mine = self.check(office, authority=authority)
        if self._data:
            return
        if os.path.lexists(self._folder / _FILE):  # since it was read
            raise Refused("Một lệnh khác vừa lập bàn ở thư mục này. Không cấp gì; hãy chạy lại.")
        issuer, receiver = new_signing_key(), new_signing_key()
        self._data = {
            "name": mine.name,
            "authority": create(mine.name, mine.organisation, at).dump() if authority else {},
            "issuer_key": key_pem(issuer),
            "receiver_key": key_pem(receiver),
            "issued": [],
            "revoked": [],
            "partners": {},
            "chains": {},
        }
        self._data["desk_id"] = self._new_id(issuer)
        officer = subject(mine.issuer_name, mine.issuer_uid, mine.name)
        desk = subject(mine.name, self.desk_id(), mine.name)
        self._data["issuer_certificate"] = self._own(issuer, officer, ISSUER, usage="sign", at=at)
        self._data["receiver_certificate"] = self._own(receiver, desk, RECEIVER, usage="encrypt", at=at)
        self._save()

    def _new_id(self, issuer: ec.EllipticCurvePrivateKey) -> str:
        root = self._data["authority"].get("root") or key_pem(issuer)
        return f"ca-{hashlib.sha256(root.encode()).hexdigest()[:12]}"

    def _own(
        self, key: ec.EllipticCurvePrivateKey, name: x509.Name, role: str, *, usage: Usage, at: datetime
    ) -> str:
        """Certify a key of the desk itself: by the authority, or by the key where there is none."""
        mandate = Mandate(self.name(), self.desk_id(), frozenset({role}))
        if not self._data["authority"]:
            return self_signed(key, name, usage=usage, at=at, mandate=mandate)
        builder = x509.CertificateSigningRequestBuilder(name)
        request = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
        return self.authority().issue(request, usage=usage, at=at, mandate=mandate)

    def authority(self) -> Authority:
        """Return the certificate authority; only a desk that has one asks."""
        return Authority.load(self._need("authority"))

    def authority_pems(self) -> tuple[str, tuple[str, ...]]:
        """Return the root and the issuing certificates; empty without an authority."""
        pems = self._need("authority")
        return (pems["root"], (pems["issuing"],)) if pems else ("", ())

    def trust(self) -> TrustStore:
        """Return the desk's trust: its root, or its pins where it has none, and the ended certificates."""
        root, issuing = self.authority_pems()
        own = [self.issuer_certificate(), self.receiver_certificate()]
        pems = [] if root else [*own, *(one.certificate for one in self._every())]
        pinned = [load(pem) for pem in pems]
        return TrustStore(
            [root.encode()] if root else [],
            issuing,
            allow_test_roots=True,
            pins={fingerprint(one): mandate_of(one) or NOTHING for one in pinned},
            revoked=revoking.by_certificate(self._ends()),
        )

    def issuer(self) -> SoftwareSigner:
        """Return the issuing officer's signer."""
        return SoftwareSigner(load_key_pem(self._need("issuer_key")), load(self.issuer_certificate()))

    def issuer_certificate(self) -> str:
        """Return the issuing officer's certificate."""
        return str(self._need("issuer_certificate"))

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
        """Return root and issuing certificate as PEM; without an authority the pinned certificates."""
        root, issuing = self.authority_pems()
        return "".join((root, *issuing)) if root else "".join(one.certificate for one in self._every())

    # -- what was issued -----------------------------------------------------------------------------

    def issue(self, asked: Asked, store_id: str, *, usage: Usage, at: datetime) -> Issued:
        """Issue a certificate with its mandate; ``record`` keeps it."""
        mandate = Mandate(asked.unit, store_id, frozenset(asked.roles))
        if self._need("authority"):
            pem = self.authority().issue(asked.request, usage=usage, at=at, mandate=mandate)
        else:
            key = load_key_pem(self._need("issuer_key"))
            assert isinstance(key, ec.EllipticCurvePrivateKey), "made here"
            above = (load(self.issuer_certificate()), key)
            pem = issue(asked.request, issuer=above, usage=usage, at=at, mandate=mandate)
        return Issued(asked.uid, asked.name, store_id, asked.roles, pem)

    def record(self, store_id: str, commune: str, issued: Sequence[Issued], ended: Sequence[Revoked]) -> None:
        """Keep what was issued to a commune, the store's certificate first, and what ended by it."""
        self._need("partners")[store_id] = {"commune": commune, "certificate": issued[0].certificate}
        self._need("issued").extend(one.to_json() for one in issued)
        self._need("revoked").extend(one.to_json() for one in ended)
        self._save()

    def issued_to(self, uid: str) -> list[Issued]:
        """Return every certificate ever issued to a person or store."""
        return [one for one in self._every() if one.uid == uid]

    def in_force(self, uid: str) -> list[Issued]:
        """Return the certificates of a person or store that have not ended."""
        ended = {one.cert_sha256 for one in self._ends()}
        return [one for one in self.issued_to(uid) if one.sha256 not in ended]

    def holding(self, key_digest: str) -> list[Issued]:
        """Return the certificates issued for a key."""
        return [one for one in self._every() if one.fingerprint == key_digest]

    def certificate(self, cert_sha256: str) -> Issued | None:
        """Return an issued certificate by its SHA-256."""
        return next((one for one in self._every() if one.sha256 == cert_sha256), None)

    def ends_of(self, store_id: str) -> list[Revoked]:
        """Return the ended certificates of a store."""
        own = {one.sha256 for one in self._every() if one.store_id == store_id}
        return [one for one in self._ends() if one.cert_sha256 in own]

    def knows(self, end: Revoked) -> bool:
        """Tell whether this end of a certificate is recorded."""
        return end in self._ends()

    def _every(self) -> list[Issued]:
        return [Issued.from_json(one) for one in self._data.get("issued", [])]

    def _ends(self) -> list[Revoked]:
        return [Revoked.from_json(one) for one in self._data.get("revoked", [])]

    # -- partners and chains -------------------------------------------------------------------------

    def partner(self, store: str) -> Partner:
        """Return a commune by its store's id; without an id the only commune."""
        partners: Mapping[str, Any] = self._need("partners")
        if not store and len(partners) == 1:
            store = next(iter(partners))
        if store not in partners:
            raise BadInput("Chưa cấp chứng thư cho kho này, hoặc cần --store vì có nhiều xã.")
        return Partner(store, partners[store]["commune"], partners[store]["certificate"])

    @property
    def folder(self) -> Path:
        """Return the desk's folder."""
        return self._folder

    def received(self, store: str) -> tuple[Received, ...]:
        """Return the packages taken from a store in their order; of a desk from before only the last one."""
        kept = self._data.get("received", {}).get(store)
        if kept is not None:
            return tuple(Received.from_json(one) for one in kept)
        last = self.chain(store, out_going=False)
        return (Received(last.no, last.manifest_sha256),) if last.no else ()

    def take(
        self,
        store: str,
        package: Received,
        audit: AuditMark,
        entries: Entries,
        *,
        notes: Mapping[str, dict[str, Any] | None],
    ) -> None:
        """Record a package as the last one taken from a store, in one step.

        ``notes`` says by list why it was taken all the same: ``audit_accepted``, ``breaks_accepted``.
        """
        received.keep_entries(self._folder, store, package.manifest_sha256, entries)
        every = [one.to_json() for one in (*self.received(store), package)]
        self._data.setdefault("received", {})[store] = every
        where = {"store": store, "no": package.no, "at": package.at}
        for name, note in notes.items():
            if note is not None:
                self._data.setdefault(name, []).append(where | note)
        self.advance(store, package.no, package.manifest_sha256, out_going=False, audit=audit)

    def chain(self, store: str, *, out_going: bool) -> ChainState:
        """Return the last package to (or from) a store."""
        last = self._need("chains").get(_direction(store, out_going=out_going))
        return ChainState(last["no"], last["manifest_sha256"]) if last else ChainState(0, "0" * 64)

    def advance(
        self,
        store: str,
        number: int,
        manifest_sha256: str,
        *,
        out_going: bool,
        audit: AuditMark | None = None,
    ) -> None:
        """Record the last package to (or from) a store, and the last audit event that came with it."""
        last: dict[str, Any] = {"no": number, "manifest_sha256": manifest_sha256}
        if audit is not None:
            last |= {"audit_seq": audit.seq, "audit_h": audit.h}
        self._need("chains")[_direction(store, out_going=out_going)] = last
        self._save()

    def audit_mark(self, store: str) -> AuditMark | None:
        """Return the last audit event of a store that came here; None when it came unchecked."""
        last = self._need("chains").get(_direction(store, out_going=False))
        if last is None:
            return BEGINNING
        return AuditMark(last["audit_seq"], last["audit_h"]) if "audit_h" in last else None

    def _need(self, key: str) -> Any:
        if key not in self._data:
            raise BadInput("Thư mục này chưa có cơ quan cấp chứng thư: chạy lệnh keys trước.")
        return self._data[key]

    def _save(self) -> None:
        atomic.make_folder(self._folder)
        atomic.write(self._folder / _FILE, json.dumps(self._data, ensure_ascii=False, indent=1).encode())


def _read(path: Path) -> dict[str, Any]:
    """Return the desk's data; empty for a new folder, BadInput when the file is damaged."""
    if not os.path.lexists(path):
        return {}
    try:
        return dict(json.loads(outside.read_all(path)))
    except (ValueError, TypeError, RecursionError) as error:
        raise BadInput(
            "Tệp {0} của bàn Công an bị hỏng. Không ghi gì ra; hãy chép lại từ bản sao lưu.", path.name
        ) from error


def _direction(store: str, *, out_going: bool) -> str:
    return f"{'to' if out_going else 'from'}:{store}"

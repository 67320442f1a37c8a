"""A commune and its police side: founded, certified and at work, by the real code and without a screen."""

import json
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import text

from app.crypto import authority, canonical, certificates_file
from app.crypto.certificates_file import CertificatesFile
from app.crypto.mandate import Mandate
from app.crypto.package import Recipient, write_package
from app.crypto.signing import PrivateKey, SoftwareSigner, certificate_request, key_pem, new_signing_key
from app.crypto.stretching import FLOOR_KIB, Kdf
from app.crypto.trust import TrustStore, Usage
from app.models.registry.person import Person
from app.models.store.store import WORK_FILE, Store
from app.models.store.tables import Base
from app.models.store.times import stamp
from app.models.words.codes import Branch, Resolution
from app.progress import silent
from app.services.entry import approval, decisions
from app.services.exchange import deliveries, exports, packages, returns, sealed_files, snapshots
from app.services.exchange.sealed_files import FOLDER
from app.services.office import accounts, dated_settings, founding, trusting, unlocking
from app.services.office.accounts import Officer
from tests.conftest import AT, BOTH, COMMUNE, JUSTICE, LEADER, POLICE, TYPIST, Clock, numbered
from tests.unit.services.entry.births import add_volume, type_entry
from tests.unit.services.entry.deciding import CHILD, FATHER, SAME_CHILD, searched
from tests.unit.services.pinning import pin

KDF = Kdf(m_kib=FLOOR_KIB, t=2)
PASSWORD = "mật khẩu đủ dài"
DESK = "ca-huyen"
ISSUER_UID = "038070990000"
PEOPLE = (SAME_CHILD, CHILD, FATHER)


class PoliceSide:
    """The district police: an authority, an issuing officer and a key that packages go to."""

    def __init__(self) -> None:
        self.authority = authority.create("Công an huyện", "TEST ONLY", AT)
        pems = self.authority.dump()
        self.root, self.issuing = pems["root"], pems["issuing"]
        self.trust = TrustStore([self.root.encode()], [self.issuing], allow_test_roots=True)
        self.issuer = self.officer(ISSUER_UID, "issuer")
        self.key, self.certificate_pem = self.receiving(DESK)
        self.key_pem = key_pem(self.key)

    def officer(
        self, uid: str, *roles: str, store_id: str = DESK, key: PrivateKey | None = None
    ) -> SoftwareSigner:
        """Return somebody with a certificate for these roles at a store or desk."""
        key = key or new_signing_key()
        request = certificate_request(key, common_name="Cán bộ", uid=uid, organisation="Công an")
        pem = self.issue(request, roles, store_id)
        return SoftwareSigner(key, x509.load_pem_x509_certificate(pem.encode()))

    def receiving(self, party: str, name: str = "Công an huyện") -> tuple[PrivateKey, str]:
        """Return a key to which packages go, and its certificate."""
        mandate = Mandate("Công an", party, frozenset({"receiver"}))
        return self.authority.issue_encryption(name, party, at=AT, mandate=mandate)

    def issue(
        self, request: str, roles: Collection[str], store_id: str, usage: Usage = "sign", **given: Any
    ) -> str:
        mandate = Mandate("xã", store_id, frozenset(roles))
        return self.authority.issue(request, usage=usage, mandate=mandate, **{"at": AT, **given})

    def certify(self, request: bytes) -> CertificatesFile:
        """Answer a certificate request as the desk does."""
        asked = json.loads(request)
        store_id = asked["store_id"]
        return CertificatesFile(
            store_id=store_id,
            root=self.root,
            issuing=(self.issuing,),
            issuer=pem_of(self.issuer),
            receiver_id=DESK,
            receiver_name="Công an huyện",
            receiver=self.certificate_pem,
            store_certificate=self.issue(asked["store_request"], ["store"], store_id, "encrypt"),
            officers=tuple(
                (o["uid"], self.issue(o["request"], o["roles"], store_id)) for o in asked["officers"]
            ),
            revoked=(),
        )

    def signed(self, file: CertificatesFile, signer: SoftwareSigner | None = None) -> bytes:
        return certificates_file.write(file, signer or self.issuer, AT)


def pem_of(signer: SoftwareSigner) -> str:
    certificate = x509.load_der_x509_certificate(signer.certificate)
    return certificate.public_bytes(Encoding.PEM).decode()


@dataclass(frozen=True)
class Made:
    """A commune as it was made once; every test works on a copy."""

    folder: Path
    store_key: bytes
    signers: Mapping[str, SoftwareSigner]
    desk: PoliceSide
    entry_ids: tuple[str, ...]
    draft_id: str


class Commune:
    """An open copy of the commune with what its officers hold; with ``again`` the copy is already there."""

    def __init__(self, made: Made, folder: Path, *, again: bool = False) -> None:
        self.folder, self.stick = folder / "kho", folder / "usb"
        if not again:
            shutil.copytree(made.folder, self.folder)
            self.stick.mkdir()
        self.store_key = made.store_key
        self.store = Store(self.folder, self.store_key)
        self.desk, self.signers = made.desk, made.signers
        self.entry_ids, self.draft_id = made.entry_ids, made.draft_id
        self.clock, self.random = Clock(), numbered(f"commune in {folder.name}")
        self.issuers: dict[str, SoftwareSigner] = {}
        with self.store.read() as session:
            self.store_id = dated_settings.store_id(session)
            self.store_certificate = trusting.store_key(session).certificate_pem

    def officer(self, uid: str) -> Officer:
        with self.store.read() as session:
            return accounts.get(session, uid)

    def signing(self, uid: str, **changes: Any) -> exports.SigningOfficer:
        return exports.SigningOfficer(replace(self.officer(uid), **changes), self.signers[uid])

    def export(self, **changes: Any) -> exports.Exported:
        given: dict[str, Any] = {
            "justice": self.signing(JUSTICE.uid),
            "police": self.signing(POLICE.uid),
            "now": self.clock,
            "random": self.random,
            "progress": silent,
            "demo": True,
        }
        target = changes.pop("target", self.stick)
        return exports.export(self.store, target, **{**given, **changes})

    def send(self, name: str, **changes: Any) -> Path:
        """Write a package from the police side to this store, the next in its chain."""
        with self.store.read() as session:
            chain = packages.chain(session, DESK, self.store_id)
        certificate = x509.load_pem_x509_certificate(self.store_certificate.encode())
        sender = changes.get("sender_id", DESK)
        issuer = self.desk.issuer if sender == DESK else self.issuer_of(sender)
        given: dict[str, Any] = {
            "sender_id": DESK,
            "receiver_id": self.store_id,
            "chain": chain,
            "files": [],
            "counts": {},
            "extra": {},
            "signers": [("cong_an_phat_hanh", issuer)],
            "recipients": [Recipient(certificate)],
            "at": self.clock(),
            "random": self.random,
            "issuing": self.desk.trust.issuing,
        }
        write_package(self.stick / name, **{**given, **changes})
        return self.stick / name

    def answer(self, *rows: object, name: str = "", **changes: Any) -> Path:
        name = name or f"tra-loi-{len(list(self.stick.iterdir()))}.htpkg"
        return self.send(
            name, **{"purpose": "tra_loi", "files": [("data/tra_loi.jsonl", lines(rows))], **changes}
        )

    def receive(self, source: Path, **changes: Any) -> returns.AnswerReport:
        given = {"by": self.officer(JUSTICE.uid), "now": self.clock, "progress": silent, "demo": True}
        return returns.receive(self.store, source, **{**given, **changes})

    def snapshot(self, name: str, **changes: Any) -> Path:
        """Write a snapshot package; ``info`` are changes of what its manifest says of the snapshot."""
        people = changes.pop("people", [person_row(p) for p in PEOPLE])
        info = {**snapshot_info(len(people)), **changes.pop("info", {})}
        kept = {key: value for key, value in info.items() if value is not None}
        given = {
            "purpose": "anh_chup_dan_cu",
            "files": [("data/dan_cu.jsonl", lines(people))],
            "extra": {"snapshot": kept},
        }
        return self.send(name, **{**given, **changes})

    def take_snapshot(self, source: Path, **changes: Any) -> snapshots.SnapshotReport:
        given: dict[str, Any] = {
            "by": self.officer(POLICE.uid),
            "now": self.clock,
            "random": self.random,
            "progress": silent,
            "demo": True,
        }
        return snapshots.receive(self.store, self.folder, source, **{**given, **changes})

    def execute(self, *statements: str, **values: object) -> None:
        """Change the store behind the services' back."""
        with self.store.write() as session:
            for statement in statements:
                names = {k: v for k, v in values.items() if f":{k}" in statement}
                session.execute(text(statement), names)

    def untrust(self, where: str = "1") -> None:
        """Forget what is pinned, against the rule of the database."""
        self.execute("DROP TRIGGER trusted_no_delete", f"DELETE FROM trusted WHERE {where}")

    def issuer_of(self, sender: str) -> SoftwareSigner:
        """Return an issuing officer of another office under the same root, always the same one."""
        if sender not in self.issuers:
            self.issuers[sender] = self.desk.officer(ISSUER_UID, "issuer", store_id=sender)
        return self.issuers[sender]

    def know(self, party: str, name: str) -> None:
        """Pin another office: who issues there, and the certificate that packages go to."""
        _key, receiver = self.desk.receiving(party, name)
        with self.store.write() as session:
            for kind, pem in (("issuer", pem_of(self.issuer_of(party))), ("receiver", receiver)):
                pin(session, kind, pem, party, name)

    def rows(self, table: str) -> list[dict[str, Any]]:
        with self.store.read() as session:
            return [dict(row._mapping) for row in session.execute(text(f"SELECT * FROM {table}"))]

    def everything(self) -> object:
        """Return all rows of the store and the names of all files beside and below it.

        The mark of the file, new whenever it is opened, is left out.
        """
        tables = {name: self.rows(name) for name in Base.metadata.tables}
        tables["meta"] = [row for row in tables["meta"] if row["key"] != "base"]
        files = (p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*") if p.is_file())
        return tables, sorted(name for name in files if not name.startswith(WORK_FILE))

    def kept(self) -> list[Path]:
        """Return the sealed files in the store's folder, the oldest first."""
        return sorted((self.folder / FOLDER).glob("*"), key=lambda path: path.stat().st_mtime_ns)

    def renew(self, package: int, **changes: Any) -> exports.Exported:
        given: dict[str, Any] = {
            "reason": "đồng hồ máy sai",
            "justice": self.signing(JUSTICE.uid),
            "police": self.signing(POLICE.uid),
            "now": self.clock,
            "random": self.random,
            "progress": silent,
            "demo": True,
        }
        target = changes.pop("target", self.stick)
        return exports.renew(self.store, package, target, **{**given, **changes})

    def write_again(self, package: int, **changes: Any) -> sealed_files.WrittenCopy:
        given: dict[str, Any] = {"by": self.officer(JUSTICE.uid), "now": self.clock, "progress": silent}
        target = changes.pop("target", self.stick)
        return sealed_files.write_again(self.store, package, target, **{**given, **changes})

    def history(self) -> list[deliveries.Delivery]:
        with self.store.read() as session:
            return deliveries.history(session, at=self.clock())


def lines(rows: Sequence[object]) -> bytes:
    return b"".join(canonical.dumps(row) + b"\n" for row in rows)


def person_row(person: Person) -> dict[str, str]:
    return {slot: getattr(person, slot) for slot in person.__slots__ if getattr(person, slot)}


def snapshot_info(rows: int) -> dict[str, Any]:
    return {
        "id": "s2",
        "issuer": "Công an huyện",
        "scope": COMMUNE,
        "issued_at": stamp(AT),
        "expires_at": stamp(AT + timedelta(days=90)),
        "rows": rows,
        "schema": "vn.hotich.dan_cu/1",
    }


def answer_row(entry_id: str, **changes: Any) -> dict[str, Any]:
    given = {
        "entry_id": entry_id,
        "version": 1,
        "section": "child",
        "code": "number_assigned",
        "personal_id": SAME_CHILD.personal_id,
        "message": "",
    }
    return {**given, **changes}


def found(folder: Path) -> founding.Founded:
    officers = [founding.NewOfficer(o, PASSWORD) for o in (JUSTICE, POLICE, LEADER, TYPIST, BOTH)]
    return founding.found(
        folder,
        commune=COMMUNE,
        header_lines=["ỦY BAN NHÂN DÂN", " ", " XÃ CẨM LƯƠNG "],
        officers=officers,
        at=AT,
        random=numbered("found"),
        kdf=KDF,
        unit_code=" 14923 ",
        place=" Cẩm Lương ",
    )


def decide_all(
    store: Store, entry_id: str, random: Callable[[int], bytes], child: Person, snapshot_id: str = "s1"
) -> None:
    """Decide on the three persons of a birth: the child found, the father found, the mother not."""
    differs = child is CHILD
    choices: list[tuple[str, Branch, dict[str, Any]]] = [
        ("child", Branch.MISMATCH_BASIC if differs else Branch.MATCH, {"person": child}),
        ("father", Branch.MATCH, {"person": FATHER}),
        ("mother", Branch.NOT_FOUND, {}),
    ]
    choices[0][2]["again"] = "đăng ký lại"  # one child stands in the entries of many tests
    if differs:
        choices[0][2]["resolutions"] = {"mother_name": Resolution.FIX_POPULATION}
    for section, branch, more in choices:
        people = [more["person"]] if "person" in more else []
        with store.write() as session:
            decisions.decide(
                session,
                entry_id,
                section,
                branch,
                search=searched(*people),
                snapshot_id=snapshot_id,
                by=JUSTICE,
                at=AT,
                random=random,
                **more,
            )


def make(folder: Path) -> Made:
    """Found a commune, certify it, give it a snapshot, and let two of its three entries be approved."""
    desk, made = PoliceSide(), found(folder)
    with made.store.write() as session:
        request = trusting.request_file(session, on=AT.date())
        answer = desk.signed(desk.certify(request))
        trusting.take_certificates(session, answer, by=LEADER, at=AT, demo=True)
        officers = {o.uid: o for o in accounts.every(session)}
    signers = {uid: unlocking.signer(folder, o, PASSWORD) for uid, o in officers.items()}
    made.store.close()
    random = numbered("make")

    commune = Commune(Made(folder, made.store_key, signers, desk, (), ""), folder.parent / "work")
    commune.take_snapshot(commune.snapshot("s1.htpkg", info={"id": "s1"}))
    store, police = commune.store, officers[POLICE.uid]
    volume = add_volume(store)
    *approved, draft_id = (
        type_entry(store, random, volume, registration_no=n) for n in ("188", "189", "190")
    )
    entry_ids = tuple(approved)
    for entry_id, child in zip(entry_ids, (SAME_CHILD, CHILD), strict=True):
        decide_all(store, entry_id, random, child)
        with store.write() as session:
            shown = approval.freeze(session, entry_id)
            approval.approve(session, [shown], signer=signers[POLICE.uid], by=police, at=AT)
    store.close()
    return Made(commune.folder, made.store_key, signers, desk, entry_ids, draft_id)


def export_from(made: Made, folder: Path) -> Made:
    """Return the same commune after its two entries have left."""
    commune = Commune(made, folder)
    commune.export()
    commune.store.close()
    return replace(made, folder=commune.folder)

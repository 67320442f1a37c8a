"""A test authority, two officers, a receiver, and a package between them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from app.crypto import authority
from app.crypto.mandate import Mandate
from app.crypto.package import ChainState, Recipient, Sealed, write_package
from app.crypto.signing import PrivateKey, SoftwareSigner, certificate_request, key_pem, new_signing_key
from app.crypto.trust import TrustStore, Usage
from tests.conftest import AT, numbered

START = ChainState(0, "0" * 64)
FILES = [
    ("data/khai_sinh.jsonl", b'{"child_name":"L\xc3\xaa V\xc4\x83n T\xc3\xbd"}\n'),
    ("data/sai_lech.jsonl", b""),
]


@dataclass
class Party:
    """Someone with a key and a certificate."""

    key_pem: str
    certificate_pem: str

    @property
    def certificate(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.certificate_pem.encode())


class World:
    """One authority and the people of a commune and its police."""

    def __init__(self) -> None:
        self.authority = authority.create("Thử", "TEST ONLY", AT)
        self.trust = self.trust_of(self.authority)
        self.justice = self.officer("038085990001", "Cao Thị Nhàn", roles={"justice"})
        self.police = self.officer("038090990002", "Trương Văn Dũng")
        self.issuer = self.officer("038070990000", "Cán bộ phát hành", roles={"issuer"})
        self.receiver = self.party("ca-huyen")

    @staticmethod
    def trust_of(of: authority.Authority) -> TrustStore:
        pems = of.dump()
        return TrustStore([pems["root"].encode()], [pems["issuing"]], allow_test_roots=True)

    def officer(
        self,
        uid: str,
        name: str,
        *,
        at: datetime = AT,
        days: int = 1825,
        usage: Usage = "sign",
        key: PrivateKey | None = None,
        roles: Collection[str] = ("police",),
        store: str = "xa",
    ) -> SoftwareSigner:
        key = key or new_signing_key()
        request = certificate_request(key, common_name=name, uid=uid, organisation="Thử")
        mandate = Mandate("Thử", store, frozenset(roles))
        pem = self.authority.issue(request, usage=usage, at=at, mandate=mandate, days=days)
        return SoftwareSigner(key, x509.load_pem_x509_certificate(pem.encode()))

    def party(self, uid: str, key: PrivateKey | None = None, role: str = "receiver") -> Party:
        key = key or new_signing_key()
        request = certificate_request(key, common_name=uid, uid=uid, organisation="Thử")
        mandate = Mandate("Thử", uid, frozenset({role}))
        return Party(key_pem(key), self.authority.issue(request, usage="encrypt", at=AT, mandate=mandate))

    def write(self, path: Path, **changes: Any) -> Sealed:
        given: dict[str, Any] = {
            "purpose": "ket_qua",
            "sender_id": "xa",
            "receiver_id": "ca-huyen",
            "chain": START,
            "files": FILES,
            "counts": {"khai_sinh": 1},
            "extra": {"audit": {"seq": 7, "h": "0" * 64}},
            "signers": [("tu_phap", self.justice), ("cong_an", self.police)],
            "recipients": [Recipient(self.receiver.certificate)],
            "at": AT,
            "random": numbered(),
            "issuing": self.trust.issuing,
        }
        return write_package(path, **{**given, **changes})


@pytest.fixture(scope="session")
def world() -> World:
    return World()

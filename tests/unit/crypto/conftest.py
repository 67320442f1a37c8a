"""A test authority, two officers, a receiver, and a package between them."""

import io
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from app.crypto import authority, container
from app.crypto.container import Container
from app.crypto.mandate import Mandate
from app.crypto.package import ChainState, Recipient, Sealed, write_package
from app.crypto.sealing import Sealer, Unsealed
from app.crypto.signing import PrivateKey, SoftwareSigner, certificate_request, key_pem, new_signing_key
from app.crypto.trust import TrustStore, Usage
from tests.conftest import AT, numbered

START = ChainState(0, "0" * 64)
FILES = [
    ("data/khai_sinh.jsonl", b'{"child_name":"L\xc3\xaa V\xc4\x83n T\xc3\xbd"}\n'),
    ("data/sai_lech.jsonl", b""),
]


class Held:
    """A file in memory that a sealer writes."""

    def __init__(self) -> None:
        self.head, self.rest = b"", bytearray()

    def write_head(self, head: bytes) -> None:
        assert len(head) == len(self.head) or not self.head
        self.head = head

    def write(self, data: bytes) -> None:
        self.rest += data


class Bytes:
    """A container in memory."""

    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def read(self, at: int, size: int) -> bytes:
        return self.data[max(0, at) : at + size]

    def pieces(self, at: int, size: int) -> Iterable[bytes]:
        end = min(at + size, self.size)
        return (self.data[n : min(n + 1000, end)] for n in range(at, end, 1000))


def seal(plain: bytes, recipients: Sequence[x509.Certificate], random: Callable[[int], bytes]) -> bytes:
    held = Held()
    sealer = Sealer(held, recipients, random)
    sealer.write(plain)
    sealer.close()
    return held.head + held.rest


def unseal(data: bytes, key: PrivateKey, certificate: x509.Certificate) -> bytes:
    unsealed = Unsealed(io.BytesIO(data), key, certificate)
    return unsealed.read(0, unsealed.size)


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Pack the files in their order as the writer does, also what the writer would refuse."""
    held, parts = bytearray(), []
    for name, content in files:
        squeezer = zlib.compressobj(6, zlib.DEFLATED, -15)
        deflated = container._method(name) == container._DEFLATED
        body = squeezer.compress(content) + squeezer.flush() if deflated else content
        part = container.Part(name, len(held), len(body), len(content), zlib.crc32(content))
        held += container._local_header(name) + body + container._descriptor(part)
        parts.append(part)
    return bytes(held) + container._directory(parts)


def unpack(data: bytes) -> dict[str, bytes]:
    """Read every file of a container."""
    return dict(Container(Bytes(data)))


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

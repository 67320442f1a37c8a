"""Certificates for screens: fingerprints in groups, last days, and the trusted parties."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import outside
from app.crypto.trust import load
from app.errors import BadInput
from app.models.store.tables import Trusted

KINDS = {"root": "gốc", "issuing": "cấp phát", "receiver": "nơi nhận gói"}
_LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TrustedView:
    """A pinned certificate for screens."""

    kind: str
    name: str
    fingerprint: str


def read_file(path: Path) -> bytes:
    """Read a certificates file from a stick; BadInput when it is missing or far too large."""
    data = outside.read(path, _LARGEST)
    if data is None:
        raise BadInput("Tệp này quá lớn, không phải tệp chứng thư. Chưa thay đổi gì.")
    return data


def trusted(session: Session) -> list[TrustedView]:
    """Return root, issuers and receivers in the order of their arrival."""
    return [
        TrustedView(KINDS[row.kind], row.name, certificate_fingerprint(row.certificate_pem))
        for row in session.scalars(select(Trusted).order_by(Trusted.id))
    ]


def certificate_fingerprint(pem: str) -> str:
    """Return the SHA-256 of a certificate in groups of four."""
    return _groups(load(pem.encode()).fingerprint(hashes.SHA256()))


def request_fingerprint(pem: str) -> str:
    """Return the first groups of the SHA-256 of the key in a request; empty without one."""
    if not pem:
        return ""
    key = x509.load_pem_x509_csr(pem.encode()).public_key()
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return _groups(digest.finalize()[:8])


def last_day(pem: str) -> date | None:
    """Return the last local day on which a certificate is valid; None without one."""
    return load(pem.encode()).not_valid_after_utc.astimezone().date() if pem else None


def _groups(digest: bytes) -> str:
    text = digest.hex().upper()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))

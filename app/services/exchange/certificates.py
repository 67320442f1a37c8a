"""Certificates for screens: fingerprints in groups, last days, and the trusted parties."""

from dataclasses import dataclass
from datetime import MAXYEAR, date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import outside
from app.crypto.certificate import fingerprint, groups, key_fingerprint, load, load_request
from app.errors import BadInput
from app.models.store.tables import Trusted
from app.models.words.moments import day_of

KINDS = {
    "root": "gốc",
    "issuing": "cấp phát",
    "issuer": "cán bộ phát hành",
    "receiver": "nơi nhận gói",
    "store": "kho của máy này",
    "officer": "cán bộ",
}
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
    return groups(fingerprint(load(pem)))


def request_fingerprint(pem: str) -> str:
    """Return the fingerprint of a request's key in groups, as paper and desk show it; empty without one."""
    return groups(key_fingerprint(load_request(pem))) if pem else ""


def last_day(pem: str) -> date | None:
    """Return the last local day on which a certificate is valid; None without one."""
    if not pem:
        return None
    end = load(pem).not_valid_after_utc
    return end.date() if end.year == MAXYEAR else day_of(end)  # without an end: RFC 5280 §4.1.2.5

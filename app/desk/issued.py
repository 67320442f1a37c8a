"""The certificates that the desk issued."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.crypto.certificate import fingerprint, key_fingerprint, load


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate that was issued here, to an officer or a store."""

    uid: str
    name: str
    store_id: str
    roles: tuple[str, ...]
    certificate: str

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the certificate."""
        return fingerprint(load(self.certificate))

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of the key."""
        return key_fingerprint(load(self.certificate))

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "uid": self.uid,
            "name": self.name,
            "store_id": self.store_id,
            "roles": list(self.roles),
            "certificate": self.certificate,
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> "Issued":
        """Read the output of ``to_json``."""
        return Issued(
            value["uid"], value["name"], value["store_id"], tuple(value["roles"]), value["certificate"]
        )

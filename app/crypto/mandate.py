# mypy: disable-error-code="no-untyped-call"
# asn1crypto has no types.
"""The mandate in a certificate: what it lets its holder do, and for which store (decisions/0012)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from asn1crypto import core
from cryptography import x509

from app.crypto import canonical
from app.crypto.certificate import Untrusted, extensions_of
from app.errors import BadInput
from app.models.words.roles import may_share

ISSUER = "issuer"
"""Signs snapshots, answers, receipts and certificates files."""
RECEIVER = "receiver"
"""Opens the packages of communes."""
STORE = "store"
"""Opens the packages of the police."""
_OID = x509.ObjectIdentifier("2.25.147697382540570915603684519229632970512")  # 2.25: one's own UUID


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a certificate lets its holder do.

    ``unit`` is the office in words, ``store_id`` the store or desk it counts for, ``roles`` are those of
    officers (``Role``) or one of ISSUER, RECEIVER, STORE.
    """

    unit: str
    store_id: str
    roles: frozenset[str]

    def lets(self, role: str, store_id: str) -> bool:
        """Tell whether it lets its holder act in this role for this store or desk."""
        return role in self.roles and self.store_id == store_id

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"unit": self.unit, "store_id": self.store_id, "roles": sorted(self.roles)}

    @staticmethod
    def from_json(value: object) -> "Mandate":
        """Read the output of ``to_json``; BadInput for anything else."""
        if not isinstance(value, Mapping) or value.keys() != {"unit", "store_id", "roles"}:
            raise BadInput(_BAD)
        unit, store_id, roles = value["unit"], value["store_id"], value["roles"]
        good = isinstance(unit, str) and isinstance(store_id, str) and isinstance(roles, list)
        if not good or not all(isinstance(role, str) for role in roles) or roles != sorted(set(roles)):
            raise BadInput(_BAD)
        return Mandate(unit, store_id, frozenset(roles))

    def extension(self) -> x509.UnrecognizedExtension:
        """Return it as a certificate's extension; it is not critical, so other programs pass over it."""
        text = canonical.dumps(self.to_json()).decode()
        return x509.UnrecognizedExtension(_OID, bytes(core.UTF8String(text).dump()))


_BOTH = "Chứng thư ghi một người vừa là tư pháp vừa là Công an. Hãy hỏi cơ quan cấp."
_BAD = "Chứng thư ghi vai trò không đúng định dạng. Hãy hỏi cơ quan cấp."
NOTHING = Mandate("", "", frozenset())


def mandate_of(certificate: x509.Certificate) -> Mandate | None:
    """Return the mandate in a certificate, or None; Untrusted when it cannot be read.

    So it is when one person holds roles that must be apart.

    Only a trusted certificate's mandate counts: ask ``TrustStore.verify`` for it.
    """
    try:
        found = extensions_of(certificate).get_extension_for_oid(_OID)
    except x509.ExtensionNotFound:
        return None
    try:
        value = found.value.public_bytes()
        text = core.UTF8String.load(value, strict=True)
        if text.dump(force=True) != value:
            raise BadInput(_BAD)
        mandate = Mandate.from_json(canonical.loads(text.native.encode()))
    except (BadInput, ValueError, TypeError) as error:
        raise Untrusted("ROLE", _BAD) from error
    if not may_share(mandate.roles):
        raise Untrusted("ROLE", _BOTH)
    return mandate

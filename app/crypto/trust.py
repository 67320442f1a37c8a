"""Trust in certificates: pinned, or under a pinned root; the period, the usage, the mandate, and the end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtensionOID, NameOID

from app.crypto.certificate import Untrusted, extensions_of, fingerprint, has_strong_key, load
from app.crypto.mandate import NOTHING, Mandate, mandate_of
from app.errors import BadInput, Refused
from app.models.words.moments import day_and_minute

Usage = Literal["sign", "encrypt"]
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)
TEST_ORGANISATION = "TEST ONLY"
MAX_ISSUERS = 3  # certificates above the end certificate, including the root
MAX_CHAIN = 8  # certificates in a package; more would only waste time
_UNDERSTOOD = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    ExtensionOID.CERTIFICATE_POLICIES,
}


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a certificate: what was signed before ``since`` holds, unless its key is compromised."""

    since: datetime
    reason: str
    compromised: bool

    def voids(self, signed: datetime) -> bool:
        """Tell whether what was signed at a moment does not count."""
        return self.compromised or signed >= self.since


class TrustStore:
    """The pinned roots, the issuing certificates under them, pinned leaf certificates, and ended ones.

    ``pins`` (by SHA-256) need no root: each says what its holder may do. ``revoked`` (by SHA-256) end
    certificates of every kind. Raises BadInput for an unreadable certificate or a root that is not a
    self-signed CA, and Refused for a test root unless ``allow_test_roots`` (the demo).
    """

    def __init__(
        self,
        roots: Sequence[bytes],
        issuing: Sequence[str],
        *,
        allow_test_roots: bool,
        pins: Mapping[str, Mandate] | None = None,
        revoked: Mapping[str, Ended] | None = None,
    ) -> None:
        self._roots = [load(pem) for pem in roots]
        self._issuing = [load(pem) for pem in issuing]
        self._pins, self._revoked = dict(pins or {}), dict(revoked or {})
        for root in self._roots:
            if not _is_authority(root, below=0) or not _issued(root, root):
                raise BadInput("Chứng thư gốc không phải của một cơ quan cấp chứng thư. Chưa thay đổi gì.")
            if not allow_test_roots and _is_test(root):
                raise Refused("Chứng thư gốc này chỉ để thử, không dùng cho dữ liệu thật. Chưa thay đổi gì.")

    @property
    def issuing(self) -> tuple[x509.Certificate, ...]:
        """Return the issuing certificates, which accompany signatures."""
        return tuple(self._issuing)

    def verify(
        self,
        certificate: x509.Certificate,
        *,
        at: datetime,
        usage: Usage,
        chain: Sequence[x509.Certificate] = (),
    ) -> Mandate:
        """Check the certificate of a person or store at a time; return what it lets its holder do.

        ``chain`` holds issuing certificates from the package; they help to find the path but are not trusted
        alone. A certificate without mandate lets its holder do NOTHING. Raises Untrusted with its code.
        """
        _check_leaf(certificate, usage)
        problem = Untrusted(
            "UNTRUSTED", "Chứng thư không do cơ quan cấp mà máy này tin cậy. Hãy hỏi nơi gửi."
        )
        if len(chain) > MAX_CHAIN:
            raise problem
        pin = self._pins.get(fingerprint(certificate))
        for path in (
            self._paths((certificate,), [*self._issuing, *chain]) if pin is None else _alone(certificate)
        ):
            try:
                _check_times(path, at)
                self._check_ends(path, at)
            except Untrusted as error:
                problem = error
            else:
                return pin or mandate_of(certificate) or NOTHING
        raise problem

    def verify_officer(
        self, certificate: x509.Certificate, *, role: str, store_id: str, at: datetime
    ) -> None:
        """Check that its holder might sign in this role for this store at that time; else Untrusted."""
        if not self.verify(certificate, at=at, usage="sign").lets(role, store_id):
            raise Untrusted("ROLE", "Chứng thư của người ký không ghi vai trò này ở đơn vị này.")

    def _check_ends(self, path: Sequence[x509.Certificate], at: datetime) -> None:
        for certificate in path:
            end = self._revoked.get(fingerprint(certificate))
            if end is not None and end.voids(at):
                raise Untrusted(
                    "REVOKED",
                    "Chứng thư đã bị thu hồi từ {0} (lý do: {1}). Hãy dùng chứng thư mới.",
                    day_and_minute(end.since),
                    end.reason,
                )

    def _paths(
        self, path: tuple[x509.Certificate, ...], between: Sequence[x509.Certificate]
    ) -> Iterator[tuple[x509.Certificate, ...]]:
        """Yield every path of correct signatures from the certificate to a pinned root."""
        below = len(path) - 1
        for root in self._roots:
            if _is_authority(root, below=below) and _issued(path[-1], root):
                yield (*path, root)
        if len(path) < MAX_ISSUERS:
            for issuer in between:
                if issuer not in path and _is_authority(issuer, below=below) and _issued(path[-1], issuer):
                    yield from self._paths((*path, issuer), between)


def _check_leaf(certificate: x509.Certificate, usage: Usage) -> None:
    wrong = Untrusted(
        "USAGE", "Chứng thư không được cấp cho việc này (ký hoặc giải mã). Hãy hỏi cơ quan cấp."
    )
    constraints = _extension(certificate, x509.BasicConstraints)
    allowed = _extension(certificate, x509.KeyUsage)
    if allowed is None or (constraints is not None and constraints.ca) or not _understood(certificate):
        raise wrong
    fits = allowed.digital_signature if usage == "sign" else allowed.key_encipherment or allowed.key_agreement
    if not fits:
        raise wrong


def _alone(certificate: x509.Certificate) -> Iterator[tuple[x509.Certificate, ...]]:
    """Yield the path of a pinned certificate: itself, unless its key is weak."""
    if has_strong_key(certificate):
        yield (certificate,)


def _check_times(path: Sequence[x509.Certificate], at: datetime) -> None:
    for certificate in path:
        if at < certificate.not_valid_before_utc:
            raise Untrusted("NOT_YET", "Chứng thư chưa đến ngày có hiệu lực. Hãy kiểm tra ngày giờ của máy.")
        if at > certificate.not_valid_after_utc:
            raise Untrusted(
                "EXPIRED", "Chứng thư đã hết hạn. Hãy kiểm tra ngày giờ của máy; giờ đúng thì xin cấp mới."
            )


def _is_authority(certificate: x509.Certificate, *, below: int) -> bool:
    """Tell whether it is a CA that allows ``below`` issuers between it and the end certificate."""
    try:
        constraints = _extension(certificate, x509.BasicConstraints)
        allowed = _extension(certificate, x509.KeyUsage)
        known = _understood(certificate)
    except Untrusted:
        return False
    if constraints is None or not constraints.ca or allowed is None or not allowed.key_cert_sign or not known:
        return False
    return constraints.path_length is None or below <= constraints.path_length


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether the issuer's strong enough key signed it, with SHA-2."""
    if not has_strong_key(issuer) or not has_strong_key(certificate):
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
        digest = certificate.signature_hash_algorithm
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return isinstance(digest, hashes.SHA256 | hashes.SHA384 | hashes.SHA512)


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return extensions_of(certificate).get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _understood(certificate: x509.Certificate) -> bool:
    """Tell whether every critical extension is checked here or irrelevant here."""
    return all(not e.critical or e.oid in _UNDERSTOOD for e in extensions_of(certificate))


def _is_test(root: x509.Certificate) -> bool:
    names = root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return any(TEST_ORGANISATION in str(name.value).upper() for name in names)

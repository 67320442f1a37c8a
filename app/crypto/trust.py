"""Trust in certificates: a path to a pinned root, the period, the usage, and the person's UID."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtensionOID, NameOID

from app.errors import BadInput, Refused

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


class Untrusted(BadInput):
    """A certificate is not trusted; ``code`` is EXPIRED, NOT_YET, UNTRUSTED, USAGE or NO_UID."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class TrustStore:
    """The pinned roots and the issuing certificates under them.

    Raises BadInput for an unreadable certificate or a root that is not a self-signed CA, and Refused for a
    test root unless ``allow_test_roots`` (the demo).
    """

    def __init__(self, roots: Sequence[bytes], issuing: Sequence[str], *, allow_test_roots: bool) -> None:
        self._roots = [load(pem) for pem in roots]
        self._issuing = [load(pem.encode()) for pem in issuing]
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
    ) -> None:
        """Check a person's or a store's certificate at a time; raises Untrusted with its code.

        ``chain`` holds issuing certificates from the package; they help to find the path but are not trusted
        alone.
        """
        _check_leaf(certificate, usage)
        problem = Untrusted(
            "UNTRUSTED", "Chứng thư không do cơ quan cấp mà máy này tin cậy. Hãy hỏi nơi gửi."
        )
        if len(chain) > MAX_CHAIN:
            raise problem
        for path in self._paths((certificate,), [*self._issuing, *chain]):
            try:
                _check_times(path, at)
            except Untrusted as error:
                problem = error
            else:
                return
        raise problem

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


def load(pem: bytes) -> x509.Certificate:
    """Load one PEM certificate; BadInput when it is damaged."""
    try:
        return x509.load_pem_x509_certificate(pem)
    except (ValueError, x509.InvalidVersion) as error:
        raise BadInput("Chứng thư không đọc được. Hãy chép lại từ cơ quan cấp. Chưa thay đổi gì.") from error


def uid_of(certificate: x509.Certificate) -> str:
    """Return the one UID of the subject (a person's number, a store's id); Untrusted NO_UID without one."""
    missing = Untrusted("NO_UID", "Chứng thư không ghi số định danh (UID) của người hoặc kho được cấp.")
    try:
        uids = [str(a.value) for a in certificate.subject.get_attributes_for_oid(NameOID.USER_ID)]
    except ValueError as error:
        raise missing from error
    if len(uids) != 1 or not uids[0]:
        raise missing
    return uids[0]


def is_strong(key: object) -> bool:
    """Tell whether a public key is strong enough: P-256 and up, RSA from 2048 bits."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1)
    return isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048


def _check_leaf(certificate: x509.Certificate, usage: Usage) -> None:
    wrong = Untrusted(
        "USAGE", "Chứng thư không được cấp cho việc này (ký hoặc giải mã). Hãy hỏi cơ quan cấp."
    )
    try:
        constraints = _extension(certificate, x509.BasicConstraints)
        allowed = _extension(certificate, x509.KeyUsage)
    except ValueError as error:
        raise wrong from error
    if allowed is None or (constraints is not None and constraints.ca) or not _understood(certificate):
        raise wrong
    fits = allowed.digital_signature if usage == "sign" else allowed.key_encipherment or allowed.key_agreement
    if not fits:
        raise wrong


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
    except ValueError:
        return False
    if constraints is None or not constraints.ca or allowed is None or not allowed.key_cert_sign or not known:
        return False
    return constraints.path_length is None or below <= constraints.path_length


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether the issuer's strong enough key signed it, with SHA-2."""
    if not _is_strong(issuer) or not _is_strong(certificate):
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
        digest = certificate.signature_hash_algorithm
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return isinstance(digest, hashes.SHA256 | hashes.SHA384 | hashes.SHA512)


def _is_strong(certificate: x509.Certificate) -> bool:
    try:
        return is_strong(certificate.public_key())
    except (ValueError, UnsupportedAlgorithm):
        return False


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _understood(certificate: x509.Certificate) -> bool:
    """Tell whether every critical extension is checked here or irrelevant here."""
    return all(not e.critical or e.oid in _UNDERSTOOD for e in certificate.extensions)


def _is_test(root: x509.Certificate) -> bool:
    names = root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return any(TEST_ORGANISATION in str(name.value).upper() for name in names)

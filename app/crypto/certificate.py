"""What one certificate says, read so that none of them surprises the reader."""

import hashlib

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import NameOID

from app.errors import BadInput

_UNREADABLE = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    CryptographyDeprecationWarning,  # of what the library will refuse one day, where warnings are errors
)


class Untrusted(BadInput):
    """A certificate is not trusted.

    ``code`` is EXPIRED, NOT_YET, UNTRUSTED, USAGE, NO_UID, ROLE or REVOKED.
    """

    def __init__(self, code: str, text: str, *values: object) -> None:
        super().__init__(text, *values)
        self.code = code


def load(pem: str | bytes) -> x509.Certificate:
    """Load one PEM certificate; BadInput when it is damaged or its serial number is not positive."""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode() if isinstance(pem, str) else pem)
        if certificate.serial_number <= 0:  # RFC 5280; the library only warns
            raise ValueError("serial number")
    except _UNREADABLE as error:
        raise BadInput("Chứng thư không đọc được. Hãy chép lại từ cơ quan cấp. Chưa thay đổi gì.") from error
    return certificate


def load_request(pem: str) -> x509.CertificateSigningRequest:
    """Load a PKCS #10 request that its own key signed.

    Raises BadInput for a damaged request, a wrong self-signature or a weak key.
    """
    try:
        request = x509.load_pem_x509_csr(pem.encode())
        key, genuine = request.public_key(), request.is_signature_valid
        list(request.subject)
    except _UNREADABLE as error:
        raise BadInput("Yêu cầu cấp chứng thư không đọc được. Hãy chép lại từ máy của xã.") from error
    if not genuine:
        raise BadInput("Yêu cầu cấp chứng thư không do chính khóa trong đó ký. Không cấp.")
    if not is_strong(key):
        raise BadInput("Khóa trong yêu cầu cấp chứng thư quá yếu hoặc thuộc loại không dùng. Không cấp.")
    return request


def uid_of(certificate: x509.Certificate) -> str:
    """Return the one UID of the subject (a person's number, a store's id); Untrusted NO_UID without one."""
    uid = _one(certificate, NameOID.USER_ID)
    if not uid:
        raise Untrusted("NO_UID", "Chứng thư không ghi số định danh (UID) của người hoặc kho được cấp.")
    return uid


def name_of(certificate: x509.Certificate | x509.CertificateSigningRequest) -> str:
    """Return the common name; empty without exactly one."""
    return _one(certificate, NameOID.COMMON_NAME)


def requested_uid(request: x509.CertificateSigningRequest) -> str:
    """Return the one UID that a request asks for; empty without exactly one."""
    return _one(request, NameOID.USER_ID)


def organisation_of(certificate: x509.Certificate | x509.CertificateSigningRequest) -> str:
    """Return the organisation; empty without exactly one."""
    return _one(certificate, NameOID.ORGANIZATION_NAME)


def extensions_of(certificate: x509.Certificate) -> x509.Extensions:
    """Return the extensions; Untrusted USAGE when one stands twice or cannot be read."""
    try:
        return certificate.extensions
    except _UNREADABLE as error:
        raise Untrusted("USAGE", "Chứng thư có phần mở rộng không đọc được. Hãy hỏi cơ quan cấp.") from error


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate in hex."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def key_fingerprint(holder: x509.Certificate | x509.CertificateSigningRequest) -> str:
    """Return the first 128 bits of the SHA-256 of a key in hex: the same in request and certificate.

    Raises BadInput for a key that cannot be read.
    """
    try:
        key = holder.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except _UNREADABLE as error:
        raise BadInput("Chứng thư hoặc yêu cầu mang khóa không đọc được. Chưa thay đổi gì.") from error
    return hashlib.sha256(key).hexdigest()[:32]


def groups(digest: str) -> str:
    """Return hex digits in capitals and groups of four, as paper and screens show them."""
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4)).upper()


def is_strong(key: object) -> bool:
    """Tell whether a public key is strong enough: P-256 and up, RSA from 2048 bits."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1)
    return isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048


def has_strong_key(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate's key can be read and is strong enough."""
    try:
        return is_strong(certificate.public_key())
    except _UNREADABLE:
        return False


def _one(holder: x509.Certificate | x509.CertificateSigningRequest, oid: x509.ObjectIdentifier) -> str:
    try:
        found = holder.subject.get_attributes_for_oid(oid)
    except _UNREADABLE:
        return ""
    return str(found[0].value) if len(found) == 1 else ""

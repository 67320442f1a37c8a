"""A certificate authority for the desk and the demo: a root and an issuing certificate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding

from app.crypto.certificate import load, load_request, name_of, organisation_of, requested_uid
from app.crypto.mandate import Mandate
from app.crypto.signing import (
    PrivateKey,
    certificate_request,
    key_pem,
    load_key_pem,
    new_signing_key,
    subject,
)
from app.crypto.trust import Usage
from app.errors import BadInput

ROOT_DAYS = 3650
LEAF_DAYS = 1825
_BACKDATE = timedelta(minutes=5)  # clocks of offline PCs differ a little
_PEM_FIELDS = ("root", "root_key", "issuing", "issuing_key")


@dataclass(frozen=True, slots=True)
class Authority:
    """A root and its issuing certificate, with their keys in memory."""

    root: x509.Certificate
    root_key: ec.EllipticCurvePrivateKey
    issuing: x509.Certificate
    issuing_key: ec.EllipticCurvePrivateKey

    def issue(
        self,
        csr_pem: str,
        *,
        usage: Usage,
        at: datetime,
        mandate: Mandate | None = None,
        days: int = LEAF_DAYS,
    ) -> str:
        """Issue a certificate for a request, as ``issue`` does, under the issuing certificate."""
        issuer = (self.issuing, self.issuing_key)
        return issue(csr_pem, issuer=issuer, usage=usage, at=at, mandate=mandate, days=days)

    def issue_encryption(
        self,
        name: str,
        uid: str,
        *,
        at: datetime,
        organisation: str = "",
        mandate: Mandate | None = None,
        days: int = LEAF_DAYS,
    ) -> tuple[PrivateKey, str]:
        """Make a P-256 key for receiving packages and its certificate; return key and PEM."""
        key = new_signing_key()
        request = certificate_request(key, common_name=name, uid=uid, organisation=organisation)
        return key, self.issue(request, usage="encrypt", at=at, mandate=mandate, days=days)

    def dump(self) -> dict[str, str]:
        """Return certificates and unencrypted keys as PEM, for the desk's protected folder."""
        return {
            "root": self.root.public_bytes(Encoding.PEM).decode(),
            "root_key": key_pem(self.root_key),
            "issuing": self.issuing.public_bytes(Encoding.PEM).decode(),
            "issuing_key": key_pem(self.issuing_key),
        }

    @staticmethod
    def load(pems: Mapping[str, str]) -> "Authority":
        """Load the output of ``dump``; BadInput when a part is missing, damaged or does not fit its key."""
        if not all(isinstance(pems.get(name), str) for name in _PEM_FIELDS):
            raise BadInput("Tệp khóa của cơ quan cấp chứng thư thiếu phần.")
        root, issuing = load(pems["root"]), load(pems["issuing"])
        root_key, issuing_key = load_key_pem(pems["root_key"]), load_key_pem(pems["issuing_key"])
        fits = root_key.public_key() == root.public_key() and issuing_key.public_key() == issuing.public_key()
        if not fits or not isinstance(root_key, ec.EllipticCurvePrivateKey):
            raise BadInput("Khóa và chứng thư của cơ quan cấp không đi với nhau.")
        if not isinstance(issuing_key, ec.EllipticCurvePrivateKey):
            raise BadInput("Khóa của cơ quan cấp chứng thư thuộc loại không dùng ở đây.")
        return Authority(root, root_key, issuing, issuing_key)


def create(name: str, organisation: str, at: datetime) -> Authority:
    """Make a root and an issuing certificate, both P-256, valid ten years from ``at``.

    Only the demo trusts an authority with the organisation "TEST ONLY".
    """
    root_key, issuing_key = new_signing_key(), new_signing_key()
    root_name, issuing_name = (subject(f"{name} {role}", "", organisation) for role in ("gốc", "cấp phát"))
    root = _builder(root_name, root_name, at, ROOT_DAYS).public_key(root_key.public_key())
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=1), True)
    root_certificate = root.add_extension(_AUTHORITY, True).sign(root_key, hashes.SHA256())
    issuing = _builder(issuing_name, root_name, at, ROOT_DAYS).public_key(issuing_key.public_key())
    issuing = issuing.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
    issuing_certificate = issuing.add_extension(_AUTHORITY, True).sign(root_key, hashes.SHA256())
    return Authority(root_certificate, root_key, issuing_certificate, issuing_key)


def issue(
    csr_pem: str,
    *,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey],
    usage: Usage,
    at: datetime,
    mandate: Mandate | None = None,
    days: int = LEAF_DAYS,
) -> str:
    """Issue a certificate for a request, copying its CN, UID and O, with a mandate; return it as PEM.

    Without an authority the issuer is an officer, and only a pin makes the certificate count. Raises
    BadInput for a request that ``load_request`` refuses or that has no CN or UID.
    """
    request = load_request(csr_pem)
    name, uid, organisation = name_of(request), requested_uid(request), organisation_of(request)
    if not name or not uid:
        raise BadInput("Yêu cầu cấp chứng thư thiếu tên hoặc số định danh (UID). Không cấp.")
    above, key = issuer
    builder = _builder(subject(name, uid, organisation), above.subject, at, days, until=above)
    return _leaf(builder.public_key(request.public_key()), key, request.public_key(), usage, mandate)


def self_signed(
    key: ec.EllipticCurvePrivateKey, name: x509.Name, *, usage: Usage, at: datetime, mandate: Mandate
) -> str:
    """Return the certificate of a key signed by the key itself, as PEM; only a pin makes it count."""
    builder = _builder(name, name, at, LEAF_DAYS).public_key(key.public_key())
    return _leaf(builder, key, key.public_key(), usage, mandate)


def _leaf(
    builder: x509.CertificateBuilder,
    key: ec.EllipticCurvePrivateKey,
    held: CertificatePublicKeyTypes,
    usage: Usage,
    mandate: Mandate | None,
) -> str:
    """Sign a certificate that issues nothing and says its use and mandate; return it as PEM."""
    usages = _usages(usage, is_ec=isinstance(held, ec.EllipticCurvePublicKey))
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
    builder = builder.add_extension(usages, True)
    if mandate is not None:
        builder = builder.add_extension(mandate.extension(), False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def _builder(
    name: x509.Name, issuer: x509.Name, at: datetime, days: int, until: x509.Certificate | None = None
) -> x509.CertificateBuilder:
    """Start a certificate that ends no later than its issuer's."""
    end = at + timedelta(days=days)
    if until is not None:
        end = min(end, until.not_valid_after_utc)
    serial = x509.random_serial_number()
    builder = x509.CertificateBuilder(issuer_name=issuer, subject_name=name, serial_number=serial)
    return builder.not_valid_before(at - _BACKDATE).not_valid_after(end)


def _key_usage(
    *, sign: bool = False, encipher: bool = False, agree: bool = False, ca: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=sign,
        key_encipherment=encipher,
        data_encipherment=False,
        key_agreement=agree,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


_AUTHORITY = _key_usage(ca=True)


def _usages(usage: Usage, *, is_ec: bool) -> x509.KeyUsage:
    if usage == "sign":
        return _key_usage(sign=True)
    return _key_usage(agree=is_ec, encipher=not is_ec)

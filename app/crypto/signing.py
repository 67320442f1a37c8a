# mypy: disable-error-code="no-untyped-call"
# asn1crypto has no types.
"""Signatures: an officer's own key, approvals of entries, and CAdES-B-B over files (RFC 5652, RFC 5035)."""

import base64
import functools
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from app.crypto import canonical, der
from app.crypto.certificate import uid_of
from app.errors import BadInput, Refused

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
STATEMENT = ("store_id", "entry_id", "version", "entry_sha256", "uid", "cert_sha256", "at", "seq")
_APPROVAL = b"vn.hotich.duyet/1\0"
_ATTRIBUTES = {"content_type", "message_digest", "signing_time", "signing_certificate_v2"}
_CMS_ALG = {"ES256": "sha256_ecdsa", "RS256": "sha256_rsa"}
_ALG_OF_CMS = {"sha256_ecdsa": "ES256", "sha256_rsa": "RS256", "rsassa_pkcs1v15": "RS256"}
_SHA256_OID = bytes.fromhex("0609608648016503040201")
_SHA256 = (b"\x30\x0b" + _SHA256_OID, b"\x30\x0d" + _SHA256_OID + b"\x05\x00")  # parameters absent or NULL
_MAX_CN = 64  # upper bound of X.520; the cryptography library counts it in bytes
_BAD_SIGNATURE = "Chữ ký số không đúng: nội dung đã bị thay đổi hoặc không phải người này ký."
_BAD_FORM = "Tệp chữ ký số không đúng định dạng CAdES. Hãy xin lại từ nơi gửi."
_MALFORMED = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    x509.InvalidVersion,
)


class Signer(Protocol):
    """A private key that signs, in memory or on a token, with its certificate."""

    @property
    def certificate(self) -> bytes:
        """Return the certificate as DER."""

    @property
    def alg(self) -> str:
        """Return ES256 (ECDSA P-256, signature as DER) or RS256 (RSA PKCS #1 v1.5), both with SHA-256."""

    def sign(self, data: bytes) -> bytes:
        """Hash and sign the bytes."""


class SoftwareSigner:
    """A signing key in memory; Refused when the certificate is for another key."""

    def __init__(self, key: PrivateKey, certificate: x509.Certificate) -> None:
        if key.public_key() != certificate.public_key():
            raise Refused("Khóa ký và chứng thư không đi với nhau. Hãy nhận lại chứng thư.")
        self._key = key
        self.certificate = certificate.public_bytes(serialization.Encoding.DER)
        self.alg = "ES256" if isinstance(key, ec.EllipticCurvePrivateKey) else "RS256"

    def sign(self, data: bytes) -> bytes:
        """Sign the bytes with the key."""
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(hashes.SHA256()))
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


@dataclass(frozen=True, slots=True)
class SignedApproval:
    """The signature over one approval: its algorithm and its bytes in base64."""

    alg: str
    signature: str


@dataclass(frozen=True, slots=True)
class CadesResult:
    """The content of a correct CAdES signature; only TrustStore checks the certificate."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    signing_time: datetime


def new_signing_key() -> ec.EllipticCurvePrivateKey:
    """Make a P-256 key with randomness from OpenSSL."""
    return ec.generate_private_key(ec.SECP256R1())


def key_pem(key: PrivateKey) -> str:
    """Return a private key as unencrypted PKCS #8 PEM, for storage in an encrypted place."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def load_key_pem(pem: str) -> PrivateKey:
    """Load a private key written by ``key_pem``; BadInput when it is damaged or of another kind."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInput("Khóa riêng không đọc được.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise BadInput("Khóa riêng thuộc loại không dùng ở đây.")
    return key


def subject(common_name: str, uid: str, organisation: str) -> x509.Name:
    """Return an X.509 name: CN (cut to its bound), UID and O, without the empty ones."""
    parts = (
        (NameOID.COMMON_NAME, cut_name(common_name)),
        (NameOID.USER_ID, uid),
        (NameOID.ORGANIZATION_NAME, organisation),
    )
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text])


def cut_name(common_name: str) -> str:
    """Return a name as certificates hold it: cut to the bound of a CN."""
    return common_name.encode()[:_MAX_CN].decode(errors="ignore")


def certificate_request(key: PrivateKey, *, common_name: str, uid: str, organisation: str) -> str:
    """Return a PKCS #10 request for the key as PEM, signed by the key."""
    builder = x509.CertificateSigningRequestBuilder(subject(common_name, uid, organisation))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def verify_raw(certificate: x509.Certificate, alg: str, data: bytes, signature: bytes) -> None:
    """Check a signature with a certificate's key; BadInput unless key, algorithm and bytes fit."""
    try:
        key = certificate.public_key()
        if alg == "ES256" and isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1":
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        elif alg == "RS256" and isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048:
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            raise BadInput("Chữ ký số dùng thuật toán không được phép.")
    except (InvalidSignature, UnsupportedAlgorithm, ValueError) as error:
        raise BadInput(_BAD_SIGNATURE) from error


def sign_approval(
    signer: Signer,
    *,
    store_id: str,
    entry_id: str,
    version: int,
    entry_sha256: str,
    uid: str,
    at: str,
    seq: int,
) -> SignedApproval:
    """Sign the approval of these frozen bytes of this version by the officer ``uid`` (formats: approval).

    Refused when the signer's certificate is not this officer's.
    """
    certificate = x509.load_der_x509_certificate(signer.certificate)
    if uid_of(certificate) != uid:
        raise Refused("Khóa ký không phải của chính người duyệt. Chưa duyệt trường hợp nào.")
    statement = {
        "store_id": store_id,
        "entry_id": entry_id,
        "version": version,
        "entry_sha256": entry_sha256,
        "uid": uid,
        "cert_sha256": hashlib.sha256(signer.certificate).hexdigest(),
        "at": at,
        "seq": seq,
    }
    signature = signer.sign(_APPROVAL + canonical.dumps(statement))
    return SignedApproval(signer.alg, base64.b64encode(signature).decode())


def verify_approval(approval: Mapping[str, Any], certificate: x509.Certificate) -> None:
    """Check an approval (statement fields, ``alg``, ``signature``) against its officer's certificate.

    Raises BadInput when a field is missing or changed, or the certificate is another one or another person's.
    The caller checks that the entry's bytes have ``entry_sha256``.
    """
    try:
        statement = {name: approval[name] for name in STATEMENT}
        alg, text = approval["alg"], approval["signature"]
        signature = base64.b64decode(text, validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput("Phần duyệt của trường hợp thiếu trường hoặc không đúng định dạng.") from error
    if statement["cert_sha256"] != _fingerprint(certificate) or statement["uid"] != uid_of(certificate):
        raise BadInput("Chứng thư không phải của người đã duyệt trường hợp.")
    verify_raw(certificate, alg, _APPROVAL + canonical.dumps(statement), signature)


@functools.lru_cache(64)
def _fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate in hex; one officer approves thousands of entries."""
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


def cades_sign(signer: Signer, data: bytes, at: datetime, *, chain: Sequence[x509.Certificate] = ()) -> bytes:
    """Return a detached CAdES-B-B signature (DER, .p7s) over the data, the certificate inside."""
    certificate = asn1_x509.Certificate.load(signer.certificate)
    moment = at.astimezone(UTC).replace(microsecond=0)
    time = "utc_time" if moment.year < 2050 else "generalized_time"  # RFC 5652 §11.3
    ess = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(signer.certificate).digest()})
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "data"),
            _attribute("message_digest", hashlib.sha256(data).digest()),
            _attribute("signing_time", cms.Time({time: moment})),
            _attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [ess]})),
        ]
    )
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    sid = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": sid}),
            "digest_algorithm": sha256,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": _CMS_ALG[signer.alg]},
            "signature": signer.sign(attributes.dump()),
        }
    )
    others = [asn1_x509.Certificate.load(c.public_bytes(serialization.Encoding.DER)) for c in chain]
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate, *others],
            "signer_infos": [info],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def cades_verify(p7s: bytes, data: bytes) -> CadesResult:
    """Check a detached CAdES-B-B signature over the data and return who signed and when.

    It accepts only DER, one signer, SHA-256, exactly the four signed attributes, and the certificate named by
    signing-certificate-v2. Raises BadInput. TrustStore checks the trust in the certificate.
    """
    try:
        signed, info = _parse(p7s)
        values = {a["type"].native: a["values"] for a in info["signed_attrs"]}
        certificates = [_load(c.chosen) for c in signed["certificates"]]
        leaf = _signer_certificate(info, values, certificates)
        digest, moment = values["message_digest"][0].native, values["signing_time"][0].native
        alg = _ALG_OF_CMS.get(info["signature_algorithm"]["algorithm"].native, "")
        signature, attributes = info["signature"].native, _as_set(info["signed_attrs"].dump())
    except _MALFORMED as error:
        raise BadInput(_BAD_FORM) from error
    if moment.tzinfo is None:  # GeneralizedTime without Z
        raise BadInput(_BAD_FORM)
    if not hmac.compare_digest(digest, hashlib.sha256(data).digest()):
        raise BadInput(_BAD_SIGNATURE)
    verify_raw(leaf, alg, attributes, signature)
    others = tuple(c for c in certificates if c != leaf)
    return CadesResult(leaf, others, moment)


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})


def _as_set(attributes: bytes) -> bytes:
    """Return the signed attributes in the hashed form: [0] IMPLICIT becomes SET OF (RFC 5652 §5.4)."""
    plain = b"\x31" + attributes[1:]
    der.check(plain)  # checks the order of the set, which the implicit tag hides
    return plain


def _parse(p7s: bytes) -> tuple[cms.SignedData, cms.SignerInfo]:
    """Parse the container; refuse anything but CAdES-B-B with one signer."""
    der.check(p7s)
    outer = cms.ContentInfo.load(p7s, strict=True)
    if outer["content_type"].native != "signed_data":
        raise BadInput(_BAD_FORM)
    signed = outer["content"]
    digests, infos = signed["digest_algorithms"], signed["signer_infos"]
    inside = signed["encap_content_info"]
    detached = inside["content_type"].native == "data" and isinstance(inside["content"], core.Void)
    if len(infos) != 1 or len(digests) != 1 or not detached or len(signed["crls"]):
        raise BadInput(_BAD_FORM)
    info = infos[0]
    kinds = [a["type"].native for a in info["signed_attrs"]]
    plain = signed["version"].native == "v1" and info["version"].native == "v1"
    sha256 = all(d.dump() in _SHA256 for d in (digests[0], info["digest_algorithm"]))
    once = sorted(kinds) == sorted(_ATTRIBUTES) and all(len(a["values"]) == 1 for a in info["signed_attrs"])
    bare = info["signature_algorithm"]["parameters"].dump() in {b"", b"\x05\x00"}
    if not (plain and sha256 and once and bare) or len(info["unsigned_attrs"]):
        raise BadInput(_BAD_FORM)
    return signed, info


def _load(certificate: asn1_x509.Certificate) -> x509.Certificate:
    if certificate.serial_number <= 0:  # RFC 5280 §4.1.2.2; cryptography only warns
        raise BadInput(_BAD_FORM)
    return x509.load_der_x509_certificate(certificate.dump())


def _signer_certificate(
    info: cms.SignerInfo, values: Mapping[str, Any], certificates: Sequence[x509.Certificate]
) -> x509.Certificate:
    """Return the certificate that the signature names by hash, issuer and serial number."""
    ess = values["signing_certificate_v2"][0]["certs"]
    sid = info["sid"]
    if len(ess) != 1 or ess[0]["hash_algorithm"]["algorithm"].native != "sha256":
        raise BadInput(_BAD_FORM)
    if values["content_type"][0].native != "data" or sid.name != "issuer_and_serial_number":
        raise BadInput(_BAD_FORM)
    for certificate in certificates:
        der = certificate.public_bytes(serialization.Encoding.DER)
        same_name = certificate.issuer.public_bytes() == sid.chosen["issuer"].dump()
        same_serial = certificate.serial_number == sid.chosen["serial_number"].native
        if hashlib.sha256(der).digest() == ess[0]["cert_hash"].native and same_name and same_serial:
            return certificate
    raise BadInput("Chữ ký số không kèm đúng chứng thư của người ký.")

# mypy: disable-error-code="no-untyped-call"
# asn1crypto has no types.
"""The header of a package: CMS AuthEnvelopedData (RFC 5083, 5084), AES-256-GCM, to certificates.

Enclosing structures have lengths in the fixed five-byte form, which ``sealing`` writes last. The reader
accepts only this form, this cipher, a full tag and no authenticated attributes (CVE-2026-34182 and
relatives).
"""

import io
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from app.crypto.signing import PrivateKey

_AUTH_ENVELOPED = core.ObjectIdentifier("1.2.840.113549.1.9.16.1.23").dump()
_DATA = core.ObjectIdentifier("1.2.840.113549.1.7.1").dump()
_GCM256 = core.ObjectIdentifier("2.16.840.1.101.3.4.1.46").dump()
_ECDH_SHA256 = core.ObjectIdentifier("1.3.132.1.11.1").dump()  # dhSinglePass-stdDH-sha256kdf-scheme
TAG_BYTES, NONCE_BYTES, _MAX_HEADER = 16, 12, 65536
TAG_HEAD = bytes((0x04, TAG_BYTES))
_VERSION_0, _VERSION_3 = core.Integer(0).dump(), core.Integer(3).dump()


class EnvelopeError(Exception):
    """The envelope does not open; ``code`` is ENV_FORMAT, ENV_ALG, NOT_FOR_US, ENV_KEY or ENV_TAMPERED."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class EnvelopeHeader:
    """What stands around the ciphertext: nonce, recipients as DER, the ciphertext's position, the tag."""

    nonce: bytes
    recipients: tuple[bytes, ...]
    start: int
    end: int
    tag: bytes


def new_header(recipients: Sequence[x509.Certificate], key: bytes, nonce: bytes) -> Callable[[int], bytes]:
    """Wrap the content key for every recipient (RSA-OAEP-SHA256 or ECDH P-256).

    Returns what makes the header for a size of the ciphertext; every header of one package has one length.
    """
    infos = b"".join(sorted(_recipient(certificate, key) for certificate in recipients))
    gcm = _tlv(0x30, _GCM256 + _tlv(0x30, core.OctetString(nonce).dump() + core.Integer(TAG_BYTES).dump()))

    def header(size: int) -> bytes:
        head = _DATA + gcm + _wide(0x80, size)
        head = _VERSION_0 + _tlv(0x31, infos) + _wide(0x30, len(head) + size) + head
        after = size + len(TAG_HEAD) + TAG_BYTES
        head = _wide(0x30, len(head) + after) + head
        head = _AUTH_ENVELOPED + _wide(0xA0, len(head) + after) + head
        return bytes(_wide(0x30, len(head) + after) + head)

    return header


def read_header(file: BinaryIO) -> EnvelopeHeader:
    """Parse the structure without a key; EnvelopeError ENV_FORMAT or ENV_ALG for any other form."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(_MAX_HEADER)
    file.seek(max(0, size - TAG_BYTES - len(TAG_HEAD)))
    try:
        return _read_header(head, size, file.read())
    except (IndexError, ValueError, TypeError, KeyError, struct.error) as error:
        raise EnvelopeError("ENV_FORMAT") from error


def _read_header(head: bytes, end: int, tail: bytes) -> EnvelopeHeader:
    reader = _Reader(head)
    before_tag = end - TAG_BYTES - len(TAG_HEAD)
    reader.wide(0x30, end)
    reader.exactly(_AUTH_ENVELOPED)
    reader.wide(0xA0, end)
    reader.wide(0x30, end)
    reader.exactly(_VERSION_0)
    inner = _Reader(reader.content(0x31))
    infos: list[bytes] = []
    while not inner.done:
        infos.append(inner.element())
    if infos != sorted(infos) or not infos:
        raise EnvelopeError("ENV_FORMAT")
    reader.wide(0x30, before_tag)
    reader.exactly(_DATA)
    gcm = _Reader(reader.content(0x30))
    if gcm.element() != _GCM256:
        raise EnvelopeError("ENV_ALG")
    parameters = _Reader(gcm.content(0x30))
    nonce = parameters.content(0x04)
    if parameters.element() != core.Integer(TAG_BYTES).dump() or len(nonce) != NONCE_BYTES:
        raise EnvelopeError("ENV_ALG")
    if not (parameters.done and gcm.done):
        raise EnvelopeError("ENV_FORMAT")
    reader.wide(0x80, before_tag)
    if tail[: len(TAG_HEAD)] != TAG_HEAD:
        raise EnvelopeError("ENV_FORMAT")
    return EnvelopeHeader(nonce, tuple(infos), reader.at, before_tag, tail[len(TAG_HEAD) :])


def _recipient(certificate: x509.Certificate, key: bytes) -> bytes:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        wrapped = public.encrypt(key, _oaep())
        info = {
            "version": "v0",
            "rid": cms.RecipientIdentifier("issuer_and_serial_number", _issuer_serial(certificate)),
            "key_encryption_algorithm": _oaep_algorithm(),
            "encrypted_key": wrapped,
        }
        return bytes(cms.RecipientInfo("ktri", info).dump())
    if not isinstance(public, ec.EllipticCurvePublicKey) or not isinstance(public.curve, ec.SECP256R1):
        raise EnvelopeError("ENV_ALG")
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    spki = ephemeral.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    originator = _tlv(0xA0, _tlv(0xA1, _Reader(spki).content(0x30)))
    wrapped = aes_key_wrap(_kek(ephemeral.exchange(ec.ECDH(), public)), key)
    algorithm = _tlv(0x30, _ECDH_SHA256 + _wrap_algorithm())
    one = _tlv(0x30, _issuer_serial(certificate).dump() + core.OctetString(wrapped).dump())
    return _tlv(0xA1, _VERSION_3 + originator + algorithm + _tlv(0x30, one))


def content_key_of(header: EnvelopeHeader, key: PrivateKey, certificate: x509.Certificate) -> bytes:
    """Unwrap the content key; EnvelopeError NOT_FOR_US, ENV_KEY, ENV_ALG or ENV_FORMAT."""
    mine = _issuer_serial(certificate).dump()
    for info in header.recipients:
        if mine not in info:
            continue
        try:
            content_key = (
                _open_rsa(info, key, mine)
                if isinstance(key, rsa.RSAPrivateKey)
                else _open_ec(info, key, mine)
            )
        except (IndexError, ValueError, TypeError, InvalidUnwrap, UnsupportedAlgorithm) as error:
            raise EnvelopeError("ENV_KEY") from error
        if len(content_key) != 32:
            raise EnvelopeError("ENV_KEY")
        return content_key
    raise EnvelopeError("NOT_FOR_US")


def _open_rsa(info: bytes, key: rsa.RSAPrivateKey, mine: bytes) -> bytes:
    reader = _Reader(_Reader(info).content(0x30))
    reader.exactly(_VERSION_0)
    reader.exactly(mine)
    if reader.element() != _oaep_algorithm().dump():
        raise EnvelopeError("ENV_ALG")
    wrapped = reader.content(0x04)
    if not reader.done:
        raise EnvelopeError("ENV_FORMAT")
    return key.decrypt(wrapped, _oaep())


def _open_ec(info: bytes, key: ec.EllipticCurvePrivateKey, mine: bytes) -> bytes:
    reader = _Reader(_Reader(info).content(0xA1))
    reader.exactly(_VERSION_3)
    spki = _tlv(0x30, _Reader(reader.content(0xA0)).content(0xA1))
    if reader.content(0x30) != _ECDH_SHA256 + _wrap_algorithm():
        raise EnvelopeError("ENV_ALG")
    one = _Reader(_Reader(reader.content(0x30)).content(0x30))
    one.exactly(mine)
    wrapped = one.content(0x04)
    if not (one.done and reader.done):
        raise EnvelopeError("ENV_FORMAT")
    public = serialization.load_der_public_key(spki)
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise EnvelopeError("ENV_ALG")
    return aes_key_unwrap(_kek(key.exchange(ec.ECDH(), public)), wrapped)


def _kek(shared: bytes) -> bytes:
    """Derive the wrapping key (RFC 5753 §7.2: ECC-CMS-SharedInfo for a 256-bit key)."""
    info = _tlv(0x30, _wrap_algorithm() + _tlv(0xA2, core.OctetString(struct.pack(">I", 256)).dump()))
    return X963KDF(hashes.SHA256(), 32, info).derive(shared)


def _wrap_algorithm() -> bytes:
    return _tlv(0x30, core.ObjectIdentifier("2.16.840.1.101.3.4.1.45").dump())  # id-aes256-wrap


def _issuer_serial(certificate: x509.Certificate) -> cms.IssuerAndSerialNumber:
    parsed = asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    return cms.IssuerAndSerialNumber({"issuer": parsed.issuer, "serial_number": parsed.serial_number})


def _oaep() -> padding.OAEP:
    return padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


def _oaep_algorithm() -> cms.KeyEncryptionAlgorithm:
    sha256 = {"algorithm": "sha256"}
    parameters = algos.RSAESOAEPParams(
        {"hash_algorithm": sha256, "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": sha256}}
    )
    return cms.KeyEncryptionAlgorithm({"algorithm": "rsaes_oaep", "parameters": parameters})


def _tlv(tag: int, body: bytes) -> bytes:
    """Return a DER element."""
    size = len(body)
    if size < 128:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def _wide(tag: int, size: int) -> bytes:
    """Return the head of an element with its length in the fixed five-byte form."""
    return bytes((tag, 0x85)) + size.to_bytes(5, "big")


class _Reader:
    """A reader of DER elements in order; it raises at a wrong tag or length."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    @property
    def done(self) -> bool:
        return self.at == len(self._data)

    def wide(self, tag: int, end: int) -> None:
        """Enter an element that must end at ``end`` of the file and use the five-byte form."""
        head = self._data[self.at : self.at + 7]
        if head[:2] != bytes((tag, 0x85)) or self.at + 7 + int.from_bytes(head[2:], "big") != end:
            raise EnvelopeError("ENV_FORMAT")
        self.at += 7

    def element(self) -> bytes:
        """Return the next whole DER element."""
        start = self.at
        size, self.at = self._data[start + 1], start + 2
        if size & 0x80:
            count = size & 0x7F
            if not 1 <= count <= 4:
                raise EnvelopeError("ENV_FORMAT")
            size = int.from_bytes(self._data[self.at : self.at + count], "big")
            self.at += count
        body = self._data[self.at : self.at + size]
        if len(body) != size:
            raise EnvelopeError("ENV_FORMAT")
        self.at += size
        whole = self._data[start : self.at]
        if whole != _tlv(whole[0], body):
            raise EnvelopeError("ENV_FORMAT")
        return whole

    def content(self, tag: int) -> bytes:
        """Return the content of the next element, which must have this tag."""
        whole = self.element()
        if whole[0] != tag:
            raise EnvelopeError("ENV_FORMAT")
        size = whole[1]
        return whole[2 + (size & 0x7F if size & 0x80 else 0) :]

    def exactly(self, element: bytes) -> None:
        """Skip the next element, which must equal this one."""
        if self.element() != element:
            raise EnvelopeError("ENV_FORMAT")

"""What a certificate or request says, and odd ones from anybody: refused, never a surprise."""

import base64
import hashlib
import warnings
from random import Random
from typing import Literal

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.crypto import certificate, signing
from app.crypto.certificate import Untrusted
from app.crypto.mandate import Mandate, mandate_of
from app.errors import AppError, BadInput
from tests.conftest import AT
from tests.unit.crypto.test_trust import CA, END, SIGN, built, code_of, issued, pem, pinned, request

MANDATE = Mandate("Công an xã", "a" * 32, frozenset({"police"}))
ALT = x509.SubjectAlternativeName([x509.RFC822Name("a@b.cd")])


def test_what_a_certificate_says() -> None:
    one = issued()
    assert certificate.uid_of(one) == "038090990002"
    assert (certificate.name_of(one), certificate.organisation_of(one)) == ("Trương Dũng", "Công an xã")
    assert certificate.fingerprint(one) == hashlib.sha256(one.public_bytes(Encoding.DER)).hexdigest()


def test_a_key_has_the_same_fingerprint_in_request_and_certificate() -> None:
    key = signing.new_signing_key()
    asked = request(key)
    one = certificate.load(CA.issue(asked, usage="sign", at=AT))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = hashlib.sha256(public).hexdigest()[:32]
    assert (
        certificate.key_fingerprint(one)
        == certificate.key_fingerprint(certificate.load_request(asked))
        == digest
    )
    assert certificate.groups(digest).split() == [digest[i : i + 4].upper() for i in range(0, 32, 4)]


def test_a_request_is_its_own_keys_and_strong() -> None:
    assert certificate.requested_uid(certificate.load_request(request())) == "038090990002"
    with pytest.raises(BadInput, match="quá yếu"):
        certificate.load_request(request(rsa.generate_private_key(65537, 1024)))
    for text in ("", "x", "\ud800", pem(CA.root).decode()):
        with pytest.raises(BadInput, match="không đọc được"):
            certificate.load_request(text)


@pytest.mark.parametrize("text", ["", "x", "\ud800", b"\xff", request()])
def test_what_is_no_certificate(text: str | bytes) -> None:
    with pytest.raises(BadInput, match="Chứng thư không đọc được"):
        certificate.load(text)


@pytest.mark.parametrize("warned", ["error", "ignore"])
@pytest.mark.parametrize("serial", [0, -1])
def test_a_serial_number_that_is_not_positive_is_refused(
    serial: int, warned: Literal["error", "ignore"]
) -> None:
    """The library only warns of it, and a program does not stop at a warning."""
    changed = asn1_x509.Certificate.load(CA.root.public_bytes(Encoding.DER))
    changed["tbs_certificate"]["serial_number"] = serial
    text = base64.encodebytes(changed.dump(force=True)).decode()
    with warnings.catch_warnings():
        warnings.simplefilter(warned)
        with pytest.raises(BadInput, match="Chứng thư không đọc được"):
            certificate.load(f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n")


def odd(name: bytes, twice: bool) -> x509.Certificate:
    """Return a certificate with an odd alternative name, or with an extension that stands twice."""
    policies = x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("1.2.3"), None)])
    more = [(policies, False)] if twice else []
    _key, one = built(CA.issuing.subject, CA.issuing_key, END, SIGN, (ALT, False), *more)
    der = one.public_bytes(Encoding.DER)
    changed = der.replace(bytes.fromhex("0603551d20"), bytes.fromhex("0603551d11")) if twice else der
    changed = changed.replace(b"\x81\x06a@b.cd", name)
    assert changed != der
    return x509.load_der_x509_certificate(changed)


@pytest.mark.parametrize(
    ("name", "twice"),
    [
        (b"\x81\x06a@b.cd", True),
        (b"\x83\x06a@b.cd", False),
        (b"\x85\x06a@b.cd", False),
        (b"\x87\x06a@b.cd", False),
        (b"\x81\x06a@\xff.cd", False),
        (b"\xa4\x06a@b.cd", False),
    ],
    ids=["twice", "x400", "edi", "address of six bytes", "no ASCII", "directory name"],
)
def test_extensions_that_cannot_be_read_are_refused(name: bytes, twice: bool) -> None:
    one = odd(name, twice)
    assert code_of(pinned(), one) == "USAGE"
    with pytest.raises(Untrusted) as caught:
        mandate_of(one)
    assert caught.value.code == "USAGE"


def test_changed_bytes_of_a_certificate_or_request_never_surprise() -> None:
    """2,000 changes of each: refused in our words or read, and a changed certificate is never trusted."""
    good = certificate.load(CA.issue(request(), usage="sign", at=AT, mandate=MANDATE))
    asked = certificate.load_request(request())
    chance = Random(5)
    for original in (good, asked):
        der = original.public_bytes(Encoding.DER)
        for _ in range(2000):
            changed = bytearray(der)
            for _ in range(chance.choice((1, 1, 2, 3))):
                changed[chance.randrange(len(der))] = chance.choice((0, 1, 0x30, 0x7F, 0x80, 0xFF, 0x0C))
            if bytes(changed) != der:
                look_at(bytes(changed), is_request=original is asked)


def look_at(der: bytes, *, is_request: bool) -> None:
    kind = "CERTIFICATE REQUEST" if is_request else "CERTIFICATE"
    text = f"-----BEGIN {kind}-----\n{base64.encodebytes(der).decode()}-----END {kind}-----\n"
    try:
        if is_request:
            one = certificate.load_request(text)
            certificate.name_of(one), certificate.key_fingerprint(one), certificate.organisation_of(one)
            CA.issue(text, usage="sign", at=AT)
            return
        leaf = certificate.load(text)
        certificate.name_of(leaf)
        certificate.has_strong_key(leaf)
        pinned().verify(leaf, at=AT, usage="sign")
    except AppError:
        return
    raise AssertionError("a changed certificate was trusted")

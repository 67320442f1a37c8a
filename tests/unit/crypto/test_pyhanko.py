"""Our signatures and paths judged by pyHanko, another hand's work, and its signatures by us."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from asn1crypto import cms, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import InvalidCertificateError, PathBuildingError, PathValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.crypto import signing
from app.crypto.authority import Authority, create
from app.crypto.certificate import Untrusted
from app.crypto.signing import PrivateKey, SoftwareSigner
from app.errors import BadInput
from tests.conftest import AT
from tests.unit.crypto.test_trust import (
    AUTHORITY,
    CA,
    END,
    ISSUE,
    SIGN,
    Extension,
    built,
    issued,
    pinned,
    request,
)

DATA = "Danh sách bản ghi đã duyệt".encode()
KEYS: tuple[PrivateKey, ...] = (signing.new_signing_key(), rsa.generate_private_key(65537, 2048))
BOTH_KEYS = pytest.mark.parametrize("key", KEYS, ids=["ES256", "RS256"])


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """It logs what it finds wrong; here that is asked for."""
    caplog.set_level(logging.CRITICAL, "pyhanko")


def theirs(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def context(at: datetime = AT, chain: Sequence[x509.Certificate] = ()) -> ValidationContext:
    return ValidationContext(
        trust_roots=[theirs(CA.root)],
        other_certs=[theirs(certificate) for certificate in chain],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",  # there are no lists of revoked certificates
    )


def our_signer(key: PrivateKey, of: Authority = CA) -> SoftwareSigner:
    pem = of.issue(request(key), usage="sign", at=AT)
    return SoftwareSigner(key, x509.load_pem_x509_certificate(pem.encode()))


def judged(p7s: bytes, data: bytes, at: datetime = AT) -> StandardCMSSignatureStatus:
    signed = cms.ContentInfo.load(p7s)["content"]
    return asyncio.run(async_validate_detached_cms(data, signed, context(at)))


@BOTH_KEYS
def test_pyhanko_takes_our_signature_with_the_pinned_root_alone(key: PrivateKey) -> None:
    status = judged(signing.cades_sign(our_signer(key), DATA, AT, chain=[CA.issuing]), DATA)
    assert status.bottom_line
    assert status.signer_reported_dt == AT
    assert status.md_algorithm == "sha256"


@BOTH_KEYS
def test_pyhanko_refuses_our_signature_over_other_data_of_another_time_or_authority(key: PrivateKey) -> None:
    p7s = signing.cades_sign(our_signer(key), DATA, AT, chain=[CA.issuing])
    assert not judged(p7s, DATA + b"\n").intact
    assert not judged(p7s, DATA, AT + timedelta(days=1826)).trusted
    other = create("Cơ quan thử", "TEST ONLY", AT)
    foreign = judged(signing.cades_sign(our_signer(key, other), DATA, AT, chain=[other.issuing]), DATA)
    assert foreign.valid
    assert not foreign.trusted


def signed_by_pyhanko(key: PrivateKey, *, cades: bool) -> bytes:
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = SimpleSigner(
        asn1_x509.Certificate.load(our_signer(key).certificate),
        keys.PrivateKeyInfo.load(private),
        SimpleCertificateStore.from_certs([theirs(CA.issuing)]),
    )
    attributes = PdfCMSSignedAttributes(signing_time=AT)
    signing_it = signer.async_sign_general_data(
        DATA, "sha256", use_cades=cades, signed_attr_settings=attributes
    )
    return asyncio.run(signing_it).dump()


@BOTH_KEYS
def test_we_take_what_pyhanko_signs_as_cades(key: PrivateKey) -> None:
    found = signing.cades_verify(signed_by_pyhanko(key, cades=True), DATA)
    assert found.signing_time == AT
    assert found.certificate.public_key() == key.public_key()
    pinned(issuing=False).verify(found.certificate, at=AT, usage="sign", chain=found.chain)


@BOTH_KEYS
def test_we_refuse_what_pyhanko_signs_as_plain_cms(key: PrivateKey) -> None:
    """It has one attribute more, which our format does not know."""
    with pytest.raises(BadInput):
        signing.cades_verify(signed_by_pyhanko(key, cades=False), DATA)


@dataclass(frozen=True)
class Path:
    """A certificate, what came along with it, when it is looked at, and whether it counts."""

    certificate: x509.Certificate
    chain: Sequence[x509.Certificate] = (CA.issuing,)
    at: datetime = AT
    counts: bool = False


def below(*extensions: Extension, issuer: x509.Certificate = CA.root, key: PrivateKey = CA.root_key) -> Path:
    """Make a path over one more issuer, whose certificate has these extensions."""
    between_key, between = built(issuer.subject, key, *extensions, subject="giữa")
    _, certificate = built(between.subject, between_key, END, SIGN)
    return Path(certificate, (between, CA.issuing))


def paths() -> dict[str, Path]:
    other = create("Cơ quan thử", "TEST ONLY", AT)
    officer_key = signing.new_signing_key()
    officer = x509.load_pem_x509_certificate(CA.issue(request(officer_key), usage="sign", at=AT).encode())
    unknown = (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)
    good = below(AUTHORITY, ISSUE)
    return {
        "issued": Path(issued(), counts=True),
        "one more issuer": Path(good.certificate, good.chain, counts=True),
        "issuer missing": Path(issued(), ()),
        "before its time": Path(issued(), at=AT - timedelta(days=1)),
        "on its last day": Path(issued(), at=AT + timedelta(days=1824), counts=True),
        "after its time": Path(issued(), at=AT + timedelta(days=1826)),
        "another authority of the same name": Path(issued(of=other), (other.issuing, other.root)),
        "issued by an officer": Path(
            built(officer.subject, officer_key, END, SIGN)[1], (officer, CA.issuing)
        ),
        "longer than the issuer may": below(AUTHORITY, ISSUE, issuer=CA.issuing, key=CA.issuing_key),
        "an issuer that may only sign": below(AUTHORITY, SIGN),
        "an issuer that is no authority": below(END, ISSUE),
        "an issuer without constraints": below(ISSUE),
        "an unknown critical extension": Path(
            built(CA.issuing.subject, CA.issuing_key, END, SIGN, unknown)[1]
        ),
        "an unknown critical extension of the issuer": below(AUTHORITY, ISSUE, unknown),
        "for encryption": Path(issued("encrypt")),
    }


PATHS = paths()


@pytest.mark.parametrize("name", PATHS)
def test_pyhanko_and_we_trust_the_same_paths(name: str) -> None:
    path = PATHS[name]
    validator = CertificateValidator(
        theirs(path.certificate), validation_context=context(path.at, path.chain)
    )
    try:
        asyncio.run(validator.async_validate_usage({"digital_signature"}))
        they_trust = True
    except (InvalidCertificateError, PathBuildingError, PathValidationError):
        they_trust = False
    try:
        pinned(issuing=False).verify(path.certificate, at=path.at, usage="sign", chain=path.chain)
        we_trust = True
    except Untrusted:
        we_trust = False
    assert (we_trust, they_trust) == (path.counts, path.counts)

"""Trust: a path to a pinned root, in time, for the right use; and the authority that issues."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from app.crypto import authority, signing, trust
from app.crypto.authority import Authority
from app.crypto.trust import TrustStore, Untrusted, Usage, uid_of
from app.errors import BadInput, Refused
from tests.conftest import AT

CA = authority.create("Cơ quan thử", "TEST ONLY", AT)
UID = "038090990002"
Extension = tuple[x509.ExtensionType, bool]


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def pinned(of: Authority = CA, *, issuing: bool = True) -> TrustStore:
    between = [pem(of.issuing).decode()] if issuing else []
    return TrustStore([pem(of.root)], between, allow_test_roots=True)


def request(key: signing.PrivateKey | None = None, uid: str = UID) -> str:
    key = key or signing.new_signing_key()
    return signing.certificate_request(key, common_name="Trương Dũng", uid=uid, organisation="Công an xã")


def issued(usage: Usage = "sign", of: Authority = CA, at: datetime = AT) -> x509.Certificate:
    return x509.load_pem_x509_certificate(of.issue(request(), usage=usage, at=at).encode())


def built(
    issuer: x509.Name,
    key: signing.PrivateKey,
    *extensions: Extension,
    subject: str = "x",
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Issue a certificate with any extensions, as a careless or hostile authority might."""
    own = signing.new_signing_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    builder = x509.CertificateBuilder(issuer, name, own.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(AT).not_valid_after(AT + timedelta(days=9))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return own, builder.sign(key, hashes.SHA256())


END = (x509.BasicConstraints(ca=False, path_length=None), True)
SIGN = (authority._key_usage(sign=True), True)
ISSUE = (authority._key_usage(ca=True), True)
AUTHORITY = (x509.BasicConstraints(ca=True, path_length=None), True)


def code_of(store: TrustStore, certificate: x509.Certificate, at: datetime = AT, **given: Any) -> str:
    with pytest.raises(Untrusted) as caught:
        store.verify(certificate, at=at, **{"usage": "sign", **given})
    return caught.value.code


@pytest.mark.parametrize("usage", ["sign", "encrypt"])
def test_issued_certificate_counts_for_its_use_only(usage: Usage) -> None:
    certificate = issued(usage)
    pinned().verify(certificate, at=AT, usage=usage)
    assert code_of(pinned(), certificate, usage="encrypt" if usage == "sign" else "sign") == "USAGE"


def test_issuing_certificate_may_come_along() -> None:
    store = pinned(issuing=False)
    assert code_of(store, issued()) == "UNTRUSTED"
    store.verify(issued(), at=AT, usage="sign", chain=[CA.issuing])


def test_same_names_of_another_authority_do_not_count() -> None:
    other = authority.create("Cơ quan thử", "TEST ONLY", AT)
    assert code_of(pinned(), issued(of=other), chain=[other.issuing, other.root]) == "UNTRUSTED"


def test_times_of_the_certificate() -> None:
    certificate = issued()
    assert code_of(pinned(), certificate, AT - timedelta(days=1)) == "NOT_YET"
    pinned().verify(certificate, at=AT + timedelta(days=1824), usage="sign")
    assert code_of(pinned(), certificate, AT + timedelta(days=1826)) == "EXPIRED"


def test_certificate_does_not_outlive_its_issuer() -> None:
    late = AT + timedelta(days=3000)
    certificate = issued(at=late)
    assert certificate.not_valid_after_utc == CA.issuing.not_valid_after_utc
    assert code_of(pinned(), certificate, AT + timedelta(days=3651)) == "EXPIRED"


def test_officer_cannot_issue_certificates() -> None:
    key = signing.new_signing_key()
    officer = x509.load_pem_x509_certificate(CA.issue(request(key), usage="sign", at=AT).encode())
    _, forged = built(officer.subject, key, END, SIGN)
    assert code_of(pinned(), forged, chain=[officer]) == "UNTRUSTED"


def test_path_length_of_the_issuing_certificate_holds() -> None:
    key, below = built(CA.issuing.subject, CA.issuing_key, AUTHORITY, ISSUE, subject="dưới")
    _, certificate = built(below.subject, key, END, SIGN)
    assert code_of(pinned(), certificate, chain=[below]) == "UNTRUSTED"


@pytest.mark.parametrize("extensions", [(AUTHORITY, SIGN), (ISSUE,), ()])
def test_issuer_needs_both_constraints_and_usage(
    extensions: tuple[Extension, ...],
) -> None:
    key, between = built(CA.root.subject, CA.root_key, *extensions, subject="giữa")
    _, certificate = built(between.subject, key, END, SIGN)
    assert code_of(pinned(), certificate, chain=[between]) == "UNTRUSTED"


@pytest.mark.parametrize(
    "extensions",
    [
        (END,),
        (AUTHORITY, SIGN),
        (END, SIGN, (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)),
    ],
    ids=["no usage", "an authority", "an unknown critical extension"],
)
def test_end_certificates_that_do_not_count(extensions: tuple[Extension, ...]) -> None:
    _, certificate = built(CA.issuing.subject, CA.issuing_key, *extensions)
    assert code_of(pinned(), certificate) == "USAGE"


def test_too_many_certificates_along_are_not_searched() -> None:
    assert code_of(pinned(), issued(), chain=[CA.issuing] * 9) == "UNTRUSTED"


def test_weak_keys_are_not_trusted() -> None:
    strong, weak = signing.new_signing_key(), rsa.generate_private_key(65537, 1024)
    for key in (strong, weak):
        builder = x509.CertificateBuilder(CA.issuing.subject, issued().subject, key.public_key(), 7)
        builder = builder.not_valid_before(AT).not_valid_after(AT + timedelta(days=9))
        for extension, critical in (END, SIGN):
            builder = builder.add_extension(extension, critical)
        certificate = builder.sign(CA.issuing_key, hashes.SHA256())
        if key is strong:
            pinned().verify(certificate, at=AT, usage="sign")
        else:
            assert code_of(pinned(), certificate) == "UNTRUSTED"


@pytest.mark.parametrize(
    "key", [rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP192R1())], ids=["rsa", "ec"]
)
def test_authority_refuses_weak_keys(key: signing.PrivateKey) -> None:
    with pytest.raises(BadInput, match="yếu"):
        CA.issue(request(key), usage="sign", at=AT)


def test_test_root_is_refused_outside_the_demo() -> None:
    with pytest.raises(Refused):
        TrustStore([pem(CA.root)], [], allow_test_roots=False)
    real = authority.create("Cơ quan cấp", "Bộ Công an", AT)
    certificate = issued(of=real)
    store = TrustStore([pem(real.root)], [pem(real.issuing).decode()], allow_test_roots=False)
    store.verify(certificate, at=AT, usage="sign")


def test_only_a_self_signed_authority_is_a_root() -> None:
    for certificate in (CA.issuing, issued()):
        with pytest.raises(BadInput):
            TrustStore([pem(certificate)], [], allow_test_roots=True)
    with pytest.raises(BadInput):
        trust.load(pem(CA.root)[:200])


def test_uid_is_the_one_of_the_subject() -> None:
    assert uid_of(issued()) == UID
    with pytest.raises(Untrusted) as caught:
        uid_of(CA.root)
    assert caught.value.code == "NO_UID"


def test_authority_copies_the_subject_and_asks_for_a_uid() -> None:
    names = {a.oid: a.value for a in issued().subject}
    assert names[NameOID.COMMON_NAME] == "Trương Dũng"
    assert names[NameOID.ORGANIZATION_NAME] == "Công an xã"
    with pytest.raises(BadInput):
        CA.issue(request(uid=""), usage="sign", at=AT)


def test_authority_refuses_a_request_that_its_key_did_not_sign() -> None:
    original = x509.load_pem_x509_csr(request().encode()).public_bytes(Encoding.DER)
    forged = x509.load_der_x509_csr(original.replace(UID.encode(), b"038085990001"))
    with pytest.raises(BadInput):
        CA.issue(forged.public_bytes(Encoding.PEM).decode(), usage="sign", at=AT)
    with pytest.raises(BadInput):
        CA.issue("không phải yêu cầu", usage="sign", at=AT)


def test_encryption_certificate_has_the_key_and_use() -> None:
    key, text = CA.issue_encryption("Công an huyện", "ca-huyen", at=AT)
    certificate = x509.load_pem_x509_certificate(text.encode())
    assert certificate.public_key() == key.public_key()
    assert uid_of(certificate) == "ca-huyen"
    pinned().verify(certificate, at=AT, usage="encrypt")
    rsa_request = request(rsa.generate_private_key(65537, 2048))
    wrapped = x509.load_pem_x509_certificate(CA.issue(rsa_request, usage="encrypt", at=AT).encode())
    pinned().verify(wrapped, at=AT, usage="encrypt")


def test_authority_reads_back_and_refuses_parts_that_do_not_fit() -> None:
    again = Authority.load(CA.dump())
    pinned().verify(issued(of=again), at=AT, usage="sign")
    other = authority.create("Khác", "TEST ONLY", AT).dump()
    for part in CA.dump():
        with pytest.raises(BadInput):
            Authority.load({**CA.dump(), part: other[part]})
        with pytest.raises(BadInput):
            Authority.load({k: v for k, v in CA.dump().items() if k != part})

"""Trust: a path to a pinned root, in time, for the right use; and the authority that issues."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from app.crypto import authority, signing
from app.crypto.authority import Authority
from app.crypto.certificate import Untrusted, is_strong, load, uid_of
from app.crypto.trust import TrustStore, Usage
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
    own: Any = None,
    digest: hashes.HashAlgorithm = hashes.SHA256(),  # noqa: B008 it has no state
) -> tuple[Any, x509.Certificate]:
    """Issue a certificate with any extensions, as a careless or hostile authority might."""
    own = own or signing.new_signing_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    builder = x509.CertificateBuilder(issuer, name, own.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(AT).not_valid_after(AT + timedelta(days=9))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return own, builder.sign(key, digest)


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


UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")


def named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def self_signed(
    *extensions: Extension, key: signing.PrivateKey | None = None
) -> tuple[Any, x509.Certificate]:
    key = key or signing.new_signing_key()
    return built(named("x"), key, *extensions, own=key)


def test_an_issuer_between_with_constraints_and_usage_counts() -> None:
    key, between = built(CA.root.subject, CA.root_key, AUTHORITY, ISSUE, subject="giữa")
    _, certificate = built(between.subject, key, END, SIGN)
    pinned().verify(certificate, at=AT, usage="sign", chain=[between])


def test_issuers_below_a_root_may_be_two_and_no_more() -> None:
    root_key, root = self_signed(AUTHORITY, ISSUE)
    store = TrustStore([pem(root)], [], allow_test_roots=True)
    chain: list[x509.Certificate] = []
    key, above = root_key, root.subject
    for number in range(3):
        _, certificate = built(above, key, END, SIGN)
        store.verify(certificate, at=AT, usage="sign", chain=chain)
        key, issuer = built(above, key, AUTHORITY, ISSUE, subject=f"cấp {number}")
        above = issuer.subject
        chain.append(issuer)
    _, certificate = built(above, key, END, SIGN)
    assert code_of(store, certificate, chain=chain) == "UNTRUSTED"


@pytest.mark.parametrize("length", [0, 1])
def test_the_path_length_of_a_root_counts_issuers_below_it(length: int) -> None:
    root_key, root = self_signed((x509.BasicConstraints(ca=True, path_length=length), True), ISSUE)
    store = TrustStore([pem(root)], [], allow_test_roots=True)
    key, first = built(root.subject, root_key, AUTHORITY, ISSUE, subject="một")
    _, under_first = built(first.subject, key, END, SIGN)
    second_key, second = built(first.subject, key, AUTHORITY, ISSUE, subject="hai")
    _, under_second = built(second.subject, second_key, END, SIGN)
    assert code_of(store, under_second, chain=[first, second]) == "UNTRUSTED"
    if length:
        store.verify(under_first, at=AT, usage="sign", chain=[first])
    else:
        assert code_of(store, under_first, chain=[first]) == "UNTRUSTED"


DAMAGED = (x509.UnrecognizedExtension(x509.BasicConstraints.oid, b"\x05\x00"), True)


def test_extensions_that_cannot_be_read_count_for_nothing() -> None:
    _, leaf = built(CA.issuing.subject, CA.issuing_key, DAMAGED, SIGN)
    assert code_of(pinned(), leaf) == "USAGE"
    key, between = built(CA.root.subject, CA.root_key, DAMAGED, ISSUE, subject="giữa")
    _, certificate = built(between.subject, key, END, SIGN)
    assert code_of(pinned(), certificate, chain=[between]) == "UNTRUSTED"


def test_each_reason_has_its_words() -> None:
    with pytest.raises(
        Untrusted, match=r"^Chứng thư đã hết hạn\. Hãy kiểm tra ngày giờ của máy; giờ đúng thì xin cấp mới\.$"
    ):
        pinned().verify(issued(), at=AT + timedelta(days=1826), usage="sign")
    with pytest.raises(Untrusted, match="UID"):
        uid_of(CA.root)


@pytest.mark.parametrize("digest", [hashes.SHA224(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
def test_which_hashes_of_signatures_count(digest: hashes.HashAlgorithm) -> None:
    _, certificate = built(CA.issuing.subject, CA.issuing_key, END, SIGN, digest=digest)
    if isinstance(digest, hashes.SHA224):
        assert code_of(pinned(), certificate) == "UNTRUSTED"
    else:
        pinned().verify(certificate, at=AT, usage="sign")


def test_a_weak_issuer_is_not_trusted() -> None:
    weak = rsa.generate_private_key(65537, 1024)
    _, between = built(CA.root.subject, CA.root_key, AUTHORITY, ISSUE, subject="yếu", own=weak)
    _, certificate = built(between.subject, weak, END, SIGN)
    assert code_of(pinned(), certificate, chain=[between]) == "UNTRUSTED"


def test_a_weak_root_is_not_pinned() -> None:
    weak = rsa.generate_private_key(65537, 1024)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gốc yếu")])
    _, root = built(name, weak, AUTHORITY, ISSUE, subject="gốc yếu", own=weak)
    with pytest.raises(BadInput, match="không phải của một cơ quan cấp chứng thư"):
        TrustStore([pem(root)], [], allow_test_roots=True)


@pytest.mark.parametrize(
    ("key", "strong"),
    [
        (ec.generate_private_key(ec.SECP256R1()), True),
        (ec.generate_private_key(ec.SECP384R1()), True),
        (ec.generate_private_key(ec.SECP521R1()), True),
        (ec.generate_private_key(ec.SECP224R1()), False),
        (ec.generate_private_key(ec.SECP256K1()), False),
        (rsa.generate_private_key(65537, 2048), True),
        (rsa.generate_private_key(65537, 2040), False),
        (ed25519.Ed25519PrivateKey.generate(), False),
    ],
    ids=["P-256", "P-384", "P-521", "P-224", "K-256", "RSA 2048", "RSA 2040", "Ed25519"],
)
def test_which_keys_are_strong(key: Any, strong: bool) -> None:
    assert is_strong(key.public_key()) is strong


CRITICAL: list[Extension] = [
    (x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.3.6.1.5.5.7.3.4")]), True),
    (x509.SubjectAlternativeName([x509.RFC822Name("a@b")]), True),
    (x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("1.2.3"), None)]), True),
    (UNKNOWN, False),
]


@pytest.mark.parametrize("extension", CRITICAL)
def test_extensions_that_change_nothing_here(extension: Extension) -> None:
    _, certificate = built(CA.issuing.subject, CA.issuing_key, END, SIGN, extension)
    pinned().verify(certificate, at=AT, usage="sign")


def test_a_certificate_need_not_say_that_it_is_no_authority() -> None:
    _, certificate = built(CA.issuing.subject, CA.issuing_key, SIGN)
    pinned().verify(certificate, at=AT, usage="sign")


@pytest.mark.parametrize("how", ["encipher", "agree"])
def test_either_way_of_encryption_counts(how: str) -> None:
    usage = (authority._key_usage(encipher=how == "encipher", agree=how == "agree"), True)
    _, certificate = built(CA.issuing.subject, CA.issuing_key, END, usage)
    pinned().verify(certificate, at=AT, usage="encrypt")
    assert code_of(pinned(), certificate) == "USAGE"


def test_a_certificate_counts_from_its_first_to_its_last_second() -> None:
    certificate = issued()
    second = timedelta(seconds=1)
    for at in (certificate.not_valid_before_utc, certificate.not_valid_after_utc):
        pinned().verify(certificate, at=at, usage="sign")
    assert code_of(pinned(), certificate, certificate.not_valid_before_utc - second) == "NOT_YET"
    assert code_of(pinned(), certificate, certificate.not_valid_after_utc + second) == "EXPIRED"


def test_another_path_is_tried_when_one_has_expired() -> None:
    """An authority renewed: its old certificate over the same key is over, the new one is not."""
    builder = x509.CertificateBuilder(CA.root.subject, CA.issuing.subject, CA.issuing_key.public_key(), 9)
    builder = builder.not_valid_before(AT - timedelta(days=9)).not_valid_after(AT - timedelta(days=1))
    for extension, critical in (AUTHORITY, ISSUE):
        builder = builder.add_extension(extension, critical)
    old = builder.sign(CA.root_key, hashes.SHA256())
    certificate, store = issued(), pinned(issuing=False)
    assert code_of(store, certificate, chain=[old]) == "EXPIRED"
    store.verify(certificate, at=AT, usage="sign", chain=[old, CA.issuing])
    store.verify(certificate, at=AT, usage="sign", chain=[CA.issuing, old])


def test_eight_certificates_may_come_along() -> None:
    pinned().verify(issued(), at=AT, usage="sign", chain=[CA.issuing] * 8)


@pytest.mark.parametrize(
    "extensions",
    [(), (AUTHORITY,), (ISSUE,), (END, ISSUE), (AUTHORITY, SIGN), (AUTHORITY, ISSUE, (UNKNOWN, True))],
)
def test_a_self_signed_certificate_that_may_not_issue_is_no_root(extensions: tuple[Extension, ...]) -> None:
    _, root = self_signed(*extensions)
    with pytest.raises(BadInput, match="không phải của một cơ quan"):
        TrustStore([pem(root)], [], allow_test_roots=True)
    _, good = self_signed(AUTHORITY, ISSUE)
    assert TrustStore([pem(good)], [], allow_test_roots=False).issuing == ()


@pytest.mark.parametrize(
    ("organisation", "refused"), [("TEST ONLY", True), ("Cơ quan test only, xã", True), ("TEST", False)]
)
def test_what_a_test_root_is_called(organisation: str, refused: bool) -> None:
    root = pem(authority.create("Gốc", organisation, AT).root)
    if refused:
        with pytest.raises(Refused, match="chỉ để thử"):
            TrustStore([root], [], allow_test_roots=False)
    else:
        assert TrustStore([root], [], allow_test_roots=False)


@pytest.mark.parametrize("uids", [["1", "2"], ["1", "1"]])
def test_a_subject_with_two_numbers_has_none(uids: list[str]) -> None:
    name = x509.Name([x509.NameAttribute(NameOID.USER_ID, uid) for uid in uids])
    key = signing.new_signing_key()
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7)
    both = builder.not_valid_before(AT).not_valid_after(AT + timedelta(days=1)).sign(key, hashes.SHA256())
    with pytest.raises(Untrusted) as caught:
        uid_of(both)
    assert caught.value.code == "NO_UID"


@pytest.mark.parametrize(
    "extensions",
    [(AUTHORITY, SIGN), (ISSUE,), (), (AUTHORITY,), (END, ISSUE), (AUTHORITY, ISSUE, (UNKNOWN, True))],
)
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
        (END, SIGN, (UNKNOWN, True)),
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
        load(pem(CA.root)[:200])


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


def test_what_an_authority_issues_says_what_it_is_for() -> None:
    usages: tuple[Usage, ...] = ("sign", "encrypt")
    for usage in usages:
        certificate = issued(usage)
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        allowed = certificate.extensions.get_extension_for_class(x509.KeyUsage)
        assert (constraints.critical, constraints.value.ca, allowed.critical) == (True, False, True)
        signs = usage == "sign"
        assert (allowed.value.digital_signature, allowed.value.content_commitment) == (signs, signs)
        assert (allowed.value.key_agreement, allowed.value.key_encipherment) == (not signs, False)
        assert (allowed.value.key_cert_sign, allowed.value.crl_sign) == (False, False)
        assert not allowed.value.data_encipherment
        assert certificate.not_valid_before_utc == AT - timedelta(minutes=5)
        assert certificate.not_valid_after_utc == AT + timedelta(days=1825)
    wrapped = x509.load_pem_x509_certificate(
        CA.issue(request(rsa.generate_private_key(65537, 2048)), usage="encrypt", at=AT).encode()
    )
    allowed = wrapped.extensions.get_extension_for_class(x509.KeyUsage)
    assert (allowed.value.key_agreement, allowed.value.key_encipherment) == (False, True)


def test_the_two_certificates_of_an_authority() -> None:
    for certificate, name, length in ((CA.root, "gốc", 1), (CA.issuing, "cấp phát", 0)):
        names = {a.oid: a.value for a in certificate.subject}
        assert names[NameOID.COMMON_NAME] == f"Cơ quan thử {name}"
        assert names[NameOID.ORGANIZATION_NAME] == "TEST ONLY"
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        assert (constraints.critical, constraints.value.ca, constraints.value.path_length) == (
            True,
            True,
            length,
        )
        allowed = certificate.extensions.get_extension_for_class(x509.KeyUsage)
        assert (allowed.critical, allowed.value.key_cert_sign, allowed.value.crl_sign) == (True, True, True)
        assert (allowed.value.digital_signature, allowed.value.key_agreement) == (False, False)
        assert certificate.not_valid_before_utc == AT - timedelta(minutes=5)
        assert certificate.not_valid_after_utc == AT + timedelta(days=3650)
    assert CA.issuing.issuer == CA.root.subject


def test_a_request_needs_one_name_and_one_number() -> None:
    key = signing.new_signing_key()
    oids = {"cn": NameOID.COMMON_NAME, "uid": NameOID.USER_ID}
    for parts in (["cn"], ["uid"], ["cn", "cn", "uid"], ["cn", "uid", "uid"]):
        name = x509.Name([x509.NameAttribute(oids[p], str(n)) for n, p in enumerate(parts)])
        builder = x509.CertificateSigningRequestBuilder(name)
        asked = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
        with pytest.raises(BadInput, match="thiếu tên hoặc số định danh"):
            CA.issue(asked, usage="sign", at=AT)


def test_an_authority_with_keys_of_another_kind_is_refused() -> None:
    key = rsa.generate_private_key(65537, 2048)
    _, certificate = self_signed(AUTHORITY, ISSUE, key=key)
    parts = {"": pem(certificate).decode(), "_key": signing.key_pem(key)}
    for part in ("root", "issuing"):
        changed = {**CA.dump(), **{part + tail: text for tail, text in parts.items()}}
        with pytest.raises(BadInput):
            Authority.load(changed)

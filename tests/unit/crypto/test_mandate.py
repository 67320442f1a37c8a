"""Mandates: what a certificate lets its holder do, written into it and read back, and nothing else read."""

import warnings
from typing import Any

import pytest
from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.crypto import authority, canonical
from app.crypto.certificate import Untrusted
from app.crypto.mandate import Mandate, mandate_of
from app.errors import BadInput
from tests.conftest import AT
from tests.unit.crypto.test_trust import CA, END, SIGN, built, pinned, request

POLICE = Mandate("Công an xã Cẩm Lương", "a" * 32, frozenset({"police", "leader"}))
OID = POLICE.extension().oid


def holding(value: bytes, *more: tuple[x509.ExtensionType, bool]) -> x509.Certificate:
    extension = (x509.UnrecognizedExtension(OID, value), False)
    return built(CA.issuing.subject, CA.issuing_key, END, SIGN, extension, *more)[1]


def text(value: object) -> bytes:
    return bytes(core.UTF8String(canonical.dumps(value).decode()).dump())


def test_what_is_issued_is_read_back_from_a_trusted_certificate() -> None:
    pem = CA.issue(request(), usage="sign", at=AT, mandate=POLICE)
    certificate = x509.load_pem_x509_certificate(pem.encode())
    extension = certificate.extensions.get_extension_for_oid(OID)
    assert not extension.critical, "a program that does not know it passes over it"
    assert mandate_of(certificate) == POLICE
    assert pinned().verify(certificate, at=AT, usage="sign") == POLICE


def test_without_a_mandate_nobody_may_do_anything() -> None:
    pem = CA.issue(request(), usage="sign", at=AT)
    certificate = x509.load_pem_x509_certificate(pem.encode())
    assert mandate_of(certificate) is None
    mandate = pinned().verify(certificate, at=AT, usage="sign")
    assert mandate == Mandate("", "", frozenset())
    assert not mandate.lets("", "")


def test_a_mandate_lets_its_holder_act_in_its_roles_for_its_store() -> None:
    assert POLICE.lets("police", "a" * 32)
    assert not POLICE.lets("justice", "a" * 32)
    assert not POLICE.lets("police", "b" * 32)


def test_the_mandate_of_an_untrusted_certificate_is_not_given() -> None:
    stranger = authority.create("Cơ quan thử", "TEST ONLY", AT)
    pem = stranger.issue(request(), usage="sign", at=AT, mandate=POLICE)
    with pytest.raises(Untrusted):
        pinned().verify(x509.load_pem_x509_certificate(pem.encode()), at=AT, usage="sign")


GOOD: dict[str, Any] = {"unit": "x", "store_id": "y", "roles": ["leader", "police"]}


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\x05\x00",
        b"\x0c\x01{",
        b"\x0c\x02\xff\xff",
        b"\x0c\x7f{}",
        text([1]),
        text({}),
        *(text({k: v for k, v in GOOD.items() if k != gone}) for gone in GOOD),
        text(GOOD | {"more": 1}),
        *(text(GOOD | {key: 5}) for key in GOOD),
        text(GOOD | {"roles": ["police", 5]}),
        text(GOOD | {"roles": ["police", "leader"]}),
        text(GOOD | {"roles": ["police", "police"]}),
        text(GOOD) + b"\x00",
        bytes(core.UTF8String('{"unit": "x"}').dump()),
        bytes(core.BMPString(canonical.dumps(GOOD).decode()).dump()),
        b"\x2c\x80" + text(GOOD) + b"\x00\x00",
        bytes(core.UTF8String("[" * 50_000).dump()),
    ],
)
def test_a_mandate_of_another_form_is_refused(value: bytes) -> None:
    with pytest.raises(Untrusted) as caught:
        mandate_of(holding(value))
    assert caught.value.code == "ROLE"
    with pytest.raises(Untrusted):
        pinned().verify(holding(value), at=AT, usage="sign")


@pytest.mark.parametrize("more", [[], ["leader"], ["typist"]])
def test_one_person_on_both_sides_is_refused(more: list[str]) -> None:
    both = holding(text(GOOD | {"roles": sorted(["justice", "police", *more])}))
    for read in (mandate_of, lambda one: pinned().verify(one, at=AT, usage="sign")):
        with pytest.raises(Untrusted, match="vừa là tư pháp vừa là Công an") as caught:
            read(both)
        assert caught.value.code == "ROLE"


def test_a_good_one_in_the_same_place_is_read() -> None:
    assert mandate_of(holding(text(GOOD))) == Mandate("x", "y", frozenset({"leader", "police"}))


def test_from_json_reads_what_to_json_wrote_only() -> None:
    assert Mandate.from_json(POLICE.to_json()) == POLICE
    with pytest.raises(BadInput, match="không đúng định dạng"):
        Mandate.from_json({})


@pytest.mark.filterwarnings("ignore")
def test_a_mandate_that_stands_twice_is_refused() -> None:
    """The library writes none twice, so the second is made from another extension of the same length."""
    other = x509.ObjectIdentifier(OID.dotted_string[:-1] + "3")
    twice = holding(text(GOOD), (x509.UnrecognizedExtension(other, text(GOOD)), False))
    with warnings.catch_warnings():
        der = twice.public_bytes(Encoding.DER)
        changed = der.replace(encoded(other), encoded(OID))
        assert changed != der
        certificate = x509.load_der_x509_certificate(changed)
    with pytest.raises(Untrusted):
        mandate_of(certificate)
    with pytest.raises(Untrusted):
        pinned().verify(certificate, at=AT, usage="sign")


def encoded(oid: x509.ObjectIdentifier) -> bytes:
    return bytes(core.ObjectIdentifier(oid.dotted_string).dump())

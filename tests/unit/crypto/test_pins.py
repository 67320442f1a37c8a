"""Pinned leaf certificates, which need no authority, and the end of certificates of every kind."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from app.crypto import authority, signing
from app.crypto.certificate import Untrusted, fingerprint
from app.crypto.mandate import Mandate
from app.crypto.trust import Ended, TrustStore, Usage
from app.models.words.moments import day_and_minute
from tests.conftest import AT
from tests.unit.crypto.test_trust import (
    AUTHORITY,
    CA,
    END,
    ISSUE,
    SIGN,
    UID,
    code_of,
    issued,
    pem,
    request,
    self_signed,
)

ISSUER = Mandate("Công an xã", "ca-1", frozenset({"issuer"}))
HOUR = timedelta(hours=1)


def leaf(usage: Usage = "sign") -> x509.Certificate:
    key = signing.new_signing_key()
    name = signing.subject("Trương Dũng", UID, "Công an xã")
    text = authority.self_signed(key, name, usage=usage, at=AT, mandate=ISSUER)
    return x509.load_pem_x509_certificate(text.encode())


def pinning(*certificates: x509.Certificate, mandate: Mandate = ISSUER) -> TrustStore:
    pins = {fingerprint(one): mandate for one in certificates}
    return TrustStore([], [], allow_test_roots=False, pins=pins)


def test_a_pin_stands_in_for_a_path_to_a_root() -> None:
    certificate = leaf()
    assert code_of(TrustStore([], [], allow_test_roots=False), certificate) == "UNTRUSTED"
    assert pinning(certificate).verify(certificate, at=AT, usage="sign") == ISSUER


def test_the_mandate_of_the_pin_counts_and_not_that_of_the_certificate() -> None:
    certificate = leaf()
    other = Mandate("khác", "ca-2", frozenset({"receiver"}))
    assert pinning(certificate, mandate=other).verify(certificate, at=AT, usage="sign") == other
    under_root = x509.load_pem_x509_certificate(
        CA.issue(request(), usage="sign", at=AT, mandate=ISSUER).encode()
    )
    assert pinning(under_root, mandate=other).verify(under_root, at=AT, usage="sign") == other


def test_only_the_pinned_certificate_counts() -> None:
    """Another one of the same key and names is another certificate, and a pinned leaf issues none."""
    key = signing.new_signing_key()
    name = signing.subject("Trương Dũng", UID, "Công an xã")
    first, second = (
        x509.load_pem_x509_certificate(
            authority.self_signed(key, name, usage="sign", at=AT, mandate=ISSUER).encode()
        )
        for _ in range(2)
    )
    store = pinning(first)
    assert code_of(store, second) == "UNTRUSTED"
    below = authority.issue(request(), issuer=(first, key), usage="sign", at=AT, mandate=ISSUER)
    certificate = x509.load_pem_x509_certificate(below.encode())
    assert code_of(store, certificate) == "UNTRUSTED"
    assert code_of(store, certificate, chain=[first]) == "UNTRUSTED"


@pytest.mark.parametrize(("usage", "other"), [("sign", "encrypt"), ("encrypt", "sign")])
def test_a_pinned_certificate_counts_for_its_use_and_period_only(usage: Usage, other: Usage) -> None:
    certificate = leaf(usage)
    store = pinning(certificate)
    assert store.verify(certificate, at=AT, usage=usage) == ISSUER
    assert code_of(store, certificate, usage=other) == "USAGE"
    assert code_of(store, certificate, AT - HOUR, usage=usage) == "NOT_YET"
    assert code_of(store, certificate, AT + timedelta(days=1826), usage=usage) == "EXPIRED"


def test_a_pinned_authority_or_weak_key_does_not_count() -> None:
    _key, above = self_signed(AUTHORITY, ISSUE)
    assert code_of(pinning(above), above) == "USAGE"
    _key, weak = self_signed(END, SIGN, key=rsa.generate_private_key(65537, 1024))
    assert code_of(pinning(weak), weak) == "UNTRUSTED"


def ending(certificate: x509.Certificate, since: datetime, *, compromised: bool = False, **more: Any) -> Any:
    revoked = {fingerprint(certificate): Ended(since, "mất khóa", compromised)}
    given = {"allow_test_roots": True, "revoked": revoked} | more
    return TrustStore([pem(CA.root)], [pem(CA.issuing).decode()], **given)


@pytest.mark.parametrize("which", ["leaf", "issuing", "root", "pin"])
def test_what_came_before_the_end_holds_unless_the_key_is_compromised(which: str) -> None:
    certificate = leaf() if which == "pin" else issued()
    ended = {"issuing": CA.issuing, "root": CA.root}.get(which, certificate)
    more = {"pins": {fingerprint(certificate): ISSUER}} if which == "pin" else {}
    ending(ended, AT + HOUR, **more).verify(certificate, at=AT + HOUR - timedelta(seconds=1), usage="sign")
    assert code_of(ending(ended, AT + HOUR, **more), certificate, AT + HOUR) == "REVOKED"
    assert code_of(ending(ended, AT + HOUR, **more), certificate, AT + 2 * HOUR) == "REVOKED"
    assert code_of(ending(ended, AT + HOUR, compromised=True, **more), certificate, AT) == "REVOKED"


def test_the_end_of_another_certificate_changes_nothing() -> None:
    ending(issued(), AT - HOUR, compromised=True).verify(issued(), at=AT, usage="sign")


def test_an_end_is_said_with_its_day_and_reason() -> None:
    certificate = issued()
    day = day_and_minute(AT)
    with pytest.raises(Untrusted) as caught:
        ending(certificate, AT).verify(certificate, at=AT, usage="sign")
    assert str(caught.value) == (
        f"Chứng thư đã bị thu hồi từ {day} (lý do: mất khóa). Hãy dùng chứng thư mới."
    )

"""The envelope: only its receivers open it, whole or not at all; never another cipher."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, core
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import envelope
from app.crypto.envelope import EnvelopeError, read_header
from app.crypto.signing import load_key_pem
from tests.conftest import numbered
from tests.unit.crypto.conftest import Party, World, seal, unseal

WORLD = World()
EC = WORLD.receiver
RSA = WORLD.party("rsa", rsa.generate_private_key(65537, 2048))
PLAIN = "Nội dung".encode() * 5
GCM256 = bytes.fromhex("060960864801650304012e")
KEYS = {party.key_pem: load_key_pem(party.key_pem) for party in (EC, RSA)}  # loading an RSA key takes long
PARTIES = pytest.mark.parametrize("party", [EC, RSA], ids=["ECDH", "RSA-OAEP"])


def refused(data: bytes, party: Party = EC) -> str:
    with pytest.raises(EnvelopeError) as caught:
        unseal(data, KEYS.get(party.key_pem) or load_key_pem(party.key_pem), party.certificate)
    return caught.value.code


@PARTIES
@given(plain=st.binary(max_size=2000))
def test_what_was_sealed_opens(party: Party, plain: bytes) -> None:
    sealed = seal(plain, [EC.certificate, RSA.certificate], numbered())
    assert unseal(sealed, KEYS[party.key_pem], party.certificate) == plain


@PARTIES
def test_every_changed_byte_is_refused(party: Party) -> None:
    sealed = seal(PLAIN, [party.certificate], numbered())
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1 << (at % 8)
        assert refused(bytes(changed), party)


@PARTIES
def test_every_cut_is_refused(party: Party) -> None:
    sealed = seal(PLAIN, [party.certificate], numbered())
    for size in range(len(sealed)):
        assert refused(sealed[:size], party) == "ENV_FORMAT"
    assert refused(sealed + b"\0", party) == "ENV_FORMAT"


def test_strangers_and_wrong_keys() -> None:
    sealed = seal(PLAIN, [EC.certificate], numbered())
    assert refused(sealed, WORLD.party("khac")) == "NOT_FOR_US"
    assert refused(sealed, Party(WORLD.party("khac").key_pem, EC.certificate_pem)) == "ENV_KEY"
    assert refused(sealed, Party(RSA.key_pem, EC.certificate_pem)) == "ENV_FORMAT"


@pytest.mark.parametrize(
    "oid",
    [
        "060960864801650304012a",  # AES-256-CBC
        "0609608648016503040106",  # AES-128-GCM
        "060960864801650304012f",  # AES-256-CCM
    ],
)
def test_another_cipher_is_refused(oid: str) -> None:
    sealed = seal(PLAIN, [EC.certificate], numbered())
    assert sealed.count(GCM256) == 1
    assert refused(sealed.replace(GCM256, bytes.fromhex(oid))) == "ENV_ALG"


def test_a_short_tag_is_refused() -> None:
    sealed = seal(PLAIN, [EC.certificate], numbered())
    length = sealed.index(GCM256) + len(GCM256) + 2 + 14  # SEQUENCE, nonce, then INTEGER 16
    assert sealed[length : length + 3] == b"\x02\x01\x10"
    assert refused(sealed[: length + 2] + b"\x0c" + sealed[length + 3 :]) == "ENV_ALG"


def test_a_receiver_on_another_curve_is_refused() -> None:
    party = WORLD.party("p384", ec.generate_private_key(ec.SECP384R1()))
    with pytest.raises(EnvelopeError, match="ENV_ALG"):
        seal(PLAIN, [party.certificate], numbered())


def test_the_header_reads_without_a_key() -> None:
    header = read_header(io.BytesIO(seal(PLAIN, [EC.certificate, RSA.certificate], numbered())))
    assert len(header.recipients) == 2
    assert header.end - header.start == len(PLAIN)


@PARTIES
def test_openssl_opens_it(party: Party, tmp_path: Path) -> None:
    (tmp_path / "sealed").write_bytes(seal(PLAIN, [EC.certificate, RSA.certificate], numbered()))
    (tmp_path / "key").write_text(party.key_pem)
    (tmp_path / "cert").write_text(party.certificate_pem)
    command = "openssl cms -decrypt -inform DER -in sealed -recip cert -inkey key -binary -out plain"
    subprocess.run(command.split(), cwd=tmp_path, check=True)
    assert (tmp_path / "plain").read_bytes() == PLAIN


# -- the form of the envelope, part by part -----------------------------------------------------------

KEY = bytes(range(32))
NONCE = bytes(12)


def built(
    *,
    infos: list[bytes] | None = None,
    version: bytes = core.Integer(0).dump(),
    parameters: bytes | None = None,
    after_parameters: bytes = b"",
    key: bytes = KEY,
    content_type: bytes = envelope._DATA,
    tag_head: bytes = b"\x04\x10",
    after: bytes = b"",
) -> bytes:
    """Build an envelope as the writer does, with any part of it another."""
    infos = [envelope._recipient(EC.certificate, key)] if infos is None else infos
    nonce = core.OctetString(NONCE).dump()
    parameters = nonce + core.Integer(16).dump() if parameters is None else parameters
    encryptor = Cipher(algorithms.AES(KEY), modes.GCM(NONCE)).encryptor()
    body = encryptor.update(PLAIN) + encryptor.finalize()
    tag = tag_head + encryptor.tag
    tlv, wide = envelope._tlv, envelope._wide
    gcm = tlv(0x30, GCM256 + tlv(0x30, parameters) + after_parameters)
    inner = content_type + gcm + wide(0x80, len(body)) + body
    inner = version + tlv(0x31, b"".join(infos)) + wide(0x30, len(inner)) + inner + tag + after
    inner = wide(0x30, len(inner)) + inner
    inner = envelope._AUTH_ENVELOPED + wide(0xA0, len(inner)) + inner
    return wide(0x30, len(inner)) + inner


def info_of(party: Party) -> bytes:
    return envelope._recipient(party.certificate, KEY)


def test_an_envelope_built_by_hand_opens() -> None:
    """What the tests below spoil opens as long as nothing in it is wrong."""
    assert unseal(built(), KEYS[EC.key_pem], EC.certificate) == PLAIN
    rsa_only = built(infos=[info_of(RSA)])
    assert unseal(rsa_only, KEYS[RSA.key_pem], RSA.certificate) == PLAIN


NONCE_13 = core.OctetString(bytes(13)).dump() + core.Integer(16).dump()
TWICE = core.OctetString(NONCE).dump() + core.Integer(16).dump()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: built(infos=[]), "ENV_FORMAT"),
        (lambda: built(infos=sorted([info_of(EC), info_of(RSA)], reverse=True)), "ENV_FORMAT"),
        (lambda: built(version=core.Integer(2).dump()), "ENV_FORMAT"),
        (lambda: built(content_type=core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()), "ENV_FORMAT"),
        (lambda: built(parameters=NONCE_13), "ENV_ALG"),
        (lambda: built(parameters=core.OctetString(NONCE).dump() + core.Integer(12).dump()), "ENV_ALG"),
        (lambda: built(parameters=core.OctetString(NONCE).dump()), "ENV_FORMAT"),
        (lambda: built(parameters=TWICE + core.Null().dump()), "ENV_FORMAT"),
        (lambda: built(after_parameters=core.Null().dump()), "ENV_FORMAT"),
        (lambda: built(tag_head=b"\x04\x11"), "ENV_FORMAT"),
        (lambda: built(tag_head=b"\x05\x10"), "ENV_FORMAT"),
        (lambda: built(after=b"\x05\x00"), "ENV_FORMAT"),
        (lambda: built(key=KEY[:16]), "ENV_KEY"),
        (lambda: built(key=bytes(32)), "ENV_TAMPERED"),
    ],
)
def test_each_part_of_the_envelope(data: Callable[[], bytes], code: str) -> None:
    assert refused(data()) == code


def test_a_header_ends_within_its_bound() -> None:
    many = sorted(info_of(EC) for _ in range(300))
    assert refused(built(infos=many)) == "ENV_FORMAT"


def ec_info(**changes: bytes) -> bytes:
    """Build the recipient of a P-256 certificate with any part of it another."""
    tlv = envelope._tlv
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    public = EC.certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    spki = ephemeral.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    spki = changes.get("spki", spki)
    wrapped = aes_key_wrap(envelope._kek(ephemeral.exchange(ec.ECDH(), public)), KEY)
    originator = tlv(0xA0, tlv(0xA1, envelope._Reader(spki).content(0x30)))
    algorithm = tlv(0x30, changes.get("algorithm", envelope._ECDH_SHA256) + envelope._wrap_algorithm())
    mine = envelope._issuer_serial(EC.certificate).dump()
    one = tlv(
        0x30, changes.get("first", b"") + mine + core.OctetString(wrapped).dump() + changes.get("in", b"")
    )
    version = changes.get("version", core.Integer(3).dump())
    return tlv(0xA1, version + originator + algorithm + tlv(0x30, one) + changes.get("end", b""))


def public_der(key: Any) -> bytes:
    return bytes(
        key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"version": core.Integer(2).dump()}, "ENV_FORMAT"),
        ({"algorithm": core.ObjectIdentifier("1.3.132.1.11.2").dump()}, "ENV_ALG"),
        ({"first": core.Null().dump()}, "ENV_FORMAT"),
        ({"in": core.Null().dump()}, "ENV_FORMAT"),
        ({"end": core.Null().dump()}, "ENV_FORMAT"),
        ({"spki": public_der(ec.generate_private_key(ec.SECP384R1()))}, "ENV_KEY"),
        ({"spki": public_der(rsa.generate_private_key(65537, 2048))}, "ENV_ALG"),
    ],
    ids=["as written", "version", "key agreement", "before", "within", "after", "another curve", "RSA"],
)
def test_each_part_of_a_recipient_with_a_curve(changes: dict[str, bytes], code: str) -> None:
    data = built(infos=[ec_info(**changes)])
    if code:
        assert refused(data) == code
    else:
        assert unseal(data, KEYS[EC.key_pem], EC.certificate) == PLAIN


@pytest.mark.parametrize("part", ["version", "first", "algorithm", "end"])
def test_each_part_of_a_recipient_with_rsa(part: str) -> None:
    tlv = envelope._tlv
    reader = envelope._Reader(envelope._Reader(info_of(RSA)).content(0x30))
    parts = [reader.element() for _ in range(4)]
    assert unseal(built(infos=[tlv(0x30, b"".join(parts))]), KEYS[RSA.key_pem], RSA.certificate) == PLAIN
    oaep = cms.KeyEncryptionAlgorithm({"algorithm": "rsaes_pkcs1v15"}).dump()
    spoilt = {
        "version": [core.Integer(2).dump(), *parts[1:]],
        "first": [parts[0], core.Null().dump(), *parts[1:]],
        "algorithm": [*parts[:2], oaep, parts[3]],
        "end": [*parts, core.Null().dump()],
    }
    code = "ENV_ALG" if part == "algorithm" else "ENV_FORMAT"
    assert refused(built(infos=[tlv(0x30, b"".join(spoilt[part]))]), RSA) == code


@pytest.mark.parametrize(
    "data",
    [b"\x04\x80", b"\x04\x85\x00\x00\x00\x00\x01a", b"\x04\x81\x01a", b"\x04\x02a", b"\x04", b"\x05\x01"],
)
def test_elements_of_other_lengths_are_refused(data: bytes) -> None:
    with pytest.raises((EnvelopeError, IndexError)):
        envelope._Reader(data).element()


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 65535, 65536])
def test_elements_of_every_length_are_read(size: int) -> None:
    whole = envelope._tlv(0x04, bytes(size))
    reader = envelope._Reader(whole)
    assert reader.content(0x04) == bytes(size)
    assert reader.done
    with pytest.raises(EnvelopeError):
        envelope._Reader(whole).content(0x05)

"""The envelope: only its receivers open it, whole or not at all; never another cipher."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.envelope import EnvelopeError, read_header, seal, unseal
from app.crypto.signing import load_key_pem
from tests.conftest import numbered
from tests.unit.crypto.conftest import Party, World

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
    header = read_header(seal(PLAIN, [EC.certificate, RSA.certificate], numbered()))
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

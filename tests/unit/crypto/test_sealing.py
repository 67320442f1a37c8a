"""The ciphertext as a stream: nothing comes out before the tag fits, and nothing that changed since."""

import gc
import hashlib
import io
import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.envelope import EnvelopeError
from app.crypto.sealing import PIECE, Sealer, Unsealed
from app.crypto.signing import load_key_pem
from tests.conftest import numbered
from tests.unit.crypto.conftest import Held, World, seal

WORLD = World()
KEY = load_key_pem(WORLD.receiver.key_pem)
CERTIFICATE = WORLD.receiver.certificate
PLAIN = random.Random(1).randbytes(3 * PIECE + 77)
SEALED = seal(PLAIN, [CERTIFICATE], numbered())
START = len(SEALED) - len(PLAIN) - 18
HANDLES = Path("/proc/self/fd")


def unsealed(data: bytes = SEALED) -> tuple[Unsealed, io.BytesIO]:
    file = io.BytesIO(data)
    return Unsealed(file, KEY, CERTIFICATE), file


def handles() -> int:
    return len(list(HANDLES.iterdir()))


def spoil(file: io.BytesIO, at: int) -> None:
    file.getbuffer()[at] ^= 1


@given(at=st.integers(0, len(PLAIN)), size=st.integers(0, 2 * PIECE))
def test_any_place_is_read(at: int, size: int) -> None:
    found, _file = unsealed()
    assert found.read(at, size) == PLAIN[at : at + size]


def test_what_is_said_of_the_file() -> None:
    passed: list[int] = []
    found = Unsealed(io.BytesIO(SEALED), KEY, CERTIFICATE, passed.append)
    assert (found.size, found.file_size) == (len(PLAIN), len(SEALED))
    assert found.file_sha256 == hashlib.sha256(SEALED).hexdigest()
    assert passed == [PIECE, PIECE, PIECE, 77]
    assert found.read(PIECE, 2) + found.read(PIECE + 2, 2) == PLAIN[PIECE : PIECE + 4]
    assert passed[4:] == [PIECE], "a piece is read again only after another"


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1])
def test_content_of_every_length(size: int) -> None:
    found, _file = unsealed(seal(PLAIN[:size], [CERTIFICATE], numbered()))
    assert found.read(0, size + 1) == PLAIN[:size]


def test_it_does_not_matter_in_what_parts_it_was_written() -> None:
    held = Held()
    sealer = Sealer(held, [CERTIFICATE], numbered())
    for at in range(0, len(PLAIN), 99_991):
        sealer.write(PLAIN[at : at + 99_991])
    sealer.close()
    found, _file = unsealed(held.head + held.rest)
    assert found.read(0, found.size) == PLAIN


def test_what_was_not_closed_does_not_open() -> None:
    held = Held()
    Sealer(held, [CERTIFICATE], numbered()).write(PLAIN)
    with pytest.raises(EnvelopeError, match="ENV_FORMAT"):
        unsealed(held.head + held.rest)


@pytest.mark.parametrize("piece", range(4))
def test_one_wrong_bit_anywhere_and_nothing_opens(piece: int) -> None:
    changed = bytearray(SEALED)
    changed[START + piece * PIECE + 5] ^= 4
    with pytest.raises(EnvelopeError, match="ENV_TAMPERED"):
        unsealed(bytes(changed))


@pytest.mark.parametrize("piece", range(4))
def test_what_changes_after_it_was_opened_is_not_given_out(piece: int) -> None:
    found, file = unsealed()
    spoil(file, START + piece * PIECE + 5)
    for number in range(4):
        if number == piece:
            with pytest.raises(EnvelopeError, match="ENV_TAMPERED"):
                found.read(number * PIECE, 1)
        else:
            assert found.read(number * PIECE, 9) == PLAIN[number * PIECE : number * PIECE + 9]


def test_what_is_cut_off_after_it_was_opened_is_not_given_out() -> None:
    found, file = unsealed()
    file.truncate(START + PIECE + 1)
    assert found.read(0, PIECE) == PLAIN[:PIECE]
    with pytest.raises(EnvelopeError, match="ENV_TAMPERED"):
        found.read(PIECE, 1)


@pytest.mark.skipif(not HANDLES.exists(), reason="needs /proc")
def test_a_file_is_let_go_also_when_nobody_closes_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(SEALED)
    gc.collect()  # what the tests before let go
    before = handles()
    found = Unsealed((tmp_path / "a").open("rb"), KEY, CERTIFICATE)
    assert handles() == before + 1
    found.close()
    found.close()
    assert handles() == before
    Unsealed((tmp_path / "a").open("rb"), KEY, CERTIFICATE)
    gc.collect()
    assert handles() == before


def test_openssl_opens_many_pieces(tmp_path: Path) -> None:
    (tmp_path / "sealed").write_bytes(SEALED)
    (tmp_path / "key").write_text(WORLD.receiver.key_pem)
    (tmp_path / "cert").write_text(WORLD.receiver.certificate_pem)
    command = "openssl cms -decrypt -inform DER -in sealed -recip cert -inkey key -binary -out plain"
    subprocess.run(command.split(), cwd=tmp_path, check=True)
    assert (tmp_path / "plain").read_bytes() == PLAIN

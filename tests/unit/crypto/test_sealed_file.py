"""A sealed file: every change of its pieces is found, and it takes as little memory as one piece."""

import io

import pytest

from app.crypto.sealed_file import PIECE, TAG, key_of, seal, sealed_size, unseal
from app.errors import BadInput

KEY = bytes(range(32))
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE)


def sealed(data: bytes, key: bytes = KEY) -> bytes:
    out = io.BytesIO()
    seal(io.BytesIO(data), out.write, key)
    return out.getvalue()


def unsealed(data: bytes, key: bytes = KEY) -> bytes:
    out = io.BytesIO()
    unseal(io.BytesIO(data), out.write, key)
    return out.getvalue()


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_comes_back_and_has_the_size_that_was_told(size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    found = sealed(data[:size])
    assert len(found) == sealed_size(size)
    assert unsealed(found) == data[:size]


def test_every_flipped_bit_of_a_small_file_is_found() -> None:
    whole = sealed(b"Mot ban ghi")
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 1
        with pytest.raises(BadInput, match="hỏng hoặc bị sửa"):
            unsealed(bytes(damaged))


PIECES = [bytes([n]) * PIECE for n in range(3)]
WHOLE = sealed(b"".join(PIECES))
STEP = PIECE + TAG


@pytest.mark.parametrize(
    "changed",
    [
        WHOLE[:-STEP],
        WHOLE[:-1],
        WHOLE[STEP:],
        WHOLE[:STEP] + WHOLE[2 * STEP :],
        WHOLE[STEP : 2 * STEP] + WHOLE[:STEP] + WHOLE[2 * STEP :],
        WHOLE + WHOLE[-STEP:],
        WHOLE + b"x",
        WHOLE[: TAG - 1],
        b"",
    ],
    ids=["cut", "shorter", "headless", "gap", "moved", "doubled", "longer", "shorter than a tag", "empty"],
)
def test_missing_moved_and_doubled_pieces_are_found(changed: bytes) -> None:
    with pytest.raises(BadInput):
        unsealed(changed)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(BadInput):
        unsealed(WHOLE, bytes(32))


def test_each_file_has_a_key_of_its_own() -> None:
    assert len({key_of(KEY, "a"), key_of(KEY, "b"), key_of(bytes(32), "a"), KEY}) == 4

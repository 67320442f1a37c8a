"""A file encrypted under a key of its own, piece by piece, so that a large one needs little memory.

AES-256-GCM per piece; the number of the piece and whether it is the last are its nonce, so a piece that is
missing, doubled, moved or cut off is found. A key seals one file only.
"""

from collections.abc import Callable
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import BadInput

PIECE = 1 << 20
TAG = 16


def key_of(key: bytes, name: str) -> bytes:
    """Derive the key of one file from the key of all."""
    return HKDF(hashes.SHA256(), 32, None, b"sealed-file-v1\0" + name.encode()).derive(key)


def sealed_size(size: int) -> int:
    """Return how many bytes a file of ``size`` bytes has when it is sealed."""
    return size + TAG * max(1, -(-size // PIECE))


def seal(source: IO[bytes], write: Callable[[bytes], object], key: bytes) -> None:
    """Encrypt a file; ``write`` is given the pieces in their order."""
    cipher, number = AESGCM(key), 0
    piece = source.read(PIECE)
    while True:
        following = source.read(PIECE)
        write(cipher.encrypt(_nonce(number, last=not following), piece, None))
        if not following:
            return
        piece, number = following, number + 1


def unseal(source: IO[bytes], write: Callable[[bytes], object], key: bytes) -> None:
    """Decrypt a file; BadInput at the first piece that is not as it was sealed."""
    cipher, number = AESGCM(key), 0
    piece = source.read(PIECE + TAG)
    while True:
        following = source.read(PIECE + TAG)
        try:
            write(cipher.decrypt(_nonce(number, last=not following), piece, None))
        except (InvalidTag, ValueError) as error:  # ValueError: shorter than its tag
            raise BadInput("Tệp mã hóa bị hỏng hoặc bị sửa. Chưa thay đổi gì.") from error
        if not following:
            return
        piece, number = following, number + 1


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])

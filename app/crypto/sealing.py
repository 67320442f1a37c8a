"""The ciphertext of a package: written in one go, read at any place once the whole file is authentic."""

import hashlib
import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Protocol

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.crypto.envelope import (
    NONCE_BYTES,
    TAG_HEAD,
    EnvelopeError,
    content_key_of,
    new_header,
    read_header,
)
from app.crypto.signing import PrivateKey

PIECE = 1 << 18
_BLOCK = 16
_FIRST = 2  # the counter of the first block of content: GCM keeps 1 for the tag


class Sealable(Protocol):
    """A file that is written from its front to its end, and its head once more at last."""

    def write_head(self, head: bytes) -> None:
        """Write the first bytes; later calls write as many bytes over them."""

    def write(self, data: bytes) -> None:
        """Write further bytes."""


class Sealer:
    """Encrypts what is written to every recipient certificate; nothing opens before ``close``."""

    def __init__(
        self, target: Sealable, recipients: Sequence[x509.Certificate], random: Callable[[int], bytes]
    ) -> None:
        key, nonce = random(32), random(NONCE_BYTES)
        self._target, self._size = target, 0
        self._header = new_header(recipients, key, nonce)
        self._encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
        target.write_head(self._header(0))

    def write(self, data: bytes) -> None:
        """Encrypt and write further bytes."""
        self._size += len(data)
        self._target.write(self._encryptor.update(data))

    def close(self) -> None:
        """Write the tag and the lengths."""
        self._encryptor.finalize()
        self._target.write(TAG_HEAD + self._encryptor.tag)
        self._target.write_head(self._header(self._size))


class Unsealed:
    """The content of a sealed file, decrypted where it is read and kept nowhere.

    First the tag over the whole file is checked while nothing is given out. The stick may change the file
    afterwards, so that pass notes the SHA-256 of each piece of the ciphertext, and a piece is decrypted only
    when it is still the same. Raises EnvelopeError and OSError, also while reading. ``passed`` is told the
    bytes of each piece that was read.
    """

    def __init__(
        self,
        file: BinaryIO,
        key: PrivateKey,
        certificate: x509.Certificate,
        passed: Callable[[int], object] = lambda _bytes: None,
    ) -> None:
        self._file, self.passed = file, passed
        self.close = weakref.finalize(self, file.close)  # also when nobody closes it: a stick is to be let go
        self._header = read_header(file)
        self._key = content_key_of(self._header, key, certificate)
        self.size = self._header.end - self._header.start
        self.file_size = self._header.end + len(TAG_HEAD) + len(self._header.tag)
        self._pieces, self.file_sha256 = self._authenticate()
        self._last: tuple[int, bytes] = (-1, b"")

    def pieces(self, at: int, size: int) -> Iterator[bytes]:
        """Yield the bytes at a place of the content, as they lie in the pieces."""
        end = min(at + size, self.size)
        while at < end:
            number, skipped = divmod(at, PIECE)
            part = self._piece(number)[skipped : skipped + end - at]
            at += len(part)
            yield part

    def read(self, at: int, size: int) -> bytes:
        """Return the bytes at a place of the content; fewer where it ends."""
        return b"".join(self.pieces(at, size))

    def _authenticate(self) -> tuple[list[bytes], str]:
        header, digests = self._header, []
        cipher = Cipher(algorithms.AES(self._key), modes.GCM(header.nonce, header.tag)).decryptor()
        self._file.seek(0)
        whole = hashlib.sha256(self._file.read(header.start))
        dropped = bytearray(PIECE + _BLOCK)
        for number in range(-(-self.size // PIECE)):
            piece = self._ciphertext(number)
            cipher.update_into(piece, dropped)  # an update gives out what no one may use yet
            digests.append(hashlib.sha256(piece).digest())
            whole.update(piece)
            self.passed(len(piece))
        whole.update(TAG_HEAD + header.tag)
        try:
            cipher.finalize()
        except InvalidTag as error:
            raise EnvelopeError("ENV_TAMPERED") from error
        return digests, whole.hexdigest()

    def _ciphertext(self, number: int) -> bytes:
        start = self._header.start + number * PIECE
        self._file.seek(start)
        return self._file.read(min(PIECE, self._header.end - start))

    def _piece(self, number: int) -> bytes:
        if self._last[0] != number:
            sealed = self._ciphertext(number)
            if hashlib.sha256(sealed).digest() != self._pieces[number]:
                raise EnvelopeError("ENV_TAMPERED")
            self._last = number, self._decrypted(number, sealed)
            self.passed(len(sealed))
        return self._last[1]

    def _decrypted(self, number: int, sealed: bytes) -> bytes:
        counter = _FIRST + number * (PIECE // _BLOCK)
        block = self._header.nonce + counter.to_bytes(_BLOCK - NONCE_BYTES, "big")
        return Cipher(algorithms.AES(self._key), modes.CTR(block)).decryptor().update(sealed)

"""Passwords and recovery codes become keys by Argon2id, slowly: a copied key file is hard to guess."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.crypto.recovery import print_half
from app.errors import StoreProblem

Random = Callable[[int], bytes]
FLOOR_KIB, CEILING_KIB = 19 * 1024, 1024 * 1024
DAMAGED = (
    "Tệp khóa (keyfile.json) bị hỏng hoặc bị sửa. Hãy chép lại từ bản sao lưu; dữ liệu chưa bị thay đổi."
)


@dataclass(frozen=True, slots=True)
class Kdf:
    """Argon2id parameters: memory in KiB (floor 19 MiB, OWASP), passes, lanes."""

    m_kib: int = 65536
    t: int = 3
    p: int = 1

    def derive(self, secret: bytes, salt: bytes) -> bytes:
        """Derive 32 bytes; StoreProblem for parameters below the floor or above the ceiling."""
        numbers = all(type(n) is int for n in (self.m_kib, self.t, self.p))  # the file may be forged
        if not numbers or not FLOOR_KIB <= self.m_kib <= CEILING_KIB:
            raise StoreProblem(DAMAGED)
        if not (2 <= self.t <= 10 and 1 <= self.p <= 8):
            raise StoreProblem(DAMAGED)
        kdf = Argon2id(salt=salt, length=32, iterations=self.t, lanes=self.p, memory_cost=self.m_kib)
        return kdf.derive(secret)


@dataclass(frozen=True, slots=True)
class Stretched:
    """A key derived from a password or code by ``stretch``, the slow step of making a slot."""

    kdf: Kdf
    salt: bytes
    derived: bytes

    def __repr__(self) -> str:
        """Keep keys out of logs."""
        return "Stretched()"


def stretch(password: str, *, kdf: Kdf, random: Random) -> Stretched:
    """Derive the key of a password; it takes about a second, so call it before taking a lock."""
    return _stretch(secret_of(password), kdf, random)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A new recovery code: its two printed halves, and the key derived from it.

    Both halves are needed; one alone reveals nothing about the code.
    """

    halves: tuple[str, str]
    secret: Stretched

    def __repr__(self) -> str:
        """Keep the halves out of logs."""
        return "Sheet()"


def new_sheet(*, kdf: Kdf, random: Random) -> Sheet:
    """Make a recovery code and derive its key; as slow as ``stretch``."""
    code, half_a = random(32), random(32)
    half_b = bytes(a ^ b for a, b in zip(code, half_a, strict=True))
    return Sheet((print_half(half_a), print_half(half_b)), _stretch(code, kdf, random))


def _stretch(secret: bytes, kdf: Kdf, random: Random) -> Stretched:
    salt = random(16)
    return Stretched(kdf, salt, kdf.derive(secret, salt))


def secret_of(password: str) -> bytes:
    """Return the bytes of a password in one form, because systems type it as NFC or NFD."""
    return unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")

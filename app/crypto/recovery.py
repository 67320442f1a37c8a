"""The two halves of a recovery code on paper: readable letters with a checksum."""

import base64
import hashlib
import hmac

from app.errors import BadInput


def print_half(half: bytes) -> str:
    """Return a half of the recovery code for paper: base32 in groups of four, the last bits a checksum."""
    data = half + _checksum(half)
    text = base64.b32encode(data).decode().rstrip("=")
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def read_half(text: str) -> bytes:
    """Parse a typed half (case, spaces, 0/O, 1/I, 8/B do not matter); BadInput for a typing error."""
    plain = "".join(c for c in text.upper() if c.isalnum()).translate(str.maketrans("018", "OIB"))
    try:
        data = base64.b32decode(plain + "=" * (-len(plain) % 8))
    except ValueError as error:  # letters with marks raise it too
        raise BadInput("Nửa phiếu khôi phục gõ chưa đúng. Xem lại từng nhóm bốn chữ.") from error
    half, check = data[:32], data[32:]
    if not hmac.compare_digest(check, _checksum(half)):
        raise BadInput("Nửa phiếu khôi phục gõ chưa đúng. Xem lại từng nhóm bốn chữ.")
    return half


def check_half(text: str) -> None:
    """Refuse a half with a typing error."""
    read_half(text)


def _checksum(half: bytes) -> bytes:
    return hashlib.sha256(b"recovery-half\0" + half).digest()[:3]

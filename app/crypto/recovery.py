"""The two halves of a recovery code on paper: readable letters with a checksum."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

from app.errors import BadInput

GROUPS = 14  # of four letters in a half
_READ_AS = str.maketrans("018", "OIB")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@dataclass(frozen=True, slots=True)
class TypedHalf:
    """How far a half is typed: whole groups, the first that cannot be right (0: none), whether all are right.

    ``right`` is None until every group is there.
    """

    groups: int
    wrong: int = 0
    right: bool | None = None

    @property
    def of(self) -> int:
        """Return how many groups a half has."""
        return GROUPS


def print_half(half: bytes) -> str:
    """Return a half of the recovery code for paper: base32 in groups of four, the last bits a checksum."""
    data = half + _checksum(half)
    text = base64.b32encode(data).decode().rstrip("=")
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def read_half(text: str) -> bytes:
    """Parse a typed half (case, spaces, 0/O, 1/I, 8/B do not matter); BadInput for a typing error."""
    plain = "".join(c for c in text.upper() if c.isalnum()).translate(_READ_AS)
    try:
        data = base64.b32decode(plain + "=" * (-len(plain) % 8))
    except ValueError as error:  # letters with marks raise it too
        raise BadInput("Nửa phiếu khôi phục gõ chưa đúng. Xem lại từng nhóm bốn chữ.") from error
    half, check = data[:32], data[32:]
    if not hmac.compare_digest(check, _checksum(half)):
        raise BadInput("Nửa phiếu khôi phục gõ chưa đúng. Xem lại từng nhóm bốn chữ.")
    return half


def typed(text: str) -> TypedHalf:
    """Return how far a half is typed; what is no letter or digit, if anything, stands between groups."""
    groups = re.findall(r"[^\W_]+", text.upper())
    if len(groups) == 1:  # without blanks
        groups = [groups[0][at : at + 4] for at in range(0, len(groups[0]), 4)]
    for number, group in enumerate(groups, 1):
        short = len(group) < 4 and number < len(groups)
        if number > GROUPS or short or len(group) > 4 or not _LETTERS.issuperset(group.translate(_READ_AS)):
            return TypedHalf(number - 1, wrong=number)
    whole = sum(len(group) == 4 for group in groups)
    if whole < GROUPS:
        return TypedHalf(whole)
    try:
        read_half(text)
    except BadInput:
        return TypedHalf(whole, right=False)
    return TypedHalf(whole, right=True)


def _checksum(half: bytes) -> bytes:
    return hashlib.sha256(b"recovery-half\0" + half).digest()[:3]

"""The outer form of DER, checked before any ASN.1 parser sees bytes from outside."""

from app.errors import BadInput

MAX_DEPTH = 32


def check(data: bytes) -> None:
    """Raise BadInput unless the data is one value of definite, shortest lengths that fill it exactly.

    Without this a few changed bytes (indefinite lengths, X.690 §8.1.3.6) keep asn1crypto busy for hours.
    """
    if _value(data, 0, len(data), 0) != len(data):
        raise _bad()


def _value(data: bytes, start: int, end: int, depth: int) -> int:
    """Check one value that begins at ``start`` and must end by ``end``; return where it ends."""
    if depth > MAX_DEPTH or end - start < 2:
        raise _bad()
    tag, length, place = data[start], data[start + 1], start + 2
    if tag & 0x1F == 0x1F:  # tags above 30 occur nowhere in CMS or X.509
        raise _bad()
    if length >= 0x80:
        size = length - 0x80
        octets = data[place : place + size]
        length = int.from_bytes(octets)
        if not 1 <= size <= 4 or len(octets) != size or length < 0x80 or octets[0] == 0:
            raise _bad()
        place += size
    stop = place + length
    if stop > end:
        raise _bad()
    if tag & 0x20:
        while place < stop:
            place = _value(data, place, stop, depth + 1)
    return stop


def _bad() -> BadInput:
    return BadInput("Tệp chữ ký hoặc chứng thư không đúng dạng mã hoá DER. Hãy xin lại từ nơi gửi.")

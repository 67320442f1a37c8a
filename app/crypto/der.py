"""A check of DER encoding before any ASN.1 parser gets bytes from outside."""

from app.errors import BadInput

MAX_DEPTH = 32
_BOOLEAN, _INTEGER, _NULL, _SET = 0x01, 0x02, 0x05, 0x31
_CONSTRUCTED = (0x30, _SET)  # SEQUENCE, SET
_CONSTRUCTED_NUMBERS = (0x10, 0x11)


def check(data: bytes) -> None:
    """Raise BadInput unless the data is one DER value and nothing else (X.690 §10, §11).

    It requires shortest definite lengths, strings in one piece, shortest integers, booleans 00 or FF, sorted
    sets. asn1crypto does not: it accepts BER and needs hours to re-encode some of it.
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
    if 0x20 <= tag < 0x40 and tag not in _CONSTRUCTED:  # strings in pieces are not DER
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
        _children(data, tag, place, stop, depth + 1)
    else:
        _primitive(tag, data[place : min(stop, place + 2)], length)
    return stop


def _children(data: bytes, tag: int, place: int, stop: int, depth: int) -> None:
    before = b""
    while place < stop:
        after = _value(data, place, stop, depth)
        if tag == _SET:
            child = data[place:after]
            if child < before:
                raise _bad()
            before = child
        place = after


def _primitive(tag: int, head: bytes, length: int) -> None:
    """Check a value without parts by its first two bytes."""
    if tag in _CONSTRUCTED_NUMBERS or (tag == _NULL and length):
        raise _bad()
    if tag == _BOOLEAN and (length != 1 or head[0] not in {0x00, 0xFF}):
        raise _bad()
    if tag == _INTEGER:
        padded = length > 1 and ((head[0] == 0 and head[1] < 0x80) or (head[0] == 0xFF and head[1] >= 0x80))
        if not length or padded:
            raise _bad()


def _bad() -> BadInput:
    return BadInput("Tệp chữ ký hoặc chứng thư không đúng dạng mã hóa DER. Hãy xin lại từ nơi gửi.")

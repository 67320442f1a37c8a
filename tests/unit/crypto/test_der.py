"""The outer form of DER: each rule alone, at its limit and one beyond."""

import pytest

from app.crypto import der
from app.errors import BadInput


def tlv(tag: int, body: bytes = b"") -> bytes:
    """Write a value with the shortest length."""
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    octets = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 + len(octets))) + octets + body


def nested(depth: int) -> bytes:
    data = tlv(0x05)
    for _ in range(depth):
        data = tlv(0x30, data)
    return data


GOOD = {
    "null": b"\x05\x00",
    "integer 0": b"\x02\x01\x00",
    "integer 127": b"\x02\x01\x7f",
    "integer 128": b"\x02\x02\x00\x80",
    "integer -1": b"\x02\x01\xff",
    "integer -128": b"\x02\x01\x80",
    "integer -129": b"\x02\x02\xff\x7f",
    "long integer": tlv(0x02, b"\x01" + bytes(200)),
    "true": b"\x01\x01\xff",
    "false": b"\x01\x01\x00",
    "empty sequence": b"\x30\x00",
    "empty set": b"\x31\x00",
    "empty string": b"\x04\x00",
    "two of a sequence in any order": tlv(0x30, b"\x02\x01\x02\x02\x01\x01"),
    "a set in order": tlv(0x31, b"\x02\x01\x01\x02\x01\x02"),
    "a set with two equal": tlv(0x31, b"\x02\x01\x01\x02\x01\x01"),
    "127 bytes": tlv(0x04, bytes(127)),
    "128 bytes": tlv(0x04, bytes(128)),
    "255 bytes": tlv(0x04, bytes(255)),
    "256 bytes": tlv(0x04, bytes(256)),
    "65536 bytes": tlv(0x04, bytes(65536)),
    "16777216 bytes": tlv(0x04, bytes(1 << 24)),
    "context, with parts": tlv(0xA0, tlv(0xA1, b"\x05\x00")),
    "context, without parts": tlv(0x80, b"\x00\x01"),
    "application, with parts": tlv(0x60, b"\x05\x00"),
    "application, without parts": b"\x40\x00",
    "as deep as allowed": nested(der.MAX_DEPTH),
}
BAD = {
    "nothing": b"",
    "half a head": b"\x05",
    "a byte after": b"\x05\x00\x00",
    "a second value": b"\x05\x00\x05\x00",
    "cut": b"\x04\x02\x00",
    "too deep": nested(der.MAX_DEPTH + 1),
    "a high tag": b"\x1f\x00",
    "a high context tag": b"\x9f\x00",
    "a high context tag with parts": b"\xbf\x00",
    "parts of nothing": b"\x20\x00",
    "indefinite before 128 bytes": b"\x04\x80" + bytes(128),
    "a string in parts": tlv(0x24, tlv(0x04, b"a")),
    "a bit string in parts": tlv(0x23, tlv(0x03, b"\0a")),
    "indefinite": b"\x30\x80\x05\x00\x00\x00",
    "indefinite, empty": b"\x30\x80",
    "five bytes of length": b"\x04\x85\x00\x00\x00\x00\x80" + bytes(128),
    "five bytes of length, the first not 0": b"\x04\x85\x01\x00\x00\x00\x80" + bytes(128),
    "length cut": b"\x04\x82\x01",
    "long form for 127": b"\x04\x81\x7f" + bytes(127),
    "long form for 0": b"\x04\x81\x00",
    "a zero before the length": b"\x04\x82\x00\x80" + bytes(128),
    "null with content": b"\x05\x01\x00",
    "a sequence without parts bit": b"\x10\x00",
    "a set without parts bit": b"\x11\x00",
    "an empty boolean": b"\x01\x00",
    "a boolean of two": b"\x01\x02\x00\x00",
    "another true": b"\x01\x01\x01",
    "an empty integer": b"\x02\x00",
    "0 in two bytes": b"\x02\x02\x00\x00",
    "127 in two bytes": b"\x02\x02\x00\x7f",
    "-1 in two bytes": b"\x02\x02\xff\xff",
    "-128 in two bytes": b"\x02\x02\xff\x80",
    "a set out of order": tlv(0x31, b"\x02\x01\x02\x02\x01\x01"),
    "a set out of order at its end": tlv(0x31, b"\x02\x01\x01\x02\x01\x03\x02\x01\x02"),
    "a part longer than the whole": b"\x30\x02\x04\x01",
    "a part that reaches out": b"\x30\x03\x04\x02\x00\x00",
    "a bad part": tlv(0x30, b"\x02\x00"),
    "a bad part deep down": tlv(0xA0, tlv(0x30, b"\x05\x01\x00")),
    "half a head within": tlv(0x30, b"\x05\x00\x05"),
}


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_good_der_passes(data: bytes) -> None:
    der.check(data)


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_other_forms_are_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="DER"):
        der.check(data)

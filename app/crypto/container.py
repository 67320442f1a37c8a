"""The inner layer: a deterministic ASiC-E ZIP; the reader accepts only the output of this writer.

After parsing, the reader writes the container again from its parts and compares every byte, which excludes a
second directory, hidden bytes and other headers.
"""

import base64
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import quoteattr

MIMETYPE = b"application/vnd.etsi.asic-e+zip"
MAX_FILES, MAX_TOTAL, MAX_RATIO = 20_000, 1 << 30, 200  # because everything is held in memory
DATA_NAME = re.compile(r"(data|scans)/[a-z0-9][a-z0-9._-]{0,99}")
_META_NAME = re.compile(
    r"mimetype|manifest\.json|META-INF/(ASiCManifest[0-9]{3}\.xml|signature[0-9]{3}\.p7s)"
)
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_TIME, _DATE = 0, (2000 - 1980) << 9 | 1 << 5 | 1  # a fixed date keeps the bytes deterministic
_FLAGS = 0x08  # sizes follow in a data descriptor
_STORED, _DEFLATED = 0, 8
_Part = tuple[str, int, bytes | memoryview, int, int]  # name, method, packed bytes, CRC-32, size
_MIME = {".jsonl": "application/jsonl", ".json": "application/json", ".jpg": "image/jpeg"}


class ContainerError(Exception):
    """The container is not in this format; ``code`` gives the reason (ZIP_…)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def good_name(name: str) -> bool:
    """Tell whether a data file may have this name: no traversal, no device of Windows, no trailing dot."""
    base = name.rpartition("/")[2]
    return (
        DATA_NAME.fullmatch(name) is not None
        and not _DEVICE.match(base)
        and not name.endswith(".")
        and ".." not in name
    )


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Pack the files in their order; deflate ``data/`` and texts, store mimetype, signatures and scans."""
    parts: list[_Part] = []
    for name, content in files:
        method = _method(name)
        body = content if method == _STORED else _deflate(content)
        parts.append((name, method, body, zlib.crc32(content), len(content)))
    return b"".join(_pieces(parts))


def unpack(data: bytes) -> dict[str, bytes]:
    """Parse a container; ContainerError unless it has exactly the bytes that ``pack`` writes.

    (The compression of a file is the writer's choice; only its inflated content is compared.)
    """
    try:
        entries = _directory(data)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ContainerError("ZIP_FORMAT") from error
    files: dict[str, bytes] = {}
    parts: list[_Part] = []
    view, total = memoryview(data), 0
    for name, method, offset, packed, size, crc in entries:
        if name in files:
            raise ContainerError("ZIP_DUPLICATE")
        if not good_name(name) and not _META_NAME.fullmatch(name):
            raise ContainerError("ZIP_NAME")
        total += size
        if total > MAX_TOTAL or (size > 1 << 20 and size > packed * MAX_RATIO):
            raise ContainerError("ZIP_BOMB")
        start = offset + 30 + len(name)
        body = view[start : start + packed]
        content = bytes(body) if method == _STORED else _inflate(body, size)
        if method != _method(name) or len(content) != size or zlib.crc32(content) != crc:
            raise ContainerError("ZIP_CRC")
        files[name] = content
        parts.append((name, method, body, crc, size))
    at = 0
    for piece in _pieces(parts):
        if view[at : at + len(piece)] != piece:
            raise ContainerError("ZIP_FORMAT")
        at += len(piece)
    if at != len(data):
        raise ContainerError("ZIP_FORMAT")
    return files


def asic_manifest(number: int, digests: Sequence[tuple[str, bytes]]) -> bytes:
    """Return the ASiCManifest of one signature (EN 319 162-1): SHA-256 of manifest.json and every file."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<asic:ASiCManifest'
        ' xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
        f'<asic:SigReference URI="{signature_name(number)}" MimeType="application/pkcs7-signature"/>\n'
    )
    lines = [head]
    for name, digest in digests:
        lines.append(
            f"<asic:DataObjectReference URI={quoteattr(name)} MimeType={quoteattr(_mime(name))}>"
            '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
            f"<ds:DigestValue>{base64.b64encode(digest).decode()}</ds:DigestValue>"
            "</asic:DataObjectReference>\n"
        )
    lines.append("</asic:ASiCManifest>\n")
    return "".join(lines).encode()


def manifest_name(number: int) -> str:
    """Return the file name of a signature's ASiCManifest."""
    return f"META-INF/ASiCManifest{number:03d}.xml"


def signature_name(number: int) -> str:
    """Return the file name of a signature."""
    return f"META-INF/signature{number:03d}.p7s"


def order(files: Mapping[str, bytes], signatures: int) -> list[str]:
    """Return the fixed order of the names in a container."""
    head = ["mimetype", "manifest.json"]
    for number in range(1, signatures + 1):
        head += [manifest_name(number), signature_name(number)]
    return head + sorted(set(files) - set(head))


def _method(name: str) -> int:
    return _STORED if name == "mimetype" or name.startswith("scans/") or name.endswith(".p7s") else _DEFLATED


def _mime(name: str) -> str:
    return next((kind for tail, kind in _MIME.items() if name.endswith(tail)), "application/octet-stream")


def _deflate(content: bytes) -> bytes:
    squeezer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return squeezer.compress(content) + squeezer.flush()


def _inflate(body: memoryview, size: int) -> bytes:
    stretcher = zlib.decompressobj(-15)
    try:
        content = stretcher.decompress(body, size + 1)
    except zlib.error as error:
        raise ContainerError("ZIP_DEFLATE") from error
    if not stretcher.eof or stretcher.unused_data or stretcher.unconsumed_tail:
        raise ContainerError("ZIP_DEFLATE")
    return content


def _pieces(parts: Sequence[_Part]) -> Iterator[bytes | memoryview]:
    """Yield, in order, local headers, bodies and descriptors, the central directory and its end record."""
    directory, offset = bytearray(), 0
    for name, method, body, crc, size in parts:
        raw = name.encode()
        head = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, _FLAGS, method, _TIME, _DATE, 0, 0, 0, len(raw), 0)
        tail = struct.pack("<4sIII", b"PK\7\x08", crc, len(body), size)
        yield from (head + raw, body, tail)
        # 0x0314: made on Unix, version 2.0; no extra field, comment, disk or internal attributes
        fixed = (0x0314, 20, _FLAGS, method, _TIME, _DATE, crc, len(body), size, len(raw), 0, 0, 0, 0)
        directory += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", *fixed, 0o644 << 16, offset) + raw
        offset += len(head) + len(raw) + len(body) + len(tail)
    yield bytes(directory)
    count = len(parts)
    yield struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), offset, 0)


def _directory(data: bytes) -> list[tuple[str, int, int, int, int, int]]:
    """Parse the central directory: (name, method, offset, packed size, size, crc) of each file."""
    signature, _d, _s, count, all_count, size, start, comment = struct.unpack("<4sHHHHIIH", data[-22:])
    if signature != b"PK\5\6" or count != all_count or comment or start + size + 22 != len(data):
        raise ContainerError("ZIP_FORMAT")
    if count > MAX_FILES:
        raise ContainerError("ZIP_TOO_MANY")
    entries, at = [], start
    for _ in range(count):
        fields = struct.unpack("<4sHHHHHHIIIHHHHHII", data[at : at + 46])
        method, crc, packed, plain, length, offset = (fields[i] for i in (4, 7, 8, 9, 10, 16))
        name = data[at + 46 : at + 46 + length].decode("ascii")
        if fields[0] != b"PK\1\2" or method not in (_STORED, _DEFLATED):
            raise ContainerError("ZIP_FORMAT")
        entries.append((name, method, offset, packed, plain, crc))
        at += 46 + length
    return entries

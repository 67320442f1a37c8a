"""The inner layer: a deterministic ASiC-E ZIP; the reader accepts only the output of this writer.

The reader makes the directory, each local header and each descriptor again from what it read and compares
every byte, which excludes a second directory, hidden bytes and other headers. Nothing is held whole: limits
count for what the directory says, and a file that inflates to more than that is stopped there.
"""

import base64
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from xml.sax.saxutils import quoteattr

MIMETYPE = b"application/vnd.etsi.asic-e+zip"
MAX_FILES, MAX_TOTAL, MAX_RATIO = 20_000, 2 << 30, 200
THIN = 1 << 20  # up to this size the ratio does not matter
MAX_MANIFEST, MAX_SIGNATURE = 5 << 20, 64 << 10  # parsed before anyone is known to have signed
MAX_HELD = 16 << 20  # of any other file in memory
DATA_NAME = re.compile(r"(data|scans)/[a-z0-9][a-z0-9._-]{0,99}")
_META_NAME = re.compile(
    r"mimetype|manifest\.json|META-INF/(ASiCManifest[0-9]{3}\.xml|signature[0-9]{3}\.p7s)"
)
_MAX_NAME = 106
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_TIME, _DATE = 0, (2000 - 1980) << 9 | 1 << 5 | 1  # a fixed date keeps the bytes deterministic
_FLAGS = 0x08  # sizes follow in a data descriptor
_STORED, _DEFLATED = 0, 8
_LOCAL, _CENTRAL, _END = 30, 46, 22  # bytes of the fixed parts
_CHUNK = 1 << 18
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


class Plain(Protocol):
    """The bytes of a container, read by place."""

    size: int

    def read(self, at: int, size: int) -> bytes:
        """Return the bytes at a place; fewer where the content ends."""

    def pieces(self, at: int, size: int) -> Iterator[bytes]:
        """Yield the bytes at a place in pieces."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a container: its place, its packed and its real size, its CRC-32."""

    name: str
    offset: int
    packed: int
    size: int
    crc: int


class ContainerWriter:
    """Writes files in the order of ``add``; deflates ``data/`` and texts, stores mimetype, signatures, scans.

    Raises ContainerError ZIP_TOO_MANY and ZIP_BOMB for what the reader would refuse.
    """

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write, self._at = write, 0
        self._parts: list[Part] = []

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write one file."""
        offset, crc, size = self._at, 0, 0
        squeezer = zlib.compressobj(6, zlib.DEFLATED, -15) if _method(name) == _DEFLATED else None
        self._put(_local_header(name))
        start = self._at
        for chunk in chunks:
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            self._put(squeezer.compress(chunk) if squeezer else chunk)
        if squeezer:
            self._put(squeezer.flush())
        part = Part(name, offset, self._at - start, size, crc)
        self._put(_descriptor(part))
        self._parts.append(part)
        _check_sizes(self._parts[-1:])

    def close(self) -> None:
        """Write the directory."""
        _check_sizes(self._parts)
        self._put(_directory(self._parts))

    def _put(self, data: bytes) -> None:
        self._at += len(data)
        self._write(data)


class Container(Mapping[str, bytes]):
    """The files by name, of a container whose directory has exactly the bytes that the writer writes.

    A file is checked when it is read: ContainerError, ZIP_BOMB for one that is too large to hold. (How a file
    was deflated is the writer's choice; only its inflated content is compared.)
    """

    def __init__(self, plain: Plain) -> None:
        self._plain = plain
        try:
            parts = _parse(plain)
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise ContainerError("ZIP_FORMAT") from error
        self.parts: Mapping[str, Part] = {part.name: part for part in parts}
        if len(self.parts) != len(parts):
            raise ContainerError("ZIP_DUPLICATE")

    def __getitem__(self, name: str) -> bytes:
        """Return the content of a file."""
        if self.parts[name].size > _most(name):
            raise ContainerError("ZIP_BOMB")
        return b"".join(self.chunks(name))

    def __contains__(self, name: object) -> bool:
        return name in self.parts  # the inherited one would read the file

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the content of one file; ContainerError unless header, size, CRC and descriptor fit."""
        part, crc, size = self.parts[name], 0, 0
        head, tail = _local_header(name), _descriptor(part)
        start = part.offset + len(head)
        if self._plain.read(part.offset, len(head)) != head:
            raise ContainerError("ZIP_FORMAT")
        packed = self._plain.pieces(start, part.packed)
        for chunk in packed if _method(name) == _STORED else _inflated(packed, part.size):
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            yield chunk
        if (size, crc) != (part.size, part.crc):
            raise ContainerError("ZIP_CRC")
        if self._plain.read(start + part.packed, len(tail)) != tail:
            raise ContainerError("ZIP_FORMAT")


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


def order(names: Iterable[str], signatures: int) -> list[str]:
    """Return the fixed order of the names in a container."""
    head = ["mimetype", "manifest.json"]
    for number in range(1, signatures + 1):
        head += [manifest_name(number), signature_name(number)]
    return head + sorted(set(names) - set(head))


def _method(name: str) -> int:
    return _STORED if name == "mimetype" or name.startswith("scans/") or name.endswith(".p7s") else _DEFLATED


def _most(name: str) -> int:
    if name.endswith(".p7s"):
        return MAX_SIGNATURE
    return MAX_MANIFEST if name == "manifest.json" else MAX_HELD


def _mime(name: str) -> str:
    return next((kind for tail, kind in _MIME.items() if name.endswith(tail)), "application/octet-stream")


def _inflated(packed: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Inflate a file of this size; ContainerError as soon as it gives more, or ends early or late."""
    stretcher, given = zlib.decompressobj(-15), 0
    for piece in packed:
        left, full = piece, True
        while not stretcher.eof and (left or full):
            most = min(_CHUNK, size - given + 1)
            try:
                chunk = stretcher.decompress(left, most)
            except zlib.error as error:
                raise ContainerError("ZIP_DEFLATE") from error
            given += len(chunk)
            if given > size:
                raise ContainerError("ZIP_DEFLATE")
            yield chunk
            left, full = stretcher.unconsumed_tail, len(chunk) == most  # zlib may still hold some when full
        if stretcher.unused_data or left:  # more follows the end of the file
            raise ContainerError("ZIP_DEFLATE")
    if not stretcher.eof:
        raise ContainerError("ZIP_DEFLATE")


def _local_header(name: str) -> bytes:
    fixed = (20, _FLAGS, _method(name), _TIME, _DATE, 0, 0, 0, len(name), 0)
    return struct.pack("<4sHHHHHIIIHH", b"PK\3\4", *fixed) + name.encode()


def _descriptor(part: Part) -> bytes:
    return struct.pack("<4sIII", b"PK\7\x08", part.crc, part.packed, part.size)


def _directory(parts: Sequence[Part]) -> bytes:
    """Return the central directory and its end record, for parts that lie one after the other."""
    directory, offset = bytearray(), 0
    for part in parts:
        # 0x0314: made on Unix, version 2.0; no extra field, comment, disk or internal attributes
        fixed = (0x0314, 20, _FLAGS, _method(part.name), _TIME, _DATE, part.crc, part.packed, part.size)
        more = (len(part.name), 0, 0, 0, 0, 0o644 << 16, offset)
        directory += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", *fixed, *more) + part.name.encode()
        offset += len(_local_header(part.name)) + part.packed + len(_descriptor(part))
    count = len(parts)
    end = (0, 0, count, count, len(directory), offset, 0)
    return bytes(directory) + struct.pack("<4sHHHHIIH", b"PK\5\6", *end)


def _parse(plain: Plain) -> list[Part]:
    """Parse the directory and compare it with the one that the writer writes for the same parts."""
    end = plain.read(plain.size - _END, _END)
    _signature, _d, _s, _n, count, size, start, _comment = struct.unpack("<4sHHHHIIH", end)
    if count > MAX_FILES:
        raise ContainerError("ZIP_TOO_MANY")
    if start + size + _END != plain.size or size > count * (_CENTRAL + _MAX_NAME):
        raise ContainerError("ZIP_FORMAT")
    data = plain.read(start, size)
    parts, at = [], 0
    for _ in range(count):
        fields = struct.unpack("<4sHHHHHHIIIHHHHHII", data[at : at + _CENTRAL])
        crc, packed, plain_size, length, offset = (fields[i] for i in (7, 8, 9, 10, 16))
        name = data[at + _CENTRAL : at + _CENTRAL + length].decode("ascii")
        if not good_name(name) and not _META_NAME.fullmatch(name):
            raise ContainerError("ZIP_NAME")
        parts.append(Part(name, offset, packed, plain_size, crc))
        at += _CENTRAL + length
    _check_sizes(parts)
    if _directory(parts) != data + end:
        raise ContainerError("ZIP_FORMAT")
    return parts


def _check_sizes(parts: Sequence[Part]) -> None:
    """Check number, sizes and ratios, of each file and of all together; only sizes as said are inflated."""
    if len(parts) > MAX_FILES:
        raise ContainerError("ZIP_TOO_MANY")
    if any(part.size != part.packed for part in parts if _method(part.name) == _STORED):
        raise ContainerError("ZIP_CRC")
    total, packed = sum(part.size for part in parts), sum(part.packed for part in parts)
    thin = any(part.size > max(THIN, part.packed * MAX_RATIO) for part in parts)
    if thin or total > min(MAX_TOTAL, max(THIN, packed * MAX_RATIO)):
        raise ContainerError("ZIP_BOMB")

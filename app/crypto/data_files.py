"""The data files of a package, in chunks: how they are listed and written, how they are read again."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from app.crypto import checks, container
from app.crypto.checks import Check, PackageProblem
from app.crypto.container import Container
from app.crypto.sealing import PIECE
from app.errors import BadInput
from app.progress import Progress

MAX_LINE = 256 * 1024
_KIB = 1024


class FileSource(Protocol):
    """A file too large to hold; it is read twice and must not change."""

    @property
    def size(self) -> int:
        """Return how many bytes it has."""

    def chunks(self) -> Iterator[bytes]:
        """Yield the content from its beginning."""


class DataFiles(Mapping[str, bytes]):
    """The data files of a package; each is decrypted, inflated and checked whenever it is asked for.

    Raises PackageProblem when it is no longer what was verified, TOO_BIG for one that is too large to hold.
    """

    def __init__(self, content: Container, hashes: Mapping[str, str], made: tuple[Check, ...]) -> None:
        self._content, self._hashes, self._made = content, hashes, made

    def __getitem__(self, name: str) -> bytes:
        """Return the content of a file."""
        if name not in self._hashes:
            raise KeyError(name)
        if self._content.parts[name].size > container.MAX_HELD:
            raise PackageProblem("TOO_BIG", self._made)
        return b"".join(self.chunks(name))

    def __contains__(self, name: object) -> bool:
        return name in self._hashes  # the inherited one would read the file

    def __iter__(self) -> Iterator[str]:
        return iter(self._hashes)

    def __len__(self) -> int:
        return len(self._hashes)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the content of a file; what was yielded counts only when it ends without an error."""
        digest = hashlib.sha256()
        with checks.told(self._made):
            for chunk in self._content.chunks(name):
                digest.update(chunk)
                yield chunk
        if digest.hexdigest() != self._hashes[name]:
            raise PackageProblem("FILES", self._made)


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines with their LF; no other line end counts. What is longer than any row comes cut."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line + b"\n"
        if len(rest) > MAX_LINE:
            break
    if rest:
        yield rest


class Meter:
    """Tells by the bytes that passed how far the work is; in KiB, because a number of Qt has 32 bits."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._done, self._total = progress, 0, total

    def add(self, count: int) -> None:
        """Count bytes; the last are counted by ``end``."""
        self._done = min(self._done + count, self._total)
        self._progress(self._done // _KIB, self._total // _KIB + 1)

    def end(self) -> None:
        """Tell that nothing is left."""
        self._progress(self._total // _KIB + 1, self._total // _KIB + 1)

    def through(self, content: bytes | FileSource) -> Iterator[bytes]:
        """Yield a content and count it."""
        for chunk in _chunks(content):
            self.add(len(chunk))
            yield chunk


def size_of(content: bytes | FileSource) -> int:
    """Return how many bytes a content has."""
    return len(content) if isinstance(content, bytes) else content.size


def _chunks(content: bytes | FileSource) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield from (content[at : at + PIECE] for at in range(0, len(content), PIECE))
        return
    try:
        yield from content.chunks()
    except OSError as error:
        raise BadInput("Không đọc được một tệp cần đóng gói. Chưa ghi gói nào.") from error


def listed(name: str, chunks: Iterable[bytes]) -> dict[str, Any]:
    """Return the row of a file in the manifest; PackageProblem TOO_BIG for a line the reader would refuse."""
    digest, size = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            yield chunk

    lines = lines_of(counted()) if name.endswith(".jsonl") else counted()
    if any(len(line) > MAX_LINE for line in lines if name.endswith(".jsonl")):
        raise PackageProblem("TOO_BIG")
    return {"name": name, "size": size, "sha256": digest.hexdigest()}


def unchanged(entry: Mapping[str, Any], chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what was listed; PackageProblem FILES when it is no longer the same."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != entry["sha256"]:
        raise PackageProblem("FILES")

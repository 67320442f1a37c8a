"""The lines of a text file, also compressed, in UTF-8 or UTF-16, of limited length."""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from typing import IO, Any, cast

from app.errors import BadInput
from app.readers.rows import file_refused, line_refused

LONGEST = 1 << 20
"""The most bytes (in UTF-16 characters) of a line; a file with a longer one is no text file."""
_GZIP = b"\x1f\x8b"
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_CHUNK = 1 << 16
_MOST_RATIO = 200  # of unpacked to packed bytes; a table of people has about ten
_ALWAYS_ALLOWED = 16 << 20  # unpacked bytes of a small file of whatever ratio
BROKEN_PACKING = (EOFError, zlib.error, gzip.BadGzipFile)
"""The errors of reading a damaged compressed file."""


def unpacked(file: io.BufferedReader, source: str) -> io.BufferedReader:
    """Return the file, decompressed when its content is gzip, whatever its name.

    Reading raises BadInput when far more comes out than a table is ever packed into.
    """
    if file.peek(len(_GZIP))[: len(_GZIP)] != _GZIP:
        return file
    return io.BufferedReader(_Unpacked(file, source))


class _Counted(io.RawIOBase):
    """A file that counts the bytes it gave."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file, self.given = file, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._file.read(len(buffer))
        buffer[: len(found)] = found
        self.given += len(found)
        return len(found)


class _Unpacked(_Counted):
    """What comes out of a gzip file, at most _MOST_RATIO times as much as went in."""

    def __init__(self, file: IO[bytes], source: str) -> None:
        self._packed, self._source = _Counted(file), source
        super().__init__(cast("IO[bytes]", gzip.GzipFile(fileobj=self._packed)))

    def readinto(self, buffer: Any) -> int:
        found = super().readinto(buffer)
        if self.given > max(_ALWAYS_ALLOWED, _MOST_RATIO * self._packed.given):
            raise file_refused(
                self._source, "nén quá chặt so với một bảng thật: không đọc. Hãy xin tệp khác."
            )
        return found


def cut_short(source: str, number: int) -> BadInput:
    """Return the error of a compressed file that is damaged after a line."""
    return file_refused(source, f"nén bị hỏng hoặc bị cắt cụt sau dòng {number}.")


def byte_lines(file: IO[bytes], source: str, kind: str) -> Iterator[bytes]:
    """Yield the lines with their ends; the error for a too long line names the expected ``kind``."""
    number = 0
    try:
        while line := file.readline(LONGEST):
            number += 1
            if len(line) == LONGEST:
                raise _endless(source, number, kind)
            yield line
    except BROKEN_PACKING as error:
        raise cut_short(source, number) from error


def text_lines(file: io.BufferedReader, source: str, kind: str) -> Iterator[str]:
    """Yield the lines with their ends as text, without a byte order mark."""
    try:
        encoding = _UTF_16.get(file.peek(2)[:2])
    except BROKEN_PACKING as error:
        raise cut_short(source, 0) from error
    if encoding is not None:
        yield from _utf_16_lines(file, encoding, source, kind)
        return
    number = 0
    try:
        while line := file.readline(LONGEST):
            number += 1
            if len(line) == LONGEST:
                raise _endless(source, number, kind)
            if b"\0" in line:
                raise _null(source, number)
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
    except BROKEN_PACKING as error:
        raise cut_short(source, number) from error
    except UnicodeDecodeError as error:
        raise line_refused(
            source,
            number,
            "không phải là chữ UTF-8 (có thể là Windows-1258 hay một bảng mã cũ). "
            "Hãy lưu lại thành “CSV UTF-8” rồi đưa vào lại.",
        ) from error


def _utf_16_lines(file: IO[bytes], encoding: str, source: str, kind: str) -> Iterator[str]:
    """Yield the lines of a UTF-16 file that begins with a byte order mark."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    rest, number = "", 0
    try:
        file.read(2)
        while True:
            chunk = file.read(_CHUNK)
            rest += decoder.decode(chunk, final=not chunk)
            *whole, rest = rest.split("\n")
            lines = [line + "\n" for line in whole]
            if not chunk and rest:
                lines.append(rest)
            for line in lines:
                number += 1
                yield _checked(line, source, number, kind)
            if not chunk:
                return
            if len(rest) >= LONGEST:
                raise _endless(source, number + 1, kind)
    except BROKEN_PACKING as error:
        raise cut_short(source, number) from error
    except UnicodeDecodeError as error:
        raise _no_utf_16(source, number + 1) from error


def _checked(line: str, source: str, number: int, kind: str) -> str:
    if len(line) >= LONGEST:
        raise _endless(source, number, kind)
    if "\0" in line:
        raise _null(source, number)
    try:
        line.encode()
    except UnicodeEncodeError as error:
        raise _no_utf_16(source, number) from error
    return line


def _endless(source: str, number: int, kind: str) -> BadInput:
    return line_refused(source, number, f"quá dài: đây không phải là tệp {kind}.")


def _null(source: str, number: int) -> BadInput:
    return line_refused(source, number, "có byte rỗng: tệp hỏng hoặc không phải là UTF-8.")


def _no_utf_16(source: str, number: int) -> BadInput:
    return line_refused(source, number, "không phải là chữ UTF-16: tệp hỏng hoặc bị cắt cụt.")

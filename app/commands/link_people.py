"""Reading a flat registry: CSV, compressed or not; whatever is wrong with the file is told with its line."""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Collection, Iterator
from itertools import chain
from pathlib import Path
from typing import IO

from app.commands.link_records import MOST
from app.errors import BadInput
from app.matching import legacy
from app.models.registry.person import PERSON_COLUMNS

_LONGEST = 1 << 20  # bytes of a line: what goes on longer is no text file
_MOST_LINES = 20  # of a row: what goes on longer has a quotation mark that nobody closed
_END = "\0"  # a last line that no file has: it comes back by itself unless a quotation mark was left open
_GZIP = b"\x1f\x8b"


def people(
    path: Path, ignored: Callable[[Collection[str]], None] = lambda _names: None
) -> Iterator[dict[str, str]]:
    """Yield the people of a registry file; columns that are not known and empty lines are ignored.

    ``ignored`` is told the names of such columns, if there are any, before the first person comes.
    BadInput when it is no whole CSV file in UTF-8 with the two columns that matter and at least one person.
    OSError when it cannot be read.
    """
    with path.open("rb") as file:
        rows = _rows(_lines(_unpacked(file)))
        _, header = next(rows, (1, []))
        if not {"personal_id", "full_name"} <= set(header):
            raise BadInput("Tệp CSDL phải có dòng đầu với các cột personal_id và full_name.")
        known = [(header.index(column), column) for column in PERSON_COLUMNS if column in header]
        if unknown := set(filter(None, header)) - set(PERSON_COLUMNS):
            ignored(unknown)
        number = 0
        for number, line in rows:
            row = {column: line[at] for at, column in known if at < len(line) and line[at]}
            whole = "".join(line)
            if len(whole) > MOST and any(len(written) > MOST for written in row.values()):
                raise BadInput("Dòng {0} của tệp CSDL có một ô dài quá {1} ký tự.", number, MOST)
            yield row if legacy.is_unicode(whole) else legacy.repair_all(row)
        if not number:
            raise BadInput("Tệp CSDL không có người nào.")


def _unpacked(file: io.BufferedReader) -> IO[bytes]:
    """Return what is in a file, compressed or not, whatever its name says."""
    if file.peek(len(_GZIP))[: len(_GZIP)] != _GZIP:
        return file
    return io.BufferedReader(gzip.GzipFile(fileobj=file))


def _lines(file: IO[bytes]) -> Iterator[str]:
    """Yield the lines with their ends."""
    number = 0
    try:
        while line := file.readline(_LONGEST):
            number += 1
            if len(line) == _LONGEST:
                raise BadInput("Dòng {0} của tệp CSDL quá dài: đây không phải là tệp CSV.", number)
            if b"\0" in line:
                raise BadInput(
                    "Dòng {0} của tệp CSDL có byte rỗng: tệp hỏng hoặc không phải là UTF-8.", number
                )
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("Dòng {0} của tệp CSDL không phải là chữ UTF-8.", number) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadInput("Tệp CSDL nén bị hỏng hoặc bị cắt cụt sau dòng {0}.", number) from error


def _rows(text: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row and the line where they begin."""
    reader = csv.reader(chain(text, [_END]))
    number = 1
    try:
        for row in reader:
            if row == [_END]:
                return
            if reader.line_num - number >= _MOST_LINES or (row and row[-1].endswith(_END)):
                raise _broken(number)
            if row:
                yield number, row
            number = reader.line_num + 1
    except csv.Error as error:
        raise _broken(number) from error


def _broken(number: int) -> BadInput:
    """Tell of a row that does not end."""
    return BadInput("Dòng {0} của tệp CSDL không phải là CSV, có thể vì thiếu một dấu ngoặc kép.", number)

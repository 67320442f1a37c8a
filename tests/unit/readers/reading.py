"""A table of three columns, read from bytes."""

import io
from typing import cast

from app.errors import BadInput
from app.readers import kinds
from app.readers.columns import FileColumn
from app.readers.rows import FileRows, Refusal, Row


def upper(written: str) -> str:
    """Understand a place; there is none called "?"."""
    if written == "?":
        raise BadInput("có place không hiểu được.")
    return written.upper()


COLUMNS = (
    FileColumn("number", ("Số định danh",), required=True, most=12),
    FileColumn("name", ("Họ tên", "Họ, chữ đệm, tên"), required=True),
    FileColumn("place", ("Nơi sinh",), understand=upper),
)
SOURCE = "tệp thử"


def opened(content: bytes) -> io.BufferedReader:
    return io.BufferedReader(cast("io.RawIOBase", io.BytesIO(content)))


def table(content: bytes) -> FileRows:
    return kinds.read(opened(content), COLUMNS, SOURCE)


def read(content: bytes) -> list[Row | Refusal]:
    return list(table(content).rows)


def cells(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a table that can be used throughout."""
    rows = read(content)
    assert not [row for row in rows if isinstance(row, Refusal)]
    return [dict(row.cells) for row in rows if isinstance(row, Row)]

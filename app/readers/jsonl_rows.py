"""JSONL: one object a line, in UTF-8; its keys are the keys of the columns."""

import io
import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import NoReturn

from app.readers.columns import FileColumn, Understanding
from app.readers.lines import byte_lines
from app.readers.rows import FileRows, Refusal, Row

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # NUL and lone surrogates, which no database can hold
_MOST_IGNORED = 1000  # unknown keys held in memory for the report


def read(file: io.BufferedReader, columns: Sequence[FileColumn], source: str) -> FileRows:
    """Return the rows of a JSONL file, named ``source`` in sentences; empty lines are skipped."""
    objects = Objects(columns, source)
    return FileRows(objects.ignored, _rows(file, objects, source))


def _rows(file: io.BufferedReader, objects: "Objects", source: str) -> Iterator[Row | Refusal]:
    for number, line in enumerate(byte_lines(file, source, "JSONL"), 1):
        if line.strip():
            yield objects.row(line, number)


class Objects:
    """A parser of lines in any order; ``ignored`` holds the keys without a declared column."""

    def __init__(self, columns: Sequence[FileColumn], source: str) -> None:
        """Prepare for a file, named ``source`` in sentences."""
        self.ignored: set[str] = set()
        self._keys = {column.key for column in columns}
        self._required = [column.key for column in columns if column.required]
        self._understanding = Understanding(columns, source, "giá trị")

    def row(self, line: bytes, number: int) -> Row | Refusal:
        """Parse one line into texts; null is a blank."""
        refusal = self._understanding.refusal
        try:
            found = json.loads(line.decode("utf-8-sig"), parse_constant=_no_number, parse_float=_as_written)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            return refusal(number, "không phải là một bản ghi JSON viết bằng UTF-8.")
        escaped = b"\\u" in line  # only an escape can bring a surrogate
        cells = {}
        for key, value in found.items():
            if value is None:
                continue
            if key not in self._keys:
                self._ignore(key)
            else:
                written = value if value.__class__ is str else _scalar(value)
                if written is None:
                    return refusal(number, f"có {key} không phải là chữ hay số.")
                if written:
                    cells[key] = _UNWRITABLE.sub("\ufffd", written) if escaped else written
        for key in self._required:
            if key not in cells:
                return refusal(number, f"không có {key}.")
        return self._understanding.row(number, cells)

    def _ignore(self, key: str) -> None:
        if key not in self.ignored and len(self.ignored) < _MOST_IGNORED:
            self.ignored.add(_UNWRITABLE.sub("\ufffd", key))


def _scalar(value: object) -> str | None:
    """Return a number or a truth value as text; None for anything else, also for 1e999."""
    return str(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _as_written(number: str) -> str | float:
    """Keep a number with a point or a power letter by letter: 3.81989E+10 says how many digits are known."""
    return number if math.isfinite(float(number)) else math.inf


def _no_number(word: str) -> NoReturn:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(word)

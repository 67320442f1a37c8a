"""A plain file from outside: never a pipe, a device or a folder, which would hang or never end."""

import os
import stat
from pathlib import Path
from typing import IO

from app.errors import BadInput

_MB = 1 << 20
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)  # opening a pipe must not hang


def opened(path: Path) -> IO[bytes]:
    """Open a plain file for reading; BadInput for anything else, OSError when it cannot be opened."""
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | _WITHOUT_WAITING))  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise BadInput("{0} không phải là một tệp thường. Chưa thay đổi gì.", _name(path))
    return file


def read(path: Path, most: int) -> bytes:
    """Return the bytes of a plain file of at most ``most`` bytes; BadInput otherwise."""
    try:
        with opened(path) as file:
            found = file.read(most + 1) if os.fstat(file.fileno()).st_size <= most else None
    except OSError as error:
        raise BadInput(
            "Không đọc được tệp {0}. Hãy kiểm tra đường dẫn và USB. Chưa thay đổi gì.", _name(path)
        ) from error
    if found is None or len(found) > most:
        raise BadInput(
            "Tệp {0} lớn quá {1} MB, không phải tệp cần đọc. Chưa thay đổi gì.", _name(path), most // _MB
        )
    return found


def text(path: Path, most: int) -> str:
    """Return the text of such a file in UTF-8; BadInput for other bytes."""
    try:
        return read(path, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("Tệp {0} không phải là chữ UTF-8. Chưa thay đổi gì.", _name(path)) from error


def _name(path: Path) -> str:
    """Return the name of a file without signs that a terminal would obey."""
    return "".join(char if char.isprintable() else "\ufffd" for char in path.name)

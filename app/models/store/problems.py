"""What kept the store from being opened or written: each cause with its own sentence and advice.

Only damage is called damage, and no sentence advises to put an older copy over a good store.
"""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2
from sqlalchemy.exc import DBAPIError

from app import atomic
from app.errors import StoreProblem

sqlcipher: Any = sqlcipher3.dbapi2  # the module has no types

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM)
_UNCLEAR = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR", "SQLITE_AUTH")
_ROOM = 1 << 16  # bytes that are written to see whether there is room


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise StoreProblem with the cause for an error of the database or the disk while the store opens."""
    try:
        yield
    except (DBAPIError, sqlcipher.Error, OSError) as error:
        raise problem_of(error, path) from error


def code_of(error: BaseException) -> str:
    """Return SQLite's name of an error; empty for another one."""
    return str(getattr(getattr(error, "orig", error), "sqlite_errorname", "") or "")


def problem_of(error: Exception, path: Path) -> StoreProblem:
    """Return the sentence for an error; what SQLite says in general is tried out in the folder."""
    code = code_of(error)
    if code.startswith(_UNCLEAR) or isinstance(error, OSError):
        found = error if isinstance(error, OSError) else _tried(path)
        if found is not None and (known := _of_system(found, path)) is not None:
            return known
    if code == "SQLITE_FULL":
        return _full()
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
        return StoreProblem(
            "Một chương trình khác đang giữ tệp work.db; dữ liệu còn nguyên. Hãy đóng chương trình đó (phần "
            "mềm sao lưu, diệt vi-rút, đồng bộ) rồi mở lại."
        )
    if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return StoreProblem(
            "Tệp work.db bị hỏng, hoặc không cùng một kho với keyfile.json ở cạnh. Hãy giữ nguyên thư mục "
            "{0}, chép nó sang chỗ khác, rồi báo người quản trị phục hồi bản sao lưu gần nhất vào một "
            "thư mục mới.",
            path.parent,
        )
    if code.startswith("SQLITE_IOERR") or isinstance(error, OSError):
        return StoreProblem(
            "Ổ đĩa báo lỗi khi đọc hoặc ghi kho dữ liệu. Hãy giữ nguyên các tệp, chép cả thư mục {0} sang "
            "một ổ đĩa khác rồi mở lại từ đó; nếu vẫn lỗi hãy báo người quản trị.",
            path.parent,
        )
    return StoreProblem(
        "Chưa mở được kho dữ liệu vì một lỗi chưa rõ ({0}); chưa thay đổi gì. Hãy giữ nguyên thư mục {1} và "
        "báo người quản trị.",
        code or type(error).__name__,
        path.parent,
    )


def _of_system(error: OSError, path: Path) -> StoreProblem | None:
    """Return the sentence for an error of the system; None for a rare one."""
    if error.errno in _FULL:
        return _full()
    if error.errno == errno.EROFS:
        return StoreProblem(
            "Kho dữ liệu nằm trên ổ đĩa chỉ cho đọc; dữ liệu còn nguyên. Hãy cho ghi lên ổ đĩa đó, hoặc chép "
            "cả thư mục {0} sang ổ đĩa trong máy, rồi mở lại.",
            path.parent,
        )
    if error.errno in _FORBIDDEN:
        return StoreProblem(
            "Người dùng máy này không được phép đọc và ghi thư mục kho dữ liệu {0}; dữ liệu còn nguyên. Hãy "
            "báo người quản trị cấp lại quyền rồi mở lại.",
            path.parent,
        )
    if error.errno == errno.ENOENT:
        return StoreProblem(
            "Không thấy thư mục kho dữ liệu {0}. Hãy kiểm tra ổ đĩa đã gắn chưa, rồi mở lại.", path.parent
        )
    return None


def _full() -> StoreProblem:
    return StoreProblem(
        "Ổ đĩa đã đầy nên chưa mở được kho dữ liệu; dữ liệu còn nguyên. Hãy giải phóng chỗ trên ổ đĩa rồi mở "
        "lại; không cần phục hồi bản sao lưu."
    )


class _Tried(Exception):
    """The folder could be written to; undo it."""


def _tried(path: Path) -> OSError | None:
    """Write as the store would, undo it, and return the system's error; None when all is well."""
    try:
        if path.exists():
            path.open("r+b").close()  # no connection is open: this would let go of SQLite's locks
        with contextlib.suppress(_Tried), atomic.writing(path.with_name("work.db-try")) as file:
            file.write(bytes(_ROOM))
            file.flush()
            raise _Tried
    except OSError as error:
        return error
    return None

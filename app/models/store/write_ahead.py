"""The log beside the store (``work.db-wal``) is opened only with the file that it continues.

A killed process leaves its log behind; the next opening finishes it. SQLite does so with any file of that
name: over a backup that somebody copied back it would lay pages of a later store. Neither file names the
other, and both are sealed with the same key, so the store keeps a mark of its own. A *base* is a state of the
file without its log; every checkpoint first gives it a new random mark (in ``meta``), and ``work.db-base``
lists the marks that the log beside it may continue. SQLite makes no checkpoint by itself. A log whose file
has another mark is moved aside under a new name, never opened and never removed.
"""

import contextlib
import json
import re
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2
from sqlalchemy import Engine

from app import atomic
from app.errors import StoreProblem
from app.models.store.cipher_file import prepare

sqlcipher: Any = sqlcipher3.dbapi2  # the module has no types

_KEY = "base"
_MARK = re.compile(r"([0-9a-f]{32})?")  # empty: of a version without marks
_UNREADABLE = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_IOERR")


def bases_file(path: Path) -> Path:
    """Return the file with the marks that the log of a store may continue."""
    return path.with_name(f"{path.name}-base")


def log_file(path: Path) -> Path:
    """Return the log of a store."""
    return path.with_name(f"{path.name}-wal")


def log_size(path: Path) -> int:
    """Return the bytes in the log of a store; 0 without one."""
    with contextlib.suppress(FileNotFoundError):
        return log_file(path).stat().st_size
    return 0


def set_aside(path: Path) -> list[Path]:
    """Return what was moved aside beside a store and lies there still, in the order of its names."""
    names = re.compile(rf"{re.escape(path.name)}-(wal|journal)\.[0-9]+")
    return sorted(one for one in path.parent.iterdir() if names.fullmatch(one.name))


def separate(path: Path, key: bytes) -> tuple[Path, ...]:
    """Move aside what lies beside a closed store and does not belong to it; return the new names.

    StoreProblem when nobody can tell whether the log belongs to it; nothing is changed then.
    """
    aside = []
    journal = path.with_name(f"{path.name}-journal")  # the store has none: one laid there would be played
    if journal.is_symlink() or journal.exists():
        aside.append(_move_aside(journal))
    if not log_size(path):
        return tuple(aside)  # the checkpoint of the opening names what the next log continues
    try:
        base = _base_without_log(path, key)
    except sqlcipher.DatabaseError as error:
        if not getattr(error, "sqlite_errorname", "").startswith(_UNREADABLE):
            raise
        # torn in a checkpoint: the log heals it; a file that is damaged otherwise is found damaged later
        return tuple(aside)
    known = _bases(path)
    if known is None and base:
        raise StoreProblem(
            "Cạnh work.db có phần ghi dở work.db-wal nhưng thiếu tệp work.db-base, nên không biết hai tệp có "
            "cùng một kho không; chưa thay đổi gì. Hãy chép lại đủ các tệp của thư mục kho từ nơi cũ, hoặc "
            "báo người quản trị."
        )
    if known is not None and base not in known:
        aside.append(_move_aside(log_file(path)))
        known = None
    if known is None:
        _keep_bases(path, [base])
    return tuple(aside)


def checkpoint(engine: Engine, path: Path) -> bool:
    """Bring the file up to date under a new mark; return whether nothing of the log is missing in it.

    Only one thread at a time; readers are not waited for.
    """
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        (new,) = raw.execute("SELECT lower(hex(randomblob(16)))").fetchone()
        _keep_bases(path, [*dict.fromkeys((*(_bases(path) or [""]), _current(raw), new))])
        if not raw.execute("UPDATE meta SET value = ? WHERE key = ?", (new, _KEY)).rowcount:
            raw.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (_KEY, new))
        busy, log, done = raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    whole = not busy and log == done
    if whole:
        _keep_bases(path, [new])
    return whole


def _current(raw: Any) -> str:
    """Return the mark of an opened store; empty when it has none."""
    row = raw.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    return str(row[0]) if row else ""


def _base_without_log(path: Path, key: bytes) -> str:
    """Return the mark of a file as it is without its log; empty when it has none."""
    # immutable: neither log nor lock is looked at
    with contextlib.closing(
        sqlcipher.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    ) as raw:
        prepare(raw, key)
        if not raw.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'meta'").fetchone()[0]:
            return ""
        return _current(raw)


def _bases(path: Path) -> list[str] | None:
    """Return the marks that the log may continue; None when their file is missing or no list of marks."""
    try:
        found = json.loads(bases_file(path).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    good = isinstance(found, list) and all(isinstance(one, str) and _MARK.fullmatch(one) for one in found)
    return found if good and found else None


def _keep_bases(path: Path, bases: list[str]) -> None:
    atomic.write(bases_file(path), json.dumps(bases).encode())


def _move_aside(path: Path) -> Path:
    """Rename a file to the first free name with a number behind it."""
    number = 1
    while (aside := path.with_name(f"{path.name}.{number}")).is_symlink() or aside.exists():
        number += 1
    return path.rename(aside)

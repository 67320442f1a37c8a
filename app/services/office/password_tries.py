"""Wrong passwords: one counter per login for every screen, the wait it brings, and its way to the audit.

The counters stand in a file beside the store, so that a restart does not shorten the wait, and in memory, in
case the file cannot be written. A copied key file is tried without us; this delays only at this window.
"""

import json
import math
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from app import atomic, side_files
from app.crypto.key_file import WRONG
from app.errors import AppError, NotUnlocked, Refused
from app.models.store.store import Store
from app.models.store.tables import Account
from app.models.store.times import read, stamp
from app.services.office import audit
from app.services.office.home import TRIES_FILE

T = TypeVar("T")
_WRONG_NAME = "Tên hoặc mật khẩu không đúng."
_LONGEST, _MOST, _LOGINS = 60, 9999, 200


class AskedBy(StrEnum):
    """The screens that ask for a password, as the audit names them."""

    SIGN_IN = "sign_in"
    STRIP = "strip"
    APPROVAL = "approval"
    EXCHANGE = "exchange"
    OWN_PASSWORD = "own_password"  # noqa: S105 the name of a dialog
    RECOVERY = "recovery"
    CHECK = "check"
    BACKUP = "backup"
    DRILL = "drill"
    WIPE = "wipe"
    CLOCK = "clock"
    CERTIFICATES = "certificates"
    AUDIT = "audit"
    IMPORT = "import"


@dataclass
class Failed:
    """Wrong passwords of one login: how many in a row, when the last was, which the audit lacks."""

    count: int = 0
    last: str = ""
    untold: dict[str, int] = field(default_factory=dict)


def with_name(error: AppError) -> AppError:
    """Return the refusal of a wrong password as it is said where the name was typed too."""
    return NotUnlocked(_WRONG_NAME) if error.args == (WRONG,) else error


def delay_after(failures: int) -> int:
    """Return the seconds to wait after this many wrong tries: 0, 1, 2, 4 … 60."""
    return 0 if failures < 2 else min(_LONGEST, 2 ** min(failures - 2, 6))


class PasswordTries:
    """The counters of one folder; since anything can be typed, after many logins the others share one."""

    def __init__(self, folder: Path) -> None:
        """Read the file of the folder; what is damaged in it counts for nothing."""
        self._path = folder / TRIES_FILE
        self._lock = threading.Lock()
        self._logins = _read_file(self._path)

    def count(self, login: str) -> int:
        """Return the wrong passwords in a row."""
        return self._of(login).count

    def wait(self, login: str, *, at: datetime) -> int:
        """Return the seconds until the login may be tried again.

        Where the last try lies in the future or cannot be read, they are counted from now: a clock set back
        shortens nothing, and a wrong one locks nobody out.
        """
        failed = self._of(login)
        passed = _seconds_since(failed.last, at)
        if passed < 0:
            failed.last, passed = stamp(at), 0
        return max(0, delay_after(failed.count) - passed)

    def check(self, login: str, *, at: datetime) -> None:
        """Refuse a try before the wait is over; nothing is derived then."""
        if seconds := self.wait(login, at=at):
            raise Refused("Đã gõ sai mật khẩu {0} lần. Thử lại sau {1} giây.", self.count(login), seconds)

    def counted(self, login: str, asked_by: AskedBy, now: Callable[[], datetime], work: Callable[[], T]) -> T:
        """Run what a password opens and count a wrong one; Refused before the wait is over."""
        self.check(login, at=now())
        try:
            opened = work()
        except NotUnlocked:
            self.failed(login, asked_by, at=now())
            raise
        self.succeeded(login)
        return opened

    def failed(self, login: str, asked_by: AskedBy, *, at: datetime) -> None:
        """Count a wrong password."""
        with self._lock:
            one = self._logins.setdefault(self._key(login), Failed())
            one.count, one.last = min(one.count + 1, _MOST), stamp(at)
            one.untold[asked_by] = min(one.untold.get(asked_by, 0) + 1, _MOST)
            self._write()

    def succeeded(self, login: str) -> None:
        """Begin to count anew; what the audit lacks stays."""
        with self._lock:
            self._of(login).count = 0
            self._write()

    def untold(self) -> dict[str, dict[str, int]]:
        """Return what the audit lacks: per login the wrong passwords of each screen."""
        with self._lock:
            return {login: dict(one.untold) for login, one in self._logins.items() if one.untold}

    def told(self, untold: Mapping[str, Mapping[str, int]]) -> None:
        """Forget what the audit has now."""
        with self._lock:
            for login, screens in untold.items():
                one = self._logins.get(login, Failed())
                left = {key: n - screens.get(key, 0) for key, n in one.untold.items()}
                one.untold = {key: n for key, n in left.items() if n > 0}
            self._logins = {login: one for login, one in self._logins.items() if one.count or one.untold}
            self._write()

    def _of(self, login: str) -> Failed:
        return self._logins.get(self._key(login), Failed())

    def _key(self, login: str) -> str:
        """Return the name of the counter for a login."""
        return login if login in self._logins or len(self._logins) < _LOGINS else ""

    def _write(self) -> None:
        if not self._logins and not self._path.exists():
            return
        rows = {login: vars(one) for login, one in self._logins.items()}
        with suppress(OSError):  # on a full disk the counters in memory still count
            atomic.write(self._path, json.dumps({"logins": rows}).encode())


def tell_audit(store: Store, tries: PasswordTries, *, by: str, at: datetime) -> None:
    """Record the wrong passwords that the audit lacks; a login without account has no subject."""
    untold = tries.untold()
    if not untold:
        return
    with store.write() as session:
        uids = {row.login: row.uid for row in session.scalars(select(Account))}
        for login, screens in untold.items():
            subject = uids.get(login, "")
            audit.record(session, "password_failed", subject=subject, by=by, at=at, data=screens)
    tries.told(untold)


def _seconds_since(last: str, at: datetime) -> int:
    """Return the whole seconds since a stamp; negative when it is later or no stamp."""
    try:
        return math.floor((at - read(last)).total_seconds())
    except (ValueError, TypeError, OverflowError):  # the file holds whatever somebody wrote
        return -1


def _read_file(path: Path) -> dict[str, Failed]:
    data = side_files.read_json(path)
    rows = data.get("logins") if isinstance(data, dict) else None
    if not isinstance(rows, dict):
        return {}
    return {login: _failed(row) for login, row in list(rows.items())[:_LOGINS] if isinstance(row, dict)}


def _failed(row: dict[str, object]) -> Failed:
    last, untold = row.get("last"), row.get("untold")
    counts = untold if isinstance(untold, dict) else {}
    return Failed(
        _number(row.get("count")),
        last if side_files.is_text(last) else "",
        {key.value: n for key in AskedBy if (n := _number(counts.get(key.value)))},
    )


def _number(value: object) -> int:
    return min(max(value, 0), _MOST) if type(value) is int else 0

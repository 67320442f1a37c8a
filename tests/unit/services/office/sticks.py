"""A stick with a backup of the commune on it, and what an officer does with it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.progress import silent
from app.services.office import backing_up, restoring
from app.services.office.backing_up import Backup
from app.services.office.password_tries import PasswordTries
from tests.conftest import JUSTICE
from tests.unit.services.exchange.parties import PASSWORD, Commune

LOGIN = "nhan.ct"
BY_PASSWORD = restoring.ByPassword(LOGIN, PASSWORD)


def back_up(commune: Commune, **changes: Any) -> Backup:
    given: dict[str, Any] = {
        "by": JUSTICE,
        "store_key": commune.store_key,
        "medium": "KINGSTON",
        "now": commune.clock,
        "random": commune.random,
        "progress": silent,
    }
    target = changes.pop("target", commune.stick)
    return backing_up.back_up(commune.store, target, **{**given, **changes})


def restore(commune: Commune, source: Path, folder: Path, **changes: Any) -> restoring.Restored:
    given: dict[str, Any] = {"opener": BY_PASSWORD, "now": commune.clock, "progress": silent}
    return restoring.restore(source, folder, **{**given, **changes})


def drill(commune: Commune, source: Path, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "by": commune.officer(JUSTICE.uid),
        "opener": BY_PASSWORD,
        "tries": PasswordTries(commune.folder),
        "now": commune.clock,
        "progress": silent,
    }
    return restoring.drill(source, commune.store, **{**given, **changes})


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass
class StopAfter:
    """A progress that stops the work at its n-th report."""

    reports: int
    error: Callable[[], BaseException]

    def __call__(self, _done: int, _total: int) -> None:
        self.reports -= 1
        if self.reports < 0:
            raise self.error()

"""The check of a whole closed store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.errors import NotUnlocked
from app.models.store.store import Store
from app.services.office import audit, unlocking
from app.services.office.password_tries import AskedBy, PasswordTries


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """The result: problems of the store, the first broken event of the audit chain, and its last link."""

    problems: tuple[str, ...]
    broken: int | None
    entries: int
    mark: str

    @property
    def good(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems and self.broken is None


def check_store(folder: Path, login: str, password: str, *, now: Callable[[], datetime]) -> StoreCheck:
    """Check every page, the schema and the audit chain; AppError when the store does not open.

    A wrong password is counted as at the window and told to the audit at the next sign-in.
    """
    tries = PasswordTries(folder)
    unlocked = tries.counted(login, AskedBy.CHECK, now, lambda: unlocking.unlock(folder, login, password))
    store = Store(folder, unlocked.store_key)
    try:
        with store.read() as session:
            if unlocking.officer_of(session, login).slot_id not in (None, unlocked.slot_id):
                raise NotUnlocked(unlocking.WRONG)
        problems = store.check()
        with store.read() as session:
            last = audit.checkpoint(session)
            return StoreCheck(tuple(problems), audit.first_broken(session), last.seq, last.h)
    finally:
        store.close()

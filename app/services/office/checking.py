"""The check of a whole closed store."""

from dataclasses import dataclass
from pathlib import Path

from app.models.store.store import Store
from app.services.office import audit, unlocking


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


def check_store(folder: Path, login: str, password: str) -> StoreCheck:
    """Check every page, the schema and the audit chain; AppError when the store does not open."""
    unlocked = unlocking.unlock(folder, login, password)
    store = Store(folder, unlocked.store_key)
    try:
        problems = store.check()
        with store.read() as session:
            last = audit.checkpoint(session)
            return StoreCheck(tuple(problems), audit.first_broken(session), last.seq, last.h)
    finally:
        store.close()

"""The check of a whole closed store."""

from dataclasses import dataclass
from pathlib import Path

from app.models.store.store import Store
from app.services.office import anchors, unlocking
from app.services.office.anchors import AuditState


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """The result: problems of the store, and the audit chain against its anchors."""

    problems: tuple[str, ...]
    audit: AuditState

    @property
    def good(self) -> bool:
        """Tell whether nothing is wrong that nobody has explained."""
        return not self.problems and not self.audit.open


def check_store(folder: Path, login: str, password: str) -> StoreCheck:
    """Check every page, the schema and the whole audit chain; AppError when the store does not open."""
    unlocked = unlocking.unlock(folder, login, password)
    store = Store(folder, unlocked.store_key)
    try:
        problems = store.check()
        with store.read() as session:
            return StoreCheck(tuple(problems), anchors.check(session, whole=True))
    finally:
        store.close()

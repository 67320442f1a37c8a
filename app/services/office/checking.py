"""The check of a whole closed store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.services.office import anchors, unlocking
from app.services.office.anchors import AuditState
from app.services.office.audit import Checkpoint
from app.services.office.password_tries import AskedBy, PasswordTries


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """The result: problems of the store, the audit chain against its anchors, and the mark of a paper.

    ``asked`` tells whether a mark was asked for; ``printed`` is its link, None for a mark of no event.
    """

    problems: tuple[str, ...]
    audit: AuditState
    asked: bool = False
    printed: Checkpoint | None = None

    @property
    def good(self) -> bool:
        """Tell whether nothing is wrong that nobody has explained."""
        marked = self.printed is not None or not self.asked
        return marked and not self.problems and not self.audit.open


def check_store(
    folder: Path, login: str, password: str, *, now: Callable[[], datetime], printed: str = ""
) -> StoreCheck:
    """Check every page, the schema and the whole audit chain; AppError when the store does not open.

    ``printed`` is the mark at the foot of a paper, to be found in the chain; BadInput when it is none.
    A wrong password is counted as at the window and told to the audit at the next sign-in.
    """
    tries = PasswordTries(folder)
    store = unlocking.open_store(folder, login, password, AskedBy.CHECK, tries=tries, now=now).store
    try:
        problems = store.check()
        with store.read() as session:
            link = anchors.printed(session, printed) if printed else None
            chain = anchors.check(session, whole=True)
            return StoreCheck(tuple(problems), chain, asked=bool(printed), printed=link)
    finally:
        store.close()

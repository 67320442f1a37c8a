"""One oddity as a run finds it."""

from dataclasses import dataclass
from typing import Any

from app.models.words.oddities import OddityKind
from app.services.office import audit
from app.texts import Text


@dataclass(frozen=True, slots=True)
class FoundOddity:
    """What is odd about a volume, or about an entry of it.

    ``rests_on`` holds what the finding depends on besides its words: where it changes it is another oddity,
    and what somebody said of the old one does not count. ``other_id`` is the entry beside which it is odd.
    """

    kind: OddityKind
    volume_id: int
    said: Text
    entry_id: str | None = None
    field: str = ""
    other_id: str | None = None
    rests_on: Any = None
    changed_at: str = ""

    @property
    def digest(self) -> str:
        """Return by what an oddity is known again in a later run."""
        subject = [self.kind, self.volume_id, self.entry_id or "", self.other_id or "", self.field]
        return audit.digest([*subject, self.said.vietnamese, self.rests_on])

"""The facts of the follow-up list, each with the items in which it shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models.words.states import FOLLOWED, ItemState
from app.services.entry import discrepancies, facts
from app.services.entry.discrepancies import Item

_NAME = "full_name"


@dataclass(frozen=True, slots=True)
class Fact:
    """One difference to see to: its items in the order of the shelf, at least one.

    ``key`` is the number of its oldest item, by which it is handled.
    """

    items: tuple[Item, ...]

    @property
    def key(self) -> int:
        """Return the number by which the fact is handled."""
        return min(item.id for item in self.items)

    @property
    def head(self) -> Item:
        """Return the item that stands for the fact: one of the person's own record, if there is one."""
        own = (item for item in self.items if item.field == _NAME)
        return next(own, self.items[0])

    @property
    def others(self) -> tuple[Item, ...]:
        """Return the other items."""
        return tuple(item for item in self.items if item is not self.head)

    @property
    def state(self) -> ItemState:
        """Return where the fact stands: where the item that is furthest behind does."""
        order = list(ItemState)
        return min((item.state for item in self.items), key=order.index)

    @property
    def resolution(self) -> str:
        """Return how the fact is handled; empty while its items are handled in several ways."""
        ways = {item.resolution for item in self._open}
        return ways.pop() if len(ways) == 1 else ""

    @property
    def note(self) -> str:
        """Return the note to the resolution."""
        return self._first(lambda item: item.note)

    @property
    def evidence(self) -> str:
        """Return what the resolution was seen in."""
        return self._first(lambda item: item.evidence)

    @property
    def end_reason(self) -> str:
        """Return why nobody follows the fact any more; empty while somebody does."""
        return "" if self.state in FOLLOWED else self._first(lambda item: item.end_reason)

    @property
    def opened_at(self) -> str:
        """Return when it was found first."""
        return min(item.opened_at for item in self.items)

    @property
    def _open(self) -> Sequence[Item]:
        return [item for item in self.items if item.state in FOLLOWED] or self.items

    def _first(self, words: Callable[[Item], str]) -> str:
        return next(filter(None, map(words, self._open)), "")


def every(session: Session) -> list[Fact]:
    """Return all facts that no later decision closed, in the order of what stands for each."""
    keys = facts.keys(session)
    gathered: dict[facts.FactKey, list[Item]] = {}
    items = discrepancies.every(session)
    for item in items:
        gathered.setdefault(keys[item.id], []).append(item)
    at = {item.id: place for place, item in enumerate(items)}
    return sorted((Fact(tuple(found)) for found in gathered.values()), key=lambda fact: at[fact.head.id])

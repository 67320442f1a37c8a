"""Keeping what an officer decides about a person, each in one write."""

from dataclasses import dataclass

from app.errors import Refused
from app.models.registry.person import Person
from app.models.words.codes import Branch
from app.services.entry import decisions
from app.ui.entry.choices import Choices
from app.ui.entry.searching import Question
from app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision whose key was pressed before what was typed last had been searched."""

    question: Question
    section: str
    branch: Branch
    person: Person | None
    seen: frozenset[str]  # personal numbers of the candidates then on the screen

    def shows_others(self, hand: Choices) -> bool:
        """Tell whether the search that ended shows somebody else than the officer decided on."""
        unseen = self.branch == Branch.NOT_FOUND and hand.listed(self.section) - self.seen
        return bool(unseen) or hand.person(self.section) != self.person


def keep(work: Workspace, entry_id: str, section: str, branch: Branch, hand: Choices) -> None:
    """Keep a decision with the search and the ways of handling in hand; Refused when it may not be."""
    if branch != Branch.NOT_FOUND and hand.outdated(section):
        raise Refused(
            "Bản sao CSDL mới ghi khác về người đã kết luận. Bấm Ctrl+Z hoàn tác, xem lại rồi kết luận."
        )
    snapshot = work.snapshot if work.registry is not None else None
    with work.store.write() as session:
        decisions.decide(
            session,
            entry_id,
            section,
            branch,
            by=work.account,
            at=work.now(),
            random=work.random,
            person=hand.person(section),
            snapshot_id=snapshot.snapshot_id if snapshot else None,
            search=hand.searches.get(section),
            resolutions=hand.resolutions.get(section, {}),
            notes=hand.notes.get(section, {}),
        )


def take_back(work: Workspace, entry_id: str, section: str) -> None:
    """Take the decision about a person back; Refused when the entry has gone on."""
    with work.store.write() as session:
        decisions.undo(session, entry_id, section, by=work.account, at=work.now())


def record_open(work: Workspace, entry_id: str, hand: Choices) -> None:
    """Record the searches that ended without a decision."""
    searches = hand.open_searches()
    if not searches:
        return
    with work.store.write() as session:
        for section, count in searches:
            decisions.search_without_decision(
                session, entry_id, section, count, by=work.account, at=work.now()
            )

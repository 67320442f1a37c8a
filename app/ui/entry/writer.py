"""The writes of an officer to an entry; each also reads what the screen shows next."""

from collections.abc import Mapping

from app.errors import Refused
from app.models.declaration.act import Registration
from app.models.declaration.book import Problem
from app.models.words.codes import Branch, Resolution
from app.models.words.registration_number import RegistrationNumber
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.services.entry import approval, decisions, discarding, entries, in_hand, repeats
from app.services.entry.in_hand import EntryInHand
from app.services.entry.repeats import Repeat
from app.ui.entry.choices import Choices
from app.workspace import Workspace


class EntryWriter:
    """Write the work on an entry to the store.

    Every method raises Refused, or another AppError, when the store may not change; nothing is written
    then.
    """

    def __init__(self, workspace: Workspace) -> None:
        """Write as the workspace's officer."""
        self._workspace = workspace

    def read(self, entry_id: str) -> EntryInHand:
        """Read an entry and what the screen shows with it."""
        with self._workspace.store.read() as session:
            return in_hand.read(session, entry_id)

    def begin(self, volume_id: int) -> EntryInHand:
        """Return the next entry of a volume, with sticky fields and the next number; store nothing."""
        work = self._workspace
        with work.store.read() as session:
            return in_hand.begin(session, volume_id, by=work.account, at=work.now(), random=work.random)

    def save(self, hand: EntryInHand, key: str, value: Value) -> EntryInHand:
        """Save a field, and with the first one the entry; return the same when the value did not change."""
        work = self._workspace
        if not hand.stored and value == hand.values.get(key, Value()):
            return hand
        with work.store.write() as session:
            if not hand.stored:
                in_hand.store(session, hand, by=work.account, at=work.now(), random=work.random)
            changed = entries.save(session, hand.id, key, value, by=work.account, at=work.now())
            if hand.stored and not changed:
                return hand
            return in_hand.read(session, hand.id, before=hand)

    def complete(self, hand: EntryInHand) -> tuple[EntryInHand, list[Problem]]:
        """Check and finish the entry; return it with its problems."""
        self._require_words(hand)
        work = self._workspace
        with work.store.write() as session:
            problems = entries.complete(session, hand.id, by=work.account, at=work.now())
            after = in_hand.read(session, hand.id, before=hand)
            return after, [*problems, *after.told]

    def park(self, hand: EntryInHand, reason: str) -> EntryInHand:
        """Put the entry aside."""
        self._require_words(hand)
        work = self._workspace
        with work.store.write() as session:
            entries.park(session, hand.id, reason, by=work.account, at=work.now())
            return in_hand.read(session, hand.id, before=hand)

    def discard(self, hand: EntryInHand, reason: str) -> EntryInHand:
        """Put the entry away as a mistake."""
        work = self._workspace
        with work.store.write() as session:
            discarding.discard(session, hand.id, reason, by=work.account, at=work.now())
            return in_hand.read(session, hand.id)

    def restore(self, hand: EntryInHand) -> EntryInHand:
        """Take back an entry that was put away."""
        work = self._workspace
        with work.store.write() as session:
            discarding.take_back(session, hand.id, by=work.account, at=work.now())
            return in_hand.read(session, hand.id)

    @staticmethod
    def _require_words(hand: EntryInHand) -> None:
        if not hand.stored:
            raise Refused("Trường hợp này chưa có chữ nào, kho chưa giữ gì. Gõ ít nhất một ô đã.")

    def take_back(self, hand: EntryInHand) -> EntryInHand:
        """Begin the next version of an entry that came back with a question or a refusal."""
        work = self._workspace
        with work.store.write() as session:
            entries.take_back(session, hand.id, by=work.account, at=work.now())
            return in_hand.read(session, hand.id)

    def decide(
        self,
        hand: EntryInHand,
        section: str,
        branch: Branch,
        choices: Choices,
        resolutions: Mapping[str, Resolution],
    ) -> EntryInHand:
        """Keep a decision about a person, with the search, the resolutions and the notes."""
        self._require_words(hand)
        if branch != Branch.NOT_FOUND and choices.outdated(section):
            raise Refused(
                "Bản sao CSDL mới ghi khác về người đã kết luận. Bấm Ctrl+Z bỏ kết luận rồi xem lại."
            )
        work = self._workspace
        snapshot = work.snapshot if work.registry is not None else None
        with work.store.write() as session:
            decisions.decide(
                session,
                hand.id,
                section,
                branch,
                by=work.account,
                at=work.now(),
                random=work.random,
                person=choices.person(section),
                snapshot_id=snapshot.snapshot_id if snapshot else None,
                search=choices.searches.get(section),
                resolutions=resolutions,
                notes=choices.notes.get(section, {}),
                again=choices.again.get(section, ""),
            )
            return in_hand.read(session, hand.id, before=hand)

    def repeats_of(self, hand: EntryInHand, section: str, personal_id: str) -> tuple[Repeat, ...]:
        """Return the other entries in which a person of the registry stands, where that is once only."""
        with self._workspace.store.read() as session:
            return repeats.of_person(session, hand.entry, section, personal_id)

    def warnings(self, hand: EntryInHand) -> list[Problem]:
        """Return what the police should look at before they sign."""
        with self._workspace.store.read() as session:
            return approval.warnings(session, hand.id)

    def undo(self, hand: EntryInHand, section: str) -> EntryInHand:
        """Undo the decision about a person."""
        work = self._workspace
        with work.store.write() as session:
            decisions.undo(session, hand.id, section, by=work.account, at=work.now())
            return in_hand.read(session, hand.id, before=hand)

    def record_searches(self, hand: EntryInHand, choices: Choices) -> None:
        """Record the searches that ended without a decision."""
        work = self._workspace
        if not hand.stored or not (searches := choices.open_searches()):
            return
        with work.store.write() as session:
            for section, count in searches:
                decisions.search_without_decision(
                    session, hand.id, section, count, by=work.account, at=work.now()
                )

    def numbered(self, hand: EntryInHand, number: str) -> str:
        """Return the id of the entry of the same volume with a registration number; empty for none.

        In a volume of several years a number without one means the year of the entry in hand.
        """
        with self._workspace.store.read() as session:
            rows = entries.of_volume(session, hand.entry.volume_id)
        numbers = {row.id: RegistrationNumber.parse(row.registration_no) for row in rows}
        wanted = RegistrationNumber.parse(number)
        found = [key for key, one in numbers.items() if one.same_as(wanted)]
        here = RegistrationNumber.parse(hand.book.registered(hand.values, Registration.NUMBER))
        return min(found, key=lambda key: numbers[key].year != here.year, default="")

    def draft_of(self, volume_id: int) -> str:
        """Return the id of the last draft of a volume; empty when there is none."""
        with self._workspace.store.read() as session:
            rows = entries.of_volume(session, volume_id)
        drafts = [r.id for r in rows if r.state in (EntryState.DRAFT, EntryState.SENT_BACK)]
        return drafts[-1] if drafts else ""

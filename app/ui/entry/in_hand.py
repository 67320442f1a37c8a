"""The entry an officer has in hand: read from the store and changed there, each change in one write."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.models.declaration.act import Registration
from app.models.declaration.book import Problem
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.services.entry import carrying, entries, volumes
from app.services.entry.entries import EntryView
from app.workspace import Workspace


class EntryInHand:
    """One entry at a time, or none.

    ``view`` is what the store holds of it. What changes the store raises Refused, or another AppError, when
    it may not; nothing has changed then.
    """

    def __init__(self, workspace: Workspace) -> None:
        """Begin with none."""
        self._workspace = workspace
        self.view: EntryView | None = None

    @property
    def id(self) -> str:
        """Return the entry's id; empty when none is in hand."""
        return self.view.id if self.view else ""

    def take(self, entry_id: str) -> tuple[EntryView, Mapping[str, Value]]:
        """Take an entry in hand; return it and the values of the one before it in the volume."""
        with self._workspace.store.read() as session:
            view = self.view = entries.get(session, entry_id)
            rows = entries.of_volume(session, view.volume_id)
            before = [r for r in rows if r.position < view.position]
            return view, entries.get(session, before[-1].id).values if before else {}

    def read_again(self) -> None:
        """Read what others changed about it."""
        if self.view is not None:
            with self._workspace.store.read() as session:
                self.view = entries.get(session, self.view.id)

    def create(self, volume_id: int) -> str:
        """Make the next entry of a volume and return its id: sticky fields carried, the number counted up."""
        work = self._workspace
        with work.store.read() as session:
            volume = volumes.get(session, volume_id)
            rows = entries.of_volume(session, volume_id)
            last = entries.get(session, rows[-1].id) if rows else None
        carried = carrying.from_volume(volume) if last is None else carrying.from_entry(last)
        with work.store.write() as session:
            return entries.create(
                session, volume_id, by=work.account, at=work.now(), random=work.random, carried=carried
            )

    def save(self, key: str, value: Value) -> bool:
        """Keep a field; return whether it changed."""
        work = self._workspace
        with work.store.write() as session:
            changed = entries.save(session, self.id, key, value, by=work.account, at=work.now())
            self.view = entries.get(session, self.id)
        return changed

    def complete(self) -> list[Problem]:
        """Check and finish it; return what is wrong."""
        work = self._workspace
        with work.store.write() as session:
            problems = entries.complete(session, self.id, by=work.account, at=work.now())
            self.view = entries.get(session, self.id)
        return problems

    def park(self, reason: str) -> None:
        """Put it aside."""
        work = self._workspace
        with work.store.write() as session:
            entries.park(session, self.id, reason, by=work.account, at=work.now())
            self.view = entries.get(session, self.id)

    def take_back(self) -> None:
        """Begin its next version: it came back with a question or a refusal."""
        work = self._workspace
        with work.store.write() as session:
            entries.take_back(session, self.id, by=work.account, at=work.now())

    def numbered(self, number: str) -> str:
        """Return the id of the entry of its volume with a registration number; empty when there is none."""
        if self.view is None:
            return ""
        with self._workspace.store.read() as session:
            rows = entries.of_volume(session, self.view.volume_id)
        wanted = number.split("/", maxsplit=1)[0]
        return next((r.id for r in rows if r.registration_no.split("/")[0] == wanted), "")

    def book_no(self) -> str:
        """Return the number of its volume; empty when none is in hand."""
        if self.view is None:
            return ""
        with self._workspace.store.read() as session:
            return volumes.get(session, self.view.volume_id).book_no

    def subject(self) -> str:
        """Say in one line what the police would sign; empty when none is in hand."""
        if self.view is None:
            return ""
        with self._workspace.store.read() as session:
            people = len(entries.active_decisions(session, self.id))
        number = self.view.book.registered(self.view.values, Registration.NUMBER)
        words = QCoreApplication.translate("EntryScreen", "1 bản ghi: {0}, quyển {1}, {2} người")
        if number:
            words = QCoreApplication.translate("EntryScreen", "1 bản ghi: {0} số {3}, quyển {1}, {2} người")
        return words.format(self.view.book.short, self.book_no(), people, number)


def draft_of(workspace: Workspace, volume_id: int) -> str:
    """Return the id of the last draft of a volume; empty when there is none."""
    with workspace.store.read() as session:
        rows = entries.of_volume(session, volume_id)
    drafts = [r.id for r in rows if r.state in (EntryState.DRAFT, EntryState.SENT_BACK)]
    return drafts[-1] if drafts else ""


def first_empty(entry: EntryView) -> str:
    """Return the field to begin in: the first without words or mark, or the first name once it was typed."""
    fields = list(entry.book.all_fields())
    if entry.state not in (EntryState.DRAFT, EntryState.PARKED, EntryState.SENT_BACK):
        return entry.book.mains[0].name_field
    empty = (f.key for f in fields if entry.values.get(f.key, Value()).is_empty)
    return next(empty, fields[0].key)

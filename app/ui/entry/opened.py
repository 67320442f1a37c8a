"""The entry that is open on the entry screen: how it is opened, what may be done to it, where it was left."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.models.words.roles import Action
from app.models.words.values import Value
from app.services.entry import changing, workload
from app.services.entry.approval import WAITING
from app.services.entry.in_hand import EntryInHand
from app.services.office.permissions import may
from app.services.office.resume_point import PlaceLeft
from app.texts import tr
from app.ui.entry.layout import EntryLayout
from app.ui.entry.moves import EntryMoves, first_field
from app.ui.entry.police_strip import told_by_police
from app.ui.entry.writer import EntryWriter
from app.ui.kit.jobs import Runner
from app.workspace import Workspace


class OpenedEntry(EntryLayout):
    """Show one entry and guard it: nothing closed changes, nothing concluded before the officer says so."""

    def __init__(self, workspace: Workspace, passwords: Runner | None, parent: QWidget | None) -> None:
        """Build the parts without an entry."""
        self._writer = EntryWriter(workspace)
        super().__init__(workspace, self._writer, passwords, parent)
        self._workspace = workspace
        self._hand: EntryInHand | None = None
        self._came_from: PlaceLeft | None = None  # where Ctrl+O leads back to
        self._moves = EntryMoves(self.form, self.persons, self.strip, self)
        self._told: set[str] = set()  # what was said at saving of the entry shown
        self._reworked = False  # the officer said that this concluded entry is to be changed

    def open_entry(self, entry_id: str, place: PlaceLeft | None = None) -> None:
        """Show an entry; ``place`` gives the field and caret."""
        self.messages.clear()
        if self.form.keep_all():
            self._open(self._writer.read(entry_id), place)

    def come_back(self, place: PlaceLeft) -> None:
        """Show the entry that was left, or the next one of its volume where nothing of it was kept."""
        if place.entry_id:
            self.open_entry(place.entry_id, place)
        elif place.volume_id:
            self.new_entry(place.volume_id, place)

    def _open(self, hand: EntryInHand, place: PlaceLeft | None = None) -> None:
        self.ask.leave()  # its answer is about the entry that was shown
        self.show_work()
        self.strip.close_strip()
        self._came_from, self._told = None, set()
        self._reworked = bool(place and place.missing(hand.values))
        self.form.set_not_printed(hand.not_printed)
        self.form.set_book(hand.book, hand.values)
        self.form.set_previous(hand.previous)
        self._show_state(hand)
        self._freeze()
        self.form.set_problems(hand.told)
        self.persons.show_entry(hand)
        if place:
            self._put_back(place.missing(hand.values))
            self.form.focus_field(place.field, place.caret)
        else:
            self.form.focus_field(first_field(hand), None)
        self._moves.follow()
        self._say_way(hand)

    def _say_way(self, hand: EntryInHand) -> None:
        """Say of an entry that is closed to typing how it can be changed."""
        if (words := changing.way(hand.state)) and not self.messages.words:
            self.messages.say(tr(words), until_changed=True)

    def _put_back(self, unkept: Mapping[str, Value]) -> None:
        """Write again what the store did not hold; where nothing can be typed now, say it."""
        if unkept and self.form.frozen:
            words = "; ".join(value.text for value in unkept.values())
            self._refuse(self.tr("Trường hợp này không sửa được nữa. Chữ chưa lưu: {0}").format(words))
        else:
            self.form.put_back(unkept)

    def _show_state(self, hand: EntryInHand) -> None:
        """Keep the entry as the store holds it, and show its state above the work."""
        self._hand = hand
        self._reworked &= hand.state in WAITING
        self._guard()
        self.head.say_entry(
            hand, may_type=self._may(Action.TYPE_ENTRIES), may_rework=self._may(Action.REWORK_RETURNED)
        )
        self.say_answers(told_by_police(hand))

    def open_volume(self, volume_id: int) -> None:
        """Open the last draft of a volume, or a new entry."""
        if draft := self._writer.draft_of(volume_id):
            self.open_entry(draft)
        else:
            self.new_entry(volume_id)

    def new_entry(self, volume_id: int, place: PlaceLeft | None = None) -> None:
        """Open the next entry of a volume, with sticky fields and the next number.

        The store gets it with the first words that are typed; ``place`` gives the field and caret.
        """
        if not self.form.keep_all():
            return
        try:
            begun = self._writer.begin(volume_id)
        except AppError as error:
            self._refuse(str(error))
            return
        self.messages.clear()
        self._open(begun, place)

    def refresh(self) -> None:
        """Read the entry again; without one offer the last draft."""
        if self._hand is not None:
            self._show_state(self._writer.read(self._hand.id) if self._hand.stored else self._hand)
            if self.strip.isHidden():  # under the strip nothing is typed
                self._freeze()
            return
        with self._workspace.store.read() as session:
            draft = workload.overview(session, uid=self._workspace.account.uid).last_draft
        self.no_entry.set_draft(draft if self._may(Action.TYPE_ENTRIES) else "")

    @property
    def entry_id(self) -> str:
        """Return the id of the entry shown; empty when none is."""
        return self._hand.id if self._hand else ""

    def _may(self, action: Action) -> bool:
        return may(self._workspace.account, action)

    def _guard(self) -> None:
        """Let nothing change a concluded entry before the officer says so."""
        concluded = self._hand is not None and self._hand.state in WAITING
        self.form.set_guarded(concluded and not self._reworked)

    def _say_concluded(self) -> None:
        words = self.tr(
            "Đã kết luận nên chưa nhận phím vừa bấm. Ctrl+R để sửa: ai có ô bị sửa thì phải kết luận lại."
        )
        self.messages.say(words, "warn", until_changed=True)

    def _freeze(self) -> None:
        done = self._hand is not None and bool(changing.way(self._hand.state))
        self.form.set_frozen(done or not self._may(Action.TYPE_ENTRIES))

    def place(self) -> PlaceLeft | None:
        """Return field and caret, to come back to after a lock."""
        if self._hand is None:
            return None
        key, caret = self.form.current()
        entry_id = self._hand.id if self._hand.stored else ""
        volume_id = self._hand.entry.volume_id
        return PlaceLeft("entry", entry_id, key, caret, self.form.unkept, self.form.stood, volume_id)

    def save_current(self) -> None:
        """Keep the field being typed."""
        self.form.commit_current()

    def leave(self) -> None:
        """Keep the field being typed and close open questions: another page opens."""
        self.save_current()
        self.ask.leave()
        self.head.leave_number()

    def _refuse(self, words: str) -> None:
        self.messages.say(words, "alarm")

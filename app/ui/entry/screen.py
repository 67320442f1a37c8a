"""Nhập: the work screen. Form on the left, persons on the right, approval below."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.errors import AppError
from app.models.declaration.book import Problem
from app.models.words.codes import Branch
from app.models.words.roles import Role
from app.models.words.states import SEALED, EntryState
from app.models.words.values import Value
from app.services.entry import entries, workload
from app.services.entry.approval import WAITING
from app.services.office.resume_point import PlaceLeft
from app.ui.entry import shortcuts
from app.ui.entry.head import EntryHead
from app.ui.entry.in_hand import EntryInHand, draft_of, first_empty
from app.ui.entry.moves import EntryMoves
from app.ui.entry.panels.no_entry import NoEntry
from app.ui.entry.persons_side import PersonsSide
from app.ui.entry.police_strip import PoliceStrip, answer_words
from app.ui.entry.undo_field import UndoField
from app.ui.form.book_form import BookForm
from app.ui.form.composer import Composer
from app.ui.kit import parts
from app.ui.kit.ask_bar import AskBar
from app.ui.kit.messages import MessageBar
from app.ui.shell.chrome import Keys
from app.workspace import Workspace


class EntryScreen(QWidget):
    """Type an entry, compare its persons, decide, approve.

    Each field is in the store when it is left; nothing waits for F9.
    """

    changed = Signal()  # counts elsewhere may have changed
    police_shown = Signal(str)  # the officer at the strip, or empty

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        """Build the screen; it says how to begin until an entry is opened."""
        super().__init__(parent)
        self._workspace = workspace
        self._hand = EntryInHand(workspace)
        self.form = BookForm()
        self.composer = Composer(self)
        self.form.set_composer(self.composer)
        self.persons = PersonsSide(workspace)
        self.strip = PoliceStrip(workspace)
        self.messages = MessageBar()
        self.ask = AskBar()
        self.head = EntryHead()
        self._answers = parts.text("", "label", "police")
        self._moves = EntryMoves(self.form, self.persons, self.strip, self)
        self._undo = UndoField(self)  # where Ctrl+Z is that of the decision just made
        self._build()
        self._connect()
        self._shortcuts()

    # -- opening -------------------------------------------------------------------------------------

    def open_entry(self, entry_id: str, place: PlaceLeft | None = None) -> None:
        """Show an entry; with ``place`` go back to the same field and caret."""
        self.messages.clear()
        self.form.commit_current()
        if self._entry is not None and self._entry.id != entry_id:
            self.persons.leave()
        entry, previous = self._hand.take(entry_id)
        self._empty.hide()
        self._work.show()
        self.setFocusProxy(self.form)
        self.strip.close_strip()
        self.form.set_book(entry.book)
        self.form.set_values(entry.values)
        self.form.set_previous(previous)
        self._freeze()
        self.form.set_problems([])
        self.persons.show_entry(entry)
        self._tell()
        if place:
            self.form.focus_field(place.field, place.caret)
        else:
            self.form.focus_field(first_empty(entry), None)
        self._moves.follow()

    def open_volume(self, volume_id: int) -> None:
        """Go on in a volume: its last draft, or a new entry."""
        if draft := draft_of(self._workspace, volume_id):
            self.open_entry(draft)
        else:
            self.new_entry(volume_id)

    def new_entry(self, volume_id: int) -> None:
        """Open the next entry of a volume: sticky fields carried over, the number counted up."""
        try:
            entry_id = self._hand.create(volume_id)
        except AppError as error:
            self._refuse(str(error))
            return
        self.open_entry(entry_id)
        self.changed.emit()

    def refresh(self) -> None:
        """Offer the last draft while no entry is open."""
        if self._entry is not None:
            return
        with self._workspace.store.read() as session:
            draft = workload.overview(session, uid=self._workspace.account.uid).last_draft
        self._empty.set_draft(draft if self._may_type else "")

    @property
    def _entry(self) -> entries.EntryView | None:
        return self._hand.view

    @property
    def entry_id(self) -> str:
        """Return the entry shown; empty when none is."""
        return self._hand.id

    @property
    def _may_type(self) -> bool:
        account = self._workspace.account
        return account.has(Role.JUSTICE) or account.has(Role.TYPIST)

    @property
    def _may_decide(self) -> bool:
        return self._workspace.account.has(Role.JUSTICE)

    def _freeze(self) -> None:
        done = self._entry is not None and self._entry.state in (*SEALED, EntryState.APPROVED)
        self.form.set_frozen(done or not self._may_type)

    def place(self) -> PlaceLeft | None:
        """Return where the officer is, for coming back after a lock."""
        if self._entry is None:
            return None
        key, caret = self.form.current()
        return PlaceLeft("entry", self._entry.id, key, caret)

    def save_current(self) -> None:
        """Keep the field being typed."""
        self.form.commit_current()

    def leave_page(self) -> None:
        """Keep the field being typed and take open questions back: another page comes in front."""
        self.save_current()
        self.ask.leave()
        self.head.leave_number()

    # -- typing --------------------------------------------------------------------------------------

    def _keep(self, key: str, value: Value) -> None:
        if self._entry is None:
            return
        try:
            changed = self._hand.save(key, value)
        except AppError as error:
            self.form.set_unkept(key, self._entry.values.get(key, Value()))
            self._refuse(str(error))
            return
        if changed:
            self.head.say_saved(self._workspace.now())
            self.persons.show_entry(self._entry)
            self.persons.typed(self._entry.values)
            self._tell()
            self.messages.outdate()
            self.form.commit_unkept()

    def _typing(self, key: str, text: str) -> None:
        self._undo.end()
        if self._entry is None:
            return
        self.persons.typed({**self._entry.values, key: Value.of(text)})

    def complete(self) -> list[Problem]:
        """Check and finish the entry; stay on it (Ctrl+S)."""
        if self._entry is None:
            return []
        self.form.commit_current()
        try:
            problems = self._hand.complete()
        except AppError as error:
            self._refuse(str(error))
            return [Problem("", str(error), blocking=True)]
        self.form.set_problems(problems)
        blocking = [p for p in problems if p.blocking]
        if blocking:
            self.form.focus_field(blocking[0].field, None)
            words = self.tr("Mọi ô đã lưu. Còn {0} ô bắt buộc chưa có chữ hoặc dấu (F3).")
            self.messages.say(words.format(len(blocking)), "warn", until_changed=True)
        else:
            self._say_ready()
        self._tell()
        self.changed.emit()
        return blocking

    def _say_ready(self) -> None:
        if self._entry is not None and self._entry.state in WAITING:
            words = self.tr("Đã kết luận đủ. Công an duyệt: F12; sang bản ghi tiếp: F9.")
            self.messages.say(words, "good", until_changed=True)
        else:
            self.messages.clear()

    def complete_and_next(self) -> None:
        """Finish the entry; go to the next person to decide, or to the next entry (F9)."""
        if self._entry is None or self.complete():
            return
        if self._may_decide and self.persons.next_undecided():
            self.messages.say(self.tr("Đã lưu. Còn người chưa kết luận đối chiếu."))
            self.persons.focus_decision()
            return
        self.new_entry(self._entry.volume_id)

    def park(self) -> None:
        """Ask for a reason in the message bar and put the entry aside (F10)."""
        if self._entry is None:
            return
        self.form.commit_current()
        self.ask.ask(self.tr("Để lại vì sao?"), self._park_with)

    def _park_with(self, reason: str) -> None:
        if self._entry is None or not reason.strip():
            return
        if not self._done(lambda: self._hand.park(reason)):
            return
        self.messages.say(self.tr("Đã để lại; mở lại từ Hôm nay."))
        self._tell()
        self.changed.emit()

    def take_back(self) -> None:
        """Work again on an entry that came back with a question or a refusal (Ctrl+R)."""
        if self.head.offers_again and self._done(self._hand.take_back):
            self.open_entry(self.entry_id)
            self.changed.emit()

    # -- deciding ------------------------------------------------------------------------------------

    def _not_found(self) -> None:
        """Decide about the person whose field holds the caret; from the panel, about the one it shows."""
        self.form.commit_current()
        if self._moves.in_form():
            person = self.form.person
            if not person:
                self._refuse(
                    self.tr("Chưa ghi kết luận: ô này không thuộc về ai. Vào ô của người đó rồi bấm F8.")
                )
                return
            self.persons.caret_in(person)
        self.persons.decide(Branch.NOT_FOUND)

    def _after_decision(self) -> None:
        if self._entry is None:
            return
        self._read_again()
        self._say_ready()
        if field := self._moves.in_form():
            self._undo.begin(field)
            return  # the caret stays: letters typed on are no commands about another person
        if self.persons.next_undecided():
            self.persons.focus_decision()
        else:
            self.form.focus_field(*self.form.current())

    def _after_undo(self) -> None:
        self._undo.end()
        self._read_again()
        self._say_ready()
        if not self._moves.in_form():
            self.persons.focus_decision()

    # -- police --------------------------------------------------------------------------------------

    def show_strip(self) -> None:
        """Open the police strip for exactly the entry shown (F12)."""
        if self._entry is None:
            return
        self.form.commit_current()
        self.form.set_frozen(True)
        self._set_for_police(on=True)
        self.strip.open_for(self._entry, self._hand.subject())

    def _set_for_police(self, *, on: bool) -> None:
        """Close what types or decides while the police look at what they sign, or open it again."""
        self.persons.set_for_police(on)
        for shortcut in self._to_close:
            shortcut.setEnabled(not on)

    def _signed(self) -> None:
        self._read_again()
        self.messages.say(self.tr("Công an đã duyệt và ký bản ghi này."), "good")

    def _sent_back(self, reason: str) -> None:
        self._read_again()
        self.messages.say(self.tr("Công an trả lại: {0}").format(reason), "warn")

    def _strip_closed(self) -> None:
        self._set_for_police(on=False)
        self._freeze()
        self.police_shown.emit("")
        self.form.setFocus()

    def _read_again(self) -> None:
        self._hand.read_again()
        self._tell()
        self.changed.emit()

    # -- inside --------------------------------------------------------------------------------------

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 0, 12, 12)
        outer.setSpacing(0)
        self._work = QSplitter(Qt.Orientation.Horizontal)
        self._work.setChildrenCollapsible(False)
        self._work.setHandleWidth(12)
        self._work.setStyleSheet("QSplitter::handle { image: none; }")
        self._work.addWidget(self.form)
        self._work.addWidget(self.persons)
        self._work.setSizes([420, 762])
        self._work.setStretchFactor(0, 35)
        self._work.setStretchFactor(1, 65)
        self._work.hide()
        self._empty = NoEntry()
        self.setFocusProxy(self._empty)
        for widget in (self.head, self._answers, self.messages, self.ask):
            outer.addWidget(widget)
        outer.addWidget(self._work, 1)
        outer.addWidget(self._empty, 1)
        outer.addWidget(self.strip)

    def _connect(self) -> None:
        self.head.new_wanted.connect(self._new_clicked)
        self.head.again_wanted.connect(self.take_back)
        self.head.number_wanted.connect(self._go_to)
        self.form.value_left.connect(self._keep)
        self.form.typing.connect(self._typing)
        self.form.completed.connect(self.complete_and_next)
        self.composer.method_changed.connect(self.head.say_method)
        self._empty.draft_wanted.connect(self.open_entry)
        self.persons.confirmable.connect(self.form.set_confirmable)
        self.persons.refused.connect(self._refuse)
        self.persons.decided.connect(self._after_decision)
        self.persons.taken_back.connect(self._after_undo)
        self.strip.signed.connect(self._signed)
        self.strip.sent_back.connect(self._sent_back)
        self.strip.closed.connect(self._strip_closed)
        self.strip.officer_shown.connect(self.police_shown)

    def _shortcuts(self) -> None:
        slots: shortcuts.Slots = {
            "F5": lambda: self.persons.candidates.search_again.emit(self.persons.section),
            "Shift+F5": self.persons.toggle_more,
            "F7": self.persons.candidates.next_candidate,
            "Alt+Left": self._moves.previous_person,
            "Alt+Right": self._moves.next_person,
            "F6": self._moves.next_area,
            "Shift+F6": self._moves.previous_area,
            "F8": self._not_found,
            "F9": self.complete_and_next,
            "Ctrl+S": self.complete,
            "F10": self.park,
            "Ctrl+P": self.park,
            "Ctrl+G": self._ask_number,
            "Ctrl+R": self.take_back,
            "Ctrl+Z": self.persons.undo,
        }
        self._to_close = shortcuts.make(self, slots)

    def keys(self) -> Keys:
        """Return the keys of the bar: what works now."""
        return shortcuts.bar(compares=self._may_decide) if self.strip.isHidden() else shortcuts.for_police()

    def key_groups(self) -> list[tuple[str, Keys]]:
        """Return every key of this screen by where it works."""
        return shortcuts.groups(compares=self._may_decide)

    def _done(self, change: Callable[[], object]) -> bool:
        """Change the store; where it may not be changed say why and return False."""
        try:
            change()
        except AppError as error:
            self._refuse(str(error))
            return False
        return True

    def _refuse(self, words: str) -> None:
        self.messages.say(words, "alarm")

    def _new_clicked(self) -> None:
        if self._entry:
            self.form.commit_current()
            self.new_entry(self._entry.volume_id)

    def _ask_number(self) -> None:
        if self._entry is not None:
            self.head.ask_number()

    def _go_to(self, wanted: str) -> None:
        if self._entry is None:
            return
        if found := self._hand.numbered(wanted):
            self.open_entry(found)
        else:
            self.messages.say(self.tr("Quyển này chưa có bản ghi số {0}.").format(wanted), "warn")

    def _tell(self) -> None:
        if self._entry is None:
            return
        self.head.say_entry(
            self._entry, self._hand.book_no(), may_type=self._may_type, may_decide=self._may_decide
        )
        answered = answer_words(self._workspace, self._entry)
        self._answers.setText(answered)
        self._answers.setVisible(bool(answered))

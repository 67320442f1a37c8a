"""Nhập: the work screen. Form on the left, persons on the right, approval below."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.models.declaration.book import Problem
from app.models.words.codes import Branch
from app.models.words.roles import Action
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.services.entry import changing, discarding, workload
from app.services.entry.approval import WAITING
from app.services.entry.in_hand import EntryInHand
from app.services.office.permissions import may
from app.services.office.resume_point import PlaceLeft
from app.texts import Text, tr
from app.ui.entry import shortcuts
from app.ui.entry.layout import EntryLayout
from app.ui.entry.moves import EntryMoves, first_field
from app.ui.entry.police_strip import told_by_police
from app.ui.entry.shortcuts import UndoField
from app.ui.entry.writer import EntryWriter
from app.ui.kit.jobs import Runner
from app.ui.kit.screen import KeyGroup, Keys
from app.workspace import Workspace

_SAID_IN_FULL = 2  # of the problems found at saving, so that the line stays short


class EntryScreen(EntryLayout):
    """Type an entry, compare its persons, decide, approve.

    Leaving a field stores it; F9 is not needed for that.
    """

    key, icon, action = "entry", "pencil-line", Action.SEE_WORK
    police_shown = Signal(str)  # the officer at the strip, or empty
    story_wanted = Signal(str)
    rested = Signal()  # no key for a while: ``place`` holds the words of the open field

    def __init__(
        self, workspace: Workspace, passwords: Runner | None = None, parent: QWidget | None = None
    ) -> None:
        """Build the screen without an entry; ``passwords`` runs the tries of passwords."""
        self._writer = EntryWriter(workspace)
        super().__init__(workspace, self._writer, passwords, parent)
        self._workspace = workspace
        self._hand: EntryInHand | None = None
        self._came_from: PlaceLeft | None = None  # where Ctrl+O leads back to
        self._moves = EntryMoves(self.form, self.persons, self.strip, self)
        self._told: set[str] = set()  # what was said at saving of the entry shown
        self._unread: list[Problem] = []  # what the last saving was the first to say
        self._reworked = False  # the officer said that this concluded entry is to be changed
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(workspace.settings.rest_ms)
        self._rest.timeout.connect(self.rested)
        self._undo = UndoField(self)  # the field whose Ctrl+Z undoes the decision just made
        self._connect()
        self._shortcuts()

    # -- opening -------------------------------------------------------------------------------------

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

    # -- typing --------------------------------------------------------------------------------------

    def _save_field(self, key: str, value: Value) -> None:
        before = self._hand
        if before is None:
            return
        try:
            hand = self._writer.save(before, key, value)
        except AppError as error:
            self.form.set_unkept(key, before.values.get(key, Value()))
            self._refuse(str(error))
            return
        if hand is not before:
            self._show_state(hand)
            self._point_out(before, hand)
            self.head.say_saved(self._workspace.now())
            self.persons.show_entry(hand)
            self.messages.outdate()
            self.form.commit_unkept()
            if not before.stored:
                self.changed.emit()

    def _point_out(self, before: EntryInHand, hand: EntryInHand) -> None:
        """Say at their fields what volume and other entries say otherwise, as soon as it is written."""
        old, new = before.told, hand.told
        if old != new:
            others = [problem for problem in self.form.problems if problem not in old]
            self.form.set_problems([*new, *others])

    def _typing(self, key: str, text: str) -> None:
        self._undo.end()
        self._rest.start()
        if self._hand is not None:
            self.persons.typed({**self._hand.values, key: Value.of(text)})

    def complete(self) -> list[Problem]:
        """Check and finish the entry; stay on it (Ctrl+S)."""
        if not self.form.keep_all():
            return [Problem("", Text("Có ô chưa lưu được."), blocking=True)]
        if self._hand is None:
            return []
        try:
            hand, problems = self._writer.complete(self._hand)
        except AppError as error:
            self._refuse(str(error))
            return [Problem("", Text("{0}", error), blocking=True)]
        self._show_state(hand)
        self.form.set_problems(problems)
        blocking = [p for p in problems if p.blocking]
        if blocking:
            self.form.focus_field(blocking[0].field, None)
            words = self.tr("Mọi ô đã lưu. Còn {0} ô bắt buộc chưa có chữ hoặc dấu (F3).")
            self.messages.say(words.format(len(blocking)), "warn", until_changed=True)
        elif problems:
            self._say_problems(problems)
        else:
            self._say_ready()
        self._unread = [problem for problem in problems if problem.text not in self._told]
        self._told |= {problem.text for problem in problems}
        self.changed.emit()
        return blocking

    def _say_problems(self, problems: Sequence[Problem], then: str = "") -> None:
        """Say what to look at again, the first two in full, and what to do then."""
        words = " ".join(problem.text for problem in problems[:_SAID_IN_FULL])
        more = len(problems) - _SAID_IN_FULL
        if more > 0:
            words = self.tr("{0} Và {1} ô nữa có dấu cảnh báo.").format(words, more)
        first = self.tr("Đã lưu. {0} {1}") if self.strip.isHidden() else self.tr("Xem trước khi ký. {0} {1}")
        self.messages.say(first.format(words, then).strip(), "warn", until_changed=True)

    def _say_ready(self) -> None:
        if self._hand is not None and self._hand.state in WAITING:
            words = self.tr("Đã kết luận đủ. Công an duyệt: F12; sang trường hợp tiếp: F9.")
            self.messages.say(words, "good", until_changed=True)
        else:
            self.messages.clear()

    def complete_and_next(self) -> None:
        """Finish the entry; go to the next person to decide, or to the next entry (F9)."""
        if self._hand is None or self.complete():
            return
        if self._may(Action.DECIDE) and self.persons.next_undecided():
            if self._unread:
                self._say_problems(self._unread, self.tr("Còn người chưa kết luận đối chiếu."))
            else:
                self.messages.say(self.tr("Đã lưu. Còn người chưa kết luận đối chiếu."))
            self.persons.focus_decision()
            return
        if self._unread:
            self._stay_at(self._unread)
            return
        self.new_entry(self._hand.entry.volume_id)

    def _stay_at(self, problems: Sequence[Problem]) -> None:
        """Stay once at what nobody has read yet; the same key again goes on."""
        self._say_problems(problems, self.tr("F9 lần nữa để sang trường hợp tiếp."))
        if self.form.guarded and self._may(Action.DECIDE):
            self.persons.focus_next()
        else:
            self.form.focus_field(problems[0].field, None)

    def park(self) -> None:
        """Ask for a reason and put the entry aside (F10)."""
        if self._hand is None or not self.form.keep_all():
            return
        if words := changing.way(self._hand.state):
            self._refuse(tr(words))
            return
        self.ask.ask(self.tr("Tạm gác vì sao?"), self._park_with)

    def _park_with(self, reason: str) -> None:
        if self._hand is None or not reason.strip():
            return
        try:
            hand = self._writer.park(self._hand, reason)
        except AppError as error:
            self._refuse(str(error))
            return
        self.messages.say(self.tr("Đã tạm gác; mở lại từ Hôm nay."))
        self._show_state(hand)
        self.changed.emit()

    def discard(self) -> None:
        """Put the entry away as opened or typed by mistake; one with words asks for a reason (Ctrl+D)."""
        if self._hand is None or not self._may(Action.TYPE_ENTRIES) or not self.form.keep_all():
            return
        if not self._hand.stored:
            self.messages.say(self.tr("Trường hợp này chưa có chữ nào, kho chưa giữ gì: không cần bỏ."))
        elif words := changing.way(self._hand.state):
            self._refuse(tr(words))
        elif discarding.is_empty(self._hand.values):
            self._discard_with("")
        else:
            self.ask.ask(self.tr("Bỏ trường hợp này vì sao?"), self._discard_with)

    def _discard_with(self, reason: str) -> None:
        if self._hand is None:
            return
        try:
            hand = self._writer.discard(self._hand, reason)
        except AppError as error:
            self._refuse(str(error))
            return
        self._open(hand)
        self.changed.emit()

    def take_back(self) -> None:
        """Work again on an entry that is concluded, came back with a question, or was put away (Ctrl+R)."""
        if self.form.guarded and not self.form.frozen:
            self._reworked = True
            self._guard()
            words = self.tr("Đang sửa trường hợp đã kết luận: ai có ô bị sửa thì kết luận lại.")
            self.messages.say(words, until_changed=True)
            self.form.focus_field(*self.form.current())
            return
        if self._hand is None or not self.head.offers_again:
            return
        away = self._hand.state is EntryState.DISCARDED
        try:
            hand = self._writer.restore(self._hand) if away else self._writer.take_back(self._hand)
        except AppError as error:
            self._refuse(str(error))
            return
        self.messages.clear()
        self._open(hand)
        self.changed.emit()

    # -- deciding ------------------------------------------------------------------------------------

    def _press(self, branch: Branch) -> None:
        """Decide by key about the person of the caret, from the panel about the person shown."""
        self.form.commit_current()
        if self._moves.in_form():
            person = self.form.person
            if not person:
                self._refuse(
                    self.tr("Chưa ghi kết luận: ô này không thuộc về ai. Vào ô của người đó rồi bấm lại.")
                )
                return
            self.persons.caret_in(person)
            if self.persons.section != person:
                self._refuse(self.tr("Chưa ghi kết luận: chưa có chữ nào về người này."))
                return
        self.persons.press(branch)

    def _differs(self) -> None:
        """Decide that the person shown differs; where the lines agree, say so."""
        likely = self.persons.likely
        self._press(likely if likely is not None and likely.is_mismatch else Branch.MISMATCH_BASIC)

    def _after_decision(self, hand: EntryInHand) -> None:
        self._show_state(hand)
        self.changed.emit()
        self._say_ready()
        if (field := self._moves.in_form()) and hand.state not in WAITING:
            self._undo.begin(field)
            return  # the caret stays: the next letters must not be commands about another person
        if self.persons.next_undecided():
            self.persons.focus_decision()
        else:
            self.persons.focus_next()

    def _after_undo(self, hand: EntryInHand) -> None:
        self._undo.end()
        self._show_state(hand)
        self.changed.emit()
        self._say_ready()
        if not self._moves.in_form():
            self.persons.focus_decision()

    # -- police --------------------------------------------------------------------------------------

    def show_strip(self) -> None:
        """Open the police strip for exactly the entry shown (F12)."""
        if not self.form.keep_all() or self._hand is None:
            return
        if not self._hand.stored:
            self._refuse(self.tr("Trường hợp này chưa có chữ nào, chưa có gì để duyệt."))
            return
        try:
            self.strip.open_for(self._hand)
        except AppError as error:
            self._refuse(str(error))
            return
        self.form.set_frozen(True)
        self.form.open_filled()
        if told := self._writer.warnings(self._hand):
            self.form.set_problems(told)
            self._say_problems(told)
        self._set_for_police(on=True)

    def _set_for_police(self, *, on: bool) -> None:
        """Disable typing and deciding while the police look, or enable it again."""
        self.persons.set_for_police(on)
        for shortcut in self._to_close:
            shortcut.setEnabled(not on)

    def _signed(self) -> None:
        self._read_again()
        self.messages.say(self.tr("Công an đã duyệt và ký trường hợp này."), "good")

    def _sent_back(self, reason: str) -> None:
        self._read_again()
        self.messages.say(self.tr("Công an trả lại: {0}").format(reason), "warn")

    def _strip_closed(self) -> None:
        self._set_for_police(on=False)
        self._freeze()
        self.police_shown.emit("")
        self.form.setFocus()

    def _read_again(self) -> None:
        if self._hand is not None:
            self._show_state(self._writer.read(self._hand.id))
        self.changed.emit()

    # -- inside --------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.head.new_wanted.connect(self._new_clicked)
        self.head.again_wanted.connect(self.take_back)
        self.head.number_wanted.connect(self._go_to)
        self.form.value_left.connect(self._save_field)
        self.form.typing.connect(self._typing)
        self.form.completed.connect(self.complete_and_next)
        self.form.change_refused.connect(self._say_concluded)
        self.composer.method_changed.connect(self.head.say_method)
        self.no_entry.draft_wanted.connect(self.open_entry)
        self.persons.confirmable.connect(self.form.set_confirmable)
        self.persons.refused.connect(self._refuse)
        self.persons.reason_wanted.connect(self.ask.ask)
        self.persons.next_wanted.connect(self.complete_and_next)
        self.persons.decided.connect(self._after_decision)
        self.persons.taken_back.connect(self._after_undo)
        self.strip.signed.connect(self._signed)
        self.strip.sent_back.connect(self._sent_back)
        self.strip.closed.connect(self._strip_closed)
        self.strip.officer_shown.connect(self.police_shown)
        self.police_shown.connect(self.keys_changed)

    def _shortcuts(self) -> None:
        slots: shortcuts.Slots = {
            "F5": lambda: self.persons.candidates.search_again.emit(self.persons.section),
            "Shift+F5": self.persons.toggle_more,
            "F7": self.persons.candidates.next_candidate,
            "Alt+Left": self._moves.previous_person,
            "Alt+Right": self._moves.next_person,
            "F6": self._moves.next_area,
            "Shift+F6": self._moves.previous_area,
            "F8": lambda: self._press(Branch.NOT_FOUND),
            "Shift+F8": self._differs,
            "F9": self.complete_and_next,
            "Ctrl+S": self.complete,
            "F10": self.park,
            "Ctrl+P": self.park,
            "Ctrl+D": self.discard,
            "Shift+F1": self._ask_story,
            "Ctrl+G": self._ask_number,
            "Ctrl+O": self._show_other,
            "Ctrl+I": self.persons.ask_reason,
            "Ctrl+R": self.take_back,
            "Ctrl+Z": self.persons.undo,
        }
        self._to_close = shortcuts.make(self, slots)

    @property
    def title(self) -> str:
        """Return the name in the rail."""
        return self.tr("Nhập")

    def keys(self) -> Keys:
        """Return the keys that work now."""
        return (
            shortcuts.bar(compares=self._may(Action.LOOK_UP))
            if self.strip.isHidden()
            else shortcuts.for_police()
        )

    def key_groups(self) -> list[KeyGroup]:
        """Return every key of this screen by where it works."""
        rows = self._hand is not None and any(section.rows for section in self._hand.book.sections)
        return shortcuts.groups(compares=self._may(Action.LOOK_UP), rows=rows)

    def field_help(self) -> list[str]:
        """Say what belongs in the field that holds the caret."""
        return self.form.help_lines()

    def call_police(self) -> bool:
        """Open the strip, if there is an entry to sign."""
        self.show_strip()
        return True

    def _refuse(self, words: str) -> None:
        self.messages.say(words, "alarm")

    def _new_clicked(self) -> None:
        if self._hand is not None:
            self.new_entry(self._hand.entry.volume_id)

    def _ask_story(self) -> None:
        """Keep what is typed and ask for the story of the entry (Shift+F1)."""
        if self._hand is None or not self.form.keep_all():
            return
        if self._hand.stored:
            self.story_wanted.emit(self._hand.id)
        else:
            self.messages.say(self.tr("Trường hợp này chưa có chữ nào nên chưa có lịch sử."))

    def _ask_number(self) -> None:
        if self._hand is not None:
            self.head.ask_number()

    def _show_other(self) -> None:
        """Open the entry that has the same person, number or act; from there go back (Ctrl+O)."""
        hand, back = self._hand, self._came_from
        if hand is None:
            return
        if back is not None:
            self.come_back(back)
            return
        field = self.form.current()[0] if self._moves.in_form() else ""
        about = [repeat for repeat in hand.repeats if repeat.field == field]
        other = next(iter((*about, *self.persons.repeats.found, *hand.repeats)), None)
        if other is None:
            self.messages.say(self.tr("Không có trường hợp nào trùng người, trùng số hay ghi hai lần."))
            return
        here = self.place()
        self.open_entry(other.other_id)
        if self.entry_id == other.other_id:
            self._came_from = here
            self.messages.say(self.tr("Đây là trường hợp kia. Ctrl+O trở lại trường hợp trước."))

    def _go_to(self, wanted: str) -> None:
        if self._hand is None:
            return
        if found := self._writer.numbered(self._hand, wanted):
            self.open_entry(found)
        else:
            self.messages.say(self.tr("Quyển này chưa có trường hợp số {0}.").format(wanted), "warn")

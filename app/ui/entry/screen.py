"""Nhập: the work screen. Form on the left, persons on the right, approval below."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.models.words.codes import Branch
from app.models.words.roles import Action
from app.services.entry.approval import WAITING
from app.services.entry.in_hand import EntryInHand
from app.ui.entry import shortcuts
from app.ui.entry.typed import TypedEntry
from app.ui.kit.jobs import Runner
from app.ui.kit.screen import KeyGroup, Keys
from app.workspace import Workspace


class EntryScreen(TypedEntry):
    """Type an entry, compare its persons, decide, approve."""

    key, icon, action = "entry", "pencil-line", Action.SEE_WORK
    police_shown = Signal(str)  # the officer at the strip, or empty
    story_wanted = Signal(str)

    def __init__(
        self, workspace: Workspace, passwords: Runner | None = None, parent: QWidget | None = None
    ) -> None:
        """Build the screen without an entry; ``passwords`` runs the tries of passwords."""
        super().__init__(workspace, passwords, parent)
        self._connect()
        self._shortcuts()

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
        return shortcuts.groups(compares=self._may(Action.LOOK_UP))

    def field_help(self) -> list[str]:
        """Say what belongs in the field that holds the caret."""
        return self.form.help_lines()

    def call_police(self) -> bool:
        """Open the strip, if there is an entry to sign."""
        self.show_strip()
        return True

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

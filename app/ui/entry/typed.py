"""Typing the entry that is open: keep each field, finish it, put it aside or away, take it back."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.models.declaration.book import Problem
from app.models.words.roles import Action
from app.models.words.states import EntryState
from app.models.words.values import Value
from app.services.entry import changing, discarding
from app.services.entry.approval import WAITING
from app.services.entry.in_hand import EntryInHand
from app.texts import Text, tr
from app.ui.entry.opened import OpenedEntry
from app.ui.entry.shortcuts import UndoField
from app.ui.kit.jobs import Runner
from app.workspace import Workspace

_SAID_IN_FULL = 2  # of the problems found at saving, so that the line stays short


class TypedEntry(OpenedEntry):
    """Keep what is typed. Leaving a field stores it; F9 is not needed for that."""

    rested = Signal()  # no key for a while: ``place`` holds the words of the open field

    def __init__(self, workspace: Workspace, passwords: Runner | None, parent: QWidget | None) -> None:
        """Build the parts without an entry."""
        super().__init__(workspace, passwords, parent)
        self._unread: list[Problem] = []  # what the last saving was the first to say
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(workspace.settings.rest_ms)
        self._rest.timeout.connect(self.rested)
        self._undo = UndoField(self)  # the field whose Ctrl+Z undoes the decision just made

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

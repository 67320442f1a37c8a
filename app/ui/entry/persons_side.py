"""The right half of the entry screen: look a person up, show book and registry, decide."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.matching.compare import summary
from app.matching.result import Line, Result
from app.models.declaration.act import Once
from app.models.registry.person import Person
from app.models.words.codes import BRANCH_LABELS, Branch, Resolution
from app.models.words.values import Value
from app.services.entry.in_hand import EntryInHand
from app.texts import tr
from app.ui.entry.panels.person_tab import badge_of
from app.ui.entry.panels.persons import PersonsPanels
from app.ui.entry.person_lookup import PersonLookup
from app.ui.entry.person_model import Judgement, PersonModel, Waiting
from app.ui.entry.person_repeats import PersonRepeats
from app.ui.entry.question import Searches
from app.ui.entry.writer import EntryWriter
from app.ui.kit.held_keys import Seen
from app.workspace import Workspace


class PersonsSide(PersonsPanels):
    """Candidates, comparison and decision for the persons of one entry.

    It draws a ``PersonModel``. The search runs in a worker thread, at once when a field is left and after a
    pause while typing. Only an answer about the present words is shown. A failed search is shown as failed,
    never as "nothing found". A decision waits for a running search and is kept when that shows nobody else.
    ``decided`` and ``taken_back`` give the entry after the write. ``reason_wanted`` gives a question and what
    takes the answer: why the person may stand in another entry too.
    """

    decided = Signal(object)
    taken_back = Signal(object)
    refused = Signal(str)
    reason_wanted = Signal(str, object)
    next_wanted = Signal()
    confirmable = Signal(dict)  # registry values for empty fields of the section, for F4

    def __init__(self, workspace: Workspace, writer: EntryWriter, parent: QWidget | None = None) -> None:
        """Build the panels; nothing is shown until ``show_entry``."""
        super().__init__(parent)
        self._workspace, self._writer = workspace, writer
        self.model = PersonModel()
        self._lookup = PersonLookup(workspace, self)
        self._seen = Seen(workspace.settings.decide_after_ms, self)
        self._focus_wanted = False
        self._people: tuple[str, ...] = ()  # the sections that have a tab
        self.repeats = PersonRepeats(self.model, writer, self.repeat_line, self)
        self.candidates.person_selected.connect(self._turn)
        self.candidates.chosen.connect(self._choose)
        self.candidates.search_again.connect(self._lookup.again)
        self.candidates.more_wanted.connect(self.toggle_more)
        self.candidates.agreed_to.connect(self._go_on)
        self._lookup.found.connect(self._found)
        self._lookup.failed.connect(self._failed)
        self._lookup.slow.connect(self._show_searching)
        self._lookup.dropped.connect(self._hide_searching)
        self.comparison.resolution_chosen.connect(self._resolve)
        self.comparison.noted.connect(self.model.note)
        self.comparison.refused.connect(self.refused)
        self.decision.decided.connect(self.press)
        self.decision.undone.connect(self.undo)
        self.decision.next_wanted.connect(self._next_pressed)
        self.comparison.finished.connect(self._lines_done)

    # -- what is shown -------------------------------------------------------------------------------

    def show_entry(self, hand: EntryInHand) -> None:
        """Show the persons of an entry and what was decided about them."""
        if self.model.hand is not None and self.model.hand.id != hand.id:
            self.leave()
        self.repeats.forget()
        if self.model.show(hand):
            self._people = ()
        self._lookup.show(hand)
        self._drop_stale_wait()
        self.select(self._show_people(self.section) or self.section)
        self._badges()

    def _show_people(self, *wanted: str) -> str:
        """Show a tab for each person of the entry, when typing changed the persons.

        Returns the section to turn to, the first of ``wanted`` that exists; empty when the tabs stay.
        """
        keys = self.model.sections
        if keys == self._people or self.model.book is None:
            return ""
        self._people, searches = keys, self.model.choices.searches
        self.candidates.set_persons([(s.key, tr(s.short or s.title)) for s in self.model.book.persons])
        for key in searches.keys() & set(keys):
            self.candidates.set_search(key, searches[key])
        return next((key for key in (*wanted, *keys) if key in keys), "")

    def select(self, section: str) -> None:
        """Turn to one person of the entry."""
        if not section or self.model.hand is None:
            return
        if section != self.model.section:
            self.comparison.keep_note()  # before the person changes: the note is about this one
        self.model.turn(section)
        self.candidates.select_person(section)
        self.search_now()
        self._show_person()

    def _turn(self, section: str) -> None:
        """Turn to the person whose tab was clicked; the focus leaves the person before."""
        self.leave_handling()
        self.select(section)

    def step_person(self, by: int) -> None:
        """Turn to the person ``by`` tabs further, if there is one, and move the focus there.

        A button with the focus belongs to the person before: Enter there would decide something else.
        """
        before, listing = self.section, self.candidates.hasFocus()
        self.candidates.step_person(by)
        if self.section != before and not listing:
            self.focus_decision()

    def caret_in(self, section: str) -> None:
        """Turn to the person whose field holds the caret; "" means nobody's field."""
        moved, self.model.caret = section != self.model.caret, section
        if section in self._people and section != self.section:
            self.select(section)
        elif moved:
            self._show_person()

    def typed(self, values: Mapping[str, Value]) -> None:
        """Take the values being typed and search them after a pause."""
        self.model.typed(values)
        turned = self._show_people(self.model.caret, self.section)
        self._lookup.typed(values)
        if turned:
            self.select(turned)
            self._badges()
        self._drop_stale_wait()

    @property
    def section(self) -> str:
        """Return the person section shown."""
        return self.model.section

    @property
    def searching(self) -> bool:
        """Tell whether a search runs or waits."""
        return self._lookup.busy

    @property
    def likely(self) -> Branch | None:
        """Return the likely branch for the person shown; None for none."""
        return self.model.likely(has_registry=self._workspace.registry is not None)

    @property
    def first_candidate(self) -> Person | None:
        """Return the best candidate for the person shown, chosen or not."""
        return self.model.first_candidate

    # -- deciding ------------------------------------------------------------------------------------

    def press(self, branch: str) -> None:
        """Decide for an officer's key, unless the person came up only now: it was meant for another."""
        if self._seen.long_enough:
            self.decide(branch)
        else:
            self.refused.emit(self.tr("Chưa ghi kết luận: người này vừa hiện ra. Xem rồi bấm lại."))

    def decide(self, branch: str) -> bool:
        """Keep a decision about the person shown; return whether it was kept.

        During a search the decision waits: it is kept afterwards, or refused when the search shows others.
        """
        model, wanted = self.model, Branch(branch)
        if model.hand is None:
            return False
        judgement = model.judge(wanted, self._lookup.question, searched=self._lookup.answered)
        if judgement == Judgement.SEARCH:
            self._lookup.now()
        elif judgement == Judgement.ASK:
            self._show_person()
        elif judgement == Judgement.REFUSE:
            self.refused.emit(
                self.tr("Còn mục chưa đọc được: sửa ô trong sổ, hoặc chọn “Có sai lệch” để xác minh.")
                if model.only_unread
                else self.tr("Còn mục khác nhau: chọn “Có sai lệch”, hoặc chọn người khác.")
            )
        return judgement == Judgement.KEEP and self._keep(model.hand, wanted)

    def _keep(self, hand: EntryInHand, branch: Branch) -> bool:
        model = self.model
        if branch.is_found and self._stops_at_repeat(branch):
            return False
        try:
            after = self._writer.decide(
                hand, model.section, branch, model.choices, model.resolutions(model.section)
            )
        except AppError as error:
            self.refused.emit(str(error))
            if branch.is_mismatch and model.open_lines():
                self.focus_lines()
            return False
        model.decided_about(model.section)
        self.leave_decision()
        self.repeats.forget()
        model.show(after)
        self._show_person()
        self.decided.emit(after)
        return True

    def _stops_at_repeat(self, branch: Branch) -> bool:
        """Tell whether a reason is missing, and ask for it or say what to do."""
        repeat = self.repeats.open
        if repeat is not None and repeat.once == Once.EVER:
            self.refused.emit(str(repeat.refusal))
        elif repeat is not None:
            self.ask_reason(branch)
        return repeat is not None

    def ask_reason(self, branch: Branch | None = None) -> None:
        """Ask why the person shown stands in another entry too (Ctrl+I); then decide on a ``branch``."""
        section, person = self.section, self.model.person(self.section)

        def keep(reason: str) -> None:
            if self.model.person(section) != person:
                self.refused.emit(self.tr("Chưa ghi lý do: đã chọn người khác trong CSDL."))
                return
            self.repeats.give(section, reason)
            self._show_person()
            if branch is not None and self.section == section:
                self.decide(branch)

        if question := self.repeats.question:
            self.reason_wanted.emit(question, keep)

    def undo(self) -> bool:
        """Undo the decision about the person shown, or else the last one; show its person."""
        hand, section = self.model.hand, self.model.to_undo()
        if hand is None or not section:
            return False
        try:
            after = self._writer.undo(hand, section)
        except AppError as error:
            self.refused.emit(str(error))
            return False
        self.leave_decision()
        self.repeats.forget()
        self.model.show(after)
        self.select(section)
        self.taken_back.emit(after)
        return True

    def next_undecided(self) -> bool:
        """Turn to the next person without a decision; return whether there is one."""
        section = self.model.next_undecided()
        self.select(section)
        return bool(section)

    def _go_on(self) -> None:
        """Go from the person chosen to the first difference still open, or else to the decision."""
        if self.section in self.model.decided:
            return
        if self.model.open_lines():
            self.focus_lines()
        else:
            self.focus_decision()

    def focus_decision(self) -> None:
        """Put the focus on what the person shown still needs: the decision, or the candidates.

        While a search runs the candidates hold the focus. The lines never get it by themselves: there letters
        are commands.
        """
        self._focus_wanted = self.searching
        if self._focus_wanted:
            self.candidates.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            # on a decided person Enter would undo the decision
            open_still = self.likely and self.section not in self.model.decided
            target = self.decision if open_still else self.candidates
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_next(self) -> None:
        """Put the focus on "next entry", the one place after the last decision."""
        self.decision.setFocus(Qt.FocusReason.OtherFocusReason)

    def _next_pressed(self) -> None:
        """Go on for an officer's key, unless the last decision was made only now."""
        if self._seen.long_enough:
            self.next_wanted.emit()
        else:
            self.refused.emit(
                self.tr("Vừa kết luận xong. Xem lại rồi bấm Enter lần nữa để sang trường hợp tiếp.")
            )

    def _lines_done(self) -> None:
        """Decide as the lines say once each has its resolution (Enter among them)."""
        left = len(self.model.open_lines())
        if left:
            self.refused.emit(self.tr("Còn {0} mục chưa chọn cách xử lý. Bấm M ở từng dòng.").format(left))
        elif self.likely and self.section not in self.model.decided:
            self.press(self.likely)

    def leave(self) -> None:
        """Record the searches that ended without a decision, and forget the entry."""
        if self.model.hand is not None:
            self._writer.record_searches(self.model.hand, self.model.choices)
        self._lookup.show(None)
        self._drop_waiting(
            self.tr("Kết luận vừa bấm chưa ghi: đã sang trường hợp khác khi đang tìm. Mở lại để kết luận.")
        )
        self.comparison.keep_note()
        self.model.forget()
        self._focus_wanted = False
        self.candidates.set_tall(on=False)

    def _drop_waiting(self, words: str) -> None:
        if self.model.waiting is not None:
            self.model.waiting = None
            self.refused.emit(words)

    def _drop_stale_wait(self) -> None:
        """Drop a waiting decision whose words have changed."""
        if self.model.waiting is not None and self.model.waiting.question != self._lookup.question:
            self._drop_waiting(
                self.tr("Chưa ghi kết luận: chữ đã đổi trong lúc đang tìm. Xem lại rồi kết luận.")
            )

    # -- searching -----------------------------------------------------------------------------------

    def search_now(self) -> None:
        """Search now, unless what is typed is searched or being searched."""
        self._lookup.now()
        kept = self._lookup.kept
        if kept is not None and self.section:
            self.candidates.set_state(self.section, kept, self._lookup.kept_words)

    def toggle_more(self) -> None:
        """List more people, or go back to the short list (Shift+F5).

        The long list stays while a person from its end is chosen.
        """
        if self._lookup.question is None or not self.candidates.has_more:
            return
        tall = not self.candidates.tall
        self.candidates.set_tall(on=tall)
        self._lookup.list_more(on=tall or self.model.choices.chosen_far)

    def _show_searching(self) -> None:
        waits = self.model.waiting is not None
        words = self.tr("đang tìm, xong sẽ ghi kết luận…") if waits else self.tr("đang tìm…")
        self.candidates.set_busy(words)

    def _hide_searching(self) -> None:
        self.candidates.set_busy("")

    def _found(self, searches: Searches) -> None:
        self.model.found(searches)
        for section in searches.keys() & set(self._people):
            self.candidates.set_search(section, searches[section])
        self._after_search()
        if self.model.waiting is not None:
            self._decide_waiting(self.model.waiting)
        elif self._focus_wanted and self.candidates.hasFocus():
            self.focus_decision()

    def _decide_waiting(self, waiting: Waiting) -> None:
        self.model.waiting = None
        if waiting.section != self.section:
            self.refused.emit(self.tr("Chưa ghi kết luận: đã chuyển sang người khác trong lúc đang tìm."))
        elif self.model.shows_others(waiting):
            self.refused.emit(self.tr("Chữ vừa gõ cho kết quả tìm khác: xem lại người ở trên rồi kết luận."))
        else:
            self.decide(waiting.branch)

    def _failed(self, words: str) -> None:
        self.model.failed()
        for section in self._people:
            self.candidates.set_state(section, "failed", words)
        self._after_search()
        self._drop_waiting(self.tr("Chưa ghi kết luận: tìm trong bản sao CSDL bị lỗi. Bấm F5 tìm lại."))

    def _after_search(self) -> None:
        self.candidates.set_busy("")
        self._show_person()
        self._badges()

    # -- drawing -------------------------------------------------------------------------------------

    def _choose(self, section: str, personal_id: str) -> None:
        branch = self.model.choose(section, personal_id)
        if branch is not None:
            words = self.tr("Đã kết luận “{0}”. Bấm Ctrl+Z bỏ kết luận rồi chọn người.")
            self.refused.emit(words.format(tr(BRANCH_LABELS[branch])))
        else:
            self._show_person()

    def _resolve(self, column: str, code: str) -> None:
        self.model.resolve(column, Resolution(code) if code else None)
        self._show_person()

    def _show_person(self) -> None:
        model, section = self.model, self.section
        if model.book is None or section not in model.sections:
            return
        person, lines, choices = model.person(section), model.lines(section), model.choices
        ways, notes = model.resolutions(section), choices.notes.get(section, {})
        self.show_chosen(section, person, lines, ways, notes)
        whole, *shorter = self._in_short(lines)
        self.decision.set_situation(
            likely=self.likely or "",
            decided=model.decided.get(section),
            has_snapshot=self._workspace.registry is not None,
            chosen=person is not None,
            summary=whole,
            shorter=shorter,
            instead_of=model.asked,
            done=model.is_done,
        )
        self.repeats.show()
        best = person or model.first_candidate
        shown = (model.hand and model.hand.id, section, best and best.personal_id, model.decided.get(section))
        self._seen.show((*shown, self.likely, model.asked is not None))
        self._badge(section)
        self.confirmable.emit(model.confirmable())

    def _badges(self) -> None:
        for key in self._people:
            self._badge(key)

    def _badge(self, section: str) -> None:
        result, words = self._badge_words(section)
        self.candidates.set_badge(section, result, words, decided=section in self.model.decided)

    def _badge_words(self, section: str) -> tuple[Result | None, str]:
        """Return result and words for the tab of a person; None and "" before anybody is chosen."""
        model = self.model
        if model.decided.get(section) == Branch.NOT_FOUND:
            return Result.BOOK_BLANK, self.tr("không có")
        if model.person(section) is None:
            return None, ""
        result, differing = badge_of(model.lines(section))
        words = {
            Result.DIFFERENT: self.tr("{0} khác").format(differing),
            Result.UNREAD: self.tr("{0} chưa đọc được").format(differing),
            Result.BOOK_PARTIAL: self.tr("sổ ghi thiếu"),
        }
        return result, words.get(result, self.tr("giống"))

    def _in_short(self, lines: tuple[Line, ...]) -> tuple[str, ...]:
        """Say in one sentence what agrees and what differs, then in fewer words for less room."""
        if not lines:
            return ("",)
        whole = summary(lines)
        differing = sum(line.result == Result.DIFFERENT for line in lines)
        unread = sum(line.result == Result.UNREAD for line in lines)
        if not differing and unread:
            return whole, self.tr("{0} mục chưa đọc được").format(unread)
        if not differing:
            return whole, self.tr("không mục nào khác")
        return whole, whole.rpartition("; ")[2], self.tr("{0} mục khác").format(differing)

"""The right half of the entry screen: look a person up, show book and registry, decide."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.matching.result import Line
from app.models.declaration.act import Registration
from app.models.declaration.book import BookType
from app.models.registry.person import Person
from app.models.words.codes import BRANCH_LABELS, Branch, Resolution
from app.models.words.values import Value
from app.services.entry import ditto, entries
from app.services.entry.entries import EntryView
from app.ui.entry import deciding, person_lines
from app.ui.entry.choices import Choices
from app.ui.entry.confirmable import confirmable
from app.ui.entry.panels.persons import PersonsPanels
from app.ui.entry.person_lookup import PersonLookup
from app.ui.entry.searching import Searches
from app.workspace import Workspace


def _numbers(entry: EntryView) -> tuple[str, ...]:
    """Return what tells which entry is the one before."""
    return tuple(
        entry.book.registered(entry.values, what) for what in (Registration.NUMBER, Registration.DATE)
    )


class PersonsSide(PersonsPanels):
    """Candidates, comparison and decision for the persons of one entry.

    It never blocks typing: the search runs behind the screen, at once for a field that was left and after a
    pause within one, and only an answer to what stands there now is shown. A search that failed is shown as
    failed, never as "nothing found". A decision waits for the search that runs, and is kept when that shows
    nobody else.
    """

    decided = Signal()
    taken_back = Signal()
    refused = Signal(str)
    confirmable = Signal(dict)  # registry values for empty fields of the section, for F4

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        """Build the panels; nothing is shown until ``show_entry``."""
        super().__init__(parent)
        self._workspace = workspace
        self._lookup = PersonLookup(workspace, self)
        self._waiting: deciding.Waiting | None = None
        self._focus_wanted = False
        self._entry: EntryView | None = None
        self._values: dict[str, Value] = {}
        self._above: ditto.Above = ()
        self._people: tuple[str, ...] = ()  # their sections, by which the tabs stand
        self._section = self._caret = ""
        self._last = ""  # the person decided about last
        self._asked: tuple[str, Person] | None = None  # whom "not found" was said about once
        self._in_hand = Choices()
        self._lines: tuple[Line, ...] = ()
        self.candidates.person_selected.connect(self._turn)
        self.candidates.chosen.connect(self._choose)
        self.candidates.search_again.connect(self._lookup.again)
        self.candidates.more_wanted.connect(self.toggle_more)
        self._lookup.found.connect(self._found)
        self._lookup.failed.connect(self._failed)
        self._lookup.slow.connect(self._tell_slow)
        self._lookup.dropped.connect(self._tell_nothing)
        self.comparison.resolution_chosen.connect(self._resolve)
        self.comparison.noted.connect(self._note)
        self.decision.decided.connect(self.decide)
        self.decision.undone.connect(self.undo)

    def show_entry(self, entry: EntryView) -> None:
        """Show the persons of an entry and what was decided about them."""
        same = self._entry is not None and self._entry.id == entry.id
        if self._entry is None or not same or _numbers(entry) != _numbers(self._entry):
            with self._workspace.store.read() as session:
                self._above = ditto.above(session, entry.id)
        if not same:
            self._leave_searches()
            self._forget()
        self._entry = entry
        self._values = dict(entry.values)
        self._lookup.show(entry, self._above)
        if not same:
            self._people = ()
        self._load_decisions()
        self.select(self._show_people(*((self._section,) if same else ())) or self._section)
        self._badges()

    @property
    def _book(self) -> BookType:
        """The entry's book with the rows that are typed."""
        assert self._entry is not None
        return self._entry.book.for_entry(self._values)

    def _show_people(self, *wanted: str) -> str:
        """Show a tab for each person of the entry: they come and go as it is typed.

        Returns whom to turn to then, by these wishes; empty when the tabs stay.
        """
        people = self._book.persons
        keys = tuple(section.key for section in people)
        if keys == self._people:
            return ""
        self._people = keys
        self.candidates.set_persons([(s.key, s.short or s.title) for s in people])
        for key in self._in_hand.searches.keys() & set(keys):
            self.candidates.set_search(key, self._in_hand.searches[key])
        return next((key for key in (*wanted, *keys) if key in keys), "")

    def select(self, section: str) -> None:
        """Turn to one person of the entry."""
        if not section or self._entry is None:
            return
        if section != self._section:
            self.comparison.keep_note()  # while it still is about whom it was begun for
        self._section = section
        self.candidates.select_person(section)
        self.search_now()
        self._show()

    def _turn(self, section: str) -> None:
        """Turn to the person whose tab was clicked: what had the focus belonged to the one before."""
        self.leave_handling()
        self.select(section)

    def step_person(self, by: int) -> None:
        """Turn to the person ``by`` tabs further, if there is one; the focus goes where that person goes on.

        A button that had the focus belonged to the person before: Enter there would decide something else.
        """
        before, listing = self._section, self.candidates.hasFocus()
        self.candidates.step_person(by)
        if self._section != before and not listing:
            self.focus_decision()

    def caret_in(self, section: str) -> None:
        """Turn to the person whose field holds the caret; with "" the caret is in nobody's field."""
        moved, self._caret = section != self._caret, section
        if section in self._people and section != self._section:
            self.select(section)
        elif moved:
            self._show()

    def typed(self, values: Mapping[str, Value]) -> None:
        """Take the values as they are being typed; the search follows after a pause."""
        self._values = dict(values)
        self._asked = None
        turned = self._show_people(self._caret, self._section) if self._entry is not None else ""
        self._lookup.typed(values)
        if turned:
            self.select(turned)
            self._badges()
        if self._waiting is not None and self._waiting.question != self._lookup.question:
            self._drop_waiting(
                self.tr("Chưa ghi kết luận: chữ đã đổi trong lúc đang tìm. Xem lại rồi kết luận.")
            )

    @property
    def searching(self) -> bool:
        """Tell whether what is typed has still to be searched."""
        return self._lookup.busy

    @property
    def likely(self) -> str:
        """Return the branch that is likely for the person shown; empty when nothing is."""
        if self._workspace.registry is None:
            return Branch.NOT_COMPARED
        typing = self._section == self._caret
        return person_lines.likely(self._in_hand, self._section, self._lines, typing=typing)

    @property
    def first_candidate(self) -> Person | None:
        """Return the best candidate for the person shown, chosen or not."""
        search = self._in_hand.searches.get(self._section)
        return search.candidates[0].person if search and search.candidates else None

    @property
    def decided_sections(self) -> tuple[str, ...]:
        """Return the persons that have a decision."""
        return tuple(self._in_hand.decided)

    def open_lines(self) -> list[str]:
        """Return the fields that differ and have no way of handling yet."""
        return person_lines.open_lines(self._in_hand, self._section, self._lines)

    @property
    def section(self) -> str:
        """Return the person section shown."""
        return self._section

    def decide(self, branch: str) -> bool:
        """Keep a decision about the person shown; return whether it was kept.

        While what is typed has still to be searched the decision waits for that: it is kept then, or refused
        when the search shows others.
        """
        entry, wanted = self._entry, Branch(branch)
        if entry is None:
            return False
        person, question = self._in_hand.person(self._section), self._lookup.question
        if question is not None and not self._lookup.answered:
            # nothing is decided on an older result
            seen = self._in_hand.listed(self._section)
            self._waiting = deciding.Waiting(question, self._section, wanted, person, seen)
            self._lookup.now()
            return False
        found = self._in_hand.found_one(self._section)
        asks = wanted == Branch.NOT_FOUND and question is not None
        if asks and found is not None and self._asked != (self._section, found):
            self._asked = (self._section, found)
            self._show()
            return False
        if wanted == Branch.MATCH and person_lines.differ(self._lines):
            self.refused.emit(self.tr("Còn mục khác nhau: chọn “Có sai lệch”, hoặc chọn người khác."))
            return False
        try:
            deciding.keep(self._workspace, entry.id, self._section, wanted, self._in_hand)
        except AppError as error:
            self.refused.emit(str(error))
            if wanted in (Branch.MISMATCH_BASIC, Branch.MISMATCH_OTHER) and self.open_lines():
                self.focus_lines()
            return False
        self._last = self._section
        self.leave_decision()
        self._load_decisions()
        self._show()
        self.decided.emit()
        return True

    def undo(self) -> bool:
        """Take the decision about the person shown back, or the last one where nothing is decided there.

        The panel then shows the person it was about.
        """
        decided = self._in_hand.decided
        section = self._section if self._section in decided else self._last
        if self._entry is None or section not in decided:
            return False
        try:
            deciding.take_back(self._workspace, self._entry.id, section)
        except AppError as error:
            self.refused.emit(str(error))
            return False
        self.leave_decision()
        self._load_decisions()
        self.select(section)
        self.taken_back.emit()
        return True

    def next_undecided(self) -> bool:
        """Turn to the next person without a decision; return whether there is one."""
        if self._entry is None:
            return False
        for key in entries.persons_to_decide(self._entry.book, self._values):
            if key not in self._in_hand.decided:
                self.select(key)
                return True
        return False

    def focus_decision(self) -> None:
        """Put the focus where the person shown goes on: an open line, the decision, or the candidates.

        While a search runs that is not known yet: the candidates hold the focus until it is.
        """
        self._focus_wanted = self.searching
        if self._focus_wanted:
            self.candidates.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.open_lines():
            self.focus_lines()
        else:
            # on a decided person Enter would take the decision back
            open_still = self.likely and self._section not in self._in_hand.decided
            target = self.decision if open_still else self.candidates
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Record the searches that ended without a decision, before another entry is shown."""
        self._leave_searches()
        self._forget()
        self._entry = None

    def _forget(self) -> None:
        """Forget everything about the entry that was shown."""
        self._lookup.show(None)
        self._drop_waiting(
            self.tr("Kết luận vừa bấm chưa ghi: đã sang bản ghi khác khi đang tìm. Mở lại để kết luận.")
        )
        self.comparison.keep_note()
        self._in_hand = Choices()
        self._last = ""
        self._focus_wanted = False
        self.candidates.set_tall(on=False)

    def _drop_waiting(self, words: str) -> None:
        if self._waiting is not None:
            self._waiting = None
            self.refused.emit(words)

    def _leave_searches(self) -> None:
        if self._entry is not None:
            deciding.record_open(self._workspace, self._entry.id, self._in_hand)

    def _load_decisions(self) -> None:
        if self._entry is None:
            return
        with self._workspace.store.read() as session:
            self._in_hand.load(entries.active_decisions(session, self._entry.id))

    # -- searching -----------------------------------------------------------------------------------

    def search_now(self) -> None:
        """Look the persons up now, unless what is typed has been searched or is being searched."""
        self._lookup.now()
        kept = self._lookup.kept
        if kept is not None and self._section:
            self.candidates.set_state(self._section, kept, self._lookup.kept_words)

    def toggle_more(self) -> None:
        """List more people, or go back to the short list (Shift+F5).

        The long list stays while someone far down in it is chosen: the choice keeps its place.
        """
        if self._lookup.question is None or not self.candidates.has_more:
            return
        tall = not self.candidates.tall
        self.candidates.set_tall(on=tall)
        self._lookup.list_more(on=tall or self._in_hand.chosen_far)

    def _tell_slow(self) -> None:
        words = self.tr("đang tìm, xong sẽ ghi kết luận…") if self._waiting else self.tr("đang tìm…")
        self.candidates.set_busy(words)

    def _tell_nothing(self) -> None:
        self.candidates.set_busy("")

    def _found(self, searches: Searches) -> None:
        self._in_hand.found(searches)
        for section in searches.keys() & set(self._people):
            self.candidates.set_search(section, searches[section])
        self._after_search()
        if self._waiting is not None:
            self._decide_waiting(self._waiting)
        elif self._focus_wanted and self.candidates.hasFocus():
            self.focus_decision()

    def _decide_waiting(self, waiting: deciding.Waiting) -> None:
        self._waiting = None
        if waiting.section != self._section:
            self.refused.emit(self.tr("Chưa ghi kết luận: đã chuyển sang người khác trong lúc đang tìm."))
        elif waiting.shows_others(self._in_hand):
            self.refused.emit(self.tr("Chữ vừa gõ cho kết quả tìm khác: xem lại người ở trên rồi kết luận."))
        else:
            self.decide(waiting.branch)

    def _failed(self, words: str) -> None:
        self._in_hand.failed()
        for key in self._people:
            self.candidates.set_state(key, "failed", words)
        self._after_search()
        self._drop_waiting(self.tr("Chưa ghi kết luận: tìm trong bản sao CSDL bị lỗi. Bấm F5 tìm lại."))

    def _after_search(self) -> None:
        self.candidates.set_busy("")
        self._show()
        self._badges()

    def _choose(self, section: str, personal_id: str) -> None:
        if (branch := self._in_hand.decided.get(section)) is not None:
            # what is shown under a decision is what was decided on
            person = self._in_hand.person(section)
            if person is None or person.personal_id != personal_id:
                words = self.tr("Đã kết luận “{0}”. Bấm Ctrl+Z bỏ kết luận rồi chọn người.")
                self.refused.emit(words.format(BRANCH_LABELS[Branch(branch)]))
        elif self._in_hand.choose(section, personal_id):
            self._asked = None
            self._show()

    def _resolve(self, field: str, code: str) -> None:
        chosen = self._in_hand.resolutions.setdefault(self._section, {})
        if code:
            chosen[field] = Resolution(code)
        else:
            chosen.pop(field, None)
        self._show()

    def _note(self, field: str, text: str) -> None:
        self._in_hand.notes.setdefault(self._section, {})[field] = text

    def _show(self) -> None:
        entry, section = self._entry, self._section
        if entry is None:
            return
        person = self._in_hand.person(section)
        found = self._in_hand.found_one(section)
        if found is None or self._asked != (section, found):
            self._asked = None
        self._lines = self._compare(entry, section)
        hand = self._in_hand
        ways, notes = hand.resolutions.get(section, {}), hand.notes.get(section, {})
        self.show_chosen(section, person, self._lines, ways, notes)
        whole, *shorter = person_lines.in_short(self._lines)
        self.decision.set_situation(
            likely=self.likely,
            decided=self._in_hand.decided.get(section),
            has_snapshot=self._workspace.registry is not None,
            chosen=person is not None,
            summary=whole,
            shorter=shorter,
            instead_of=self._asked[1] if self._asked else None,
        )
        self._badge(section)
        offered = None if self._in_hand.broken else person
        self.confirmable.emit(confirmable(self._book.section(section), self._values, offered))

    def _compare(self, entry: EntryView, section: str) -> tuple[Line, ...]:
        person = self._in_hand.person(section)
        return person_lines.lines_of(entry, section, self._values, self._above, person)

    def _badges(self) -> None:
        for key in self._people:
            self._badge(key)

    def _badge(self, section: str) -> None:
        if self._entry is None:
            return
        shown = section == self._section  # compared just now
        lines = self._lines if shown else self._compare(self._entry, section)
        result, words = person_lines.badge(self._in_hand, section, lines)
        self.candidates.set_badge(section, result, words, decided=section in self._in_hand.decided)

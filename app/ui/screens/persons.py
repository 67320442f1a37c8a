"""The right half of the entry screen: look a person up, show book and registry, decide."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import AppError
from app.matching.compare import compare, summary
from app.matching.result import Finding, Line, Result, Search
from app.models.codes import Branch, Resolution
from app.models.partial_date import parse
from app.models.person import Person
from app.models.values import Value
from app.services import decisions, entries, lookup
from app.services.accounts import Role
from app.services.entries import EntryView
from app.ui.panels.candidates import CandidatesPanel
from app.ui.panels.comparison import ComparisonPanel
from app.ui.panels.decision import DecisionPanel
from app.workspace import Workspace


class PersonsSide(QWidget):
    """Candidates, comparison and decision for the persons of one entry.

    It never blocks typing: a search waits for a pause and runs on the key table in a few milliseconds. A
    search that failed is shown as failed, never as "nothing found".
    """

    decided = Signal()
    refused = Signal(str)
    confirmable = Signal(dict)  # registry values for empty fields of the section, for F4

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        """Build the panels; nothing is shown until ``show_entry``."""
        super().__init__(parent)
        self._workspace = workspace
        self._entry: EntryView | None = None
        self._values: dict[str, Value] = {}
        self._section = ""
        self._searches: dict[str, Search] = {}
        self._chosen: dict[str, Person] = {}
        self._resolutions: dict[str, dict[str, Resolution]] = {}
        self._notes: dict[str, dict[str, str]] = {}
        self._lines: tuple[Line, ...] = ()
        self._decided: dict[str, str] = {}
        self.candidates = CandidatesPanel()
        self.comparison = ComparisonPanel()
        self.decision = DecisionPanel()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(workspace.settings.lookup_delay_ms)
        self._timer.timeout.connect(self.search_now)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.candidates)
        layout.addWidget(self.comparison, 1)
        layout.addWidget(self.decision)
        self.candidates.person_selected.connect(self.select)
        self.candidates.chosen.connect(self._choose)
        self.candidates.search_again.connect(self._search_again)
        self.comparison.resolution_chosen.connect(self._resolve)
        self.comparison.noted.connect(self._note)
        self.decision.decided.connect(self.decide)
        self.decision.undone.connect(self.undo)

    def show_entry(self, entry: EntryView) -> None:
        """Show the persons of an entry and what was decided about them."""
        same = self._entry is not None and self._entry.id == entry.id
        self._entry = entry
        self._values = dict(entry.values)
        if not same:
            self._leave_searches()
            self._searches, self._chosen = {}, {}
            self._resolutions, self._notes = {}, {}
            self.candidates.set_persons([(s.key, s.title) for s in entry.book.persons])
        self._load_decisions()
        keys = [s.key for s in entry.book.persons]
        self.select(self._section if same and self._section in keys else (keys[0] if keys else ""))
        for section in entry.book.persons:
            self._badge(section.key)

    def select(self, section: str) -> None:
        """Turn to one person of the entry."""
        if not section or self._entry is None:
            return
        self._section = section
        self.candidates.select_person(section)
        if section not in self._searches:
            self.search_now()
        self._show()

    def typed(self, values: Mapping[str, Value]) -> None:
        """Take the values as they are being typed; the search follows after a pause."""
        self._values = dict(values)
        self._timer.start()

    @property
    def likely(self) -> str:
        """Return the branch that is likely for the person shown; empty when nothing is."""
        return self._likely(self._chosen.get(self._section))

    @property
    def first_candidate(self) -> Person | None:
        """Return the best candidate for the person shown, chosen or not."""
        search = self._searches.get(self._section)
        return search.candidates[0].person if search and search.candidates else None

    @property
    def decided_sections(self) -> tuple[str, ...]:
        """Return the persons that have a decision."""
        return tuple(self._decided)

    def open_lines(self) -> list[str]:
        """Return the fields that differ and have no way of handling yet."""
        chosen = self._resolutions.get(self._section, {})
        return [x.field for x in self._lines if x.result == Result.DIFFERENT and x.field not in chosen]

    @property
    def section(self) -> str:
        """Return the person section shown."""
        return self._section

    def decide(self, branch: str) -> bool:
        """Keep a decision about the person shown; return whether it was kept."""
        entry, wanted = self._entry, Branch(branch)
        if entry is None:
            return False
        person = self._chosen.get(self._section)
        if self._timer.isActive():
            # what was typed last has not been searched yet: nothing is decided on an older result
            self.search_now()
            found = self._chosen.get(self._section)
            if found != person:
                self.refused.emit(
                    self.tr("Chữ vừa gõ cho kết quả tìm khác: xem lại người ở trên rồi kết luận.")
                )
                return False
        differing = any(line.result == Result.DIFFERENT for line in self._lines)
        if wanted == Branch.MATCH and differing:
            self.refused.emit(self.tr("Còn mục khác nhau: chọn “Có sai lệch”, hoặc chọn người khác."))
            return False
        work = self._workspace
        snapshot = work.snapshot if work.registry is not None else None
        try:
            with self._workspace.store.write() as session:
                decisions.decide(
                    session,
                    entry.id,
                    self._section,
                    wanted,
                    by=self._workspace.account,
                    at=self._workspace.now(),
                    random=self._workspace.random,
                    person=person,
                    snapshot_id=snapshot.snapshot_id if snapshot else None,
                    search=self._searches.get(self._section),
                    resolutions=self._resolutions.get(self._section, {}),
                    notes=self._notes.get(self._section, {}),
                )
        except AppError as error:
            self.refused.emit(str(error))
            if wanted in (Branch.MISMATCH_BASIC, Branch.MISMATCH_OTHER) and self.open_lines():
                self._focus_lines()
            return False
        self._load_decisions()
        self._show()
        self.decided.emit()
        return True

    def undo(self) -> bool:
        """Take the last decision about the person shown back."""
        if self._entry is None or self._section not in self._decided:
            return False
        try:
            with self._workspace.store.write() as session:
                decisions.undo(
                    session,
                    self._entry.id,
                    self._section,
                    by=self._workspace.account,
                    at=self._workspace.now(),
                )
        except AppError as error:
            self.refused.emit(str(error))
            return False
        self._load_decisions()
        self._show()
        self.decided.emit()
        return True

    def next_undecided(self) -> bool:
        """Turn to the next person without a decision; return whether there is one."""
        if self._entry is None:
            return False
        for key in entries.persons_to_decide(self._entry.book, self._values):
            if key not in self._decided:
                self.select(key)
                return True
        return False

    def focus_decision(self) -> None:
        """Put the focus where the person shown goes on: an open line, the decision, or the candidates."""
        if self.open_lines():
            self._focus_lines()
        else:
            target = self.decision if self.likely else self.candidates
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_lines(self) -> None:
        self.comparison.setFocus(Qt.FocusReason.OtherFocusReason)
        self.comparison.focus_open_line()

    def set_for_police(self, on: bool) -> None:  # noqa: FBT001 one switch
        """Under the police strip only the chosen person and the lines stay."""
        self.candidates.set_only_chosen(on)
        self.comparison.set_frozen(on)
        self.decision.setVisible(not on)

    def leave(self) -> None:
        """Record the searches that ended without a decision, before another entry is shown."""
        self._leave_searches()
        self._entry = None

    def _leave_searches(self) -> None:
        open_searches = [
            (key, len(search.candidates))
            for key, search in self._searches.items()
            if search.query and key not in self._decided
        ]
        if self._entry is None or not open_searches:
            return
        with self._workspace.store.write() as session:
            for key, count in open_searches:
                decisions.search_without_decision(
                    session, self._entry.id, key, count, by=self._workspace.account, at=self._workspace.now()
                )

    def _load_decisions(self) -> None:
        self._decided = {}
        if self._entry is None:
            return
        with self._workspace.store.read() as session:
            found = entries.active_decisions(session, self._entry.id)
            for section, row in found.items():
                self._decided[section] = row.branch
                if row.registry_values:
                    self._chosen.setdefault(section, Person(**row.registry_values))
                self._resolutions.setdefault(
                    section,
                    {x["field"]: Resolution(x["resolution"]) for x in row.lines if x["resolution"]},
                )
                self._notes.setdefault(section, {x["field"]: x["note"] for x in row.lines if x["note"]})

    def _search_again(self, section: str) -> None:
        self._section = section or self._section
        self.search_now()

    def search_now(self) -> None:
        """Search for the person shown at once."""
        self._timer.stop()
        entry, section = self._entry, self._section
        if entry is None or not section:
            return
        if not self._workspace.account.has(Role.JUSTICE):
            self.candidates.set_state(section, "hidden", self.tr("Người nhập không xem dữ liệu dân cư."))
            return
        if self._workspace.registry is None:
            text = self.tr("Chưa có bản sao CSDL: nhập trước, đối chiếu sau.")
            self.candidates.set_state(section, "no_snapshot", text)
            self._show()
            return
        try:
            search = lookup.search(
                self._workspace.registry, entry.book, section, self._values, commune=self._workspace.commune
            )
        except AppError as error:
            self._searches.pop(section, None)
            self.candidates.set_state(section, "failed", str(error))
            return
        self._searches[section] = search
        self.candidates.set_search(section, search)
        ids = {c.person.personal_id for c in search.candidates}
        chosen = self._chosen.get(section)
        if section not in self._decided:
            if chosen and chosen.personal_id not in ids:
                del self._chosen[section]
            if search.finding == Finding.FOUND and section not in self._chosen:
                self._chosen[section] = search.candidates[0].person
        self._show()

    def _choose(self, section: str, personal_id: str) -> None:
        search = self._searches.get(section)
        person = next(
            (c.person for c in search.candidates if c.person.personal_id == personal_id)
            if search
            else iter(()),
            None,
        )
        if person is None:
            return
        self._chosen[section] = person
        self._resolutions.pop(section, None)
        self._notes.pop(section, None)
        self._show()

    def _resolve(self, field: str, code: str) -> None:
        chosen = self._resolutions.setdefault(self._section, {})
        if code:
            chosen[field] = Resolution(code)
        else:
            chosen.pop(field, None)
        self._show()

    def _note(self, field: str, text: str) -> None:
        self._notes.setdefault(self._section, {})[field] = text

    def _show(self) -> None:
        entry, section = self._entry, self._section
        if entry is None:
            return
        person = self._chosen.get(section)
        self._lines = compare(entry.book, section, self._values, person) if person else ()
        self.candidates.set_chosen(section, person.personal_id if person else None)
        self.comparison.set_lines(
            self._lines,
            {k: str(v) for k, v in self._resolutions.get(section, {}).items()},
            self._notes.get(section, {}),
        )
        self.decision.set_situation(
            likely=self._likely(person),
            decided=self._decided.get(section),
            has_snapshot=self._workspace.registry is not None,
            summary=summary(self._lines) if self._lines else "",
        )
        self._badge(section)
        self.confirmable.emit(self._confirmable_values(person))

    def _likely(self, person: Person | None) -> str:
        if self._workspace.registry is None:
            return Branch.NOT_COMPARED
        if person is not None:
            differs = any(line.result == Result.DIFFERENT for line in self._lines)
            return Branch.MISMATCH_BASIC if differs else Branch.MATCH
        search = self._searches.get(self._section)
        return Branch.NOT_FOUND if search and search.query and search.finding == Finding.NOT_FOUND else ""

    def _badge(self, section: str) -> None:
        entry, person = self._entry, self._chosen.get(section)
        if entry is None:
            return
        if section in self._decided and self._decided[section] == Branch.NOT_FOUND:
            self.candidates.set_badge(section, Result.BOOK_BLANK, self.tr("không có"))
            return
        if person is None:
            self.candidates.set_badge(section, None, "")
            return
        shown = section == self._section  # compared just now
        lines = self._lines if shown else compare(entry.book, section, self._values, person)
        differing = sum(line.result == Result.DIFFERENT for line in lines)
        if differing:
            self.candidates.set_badge(section, Result.DIFFERENT, self.tr("{0} khác").format(differing))
        elif any(line.result == Result.BOOK_PARTIAL for line in lines):
            self.candidates.set_badge(section, Result.BOOK_PARTIAL, self.tr("ít hơn"))
        else:
            self.candidates.set_badge(section, Result.EQUAL, self.tr("giống"))

    def _confirmable_values(self, person: Person | None) -> dict[str, str]:
        """Return what F4 may offer: only for a person chosen on a typed name and birth date."""
        entry = self._entry
        if entry is None or person is None:
            return {}
        section = entry.book.section(self._section)
        typed = {f.compare for f in section.fields if f.compare and self._values.get(f.key, Value()).text}
        if not {"full_name", "birth_date"} <= typed:
            return {}
        values: dict[str, str] = {}
        for field in section.fields:
            if not field.compare or field.compare == "permanent_residence":
                continue
            column = "personal_id" if field.compare == "personal_id_or_cmnd" else field.compare
            text = getattr(person, column, "")
            if text and self._values.get(field.key, Value()).is_empty:
                values[field.key] = _as_book(text) if column.endswith("date") else text
        return values


def _as_book(iso: str) -> str:
    """Write a registry date the way books do."""
    understood = parse(iso)
    if understood is None:
        return iso
    parts = [p for p in (understood.day, understood.month, understood.year) if p is not None]
    return "/".join(str(p) for p in parts)

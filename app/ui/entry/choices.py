"""Searches, choices and decisions about the persons of one entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.matching.result import Finding, Line, Search
from app.models.registry.person import Person
from app.models.words.codes import Branch, Resolution
from app.services.entry.in_hand import Decided
from app.ui.entry.question import Searches

_NAMED = frozenset({"full_name", "personal_id", "cmnd"})
_NOBODY = (Branch.NOT_FOUND, Branch.NOT_COMPARED)
_SHORT = 10  # people in a short list


@dataclass(slots=True)
class Choices:
    """By person section: searches, the person chosen, resolutions and notes by line, branches decided.

    ``again`` holds why the person may stand in another entry too.
    A resolution answers one difference (``_answered``): it counts while the line has that difference.
    ``own`` holds the sections whose person the officer chose; the program chose the others. Resolutions,
    notes and that reason belong to the person in ``_about``: they stay while nobody is chosen, and go when
    another person is.
    """

    searches: dict[str, Search] = field(default_factory=dict)
    chosen: dict[str, Person] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    resolutions: dict[str, dict[str, Resolution]] = field(default_factory=dict)
    notes: dict[str, dict[str, str]] = field(default_factory=dict)
    again: dict[str, str] = field(default_factory=dict)
    decided: dict[str, Branch] = field(default_factory=dict)
    broken: bool = False  # the last search failed
    _answered: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _about: dict[str, str] = field(default_factory=dict)
    _looked_up: dict[str, int] = field(default_factory=dict)

    def load(self, decisions: Mapping[str, Decided]) -> None:
        """Load the decisions in force; keep the choices made here already.

        For a decision no longer in force choose again by the last search.
        """
        open_again = self.decided.keys() - decisions.keys()
        self.decided = {section: made.branch for section, made in decisions.items()}
        for section, made in decisions.items():
            if made.person is not None and section not in self._about:
                # the program chooses only the first of the list
                self._set_chosen(section, made.person, own=made.rank != 1)
                self.resolutions[section] = dict(made.resolutions)
                self.notes[section] = dict(made.notes)
                self.again[section] = made.again
        for section in open_again & self.searches.keys():
            self._choose_by_search(section, self.searches[section])

    def found(self, searches: Searches) -> None:
        """Take a finished search and choose a person for each section without a decision.

        The officer's own choice stays as long as that person is a candidate. Otherwise the person found is
        chosen, unless only the family says so or neither name nor number is known. Registry values are those
        of this search.
        """
        self.searches, self.broken = dict(searches), False
        for section, search in searches.items():
            if search.query:
                self._looked_up[section] = len(search.candidates)
            if section not in self.decided:
                self._choose_by_search(section, search)

    def failed(self) -> None:
        """Forget the earlier searches after one failed; still count them as looked up."""
        self.searches, self.broken = {}, True

    def person(self, section: str) -> Person | None:
        """Return the person chosen; None once "not found" is decided, and undecided after a failed search."""
        branch = self.decided.get(section)
        hidden = branch in _NOBODY if branch else self.broken
        return None if hidden else self.chosen.get(section)

    def found_one(self, section: str) -> Person | None:
        """Return the person chosen, else the one found, even if only by the family."""
        search = self.searches.get(section)
        if section in self.decided or self.broken or search is None or search.finding != Finding.FOUND:
            return self.person(section)
        return self.person(section) or search.candidates[0].person

    def choose(self, section: str, personal_id: str) -> bool:
        """Choose a candidate for the officer; False for another person or after "not found" was decided."""
        person = self._candidate(section, personal_id) if self.decided.get(section) not in _NOBODY else None
        if person is not None:
            self._set_chosen(section, person, own=True)
        return person is not None

    def answers(self, section: str, lines: Sequence[Line]) -> dict[str, Resolution]:
        """Return the resolutions that answer the lines as they are; those of a loaded decision did."""
        kept, found = self.resolutions.get(section, {}), {}
        for line in lines:
            way = kept.get(line.field)
            answered = self._answered.setdefault((section, line.field), line.difference) if way else ()
            if way is not None and answered == line.difference and line.takes(way):
                found[line.field] = way
        return found

    def resolve(self, section: str, lines: Sequence[Line], column: str, way: Resolution | None) -> None:
        """Set the resolution of a line, or remove it."""
        kept = self.resolutions.setdefault(section, {})
        kept.pop(column, None)
        self._answered.pop((section, column), None)
        for line in lines:
            if way is not None and line.field == column:
                kept[column] = way
                self._answered[section, column] = line.difference

    def listed(self, section: str) -> frozenset[str]:
        """Return the personal numbers of a person's candidates."""
        search = self.searches.get(section)
        return frozenset(c.person.personal_id for c in search.candidates) if search else frozenset()

    def outdated(self, section: str) -> bool:
        """Tell whether the registry row differs from the one that was decided on."""
        chosen = self.chosen.get(section)
        return chosen is not None and self._candidate(section, chosen.personal_id) not in (None, chosen)

    @property
    def chosen_far(self) -> bool:
        """Tell whether a chosen person is only in a long list."""
        far = {c.person.personal_id for search in self.searches.values() for c in search.candidates[_SHORT:]}
        return any(person.personal_id in far for person in self.chosen.values())

    def open_searches(self) -> list[tuple[str, int]]:
        """Return the sections looked up but not decided, each with the count of the last search."""
        return [(section, n) for section, n in self._looked_up.items() if section not in self.decided]

    def _choose_by_search(self, section: str, search: Search) -> None:
        """Keep the officer's choice if it is still a candidate, else choose by the search, or nobody."""
        chosen, own = self.chosen.pop(section, None), section in self.own
        self.own.discard(section)
        still = self._candidate(section, chosen.personal_id) if chosen and own else None
        person = still or _preselected(search)
        if person is not None:
            self._set_chosen(section, person, own=still is not None)

    def _set_chosen(self, section: str, person: Person, *, own: bool) -> None:
        """Choose a person; forget resolutions and notes about another one."""
        self.chosen[section] = person
        (self.own.add if own else self.own.discard)(section)
        if self._about.get(section) != person.personal_id:
            self._about[section] = person.personal_id
            for column in self.resolutions.pop(section, {}):
                self._answered.pop((section, column), None)
            self.notes.pop(section, None)
            self.again.pop(section, None)

    def _candidate(self, section: str, personal_id: str) -> Person | None:
        search = self.searches.get(section)
        people = (candidate.person for candidate in search.candidates) if search else ()
        return next((person for person in people if person.personal_id == personal_id), None)


def _preselected(search: Search) -> Person | None:
    """Return the person the program chooses; None when the officer has to choose."""
    if search.finding != Finding.FOUND or not _NAMED & dict(search.query).keys():
        return None
    best = search.candidates[0]
    return None if best.household_only else best.person

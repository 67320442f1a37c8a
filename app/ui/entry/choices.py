"""What an officer has in hand about the persons of one entry: who was found, chosen and decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.matching.result import DecidedLine, Finding, Search
from app.models.registry.person import Person
from app.models.store.tables import Decision
from app.models.words.codes import Branch, Resolution
from app.ui.entry.searching import Searches

_NAMED = frozenset({"full_name", "personal_id", "cmnd"})
_NOBODY = (Branch.NOT_FOUND, Branch.NOT_COMPARED)
_SHORT = 10  # so many people are in a short list


@dataclass(slots=True)
class Choices:
    """By person section: searches, who was chosen, how lines are met, notes by line, branches decided.

    ``own`` are the sections whose person the officer chose; the others' were chosen by the program. Lines
    and notes belong to the person of ``_about``: they wait while nobody is chosen, and go when another is.
    """

    searches: dict[str, Search] = field(default_factory=dict)
    chosen: dict[str, Person] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    resolutions: dict[str, dict[str, Resolution]] = field(default_factory=dict)
    notes: dict[str, dict[str, str]] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)
    broken: bool = False  # the last search failed
    _about: dict[str, str] = field(default_factory=dict)
    _looked_up: dict[str, int] = field(default_factory=dict)

    def load(self, rows: Mapping[str, Decision]) -> None:
        """Take the decisions in force; what is in hand already stays.

        Whose decision is no longer in force is what the last search makes of it.
        """
        open_again = self.decided.keys() - rows.keys()
        self.decided = {section: row.branch for section, row in rows.items()}
        for section, row in rows.items():
            if row.registry_values and section not in self._about:
                # who was not the first of the list was not chosen by the program
                self._take(section, Person(**row.registry_values), own=row.search.get("chosen_rank") != 1)
                decided = [DecidedLine.from_json(stored) for stored in row.lines]
                self.resolutions[section] = {x.line.field: x.resolution for x in decided if x.resolution}
                self.notes[section] = {x.line.field: x.note for x in decided if x.note}
        for section in open_again & self.searches.keys():
            self._settle(section, self.searches[section])

    def found(self, searches: Searches) -> None:
        """Take a finished search.

        Where nothing is decided the officer's own choice stays as long as that person is a candidate.
        Otherwise who is found is chosen, unless only the family says so or neither name nor number is known,
        and nobody when nobody is. Registry values are those of this search.
        """
        self.searches, self.broken = dict(searches), False
        for section, search in searches.items():
            if search.query:
                self._looked_up[section] = len(search.candidates)
            if section not in self.decided:
                self._settle(section, search)

    def failed(self) -> None:
        """Forget what was found before a search failed; that it was looked up is not forgotten."""
        self.searches, self.broken = {}, True

    def person(self, section: str) -> Person | None:
        """Return who is meant: nobody once "not found" is decided, nor, undecided, after a failed search."""
        branch = self.decided.get(section)
        hidden = branch in _NOBODY if branch else self.broken
        return None if hidden else self.chosen.get(section)

    def found_one(self, section: str) -> Person | None:
        """Return the person chosen, or else the one who is found, if only by the family."""
        search = self.searches.get(section)
        if section in self.decided or self.broken or search is None or search.finding != Finding.FOUND:
            return self.person(section)
        return self.person(section) or search.candidates[0].person

    def choose(self, section: str, personal_id: str) -> bool:
        """Let the officer choose a candidate; False when it is none, or after "not found" was decided."""
        person = self._candidate(section, personal_id) if self.decided.get(section) not in _NOBODY else None
        if person is not None:
            self._take(section, person, own=True)
        return person is not None

    def listed(self, section: str) -> frozenset[str]:
        """Return the personal numbers of a person's candidates."""
        search = self.searches.get(section)
        return frozenset(c.person.personal_id for c in search.candidates) if search else frozenset()

    def outdated(self, section: str) -> bool:
        """Tell whether the registry now says something else about the person than was decided on."""
        chosen = self.chosen.get(section)
        return chosen is not None and self._candidate(section, chosen.personal_id) not in (None, chosen)

    @property
    def chosen_far(self) -> bool:
        """Tell whether someone was chosen who is only in a long list."""
        far = {c.person.personal_id for search in self.searches.values() for c in search.candidates[_SHORT:]}
        return any(person.personal_id in far for person in self.chosen.values())

    def open_searches(self) -> list[tuple[str, int]]:
        """Return the persons that were looked up and not decided about, with how many were found last."""
        return [(section, n) for section, n in self._looked_up.items() if section not in self.decided]

    def _settle(self, section: str, search: Search) -> None:
        """Choose whom a search leaves chosen about a person, or nobody."""
        chosen, own = self.chosen.pop(section, None), section in self.own
        self.own.discard(section)
        still = self._candidate(section, chosen.personal_id) if chosen and own else None
        person = still or _preselected(search)
        if person is not None:
            self._take(section, person, own=still is not None)

    def _take(self, section: str, person: Person, *, own: bool) -> None:
        """Choose a person, and forget how lines with another one were met."""
        self.chosen[section] = person
        (self.own.add if own else self.own.discard)(section)
        if self._about.get(section) != person.personal_id:
            self._about[section] = person.personal_id
            self.resolutions.pop(section, None)
            self.notes.pop(section, None)

    def _candidate(self, section: str, personal_id: str) -> Person | None:
        search = self.searches.get(section)
        people = (candidate.person for candidate in search.candidates) if search else ()
        return next((person for person in people if person.personal_id == personal_id), None)


def _preselected(search: Search) -> Person | None:
    """Return whom the program chooses by itself; None when that is left to the officer."""
    if search.finding != Finding.FOUND or not _NAMED & dict(search.query).keys():
        return None
    best = search.candidates[0]
    return None if best.household_only else best.person

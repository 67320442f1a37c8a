"""What an officer has in hand about the persons of one entry: who was found, chosen and decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.matching.result import Finding, Search
from app.models.codes import Resolution
from app.models.person import Person
from app.models.tables import Decision
from app.ui.searching import Searches

_NAMED = frozenset({"full_name", "personal_id", "cmnd"})
_SHORT = 10  # so many people are in a short list


@dataclass(slots=True)
class Choices:
    """By person section: searches, who was chosen, how lines are met, notes by line, branches decided."""

    searches: dict[str, Search] = field(default_factory=dict)
    chosen: dict[str, Person] = field(default_factory=dict)
    resolutions: dict[str, dict[str, Resolution]] = field(default_factory=dict)
    notes: dict[str, dict[str, str]] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)

    def load(self, rows: Mapping[str, Decision]) -> None:
        """Take the decisions in force; what is in hand already stays."""
        self.decided = {section: row.branch for section, row in rows.items()}
        for section, row in rows.items():
            if row.registry_values:
                self.chosen.setdefault(section, Person(**row.registry_values))
            handled = {x["field"]: Resolution(x["resolution"]) for x in row.lines if x["resolution"]}
            self.resolutions.setdefault(section, handled)
            self.notes.setdefault(section, {x["field"]: x["note"] for x in row.lines if x["note"]})

    def found(self, searches: Searches) -> None:
        """Take a finished search.

        Where nothing is decided, who is no candidate any more is let go, and who is found is chosen, unless
        only the family says so or neither name nor number is known.
        """
        self.searches = dict(searches)
        for section, search in searches.items():
            if section in self.decided:
                continue
            chosen = self.chosen.get(section)
            if chosen is not None and chosen.personal_id not in self.listed(section):
                del self.chosen[section]
            named = _NAMED & dict(search.query).keys()
            if search.finding == Finding.FOUND and named and not search.candidates[0].household_only:
                self.chosen.setdefault(section, search.candidates[0].person)

    def choose(self, section: str, personal_id: str) -> bool:
        """Choose a candidate and forget how lines with another one were met; False when it is none."""
        search = self.searches.get(section)
        for candidate in search.candidates if search else ():
            if candidate.person.personal_id == personal_id:
                self.chosen[section] = candidate.person
                self.resolutions.pop(section, None)
                self.notes.pop(section, None)
                return True
        return False

    def listed(self, section: str) -> frozenset[str]:
        """Return the personal numbers of a person's candidates."""
        search = self.searches.get(section)
        return frozenset(c.person.personal_id for c in search.candidates) if search else frozenset()

    @property
    def chosen_far(self) -> bool:
        """Tell whether someone was chosen who is only in a long list."""
        far = {c.person.personal_id for search in self.searches.values() for c in search.candidates[_SHORT:]}
        return any(person.personal_id in far for person in self.chosen.values())

    def open_searches(self) -> list[tuple[str, int]]:
        """Return the persons that were looked up and not decided about, with how many were found."""
        return [
            (section, len(search.candidates))
            for section, search in self.searches.items()
            if search.query and section not in self.decided
        ]

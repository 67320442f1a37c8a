"""The persons of the entry in hand: who is asked about, found, chosen, and what is likely."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.matching.compare import compare
from app.matching.result import Finding, Line, Result
from app.models.declaration.book import BookType
from app.models.registry.person import Person
from app.models.words.codes import Branch, Resolution
from app.models.words.partial_date import parse
from app.models.words.values import Value
from app.services.entry import ditto, entries
from app.services.entry.in_hand import EntryInHand
from app.ui.entry.choices import Choices
from app.ui.entry.question import Question, Searches

_TELLING = frozenset({"birth_date", "personal_id", "cmnd"})


class Judgement(StrEnum):
    """Whether a decision is kept now, or what has to come first."""

    KEEP = "keep"
    SEARCH = "search"  # what is typed has not been searched yet
    ASK = "ask"  # somebody is found: "not found" is asked once
    REFUSE = "refuse"  # fields differ


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision whose key was pressed before what was typed last had been searched."""

    question: Question
    section: str
    branch: Branch
    person: Person | None
    seen: frozenset[str]  # personal numbers of the candidates then on the screen


class PersonModel:
    """What is known of the persons of one entry; it has no widget and writes nothing.

    ``section`` is the person shown, ``caret`` the one whose field holds the caret, "" for nobody;
    ``values`` is what is typed at this moment, kept or not, and ``book`` the book with the rows it fills.
    """

    def __init__(self) -> None:
        """Begin without an entry."""
        self.hand: EntryInHand | None = None
        self.book: BookType | None = None
        self.values: Mapping[str, Value] = {}
        self.choices = Choices()
        self.section = self.caret = ""
        self.waiting: Waiting | None = None
        self._asked: Person | None = None  # whom "not found" was said about once, of the person shown
        self._last = ""  # the person decided about last
        self._lines: dict[str, tuple[Person, tuple[Line, ...]]] = {}

    # -- what is in hand -----------------------------------------------------------------------------

    def show(self, hand: EntryInHand) -> bool:
        """Turn to an entry as the store holds it; return whether it is another one."""
        other = self.hand is None or self.hand.id != hand.id
        if other:
            self.forget()
        if self.values != hand.values:
            self._asked = None
        self.hand = hand
        self._take(hand.values)
        self.choices.load(hand.decided)
        if self.section not in self.sections:
            self.turn(next(iter(self.sections), ""))
        self._ask_no_more()
        return other

    def forget(self) -> None:
        """Forget the entry that was shown."""
        self.hand, self.book, self.values, self.choices = None, None, {}, Choices()
        self.section = self._last = ""
        self.waiting = self._asked = None
        self._lines = {}

    def typed(self, values: Mapping[str, Value]) -> None:
        """Take the values as they are being typed."""
        self._take(values)
        self._asked = None

    @property
    def sections(self) -> tuple[str, ...]:
        """Return the person sections of the entry, in the order of the form."""
        return tuple(s.key for s in self.book.persons) if self.book else ()

    # -- who is meant --------------------------------------------------------------------------------

    def turn(self, section: str) -> None:
        """Turn to one person of the entry."""
        if section != self.section:
            self.section, self._asked = section, None

    def found(self, searches: Searches) -> None:
        """Take a finished search."""
        self.choices.found(searches)
        self._ask_no_more()

    def failed(self) -> None:
        """Take it that a search failed."""
        self.choices.failed()
        self._ask_no_more()

    def person(self, section: str) -> Person | None:
        """Return the registry row that is meant; None when nobody is."""
        return self.choices.person(section)

    def confirmable(self) -> dict[str, str]:
        """Return what F4 offers: registry values for empty fields of the person shown, by field.

        Nothing unless the person was chosen on a typed name and birth date, nor after a failed search.
        """
        person = None if self.choices.broken else self.person(self.section)
        if person is None or self.book is None:
            return {}
        fields = [field for field in self.book.section(self.section).fields if field.compare]
        empty = [field for field in fields if self.values.get(field.key, Value()).is_empty]
        typed = {field.compare for field in fields if self.values.get(field.key, Value()).text}
        if not {"full_name", "birth_date"} <= typed:
            return {}
        offered = {field.key: _registry_words(person, field.compare) for field in empty}
        return {key: words for key, words in offered.items() if words}

    @property
    def first_candidate(self) -> Person | None:
        """Return the best candidate for the person shown, chosen or not."""
        search = self.choices.searches.get(self.section)
        return search.candidates[0].person if search and search.candidates else None

    def choose(self, section: str, personal_id: str) -> Branch | None:
        """Let the officer choose a candidate; return the decision that stands in the way, if one does."""
        branch = self.choices.decided.get(section)
        if branch is None:
            if self.choices.choose(section, personal_id):
                self._asked = None
            return None
        # what is shown under a decision is what was decided on
        person = self.person(section)
        return None if person is not None and person.personal_id == personal_id else branch

    # -- the lines -----------------------------------------------------------------------------------

    def lines(self, section: str) -> tuple[Line, ...]:
        """Compare what is typed about a person with the row chosen; nothing where none is."""
        person = self.person(section)
        if self.hand is None or self.book is None or person is None:
            return ()
        known = self._lines.get(section)
        if known is None or known[0] != person:
            marks = ditto.marks(self.book, self.values, self.hand.above)[section]
            known = person, compare(self.book, section, self.values, person, marks)
            self._lines[section] = known
        return known[1]

    def open_lines(self) -> list[str]:
        """Return the columns of the person shown that differ and have no way of handling yet."""
        handled = self.choices.resolutions.get(self.section, {})
        return [
            x.field
            for x in self.lines(self.section)
            if x.result == Result.DIFFERENT and x.field not in handled
        ]

    def resolve(self, column: str, way: Resolution | None) -> None:
        """Choose how a line of the person shown is handled, or take the choice back."""
        chosen = self.choices.resolutions.setdefault(self.section, {})
        if way is None:
            chosen.pop(column, None)
        else:
            chosen[column] = way

    def note(self, column: str, text: str) -> None:
        """Keep a note to a line of the person shown."""
        self.choices.notes.setdefault(self.section, {})[column] = text

    # -- the decision --------------------------------------------------------------------------------

    @property
    def decided(self) -> Mapping[str, Branch]:
        """Return the branches decided, by section."""
        return self.choices.decided

    @property
    def asked(self) -> Person | None:
        """Return whom "not found" was said about once and is asked about; None for nobody."""
        return self._asked

    def likely(self, *, has_registry: bool) -> Branch | None:
        """Return the branch that is likely for the person shown; None when nothing is.

        While the person is still being typed nobody is "not found" by a name, or a number, alone.
        """
        if not has_registry:
            return Branch.NOT_COMPARED
        if self.person(self.section) is not None:
            return Branch.MISMATCH_BASIC if self._differs() else Branch.MATCH
        search = self.choices.searches.get(self.section)
        if search is None or not search.query or search.finding != Finding.NOT_FOUND:
            return None
        by = dict(search.query).keys()
        enough = "full_name" in by and bool(_TELLING & by)
        return Branch.NOT_FOUND if enough or self.section != self.caret else None

    def judge(self, branch: Branch, question: Question | None, *, searched: bool) -> Judgement:
        """Say whether a decision about the person shown is kept now, or what has to come first.

        ``question`` is what there is to ask now, None where nobody is looked up; ``searched`` tells that it
        was answered. Where a search has to come first the decision waits for it.
        """
        if question is not None and not searched:
            seen = self.choices.listed(self.section)
            self.waiting = Waiting(question, self.section, branch, self.person(self.section), seen)
            return Judgement.SEARCH
        found = self.choices.found_one(self.section)
        asks = branch == Branch.NOT_FOUND and question is not None and found is not None
        if asks and self._asked != found:
            self._asked = found
            return Judgement.ASK
        return Judgement.REFUSE if branch == Branch.MATCH and self._differs() else Judgement.KEEP

    def shows_others(self, waiting: Waiting) -> bool:
        """Tell whether the search that ended shows somebody else than the officer decided on."""
        unseen = waiting.branch == Branch.NOT_FOUND and self.choices.listed(waiting.section) - waiting.seen
        return bool(unseen) or self.person(waiting.section) != waiting.person

    def decided_about(self, section: str) -> None:
        """Remember whom the last decision was about."""
        self._last = section

    def to_undo(self) -> str:
        """Return whose decision is to be taken back: the person shown, or who was decided about last."""
        section = self.section if self.section in self.decided else self._last
        return section if section in self.decided else ""

    def next_undecided(self) -> str:
        """Return the first person without a decision; empty when everybody has one."""
        if self.book is None:
            return ""
        wanted = entries.persons_to_decide(self.book, self.values)
        return next((key for key in wanted if key not in self.decided), "")

    def _take(self, values: Mapping[str, Value]) -> None:
        self.values, self._lines = values, {}
        self.book = self.hand.book.for_entry(values) if self.hand else None

    def _ask_no_more(self) -> None:
        """Drop the question whether someone is meant as soon as somebody else is found, or nobody."""
        if self._asked != self.choices.found_one(self.section):
            self._asked = None

    def _differs(self) -> bool:
        return any(line.result == Result.DIFFERENT for line in self.lines(self.section))


def _registry_words(person: Person, compared: str) -> str:
    """Return a registry value in the words of a book; nothing for the residence, which is of today."""
    if compared == "permanent_residence":
        return ""
    column = "personal_id" if compared == "personal_id_or_cmnd" else compared
    text = str(getattr(person, column, ""))
    date = parse(text) if column.endswith("date") else None
    if date is None:
        return text
    return "/".join(str(part) for part in (date.day, date.month, date.year) if part is not None)

"""The persons of the entry shown: searched, chosen, compared and decided, without a widget."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.matching import number_owner
from app.matching.compare import compare
from app.matching.result import TO_HANDLE, Finding, Line, Result
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
    """Whether a decision is kept now, or what must come first."""

    KEEP = "keep"
    SEARCH = "search"  # what is typed is not searched yet
    ASK = "ask"  # somebody is found: ask once before "not found"
    REFUSE = "refuse"  # fields differ


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision pressed before the last words were searched."""

    question: Question
    section: str
    branch: Branch
    person: Person | None
    seen: frozenset[str]  # personal numbers of the candidates on the screen at that time


class PersonModel:
    """The persons of one entry; it has no widget and writes nothing.

    ``section`` is the person shown, ``caret`` the one whose field holds the caret, "" for nobody.
    ``values`` are the words in the form, kept or not; ``book`` has the rows that they fill.
    """

    def __init__(self) -> None:
        """Begin without an entry."""
        self.hand: EntryInHand | None = None
        self.book: BookType | None = None
        self.values: Mapping[str, Value] = {}
        self.choices = Choices()
        self.section = self.caret = ""
        self.waiting: Waiting | None = None
        self._asked: Person | None = None  # the person found when "not found" was pressed once
        self._last = ""  # the person decided about last
        self._lines: dict[str, tuple[Person, tuple[Line, ...]]] = {}

    # -- what is in hand -----------------------------------------------------------------------------

    def show(self, hand: EntryInHand) -> bool:
        """Take an entry from the store; return whether it is another one."""
        other = self.hand is None or self.hand.id != hand.id
        if other:
            self.forget()
        if self.values != hand.values:
            self._asked = None
        self.hand = hand
        self._set_values(hand.values)
        self.choices.load(hand.decided)
        if self.section not in self.sections:
            self.turn(next(iter(self.sections), ""))
        self._drop_question()
        return other

    def forget(self) -> None:
        """Forget the entry that was shown."""
        self.hand, self.book, self.values, self.choices = None, None, {}, Choices()
        self.section = self._last = ""
        self.waiting = self._asked = None
        self._lines = {}

    def typed(self, values: Mapping[str, Value]) -> None:
        """Take the values being typed."""
        self._set_values(values)
        self._asked = None

    @property
    def sections(self) -> tuple[str, ...]:
        """Return the person sections of the entry, in the order of the form."""
        return tuple(s.key for s in self.book.persons) if self.book else ()

    # -- the person ---------------------------------------------------------------------------------

    def turn(self, section: str) -> None:
        """Turn to one person of the entry."""
        if section != self.section:
            self.section, self._asked = section, None

    def found(self, searches: Searches) -> None:
        """Take a finished search."""
        self.choices.found(searches)
        self._lines = {}  # a number may be another's among the candidates
        self._drop_question()

    def failed(self) -> None:
        """Note that a search failed."""
        self.choices.failed()
        self._drop_question()

    def person(self, section: str) -> Person | None:
        """Return the registry row chosen for a person; None for nobody."""
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
        """Choose a candidate for the officer; return the decision that forbids it, if there is one."""
        branch = self.choices.decided.get(section)
        if branch is None:
            if self.choices.choose(section, personal_id):
                self._asked = None
            return None
        # under a decision the person decided on stays
        person = self.person(section)
        return None if person is not None and person.personal_id == personal_id else branch

    # -- the lines -----------------------------------------------------------------------------------

    def lines(self, section: str) -> tuple[Line, ...]:
        """Compare the words about a person with the row chosen; empty without one."""
        person = self.person(section)
        if self.hand is None or self.book is None or person is None:
            return ()
        known = self._lines.get(section)
        if known is None or known[0] != person:
            marks = ditto.marks(self.book, self.values, self.hand.above)[section]
            search = self.choices.searches.get(section)
            lines = compare(self.book, section, self.values, person, marks)
            known = person, number_owner.judged(lines, person, search.candidates if search else ())
            self._lines[section] = known
        return known[1]

    def open_lines(self) -> list[str]:
        """Return the columns of the person shown that need a resolution and have none."""
        handled = self.resolutions(self.section)
        return [x.field for x in self.lines(self.section) if x.result in TO_HANDLE and x.field not in handled]

    def resolutions(self, section: str) -> dict[str, Resolution]:
        """Return the resolutions of a person's lines, by column, that answer the difference as it is now."""
        return self.choices.answers(section, self.lines(section))

    def resolve(self, column: str, way: Resolution | None) -> None:
        """Set the resolution of a line of the person shown, or remove it."""
        self.choices.resolve(self.section, self.lines(self.section), column, way)

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
        """Return the person found who is asked about before "not found"; None without a question."""
        return self._asked

    def likely(self, *, has_registry: bool) -> Branch | None:
        """Return the likely branch for the person shown; None for none.

        While the person is being typed, a name or a number alone is not enough for "not found".
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
        """Say whether a decision about the person shown is kept now, or what must come first.

        ``question`` is None where nobody is looked up; ``searched`` tells that it was answered. Without an
        answer the decision is kept in ``waiting``.
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
        """Tell whether the finished search shows another person than the officer decided on."""
        unseen = waiting.branch == Branch.NOT_FOUND and self.choices.listed(waiting.section) - waiting.seen
        return bool(unseen) or self.person(waiting.section) != waiting.person

    def decided_about(self, section: str) -> None:
        """Remember the person of the last decision."""
        self._last = section

    def to_undo(self) -> str:
        """Return the section whose decision to undo: the one shown, or the one decided last."""
        section = self.section if self.section in self.decided else self._last
        return section if section in self.decided else ""

    def next_undecided(self) -> str:
        """Return the first section without a decision; empty when every person has one."""
        if self.book is None:
            return ""
        wanted = entries.persons_to_decide(self.book, self.values)
        return next((key for key in wanted if key not in self.decided), "")

    @property
    def is_done(self) -> bool:
        """Tell whether somebody is decided and nobody is left to decide."""
        return bool(self.decided) and not self.next_undecided()

    def _set_values(self, values: Mapping[str, Value]) -> None:
        self.values, self._lines = values, {}
        self.book = self.hand.book.for_entry(values) if self.hand else None

    def _drop_question(self) -> None:
        """Drop the question about the person found once another one is found, or nobody."""
        if self._asked != self.choices.found_one(self.section):
            self._asked = None

    @property
    def only_unread(self) -> bool:
        """Tell whether nothing about the person shown differs, but something was not read."""
        results = {line.result for line in self.lines(self.section)} & TO_HANDLE
        return results == {Result.UNREAD}

    def _differs(self) -> bool:
        return any(line.result in TO_HANDLE for line in self.lines(self.section))


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

"""What look-up and comparison answer: plain values for panels, papers and packages."""

from dataclasses import dataclass
from enum import StrEnum

from app.models.registry.person import Person
from app.models.words.values import Mark


class Result(StrEnum):
    """The outcome of comparing one field (workflow_codes: field_results)."""

    EQUAL = "equal"
    EQUAL_FORMAT = "equal_format"  # case, spaces, tone placement, abbreviations
    EQUAL_VARIANT = "equal_variant"  # i/y, dated renames, ethnic variants
    BOOK_PARTIAL = "book_partial"  # the book says less: a year against a full date
    BOOK_BLANK = "book_blank"
    REGISTRY_BLANK = "registry_blank"
    BOTH_BLANK = "both_blank"
    DIFFERENT = "different"
    ILLEGIBLE = "illegible"
    EXCLUDED = "excluded"  # residence


Span = tuple[int, int]
DITTO_SAID = "như trên: "
"""How the detail of a line begins whose ditto mark was read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field side by side.

    ``field`` is the registry column, ``book_field`` the book's key (empty for status lines), ``detail``
    the words for the officer ("dấu hỏi – sắc"; empty when the result says it all), the spans mark what
    differs as [start, end) in ``book`` and ``registry``; ``basic`` tells mismatch_basic from mismatch_other;
    ``read_as`` are the words that a ditto mark in ``book`` was read as.
    """

    field: str
    book_field: str
    label: str
    book: str
    registry: str
    result: Result
    detail: str = ""
    mark: Mark | None = None
    basic: bool = True
    book_spans: tuple[Span, ...] = ()
    registry_spans: tuple[Span, ...] = ()
    read_as: str = ""

    @property
    def own_detail(self) -> str:
        """Return the detail without the words a ditto mark was read as."""
        if not self.read_as:
            return self.detail
        rest = self.detail.removeprefix(f"{DITTO_SAID}{self.read_as}")
        return rest.removeprefix(" (").removesuffix(")")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person who may be meant: a probability 0–1 that this is the one, and the sentence why."""

    person: Person
    probability: float
    reason: str
    household_only: bool = False


class Finding(StrEnum):
    """What a finished search means; a failed search raises and is none of these."""

    FOUND = "found"
    CHECK = "check"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Search:
    """A finished search: its candidates, best first, and what they mean together."""

    finding: Finding
    candidates: tuple[Candidate, ...]
    query: tuple[tuple[str, str], ...]  # (field, what was searched by), logged with the decision

"""Results of look-up and comparison: plain values for panels, papers and packages."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from app.models.registry.person import Person
from app.models.words.codes import Resolution
from app.models.words.values import Mark
from app.texts import Text


class Result(StrEnum):
    """The results of comparing one field (workflow_codes: field_results)."""

    EQUAL = "equal"
    EQUAL_FORMAT = "equal_format"  # case, spaces, tone placement, abbreviations
    EQUAL_VARIANT = "equal_variant"  # i/y, dated renames, ethnic variants
    BOOK_PARTIAL = "book_partial"  # the book has less: a year against a full date
    BOOK_BLANK = "book_blank"
    REGISTRY_BLANK = "registry_blank"
    BOTH_BLANK = "both_blank"
    DIFFERENT = "different"
    ILLEGIBLE = "illegible"  # on the page
    UNREAD = "unread"  # words on either side that the program does not understand
    EXCLUDED = "excluded"  # residence


TO_HANDLE = frozenset({Result.DIFFERENT, Result.UNREAD})
"""The results that never make a match: each is handled by a resolution."""

_R = Resolution
WAYS: Mapping[Result, tuple[Resolution, ...]] = {
    Result.DIFFERENT: (_R.FIX_POPULATION, _R.CORRECT_BOOK, _R.VERIFY),
    Result.BOOK_PARTIAL: (_R.SUPPLEMENT_BOOK, _R.VERIFY),
    Result.BOOK_BLANK: (_R.SUPPLEMENT_BOOK, _R.VERIFY),
    Result.REGISTRY_BLANK: (_R.FIX_POPULATION, _R.VERIFY),
    Result.ILLEGIBLE: (_R.VERIFY,),
    Result.UNREAD: (_R.VERIFY, _R.FIX_POPULATION, _R.CORRECT_BOOK),
}
"""The usual resolutions of a result, the most usual first."""
_SAME = frozenset({*TO_HANDLE, Result.EQUAL_FORMAT, Result.EQUAL_VARIANT})
_NO_WRITING = frozenset({"sex", "personal_id", "cmnd", "life_status", "marital_status"})

Span = tuple[int, int]
DITTO_SAID = "như trên: "
"""The beginning of the detail of a line with a ditto mark that was read."""


def is_of_words(field: str) -> bool:
    """Tell whether a registry column holds words, of which there are several writings."""
    return field not in _NO_WRITING and not field.endswith(("_date", "_id"))


class Amended(NamedTuple):
    """A step from the words first written to those that count: the kind of note, its words, its basis."""

    kind: str
    words: str
    basis: str


@dataclass(frozen=True, slots=True)
class Line:
    """One field side by side.

    ``field`` is the registry column, ``book_field`` the book's key (empty for status lines), ``detail``
    the words for the officer ("dấu hỏi – sắc"; empty when the result needs none), the spans mark what
    differs as [start, end) in ``book`` and ``registry``; ``basic`` tells mismatch_basic from mismatch_other;
    ``read_as`` are the words that a ditto mark in ``book`` was read as. Where notes in the margin changed the
    field, ``book`` is what counts, ``written`` what was written first, ``amended`` the steps between them.
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
    written: str = ""
    amended: tuple[Amended, ...] = ()

    @property
    def may_be_writing(self) -> bool:
        """Tell whether both sides can mean the same: words can, a date, a number, a sex or a death never."""
        return self.result in _SAME and is_of_words(self.field)

    def takes(self, resolution: Resolution) -> bool:
        """Tell whether a resolution can answer this line."""
        if resolution == Resolution.FORMAT_ONLY:
            return self.may_be_writing
        return self.result in TO_HANDLE or resolution in WAYS.get(self.result, ())

    @property
    def difference(self) -> tuple[str, str, str]:
        """Return what a resolution answers: it does not outlive a change of either side."""
        return self.book, self.registry, str(self.result)

    @property
    def history(self) -> Text | None:
        """Return how the words that count came about; None where no note changed the field."""
        if not self.amended:
            return None
        said = Text("sổ ghi {0}", self.written or Text("(để trống)"))
        for kind, words, basis in self.amended:
            told = said, kind.lower() or Text("sửa"), words or Text("(để trống)")
            said = (
                Text("{0} → {1} thành {2} theo {3}", *told, basis)
                if basis
                else Text("{0} → {1} thành {2}", *told)
            )
        return said

    @property
    def own_detail(self) -> str:
        """Return the detail without the words a ditto mark was read as."""
        if not self.read_as:
            return self.detail
        rest = self.detail.removeprefix(f"{DITTO_SAID}{self.read_as}")
        return rest.removeprefix(" (").removesuffix(")")


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """A line of a decision: with the resolution of its difference, and a note."""

    line: Line
    resolution: Resolution | None = None
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the stored form of the line."""
        line = self.line
        notes = {"written": line.written, "amended": [list(step) for step in line.amended]}
        return {
            "field": line.field,
            "book_field": line.book_field,
            "label": line.label,
            "book": line.book,
            "registry": line.registry,
            "result": str(line.result),
            "detail": line.detail,
            "mark": str(line.mark or ""),
            "basic": line.basic,
            "book_spans": [list(span) for span in line.book_spans],
            "registry_spans": [list(span) for span in line.registry_spans],
            "read_as": line.read_as,
            "resolution": str(self.resolution or ""),
            "note": self.note,
            **(notes if line.amended else {}),
        }

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "DecidedLine":
        """Build a line from its stored form; an earlier version lacked ``basic`` and ``read_as``.

        Only a line that notes changed has ``written`` and ``amended``.
        """
        line = Line(
            field=stored["field"],
            book_field=stored["book_field"],
            label=stored["label"],
            book=stored["book"],
            registry=stored["registry"],
            result=Result(stored["result"]),
            detail=stored["detail"],
            mark=Mark(stored["mark"]) if stored["mark"] else None,
            basic=stored.get("basic", True),
            book_spans=_spans(stored["book_spans"]),
            registry_spans=_spans(stored["registry_spans"]),
            read_as=stored.get("read_as", ""),
            written=stored.get("written", ""),
            amended=tuple(Amended(*step) for step in stored.get("amended", ())),
        )
        resolution = Resolution(stored["resolution"]) if stored["resolution"] else None
        return DecidedLine(line, resolution, stored["note"])


def _spans(stored: list[list[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in stored)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What tells somebody from a namesake: hamlet (else commune), spouse, children by age."""

    hamlet: str
    spouse: str
    children: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible person: the probability 0–1 of being the one, and a sentence with the reason.

    ``household_only`` tells that only the family of the entry speaks for them; ``grounded`` that the link
    rests on more than a name with a year or an age (grounds.py); ``same_as`` is the number of another row of
    the same person; ``circumstances`` are told of namesakes to be checked.
    """

    person: Person
    probability: float
    reason: str
    household_only: bool = False
    grounded: bool = True
    same_as: str = ""
    circumstances: Circumstances | None = None


class Finding(StrEnum):
    """The meanings of a finished search; a failed search raises instead."""

    FOUND = "found"
    CHECK = "check"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Search:
    """A finished search: its candidates, best first, and its finding.

    ``namesakes`` counts the others of the registry with name and year of birth of the first candidate.
    """

    finding: Finding
    candidates: tuple[Candidate, ...]
    query: tuple[tuple[str, str], ...]  # (field, searched words), stored with the decision
    namesakes: int = 0
